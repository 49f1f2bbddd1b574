# Migration of a running guest from one libvirtd to another, and back: with every entry point, and ended on the way.

use strict;
use warnings;

use lib 't/lib';

use POSIX ();
use Test::More;
use Time::HiRes 'sleep';
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtDaemon;
use SysVirtGuest;
use SysVirtTest;

my $qemu = need_qemu();
Sys::Virt::Event::register_default();

# Two hosts, as far as libvirt can tell. Both are this one, so memory goes through a socket, and not to a host name.
# Post-copy wants to handle page faults of QEMU in the kernel, which not everybody may.
my @daemons = map {
    SysVirtDaemon->new(
        capability => 'sys_ptrace',
        conf => qq(host_uuid = "$_$_-1111-2222-3333-444444444444"\n)
    )
} 'aaaa', 'bbbb';
my ($here, $there) = map { Sys::Virt->new(uri => $_->uri('qemu', '/session')) } @daemons;
my @channel = map { "unix://$_->{dir}/migration" } @daemons;
my $there_uri = $daemons[1]->uri('qemu', '/session');
my $here_uri = $daemons[0]->uri('qemu', '/session');

my $name = "sys-virt-test-migration-$$";
my ($live, $p2p) = (Sys::Virt::Domain::MIGRATE_LIVE, Sys::Virt::Domain::MIGRATE_PEER2PEER);

# Whatever still runs at the end; the daemons would leave it.
END {
    local ($?, $@);
    for my $conn (grep { defined } $here, $there) {
        eval { $_->destroy } for eval { $conn->list_domains };
    }
}

sub guest_xml {
    my $program = shift;
    my $disk = boot_disk($daemons[0]{dir} . "/$program", $program);
    return domain_xml(
        name => $name,
        type => 'qemu',
        devices => "<emulator>$qemu</emulator><controller type='usb' model='none'/>$disk",
    );
}

# Where the guest is, and that it runs there.
sub is_at {
    my ($conn, $other, $guest, $what) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is_deeply [ map { $_->get_name } $conn->list_domains ], [$guest], "$what: it is there";
    is_deeply [ $other->list_domains ], [], 'and no longer here';
    is + ($conn->get_domain_by_name($guest)->get_state)[0], Sys::Virt::Domain::STATE_RUNNING, 'and runs';
}

my $domain = $here->create_domain(guest_xml('echo'));

subtest 'migrate with positional arguments' => sub {
    my @events;
    my $id = $there->domain_event_register_any(
        undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE,
        sub { push @events, [ $_[1]->get_name, @_[ 2, 3 ] ] }
    );
    my $uuid = $domain->get_uuid;
    my $moved = $domain->migrate($there, $live, undef, $channel[1], 0);
    is ref $moved, 'Sys::Virt::Domain', 'gives the guest over there';
    is $moved->get_uuid, $uuid, 'the same';
    is_at($there, $here, $name, 'positional');

    my $resumed = [ $name, Sys::Virt::Domain::EVENT_RESUMED, Sys::Virt::Domain::EVENT_RESUMED_MIGRATED ];
    my $arrived = run_until(
        sub {
            grep { "@$_" eq "@$resumed" } @events;
        }
    );
    ok $arrived, 'and an event says so';
    $there->domain_event_deregister_any($id);

    my ($type, $stats) = $moved->get_job_stats(Sys::Virt::Domain::JOB_STATS_COMPLETED);
    is $$type, Sys::Virt::Domain::JOB_COMPLETED, 'the job is done';
    cmp_ok $stats->{ Sys::Virt::Domain::JOB_MEMORY_TOTAL() }, '>=', 64 << 20, 'all memory was moved';
    $domain = $moved;
};

subtest 'migrate with a hash' => sub {
    my %params = (
        Sys::Virt::Domain::MIGRATE_PARAM_URI, $channel[0],
        Sys::Virt::Domain::MIGRATE_PARAM_DEST_NAME, "$name-renamed",
        Sys::Virt::Domain::MIGRATE_PARAM_BANDWIDTH, 1000,
        Sys::Virt::Domain::MIGRATE_PARAM_COMPRESSION, ['xbzrle'],
        Sys::Virt::Domain::MIGRATE_PARAM_COMPRESSION_XBZRLE_CACHE, 1 << 25,
        'no such parameter', 1,
    );
    my %copy = %params;
    $domain = $domain->migrate($here, \%params, $live | Sys::Virt::Domain::MIGRATE_COMPRESSED);
    is $domain->get_name, "$name-renamed", 'under a new name';
    is_at($here, $there, "$name-renamed", 'hash');
    is_deeply \%params, \%copy, 'the hash stays as it is';

    my ($type, $stats) = $domain->get_job_stats(Sys::Virt::Domain::JOB_STATS_COMPLETED);
    is $stats->{ Sys::Virt::Domain::JOB_COMPRESSION_CACHE() }, 1 << 25, 'and was followed';
};

subtest 'migrate2 with a description' => sub {
    my $xml = $domain->get_xml_description(Sys::Virt::Domain::XML_MIGRATABLE);
    $domain = $domain->migrate2(
        $there, $xml =~ s{<metadata>.*</metadata>}{}sr =~ s{<vcpu}{<title>moved</title><vcpu}r,
        $live, undef, $channel[1], 0
    );
    is_at($there, $here, "$name-renamed", 'migrate2');
    is $domain->get_metadata(Sys::Virt::Domain::METADATA_TITLE, undef, 0), 'moved', 'as described';
};

subtest 'migrate_to_uri' => sub {
    is_deeply [
        $domain->migrate_to_uri(
            $here_uri,
            {
                Sys::Virt::Domain::MIGRATE_PARAM_URI, $channel[0],
                Sys::Virt::Domain::MIGRATE_PARAM_DEST_NAME, $name
            },
            $live | $p2p | Sys::Virt::Domain::MIGRATE_PERSIST_DEST
        )
        ],
        [], 'gives nothing';
    is_at($here, $there, $name, 'with a hash');
    $domain = $here->get_domain_by_name($name);
    is $domain->is_persistent, 1, 'to stay';
};

subtest 'migrate_to_uri2' => sub {
    my $leave = Sys::Virt::Domain::MIGRATE_UNDEFINE_SOURCE;
    $domain->migrate_to_uri2($there_uri, $channel[1], undef, $live | $p2p | $leave, "$name-2", 0);
    is_at($there, $here, "$name-2", 'positional');
    is_deeply [ $here->list_defined_domains ], [], 'and is not defined here any more';
    $domain = $there->get_domain_by_name("$name-2");
};

subtest 'migration that fails' => sub {
    is_libvirt_error
        exception { $domain->migrate($here, { migrate_uri => 'unix:///no/such/directory/socket' }, $live) },
        Sys::Virt::Error::ERR_INTERNAL_ERROR, 'a place that does not exist';
    is_libvirt_error exception { $domain->migrate($there, $live, undef, $channel[1], 0) },
        Sys::Virt::Error::ERR_INTERNAL_ERROR, 'to where it is';
    is_at($there, $here, "$name-2", 'afterwards');
    $domain->destroy;
};

# Does that to the guest in another process, as soon as it sees a job move memory.
sub meanwhile {
    my $code = shift;
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    my $done = eval {
        my $domain = Sys::Virt->new(uri => $here_uri)->get_domain_by_name($name);
        for (1 .. 300) {
            my $info = $domain->get_job_info;
            last if $info->{type} == Sys::Virt::Domain::JOB_UNBOUNDED && $info->{memProcessed};
            sleep 0.1;
        }
        $code->($domain);
        1;
    };
    warn $@ unless $done;
    POSIX::_exit(!$done);
}

# From here on it writes faster than it may move.
$domain = $here->create_domain(guest_xml('busy'));
$domain->migrate_set_max_speed(1);
$domain->migrate_set_max_downtime(50);

subtest 'migration that is ended' => sub {
    my @iterations;
    my $id = $here->domain_event_register_any(
        $domain, Sys::Virt::Domain::EVENT_ID_MIGRATION_ITERATION,
        sub { push @iterations, $_[2] }
    );
    my $pid = meanwhile(sub { $_[0]->abort_job });
    is_libvirt_error exception { $domain->migrate($there, $live, undef, $channel[1], 0) },
        Sys::Virt::Error::ERR_OPERATION_ABORTED, 'right exception';
    waitpid $pid, 0;
    is $?, 0, 'after abort_job';
    is_at($here, $there, $name, 'it stays');
    my $arrived = run_until(sub { @iterations });
    ok $arrived, 'it has begun to move';
    $here->domain_event_deregister_any($id);
};

subtest 'a migration that does not block' => sub {
    plan skip_all => 'needs Future' unless eval { require Future; require Sys::Virt::Async; 1 };
    my %params =
        (Sys::Virt::Domain::MIGRATE_PARAM_URI, $channel[1], Sys::Virt::Domain::MIGRATE_PARAM_BANDWIDTH, 1);
    my $moved = $domain->async->migrate($there, \%params, $live);
    my (@seen, $aborted);
    until ($moved->is_ready) {
        my $job = eval { $domain->get_job_info } // {};
        push @seen, $job->{dataProcessed} if $job->{dataTotal};
        $domain->abort_job if @seen && !$aborted++;
        Sys::Virt::Async->wait(0.1);
    }
    cmp_ok scalar @seen, '>', 0, 'is watched in the same process';
    is_libvirt_error exception { $moved->get }, Sys::Virt::Error::ERR_OPERATION_ABORTED, 'and ended';
    is_at($here, $there, $name, 'it stays');
};

# What the example says, without and with a signal on the way, and its exit status.
sub example {
    my ($signal, @given) = @_;
    pipe my $reader, my $writer or die "pipe: $!";
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        open STDOUT, '>&', $writer or POSIX::_exit(126);
        open STDERR, '>&', $writer or POSIX::_exit(126);
        exec $^X, (map { "-I$_" } grep { !ref } @INC), 'examples/migrate.pl', @given or POSIX::_exit(127);
    }
    close $writer;
    if ($signal) {
        my $moving = run_until(sub { sleep 0.1; ($domain->get_job_info->{dataTotal} // 0) > 0 });
        ok $moving, 'it has begun';
        kill $signal => $pid;
    }
    my $text = do { local $/; <$reader> };
    waitpid $pid, 0;
    return ($text, $? >> 8);
}

subtest 'examples/migrate.pl' => sub {
    plan skip_all => 'needs Future' unless eval { require Future; 1 };
    my ($text, $status) = example('INT', '--bandwidth', 1, '--uri', $here_uri, '--to', $channel[1], $name, $there_uri);
    is $status, 1, 'a signal ends it';
    like $text, qr/it was stopped, and \Q$name\E stays where it is\n\z/, 'and it says so';
    is_at($here, $there, $name, 'it stays');
    $domain->migrate_set_max_downtime(10_000);
    $domain->migrate_set_max_speed(100);
    ($text, $status) = example(undef, '--uri', $here_uri, '--to', $channel[1], $name, $there_uri);
    is $status, 0, 'it moves the guest' or diag $text;
    like $text, qr/^\Q$name\E is at \S+\n\z/m, 'and says where it is';
    is_at($there, $here, $name, 'it is there');
    ($text, $status) = example(undef, '--uri', $there_uri, '--to', $channel[0], $name, $here_uri);
    is $status, 0, 'and back' or diag $text;
    $domain = $here->get_domain_by_name($name);
    $domain->migrate_set_max_speed(1);
    $domain->migrate_set_max_downtime(50);
    ($text, $status) = example(undef, '--uri', $here_uri, $name, 'nonsense:///');
    is $status, 1, 'no other host';
    like $text, qr/cannot connect to nonsense:/, 'is said';
};

subtest 'memory that follows the guest' => sub {
    my @events;
    my $id = $there->domain_event_register_any(
        undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE,
        sub { push @events, "@_[2, 3]" }
    );
    my $pid = meanwhile(sub { $_[0]->migrate_start_post_copy });

    # So slow that it is seen.
    my %params =
        (Sys::Virt::Domain::MIGRATE_PARAM_URI, $channel[1],
        Sys::Virt::Domain::MIGRATE_PARAM_BANDWIDTH_POSTCOPY, 16);
    $domain = $domain->migrate($there, \%params, $live | Sys::Virt::Domain::MIGRATE_POSTCOPY);
    waitpid $pid, 0;
    is $?, 0, 'after migrate_start_post_copy';
    is_at($there, $here, $name, 'post-copy');
    my $resumed = Sys::Virt::Domain::EVENT_RESUMED . ' ' . Sys::Virt::Domain::EVENT_RESUMED_POSTCOPY;
    my $arrived = run_until(
        sub {
            grep { $_ eq $resumed } @events;
        }
    );
    ok $arrived, 'and an event says so';
    $there->domain_event_deregister_any($id);
};

done_testing;
