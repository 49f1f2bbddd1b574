# Ways of dying, leaving, recursing and freeing in callbacks, on every event loop, over a connection to the daemon: none
# hangs, none crashes, and each does what is written down here.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtLoops qw(loop_names missing new_loop);
use SysVirtTest;

need_daemon();

# A host that each connection has for itself.
my $NODE = temp_file('<node>' . domain_xml(name => 'test') . '</node>');

my $LIFECYCLE = Sys::Virt::Domain::EVENT_ID_LIFECYCLE;
my $READABLE = Sys::Virt::Event::HANDLE_READABLE;

# What a way has at hand: the loop, a connection, its domain.
our ($loop, $conn, $domain);

sub wait_for { return $loop->{until}->(shift) }

# Runs the loop until the handler of a lifecycle event has been called `$count` times.
sub with_event {
    my ($handler, $count) = @_;
    my $calls = 0;
    my $id = $conn->domain_event_register_any(undef, $LIFECYCLE, sub { $calls++; $handler->(@_) });
    ($domain->get_state)[0] == Sys::Virt::Domain::STATE_RUNNING ? $domain->suspend : $domain->resume;
    my $died = wait_for(sub { $calls >= ($count || 1) });
    eval { $conn->domain_event_deregister_any($id) } if $conn;
    return "$died; $calls";
}

# The same for a timer of 0 milliseconds, and for a file that can be read.
sub with_timer {
    my $handler = shift;
    my $calls = 0;
    my $timer = Sys::Virt::Event::add_timeout(0, sub { $calls++; $handler->(@_) });
    my $died = wait_for(sub { $calls });
    eval { Sys::Virt::Event::remove_timeout($timer) };
    return $died =~ s/,.*//r; # a loop may call it more than once in its round
}

sub with_handle {
    my $handler = shift;
    my $calls = 0;
    pipe my $reader, my $writer or die "pipe: $!";
    syswrite $writer, 'x';
    my $watch = Sys::Virt::Event::add_handle(fileno $reader, $READABLE,
        sub { $calls++; sysread $reader, my $byte, 1; $handler->(@_, $reader) });
    my $died = wait_for(sub { $calls });
    eval { Sys::Virt::Event::remove_handle($watch) };
    return "$died; $calls";
}

# Name, code, and what it gives: a text, or a pattern.
my @ways = (
    'die in an event' => sub {
        with_event(sub { die "event\n" });
    } => 'event; 1',
    'die with an object' => sub {
        with_event(sub { $conn->get_domain_by_name('nobody') });
    } => 'Sys::Virt::Error; 1',
    'die in a timer' => sub {
        with_timer(sub { die "timer\n" });
    } => 'timer',
    'die in a handle' => sub {
        with_handle(sub { die "handle\n" });
    } => 'handle; 1',
    'die and catch it' => sub {
        with_event(sub { eval { die "inner\n" }; die "no: $@" unless $@ eq "inner\n" });
    } => 'none; 1',
    'die under a handler that dies' => sub {
        local $SIG{__DIE__} = sub { die "handler\n" };
        with_event(sub { die "event\n" });
    } => 'handler; 1',
    'die in two handlers of one event' => sub {
        my @warnings;
        local $SIG{__WARN__} = sub { push @warnings, @_ };
        my $id = $conn->domain_event_register_any($domain, $LIFECYCLE, sub { die "one\n" });
        my $result = with_event(sub { die "two\n" });
        $conn->domain_event_deregister_any($id);
        join ' ', sort $result =~ /(one|two)/g, map { /^(one|two)$/ } @warnings;
    } => 'one two',
    'last' => sub {
        no warnings 'exiting';
        for (1) {
            return with_event(sub { last });
        }
    } => qr/^Can't "last" outside a loop block.*; 1$/,
    'next to a label' => sub {
        no warnings 'exiting';
    OUT: for (1) {
            return with_event(sub { next OUT });
        }
    } => qr/^Label not found for "next OUT".*; 1$/,
    'goto a label' => sub {
        my $result = with_event(sub { goto OUT });
    OUT: return $result;
    } => qr/^Can't find label OUT.*; 1$/,
    'goto a sub' => sub {
        my $seen;
        my $sub = sub { $seen = @_ };
        with_event(sub { goto &$sub }) . " $seen";
    } => 'none; 1 4',
    'exit in an event' => sub {
        with_event(sub { exit 3 });
    } => 'exit 3',
    'exit in a timer' => sub {
        with_timer(sub { exit 4 });
    } => 'exit 4',
    'run the loop in an event' => sub {
        my $inner = 0;
        my $result = with_event(
            sub {
                return if $inner;
                my $timer = Sys::Virt::Event::add_timeout(0, sub { $inner++ });
                eval { $loop->{run}->() for 1 .. 3 };
                Sys::Virt::Event::remove_timeout($timer);
            }
        );
        # AnyEvent refuses, and EV does nothing
        return $result . ($inner || $loop->{name} =~ /AnyEvent|Mojo/ ? ' nested' : " $@");
    } => 'none; 1 nested',
    'call libvirt in an event' => sub {
        with_event(sub { my ($c, $d) = @_; $d->resume if ($d->get_state)[0] != 1; $c->list_all_domains }, 2);
    } => 'none; 2',
    'register a loop in an event' => sub {
        my $impl = $loop->{impl};
        with_event(sub { local $SIG{__WARN__} = sub { }; Sys::Virt::Event::register_default() })
            . ' ' . (defined $impl ? with_event(sub { Sys::Virt::Event::register($impl) }) : 'none; 1');
    } => 'none; 1 none; 1',
    'undef the connection in an event' => sub {
        my $result = with_event(sub { undef $conn });
        undef $domain;
        $result;
    } => 'none; 1',
    'DESTROY the connection in an event' => sub {
        with_event(sub { $_[0]->DESTROY; $conn->DESTROY }) . ' '
            . (eval { $domain->get_name; 1 } ? 'the domain lives' : $@);
    } => 'none; 1 the domain lives',
    'DESTROY all, and call' => sub {
        with_event(sub { $_->DESTROY for @_[ 0, 1 ], $conn, $domain; $_[1]->get_name });
    } => 'Sys::Virt::Error; 1',
    'deregister its own event, twice' => sub {
        my ($id, $calls) = (0, 0);
        $id = $conn->domain_event_register_any(undef, $LIFECYCLE,
            sub { $calls++; $conn->domain_event_deregister_any($id) for 1, 2 });
        $domain->suspend;
        my $died = wait_for(sub { $calls });
        $domain->resume;
        $died . ' ' . with_event(sub { }) . " $calls";
    } => 'none none; 1 1',
    'remove its own timer, twice' => sub {
        with_timer(sub { eval { Sys::Virt::Event::remove_timeout($_[0]) } for 1, 2 });
    } => 'none',
    'remove its own handle and close the file' => sub {
        with_handle(sub { Sys::Virt::Event::remove_handle($_[0]); close $_[3] });
    } => 'none; 1',
    'reassign the handler' => sub {
        my $calls = 0;
        my $handler = sub { $calls++ };
        my $id = $conn->domain_event_register_any(undef, $LIFECYCLE, $handler);
        $handler = undef;
        $domain->suspend;
        my $died = wait_for(sub { $calls });
        $conn->domain_event_deregister_any($id);
        "$died; $calls";
    } => 'none; 1',
    'undef the sub that runs' => sub {
        no strict 'refs';
        *{'main::runs'} = sub { undef &main::runs; 1 };
        return with_event(sub { main::runs() });
    } => qr/^Can't undef active subroutine.*; 1$/,
    'weaken what it is given' => sub {
        require Scalar::Util;
        with_event(sub { Scalar::Util::weaken($_[0]); undef $_[1]; @_ = () });
    } => 'none; 1',
    'die in a DESTROY' => sub {
        local $SIG{__WARN__} = sub { };
        with_event(sub { my $bomb = guard { die "destroyed\n" }; undef $bomb });
    } => 'none; 1',
    'die in a signal' => sub {
        local $SIG{ALRM} = sub { die "alarm\n" };
        with_event(sub { require Time::HiRes; Time::HiRes::ualarm(50_000); 1 while 1 });
    } => 'alarm; 1',
    'fork in an event' => sub {
        with_event(
            sub {
                my $pid = fork;
                die "fork: $!" unless defined $pid;
                exit 0 unless $pid;
                waitpid $pid, 0;
                die "status $?" if $?;
            }
        );
    } => 'none; 1',
    'recurse deeply' => sub {
        no warnings 'recursion';
        my $deep;
        $deep = sub { my $n = shift; $n ? 1 + $deep->($n - 1) : 0 };
        my $result = with_event(sub { die "deep\n" if $deep->(5_000) == 5_000 });
        undef $deep;
        $result;
    } => 'deep; 1',
);

# Starts to do it in a child process, with a loop and a connection of its own. Gives a sub that waits for the result, or
# for how the child ended.
sub child {
    my ($name, $code) = @_;
    pipe my $reader, my $writer or die "pipe: $!";
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        close $reader;
        alarm($ENV{SYS_VIRT_TEST_LIMIT} || 10);
        my $text = eval { work($name, $code) } // "died: $@";
        syswrite $writer, $text;
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

# Test::More says nothing more in a child; what is left is freed in its order, and the loop runs to the end.
sub work {
    my ($name, $code) = @_;
    Test::More->builder->no_ending(1);
    local $loop = new_loop($name);
    local $conn = Sys::Virt->new(uri => "test+unix://$NODE");
    local $domain = $conn->get_domain_by_name('test');
    my $result = $code->();
    my $ticks = 0;
    my $timer = Sys::Virt::Event::add_timeout(0, sub { $ticks++ });
    my $after = wait_for(sub { $ticks > 2 });
    Sys::Virt::Event::remove_timeout($timer);
    return "$result; but the loop does not go on: $after" if $after ne 'none';
    undef $domain;
    my $closed = !$conn || !eval { $conn->is_alive; 1 };    # by the handler, which thus stays registered
    undef $conn;
    return $result if $closed;
    return "$result; but something is left in the loop" if $loop->{impl} && !$loop->{impl}->is_idle;
    return $result;
}

for my $name (loop_names()) {
    subtest $name => sub {
        if (my $module = missing($name)) {
            die "$module is missing" if $ENV{SYS_VIRT_TEST_DAEMON};
            plan skip_all => "needs $module";
        }
        my @left = @ways;
        my @started;
        while (@left || @started) {
            while (@left && @started < 6) {
                my ($way, $code, $expected) = splice @left, 0, 3;
                push @started, [ $way, child($name, $code), $expected ];
            }
            my ($way, $wait, $expected) = @{ shift @started };
            my $result = $wait->();
            if (ref $expected) { like $result, $expected, $way }
            else { is $result, $expected, $way }
        }
    };
}

done_testing;
