package Sys::Virt::EventImpl::IOAsync;

use strict;

require IO::Async::Loop;
require Sys::Virt::EventImpl::Adapter;

our @ISA = ('Sys::Virt::EventImpl::Adapter');

sub cancel {
    my ($self, $timer) = @_;
    $self->{loop}->unwatch_time($timer);
}

sub new {
    my ($class, %given) = @_;
    return $class->SUPER::new(loop => $given{loop} || IO::Async::Loop->new);
}

sub start {
    my ($self, $seconds, $code) = @_;
    return $self->{loop}->watch_time(after => $seconds, code => $code);
}

sub unwatch {
    my ($self, $watch) = @_;
    $self->want($watch, 0, 0);
    close $watch->{handle};
}

sub want {
    my ($self, $watch, @wanted) = @_;
    for my $event (qw(on_read_ready on_write_ready)) {
        my $on = shift @wanted;
        next if !$on == !$watch->{$event};
        if ($watch->{$event} = $on) {
            $self->{loop}->watch_io(handle => $watch->{handle}, $event => $watch->{code});
        } else {
            $self->{loop}->unwatch_io(handle => $watch->{handle}, $event => 1);
        }
    }
}

# The loop wants a Perl handle, which closes its file descriptor in the end: that must be one of our own.
sub watch {
    my ($self, $fd, $code) = @_;
    open my $handle, '<&', $fd or die "cannot watch file descriptor $fd: $!";
    return { handle => $handle, code => $code };
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::EventImpl::IOAsync - libvirt in IO::Async's event loop

=head1 SYNOPSIS

  use IO::Async::Loop;
  use Sys::Virt;
  use Sys::Virt::EventImpl::IOAsync;

  Sys::Virt::EventImpl::IOAsync->register;

  my $loop = IO::Async::Loop->new;
  my $conn = Sys::Virt->new(uri => 'test:///default');
  my $kind = Sys::Virt::Domain::EVENT_ID_LIFECYCLE;
  my $id   = $conn->domain_event_register_any(undef, $kind, sub {
      my ($conn, $dom, $event, $detail) = @_;
      print $dom->get_name, " had event $event\n";
      $loop->stop;
  });

  $conn->get_domain_by_name('test')->suspend;
  $loop->run;

  $conn->domain_event_deregister_any($id);

=head1 DESCRIPTION

An adapter to the event loop of L<IO::Async>. What it does for libvirt is told in
L<Sys::Virt::EventImpl::Adapter>.

A callback that dies does so in the loop, and its exception leaves the loop's C<run> or C<loop_once>.

=head1 METHODS

Those of L<Sys::Virt::EventImpl::Adapter>, and what that asks of an adapter, which is not for programs to call:
L</cancel>, L</start>, L</unwatch>, L</want> and L</watch>.

=head2 cancel

  $impl->cancel($timer);

Calls C<unwatch_time> of the loop.

=head2 new

  my $impl = Sys::Virt::EventImpl::IOAsync->new(loop => $loop);
  my $impl = Sys::Virt::EventImpl::IOAsync->new;

An adapter to that loop, or else to the one that C<< IO::Async::Loop->new >> gives to all. C<register>
takes the same argument.

=head2 start

  my $timer = $impl->start($seconds, $code);

A timer of the loop's C<watch_time>.

=head2 unwatch

  $impl->unwatch($watch);

Ends all watching of the handle that L</watch> made, and closes it.

=head2 want

  $impl->want($watch, $readable, $writable);

Calls C<watch_io> or C<unwatch_io> of the loop for what has changed.

=head2 watch

  my $watch = $impl->watch($fd, $code);

A handle to a duplicate of the file descriptor, for a Perl handle closes its own in the end.

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Event>, L<IO::Async>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
