# The handlers of events get what those of the C module get: each event with made-up arguments, and a transcript of real
# ones on the test driver.
#   perl -Mblib xt/differential-events.t

use strict;
use warnings;

use lib qw(t/lib xt/differential);

use Test::More;
use Sys::Virt;
use MadeUpEvents;
use Peer;
use SysVirtTest;

my $peer = Peer::folder();
$ENV{SYS_VIRT_TEST_LIMIT} = 300;
alarm 300;

my $ours = MadeUpEvents->new or plan skip_all => 'needs a C compiler, and a system with LD_PRELOAD';
my $theirs = MadeUpEvents->new(inc => [$peer]);

# What a program prints with the C module.
sub with_peer {
    my $program = shift;
    local @INC = $peer;
    return perl_output($program);
}

# What differs on purpose: NULL for an address and the name of a channel end the C module, and unsigned numbers come out
# negative there.
my %purpose = (
    map({ ("domain EVENT_ID_CHANNEL_LIFECYCLE $_" => [ qr/.*/, 'status 11' ]) } 0, 1),
    'domain EVENT_ID_GRAPHICS 1' => [ qr/.*/, 'status 11' ],
    'domain EVENT_ID_TUNABLE 0' => [ qr/uint => \K4294967295/, -1 ],
    'domain EVENT_ID_JOB_COMPLETED 0' => [ qr/uint => \K4294967295/, -1 ],
    'domain EVENT_ID_BLOCK_THRESHOLD 1' => [ qr/18446744073709551615/, -1 ],
);

my %known = map { $_ => 1 } split /\n/, with_peer(<<'PROGRAM');
use Sys::Virt;
for my $package (qw(Domain Network NodeDevice Secret StoragePool)) {
    no strict 'refs';
    print "$package $_\n" for grep { /^EVENT_ID_/ } keys %{"Sys::Virt::${package}::"};
}
PROGRAM

for my $row (MadeUpEvents::table()) {
    my $class = join '', map { ucfirst } split /_/, $row->{kind};
SKIP: {
        skip "$row->{kind} $row->{event}: newer than the C module", 2
            if $row->{event} ne '-' && !$known{"$class $row->{event}"};
        for my $which (0, 1) {
            my $name = "$row->{kind} $row->{event} $which";
            my @calls = $ours->calls($row->{kind}, $row->{event}, $which);
            if (my $purpose = $purpose{$name}) {
                my ($from, $to) = @$purpose;
                @calls = $calls[0] =~ s/$from/$to/r;
            }
            is_deeply [ $theirs->calls($row->{kind}, $row->{event}, $which) ], \@calls, $name;
        }
    }
}

my $transcript = <<'PROGRAM';
use Sys::Virt;
use Sys::Virt::Event;
Sys::Virt::Event::register_default();
my $conn = Sys::Virt->new(uri => 'test:///default');

sub text { join ', ', map { !defined $_ ? 'undef' : ref $_ ? ref $_ : "'$_'" } @_ }

sub settle {
    my $done;
    my $timer = Sys::Virt::Event::add_timeout(20, sub { $done = 1 });
    Sys::Virt::Event::run_default() until $done;
    Sys::Virt::Event::remove_timeout($timer);
}

# Registers in list and in scalar context, acts, and deregisters.
sub watch {
    my ($kind, $object, $id, $act) = @_;
    my ($register, $deregister) = map { "${kind}_event_${_}_any" } 'register', 'deregister';
    my @list = eval { $conn->$register($object, $id, sub { print "  called: ", text(@_), "\n"; return 'ignored' }) };
    print "$kind $id: ", text(@list), $@ ? 'error ' . $@->code : '', "\n";
    return unless @list;
    $act->() if $act;
    settle();
    print "  deregister: ", text(scalar $conn->$deregister($list[0])), "; ", text($conn->$deregister($list[0])), "\n";
}

my $domain = $conn->get_domain_by_name('test');
my $network = $conn->get_network_by_name('default');
my $pool = $conn->get_storage_pool_by_name('default-pool');
my $device = '<device><parent>scsi_host1</parent><capability type="scsi_host"><capability type="fc_host">'
    . '<wwnn>2000000012341234</wwnn><wwpn>1000000012341234</wwpn></capability></capability></device>';

for my $object (undef, $domain, 0, '') {
    watch(domain => $object, 0, sub { $domain->suspend; $domain->resume });
}
watch(domain => undef, 23, sub { $domain->set_metadata(1, 'title'); $domain->set_metadata(2, '<a/>', 'k', 'http://a/') });
watch(domain => undef, $_) for 1 .. 26;
watch(network => $_, 0, sub { $network->destroy; $network->create }) for undef, $network;
watch(storage_pool => $_, 0, sub { $pool->destroy; $pool->create }) for undef, $pool;
watch(storage_pool => $_, 1, sub { $pool->refresh }) for undef, $pool;
watch(node_device => undef, 0, sub { $conn->create_node_device($device)->destroy });
watch(node_device => undef, 1);
watch($_->[0] => undef, $_->[1]) for map { my $kind = $_; map { [ $kind, $_ ] } -1, 1000 } qw(domain network storage_pool node_device secret);
watch(secret => undef, $_) for 0, 1;

print 'classic: ', text($conn->domain_event_register(sub { print '  called: ', text(@_), "\n" })), "\n";
print eval { $conn->domain_event_register(sub { }); 1 } ? "twice\n" : 'error ' . $@->code . "\n";
watch(domain => undef, 0, sub { $domain->suspend; $domain->resume });
print 'classic: ', text(scalar $conn->domain_event_deregister), '; ', text($conn->domain_event_deregister), "\n";
watch(domain => undef, 0, sub { $domain->suspend; $domain->resume });

# A failure, from where the loop runs.
my $id = $conn->domain_event_register_any(undef, 0, sub { die { code => 42 } });
$domain->suspend;
print eval { settle(); 1 } ? "lives\n" : "dies: $@->{code}\n";
$conn->domain_event_deregister_any($id);
$domain->resume;
settle();

print 'close: ', text($conn->register_close_callback(sub { })), '; ', text($conn->unregister_close_callback), "\n";
PROGRAM

my @ours = split /\n/, perl_output($transcript);
cmp_ok scalar @ours, '>', 60, 'a transcript';
is_deeply [ split /\n/, with_peer($transcript) ], \@ours, 'is the same';

done_testing;
