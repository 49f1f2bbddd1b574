#!/usr/bin/perl
# Gives a guest a disk or a card, takes it away, pins its processors, and limits it.
use strict;
use warnings;

use Sys::Virt;

my ($command, $name, @args) = @ARGV;
my %commands = (
    attach => sub { my ($dom, $file) = @_; $dom->attach_device(slurp($file), flags($dom)) },
    detach => sub { my ($dom, $file) = @_; $dom->detach_device(slurp($file), flags($dom)) },
    pin => \&pin,
    limit => \&limit,
    vcpus => sub { $_[0]->set_vcpus($_[1], Sys::Virt::Domain::VCPU_CONFIG | Sys::Virt::Domain::VCPU_MAXIMUM) },
    screenshot => \&screenshot,
);
die "usage: $0 ", join('|', sort keys %commands), " GUEST ...\n" unless $command && $commands{$command} && $name;

my $connection = Sys::Virt->new(uri => $ENV{VIRSH_DEFAULT_CONNECT_URI});
my $guest = $name =~ /^[0-9a-f-]{36}$/ ? $connection->get_domain_by_uuid($name) : $connection->get_domain_by_name($name);
$commands{$command}->($guest, @args);

sub flags {
    my $dom = shift;
    my $flags = Sys::Virt::Domain::DEVICE_MODIFY_CONFIG;
    $flags |= Sys::Virt::Domain::DEVICE_MODIFY_LIVE if $dom->is_active();
    return $flags;
}

sub slurp { open my $fh, '<', $_[0] or die "$_[0]: $!"; local $/; return <$fh> }

sub pin {
    my ($dom, $vcpu, @cpus) = @_;
    my $mask = '';
    vec($mask, $_, 1) = 1 for @cpus;
    $dom->pin_vcpu($vcpu, $mask);
    foreach my $one ($dom->get_vcpu_info) {
        print "$one->{number}: ", join(',', grep { vec($one->{affinity}, $_, 1) } 0 .. 8 * length($one->{affinity}) - 1), "\n";
    }
}

sub limit {
    my ($dom, $disk, $bytes) = @_;
    my %params = (Sys::Virt::Domain::BLOCK_IOTUNE_TOTAL_BYTES_SEC => $bytes);
    $dom->set_block_iotune($disk, \%params, Sys::Virt::Domain::AFFECT_LIVE);
    $dom->set_scheduler_parameters({ Sys::Virt::Domain::SCHEDULER_CPU_SHARES => 512 });
}

sub screenshot {
    my ($dom, $file) = @_;
    my $st = $connection->new_stream;
    my $type = $dom->screenshot($st, 0, 0);
    open my $fh, '>', $file or die;
    binmode $fh;
    $st->recv_all(sub {
        my ($stream, $data, $n) = @_;
        return syswrite $fh, $data, $n;
    });
    $st->finish();
    print "$type\n";
}
