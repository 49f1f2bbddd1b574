#!/usr/bin/perl
# Downloads a storage volume of any size into a file. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Digest::SHA;
use Sys::Virt;
use SysVirtExample;

my %option = (uri => 'qemu:///system');
my ($pool_name, $name, $path);

main_program(\&main);

sub main {
    options(\%option, 'sparse', [ 3, 3 ]);
    ($pool_name, $name, $path) = @ARGV;
    eval { download(); 1 } or die "cannot download $name: ", message($@), "\n";
    print Digest::SHA->new(256)->addfile($path, 'b')->hexdigest, "  $path\n";
    return 0;
}

sub download {
    my $conn = connection($option{uri});
    my $volume = $conn->get_storage_pool_by_name($pool_name)->get_volume_by_name($name);

    # What the volume is on its storage, and not to a guest, is what comes.
    my $progress = progress($name, $volume->get_info(Sys::Virt::StorageVol::GET_PHYSICAL)->{allocation});
    open my $file, '>:raw', $path or die "cannot write $path: $!\n";

    my $stream = $conn->new_stream;
    my $flags = $option{sparse} ? Sys::Virt::StorageVol::VOL_DOWNLOAD_SPARSE_STREAM : 0;
    $volume->download($stream, 0, 0, $flags);
    $option{sparse} ? $stream->sparse_recv_fd($file, $progress) : $stream->recv_fd($file, $progress);

    # Only now it is certain that this is all.
    $stream->finish;
    close $file or die "cannot write $path: $!\n";
    return;
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
