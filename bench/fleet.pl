#!/usr/bin/perl
# What examples/fleet.pl needs for many hosts that are far away, some of which never answer: see bench/README.
use strict;
use warnings;
use FindBin;
use lib map { "$FindBin::Bin/$_" } qw(lib ../t/lib ../examples/lib ../blib/lib ../blib/arch);
use Bench::Proxy;
use Getopt::Long;
use Sys::Virt;
use Sys::Virt::Async;
use SysVirtDaemon;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my $USAGE = <<'TEXT';
usage: bench/fleet.pl [options]
  --hosts N         that answer (default 195)
  --silent N        that never do (default 5)
  --daemons N       how many libvirtd the hosts are (default 4)
  --delay MS        of the line, each way (default 20)
  --timeout S       for each host (default 5)
  --rounds N        then ask one of the hosts so often, and look at the silent ones (default 1000)
TEXT

my %option = (hosts => 195, silent => 5, daemons => 4, delay => 20, timeout => 5, rounds => 1000);
GetOptions(\%option, 'hosts=i', 'silent=i', 'daemons=i', 'delay=f', 'timeout=f', 'rounds=i', 'help') or die $USAGE;
if ($option{help}) { print $USAGE; exit }
$| = 1;

# The subs of the example, which runs only when it is the program.
require "$FindBin::Bin/../examples/fleet.pl";

# What the system says of this process.
sub status {
    open my $file, '<', '/proc/self/status' or die $!;
    my %found = map { /^(\w+):\s+(\d+)/ ? ($1 => $2) : () } <$file>;
    opendir my $files, '/proc/self/fd' or die $!;
    $found{Files} = grep { !/^\./ } readdir $files;
    return %found;
}

sub seconds {
    my $code = shift;
    my $start = clock_gettime(CLOCK_MONOTONIC);
    $code->();
    return clock_gettime(CLOCK_MONOTONIC) - $start;
}

# Asks these; gives how many answered.
sub round {
    my ($timeout, @uris) = @_;
    my @answers = map { ask($_)->timeout($timeout) } @uris;
    return scalar grep { !defined $_ } map { host($uris[$_], $answers[$_], { warning => 80, critical => 95 })->{error} } 0 .. $#uris;
}

# A host of the test driver for each connection, and no limit that is smaller than what is asked of a daemon.
my @daemons = map {
    SysVirtDaemon->new(conf => "max_clients = 5000\nmax_anonymous_clients = 5000\nmax_queued_clients = 5000\nmax_workers = 20\n")
} 1 .. $option{daemons};
my $count = 0;
my @lines = map {
    my $path = "$_->{dir}/line";
    my $proxy = Bench::Proxy->new(path => $path, target => $_->socket, delay => $option{delay} / 1000);
    [ $proxy, "test+unix:///default?socket=$path" ];
} @daemons;
my $hung = Bench::Proxy->new(path => "$daemons[0]{dir}/hung");
my $silent = "test+unix:///default?socket=$daemons[0]{dir}/hung";
my @uris = map { $lines[ $_ % @lines ][1] } 1 .. $option{hosts};

my %before = status();
my $one = seconds(sub { round(30, $uris[0]) });
my ($answered, $most) = (0, 0);
my $answering = seconds(sub { $answered = round(30, @uris) });
die "$answered of $option{hosts} have answered\n" if $answered != $option{hosts};
my $with_silent = seconds(sub {
    my @all = (@uris, ($silent) x $option{silent});
    my @answers = map { ask($_)->timeout($option{timeout}) } @all;
    Sys::Virt::Async->wait(0.01) until $answers[-1]->is_ready || do { my %now = status(); $most = $now{Threads} if $most < $now{Threads}; 0 };
    $answered = grep { $_->await->is_done } @answers;
});
die "$answered of $option{hosts} have answered\n" if $answered != $option{hosts};
printf "%-62s %8.0f ms\n", "one host, $option{delay} ms each way", 1000 * $one;
printf "%-62s %8.0f ms\n", "$option{hosts} hosts at once", 1000 * $answering;
printf "%-62s %8.0f ms\n", "and $option{silent} that never answer, for which it waits $option{timeout} s", 1000 * $with_silent;
printf "%-62s %8d\n", 'threads, at most', $most;

# What a connection that is kept costs.
my %apart = status();
my @kept = map { $_->get } map { Sys::Virt->async->new(uri => $_) } @uris;
my %with = status();
printf "%-62s %8.1f KiB, %.2f descriptors\n", 'a connection that stays open, in this process',
    ($with{VmRSS} - $apart{VmRSS}) / @kept, ($with{Files} - $apart{Files}) / @kept;
undef @kept;

# Again and again, as a monitor does. libvirt cannot be told to give up a connection that it opens: a monitor keeps the
# attempt, and makes no second one.
if ($option{rounds}) {
    my @attempts = map { Sys::Virt->async->new(uri => $silent) } 1 .. $option{silent};
    my $again = sub {
        round(30, $uris[0]);
        $_->is_ready and die "a host that never answers has answered\n" for @attempts;
    };
    $again->() for 1 .. 50;
    my %first = status();
    $again->() for 1 .. $option{rounds};
    my %last = status();
    printf "%-62s %+8d KiB, %d threads, %+d descriptors\n", "after $option{rounds} rounds of one host and those that are silent",
        $last{VmRSS} - $first{VmRSS}, $last{Threads}, $last{Files} - $first{Files};
}
