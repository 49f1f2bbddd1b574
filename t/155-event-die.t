# A callback that dies: libvirt goes on, and the exception comes out of the Perl call that ran it.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

Sys::Virt::Event::register_default();

my $conn = test_connection();
my $domain = $conn->get_domain_by_name('test');

# Runs the loop some rounds more, to show that it is whole.
sub loop_works {
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $ticks = 0;
    my $timer = Sys::Virt::Event::add_timeout(0, sub { $ticks++ });
    run_until(sub { $ticks == 3 });
    Sys::Virt::Event::remove_timeout($timer);
    return is $ticks, 3, 'the loop goes on';
}

subtest 'in a timer' => sub {
    my $calls = 0;
    my $timer = Sys::Virt::Event::add_timeout(0, sub { $calls++; die "timer\n" });
    is exception { Sys::Virt::Event::run_default() }, "timer\n", 'right exception';
    is exception { Sys::Virt::Event::run_default() }, "timer\n", 'each time';
    is $calls, 2, 'two calls';
    Sys::Virt::Event::remove_timeout($timer);
    loop_works();
};

subtest 'in a timer that has removed itself' => sub {
    my $timer;
    $timer = Sys::Virt::Event::add_timeout(0, sub { Sys::Virt::Event::remove_timeout($timer); die "gone\n" });
    is exception { Sys::Virt::Event::run_default() }, "gone\n", 'right exception';
    loop_works();
};

subtest 'in a handle' => sub {
    pipe my $reader, my $writer or die "pipe: $!";
    my $watch = Sys::Virt::Event::add_handle(
        fileno $reader, Sys::Virt::Event::HANDLE_READABLE,
        sub { sysread $reader, my $bytes, 1; die "handle\n" }
    );
    syswrite $writer, 'x';
    is exception {
        run_until(sub { 0 })
    }, "handle\n", 'right exception';
    loop_works();

    syswrite $writer, 'x';
    is exception {
        run_until(sub { 0 })
    }, "handle\n", 'again';
    Sys::Virt::Event::remove_handle($watch);
    loop_works();
};

subtest 'in an event' => sub {
    my $id =
        $conn->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, sub { die "event\n" });
    $domain->suspend;
    is exception {
        run_until(sub { 0 })
    }, "event\n", 'right exception';
    loop_works();

    $domain->resume;
    is exception {
        run_until(sub { 0 })
    }, "event\n", 'the next event';
    $conn->domain_event_deregister_any($id);
    is + ($domain->get_state)[0], Sys::Virt::Domain::STATE_RUNNING, 'the connection works';
    is exception { $domain->suspend; $domain->resume }, undef, 'no lock is left';
};

subtest 'in a classic event' => sub {
    $conn->domain_event_register(sub { die "classic\n" });
    $domain->suspend;
    is exception {
        run_until(sub { 0 })
    }, "classic\n", 'right exception';
    $conn->domain_event_deregister;
    $domain->resume;
    loop_works();
};

subtest 'in an event of a network' => sub {
    my $network = $conn->get_network_by_name('default');
    my $id = $conn->network_event_register_any(
        $network, Sys::Virt::Network::EVENT_ID_LIFECYCLE,
        sub { die "network\n" }
    );
    $network->destroy;
    is exception {
        run_until(sub { 0 })
    }, "network\n", 'right exception';
    $conn->network_event_deregister_any($id);
    $network->create;
    loop_works();
};

subtest 'two failures in one round' => sub {
    my @ids = map {
        my $text = $_;
        $conn->domain_event_register_any(
            undef, $_ eq 'first'
            ? Sys::Virt::Domain::EVENT_ID_LIFECYCLE
            : Sys::Virt::Domain::EVENT_ID_METADATA_CHANGE, sub { die "$text\n" }
        )
    } 'first', 'second';
    $domain->suspend;
    $domain->set_metadata(Sys::Virt::Domain::METADATA_TITLE, 'new');

    my $error;
    my @warnings = warnings_of {
        $error = exception {
            run_until(sub { 0 })
        }
    };
    is $error, "first\n", 'the first is thrown';
    is scalar @warnings, 1, 'one warning';
    like $warnings[0], qr/second\n/, 'of the second';
    $conn->domain_event_deregister_any($_) for @ids;
    $domain->resume;
    loop_works();
};

subtest 'two timers that die' => sub {
    my @timers = map {
        my $text = $_;
        Sys::Virt::Event::add_timeout(0, sub { die "$text\n" })
    } 'first', 'second';
    my $error;
    my @warnings = warnings_of {
        $error = exception { Sys::Virt::Event::run_default() }
    };
    is $error, "first\n", 'the first is thrown';
    like "@warnings", qr/second\n/, 'and the second is warned of';
    Sys::Virt::Event::remove_timeout($_) for @timers;
    loop_works();
};

subtest 'an object' => sub {
    my $object = { code => 42 };
    my $timer = Sys::Virt::Event::add_timeout(0, sub { die $object });
    is exception { Sys::Virt::Event::run_default() }, $object, 'the same';
    Sys::Virt::Event::remove_timeout($timer);

    $timer = Sys::Virt::Event::add_timeout(0, sub { $conn->get_domain_by_name('nobody') });
    is_libvirt_error exception { Sys::Virt::Event::run_default() }, Sys::Virt::Error::ERR_NO_DOMAIN,
        'an error of libvirt';
    Sys::Virt::Event::remove_timeout($timer);
};

subtest 'an object whose DESTROY dies' => sub {
    my ($calls, $destroyed) = (0, 0);
    my $id = $conn->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, sub { $calls++ });
    my @warnings = warnings_of {
        no warnings 'redefine';
        local *Sys::Virt::Domain::DESTROY = sub { $destroyed++; die "destroy\n" };
        $domain->suspend;
        run_until(sub { $calls });
    };
    is $calls, 1, 'the handler is called';
    is $destroyed, 1, 'and DESTROY';
    like "@warnings", qr/\(in cleanup\) destroy/, 'which is warned';

    my $error = exception {
        no warnings 'redefine';
        local *Sys::Virt::Domain::DESTROY = sub { die "destroy\n" };
        local $SIG{__WARN__} = sub { die "warning\n" };
        local *STDERR;    # where perl tells it
        $domain->resume;
        run_until(sub { $calls > 1 });
    };
    is $error, undef, 'where that dies too, nobody is there to hear it';
    is $calls, 2, 'the handler is called';
    $conn->domain_event_deregister_any($id);
    loop_works();
};

subtest 'a message with its line' => sub {
    my $timer = Sys::Virt::Event::add_timeout(0, sub { die 'here' });
    like exception { Sys::Virt::Event::run_default() }, qr/^here at \Q$0\E line \d+\.$/, 'is as it was';
    Sys::Virt::Event::remove_timeout($timer);
};

subtest 'what else the callback may do' => sub {
    my ($timer, $eval, $seen);
    $timer = Sys::Virt::Event::add_timeout(
        0,
        sub {
            eval { die "inner\n" };
            $eval = $@;
        }
    );
    Sys::Virt::Event::run_default();
    Sys::Virt::Event::remove_timeout($timer);
    is $eval, "inner\n", 'catch an exception of its own';

    local $SIG{__DIE__} = sub { $seen = shift };
    $timer = Sys::Virt::Event::add_timeout(0, sub { die "seen\n" });
    is exception { Sys::Virt::Event::run_default() }, "seen\n", 'die';
    is $seen, "seen\n", 'under a handler';
    Sys::Virt::Event::remove_timeout($timer);
};

subtest 'leaving the callback by other ways' => sub {
    my $timer = Sys::Virt::Event::add_timeout(0, sub { no warnings; last OUT });
OUT: for (1) {
        my $error = exception { Sys::Virt::Event::run_default() };
        like $error, qr/^Label not found for "last OUT"/, 'last does not jump over libvirt';
    }
    Sys::Virt::Event::remove_timeout($timer);
    loop_works();
};

subtest 'exit' => sub {
    is perl_output(<<'PERL'), 'exit ' . (3 << 8), 'in a timer';
use Sys::Virt;
use Sys::Virt::Event;
Sys::Virt::Event::register_default();
my $conn = Sys::Virt->new(uri => 'test:///default');
Sys::Virt::Event::add_timeout(0, sub { exit 3 });
Sys::Virt::Event::run_default() while 1;
PERL
};

subtest 'in the handler of send_all' => sub {
    my $stream = $conn->new_stream;
    my $calls = 0;
    is exception {
        $stream->send_all(sub { $calls++; die "send\n" })
    }, "send\n", 'right exception';
    is $calls, 1, 'one call';
    is $domain->get_name, 'test', 'the connection works';
};

subtest 'in the handler of recv_all' => sub {
    my $stream = $conn->new_stream;
    plan skip_all => 'this libvirt has no screen to show' unless eval { $domain->screenshot($stream, 0); 1 };
    my $calls = 0;
    is exception {
        $stream->recv_all(sub { $calls++; die "recv\n" })
    }, "recv\n", 'right exception';
    is $calls, 1, 'one call';
    is $domain->get_name, 'test', 'the connection works';
};

done_testing;
