package Sys::Virt;

# Loading is part of the work: no pragma but strict here and in the packages below, for warnings.pm and overload.pm
# take longer to load than all of Sys::Virt does. Perl stops reading each file at __END__, before the POD.
use 5.020;
use strict;

our $VERSION = '12.8.0';

require Sys::Virt::Error;
require XSLoader;
XSLoader::load('Sys::Virt', $VERSION);

require Sys::Virt::Domain;
require Sys::Virt::DomainCheckpoint;
require Sys::Virt::DomainSnapshot;
require Sys::Virt::Interface;
require Sys::Virt::NWFilter;
require Sys::Virt::NWFilterBinding;
require Sys::Virt::Network;
require Sys::Virt::NetworkPort;
require Sys::Virt::NodeDevice;
require Sys::Virt::Secret;
require Sys::Virt::StoragePool;
require Sys::Virt::StorageVol;
require Sys::Virt::Stream;

sub get_library_version {
    my $self = shift;
    return ref $self ? $self->_get_conn_library_version : _get_library_version();
}

sub get_major_version { int(shift->get_version / 1_000_000) }

sub get_micro_version { shift->get_version % 1_000 }

sub get_minor_version { int(shift->get_version / 1_000) % 1_000 }

sub get_version {
    my $self = shift;
    return ref $self ? $self->_get_conn_version : _get_library_version();
}

sub new {
    my ($proto, %given) = @_;
    my $class = ref $proto || $proto;
    my $uri   = exists $given{address} ? $given{address} : $given{uri};
    my $flags = $given{flags} || 0;
    $flags |= CONNECT_RO() if $given{readonly};
    return _open_auth($class, $uri, $given{credlist}, $given{callback}, $flags) if $given{auth};
    return _open($class, $uri, $flags);
}

1;

__END__
