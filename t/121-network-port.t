# Ports of the networks of a real libvirtd, and what the test driver says of them.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

my $UUID = '5e17c0de-1111-4222-8333-444455559999';
my $OWNER = '<owner><name>guest</name><uuid>5e17c0de-1111-4222-8333-444455558888</uuid></owner>';

# The XML of a port.
sub port_xml {
    my ($uuid, $more) = (@_, '');
    return "<networkport><uuid>$uuid</uuid>$OWNER<mac address='52:54:00:00:00:07'/>$more</networkport>";
}

# A network of the daemon, started, and what stops it.
sub network {
    my $network =
        Sys::Virt->new(uri => 'qemu:///system')
        ->create_network(
        "<network><name>sys-virt-test</name><bridge name='svtbr0'/><dns enable='no'/></network>");
    return $network, guard { $network->destroy };
}

subtest 'the test driver has none' => sub {
    my $network = test_connection()->get_network_by_name('default');
    my $code = Sys::Virt::Error::ERR_NO_SUPPORT;
    is_libvirt_error exception { $network->create_port(port_xml($UUID)) }, $code, 'create_port';
    is_libvirt_error exception { $network->get_port_by_uuid($UUID) }, $code, 'get_port_by_uuid';
    is_libvirt_error exception { $network->list_all_ports }, $code, 'list_all_ports';
    like exception { $network->get_port_by_uuid('short') }, qr/^UUID must be either 16 unsigned bytes, or/,
        'not a uuid';
};

subtest '_new' => sub {
    my @where = (network => test_connection()->get_network_by_name('default'));
    my $new = sub {
        my @given = @_;
        return exception { Sys::Virt::NetworkPort->_new(@given) };
    };
    is_libvirt_error $new->(@where, uuid => $UUID), Sys::Virt::Error::ERR_NO_SUPPORT, 'by uuid';
    is_libvirt_error $new->(@where, xml => port_xml($UUID)), Sys::Virt::Error::ERR_NO_SUPPORT, 'a new one';
    like $new->(uuid => $UUID), qr/^network parameter is required at /, 'no network';
    like $new->(@where), qr/^uuid or xml parameters are required at /, 'no uuid';
};

subtest 'a daemon' => sub {
    need_daemon();
    my ($network, $destroy) = network();
    is_deeply [ $network->list_all_ports ], [], 'no port yet';

    my $port = $network->create_port(port_xml($UUID));
    is ref $port, 'Sys::Virt::NetworkPort', 'right class';
    is $port->get_uuid_string, $UUID, 'uuid';
    is unpack('H*', $port->get_uuid), $UUID =~ s/-//gr, 'uuid of 16 bytes';
    like $port->get_xml_description,
        qr/\A<networkport>\n  <uuid>$UUID<.*<plug type='network' bridge='svtbr0'/s,
        'XML';
    is $port->get_xml_description(0), $port->get_xml_description, 'with flags';

    is $network->get_port_by_uuid($UUID)->get_uuid_string, $UUID, 'by uuid of 36 letters';
    is $network->get_port_by_uuid($UUID =~ s/-//gr)->get_uuid_string, $UUID, 'by uuid of 32 letters';
    is $network->get_port_by_uuid($port->get_uuid)->get_uuid_string, $UUID, 'by uuid of 16 bytes';
    my $other = $network->create_port(port_xml($UUID =~ tr/9/6/r), 0);
    is_deeply [ sort map { $_->get_uuid_string } $network->list_all_ports(0) ],
        [ $other->get_uuid_string, $UUID ], 'all';

    my $code = Sys::Virt::Error::ERR_NO_NETWORK_PORT;
    is_libvirt_error exception { $network->get_port_by_uuid($UUID =~ tr/9/7/r) }, $code, 'no such uuid';
    is_deeply [ $port->delete ], [], 'delete';
    is_libvirt_error exception { $port->get_xml_description }, $code, 'gone';
    $other->delete(0);
    is_libvirt_error exception { $network->create_port('<networkport') }, Sys::Virt::Error::ERR_XML_DETAIL,
        'broken XML';
};

subtest 'parameters' => sub {
    need_daemon();
    my ($network, $destroy) = network();
    my $port = $network->create_port(port_xml($UUID));
    my $limited = $network->create_port(
        port_xml(
            $UUID =~ tr/9/6/r,
            "<bandwidth><inbound average='10'/><outbound average='20'/></bandwidth>"
        )
    );

    is_deeply $port->get_parameters, {}, 'none yet';
    is $limited->get_parameters->{ Sys::Virt::NetworkPort::BANDWIDTH_IN_AVERAGE() }, 10, 'one';
    is_deeply [
        $limited->set_parameters({ 'inbound.average' => 30, 'outbound.average' => '40', other => 1 }) ],
        [], 'set';
    is_deeply [ @{ $limited->get_parameters(0) }{ 'inbound.average', 'outbound.average' } ], [ 30, 40 ],
        'set';

    for my $other (undef, [], 'inbound.average') {
        isnt exception { $port->set_parameters($other) }, undef, 'no hash: ' . ($other // 'undef');
    }
};

subtest 'parameters of a port that has none yet' => sub {
    need_daemon();
    plan skip_all => 'the C module sets nothing then' if is_c_module();
    my ($network, $destroy) = network();
    my $port = $network->create_port(port_xml($UUID));
    $port->set_parameters(
        {
            'inbound.average' => 100, 'inbound.burst' => 5, 'outbound.peak' => 7,
            'outbound.average' => 8
        }
    );
    is_deeply $port->get_parameters,
        {
        'inbound.average' => 100, 'inbound.burst' => 5, 'inbound.floor' => 0, 'inbound.peak' => 0,
        'outbound.average' => 8, 'outbound.burst' => 0, 'outbound.peak' => 7
        },
        'are set';
    isnt exception { $port->set_parameters({ 'inbound.average' => [] }) }, undef, 'but only to numbers';
};

done_testing;
