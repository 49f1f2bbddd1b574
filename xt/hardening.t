# The C in the module is compiled as the distribution compiles XS modules: with guards on the stack.

use strict;
use warnings;

use File::Spec::Functions 'catfile';
use Test::More;
use Sys::Virt;

my ($file) = grep { -e } map { catfile($_, qw(auto Sys Virt Virt.so)) } grep { !ref } @INC;
plan skip_all => 'no Virt.so' unless $file;

# Names that are undefined in the module, and so asked of others.
my %asked = map { $_ => 1 } `readelf -sW $file` =~ /\bUND (\w+)/g;
plan skip_all => 'needs readelf' unless $asked{virInitialize};

ok $asked{__stack_chk_fail},
    'a function that has an array of its own looks whether its frame was overwritten';

done_testing;
