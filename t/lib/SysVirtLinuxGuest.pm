package SysVirtLinuxGuest;

# A guest of QEMU that boots Linux, with the agent in it: what script/guest has made.

use strict;
use warnings;

use Exporter 'import';
use File::Copy 'copy';
use Test::More;
use SysVirtTest;

our @EXPORT = qw(linux_guest_xml need_linux_guest);

my $MADE = 'target/guest';

# The XML of such a guest: `name`, `emulator`, and in `dir` what QEMU, which is another user, reads.
sub linux_guest_xml {
    my %params = @_;
    my ($kernel, $initrd) = map { "$params{dir}/$_" } qw(kernel initrd);
    for my $path ($kernel, $initrd) {
        copy($MADE . substr($path, length $params{dir}), $path) or die "$path: $!";
    }
    my $xml = domain_xml(
        name => $params{name},
        type => 'qemu',
        more => '<features><acpi/></features>',
        devices => <<"XML",
<emulator>$params{emulator}</emulator>
<controller type='usb' model='none'/>
<interface type='user'><mac address='52:54:00:aa:dd:01'/><model type='virtio'/></interface>
<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
<serial type='file'><source path='$params{dir}/console'/></serial>
XML
    );
    $xml =~ s{<memory.*?</memory>}{<memory unit='MiB'>128</memory>};
    $xml =~ s{</type>}{$&<kernel>$kernel</kernel><initrd>$initrd</initrd><cmdline>console=ttyS0 mitigations=off</cmdline>};
    return $xml;
}

sub need_linux_guest {
    die "there is no guest in $MADE: run script/guest" unless -e "$MADE/initrd";
}

1;
