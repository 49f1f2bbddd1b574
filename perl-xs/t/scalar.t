use PerlXS::Checks;
use Config;
use Test::More 0.96;

# The subs under test as px_text and so on: called directly, for a sub in between would read a tied argument first.
my %px;

BEGIN {
    for my $sub (qw(text bytes signed unsigned int uint float truth maybe maybe_int any same object code byte texts mixed secret fresh)) {
        no strict 'refs';
        *{"px_$sub"} = $px{$sub} = \&{"PerlXS::Test::Scalar::$sub"};
    }
}

my $exception = bless { text => 'mine' }, 'Exception';
my $dying     = dying($exception);

subtest 'byte strings go in and come out' => sub {
    my $binary = join '', map {chr} 1 .. 255;
    is px_text($binary), $binary, 'all bytes but NUL';
    is px_bytes("\0$binary\0"), "\0$binary\0", 'all bytes';
    is px_text(''), '', 'an empty string';
    ok !utf8::is_utf8(px_text($binary)), 'no UTF-8 flag';
    my $wide = "\x{263a}\x{e9}";
    is px_text($wide), "\xe2\x98\xba\xc3\xa9", 'a string with the flag goes as UTF-8';
    is length px_bytes($wide), 5, 'and comes back as bytes';
    (my $upgraded = "\xe9") =~ /./;
    utf8::upgrade($upgraded);
    is px_text($upgraded), "\xc3\xa9", 'the bytes are those of the scalar';
    my $long = 'x' x 10_000_000;
    ok px_text($long) eq $long, 'ten million bytes';
    raises sub { px_text("a\0b") }, qr/^PerlXS::Test::Scalar::text: value contains a NUL byte \(argument 1, got the string "a\\0b"\) at \S+ line \d+\.\n/,
        'a NUL is refused, and the message says where';
};

subtest 'scalars of every making' => sub {
    is px_text(12),   '12',   'an integer';
    is px_text(1.5),  '1.5',  'a float';
    is px_text(*STDOUT), '*main::STDOUT', 'a glob';
    is px_bytes(v1.22.33), "\x01\x16\x21", 'a version string';
    'some text' =~ /(me t)/;
    is px_text($1), 'me t', 'a capture';
    is px_text(substr(my $long = 'a long text', 2, 4)), 'long', 'a part of a string';
    is px_text(${\substr $long, 2, 4}), 'long', 'a part as an lvalue';
    my $chopped = 'abcdef';
    $chopped =~ s/^abc//;
    is px_text($chopped), 'def', 'a string with an offset';
    my %hash = (key => 1);
    is px_text((keys %hash)[0]), 'key', 'a shared key';
    is px_text($_), 'key', 'a shared key of a loop' for keys %hash;
    is px_text(__PACKAGE__), 'main', 'a constant';
    is px_text("a $exception->{text}"), "a mine", 'an interpolated string';
    my $copy = my $original = 'a string that is copied on write' x 100;
    is px_text($copy), $original, 'a shared buffer';
    is px_text($0), $0, 'a magical variable';
    is px_text($ENV{PATH}), $ENV{PATH}, 'an element of %ENV';
    my @array = ('only');
    is px_text($array[$#array]), 'only', 'an element';
    is px_text(${\'literal'}), 'literal', 'a read-only value';
    is px_text($array[0] x 2), 'onlyonly', 'a temporary';
    is px_text(do { local $_ = 'topic'; $_ }), 'topic', 'a localised value';
    my $grown = '';
    $grown .= 'x' for 1 .. 1000;
    is px_text($grown), 'x' x 1000, 'a string that grew';
    is px_bytes("a\nb"), "a\nb", 'a newline';
    my $number = 17;
    () = "$number";
    is px_text($number), '17', 'an integer that was read as a string';
    is $number + 1, 18, 'and is still one';
    raises sub { px_text(qr/x/) }, qr/value is not a string \(argument 1, got a Regexp object\)/, 'a regexp is no string';
    is px_text(${ qr/x/ }), '(?^:x)', 'what is behind it is';
};

subtest 'what is no string' => sub {
    raises sub { px_text([]) },   qr/value is not a string \(argument 1, got an unblessed ARRAY reference\)/, 'an array';
    raises sub { px_text(\1) },   qr/got an unblessed SCALAR reference/, 'a scalar reference';
    raises sub { px_text(bless {}, 'Foo') }, qr/got a Foo object/, 'an object';
    my @warnings;
    local $SIG{__WARN__} = sub { push @warnings, @_ };
    is px_text(undef), '', 'undef is the empty string';
    like $warnings[0], qr/^Use of uninitialized value in subroutine entry at \Q$0\E line/, 'with perl\'s warning';
    is @warnings, 1, 'once';
    { use warnings FATAL => 'all'; raises sub { px_text(undef) }, qr/^Use of uninitialized value/, 'or its exception' }
    { no warnings; @warnings = (); px_text(undef); is @warnings, 0, 'or none' }
    raises sub { local $SIG{__WARN__} = sub { die $exception }; px_text(undef) }, $exception, 'a handler that dies';
};

subtest 'integers' => sub {
    is px_signed($_), $_, "signed $_" for 0, 1, -1, 2**31, -2**31, '9223372036854775807', '-9223372036854775808';
    is px_signed(~0), -1, 'the bits of an unsigned one';
    is px_unsigned($_), $_, "unsigned $_" for 0, 1, '9223372036854775808', '18446744073709551615', ~0;
    is px_unsigned(-1), ~0, 'a negative one as 2**64 - n';
    is px_unsigned(1e15), '1000000000000000', 'a float that is whole';
    is px_signed(-1.9),   -1, 'a float is cut';
    is px_signed("$_"), $_, "the string $_" for 7, -7, '18446744073709551' , '-9223372036854775808';
    is px_unsigned('18446744073709551615'), '18446744073709551615', 'the largest as a string';
    {
        my @warnings;
        local $SIG{__WARN__} = sub { push @warnings, @_ };
        is px_signed(' 12 '),  12, 'a string with blanks around';
        is px_signed('12abc'), 12, 'a string with more behind';
        is px_signed('0x10'),  0,  'no hexadecimal';
        is px_signed(''),      0,  'an empty string';
        is px_signed(undef),   0,  'undef';
        is px_signed('abc'),   0,  'a word';
        is_deeply [ map { /^(.*?) in subroutine/ ? $1 : $_ } grep { !/" 12 "/ } @warnings ],
            [
            q{Argument "12abc" isn't numeric}, q{Argument "0x10" isn't numeric}, q{Argument "" isn't numeric},
            'Use of uninitialized value', q{Argument "abc" isn't numeric},
            ],
            'with perl\'s warnings';
    }
    is px_signed(9**9**9),  px_signed(9**9**9),  'infinity does no harm';
    is px_signed(-sin 9**9**9), px_signed(-sin 9**9**9), 'nor does what is no number';
    is px_signed(1 == 1), 1, 'true';
    is px_signed(1 == 0), 0, 'false, without a warning';
    is px_signed($!{ENOENT} + 0 || 0), 0, 'a magical one';
    local $! = 2;
    is px_signed($!), 2, '$! as a number';
    my $string = '1e3';
    is px_signed($string), 1000, 'a string in floating notation';
    raises sub { px_signed({}) }, qr/value is not an integer \(argument 1, got an unblessed HASH reference\)/, 'a reference is none';
    is px_int(-1),           -1,          'an int';
    is px_int(4294967295),   -1,          'the bits of an unsigned int';
    is px_uint(4294967295),  4294967295,  'an unsigned int';
    is px_uint(-1),          4294967295,  'a negative one';
    raises sub { px_int(4294967296) },  qr/value is not an integer of 32 bits \(argument 1, got 4294967296\)/, 'too large';
    raises sub { px_uint(-2147483649) }, qr/value is not an integer of 32 bits/, 'too small';
    is px_byte(255), 255, 'a byte';
};

subtest 'floats and truth' => sub {
    is px_float($_), $_, "float $_" for 0, 1.5, -1e300, '2.25', 7;
    is px_float(9**9**9), 9**9**9, 'infinity';
    raises sub { px_float([]) }, qr/value is not a number/, 'a reference is none';
    is px_truth($_), 1, 'true' for 1, 'a', '0.0', [], sub { }, bless({}, 'Foo'), 1 == 1;
    is px_truth($_), 0, 'false' for 0, '', '0', undef, 1 == 0;
};

subtest 'optional values' => sub {
    is px_maybe(), undef, 'none';
    is px_maybe(undef), undef, 'undef';
    is px_maybe('x'), 'x', 'one';
    is px_maybe(''), '', 'an empty one';
    is px_maybe(${ tied_scalar(sub { undef }) }), undef, 'a tied undef';
    is px_maybe(${ tied_scalar(sub {'tied'}) }), 'tied', 'a tied one';
    is px_maybe_int(undef), undef, 'no integer';
    is px_maybe_int(3), 3, 'an integer';
};

subtest 'any value, objects, code' => sub {
    is px_any(5), '5', 'a number';
    is px_any('x' x 41), 'the string "' . 'x' x 40 . '"...', 'a long text is cut';
    is px_any(undef), 'undef', 'undef';
    is px_any(~0), '18446744073709551615', 'the largest';
    is px_any(1.5), 'another kind of value', 'a float';
    is px_any(${ tied_scalar(sub { }) }), 'a tied or magical value', 'a tied one is not read';
    my $object = bless [], 'Foo';
    is px_same($object), $object, 'the same reference';
    is px_object($object), $object, 'the object';
    is px_object(${ tied_scalar(sub {$object}) }), $object, 'a tied object';
    my $code = sub {1};
    is px_code($code), $code, 'a sub';
    is px_code(${ tied_scalar(sub {$code}) }), $code, 'a tied sub';
    raises sub { px_object($_) }, qr/value is not an object/, 'no object' for 1, undef, [], 'Foo';
    raises sub { px_code($_) },   qr/value is not a CODE reference/, 'no sub' for 1, undef, [], 'main::ok';
    is_deeply [ map { ref ? 'a reference' : $_ } px_fresh() ],
        [ undef, "a\0b", '-9223372036854775808', '18446744073709551615', 0.5, 'a reference', 'a reference', 1, 'text' ],
        'new scalars';
};

subtest 'tied and overloaded values are read once' => sub {
    my ($count, $value) = (0);
    my $tied = tied_scalar(sub { $count++; $value });
    for (
        [ text => 'abc' ], [ bytes => "\0x" ], [ signed => -5 ], [ unsigned => ~0 ], [ int => 7 ], [ uint => 8 ],
        [ float => 1.5 ], [ truth => 1 ], [ maybe => 'x' ],
        )
    {
        (my $sub, $value, $count) = (@$_, 0);
        is $px{$sub}->($$tied), $value, "$sub of a tied value";
        is $count, 1, "$sub reads it once";
        $value = bless sub { $count++; $_->[1] }, 'PerlXS::Checks::Overloaded';
        $count = 0;
        is $px{$sub}->($value), $_->[1], "$sub of an overloaded one";
        is $count, 1, "$sub asks it once";
    }
};

subtest 'values that die of being read' => sub {
    my $overloaded = dying_overloads($exception);
    for my $sub (qw(text bytes signed unsigned int uint float truth maybe maybe_int object code)) {
        raises sub { $px{$sub}->($$dying) }, $exception, "$sub: a tied value raises its own exception";
        no_leak "$sub of a dying tied value", sub { $px{$sub}->($$dying) };
        next if $sub =~ /object|code/;
        raises sub { $px{$sub}->($overloaded) }, $exception, "$sub: an overloaded one too";
        no_leak "$sub of a dying overloaded value", sub { $px{$sub}->($overloaded) };
    }
    raises sub { px_texts('plain', $$dying) }, $exception, 'a second argument';
    no_leak 'refusals', sub { px_text([]) };
    no_leak 'a fatal warning', sub { use warnings FATAL => 'all'; px_signed('12abc') };
};

subtest 'an argument that changes another while it is read' => sub {
    my $victim = 'victim' x 100;
    my $killer = tied_scalar(sub { $victim = undef; 'killer' });
    is px_texts($victim, $$killer), 'victim' x 100 . '|killer', 'the one before was read already';
    our @freed = map {"element $_" x 50} 0 .. 3;
    $killer = tied_scalar(sub { @freed = (); 'killer' });
    is px_texts($$killer, $freed[2]), 'killer|' . 'element 2' x 50, 'one that is freed while it waits';
    @freed = map {"element $_" x 50} 0 .. 3;
    is px_texts($freed[1], $$killer), 'element 1' x 50 . '|killer', 'one that is freed after it was read';
    my $moved = 'x';
    $killer = tied_scalar(sub { $moved .= 'y' x 100_000; 5 });
    is px_mixed($moved, $$killer, 'z'), 'x|5|z', 'one that grows';
    $killer = tied_scalar(sub { my @grow = map {$_} 1 .. 100_000; 'deep' });
    is px_texts('a', $$killer), 'a|deep', 'perl\'s stack may move';
    no_leak 'arguments that are freed', sub { local @freed = ('x') x 5; px_texts($$killer, $freed[1]) };
};

subtest 'results do not share their scalar' => sub {
    is px_signed(1) . px_signed(2), '12', 'two calls in one expression';
    my @all = map { \px_signed($_) } 1 .. 3;
    is_deeply [ map {$$_} @all ], [ 1, 2, 3 ], 'references to results';
    my $recursive;
    $recursive = sub { my $n = shift; return px_signed($n) . ($n ? $recursive->($n - 1) : '') };
    is $recursive->(3), '3210', 'recursion';
    is_deeply [ px_signed(1), px_text('x'), px_signed(2) ], [ 1, 'x', 2 ], 'a list';
    my %hash = (px_text('a') => px_text('b'));
    is_deeply \%hash, { a => 'b' }, 'a pair';
    for my $x (px_signed(5)) { $x++; is $x, 6, 'a result is modifiable' }
    is join('', map { PerlXS::Test::Scalar::unsigned($_) . PerlXS::Test::Scalar::text('-') } ~0, 1, -1, 0),
        '18446744073709551615-1-18446744073709551615-0-', 'one op, signed and unsigned';
    my @mixed = map { PerlXS::Test::Scalar::bytes($_) } "\x{100}", 'a', "\xff";
    is_deeply [ map { utf8::is_utf8($_) ? 1 : 0 } @mixed ], [ 0, 0, 0 ], 'one op, no flag';
};

subtest 'under -T' => sub {
    my ($status, $out) = child('print PerlXS::Test::Scalar::text(substr($ENV{PATH}, 0, 1)), PerlXS::Test::Scalar::signed($0 . 1 ? 5 : 6), PerlXS::Test::Scalar::signed(length $ENV{PATH}) > 0, "\n"', '-T');
    is $status, 0, 'tainted values are read';
    like $out, qr{^.51\n}, 'as they are';
};

subtest 'a secret' => sub {
    open my $memory, '<:raw', '/proc/self/mem' or plan skip_all => 'no /proc/self/mem';
    my $found = '.' x 2_000;

    # What is left of a text where its scalar was. The allocator may write to the start and the end of it.
    my $left_of = sub {
        my $address = unpack 'J', pack 'P', ${ $_[0] };
        $_[1]->() if $_[1];
        undef $_[0];
        sysseek $memory, $address, 0;
        sysread $memory, $found, 2_000;
        return substr $found, 100, 1_800;
    };
    my $plain = \do { my $copy = 's' x 2_000 };
    is $left_of->($plain), 's' x 1_800, 'a plain scalar is not overwritten';
    my $secret = \px_secret('s' x 2_000);
    is $left_of->($secret), "\0" x 1_800, 'is overwritten when it is freed';

    $secret = \px_secret('s' x 2_000);
    my $shares = $$secret;
    undef $secret;
    is $shares, 's' x 2_000, 'where nothing else has the same memory';

    $secret = \px_secret('s' x 2_000);
    is $left_of->($secret, sub { $$secret = undef }), "\0" x 1_800, 'although it is undef by then';

    $secret = \px_secret('s');
    $$secret = [];
    is ref $$secret, 'ARRAY', 'may become a reference';
    undef $secret;
};

done_testing;
