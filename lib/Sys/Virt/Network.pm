package Sys::Virt::Network;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    my @flags = $given{flags} || 0;
    my $self
        = exists $given{name} ? $con->get_network_by_name($given{name})
        : exists $given{uuid} ? $con->get_network_by_uuid($given{uuid})
        : !exists $given{xml} ? die 'address, id or uuid parameters are required'
        : $given{nocreate}    ? $con->define_network($given{xml}, @flags)
        :                       $con->create_network($given{xml}, @flags);
    return bless $self, ref $proto || $proto;
}

1;

__END__
