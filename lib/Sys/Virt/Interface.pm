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

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn  = Sys::Virt->new(uri => 'test:///default');
  my $iface = $conn->get_interface_by_name('eth1');

  printf "%s has the MAC address %s\n", $iface->get_name, $iface->get_mac;

=head1 DESCRIPTION

An object of this class is a network interface of the host, whose configuration libvirt can read and
change.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 create

  $iface->create($flags = 0);

Brings the interface up.

Calls C<virInterfaceCreate>.

=head2 destroy

  $iface->destroy($flags = 0);

Brings the interface down. Its definition stays, and so does the object.

Calls C<virInterfaceDestroy>.

=head2 get_mac

  my $mac = $iface->get_mac();

The hardware address, such as C<52:54:00:12:34:56>; an empty string for an interface that has none.

Calls C<virInterfaceGetMACString>.

=head2 get_name

  my $name = $iface->get_name();

The name of the interface, unique on its host.

Calls C<virInterfaceGetName>.

=head2 get_xml_description

  my $xml = $iface->get_xml_description($flags = 0);

The description as an XML document: the interface as it is, or with C<XML_INACTIVE> as it will be
when it starts. C<$flags> are L</XML FLAGS>.

Calls C<virInterfaceGetXMLDesc>.

=head2 is_active

  my $flag = $iface->is_active();

1 if the interface is up, 0 if not.

Calls C<virInterfaceIsActive>.

=head2 undefine

  $iface->undefine();

Removes the definition of an interface that is down.

Calls C<virInterfaceUndefine>.

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
