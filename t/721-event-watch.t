# The example that watches all events: what it prints of each, and that it goes on where the daemon was restarted.

use strict;
use warnings;

use lib 't/lib', 'examples/lib';

use POSIX ();
use Test::More;
use Time::HiRes 'sleep';
use Sys::Virt;
use SysVirtDaemon;
use SysVirtTest;

my $example = 'examples/event-watch.pl';
plan skip_all => "no $example" unless -e $example;
need_daemon();

# Runs the example, with its output in a file.
sub watcher {
    my $uri = shift;
    my $output = temp_file('');
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        open STDOUT, '>', $output or POSIX::_exit(1);
        open STDERR, '>&', \*STDOUT or POSIX::_exit(1);
        exec $^X, (map { "-I$_" } grep { !ref } @INC), $example, '--uri', $uri or POSIX::_exit(1);
    }
    return bless { pid => $pid, output => $output, seen => 0 }, 'Watcher';
}

my $daemon = SysVirtDaemon->new;
my $uri = $daemon->uri('test', '/default');
my $watcher = watcher($uri);
$watcher->lines(1);

subtest 'events' => sub {
    my $conn = Sys::Virt->new(uri => $uri);
    my $domain = $conn->get_domain_by_name('test');
    my $network = $conn->get_network_by_name('default');
    my $pool = $conn->get_storage_pool_by_name('default-pool');
    $domain->suspend;
    $domain->resume;
    $domain->set_metadata(Sys::Virt::Domain::METADATA_TITLE, 'title', undef, undef, 0);
    $domain->destroy;
    $domain->undefine;
    $network->destroy;
    $network->create;
    my @expected = (
        'domain        test  lifecycle: suspended, paused',
        'domain        test  lifecycle: resumed, unpaused',
        'domain        test  metadata change: type title, namespace -',
        'domain        test  lifecycle: stopped, destroyed',
        'domain        test  lifecycle: undefined, removed',
        'network       default  lifecycle: stopped',
        'network       default  lifecycle: started',
    );
    if ($conn->can('storage_pool_event_register_any')) {
        $pool->refresh;
        $pool->destroy;
        push @expected, 'storage pool  default-pool  refresh',
            'storage pool  default-pool  lifecycle: stopped';
    }
    is_deeply [ $watcher->lines(scalar @expected) ], \@expected, 'right lines';
};

subtest 'a restart of the daemon' => sub {
    $daemon->stop;
    is_deeply [ $watcher->lines(1) ], ["connection    $uri  closed: eof"], 'closed';
    $daemon->start;
    is_deeply [ $watcher->lines(1) ], ["connection    $uri  open"], 'open again';

    Sys::Virt->new(uri => $uri)->get_domain_by_name('test')->suspend;
    is_deeply [ $watcher->lines(1) ], ['domain        test  lifecycle: suspended, paused'], 'events go on';
};

subtest 'Ctrl-C' => sub {
    is $watcher->interrupt, 0, 'exit status';
    is_deeply [ $watcher->lines(0) ], [], 'no more lines';

    $daemon->stop;
    my $closed = watcher('test:///default');
    $closed->lines(1);
    is $closed->interrupt, 0, 'on a driver without a daemon';
};

subtest 'no connection' => sub {
    my $watcher = watcher($uri);
    isnt $watcher->end, 0, 'exit status';
    like + ($watcher->lines(1))[0], qr/cannot connect to \S+: .*socket/, 'says why';
};

# What the watcher says of each event of a domain, of made-up arguments.
my %line = (
    AGENT_LIFECYCLE => [ [ 1, 2 ], 'state connected, reason channel' ],
    BALLOON_CHANGE => [ [1024], 'KiB 1024' ],
    BLOCK_JOB => [ [ '/disk', 2, 0 ], 'path /disk, type copy, status completed' ],
    BLOCK_JOB_2 => [ [ 'vda', 4, 3 ], 'target vda, type active commit, status ready' ],
    BLOCK_THRESHOLD => [ [ 'vda[1]', undef, 5, 6 ], 'target vda[1], path -, threshold 5, excess 6' ],
    CHANNEL_LIFECYCLE => [ [ 2, 1 ], 'state disconnected, reason domain started' ],
    CONTROL_ERROR => [ [], undef ],
    DEVICE_ADDED => [ ['net0'], 'alias net0' ],
    DEVICE_REMOVAL_FAILED => [ ['net0'], 'alias net0' ],
    DEVICE_REMOVED => [ ['net0'], 'alias net0' ],
    DISK_CHANGE => [
        [ '/old', undef, 'virtio-disk0', 1 ],
        'old /old, new -, alias virtio-disk0, reason drop missing on start'
    ],
    GRAPHICS => [
        [
            2, map({ { family => 0, node => $_, service => 1 } } 'a', 'b'), 'vnc',
            [ { type => 'x', name => 'y' } ]
        ],
        'phase disconnect, local family=ipv4 node=a service=1, remote family=ipv4 node=b service=1, auth vnc, '
            . 'subject [name=y type=x]'
    ],
    IO_ERROR => [ [ '/disk', 'ide0', 1 ], 'source /disk, alias ide0, action pause' ],
    IO_ERROR_REASON =>
        [ [ '/disk', 'ide0', 2, 'enospc' ], 'source /disk, alias ide0, action report, reason enospc' ],
    JOB_COMPLETED =>
        [ [ { operation => 5, time_elapsed => 7 } ], 'statistics operation=migration out time_elapsed=7' ],
    LIFECYCLE => [ [ 4, 1 ], 'resumed, migrated' ],
    MEMORY_DEVICE_SIZE_CHANGE => [ [ 'mem0', 7 ], 'alias mem0, KiB 7' ],
    MEMORY_FAILURE => [ [ 1, 3, 3 ], 'recipient guest, action reset, flags action required+recursive' ],
    METADATA_CHANGE => [ [ 2, 'http://example.com/' ], 'type element, namespace http://example.com/' ],
    MIGRATION_ITERATION => [ [3], 'iteration 3' ],
    NIC_MAC_CHANGE => [ [ 'net0', 'a', 'b' ], 'alias net0, old a, new b' ],
    PMSUSPEND => [ [0], undef ],
    PMSUSPEND_DISK => [ [0], undef ],
    PMWAKEUP => [ [0], undef ],
    REBOOT => [ [], undef ],
    RTC_CHANGE => [ [-3], 'seconds -3' ],
    TRAY_CHANGE => [ [ 'ide1', 0 ], 'alias ide1, reason open' ],
    TUNABLE => [ [ { 'cputune.cpu_shares' => 2 } ], 'values cputune.cpu_shares=2' ],
    VCPU_REMOVED => [ [1], 'vcpu 1' ],
    WATCHDOG => [ [6], 'action injectnmi' ],
);

subtest 'all events of a domain' => sub {
    require "./$example";
    my $domain = test_connection()->get_domain_by_name('test');
    is_deeply [ sort keys %line ], [ sort values %{ names('Sys::Virt::Domain', 'EVENT_ID_*') } ],
        'all of them';
    for my $event (sort keys %line) {
        my ($said, $text) = @{ $line{$event} };
        open local *STDOUT, '>', \my $line or die $!;
        event('Sys::Virt::Domain', 'domain', $event, $domain, @$said);
        is $line =~ s/^\S+ \S+  domain        test  //r,
            join(': ', in_words($event), $text // ()) . "\n", $event;
    }
    is_deeply [ details('Sys::Virt::Domain', undef, 5, 'x') ], [ 'more 5', 'more x' ],
        'one that it does not know';
};

subtest 'events of other objects' => sub {
    my %event = (
        Network =>
            [ [ METADATA_CHANGE => 1, undef ], 'network       it  metadata change: type title, namespace -' ],
        NodeDevice => [ [ LIFECYCLE => 0, 0 ], 'node device   it  lifecycle: created' ],
        Secret => [ ['VALUE_CHANGED'], 'secret        its uuid  value changed' ],
        StoragePool => [ [ LIFECYCLE => 5, 0 ], 'storage pool  it  lifecycle: deleted' ],
    );
    for my $kind (sort keys %event) {
        my ($said, $text) = @{ $event{$kind} };
        my ($event, @said) = @$said;
        my $object = bless {}, $kind eq 'Secret' ? 'My::Unnamed' : 'My::Named';
        open local *STDOUT, '>', \my $line or die $!;
        event("Sys::Virt::$kind", lc($kind =~ s/\B(?=[A-Z])/_/r), $event, $object, @said);
        is $line =~ s/^\S+ \S+  //r, "$text\n", $kind;
    }
};

done_testing;

package My::Named;
sub get_name { return 'it' }

package My::Unnamed;
sub get_uuid_string { return 'its uuid' }

package Watcher;

use Test::More;

# The new lines without the time, when there are at least so many.
sub lines {
    my ($self, $count) = @_;
    my @lines;
    for (1 .. 200) {
        open my $file, '<', $self->{output} or die $!;
        chomp(@lines = <$file>);
        last if @lines >= $self->{seen} + $count;
        Time::HiRes::sleep(0.1);
    }
    splice @lines, 0, $self->{seen};
    $self->{seen} += @lines;
    return map { s/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  //r } @lines;
}

# Waits for its end; gives its exit status.
sub end {
    my $self = shift;
    waitpid delete $self->{pid}, 0;
    return $?;
}

sub interrupt {
    my $self = shift;
    kill INT => $self->{pid};
    return $self->end;
}

sub DESTROY {
    my $self = shift;
    local $?;
    $self->interrupt if $self->{pid};
    return;
}
