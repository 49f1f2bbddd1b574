use PerlXS::Checks;
use Test::More 0.96;

# The memory of this process stays what it is, whatever path is taken 200,000 times. LEAK_ROUNDS takes fewer.

plan skip_all => 'no /proc/self/statm' if !-r '/proc/self/statm';
plan skip_all => 'valgrind counts by itself' if $ENV{LD_PRELOAD} && $ENV{LD_PRELOAD} =~ /valgrind|vgpreload/;

my $rounds = $ENV{LEAK_ROUNDS} || 200_000;

# Kilobytes.
sub resident {
    open my $statm, '<', '/proc/self/statm' or die "statm: $!";
    return (split ' ', <$statm>)[1] * 4;
}

my $object     = bless { text => 'mine' }, 'Exception';
my $tied       = tied_scalar(sub {'tied'});
my $dying      = dying($object);
my $overloaded = dying_overloads($object);
my $nest       = \&PerlXS::Test::Boundary::nest;
my $callback   = PerlXS::Test::Callback::register(sub { die $object });
my $list       = [ 1 .. 5 ];
my $hash       = { a => 1, b => [ 1, 2 ] };
my $long       = 'text' x 50;

my %paths = (
    'integers'             => sub { PerlXS::Test::Scalar::signed(1) . PerlXS::Test::Scalar::signed('2') },
    'strings'              => sub { PerlXS::Test::Scalar::text($long) },
    'a tied argument'      => sub { PerlXS::Test::Scalar::text($$tied) },
    'a dying argument'     => sub { eval { PerlXS::Test::Scalar::text($$dying) } },
    'a dying overload'     => sub { eval { PerlXS::Test::Scalar::signed($overloaded) } },
    'a refused argument'   => sub { eval { PerlXS::Test::Scalar::text([]) } },
    'a usage text'         => sub { eval { &PerlXS::Test::Scalar::text() } },
    'an exception'         => sub { eval { PerlXS::Test::Boundary::raise($object) } },
    'a panic'              => sub { eval { PerlXS::Test::Boundary::panic('x') } },
    'contained code'       => sub { PerlXS::Test::Boundary::protect() },
    'a callback'           => sub { $nest->(sub { (1, 2) }, 3) },
    'a dying callback'     => sub { eval { PerlXS::Test::Callback::void($callback) } },
    'a new callback'       => sub { my $thing = PerlXS::Test::Thing::make(1); $thing->on_free(sub { }) },
    'an object'            => sub { PerlXS::Test::Thing::make(1)->again },
    'a destroyed object'   => sub { my $thing = PerlXS::Test::Thing::make(1); $thing->DESTROY },
    'an object in use'     => sub { my $thing = PerlXS::Test::Thing::make(1); $thing->value_after(sub { undef $thing }) },
    'a changed argument'   => sub { my $text = $long; $text .= 'x'; PerlXS::Test::Boundary::text_after($text, sub { $text = 'y' }) },
    'a list'               => sub { PerlXS::Test::List::numbers($list) },
    'a refused list'       => sub { eval { PerlXS::Test::List::numbers([ 1, [] ]) } },
    'a hash'               => sub { PerlXS::Test::Hash::pairs($hash) },
    'a record'             => sub { PerlXS::Test::Hash::record(1, 'x', 2) },
    'a buffer'             => sub { my $buffer; PerlXS::Test::Buffer::fill($buffer, $long, 1000) },
    'a scope'              => sub { PerlXS::Test::Boundary::scope(sub { ({}, []) }) },
);

for my $name (sort keys %paths) {
    my $path = $paths{$name};
    $path->() for 1 .. $rounds / 10;
    my $before = resident();
    $path->() for 1 .. $rounds;
    cmp_ok resident() - $before, '<', 300, "$name: as much memory after $rounds rounds as before";
}

done_testing;
