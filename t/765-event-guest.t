# Events of a real guest of QEMU. It starts from a floppy of ours, whose code makes what a guest alone can: it sets the
# clock, lets the watchdog bite, writes to one disk, reads from another that is broken, and goes to sleep.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use IO::Socket::INET;
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

my $qemu = need_qemu();
need_daemon();

my ($qemu_img) = grep { -x } map { "$_/qemu-img" } split /:/, $ENV{PATH};
plan skip_all => 'needs qemu-img' unless $qemu_img;

# Before the connection, whose socket it watches.
Sys::Virt::Event::register_default();

my $conn = Sys::Virt->new(uri => 'qemu:///system');
my $name = "sys-virt-test-event-$$";

# QEMU runs as another user.
my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
chmod 0777, $dir or die "chmod $dir: $!";

sub file {
    my ($file, $content) = @_;
    open my $handle, '>:raw', "$dir/$file" or die "$file: $!";
    print $handle $content;
    close $handle or die "$file: $!";
    chmod 0666, "$dir/$file" or die "chmod $file: $!";
    return "$dir/$file";
}

sub disk {
    my $file = shift;
    system($qemu_img, qw(create -q -f qcow2 -o preallocation=metadata), "$dir/$file", '8M') == 0
        or die 'qemu-img';
    chmod 0666, "$dir/$file" or die "chmod $file: $!";
    return "$dir/$file";
}

# Where the guest writes and reads: 2 MiB into a disk.
use constant SECTOR => 4096;

# Makes the cluster of that sector one whose place in the file cannot be: reading it is an I/O error.
sub broken {
    my $path = shift;
    open my $file, '+<:raw', $path or die "$path: $!";
    my $number_at = sub { sysseek $file, shift, 0; sysread $file, my $bytes, 8; unpack 'Q>', $bytes };
    my $second = $number_at->($number_at->(40)) & ~(1 << 63);
    sysseek $file, $second + 8 * (SECTOR * 512 / 65536), 0;
    syswrite $file, pack 'Q>', 1 << 63 | 0x10200;
    return $path;
}

# The code, for a CPU of 16 bits.
my $boot = pack 'H*', join '', map { s/ *;.*//r =~ tr/0-9a-f//cdr } split /\n/, <<'CODE';
31c0 8ed8 8ec0 8ed0 bc007c    ; all segments from 0 on, the stack below this code
b050 e670 e471 3c5a 742f      ; has this run before (byte 50 in the memory of the clock)? then to sleep on disk
b050 e670 b05a e671           ; from now on it has
b004 e670 b011 e671           ; the clock: 11 hours
ba4304 b00f ee                ; the watchdog: at once
be4e7c b443 b000 b280 cd13    ; write a sector to the first disk
be4e7c b442 b281 cd13         ; read one from the second
b80024 eb03                   ; sleep: on memory
b80028                        ; sleep: on disk
ba0406 ef                     ; go to sleep
f4 ebfd                       ; wait
1000 0100 0080 0000 00100000 00000000     ; one sector, where in memory, which one on the disk
CODE
my $floppy = file('floppy.img', $boot . "\0" x (510 - length $boot) . "\x55\xaa" . "\0" x (2879 * 512));
my @disks = (disk('good.qcow2'), broken(disk('bad.qcow2')));
my @media = map { file("$_.iso", "\0" x 65536) } 'one', 'two';

my $xml = domain_xml(
    name => $name,
    type => 'qemu',
    vcpus => 1,
    more =>
        "<features><acpi/></features><pm><suspend-to-mem enabled='yes'/><suspend-to-disk enabled='yes'/></pm>",
    devices => <<"XML",
<emulator>$qemu</emulator>
<controller type='usb' model='piix3-uhci'/>
<disk type='file' device='floppy'>
  <driver name='qemu' type='raw'/><source file='$floppy'/><target dev='fda' bus='fdc'/><boot order='1'/>
</disk>
<disk type='file' device='disk'>
  <driver name='qemu' type='qcow2'/><source file='$disks[0]'/><target dev='vda' bus='virtio'/><boot order='2'/>
</disk>
<disk type='file' device='disk'>
  <driver name='qemu' type='qcow2' error_policy='report'/><source file='$disks[1]'/><target dev='vdb' bus='virtio'/><boot order='3'/>
</disk>
<disk type='file' device='cdrom'>
  <driver name='qemu' type='raw'/><source file='$media[0]'/><target dev='hda' bus='ide'/><readonly/>
</disk>
<disk type='file' device='cdrom'>
  <driver name='qemu' type='raw'/><source file='$dir/missing.iso' startupPolicy='optional'/>
  <target dev='hdb' bus='ide'/><readonly/>
</disk>
<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
<graphics type='vnc' listen='127.0.0.1' autoport='yes'/>
<watchdog model='ib700' action='none'/>
<memballoon model='virtio'/>
XML
);

my $domain = $conn->define_domain($xml);
my $guard = guard {
    local $@;
    eval { $domain->destroy };
    eval { $domain->undefine };
};

# All that happens, by the name of the event: lists of arguments.
my (%told, @ids);
for my $event (sort grep { /^EVENT_ID_/ } keys %Sys::Virt::Domain::) {
    my $id = Sys::Virt::Domain->can($event)->();
    my $kind = $event =~ s/^EVENT_ID_//r;
    my $handler = sub {
        my ($from, $of, @arguments) = @_;
        die "$kind: of another domain" unless $of->get_name eq $name;
        push @{ $told{$kind} }, \@arguments;
    };
    push @ids, eval { $conn->domain_event_register_any($domain, $id, $handler) } // next;
}

# Waits for an event (the first, or one that `$which` accepts), and gives its arguments.
sub told {
    my ($kind, $which) = @_;
    $which ||= sub { 1 };
    my $found;
    run_until(
        sub {
            ($found) = grep { $which->(@$_) } @{ $told{$kind} };
            return $found;
        }
    );
    return $found;
}

subtest 'start' => sub {
    $domain->create(Sys::Virt::Domain::START_PAUSED);
    is_deeply told(LIFECYCLE => sub { $_[0] == Sys::Virt::Domain::EVENT_STARTED }),
        [ Sys::Virt::Domain::EVENT_STARTED, Sys::Virt::Domain::EVENT_STARTED_BOOTED ], 'LIFECYCLE';
    is_deeply told('DISK_CHANGE'),
        [ "$dir/missing.iso", undef, 'ide0-0-1', Sys::Virt::Domain::EVENT_DISK_CHANGE_MISSING_ON_START ],
        'DISK_CHANGE';
    is_deeply told('AGENT_LIFECYCLE'),
        [
        Sys::Virt::Domain::EVENT_AGENT_LIFECYCLE_STATE_DISCONNECTED,
        Sys::Virt::Domain::EVENT_AGENT_LIFECYCLE_REASON_DOMAIN_STARTED
        ],
        'AGENT_LIFECYCLE';
};

my $live = Sys::Virt::Domain::AFFECT_LIVE;

subtest 'changes from outside' => sub {
    $domain->set_metadata(Sys::Virt::Domain::METADATA_TITLE, 'a title', undef, undef, $live);
    is_deeply told('METADATA_CHANGE'), [ Sys::Virt::Domain::METADATA_TITLE, undef ], 'METADATA_CHANGE';

    $domain->set_block_iotune('vda', { total_iops_sec => 1000, total_bytes_sec => 2**40 }, $live);
    my ($tunable) = @{ told('TUNABLE') };
    is ref $tunable, 'HASH', 'TUNABLE';
    is_deeply [ @$tunable{ map { "blkdeviotune.$_" } qw(disk total_iops_sec total_bytes_sec) } ],
        [ 'vda', 1000, 2**40 ], 'texts and numbers';

    $domain->update_device(
              "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='$media[1]'/>"
            . "<target dev='hda' bus='ide'/><readonly/></disk>",
        $live
    );
    is_deeply told('TRAY_CHANGE'), [ 'ide0-0-0', Sys::Virt::Domain::EVENT_TRAY_CHANGE_OPEN ], 'TRAY_CHANGE';
    ok told(TRAY_CHANGE => sub { $_[1] == Sys::Virt::Domain::EVENT_TRAY_CHANGE_CLOSE }), 'and closed again';

    my $tablet = "<input type='tablet' bus='usb'><alias name='ua-tablet'/></input>";
    $domain->attach_device($tablet, $live);
    is_deeply told('DEVICE_ADDED'), ['ua-tablet'], 'DEVICE_ADDED';
    $domain->detach_device_alias('ua-tablet', $live);
    is_deeply told('DEVICE_REMOVED'), ['ua-tablet'], 'DEVICE_REMOVED';
};

subtest 'a look at the screen' => sub {
    my ($port) = $domain->get_xml_description =~ /<graphics type='vnc' port='(\d+)'/ or die 'no port';
    my $socket = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port", Timeout => 10) or die "VNC: $@";
    my $get = sub { read $socket, my $bytes, shift; $bytes };
    $socket->autoflush;
    $get->(12);
    print $socket "RFB 003.008\n";
    $get->(unpack 'C', $get->(1));
    print $socket "\1";    # no authentication
    $get->(4);
    print $socket "\1";    # others may look as well
    my $graphics = told(GRAPHICS => sub { $_[0] == Sys::Virt::Domain::EVENT_GRAPHICS_INITIALIZE });
    my $ours = $socket->sockport;
    $socket->close;

    is_deeply $told{GRAPHICS}[0],
        [
        Sys::Virt::Domain::EVENT_GRAPHICS_CONNECT,
        {
            family => Sys::Virt::Domain::EVENT_GRAPHICS_ADDRESS_IPV4,
            node => '127.0.0.1',
            service => $port
        },
        {
            family => Sys::Virt::Domain::EVENT_GRAPHICS_ADDRESS_IPV4,
            node => '127.0.0.1',
            service => $ours
        },
        'none',
        []
        ],
        'GRAPHICS';
    ok told(GRAPHICS => sub { $_[0] == Sys::Virt::Domain::EVENT_GRAPHICS_DISCONNECT }), 'to the end';
};

subtest 'jobs' => sub {
    $domain->block_copy(
        'vda', "<disk type='file'><source file='$dir/copy.qcow2'/><driver type='qcow2'/></disk>",
        {}, Sys::Virt::Domain::BLOCK_COPY_TRANSIENT_JOB
    );
    my $ready = sub { $_[2] == Sys::Virt::Domain::BLOCK_JOB_READY };
    my @rest = (Sys::Virt::Domain::BLOCK_JOB_TYPE_COPY, Sys::Virt::Domain::BLOCK_JOB_READY);
    is_deeply told(BLOCK_JOB_2 => $ready), [ 'vda', @rest ], 'BLOCK_JOB_2: the target';
    is_deeply told(BLOCK_JOB => $ready), [ $disks[0], @rest ], 'BLOCK_JOB: the file';
    $domain->abort_block_job('vda');

    $domain->backup_begin(
              "<domainbackup><disks><disk name='vda' type='file'><target file='$dir/backup.qcow2'/>"
            . "<driver type='qcow2'/></disk><disk name='vdb' backup='no'/></disks></domainbackup>",
        undef
    );
    my ($job) = @{ told('JOB_COMPLETED') };
    is $job->{operation}, Sys::Virt::Domain::JOB_OPERATION_BACKUP, 'JOB_COMPLETED';
    is $job->{disk_total}, 8 * 2**20, 'with figures';

SKIP: {
        skip 'libvirt 12 does not dump a running guest by migrating it', 1
            if Sys::Virt->get_library_version >= 12_000_000;
        $domain->core_dump("$dir/core", Sys::Virt::Domain::DUMP_LIVE);
        is_deeply told('MIGRATION_ITERATION'), [1], 'MIGRATION_ITERATION';
    }
};

subtest 'what the guest does' => sub {
    $domain->set_block_threshold('vda', 2**16);
    $domain->resume;

    my ($offset) = @{ told('RTC_CHANGE') };
    like $offset, qr/^-?\d+$/, 'RTC_CHANGE';
    cmp_ok abs $offset, '<', 86_400, 'by hours';
    is_deeply told('WATCHDOG'), [Sys::Virt::Domain::EVENT_WATCHDOG_NONE], 'WATCHDOG';

    my ($device, $path, $threshold, $excess) = @{ told('BLOCK_THRESHOLD') };
    is_deeply [ $device, $path, $threshold ], [ 'vda', $disks[0], 2**16 ], 'BLOCK_THRESHOLD';
    cmp_ok $excess, '>=', 2**20, 'and how much more';

    my @error = ($disks[1], 'virtio-disk1', Sys::Virt::Domain::EVENT_IO_ERROR_REPORT);
    is_deeply told('IO_ERROR'), \@error, 'IO_ERROR';
    is_deeply told('IO_ERROR_REASON'), [ @error, '' ], 'IO_ERROR_REASON';

    is_deeply told('PMSUSPEND'), [0], 'PMSUSPEND';
    ok run_until(sub { ($domain->get_state)[0] == Sys::Virt::Domain::STATE_PMSUSPENDED }), 'it sleeps';
    $domain->pm_wakeup;
    is_deeply told('PMWAKEUP'), [0], 'PMWAKEUP';
    is_deeply told('REBOOT'), [], 'REBOOT: nobody has said where to go on';
    is_deeply told('PMSUSPEND_DISK'), [0], 'PMSUSPEND_DISK';
    ok told(LIFECYCLE => sub { $_[0] == Sys::Virt::Domain::EVENT_STOPPED }), 'LIFECYCLE';
};

is_deeply [ map { $conn->domain_event_deregister_any($_) } @ids ], [], 'deregister';

# The table of events says what has happened here.
open my $table, '<', 't/data/events.tsv' or die "t/data/events.tsv: $!";
my @here = map { /^domain\tEVENT_ID_(\w+)\t.*765-event-guest/ ? $1 : () } <$table>;
is_deeply [ sort keys %told ], [ sort @here ], 'events';

done_testing;
