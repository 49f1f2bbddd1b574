use PerlXS::Checks;
use Config;
use Test::More 0.96;

plan skip_all => 'no fork' if !$Config{d_fork};

# What the code prints in a child of this process, and how that ended.
sub in_child {
    my ($code) = @_;
    my $pid = open my $out, '-|';
    defined $pid or die "fork: $!";
    if (!$pid) { $| = 1; print $code->(); exit 0 }
    my $text = do { local $/ = undef; <$out> } // '';
    close $out;
    return "$? $text";
}

is PerlXS::Test::Fork::generation(), 0, 'the process that loaded the module';
is in_child(sub { PerlXS::Test::Fork::generation() }), '0 1', 'its child';
is in_child(sub { in_child(sub { PerlXS::Test::Fork::generation() }) }), '0 0 2', 'its grandchild';
is PerlXS::Test::Fork::generation(), 0, 'and itself, still';

my $thing = PerlXS::Test::Thing::make(5);
is in_child(sub { my @before = PerlXS::Test::Thing::counts(); undef $thing; my @after = PerlXS::Test::Thing::counts(); $after[2] - $before[2] }), '0 0',
    'a child forgets an inherited object, and does not release it';
is in_child(sub { my @before = PerlXS::Test::Thing::counts(); $thing->DESTROY; my @after = PerlXS::Test::Thing::counts(); $after[2] - $before[2] }), '0 0', 'nor by DESTROY';
is in_child(sub { my @before = PerlXS::Test::Thing::counts(); my $mine = PerlXS::Test::Thing::make(1); undef $mine; my @after = PerlXS::Test::Thing::counts(); $after[2] - $before[2] }), '0 1',
    'but releases one of its own';
is in_child(sub { my @before = PerlXS::Test::Thing::counts(); my $again = $thing->again; undef $again; my @after = PerlXS::Test::Thing::counts(); $after[2] - $before[2] }), '0 1',
    'and a reference that it took itself';
is in_child(sub { $thing->value }), '0 5', 'an inherited object can be asked';
is in_child(sub { PerlXS::Test::Boundary::nest(sub {'callback'}) }), '0 callback', 'a callback';
is in_child(sub { my $id = PerlXS::Test::Callback::register(sub {'own'}); PerlXS::Test::Callback::scalar($id) }), '0 own', 'a callback of its own';
my $id = PerlXS::Test::Callback::register(sub {'inherited'});
is in_child(sub { PerlXS::Test::Callback::scalar($id) }), '0 inherited', 'an inherited callback';

PerlXS::Test::Boundary::nest(sub {
    my $pid = fork // die "fork: $!";
    exit 7 if !$pid;
    waitpid $pid, 0;
    is $? >> 8, 7, 'a child that is made in a callback and ends there';
});
is $thing->value, 5, 'the parent\'s object is as good as ever';
my @before = PerlXS::Test::Thing::counts();
undef $thing;
is +(PerlXS::Test::Thing::counts())[2] - $before[2], 1, 'and is released by the parent';

done_testing;
