package Sys::Virt::Stream;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    return bless $con->new_stream($given{flags} || 0), ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Stream - Data on its way to or from a connection

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'qemu:///system');
  my $vol  = $conn->get_storage_volume_by_path('/var/lib/libvirt/images/web.qcow2');
  my $st   = $conn->new_stream();
  open my $file, '>:raw', 'web.qcow2' or die $!;

  $vol->download($st, 0, 0);
  $st->recv_all(sub {
      my ($st, $data, $nbytes) = @_;
      return syswrite $file, $data, $nbytes;
  });
  $st->finish();

=head1 DESCRIPTION

An object of this class moves data that is too much for one call: the content of a volume, a
screenshot, what goes over a console. C<new_stream> of L<Sys::Virt> makes it; a method such as
C<upload> or C<download> of L<Sys::Virt::StorageVol> says what it carries; C<finish> or C<abort>
ends it.

A stream waits, as a rule, until data can be moved. One that was made with C<NONBLOCK> does not, and
belongs into an event loop.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 abort

  $st->abort();

Ends the transfer at once. The other side is told that it failed.

=head2 finish

  $st->finish();

Ends the transfer, and throws if something of it went wrong: that all data has arrived is only
certain afterwards.

=head2 recv

  my $count = $st->recv(my $data, $nbytes, $flags = 0);

Receives at most C<$nbytes> bytes into C<$data>, whose old content is overwritten. C<$flags> are
L</RECEIVE FLAGS>. Returns how many bytes came. With 0, the end of the data, and with the following
C<$data> stays as it was: -2 if nothing can be received now, on a stream that does not wait, and -3
at a hole, if the flag asks for that.

One call receives 2,147,483,647 bytes at most.

=head2 recv_all

  $st->recv_all(sub {
      my ($st, $data, $nbytes) = @_;
      ...
      return $nbytes;
  });

Receives all there is, and calls the sub for each piece of it. The sub returns how many of the
C<$nbytes> bytes in C<$data> it has taken, and is called again with the rest; a negative number
gives up. When it dies, or gives up, the stream is aborted and C<recv_all> throws. Otherwise
C<finish> is still to be called. Not for a stream that does not wait.

=head2 send

  my $count = $st->send($data, $nbytes);

Sends the first C<$nbytes> bytes of C<$data>, or all if it has fewer. Returns how many were sent,
which can be less, or -2 if nothing can be sent now, on a stream that does not wait.

One call sends 2,147,483,647 bytes at most.

=head2 send_all

  $st->send_all(sub {
      my ($st, undef, $nbytes) = @_;
      return sysread $file, $_[1], $nbytes;
  });

Calls the sub for data until there is no more, and sends it. The sub puts at most C<$nbytes> bytes
into C<$_[1]> and returns how many there are; 0 is the end, and a negative number gives up. When it
dies, or gives up, the stream is aborted and C<send_all> throws. Otherwise C<finish> is still to be
called. Not for a stream that does not wait.

=head1 CONSTANTS

=head2 CREATION FLAGS

For C<new_stream> in L<Sys::Virt>.

=over 4

=item Sys::Virt::Stream::NONBLOCK

Let C<send> and C<recv> return -2 instead of waiting; to be used with C<add_callback>.

=back

=head2 RECEIVE FLAGS

For C<recv>.

=over 4

=item Sys::Virt::Stream::RECV_STOP_AT_HOLE

Return -3 at a hole of a sparse stream, for C<recv_hole> to measure. Without it a hole reads as
zeros.

=back

=head2 EVENTS

Combined in the first argument of C<add_callback> and C<update_callback>, and in the last that the
callback gets.

=over 4

=item Sys::Virt::Stream::EVENT_READABLE

C<recv> has data, or the end of the stream.

=item Sys::Virt::Stream::EVENT_WRITABLE

C<send> can take data.

=item Sys::Virt::Stream::EVENT_ERROR

The stream failed.

=item Sys::Virt::Stream::EVENT_HANGUP

The other side closed the stream.

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::StorageVol>, L<Sys::Virt::Error>,
L<https://libvirt.org/html/libvirt-libvirt-stream.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
