# The events of networks, storage pools, devices of the host and secrets: which the test driver has, and what a handler gets.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

Sys::Virt::Event::register_default();

my $conn = test_connection();

# Registers for an event of that kind, acts, and waits for `$count` calls. Gives their arguments, call by call.
sub events_of {
    my ($kind, $object, $id, $count, $act) = @_;
    my ($register, $deregister) = map { "${kind}_event_${_}_any" } 'register', 'deregister';
    my @calls;
    my $callback = $conn->$register($object, $id, sub { push @calls, [@_] });
    $act->();
    run_until(sub { @calls >= $count });
    is_deeply [ $conn->$deregister($callback) ], [], 'deregister';
    return @calls;
}

# Each call as "name: arguments", for those that are about an object of the right class on our connection.
sub told {
    my ($class, @calls) = @_;
    is_deeply [ grep { ref $_->[0] ne 'Sys::Virt' || $_->[0]->get_uri ne $conn->get_uri } @calls ], [],
        'connection first';
    is_deeply [ map { ref $_->[1] } @calls ], [ ($class) x @calls ], 'then an object';
    return [ map { $_->[1]->get_name . ": @$_[2 .. $#$_]" } @calls ];
}

subtest 'network' => sub {
    my $network = $conn->get_network_by_name('default');
    my @calls = events_of(
        network => undef,
        Sys::Virt::Network::EVENT_ID_LIFECYCLE,
        4,
        sub {
            $network->destroy;
            $network->create;
            $conn->define_network(network_xml(name => 'other'))->undefine;
        }
    );
    is_deeply told('Sys::Virt::Network', @calls),
        [
        'default: ' . Sys::Virt::Network::EVENT_STOPPED . ' 0',
        'default: ' . Sys::Virt::Network::EVENT_STARTED . ' 0',
        'other: ' . Sys::Virt::Network::EVENT_DEFINED . ' 0',
        'other: ' . Sys::Virt::Network::EVENT_UNDEFINED . ' 0',
        ],
        'event and detail';
};

subtest 'metadata of a network' => sub {
    plan skip_all => 'needs libvirt 9.8'
        if $conn->get_library_version < 9_008_000;
    my $network = $conn->get_network_by_name('default');
    my @calls = events_of(
        network => $network,
        Sys::Virt::Network::EVENT_ID_METADATA_CHANGE,
        1, sub { $network->set_metadata(Sys::Virt::Network::METADATA_TITLE, 'new') }
    );
    is_deeply [ map { [ @$_[ 2 .. $#$_ ] ] } @calls ], [ [ Sys::Virt::Network::METADATA_TITLE, undef ] ],
        'type and URI';
};

my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $pool_xml = "<pool type='dir'><name>other</name><target><path>$dir</path></target></pool>";

subtest 'storage pool' => sub {
    my $pool = $conn->get_storage_pool_by_name('default-pool');
    my @calls = events_of(
        storage_pool => undef,
        Sys::Virt::StoragePool::EVENT_ID_LIFECYCLE,
        6,
        sub {
            $pool->destroy;
            $pool->create;
            my $other = $conn->define_storage_pool($pool_xml);
            $other->build;
            $other->delete;
            $other->undefine;
        }
    );
    is_deeply told('Sys::Virt::StoragePool', @calls),
        [
        'default-pool: ' . Sys::Virt::StoragePool::EVENT_STOPPED . ' 0',
        'default-pool: ' . Sys::Virt::StoragePool::EVENT_STARTED . ' 0',
        'other: ' . Sys::Virt::StoragePool::EVENT_DEFINED . ' 0',
        'other: ' . Sys::Virt::StoragePool::EVENT_CREATED . ' 0',
        'other: ' . Sys::Virt::StoragePool::EVENT_DELETED . ' 0',
        'other: ' . Sys::Virt::StoragePool::EVENT_UNDEFINED . ' 0',
        ],
        'event and detail';
};

subtest 'refresh of a storage pool' => sub {
    my $pool = $conn->get_storage_pool_by_name('default-pool');
    my $other = $conn->create_storage_pool($pool_xml);
    my @calls = events_of(
        storage_pool => $pool,
        Sys::Virt::StoragePool::EVENT_ID_REFRESH, 1, sub { $other->refresh; $pool->refresh }
    );
    is_deeply told('Sys::Virt::StoragePool', @calls), ['default-pool: '], 'of that pool, and no more';
};

subtest 'device of the host' => sub {
    my $xml = '<device><parent>scsi_host1</parent><capability type="scsi_host"><capability type="fc_host">'
        . '<wwnn>2000000012341234</wwnn><wwpn>1000000012341234</wwpn></capability></capability></device>';
    my $name;
    my @calls = events_of(
        node_device => undef,
        Sys::Virt::NodeDevice::EVENT_ID_LIFECYCLE,
        2,
        sub {
            my $device = $conn->create_node_device($xml);
            $name = $device->get_name;
            $device->destroy;
        }
    );
    is_deeply told('Sys::Virt::NodeDevice', @calls),
        [
        "$name: " . Sys::Virt::NodeDevice::EVENT_CREATED . ' 0',
        "$name: " . Sys::Virt::NodeDevice::EVENT_DELETED . ' 0'
        ],
        'event and detail';
};

subtest 'update of a device' => sub {
    my @calls = events_of(node_device => undef, Sys::Virt::NodeDevice::EVENT_ID_UPDATE, 0, sub { });
    is scalar @calls, 0, 'can be registered for';
};

subtest 'secret' => sub {
    my $released;
    {
        my $guard = guard { $released++ };
        is_libvirt_error exception {
            $conn->secret_event_register_any(
                undef,
                Sys::Virt::Secret::EVENT_ID_LIFECYCLE,
                sub { $guard }
            )
        }, Sys::Virt::Error::ERR_NO_SUPPORT, 'the test driver has none';
    }
    is $released, 1, 'the handler is let go of';
    is_deeply [ $conn->secret_event_deregister_any(1) ], [], 'there is nothing to remove, which is no failure';
};

subtest 'an event that is not known' => sub {
    for my $kind (qw(domain network node_device secret storage_pool)) {
        my ($register, $released) = ("${kind}_event_register_any", 0);
        for my $id (-1, 99, 2**31 - 1, -2**31) {
            my $guard = guard { $released++ };
            is_libvirt_error exception {
                $conn->$register(undef, $id, sub { $guard })
            }, Sys::Virt::Error::ERR_INVALID_ARG, "$kind: $id";
        }
        is $released, 4, 'the handlers are let go of';
    }
};

subtest 'an object of another kind' => sub {
    my %object = (
        domain => $conn->get_network_by_name('default'),
        network => $conn->get_domain_by_name('test'),
        node_device => $conn,
        secret => $conn->get_storage_pool_by_name('default-pool'),
        storage_pool => $conn->get_node_device_by_name('computer'),
    );
    for my $kind (sort keys %object) {
        my $register = "${kind}_event_register_any";
        like exception {
            $conn->$register($object{$kind}, 0, sub { })
        }, qr/^Sys::Virt::$register: \w+ref is not a Sys::Virt::\w+ object \(argument 2, got a Sys::Virt/,
            $register;
    }
};

done_testing;
