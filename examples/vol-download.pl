#!/usr/bin/perl
# Downloads a storage volume of any size into a file. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Digest::SHA;
use Fcntl 'SEEK_CUR';
use Sys::Virt;
use SysVirtExample;

my %option = (uri => 'qemu:///system');
my ($digest, $at, $pool_name, $name, $path, $progress, $file) = (Digest::SHA->new(256), 0);

main_program(\&main);

sub main {
    options(\%option, 'sparse', [ 3, 3 ]);
    ($pool_name, $name, $path) = @ARGV;
    eval { download(); 1 } or die "cannot download $name: ", message($@), "\n";
    print $digest->hexdigest, "  $path\n";
    return 0;
}

sub download {
    my $conn = connection($option{uri});
    my $volume = $conn->get_storage_pool_by_name($pool_name)->get_volume_by_name($name);

    # What the volume is on its storage, and not to a guest, is what comes.
    $progress = progress($name, $volume->get_info(Sys::Virt::StorageVol::GET_PHYSICAL)->{allocation});
    open $file, '>:raw', $path or die "cannot write $path: $!\n";

    my $stream = $conn->new_stream;
    if ($option{sparse}) {
        $volume->download($stream, 0, 0, Sys::Virt::StorageVol::VOL_DOWNLOAD_SPARSE_STREAM);
        $stream->sparse_recv_all(\&sink, \&hole);
    } else {
        $volume->download($stream, 0, 0);
        $stream->recv_all(\&sink);
    }

    # Only now it is certain that this is all.
    $stream->finish;

    # The file may end with a hole, which nothing was written to.
    truncate $file, $at or die "cannot write $path: $!\n";
    close $file or die "cannot write $path: $!\n";
    return;
}

# Data came. What is not written is given again.
sub sink {
    my ($stream, $data, $length) = @_;
    my $written = syswrite($file, $data, $length) // die "cannot write $path: $!\n";
    $digest->add(substr $data, 0, $written);
    $progress->($at += $written);
    return $written;
}

# A hole came. It counts as zeros.
sub hole {
    my ($stream, $length) = @_;
    sysseek $file, $length, SEEK_CUR or die "cannot seek: $!\n";
    $progress->($at += $length);
    my $block = "\0" x (1 << 20);
    for (; $length > length $block; $length -= length $block) { $digest->add($block) }
    $digest->add(substr $block, 0, $length);
    return 0;
}

__END__

=encoding utf8

=head1 NAME

vol-download.pl - Download a storage volume into a file

=head1 SYNOPSIS

  vol-download.pl [--uri URI] [--sparse] POOL VOLUME FILE

=head1 DESCRIPTION

Copies a volume of any size from the host into a file here, and prints the SHA-256 checksum of what
was received. On a terminal a bar shows how far it is.

=head1 OPTIONS

=over

=item --help

Show this text.

=item --sparse

Leave out the holes of the volume, which are holes in the file, too.

=item --uri URI

The host: C<qemu:///system> otherwise.

=back

=head1 EXIT STATUS

0, or 1 if it failed; 2 for wrong options.

=cut
