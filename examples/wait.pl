#!/usr/bin/perl
# Waits until a guest is in a state, has an address, or its agent answers. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtExample;

main_program(\&main);

sub main {
    my %option = (timeout => 60);
    options(\%option, 'address', 'agent', 'gone', 'quiet|q', 'state|s=s', 'timeout|t=i', [ 1, 1 ]);
    my ($what, @more) = grep { exists $option{$_} } qw(address agent gone state);
    die "what to wait for is one of --address, --agent, --gone and --state\n" if !defined $what || @more;

    # Before the connection, which finds it then.
    Sys::Virt::Event::register_default();
    my $conn = connection($option{uri});
    my $result;
    my $look = sub { $result //= look($conn, $ARGV[0], $what, $option{$what}) };

    # Most of what is waited for is an event. Of an address there is none, so it is asked for, too.
    my @ids =
        map { $conn->domain_event_register_any(undef, $_, $look) } Sys::Virt::Domain::EVENT_ID_LIFECYCLE,
        Sys::Virt::Domain::EVENT_ID_AGENT_LIFECYCLE;
    my $late;
    Sys::Virt::Event::add_timeout(1_000 * $option{timeout}, sub { $late = 1 });
    Sys::Virt::Event::add_timeout(1_000, $look) if $what eq 'address';

    $look->();
    Sys::Virt::Event::run_default() until defined $result || $late;
    $conn->domain_event_deregister_any($_) for @ids;
    die "$ARGV[0] is not there after $option{timeout} seconds\n" unless defined $result;
    print "$result\n" unless $option{quiet};
    return 0;
}

# What has come true, in words, or undef. The guest need not exist yet.
sub look {
    my ($conn, $name, $what, $wanted) = @_;
    my $guest = eval { $conn->get_domain_by_name($name) };
    if (!$guest) {
        die $@ unless ref $@ && $@->code == Sys::Virt::Error::ERR_NO_DOMAIN;
        return $what eq 'gone' ? "$name is gone" : undef;
    }
    if ($what eq 'state') {
        my $state = state_name(($guest->get_state)[0]);
        return $state eq $wanted ? "$name is $state" : undef;
    }
    return undef if $what eq 'gone' || !$guest->is_active;
    return has_agent($guest) ? "$name has an agent" : undef if $what eq 'agent';
    return address($guest);
}

sub has_agent {
    my $guest = shift;
    my $agent = q(//channel/target[@name='org.qemu.guest_agent.0' and @state='connected']);
    return scalar parse_xml($guest->get_xml_description)->findnodes($agent);
}

# The first one that others can use.
sub address {
    my $guest = shift;
    for my $source (
        Sys::Virt::Domain::INTERFACE_ADDRESSES_SRC_LEASE,
        Sys::Virt::Domain::INTERFACE_ADDRESSES_SRC_AGENT
        )
    {
        my @interfaces = eval { $guest->get_interface_addresses($source) };
        for my $address (map { $_->{addr} } map { @{ $_->{addrs} || [] } } @interfaces) {
            return $address unless $address =~ /\A(?:127\.|::1\z|fe80:)/;
        }
    }
    return undef;
}

__END__

=encoding utf8

=head1 NAME

wait.pl - Wait for a state, an address or the agent of a guest

=head1 SYNOPSIS

  wait.pl [--uri URI] [--timeout SECONDS] --state STATE GUEST
  wait.pl [--uri URI] [--timeout SECONDS] --address|--agent|--gone GUEST

=head1 DESCRIPTION

Ends as soon as it is so, and says it; for scripts that go on then:

  virsh start web && ssh "$(wait.pl --address web)" uptime

The guest need not exist when this is started.

=head1 OPTIONS

=over

=item --address

Wait for an IP address, from libvirt's DHCP server or the agent, and print it.

=item --agent

Wait for the agent in the guest to be connected.

=item --gone

Wait until there is no such guest.

=item --help

Show this text.

=item --quiet

Print nothing.

=item --state STATE

Wait for C<running>, C<paused>, C<shut off>, C<shutting down>, C<crashed> or C<suspended>.

=item --timeout SECONDS

How long to wait: 60 otherwise.

=item --uri URI

The host of the guest.

=back

=head1 EXIT STATUS

0 when it is so; 1 if the time was too short, or something failed; 2 for wrong options.

=cut
