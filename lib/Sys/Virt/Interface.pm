package Sys::Virt::Interface;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    my $self
        = exists $given{name} ? $con->get_interface_by_name($given{name})
        : exists $given{mac}  ? $con->get_interface_by_mac($given{mac})
        : exists $given{xml}  ? $con->define_interface($given{xml}, $given{flags})
        :                       die 'name, mac or xml parameters are required';
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Interface - A network interface of the host

=head1 DESCRIPTION

An object of this class is a network interface of the host, whose configuration libvirt can read and
change.

=head1 CONSTANTS

=head2 LIST FILTERS

For C<list_all_interfaces> in L<Sys::Virt>.

=over 4

=item Sys::Virt::Interface::LIST_INACTIVE

Interfaces that are configured but down.

=item Sys::Virt::Interface::LIST_ACTIVE

Interfaces that are up.

=back

=head2 XML FLAGS

For C<get_xml_description>.

=over 4

=item Sys::Virt::Interface::XML_INACTIVE

Describe the saved configuration, not what the interface has at the moment.

=back

=head2 DEFINITION FLAGS

For C<define_interface> in L<Sys::Virt>.

=over 4

=item Sys::Virt::Interface::DEFINE_VALIDATE

Check the document against its schema before it is saved (libvirt 7.7).

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Error>, L<https://libvirt.org/html/libvirt-libvirt-interface.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
