use PerlXS::Checks;
use B ();
use Scalar::Util qw(blessed dualvar readonly refaddr weaken);
use Test::More 0.96;

my $C = 'PerlXS::Test::Thing';

# The sub leaves as many things and objects behind as it found.
sub balanced {
    my ($name, $code) = @_;
    my $before = PerlXS::Test::Thing::alive();
    $code->();
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is PerlXS::Test::Thing::alive(), $before, "no thing left behind: $name";
    return;
}

subtest 'objects' => sub {
    my $thing = $C->new(5);
    is ref $thing, $C, 'the class';
    is Scalar::Util::reftype($thing), 'SCALAR', 'a blessed scalar';
    ok $$thing != 0, 'that shows the pointer';
    is B::svref_2object($thing)->FLAGS & B::SVf_IOK, B::SVf_IOK, 'as an integer';
    is $thing->value, 5, 'a method';
    is_deeply [ $thing->set(6) ], [], 'a setter';
    is PerlXS::Test::Thing::value($thing), 6, 'a function';
    is $C->can('value')->($thing), 6, 'through can';
    is PerlXS::Test::Thing::none(), undef, 'NULL is undef';
    my $sub = 'My::Thing';
    @My::Thing::ISA = $C;
    is ref $sub->new(1), 'My::Thing', 'a subclass';
    is $sub->new(3)->value, 3, 'with its methods';
    my $again = $thing->again;
    isnt refaddr $again, refaddr $thing, 'another object';
    is $again->value, 6, 'of the same thing';
    is $thing->references, 2, 'with a reference of its own';
    undef $again;
    is $thing->references, 1, 'which it gives back';
    is $thing->add($thing), 12, 'twice in one call';
    is_deeply [ map { $_->value } PerlXS::Test::Thing::many(3) ], [ 0 .. 2 ], 'a list of them';
    is PerlXS::Test::Thing::sum([ PerlXS::Test::Thing::many(10_000) ]), 49_995_000, 'ten thousand of them';
    is PerlXS::Test::Thing::maybe($thing), 6, 'an optional one';
    is PerlXS::Test::Thing::maybe(undef), undef, 'or none';
    balanced 'methods', sub { my $thing = $C->new(1); $thing->value; $thing->again; $thing->add($thing) };
    no_leak 'objects', sub { my $thing = $C->new(1); $thing->again };
    no_leak 'many objects', sub { PerlXS::Test::Thing::many(10) };
};

subtest 'what is no handle' => sub {
    my $thing  = $C->new(1);
    my $text   = "PerlXS::Test::Thing::value: thing is not a $C object";
    my %wrong  = (
        'undef'                     => undef,
        '42'                        => 42,
        'the string "x"'            => 'x',
        'an unblessed SCALAR reference' => \my $scalar,
        'an unblessed HASH reference' => {},
        'an unblessed CODE reference' => sub { },
        'a Foo object'              => bless({}, 'Foo'),
        'a PerlXS::Test::Other object' => PerlXS::Test::Other::make(7),
    );
    raises sub { PerlXS::Test::Thing::value($wrong{$_}) }, qr/^\Q$text (argument 1, got $_)\E at \Q$0\E line \d+\.\n\z/, "value of $_" for sort keys %wrong;
    raises sub { $thing->add($thing->value) }, qr/^PerlXS::Test::Thing::add: other is not a $C object \(argument 2, got 1\)/, 'a second argument';
    raises sub { PerlXS::Test::Thing::value(bless \(my $forged = $$thing), $C) }, qr/^PerlXS::Test::Thing::value: thing is a copy without a connection behind it \(argument 1, got a $C object\)/, 'an object that is none of ours';
    raises sub { $C->value }, qr/\Q$text (argument 1, got the string "$C")/, 'the class itself';
    raises sub { $thing->with_other($thing) }, qr/other is not a PerlXS::Test::Other object \(argument 2, got a $C object\)/, 'a handle of another kind';
    is $thing->with_other(PerlXS::Test::Other::make(2)), 3, 'the right kind';
    raises sub { PerlXS::Test::Thing::sum([ $thing, undef ]) }, qr/things is refused: element 1 is not a $C object, it is undef \(argument 1/, 'in a list';
    raises sub { PerlXS::Test::Thing::maybe(0) }, qr/is not a $C object/, 'an optional one that is something else';
    no_leak 'a wrong one', sub { PerlXS::Test::Thing::value({}) };
    my $foreign = bless \(my $x = $$thing), 'PerlXS::Test::Other';
    raises sub { $thing->with_other($foreign) }, qr/other is a copy without a connection behind it/, 'a forged pointer is never followed';
    bless $thing, 'Reblessed';
    is PerlXS::Test::Thing::value($thing), 1, 'an object may be blessed into another class';
    $$thing = 12345;
    is PerlXS::Test::Thing::value($thing), 1, 'what it shows is not believed';
    $$thing = [];
    is PerlXS::Test::Thing::value($thing), 1, 'whatever it is';
    undef $$thing;
    is PerlXS::Test::Thing::value($thing), 1, 'or is not';
    my $copy = bless \(my $y = $$thing), $C;
    raises sub { $copy->value }, qr/is a copy without a connection behind it/, 'a copy of the scalar is none';
};

subtest 'tied variables that hold a handle' => sub {
    my $object = bless {}, 'Exception';
    my ($thing, $count) = ($C->new(5), 0);
    my $tied = tied_scalar(sub { $count++; $thing });
    is PerlXS::Test::Thing::value($$tied), 5, 'a tied one';
    is $count, 1, 'is read once';
    $tied = tied_scalar(sub { my $made = $C->new(8); $made });
    is PerlXS::Test::Thing::value($$tied), 8, 'one that exists only while it is read';
    is PerlXS::Test::Thing::add($$tied, $$tied), 16, 'twice';
    my $dying = dying($object);
    raises sub { PerlXS::Test::Thing::value($$dying) }, $object, 'one that dies';
    raises sub { PerlXS::Test::Thing::add($thing, $$dying) }, $object, 'as a second argument';
    no_leak 'a dying one', sub { PerlXS::Test::Thing::add($thing, $$dying) };
    our $global = $C->new(4);
    my $killer = tied_scalar(sub { undef $global; $thing });
    is PerlXS::Test::Thing::add($global, $$killer), 9, 'one that frees the other';
    my $destroyer = tied_scalar(sub { $thing->DESTROY; 1 });
    raises sub { PerlXS::Test::Thing::set($thing, $$destroyer) }, qr/^the thing is gone/, 'one that lets go of the other';
};

subtest 'DESTROY' => sub {
    my $thing = $C->new(5);
    my $other = $thing->again;
    is $other->references, 2, 'two references';
    is_deeply [ $thing->DESTROY ], [], 'called by hand';
    is $other->references, 1, 'lets go at once';
    is $$thing, 0, 'and shows it';
    raises sub { $thing->value }, qr/^the thing is gone at \Q$0\E/, 'a later call says so';
    is_deeply [ $thing->DESTROY, PerlXS::Test::Thing::DESTROY($thing) ], [], 'a second time does nothing';
    undef $thing;
    is $other->references, 1, 'nor does the end of the object';
    is_deeply [ PerlXS::Test::Thing::DESTROY($_) ], [], 'of anything else' for undef, 1, 'x', [], bless([], $C), \1;
    ok $C->can('DESTROY'), 'can';
    ok defined &PerlXS::Test::Thing::DESTROY, 'defined';
    is_deeply [ $C->DESTROY ], [], 'of the class';
    is 'PerlXS::Test::Other'->can('DESTROY'), undef, 'a class without one';
    balanced 'a class without one', sub { PerlXS::Test::Other::make(3); return };
    ok eval q{ no strict 'refs'; no warnings; my $x = $C->new(9); &PerlXS::Test::Thing::DESTROY($x); *{"x"} = \&PerlXS::Test::Thing::DESTROY; 1 } for 1 .. 3;
    my $y = $C->new(9);
    $y->DESTROY;
    raises sub { $y->value }, qr/gone/, 'code that names it leaves it as it is';
    require B::Deparse;
    ok length B::Deparse->new->coderef2text($C->can('DESTROY')), 'B::Deparse';
    my $readonly = $C->new(1);
    Internals::SvREADONLY($$readonly, 1);
    is_deeply [ $readonly->DESTROY ], [], 'of a read-only one';
    raises sub { $readonly->value }, qr/gone/, 'lets go as well';
    my $tied = tied_scalar(sub {$y});
    is_deeply [ PerlXS::Test::Thing::DESTROY($$tied) ], [], 'of a tied one';
    my $dying = dying('tied');
    raises sub { PerlXS::Test::Thing::DESTROY($$dying) }, qr/^tied/, 'of one that dies';
    no_leak 'DESTROY', sub { my $thing = $C->new(1); $thing->DESTROY; $thing->DESTROY };
};

subtest 'subclasses with a DESTROY' => sub {
    our @log;
    { package Quiet; our @ISA = $C; sub DESTROY { push @main::log, 'quiet ' . $_[0]->value } }
    { package Super; our @ISA = $C; sub DESTROY { push @main::log, 'super ' . $_[0]->value; $_[0]->SUPER::DESTROY } }
    { package Dies;  our @ISA = $C; sub DESTROY { die "in DESTROY\n" } }
    { package Saves; our @ISA = $C; our @saved; sub DESTROY { push @saved, $_[0] } }
    balanced 'one that does not call ours', sub { Quiet->new(1) };
    balanced 'one that does',               sub { Super->new(2) };
    is_deeply \@log, [ 'quiet 1', 'super 2' ], 'both were run, with a live object';
    my @warnings;
    balanced 'one that dies', sub { local $SIG{__WARN__} = sub { push @warnings, @_ }; Dies->new(3); return };
    like $warnings[0], qr/in cleanup\) in DESTROY/, 'with perl\'s warning';
    my $before = PerlXS::Test::Thing::alive();
    Saves->new(4);
    is $Saves::saved[0]->value, 4, 'one that is saved is as good as new';
    bless $Saves::saved[0], $C;
    @Saves::saved = ();
    is PerlXS::Test::Thing::alive(), $before, 'and is freed in the end';
    { no strict 'refs'; no warnings; local *{"${C}::AUTOLOAD"} = sub { push @log, our $AUTOLOAD }; $C->new(1) }
    is @log, 2, 'AUTOLOAD is not asked for DESTROY';
};

subtest 'an object that Perl code lets go of while it is in use' => sub {
    my $thing = $C->new(5);
    is $thing->value_after(sub { undef $thing }), 5, 'freed';
    $thing = $C->new(6);
    my $before = PerlXS::Test::Thing::alive();
    is $thing->value_after(sub { $thing->DESTROY; eval { $thing->value }; like $@, qr/gone/, 'nobody else can use it' }), 6, 'destroyed';
    is PerlXS::Test::Thing::alive(), $before - 1, 'and then it is gone';
    balanced 'both',  sub { my $thing = $C->new(7); is $thing->value_after(sub { $thing->DESTROY; undef $thing }), 7, 'both' };
    balanced 'nested', sub { my $thing = $C->new(8); is $thing->value_after(sub { $thing->value_after(sub { $thing->DESTROY; undef $thing }) }), 8, 'nested' };
    balanced 'and an exception', sub { my $thing = $C->new(8); eval { $thing->value_after(sub { undef $thing; die 1 }) } };
    balanced 'a callback in the end', sub {
        my $thing = $C->new(9);
        my $freed = 0;
        $thing->on_free(sub { $freed++; undef $thing });
        is $thing->value_after(sub { $thing->DESTROY }), 9, 'its last callback drops the object';
        is $freed, 1, 'once';
    };
    raises sub { my $thing = $C->new(1); $thing->panic }, qr/with a thing \(this is a bug/, 'a panic';
    balanced 'a panic', sub { eval { $C->new(1)->panic } };
    no_leak 'an object in use', sub { my $thing = $C->new(5); $thing->value_after(sub { undef $thing }) };
};

subtest 'copies of the scalar behind an object' => sub {
    our $alias;
    balanced 'local', sub {
        my $thing = $C->new(5);
        local *alias = $thing;
        {
            local $alias = 1;
            raises sub { PerlXS::Test::Thing::value(bless \$alias, $C) }, qr/is a copy without a connection behind it/, 'a localised one is none';
        }
        is $thing->value, 5, 'and the object is as it was';
    };
    balanced 'weak references', sub { my $thing = $C->new(5); weaken(my $weak = $thing); is $weak->value, 5, 'weak'; undef $thing; is $weak, undef, 'gone' };
    balanced 'tie', sub { my $thing = $C->new(5); tie $$thing, 'PerlXS::Checks::Scalar', sub {7}; is $thing->value, 5, 'tied'; untie $$thing; is $thing->value, 5, 'and untied' };
    balanced 'a tied one that is destroyed', sub { my $thing = $C->new(5); tie $$thing, 'PerlXS::Checks::Scalar', sub {7}, sub { die "stored\n" }; eval { $thing->DESTROY }; undef $@ };
    balanced 'what is shown dies', sub { { package D; sub DESTROY { die "x\n" } } local $SIG{__WARN__} = sub { }; my $thing = $C->new(5); $$thing = bless [], 'D'; $thing->DESTROY };
    if (eval { require Storable; Storable->VERSION(2); 1 }) {
        my $thing = $C->new(5);
        my $clone = eval { Storable::dclone($thing) };
        raises sub { $clone->value }, qr/is a copy without a connection behind it/, 'Storable::dclone';
    }
    $@ = '';
    balanced '$@ itself', sub { my $thing = $C->new(5); local *@ = $thing; eval { 1 } };
};

subtest 'classes that cannot be blessed into' => sub {
    is ref(PerlXS::Test::Thing::new("a b\n")), "a b\n", 'odd names are fine';
    raises sub { $C->new({}) }, qr/value is not an integer/, 'no thing is made for a bad argument';
    if ($] >= 5.038) {
        eval q{ use feature 'class'; no warnings; class Modern { } 1 } or die $@;
        balanced 'a class of the new kind', sub { raises sub { PerlXS::Test::Thing::new('Modern', 1) }, qr/bless into a class/, 'a class of the new kind' };
    }
};

subtest 'global destruction' => sub {
    my $report = 'END { $SIG{__WARN__} = sub { print @_ } } sub Last::DESTROY { print "last: ", join(" ", map { eval { $_->value } // $@ =~ s/ at .*//sr } @{ $_[0] }), "\n" }';
    my ($status, $out) = child("$report our \$thing = ${C}->new(5); our \$last = bless [\$thing], 'Last'; my \$file = ${C}->new(6);");
    is "$status $out", "0 last: 5\n", 'objects that are alive until then';
    ($status, $out) = child("$report our \@ring = (${C}->new(1)); push \@ring, \\\@ring; our \$x = ${C}->new(2); \$x->DESTROY; my \$loop = { thing => ${C}->new(3) }; \$loop->{loop} = \$loop;");
    is "$status $out", "0 ", 'loops';
    local $ENV{PERL_DESTRUCT_LEVEL} = 2;
    ($status, $out) = child("$report our \$thing = ${C}->new(5); our \@ring = ${C}->new(1); push \@ring, \\\@ring; our \$id = PerlXS::Test::Callback::register(sub { 1 }, \$thing); PerlXS::Test::Hash::record(1, 'x'); \$thing->on_free(sub { print qq{freed\n} }); eval { PerlXS::Test::Boundary::nest(sub { die [] }) }");
    is "$status $out", "0 ", 'of everything' if $out !~ /freed/;
    like "$status $out", qr/^0 (?:freed\n)?\z/, 'of everything, with a callback';
};

done_testing;
