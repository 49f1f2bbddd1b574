package Sys::Virt::EventImpl;

use strict;

for my $method (qw(add_handle update_handle remove_handle add_timeout update_timeout remove_timeout)) {
    no strict 'refs';
    *$method = sub {
        my $class = ref $_[0] || $_[0];
        die "$class does not provide the method $method, which libvirt needs of an event loop";
    };
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::EventImpl - Base class of event loops in Perl

=head1 SYNOPSIS

  package My::Loop;

  use IO::Select;
  use Time::HiRes 'time';
  use Sys::Virt;
  use Sys::Virt::Event;
  use parent 'Sys::Virt::EventImpl';

  sub new { return bless { last => 0, handles => {}, timers => {} }, shift }

  sub add_handle {
      my ($self, $fd, $events, $cb, $opaque, $ff) = @_;
      $self->{handles}{ ++$self->{last} }
          = [ $events, $fd, $cb, $opaque, $ff ];
      return $self->{last};
  }

  sub update_handle {
      my ($self, $id, $events) = @_;
      $self->{handles}{$id}[0] = $events;
  }

  sub remove_handle {
      my ($self, $id) = @_;
      my $handle = delete $self->{handles}{$id} or return -1;
      $self->_free_callback_opaque(@$handle[ 4, 3 ]);
      return 0;
  }

  sub add_timeout {
      my ($self, $frequency, $cb, $opaque, $ff) = @_;
      $self->{timers}{ ++$self->{last} }
          = [ undef, $frequency, $cb, $opaque, $ff ];
      $self->update_timeout($self->{last}, $frequency);
      return $self->{last};
  }

  sub update_timeout {
      my ($self, $id, $frequency) = @_;
      my $due = $frequency < 0 ? undef : time + $frequency / 1000;
      @{ $self->{timers}{$id} }[ 0, 1 ] = ($due, $frequency);
  }

  sub remove_timeout {
      my ($self, $id) = @_;
      my $timer = delete $self->{timers}{$id} or return -1;
      $self->_free_callback_opaque(@$timer[ 4, 3 ]);
      return 0;
  }

  # One round, for a loop that only reads.
  sub run {
      my $self = shift;
      my $handles = $self->{handles};
      my $readable = Sys::Virt::Event::HANDLE_READABLE;
      my @watch = grep { $handles->{$_}[0] & $readable } keys %$handles;
      my $select = IO::Select->new(map { $handles->{$_}[1] } @watch);
      my %ready = map { $_ => 1 } $select->can_read(0.01);
      for my $id (@watch) {
          my ($events, $fd, $cb, $opaque) = @{ $handles->{$id} || next };
          next unless $ready{$fd};
          $self->_run_handle_callback($id, $fd, $readable, $cb, $opaque);
      }
      for my $id (keys %{ $self->{timers} }) {
          my $timer = $self->{timers}{$id} or next;
          my ($due, $frequency, $cb, $opaque) = @$timer;
          next unless defined $due && $due <= time;
          $self->update_timeout($id, $frequency);
          $self->_run_timeout_callback($id, $cb, $opaque);
      }
  }

  package main;

  my $loop = My::Loop->new;
  Sys::Virt::Event::register($loop);

  my $done;
  Sys::Virt::Event::add_timeout(20, sub { $done = 1 });
  $loop->run until $done;

=head1 DESCRIPTION

A program that has an event loop of its own lets libvirt use it through an object of a class that
is derived from this one. L<Sys::Virt::Event> tells what libvirt needs a loop for. For the loops of
AnyEvent, IO::Async and Mojolicious there are such classes: L<Sys::Virt::EventImpl::AnyEvent>,
L<Sys::Virt::EventImpl::IOAsync>, L<Sys::Virt::EventImpl::Mojo>; and L<Sys::Virt::EventImpl::Adapter>
makes it easy to write one for another loop.

libvirt calls the L</METHODS>, which the class must have, and the class calls the L</HELPERS>, which
it inherits.

While libvirt waits for a method it holds its locks. A method must not call libvirt on the same
connection, for that would wait for ever, and it cannot run callbacks. What a method dies of is the
exception of the call of Sys::Virt that libvirt is in, and for libvirt the method has failed. So it is
when C<add_handle> or C<add_timeout> returns anything but a number.

The methods are called in the thread that registered the loop only. What libvirt asks for in other
threads is done when that thread calls libvirt the next time, and nothing can be added there: open
connections, and register for events, in the thread that has the loop. Where C<threads> was loaded
before the loop was registered, and with the drivers that run in the program itself
(C<qemu:///embed>), such a request wakes up the loop, for which there is one more file descriptor in it.

=head1 METHODS

=head2 add_handle

  my $watch = $impl->add_handle($fd, $events, $cb, $opaque, $ff);

Watches a file descriptor for L<events|Sys::Virt::Event/HANDLE EVENTS>; what to call is for
L</_run_handle_callback>. Errors and a hangup are told although they are not asked for; with
C<$events> 0, nothing is. Returns a number from 0 up for the handle, or -1 for a failure.

=head2 add_timeout

  my $timer = $impl->add_timeout($frequency, $cb, $opaque, $ff);

Starts a timer that runs again and again, after each C<$frequency> milliseconds: with 0 in each round
of the loop, with -1 not yet. What to call is for L</_run_timeout_callback>. Returns a number from 0
up for the timer, or -1 for a failure.

=head2 remove_handle

  my $status = $impl->remove_handle($watch);

Watches a file descriptor no more, and frees what libvirt gave for it: see L</_free_callback_opaque>.
Returns 0, or -1 for a failure.

=head2 remove_timeout

  my $status = $impl->remove_timeout($timer);

The same for a timer.

=head2 update_handle

  $impl->update_handle($watch, $events);

Changes what a file descriptor is watched for. libvirt does so twice in each call to a daemon.

=head2 update_timeout

  $impl->update_timeout($timer, $frequency);

Changes how often a timer runs, as in L</add_timeout>.

=head1 HELPERS

C<$cb>, C<$opaque> and C<$ff> are what L</add_handle> or L</add_timeout> was given, to be handed back
as they are. Anything else throws, and so does what was freed.

=head2 _free_callback_opaque

  $impl->_free_callback_opaque($ff, $opaque);

To be called once for each handle and timer after it was removed; else the connection is never closed.
It may be called inside C<remove_handle> and C<remove_timeout>: libvirt frees it when it has left the
method, and when the callback is not running any more.

=head2 _run_handle_callback

  $impl->_run_handle_callback($watch, $fd, $events, $cb, $opaque);

To be called when something happened on a file descriptor: C<$events> says what. It dies of what the
callback dies of. After the handle was removed it does nothing.

=head2 _run_timeout_callback

  $impl->_run_timeout_callback($timer, $cb, $opaque);

To be called when a timer is due.

=head1 DIFFERENCES FROM THE C MODULE

=over 4

=item *

C<_free_callback_opaque> may be called inside C<remove_handle> and C<remove_timeout>. The C module hung.

=item *

A number that is none, from C<add_handle> or C<add_timeout>, throws, where the C module took it for 0.
-1 from C<remove_handle> and C<remove_timeout> is a failure, which the C module did not tell libvirt.

=item *

A C<die> in a method does not jump out of libvirt.

=item *

What libvirt gave is looked up before it is used: what was made up, freed, or given back twice throws
where the C module crashed. So does what a child process inherited.

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Event>, L<Sys::Virt::EventImpl::AnyEvent>, L<Sys::Virt::EventImpl::IOAsync>,
L<Sys::Virt::EventImpl::Mojo>, L<Sys::Virt::EventImpl::Adapter>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
