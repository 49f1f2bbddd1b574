# What the handler of each event gets, of each kind of argument and at the ends of its range. A small library that is
# loaded before libvirt calls the handlers with made-up arguments: most events need hardware or accidents to happen.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use MadeUpEvents;

my $made_up = MadeUpEvents->new or plan skip_all => 'needs a C compiler, and a system with LD_PRELOAD';

# Typed parameters, one of each type.
my $PARAMS =
    '{a name of eighty bytes less one, which is as long as it may become, and. => 1, double => 0.25, empty => "", '
    . 'false => 0, int => -7, least int => -2147483648, llong => -9223372036854775808, string => "text \xc3\xa4", '
    . 'true => 1, uint => 4294967295, ullong => 18446744073709551615}';

# Kind and event, and below each the arguments that follow connection and object, call by call: -  where there are none.
my @EXPECTED = split /^(?=\S)/m, <<'EXPECTED';
domain EVENT_ID_LIFECYCLE
    5, 3
    -2147483648, 2147483647
domain EVENT_ID_REBOOT
    -
    -
domain EVENT_ID_RTC_CHANGE
    3600
    -9223372036854775808
domain EVENT_ID_WATCHDOG
    2
    -2147483648
domain EVENT_ID_IO_ERROR
    "/dev/sda", "virtio-disk0", 1
    undef, undef, -1
domain EVENT_ID_GRAPHICS
    0, {family => 0, node => "127.0.0.1", service => "5900"}, {family => 2, node => undef, service => "/run/socket"}, "vnc", [{name => "CN=one", type => "x509dname"}, {name => undef, type => "saslUsername"}]
    2147483647, undef, undef, undef, []
    1, {family => 2, node => undef, service => "/run/socket"}, undef, "", []
domain EVENT_ID_IO_ERROR_REASON
    "/dev/sda", "virtio-disk0", 1, "enospc"
    undef, undef, -1, undef
domain EVENT_ID_CONTROL_ERROR
    -
    -
domain EVENT_ID_BLOCK_JOB
    "/disk.qcow2", 1, 3
    undef, 2147483647, -3
domain EVENT_ID_DISK_CHANGE
    "/old.iso", "/new.iso", "ide0-0", 1
    undef, undef, undef, -1
domain EVENT_ID_TRAY_CHANGE
    "ide0-0", 1
    undef, -1
domain EVENT_ID_PMWAKEUP
    2
    -2147483648
domain EVENT_ID_PMSUSPEND
    2
    -2147483648
domain EVENT_ID_BALLOON_CHANGE
    65536
    18446744073709551615
domain EVENT_ID_PMSUSPEND_DISK
    2
    -2147483648
domain EVENT_ID_DEVICE_REMOVED
    "net0"
    undef
domain EVENT_ID_BLOCK_JOB_2
    "/disk.qcow2", 1, 3
    undef, 2147483647, -3
domain EVENT_ID_TUNABLE
    @PARAMS
    {}
domain EVENT_ID_AGENT_LIFECYCLE
    5, 3
    -2147483648, 2147483647
domain EVENT_ID_DEVICE_ADDED
    "net0"
    undef
domain EVENT_ID_MIGRATION_ITERATION
    2
    -2147483648
domain EVENT_ID_JOB_COMPLETED
    @PARAMS
    {}
domain EVENT_ID_DEVICE_REMOVAL_FAILED
    "net0"
    undef
domain EVENT_ID_METADATA_CHANGE
    2, "http://example.com/"
    -1, undef
domain EVENT_ID_BLOCK_THRESHOLD
    "vda[1]", "/disk", 1000000, 10
    undef, undef, 18446744073709551615, 9223372036854775807
domain EVENT_ID_MEMORY_FAILURE
    1, 2, 3
    -1, -2, 4294967295
domain EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE
    "mem0", 131072
    undef, 18446744073709551615
domain EVENT_ID_NIC_MAC_CHANGE
    "net0", "52:54:00:00:00:01", "52:54:00:00:00:02"
    undef, undef, undef
domain EVENT_ID_VCPU_REMOVED
    3
    4294967295
domain EVENT_ID_CHANNEL_LIFECYCLE
    1, 2
    -1, 2147483647
network EVENT_ID_LIFECYCLE
    2, 1
    -2147483648, 2147483647
network EVENT_ID_METADATA_CHANGE
    1, "http://example.com/"
    -1, undef
node_device EVENT_ID_LIFECYCLE
    2, 1
    -2147483648, 2147483647
node_device EVENT_ID_UPDATE
    -
    -
secret EVENT_ID_LIFECYCLE
    2, 1
    -2147483648, 2147483647
secret EVENT_ID_VALUE_CHANGED
    -
    -
storage_pool EVENT_ID_LIFECYCLE
    2, 1
    -2147483648, 2147483647
storage_pool EVENT_ID_REFRESH
    -
    -
classic -
    5, 3
    -2147483648, 2147483647
close -
    3
    -2147483648
EXPECTED

my %object = (
    domain => 'Domain test',
    classic => 'Domain test',
    network => 'Network default',
    node_device => 'NodeDevice computer',
    secret => 'Secret usage',
    storage_pool => 'StoragePool default-pool',
);

for (@EXPECTED) {
    my ($head, @calls) = split /\n */;
    my ($kind, $event) = split / /, $head;
    my $first = join ', ', 'Sys::Virt', map { "Sys::Virt::$_" } $object{$kind} // ();
    my @expected = map { join ', ', $first, $_ eq '-' ? () : s/\@PARAMS/$PARAMS/r } @calls;
    is_deeply [ $made_up->calls($kind, $event) ], \@expected, $head;
}

# The table of events says what there is.
my %tested = map { /^(\S+ \S+)/ ? ($1 => 1) : () } @EXPECTED;
is_deeply [ grep { !$tested{"$_->{kind} $_->{event}"} } MadeUpEvents::table() ], [], 'all events are here';

# What a value of each kind of argument in the table looks like.
my %looks = (
    number => qr/-?\d+/,
    text => qr/"[^"]*"|undef/,
    address => qr/\{family => \d+, node => (?:"[^"]*"|undef), service => "[^"]*"\}|undef/,
    identities => qr/\[.*\]/,
    parameters => qr/\{.*\}/,
);

for my $row (MadeUpEvents::table()) {
    my ($expected) = grep { /^\Q$row->{kind} $row->{event}\E\n/ } @EXPECTED;
    my @looks = map { $looks{ (split)[-1] } } grep { $_ ne '-' } split /, /, $row->{arguments};
    my (undef, @calls) = split /\n */, $expected =~ s/\@PARAMS/$PARAMS/gr;
    my $all = @looks ? join ', ', @looks : '-';
    is scalar(grep { !/\A(?:$all)\z/ } @calls), 0, "$row->{kind} $row->{event}: $row->{arguments}"
        or diag explain \@calls;
}

done_testing;
