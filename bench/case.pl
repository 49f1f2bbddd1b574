#!/usr/bin/perl
# Runs one case of Bench::Cases with whichever Sys::Virt stands on @INC.
#   case.pl NAME COUNT            run it COUNT times (what callgrind counts)
#   case.pl NAME --time SECONDS   print the nanoseconds of one call
use strict;
use warnings;
use lib $0 =~ s{[^/]*$}{lib}r;
use Bench::Cases;
use Bench::Fixture;

use constant BATCH_SECONDS => 0.005;

my ($name, $count, $seconds) = @ARGV;
die "usage: case.pl NAME COUNT | NAME --time SECONDS\n" unless defined $count;

my $case = Bench::Cases::find($name) or die "no case named $name\n";
my $loop = Bench::Fixture::prepare($case);

if ($count eq '--time') {
    require Time::HiRes;
    printf "%.1f\n", 1e9 * best_batch($loop, $seconds);
} else {
    $loop->($count);
}

# Many short batches and the quickest of them: a neighbour on the same core can only slow a batch down.
sub best_batch {
    my ($loop, $seconds) = @_;
    my ($n, $took) = (1, timed($loop, 1));
    while ($took < BATCH_SECONDS / 4) {
        $n *= 2;
        $took = timed($loop, $n);
    }
    $n = int($n * BATCH_SECONDS / $took) || 1;
    my ($best, $spent) = (0, 0);
    for (my $batches = 0; $batches < 2 || $spent < $seconds; $batches++) {
        $took = timed($loop, $n);
        $spent += $took;
        $best = $took if !$batches || $took < $best;
    }
    return $best / $n;
}

sub timed {
    my ($loop, $n) = @_;
    my $start = Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC());
    $loop->($n);
    return Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()) - $start;
}
