use PerlXS::Checks;
use Test::More 0.96;

# How a child ends that loads the module in that way.
sub loads {
    my ($program) = @_;
    my @command = ($^X, (map {"-I$_"} @INC), '-e', $program);
    my $pid = open my $out, '-|';
    defined $pid or die "fork: $!";
    if (!$pid) { open STDERR, '>&', \*STDOUT or die; exec { $command[0] } @command or die }
    local $/ = undef;
    return scalar <$out>;
}

subtest 'versions' => sub {
    my $load = 'require XSLoader; eval { XSLoader::load("PerlXS::Test", @ARGV = %s); 1 } ? print "loaded\n" : print $@';
    is loads(sprintf $load, "'0.1'"), "loaded\n", 'the same';
    is loads(sprintf $load, "'0.10'"), "loaded\n", 'the same, written in another way';
    like loads(sprintf $load, "'0.2'"), qr/^PerlXS::Test object version 0\.1 does not match bootstrap parameter 0\.2 at/, 'another';
    is loads('$PerlXS::Test::VERSION = "0.1"; require XSLoader; XSLoader::load("PerlXS::Test"); print "loaded\n"'), "loaded\n", 'the same in $VERSION';
    like loads('$PerlXS::Test::VERSION = "3"; require XSLoader; XSLoader::load("PerlXS::Test")'), qr/object version 0\.1 does not match/, 'another in $VERSION';
    is loads('require XSLoader; XSLoader::load("PerlXS::Test"); print "loaded\n"'), "loaded\n", 'none';
    like loads('use version; require XSLoader; XSLoader::load("PerlXS::Test", version->declare("v0.2"))'), qr/does not match/, 'a version object';
};

subtest 'packages that do not take it' => sub {
    like loads('use Hash::Util; $PerlXS::Test::Constant::x = 1; Hash::Util::lock_keys(%PerlXS::Test::Constant::); eval { require PerlXS::Test; 1 } or print "refused: $@"; END { print "ended\n" }'),
        qr/^refused: Attempt to access disallowed key 'ZERO' in a restricted hash.*^ended$/ms, 'a locked package';
    like loads('BEGIN { $SIG{__WARN__} = sub { die "handler: @_" }; $^W = 1 } sub PerlXS::Test::Scalar::text { } eval { require PerlXS::Test; 1 } or print "refused: $@"'),
        qr/^refused: handler: Subroutine PerlXS::Test::Scalar::text redefined/, 'a handler of warnings that dies';
};

subtest 'under the debugger' => sub {
    local $ENV{PERLDB_OPTS} = 'NonStop=1 noTTY';
    local $ENV{PERL5DB} = 'package DB; sub DB {} sub sub { no strict "refs"; &$DB::sub }';
    my ($status, $out) = child('my $x = PerlXS::Test::Thing::make(3); print PerlXS::Test::Boundary::nest(sub { $x->value }), "\n"; $x->DESTROY; eval { $x->value }; print $@ =~ /gone/ ? "gone\n" : "no: $@\n"', '-d');
    is "$status $out", "0 3\ngone\n", 'calls, callbacks and DESTROY';
};

done_testing;
