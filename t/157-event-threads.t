# Handlers of several threads: each is called by the thread that registered it, and by no other.

use strict;
use warnings;

use lib 't/lib';

use Config;

BEGIN {
    if (!$Config{useithreads}) {
        print "1..0 # SKIP this perl has no threads\n";
        exit;
    }
}

use threads;
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

Sys::Virt::Event::register_default();

my $conn = test_connection();
my $domain = $conn->get_domain_by_name('test');
my ($mine, $theirs) = (0, 0);

sub act {
    $domain->suspend;
    $domain->resume;
    my $ticks = 0;
    my $timer = Sys::Virt::Event::add_timeout(20, sub { $ticks++ });
    run_until(sub { $ticks > 1 });
    Sys::Virt::Event::remove_timeout($timer);
}

sub register { return $conn->domain_event_register_any(undef, 0, shift) }

my $id = register(sub { $mine++ });

subtest 'a thread with a handler of its own' => sub {
    my ($other, $calls, $inherited) = @{ threads->create(
            { context => 'scalar' },
            sub {
                my $own = register(sub { $theirs++ });
                act();
                $conn->domain_event_deregister_any($own);
                return [ $own, $theirs, $mine ];
            }
        )->join
    };
    isnt $other, $id, 'has an ID of its own';
    is $calls, 2, 'is called';
    is $inherited, 0, 'the handler of its parent is not called there';
    is $mine, 0, 'nor here';
    act();
    is $mine, 2, 'but for what happens afterwards';
};

subtest 'a handler whose thread has ended' => sub {
    my $left = threads->create(
        sub {
            return register(sub { $theirs++ });
        }
    )->join;
    $mine = 0;
    act();
    is $mine, 2, 'ours is called';
    is_deeply [ $conn->domain_event_deregister_any($left) ], [], 'the other one can be removed';
    act();
    is $mine, 4, 'and ours stays';
};

subtest 'handlers in many threads' => sub {
    my @threads = map {
        threads->create(
            sub {
                my $calls = 0;
                my @ids = map {
                    register(sub { $calls++ })
                } 1 .. 3;
                $conn->domain_event_deregister_any($_) for @ids;
                return scalar @ids;
            }
        )
    } 1 .. 4;
    is_deeply [ map { $_->join } @threads ], [ 3, 3, 3, 3 ], 'come and go';
    $mine = 0;
    act();
    is $mine, 2, 'ours stays';
};

$conn->domain_event_deregister_any($id);

done_testing;
