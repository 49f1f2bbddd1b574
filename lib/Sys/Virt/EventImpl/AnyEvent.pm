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
  my $id   = $conn->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, sub {
      my ($conn, $dom, $event, $detail) = @_;
      print $dom->get_name, " had event $event\n";
      $done->send;
  });

  $conn->get_domain_by_name('test')->suspend;
  $done->recv;

  $conn->domain_event_deregister_any($id);

=head1 DESCRIPTION

With this, libvirt uses the event loop of L<AnyEvent>, and with it that of L<EV> or whatever else
AnyEvent has found: events arrive, connections are kept alive, and streams go on while the program
runs that loop. Register it before the first connection is opened.

The module AnyEvent is needed only where this one is used. A callback that dies does so in the loop:
with EV, that is a warning, and C<$EV::DIED> may do something else.

=head1 METHODS

It has those of L<Sys::Virt::EventImpl::Adapter>, such as C<register>, C<new> and C<is_idle>, and
these, which are not for programs to call.

=head2 cancel

  $impl->cancel($timer);

See L<Sys::Virt::EventImpl::Adapter/cancel>.

=head2 start

  my $timer = $impl->start($seconds, $code);

See L<Sys::Virt::EventImpl::Adapter/start>.

=head2 unwatch

  $impl->unwatch($watch);

See L<Sys::Virt::EventImpl::Adapter/unwatch>.

=head2 want

  $impl->want($watch, $readable, $writable);

See L<Sys::Virt::EventImpl::Adapter/want>.

=head2 watch

  my $watch = $impl->watch($fd, $code);

See L<Sys::Virt::EventImpl::Adapter/watch>.

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Event>, L<AnyEvent>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
