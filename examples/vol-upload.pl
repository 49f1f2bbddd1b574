#!/usr/bin/perl
# Uploads a file of any size into a storage volume. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Digest::SHA;
use Sys::Virt;
use SysVirtExample;

my %option = (uri => 'qemu:///system');
my ($path, $pool_name, $name, $file, $size, $progress);

main_program(\&main);

sub main {
    options(\%option, 'sparse', [ 3, 3 ]);
    ($path, $pool_name, $name) = @ARGV;
    open $file, '<:raw', $path or die "cannot read $path: $!\n";
    $size = -s $file;
    $progress = progress($name, $size);
    eval { upload(); 1 } or die "cannot upload $path: ", message($@), "\n";
    $progress->($size);
    seek $file, 0, 0 or die "cannot read $path: $!\n";
    print Digest::SHA->new(256)->addfile($file)->hexdigest, "  $path\n";
    return 0;
}

sub upload {
    my $conn = connection($option{uri});
    my $pool = $conn->get_storage_pool_by_name($pool_name);
    my $volume = volume($pool);
    my $stream = $conn->new_stream;
    my $flags = $option{sparse} ? Sys::Virt::StorageVol::VOL_UPLOAD_SPARSE_STREAM : 0;
    $volume->upload($stream, 0, $size, $flags);
    my $sent = $option{sparse} ? $stream->sparse_send_fd($file, $progress) : $stream->send_fd($file, $progress);

    # Only now it is certain that all has arrived.
    $stream->finish;
    die "$path changed meanwhile: $sent bytes were sent, not $size\n" if $sent != $size;
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
