use PerlXS::Checks;
use Test::More 0.96;

my $object = bless { text => 'mine' }, 'Exception';

sub px { my ($sub, @args) = @_; no strict 'refs'; return &{"PerlXS::Test::List::$sub"}(@args) }

# A tied array whose elements and size come from the code.
{
    package Tied;
    sub TIEARRAY  { my ($class, $fetch, $size) = @_; return bless [ $fetch, $size ], $class }
    sub FETCH     { return $_[0][0]->($_[1]) }
    sub FETCHSIZE { return ref $_[0][1] ? $_[0][1]->() : $_[0][1] }
}

sub tied_array { tie my @array, 'Tied', @_; return \@array }

subtest 'arrays go in' => sub {
    is_deeply [ px(texts => [qw(a b c)]) ], [qw(a b c)], 'strings';
    is_deeply [ px(texts => []) ], [], 'none';
    is_deeply [ px(bytes => [ "a\0b", "\x{263a}" ]) ], [ "a\0b", "\xe2\x98\xba" ], 'bytes';
    is_deeply [ px(numbers => [ 1, '2', 3.9, -4, ~0 ]) ], [ 1, 2, 3, -4, -1 ], 'integers';
    is_deeply [ px(maybe => [ 1, undef, 3 ]) ], [ 1, undef, 3 ], 'optional ones';
    is_deeply [ px(nested => [ [ 1, 2 ], [], [3] ]) ], [ 3, 0, 3 ], 'lists of lists';
    is_deeply [ px(any => [ 1, 'x', undef, [], $object ]) ], [ 1, 'the string "x"', 'undef', 'an unblessed ARRAY reference', 'a Exception object' ], 'anything';
    is px(codes => [ sub { }, \&px ]), 2, 'subs';
    is px(optional => [ 1, 2 ]), 2, 'an optional list';
    is px(optional => undef), undef, 'or none';
    my @big = map {"element $_"} 1 .. 10_000;
    is_deeply [ px(texts => \@big) ], \@big, 'ten thousand elements';
    is_deeply [ px(two => [ 1, 2 ], [3]) ], [ 2, 1 ], 'two lists';
    my @sparse;
    $sparse[3] = 1;
    is_deeply [ px(maybe => \@sparse) ], [ undef, undef, undef, 1 ], 'elements that do not exist';
    is @sparse, 4, 'are not made';
    ok !exists $sparse[0], 'none of them';
    is_deeply [ px(texts => bless ['x'], 'Foo') ], ['x'], 'a blessed array';
    my @shifted = (1, 2, 3);
    shift @shifted;
    is_deeply [ px(numbers => \@shifted) ], [ 2, 3 ], 'an array that was shifted';
    is_deeply [ PerlXS::Test::List::texts([ map { substr $_, 1 } 'ab', 'cd' ]) ], [ 'b', 'd' ], 'temporaries';
    sub with_args { return px(texts => \@_) }
    is_deeply [ with_args('a', 'b') ], [ 'a', 'b' ], '@_';
    my @list = (1) x 3;
    px(numbers => \@list);
    is_deeply \@list, [ 1, 1, 1 ], 'the array is as it was';
};

subtest 'what is no array' => sub {
    raises sub { px(texts => $_) }, qr/^PerlXS::Test::List::texts: list is not an ARRAY reference \(argument 1, got /, 'no array' for undef, 1, 'x', {}, sub { }, \1;
    raises sub { px(ints => [ 1, 2**40 ]) }, qr/list is refused: element 1 is not an integer of 32 bits, it is 1099511627776 \(argument 1, got an unblessed ARRAY/, 'an element that is too large';
    raises sub { px(texts => [ 'a', {} ]) }, qr/element 1 is not a string, it is an unblessed HASH reference/, 'one that is no string';
    raises sub { px(texts => [ "a\0" ]) }, qr/element 0 contains a NUL byte, it is the string "a\\0"/, 'one with a NUL';
    raises sub { px(nested => [ [1], [ 1, [] ] ]) }, qr/element 1 is refused: element 1 is not an integer, it is an unblessed ARRAY reference, it is an unblessed ARRAY/, 'one of a list in a list';
    raises sub { px(codes => [1]) }, qr/element 0 is not a CODE reference, it is 1/, 'one that is no sub';
    raises sub { px(things => [ PerlXS::Test::Other::make(1) ]) }, qr/element 0 is not a PerlXS::Test::Thing object, it is a PerlXS::Test::Other object/, 'a handle of another kind';
    raises sub { my $gone = PerlXS::Test::Thing::make(1); $gone->DESTROY; px(things => [$gone]) }, qr/^the thing is gone/, 'a handle that was let go of';
    no_leak 'refused elements', sub { px(texts => [ 'a', {} ]) };
    no_leak 'refused lists',    sub { px(texts => {}) };
};

subtest 'tied and overloaded elements' => sub {
    my @asked;
    my $array = tied_array(sub { push @asked, $_[0]; "element $_[0]" }, 3);
    is_deeply [ px(texts => $array) ], [ map {"element $_"} 0 .. 2 ], 'a tied array';
    is_deeply \@asked, [ 0 .. 2 ], 'each element is read once';
    is_deeply [ px(texts => [ bless sub {'overloaded'}, 'PerlXS::Checks::Overloaded' ]) ], ['overloaded'], 'an overloaded element';
    is_deeply [ px(numbers => [ bless sub {7}, 'PerlXS::Checks::Overloaded' ]) ], [7], 'as an integer';
    is_deeply [ px(texts => [ ${ tied_scalar(sub {'tied'}) } ]) ], ['tied'], 'a tied element';
    my @array = (1, 2);
    tie $array[1], 'PerlXS::Checks::Scalar', sub {5};
    is_deeply [ px(numbers => \@array) ], [ 1, 5 ], 'an element that is tied itself';
    my $reference = tied_scalar(sub { [ 1, 2, 3 ] });
    is px(optional => $$reference), 3, 'a tied reference';
    is PerlXS::Test::List::optional($$reference), 3, 'and without a copy';
    my $dying = tied_array(sub { $_[0] == 2 ? die $object : $_[0] }, 4);
    raises sub { px(numbers => $dying) }, $object, 'an element that dies of being read';
    raises sub { px(numbers => tied_array(sub { 1 }, sub { die $object })) }, $object, 'a size that does';
    raises sub { px(texts => [ 'a', dying_overloads($object) ]) }, $object, 'an overloaded element';
    raises sub { my @x = (1); tie $x[0], 'PerlXS::Checks::Scalar', sub { die $object }; px(numbers => \@x) }, $object, 'a tied one';
    no_leak 'a tied array',     sub { px(texts => $array); @asked = () };
    no_leak 'a dying element',  sub { px(numbers => $dying) };
    no_leak 'an overloaded one', sub { px(texts => [ 'a', dying_overloads($object) ]) };
    is_deeply [ map { ref ? 1 : $_ } px(any => tied_array(sub { ${ tied_scalar(sub {'deep'}) } }, 1)) ], ['the string "deep"'], 'tied in tied';
};

subtest 'elements that change the array' => sub {
    my @array;
    @array = ('a', bless(sub { @array = (); 'killer' }, 'PerlXS::Checks::Overloaded'), 'c' x 100, 'd');
    local $SIG{__WARN__} = sub { };
    is_deeply [ px(texts => \@array) ], [ 'a', 'killer', '', '' ], 'emptied';
    @array = ('a', bless(sub { push @array, ('x') x 1000; 'grower' }, 'PerlXS::Checks::Overloaded'), 'c');
    is_deeply [ px(texts => \@array) ], [qw(a grower c)], 'extended';
    our $list = [ 'a', bless(sub { undef our $list; 'killer' }, 'PerlXS::Checks::Overloaded'), 'c' ];
    is_deeply [ PerlXS::Test::List::texts($list) ], [qw(a killer c)], 'freed';
    @array = ('a', bless(sub { tie @array, 'Tied', sub {"tied $_[0]"}, 4; 'tier' }, 'PerlXS::Checks::Overloaded'), 'c');
    is_deeply [ px(texts => \@array) ], [ 'a', 'tier', 'tied 2' ], 'tied';
    untie @array;
    no_leak 'an array that is freed', sub { our $list = [ 'a', bless(sub { undef our $list; 'k' }, 'PerlXS::Checks::Overloaded'), 'c' ]; PerlXS::Test::List::texts($list) };
};

subtest 'lists come out' => sub {
    is_deeply [ px(range => 5) ], [ 0 .. 4 ], 'a list';
    is_deeply [ px(range => 0) ], [], 'an empty one';
    is scalar(px(range => 5)), 4, 'its last element in scalar context';
    is scalar(px(range => 0)), undef, 'or undef';
    is_deeply [ px(counted => 5) ], [ 0 .. 4 ], 'a counted list';
    is scalar(px(counted => 5)), 5, 'counts itself';
    is scalar(px(counted => 0)), 0, 'also when empty';
    is_deeply px(array => 3), [ 0 .. 2 ], 'an array';
    is_deeply px(array => 0), [], 'an empty one';
    my @big = px(range => 10_000);
    is_deeply \@big, [ 0 .. 9_999 ], 'ten thousand elements';
    is scalar(() = px(range => 200_000)), 200_000, 'two hundred thousand';
    is_deeply [ 'a', px(range => 1000), 'b' ], [ 'a', 0 .. 999, 'b' ], 'among others';
    is_deeply [ map { px(range => $_) } 0 .. 3 ], [ 0, 0, 1, 0, 1, 2 ], 'lists of lists';
    my ($first) = px(range => 3);
    is $first, 0, 'the first';
    $_++ for @big = px(range => 3);
    is_deeply \@big, [ 1 .. 3 ], 'elements are modifiable';
    no_leak 'lists', sub { px(range => 100); px(counted => 100); px(array => 100) };
};

done_testing;
