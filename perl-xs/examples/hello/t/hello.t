use strict;
use warnings;
use Test::More;

use Hello;

is Hello::greet('world'), 'Hello, world', 'a greeting';
is Hello::greet('Ann', 2), 'Hello, Ann, Ann', 'twice';
is prototype('Hello::greet'), '$;$', 'with a prototype';

for my $bad (['Ann', 4], ['Ann', -1], [[]], ["Ann\0"], []) {
    ok !eval { &Hello::greet(@$bad); 1 }, 'throws';
    note $@;
}

done_testing;
