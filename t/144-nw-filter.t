# Network filters of a real libvirtd, and what the test driver says of them.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

my $UUID = '5e17c0de-1111-4222-8333-444455557777';

# The XML of a filter.
sub filter_xml {
    my $name = shift;
    return "<filter name='$name' chain='root'><uuid>$UUID</uuid>"
        . "<rule action='drop' direction='in'><mac match='yes' srcmacaddr='52:54:00:00:00:09'/></rule></filter>";
}

# Their names, in order.
sub names {
    return [ sort map { $_->get_name } @_ ];
}

subtest 'the test driver has none' => sub {
    need_libvirt('9.0');
    my $conn = test_connection();
    my $code = Sys::Virt::Error::ERR_NO_SUPPORT;
    my %call = (
        define_nwfilter => ['<filter/>'],
        get_nwfilter_by_name => ['none'],
        get_nwfilter_by_uuid => [$UUID],
        list_all_nwfilters => [],
        list_nwfilter_names => [1],
        list_nwfilters => [],
        num_of_nwfilters => [],
    );
    for my $method (sort keys %call) {
        is_libvirt_error exception { $conn->$method(@{ $call{$method} }) }, $code, $method;
    }
    is exception { $conn->define_nwfilter('<filter/>') }
    ->message =~ /(\w+)$/ && $1, 'virNWFilterDefineXML', 'the old way to define';
    is exception { $conn->define_nwfilter('<filter/>', 1) }
    ->message =~ /(\w+)$/ && $1, 'virNWFilterDefineXMLFlags', 'the new way to define';
    like exception { $conn->get_nwfilter_by_uuid('short') }, qr/^UUID must be either 16 unsigned bytes, or/,
        'not a uuid';
};

subtest '_new' => sub {
    my @where = (connection => test_connection());
    my $code = Sys::Virt::Error::ERR_NO_SUPPORT;
    my $new = sub {
        my @given = @_;
        return exception { Sys::Virt::NWFilter->_new(@given) };
    };
    is_libvirt_error $new->(@where, name => 'x'), $code, 'by name';
    is_libvirt_error $new->(@where, uuid => $UUID), $code, 'by uuid';
    is_libvirt_error $new->(@where, xml => '<filter/>', flags => 0), $code, 'a new one';
    like $new->(name => 'x'), qr/^connection parameter is required at /, 'no connection';
    like $new->(@where), qr/^address, id or uuid parameters are required at /, 'no name';
};

subtest 'a daemon' => sub {
    need_daemon();
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    my $others = $conn->num_of_nwfilters;
    my $filter = $conn->define_nwfilter(filter_xml('sys-virt-test'));
    my $undefine = guard {
        eval { $filter->undefine }
    };

    is ref $filter, 'Sys::Virt::NWFilter', 'right class';
    is $filter->get_name, 'sys-virt-test', 'name';
    is $filter->get_uuid_string, $UUID, 'uuid';
    is unpack('H*', $filter->get_uuid), $UUID =~ s/-//gr, 'uuid of 16 bytes';
    like $filter->get_xml_description, qr/\A<filter name='sys-virt-test' chain='root'.*<\/filter>\n\z/s,
        'XML';
    is $filter->get_xml_description(0), $filter->get_xml_description, 'with flags';

    is $conn->get_nwfilter_by_name('sys-virt-test')->get_uuid_string, $UUID, 'by name';
    is $conn->get_nwfilter_by_uuid($UUID)->get_name, 'sys-virt-test', 'by uuid of 36 letters';
    is $conn->get_nwfilter_by_uuid($UUID =~ s/-//gr)->get_name, 'sys-virt-test', 'by uuid of 32 letters';
    is $conn->get_nwfilter_by_uuid($filter->get_uuid)->get_name, 'sys-virt-test', 'by uuid of 16 bytes';
    my $code = Sys::Virt::Error::ERR_NO_NWFILTER;
    is_libvirt_error exception { $conn->get_nwfilter_by_name('none') }, $code, 'no such name';
    is_libvirt_error exception { $conn->get_nwfilter_by_uuid($UUID =~ tr/7/8/r) }, $code, 'no such uuid';

    is $conn->num_of_nwfilters, $others + 1, 'number';
    is scalar(grep { $_ eq 'sys-virt-test' } $conn->list_nwfilter_names(1_000)), 1, 'names';
    is_deeply names($conn->list_nwfilters), [ sort $conn->list_nwfilter_names(1_000) ], 'filters';
    is scalar $conn->list_nwfilters, $others + 1, 'counted';
    is_deeply names($conn->list_all_nwfilters), names($conn->list_nwfilters), 'all filters';

    my $again = $conn->define_nwfilter(filter_xml('sys-virt-test') =~ s/drop/accept/r);
    like $filter->get_xml_description, qr/action='accept'/, 'defined anew';

    is $filter->undefine, undef, 'undefine';
    is_libvirt_error exception { $filter->get_xml_description }, $code, 'gone';
    is_libvirt_error exception { $conn->define_nwfilter('<filter') }, Sys::Virt::Error::ERR_XML_DETAIL,
        'broken XML';
};

done_testing;
