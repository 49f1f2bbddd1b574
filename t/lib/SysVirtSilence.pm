package SysVirtSilence;

# A socket that accepts, and never answers: a call on it is on its way for as long as the test wants.

use strict;
use warnings;

use Exporter 'import';
use File::Temp 'tempdir';
use IO::Socket::UNIX;

our @EXPORT_OK = qw(silent_uri);

my @kept;

# The URI of a daemon that is silent. Connections wait in the queue of a socket that nobody accepts from.
sub silent_uri {
    my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    my $socket = IO::Socket::UNIX->new(Local => "$dir/socket", Listen => 4_000) or die "$dir/socket: $!";
    push @kept, $socket;
    return "test+unix:///default?socket=$dir/socket";
}

1;
