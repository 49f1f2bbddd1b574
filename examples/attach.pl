#!/usr/bin/perl
# Plugs a disk or a network card into a guest that runs, or pulls it out. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtExample;

main_program(\&main);

sub main {
    my %option = (bus => 'virtio', format => undef, model => 'virtio', timeout => 10);
    options(
        \%option, 'bus=s', 'config', 'detach|d', 'format=s', 'mac=s', 'model=s', 'readonly', 'target=s',
        'timeout=i', [ 3, 3 ]
    );
    my ($name, $kind, $what) = @ARGV;
    die "what to attach is a disk or a nic, not a $kind\n" unless $kind =~ /\A(?:disk|nic)\z/;

    # The loop tells when a device is gone.
    Sys::Virt::Event::register_default();
    my $conn = connection($option{uri});
    my $guest = $conn->get_domain_by_name($name);
    my $flags =
        $guest->is_active ? Sys::Virt::Domain::DEVICE_MODIFY_LIVE : Sys::Virt::Domain::DEVICE_MODIFY_CONFIG;
    $flags |= Sys::Virt::Domain::DEVICE_MODIFY_CONFIG if $option{config};
    return detach($conn, $guest, $kind, $what, \%option, $flags) if $option{detach};

    my $before = devices($guest, $kind);
    my $xml = $kind eq 'disk' ? disk_xml($guest, $what, \%option) : nic_xml($what, \%option);
    $guest->attach_device($xml, $flags);
    my ($new) = grep { !$before->{$_} } sort keys %{ devices($guest, $kind) };
    print "$name has $what as ", $new // 'a device', "\n";
    return 0;
}

# The devices of a kind by what they are known by: a disk by its target, a card by its address.
sub devices {
    my ($guest, $kind) = @_;
    my $document = parse_xml($guest->get_xml_description);
    my %device;
    for my $element ($document->findnodes($kind eq 'disk' ? '//devices/disk' : '//devices/interface')) {
        my $key = $element->findvalue($kind eq 'disk' ? 'target/@dev' : 'mac/@address');
        $device{$key} = {
            xml => $element->toString, alias => $element->findvalue('alias/@name'),
            source => $element->findvalue('source/@file | source/@dev | source/@network | source/@bridge')
        };
    }
    return \%device;
}

sub disk_xml {
    my ($guest, $path, $option) = @_;
    my $is_block = -b $path;
    my $format = $option->{format} // ($path =~ /\.qcow2\z/ ? 'qcow2' : 'raw');
    return xml(
        disk => { type => $is_block ? 'block' : 'file', device => 'disk' },
        [ driver => { name => 'qemu', type => $format } ],
        [ source => { $is_block ? 'dev' : 'file', $path } ],
        [
            target =>
                { dev => $option->{target} // free_target($guest, $option->{bus}), bus => $option->{bus} }
        ],
        $option->{readonly} ? ['readonly'] : ()
    );
}

# The first name of a disk on this bus that the guest does not use.
sub free_target {
    my ($guest, $bus) = @_;
    my $prefix = { virtio => 'vd', ide => 'hd', xen => 'xvd' }->{$bus} // 'sd';
    my $used = devices($guest, 'disk');
    my ($free) = grep { !$used->{$_} } map { "$prefix$_" } 'a' .. 'z';
    return $free // die "the guest has no more room for disks\n";
}

sub nic_xml {
    my ($network, $option) = @_;
    my $is_bridge = -d "/sys/class/net/$network/bridge" && $network !~ /\A(?:default)\z/;
    return xml(
        interface => { type => $is_bridge ? 'bridge' : 'network' },
        $option->{mac} ? [ mac => { address => $option->{mac} } ] : (),
        [ source => { $is_bridge ? 'bridge' : 'network', $network } ],
        [ model => { type => $option->{model} } ]
    );
}

# Asks the guest for the device, and waits until it has let go of it.
sub detach {
    my ($conn, $guest, $kind, $what, $option, $flags) = @_;
    my $devices = devices($guest, $kind);
    my ($key) = grep { $_ eq $what || $devices->{$_}{source} eq $what } sort keys %$devices;
    die $guest->get_name, " has no $kind $what\n" unless defined $key;

    my ($end, @ids);
    if ($guest->is_active) {
        my %meaning = (
            Sys::Virt::Domain::EVENT_ID_DEVICE_REMOVED, 'gone',
            Sys::Virt::Domain::EVENT_ID_DEVICE_REMOVAL_FAILED, 'refused'
        );
        for my $event (sort keys %meaning) {
            push @ids, $conn->domain_event_register_any(
                $guest, $event,
                sub { $end //= $meaning{$event} if $_[2] eq $devices->{$key}{alias} }
            );
        }
        my $timer = Sys::Virt::Event::add_timeout(1_000 * $option->{timeout}, sub { $end //= 'late' });
        $guest->detach_device($devices->{$key}{xml}, $flags);
        Sys::Virt::Event::run_default() until $end;
        Sys::Virt::Event::remove_timeout($timer);
        $conn->domain_event_deregister_any($_) for @ids;
    } else {
        $guest->detach_device($devices->{$key}{xml}, $flags);
    }
    die "the guest does not want to give $key away\n" if ($end // '') eq 'refused';
    die "the guest has not let go of $key within $option->{timeout} seconds\n" if ($end // '') eq 'late';
    print $guest->get_name, " no longer has $key\n";
    return 0;
}

__END__

=encoding utf8

=head1 NAME

attach.pl - Plug a disk or a network card into a guest, or pull it out

=head1 SYNOPSIS

  attach.pl [options] GUEST disk FILE
  attach.pl [options] GUEST nic NETWORK
  attach.pl --detach [--timeout SECONDS] GUEST disk|nic DEVICE

=head1 DESCRIPTION

Gives a guest a disk, which is a file or a block device of the host, or a card in a network, and
prints by what name the guest knows it. While the guest runs it gets the device at once, until it is
shut off; otherwise in its configuration.

With C<--detach> the device is taken away: a disk is named by its target or its file, a card by its
address or its network. The guest has to let go of it; the program waits for that.

=head1 OPTIONS

=over

=item --bus BUS

How the disk is connected: C<virtio>, C<scsi>, C<sata>, C<usb>.

=item --config

Change the configuration as well, so that the guest has the device when it is started again.

=item --detach

Take the device away.

=item --format FORMAT

What is in the file: C<qcow2> if it is named so, C<raw> otherwise.

=item --help

Show this text.

=item --mac ADDRESS

The address of the card. libvirt chooses one otherwise.

=item --model MODEL

What card the guest sees, such as C<virtio> or C<e1000>.

=item --readonly

The guest cannot write on the disk.

=item --target NAME

What the disk is called, such as C<vdb>: the first free name otherwise.

=item --timeout SECONDS

How long to wait for the guest to let go, 10 otherwise.

=item --uri URI

The host of the guest.

=back

=head1 EXIT STATUS

0, or 1 if it failed; 2 for wrong options.

=cut
