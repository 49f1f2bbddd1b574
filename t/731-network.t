# A network of a real libvirtd: its DHCP server gives addresses, and a guest is in it, behind a filter.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;
use SysVirtTest::DHCP;
use Time::HiRes 'sleep';

my $qemu = need_qemu();
need_daemon();

my $conn = Sys::Virt->new(uri => 'qemu:///system');
my ($bridge, $mac, $other) = ('svtbr3', '52:54:00:aa:bb:01', '52:54:00:aa:bb:02');

# Cut off from the host's other networks, with addresses that are nobody's (RFC 5737). The server need not find out by a
# ping whether an address is free, which takes it 3 seconds.
my $network = $conn->define_network(<<"XML");
<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>
  <name>sys-virt-dhcp</name>
  <bridge name='$bridge' stp='off' delay='0'/>
  <dns enable='no'/>
  <ip address='198.51.100.1' netmask='255.255.255.0'>
    <dhcp>
      <range start='198.51.100.10' end='198.51.100.19'><lease expiry='1' unit='hours'/></range>
    </dhcp>
  </ip>
  <dnsmasq:options><dnsmasq:option value='no-ping'/></dnsmasq:options>
</network>
XML
my $guard = guard {
    local $@;
    eval { $network->destroy };
    eval { $network->undefine };
};

# Whether there is a network device of this name.
sub has_device {
    my $name = shift;
    open my $devices, '<', '/proc/net/dev' or die "/proc/net/dev: $!";
    return scalar grep { /^\s*\Q$name\E:/ } <$devices>;
}

# The leases, as soon as there are that many: the server tells libvirt of a new one after the client.
sub leases {
    my ($count, @which) = @_;
    for (1 .. 100) {
        my @leases = $network->get_dhcp_leases(@which);
        return @leases if @leases >= $count;
        sleep 0.1;
    }
    return;
}

subtest 'a defined network' => sub {
    is $network->is_persistent, 1, 'persistent';
    is $network->is_active, 0, 'not active';
    is_deeply [ $network->set_autostart(1) ], [], 'set_autostart';
    is $network->get_autostart, 1, 'autostart';
    $network->set_autostart(0);
    is $network->get_autostart, 0, 'no autostart';
    is_deeply [ $network->get_dhcp_leases ], [], 'no leases';
    is_deeply [ $network->create ], [], 'create';
    is $network->is_active, 1, 'active';
    is $network->get_bridge_name, $bridge, 'bridge';
    ok has_device($bridge), 'which the host has';
};

subtest 'leases' => sub {
    is_deeply [ $network->get_dhcp_leases ], [], 'none yet';
    my $client = SysVirtTest::DHCP->new(device => 'svttap3', bridge => $bridge);
    my $now = time;
    my $address = $client->lease($mac, 'one');
    like $address, qr/^198\.51\.100\.1\d$/, 'an address';
    my ($lease) = leases(1);
    my $expires = delete $lease->{expirytime};
    cmp_ok abs($expires - $now - 3600), '<', 60, 'the time when it expires';
    is_deeply $lease,
        {
        iface => $bridge, mac => $mac, ipaddr => $address, prefix => 24, hostname => 'one',
        clientid => "01:$mac", iaid => undef, type => Sys::Virt::IP_ADDR_TYPE_IPV4
        },
        'its lease';

    my $host = "<host mac='$other' name='fixed' ip='198.51.100.77'/>";
    my @where = (Sys::Virt::Network::SECTION_IP_DHCP_HOST, 0);
    my $flags = Sys::Virt::Network::UPDATE_AFFECT_LIVE | Sys::Virt::Network::UPDATE_AFFECT_CONFIG;
    is_deeply [ $network->update(Sys::Virt::Network::UPDATE_COMMAND_ADD_LAST, @where, $host, $flags) ], [],
        'update';
    like $network->get_xml_description($_), qr/ip='198\.51\.100\.77'/, 'in the XML'
        for 0, Sys::Virt::Network::XML_INACTIVE;
    is $client->lease($other, 'two'), '198.51.100.77', 'is what the server goes by';

    is_deeply [ sort map { $_->{ipaddr} } leases(2) ], [ sort $address, '198.51.100.77' ], 'all leases';
    is_deeply [ map { $_->{ipaddr} } $network->get_dhcp_leases($mac) ], [$address], 'of one client';
    is_deeply [ map { $_->{hostname} } $network->get_dhcp_leases($other, 0) ], ['fixed'], 'of the other';
    is_deeply [ $network->get_dhcp_leases('52:54:00:aa:bb:03') ], [], 'of none';

    $network->update(Sys::Virt::Network::UPDATE_COMMAND_DELETE, @where, $host, $flags);
    unlike $network->get_xml_description, qr/ip='198\.51\.100\.77'/, 'taken back';
    is_libvirt_error exception {
        $network->update(Sys::Virt::Network::UPDATE_COMMAND_DELETE, @where, $host, $flags)
    }, Sys::Virt::Error::ERR_OPERATION_INVALID, 'twice';
};

subtest 'metadata' => sub {
    plan skip_all => 'the C module of 9.0 has none' unless Sys::Virt::Network->can('set_metadata');
    my $title = Sys::Virt::Network->METADATA_TITLE;
    my $error = exception { $network->set_metadata($title, 'a title') };
    if ($conn->get_library_version < 9_007_000) {
        is_libvirt_error $error, Sys::Virt::Error::ERR_NO_SUPPORT, 'libvirt is older than 9.7';
        return;
    }
    is $error, undef, 'set_metadata';
    is $network->get_metadata($title), 'a title', 'get_metadata';
};

subtest 'a guest behind a filter' => sub {
    my $filter_xml = sub { "<filter name='sys-virt-guest' chain='mac'>$_[0]</filter>" };
    my $rule = "<rule action='drop' direction='out'><mac match='no' srcmacaddr='\$MAC'/></rule>";
    my $filter = $conn->define_nwfilter($filter_xml->($rule));
    my $undefine = guard {
        local $@;
        eval { $filter->undefine };
    };
    my $domain = $conn->create_domain(
        domain_xml(
            name => 'sys-virt-network',
            type => 'qemu',
            devices => <<"XML"
<emulator>$qemu</emulator>
<interface type='network'>
  <source network='sys-virt-dhcp'/><mac address='$mac'/><model type='virtio'/>
  <filterref filter='sys-virt-guest'/>
</interface>
XML
        ),
        Sys::Virt::Domain::START_PAUSED
    );
    my $destroy = guard {
        local $@;
        eval { $domain->destroy };
    };
    my ($device) = $domain->get_xml_description =~ /<target dev='(\w+)'/;

    my ($binding) = grep { $_->get_port_dev eq $device } $conn->list_all_nwfilter_bindings;
    is $binding->get_filter_name, 'sys-virt-guest', 'a binding of its filter';
    like $binding->get_xml_description, qr/<name>sys-virt-network<.*<mac address='$mac'/s, 'says whose it is';
    is $conn->get_nwfilter_binding_by_port_dev($device)->get_xml_description, $binding->get_xml_description,
        'is found by device';
    is exception {
        $conn->define_nwfilter(
            $filter_xml->(sprintf '<uuid>%s</uuid>%s', $filter->get_uuid_string, $rule =~ s/drop/accept/r))
    }, undef, 'a filter in use may change';
    is_libvirt_error exception { $filter->undefine }, Sys::Virt::Error::ERR_OPERATION_INVALID,
        'but not go away';

    my ($port) = $network->list_all_ports;
    like $port->get_xml_description, qr/<name>sys-virt-network<.*<plug type='network' bridge='$bridge'/s,
        'its port';
    if (!is_c_module()) {
        my $limit = Sys::Virt::NetworkPort::BANDWIDTH_IN_AVERAGE;
        is_deeply [ $port->set_parameters({ $limit => 1000 }) ], [], 'which is limited';
        is $port->get_parameters->{$limit}, 1000, 'as the port says';
    }

    $domain->destroy;
    is_deeply [ $network->list_all_ports ], [], 'the port goes with the guest';
    is_libvirt_error exception { $binding->get_xml_description }, Sys::Virt::Error::ERR_NO_NWFILTER_BINDING,
        'and so does the binding';
    is_deeply [ $filter->undefine ], [], 'and now the filter may';
};

subtest 'the end' => sub {
    is_deeply [ $network->destroy ], [], 'destroy';
    ok !has_device($bridge), 'the bridge is gone';
    is_deeply [ $network->undefine ], [], 'undefine';
    is_libvirt_error exception { $network->get_xml_description }, Sys::Virt::Error::ERR_NO_NETWORK, 'gone';
};

done_testing;
