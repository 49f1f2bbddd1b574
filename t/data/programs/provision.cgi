#!/usr/bin/perl -T
# A form in a browser: makes a guest with a disk, or says which there are.
use strict;
use warnings;

use Sys::Virt;
use Sys::Virt::StoragePool;

$ENV{PATH} = '/usr/bin:/bin';
my %form = map { my ($key, $value) = split /=/, $_, 2; ($key => $value // '') } split /[&;]/, $ENV{QUERY_STRING} // '';
print "Content-Type: text/plain; charset=utf-8\n\n";

my $virt = new Sys::Virt(uri => 'test:///default');
my $action = $form{action} || 'list';
my %actions = ('list' => \&list, 'create' => \&create, 'start' => \&power, 'stop' => \&power);
my $code = $actions{$action} or do { print "What is $action?\n"; exit };
eval { $code->($virt, $action); 1 } or print 'Failed: ', (ref $@ && $@->isa('Sys::Virt::Error') ? $@->message : $@), "\n";

sub list {
    my $c = shift;
    for ($c->list_all_domains()) {
        printf "%-20s %s\n", $_->get_name, $_->is_active ? 'runs' : 'is off';
    }
}

sub create {
    my ($c) = @_;
    my ($name) = ($form{name} // '') =~ /^([a-z][a-z0-9-]{0,30})$/ or die "Give it a name.\n";
    my $pool = $c->get_storage_pool_by_name('default-pool');
    my $vol = $pool->create_volume(<<"XML", 0);
<volume><name>$name.img</name><capacity unit="M">8</capacity></volume>
XML
    my $path = $vol->get_path();
    my $dom = $c->define_domain(<<"XML");
<domain type="test"><name>$name</name><memory unit="MiB">64</memory><vcpu>1</vcpu>
<os><type>hvm</type></os><devices><disk type="file"><source file="$path"/><target dev="vda"/></disk></devices></domain>
XML
    $dom->set_autostart(1);
    $dom->create();
    print 'Made ', $dom->get_uuid_string, "\n";
}

sub power {
    my ($c, $what) = @_;
    my ($name) = ($form{name} // '') =~ /^([\w-]+)$/ or die "Which one?\n";
    my $dom = $c->get_domain_by_name($name);
    if ($what eq 'start') { $dom->create } else { $dom->destroy }
    print "Done.\n";
}
