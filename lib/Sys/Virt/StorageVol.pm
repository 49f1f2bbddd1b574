package Sys::Virt::StorageVol;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $needed = sub { exists $given{$_[0]} ? $given{$_[0]} : die "$_[0] parameter is required" };
    my $self
        = exists $given{name} ? $needed->('pool')->get_volume_by_name($given{name})
        : exists $given{key}  ? $needed->('connection')->get_storage_volume_by_key($given{key})
        : exists $given{path} ? $needed->('connection')->get_storage_volume_by_path($given{path})
        : !exists $given{xml} ? die 'name, key, path or xml parameters are required'
        : $given{clone}       ? $needed->('pool')->clone_volume($given{xml}, $given{clone})
        :                       $needed->('pool')->create_volume($given{xml});
    return bless $self, ref $proto || $proto;
}

1;

__END__
