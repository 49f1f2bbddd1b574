# What a case needs before its statement can run. Each setup is a sub of this package that fills the
# package variables below; prepare() compiles the statement into a loop that sees them.
package Bench::Fixture;
use strict;
use warnings;
use Sys::Virt;

use constant EVENTS_IN_STORE => 20_000;

our ($conn, $dom, $net, $pool, $vol, $iface, $device, $secret);
our ($uuid, $path, $mac, $seen, $keep, $stored);

sub prepare {
    my ($case) = @_;
    my $setup = __PACKAGE__->can("setup_$case->{setup}") or die "no setup named $case->{setup}\n";
    $setup->();
    my $loop = eval "no strict 'refs'; sub { my (\$x, \@x); for my \$pass (1 .. \$_[0]) { $case->{code} } }"
        or die "$case->{name}: $@";
    return $loop;
}

sub setup_nothing { }

sub setup_test {
    $conn = Sys::Virt->new(uri => 'test:///default');
    $dom = $conn->get_domain_by_name('test');
    $net = $conn->get_network_by_name('default');
    $uuid = $dom->get_uuid;
    $dom->set_metadata(0, 'a description');
}

sub setup_storage {
    setup_test();
    $pool = $conn->get_storage_pool_by_name('default-pool');
    $pool->create_volume("<volume><name>volume-$_</name><capacity>4096</capacity></volume>") for 1 .. 20;
    $vol = $pool->get_volume_by_name('volume-7');
    $path = $vol->get_path;
}

sub setup_devices {
    setup_test();
    $iface = $conn->get_interface_by_name('eth1');
    $device = $conn->get_node_device_by_name('scsi_host1');
}

sub setup_screen { setup_test() }

# Receives the picture of a screen, a few thousand bytes: in parts of this size, or all that libvirt gives at once.
sub picture {
    my ($size) = @_;
    my $stream = $conn->new_stream;
    $dom->screenshot($stream, 0);
    $stream->recv_all(sub { return $_[2] }) unless $size;
    1 while $size && $stream->recv($keep, $size) > 0;
    $stream->finish;
}

sub setup_defined200 {
    setup_test();
    $conn->define_domain(domain_xml($_)) for 1 .. 200;
}

sub setup_running200 {
    setup_test();
    $keep = [ map { $conn->create_domain(domain_xml($_)) } 1 .. 200 ];
}

sub setup_snapshots {
    setup_test();
    $dom->create_snapshot("<domainsnapshot><name>$_</name></domainsnapshot>") for qw(one two three);
}

sub setup_interface {
    setup_test();
    $mac = '52:54:00:12:34:56';
    my $devices = "<disk type='file'><source file='/dev/null'/><target dev='vda' bus='virtio'/></disk>"
        . "<interface type='network'><mac address='$mac'/><source network='default'/></interface>";
    $keep = $dom = $conn->create_domain(domain_xml(1) =~ s{</domain>}{<devices>$devices</devices></domain>}r);
}

sub setup_timer {
    Sys::Virt::Event::register_default();
    Sys::Virt::Event::add_timeout(0, sub { $seen++ });
}

sub setup_lifecycle {
    Sys::Virt::Event::register_default();
    setup_test();
    $conn->domain_event_register_any(undef, 0, sub { $seen++ });
    $keep = sub { $seen++ };
}

# The daemon has events in store for us, so that receiving them is what is measured, and not what causes them.
sub setup_daemon_events {
    require IO::Socket::UNIX;
    require Socket;
    ($keep, my $theirs) = IO::Socket::UNIX->socketpair(Socket::AF_UNIX(), Socket::SOCK_STREAM(), 0);
    cause_events($theirs) if !fork;
    Sys::Virt::Event::register_default();
    setup_daemon();
    $seen = $stored = 0;
    $conn->domain_event_register_any($dom, 0, sub { my ($from, $of, $event, $detail) = @_; $seen++ });
}

# In a process of its own: so many for each line that comes in, until there are none.
sub cause_events {
    my ($socket) = @_;
    undef $keep;
    my $other = Sys::Virt->new(uri => 'test+unix:///default')->get_domain_by_name('test');
    while (my $count = <$socket>) {
        for (1 .. $count / 2) { $other->suspend; $other->resume }
        syswrite $socket, "done\n";
    }
    require POSIX;
    POSIX::_exit(0);
}

sub receive_events {
    my ($count) = @_;
    if ($stored < $count) {
        syswrite $keep, EVENTS_IN_STORE . "\n";
        <$keep>;
        $stored += EVENTS_IN_STORE;
    }
    Sys::Virt::Event::run_default() until $seen >= $count;
    $stored -= $seen;
    $seen = 0;
}

# libvirt frees what was removed from its loop when the loop has nothing else to do.
sub settle {
    my $settled;
    my $timer = Sys::Virt::Event::add_timeout(1, sub { $settled = 1 });
    Sys::Virt::Event::run_default() until $settled;
    Sys::Virt::Event::remove_timeout($timer);
}

sub setup_daemon {
    $conn = Sys::Virt->new(uri => 'test+unix:///default');
    $dom = $conn->get_domain_by_name('test');
}

sub setup_qemu {
    $conn = Sys::Virt->new(uri => 'qemu:///system');
}

# One that is not stored, and goes with this process.
sub setup_secret {
    setup_qemu();
    $secret = $conn->define_secret("<secret ephemeral='yes' private='no'></secret>");
    $secret->set_value("value\0value");
}

END {
    $secret->undefine if $secret;
}

# The daemon reads a node file of our own, so its state belongs to this connection and ends with it:
# the default node would be shared with every other client of the daemon.
sub setup_daemon1000 {
    require File::Temp;
    $keep = File::Temp->new(SUFFIX => '.xml');
    print {$keep} "<node>\n", map({ domain_xml($_) } 1 .. 1000), "</node>\n";
    close $keep or die "node file: $!";
    $conn = Sys::Virt->new(uri => 'test+unix://' . $keep->filename);
}

sub domain_xml {
    my ($number) = @_;
    return
        "<domain type='test'><name>bench-$number</name><memory>8192</memory><os><type>hvm</type></os></domain>\n";
}

1;
