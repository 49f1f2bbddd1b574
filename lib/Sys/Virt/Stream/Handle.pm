package Sys::Virt::Stream::Handle;

use strict;

use Carp ();
use Errno ();
use parent 'IO::Handle';

our @CARP_NOT = ('IO::Handle');

# How much is asked of libvirt, or given to it, at a time. It moves at most 256 KiB in one message.
my $PIECE = 1 << 18;

sub _of { return tied *{ $_[0] } }

sub new {
    my ($class, $stream) = @_;
    my $self = $class->SUPER::new;
    tie *$self, $class, $stream;
    return $self;
}

sub stream { return _of(shift)->{stream} }

sub flush {
    my $tied = _of(shift);
    return $tied->_is_open && $tied->_send_up_to(0);
}

sub autoflush {
    my ($self, $on) = @_;
    my $tied = _of($self);
    my $before = $tied->{piece} == 1;
    $tied->{piece} = @_ < 2 || $on ? 1 : $PIECE;
    $self->flush if $tied->{piece} == 1 && defined $tied->{stream};
    return $before;
}

sub opened { return defined _of(shift)->{stream} }

sub error { return 0 }

# --- what the handle is tied to

# read: what has been received and nobody has read; written: what is to be sent.
sub TIEHANDLE {
    my ($class, $stream) = @_;
    return bless { stream => $stream, read => '', written => '', piece => $PIECE, at => 0, begun => 0, end => 0 }, $class;
}

sub _is_open {
    return 1 if defined $_[0]{stream};
    $! = Errno::EBADF();
    return 0;
}

# --- writing

# Sends what is to be sent until no more than so much is left. Where a stream does not block, the rest may have to wait.
sub _send_up_to {
    my ($self, $left) = @_;
    my $sent = $self->_send($self->{written}, $left);
    substr $self->{written}, 0, $sent, '';
    return length $self->{written} <= $left;
}

# Sends of these bytes until no more than so much is left; returns how many. A large text is not copied for its first piece.
sub _send {
    my ($self, undef, $left) = @_;
    my $sent = 0;
    while (length($_[1]) - $sent > $left) {
        my $moved = $sent
            ? $self->{stream}->send(substr($_[1], $sent, $PIECE), -1)
            : $self->{stream}->send($_[1], length $_[1]);
        if ($moved < 0) {
            $! = Errno::EAGAIN();
            last;
        }
        $sent += $moved;
    }
    return $sent;
}

# Takes a text to send: the second argument after the object, which is not copied where it is large.
sub _write {
    my ($self, $what) = @_;
    return 0 unless $self->_is_open;
    if (utf8::is_utf8($_[2])) {
        my $bytes = $_[2];
        utf8::downgrade($bytes, 1) or Carp::croak("Wide character in $what");
        return $self->_write($what, $bytes);
    }
    my $length = length $_[2];
    $self->{at} += $length;
    if ($length >= $PIECE / 2 && $self->_send_up_to(0)) {
        my $sent = $self->_send($_[2], $self->{piece} - 1);
        $self->{written} = substr $_[2], $sent;
    }
    else {
        $self->{written} .= $_[2];
        $self->_send_up_to($self->{piece} - 1) if length $self->{written} >= $self->{piece};
    }
    return 1;
}

sub PRINT {
    my $self = shift;
    return $self->_write('print', $_[0]) if @_ == 1 && defined $_[0] && !defined $\;
    return $self->_write('print', join($, // '', map { $_ // '' } @_) . ($\ // ''));
}

sub PRINTF {
    my ($self, $format) = (shift, shift);
    return $self->_write('printf', sprintf $format, @_);
}

sub WRITE {
    my ($self, undef, $length, $offset) = @_;
    return $self->_write('syswrite', '') ? 0 : undef unless defined $_[1];
    my $all = length $_[1];
    $offset = _offset('syswrite', $offset, $all);
    $length = $all - $offset if !defined $length || $length > $all - $offset;
    Carp::croak('Negative length') if $length < 0;
    my $done = $length == $all ? $self->_write('syswrite', $_[1]) : $self->_write('syswrite', substr $_[1], $offset, $length);
    return $done ? $length : undef;
}

sub _offset {
    my ($what, $offset, $all) = @_;
    $offset ||= 0;
    $offset += $all if $offset < 0;
    Carp::croak("Offset outside string in $what") if $offset < 0 || $what eq 'syswrite' && $offset > $all;
    return $offset;
}

# --- reading

# Receives up to so many bytes into the second argument: how many, 0 at the end, and less where nothing has come to a stream
# that does not block; then $! is EAGAIN.
sub _receive {
    my ($self, undef, $length) = @_;
    return 0 if $self->{end};
    $self->_send_up_to(0) if length $self->{written};
    $self->{begun} = 1;
    my $got = $self->{stream}->recv($_[1], $length);
    if ($got < 0) { $! = Errno::EAGAIN() }
    else { $self->{end} = !$got }
    return $got;
}

# Receives more into the buffer; false where there is none.
sub _more {
    my $self = shift;
    return $self->_receive($self->{read}, $PIECE) > 0 if $self->{read} eq '';
    return 0 if $self->_receive(my $part, $PIECE) <= 0;
    $self->{read} .= $part;
    return 1;
}

sub _take {
    my ($self, $length) = @_;
    $self->{at} += $length;
    return substr $self->{read}, 0, $length, '';
}

# With so many bytes there, or with all that there are until the end.
sub _have {
    my ($self, $length) = @_;
    my @parts;
    my $there = length $self->{read};
    while ($there < $length) {
        push @parts, $self->{read};
        $self->{read} = '';
        last unless $self->_more;
        $there += length $self->{read};
    }
    $self->{read} = join '', @parts, $self->{read} if @parts;
    return $there;
}

sub READ {
    my ($self, undef, $length, $offset) = @_;
    return undef unless $self->_is_open;
    Carp::croak('Negative length') if $length < 0;
    $_[1] //= '';
    utf8::downgrade($_[1], 1) or Carp::croak('Wide character in read');
    $offset = _offset('read', $offset, length $_[1]);
    return $self->_read_at_once($_[1], $length) if !$offset && $length >= $PIECE / 2 && $self->{read} eq '';
    my $there = $self->_have($length);
    return undef if !$there && $length && !$self->{end};
    my $got = $there < $length ? $there : $length;
    $_[1] .= "\0" x ($offset - length $_[1]) if $offset > length $_[1];
    substr $_[1], $offset, length($_[1]) - $offset, $self->_take($got);
    return $got;
}

# As READ, of much, and without a buffer between.
sub _read_at_once {
    my ($self, undef, $length) = @_;
    my $all = my $got = $self->_receive($_[1], $length);
    return undef if $got < 0;
    $_[1] = '' if !$got;
    while ($got > 0 && $all < $length) {
        $got = $self->_receive(my $part, $length - $all);
        last if $got <= 0;
        $_[1] .= $part;
        $all += $got;
    }
    $self->{at} += $all;
    return $all;
}

# How much the next line has; undef where there is none. What is before `from` has been searched.
sub _line {
    my ($self, $separator) = @_;
    my $from = 0;
    while (1) {
        my $found = index $self->{read}, $separator, $from;
        return $found + length $separator if $found >= 0;
        $from = length($self->{read}) - length($separator) + 1;
        $from = 0 if $from < 0;
        last unless $self->_more;
    }
    return $self->{end} ? length $self->{read} : 0;
}

sub _next {
    my $self = shift;
    my $length;
    if (!defined $/) { $length = $self->_have(9**9**9) }
    elsif (ref $/) {
        my $record = ${ $/ };
        $length = $self->_have($record);
        $length = $record if $length > $record;
    }
    elsif (length $/) { $length = $self->_line($/) }
    else {
        # Paragraphs: empty lines before them, and all but one behind them, count for nothing.
        do { my ($empty) = $self->{read} =~ /\A(\n+)/; $self->_take(length $empty) if $empty }
            while $self->{read} eq '' && $self->_more;
        $length = $self->_line("\n\n");
    }
    return $length ? $self->_take($length) : undef;
}

sub READLINE {
    my $self = shift;
    return unless $self->_is_open;
    return $self->_next unless wantarray;
    my @lines;
    while (defined(my $line = $self->_next)) { push @lines, $line }
    return @lines;
}

sub GETC {
    my $self = shift;
    return $self->_is_open && $self->_have(1) ? $self->_take(1) : undef;
}

sub EOF {
    my $self = shift;
    return !defined $self->{stream} || $self->{read} eq '' && !$self->_more && $self->{end};
}

# --- the rest

sub TELL { return defined $_[0]{stream} ? $_[0]{at} : -1 }

sub SEEK { $! = Errno::ESPIPE(); return 0 }

sub FILENO { return undef }

sub BINMODE {
    my ($self, $layer) = @_;
    Carp::croak("A stream carries bytes: no layer $layer") if defined $layer && $layer !~ /\A\s*(?::(?:raw|bytes|pop|unix)\s*)*\z/;
    return $self->_is_open;
}

sub OPEN { Carp::croak('A handle of a stream cannot be opened as something else') }

sub CLOSE {
    my $self = shift;
    return 0 unless $self->_is_open;
    return 0 unless $self->_send_up_to(0);
    my $stream = delete $self->{stream};
    # What is not read to its end cannot be finished.
    my $whole = !$self->{begun} || $self->{end} || $self->{read} eq '' && $stream->recv(my $part, 1) == 0;
    if ($whole) { $stream->finish }
    else { $stream->abort }
    return 1;
}

# Left open, it was not to be complete. The stream may have other owners.
sub DESTROY {
    my $self = shift;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT' || UNIVERSAL::isa($self, 'GLOB');
    my $stream = delete $self->{stream} or return;
    local ($@, $!, $?, $SIG{__DIE__});
    eval { $stream->abort };
    return;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Stream::Handle - A stream as a file handle

=head1 SYNOPSIS

  # A compressed image into a volume.
  open my $image, '-|', 'zstd', '-dc', 'disk.zst' or die $!;
  my $stream = $conn->new_stream;
  $vol->upload($stream, 0, 0);
  my $handle = $stream->handle;
  print $handle $_ while read $image, $_, 1 << 18;
  close $handle;

  # The first sector of a volume.
  $stream = $conn->new_stream;
  $vol->download($stream, 0, 512);
  read $stream->handle, my $sector, 512;

=head1 DESCRIPTION

C<handle> of L<Sys::Virt::Stream> makes it, of a stream that carries data already (C<upload>, C<download>,
C<screenshot>, C<open_console> and others). It takes perl's operators, and the methods of L<IO::Handle>:
C<print>, C<printf>, C<say>, C<syswrite>, C<read>, C<sysread>, C<readline> with each form of C<$/>, C<getc>,
C<eof>, C<tell> and C<close>. It is a tied handle: all that modules do with such a one works, but it has no
file descriptor, so it cannot be the output of another program. For a file or a pipe there are C<send_fd> and
C<recv_fd>, which are quicker. L<File::Copy> warns that it cannot C<stat> it, and copies.

=head2 Errors

What fails throws the L<Sys::Virt::Error>, as a method of the stream would, C<close> as well. So nobody has to
look at what C<print> returns. A handle that is closed returns false with C<$!> set to C<EBADF>, as perl's do.

=head2 Bytes

A stream carries bytes. Characters above 255 throw (C<Wide character>): encode them. C<binmode> takes
C<:raw> alone.

=head2 Buffers

What is printed is sent when there are 256 KiB of it, at C<flush> and C<close>, and when something is read;
with C<autoflush> at once. C<read> and C<sysread> wait until there is as much as they were asked for, or
the end. For what comes bit by bit, C<recv> of the stream returns what there is.

Of a stream that does not wait (C<NONBLOCK>), which a running event loop feeds, reading returns undef with C<$!> set to C<EAGAIN> when
nothing has come. What cannot be sent is kept; C<flush> and C<close> then return false with C<EAGAIN>, and
are to be called again.

=head2 Its end

C<close> sends what is left, and finishes the stream: only then is what was written known to be there. Of a
stream that was not read to its end, the rest is dropped (C<abort>). A handle that goes out of scope open
aborts the stream: an upload that a C<die> has cut short does not count as a whole one.

=head1 METHODS

=head2 autoflush

  my $before = $handle->autoflush($on = 1);

Whether each C<print> sends at once. Perl's C<$|> does not reach such handles.

=head2 error

  my $error = $handle->error;

Always 0: errors are thrown.

=head2 flush

  $handle->flush;

Sends what was printed so far.

=head2 new

  my $handle = Sys::Virt::Stream::Handle->new($stream);

What C<handle> of the stream returns.

=head2 opened

  my $is_open = $handle->opened;

Whether it has not been closed.

=head2 stream

  my $stream = $handle->stream;

The stream; undef once it is closed.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
