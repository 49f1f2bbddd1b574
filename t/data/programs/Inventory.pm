package Inventory;

# An object around a connection, as programs of many pages have it.
use strict;
use warnings;

use Carp;
use Sys::Virt;

our $VERSION = '1.02';

sub new {
    my ($class, %args) = @_;
    my $self = { uri => $args{uri} || 'qemu:///system', cache => {} };
    bless $self, $class;
    $self->{conn} = Sys::Virt->new(uri => $self->{uri}, readonly => 1);
    return $self;
}

sub conn { return $_[0]->{conn} }

sub domain {
    my ($self, $name) = @_;
    return $self->{cache}{$name} ||= $self->conn->get_domain_by_name($name);
}

sub domains {
    my $self = shift;
    my @all = $self->{conn}->list_all_domains(Sys::Virt::Domain::LIST_PERSISTENT);
    return wantarray ? @all : \@all;
}

sub report {
    my $self = shift;
    my @rows;
    for my $dom ($self->domains) {
        my $info = $dom->get_info;
        my $vcpus = eval { $dom->get_max_vcpus } // $info->{nrVirtCpu};
        push @rows, { name => $dom->get_name, uuid => $dom->get_uuid_string, memory => $info->{maxMem}, cpus => $vcpus };
    }
    foreach my $pool ($self->{conn}->list_storage_pools) {
        my $info = $pool->get_info();
        push @rows, { name => $pool->get_name, used => $info->{allocation} / ($info->{capacity} || 1) };
        foreach my $vol ($pool->list_volumes()) {
            push @rows, { name => $vol->get_name(), path => $vol->get_path };
        }
    }
    return \@rows;
}

sub AUTOLOAD {
    my $self = shift;
    our $AUTOLOAD;
    my $method = $AUTOLOAD =~ s/.*:://r;
    return if $method eq 'DESTROY';
    croak "no method $method" unless ref $self && $self->{conn}->can($method);
    return $self->{conn}->$method(@_);
}

1;
