#!/usr/bin/perl
# Ten years of small changes, as such programs are: every line here that would notice the change over says so.
use strict;
use warnings;
use Sys::Virt;
use Sys::Virt::Domain;
use XML::LibXML;

my $vmm = Sys::Virt->new(address => 'qemu:///system');    #! deprecated
my $first = ($vmm->list_domains)[0];    #! differs
my $dom = $vmm->get_domain_by_name('web');
my $doc = XML::LibXML->load_xml(string => $dom->get_xml_description);
print "$_\n" for map { $_->getAttribute('dev') } $doc->findnodes('//target');

printf "%d of %d\n", $dom->get_info->{nrVirtCpu}, $dom->get_max_vcpus;
print Sys::Virt::Domain::STATE_RUNING, "\n";    #! missing
$dom->attach_disk('/var/lib/x.img');    #! missing
$dom->send_key(Sys::Virt::Domain::KEYCODE_SET_LINUX, 10, 28);    #! refuses
$dom->get_messages(0);    #! newer
print Sys::Virt::Domain->get_name;    #! refuses
$dom->migrate($vmm, 1, undef, 'tcp://there', 0);    #! deprecated

eval { $dom->destroy };
print 'level ', $@->level, "\n" if $@;    #! differs
die $@ if $@ =~ /event callback already tracked/;    #! differs

my $callback = sub { print "once\n" };
$vmm->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, $callback);    #! differs
$callback = sub { print "again\n" };

while (1) {
    $vmm->domain_event_register_any($dom, 77, sub { last });    #! refuses refuses
}
