#!/usr/bin/perl
# Lists the domains of a libvirt host, running or not.
#
#   list-domains.pl                          libvirt's built-in test driver
#   list-domains.pl qemu:///system           the host's own QEMU domains
#   list-domains.pl qemu:///embed?root=DIR   QEMU domains kept in DIR, without a daemon
use strict;
use warnings;

use Sys::Virt;
use Sys::Virt::Domain;
use Sys::Virt::Event;

my %STATE = (
    Sys::Virt::Domain::STATE_NOSTATE, 'no state',
    Sys::Virt::Domain::STATE_RUNNING, 'running',
    Sys::Virt::Domain::STATE_BLOCKED, 'blocked',
    Sys::Virt::Domain::STATE_PAUSED, 'paused',
    Sys::Virt::Domain::STATE_SHUTDOWN, 'shutting down',
    Sys::Virt::Domain::STATE_SHUTOFF, 'shut off',
    Sys::Virt::Domain::STATE_CRASHED, 'crashed',
    Sys::Virt::Domain::STATE_PMSUSPENDED, 'suspended',
);

my $uri = shift // 'test:///default';
die "usage: $0 [URI]\n" if @ARGV || $uri =~ /^-/;

# A driver that runs inside this process needs an event loop before it is opened.
Sys::Virt::Event::register_default() if $uri =~ m{/embed\b};

my $conn = eval { Sys::Virt->new(uri => $uri, readonly => $uri !~ m{/embed\b}) }
    or die "$0: cannot connect to $uri: ", message($@), "\n";
my @rows = eval { rows($conn) };
die "$0: cannot list the domains of $uri: ", message($@), "\n" if $@;

print_table([qw(Id Name UUID State Memory vCPUs)], @rows);
printf "\n%d domain%s on %s\n", scalar @rows, @rows == 1 ? '' : 's', $conn->get_uri;

# Running domains first, in the order of their ids; then the others by name.
sub rows {
    my ($conn) = @_;
    my @active = sort { $a->get_id <=> $b->get_id } $conn->list_domains;
    my @inactive = sort { $a->get_name cmp $b->get_name } $conn->list_defined_domains;
    return map { row($_) } @active, @inactive;
}

sub row {
    my ($domain) = @_;
    my $info = $domain->get_info;
    return [
        $domain->is_active ? $domain->get_id : '-',
        $domain->get_name,
        $domain->get_uuid_string,
        $STATE{ $info->{state} } // "state $info->{state}",
        sprintf('%d MiB', $info->{memory} / 1024),
        $info->{nrVirtCpu},
    ];
}

# Each column as wide as its widest entry.
sub print_table {
    my @table = @_;
    my @width = (0) x @{ $table[0] };
    for my $row (@table) {
        for my $column (0 .. $#width) {
            my $length = length $row->[$column];
            $width[$column] = $length if $length > $width[$column];
        }
    }
    for my $row (@table) {
        my $line = join '  ', map { sprintf '%-*s', $width[$_], $row->[$_] } 0 .. $#width;
        print $line =~ s/ +$//r, "\n";
    }
    return;
}

# libvirt's own words, where the error came from libvirt.
sub message {
    my ($error) = @_;
    return ref $error ? $error->message : $error;
}
