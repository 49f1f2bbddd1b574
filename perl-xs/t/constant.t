use strict;
use warnings;
use Test::More 0.96;

# Names that are known before the module is loaded.
my $compiled;

BEGIN {
    package PerlXS::Test::Constant;
    $compiled = sub { COMPILED() };
    sub DECLARED ();
    our $GLOB = 'a scalar of the same name';
}

use PerlXS::Checks;

my $C = 'PerlXS::Test::Constant';

subtest 'values' => sub {
    my %expected = (
        ZERO => 0, SMALL => 7, LARGEST => '18446744073709551615', MINUS_ONE => '18446744073709551615',
        TEXT => 'a text', EMPTY => '', MORE => 'more', COMPILED => 11, DECLARED => 12, GLOB => 13,
    );
    for my $name (sort keys %expected) {
        no strict 'refs';
        is &{"${C}::$name"}(), $expected{$name}, "$name as a function";
        is $C->$name, $expected{$name}, "$name as a method";
        is $C->can($name)->(), $expected{$name}, "$name through can";
        is prototype("${C}::$name"), '', "the prototype of $name";
        is eval "${C}::$name", $expected{$name}, "$name as a word";
        is eval "${C}::$name + 0", $expected{$name}, "$name in an expression" if $expected{$name} =~ /^\d/;
    }
    is PerlXS::Test::Constant::SMALL, 7, 'compiled here';
    my $object = bless {}, $C;
    is $object->SMALL, 7, 'of an object';
    @Sub::ISA = $C;
    is 'Sub'->TEXT, 'a text', 'of a subclass';
};

subtest 'names that were compiled before' => sub {
    is $compiled->(), 11, 'a call';
    is $PerlXS::Test::Constant::GLOB, 'a scalar of the same name', 'a variable of that name is left alone';
    is PerlXS::Test::Constant::DECLARED, 12, 'a sub that was declared';
};

subtest 'constants are constant' => sub {
    raises sub { ${ \PerlXS::Test::Constant::SMALL() } = 5 }, qr/^Modification of a read-only value/, 'not assignable';
    raises sub { $_++ for PerlXS::Test::Constant::SMALL() }, qr/^Modification of a read-only value/, 'nor through an alias';
    is PerlXS::Test::Constant::SMALL(), 7, 'still the same';
    is prototype($C->can('TEXT')), '', 'inlined';
    ok !defined eval "no strict; no warnings; ${C}::NONE()", 'no other';
};

subtest 'loading twice' => sub {
    my ($status, $out) = child('local $^W = 0; PerlXS::Test->can("bootstrap"); require DynaLoader; my @s = grep { defined } map { DynaLoader::dl_find_symbol_anywhere("boot_PerlXS__Test") } 1; DynaLoader::dl_install_xsub("PerlXS::Test::again", $s[0])->("PerlXS::Test", "0.1"); print PerlXS::Test::Constant::SMALL(), PerlXS::Test::Scalar::signed(5), PerlXS::Test::Constant->TEXT, "\n"');
    is "$status $out", "0 75a text\n", 'changes nothing';
};

done_testing;
