use PerlXS::Checks;
use File::Temp 'tempfile';
use POSIX ();
use Test::More 0.96;
use Time::HiRes qw(sleep time ualarm);

my $USR1 = POSIX::SIGUSR1();

# A program of its own, with the extension loaded after `$before`: what it prints, and how it ends.
sub program {
    my ($program, $before) = @_;
    my $pid = open my $out, '-|';
    defined $pid or die "fork: $!";
    if (!$pid) {
        exec $^X, (map {"-I$_"} grep { !ref } @INC), '-we', "use strict; \$| = 1; use POSIX (); ${\ ($before // '')}; require PerlXS::Checks; $program";
    }
    my $text = do { local $/ = undef; <$out> } // '';
    close $out;
    return "$text$?";
}

# Two kinds of handler: perl's usual ones run when it is between two operations, those of sigaction run at once.
my %kinds = (
    'noted' => sub { $SIG{USR1} = $_[0] },
    'noted, by sigaction' => sub {
        my $action = POSIX::SigAction->new($_[0]);
        $action->safe(1);
        POSIX::sigaction($USR1, $action);
    },
    'at once' => sub { POSIX::sigaction($USR1, POSIX::SigAction->new($_[0])) },
    'at once, with details' => sub { POSIX::sigaction($USR1, POSIX::SigAction->new($_[0], POSIX::SigSet->new, POSIX::SA_SIGINFO())) },
);

for my $kind (sort keys %kinds) {
    subtest "a handler that is called: $kind" => sub {
        my @got;
        $kinds{$kind}->(sub { push @got, $_[0] });
        PerlXS::Test::Signal::here($USR1);
        is_deeply \@got, ['USR1'], 'when it comes while the library runs';
        @got = ();
        PerlXS::Test::Signal::elsewhere($USR1);
        my $end = time + 5;
        sleep 0.01 until @got || time > $end;
        is_deeply \@got, ['USR1'], 'when it falls on a thread of the library';
        my $inside;
        $kinds{$kind}->(sub { $inside = PerlXS::Test::Boundary::nest(sub {'nested'}) });
        PerlXS::Test::Signal::here($USR1);
        is $inside, 'nested', 'and it may call the library';
    };
}
$SIG{USR1} = sub { };

subtest 'a handler that was there before' => sub {
    my $program = 'PerlXS::Test::Signal::elsewhere(POSIX::SIGUSR1()); sleep 1; print "alive\n"';
    is program($program, '$SIG{USR1} = sub { print "handled\n" }'), "handled\nalive\n0", 'noted';
    is program($program, 'POSIX::sigaction(POSIX::SIGUSR1(), POSIX::SigAction->new(sub { print "handled\n" }))'), "handled\nalive\n0",
        'at once';
    is program('my $pid = fork // die; if (!$pid) { ' . $program . '; exit } waitpid $pid, 0; exit $? >> 8', '$SIG{USR1} = sub { print "handled\n" }'),
        "handled\nalive\n0", 'in the child of a fork, too';
};

subtest 'more of a signal than perl counts' => sub {
    my $got = 0;
    local $SIG{USR1} = sub { $got++ };
    ok eval { PerlXS::Test::Signal::here($USR1, 500); 1 }, 'is no error while the library runs' or diag $@;
    is $got, 1, 'and calls the handler once';
};

subtest 'a fault' => sub {
    my $fault = 'PerlXS::Test::Signal::elsewhere(POSIX::SIGSEGV()); print "alive\n"';
    is program("\$SIG{SEGV} = sub { print qq(handled\n) }; $fault") & 0x7f, POSIX::SIGSEGV(), 'of a thread of the library ends the process';
};

subtest 'waiting' => sub {
    local $SIG{ALRM} = sub { };
    ualarm 100_000;
    my ($woken, $fd) = PerlXS::Test::Signal::wait(10);
    ok $woken, 'is ended by a signal';
    ok PerlXS::Test::Boundary::nest(sub { ualarm 100_000; (PerlXS::Test::Signal::wait(10))[0] }), 'in a callback, too';
    ($woken, $fd) = PerlXS::Test::Signal::wait(1);
    POSIX::close($fd);
    my ($file, $path) = tempfile(UNLINK => 1);
    POSIX::dup2(fileno $file, $fd);
    ualarm 100_000;
    PerlXS::Test::Signal::wait_again(1);
    is -s $path, 0, 'and nothing is written to what has the number of a file descriptor that was closed';
    POSIX::close($fd);
};

subtest 'SIGPIPE' => sub {
    my $own = 'pipe my $reader, my $writer; close $reader; syswrite $writer, "x"; print "alive\n"';
    is program('PerlXS::Test::Signal::write(); print "alive\n"'), POSIX::SIGPIPE(), 'ends the process where no guard is asked for';
    is program('PerlXS::Test::Signal::guard(); print PerlXS::Test::Signal::write(), "\n"; ' . $own), "1\n" . POSIX::SIGPIPE(),
        'is forgiven the library, and not the program';
    is program('PerlXS::Test::Signal::guard(); print PerlXS::Test::Signal::write_elsewhere(), "\n"'), "1\n0", 'on a thread of the library, too';
    is program('PerlXS::Test::Signal::guard(); PerlXS::Test::Boundary::nest(sub { ' . $own . ' }); print "alive\n"'), POSIX::SIGPIPE(),
        'not in a callback';
    is program('PerlXS::Test::Signal::guard(); PerlXS::Test::Boundary::nest(sub { local $SIG{PIPE} = "IGNORE"; 1 }); '
            . 'print PerlXS::Test::Signal::write(), "\n"'), "1\n0", 'also where Perl code has put the default back';
    is program('my $n = 0; $SIG{PIPE} = sub { $n++ }; print PerlXS::Test::Signal::write(), "$n\n"; ' . $own . '; print "$n\n"'), "10\nalive\n1\n0",
        'does not call a handler for what the library writes';
    is program('print PerlXS::Test::Signal::write_elsewhere(); ' . $own, '$SIG{PIPE} = sub { print "handled\n" }'), "1handled\nalive\n0",
        'not on a thread of the library';
};

done_testing;
