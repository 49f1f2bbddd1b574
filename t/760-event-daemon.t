# Handlers of events that come from a daemon.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;
use EventHandlers;

need_daemon();

# Before the connection, whose socket it watches.
Sys::Virt::Event::register_default();

test_handlers(sub { Sys::Virt->new(uri => 'test+unix:///default') });

done_testing;
