# Devices of the host: of the test driver's, and of this one.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

# Their names, in order.
sub names {
    return [ sort map { $_->get_name } @_ ];
}

my $unsupported = Sys::Virt::Error::ERR_NO_SUPPORT;

subtest 'lookup' => sub {
    my $conn = test_connection();
    my $device = $conn->get_node_device_by_name('scsi_host1');
    is ref $device, 'Sys::Virt::NodeDevice', 'right class';
    is $device->get_name, 'scsi_host1', 'name';
    is $device->get_parent, 'computer', 'parent';
    is_deeply [ $device->list_capabilities ], ['scsi_host'], 'capabilities';
    is_deeply [ scalar $conn->get_node_device_by_name('computer')->list_capabilities ], ['system'],
        'in scalar context';
    like $device->get_xml_description, qr/\A<device>\n  <name>scsi_host1<.*<\/device>\n\z/s, 'XML';
    is $device->get_xml_description(0), $device->get_xml_description, 'with flags';
    is_libvirt_error exception { $conn->get_node_device_by_name('none') },
        Sys::Virt::Error::ERR_NO_NODE_DEVICE, 'none';
    is ref exception { $conn->get_node_device_by_name('computer')->get_parent }, 'Sys::Virt::Error',
        'no parent';
};

subtest 'lists' => sub {
    my $conn = test_connection();
    my @all = ('computer', 'scsi_host1', 'scsi_host11', 'scsi_host2');
    is $conn->num_of_node_devices(undef), 4, 'number';
    is $conn->num_of_node_devices('system', 0), 1, 'number with a capability';
    is_deeply [ sort $conn->list_node_device_names(undef, 10) ], \@all, 'names';
    is_deeply [ $conn->list_node_device_names('system', 10, 0) ], ['computer'], 'names with a capability';
    is_deeply [ map { ref } $conn->list_node_devices('system') ], ['Sys::Virt::NodeDevice'], 'right class';
    is_deeply names($conn->list_node_devices), \@all, 'devices';
    is_deeply names($conn->list_node_devices(undef)), \@all, 'of any capability';
    is_deeply names($conn->list_node_devices('scsi_host')), [ @all[ 1 .. 3 ] ], 'of one';
    is scalar $conn->list_node_devices('scsi_host'), 3, 'counted';
    is_deeply names($conn->list_node_devices('vports')), [ 'scsi_host1', 'scsi_host2' ],
        'of one below another';
    is_deeply [ $conn->list_node_devices($_) ], [], "none of '$_'" for 'pci', 'no such capability', '';
    is_deeply names($conn->list_all_node_devices), \@all, 'all devices';
    is_deeply names($conn->list_all_node_devices(Sys::Virt::NodeDevice::LIST_CAP_SYSTEM)), ['computer'],
        'all of one capability';
};

subtest 'create and destroy' => sub {
    my $conn = test_connection();
    my $xml = '<device><parent>scsi_host1</parent><capability type="scsi_host"><capability type="fc_host">'
        . '<wwnn>2000000012341234</wwnn><wwpn>1000000012341234</wwpn></capability></capability></device>';
    my $device = $conn->create_node_device($xml);
    like $device->get_name, qr/^scsi_host\d+$/, 'name';
    is $device->get_parent, 'scsi_host1', 'parent';
    is_deeply [ $device->destroy ], [], 'destroy';
    is $conn->num_of_node_devices(undef), 4, 'gone';
    is_libvirt_error exception { $conn->create_node_device('<device') }, Sys::Virt::Error::ERR_XML_DETAIL,
        'broken XML';
};

subtest 'what the test driver lacks' => sub {
    my $conn = test_connection();
    my $device = $conn->get_node_device_by_name('computer');
    for my $method (qw(create get_autostart is_active is_persistent reattach reset undefine)) {
        is_unsupported { $device->$method } $method;
    }
    is_libvirt_error exception { $device->set_autostart(1) }, $unsupported;
    is exception { $device->dettach(undef) }
    ->message =~ /(\w+)$/ && $1, 'virNodeDeviceDettach', 'the old way to detach';
    is exception { $device->dettach(@$_) }
    ->message =~ /(\w+)$/ && $1, 'virNodeDeviceDetachFlags', 'the new way to detach'
        for ['vfio'], [ undef, 1 ];
    is_libvirt_error exception { $conn->define_node_device('<device/>') }, $unsupported;
    is_libvirt_error exception { $conn->get_node_device_scsihost_by_wwn('2' x 16, '1' x 16) }, $unsupported;
};

subtest 'update' => sub {
    plan skip_all => 'the C module of 9.0 has no update' unless Sys::Virt::NodeDevice->can('update');
    my $device = test_connection()->get_node_device_by_name('computer');
    is_libvirt_error exception { $device->update('<device/>') }, $unsupported;
};

subtest '_new' => sub {
    my $conn = test_connection();
    my @where = (connection => $conn);
    is(Sys::Virt::NodeDevice->_new(@where, name => 'computer')->get_name, 'computer', 'by name');
    is_libvirt_error exception {
        Sys::Virt::NodeDevice->_new(@where, wwnn => '2' x 16, wwpn => '1' x 16, flags => 0)
    }, $unsupported;
    my @xml = (xml => '<device', flags => 0);
    is_libvirt_error exception { Sys::Virt::NodeDevice->_new(@where, @xml) },
        Sys::Virt::Error::ERR_XML_DETAIL, 'a new one';
    is_libvirt_error exception { Sys::Virt::NodeDevice->_new(@where, @xml, nocreate => 1) }, $unsupported;
    like exception { Sys::Virt::NodeDevice->_new(name => 'computer') },
        qr/^connection parameter is required at /, 'no connection';
    like exception { Sys::Virt::NodeDevice->_new(@where) }, qr/^name parameter is required at /, 'no name';
};

subtest 'devices of this host' => sub {
    need_daemon();
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    my $computer = $conn->get_node_device_by_name('computer');
    is $computer->get_parent, undef, 'the host has no parent';
    is $computer->is_active, 1, 'active';
    is $computer->is_persistent, 1, 'persistent';
    is $computer->get_autostart, 1, 'autostart';
    is_deeply [ $computer->list_capabilities ], ['system'], 'capabilities';

    my $loopback = ($conn->list_node_devices('net'))[0];
    is_deeply [ $loopback->list_capabilities ], ['net'], 'a network interface';
    is names($conn->list_node_devices)->[0], (sort $conn->list_node_device_names(undef, 9_999))[0], 'lists';
    for my $capability ($conn->list_node_devices ? ('net', 'pci', 'storage', 'system', 'vdpa', 'css') : ()) {
        is_deeply names($conn->list_node_devices($capability)),
            [ sort $conn->list_node_device_names($capability, 9_999) ], $capability;
    }
    my %devices = map { $_->get_name => $_ } $conn->list_all_node_devices;
    is_deeply [ sort keys %devices ], names($conn->list_node_devices), 'all';
    my %parents = map { $_->get_parent // '-' => 1 } values %devices;
    is_deeply [ grep { $_ ne '-' && !$devices{$_} } keys %parents ], [], 'parents are in the list, too';
    is_deeply [ grep { !$devices{$_}->list_capabilities } keys %devices ], [], 'each has a capability';
    is_deeply [ grep { $devices{$_}->get_xml_description !~ /<name>\Q$_\E</ } keys %devices ], [], 'XML';
};

# Nothing that is there to be taken away, no SCSI host, no mediated device: libvirt's refusal shows that it was asked.
subtest 'what this host cannot do' => sub {
    need_daemon();
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    my $computer = $conn->get_node_device_by_name('computer');
    is_libvirt_error exception { $computer->$_ }, Sys::Virt::Error::ERR_INVALID_ARG, $_
        for 'reset', 'reattach';
    is_libvirt_error exception { $computer->dettach('none') }, Sys::Virt::Error::ERR_INVALID_ARG, 'dettach';
    is_libvirt_error exception { $computer->$_ }, Sys::Virt::Error::ERR_CONFIG_UNSUPPORTED, $_
        for 'destroy', 'undefine';
    is_libvirt_error exception { $computer->create }, Sys::Virt::Error::ERR_OPERATION_INVALID, 'create';
    is_libvirt_error exception { $computer->set_autostart(1) }, Sys::Virt::Error::ERR_OPERATION_UNSUPPORTED,
        'set_autostart';

    is ref exception { $conn->get_node_device_scsihost_by_wwn('2' x 16, '1' x 16) }, 'Sys::Virt::Error',
        'get_node_device_scsihost_by_wwn';
    my $xml = sub { "<device><parent>computer</parent><capability type='$_[0]'>$_[1]</capability></device>" };
    my $port = "<wwnn>${\('2' x 16)}</wwnn><wwpn>${\('1' x 16)}</wwpn>";
    like exception {
        $conn->create_node_device($xml->('scsi_host', "<capability type='fc_host'>$port</capability>"))
    }, qr/^libvirt error code: \d+, message: .*vport/, 'create_node_device of a SCSI host';
    my $mediated = $xml->('mdev', "<type id='sys-virt-test'/>");
    is ref exception { $conn->$_($mediated) }, 'Sys::Virt::Error', "$_ of a mediated device"
        for 'create_node_device', 'define_node_device';
};

done_testing;
