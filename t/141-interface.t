# Network interfaces: of the test driver's host, and of this one, which a daemon can look at, but hardly change.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

# The XML of an interface.
sub interface_xml {
    my ($name, $mac) = @_;
    return "<interface type='ethernet' name='$name'><start mode='none'/><mac address='$mac'/></interface>";
}

# Their names, in order.
sub names {
    return [ sort map { $_->get_name } @_ ];
}

subtest 'lookup' => sub {
    my $conn = test_connection();
    my $iface = $conn->get_interface_by_name('eth1');
    is ref $iface, 'Sys::Virt::Interface', 'right class';
    is $iface->get_name, 'eth1', 'name';
    is $iface->get_mac, 'aa:bb:cc:dd:ee:ff', 'hardware address';
    is $conn->get_interface_by_mac('AA:bb:cc:dd:ee:ff')->get_name, 'eth1', 'by hardware address';
    is $iface->is_active, 1, 'active';
    like $iface->get_xml_description, qr/\A<interface type='ethernet' name='eth1'>.*<\/interface>\n\z/s,
        'XML';
    is $iface->get_xml_description(0), $iface->get_xml_description,
        'with flags';

    my $code = Sys::Virt::Error::ERR_NO_INTERFACE;
    is_libvirt_error exception { $conn->get_interface_by_name('none') }, $code, 'no such name';
    is_libvirt_error exception { $conn->get_interface_by_mac('00:00:00:00:00:01') }, $code, 'no such address';
};

subtest 'define, create, destroy, undefine' => sub {
    my $conn = test_connection();
    my $iface = $conn->define_interface(interface_xml('eth2', '52:54:00:00:00:02'));
    is ref $iface, 'Sys::Virt::Interface', 'right class';
    is $iface->get_mac, '52:54:00:00:00:02', 'hardware address';
    is $iface->is_active, 0, 'not active';

    is $iface->create, undef, 'create';
    is $iface->is_active, 1, 'active';
    is_libvirt_error exception { $iface->create }, Sys::Virt::Error::ERR_OPERATION_INVALID, 'twice';
    is $iface->destroy, undef, 'destroy';
    is $iface->is_active, 0, 'not active again';
    is_libvirt_error exception { $iface->destroy(0) }, Sys::Virt::Error::ERR_OPERATION_INVALID, 'twice';
    is $iface->undefine, undef, 'undefine';
    is_libvirt_error exception { $conn->get_interface_by_name('eth2') }, Sys::Virt::Error::ERR_NO_INTERFACE,
        'gone';
    is_libvirt_error exception { $conn->define_interface('<interface') }, Sys::Virt::Error::ERR_XML_DETAIL,
        'broken XML';
};

subtest 'lists' => sub {
    my $conn = test_connection();
    $conn->create_interface(interface_xml("eth$_", "52:54:00:00:00:0$_")) for 2, 3;
    is $conn->num_of_interfaces, 1, 'number of active ones';
    is $conn->num_of_defined_interfaces, 2, 'number of others';
    is_deeply [ $conn->list_interface_names(10) ], ['eth1'], 'names';
    is_deeply [ sort $conn->list_defined_interface_names(10) ], [ 'eth2', 'eth3' ], 'names of others';
    is_deeply [ map { ref } $conn->list_interfaces ], ['Sys::Virt::Interface'], 'right class';
    is_deeply names($conn->list_interfaces), ['eth1'], 'active ones';
    is_deeply names($conn->list_defined_interfaces), [ 'eth2', 'eth3' ], 'others';
    is scalar $conn->list_defined_interfaces, 2, 'counted';
    is_deeply names($conn->list_all_interfaces), [ 'eth1', 'eth2', 'eth3' ], 'all';
    is_deeply names($conn->list_all_interfaces(Sys::Virt::Interface::LIST_ACTIVE)), ['eth1'],
        'all that are active';
};

subtest 'a transaction' => sub {
    my $conn = test_connection();
    is_deeply [ $conn->interface_change_begin ], [], 'begin';
    is_libvirt_error exception { $conn->interface_change_begin(0) }, Sys::Virt::Error::ERR_OPERATION_INVALID,
        'twice';
    $conn->define_interface(interface_xml('eth2', '52:54:00:00:00:02'));
    is_deeply [ $conn->interface_change_rollback ], [], 'rollback';
    is_deeply names($conn->list_all_interfaces), ['eth1'], 'as before';

    $conn->interface_change_begin;
    $conn->define_interface(interface_xml('eth2', '52:54:00:00:00:02'));
    is_deeply [ $conn->interface_change_commit ], [], 'commit';
    is_deeply names($conn->list_all_interfaces), [ 'eth1', 'eth2' ], 'changed';
    my $code = Sys::Virt::Error::ERR_OPERATION_INVALID;
    is_libvirt_error exception { $conn->interface_change_commit }, $code, 'nothing to commit';
    is_libvirt_error exception { $conn->interface_change_rollback }, $code, 'nothing to roll back';
};

subtest '_new' => sub {
    my $conn = test_connection();
    my @where = (connection => $conn);
    is(Sys::Virt::Interface->_new(@where, name => 'eth1')->get_name, 'eth1', 'by name');
    is(Sys::Virt::Interface->_new(@where, mac => 'aa:bb:cc:dd:ee:ff')->get_name, 'eth1', 'by address');
    my $xml = interface_xml('eth2', '52:54:00:00:00:02');
    is(Sys::Virt::Interface->_new(@where, xml => $xml, flags => 0)->get_name, 'eth2', 'a new one');
    like exception { Sys::Virt::Interface->_new(name => 'eth1') }, qr/^connection parameter is required at /,
        'no connection';
    like exception { Sys::Virt::Interface->_new(@where) }, qr/^name, mac or xml parameters are required at /,
        'no name';
    @My::Interface::ISA = 'Sys::Virt::Interface';
    is ref(My::Interface->_new(@where, name => 'eth1')), 'My::Interface', 'a subclass';
};

# With udev's names for them libvirt looks only; netcf, which it may be built with, would change files of the host.
subtest 'interfaces of this host' => sub {
    need_daemon();
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    my $iface = $conn->get_interface_by_name('lo');
    is $iface->get_mac, '00:00:00:00:00:00', 'hardware address of the loopback device';
    is scalar(grep { $_->get_name eq 'lo' } $conn->list_all_interfaces), 1, 'in the list of all';
    is_deeply names($conn->list_all_interfaces(Sys::Virt::Interface::LIST_ACTIVE)),
        names($conn->list_interfaces), 'active ones';
    is_deeply names($conn->list_defined_interfaces), [ sort $conn->list_defined_interface_names(99) ],
        'those that are down, and none that is neither, such as lo';
    like $iface->get_xml_description, qr/\A<interface type='\w+' name='lo'>/, 'XML';
    is_libvirt_error exception { $conn->get_interface_by_name('sys-virt-none') },
        Sys::Virt::Error::ERR_NO_INTERFACE, 'none';
};

done_testing;
