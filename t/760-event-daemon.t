# Handlers of events that come from a daemon.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use IO::Select;
use IO::Socket::UNIX;
use POSIX ();
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;
use EventHandlers;

need_daemon();

# Before the connection, whose socket it watches.
Sys::Virt::Event::register_default();

test_handlers(sub { Sys::Virt->new(uri => 'test+unix:///default') });

subtest 'a secret' => sub {
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    my %told;
    my $on = sub {
        my $event = shift;
        my $id = Sys::Virt::Secret->can("EVENT_ID_$event")->();
        return $conn->secret_event_register_any(undef, $id, sub { push @{ $told{$event} }, [@_] });
    };
    my @ids = map { $on->($_) } 'LIFECYCLE', 'VALUE_CHANGED', 'VALUE_CHANGED';
    my $secret = $conn->define_secret(
        "<secret><usage type='volume'><volume>/sys-virt-test-$$</volume></usage></secret>");
    my $guard = guard {
        local $@;
        eval { $secret->undefine }
    };
    $secret->set_value('value');
    $secret->undefine;
    settle();

    is_deeply [ map { [ @$_[ 2 .. $#$_ ] ] } @{ $told{LIFECYCLE} } ],
        [ [ Sys::Virt::Secret::EVENT_DEFINED, 0 ], [ Sys::Virt::Secret::EVENT_UNDEFINED, 0 ] ], 'LIFECYCLE';
    is_deeply [ map { [ @$_[ 2 .. $#$_ ] ] } @{ $told{VALUE_CHANGED} } ], [ [], [] ],
        'VALUE_CHANGED, of two handlers';
    is_deeply [ map { ref $_->[1] } map { @$_ } values %told ], [ ('Sys::Virt::Secret') x 4 ], 'an object';
    is $told{VALUE_CHANGED}[0][1]->get_uuid, $secret->get_uuid, 'the right one';
    is_deeply [ map { $conn->secret_event_deregister_any($_) } @ids ], [], 'deregister';
};

# A process that passes on what is said between a client and the daemon, until it is killed.
sub relay {
    my $socket = shift;
    my $listen = IO::Socket::UNIX->new(Local => $socket, Listen => 1) or die "$socket: $!";
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    my $client = $listen->accept;
    my $daemon = IO::Socket::UNIX->new(Peer => '/run/libvirt/libvirt-sock') or die "daemon: $!";
    my %to = ($client => $daemon, $daemon => $client);
    my $select = IO::Select->new($client, $daemon);

    while (my @ready = $select->can_read) {
        for my $from (@ready) {
            sysread($from, my $bytes, 65536) or POSIX::_exit(0);
            while (length $bytes) { substr $bytes, 0, syswrite($to{$from}, $bytes), '' }
        }
    }
}

subtest 'a connection that breaks' => sub {
    my $socket = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1) . '/relay';
    my $pid = relay($socket);
    my $end = guard { kill KILL => $pid; waitpid $pid, 0 };
    my $conn = Sys::Virt->new(uri => "test+unix:///default?socket=$socket");
    my ($released, @told) = 0;
    {
        my $guard = guard { $released++ };
        my $handler = sub { push @told, [@_]; $guard };
        is_deeply [ $conn->register_close_callback($handler) ], [], 'register';
        $handler = undef;
    }
    {
        my $guard = guard { $released += 100 };
        is_libvirt_error exception {
            $conn->register_close_callback(sub { $guard })
        }, Sys::Virt::Error::ERR_OPERATION_INVALID, 'there is only one';
    }
    is $released, 100, 'what is refused is let go of';
    my $domain = $conn->get_domain_by_name('test');
    kill KILL => $pid;
    ok run_until(sub { @told }), 'is told';
    is ref $told[0][0], 'Sys::Virt', 'the connection';
    is_deeply [ @{ $told[0] }[ 1 .. $#{ $told[0] } ] ], [Sys::Virt::CLOSE_REASON_EOF], 'and why';
    is $conn->is_alive, 0, 'it is not alive';
    ok exception { $domain->get_info }, 'and good for nothing';
    is_deeply [ $conn->unregister_close_callback ], [], 'unregister';
    @told = ();
    settle();
    is $released, 101, 'the handler is let go of';
    is_deeply [ $conn->unregister_close_callback ], [], 'a second time is no failure';
};

subtest 'an exception in the handler of a connection that breaks' => sub {
    my $socket = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1) . '/relay';
    my $pid = relay($socket);
    my $end = guard { kill KILL => $pid; waitpid $pid, 0 };
    my $conn = Sys::Virt->new(uri => "test+unix:///default?socket=$socket");
    $conn->register_close_callback(sub { die "broken\n" });
    kill KILL => $pid;
    is exception {
        run_until(sub { 0 })
    }, "broken\n", 'comes out of the loop';
    $conn->unregister_close_callback;
};

subtest 'inside the handler of a connection that breaks' => sub {
    my %code = (
        'unregister' => sub { shift->unregister_close_callback },
        'register another' => sub {
            my $conn = shift;
            is_libvirt_error exception {
                $conn->register_close_callback(sub { })
            }, Sys::Virt::Error::ERR_OPERATION_INVALID, 'refused';
        },
        'let go of it' => sub { shift->DESTROY },
        'open another' => sub { is(Sys::Virt->new(uri => 'test+unix:///default')->is_alive, 1, 'alive') },
    );
    for my $name (sort keys %code) {
        my $socket = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1) . '/relay';
        my $pid = relay($socket);
        my $end = guard { kill KILL => $pid; waitpid $pid, 0 };
        my $conn = Sys::Virt->new(uri => "test+unix:///default?socket=$socket");
        my ($calls, $released) = (0, 0);
        {
            my $guard = guard { $released++ };
            $conn->register_close_callback(sub { my $keep = $guard; $calls++; $code{$name}->(@_) });
        }
        kill KILL => $pid;
        ok run_until(sub { $calls }), $name;
        settle();
        is $calls, 1, 'called once';
        is $released, 1, 'and let go of';
    }
};

done_testing;
