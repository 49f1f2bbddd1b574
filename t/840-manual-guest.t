# The programs of the guides that need a daemon, and most of them a guest: one of QEMU, without privileges, in a daemon of
# this test's own; for networks and filters the daemon of this machine.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtDaemon;
use SysVirtGuest;
use SysVirtManual 'run_guides';
use SysVirtTest;
use SysVirtTest::DHCP;

my $qemu = need_qemu();
need_daemon();
alarm 900;
my ($qemu_img) = grep { -x } map { "$_/qemu-img" } split /:/, $ENV{PATH};
plan skip_all => 'needs qemu-img' unless $qemu_img;

my @daemons =
    map { SysVirtDaemon->new(conf => qq(host_uuid = "$_$_-1111-2222-3333-444444444444"\n)) } qw(aaaa bbbb);
my @uri = map { $_->uri('qemu', '/session') } @daemons;
my @conn = map { Sys::Virt->new(uri => $_) } @uri;

# QEMU runs as another user.
my $dir = "$daemons[0]{dir}/work";
mkdir $dir or die "$dir: $!";
chmod 0777, $dir or die "$dir: $!";

# Nothing stays, however this ends: a daemon would leave its guests. $network is one of the host's daemon.
my $network;

END {
    local ($?, $@);
    clean() if @conn;
    eval { $network->destroy } if $network;
    @conn = ();
}

# What a program left.
sub clean {
    for my $conn (@conn) {
        for my $domain ($conn->list_all_domains) {
            eval { $domain->destroy };
            eval {
                $domain->undefine(Sys::Virt::Domain::UNDEFINE_SNAPSHOTS_METADATA |
                        Sys::Virt::Domain::UNDEFINE_MANAGED_SAVE |
                        Sys::Virt::Domain::UNDEFINE_CHECKPOINTS_METADATA);
            };
        }
    }
    unlink glob "$dir/*.qcow2 $dir/*.img";
    return;
}

sub image {
    my ($name, $size) = @_;
    system($qemu_img, qw(create -q -f qcow2), "$dir/$name", $size) == 0 or die 'qemu-img';
    chmod 0666, "$dir/$name" or die "$name: $!";
    return "$dir/$name";
}

# A guest with a console that answers and a screen, and with these disks.
sub start_guest {
    my @disks = @_;
    my $devices = "<emulator>$qemu</emulator><controller type='usb' model='piix3-uhci'/><serial type='pty'/>"
        . "<video><model type='vga'/></video>";
    $devices .=
          "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
        . "<source file='$dir/$_->{image}'/><target dev='$_->{target}' bus='virtio'/></disk>"
        for @disks;
    my $boot = boot_disk("$daemons[0]{dir}/echo", 'echo') =~
        s{<target dev='vda'(.*?)/>}{<target dev='vdz'$1/><boot order='1'/>}r;
    my $xml = domain_xml(
        name => 'web',
        type => 'qemu',
        more => '<features><acpi/></features>',
        devices => $devices . $boot
    );
    $conn[0]->define_domain($xml)->create;
    return;
}

# The name of a network of the host's daemon with one client, cut off from the other ones, with addresses that are nobody's
# (RFC 5737).
sub network {
    return $network->get_name if $network;
    my $bridge = 'svtbr9';
    $network = Sys::Virt->new(uri => 'qemu:///system')->create_network(<<"XML");
<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>
  <name>sys-virt-guides</name>
  <bridge name='$bridge' stp='off' delay='0'/>
  <dns enable='no'/>
  <ip address='198.51.100.1' netmask='255.255.255.0'>
    <dhcp><range start='198.51.100.10' end='198.51.100.19'/></dhcp>
  </ip>
  <dnsmasq:options><dnsmasq:option value='no-ping'/></dnsmasq:options>
</network>
XML
    SysVirtTest::DHCP->new(device => 'svttap9', bridge => $bridge)->lease('52:54:00:aa:bb:09', 'one');
    return $network->get_name;
}

my %places = (
    daemon => sub { return { env => { LIBVIRT_DEFAULT_URI => $uri[0] } } },
    guest => sub {
        clean();
        image('web.qcow2', '8M');
        image('data.qcow2', '16M');
        start_guest({ image => 'web.qcow2', target => 'vda' });
        return { env => { LIBVIRT_DEFAULT_URI => $uri[0] } };
    },
    pair => sub {
        clean();
        start_guest();
        my $via = "unix://$daemons[1]{dir}/migration";
        return { env => { LIBVIRT_DEFAULT_URI => $uri[0] }, THERE => $uri[1], VIA => $via };
    },
    system => sub { return { env => { LIBVIRT_DEFAULT_URI => 'qemu:///system' }, NETWORK => network() } },
);

run_guides($dir, %places);

done_testing;
