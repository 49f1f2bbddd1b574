package Peer;

# The C module that this one is compared with, fetched by bench/peer.

use strict;
use warnings;

use Test::More;

# The folder for @INC. Where there are no Debian packages, nothing is compared; where there are, not to get this one is a
# failure, for a comparison that did not take place must not look like one that passed.
sub folder {
    plan skip_all => 'needs the C module of a Debian package, and there is no apt-get'
        if system('command -v apt-get >/dev/null') != 0;
    my ($folder, @said) = reverse split /\n/, `bench/peer 2>&1`;
    if ($? == 0 && -e "$folder/Sys/Virt.pm") {
        return $folder if system($^X, "-I$folder", '-MSys::Virt', '-e1') == 0;
        plan skip_all => "the C module of this system's packages is for another perl than $^X";
    }
    diag join "\n", reverse $folder // (), @said;
    fail 'the C module to compare with can be fetched';
    done_testing;
    exit 1;
}

1;
