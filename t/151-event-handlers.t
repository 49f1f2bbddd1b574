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

done_testing;
