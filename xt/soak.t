# Programs that make all kinds of calls while their daemon is killed again and again: none dies of it, none hangs, and each
# ends with the exit status that it chose. SIGPIPE does what it does by default.
#   SYS_VIRT_SOAK_MINUTES=10 perl -Mblib xt/soak.t      for that long; without: half a minute

use strict;
use warnings;

use lib 't/lib';

use List::Util 'sum';
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtDaemon;
use SysVirtLoop;
use SysVirtTest;

plan skip_all => 'needs libvirtd' unless SysVirtDaemon::program();

# How a program ends that has come through.
use constant STATUS => 7;

# No call takes longer than that, in seconds.
use constant LONGEST => 30;

my $seconds = 60 * ($ENV{SYS_VIRT_SOAK_MINUTES} || 0.5);
alarm $seconds + 4 * LONGEST;

# What the programs have: a connection, what was opened on it, and a loop.
our ($conn, $dom, $net, $pool, $loop);
my $events = 0;

my @CALLS = (
    sub { $dom->get_info },
    sub { $dom->get_xml_description },
    sub { $dom->suspend; $dom->resume },
    sub { $dom->get_scheduler_parameters },
    sub { $dom->set_metadata(Sys::Virt::Domain::METADATA_TITLE, 'x' x rand 100_000) },
    sub { $_->get_name for $conn->list_all_domains },
    sub { $_->get_uuid_string for $conn->list_all_networks },
    sub { $conn->get_all_domain_stats(0) },
    sub { $conn->get_node_info },
    sub { $conn->get_capabilities },
    sub { $conn->get_domain_by_name('nobody') },
    sub { $conn->define_domain(domain_xml(name => "guest-$$"))->undefine },
    sub { $net->get_xml_description },
    sub { $net->is_active },
    sub { $_->get_info for $pool->list_all_volumes },
    sub {
        my $id =
            $conn->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, sub { $events++ });
        $dom->suspend;
        $dom->resume;
        run_loop() if rand() < 0.5;
        $conn->domain_event_deregister_any($id);
    },
    sub { $conn->set_keep_alive(1, 3) },
    sub { run_loop() for 1 .. 5 },
    sub { local $SIG{PIPE} = 'IGNORE'; $dom->get_info },
    sub {
        local $SIG{PIPE} = sub { };
        sleep 0.01;
        $dom->get_info;
    },
    sub { $conn->new_stream->abort },
    sub { undef $conn },
);

# A round of the loop that this program has, if it has one.
sub run_loop {
    return sleep 0.01 unless $loop;
    my $over;
    my $timer = Sys::Virt::Event::add_timeout(10, sub { $over = 1 });
    $loop->() until $over;
    return Sys::Virt::Event::remove_timeout($timer);
}

sub connected {
    my $uri = shift;
    $_ = undef for $dom, $net, $pool, $conn;
    $conn = Sys::Virt->new(uri => $uri);
    $dom = $conn->get_domain_by_name('test');
    $net = $conn->get_network_by_name('default');
    $pool = $conn->get_storage_pool_by_name('default-pool');
    return;
}

# One program, until that time: how many calls it has made, how many have failed, how many events have come. It ends with
# its connection open.
sub program {
    my ($kind, $uri, $end, $report) = @_;
    my ($calls, $failed, $connected) = (0, 0, 0);
    if ($kind eq 'default') {
        Sys::Virt::Event::register_default();
        $loop = \&Sys::Virt::Event::run_default;
    } elsif ($kind eq 'perl') {
        my $object = SysVirtLoop->new;
        Sys::Virt::Event::register($object);
        $loop = sub { $object->{calls} = []; $object->run };
    }
    while (time < $end) {
        alarm LONGEST;
        $calls++;
        next if eval {
            $connected = 0 unless $conn;
            connected($uri) unless $connected++;
            $CALLS[ rand @CALLS ]->();
            1;
        };
        die $@ unless ref $@ eq 'Sys::Virt::Error';
        $failed++;
        next unless !$conn || !eval { $conn->is_alive };
        $connected = 0;
        sleep 0.02;
    }
    syswrite $report, "$calls $failed $events\n";
    return;
}

my $daemon = SysVirtDaemon->new;
my $end = time + $seconds;
pipe my $reports, my $report or die "pipe: $!";
my %programs;
for my $kind ('none', 'default', 'perl') {
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        srand $$;
        Test::More->builder->no_ending(1);
        $daemon->{owner} = 0;
        local $SIG{__WARN__} = sub { warn @_ unless $_[0] =~ /^libvirt error code/ };
        program($kind, $daemon->uri('test', '/default'), $end, $report);
        exit STATUS;
    }
    $programs{$pid} = $kind;
}
close $report;

my $kills = 0;
while (time < $end - 2) {
    sleep 0.5 + rand 4;
    $daemon->stop('KILL');
    $kills++;
    sleep rand 0.5;
    $daemon->start;
}

for my $pid (sort keys %programs) {
    my $last = time + 2 * LONGEST;
    sleep 0.1 until waitpid($pid, POSIX::WNOHANG) || time > $last;
    my $status = $?;
    if (time > $last) {
        kill KILL => $pid;
        waitpid $pid, 0;
        $status = 'it hangs';
    }
    is $status, STATUS << 8, "a program ends as it chose (loop: $programs{$pid})";
}
my @reports = map { [split] } <$reports>;
my ($calls, $failed, $arrived) = map {
    my $at = $_;
    sum map { $_->[$at] } @reports
} 0 .. 2;
is scalar @reports, keys %programs, 'each has come to its end';
cmp_ok $failed // 0, '>', 0, 'they have met dead daemons';
diag sprintf '%d calls, %d of them failed, %d events; the daemon was killed %d times', $calls // 0,
    $failed // 0, $arrived // 0, $kills;
done_testing;
