package Sys::Virt::Future;

use strict;

require Future;
require Sys::Virt::Async;

our @ISA = ('Future');

sub await {
    my $self = shift;
    Sys::Virt::Async::_turn() until $self->is_ready;
    return $self;
}

sub timeout {
    my ($self, $seconds) = @_;
    return $self if $self->is_ready;
    return Future->wait_any($self, Sys::Virt::Async::_time_out($seconds));
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Future - A call on its way

=head1 SYNOPSIS

  use Sys::Virt;
  use Sys::Virt::Async;

  my $conn = Sys::Virt->new(uri => 'test:///default');
  my ($dom) = $conn->list_all_domains;

  my $name = $dom->async->get_name->get;

  $dom->async->get_info->on_done(sub { print "state: $_[0]{state}\n" })->await;

  my $failed = $conn->async->get_domain_by_name('none')->await;
  print $failed->failure->message, "\n";

=head1 DESCRIPTION

What a call of L<Sys::Virt::Async> returns: a L<Future>, with all its methods. It is done with what
the call returns in list context, and fails with the L<Sys::Virt::Error> that it would throw, or with
another exception where the direct call throws one. Futures that are made of it, by C<then>,
C<needs_all> and the like, are of this class too.

Nobody need keep a future for its call to be made.

=head1 METHODS

Those of L<Future>, and these.

=head2 await

  $future->await;

Waits until the future is ready, and returns it; C<get> does the same, and returns the result or
throws. How it waits is told in L<Sys::Virt::Async/Waiting>. Throws where no call is on its way, and
libvirt's own loop is not registered: the future could never become ready.

Calls C<virEventAddHandle>, C<virEventRemoveHandle>, C<virEventRunDefaultImpl>.

=head2 timeout

  my $bounded = $future->timeout($seconds);

A future that is as this one, but fails with a L<Sys::Virt::Error> of the code
C<ERR_OPERATION_TIMEOUT> when so many seconds have gone by, which may be a fraction. This one is
cancelled then (see L<Sys::Virt::Async/Cancelling>).

Calls C<virEventAddHandle>, C<virEventRemoveHandle>.

=head1 SEE ALSO

L<Sys::Virt::Async>, L<Future>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
