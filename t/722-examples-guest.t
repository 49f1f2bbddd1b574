# The examples that work with a guest, on a real one of QEMU.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use SysVirtDaemon;
use SysVirtGuest;
use SysVirtProgram;
use SysVirtTest;
use SysVirtTest::DHCP;

my $qemu = need_qemu();
need_daemon();
alarm 600;

my ($qemu_img) = grep { -x } map { "$_/qemu-img" } split /:/, $ENV{PATH};
plan skip_all => 'needs qemu-img' unless $qemu_img;
for my $module (qw(IO::Pty Term::ProgressBar Text::Table XML::LibXML)) {
    die "SYS_VIRT_TEST_DAEMON is set, but $module is missing: $@" unless eval "require $module; 1";
}

my $URI = 'qemu:///system';
my $conn = Sys::Virt->new(uri => $URI);
my $name = "sys-virt-test-examples-$$";

# QEMU runs as another user.
my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
chmod 0777, $dir or die "chmod $dir: $!";

sub disk {
    my $path = "$dir/" . shift;
    system($qemu_img, qw(create -q -f qcow2), $path, '8M') == 0 or die 'qemu-img';
    chmod 0666, $path or die "chmod $path: $!";
    return $path;
}

my ($bridge, $mac) = ('svtbr5', '52:54:00:aa:cc:01');
my $network = $conn->create_network(<<"XML");
<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>
  <name>sys-virt-examples</name>
  <bridge name='$bridge' stp='off' delay='0'/>
  <dns enable='no'/>
  <ip address='198.51.100.33' netmask='255.255.255.224'>
    <dhcp><range start='198.51.100.40' end='198.51.100.49'/></dhcp>
  </ip>
  <dnsmasq:options><dnsmasq:option value='no-ping'/></dnsmasq:options>
</network>
XML
my $pool = $conn->create_storage_pool(
    "<pool type='dir'><name>sys-virt-examples-guest</name><target><path>$dir</path></target></pool>");
my @guards = map {
    my $object = $_;
    guard {
        local $@;
        eval { $object->destroy }
    }
} $network, $pool;

my $XML = domain_xml(
    name => $name,
    type => 'qemu',
    more => '<features><acpi/></features>',
    devices => boot_disk("$dir/writer", 'writer') =~
        s/<readonly/<boot order='1'\/>$&/r . <<"XML" . "<emulator>$qemu</emulator>",
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${\disk('data.qcow2')}'/>
  <target dev='vdb' bus='virtio'/><boot order='2'/></disk>
<controller type='usb' model='qemu-xhci'/>
<interface type='network'><mac address='$mac'/><source network='sys-virt-examples'/><target dev='svtguest5'/></interface>
<serial type='pty'/>
<graphics type='vnc' listen='127.0.0.1'/>
<video><model type='vga'/></video>
XML
);
my $guest;

END {
    local ($@, $?);
    for my $one ($name, "$name-copy") {
        my $domain = eval { $conn->get_domain_by_name($one) } // next;
        eval { $domain->destroy };
        eval {
            $domain->undefine(
                Sys::Virt::Domain::UNDEFINE_MANAGED_SAVE | Sys::Virt::Domain::UNDEFINE_SNAPSHOTS_METADATA |
                    Sys::Virt::Domain::UNDEFINE_CHECKPOINTS_METADATA);
        };
    }
}

sub content_of {
    my $path = shift;
    open my $file, '<:raw', $path or die "$path: $!";
    local $/;
    return <$file> // '';
}

# What the guest finds on a disk at the place that it writes to.
sub sector_of {
    my $path = shift;
    system($qemu_img, qw(convert -O raw), $path, "$dir/raw") == 0 or die 'qemu-img';
    return substr content_of("$dir/raw"), 4096 * 512, 512;
}

# Lets the guest write on its disk.
sub type_into_guest {
    my $text = shift;
    my ($status, $shown) = on_terminal(
        [ example_command('console.pl', '--uri', $URI, $name) ], qr/leaves/ => $text,
        qr/\Q$text\E/ => "\x1d"
    );
    return $status;
}

subtest 'wait.pl --state' => sub {
    my $wait = background('wait.pl', '--uri', $URI, '--state', 'running', '--timeout', 60, $name);
    sleep 1;
    $guest = $conn->define_domain($XML);
    $guest->create;
    is_deeply [ $wait->() ], [ 0, "$name is running\n", '' ], 'until it runs';
    is_deeply [ example('wait.pl', '--uri', $URI, '--state', 'running', $name) ],
        [ 0, "$name is running\n", '' ], 'it does';
    $wait = background('wait.pl', '--uri', $URI, '--state', 'paused', $name);
    sleep 1;
    $guest->suspend;
    is_deeply [ $wait->() ], [ 0, "$name is paused\n", '' ], 'until it is paused';
    $guest->resume;
    my ($status, undef, $errors) =
        example('wait.pl', '--uri', $URI, '--state', 'crashed', '--timeout', 1, $name);
    is $status, 1, 'not in time';
    like $errors, qr/: \Q$name\E is not there after 1 seconds$/, 'says so';
    is +(example('wait.pl', '--uri', $URI, '--agent', '--timeout', 1, $name))[0], 1,
        'this guest has no agent';
};

subtest 'console.pl' => sub {
    my @command = example_command('console.pl', '--uri', $URI, $name);
    my ($status, $shown) =
        on_terminal(\@command, qr/Connected to/ => 'a', qr/a/ => "\x03b", qr/\x03b/ => "\x1dnot sent");
    is $status, 0, 'Ctrl-] ends it';
    like $shown, qr/^Connected to \Q$name\E; \^\] leaves\r\n>?a\x03b\r?\n\z/,
        'what is typed comes back, and once: Ctrl-C, too';
    ($status, $shown) =
        on_terminal([ @command, '--escape', '^A' ], qr/Connected to/ => "\x1d", qr/\x1d/ => "\x01");
    is $status, 0, 'another key';
    my $input = temp_file('xyz');
    is_deeply [ run_program('sh', '-c', 'exec "$@" <"$0"', $input, @command) ], [ 0, 'xyz', '' ], 'a pipe';
    ($status, $shown) = on_terminal(\@command, qr/Connected to/ => sub { $guest->destroy });
    is $status, 1, 'the guest ends it';
    like $shown, qr/: the console is closed\r\n\z/, 'says so';
    $guest->create;
    my ($other, undef, $errors) = example('console.pl', '--uri', $URI, '--device', 'none', $name);
    is $other, 1, 'no such device';
    like $errors, qr/cannot find|not found|device/i, 'says why';
};

subtest 'screenshot.pl' => sub {
    my ($status, $output, $errors) = example('screenshot.pl', '--uri', $URI, $name, "$dir/shot.png");
    is $status, 0, 'exit status' or diag $errors;
    my ($width, $height) = $output =~ /^\Q$dir\E\/shot\.png: (\d+) x (\d+)\n\z/;
    cmp_ok $width // 0, '>', 300, 'size';
    my $png = content_of("$dir/shot.png");
    is_deeply [ unpack 'x16 N2 C2', $png ], [ $width, $height, 8, 2 ], 'a PNG file of that size';
    is substr($png, -8, 4), 'IEND', 'to its end';
};

subtest 'guest-ips.pl and wait.pl --address' => sub {
    my @none = example('guest-ips.pl', '--uri', $URI, $name);
    is $none[0], 1, 'no address yet';
    like $none[1], qr/^\Q$name\E +- +- +- +-$/m, 'says so';
    my $wait = background('wait.pl', '--uri', $URI, '--address', $name);
    my $client = SysVirtTest::DHCP->new(device => 'svttap5', bridge => $bridge);
    my $address = $client->lease($mac, 'examples');
    is_deeply [ $wait->() ], [ 0, "$address\n", '' ], 'until there is one';
    my ($status, $output) = example('guest-ips.pl', '--uri', $URI, $name);
    is $status, 0, 'now there is one';
    like $output,
        qr/^Guest +Interface +MAC +Address +Source\n\Q$name  svtguest5  $mac  $address\E\/27  lease\n\z/,
        'in a table';
    is +(example('guest-ips.pl', '--uri', $URI, '--source', 'agent', $name))[0], 1,
        'the agent does not know it';
};

subtest 'attach.pl' => sub {
    my $path = disk('more.qcow2');
    is_deeply [ example('attach.pl', '--uri', $URI, '--bus', 'usb', $name, 'disk', $path) ],
        [ 0, "$name has $path as sda\n", '' ], 'a disk';
    is $guest->get_block_info('sda')->{capacity}, 8 << 20, 'of its size';
    is_deeply [ example('attach.pl', '--uri', $URI, '--detach', $name, 'disk', $path) ],
        [ 0, "$name no longer has sda\n", '' ], 'is taken away';
    like exception { $guest->get_block_info('sda') }, qr/sda/, 'and gone';
    is_deeply [
        example('attach.pl', '--uri', $URI, '--mac', '52:54:00:aa:cc:02', $name, 'nic', 'sys-virt-examples')
        ],
        [ 0, "$name has sys-virt-examples as 52:54:00:aa:cc:02\n", '' ], 'a card';
    like $guest->get_xml_description, qr/52:54:00:aa:cc:02/, 'is there';
    my ($status, $output, $errors) =
        example('attach.pl', '--uri', $URI, '--detach', '--timeout', 1, $name, 'nic', '52:54:00:aa:cc:02');
    is $status, 1, 'a guest that does not let go';
    like $errors, qr/has not let go of 52:54:00:aa:cc:02 within 1 seconds/, 'is not waited for longer';
    is +(example('attach.pl', '--uri', $URI, '--detach', $name, 'disk', 'none'))[2],
        "examples/attach.pl: $name has no disk none\n", 'no such disk';
};

subtest 'backup.pl' => sub {
    mkdir "$dir/backup" or die $!;
    chmod 0777, "$dir/backup" or die $!;
    type_into_guest('A');
    my ($status, $output, $errors) = example('backup.pl', '--uri', $URI, $name, "$dir/backup");
    is $status, 0, 'exit status' or diag $errors;
    my ($full) = $output =~ m{^(\Q$dir\E/backup/\S+\.full\.qcow2): \d+ bytes\n\z};
    ok $full, 'the first is a full one' or diag $output;
    like $errors, qr/^100% \(\d+ of \d+ bytes\)\n\z/m, 'how far it is';
    is sector_of($full), 'A' x 512, 'holds what was written';

    type_into_guest('B');
    sleep 1;
    ($status, $output, $errors) = example('backup.pl', '--uri', $URI, $name, "$dir/backup");
    is $status, 0, 'another: exit status' or diag $errors;
    my ($next) = $output =~ m{^(\Q$dir\E/backup/\S+\.incremental\.qcow2): \d+ bytes\n\z};
    ok $next, 'is incremental' or diag $output;
    is scalar(my @left = $guest->list_all_checkpoints), 1, 'one checkpoint is kept';
    type_into_guest('C');

    # As the documentation says.
    is system($qemu_img, qw(rebase -u -F qcow2 -b), $full, $next), 0, 'put on each other';
    is sector_of($next), 'B' x 512, 'they hold what the disk held then';
    is sector_of($full), 'A' x 512, 'and the first what it held at first';

    ($status, $output) =
        on_terminal([ example_command('backup.pl', '--uri', $URI, '--full', $name, "$dir/backup") ]);
    is $status, 0, 'on a terminal';
    like $output, qr/\r\Q$name\E: +100% \[=+\]/, 'with a bar';
    like $output, qr/\.full\.qcow2: /, '--full';
    is +(example('backup.pl', '--uri', $URI, $name, "$dir/none"))[2],
        "examples/backup.pl: there is no folder $dir/none\n", 'no folder';
    $_->delete for $guest->list_all_checkpoints;
};

subtest 'save-restore.pl' => sub {
    my ($status, $output, $errors) = example('save-restore.pl', '--uri', $URI, 'save', $name);
    is $status, 0, 'exit status' or diag $errors;
    is $output, "$name is saved\n", 'says so';
    is $guest->is_active, 0, 'is off';
    like +(example('save-restore.pl', '--uri', $URI, 'list', $name))[1],
        qr/^Guest +State +Saved\n\Q$name\E +shut off +yes\n\z/, 'list';
    is_deeply [ example('save-restore.pl', '--uri', $URI, 'restore', $name) ], [ 0, "$name goes on\n", '' ],
        'restore';
    is $guest->is_active, 1, 'runs';
    is type_into_guest('D'), 0, 'where it was';
    is_deeply [ example('save-restore.pl', '--uri', $URI, 'restore', $name) ],
        [ 0, '', "$name is not saved\n" ], 'once';
};

subtest 'snapshot.pl' => sub {
    my @made;
    for my $run (1 .. 3) {
        my ($status, $output, $errors) = example('snapshot.pl', '--uri', $URI, '--keep', 2, $name);
        is $status, 0, "run $run: exit status" or diag $errors;
        push @made, $output =~ /^made (auto-\S+)$/m;
        is_deeply [ $output =~ /^deleted (.*)$/mg ], $run == 3 ? [ $made[0] ] : [],
            "run $run: deletes what is too much";
        type_into_guest(qw(E F G) [ $run - 1 ]);
        sleep 1;
    }
    is_deeply [ sort map { $_->get_name } $guest->list_all_snapshots ], [ @made[ 1, 2 ] ],
        'the newest are left';
    my (undef, $output) = example('snapshot.pl', '--uri', $URI, '--list', $name);
    like $output,
        qr/^ +Name +Made +State +Parent\n +\Q$made[1]\E +\S+ \S+ +running\n\* +\Q$made[2]\E +\S+ \S+ +running +\Q$made[1]\E\n\z/,
        'list';
    is +(example('snapshot.pl', '--uri', $URI, '--revert', $made[2], $name))[0], 0, 'revert';
    $_->delete for $guest->list_all_snapshots;
    $guest->destroy;
    is sector_of("$dir/data.qcow2"), 'F' x 512, 'the disk is as it was';
};

subtest 'clone.pl' => sub {
    my @running = do {
        $guest->create;
        my @all = example('clone.pl', '--uri', $URI, $name, "$name-copy");
        $guest->destroy;
        @all;
    };
    is_deeply \@running, [ 1, '', "examples/clone.pl: $name runs: its disks change while they are copied\n" ],
        'a guest that runs';
    my ($status, $output, $errors) = example('clone.pl', '--uri', $URI, '--start', $name, "$name-copy");
    is $status, 0, 'exit status' or diag $errors;
    my $copy = $conn->get_domain_by_name("$name-copy");
    is $output, "copying vdb\n$name-copy is running, ${\$copy->get_uuid_string}\n", 'says what it does';
    is $copy->is_active, 1, 'runs';
    my $xml = $copy->get_xml_description;
    like $xml, qr{<source file='\Q$dir/$name-copy-vdb.qcow2\E'}, 'has a disk of its own';
    like $xml, qr{<source file='\Q$dir/writer\E'}, 'and shares what it only reads';
    unlike $xml, qr/\Q$mac\E|${\$guest->get_uuid_string}/, 'nothing else is the same';
    $copy->destroy;
    is sector_of("$dir/$name-copy-vdb.qcow2"), sector_of("$dir/data.qcow2"), 'the disk is the same';
    like +(example('clone.pl', '--uri', $URI, $name, "$name-copy"))[2], qr/there is a guest/, 'once';

    # A disk that is in no pool, given to a guest that is off.
    my $elsewhere = folder('other.img' => "\0" x 65536) . '/other.img';
    is_deeply [ example('attach.pl', '--uri', $URI, $name, 'disk', $elsewhere) ],
        [ 0, "$name has $elsewhere as vdc\n", '' ],
        'attach.pl: a disk from the next start on';
    my ($failed, undef, $why) = example('clone.pl', '--uri', $URI, $name, "$name-other");
    is $failed, 1, 'a disk that cannot be copied';
    is $why, "examples/clone.pl: the disk vdc is in no pool: $elsewhere\n", 'says so';
    $pool->refresh;
    is_deeply [ grep { /other/ } map { $_->get_name } $pool->list_all_volumes ], [],
        'leaves no copies of others behind';
    is_deeply [ example('attach.pl', '--uri', $URI, '--detach', $name, 'disk', 'vdc') ],
        [ 0, "$name no longer has vdc\n", '' ],
        'attach.pl: and takes it away';
};

subtest 'top.pl' => sub {
    $guest->create;
    my ($status, $output, $errors) = example('top.pl', '--batch', '--iterations', 2, '--delay', 1, $URI);
    is $status, 0, 'exit status' or diag $errors;
    my @rows = $output =~ /^(\Q$name\E +.*)$/mg;
    is scalar @rows, 2, 'the guest, twice';
    like $rows[0], qr/ running +2 +- +64\.0M +- +- +- +- +0:00:\d\d$/, 'at first no rates';
    like $rows[1], qr/ running +2 +\d+\.\d +64\.0M(?: +\d\S*){4} +0:00:\d\d$/, 'then all of them';
    $guest->destroy;
    ($status, $output) = example('top.pl', '--batch', '--all', '--iterations', 1, $URI);
    like $output, qr/^\Q$name\E +shut off /m, '--all';

    my $daemon = SysVirtDaemon->new;
    my $top =
        background('top.pl', '--batch', '--delay', 0.5, '--iterations', 16, $daemon->uri('test', '/default'));
    sleep 3;
    $daemon->stop;
    sleep 2;
    $daemon->start;
    ($status, $output, $errors) = $top->();
    is $status, 0, 'a host that is lost: exit status' or diag $errors;
    like $output, qr/^test +running .*^\S+: \S.*^test +running /ms,
        'is said to be, and shown when it is back';
};

done_testing;
