package Sys::Virt::Stream;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    return bless $con->new_stream($given{flags} || 0), ref $proto || $proto;
}

# A file and where it stands: of a handle its own position, for perl may have read on, or not have written yet.
sub _file {
    my ($method, $file) = @_;
    return ($file, -1) if defined $file && !ref $file && ref \$file ne 'GLOB' && $file =~ /\A[0-9]+\z/;
    my $fd = defined $file ? eval { fileno $file } : undef;
    Carp::croak("Sys::Virt::Stream::$method: the file has no file descriptor") unless defined $fd && $fd >= 0;
    require IO::Handle;
    $file->flush unless tied *$file;
    return ($fd, tell $file);
}

# Moves a file. Afterwards the handle stands where the descriptor does.
sub _move {
    my ($method, $move, $sparse, $st, $file, $progress) = @_;
    require Carp;
    local our @CARP_NOT = ('Sys::Virt::Async::Object');
    my ($fd, $at) = _file($method, $file);
    my $moved = $move->($st, $fd, $at, $sparse, $progress, Carp::shortmess(q{}));
    seek $file, $at + $moved, 0 if $at >= 0 && !ref $moved;
    return $moved;
}

sub handle {
    my $st = shift;
    require Sys::Virt::Stream::Handle;
    return Sys::Virt::Stream::Handle->new($st);
}

sub recv_fd { _move('recv_fd', sub { shift->_recv_fd(@_) }, 0, @_) }

sub send_fd { _move('send_fd', sub { shift->_send_fd(@_) }, 0, @_) }

sub sparse_recv_fd { _move('sparse_recv_fd', sub { shift->_recv_fd(@_) }, 1, @_) }

sub sparse_send_fd { _move('sparse_send_fd', sub { shift->_send_fd(@_) }, 1, @_) }

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Stream - Data on its way to or from a connection

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'qemu:///system');
  my $path = '/var/lib/libvirt/images/web.qcow2';
  my $vol  = $conn->get_storage_volume_by_path($path);
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
ends it. A stream that goes out of scope before is aborted.

A stream waits, as a rule, until data can be moved. One that was made with C<NONBLOCK> does not, and
belongs into an event loop.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 abort

  $st->abort();

Ends the transfer at once. The other side is told that it failed.

Calls C<virStreamAbort>.

=head2 add_callback

  $st->add_callback($events, sub { my ($st, $events) = @_; ... });

Calls the sub from the event loop, which must run, whenever one of the L</EVENTS> in C<$events>
comes up on a stream that does not wait. What comes up is its second argument. A stream has one
callback at a time. It is let go of by C<remove_callback>, C<finish> and C<abort>.

Calls C<virStreamEventAddCallback>.

=head2 finish

  $st->finish();

Ends the transfer, and throws if something of it went wrong: that all data has arrived is only
certain afterwards.

Calls C<virStreamFinish>.

=head2 handle

  my $handle = $st->handle();

The stream as a file handle, for C<print>, C<read>, C<< <$handle> >> and C<close>, and for whatever takes a
file handle. See L<Sys::Virt::Stream::Handle>, which is loaded then.

  $vol->upload($st, 0, 0);
  my $handle = $st->handle;
  print $handle 'x' x 1024;
  close $handle;

=head2 recv

  my $count = $st->recv(my $data, $nbytes, $flags = 0);

Receives at most C<$nbytes> bytes into C<$data>, whose old content is overwritten. C<$flags> are
L</RECEIVE FLAGS>. Returns how many bytes came. With 0, the end of the data, and with the following
C<$data> stays as it was: -2 if nothing can be received now, on a stream that does not wait, and -3
at a hole, if the flag asks for that.

One call receives 2,147,483,647 bytes at most.

Calls C<virStreamRecv>, C<virStreamRecvFlags>.

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

C<$_[1]> is the same scalar each time, so that its memory serves again, unless the sub keeps a
reference to it.

Calls C<virStreamRecvAll>.

=head2 recv_fd

  my $moved = $st->recv_fd($file);
  my $moved = $st->recv_fd($file, sub { my ($bytes) = @_; ... });

Receives all there is into a file, without Perl in between: for large volumes the quickest way.
C<$file> is a file handle, or the number of a file descriptor, open for writing: a file, a device, a
pipe or a socket. It is written to from where it stands; what was printed to a handle before comes
first. Returns the number of bytes, with which a handle has moved on. C<finish> is still to be called.

The sub is called with the number of bytes so far, at most ten times a second, and at the end. When
it dies, and where the file cannot be written, the stream is aborted, and C<recv_fd> throws; what came
until then is in the file. A signal that has a handler in C<%SIG> does not wait for the end.

Not for a stream that does not wait. C<< $st->async->recv_fd >> does the same without blocking (see
L<Sys::Virt::Async>), with a copy of the file descriptor.

Calls C<virStreamRecv>, C<virStreamRecvFlags>, C<virStreamRecvHole>.

=head2 recv_hole

  my $length = $st->recv_hole($flags = 0);

The length of the hole that the stream is at, after C<recv> returned -3. C<$flags> are not used so
far.

Calls C<virStreamRecvHole>.

=head2 remove_callback

  $st->remove_callback();

Ends the events. Throws where there is no callback.

Calls C<virStreamEventRemoveCallback>.

=head2 send

  my $count = $st->send($data, $nbytes);

Sends the first C<$nbytes> bytes of C<$data>, or all if it has fewer or the number is negative.
Returns how many were sent, which can be less, or -2 if nothing can be sent now, on a stream that
does not wait.

One call sends 2,147,483,647 bytes at most.

Calls C<virStreamSend>.

=head2 send_all

  $st->send_all(sub {
      my ($st, undef, $nbytes) = @_;
      return sysread $file, $_[1], $nbytes;
  });

Calls the sub for data until there is no more, and sends it. The sub puts about C<$nbytes> bytes
into C<$_[1]> and returns how many there are; more are sent as well, in pieces. 0 is the end, and
so is undef, unless a call of the system, such as C<sysread>, has failed in the sub; a negative
number gives up. When it dies, fails or gives up, the stream is aborted and C<send_all> throws.
Otherwise C<finish> is still to be called. Not for a stream that does not wait.

Calls C<virStreamSendAll>.

=head2 send_fd

  my $moved = $st->send_fd($file);
  my $moved = $st->send_fd($file, sub { my ($bytes) = @_; ... });

Sends all that is left of a file, from where it stands: as L</recv_fd>, the other way. Of a pipe or a
socket what perl has read ahead already is not sent.

  open my $file, '<:raw', 'disk.img' or die $!;
  $vol->upload($st, 0, 0);
  $st->send_fd($file);
  $st->finish;

Calls C<virStreamSend>, C<virStreamSendHole>.

=head2 send_hole

  $st->send_hole($length, $flags = 0);

Sends a hole of C<$length> bytes instead of zeros: the other side leaves so much out. Only for a
sparse stream; see C<VOL_UPLOAD_SPARSE_STREAM> in L<Sys::Virt::StorageVol>. C<$flags> are not used
so far.

Calls C<virStreamSendHole>.

=head2 sparse_recv_all

  $st->sparse_recv_all($handler, $hole_handler);

  $st->sparse_recv_all(
      sub {
          my ($st, $data, $nbytes) = @_;
          return syswrite $file, $data, $nbytes;
      },
      sub {
          my ($st, $length) = @_;
          return sysseek $file, $length, SEEK_CUR;
      },
  );

Receives all there is of a sparse stream. The first sub gets the data and returns how much of it it
has taken, as in C<recv_all>. The second gets the length of each hole and returns a number that is
not negative; a hole at the end is one, too, so the file may need a C<truncate> afterwards. When a
sub dies, returns a negative number or what is no number, the stream is aborted and C<sparse_recv_all>
throws. Otherwise C<finish> is still to be called.

Calls C<virStreamSparseRecvAll>.

=head2 sparse_recv_fd

  my $moved = $st->sparse_recv_fd($file);
  my $moved = $st->sparse_recv_fd($file, sub { my ($bytes) = @_; ... });

As L</recv_fd>, for a stream with holes (C<VOL_DOWNLOAD_SPARSE_STREAM>): a file has them too, and
anything else gets zeros. Holes count as bytes.

Calls C<virStreamRecv>, C<virStreamRecvFlags>, C<virStreamRecvHole>.

=head2 sparse_send_all

  $st->sparse_send_all($handler, $hole_handler, $skip_handler);

  $st->sparse_send_all(
      sub { return sysread $file, $_[1], $_[2] },
      sub {
          my ($st) = @_;
          ...
          return ($in_data, $length);
      },
      sub {
          my ($st, $length) = @_;
          return sysseek $file, $length, SEEK_CUR;
      },
  );

Sends what the subs make of a file with holes. The second sub says what comes next: true for data or
false for a hole, and its length; a length of 0 is the end. For data the first sub is then called,
as in C<send_all>, until so much was sent. For a hole the third is called when the hole was sent, to
move on behind it; it returns a number that is not negative. None of them may change the position
otherwise; but what the first gives beyond the end of a section is sent as well, so the second tells
of what comes behind that. When a sub dies, returns a negative number or what is no number, the stream is aborted and
C<sparse_send_all> throws. Otherwise C<finish> is still to be called.

F<examples/vol-upload.pl> and F<examples/vol-download.pl> are complete programs.

Calls C<virStreamSparseSendAll>.

=head2 sparse_send_fd

  my $moved = $st->sparse_send_fd($file);
  my $moved = $st->sparse_send_fd($file, sub { my ($bytes) = @_; ... });

As L</send_fd>, for a stream with holes (C<VOL_UPLOAD_SPARSE_STREAM>): those of the file are not sent.
For files that one can move about in.

Calls C<virStreamSend>, C<virStreamSendHole>.

=head2 update_callback

  $st->update_callback($events);

Changes the events that the callback is called for. Throws where there is none.

Calls C<virStreamEventUpdateCallback>.

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
