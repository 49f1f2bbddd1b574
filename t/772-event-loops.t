# Event loops over a connection to the daemon: events, timers, files, keepalive, a connection that breaks, and the end.

use strict;
use warnings;

use lib 't/lib';

use IO::Select;
use IO::Socket::UNIX;
use POSIX ();
use Test::More;
use Sys::Virt;
use Sys::Virt::Async;
use Sys::Virt::Event;
use SysVirtLoops qw(loop_names missing new_loop);
use SysVirtTest;

need_daemon();

my $LIFECYCLE = Sys::Virt::Domain::EVENT_ID_LIFECYCLE;
my $READABLE = Sys::Virt::Event::HANDLE_READABLE;

# A host that each connection has for itself.
my $NODE = temp_file('<node>' . domain_xml(name => 'test') . '</node>');
my $URI = "test+unix://$NODE";

our ($loop, $conn, $domain);

# How many sockets this process has open.
sub sockets { return scalar grep { (readlink // '') =~ /^socket:/ } glob '/proc/self/fd/*' }

# A socket for libvirt that passes everything on to the daemon, until it gets a signal: then it goes deaf. Gives its path
# and its process.
sub deaf_proxy {
    my $path = temp_file('') . ".$$";
    my $listening = IO::Socket::UNIX->new(Local => $path, Listen => 1) or die "$path: $!";
    my $pid = fork // die "fork: $!";
    return ($path, $pid) if $pid;
    my $deaf;
    $SIG{USR1} = sub { $deaf = 1 };
    alarm 60;
    my $client = $listening->accept;
    my $daemon = IO::Socket::UNIX->new(Peer => '/run/libvirt/libvirt-sock') or POSIX::_exit(1);
    my $both = IO::Select->new($client, $daemon);
    until ($deaf) {
        for my $from ($both->can_read(0.1)) {
            sysread $from, my $bytes, 65_536 or POSIX::_exit(0);
            syswrite $from == $client ? $daemon : $client, $bytes;
        }
    }
    sleep 60;
    POSIX::_exit(0);
}

# Each is run with a loop and a connection of its own: what it gives, and what it should give.
my @cases = (
    'events' => sub {
        my @events;
        my $id = $conn->domain_event_register_any(undef, $LIFECYCLE,
            sub { push @events, [ $_[1]->get_name, @_[ 2, 3 ] ] });
        $domain->suspend;
        $domain->resume;
        my $died = $loop->{until}->(sub { @events == 2 });
        $conn->domain_event_deregister_any($id);
        join ' ', $died, map { @$_ } @events;
    } => 'none test 3 0 test 4 0',
    'calls while the loop runs' => sub {
        my ($calls, $wrong) = (0, 0);
        my $timer = Sys::Virt::Event::add_timeout(1, sub { $calls++; $wrong++ if $domain->get_name ne 'test' });
        my $died = $loop->{until}->(sub { $domain->get_info; $calls >= 20 });
        Sys::Virt::Event::remove_timeout($timer);
        "$died $wrong";
    } => 'none 0',
    'calls that do not block' => sub {
        my (@done, @events);
        my $id = $conn->domain_event_register_any(undef, $LIFECYCLE, sub { push @events, @_[ 2, 3 ] });
        my $guest = $domain->async;
        $guest->get_name->on_done(sub { push @done, 'first', @_ });
        my $died = $loop->{until}->(sub { @done });
        my $all = Future->needs_all(map { $guest->get_info, $guest->get_xml_description } 1 .. 50);
        my $failed = $conn->async->get_domain_by_name('none');
        my $suspended = $guest->suspend->then(sub { $guest->resume });
        $died .= ' ' . $loop->{until}->(sub { $all->is_ready && $failed->is_ready && $suspended->is_ready && @events == 4 });
        $conn->domain_event_deregister_any($id);
        join ' ', $died, @done, scalar(my @all = $all->get), $failed->failure->code, @events;
    } => 'none none first test 100 42 3 0 4 0',
    'a connection that is opened without blocking' => sub {
        my ($own, @events);
        Sys::Virt->async->new(uri => $URI)->on_done(sub { $own = shift });
        my $died = $loop->{until}->(sub { $own });
        my $id = $own->domain_event_register_any(undef, $LIFECYCLE, sub { push @events, @_[ 2, 3 ] });
        $own->get_domain_by_name('test')->suspend;
        $died .= ' ' . $loop->{until}->(sub { @events });
        $own->async->set_keep_alive(1, 5)->get;
        my $start = time;
        $died .= ' ' . $loop->{until}->(sub { time > $start + 1 });
        my $alive = $own->is_alive;
        $own->domain_event_deregister_any($id);
        my $before = sockets();
        undef $own;
        $died .= ' ' . $loop->{until}->(sub { sockets() < $before });
        join ' ', $died, @events, $alive;
    } => 'none none none none 3 0 1',
    'a wait without the loop' => sub {
        my @got = ($domain->async->get_name->get, $conn->async->get_domain_by_name('test')->get->get_name);
        eval { $conn->async->get_domain_by_name('none')->get };
        my $late = Sys::Virt::Future->new->timeout(0.05);
        join ' ', @got, $@->code, eval { $late->get; 1 } // $@->code;
    } => 'test test 42 68',
    'timers' => sub {
        my %calls;
        my @timers = map {
            my $name = $_;
            Sys::Virt::Event::add_timeout($name, sub { $calls{$name}++ })
        } 200, 5, 0;
        my $stopped = Sys::Virt::Event::add_timeout(-1, sub { $calls{stopped}++ });
        my $died = $loop->{until}->(sub { $calls{200} && $calls{5} > 2 });
        Sys::Virt::Event::update_timeout($stopped, 1);
        $died .= ' ' . $loop->{until}->(sub { $calls{stopped} });
        Sys::Virt::Event::update_timeout($_, -1) for @timers, $stopped;
        my %before = %calls;
        my $last = Sys::Virt::Event::add_timeout(50, sub { $calls{last}++ });
        $died .= ' ' . $loop->{until}->(sub { $calls{last} });
        Sys::Virt::Event::remove_timeout($_) for @timers, $stopped, $last;
        delete $calls{last};
        my $often = $before{0} > 2 ? 'again and again' : "only $before{0} times";
        my $quiet = !grep { $calls{$_} != $before{$_} } keys %calls;
        join '; ', $died, $often, ($quiet ? 'stopped' : 'not stopped');
    } => 'none none none; again and again; stopped',
    'files' => sub {
        pipe my $reader, my $writer or die "pipe: $!";
        my @seen;
        my $watch = Sys::Virt::Event::add_handle(fileno $reader, $READABLE,
            sub { push @seen, $_[2]; sysread $reader, my $bytes, 1 or Sys::Virt::Event::remove_handle($_[0]) });
        my $full = Sys::Virt::Event::add_handle(fileno $writer, Sys::Virt::Event::HANDLE_WRITABLE,
            sub { push @seen, "writable $_[2]"; Sys::Virt::Event::update_handle($_[0], 0) });
        my $died = $loop->{until}->(sub { @seen == 1 });
        syswrite $writer, 'xy';
        $died .= ' ' . $loop->{until}->(sub { @seen == 3 });
        Sys::Virt::Event::remove_handle($full);
        close $writer;
        $died .= ' ' . $loop->{until}->(sub { @seen == 4 });
        join ' ', $died, @seen;
    } => qr/^none none none writable 2 1 1 (?:8|9)$/,
    'keepalive' => sub {
        $conn->set_keep_alive(1, 2);
        my $over;
        my $timer = Sys::Virt::Event::add_timeout(1_500, sub { $over = 1 });
        my $died = $loop->{until}->(sub { $over });
        Sys::Virt::Event::remove_timeout($timer);
        join ' ', $died, $conn->is_alive, $domain->get_name;
    } => 'none 1 test',
    'a daemon that does not answer' => sub {
        my ($path, $pid) = deaf_proxy();
        my $other = Sys::Virt->new(uri => "$URI?socket=$path");
        my @closed;
        $other->register_close_callback(sub { push @closed, $_[1] });
        $other->set_keep_alive(1, 1);
        kill USR1 => $pid;
        my $died = $loop->{until}->(sub { @closed });
        my $alive = eval { $other->is_alive };
        $other->unregister_close_callback;
        undef $other;
        kill KILL => $pid;
        waitpid $pid, 0;
        "$died; @closed; $alive";
    } => 'none; ' . Sys::Virt::CLOSE_REASON_KEEPALIVE() . '; 0',
    'a connection that breaks' => sub {
        my @closed;
        my ($path, $pid) = deaf_proxy();
        my $other = Sys::Virt->new(uri => "$URI?socket=$path");
        $other->register_close_callback(sub { push @closed, $_[1]; die "closed\n" });
        kill KILL => $pid;
        waitpid $pid, 0;
        my $died = $loop->{until}->(sub { @closed });
        my $error = eval { $other->get_hostname; 1 } ? 'none' : ref $@;
        $other->unregister_close_callback;
        "$died; @closed; $error";
    } => 'closed; ' . Sys::Virt::CLOSE_REASON_EOF() . '; Sys::Virt::Error',
    'many connections' => sub {
        my $events = 0;
        for (1 .. 5) {
            my $other = Sys::Virt->new(uri => $URI);
            my $id = $other->domain_event_register_any(undef, $LIFECYCLE, sub { $events++ });
            $other->get_domain_by_name('test')->suspend;
            my $wanted = $_;
            my $died = $loop->{until}->(sub { $events == $wanted });
            return $died if $died ne 'none';
            $other->domain_event_deregister_any($id);
        }
        $events;
    } => 5,
    'a child process' => sub {
        my $pid = fork // die "fork: $!";
        if (!$pid) {
            undef $domain;
            undef $conn;
            my $own = Sys::Virt->new(uri => 'test:///default');
            POSIX::_exit($own->get_hostname ? 3 : 4);
        }
        waitpid $pid, 0;
        join ' ', $? >> 8, $domain->get_name, $conn->is_alive;
    } => '3 test 1',
);

# One case in a child process: afterwards everything must be gone.
sub work {
    my ($name, $code) = @_;
    Sys::Virt::Async->fd;    # calls that do not block have a pair of sockets for the program's life
    my $before = sockets();
    local $loop = new_loop($name);
    local $conn = Sys::Virt->new(uri => $URI);
    local $domain = $conn->get_domain_by_name('test');
    my $result = $code->();
    undef $domain;
    undef $conn;
    my $ticks = 0;
    my $timer = Sys::Virt::Event::add_timeout(5, sub { $ticks++ });
    $loop->{until}->(sub { $ticks > 2 });
    Sys::Virt::Event::remove_timeout($timer);
    if (my $impl = $loop->{impl}) {
        $loop->{run}->() if $impl->{gone} && @{ $impl->{gone} };
        return "$result; but something is left in the loop" unless $impl->is_idle;
        return "$result; but a socket is open" if sockets() > $before + 1;    # IO::Async has one for signals
    }
    return $result;
}

# Starts a case, and gives a sub that waits for its result.
sub child {
    my ($name, $code) = @_;
    pipe my $reader, my $writer or die "pipe: $!";
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        close $reader;
        Test::More->builder->no_ending(1);
        alarm($ENV{SYS_VIRT_TEST_LIMIT} || 20);
        syswrite $writer, eval { work($name, $code) } // "died: $@";
        close $writer;
        exit 0;
    }
    close $writer;
    return sub {
        my $text = do { local $/; <$reader> };
        waitpid $pid, 0;
        return $? & 127 ? 'signal ' . ($? & 127) : $? ? 'exit ' . ($? >> 8) : $text // 'nothing';
    };
}

# All loops do one case at a time, side by side.
my @loops = grep {
    my $module = missing($_);
    die "$module is missing" if $module;
    !$module
} loop_names();
my %results;
{
    my @left = @cases;
    while (my ($case, $code) = splice @left, 0, 3) {
        my %started = map { $_ => child($_, $code) } @loops;
        $results{$_}{$case} = $started{$_}->() for @loops;
    }
}
for my $name (@loops) {
    subtest $name => sub {
        my @left = @cases;
        while (my ($case, undef, $expected) = splice @left, 0, 3) {
            if (ref $expected) { like $results{$name}{$case}, $expected, $case }
            else { is $results{$name}{$case}, $expected, $case }
        }
    };
}

subtest 'a loop that is registered too late' => sub {
    for my $register ('register_default()', 'register(SysVirtLoop->new)') {
        my $output = perl_output(<<"PERL");
use lib 't/lib'; use Sys::Virt; use Sys::Virt::Event; use SysVirtLoop;
my \$gone = Sys::Virt->new(uri => 'test+unix:///default'); undef \$gone;
my \$local = Sys::Virt->new(uri => 'test:///default');
my \$early = Sys::Virt->new(uri => 'test+unix:///default') if \@ARGV == 0;
Sys::Virt::Event::$register;
print "go on\\n";
PERL
        like $output,
            qr/^A connection was opened before the event loop was registered: no events arrive on it at \S+ line \d+\.\ngo on\nexit 0\z/,
            "$register warns";
        $output = perl_output(<<"PERL");
use lib 't/lib'; use Sys::Virt; use Sys::Virt::Event; use SysVirtLoop;
my \$gone = Sys::Virt->new(uri => 'test+unix:///default'); undef \$gone;
my \$local = Sys::Virt->new(uri => 'test:///default');
Sys::Virt::Event::$register;
my \$conn = Sys::Virt->new(uri => 'test+unix:///default');
print "go on\\n";
PERL
        is $output, "go on\nexit 0", 'and not where no connection is open that needs it';
    }
};

done_testing;
