#!/usr/bin/perl
# Shows the addresses of guests, from where libvirt knows them. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Sys::Virt;
use SysVirtExample;

my %SOURCE = (
    lease => Sys::Virt::Domain::INTERFACE_ADDRESSES_SRC_LEASE,
    agent => Sys::Virt::Domain::INTERFACE_ADDRESSES_SRC_AGENT,
    arp => Sys::Virt::Domain::INTERFACE_ADDRESSES_SRC_ARP,
);

main_program(\&main);

sub main {
    my %option;
    options(\%option, 'source|s=s', 'no-header', [ 0, undef ]);
    my @sources = split /,/, $option{source} // 'agent,lease,arp';
    die "a source is agent, lease or arp, not $_\n" for grep { !exists $SOURCE{$_} } @sources;

    my $conn = connection($option{uri}, readonly => 0);
    my @guests =
        @ARGV
        ? map { $conn->get_domain_by_name($_) } @ARGV
        : $conn->list_all_domains(Sys::Virt::Domain::LIST_ACTIVE);
    my (@rows, $without);
    for my $guest (sort { $a->get_name cmp $b->get_name } @guests) {
        my @found = rows($guest, @sources);
        $without ||= !@found;
        push @rows, @found ? @found : [ $guest->get_name, ('-') x 4 ];
    }
    my $table = table([qw(Guest Interface MAC Address Source)], @rows);
    print $option{'no-header'} ? $table =~ s/^.*\n//r : $table if @rows;
    return $without ? 1 : 0;
}

# What the first source says that knows something of the guest.
sub rows {
    my ($guest, @sources) = @_;
    for my $source (@sources) {

        # A guest without an agent, or that is off, is no failure.
        my @interfaces = eval { $guest->get_interface_addresses($SOURCE{$source}) };
        my @rows = map {
            my $interface = $_;
            map {
                [
                    $guest->get_name, $interface->{name}, $interface->{hwaddr} // '-',
                    "$_->{addr}/$_->{prefix}", $source
                ]
                }
                grep { !is_local($_->{addr}) } @{ $interface->{addrs} || [] };
        } @interfaces;
        return @rows if @rows;
    }
    return;
}

# Addresses that mean nothing outside of the guest.
sub is_local { return shift =~ /^(?:127\.|::1$|fe80:)/ }

__END__

=encoding utf8

=head1 NAME

guest-ips.pl - Show the addresses of guests

=head1 SYNOPSIS

  guest-ips.pl [--uri URI] [--source SOURCE,...] [--no-header] [GUEST...]

=head1 DESCRIPTION

Prints a line for each address of the guests given, or of all that run. Loopback and link-local
addresses are left out.

  Guest  Interface  MAC                Address             Source
  db     vnet1      52:54:00:aa:00:02  192.168.122.7/24    lease
  web    eth0       52:54:00:aa:00:01  192.168.122.5/24    agent
  web    eth0       52:54:00:aa:00:01  2001:db8::5/64      agent

=head1 OPTIONS

=over

=item --help

Show this text.

=item --no-header

Leave out the headings, for other programs to read.

=item --source SOURCE,...

Where to ask, in this order, until one knows: C<agent>, the program in the guest; C<lease>, libvirt's
own DHCP server; C<arp>, what the host has heard in its networks. All three are asked otherwise.

=item --uri URI

The host.

=back

=head1 EXIT STATUS

0, or 1 if there is a guest without an address, or something failed; 2 for wrong options.

=cut
