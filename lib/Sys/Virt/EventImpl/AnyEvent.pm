package Sys::Virt::EventImpl::AnyEvent;

use strict;

require AnyEvent;
require Sys::Virt::EventImpl::Adapter;

our @ISA = ('Sys::Virt::EventImpl::Adapter');

# A watcher of AnyEvent's lives as long as somebody holds it.
sub cancel { }

# AnyEvent's own loop in Perl looks at files only while no timer is due, so that one of 0 seconds, started again and
# again, would be all it runs.
sub start {
    my ($self, $seconds, $code) = @_;
    $seconds ||= 0.001 unless AnyEvent::detect() eq 'AnyEvent::Impl::EV';
    return AnyEvent->timer(after => $seconds, cb => $code);
}

sub unwatch { delete @{ $_[1] }{qw(r w)} }

sub want {
    my ($self, $watch, @wanted) = @_;
    for my $poll (qw(r w)) {
        if (!shift @wanted) { delete $watch->{$poll} }
        else { $watch->{$poll} ||= AnyEvent->io(fh => $watch->{fd}, poll => $poll, cb => $watch->{code}) }
    }
}

sub watch {
    my ($self, $fd, $code) = @_;
    return { fd => $fd, code => $code };
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::EventImpl::AnyEvent - libvirt in AnyEvent's event loop

=head1 SYNOPSIS

  use AnyEvent;
  use Sys::Virt;
  use Sys::Virt::EventImpl::AnyEvent;

  Sys::Virt::EventImpl::AnyEvent->register;

  my $conn = Sys::Virt->new(uri => 'test:///default');
  my $done = AnyEvent->condvar;
  my $kind = Sys::Virt::Domain::EVENT_ID_LIFECYCLE;
  my $id   = $conn->domain_event_register_any(undef, $kind, sub {
      my ($conn, $dom, $event, $detail) = @_;
      print $dom->get_name, " had event $event\n";
      $done->send;
  });

  $conn->get_domain_by_name('test')->suspend;
  $done->recv;

  $conn->domain_event_deregister_any($id);

=head1 DESCRIPTION

An adapter to the event loop of L<AnyEvent>, and with it to that of L<EV> or whatever else AnyEvent
has found. What it does for libvirt is told in L<Sys::Virt::EventImpl::Adapter>.

A callback that dies does so in the loop: with EV, that is a warning, and C<$EV::DIED> may do
something else.

=head1 METHODS

Those of L<Sys::Virt::EventImpl::Adapter>, and what that asks of an adapter, which is not for programs to call:
L</cancel>, L</start>, L</unwatch>, L</want> and L</watch>.

=head2 cancel

  $impl->cancel($timer);

Does nothing: a timer ends when its last reference goes.

=head2 start

  my $timer = $impl->start($seconds, $code);

A timer of C<< AnyEvent->timer >>. Where AnyEvent's own loop runs, 0 seconds are a thousandth of one.

=head2 unwatch

  $impl->unwatch($watch);

Lets go of all watchers of the file descriptor.

=head2 want

  $impl->want($watch, $readable, $writable);

Makes a watcher of C<< AnyEvent->io >> for each way that is wanted, and lets go of the others.

=head2 watch

  my $watch = $impl->watch($fd, $code);

What belongs to a file descriptor, without any watcher yet.

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Event>, L<AnyEvent>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
