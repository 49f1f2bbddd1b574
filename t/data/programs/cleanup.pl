#!/usr/bin/perl
# Throws old snapshots away, and guests that only a test has left.
use strict;
use warnings;
use Try::Tiny;
use Sys::Virt;

my $keep = shift || 3;
my $vmm = Sys::Virt->new(uri => shift || 'qemu:///system');
my @doms = ($vmm->list_domains, $vmm->list_defined_domains);

my %seen;
for my $dom (grep { !$seen{ $_->get_uuid_string }++ } @doms) {
    my $name = $dom->get_name;
    try {
        my @old = sort { created($a) <=> created($b) } $dom->list_snapshots();
        splice @old, -$keep;
        for my $snap (@old) {
            print "$name: ", $snap->get_name, "\n";
            $snap->delete(Sys::Virt::DomainSnapshot::DELETE_METADATA_ONLY);
        }
    }
    catch {
        warn "$name: $_";
    };
    next if $name !~ /^tmp-/;
    $dom->destroy if $dom->is_active;
    $dom->undefine(Sys::Virt::Domain::UNDEFINE_MANAGED_SAVE | Sys::Virt::Domain::UNDEFINE_SNAPSHOTS_METADATA);
}

sub created { return $_[0]->get_xml_description =~ m{<creationTime>(\d+)<} ? $1 : 0 }

for my $net ($vmm->list_networks()) {
    my @leases = eval { $net->get_dhcp_leases(undef, 0) };
    printf "%s: %d leases\n", $net->get_name(), scalar @leases;
    print " $_->{ipaddr} $_->{mac}\n" for @leases;
}

$vmm->domain_event_register(sub { print "something happened\n" });    #! deprecated
$vmm->domain_event_deregister();    #! deprecated
undef $vmm;
