use PerlXS::Checks;
use Scalar::Util 'weaken';
use Test::More 0.96;

my $object = bless { text => 'mine' }, 'Exception';

sub px { my ($sub, @args) = @_; no warnings 'recursion'; no strict 'refs'; return &{"PerlXS::Test::Callback::$sub"}(@args) }

# The exception and the warnings that firing these subs in one call brings.
sub fired {
    my ($how, @subs) = @_;
    my @ids = map { px(register => $_) } @subs;
    my @warnings;
    local $SIG{__WARN__} = sub { push @warnings, $_[0] };
    my $got = eval { px($how => \@ids) };
    my $error = $@;
    px(free => $_) for @ids;
    return ($got, $error, @warnings);
}

subtest 'contexts, arguments, results' => sub {
    my @seen;
    my $id = px(register => sub { @seen = (wantarray, @_); return (1, 2, 3) }, 'bound', $object);
    is px(void => $id), 0, 'void: no results';
    is_deeply \@seen, [ undef, 'bound', $object, 'event' ], 'bound scalars come first';
    is px(scalar => $id), 3, 'scalar: one result';
    is $seen[0], '', 'and its context';
    is_deeply [ px(list => $id) ], [ 1, 2, 3 ], 'list: all of them';
    is $seen[0], 1, 'and its context';
    ok px(free => $id), 'freed';
    ok !px(free => $id), 'once';
    is px(void => $id), undef, 'and not called any more';
    my $bound = 'before';
    $id = px(register => sub { $_[0] }, $bound);
    $bound = 'after';
    is px(scalar => $id), 'before', 'what is bound is a copy';
    px(free => $id);
};

subtest 'a callback that dies' => sub {
    my ($got, $error, @warnings) = fired(all => sub { die $object });
    is $error, $object, 'its exception comes from the call that ran it';
    is "@warnings", '', 'without a warning';
    my @ran;
    ($got, $error, @warnings) = fired(all => sub { push @ran, 1; die "first\n" }, sub { push @ran, 2 }, sub { push @ran, 3; die "second\n" }, sub { push @ran, 4; die $object });
    is_deeply \@ran, [ 1 .. 4 ], 'the library goes on';
    is $error, "first\n", 'the first exception is raised';
    is_deeply \@warnings, [ "second\n", $object ], 'the others are warned';
    ($got, $error, @warnings) = fired(all_and_fail => sub { die $object });
    is $error, $object, 'what the body says after that is its consequence';
    is "@warnings", '', 'and dropped';
    ($got, $error, @warnings) = fired(all_and_panic => sub { die $object });
    is $error, $object, 'also when the body panics';
    like "@warnings", qr/^PerlXS::Test::Callback::all_and_panic: after all \(this is a bug/, 'but that is told';
    ($got, $error, @warnings) = fired(all => sub { 1 }, sub { 2 });
    is "$got $error@warnings", '2 ', 'no trace of it in the next call';
    raises sub { local $SIG{__WARN__} = sub { die "handler\n" }; my @ids = map { px(register => $_) } (sub { die "first\n" }, sub { die "second\n" }); px(all => \@ids) },
        "first\n", 'a handler that dies of the second changes nothing';
    my ($id) = map { px(register => $_) } sub { die $object };
    no_leak 'one exception', sub { px(void => $id) };
    no_leak 'two', sub { local $SIG{__WARN__} = sub { }; px(all => [ $id, $id ]) };
    no_leak 'one before an error', sub { px(all_and_fail => [ $id ]) };
    no_leak 'one before a panic', sub { local $SIG{__WARN__} = sub { }; px(all_and_panic => [ $id ]) };
    px(free => $id);
};

subtest 'what a callback leaves behind' => sub {
    my @ended;
    my $left = sub { my ($what) = @_; bless [ sub { push @ended, $what } ], 'Leaves' };
    sub Leaves::DESTROY { $_[0][0]->() }
    sub Falsity::false { '' }
    { package Falsity; use overload bool => 'false', '""' => 'false', fallback => 1 }

    my ($got, $error, @warnings) = fired(all => sub { $left->('temporary') }, sub { push @ended, 'next' });
    is "$got$error@warnings|@ended", '2|temporary next', 'its last temporary is freed before the next one runs';
    ($got, $error, @warnings) = fired(all => map { my $n = $_; sub { bless [ sub { die "freed $n\n" } ], 'Leaves' } } 1, 2);
    is "$got$error", 2, 'a DESTROY that dies is no exception of the callback';
    like "@warnings", qr/in cleanup\) freed 1.*freed 2/s, 'and is warned, as ever';
    my $false = bless [], 'Falsity';
    is px(list => px(register => sub { eval { die $false }; ref $@ })), 'Falsity', 'a false exception';
    ($got, $error) = fired(all => sub { die $false });
    is ref $error, 'Falsity', 'is raised';
    ($got, $error) = fired(all => sub { die "inner\n" if !eval { die "caught\n" } });
    is $error, "inner\n", 'the last of two';
    ($got, $error) = fired(all => sub { eval { die "caught\n" } });
    is "$got$error", 1, 'one that was caught leaves nothing';
    ($got, $error) = fired(all => sub { $@ = 'set by hand' });
    is "$got$error", 1, 'nor does an assignment to $@';
    ($got, $error) = fired(all => sub { local $@ = 'local'; die "of its own\n" });
    is $error, "of its own\n", 'a local $@ hides nothing';
    ($got, $error) = fired(all => sub { *@ = \"read-only"; 1 });
    is "$got$error", 1, 'even one that is read-only';
    my ($id) = map { px(register => $_) } sub { $left->('x'); "temporary $#ended" };
    no_leak 'a temporary', sub { px(void => $id); @ended = () };
    px(free => $id);
};

subtest 'an exception belongs to the call that it came up under' => sub {
    my $quiet = px(register => sub {1});
    my $dies  = px(register => sub { die "inner\n" });
    my ($got, $error) = fired(all => sub { die "outer\n" }, sub { px(void => $quiet); die "not this\n" if !defined px(scalar => $quiet) });
    is $error, "outer\n", 'a call inside a later callback does not raise it';
    my $caught;
    ($got, $error) = fired(all => sub { eval { px(void => $dies) }; $caught = $@ });
    is "$caught$error", "inner\n", 'an inner one can be caught inside';
    my @warnings;
    ($got, $error, @warnings) = fired(all => sub { die "outer\n" }, sub { eval { px(void => $dies) }; $caught = $@ });
    is "$caught$error@warnings", "inner\nouter\n", 'while an outer one waits';
    px(free => $_) for $quiet, $dies;
};

subtest 'exceptions that the library glue keeps' => sub {
    raises sub { px(keep => 'kept') }, qr/^kept at \Q$0\E line/, 'a kept message is raised by the call';
    my $id = px(register => sub { 'x' });
    my @warnings;
    { local $SIG{__WARN__} = sub { push @warnings, @_ }; is px(integer => $id), 0, 'a word is the integer 0' }
    like $warnings[0], qr/isn't numeric/, 'with perl\'s warning';
    px(free => $id);
    for ([ 7, 7 ], [ '8', 8 ], [ -1, -1 ]) {
        my ($returned, $expected) = @$_;
        $id = px(register => sub {$returned});
        is px(integer => $id), $expected, "the integer $returned";
        px(free => $id);
    }
    $id = px(register => sub { [] });
    raises sub { px(integer => $id) }, qr/^the result is not an integer \(got an unblessed ARRAY reference\) at/, 'no integer';
    no_leak 'no integer', sub { px(integer => $id) };
    px(free => $id);
    $id = px(register => sub { ${ dying($object) } });
    raises sub { px(integer => $id) }, $object, 'a result that dies of being read';
    px(free => $id);
    $id = px(register => sub { dying_overloads($object) });
    raises sub { px(integer => $id) }, $object, 'an overloaded one';
    no_leak 'an overloaded result', sub { px(integer => $id) };
    px(free => $id);
    my @list = ('a', "\0", dying_overloads($object));
    $id = px(register => sub { \@list });
    raises sub { px(strings => $id) }, $object, 'an element of a result';
    pop @list;
    is_deeply [ px(strings => $id) ], [ 'a', "\0" ], 'elements of a result';
    push @list, [];
    raises sub { px(strings => $id) }, qr/^the list is refused: element 2 is not a string, it is an unblessed ARRAY reference/, 'an element that is none';
    no_leak 'elements', sub { px(strings => $id) };
    px(free => $id);
};

subtest 'a callback that frees itself, or others' => sub {
    my $id;
    $id = px(register => sub { px(free => $id); my @x = map { [$_] } 1 .. 100; 'done ' . $_[0][0] }, ['bound']);
    is px(scalar => $id), 'done bound', 'it is run to its end';
    is px(scalar => $id), undef, 'and is gone';
    $id = px(register => sub { px(free => $id); die "freed\n" });
    raises sub { px(scalar => $id) }, "freed\n", 'it may die as well';
    my $next = px(register => sub {1});
    is_deeply [ fired(all => sub { px(free => $next) }) ], [ 1, '' ], 'it may free another';
    is px(void => $next), undef, 'which is gone';
    my $sub = sub { };
    no_leak 'registering and freeing', sub { px(free => px(register => $sub, [], {})) };
    my $strong = {};
    my $weak = $strong;
    weaken $weak;
    $id = px(register => sub { $strong });
    undef $strong;
    $id = do { my $inner = {}; $weak = $inner; weaken $weak; px(register => sub { $inner }) };
    ok $weak, 'a callback keeps its closure';
    px(free => $id);
    ok !$weak, 'and lets go of it';
};

subtest 'recursion' => sub {
    my ($id, $depth) = (undef, 0);
    no warnings 'recursion';
    $id = px(register => sub { $depth++ < 500 ? px(scalar => $id) + 1 : 0 });
    is px(scalar => $id), 500, 'a callback that runs itself';
    px(free => $id);
};

subtest 'where no call is underneath' => sub {
    my $things = 'PerlXS::Test::Thing';
    my @warnings;
    local $SIG{__WARN__} = sub { push @warnings, @_ };
    { my $thing = PerlXS::Test::Thing::make(1); $thing->on_free(sub { die "nobody listens\n" }) }
    is_deeply \@warnings, ["nobody listens\n"], 'an exception is warned';
    @warnings = ();
    { my $thing = PerlXS::Test::Thing::make(1); $thing->on_free(sub { die $object }) }
    is_deeply \@warnings, [$object], 'an object as it is';
    $@ = 'kept';
    { my $thing = PerlXS::Test::Thing::make(1); $thing->on_free(sub { eval { die 1 } }) }
    is $@, 'kept', 'and $@ is kept';
    my $thing = PerlXS::Test::Thing::make(1);
    $thing->on_free(sub { die "raised\n" });
    raises sub { $thing->DESTROY }, "raised\n", 'an explicit DESTROY is a call';
    {
        local $SIG{__WARN__} = sub { die "handler\n" };
        my $thing = PerlXS::Test::Thing::make(1);
        $thing->on_free(sub { die "x\n" });
    }
    pass 'a handler that dies is not heard';
    delete local $ENV{PERL_DESTRUCT_LEVEL}; # an exit in the middle of freeing leaves a scalar half freed
    my ($status, $out) = child(q{{ my $thing = PerlXS::Test::Thing::make(1); $thing->on_free(sub { exit 3 }) } print "not reached\n"; END { print "END\n" }});
    is "$status $out", "3 END\n", 'exit';
    ($status, $out) = child(q{our $thing = PerlXS::Test::Thing::make(1); $thing->on_free(sub { print "at the end\n"; die "x\n" }); $SIG{__WARN__} = sub { print "warned: @_" }});
    is "$status $out", "0 at the end\nwarned: x\n", 'in global destruction';
    ($status, $out) = child(q{our $thing = PerlXS::Test::Thing::make(1); $thing->on_free(sub { print "at the end\n"; exit 4 })});
    is $out, "at the end\n", 'exit in global destruction';
    no_leak 'callbacks of things', sub { local $SIG{__WARN__} = sub { }; my $thing = PerlXS::Test::Thing::make(1); $thing->on_free(sub { die $object }) };
};

done_testing;
