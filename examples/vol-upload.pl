#!/usr/bin/perl
# Uploads a file of any size into a storage volume. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Digest::SHA;
use Errno ();
use Fcntl qw(SEEK_CUR SEEK_SET);
use Sys::Virt;
use SysVirtExample;

# As on Linux. Where the system does not know them, the file is one section of data.
use constant { SEEK_DATA => 3, SEEK_HOLE => 4 };

my %option = (uri => 'qemu:///system');
my ($digest, $at, $path, $pool_name, $name, $file, $size, $progress) = (Digest::SHA->new(256), 0);

main_program(\&main);

sub main {
    options(\%option, 'sparse', [ 3, 3 ]);
    ($path, $pool_name, $name) = @ARGV;
    open $file, '<:raw', $path or die "cannot read $path: $!\n";
    $size = -s $file;
    $progress = progress($name, $size);
    eval { upload(); 1 } or die "cannot upload $path: ", message($@), "\n";
    $progress->($size);
    print $digest->hexdigest, "  $path\n";
    return 0;
}

sub upload {
    my $conn = connection($option{uri});
    my $pool = $conn->get_storage_pool_by_name($pool_name);
    my $volume = volume($pool);
    my $stream = $conn->new_stream;
    if ($option{sparse}) {
        $volume->upload($stream, 0, $size, Sys::Virt::StorageVol::VOL_UPLOAD_SPARSE_STREAM);
        $stream->sparse_send_all(\&source, \&section, \&skip);
    } else {
        $volume->upload($stream, 0, $size);
        $stream->send_all(\&source);
    }

    # Only now it is certain that all has arrived.
    $stream->finish;
    die "$path changed meanwhile: $at bytes were sent, not $size\n" if $at != $size;
    return;
}

# The volume, which is created if there is none.
sub volume {
    my ($pool) = @_;
    my $volume = eval { $pool->get_volume_by_name($name) };
    return $volume if $volume;
    die $@ unless ref $@ && $@->code == Sys::Virt::Error::ERR_NO_STORAGE_VOL;
    return $pool->create_volume(xml(volume => [ name => $name ], [ capacity => $size ], [ allocation => 0 ]));
}

# The next bytes of the file.
sub source {
    my $got = sysread($file, $_[1], $_[2]) // die "cannot read: $!\n";
    $digest->add($_[1]);
    $progress->($at += $got);
    return $got;
}

# Whether data or a hole is next in the file, and how much of it.
sub section {
    my $data = sysseek $file, $at, SEEK_DATA;
    my $end = defined $data && $data == $at ? sysseek $file, $at, SEEK_HOLE : undef;
    my @section =
          defined $end ? (1, $end - $at)
        : defined $data ? (0, $data - $at)
        : $!{ENXIO} ? (0, $size - $at)
        : (1, $size - $at);
    sysseek $file, $at, SEEK_SET or die "cannot seek: $!\n";
    return @section;
}

# A hole was sent.
sub skip {
    my ($stream, $length) = @_;
    sysseek $file, $length, SEEK_CUR or die "cannot seek: $!\n";
    add_zeros($length);
    $progress->($at += $length);
    return 0;
}

# A hole counts as zeros.
sub add_zeros {
    my ($length) = @_;
    my $block = "\0" x (1 << 20);
    for (; $length > length $block; $length -= length $block) { $digest->add($block) }
    $digest->add(substr $block, 0, $length);
    return;
}

__END__

=encoding utf8

=head1 NAME

vol-upload.pl - Upload a file into a storage volume

=head1 SYNOPSIS

  vol-upload.pl [--uri URI] [--sparse] FILE POOL VOLUME

=head1 DESCRIPTION

Copies a file of any size into a volume of the host, and prints the SHA-256 checksum of what was sent.
The volume is created, with the size of the file, if the pool has none of this name. On a terminal a
bar shows how far it is.

=head1 OPTIONS

=over

=item --help

Show this text.

=item --sparse

Leave out the holes of the file, which are holes in the volume, too.

=item --uri URI

The host: C<qemu:///system> otherwise.

=back

=head1 EXIT STATUS

0, or 1 if it failed; 2 for wrong options.

=cut
