# The connection: how it is opened, and what it says of itself and of its node.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

subtest 'each parameter of new' => sub {
    my $uri = 'test:///default';
    is(Sys::Virt->new(uri => $uri)->get_uri, $uri, 'uri');
    is(Sys::Virt->new(address => $uri)->get_uri, $uri, 'address');
    is(Sys::Virt->new(address => $uri, uri => 'bogus:///')->get_uri, $uri, 'address before uri');
    is(Sys::Virt->new(uri => $uri, auth => 0, callback => sub { die 'not asked for' })->get_uri, $uri,
        'no auth');
    is(Sys::Virt->new(uri => $uri, more => 1)->get_uri, $uri, 'any other parameter');
    is(new Sys::Virt(uri => $uri)->get_uri, $uri, 'indirect object syntax');
};

subtest 'the default uri' => sub {
    local $ENV{LIBVIRT_DEFAULT_URI} = 'test:///default';
    is(Sys::Virt->new->get_uri, 'test:///default', 'without parameters');
    is(Sys::Virt->new(uri => undef)->get_uri, 'test:///default', 'uri is undef');
    is(Sys::Virt->new(address => undef, uri => 'bogus:///')->get_uri, 'test:///default', 'address is undef');
};

subtest 'a connection that may only read' => sub {
    for my $params ([ readonly => 1 ], [ flags => Sys::Virt::CONNECT_RO ],
        [ readonly => 1, flags => Sys::Virt::CONNECT_RO ])
    {
        my $domain = Sys::Virt->new(uri => 'test:///default', @$params)->get_domain_by_name('test');
        is_libvirt_error exception { $domain->suspend }, Sys::Virt::Error::ERR_OPERATIONED_DENIED, "@$params";
        is $domain->get_name, 'test', 'it reads';
    }

    my $domain =
        Sys::Virt->new(uri => 'test:///default', readonly => 0, flags => 0)->get_domain_by_name('test');
    is exception { $domain->suspend }, undef, 'readonly is 0';
};

subtest 'a connection that fails' => sub {
    is_libvirt_error exception { test_connection('<bogus/>') }, Sys::Virt::Error::ERR_XML_ERROR,
        'no node in the file';
    is_libvirt_error exception { Sys::Virt->new(uri => 'test+unix:///default?socket=/no/such/socket') },
        Sys::Virt::Error::ERR_SYSTEM_ERROR, 'no socket';
    is_libvirt_error exception { Sys::Virt->new(uri => 'test:///default', flags => 1 << 20) },
        Sys::Virt::Error::ERR_INVALID_ARG, 'no such flag';
};

subtest 'the object' => sub {
    my $conn = test_connection();
    is ref $conn, 'Sys::Virt', 'right class';
    like $$conn, qr/^[1-9]\d*$/, 'a number that is not 0';
    isnt ${ test_connection() }, $$conn, 'another one has another number';
};

subtest 'versions' => sub {
    my $conn = test_connection();
    is $conn->get_version, 2, 'of the test driver';
    is $conn->get_major_version, 0, 'major';
    is $conn->get_minor_version, 0, 'minor';
    is $conn->get_micro_version, 2, 'micro';
    cmp_ok $conn->get_library_version, '>=', 6_000_000, 'of the library';
    like $Sys::Virt::VERSION, qr/^\d+\.\d+\.\d+$/, 'of the module';
    cmp_ok(Sys::Virt->VERSION(9), 'ge', '0.2.3', 'of the module, as a string');
};

subtest 'what the connection says of itself' => sub {
    my $conn = test_connection();
    is $conn->get_type, 'TEST', 'type';
    is $conn->is_alive, 1, 'alive';
    is $conn->is_encrypted, 0, 'not encrypted';
    is $conn->is_secure, 1, 'secure';
    like $conn->get_hostname, qr/\S/, 'hostname';
    like $conn->get_capabilities, qr/^<capabilities>.*<guest>.*<\/capabilities>\n\z/s, 'capabilities';
    is $conn->get_max_vcpus('test'), 32, 'most vcpus';
};

subtest 'the node' => sub {
    need_libvirt('9.0');
    my $conn = test_connection();
    is_deeply $conn->get_node_info,
        { cores => 2, cpus => 16, memory => 3145728, mhz => 1400, model => 'i686', nodes => 2, sockets => 2,
        threads => 2 },
        'info';
    is $conn->get_node_free_memory, 3145728, 'free memory';
    is_deeply [ $conn->get_node_cells_free_memory(0, 1) ], [ 2097152, 4194304 ], 'free memory of two cells';
    is_deeply [ $conn->get_node_cpu_map ], [ 8, "\x15", 3 ], 'cpu map';
    is_deeply $conn->get_node_security_model, { doi => '', model => 'testSecurity' }, 'security model';

    my $stats = $conn->get_node_cpu_stats;
    is_deeply [ grep { exists $stats->{$_} } qw(idle iowait kernel user) ], [qw(idle iowait kernel user)], 'names of the cpu statistics';
    cmp_ok $stats->{idle}, '>', 2**32, 'a counter of 64 bits';
};

subtest 'a node file' => sub {
    my $conn = test_connection(<<'XML');
<node>
  <cpu><mhz>6000</mhz><model>z80</model><active>50</active><nodes>4</nodes><sockets>4</sockets><cores>4</cores>
    <threads>2</threads></cpu>
  <memory>8192000</memory>
</node>
XML
    is_deeply $conn->get_node_info,
        { cores => 4, cpus => 50, memory => 8192000, mhz => 6000, model => 'z80', nodes => 4, sockets => 4,
        threads => 2 },
        'its numbers';
    is $conn->num_of_domains, 0, 'no domain';
};

subtest 'what the driver lacks' => sub {
    my $conn = test_connection();
    is_libvirt_error exception { $conn->set_keep_alive(5, 5) }, Sys::Virt::Error::ERR_NO_SUPPORT;
    is_libvirt_error exception { $conn->set_identity({}) }, Sys::Virt::Error::ERR_NO_SUPPORT;
};

subtest 'a name without a value' => sub {
    local $^W = 1;
    my @warnings = warnings_of {
        is(Sys::Virt->new(uri => 'test:///default', 'readonly')->get_type, 'TEST', 'stands for undef');
    };
    is_deeply \@warnings, [], 'and warns of nothing';
};

subtest 'all the classes are there' => sub {
    for my $class (
        map { "Sys::Virt::$_" }
        qw(Domain DomainCheckpoint DomainSnapshot Error Interface Network NetworkPort
        NodeDevice NWFilter NWFilterBinding Secret StoragePool StorageVol Stream)
        )
    {
        (my $file = "$class.pm") =~ s{::}{/}g;
        ok $INC{$file}, $class;
    }
};

done_testing;
