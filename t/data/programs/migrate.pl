#!/usr/bin/perl
# Moves guests from one host to another, one after the other.
use strict;
use warnings;
use feature 'say';

use Getopt::Long qw(GetOptions);
use Sys::Virt;

my ($live, $from, $to, $bandwidth) = (1, 'qemu:///system', undef, 0);
GetOptions('live!' => \$live, 'from=s' => \$from, 'to=s' => \$to, 'bandwidth=i' => \$bandwidth) && $to && @ARGV
    or die "usage: $0 --to URI [--from URI] [--no-live] GUEST...\n";

my $src = connect_to($from);
my $dst = connect_to($to);

sub connect_to {
    my ($uri) = @_;
    my $conn = eval { Sys::Virt->new(uri => $uri) };
    die "cannot connect to $uri: $@" if $@;
    return $conn;
}

my $flags = Sys::Virt::Domain::MIGRATE_PERSIST_DEST | Sys::Virt::Domain::MIGRATE_UNDEFINE_SOURCE;
$flags |= Sys::Virt::Domain::MIGRATE_LIVE if $live;

my $failed = 0;
for my $name (@ARGV) {
    my $dom = eval { $src->get_domain_by_name($name) };
    unless ($dom) {
        if (ref $@ && $@->code == Sys::Virt::Error::ERR_NO_DOMAIN) { warn "$name: no such guest\n" }
        else { warn "$name: $@" }
        $failed++;
        next;
    }
    my ($state, $reason) = $dom->get_state;
    if ($state != Sys::Virt::Domain->STATE_RUNNING) {
        warn "$name does not run\n";
        next;
    }
    $dom->migrate_set_max_downtime(300, 0);
    my $moved = eval {
        $dom->migrate($dst, { Sys::Virt::Domain::MIGRATE_PARAM_BANDWIDTH, $bandwidth }, $flags);
    };
    if ($@) {
        my $error = $@;
        my $text = ref($error) eq 'Sys::Virt::Error' ? $error->message() : "$error";
        warn "$name: $text\n";
        $failed++;
        next;
    }
    say $moved->get_name, ' now runs on ', $dst->get_hostname;
}
exit($failed ? 1 : 0);
