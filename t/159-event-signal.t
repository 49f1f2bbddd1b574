# Signals while the default loop waits: their handlers run at once, and may die.

use strict;
use warnings;

use lib 't/lib';

use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time ualarm);
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

# Set before the loop is there, as programs do.
my @got;
$SIG{USR1} = sub { push @got, 'USR1' };

Sys::Virt::Event::register_default();

# Sends signals to this process from another, each after so many seconds.
sub later {
    my @signals = @_;
    my $parent = $$;
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    while (my ($seconds, $signal) = splice @signals, 0, 2) {
        sleep $seconds;
        kill $signal => $parent;
    }
    POSIX::_exit(0);
}

# Runs the loop until something has come: in how many seconds.
sub seconds_until (&) {
    my $done = shift;
    my $start = time;
    Sys::Virt::Event::run_default() until $done->() || time - $start > 10;
    return time - $start;
}

subtest 'a handler' => sub {
    my $pid = later(0.2 => 'USR1');
    cmp_ok seconds_until { @got }, '<', 5, 'is run, though no event comes';
    is_deeply \@got, ['USR1'], 'once';
    waitpid $pid, 0;
};

subtest 'a handler that is set later' => sub {
    local $SIG{USR2} = sub { push @got, $_[0] };
    @got = ();
    my $pid = later(0.2 => 'USR2');
    cmp_ok seconds_until { @got }, '<', 5, 'is run as well';
    is_deeply \@got, ['USR2'], 'with the name of the signal';
    waitpid $pid, 0;
};

subtest 'a handler of POSIX::sigaction' => sub {
    for my $flags (0, POSIX::SA_SIGINFO()) {
        @got = ();
        my $action =
            POSIX::SigAction->new(sub { push @got, $_[0] }, POSIX::SigSet->new, $flags | POSIX::SA_RESTART());
        $action->safe(1);
        my $old = POSIX::SigAction->new;
        POSIX::sigaction(POSIX::SIGUSR2(), $action, $old);
        my $pid = later(0.2 => 'USR2');
        cmp_ok seconds_until { @got }, '<', 5, "is run (flags $flags)";
        POSIX::sigaction(POSIX::SIGUSR2(), $old);
        waitpid $pid, 0;
    }
};

subtest 'alarm with a handler that dies' => sub {
    my $start = time;
    my $error = exception {
        local $SIG{ALRM} = sub { die "timeout\n" };
        ualarm 200_000;
        Sys::Virt::Event::run_default() while time - $start < 10;
    };
    is $error, "timeout\n", 'ends the wait';
    cmp_ok time - $start, '<', 5, 'in time';

    my $object = { code => 42 };
    is exception {
        local $SIG{ALRM} = sub { die $object };
        ualarm 100_000;
        Sys::Virt::Event::run_default() while time - $start < 10;
    }, $object, 'with an object';
    alarm 60;
};

subtest 'a signal during a callback' => sub {
    local $SIG{ALRM} = sub { die "busy\n" };
    my $timer =
        Sys::Virt::Event::add_timeout(0, sub { ualarm 50_000; my $end = time + 5; 1 while time < $end });
    is exception { Sys::Virt::Event::run_default() }, "busy\n", 'is the exception of the callback';
    Sys::Virt::Event::remove_timeout($timer);
    alarm 60;
};

subtest 'exit in a handler' => sub {
    is perl_output(<<'PERL'), 'exit ' . (7 << 8), 'takes effect';
use Sys::Virt; use Sys::Virt::Event; use Time::HiRes 'ualarm';
Sys::Virt::Event::register_default();
$SIG{ALRM} = sub { exit 7 };
ualarm 100_000;
Sys::Virt::Event::run_default() while 1;
PERL
};

subtest 'many signals' => sub {
    @got = ();
    my $parent = $$;
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        for (1 .. 500) { kill USR1 => $parent; sleep 0.0005 }
        kill USR2 => $parent;
        POSIX::_exit(0);
    }
    my $over;
    local $SIG{USR2} = sub { $over = 1 };
    cmp_ok seconds_until { $over }, '<', 8, 'none is lost on the way to sleep';
    cmp_ok scalar @got, '>', 1, 'they come';
    waitpid $pid, 0;
};

subtest 'no signal' => sub {
    my $rounds = 0;
    my $done;
    my $timer = Sys::Virt::Event::add_timeout(500, sub { $done = 1 });
    until ($done) { Sys::Virt::Event::run_default(); $rounds++ }
    Sys::Virt::Event::remove_timeout($timer);
    cmp_ok $rounds, '<', 10, 'the loop sleeps';
};

subtest 'a child process' => sub {
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        my $done;
        $SIG{ALRM} = sub { $done = 1 };
        ualarm 100_000;
        my $start = time;
        Sys::Virt::Event::run_default() until $done || time - $start > 5;
        POSIX::_exit($done ? 0 : 1);
    }
    waitpid $pid, 0;
    is $?, 0, 'has signals of its own';
};

# A child that has closed all file descriptors, and opened others: what it has open now must stay open and empty. (All but
# libvirt's own, which writes to it whatever it is.)
sub is_libvirts { return (readlink "/proc/self/fd/$_[0]" // '') =~ /eventfd/ }

subtest 'a child process that closes everything' => sub {
    pipe my $reader, my $writer or die "pipe: $!";
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        my $keep = fileno $writer;
        POSIX::close($_) for grep { $_ != $keep && !is_libvirts($_) } 3 .. 100;
        my @files = map { open my $file, '+>', undef or POSIX::_exit(1); $file } 1 .. 12;
        my $done = 0;
        $SIG{ALRM} = sub { $done++ };
        for my $round (1 .. 3) {
            ualarm 50_000;
            my $start = time;
            Sys::Virt::Event::run_default() until $done == $round || time - $start > 5;
        }
        my @lost = grep { -s $files[$_] || !defined syswrite $files[$_], 'x' } 0 .. $#files;
        syswrite $writer, "$done rounds, lost: @lost";
        POSIX::_exit(0);
    }
    close $writer;
    is do { local $/; <$reader> }, '3 rounds, lost: ', 'keeps what it has opened since';
    waitpid $pid, 0;
    @got = ();
    $pid = later(0.2 => 'USR1');
    cmp_ok seconds_until { @got }, '<', 5, 'and its parent is woken up as before';
    waitpid $pid, 0;
};

subtest 'a process that closes everything' => sub {
    is perl_output(<<'PERL'), "lost: \nexit 0", 'keeps what it has opened since';
use Sys::Virt; use Sys::Virt::Event; use Time::HiRes 'ualarm'; use POSIX ();
Sys::Virt::Event::register_default();
my $done = 0; $SIG{ALRM} = sub { $done++ };
ualarm 50_000; Sys::Virt::Event::run_default() until $done;
POSIX::close($_) for grep { (readlink "/proc/self/fd/$_" // '') !~ /eventfd/ } 3 .. 100;
my @files = map { open my $file, '+>', undef or die; $file } 1 .. 12;
Sys::Virt::Event::add_timeout(10, sub { kill ALRM => $$ });
Sys::Virt::Event::run_default() until $done > 3;
print 'lost: ', join(' ', grep { -s $files[$_] || !defined syswrite $files[$_], 'x' } 0 .. $#files), "\n";
PERL
};

# A handler that runs at once may leave the wait by a jump: the next wait is as the first.
subtest 'a handler that dies at once' => sub {
    is perl_output(<<'PERL'), "jumped\njumped\nwoken 1\nexit 0", 'leaves the loop in order';
use Sys::Virt; use Sys::Virt::Event; use Time::HiRes qw(time ualarm); use POSIX ();
Sys::Virt::Event::register_default();
Sys::Virt::Event::add_timeout(10_000, sub { });
for (1 .. 2) {
    eval {
        POSIX::sigaction(POSIX::SIGALRM(), POSIX::SigAction->new(sub { die "jumped\n" }));
        ualarm 100_000; Sys::Virt::Event::run_default() while 1;
    };
    print $@;
}
my $woken = 0; $SIG{ALRM} = sub { $woken++ };
my $start = time; ualarm 100_000; Sys::Virt::Event::run_default() until $woken;
print 'woken ', time - $start < 5 ? 1 : 0, "\n";
PERL
};

done_testing;
