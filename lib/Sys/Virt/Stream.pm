package Sys::Virt::Stream;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    return bless $con->new_stream($given{flags} || 0), ref $proto || $proto;
}

1;

__END__
