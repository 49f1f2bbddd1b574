#!/usr/bin/perl
# A plug-in for Munin: processor time and memory of each guest.
use strict;
use warnings;

use Sys::Virt;

my $uri = $ENV{uri} // 'test:///default';
my $vmm = Sys::Virt->new(uri => $uri, readonly => 1) || die "no connection to $uri";

sub fieldname {
    my $name = shift;
    $name =~ s/^[^A-Za-z_]/_/;
    $name =~ s/[^A-Za-z0-9_]/_/g;
    return $name;
}

my %guests = map { fieldname($_->get_name) => $_ } sort { $a->get_id <=> $b->get_id } $vmm->list_domains;

if (@ARGV && $ARGV[0] eq 'autoconf') {
    print scalar(keys %guests) ? "yes\n" : "no (no guests)\n";
    exit 0;
}
if (@ARGV && $ARGV[0] eq 'config') {
    print "graph_title Guests\ngraph_vlabel ms\ngraph_category virtualization\n";
    for my $field (sort keys %guests) {
        my $domain = $guests{$field};
        print "${field}_cpu.label ", $domain->get_name(), "\n${field}_cpu.type DERIVE\n${field}_cpu.min 0\n";
    }
    exit 0;
}

foreach my $field (sort keys %guests) {
    my $domain = $guests{$field};
    my $info = $domain->get_info;
    printf "%s_cpu.value %d\n%s_mem.value %d\n", $field, $info->{cpuTime} / 1_000_000, $field, $info->{memory} * 1024;
}
my $node = $vmm->get_node_info();
print "host_mem.value ", $node->{memory} * 1024, "\n";
