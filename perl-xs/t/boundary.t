use PerlXS::Checks;
use Test::More 0.96;

# Calls with all sorts of arguments are compiled here, so the prototypes are tested apart.
my %px = map { my $sub = $_; no strict 'refs'; ($sub => \&{"PerlXS::Test::Boundary::$sub"}) }
    qw(panic raise fail nothing one two three context defaults lenient slurpy optional_slurpy nest text_after value_after scope warn protect);

my $object = bless { text => 'mine' }, 'Exception';

subtest 'usage and prototypes' => sub {
    my %usage = (
        nothing         => [ '',     '' ],
        one             => [ '$',    'value' ],
        three           => [ '$$$',  'a, b, c' ],
        defaults        => [ '$;$$', 'first, second=2, third=&PL_sv_undef' ],
        slurpy          => [ '$;@',  'first, ...' ],
        optional_slurpy => [ ';@',   '...' ],
    );
    is prototype($px{$_}), $usage{$_}[0], "prototype of $_" for sort keys %usage;
    raises sub { $px{one}->(@$_) }, qr/^Usage: PerlXS::Test::Boundary::one\(value\) at \Q$0\E line \d+\.\n\z/, @$_ . ' for one'
        for [], [ 1, 2 ];
    raises sub { $px{defaults}->(@$_) }, qr/^Usage: PerlXS::Test::Boundary::defaults\(first, second=2, third=&PL_sv_undef\) at/, @$_ . ' of one to three'
        for [], [ 1 .. 4 ];
    raises sub { $px{slurpy}->() }, qr/^Usage: PerlXS::Test::Boundary::slurpy\(first, \.\.\.\) at/, 'none of at least one';
    no_leak 'wrong numbers of arguments', sub { $px{one}->() };
};

subtest 'defaults' => sub {
    is_deeply [ $px{defaults}->(1) ], [ 1, 2, -1 ], 'both';
    is_deeply [ $px{defaults}->(1, 5) ], [ 1, 5, -1 ], 'one';
    is_deeply [ $px{defaults}->(1, 5, undef) ], [ 1, 5, -1 ], 'an explicit undef';
    is_deeply [ $px{defaults}->(1, 5, 7) ], [ 1, 5, 7 ], 'none';
    is_deeply [ $px{slurpy}->(1) ], [ 1, 1 ], 'nothing more';
    is_deeply [ $px{slurpy}->(1 .. 1000) ], [ 1, 1000 ], 'a thousand arguments';
    is $px{optional_slurpy}->(), 0, 'none at all';
};

subtest 'as many arguments as it likes' => sub {
    is prototype($px{lenient}), undef, 'has no prototype';
    is_deeply [ $px{lenient}->(1, 2) ], [ 1, 2, 3, 2 ], 'all that it needs';
    is_deeply [ $px{lenient}->(1 .. 9) ], [ 1, 2, 3, 9 ], 'more';
    is_deeply [ $px{lenient}->(1) ], [ 1, -1, 3, 2 ], 'what is missing is undef';
    is_deeply [ 0, $px{lenient}->(1), 9 ], [ 0, 1, -1, 3, 2, 9 ], 'in the middle of a list';
    my @warnings;
    local $SIG{__WARN__} = sub { push @warnings, "@_", join '', 'x' x 1000 };
    is_deeply [ $px{lenient}->() ], [ 0, -1, 3, 2 ], 'all of it';
    like $warnings[0], qr/^Use of uninitialized value/, 'with the warning for undef';
    no_leak 'missing arguments', sub { $px{lenient}->(5) };
};

subtest 'results and contexts' => sub {
    is_deeply [ $px{nothing}->() ], [], 'nothing in list context';
    is scalar($px{nothing}->()), undef, 'and in scalar context';
    is_deeply [ $px{three}->(1, 2, 3) ], [ 1, 2, 3 ], 'three values';
    is scalar($px{three}->(1, 2, 3)), 3, 'the last in scalar context';
    is_deeply [ 0, $px{two}->(1, 2), 3 ], [ 0 .. 3 ], 'in the middle of a list';
    my ($list) = $px{context}->();
    my $scalar = $px{context}->();
    is "$list $scalar", '3 2', 'list and scalar context';
    my $last = sub { $px{context}->() };
    is_deeply [ $last->() ], [3], 'the context of the caller\'s caller: list';
    is scalar($last->()), 2, 'and scalar';
    my $goto = sub { goto $px{one} };
    is $goto->(5), 5, 'goto';
    is_deeply [ sort { $px{one}->($a) <=> $px{one}->($b) } 3, 1, 2 ], [ 1, 2, 3 ], 'in a sort block';
    my $text = 'abc';
    $text =~ s/(.)/$px{one}->(ord $1) . ' '/ge;
    is $text, '97 98 99 ', 'in a substitution';
    is eval q{ $px{one}->(7) }, 7, 'in a string eval';
    my $amp = sub { &{ $px{one} } };
    is $amp->(9), 9, 'with the caller\'s @_';
};

subtest 'exceptions' => sub {
    for my $exception ($object, [ 1, 2 ], "a text\n", 'no newline') {
        my $expected = ref $exception || $exception =~ /\n/ ? $exception : qr/^no newline at \Q$0\E line \d+\.\n\z/;
        raises sub { $px{raise}->($exception) }, $expected, 'raised by the body: ' . (ref $exception || $exception);
        next if !ref $exception;
        raises sub { $px{nest}->(sub { die $exception }) }, $exception, 'passed through from a callback';
        raises sub { $px{nest}->(sub { $px{nest}->(sub { die $exception }) }) }, $exception, 'through two';
    }
    raises sub { $px{fail}->("it failed") }, qr/^it failed at \Q$0\E line \d+\.\n\z/, 'a message';
    raises sub { $px{nest}->(sub { die "deep\n" }) }, "deep\n", 'a text from a callback';
    eval { $px{raise}->($object) };
    is $@->{text}, 'mine', 'the object is the very same';
    no_leak 'an exception of the body', sub { $px{raise}->($object) };
    no_leak 'a message', sub { $px{fail}->('x') };
    no_leak 'an exception of a callback', sub { $px{nest}->(sub { die $object }) };
    no_leak 'a nested one', sub { $px{nest}->(sub { $px{nest}->(sub { die { text => 'new' } }) }) };
    my @seen;
    {
        local $SIG{__DIE__} = sub { push @seen, $_[0] };
        eval { $px{raise}->($object) };
    }
    is_deeply \@seen, [$object], '$SIG{__DIE__} sees it';
    raises sub { local $SIG{__DIE__} = sub { die "other\n" }; $px{raise}->($object) }, "other\n", 'and may replace it';
    no_leak 'a handler that dies', sub { local $SIG{__DIE__} = sub { die "other\n" }; $px{nest}->(sub { die 1 }) };
};

subtest 'panics become exceptions' => sub {
    raises sub { $px{panic}->('dynamic') },
        qr/^PerlXS::Test::Boundary::panic: dynamic \(this is a bug, please report it\) at \Q$0\E line \d+\.\n\z/, 'with their text';
    raises sub { $px{panic}->('static') }, qr/^PerlXS::Test::Boundary::panic: a static text \(this is a bug/, 'a static one';
    raises sub { $px{panic}->('other') },  qr/^PerlXS::Test::Boundary::panic: no message \(this is a bug/,    'without a text';
    is_deeply [ $px{panic}->('') ], [], 'and the next call is as good as ever';
    no_leak 'a panic', sub { $px{panic}->('x') };
    my ($status, $out) = child('eval { PerlXS::Test::Boundary::panic("x") }; print "after\n"');
    is $out, "after\n", 'nothing is printed';
};

subtest '$@ is kept' => sub {
    eval { die "before\n" };
    $px{nest}->(sub { eval { die "inside\n" }; 1 });
    is $@, "before\n", 'over a callback that fails inside';
    $px{nest}->(sub { is $@, '', 'a callback starts without one'; $@ = 'set' });
    is $@, "before\n", 'over one that sets it';
    $px{protect}->();
    is $@, "before\n", 'over anything contained';
    $px{nest}->(sub { local $@ = 'local'; 1 });
    is $@, "before\n", 'over one that localises it';
    { local $@ = 'mine'; eval { $px{nest}->(sub { die "x\n" }) }; is $@, "x\n", 'under local $@' }
    is $@, "before\n", 'and it is back';
    my $same = \$@;
    $px{nest}->(sub { eval { die 1 } });
    is $same, \$@, 'it is the same scalar';
    $px{nest}->(sub { our $own = 'aliased'; *@ = \$own; 1 });
    is $same, \$@, 'even over a callback that aliases it';
    $px{nest}->(sub { tie $@, 'PerlXS::Checks::Scalar', sub { die "read\n" }, sub { die "written\n" }; 1 });
    is $@, "before\n", 'or ties it';
    our $destroyed = 0;
    {
        package Clobbers;
        sub DESTROY { $main::destroyed++; eval {1}; return }
    }
    raises sub { $px{nest}->(sub { my $object = bless []; bless $object, 'Clobbers'; die "kept\n" }) }, "kept\n", 'a DESTROY on the way';
    is $destroyed, 1, 'was run';
    raises sub { $px{nest}->(sub { die bless [], 'Clobbers' }) }, qr/^Clobbers=/, 'an exception with a DESTROY';
    undef $@;
    is $destroyed, 2, 'which is run when it goes';
    no_leak 'an aliased $@', sub { $px{nest}->(sub { my $own = 'x'; local *@ = \$own; die 'x' }) };
};

subtest 'deep recursion from Perl to Rust to Perl' => sub {
    my ($depth, $deepest) = (0, 1000);
    no warnings 'recursion';
    my $dive;
    $dive = sub { my ($n) = @_; return $n if $n == 0; my ($got) = $px{nest}->($dive, $n - 1); return $got + 1 };
    is $dive->($deepest), $deepest, "$deepest levels";
    my $fall;
    $fall = sub { my ($n) = @_; die $object if $n == 0; $px{nest}->($fall, $n - 1) };
    raises sub { $fall->($deepest) }, $object, "an exception through $deepest levels";
    is PerlXS::Test::live(), 0, 'every frame ended';
    my $climb;
    $climb = sub { my ($n) = @_; return 'top' if $n == 0; my @got = eval { $px{nest}->($climb, $n - 1) }; die "level $n\n" if $n % 2; return $@ || $got[0] };
    like $climb->(10), qr/^level 9$/, 'exceptions that are caught on the way';
    no_leak 'recursion', sub { $dive->(20) };
    no_leak 'an exception through it', sub { $fall->(20) };
};

subtest 'no way out of a callback but its end' => sub {
    my @after;
    no warnings 'exiting';
    for my $i (1 .. 2) {
        raises sub { $px{nest}->(sub { last }) }, qr/^Can't "last" outside a loop block/, "last, round $i";
        raises sub { $px{nest}->(sub { next }) }, qr/^Can't "next" outside a loop block/, "next, round $i";
        push @after, $i;
    }
    is_deeply \@after, [ 1, 2 ], 'the loop went on';
    LABEL: for my $i (1 .. 2) {
        raises sub { $px{nest}->(sub { last LABEL }) }, qr/^Label not found for "last LABEL"/, 'last LABEL';
    }
    raises sub { $px{nest}->(sub { goto OUT }) }, qr/^Can't find label OUT/, 'goto';
    OUT: is_deeply [ $px{nest}->(sub { goto &{ sub { ('went', @_) } } }, 'there') ], [ 'went', 'there' ], 'goto of another sub';
    is_deeply [ $px{nest}->(sub { return (1, 2); 3 }) ], [ 1, 2 ], 'return';
    no_leak 'last', sub { no warnings; $px{nest}->(sub { last }) };
    is_deeply [ $px{nest}->(sub { (caller 0)[3], (caller 1)[3] // 'none' }) ], [ 'main::__ANON__', $] < 5.034 ? '(eval)' : 'main::__ANON__' ], 'caller sees where it is';
};

subtest 'what a callback gets and gives' => sub {
    is_deeply [ $px{nest}->(sub {@_}, 1, 'a', undef) ], [ 1, 'a', undef ], 'arguments and results';
    is_deeply [ $px{nest}->(sub { wantarray }) ], [1], 'its context';
    my $x = 1;
    $px{nest}->(sub { $_[0] = 'changed' }, $x);
    is $x, 'changed', 'arguments are aliases';
    is_deeply [ $px{nest}->(sub { undef @_; shift; 'x' }, $x, $x) ], ['x'], '@_ is its own';
    my @big = $px{nest}->(sub { 1 .. 10_000 });
    is "@big[0, -1] " . @big, '1 10000 10000', 'ten thousand results';
    is_deeply [ $px{nest}->(sub {@_}, 1 .. 10_000) ], [ 1 .. 10_000 ], 'ten thousand arguments';
    my @lexical = (1, 2);
    my @got = $px{nest}->(sub {@lexical});
    $got[0] = 9;
    is_deeply \@lexical, [ 1, 2 ], 'results are copies';
    raises sub { $px{nest}->(\&undefined_sub) }, qr/^Undefined subroutine &main::undefined_sub called/, 'a sub that is not there';
    raises sub { $px{nest}->(bless [], 'Foo') }, qr/code is not a CODE reference \(argument 1, got a Foo object\)/, 'no sub';
    my $state = 0;
    my $blessed = bless sub { $state++ }, 'Foo';
    $px{nest}->($blessed);
    is $state, 1, 'a blessed sub';
    no_leak 'results', sub { $px{nest}->(sub { ({}, [ 1, 2 ], "text" x 100) }) };
};

subtest 'arguments outlive what Perl code does to them' => sub {
    my $long = 'text' x 1000;
    my $text = $long;
    is $px{text_after}->($text, sub { undef $text; my @x = map {"$_" x 100} 1 .. 100 }), $long, 'a variable that is emptied';
    $text = $long;
    is $px{text_after}->($text, sub { $text = 'other' x 5000 }), $long, 'overwritten';
    is $text, 'other' x 5000, 'and has its new value';
    $text = $long;
    is $px{text_after}->($text, sub { substr($text, 0, 4) = 'XXXX' }), $long, 'changed in place';
    $text = $long;
    is $px{text_after}->($text, sub { $text .= 'x' x 100_000 }), $long, 'appended to';
    $text = $long;
    $text =~ s/^.//;
    is $px{text_after}->($text, sub { $text =~ s/^.// }), substr($long, 1), 'cut in front';
    is $text, substr($long, 2), 'and is shorter';
    our @array = ($long) x 2;
    is $px{text_after}->($array[1], sub { @array = () }), $long, 'an element that is freed';
    is $px{text_after}->(delete $array[0] // $long, sub { my @x = ($long) x 10 }), $long, 'a temporary';
    is $px{text_after}->('literal', sub { 1 }), 'literal', 'a literal';
    is $px{text_after}->("$long$_", sub { my $y = "$long$_" }), "$long$_", 'the same op again' for 1 .. 2;
    my $copy = $text = $long;
    is $px{text_after}->($text, sub { $text = ''; $copy = '' }), $long, 'a buffer that was shared';
    our $value = 'short';
    is $px{value_after}->($value, sub { undef $value; undef *value }), undef, 'any value is what it is now';
    our @values = ([1]);
    is_deeply $px{value_after}->($values[0], sub { @values = () }), [1], 'and is alive';
    our %values = (x => 'y' x 50);
    is $px{value_after}->($values{x}, sub { %values = () }), 'y' x 50, 'also of a hash';
    my $same = 'same' x 100;
    is $px{nest}->(sub { $px{text_after}->($same, sub { $same = 'x' }) }), 'same' x 100, 'nested';
    $text = 'abc' x 100;
    is $px{text_after}->($text, sub { $text eq 'abc' x 100 or die }), 'abc' x 100, 'the variable is as it was';
    ok $text eq 'abc' x 100, 'also afterwards';
    no_leak 'kept arguments', sub { my $text = 'x' x 100; $px{text_after}->($text, sub { $text = 'y' x 200 }) };
    no_leak 'kept arguments and an exception', sub { my $text = 'x' x 100; $px{text_after}->($text, sub { $text = 5; die 1 }) };
    our $died = 0;
    { package Last; sub DESTROY { $main::died++; warn "in DESTROY\n" } }
    {
        local $SIG{__WARN__} = sub { die "in the handler\n" };
        our @objects = (bless [], 'Last');
        my $class = ref $px{value_after}->($objects[0], sub { @objects = () });
        is $class, 'Last', 'an object whose last reference we hold';
    }
    is $died, 1, 'is destroyed';
};

subtest 'scopes and warnings' => sub {
    our $destroyed = 0;
    { package Temporary; sub DESTROY { $main::destroyed++ } }
    $px{scope}->(sub { map { bless [], 'Temporary' } 1 .. 10 });
    is $destroyed, 10, 'temporaries go with their scope';
    no_leak 'a scope', sub { $px{scope}->(sub { map {"x$_"} 1 .. 10 }) };
    no_leak 'a scope with an exception', sub { $px{scope}->(sub { die 1 }) };
    my @warnings;
    local $SIG{__WARN__} = sub { push @warnings, @_ };
    $px{warn}->('careful');
    like $warnings[0], qr/^careful at \Q$0\E line \d+\.\n/, 'a warning says where';
    $px{warn}->($object);
    is $warnings[1], $object, 'an object is given as it is';
    local $SIG{__WARN__} = sub { die "no\n" };
    is_deeply [ $px{warn}->('x') ], [], 'a handler that dies is not heard';
    no_leak 'warnings', sub { $px{warn}->('x') };
};

subtest 'exit' => sub {
    my $exits = sub {
        my ($program, $code, $text, $name) = @_;
        my ($status, $out) = child("END { print qq{END live=}, PerlXS::Test::live(), qq{ status=\$?\\n} } $program; print qq{not reached\n}");
        is $status, $code, "$name: exit code";
        is $out, $text, "$name: the library finished, END blocks ran";
    };
    my $nest = 'PerlXS::Test::Boundary::nest';
    $exits->("$nest(sub { exit 3 })", 3, "END live=0 status=3\n", 'from a callback');
    $exits->("$nest(sub { exit 0 })", 0, "END live=0 status=0\n", 'with success');
    $exits->("eval { $nest(sub { exit 4 }) }; print 'caught'", 4, "END live=0 status=4\n", 'no eval catches it');
    $exits->("$nest(sub { $nest(sub { eval { $nest(sub { exit 5 }) } }) })", 5, "END live=0 status=5\n", 'through three');
    $exits->("sub D::DESTROY { exit 6 } $nest(sub { my \$x = bless [], 'D'; 1 })", 6, "END live=0 status=6\n", 'from a DESTROY');
    $exits->("sub D::DESTROY { exit 6 } $nest(sub { bless [], 'D' })", 6, "END live=0 status=6\n", 'from a result\'s DESTROY');
    $exits->("sub T::TIESCALAR { bless [], 'T' } sub T::FETCH { exit 7 } tie my \$t, 'T'; PerlXS::Test::Scalar::text(\$t)", 7, "END live=0 status=7\n", 'from a FETCH');
    $exits->("\$SIG{__WARN__} = sub { exit 9 }; use warnings; PerlXS::Test::Scalar::text(undef)", 9, "END live=0 status=9\n", 'from a warning');
    $exits->("sub f { $nest(sub { exit 3 }) } for (1) { my \@x = map { f() } 1 .. 3 }", 3, "END live=0 status=3\n", 'out of loops and calls');
    $exits->("$nest(sub { eval q{BEGIN { exit 3 }} })", 3, "END live=0 status=3\n", 'while compiling');
    $exits->("$nest(sub { local \$SIG{ALRM} = sub { exit 3 }; alarm 1; select undef, undef, undef, 5; 1 })", 3, "END live=0 status=3\n", 'from a signal handler');
    my ($status, $out) = child(q{my $text = 'text' x 100; END { print "END ", defined $text ? 'defined' : 'gone', "\n" }
        sub D::DESTROY { print "destroyed\n" } our $object = bless [], 'D';
        print PerlXS::Test::Boundary::text_after($text, sub { exit 0 }); print "not reached\n"});
    is "$status $out", "0 END defined\ndestroyed\n", 'variables are alive until the end';
    ($status, $out) = child(q{END { PerlXS::Test::Boundary::nest(sub { print "callback in END\n"; exit 2 }); print "not reached\n" } exit 1});
    is "$status $out", "2 callback in END\n", 'from an END block';
    ($status, $out) = child(q{PerlXS::Test::Callback::all([map { my $i = $_; PerlXS::Test::Callback::register(sub { print "$i\n"; exit 3 if $i == 2; die "one\n" if $i == 1 }) } 1 .. 4])});
    is "$status $out", "3 1\n2\none\n", 'it wins over an exception, which is told; no callback is run after it';
};

done_testing;
