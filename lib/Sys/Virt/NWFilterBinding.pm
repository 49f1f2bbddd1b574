package Sys::Virt::NWFilterBinding;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    my $self
        = exists $given{portdev} ? $con->get_nwfilter_binding_by_port_dev($given{portdev})
        : exists $given{xml}     ? $con->create_nwfilter_binding($given{xml}, $given{flags})
        :                          die 'portdev or xml parameters are required';
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::NWFilterBinding - A network filter at work

=head1 DESCRIPTION

An object of this class is the tie between a L<Sys::Virt::NWFilter> and the device on the host to
which its rules apply.

=head1 CONSTANTS

=head2 CREATION FLAGS

For C<create_nwfilter_binding> in L<Sys::Virt>.

=over 4

=item Sys::Virt::NWFilterBinding::CREATE_VALIDATE

Check the document against its schema before the filter is bound (libvirt 7.8).

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::NWFilter>, L<Sys::Virt::Error>,
L<https://libvirt.org/formatnwfilter.html>,
L<https://libvirt.org/html/libvirt-libvirt-nwfilter.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
