package Sys::Virt::EventImpl::Adapter;

use strict;

use IO::Poll qw(POLLERR POLLHUP POLLIN POLLNVAL POLLOUT);
use Scalar::Util ();

require Sys::Virt;
require Sys::Virt::Event;

our @ISA = ('Sys::Virt::EventImpl');

my $READABLE = Sys::Virt::Event::HANDLE_READABLE();
my $WRITABLE = Sys::Virt::Event::HANDLE_WRITABLE();

# What poll() says, and what libvirt says for it.
my @EVENTS = (
    [ POLLIN() => $READABLE ],
    [ POLLOUT() => $WRITABLE ],
    [ POLLERR() | POLLNVAL() => Sys::Virt::Event::HANDLE_ERROR() ],
    [ POLLHUP() => Sys::Virt::Event::HANDLE_HANGUP() ],
);

sub add_handle {
    my ($self, $fd, $events, $cb, $opaque, $ff) = @_;
    my $id = ++$self->{last};
    Scalar::Util::weaken(my $weak = $self);
    my $watch = $self->watch($fd, sub { $weak->_ready($id) if $weak });
    $self->{handles}{$id} =
        { fd => $fd, events => 0, watch => $watch, cb => $cb, opaque => $opaque, ff => $ff };
    $self->update_handle($id, $events);
    return $id;
}

sub add_timeout {
    my ($self, $frequency, $cb, $opaque, $ff) = @_;
    my $id = ++$self->{last};
    $self->{timers}{$id} = { cb => $cb, opaque => $opaque, ff => $ff };
    $self->update_timeout($id, $frequency);
    return $id;
}

sub cancel { _missing(shift, 'cancel') }

sub is_idle {
    my $self = shift;
    return !%{ $self->{handles} } && !%{ $self->{timers} };
}

sub new {
    my ($class, %given) = @_;
    return bless { %given, last => 0, handles => {}, timers => {} }, $class;
}

sub register {
    my ($class, @given) = @_;
    my $self = ref $class ? $class : $class->new(@given);
    Sys::Virt::Event::register($self);
    return $self;
}

sub remove_handle {
    my ($self, $id) = @_;
    my $handle = delete $self->{handles}{$id} or return -1;
    $self->unwatch($handle->{watch});
    $self->_free_callback_opaque($handle->{ff}, $handle->{opaque});
    return 0;
}

sub remove_timeout {
    my ($self, $id) = @_;
    my $timer = delete $self->{timers}{$id} or return -1;
    $self->cancel($timer->{running}) if $timer->{running};
    $self->_free_callback_opaque($timer->{ff}, $timer->{opaque});
    return 0;
}

sub start { _missing(shift, 'start') }

sub unwatch { _missing(shift, 'unwatch') }

sub update_handle {
    my ($self, $id, $events) = @_;
    my $handle = $self->{handles}{$id} or return;
    return if $handle->{events} == $events;
    $handle->{events} = $events;
    $self->want($handle->{watch}, $events & $READABLE, $events & $WRITABLE);
}

sub update_timeout {
    my ($self, $id, $frequency) = @_;
    my $timer = $self->{timers}{$id} or return;
    $timer->{frequency} = $frequency;
    my $running = delete $timer->{running};
    $self->cancel($running) if $running;
    return if $frequency < 0;
    Scalar::Util::weaken(my $weak = $self);
    $timer->{running} = $self->start($frequency / 1_000, sub { $weak->_expired($id) if $weak });
}

sub want { _missing(shift, 'want') }

sub watch { _missing(shift, 'watch') }

# A timer fires. It is started again first, so that a callback that dies does not stop it.
sub _expired {
    my ($self, $id) = @_;
    my $timer = $self->{timers}{$id} or return;
    delete $timer->{running};
    $self->update_timeout($id, $timer->{frequency});
    $self->_run_timeout_callback($id, $timer->{cb}, $timer->{opaque});
}

sub _missing {
    my ($self, $method) = @_;
    my $class = ref $self || $self;
    die "$class does not provide the method $method";
}

# Something happened on a file descriptor: poll() tells what, for loops know only readable and writable.
sub _ready {
    my ($self, $id) = @_;
    my $handle = $self->{handles}{$id} or return;
    my $wanted = $handle->{events} or return;
    my ($fd, $mask) = ($handle->{fd}, 0);
    $mask |= POLLIN if $wanted & $READABLE;
    $mask |= POLLOUT if $wanted & $WRITABLE;
    return unless IO::Poll::_poll(0, $fd, $mask) > 0;

    my $events = 0;
    $mask & $_->[0] and $events |= $_->[1] for @EVENTS;
    $self->_run_handle_callback($id, $fd, $events, $handle->{cb}, $handle->{opaque}) if $events;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::EventImpl::Adapter - Base class of adapters to event loops

=head1 SYNOPSIS

  package My::Adapter;

  use parent 'Sys::Virt::EventImpl::Adapter';

  # for a loop with the methods add_io, set_io, remove_io, add_timer and
  # remove_timer
  sub watch {
      my ($self, $fd, $code) = @_;
      return $self->{loop}->add_io($fd, $code);
  }

  sub want {
      my ($self, $watch, $read, $write) = @_;
      $self->{loop}->set_io($watch, $read, $write);
  }

  sub unwatch {
      my ($self, $watch) = @_;
      $self->{loop}->remove_io($watch);
  }

  sub start {
      my ($self, $seconds, $code) = @_;
      return $self->{loop}->add_timer($seconds, $code);
  }

  sub cancel {
      my ($self, $timer) = @_;
      $self->{loop}->remove_timer($timer);
  }

=head1 DESCRIPTION

With an adapter, libvirt uses the event loop of the program: events arrive, connections are kept
alive, and streams go on while the program runs that loop. Register it before the first connection
is opened:

  Sys::Virt::EventImpl::AnyEvent->register;

There are L<Sys::Virt::EventImpl::AnyEvent>, L<Sys::Virt::EventImpl::IOAsync> and
L<Sys::Virt::EventImpl::Mojo>. The module with the loop is needed only where its adapter is used.

An adapter to another loop is derived from this class and gives it five methods: L</watch>,
L</want>, L</unwatch>, L</start> and L</cancel>. They are not for programs to call. Where an adapter
needs more than that, derive it from L<Sys::Virt::EventImpl>.

=head1 METHODS

=head2 add_handle

  my $id = $impl->add_handle($fd, $events, $cb, $opaque, $ff);

See L<Sys::Virt::EventImpl/add_handle>.

=head2 add_timeout

  my $id = $impl->add_timeout($frequency, $cb, $opaque, $ff);

See L<Sys::Virt::EventImpl/add_timeout>.

=head2 cancel

  $impl->cancel($timer);

For the adapter to write: stops a timer that has not fired, given what L</start> returned.

=head2 is_idle

  my $none = $impl->is_idle();

Whether libvirt has no file descriptor and no timer in the loop: after the last connection is
closed.

=head2 new

  my $impl = My::Adapter->new(%given);

A new adapter, for C<Sys::Virt::Event::register>. What is given becomes keys of the object, which is
a hash; this class uses C<handles>, C<last> and C<timers>.

=head2 register

  my $impl = My::Adapter->register(%given);

Makes a new adapter and registers it. On an object: registers that.

Calls C<virEventRegisterImpl>.

=head2 remove_handle

  my $status = $impl->remove_handle($id);

See L<Sys::Virt::EventImpl/remove_handle>.

=head2 remove_timeout

  my $status = $impl->remove_timeout($id);

See L<Sys::Virt::EventImpl/remove_timeout>.

=head2 start

  my $timer = $impl->start($seconds, $code);

For the adapter to write: calls the sub once, after so many seconds, which may be 0 or a fraction.

=head2 unwatch

  $impl->unwatch($watch);

For the adapter to write: the end of what L</watch> returned.

=head2 update_handle

  $impl->update_handle($id, $events);

See L<Sys::Virt::EventImpl/update_handle>.

=head2 update_timeout

  $impl->update_timeout($id, $frequency);

See L<Sys::Virt::EventImpl/update_timeout>.

=head2 want

  $impl->want($watch, $readable, $writable);

For the adapter to write: calls the sub given to L</watch> whenever the file descriptor is readable,
whenever it is writable, in both cases, or not at all.

=head2 watch

  my $watch = $impl->watch($fd, $code);

For the adapter to write: returns something that stands for a file descriptor, a number, and a sub.
The sub is not called before L</want> says when.

=head1 SEE ALSO

L<Sys::Virt::Event>, L<Sys::Virt::EventImpl>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
