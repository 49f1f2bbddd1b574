#!/usr/bin/perl
# Prints what happens to guests, and ends after some seconds.
use strict;
use warnings;

use Sys::Virt;
use Sys::Virt::Event;

my @EVENTS = qw(defined undefined started suspended resumed stopped shutdown pmsuspended crashed);
my $seconds = shift || 30;
my $running = 1;

Sys::Virt::Event::register_default();
my $hv = Sys::Virt->new(uri => shift || 'test:///default');

my $lifecycle = sub {
    my ($conn, $dom, $event, $detail) = @_;
    my $name = $dom->get_name;
    print scalar(localtime), " $name ", $EVENTS[$event] || "event $event", "/$detail\n";
};
my @ids = $hv->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, $lifecycle);
push @ids, $hv->domain_event_register_any(
    undef,
    Sys::Virt::Domain::EVENT_ID_WATCHDOG,
    sub {
        my ($conn, $dom, $action) = @_;
        return unless defined $action;
        for my $known (0 .. 6) {
            next if $known != $action;
            last;
        }
        print $dom->get_name, " watchdog $action\n";
    }
);
push @ids, $hv->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_REBOOT, \&reboot);
sub reboot { my $dom = $_[1]; print $dom->get_name(), " reboots\n" }

my $timer = Sys::Virt::Event::add_timeout($seconds * 1000, sub { $running = 0; });
local $SIG{INT} = sub { $running = 0 };

my $test = $hv->get_domain_by_name('test');
$test->suspend;
$test->resume;
Sys::Virt::Event::run_default() while $running;
Sys::Virt::Event::remove_timeout($timer);
$hv->domain_event_deregister_any($_) for @ids;
