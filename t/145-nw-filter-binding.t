# Bindings of network filters of a real libvirtd, and what the test driver says of them.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

my $xml = <<'XML';
<filterbinding>
  <owner><name>guest</name><uuid>5e17c0de-1111-4222-8333-444455558888</uuid></owner>
  <portdev name='svtbr2'/>
  <mac address='52:54:00:00:00:08'/>
  <filterref filter='sys-virt-test'/>
</filterbinding>
XML

subtest 'the test driver has none' => sub {
    my $conn = test_connection();
    my $code = Sys::Virt::Error::ERR_NO_SUPPORT;
    is_libvirt_error exception { $conn->create_nwfilter_binding($xml) }, $code, 'create_nwfilter_binding';
    is_libvirt_error exception { $conn->get_nwfilter_binding_by_port_dev('eth0') }, $code,
        'get_nwfilter_binding_by_port_dev';
    is_libvirt_error exception { $conn->list_all_nwfilter_bindings }, $code, 'list_all_nwfilter_bindings';
};

subtest '_new' => sub {
    my @where = (connection => test_connection());
    my $new = sub {
        my @given = @_;
        return exception { Sys::Virt::NWFilterBinding->_new(@given) };
    };
    is_libvirt_error $new->(@where, portdev => 'eth0'), Sys::Virt::Error::ERR_NO_SUPPORT, 'by device';
    is_libvirt_error $new->(@where, xml => $xml, flags => 0), Sys::Virt::Error::ERR_NO_SUPPORT, 'a new one';
    like $new->(portdev => 'eth0'), qr/^connection parameter is required at /, 'no connection';
    like $new->(@where), qr/^portdev or xml parameters are required at /, 'no device';
};

subtest 'a daemon' => sub {
    need_daemon();
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    my $filter = $conn->define_nwfilter("<filter name='sys-virt-test' chain='root'/>");
    my $undefine = guard { $filter->undefine };

    # Its bridge is an interface of our own.
    my $network = $conn->create_network(
        "<network><name>sys-virt-test</name><bridge name='svtbr2'/><dns enable='no'/></network>");
    my $destroy = guard { $network->destroy };

    my $binding = $conn->create_nwfilter_binding($xml);
    my $delete = guard {
        eval { $binding->delete }
    };
    is ref $binding, 'Sys::Virt::NWFilterBinding', 'right class';
    is $binding->get_port_dev, 'svtbr2', 'device';
    is $binding->get_filter_name, 'sys-virt-test', 'filter';
    like $binding->get_xml_description, qr/\A<filterbinding>.*<portdev name='svtbr2'\/>/s, 'XML';
    is $binding->get_xml_description(0), $binding->get_xml_description, 'with flags';
    is $conn->get_nwfilter_binding_by_port_dev('svtbr2')->get_filter_name, 'sys-virt-test', 'by device';
    is_deeply [ map { $_->get_port_dev } $conn->list_all_nwfilter_bindings ], ['svtbr2'], 'all';
    is_libvirt_error exception { $filter->undefine }, Sys::Virt::Error::ERR_OPERATION_INVALID,
        'the filter is in use';

    my $code = Sys::Virt::Error::ERR_NO_NWFILTER_BINDING;
    is_libvirt_error exception { $conn->get_nwfilter_binding_by_port_dev('none') }, $code, 'none';
    is_deeply [ $binding->delete ], [], 'delete';
    is_libvirt_error exception { $binding->get_xml_description }, $code, 'gone';
    is_libvirt_error exception { $conn->create_nwfilter_binding('<filterbinding') },
        Sys::Virt::Error::ERR_XML_DETAIL, 'broken XML';
};

done_testing;
