# A real libvirtd behind a socket: connections to its test driver and to its QEMU driver.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

need_daemon();

# Before the connections: their sockets are watched by this loop.
Sys::Virt::Event::register_default();

my $uri = 'test+unix:///default';

# The numbers of the sockets that are open.
sub sockets {
    my @found;
    for my $fd (3 .. 255) {
        open my $handle, '+<&', $fd or next;
        push @found, $fd if -S $handle;
    }
    return @found;
}

# A new connection, and a sub that cuts it.
sub fragile_connection {
    my %before = map { ($_ => 1) } sockets();
    my $conn = Sys::Virt->new(uri => $uri);
    my ($fd) = grep { !$before{$_} } sockets();
    open my $socket, '+<&', $fd or die "open: $!";
    return $conn, sub { shutdown $socket, 2 };
}

subtest 'the test driver' => sub {
    my $conn = Sys::Virt->new(uri => $uri);
    is $conn->get_uri, $uri, 'uri';
    is $conn->get_type, 'TEST', 'type';
    is $conn->get_version, 2, 'version';
    like $conn->get_hostname, qr/\S/, 'hostname';
    is $conn->is_alive, 1, 'alive';
    is $conn->is_secure, 1, 'secure';
    is $conn->is_encrypted, 0, 'not encrypted';
    is $conn->get_node_info->{model}, 'i686', 'node info';
    like $conn->get_capabilities, qr/^<capabilities>/, 'capabilities';
    is exception { $conn->set_keep_alive(5, 3) }, undef, 'keepalive';
};

subtest 'an identity' => sub {
    my $conn = Sys::Virt->new(uri => $uri);
    my %identity = (
        Sys::Virt::IDENTITY_USER_NAME, 'joe',
        Sys::Virt::IDENTITY_UNIX_USER_ID, 2**64 - 1,
        Sys::Virt::IDENTITY_PROCESS_ID, -1,
        bogus => 1,
    );
    is $conn->set_identity(\%identity), undef, 'is told';
    is $conn->set_identity({}, 0), undef, 'or not';
    like exception { $conn->set_identity({ Sys::Virt::IDENTITY_UNIX_GROUP_ID, [] }) },
        qr/^the value of the parameter unix-group-id is not an integer .* at \Q$0\E line \d+\.$/,
        'with a wrong value';
};

subtest 'a connection that may only read' => sub {
    my $conn = Sys::Virt->new(uri => $uri, readonly => 1);
    is_libvirt_error exception { $conn->define_domain(domain_xml()) },
        Sys::Virt::Error::ERR_OPERATIONED_DENIED;
};

subtest 'domains' => sub {
    my $conn = Sys::Virt->new(uri => $uri);
    my $before = $conn->num_of_domains;
    my $domain = $conn->create_domain(domain_xml(name => 'remote'));
    is $domain->get_name, 'remote', 'name';
    is $conn->num_of_domains, $before + 1, 'number';
    is scalar(grep { $_->get_name eq 'remote' } $conn->list_domains), 1, 'in the list';
    is scalar(grep { $_->get_name eq 'remote' } $conn->list_all_domains), 1, 'in the list of all';
    is $conn->get_domain_by_uuid($domain->get_uuid)->get_id, $domain->get_id, 'by uuid';

    $domain->suspend;
    is_deeply [ $domain->get_state ],
        [ Sys::Virt::Domain::STATE_PAUSED, Sys::Virt::Domain::STATE_PAUSED_USER ], 'paused';
    $domain->pin_vcpu(1, "\x02");
    is + ($domain->get_vcpu_info)[1]{affinity}, "\x02\x00", 'pinned';
    $domain->set_metadata(Sys::Virt::Domain::METADATA_TITLE, "\x{263a}");
    is $domain->get_metadata(Sys::Virt::Domain::METADATA_TITLE), "\xe2\x98\xba", 'metadata of bytes';
    is_deeply $domain->get_scheduler_parameters, { weight => 50 }, 'scheduler parameters';
    $domain->destroy;
    is_libvirt_error exception { $conn->get_domain_by_name('remote') }, Sys::Virt::Error::ERR_NO_DOMAIN,
        'gone';
};

subtest 'an error of the daemon' => sub {
    my $conn = Sys::Virt->new(uri => $uri);
    my $error = exception { $conn->get_domain_by_name('nobody') };
    is_deeply { %$error }, { level => 2, code => 42, domain => 12, message => 'Domain not found' },
        'has all its fields';
};

subtest 'events' => sub {
    my $conn = Sys::Virt->new(uri => $uri);
    my $domain = $conn->create_domain(domain_xml(name => 'watched'));
    my (@lifecycle, @metadata);
    my @ids = (
        $conn->domain_event_register_any(
            $domain, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, sub { push @lifecycle, [@_] }
        ),
        $conn->domain_event_register_any(
            $domain, Sys::Virt::Domain::EVENT_ID_METADATA_CHANGE, sub { push @metadata, [@_] }
        ),
    );
    $domain->suspend;
    $domain->resume;
    $domain->set_metadata(Sys::Virt::Domain::METADATA_TITLE, 'new');
    ok run_until(sub { @lifecycle == 2 && @metadata }), 'arrive';
    is_deeply [ map { $_->[2] } @lifecycle ],
        [ Sys::Virt::Domain::EVENT_SUSPENDED, Sys::Virt::Domain::EVENT_RESUMED ], 'in order';
    is_deeply [ @{ $metadata[0] }[ 2, 3 ] ], [ Sys::Virt::Domain::METADATA_TITLE, undef ],
        'with their arguments';
    is $_->[1]->get_name, 'watched', 'right domain' for @lifecycle, @metadata;

    $conn->domain_event_deregister_any($_) for @ids;
    my $id = $conn->domain_event_register_any($domain, Sys::Virt::Domain::EVENT_ID_LIFECYCLE,
        sub { die "event\n" });
    $domain->suspend;
    is exception {
        run_until(sub { 0 })
    }, "event\n", 'a callback that dies';
    is $domain->get_info->{state}, Sys::Virt::Domain::STATE_PAUSED, 'leaves the connection whole';
    $conn->domain_event_deregister_any($id);
    $domain->destroy;
};

subtest 'a connection that is cut' => sub {
    my ($conn, $cut) = fragile_connection();
    my @calls;
    is_deeply [ $conn->register_close_callback(sub { push @calls, [@_] }) ], [], 'register';
    like exception {
        $conn->register_close_callback(sub { })
    }, qr/^libvirt error code: \d+/, 'twice';
    $cut->();
    ok run_until(sub { @calls }), 'the callback is called';
    is ref $calls[0][0], 'Sys::Virt', 'with the connection';
    is $calls[0][1], Sys::Virt::CLOSE_REASON_EOF, 'and the reason';
    is $conn->is_alive, 0, 'not alive';
    is ref exception { $conn->num_of_domains }, 'Sys::Virt::Error', 'calls fail';
};

subtest 'a close callback that dies' => sub {
    my ($conn, $cut) = fragile_connection();
    $conn->register_close_callback(sub { die "closed\n" });
    $cut->();
    is exception {
        run_until(sub { 0 })
    }, "closed\n", 'right exception';
    is $conn->is_alive, 0, 'not alive';

    my $ticks = 0;
    my $timer = Sys::Virt::Event::add_timeout(0, sub { $ticks++ });
    ok run_until(sub { $ticks == 3 }), 'the loop goes on';
    Sys::Virt::Event::remove_timeout($timer);
};

subtest 'a close callback that was taken back' => sub {
    my ($conn, $cut) = fragile_connection();
    my $released = 0;
    {
        my $guard = guard { $released++ };
        $conn->register_close_callback(sub { undef $guard; die "never\n" });
    }
    is_deeply [ $conn->unregister_close_callback ], [], 'unregister';
    is $released, 1, 'releases it';
    $cut->();
    is exception {
        run_until(sub { !$conn->is_alive })
    }, undef, 'is not called';
};

subtest 'the QEMU driver' => sub {
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    is $conn->get_type, 'QEMU', 'type';
    cmp_ok $conn->get_library_version, '>=', 6_000_000, 'version of the library';
    cmp_ok $conn->get_node_info->{cpus}, '>', 0, 'processors';
    like $conn->get_capabilities, qr/^<capabilities>/, 'capabilities';
    is scalar(my @domains = $conn->list_domains), $conn->num_of_domains, 'domains';
    is scalar(my @networks = $conn->list_networks), $conn->num_of_networks, 'networks';
};

subtest 'a network of the daemon' => sub {
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    my $network = $conn->define_network(network_xml(name => 'sys-virt-test', bridge => 'svtest0'));
    is $network->get_bridge_name, 'svtest0', 'bridge';
    is $network->is_active, 0, 'not active';
    is scalar(grep { $_->get_name eq 'sys-virt-test' } $conn->list_defined_networks), 1, 'in the list';
    $network->undefine;
    is_libvirt_error exception { $conn->get_network_by_name('sys-virt-test') },
        Sys::Virt::Error::ERR_NO_NETWORK, 'gone';
};

done_testing;
