#!/usr/bin/perl
# Uploads a file of any size into a storage volume, and prints the SHA-256 checksum of what was sent.
#
#   vol-upload.pl [--uri URI] [--sparse] FILE POOL VOLUME
#
# The volume is created, with the size of the file, if the pool has none of this name. With --sparse the holes of the
# file are not sent, and are holes in the volume, too.
use strict;
use warnings;

use Digest::SHA;
use Errno ();
use Fcntl qw(SEEK_CUR SEEK_SET);
use Getopt::Long;
use Sys::Virt;

# As on Linux. Where the system does not know them, the file is one section of data.
use constant { SEEK_DATA => 3, SEEK_HOLE => 4 };

my %option = (uri => 'qemu:///system');
GetOptions(\%option, 'uri=s', 'sparse') && @ARGV == 3
    or die "usage: $0 [--uri URI] [--sparse] FILE POOL VOLUME\n";
my ($path, $pool_name, $name) = @ARGV;

open my $file, '<:raw', $path or die "$0: cannot read $path: $!\n";
my $size = -s $file;
my ($digest, $at) = (Digest::SHA->new(256), 0);
my $progress = progress($size);
eval { upload(); 1 } or die "$0: cannot upload $path: ", message($@), "\n";
$progress->($size);
print $digest->hexdigest, "  $path\n";

sub upload {
    my $conn = Sys::Virt->new(uri => $option{uri});
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
    my $escaped = $name =~ s/([<>&])/sprintf '&#%d;', ord $1/ger;
    return $pool->create_volume(
        "<volume><name>$escaped</name><capacity>$size</capacity>" . '<allocation>0</allocation></volume>');
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
