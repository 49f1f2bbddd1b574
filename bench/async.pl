#!/usr/bin/perl
# What calls that do not block cost and bring, beside the same calls made one after another, in one run: see bench/README.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib", "$FindBin::Bin/../t/lib", "$FindBin::Bin/../blib/lib", "$FindBin::Bin/../blib/arch";
use Bench::Proxy;
use Bench::Run;
use Getopt::Long;
use List::Util qw(max min);
use Sys::Virt;
use Sys::Virt::Async;
use SysVirtDaemon;
use SysVirtGuest;
use SysVirtTest ();
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my $USAGE = <<'TEXT';
usage: bench/async.pl [options]
  --only NAME       local, latency, hosts or migration (repeatable)
  --calls N         on the slow connection (default 1000)
  --hosts N         that are asked (default 100)
  --delay MS        of a slow line, each way (default 5)
  --far MS          of the line to the host that is far away (default 50)
  --rounds N        default 5
TEXT

my %option = (calls => 1000, hosts => 100, delay => 5, far => 50, rounds => 5);
GetOptions(\%option, 'only=s@', 'calls=i', 'hosts=i', 'delay=f', 'far=f', 'rounds=i', 'help') or die $USAGE;
if ($option{help}) { print $USAGE; exit }
$| = 1;
alarm 0;    # that of the tests' module

# The seconds of a sub.
sub seconds {
    my $code = shift;
    my $start = clock_gettime(CLOCK_MONOTONIC);
    $code->();
    return clock_gettime(CLOCK_MONOTONIC) - $start;
}

# The seconds of each sub, of as many rounds, in which they take turns: [ best, median ].
sub compare {
    my @subs = @_;
    my @took = map { [] } @subs;
    for my $round (1 .. $option{rounds}) {
        push @{ $took[$_] }, seconds($subs[$_]) for $round % 2 ? 0 .. $#subs : reverse 0 .. $#subs;
    }
    return map { [ min(@$_), Bench::Run::median(@$_) ] } @took;
}

sub row {
    my ($what, $format, $figures) = @_;
    printf "%-58s best $format  median $format\n", $what, @$figures;
    return;
}

# Starts calls until there were so many, of which so many are on their way at a time.
sub keep_going {
    my ($start, $total, $at_once) = @_;
    my $done = Sys::Virt::Future->new;
    my ($started, $ended) = (0, 0);
    my $next;
    $next = sub {
        return if $started++ >= $total;
        my $future = $start->();
        $future->on_ready(sub {
            $_[0]->get;
            ++$ended == $total ? $done->done : $next->();
        });
    };
    $next->() for 1 .. $at_once;
    $done->get;
    undef $next;
    return;
}

# One call on the test driver, in this process.
sub local_calls {
    my $domain = Sys::Virt->new(uri => 'test:///default')->get_domain_by_name('test');
    my $async = $domain->async;
    my $count = 20_000;
    my ($blocking, $single, $many) = compare(
        sub { $domain->get_info for 1 .. $count },
        sub { $async->get_info->get for 1 .. $count },
        sub { keep_going(sub { $async->get_info }, $count, 100) },
    );
    my $each = sub { [ map { $_ / $count * 1e6 } @{ $_[0] } ] };
    row('local: a blocking call, us', '%7.2f', $each->($blocking));
    row('local: a call there and back, us', '%7.2f', $each->($single));
    row('local: 100 on their way, calls a second', '%7.0f', [ map { $count / $_ } @$many ]);
    return;
}

# A daemon of our own.
sub daemon {
    my @limits = qw(max_clients max_queued_clients max_anonymous_clients);
    return SysVirtDaemon->new(conf => join '', map { "$_ = 500\n" } @limits);
}

# A line to it of so many milliseconds each way, and the URI there.
sub line {
    my ($daemon, $name, $delay) = @_;
    my $path = "$daemon->{dir}/$name";
    my @target = defined $delay ? (target => $daemon->socket, delay => $delay / 1000) : ();
    return Bench::Proxy->new(path => $path, @target), "test+unix:///default?socket=$path";
}

# Many calls on one connection.
sub latency {
    my $daemon = daemon();
    my ($proxy, $uri) = line($daemon, 'slow', $option{delay});
    my $domain = Sys::Virt->new(uri => $uri)->get_domain_by_name('test');
    my $async = $domain->async;
    my $count = $option{calls};
    my ($blocking, $many) = compare(
        sub { $domain->get_info for 1 .. $count },
        sub { Future->needs_all(map { $async->get_info } 1 .. $count)->get },
    );
    my $millis = sub { [ map { $_ * 1000 } @{ $_[0] } ] };
    row("latency: $count calls one by one, ms", '%7.0f', $millis->($blocking));
    row("latency: $count calls, $option{delay} ms each way, ms", '%7.0f', $millis->($many));
    row('latency: times as fast', '%7.1f', [ map { $blocking->[$_] / $many->[$_] } 0, 1 ]);
    return;
}

# Connects, lists and asks for figures: for the blocking side.
sub ask {
    my $conn = Sys::Virt->new(uri => shift);
    my @domains = $conn->list_all_domains;
    my @stats = $conn->get_all_domain_stats(0);
    die "no guest\n" unless @domains && @stats;
    return;
}

# The same as a future, of the seconds that it took.
sub ask_async {
    my $uri = shift;
    my $start = clock_gettime(CLOCK_MONOTONIC);
    my ($conn, @domains);
    return Sys::Virt->async->new(uri => $uri)->then(sub {
        $conn = shift;
        return $conn->async->list_all_domains;
    })->then(sub {
        @domains = @_;
        return $conn->async->get_all_domain_stats(0);
    })->then(sub {
        die "no guest\n" unless @domains && @_;
        return Future->done(clock_gettime(CLOCK_MONOTONIC) - $start);
    });
}

# Many hosts: one is far away, and one never answers.
sub hosts {
    my $daemon = daemon();
    my ($proxy, $uri) = line($daemon, 'slow', $option{delay});
    my ($far, $far_uri) = line($daemon, 'far', $option{far});
    my ($hung, $hung_uri) = line($daemon, 'hung');
    my $near = $option{hosts} - 2;
    my $limit = 3;
    my (@alone, @blocking, @total, @ratio, @late);
    for (1 .. $option{rounds}) {
        push @alone, seconds(sub { ask($far_uri) });
        push @blocking, seconds(sub { ask($_) for ($uri) x $near, $far_uri });
        my $start = clock_gettime(CLOCK_MONOTONIC);
        my $silent = ask_async($hung_uri)->timeout($limit)->else(sub { Future->done("$_[0]") });
        Future->needs_all(map { ask_async($_) } ($uri) x $near, $far_uri)->get;
        push @total, clock_gettime(CLOCK_MONOTONIC) - $start;
        push @ratio, $total[-1] / $alone[-1];
        $silent->get =~ /not done in time/ or die "the host that never answers has answered\n";
        push @late, clock_gettime(CLOCK_MONOTONIC) - $start;
    }
    my $millis = sub { [ 1000 * min(@_), 1000 * Bench::Run::median(@_) ] };
    row("hosts: one, $option{far} ms each way, alone, ms", '%7.0f', $millis->(@alone));
    row("hosts: it, and $near of $option{delay} ms, one by one, ms", '%7.0f', $millis->(@blocking));
    row('hosts: all these, and one that never answers, ms', '%7.0f', $millis->(@total));
    row('hosts: that, to the first alone', '%7.2f', [ min(@ratio), Bench::Run::median(@ratio) ]);
    row("hosts: the time limit of $limit s came after, ms", '%7.0f', $millis->(@late));
    return;
}

# A guest that writes to its memory while it moves from one daemon to another, as fast as it may be moved: for three seconds
# it is asked ten times a second how far it is, then it may stand still for as long as the rest takes.
sub migration {
    my ($qemu) = grep { -x } map { "$_/qemu-system-x86_64" } split /:/, $ENV{PATH};
    return print "migration: there is no qemu-system-x86_64\n" unless $qemu;
    my @daemons =
        map { SysVirtDaemon->new(conf => qq(host_uuid = "$_$_-1111-2222-3333-444444444444"\n)) } 'aaaa', 'bbbb';
    my @conns = map { Sys::Virt->new(uri => $_->uri('qemu', '/session')) } @daemons;
    my $disk = boot_disk("$daemons[0]{dir}/busy", 'busy');
    my $domain = $conns[0]->create_domain(SysVirtTest::domain_xml(
        name => "sys-virt-bench-$$",
        type => 'qemu',
        devices => "<emulator>$qemu</emulator><controller type='usb' model='none'/>$disk",
    ));
    my $at = 0;
    my $move = sub {
        my ($object) = @_;
        $at = 1 - $at;
        my %params = (
            Sys::Virt::Domain::MIGRATE_PARAM_URI, "unix://$daemons[$at]{dir}/migration",
            Sys::Virt::Domain::MIGRATE_PARAM_BANDWIDTH, 8,
        );
        return $object->migrate($conns[$at], \%params, Sys::Virt::Domain::MIGRATE_LIVE);
    };
    my (@blocking, @async, @rate, @gap);
    my $done = eval {
        for (1 .. $option{rounds}) {
            $domain->migrate_set_max_downtime(10_000);
            push @blocking, seconds(sub { $domain = $move->($domain) });
            $domain->migrate_set_max_downtime(1);
            my (@shown, $hurry);
            push @async, seconds(sub {
                my $future = $move->($domain->async);
                until ($future->is_ready) {
                    my $info = eval { $domain->get_job_info };    # it may just have gone
                    push @shown, clock_gettime(CLOCK_MONOTONIC) if $info && $info->{memTotal};
                    $domain->migrate_set_max_downtime(10_000)
                        if @shown && !$hurry && $shown[-1] - $shown[0] > 3 && ($hurry = 1);
                    Sys::Virt::Async->wait(0.1);
                }
                $domain = $future->get;
            });
            push @rate, @shown > 1 ? $#shown / ($shown[-1] - $shown[0]) : 0;
            push @gap, max(0, map { $shown[$_] - $shown[ $_ - 1 ] } 1 .. $#shown);
        }
        1;
    };
    my $error = $@;
    eval { $_->destroy } for map { $_->list_domains } @conns;
    die $error unless $done;
    my $figures = sub { [ min(@_), Bench::Run::median(@_) ] };
    row('migration: blocking, without, s', '%7.2f', $figures->(@blocking));
    row('migration: with progress, s', '%7.2f', $figures->(@async));
    row('migration: progress, times a second', '%7.1f', $figures->(@rate));
    row('migration: longest time between two, ms', '%7.0f', [ map { $_ * 1000 } @{ $figures->(@gap) } ]);
    return;
}

my @CASES =
    ([ local => \&local_calls ], [ latency => \&latency ], [ hosts => \&hosts ], [ migration => \&migration ]);
for my $case (@CASES) {
    my ($name, $code) = @$case;
    $code->() if !$option{only} || grep { $_ eq $name } @{ $option{only} };
}
