# The private subs, which programs call nevertheless: they give what the public methods give.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

my $conn = test_connection();
my $domain = $conn->get_domain_by_name('test');
my $network = $conn->get_network_by_name('default');
my $pool = $conn->get_storage_pool_by_name('default-pool');
my $uuid = '5e17c0de-1111-4222-8333-444455556666';

sub volume { return "<volume><name>$_[0]</name><capacity>4096</capacity></volume>" }

my $volume = $pool->create_volume(volume('one'));
my $snapshot = $domain->create_snapshot('<domainsnapshot><name>first</name></domainsnapshot>');

# One with snapshots takes no checkpoints.
my $disk = "<disk type='file' device='disk'><source file='/x'/><target dev='vda'/></disk>";
my $other = $conn->create_domain(domain_xml(name => 'other', devices => $disk));
my $checkpoint = $other->create_checkpoint('<domaincheckpoint><name>first</name></domaincheckpoint>');

# Calls a private sub, by its name without Sys::Virt::.
sub call {
    my ($name, @args) = @_;
    no strict 'refs';
    return &{"Sys::Virt::$name"}(@args);
}

# By sub: its arguments, and the name of the object that it gives.
my @found = (
    [ 'Domain::_lookup_by_id', [ $conn, 1 ], 'test' ],
    [ 'Domain::_lookup_by_name', [ $conn, 'test' ], 'test' ],
    [ 'Domain::_lookup_by_uuid', [ $conn, $domain->get_uuid ], 'test' ],
    [ 'Domain::_lookup_by_uuid_string', [ $conn, $domain->get_uuid_string ], 'test' ],
    [ 'DomainCheckpoint::_lookup_by_name', [ $other, 'first' ], 'first' ],
    [ 'DomainSnapshot::_lookup_by_name', [ $domain, 'first' ], 'first' ],
    [ 'Interface::_lookup_by_mac', [ $conn, 'aa:bb:cc:dd:ee:ff' ], 'eth1' ],
    [ 'Interface::_lookup_by_name', [ $conn, 'eth1' ], 'eth1' ],
    [ 'Network::_lookup_by_name', [ $conn, 'default' ], 'default' ],
    [ 'Network::_lookup_by_uuid', [ $conn, $network->get_uuid ], 'default' ],
    [ 'Network::_lookup_by_uuid_string', [ $conn, $network->get_uuid_string ], 'default' ],
    [ 'NodeDevice::_lookup_by_name', [ $conn, 'computer' ], 'computer' ],
    [ 'StoragePool::_lookup_by_name', [ $conn, 'default-pool' ], 'default-pool' ],
    [ 'StoragePool::_lookup_by_uuid', [ $conn, $pool->get_uuid ], 'default-pool' ],
    [ 'StoragePool::_lookup_by_uuid_string', [ $conn, $pool->get_uuid_string ], 'default-pool' ],
    [ 'StoragePool::_lookup_by_volume', [$volume], 'default-pool' ],
    [ 'StorageVol::_lookup_by_key', [ $conn, $volume->get_key ], 'one' ],
    [ 'StorageVol::_lookup_by_name', [ $pool, 'one' ], 'one' ],
    [ 'StorageVol::_lookup_by_path', [ $conn, $volume->get_path ], 'one' ],
);
my @made = (
    [ 'Domain::_create', [ $conn, domain_xml(name => 'created') ], 'created' ],
    [ 'Domain::_create_with_files', [ $conn, domain_xml(name => 'files'), [0] ], 'files' ],
    [ 'Domain::_define_xml', [ $conn, domain_xml(name => 'defined') ], 'defined' ],
    [   'DomainCheckpoint::_create_xml',
        [ $other, '<domaincheckpoint><name>new</name></domaincheckpoint>' ],
        'new'
    ],
    [   'DomainSnapshot::_create_xml',
        [ $domain, '<domainsnapshot><name>new</name></domainsnapshot>' ],
        'new'
    ],
    [   'Interface::_define_xml',
        [ $conn, $conn->get_interface_by_name('eth1')->get_xml_description =~ s/eth1/eth2/r ],
        'eth2'
    ],
    [ 'Network::_create_xml', [ $conn, network_xml(name => 'created') ], 'created' ],
    [ 'Network::_define_xml', [ $conn, network_xml(name => 'defined', bridge => 'virbr98') ], 'defined' ],
    [   'StoragePool::_create_xml',
        [ $conn, "<pool type='dir'><name>created</name><target><path>/created</path></target></pool>" ],
        'created'
    ],
    [   'StoragePool::_define_xml',
        [ $conn, "<pool type='dir'><name>defined</name><target><path>/defined</path></target></pool>" ],
        'defined'
    ],
    [ 'StorageVol::_create_xml', [ $pool, volume('two') ], 'two' ],
    [ 'StorageVol::_create_xml_from', [ $pool, volume('three'), $volume ], 'three' ],
);

for my $row (@found, @made) {
    my ($name, $args, $right) = @$row;
    my $object = call($name, @$args);
    is ref $object, 'Sys::Virt::' . $name =~ s/::_.*//r, "$name gives an object of its class";
    is $object->get_name, $right, 'the right one';
}

subtest 'what the test driver lacks' => sub {
    my %lacks = (
        'NWFilter::_define_xml' => [ $conn, '<filter/>' ],
        'NWFilter::_lookup_by_name' => [ $conn, 'filter' ],
        'NWFilter::_lookup_by_uuid' => [ $conn, 'x' x 16 ],
        'NWFilter::_lookup_by_uuid_string' => [ $conn, $uuid ],
        'NWFilterBinding::_create_xml' => [ $conn, '<filterbinding/>' ],
        'NWFilterBinding::_lookup_by_port_dev' => [ $conn, 'vnet0' ],
        'NetworkPort::_create_xml' => [ $network, '<networkport/>' ],
        'NetworkPort::_lookup_by_uuid' => [ $network, 'x' x 16 ],
        'NetworkPort::_lookup_by_uuid_string' => [ $network, $uuid ],
        'NodeDevice::_define_xml' => [ $conn, '<device/>' ],
        'Secret::_define_xml' => [ $conn, '<secret/>' ],
        'Secret::_lookup_by_usage' => [ $conn, 1, '/vol' ],
        'Secret::_lookup_by_uuid' => [ $conn, 'x' x 16 ],
        'Secret::_lookup_by_uuid_string' => [ $conn, $uuid ],
        'StoragePool::_lookup_by_target_path' => [ $conn, '/default-pool' ],
        'NodeDevice::_lookup_scsihost_by_wwn' => [ $conn, 'x', 'x' ],
        'Domain::_migrate' => [ $domain, test_connection(), {} ],
    );
    for my $name (sort keys %lacks) {
        is_unsupported { call($name, @{ $lacks{$name} }) } $name;
    }
    is_libvirt_error exception { call('Domain::_migrate_to_uri', $domain, 'test:///default', {}) },
        Sys::Virt::Error::ERR_ARGUMENT_UNSUPPORTED, 'Domain::_migrate_to_uri';
    isnt exception { call('NodeDevice::_create_xml', $conn, '<nonsense/>') }, undef,
        'NodeDevice::_create_xml of no device';
};

subtest 'connections' => sub {
    for my $made (
        call('_open', 'test:///default', 0),
        call('_open_auth', 'test:///default', undef, undef, 0),
        call('_open_auth', 'test:///default', [5], sub { 0 }, 0)
        )
    {
        is ref $made, 'Sys::Virt', 'a connection';
        is $made->get_type, 'TEST', 'that works';
    }
    cmp_ok(Sys::Virt->_get_library_version, '>', 6_000_000, 'the version of libvirt');
    is ref call('Stream::_new_obj', $conn), 'Sys::Virt::Stream', 'a stream';
};

subtest 'a uuid that is too short' => sub {
    like exception { call('Domain::_lookup_by_uuid', $conn, 'x' x 15) },
        qr/^Sys::Virt::Domain::_lookup_by_uuid: uuid is not a UUID of 16 bytes \(argument 2, got the string/,
        'is not read beyond its end';
};

done_testing;
