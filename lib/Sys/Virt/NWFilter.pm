package Sys::Virt::NWFilter;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    my $self
        = exists $given{name} ? $con->get_nwfilter_by_name($given{name})
        : exists $given{uuid} ? $con->get_nwfilter_by_uuid($given{uuid})
        : exists $given{xml}  ? $con->define_nwfilter($given{xml}, $given{flags})
        :                       die 'address, id or uuid parameters are required';
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::NWFilter - Rules for the packets of virtual machines

=head1 DESCRIPTION

An object of this class is a network filter: rules that the host applies to what the network
interfaces of its domains send and receive.

=head1 CONSTANTS

=head2 DEFINITION FLAGS

For C<define_nwfilter> in L<Sys::Virt>.

=over 4

=item Sys::Virt::NWFilter::DEFINE_VALIDATE

Check the document against its schema before it is saved (libvirt 7.7).

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::NWFilterBinding>, L<Sys::Virt::Error>,
L<https://libvirt.org/formatnwfilter.html>,
L<https://libvirt.org/html/libvirt-libvirt-nwfilter.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
