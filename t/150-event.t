# The default event loop: timers, handles, and the events of the test driver.

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

# Registers for an event, acts, and waits for `$count` calls. Gives their arguments, call by call.
sub events_of {
    my ($object, $id, $count, $act) = @_;
    my @calls;
    my $callback = $conn->domain_event_register_any($object, $id, sub { push @calls, [@_] });
    $act->();
    run_until(sub { @calls >= $count });
    $conn->domain_event_deregister_any($callback);
    return @calls;
}

subtest 'register_default' => sub {
    is_deeply [ Sys::Virt::Event::register_default() ], [], 'a second time';
};

subtest 'a timer' => sub {
    my (@args, $timer);
    $timer = Sys::Virt::Event::add_timeout(0, sub { push @args, [@_] });
    like $timer, qr/^\d+$/, 'is a number';
    is_deeply [ Sys::Virt::Event::run_default() ], [], 'run_default returns nothing';
    is_deeply \@args, [ [$timer] ], 'the callback is given it';
    Sys::Virt::Event::run_default();
    is scalar @args, 2, 'and called each time';

    is_deeply [ Sys::Virt::Event::update_timeout($timer, -1) ], [], 'update';
    my $other = Sys::Virt::Event::add_timeout(0, sub { });
    Sys::Virt::Event::run_default();
    is scalar @args, 2, 'a frequency of -1 stops it';
    Sys::Virt::Event::update_timeout($timer, 0);
    Sys::Virt::Event::run_default();
    is scalar @args, 3, '0 starts it again';

    is_deeply [ Sys::Virt::Event::remove_timeout($timer) ], [], 'remove';
    Sys::Virt::Event::run_default();
    is scalar @args, 3, 'no more calls';
    is ref exception { Sys::Virt::Event::remove_timeout($timer) }, 'Sys::Virt::Error',
        'there is no such timer';
    Sys::Virt::Event::remove_timeout($other);
};

subtest 'a timer that removes itself' => sub {
    my ($calls, $timer) = (0);
    $timer = Sys::Virt::Event::add_timeout(0, sub { $calls++; Sys::Virt::Event::remove_timeout($timer) });
    ok run_until(sub { $calls }), 'is called';
    my $other = Sys::Virt::Event::add_timeout(0, sub { });
    Sys::Virt::Event::run_default() for 1 .. 3;
    Sys::Virt::Event::remove_timeout($other);
    is $calls, 1, 'once';
};

subtest 'timers in their order' => sub {
    my @order;
    my @timers = map {
        my $name = $_;
        Sys::Virt::Event::add_timeout($name * 150,
            sub { push @order, $name; Sys::Virt::Event::remove_timeout(shift) });
    } 3, 1, 2;
    ok run_until(sub { @order == 3 }), 'all are called';
    is_deeply \@order, [ 1, 2, 3 ], 'the shortest first';
};

subtest 'a handle' => sub {
    pipe my $reader, my $writer or die "pipe: $!";
    my @args;
    my $watch = Sys::Virt::Event::add_handle(
        fileno $reader, Sys::Virt::Event::HANDLE_READABLE,
        sub { push @args, [@_]; sysread $reader, my $bytes, 1 }
    );
    like $watch, qr/^\d+$/, 'is a number';

    syswrite $writer, 'xyz';
    ok run_until(sub { @args == 2 }), 'is called while there is something';
    is_deeply $args[0], [ $watch, fileno $reader, Sys::Virt::Event::HANDLE_READABLE ], 'right arguments';

    is_deeply [ Sys::Virt::Event::update_handle($watch, 0) ], [], 'update';
    my $ticks = 0;
    my $timer = Sys::Virt::Event::add_timeout(0, sub { $ticks++ });
    run_until(sub { $ticks > 2 });
    is scalar @args, 2, 'no events, no calls';

    Sys::Virt::Event::update_handle($watch, Sys::Virt::Event::HANDLE_READABLE);
    ok run_until(sub { @args == 3 }), 'wanted again';

    is_deeply [ Sys::Virt::Event::remove_handle($watch) ], [], 'remove';
    syswrite $writer, 'x';
    $ticks = 0;
    run_until(sub { $ticks > 2 });
    is scalar @args, 3, 'no more calls';
    is ref exception { Sys::Virt::Event::remove_handle($watch) }, 'Sys::Virt::Error',
        'there is no such handle';
    Sys::Virt::Event::remove_timeout($timer);
};

subtest 'a handle that can be written to' => sub {
    pipe my $reader, my $writer or die "pipe: $!";
    my @events;
    my $watch = Sys::Virt::Event::add_handle(fileno $writer, Sys::Virt::Event::HANDLE_WRITABLE,
        sub { push @events, $_[2] });
    ok run_until(sub { @events }), 'is called';
    is $events[0] & Sys::Virt::Event::HANDLE_WRITABLE, Sys::Virt::Event::HANDLE_WRITABLE, 'right event';
    Sys::Virt::Event::remove_handle($watch);
};

subtest 'callbacks are released' => sub {
    my @released;
    {
        pipe my $reader, my $writer or die "pipe: $!";
        my ($one, $two, $three) = map {
            my $name = $_;
            guard { push @released, $name }
        } qw(event handle timer);
        my $callback =
            $conn->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, sub { $one });
        my $watch =
            Sys::Virt::Event::add_handle(fileno $reader, Sys::Virt::Event::HANDLE_READABLE, sub { $two });
        my $timer = Sys::Virt::Event::add_timeout(-1, sub { $three });
        $conn->domain_event_deregister_any($callback);
        Sys::Virt::Event::remove_handle($watch);
        Sys::Virt::Event::remove_timeout($timer);
    }
    my $ticks = 0;
    my $timer = Sys::Virt::Event::add_timeout(10, sub { $ticks++ });    # not 0: libvirt frees when the loop is idle
    run_until(sub { $ticks > 2 });
    Sys::Virt::Event::remove_timeout($timer);
    is_deeply [ sort @released ], [qw(event handle timer)], 'after they are removed';
};

subtest 'lifecycle' => sub {
    my @calls =
        events_of(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, 2, sub { $domain->suspend; $domain->resume });
    is_deeply [ map { scalar @$_ } @calls ], [ 4, 4 ], 'four arguments';
    is_deeply [ map { ref $_ } @{ $calls[0] }[ 0, 1 ] ], [ 'Sys::Virt', 'Sys::Virt::Domain' ],
        'connection and domain';
    is $calls[0][0]->get_uri, $conn->get_uri, 'right connection';
    is $calls[0][1]->get_uuid, $domain->get_uuid, 'right domain';
    is_deeply [ map { [ @$_[ 2, 3 ] ] } @calls ],
        [
        [ Sys::Virt::Domain::EVENT_SUSPENDED, Sys::Virt::Domain::EVENT_SUSPENDED_PAUSED ],
        [ Sys::Virt::Domain::EVENT_RESUMED, Sys::Virt::Domain::EVENT_RESUMED_UNPAUSED ],
        ],
        'event and detail';
};

subtest 'change of metadata' => sub {
    my $element = Sys::Virt::Domain::METADATA_ELEMENT;
    my @calls = events_of(
        undef,
        Sys::Virt::Domain::EVENT_ID_METADATA_CHANGE,
        2,
        sub {
            $domain->set_metadata(Sys::Virt::Domain::METADATA_TITLE, 'new');
            $domain->set_metadata($element, '<new/>', 'key', 'http://example.com/');
        }
    );
    is $calls[0][1]->get_name, 'test', 'domain';
    is_deeply [ map { [ @$_[ 2 .. $#$_ ] ] } @calls ],
        [ [ Sys::Virt::Domain::METADATA_TITLE, undef ], [ $element, 'http://example.com/' ] ], 'type and URI';
};

subtest 'the events of one domain' => sub {
    my $other = $conn->create_domain(domain_xml(name => 'other'));
    my @calls = events_of($other, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, 1,
        sub { $domain->suspend; $other->suspend });
    is_deeply [ map { $_->[1]->get_name } @calls ], ['other'], 'and no other';
    $domain->resume;
};

subtest 'the classic way to register' => sub {
    my @calls;
    is_deeply [ $conn->domain_event_register(sub { push @calls, [@_]; 0 }) ], [], 'register';
    like exception {
        $conn->domain_event_register(sub { })
    }, qr/^libvirt error code: \d+, message: .*already/, 'twice';
    $domain->suspend;
    ok run_until(sub { @calls }), 'is called';
    is_deeply [ @{ $calls[0] }[ 2, 3 ] ],
        [ Sys::Virt::Domain::EVENT_SUSPENDED, Sys::Virt::Domain::EVENT_SUSPENDED_PAUSED ],
        'event and detail';
    is_deeply [ $conn->domain_event_deregister ], [], 'deregister';
    $domain->resume;
    my @others = events_of(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, 1, sub { $domain->suspend });
    $domain->resume;
    is scalar @calls, 1, 'no more calls';
};

subtest 'several callbacks' => sub {
    my %calls;
    my @ids = map {
        my $name = $_;
        $conn->domain_event_register_any(
            $_ % 2 ? $domain : undef, $_ < 3
            ? Sys::Virt::Domain::EVENT_ID_LIFECYCLE
            : Sys::Virt::Domain::EVENT_ID_METADATA_CHANGE, sub { $calls{$name}++ }
        )
    } 1 .. 4;
    is scalar(keys %{ { map { $_ => 1 } @ids } }), 4, 'four ids';
    $domain->suspend;
    $domain->set_metadata(Sys::Virt::Domain::METADATA_TITLE, 'again');
    ok run_until(sub { keys %calls == 4 }), 'all are called';
    $conn->domain_event_deregister_any($_) for @ids;
    $domain->resume;
    is_deeply \%calls, { 1 => 1, 2 => 1, 3 => 1, 4 => 1 }, 'once';
};

subtest 'calls of libvirt inside a callback' => sub {
    my @names;
    events_of(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, 1, sub { $domain->suspend });
    my $callback = $conn->domain_event_register_any(
        undef,
        Sys::Virt::Domain::EVENT_ID_LIFECYCLE,
        sub {
            my ($c, $d, $event) = @_;
            push @names, map { $_->get_name } $c->list_all_domains(Sys::Virt::Domain::LIST_PERSISTENT);
            $d->suspend if $event == Sys::Virt::Domain::EVENT_RESUMED;
        }
    );
    $domain->resume;
    ok run_until(sub { @names == 2 }), 'raise another event';
    is_deeply \@names, [ 'test', 'test' ], 'and work';
    $conn->domain_event_deregister_any($callback);
    $domain->resume;
};

subtest 'an object kept from a callback' => sub {
    my ($call) = events_of(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, 1, sub { $domain->suspend });
    is $call->[1]->get_name, 'test', 'lives on';
    $call->[1]->resume;
    is + ($domain->get_state)[0], Sys::Virt::Domain::STATE_RUNNING, 'and can act';
};

subtest 'a callback that deregisters itself' => sub {
    my ($calls, $id) = (0);
    $id = $conn->domain_event_register_any(
        undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE,
        sub { $calls++; $conn->domain_event_deregister_any($id) }
    );
    $domain->suspend;
    ok run_until(sub { $calls }), 'is called';
    events_of(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, 1, sub { $domain->resume });
    is $calls, 1, 'once';
};

done_testing;
