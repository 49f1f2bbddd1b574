package Sys::Virt::Event;

use strict;

require Sys::Virt::EventImpl;

our @ISA = ('Sys::Virt::EventImpl');    # loops that are derived from this class, as they once had to be
our $eventimpl;

# What libvirt calls: the method of that name.
for my $method (qw(add_handle update_handle remove_handle add_timeout update_timeout remove_timeout)) {
    no strict 'refs';
    *{"_$method"} = sub { $eventimpl->$method(@_) };
}

sub register {
    my $impl = shift;

    my $place = sprintf 'at %s line %d.', (caller)[ 1, 2 ];
    die "event implementation must be a subclass of Sys::Virt::EventImpl $place\n"
        unless ref $impl && UNIVERSAL::can($impl, 'isa') && $impl->isa('Sys::Virt::EventImpl');
    warn "DECPRECATION WARNING: event implementation is a subclass of Sys::Virt::Event $place\n"
        if $impl->isa('Sys::Virt::Event');

    $eventimpl = $impl;
    _register_impl();
    return;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Event - The event loop

=head1 SYNOPSIS

  use Sys::Virt;
  use Sys::Virt::Event;

  Sys::Virt::Event::register_default();

  my $conn = Sys::Virt->new(uri => 'test:///default');
  my $kind = Sys::Virt::Domain::EVENT_ID_LIFECYCLE;
  my $id   = $conn->domain_event_register_any(undef, $kind, sub {
      my ($conn, $dom, $event, $detail) = @_;
      print $dom->get_name, " had event $event\n";
  });

  my $done;
  my $timer = Sys::Virt::Event::add_timeout(100, sub { $done = 1 });
  Sys::Virt::Event::run_default() until $done;

  Sys::Virt::Event::remove_timeout($timer);
  $conn->domain_event_deregister_any($id);

=head1 DESCRIPTION

libvirt needs an event loop to tell of events, to keep connections alive and to run streams that do
not wait. There is one for the whole process, and libvirt keeps the first that it is given. Register
it before the first connection is opened, and run it from then on. It is

=over 4

=item *

libvirt's own: L</register_default> and L</run_default>,

=item *

that of L<AnyEvent|Sys::Virt::EventImpl::AnyEvent>, L<IO::Async|Sys::Virt::EventImpl::IOAsync> or
L<Mojolicious|Sys::Virt::EventImpl::Mojo>,

=item *

or another one in Perl: L</register> and L<Sys::Virt::EventImpl>.

=back

On a connection to a daemon that was opened before, no events arrive. A loop that is registered too
late says so in a warning.

The functions are called by their full names, not as methods. What happens when a callback dies is
told in L<Sys::Virt/CALLBACKS>.

=head1 FUNCTIONS

=head2 add_handle

  my $watch = Sys::Virt::Event::add_handle($fd, $events, sub {
      my ($watch, $fd, $events) = @_;
      ...
  });

Watches a file descriptor, a number as C<fileno> gives it, and calls the sub when one of C<$events>
happens; they are L</HANDLE EVENTS> joined with C<|>. Returns a number for L</update_handle> and
L</remove_handle>.

This and the other functions for handles and timers work with whatever loop is registered. Without
one they throw.

Calls C<virEventAddHandle>.

=head2 add_timeout

  my $timer = Sys::Virt::Event::add_timeout($milliseconds, sub {
      my ($timer) = @_;
      ...
  });

Calls the sub again and again, after each C<$milliseconds>; with 0 in each round of the loop, with
-1 not yet. Returns a number for L</update_timeout> and L</remove_timeout>.

Calls C<virEventAddTimeout>.

=head2 register

  Sys::Virt::Event::register($impl);

Registers an event loop in Perl: an object of a class that is derived from L<Sys::Virt::EventImpl>.

  my $impl = My::Loop->new;
  Sys::Virt::Event::register($impl);

A second object takes the place of the first, for what libvirt asks from then on. Where libvirt has its
own loop already, it keeps that, and there is a warning. A class may also be derived from
C<Sys::Virt::Event>, as was once the rule; that is deprecated and warns.

Calls C<virEventRegisterImpl>.

=head2 register_default

  Sys::Virt::Event::register_default();

Registers libvirt's own loop, which is based on C<poll>. When it is registered already, nothing
happens. When another one is, libvirt keeps that, and there is a warning.

Calls C<virEventRegisterDefaultImpl>.

=head2 remove_handle

  Sys::Virt::Event::remove_handle($watch);

Stops watching a file descriptor and lets go of its callback. An unknown number throws a
L<Sys::Virt::Error> of code 0, for libvirt gives no reason.

Calls C<virEventRemoveHandle>.

=head2 remove_timeout

  Sys::Virt::Event::remove_timeout($timer);

Stops a timer and lets go of its callback. An unknown number throws, as in L</remove_handle>.

Calls C<virEventRemoveTimeout>.

=head2 run_default

  Sys::Virt::Event::run_default();

Runs one round of libvirt's own loop: waits until something happens, calls the callbacks for it, and
returns. A program calls it again and again; a timer keeps it from waiting for longer. Where libvirt's
own loop is not registered it throws.

A signal ends the wait: the handler in C<%SIG> runs at once, and when it dies, so does C<run_default>.

  my $event = eval {
      local $SIG{ALRM} = sub { die "timeout\n" };
      alarm 10;
      Sys::Virt::Event::run_default() while !$seen;
      alarm 0;
      1;
  };

Calls C<virEventRunDefaultImpl>.

=head2 update_handle

  Sys::Virt::Event::update_handle($watch, $events);

Changes what a file descriptor is watched for.

Calls C<virEventUpdateHandle>.

=head2 update_timeout

  Sys::Virt::Event::update_timeout($timer, $milliseconds);

Changes how often a timer runs, as in L</add_timeout>.

Calls C<virEventUpdateTimeout>.

=head1 CONSTANTS

=head2 HANDLE EVENTS

What to watch a file descriptor for and what has happened to it: in the arguments of C<add_handle>,
C<update_handle> and their callbacks, here and in L<Sys::Virt::EventImpl>.

=over 4

=item Sys::Virt::Event::HANDLE_READABLE

Reading does not block: data, end of file or a connection to accept.

=item Sys::Virt::Event::HANDLE_WRITABLE

Writing does not block.

=item Sys::Virt::Event::HANDLE_ERROR

An error is pending on the descriptor.

=item Sys::Virt::Event::HANDLE_HANGUP

The other end was closed.

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::EventImpl>, L<Sys::Virt::Error>,
L<https://libvirt.org/html/libvirt-libvirt-event.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
