package Sys::Virt::StoragePool;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    my $self
        = exists $given{name}        ? $con->get_storage_pool_by_name($given{name})
        : exists $given{uuid}        ? $con->get_storage_pool_by_uuid($given{uuid})
        : exists $given{volume}      ? $con->get_storage_pool_by_volume($given{volume})
        : exists $given{target_path} ? $con->get_storage_pool_by_target_path($given{target_path})
        : !exists $given{xml}        ? die 'address, id or uuid parameters are required'
        : $given{nocreate}           ? $con->define_storage_pool($given{xml}, $given{flags} || 0)
        :                              $con->create_storage_pool($given{xml});
    return bless $self, ref $proto || $proto;
}

1;

__END__
