package Sys::Virt::EventImpl::Mojo;

use strict;

require Mojo::IOLoop;
require Sys::Virt::EventImpl::Adapter;

our @ISA = ('Sys::Virt::EventImpl::Adapter');

sub cancel {
    my ($self, $timer) = @_;
    $self->{reactor}->remove($timer);
}

sub new {
    my ($class, %given) = @_;
    return $class->SUPER::new(reactor => $given{reactor} || Mojo::IOLoop->singleton->reactor);
}

sub start {
    my ($self, $seconds, $code) = @_;
    return $self->{reactor}->timer($seconds => $code);
}

sub unwatch {
    my ($self, $watch) = @_;
    $self->want($watch, 0, 0);
    close $watch->{handle};
}

sub want {
    my ($self, $watch, @wanted) = @_;
    my ($reactor, $handle) = ($self->{reactor}, $watch->{handle});
    my $wanted = grep { $_ } @wanted;
    if ($wanted) {
        $reactor->io($handle => $watch->{code}) unless $watch->{known};
        $reactor->watch($handle, @wanted);
    } elsif ($watch->{known}) {
        $reactor->remove($handle);
    }
    $watch->{known} = $wanted;
}

# The reactor wants a Perl handle, which closes its file descriptor in the end: that must be one of our own.
sub watch {
    my ($self, $fd, $code) = @_;
    open my $handle, '<&', $fd or die "cannot watch file descriptor $fd: $!";
    return { handle => $handle, code => $code };
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::EventImpl::Mojo - libvirt in Mojolicious' event loop

=head1 SYNOPSIS

  use Mojo::IOLoop;
  use Sys::Virt;
  use Sys::Virt::EventImpl::Mojo;

  Sys::Virt::EventImpl::Mojo->register;

  my $conn = Sys::Virt->new(uri => 'test:///default');
  my $kind = Sys::Virt::Domain::EVENT_ID_LIFECYCLE;
  my $id   = $conn->domain_event_register_any(undef, $kind, sub {
      my ($conn, $dom, $event, $detail) = @_;
      print $dom->get_name, " had event $event\n";
      Mojo::IOLoop->stop;
  });

  $conn->get_domain_by_name('test')->suspend;
  Mojo::IOLoop->start;

  $conn->domain_event_deregister_any($id);

=head1 DESCRIPTION

An adapter to the event loop of L<Mojolicious>, be it that of a web application or not. What it does
for libvirt is told in L<Sys::Virt::EventImpl::Adapter>.

A callback that dies does so in the loop, which emits C<error> on the reactor: a warning, unless the
program subscribes to it. The loop ends by itself when nothing is left in it; an open connection
keeps it running.

=head1 METHODS

Those of L<Sys::Virt::EventImpl::Adapter>, and what that asks of an adapter, which is not for programs to call:
L</cancel>, L</start>, L</unwatch>, L</want> and L</watch>.

=head2 cancel

  $impl->cancel($timer);

Calls C<remove> of the reactor.

=head2 new

  my $impl = Sys::Virt::EventImpl::Mojo->new(reactor => $reactor);
  my $impl = Sys::Virt::EventImpl::Mojo->new;

An adapter to that reactor, a L<Mojo::Reactor>, or else to that of C<Mojo::IOLoop>. C<register> takes the
same argument.

=head2 start

  my $timer = $impl->start($seconds, $code);

A timer of the reactor.

=head2 unwatch

  $impl->unwatch($watch);

Ends all watching of the handle that L</watch> made, and closes it.

=head2 want

  $impl->want($watch, $readable, $writable);

Calls C<io>, C<watch> or C<remove> of the reactor.

=head2 watch

  my $watch = $impl->watch($fd, $code);

A handle to a duplicate of the file descriptor, for a Perl handle closes its own in the end.

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Event>, L<Mojo::IOLoop>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
