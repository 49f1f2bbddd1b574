# What Perl code that runs below a sub sees of the operation that called the sub, and of perl's stacks: nothing that leads
# it astray, whatever the caller was about to do.
use PerlXS::Checks;
use Test::More 0.96;

my %px = map { my $name = $_; ($name => do { no strict 'refs'; \&{"PerlXS::Test::$name"} }) }
    qw(Scalar::text Scalar::signed Boundary::nest Boundary::context);

our (%hash, @list, $global);

{
    package TiedArray;
    sub TIEARRAY { return bless [] }
    sub FETCH { return 'text' }
    sub FETCHSIZE { return 1 }
    package TiedHash;
    sub TIEHASH { return bless [] }
    sub FETCH { return 'text' }
}

# Called with & and without a copy of the arguments, as the last operation of a sub: perl then asks whether that sub is an
# lvalue, and so do the operations in its arguments.
my %calls = (
    'vec' => sub { my $bits = "\1"; &{ $px{'Scalar::signed'} }(vec $bits, 0, 8) },
    'vec beyond the end' => sub { my $bits = ''; 1 + &{ $px{'Scalar::signed'} }(vec $bits, 5, 8) },
    'substr' => sub { my $text = 'xtext1'; &{ $px{'Scalar::text'} }(substr $text, 5, 1) },
    'pos' => sub { my $text = 'aab'; $text =~ /a/g; &{ $px{'Scalar::signed'} }(pos $text) },
    'keys' => sub { my %keys = (1 => 2); &{ $px{'Scalar::signed'} }(scalar keys %keys) },
    '$#array' => sub { my @two = (1, 2); &{ $px{'Scalar::signed'} }($#two) },
    'local of an element' => sub { &{ $px{'Scalar::signed'} }(local $hash{key} = 1) },
    'an element that is not there' => sub { no warnings; 1 + &{ $px{'Scalar::signed'} }($hash{none}) },
    'an element of a tied array' => sub { tie my @tied, 'TiedArray'; &{ $px{'Scalar::text'} }($tied[0]) eq 'text' },
    'an element of a tied hash' => sub { tie my %tied, 'TiedHash'; &{ $px{'Scalar::text'} }($tied{any}) eq 'text' },
    'a foreach alias' => sub { my @is; push @is, &{ $px{'Scalar::signed'} }($_) for @list; $is[0] },
    'a match' => sub { 'a1' =~ /(\d)/; &{ $px{'Scalar::signed'} }($1) },
    'a typeglob' => sub { length &{ $px{'Scalar::text'} }(*STDOUT) > 5 },
);
for my $name (sort keys %calls) {
    @list = (1);
    my $call = $calls{$name};
    is $call->(), 1, "$name as an argument";
    my $lvalue = sub : lvalue { $global = $call->(); $global };
    is scalar $lvalue->(), 1, "$name in an lvalue sub";
    is +(sort { $call->() } 1, 2)[0], 2, "$name in the block of sort";
    is +(map { $call->() } 1)[0], 1, "$name in that of map";
    no_leak $name, $call;
}

subtest 'the context of a FETCH is its own' => sub {
    my @seen;
    my $value = tied_scalar(sub { push @seen, wantarray; 1 });
    my @all = $px{'Scalar::signed'}->($$value);
    my $one = $px{'Scalar::signed'}->($$value);
    $px{'Scalar::signed'}->($$value);
    is_deeply \@seen, [ '', '', '' ], 'scalar';
    is $px{'Boundary::nest'}->(sub { wantarray ? 'list' : 'other' }), 'list', 'that of a callback as the caller wants it';
};

subtest 'nested evals' => sub {
    my $nest = $px{'Boundary::nest'};
    is_deeply [ $nest->(sub { eval { die "one\n" }; my $first = $@; eval { die "two\n" }; return ($first, $@, 'three') }) ],
        [ "one\n", "two\n", 'three' ], 'of a callback, one after the other';
    is_deeply [ $nest->(sub { my $got = eval { eval { die "inner\n" }; die "outer $@" }; return ($got, $@) }) ], [ undef, "outer inner\n" ], 'one in another';
    is_deeply [ $nest->(sub { eval 'die "in text\n"'; return $@ }) ], ["in text\n"], 'eval of a text';
    like +($nest->(sub { eval '1 +'; return $@ }))[0], qr/^syntax error/, 'one that does not compile';
    is_deeply [ $nest->(sub { my @sorted = sort { eval { die "x\n" }; $a <=> $b } 3, 1, 2; return @sorted }) ], [ 1, 2, 3 ], 'in the block of sort';
    raises sub { $nest->(sub { eval { die "caught\n" }; $nest->(sub { eval { die "caught\n" }; die "through\n" }) }) }, "through\n", 'through two callbacks';
    no_leak 'an eval that catches', sub { $nest->(sub { eval { die "x\n" }; 1 }) };
};

subtest 'values that are saved' => sub {
    our $saved = 'outside';
    my $nest = $px{'Boundary::nest'};
    is_deeply [ $nest->(sub { local $saved = 'inside'; return $saved }) ], ['inside'], 'local in a callback';
    is $saved, 'outside', 'ends with it';
    eval { $nest->(sub { local $saved = 'inside'; die "x\n" }) };
    is $saved, 'outside', 'also when it dies';
    {
        local $saved = 'between';
        $nest->(sub { $saved = 'changed' });
        is $saved, 'changed', 'a local value of the caller can be changed';
    }
    is $saved, 'outside', 'and ends with the caller';
    my ($status, $out) = child(<<'PERL');
our $saved = 'outside';
package Scope { sub DESTROY { print "left $_[0][0] with $saved;" } }
sub run { my $mine = bless ['the sub'], 'Scope'; local $saved = 'caller'; PerlXS::Test::Boundary::nest(sub { my $own = bless ['the callback'], 'Scope'; local $saved = 'inside'; exit 4 }) }
END { print "END $saved" }
run();
PERL
    is $status, 4, 'exit in a callback';
    like $out, qr/^left the callback with \w+;left the sub with \w+;END outside\z/, 'the callback is left first, then the subs around it';
};

subtest 'deep recursion' => sub {
    my ($status, $out) = child(<<'PERL');
no warnings 'recursion';
my $depth = 0;
my $down; $down = sub { $depth++; PerlXS::Test::Boundary::nest($down) };
eval { $down->() };
print $@ =~ /^Deep recursion: Perl code and the library have called each other/ ? 'refused' : "other: $@";
print $depth > 500 ? ' in time' : " after $depth";
print ' ', PerlXS::Test::Scalar::text('works');
PERL
    is $out, 'refused in time works', 'is an exception before the C stack is full';
    is $status, 0, 'and the program goes on';
};

done_testing;
