# Event loops in Perl: what libvirt asks of them, and what they may and may not do with what they are given.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtLoop;
use SysVirtTest;

my $READABLE = Sys::Virt::Event::HANDLE_READABLE;

# Loops that libvirt must not get.
{

    package My::Old;
    our @ISA = 'Sys::Virt::Event';

    package My::Bare;
    our @ISA = 'Sys::Virt::EventImpl';

    package My::Wrong;
    our @ISA = 'SysVirtLoop';
    our %wrong;    # by method, what it does instead

    for my $method (qw(add_handle update_handle remove_handle add_timeout update_timeout remove_timeout)) {
        no strict 'refs';
        my $right = "SysVirtLoop::$method";
        *$method = sub {
            my $wrong = $wrong{$method} or goto &$right;
            return $wrong->(@_);
        };
    }
}

# What the calls since the last time were.
sub calls { return [ splice @{ shift->{calls} } ] }

# What libvirt gave the loop for this handle or timer: function, data, function that frees the data.
sub given { my ($loop, $id) = @_; return @{ ($loop->{handles}{$id} || $loop->{timers}{$id})->{given} } }

my $loop = My::Wrong->new;

subtest 'what is no event loop' => sub {
    for my $impl (undef, 'My::Bare', [], bless({}, 'Some::Class'), 'Sys::Virt::EventImpl') {
        is exception { Sys::Virt::Event::register($impl) },
            "event implementation must be a subclass of Sys::Virt::EventImpl at $0 line "
            . (__LINE__ - 2)
            . ".\n", 'is refused';
    }
    like exception { Sys::Virt::Event::run_default() },
        qr/^no event loop is registered: see Sys::Virt::Event::register_default at \Q$0\E line \d+/,
        'and without one nothing can be run';
    is_libvirt_error exception {
        Sys::Virt::Event::add_timeout(0, sub { })
    }, 0, 'nor added';
};

subtest 'register' => sub {
    is_deeply [ Sys::Virt::Event::register($loop) ], [], 'returns nothing';
    is $Sys::Virt::Event::eventimpl, $loop, 'the object is there to see';
    is_deeply [ warnings_of { Sys::Virt::Event::register($loop) } ], [], 'a second time';
    like exception { Sys::Virt::Event::run_default() },
        qr/^the event loop that is registered is not libvirt's own: run that one at /,
        'run_default would wait for ever';
    my @warnings = warnings_of { Sys::Virt::Event::register_default() };
    is scalar @warnings, 1, 'register_default comes too late';
    like $warnings[0], qr/^libvirt keeps the event loop that was registered first: .* at \Q$0\E line \d+/,
        'and says so';
};

subtest 'a class that is derived from Sys::Virt::Event' => sub {
    my $old = bless {}, 'My::Old';
    my @warnings = warnings_of { Sys::Virt::Event::register($old) };
    is_deeply \@warnings,
        [     "DECPRECATION WARNING: event implementation is a subclass of Sys::Virt::Event at $0 line "
            . (__LINE__ - 3)
            . ".\n" ], 'is taken with a warning';
    is $Sys::Virt::Event::eventimpl, $old, 'and takes the place of the other';
    Sys::Virt::Event::register($loop);
};

subtest 'a class that lacks methods' => sub {
    local $Sys::Virt::Event::eventimpl = bless {}, 'My::Bare';
    like exception {
        Sys::Virt::Event::add_timeout(1, sub { })
    },
        qr/^My::Bare does not provide the method add_timeout, which libvirt needs/, 'add_timeout';
    like exception { Sys::Virt::Event::update_handle(1, 1) },
        qr/^My::Bare does not provide the method update_handle/, 'update_handle';
};

subtest 'a handle' => sub {
    pipe my $reader, my $writer or die "pipe: $!";
    my ($fd, @args) = fileno $reader;
    my $watch = Sys::Virt::Event::add_handle(
        $fd, $READABLE,
        sub { push @args, [@_]; sysread $reader, my $byte, 1 }
    );
    is $watch, 1, 'has the number that the loop gave it';
    is_deeply calls($loop), ["add_handle $fd 1 given given given"], 'add_handle';
    is_deeply [ map { ref } given ($loop, $watch) ], [ ('SCALAR') x 3 ], 'plain references are given';

    syswrite $writer, 'x';
    $loop->run;
    is_deeply \@args, [ [ $watch, $fd, $READABLE ] ], 'the callback is called';

    is_deeply [ Sys::Virt::Event::update_handle($watch, 3) ], [], 'update';
    is_deeply [ Sys::Virt::Event::remove_handle($watch) ], [], 'remove';
    is_deeply calls($loop), [ "update_handle $watch 3", "remove_handle $watch" ], 'right methods';
    is_libvirt_error exception { Sys::Virt::Event::remove_handle($watch) }, 0, 'there is no such handle';
    calls($loop);
};

subtest 'a timer' => sub {
    my @args;
    my $timer = Sys::Virt::Event::add_timeout(0, sub { push @args, [@_] });
    $loop->run;
    is_deeply \@args, [ [$timer] ], 'the callback is called';
    Sys::Virt::Event::update_timeout($timer, -1);
    Sys::Virt::Event::remove_timeout($timer);
    is_deeply calls($loop),
        [ 'add_timeout 0 given given given', "update_timeout $timer -1", "remove_timeout $timer" ],
        'right methods';
};

subtest 'events' => sub {
    my $conn = test_connection();
    my $domain = $conn->get_domain_by_name('test');
    my @events;
    my $id = $conn->domain_event_register_any(
        undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE,
        sub { push @events, $_[2] }
    );
    $domain->suspend;
    $domain->resume;
    for (1 .. 20) { $loop->run if @events < 2 }
    is_deeply \@events, [ Sys::Virt::Domain::EVENT_SUSPENDED, Sys::Virt::Domain::EVENT_RESUMED ], 'arrive';
    $conn->domain_event_deregister_any($id);
    undef $domain;
    undef $conn;
    $loop->run if @{ $loop->{gone} };
    ok $loop->is_idle, 'and nothing is left in the loop';
    calls($loop);
};

subtest 'wrong returns of add' => sub {
    my %returned = (
        'undef' => undef,
        'the string "abc"' => 'abc',
        'the string "12x"' => '12x',
        'an unblessed HASH reference' => {},
        8_589_934_593 => 2**33 + 1,
    );
    for my $what (sort keys %returned) {
        local %My::Wrong::wrong =
            (add_handle => sub { $returned{$what} }, add_timeout => sub { $returned{$what} });
        my $released;
        my $guard = guard { $released++ };
        my $text = qr/of the event loop returned is not an integer.* \(got \Q$what\E\) at /;
        like exception {
            Sys::Virt::Event::add_handle(0, 0, sub { $guard })
        }, qr/^what add_handle $text/, "$what for a handle";
        like exception {
            Sys::Virt::Event::add_timeout(1, sub { $guard })
        }, qr/^what add_timeout $text/, 'for a timer';
        undef $guard;
        is $released, 1, 'the callback is released';
    }
    local $My::Wrong::wrong{add_timeout} = sub { return };
    like exception {
        Sys::Virt::Event::add_timeout(1, sub { })
    }, qr/not an integer \(got undef\)/, 'nothing';
    $My::Wrong::wrong{add_timeout} = sub { -1 };
    is_libvirt_error exception {
        Sys::Virt::Event::add_timeout(1, sub { })
    }, 0, '-1 is a failure of libvirt';
    $My::Wrong::wrong{add_timeout} = sub { '77' };
    is(Sys::Virt::Event::add_timeout(1, sub { }), 77, 'a number in a string is right');
};

subtest 'methods that die' => sub {
    for my $case (
        [
            add_handle => sub {
                Sys::Virt::Event::add_handle(0, 0, sub { });
            }
        ],
        [ update_handle => sub { Sys::Virt::Event::update_handle(1, 0) } ],
        [ remove_handle => sub { Sys::Virt::Event::remove_handle(1) } ],
        [
            add_timeout => sub {
                Sys::Virt::Event::add_timeout(1, sub { });
            }
        ],
        [ update_timeout => sub { Sys::Virt::Event::update_timeout(1, 0) } ],
        [ remove_timeout => sub { Sys::Virt::Event::remove_timeout(1) } ],
        )
    {
        my ($method, $call) = @$case;
        local $My::Wrong::wrong{$method} = sub { die "$method\n" };
        is &exception($call), "$method\n", $method;
    }
    is perl_output(<<'PERL'), 'exit ' . (5 << 8), 'exit';
package My; our @ISA = 'Sys::Virt::EventImpl'; sub add_timeout { exit 5 }
package main; use Sys::Virt; use Sys::Virt::Event;
Sys::Virt::Event::register(bless {}, 'My');
Sys::Virt::Event::add_timeout(1, sub { });
print "not here\n";
PERL
};

subtest 'a method that needs the loop' => sub {
    local $My::Wrong::wrong{add_timeout} = sub {
        Sys::Virt::Event::add_timeout(2, sub { });
    };
    like exception {
        Sys::Virt::Event::add_timeout(1, sub { })
    },
        qr/^add_timeout of the event loop needs the event loop at /, 'does not recurse for ever';
};

subtest 'what libvirt gave, in wrong hands' => sub {
    my $called = 0;
    my $timer = Sys::Virt::Event::add_timeout(-1, sub { $called++ });
    my $watch = Sys::Virt::Event::add_handle(0, 0, sub { $called++ });
    my ($cb, $opaque, $ff) = given ($loop, $timer);
    my ($handle_cb, $handle_opaque) = given ($loop, $watch);
    my $number = 12345678;
    my $run = sub {
        my @args = @_;
        return exception { $loop->_run_timeout_callback($timer, @args) };
    };
    for my $forged (undef, 1, 'text', [], {}, sub { }, \undef, \'text', \\1, $loop) {
        like $run->($forged, $opaque),
            qr/^Sys::Virt::EventImpl::_run_timeout_callback: cb is not what add_handle or add_timeout was given/,
            'no such thing';
    }
    like $run->($_, $opaque), qr/^this callback was freed, or never there|^cb and opaque/, 'a made up number'
        for \0, \4, \$number, \-4, \(~0);
    like $run->($opaque, $cb), qr/^cb and opaque are in each other's place/, 'swapped';
    like $run->($cb, $handle_opaque), qr/^opaque does not belong to this callback/, 'of another';
    like $run->($cb, undef), qr/^opaque does not belong to this callback/, 'missing';
    like $run->($handle_cb, $handle_opaque), qr/^this callback is not of that kind/, 'a handle for a timer';
    like exception { $loop->_free_callback_opaque($opaque, $ff) },
        qr/^ff and opaque are in each other's place/,
        'swapped when it is to be freed';
    like exception { $loop->_free_callback_opaque($ff, $handle_opaque) },
        qr/^opaque does not belong to this ff/,
        'the data of another';
    is $called, 0, 'nothing was called';
    is $run->($cb, $opaque), undef, 'the right one';
    my $copy = $$cb;
    is $run->(\$copy, $opaque), undef, 'and a copy of it';
    is $called, 2, 'are';
    is_deeply [ $loop->_run_timeout_callback($timer, $cb, $opaque) ], [], 'returns nothing';
    for my $package ('EventImpl', 'Event') {
        no strict 'refs';
        my ($method, $helper) =
            map { \&{"Sys::Virt::${package}::$_"} } '_run_timeout_callback', '_run_timeout_callback_helper';
        is_deeply [ $method->($loop, $timer, $cb, $opaque) ], [], "the method of Sys::Virt::$package does so";
        is_deeply [ $helper->($timer, $cb, $opaque) ], [], 'and the sub without an object';
    }

    Sys::Virt::Event::remove_timeout($timer);
    is $run->($cb, $opaque), undef, 'after it was removed';
    is $called, 7, 'it is not called any more';
    splice @{ $loop->{gone} };
    is exception { $loop->_free_callback_opaque($ff, $opaque) }, undef, 'freed';
    like exception { $loop->_free_callback_opaque($ff, $opaque) },
        qr/^this was freed already, or never there at /,
        'twice';
    like $run->($cb, $opaque), qr/^this callback was freed, or never there at /, 'called after that';
    is_deeply [ $_->($loop, undef, undef) ], [], 'nothing to free'
        for \&Sys::Virt::EventImpl::_free_callback_opaque, \&Sys::Virt::Event::_free_callback_opaque;
    Sys::Virt::Event::remove_handle($watch);
    $loop->run;
};

subtest 'freed at once, and late' => sub {
    for my $free ('at once', 'later') {
        local $loop->{free} = $free;
        my $released = 0;
        {
            my $guard = guard { $released++ };
            my $timer = Sys::Virt::Event::add_timeout(-1, sub { $guard });
            Sys::Virt::Event::remove_timeout($timer);
        }
        is $released, $free eq 'later' ? 0 : 1, $free;
        Sys::Virt::Event::remove_timeout(Sys::Virt::Event::add_timeout(0, sub { }));
        $loop->run if @{ $loop->{gone} };
        is $released, 1, 'once';
    }
};

subtest 'freed by the callback that runs' => sub {
    my ($timer, $after, $released) = (0, 0, 0);
    local $loop->{free} = 'at once';
    {
        my $guard = guard { $released++ };
        $timer = Sys::Virt::Event::add_timeout(
            0,
            sub { Sys::Virt::Event::remove_timeout($timer); $after = $guard ? 1 - $released : 0 }
        );
    }
    $loop->run;
    is $after, 1, 'it lives until it returns';
    is $released, 1, 'and is released then';
};

subtest 'called back from inside a method' => sub {
    my ($timer) = map {
        Sys::Virt::Event::add_timeout(-1, sub { die "called\n" })
    } 1;
    my ($cb, $opaque) = given ($loop, $timer);
    local $My::Wrong::wrong{update_timeout} = sub { shift->_run_timeout_callback($timer, $cb, $opaque) };
    like exception { Sys::Virt::Event::update_timeout($timer, 1) },
        qr/^libvirt cannot be called back from a method that it is waiting for at /, 'is refused';
    Sys::Virt::Event::remove_timeout($timer);
    $loop->run if @{ $loop->{gone} };
};

subtest 'after libvirt has its own loop' => sub {
    my $output = perl_output(<<'PERL');
use lib 't/lib'; use Sys::Virt; use Sys::Virt::Event; use SysVirtLoop;
Sys::Virt::Event::register_default();
my $loop = SysVirtLoop->new;
Sys::Virt::Event::register($loop);
my $done;
Sys::Virt::Event::add_timeout(0, sub { $done = 1 });
Sys::Virt::Event::run_default() until $done;
print scalar @{ $loop->{calls} }, " calls\n";
PERL
    like $output,
        qr/^libvirt keeps the event loop that was registered first: this one is not used at .*\n0 calls\nexit 0\z/,
        'a loop in Perl is not used, and a warning says so';
};

subtest 'global destruction' => sub {
    for my $keep ('our', 'my') {
        is perl_output(<<"PERL"), "end\nexit 0", "$keep variables";
use lib 't/lib'; use Sys::Virt; use Sys::Virt::Event; use SysVirtLoop;
Sys::Virt::Event::register(SysVirtLoop->new);
$keep \$conn = Sys::Virt->new(uri => 'test:///default');
$keep \$timer = Sys::Virt::Event::add_timeout(0, sub { \$conn });
\$conn->domain_event_register_any(undef, 0, sub { });
print "end\\n";
PERL
    }
};

done_testing;
