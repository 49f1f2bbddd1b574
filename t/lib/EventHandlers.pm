package EventHandlers;

# What holds for the handlers of events on every connection: run with a local one, and with one to a daemon.

use strict;
use warnings;

use Exporter 'import';
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;
use Test::More;

our @EXPORT = qw(test_handlers settle);

use constant LIFECYCLE => Sys::Virt::Domain::EVENT_ID_LIFECYCLE;

# How many handlers one event of one object can have.
use constant MOST => 32;

my ($open, $conn, $domain);

# `$open` gives a connection to a test driver, with a domain named "test".
sub test_handlers {
    $open = shift;
    $conn = $open->();
    $domain = $conn->get_domain_by_name('test');
    for my $test (
        [ 'several handlers', \&several ],
        [ 'a handler that is known already', \&the_same ],
        [ 'several handlers for one object', \&several_of_one ],
        [ 'more handlers than there is room for', \&too_many ],
        [ 'the classic handler', \&classic ],
        [ 'the caller\'s variables', \&variables ],
        [ 'what a handler sees', \&surroundings ],
        [ 'deregistering inside a handler', \&deregister_inside ],
        [ 'registering inside a handler', \&register_inside ],
        [ 'a loop inside a handler', \&loop_inside ],
        [ 'letting go of the connection inside a handler', \&close_inside ],
        [ 'dying inside handlers', \&die_inside ],
        [ 'a connection with handlers', \&kept_open ],
        [ 'a registration that fails', \&failed ],
        )
    {
        my ($name, $code) = @$test;
        subtest $name => sub {
            $code->();
            $domain->resume if ($domain->get_state)[0] == Sys::Virt::Domain::STATE_PAUSED;
            settle();
        };
    }
    undef $_ for $domain, $conn;
}

# Runs the loop until all that has happened is told, and what was removed is let go of: libvirt does that when the loop
# has nothing else to do.
sub settle {
    my $ticks = 0;
    my $timer = Sys::Virt::Event::add_timeout(20, sub { $ticks++ });
    run_until(sub { $ticks > 1 });
    Sys::Virt::Event::remove_timeout($timer);
}

# Lets something happen to the domain, and waits until it has been told.
sub act {
    my $object = shift // $domain;
    my $paused = ($object->get_state)[0] == Sys::Virt::Domain::STATE_PAUSED;
    $paused ? $object->resume : $object->suspend;
    settle();
}

sub register { return $conn->domain_event_register_any(undef, LIFECYCLE, @_) }

sub deregister { $conn->domain_event_deregister_any($_) for @_ }

sub several {
    my @told;
    my @ids = map {
        my $number = $_;
        register(sub { push @told, $number })
    } 0 .. 3;
    is scalar(keys %{ { map { $_ => 1 } @ids } }), 4, 'each has an id of its own';
    act();
    is_deeply [ sort @told ], [ 0 .. 3 ], 'each is called';

    deregister($ids[$_]) for 0, 2;
    @told = ();
    act();
    is_deeply [ sort @told ], [ 1, 3 ], 'two are removed, the others stay';

    my $new = register(sub { push @told, 'new' });
    is scalar(grep { $_ == $new } @ids[ 1, 3 ]), 0, 'another id for one that comes later';
    @told = ();
    act();
    is_deeply [ sort @told ], [ 1, 3, 'new' ], 'which is called too';
    deregister(@ids, $new);
    @told = ();
    act();
    is_deeply \@told, [], 'none is left';
}

sub the_same {
    my $calls = 0;
    my $handler = sub { $calls++ };
    my @ids = map { register($handler) } 1, 2;
    isnt $ids[0], $ids[1], 'two ids';
    act();
    is $calls, 2, 'two calls';
    deregister($ids[0]);
    act();
    is $calls, 3, 'then one';
    deregister(@ids);
}

sub several_of_one {
    my $other = $conn->create_domain(domain_xml(name => "other-$$"));
    my @told;
    my $on = sub {
        my ($object, $event, $name) = @_;
        return $conn->domain_event_register_any($object, $event, sub { push @told, $name });
    };
    my @ids = (
        $on->($domain, LIFECYCLE, 'test 1'),
        $on->($domain, LIFECYCLE, 'test 2'),
        $on->($other, LIFECYCLE, 'other 1'),
        $on->($other, LIFECYCLE, 'other 2'),
        $on->(undef, LIFECYCLE, 'any'),
        $on->(0, LIFECYCLE, 'any, by 0'),
        $on->('', LIFECYCLE, 'any, by an empty string'),
    );
    is scalar(keys %{ { map { $_ => 1 } @ids } }), scalar @ids, 'ids';
    act($other);
    my @any = ('any', 'any, by 0', 'any, by an empty string');
    is_deeply [ sort @told ], [ sort @any, 'other 1', 'other 2' ], 'those of the one';
    @told = ();
    act();
    is_deeply [ sort @told ], [ sort @any, 'test 1', 'test 2' ], 'those of the other';
    deregister(@ids);
    $other->destroy;
}

sub too_many {
    my ($calls, $released) = (0, 0);
    my @ids = map {
        register(sub { $calls++ })
    } 1 .. MOST;
    {
        my $guard = guard { $released++ };
        my $error = exception {
            register(sub { $guard })
        };
        is_libvirt_error $error, Sys::Virt::Error::ERR_INVALID_ARG;
        like $error, qr/has ${\MOST} handlers for this event of this object, and takes no more/, 'says why';
    }
    is $released, 1, 'the handler is let go of';
    my $for_one = $conn->domain_event_register_any($domain, LIFECYCLE, sub { $calls++ });
    act();
    is $calls, MOST + 1, 'all are called, and one for one object';
    deregister(shift @ids);
    push @ids, register(sub { $calls += 100 });
    act();
    is $calls, 2 * (MOST + 1) - 1 + 100, 'a place is free again';
    deregister(@ids, $for_one);
}

sub classic {
    my ($classic, $other) = (0, 0);
    is_deeply [ $conn->domain_event_register(sub { $classic++ }) ], [], 'register';
    is_libvirt_error exception {
        $conn->domain_event_register(sub { })
    }, Sys::Virt::Error::ERR_INVALID_ARG, 'there is only one';
    my @ids = map {
        register(sub { $other++ })
    } 1, 2;
    act();
    is_deeply [ $classic, $other ], [ 1, 2 ], 'beside those with an id';
    is_deeply [ $conn->domain_event_deregister ], [], 'deregister';
    act();
    is_deeply [ $classic, $other ], [ 1, 4 ], 'the others stay';
    is_deeply [ $conn->domain_event_deregister ], [], 'a second time is no failure';
    deregister(@ids);
    is_deeply [ $conn->domain_event_deregister_any($_) ], [], "nor is an id that is not known: $_"
        for @ids, 12345, -1;
}

sub variables {
    my @told;
    my $handler = sub { push @told, [ 'first', @_ ] };
    my $mine = $conn;
    my $id = $mine->domain_event_register_any($domain, LIFECYCLE, $handler);
    $handler = sub { push @told, ['second'] };
    undef $mine;
    act();
    is $told[0][0], 'first', 'the handler is what was passed';
    is $told[0][1]->get_uri, $conn->get_uri, 'so is the connection';
    deregister($id);

    our @frame = ();
    my $object = bless [ \&named ], 'EventHandlers::Callable';
    for my $sub ('EventHandlers::named', *named, $object) {
        @frame = ();
        $id = register($sub);
        act();
        is $frame[3], 'EventHandlers::named', 'a name, a glob, an object that is code';
        deregister($id);
    }
    for my $sub (undef, 1, '', 'EventHandlers::no_such', [], {}, $domain) {
        like exception { register($sub) },
            qr/^Sys::Virt::domain_event_register_any: cb is not a CODE reference|^Not a subroutine reference/,
            'what is no sub';
    }

    @told = ();
    $id = register(sub { push @told, ref $_[0]; @_ = () });
    act() for 1, 2;
    is_deeply \@told, [ 'Sys::Virt', 'Sys::Virt' ], 'what a handler does to its arguments is its own affair';
    isa_ok $conn, 'Sys::Virt';
    deregister($id);
}

sub surroundings {
    my ($context, $frame, $inner, $seen) = 'not called';
    my $named = register(\&EventHandlers::named);
    our @frame = ();
    act();
    deregister($named);
    is $frame[3], 'EventHandlers::named', 'its name, from caller';
    like $frame[1], qr/SysVirtTest\.pm$/, 'and where the loop was run';
    ok !$frame[5], 'no list is wanted';

    my $id = register(
        sub {
            local $@ = 'local';
            eval { die "inner\n" };
            $inner = $@;
            local $_ = 'changed';
        }
    );
    $@ = "outer\n";
    $_ = 'topic' for my $topic;
    for ($topic) {
        act();
        is $_, 'topic', '$_ is as before';
    }
    is $@, "outer\n", '$@ is as before';
    is $inner, "inner\n", 'an exception of its own is caught';
    deregister($id);

    local $SIG{__DIE__} = sub { $seen = shift };
    $id = register(sub { die "seen\n" });
    is exception { act() }, "seen\n", 'die';
    is $seen, "seen\n", 'under a __DIE__ handler';
    deregister($id);
    settle();

    $id = register(sub { warn "careful\n" });
    is_deeply [ warnings_of { act() } ], ["careful\n"], 'warn';
    deregister($id);

    $id = register(sub { no warnings; next });
    for my $once (1) {
        like exception { act() }, qr/^Can't "next" outside a loop block/, 'next does not leave it';
    }
    deregister($id);

    $id = register(sub { return (1, 2, 3) });
    is exception { act() }, undef, 'what it returns does not matter';
    deregister($id);
}

our @frame;

sub named { @frame = caller 0 }

sub deregister_inside {
    my (@told, @ids, $released);
    my $guard = guard { $released++ };
    @ids = map {
        my $number = $_;
        register(sub { push @told, $number; deregister(@ids); deregister(@ids); undef $guard if !$number })
    } 0 .. 2;
    act();
    is scalar @told, 1, 'the first removes all, itself too';
    act();
    is scalar @told, 1, 'none is called again';
    undef $guard;
    settle();
    is $released, 1, 'and they are let go of';

    my $calls = 0;
    $conn->domain_event_register(sub { $calls++; $conn->domain_event_deregister });
    act() for 1, 2;
    is $calls, 1, 'the classic one removes itself';

    my $id;
    $id = register(
        sub {
            $calls++;
            deregister($id);
            $id = register(sub { $calls += 10 });
        }
    );
    $calls = 0;
    act() for 1, 2;
    is $calls, 11, 'one that takes its place';
    deregister($id);
}

sub register_inside {
    my (@told, @ids);
    push @ids, register(
        sub {
            push @told, 'outer';
            push @ids, register(sub { push @told, 'inner' }) if @ids == 1;
        }
    );
    act();
    my $first = @told;
    act();
    is_deeply [ sort @told[ $first .. $#told ] ], [ 'inner', 'outer' ], 'both are called from then on';
    deregister(@ids);
}

sub loop_inside {
    my ($depth, $deepest, $calls) = (0, 0, 0);
    my $id = register(
        sub {
            $calls++;
            $depth++;
            $deepest = $depth if $depth > $deepest;
            if ($calls < 4) {
                ($domain->get_state)[0] == Sys::Virt::Domain::STATE_PAUSED
                    ? $domain->resume
                    : $domain->suspend;
                my $timer = Sys::Virt::Event::add_timeout(5, sub { Sys::Virt::Event::remove_timeout(shift) });
                Sys::Virt::Event::run_default() for 1 .. 2;
            }
            $depth--;
        }
    );
    act();
    ok run_until(sub { $calls == 4 && !$depth }), 'events that it causes are told';
    cmp_ok $deepest, '<=', 4, 'no deeper than there are events';
    deregister($id);
}

sub close_inside {
    for my $way (
        [ 'undef' => sub { undef ${ $_[0] } } ],
        [ 'DESTROY' => sub { ${ $_[0] }->DESTROY } ],
        [ 'DESTROY, and an exception' => sub { ${ $_[0] }->DESTROY; die "gone\n" } ],
        [ 'DESTROY of what it is given' => sub { $_->DESTROY for @{ $_[1] }[ 0, 1 ] } ],
        )
    {
        my ($name, $code) = @$way;
        my $own = $open->();
        my $calls = 0;
        my $id = $own->domain_event_register_any(undef, LIFECYCLE, sub { $code->(\$own, [@_]) if !$calls++ });
        my $object = $own->get_domain_by_name('test');
        my $error = exception { act($object) };
        is $error, $name =~ /exception/ ? "gone\n" : undef, $name;
        settle();
        cmp_ok $calls, '>', 0, 'was called';

        if ($own) {
            is_libvirt_error exception { $own->is_alive }, Sys::Virt::Error::ERR_INVALID_CONN, 'it is closed';
            is exception { $own->domain_event_deregister_any($id) }, undef, 'and there is nothing to remove';
        }
        is exception { $object->get_name }, undef, 'the domain is there';
        $object->resume if ($object->get_state)[0] == Sys::Virt::Domain::STATE_PAUSED;
        settle();
    }
}

sub die_inside {
    my @ids = map {
        my $number = $_;
        register(sub { die "handler $number\n" })
    } 1 .. 3;
    my ($error, @warnings);
    @warnings = warnings_of {
        $error = exception { act() }
    };
    my %told = map { $_ => 1 } $error, map { /(handler \d\n)/ } @warnings;
    is_deeply [ sort keys %told ], [ map { "handler $_\n" } 1 .. 3 ], 'one is thrown, the others are warned';
    deregister(@ids);
    settle();
    is exception { act() }, undef, 'the connection works';

    my $object = bless { code => 42 }, 'SomeError';
    my $id = register(sub { die $object });
    is exception { act() }, $object, 'an object, the same';
    deregister($id);
}

sub kept_open {
    my $released = 0;
    my ($id, $raw);
    {
        my $own = $open->();
        my $guard = guard { $released++ };
        $id = $own->domain_event_register_any(undef, LIFECYCLE, sub { $raw = $_[0]; $guard });
        my $object = $own->get_domain_by_name('test');
        act($object);
        act($object);
    }
    settle();
    is $released, 0, 'is not freed';
    is $raw->get_type, 'TEST', 'it is open';
    $raw->domain_event_deregister_any($id);
    settle();
    is $released, 1, 'before they are deregistered';
}

sub failed {
    my $released = 0;
    for my $id (-1, 99) {
        my $guard = guard { $released++ };
        exception {
            $conn->domain_event_register_any(undef, $id, sub { $guard })
        };
    }
    {
        my $guard = guard { $released++ };
        exception {
            $conn->domain_event_register_any($domain, LIFECYCLE, [$guard])
        };
    }
    {
        my $guard = guard { $released++ };
        $conn->domain_event_register(sub { });
        exception {
            $conn->domain_event_register(sub { $guard })
        };
        $conn->domain_event_deregister;
    }
    {
        my $guard = guard { $released++ };
        is_libvirt_error exception {
            $conn->secret_event_register_any(
                undef,
                Sys::Virt::Secret::EVENT_ID_LIFECYCLE,
                sub { $guard }
            )
        }, Sys::Virt::Error::ERR_NO_SUPPORT, 'what the driver lacks';
    }
    settle();
    is $released, 5, 'leaves nothing';
    is exception { act() }, undef, 'and changes nothing';
}

package EventHandlers::Callable;

use overload '&{}' => sub { $_[0][0] };

1;
