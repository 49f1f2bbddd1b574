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

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'qemu:///system');
  my $filter = $conn->get_nwfilter_by_name('clean-traffic');

  print $filter->get_xml_description;

=head1 DESCRIPTION

An object of this class is a network filter: rules that the host applies to what the network
interfaces of its domains send and receive.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 get_name

  my $name = $filter->get_name();

The name of the filter, unique on its host.

Calls C<virNWFilterGetName>.

=head2 get_uuid

  my $bytes = $filter->get_uuid();

The globally unique ID of the filter, as 16 bytes.

Calls C<virNWFilterGetUUID>.

=head2 get_uuid_string

  my $uuid = $filter->get_uuid_string();

The same in its usual form, of 36 characters.

Calls C<virNWFilterGetUUIDString>.

=head2 get_xml_description

  my $xml = $filter->get_xml_description($flags = 0);

The filter and its rules as an XML document. C<$flags> are not used so far.

Calls C<virNWFilterGetXMLDesc>.

=head2 undefine

  $filter->undefine();

Removes the filter. One that a running domain or another filter uses cannot be removed.

Calls C<virNWFilterUndefine>.

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
