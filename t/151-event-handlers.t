# Handlers of events: several for one event, whose they are, and what they may do. The same with a daemon: t/760.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;
use EventHandlers;

Sys::Virt::Event::register_default();

test_handlers(\&test_connection);

subtest 'a connection that cannot break' => sub {
    my $released = 0;
    {
        my $conn = test_connection();
        for my $time (1, 2) {
            my $handler = do {
                my $guard = guard { $released++ };
                sub { $guard }
            };
            is_deeply [ $conn->register_close_callback($handler) ], [], 'takes a handler';
            undef $handler;
            is $released, $time - 1, 'which it holds';
            is_deeply [ $conn->unregister_close_callback ], [], 'unregister';
            is $released, $time, 'until then';
        }
    }
};

done_testing;
