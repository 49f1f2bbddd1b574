# What only a real guest of QEMU does: saves and snapshots, disks and the jobs on them, devices, statistics.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

my $qemu = need_qemu();
need_daemon();

# What writes the whole memory takes its time.
alarm 600;
my ($qemu_img) = grep { -x } map { "$_/qemu-img" } split /:/, $ENV{PATH};
plan skip_all => 'needs qemu-img' unless $qemu_img;

# Before the connection, whose socket it watches.
Sys::Virt::Event::register_default();

my $conn = Sys::Virt->new(uri => 'qemu:///system');
my $name = "sys-virt-test-domain-$$";

# QEMU runs as another user.
my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
chmod 0777, $dir or die "chmod $dir: $!";

sub disk {
    my ($file, @backing) = @_;
    system($qemu_img, qw(create -q -f qcow2), @backing, "$dir/$file", @backing ? () : '8M') == 0
        or die 'qemu-img';
    chmod 0666, "$dir/$file" or die "chmod $file: $!";
    return "$dir/$file";
}

my $disk = disk('disk.qcow2');

sub guest_xml {
    my $more = shift // '';
    return domain_xml(
        name => $name,
        type => 'qemu',
        more => "<iothreads>1</iothreads><features><acpi/></features>",
        devices => <<"XML" . $more,
<emulator>$qemu</emulator>
<controller type='usb' model='piix3-uhci'/>
<controller type='virtio-serial'/>
<disk type='file' device='disk'>
  <driver name='qemu' type='qcow2'/><source file='$disk'/><target dev='vda' bus='virtio'/>
</disk>
<interface type='user'><mac address='52:54:00:12:34:56'/><model type='virtio'/></interface>
<serial type='pty'/>
<graphics type='vnc' listen='127.0.0.1' passwd='secret'/>
<video><model type='vga'/></video>
<memballoon model='virtio'/>
XML
    );
}

my $domain = $conn->define_domain(guest_xml());
my $guard = guard {
    local $@;
    eval { $domain->destroy };
    eval {
        $domain->undefine(
            Sys::Virt::Domain::UNDEFINE_SNAPSHOTS_METADATA | Sys::Virt::Domain::UNDEFINE_MANAGED_SAVE |
                Sys::Virt::Domain::UNDEFINE_CHECKPOINTS_METADATA);
    };
};
$domain->create;

sub state_of { return ($domain->get_state)[0] }

# Waits for an event of that kind, which `$done` accepts.
sub event_after {
    my ($kind, $done, $code) = @_;
    my @found;
    my $id = $conn->domain_event_register_any(
        $domain, Sys::Virt::Domain->can("EVENT_ID_$kind")->(),
        sub { push @found, [ @_[ 2 .. $#_ ] ] if $done->(@_[ 2 .. $#_ ]) }
    );
    $code->();
    run_until(sub { @found });
    $conn->domain_event_deregister_any($id);
    return $found[-1];
}

subtest 'disk' => sub {
    my $info = $domain->get_block_info('vda');
    is $info->{capacity}, 8 * 2**20, 'capacity';
    cmp_ok $info->{physical}, '>', 0, 'size of the file';

    my $stats = $domain->block_stats('vda');
    is scalar(grep { exists $stats->{$_} } qw(rd_req rd_bytes wr_req wr_bytes flush_reqs)), 5,
        'names of the counters';
    ok !exists $stats->{rd_operations}, 'not the other names';
    is_deeply [ $domain->get_disk_errors ], [], 'no errors';

    like exception { $domain->block_peek('vda', 0, 512) }, qr/only supported for disk with 'raw' format/,
        'no peek';
    is $domain->block_resize('vda', 16 * 2**20, Sys::Virt::Domain::BLOCK_RESIZE_BYTES), undef, 'resize';
    is $domain->get_block_info('vda')->{capacity}, 16 * 2**20, 'larger';

    my $live = Sys::Virt::Domain::AFFECT_LIVE;
    is $domain->set_block_iotune('vda', { total_bytes_sec => 2**30, total_iops_sec => 1000 }, $live), undef,
        'limit';
    is $domain->get_block_iotune('vda', $live)->{total_bytes_sec}, 2**30, 'is there';
    my $config = Sys::Virt::Domain::AFFECT_CONFIG;
    is $domain->set_block_iotune('vda', { total_iops_sec => 500 }, $live | $config), undef, 'now and for later';
    is $domain->get_block_iotune('vda', $_)->{total_iops_sec}, 500, 'is in both' for $live, $config;
    is $domain->set_block_threshold('vda', 2**23), undef, 'threshold';
};

subtest 'an image in the chain' => sub {
    my $xml =
          "<domainsnapshot><disks><disk name='vda' snapshot='external'><source file='$dir/top.qcow2'/></disk>"
        . '</disks></domainsnapshot>';
    $domain->create_snapshot(
        $xml,
        Sys::Virt::DomainSnapshot::CREATE_DISK_ONLY | Sys::Virt::DomainSnapshot::CREATE_NO_METADATA
    );
    like $domain->get_xml_description, qr/top\.qcow2/, 'in use';

    my $ready = Sys::Virt::Domain::BLOCK_JOB_READY;
    my $event = event_after(
        BLOCK_JOB => sub { $_[2] == $ready || $_[2] == Sys::Virt::Domain::BLOCK_JOB_FAILED },
        sub {
            $domain->block_commit('vda', undef, undef, 0, Sys::Virt::Domain::BLOCK_COMMIT_ACTIVE);
        }
    );
    is $event->[2], $ready, 'merged';
    my $job = $domain->get_block_job_info('vda');
    is $job->{type}, Sys::Virt::Domain::BLOCK_JOB_TYPE_ACTIVE_COMMIT, 'type of the job';
    is_deeply [ sort keys %$job ], [qw(bandwidth cur end type)], 'names';
    is $domain->set_block_job_speed('vda', 10), undef, 'limit';

    is $domain->abort_block_job('vda', Sys::Virt::Domain::BLOCK_JOB_ABORT_PIVOT), undef, 'change over';
    ok run_until(sub { $domain->get_xml_description !~ /top\.qcow2/ }), 'not in use any more';
    is $domain->get_block_job_info('vda')->{type}, 0, 'no job';
};

subtest 'a copy' => sub {
    my $ready = Sys::Virt::Domain::BLOCK_JOB_READY;
    my $xml = "<disk type='file'><source file='$dir/copy.qcow2'/><driver type='qcow2'/></disk>";
    my $event = event_after(
        BLOCK_JOB => sub { $_[2] == $ready || $_[2] == Sys::Virt::Domain::BLOCK_JOB_FAILED },
        sub {
            $domain->block_copy(
                'vda', $xml,
                {
                    Sys::Virt::Domain::BLOCK_COPY_BANDWIDTH, 2**30,
                    Sys::Virt::Domain::BLOCK_COPY_GRANULARITY, 65536
                },
                Sys::Virt::Domain::BLOCK_COPY_TRANSIENT_JOB
            );
        }
    );
    is $event->[2], $ready, 'made';
    is $domain->abort_block_job('vda'), undef, 'end it';
    ok -s "$dir/copy.qcow2", 'a file';
};

subtest 'snapshots' => sub {
    my $snapshot = $domain->create_snapshot('<domainsnapshot><name>one</name></domainsnapshot>');
    is $snapshot->get_name, 'one', 'with memory';
    is $domain->current_snapshot->get_name, 'one', 'current';
    $domain->suspend;
    is $snapshot->revert_to(Sys::Virt::DomainSnapshot::REVERT_RUNNING), undef, 'revert';
    is state_of(), Sys::Virt::Domain::STATE_RUNNING, 'running';
    is $snapshot->delete, undef, 'delete';
    is_deeply [ $domain->list_all_snapshots ], [], 'none left';
};

subtest 'checkpoint and backup' => sub {
    my $checkpoint = $domain->create_checkpoint('<domaincheckpoint><name>one</name></domaincheckpoint>');
    is $checkpoint->get_name, 'one', 'checkpoint';
    my $xml = "<domainbackup><disks><disk name='vda' type='file'><target file='$dir/backup.qcow2'/>"
        . '<driver type=\'qcow2\'/></disk></disks></domainbackup>';
    my $event = event_after(JOB_COMPLETED => sub { 1 }, sub { $domain->backup_begin($xml, undef) });
    is $event->[0]{operation}, Sys::Virt::Domain::JOB_OPERATION_BACKUP, 'backup';
    my ($type, $stats) = $domain->get_job_stats(Sys::Virt::Domain::JOB_STATS_COMPLETED);
    is $$type, Sys::Virt::Domain::JOB_COMPLETED, 'type of the job, as a reference';
    is $stats->{operation}, Sys::Virt::Domain::JOB_OPERATION_BACKUP, 'operation';
    cmp_ok $stats->{disk_total}, '>', 0, 'bytes';
    is $checkpoint->delete, undef, 'delete';
    is_libvirt_error exception { $domain->backup_get_xml_description },
        Sys::Virt::Error::ERR_NO_DOMAIN_BACKUP,
        'no backup runs';
};

subtest 'jobs' => sub {
    my $info = $domain->get_job_info;
    is $info->{type}, Sys::Virt::Domain::JOB_NONE, 'none';
    is scalar keys %$info, 12, 'names';
    is ${ ($domain->get_job_stats)[0] }, Sys::Virt::Domain::JOB_NONE, 'no statistics';
    is_libvirt_error exception { $domain->abort_job }, Sys::Virt::Error::ERR_OPERATION_INVALID,
        'nothing to abort';
    is $domain->migrate_set_max_speed(100), undef, 'speed of a migration';
    is $domain->migrate_get_max_speed, 100, 'is kept';
    is $domain->migrate_set_max_downtime(250), undef, 'downtime';
    is $domain->migrate_get_max_downtime, 250, 'is kept';
    like $domain->migrate_get_compression_cache, qr/^\d+$/, 'cache';
};

subtest 'save and restore' => sub {
    my $file = "$dir/saved";
    is $domain->save($file), undef, 'save';
    is $domain->is_active, 0, 'off';
    like $conn->get_save_image_xml_description($file), qr/<name>$name</, 'XML';
    my $xml = $conn->get_save_image_xml_description($file, Sys::Virt::Domain::SAVE_IMAGE_XML_SECURE);
    is $conn->define_save_image_xml($file, $xml, Sys::Virt::Domain::SAVE_PAUSED), undef, 'to be paused';
    is $conn->restore_domain($file), undef, 'restore';
    is state_of(), Sys::Virt::Domain::STATE_PAUSED, 'paused';
    $domain->resume;

    my %params = (Sys::Virt::Domain::SAVE_PARAM_FILE, "$dir/unused");
    is $domain->save("$dir/saved2", undef, \%params, Sys::Virt::Domain::SAVE_RUNNING), undef,
        'with parameters';
    ok -e "$dir/saved2" && !-e "$dir/unused", 'the argument names the file';
    is_deeply \%params, { Sys::Virt::Domain::SAVE_PARAM_FILE, "$dir/unused" }, 'our hash is as before';
    is $conn->restore_domain(undef, undef, { Sys::Virt::Domain::SAVE_PARAM_FILE, "$dir/saved2" }), undef,
        'restore with parameters';
    is state_of(), Sys::Virt::Domain::STATE_RUNNING, 'running';
};

subtest 'managed save' => sub {
    $domain->managed_save;
    is $domain->has_managed_save_image, 1, 'saved';
    my $xml = $domain->managed_save_get_xml_description(Sys::Virt::Domain::SAVE_IMAGE_XML_SECURE);
    like $xml, qr/<name>$name</, 'XML';
    is $domain->managed_save_define_xml($xml, Sys::Virt::Domain::SAVE_PAUSED), undef, 'to be paused';
    $domain->create;
    is state_of(), Sys::Virt::Domain::STATE_PAUSED, 'paused';
    $domain->resume;
};

subtest 'dump' => sub {
    is $domain->core_dump_format(
        "$dir/core", Sys::Virt::Domain::CORE_DUMP_FORMAT_RAW,
        Sys::Virt::Domain::DUMP_MEMORY_ONLY
        ),
        undef, 'memory';
    cmp_ok -s "$dir/core", '>', 60 * 2**20, 'of the right size';
};

subtest 'devices' => sub {
    my $xml =
          "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='"
        . disk('second.qcow2')
        . "'/><target dev='vdb' bus='virtio'/><alias name='ua-second'/></disk>";
    is $domain->attach_device($xml), undef, 'attach a disk';
    is $domain->get_block_info('vdb')->{capacity}, 8 * 2**20, 'its size';
    is $domain->detach_device_alias('ua-second', Sys::Virt::Domain::DEVICE_MODIFY_LIVE), undef,
        'detach it by its alias';

    is $domain->update_device(
        "<graphics type='vnc' listen='127.0.0.1' passwd='other'/>",
        Sys::Virt::Domain::DEVICE_MODIFY_LIVE
        ),
        undef, 'update';
};

subtest 'interface' => sub {
    my ($target) = $domain->get_xml_description =~ /<target dev='(vnet\d+)'/;
    plan skip_all => 'no interface on the host' unless defined $target;
    cmp_ok $domain->interface_stats($target)->{rx_packets}, '>=', 0, 'counters';
};

subtest 'memory' => sub {
    cmp_ok $domain->memory_stats->{actual_balloon}, '>', 0, 'figures';
    cmp_ok $domain->memory_stats->{rss}, '>', 0, 'of the process';
    is $domain->set_memory_stats_period(5, Sys::Virt::Domain::MEM_LIVE), undef, 'period';
    is $domain->set_memory(32 * 1024), undef, 'balloon';
    is length $domain->memory_peek(0, 4096, Sys::Virt::Domain::MEMORY_PHYSICAL), 4096, 'peek';
};

subtest 'CPUs and threads' => sub {
    my @threads = $domain->get_iothread_info;
    is_deeply [ map { $_->{number} } @threads ], [1], 'thread';
    my $length = length $threads[0]{affinity};
    is $domain->add_iothread(2, Sys::Virt::Domain::AFFECT_LIVE), undef, 'another';
    is $domain->pin_iothread(2, "\1", Sys::Virt::Domain::AFFECT_LIVE), undef, 'pinned';
    is_deeply [ map { unpack 'b*', substr $_->{affinity}, 0, 1 }
            grep { $_->{number} == 2 } $domain->get_iothread_info ],
        ['10000000'], 'to one CPU';
    is $domain->set_iothread(2, { Sys::Virt::Domain::IOTHREAD_PARAM_POLL_MAX_NS, 1000 },
        Sys::Virt::Domain::AFFECT_LIVE),
        undef, 'polls';
    is $domain->del_iothread(2, Sys::Virt::Domain::AFFECT_LIVE), undef, 'gone';

    my $map = $domain->get_emulator_pin_info;
    is $domain->pin_emulator("\1"), undef, 'emulator';
    is unpack('b8', $domain->get_emulator_pin_info), '10000000', 'pinned';
    $domain->pin_emulator($map);
    is $domain->set_vcpus(1, Sys::Virt::Domain::VCPU_CONFIG), undef, 'fewer from the next start on';
};

subtest 'figures of the host CPUs' => sub {
    my @total = eval { $domain->get_cpu_stats(-1, 1) };
    plan skip_all => "no cgroups: $@" unless @total;
    is scalar @total, 1, 'total';
    cmp_ok $total[0]{cpu_time}, '>', 0, 'time';

    my @each = eval { $domain->get_cpu_stats(0, 0) };
    return unless @each;    # with version 2 of cgroups
    is scalar @each, ($conn->get_node_cpu_map)[0], 'each';
    is scalar(my @one = $domain->get_cpu_stats(0, 1)), 1, 'one';
};

subtest 'statistics' => sub {
    my ($stats) = $conn->get_all_domain_stats(
        Sys::Virt::Domain::STATS_STATE | Sys::Virt::Domain::STATS_BLOCK | Sys::Virt::Domain::STATS_VCPU,
        [$domain], Sys::Virt::Domain::GET_ALL_STATS_ENFORCE_STATS
    );
    is $stats->{dom}->get_name, $name, 'domain';
    is $stats->{data}{'state.state'}, Sys::Virt::Domain::STATE_RUNNING, 'state';
    is $stats->{data}{'block.0.name'}, 'vda', 'disk';
    is $stats->{data}{'vcpu.current'}, 2, 'CPUs';
};

subtest 'console and graphics' => sub {
    my $stream = $conn->new_stream(Sys::Virt::Stream::NONBLOCK);
    is $domain->open_console($stream, undef), undef, 'console';
    $stream->abort;
    my $shot = $conn->new_stream;
    like $domain->screenshot($shot, 0), qr/^image\//, 'screenshot';
    $shot->abort;

    my $fd = $domain->open_graphics_fd(0, Sys::Virt::Domain::OPEN_GRAPHICS_SKIPAUTH);
    open my $socket, '+<&=', $fd or die "open: $!";
    sysread $socket, my $greeting, 4;
    is $greeting, 'RFB ', 'VNC answers';
    is $domain->send_key(Sys::Virt::Domain::KEYCODE_SET_LINUX, 10, [28]), undef, 'a key';
    is $domain->inject_nmi, undef, 'an interrupt';
};

subtest 'what has no agent' => sub {
    my @calls = (
        ['get_fs_info'], [ fs_freeze => [] ], [ fs_thaw => [] ], [ fs_trim => undef, 0 ], ['get_time'],
        ['get_guest_vcpus'], ['get_guest_info'], [ set_user_password => 'root', 'x' ],
        [ get_interface_addresses => Sys::Virt::Domain::INTERFACE_ADDRESSES_SRC_AGENT ],
        [ authorized_ssh_keys_get => 'root' ], [ authorized_ssh_keys_set => 'root', ['key'] ],
    );
    for my $call (@calls) {
        my ($method, @args) = @$call;
        like exception { $domain->$method(@args) }, qr/^libvirt error code: \d+, .*agent/, $method;
    }
    is $domain->set_agent_response_timeout(5), undef, 'a time limit';
};

subtest 'security and messages' => sub {
    my $label = $domain->get_security_label;
    is_deeply [ sort keys %$label ], [qw(enforcing label)], 'label';
    my @labels = $domain->get_security_label_list;
    cmp_ok scalar @labels, '>', 0, 'labels';
    is_deeply [ sort keys %{ $labels[-1] } ], [qw(enforcing label)], 'each';
    is ref \$_, 'SCALAR', 'a message' for $domain->get_messages;
    is ref $domain->get_launch_security_info, 'HASH', 'launch security';
};

subtest 'dirty rate' => sub {
    is $domain->start_dirty_rate_calc(1), undef, 'start';
    my $status = sub {
        ($conn->get_all_domain_stats(Sys::Virt::Domain::STATS_DIRTYRATE, [$domain]))
            [0]{data}{'dirtyrate.calc_status'};
    };
    ok run_until(sub { $status->() == Sys::Virt::Domain::DIRTYRATE_MEASURED }), 'measured';
};

subtest 'a native configuration' => sub {
    like $conn->domain_xml_to_native('qemu-argv',
        $domain->get_xml_description(Sys::Virt::Domain::XML_INACTIVE)),
        qr/-name guest=$name/, 'of the guest';
};

subtest 'CPUs of the host' => sub {
    my ($cpu) = $conn->get_capabilities =~ m{<host>.*?(<cpu>.*?</cpu>)}s;
    plan skip_all => 'the host does not tell its CPU' unless $cpu;
    is $conn->compare_cpu($cpu), Sys::Virt::CPU_COMPARE_IDENTICAL, 'identical';
    like $conn->baseline_cpu([$cpu]), qr/<cpu/, 'baseline';
    like exception { $conn->compare_cpu('no XML') }, qr/^libvirt error/, 'no XML';
};

subtest 'migration that cannot be' => sub {
    like
        exception { $domain->migrate($conn, { Sys::Virt::Domain::MIGRATE_PARAM_MIGRATE_DISKS, ['vda'] }, 0) },
        qr/^libvirt error code: \d+/, 'to ourselves';
    like exception {
        $domain->migrate_to_uri2('qemu:///system', undef, undef, Sys::Virt::Domain::MIGRATE_PEER2PEER)
    },
        qr/^libvirt error code: \d+/, 'to our URI';
};

done_testing;
