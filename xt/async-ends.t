# Ends of programs with calls on their way, many times each: no crash, no hang, the right exit status. SYS_VIRT_ENDS=1000 takes
# seven minutes.

use strict;
use warnings;

use lib 't/lib';

use Config;
use Test::More;
use Time::HiRes qw(sleep time);
use Sys::Virt;
use SysVirtDaemon;
use SysVirtTest;

plan skip_all => 'needs Future' unless eval { require Future; 1 };
need_daemon();
alarm 0;

my $RUNS = $ENV{SYS_VIRT_ENDS} || 40;
my @inc = map { "-I$_" } 't/lib', grep { !ref } @INC;

my $begin = <<'PERL';
use strict; use warnings;
use Sys::Virt; use Sys::Virt::Async; use SysVirtSilence 'silent_uri';
alarm 30;
my $conn = Sys::Virt->new(uri => 'test:///default');
my $dom = $conn->get_domain_by_name('test');
my $silent = silent_uri();
my @hang = map { Sys::Virt->async->new(uri => $silent) } 1 .. 2;
my @calls = map { ($dom->async->get_info, $conn->async->list_all_domains, $dom->async->get_xml_description) } 1 .. 10;
PERL

my %ends = (
    exit => [ 'exit 7;', 7 ],
    die => [ 'close STDERR; $SIG{__DIE__} = sub { $! = 9 }; die "the end\n";', 9 ],
    'fork and exit in the child' => [
        'my $pid = fork // die; exit 3 unless $pid; waitpid $pid, 0; exit($? == 3 << 8 ? 4 : 5);', 4
    ],
    'join of a thread' => [
        'threads->create(sub { my @own = map { $dom->async->get_info } 1 .. 20; Sys::Virt->async->new(uri => $silent); return })'
            . '->join; exit 6;',
        6
    ],
);
delete $ends{'join of a thread'} unless $Config{useithreads};

# Starts a program; its process.
sub started {
    my ($text, @given) = @_;
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    exec $^X, @inc, ($text =~ /threads->/ ? '-Mthreads' : ()), '-e', $text, @given or die "exec: $!";
}

# Runs it so many times, two at a time. What is not as expected, by status.
sub wrong {
    my ($text, $status) = @_;
    my (%running, %wrong);
    for my $run (1 .. $RUNS) {
        if (keys %running > 1) {
            my $ended = waitpid -1, 0;
            delete $running{$ended};
            $wrong{$?}++ if $? != $status << 8;
        }
        $running{ started($text) } = 1;
    }
    while (%running) {
        my $ended = waitpid -1, 0;
        delete $running{$ended};
        $wrong{$?}++ if $? != $status << 8;
    }
    return \%wrong;
}

for my $end (sort keys %ends) {
    my ($text, $status) = @{ $ends{$end} };
    my $start = time;
    is_deeply wrong($begin . $text, $status), {}, "$end, $RUNS times";
    note sprintf '%.1f ms each', 1000 * (time - $start) / $RUNS;
}

# One program, and a daemon that is killed again and again: each call comes to an end, and nothing is left of it.
my $killed = <<'PERL';
use strict; use warnings;
use Sys::Virt; use Sys::Virt::Async;
$| = 1;
my $uri = shift;
while (my $line = <STDIN>) {
    alarm 30;
    my $conn = Sys::Virt->new(uri => $uri);
    my $dom = $conn->get_domain_by_name('test');
    my @calls = map { ($dom->async->get_info, $conn->async->list_all_domains, $dom->async->get_xml_description) } 1 .. 20;
    my $more = Sys::Virt->async->new(uri => $uri);
    print "go\n";
    $_->await for @calls, $more;
    my @other = grep { !$_->is_done && !ref(($_->failure)[0]) } @calls, $more;
    print @other ? "other: @{[ $other[0]->failure ]}\n" : "done\n";
}
exit 8;
PERL

subtest "the daemon is killed, $RUNS times" => sub {
    my $daemon = SysVirtDaemon->new;
    pipe my $in, my $to or die $!;
    pipe my $from, my $out or die $!;
    my $pid = fork // die $!;
    if (!$pid) {
        open STDIN, '<&', $in or die $!;
        open STDOUT, '>&', $out or die $!;
        close $_ for $to, $from, $in, $out;
        exec $^X, @inc, '-e', $killed, $daemon->uri('test', '/default') or die $!;
    }
    close $in;
    close $out;
    my %came;
    for (1 .. $RUNS) {
        syswrite $to, "\n";
        my $go = <$from> // last;
        sleep rand 0.01;
        $daemon->stop('KILL');
        $came{ <$from> // 'nothing' }++;
        $daemon->start;
    }
    close $to;
    waitpid $pid, 0;
    is $? >> 8, 8, 'the program ends as it wants' or diag "status $?";
    is_deeply \%came, { "done\n" => $RUNS }, 'each call came to its end';
};

done_testing;
