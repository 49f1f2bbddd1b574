# The tests without a daemon call each method of connections, domains, snapshots and checkpoints.

use strict;
use warnings;

use lib 't/lib';

use CallRecorder;
use Test::More;
use SysVirtTest;

need_libvirt('9.0');
alarm 300;
CallRecorder::check(
    [ 'Sys::Virt', map { "Sys::Virt::$_" } qw(Domain DomainSnapshot DomainCheckpoint) ],
    glob 't/1[0-4]?-*.t t/15?-*.t t/168-*.t'
);

done_testing;
