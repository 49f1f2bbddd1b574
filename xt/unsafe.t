# Where unsafe code may stand: in perl-xs, in the one call form, and in the files that libvirt calls back into. The subs
# of the packages are safe code.

use strict;
use warnings;

use File::Find 'find';
use Test::More;

my @found;
find(
    {
        no_chdir => 1,
        wanted   => sub {
            return if !/\.rs$/;
            open my $file, '<', $_ or die "$_: $!";
            while (my $line = <$file>) {
                push @found, "$_:$.: $line" if $line =~ /\bunsafe\b/ && $line !~ m{^\s*//};
            }
        },
    },
    'src/package',
    'src/constants'
);
is_deeply \@found, [], 'no unsafe code in src/package and src/constants';

done_testing;
