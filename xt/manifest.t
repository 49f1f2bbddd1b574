# MANIFEST names what a release holds: every file of the repository but those of MANIFEST.SKIP.
use strict;
use warnings;

use ExtUtils::Manifest qw(maniread maniskip);
use Test::More;

plan skip_all => 'not in a git checkout' if !-e '.git';

my $skip = maniskip();
my @files = grep { -e && !$skip->($_) } map { chomp; $_ } `git ls-files --cached --others --exclude-standard`;
is $?, 0, 'git lists files';
cmp_ok scalar(@files), '>', 20, 'enough of them';
is_deeply [ sort keys %{ maniread() } ], [ sort @files ], 'MANIFEST holds the same'
    or diag 'make manifest brings it up to date';

done_testing;
