# Networks: found, listed, defined, created, and their life.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

my $UUID = 'dd8fe884-6c02-601e-7551-cca97df1c5df';

subtest 'lookup' => sub {
    my $conn = test_connection();
    is $conn->get_network_by_name('default')->get_uuid_string, $UUID, 'by name';
    is $conn->get_network_by_uuid($UUID)->get_name, 'default', 'by uuid of 36 letters';
    is $conn->get_network_by_uuid($UUID =~ s/-//gr)->get_name, 'default', 'by uuid of 32 letters';
    is $conn->get_network_by_uuid(pack 'H*', $UUID =~ s/-//gr)->get_name, 'default', 'by uuid of 16 bytes';

    my $code = Sys::Virt::Error::ERR_NO_NETWORK;
    is_libvirt_error exception { $conn->get_network_by_name('nobody') }, $code, 'no such name';
    is_libvirt_error exception { $conn->get_network_by_uuid($UUID =~ tr/d/e/r) }, $code, 'no such uuid';
    like exception { $conn->get_network_by_uuid('short') }, qr/^UUID must be either 16 unsigned bytes, or/,
        'not a uuid';
};

subtest 'identity' => sub {
    my $network = test_connection()->get_network_by_name('default');
    is ref $network, 'Sys::Virt::Network', 'right class';
    like $$network, qr/^[1-9]\d*$/, 'a number that is not 0';
    is $network->get_name, 'default', 'name';
    is $network->get_uuid_string, $UUID, 'uuid';
    is unpack('H*', $network->get_uuid), $UUID =~ s/-//gr, 'uuid of 16 bytes';
    is $network->get_bridge_name, 'virbr0', 'bridge';
    is $network->is_active, 1, 'active';
    is $network->is_persistent, 1, 'persistent';
    like $network->get_xml_description, qr/\A<network>\n  <name>default<\/name>.*<\/network>\n\z/s, 'XML';
    is $network->get_xml_description(0), $network->get_xml_description, 'with flags';
};

subtest 'define, create, destroy, undefine' => sub {
    my $conn = test_connection();
    my $network = $conn->define_network(network_xml(name => 'net'));
    is ref $network, 'Sys::Virt::Network', 'right class';
    is $network->get_name, 'net', 'name';
    is $network->is_active, 0, 'not active';

    is $network->create, undef, 'create';
    is $network->is_active, 1, 'active';
    is_libvirt_error exception { $network->create }, Sys::Virt::Error::ERR_OPERATION_INVALID, 'twice';

    is $network->destroy, undef, 'destroy';
    is $network->is_active, 0, 'not active again';
    is $network->undefine, undef, 'undefine';
    is_libvirt_error exception { $conn->get_network_by_name('net') }, Sys::Virt::Error::ERR_NO_NETWORK,
        'gone';
    is_libvirt_error exception { $conn->define_network('<network') }, Sys::Virt::Error::ERR_XML_DETAIL,
        'broken XML';
};

subtest 'a transient network' => sub {
    my $conn = test_connection();
    my $network = $conn->create_network(network_xml(name => 'brief', bridge => 'virbr98'));
    is $network->get_bridge_name, 'virbr98', 'bridge';
    is $network->is_active, 1, 'active';
    is $network->is_persistent, 0, 'not persistent';
    $network->destroy;
    is_libvirt_error exception { $conn->get_network_by_name('brief') }, Sys::Virt::Error::ERR_NO_NETWORK,
        'gone';
    is_libvirt_error exception { $conn->create_network('<network') }, Sys::Virt::Error::ERR_XML_DETAIL,
        'broken XML';
};

subtest 'lists' => sub {
    my $conn = test_connection();
    $conn->define_network(network_xml(name => "net$_", bridge => "virbr9$_")) for 1, 2;

    is $conn->num_of_networks, 1, 'number of active ones';
    is $conn->num_of_defined_networks, 2, 'number of defined ones';
    is_deeply [ $conn->list_network_names(10) ], ['default'], 'names';
    is_deeply [ sort $conn->list_defined_network_names(10) ], [ 'net1', 'net2' ], 'names of defined ones';
    is_deeply [ map { ref $_ } $conn->list_networks ], ['Sys::Virt::Network'], 'right class';
    is_deeply [ map { $_->get_name } $conn->list_networks ], ['default'], 'active ones';
    is_deeply [ sort map { $_->get_name } $conn->list_defined_networks ], [ 'net1', 'net2' ], 'defined ones';

    my $names = sub {
        [ sort map { $_->get_name } $conn->list_all_networks(@_) ]
    };
    is_deeply $names->(), [ 'default', 'net1', 'net2' ], 'all';
    is_deeply $names->(Sys::Virt::Network::LIST_ACTIVE), ['default'], 'all active ones';
    is_deeply $names->(Sys::Virt::Network::LIST_INACTIVE), [ 'net1', 'net2' ], 'all inactive ones';
};

subtest 'autostart' => sub {
    my $network = test_connection()->get_network_by_name('default');
    is $network->get_autostart, 0, 'off';
    is $network->set_autostart(1), undef, 'switched on';
    is $network->get_autostart, 1, 'on';
};

subtest 'update' => sub {
    need_libvirt('9.0');
    my $network = test_connection()->get_network_by_name('default');
    my $host = "<host mac='52:54:00:00:00:01' name='one' ip='192.168.122.9'/>";
    is $network->update(
        Sys::Virt::Network::UPDATE_COMMAND_ADD_LAST,
        Sys::Virt::Network::SECTION_IP_DHCP_HOST, 0, $host
        ),
        undef, 'update';
    like $network->get_xml_description, qr/<host mac='52:54:00:00:00:01' name='one' ip='192.168.122.9'\/>/,
        'in the XML';
};

subtest 'leases' => sub {
    my $network = test_connection()->get_network_by_name('default');
    is_libvirt_error exception { $network->get_dhcp_leases }, Sys::Virt::Error::ERR_NO_SUPPORT,
        'are not supported by the test driver';
};

subtest 'leases of a daemon' => sub {
    need_daemon();
    my $network =
        Sys::Virt->new(uri => 'qemu:///system')
        ->create_network(
        "<network><name>sys-virt-test</name><bridge name='svtbr1'/><dns enable='no'/></network>");
    my $destroy = guard { $network->destroy };
    is_deeply [ $network->get_dhcp_leases ], [], 'none yet';

    # What dnsmasq's helper would write.
    my $path = '/var/lib/libvirt/dnsmasq/svtbr1.status';
    my $remove = guard { unlink $path };
    open my $file, '>', $path or plan skip_all => "$path: $!";
    print $file '[{"ip-address":"192.0.2.5","mac-address":"52:54:00:00:00:05","hostname":"guest",',
        '"client-id":"01:52","expiry-time":4102444800},',
        '{"ip-address":"192.0.2.6","mac-address":"52:54:00:00:00:06","expiry-time":4102444801}]';
    close $file or die $!;

    my %both = (iface => 'svtbr1', iaid => undef, prefix => 0, type => Sys::Virt::IP_ADDR_TYPE_IPV4);
    my @leases = (
        {
            %both, ipaddr => '192.0.2.5', mac => '52:54:00:00:00:05', hostname => 'guest',
            clientid => '01:52',
            expirytime => 4102444800
        },
        {
            %both, ipaddr => '192.0.2.6', mac => '52:54:00:00:00:06', hostname => undef, clientid => undef,
            expirytime => 4102444801
        },
    );
    is_deeply [ $network->get_dhcp_leases ], \@leases, 'all';
    is_deeply [ $network->get_dhcp_leases(undef, 0) ], \@leases, 'with flags';
    is_deeply [ $network->get_dhcp_leases('52:54:00:00:00:06') ], [ $leases[1] ], 'of one address';
    is_deeply [ $network->get_dhcp_leases('52:54:00:00:00:07') ], [], 'of another';
};

done_testing;
