# An event loop in Perl with an embedded driver, whose own threads ask the loop for things.

use strict;
use warnings;

use lib 't/lib';

# Before libvirt starts: an embedded driver would log on stderr.
BEGIN { $ENV{LIBVIRT_LOG_OUTPUTS} //= '4:file:/dev/null' }

use File::Temp 'tempdir';
use Test::More;
use Time::HiRes 'time';
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtLoop;
use SysVirtTest;

my $qemu = need_qemu();

my $root = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
mkdir "$root/etc" or die "$root/etc: $!";
open my $conf, '>', "$root/etc/qemu.conf" or die "$root/etc/qemu.conf: $!";
print $conf qq{user = "root"\ngroup = "root"\nstdio_handler = "file"\n};
close $conf or die "$root/etc/qemu.conf: $!";

my $loop = SysVirtLoop->new;
Sys::Virt::Event::register($loop);

my $conn = Sys::Virt->new(uri => "qemu:///embed?root=$root");
my @events;
my $id = $conn->domain_event_register_any(
    undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE,
    sub { push @events, $_[2] }
);
my $domain = $conn->create_domain(
    domain_xml(name => "sys-virt-test-$$", type => 'qemu', devices => "<emulator>$qemu</emulator>"));
my $guard = guard {
    local $@;
    eval { $domain->destroy }
};

# Runs the loop until that event has come: in how many seconds.
sub seconds_until {
    my $event = shift;
    my $start = time;
    $loop->run until grep({ $_ == $event } @events) || time - $start > 30;
    return time - $start;
}

subtest 'a guest starts' => sub {
    cmp_ok seconds_until(Sys::Virt::Domain::EVENT_STARTED), '<', 30, 'the event arrives';
};

# libvirt's own thread sees that QEMU is gone, and nothing but that wakes up the loop, which sleeps for ten seconds.
subtest 'QEMU is killed' => sub {
    my ($pid) = map { open my $file, '<', $_ or die "$_: $!"; <$file> =~ /(\d+)/ }
        grep { !/driver/ } glob "$root/run/*.pid $root/run/*/*.pid";
    ok $pid, 'its process is known';
    kill KILL => $pid;
    cmp_ok seconds_until(Sys::Virt::Domain::EVENT_STOPPED), '<', 8, 'the event arrives at once';
};

$conn->domain_event_deregister_any($id);
done_testing;
