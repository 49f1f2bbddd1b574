package Sys::Virt::Domain;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    my @flags = $given{flags} || 0;
    my $self
        = exists $given{name}  ? $con->get_domain_by_name($given{name})
        : exists $given{id}    ? $con->get_domain_by_id($given{id})
        : exists $given{uuid}  ? $con->get_domain_by_uuid($given{uuid})
        : !exists $given{xml}  ? die 'address, id or uuid parameters are required'
        : $given{nocreate}     ? $con->define_domain($given{xml}, @flags)
        : exists $given{fds}   ? $con->create_domain_with_files($given{xml}, $given{fds}, @flags)
        :                        $con->create_domain($given{xml}, @flags);
    return bless $self, ref $proto || $proto;
}

1;

__END__
