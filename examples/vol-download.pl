#!/usr/bin/perl
# Downloads a storage volume of any size into a file, and prints the SHA-256 checksum of what was received.
#
#   vol-download.pl [--uri URI] [--sparse] POOL VOLUME FILE
#
# With --sparse the holes of the volume are not sent, and are holes in the file, too.
use strict;
use warnings;

use Digest::SHA;
use Fcntl 'SEEK_CUR';
use Getopt::Long;
use Sys::Virt;

my %option = (uri => 'qemu:///system');
GetOptions(\%option, 'uri=s', 'sparse') && @ARGV == 3
    or die "usage: $0 [--uri URI] [--sparse] POOL VOLUME FILE\n";
my ($pool_name, $name, $path) = @ARGV;

my ($digest, $at, $progress, $file) = (Digest::SHA->new(256), 0);
eval { download(); 1 } or die "$0: cannot download $name: ", message($@), "\n";
print $digest->hexdigest, "  $path\n";

sub download {
    my $conn = Sys::Virt->new(uri => $option{uri});
    my $volume = $conn->get_storage_pool_by_name($pool_name)->get_volume_by_name($name);

    # What the volume is on its storage, and not to a guest, is what comes.
    $progress = progress($volume->get_info(Sys::Virt::StorageVol::GET_PHYSICAL)->{allocation});
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

# What shows how far it has come: a bar on a terminal, if Term::ProgressBar is there, or a line for each tenth.
sub progress {
    my ($total) = @_;
    if (-t STDERR && eval { require Term::ProgressBar; 1 }) {
        my $bar = Term::ProgressBar->new({ name => $name, count => $total || 1, remove => 1 });
        $bar->minor(0);
        return sub { $bar->update($_[0]) };
    }
    my $next = 10;
    return sub {
        my ($done) = @_;
        my $percent = $total ? int(100 * $done / $total) : 100;
        return if $percent < $next;
        print STDERR "$percent% ($done of $total bytes)\n";
        $next = 10 * int($percent / 10) + 10;
    };
}

# libvirt's own words, where the error came from libvirt.
sub message {
    my ($error) = @_;
    return (ref $error ? $error->message : $error) =~ s/\n\z//r;
}
