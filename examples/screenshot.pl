#!/usr/bin/perl
# Takes a picture of what a guest shows, as a PNG file. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Compress::Zlib ();
use Sys::Virt;
use SysVirtExample;

main_program(\&main);

sub main {
    my %option = (screen => 0);
    options(\%option, 'screen|s=i', [ 1, 2 ]);
    my ($name, $path) = @ARGV;
    $path //= "$name.png";

    my $conn = connection($option{uri});
    my $guest = $conn->get_domain_by_name($name);
    my $stream = $conn->new_stream;
    my $type = $guest->screenshot($stream, $option{screen});
    my $image = '';
    $stream->recv_all(sub { $image .= $_[1]; return $_[2] });
    $stream->finish;

    # QEMU gives the one format or the other, as old as it is.
    my ($width, $height) = size($image, $type);
    $image = png_of_ppm($image) if $image =~ /\AP6/;
    open my $file, '>:raw', $path or die "cannot write $path: $!\n";
    print {$file} $image or die "cannot write $path: $!\n";
    close $file or die "cannot write $path: $!\n";
    print "$path: $width x $height\n";
    return 0;
}

sub size {
    my ($image, $type) = @_;
    return ($1, $2) if $image =~ /\AP6\s+(\d+)\s+(\d+)\s/;
    return unpack 'x16 N2', $image if $image =~ /\A\x89PNG\r\n\x1a\n/;
    die "the guest gives a picture of a kind that is not known here: $type\n";
}

# Red, green and blue of each point, row by row, in the other format.
sub png_of_ppm {
    my $image = shift;
    $image =~ s/\AP6\s+(\d+)\s+(\d+)\s+255\s// or die "the picture has more than 8 bits for a colour\n";
    my ($width, $height) = ($1, $2);
    my $rows = pack '(x a*)*', unpack "(a${\($width * 3)})$height", $image;
    my %chunk = (
        IHDR => pack('N2 C5', $width, $height, 8, 2, 0, 0, 0), IDAT => Compress::Zlib::compress($rows),
        IEND => ''
    );
    return "\x89PNG\r\n\x1a\n" . join '', map {
        my $chunk = $_ . $chunk{$_};
        pack 'N a* N', length $chunk{$_}, $chunk, Compress::Zlib::crc32($chunk);
    } qw(IHDR IDAT IEND);
}

__END__

=encoding utf8

=head1 NAME

screenshot.pl - Take a picture of what a guest shows

=head1 SYNOPSIS

  screenshot.pl [--uri URI] [--screen NUMBER] GUEST [FILE]

=head1 DESCRIPTION

Writes what is on the screen of a guest into a PNG file, GUEST.png if none is given, and prints its
name and size.

=head1 OPTIONS

=over

=item --help

Show this text.

=item --screen NUMBER

Which screen, where there are several; 0 is the first one.

=item --uri URI

The host of the guest.

=back

=head1 EXIT STATUS

0, or 1 if it failed; 2 for wrong options.

=cut
