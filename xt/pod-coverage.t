# What Pod::Coverage finds undocumented. t/900-pod.t counts for itself; this is the view of those who look from outside.

use strict;
use warnings;

use Test::More;
use Sys::Virt;
use Sys::Virt::Admin;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;
use Sys::Virt::Event;
use Sys::Virt::EventImpl;

plan skip_all => 'needs Test::Pod::Coverage' unless eval { require Test::Pod::Coverage; 1 };

# Packages for event loops that are not here are left to machines that have them.
for my $package (grep { !/::EventImpl::/ || eval "require $_; 1" } Test::Pod::Coverage::all_modules()) {
    Test::Pod::Coverage::pod_coverage_ok($package);
}

done_testing;
