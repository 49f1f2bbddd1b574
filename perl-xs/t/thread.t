use strict;
use warnings;
use Config;

BEGIN {
    if (!$Config{useithreads}) {
        require Test::More;
        Test::More::plan(skip_all => 'this perl has no threads');
    }
}
use threads;
use PerlXS::Checks;
use Test::More 0.96;

my $object = bless { text => 'mine' }, 'Exception';

# What the code returns in a thread, as a list.
sub in_thread { my ($code) = @_; return threads->create({ context => 'list' }, $code)->join }

subtest 'handles are cloned' => sub {
    my $thing = PerlXS::Test::Thing::make(5);
    is_deeply [ in_thread(sub { ($thing->value, $thing->references) }) ], [ 5, 2 ], 'a live object with a reference of its own';
    is $thing->references, 1, 'which the thread gives back';
    is_deeply [ in_thread(sub { $thing->set(6); undef $thing; 1 }) ], [1], 'a thread lets go of its object';
    is $thing->value, 6, 'and the parent\'s lives';
    in_thread(sub { $thing->DESTROY });
    is $thing->value, 6, 'also after a DESTROY';
    my $alive = threads->create(sub { my $value = 0; $value += $thing->value for 1 .. 1000; $value });
    undef $thing;
    is $alive->join, 6000, 'a thread keeps what the parent lets go of';
    is PerlXS::Test::Thing::alive(), 0, 'in the end it is freed';
    $thing = PerlXS::Test::Thing::make(7);
    is in_thread(sub { in_thread(sub { in_thread(sub { $thing->value }) }) }), 7, 'clones of clones';
    my ($made) = in_thread(sub { PerlXS::Test::Thing::make(8) });
    is $made->value, 8, 'an object that a thread returns';
    my ($same) = in_thread(sub { $thing });
    is $same->value, 7, 'one that went there and back';
    undef $same;
    PerlXS::Test::Thing::refuse(1);
    raises sub { my ($result) = in_thread(sub { eval { $thing->value } || $@ }); die $result }, qr/^the thing is gone/, 'a reference that the library refuses';
    PerlXS::Test::Thing::refuse(0);
    is $thing->value, 7, 'leaves the parent\'s alone';
    my $gone = PerlXS::Test::Thing::make(1);
    $gone->DESTROY;
    like +(in_thread(sub { eval { $gone->value } || $@ }))[0], qr/^the thing is gone/, 'one that was let go of before';
    undef $thing;
    undef $made;
    is PerlXS::Test::Thing::alive(), 0, 'nothing is left';
    { package Skipped; our @ISA = 'PerlXS::Test::Thing'; sub CLONE_SKIP {1} }
    my $skipped = Skipped->new(1);
    is_deeply [ in_thread(sub { ref \$skipped, defined $$skipped ? 1 : 0 }) ], [ 'REF', 0 ], 'CLONE_SKIP';
    undef $skipped;
    is PerlXS::Test::Thing::alive(), 0, 'leaves nothing behind';
};

subtest 'everything works in a thread' => sub {
    is_deeply [ in_thread(sub { (PerlXS::Test::Scalar::signed(5), PerlXS::Test::Hash::record(1, 'x')->{text}, PerlXS::Test::List::range(3)) }) ], [ 5, 'x', 0, 1, 2 ], 'calls and records';
    is_deeply [ in_thread(sub { ref PerlXS::Test::Thing::make(1) }) ], ['PerlXS::Test::Thing'], 'objects';
    is_deeply [ in_thread(sub { eval { PerlXS::Test::Boundary::nest(sub { die "x\n" }) }; $@ }) ], ["x\n"], 'exceptions';
    is_deeply [ in_thread(sub { my $thing = PerlXS::Test::Thing::make(1); $thing->DESTROY; eval { $thing->value }; $@ =~ /gone/ ? 1 : 0 }) ], [1], 'DESTROY';
    is_deeply [ in_thread(sub { PerlXS::Test::Constant::SMALL() }) ], [7], 'constants';
    my @threads = map { my $n = $_; threads->create(sub { my $sum = 0; for (1 .. 2000) { my $thing = PerlXS::Test::Thing::make($n); $sum += PerlXS::Test::Boundary::nest(sub { $thing->value }) } $sum }) } 1 .. 4;
    is_deeply [ map { $_->join } @threads ], [ map { 2000 * $_ } 1 .. 4 ], 'four at once';
    is PerlXS::Test::Thing::alive(), 0, 'and nothing is left';
    my ($status, $out) = child('use threads; threads->create(sub { PerlXS::Test::Boundary::nest(sub { threads->exit }); print "not reached\n" })->join; print "joined\n"');
    is "$status $out", "0 joined\n", 'threads->exit in a callback';
    ($status, $out) = child('use threads; my $t = PerlXS::Test::Thing::make(1); threads->create(sub { PerlXS::Test::Boundary::nest(sub { exit 3 }) })->join; print "not reached\n"');
    is $status, 3, 'exit in a callback of a thread';
    ($status, $out) = child('use threads; PerlXS::Test::Boundary::nest(sub { threads->create(sub { PerlXS::Test::Boundary::nest(sub { print "inner\n" }) })->join }); print PerlXS::Test::live(), "\n"');
    is "$status $out", "0 inner\n0\n", 'a thread that is made in a callback';
    ($status, $out) = child('use threads; threads->create(sub { require PerlXS::Test; print PerlXS::Test::Scalar::signed(5), "\n" })->join; print PerlXS::Test::Scalar::signed(6), "\n"');
    is "$status $out", "0 5\n6\n", 'threads and the main program';
};

subtest 'the module loaded in a thread only' => sub {
    my @command = ($^X, (map {"-I$_"} @INC), '-e');
    my $run = sub { my ($program) = @_; my $pid = open my $out, '-|'; if (!$pid) { open STDERR, '>&', \*STDOUT; exec @command, $program } local $/ = undef; my $text = <$out>; close $out; return "$? $text" };
    is $run->('use threads; $| = 1; threads->create(sub { require PerlXS::Test; print PerlXS::Test::Scalar::signed(5), "\n" })->join; require PerlXS::Test; print PerlXS::Test::Scalar::signed(6), "\n"'), "0 5\n6\n", 'and then in the main program';
    is $run->('use threads; $| = 1; my ($thing) = threads->create({ context => "list" }, sub { require PerlXS::Test; PerlXS::Test::Thing::make(5) })->join; print ref $thing, "\n"; undef $thing; print "freed\n"'),
        "0 PerlXS::Test::Thing\nfreed\n", 'an object that comes to a program without it';
    is $run->('use threads; $| = 1; my ($thing, $code) = threads->create({ context => "list" }, sub { require PerlXS::Test; (PerlXS::Test::Thing::make(5), \&PerlXS::Test::Thing::value) })->join; print $code->($thing), "\n"'),
        "0 5\n", 'and a sub';
    is $run->('use threads; $| = 1; for (1 .. 3) { threads->create(sub { require PerlXS::Test; my $t = PerlXS::Test::Thing::make(5); our $x = $t; $t->value })->join } print "done\n"'), "0 done\n", 'several times';
};

subtest 'a callback is run by its owner only' => sub {
    my $ran = 0;
    my $id = PerlXS::Test::Callback::register(sub { $ran++; 'ran' });
    is_deeply [ in_thread(sub { PerlXS::Test::Callback::scalar($id) }) ], [undef], 'not by another interpreter';
    is $ran, 0, 'not at all';
    is PerlXS::Test::Callback::scalar($id), 'ran', 'but by its own';
    my ($other) = in_thread(sub { PerlXS::Test::Callback::register(sub {'thread'}) });
    is PerlXS::Test::Callback::scalar($other), undef, 'nor after its interpreter has ended';
    my @later = map { in_thread(sub { PerlXS::Test::Callback::scalar($other) }) } 1 .. 5;
    is_deeply \@later, [ (undef) x 5 ], 'even by one that came in its place';
    ok PerlXS::Test::Callback::free($other), 'it can be dropped';
    ok +(in_thread(sub { PerlXS::Test::Callback::free($id) }))[0], 'from anywhere';
    is PerlXS::Test::Thread::elsewhere(sub { $ran++ }), 0, 'a thread that is none of Perl\'s does not run it';
    is $ran, 1, 'really not';
    is_deeply [ PerlXS::Test::Thread::drop_elsewhere(sub { $ran++ }) ], [], 'it may drop it';
};

subtest 'a clone is its own while its parent is cloned' => sub {
    my ($status, $out) = child(q{
        use threads;
        our $thing = PerlXS::Test::Thing::make(3);
        sub Early::CLONE { print PerlXS::Test::Hash::record(1, 'clone')->{text}, $thing->value, ref PerlXS::Test::Thing::make(1), PerlXS::Test::Boundary::nest(sub { 'nested' }), "\n" }
        threads->create(sub { print PerlXS::Test::Hash::record(1, 'thread')->{text}, "\n" })->join;
        print PerlXS::Test::Hash::record(1, 'main')->{text}, "\n";
    });
    is "$status $out", "0 clone3PerlXS::Test::Thingnested\nthread\nmain\n", 'in CLONE of another package';
    ok !PerlXS::Test->can('CLONE'), 'the module has no CLONE of its own';
};

done_testing;
