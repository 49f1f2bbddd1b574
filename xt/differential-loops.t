# The same event loop in Perl under this module and under the C module: libvirt must ask it for the same, and the program
# must get the same. The C module is fetched with bench/peer.
#   SYS_VIRT_TEST_DAEMON=1 perl -Mblib xt/differential-loops.t       also over a connection to the daemon
use strict;
use warnings;

use lib qw(t/lib xt/differential);

use Config;
use Test::More;
use Peer;

my $peer = Peer::folder();
my @ours = map { "-I$_" } grep { !ref && m{\bblib\b} } @INC;
plan skip_all => 'needs blib: perl -Mblib xt/differential-loops.t' unless @ours;

# What a program says, at its end with what libvirt asked of the loop. Descriptors get names in the order of their coming.
sub transcript {
    my ($where, $program) = @_;
    my $text = <<'PERL' . $program . <<'PERL';
use strict; use warnings; use lib 't/lib';
BEGIN { alarm 30; open STDERR, '>&', \*STDOUT; $| = 1 }
use Sys::Virt; use Sys::Virt::Event; use SysVirtLoop;
my $loop = SysVirtLoop->new;
Sys::Virt::Event::register($loop);
sub until_so { my $done = shift; for (1 .. 100) { last if $done->(); $loop->run } return $done->() ? 'so' : 'not so' }
PERL
my $fds = 0;
for my $call (@{ $loop->{calls} }) {
    $call =~ s/^add_handle \K\d+/'fd' . ++$fds/e;
    print "$call\n";
}
PERL
    my $pid = open my $out, '-|' // die "fork: $!";
    exec $^X, @$where, '-e', $text or die "$^X: $!" unless $pid;
    my $said = do { local $/; <$out> };
    close $out;
    return "${said}exit $?\n";
}

my %programs = (
    'handles and timers' => <<'PERL',
pipe my $reader, my $writer;
my @got;
my $watch = Sys::Virt::Event::add_handle(fileno $reader, 1, sub { push @got, scalar @_, $_[0], $_[2]; sysread $reader, my $x, 1 });
my $timer = Sys::Virt::Event::add_timeout(10, sub { push @got, 't', @_ });
syswrite $writer, 'x';
print until_so(sub { @got == 3 }), " @got\n";
Sys::Virt::Event::update_handle($watch, 3);
Sys::Virt::Event::update_handle($watch, 0);
print until_so(sub { @got > 4 }), " @got[3, 4]\n";
Sys::Virt::Event::update_timeout($timer, 0);
Sys::Virt::Event::update_timeout($timer, -1);
print join('|', Sys::Virt::Event::remove_timeout($timer)), "\n";
print join('|', Sys::Virt::Event::remove_handle($watch)), "\n";
$loop->run if @{ $loop->{gone} };
PERL
    'subs of Sys::Virt::Event' => <<'PERL',
pipe my $reader, my $writer;
my @got;
my $watch = Sys::Virt::Event::add_handle(fileno $reader, 1, sub { push @got, @_[ 0, 2 ] });
my $timer = Sys::Virt::Event::add_timeout(-1, sub { push @got, @_ });
my ($cb, $opaque, $ff) = @{ $loop->{handles}{$watch}{given} };
my @timer = @{ $loop->{timers}{$timer}{given} };
Sys::Virt::Event::_run_handle_callback($loop, $watch, fileno $reader, 1, $cb, $opaque);
Sys::Virt::Event::_run_handle_callback_helper($watch, fileno $reader, 2, $cb, $opaque);
Sys::Virt::Event::_run_timeout_callback($loop, $timer, @timer[ 0, 1 ]);
Sys::Virt::Event::_run_timeout_callback_helper($timer, @timer[ 0, 1 ]);
print "@got\n";
Sys::Virt::Event::remove_handle($watch);
Sys::Virt::Event::remove_timeout($timer);
splice @{ $loop->{gone} };
Sys::Virt::Event::_free_callback_opaque($loop, $ff, $opaque);
Sys::Virt::Event::_free_callback_opaque_helper(@timer[ 2, 1 ]);
PERL
    'calls' => <<'PERL',
my $conn = Sys::Virt->new(uri => URI);
my $domain = $conn->get_domain_by_name('test');
print $domain->get_name, ' ', scalar(my @all = $conn->list_all_domains), "\n" for 1 .. 2;
$domain->get_info;
undef $_ for $domain, $conn;
$loop->run if @{ $loop->{gone} };
PERL
    'events' => <<'PERL',
my $conn = Sys::Virt->new(uri => URI);
my $domain = $conn->get_domain_by_name('test');
my @events;
my $id = $conn->domain_event_register_any(undef, 0, sub { push @events, map { ref || $_ } @_ });
$domain->suspend;
print until_so(sub { @events }), " @events\n";
$domain->resume;
print until_so(sub { @events > 4 }), " @events\n";
$conn->domain_event_deregister_any($id);
PERL
    'keepalive' => <<'PERL',
my $conn = Sys::Virt->new(uri => URI);
print join('|', map { $_ // 'undef' } eval { $conn->set_keep_alive(5, 3) }), ' ', ref $@, "\n";
print eval { $conn->is_alive } // 'undef', "\n";
PERL
    'failures' => <<'PERL',
my $conn = Sys::Virt->new(uri => URI);
for my $code (
    sub { $conn->get_domain_by_name('nobody') },
    sub { $conn->domain_event_register_any(undef, 0, sub { }) },
    sub { Sys::Virt::Event::register('text') },
    sub { Sys::Virt::Event::register(undef) },
    sub { Sys::Virt::Event::register(bless [], 'Some::Class') },
    sub { no warnings; *SysVirtLoop::add_timeout = sub { die "no timers\n" }; Sys::Virt::Event::add_timeout(1, sub { }) },
    sub { no warnings; *SysVirtLoop::add_timeout = sub { -1 }; Sys::Virt::Event::add_timeout(1, sub { }) },
    sub { no warnings; *SysVirtLoop::add_timeout = sub { '41' }; Sys::Virt::Event::add_timeout(1, sub { }) },
    sub { no warnings; *SysVirtLoop::add_timeout = sub { 3.5 }; Sys::Virt::Event::add_timeout(1, sub { }) },
) {
    my $got = eval { $code->() };
    # the C module of then wanted the class Sys::Virt::Event
    print ref $@ ? $@->code : $@ =~ s/ at \S+ line.*//r =~ s/EventImpl/Event/r || 'returns ' . (ref $got || $got), "\n";
}
PERL
);

my @uris = ('test:///default', $ENV{SYS_VIRT_TEST_DAEMON} ? 'test+unix:///default' : ());
for my $uri (@uris) {
    for my $name (sort keys %programs) {
        my $program = $programs{$name} =~ s/\bURI\b/'$uri'/gr;
        my ($theirs, $mine) = map { transcript($_, $program) } ["-I$peer"], \@ours;

        # an event may come while an answer is awaited or after it
        if ($name eq 'events') { s/^update_handle.*\n//mg for $theirs, $mine }
        cmp_ok length $mine, '>', 20, "$name: something is said";
        is $mine, $theirs, "$name on $uri";
    }
}

done_testing;
