# The tests call each method of networks, storage, devices, filters, secrets and streams.
#   perl -Mblib xt/methods.t
use strict;
use warnings;

use lib 't/lib';

use CallRecorder;
use Test::More;

plan skip_all => 'needs a libvirtd that may be changed: set SYS_VIRT_TEST_DAEMON=1'
    unless $ENV{SYS_VIRT_TEST_DAEMON};

my @PACKAGES =
    qw(Network NetworkPort NWFilter NWFilterBinding Interface NodeDevice Secret StoragePool StorageVol Stream);

CallRecorder::check(
    [ map { "Sys::Virt::$_" } @PACKAGES ],
    glob 't/12?-*.t t/13?-*.t t/14?-*.t t/168-*.t t/7[123]?-*.t'
);

done_testing;
