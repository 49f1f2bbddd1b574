package Sys::Virt::NetworkPort;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $net = exists $given{network} ? $given{network} : die 'network parameter is required';
    my $self
        = exists $given{uuid} ? $net->get_port_by_uuid($given{uuid})
        : exists $given{xml}  ? $net->create_port($given{xml}, $given{flags})
        :                       die 'uuid or xml parameters are required';
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::NetworkPort - What connects one network interface to a virtual network

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'qemu:///system');
  my $net  = $conn->get_network_by_name('default');

  print $_->get_uuid_string, "\n" for $net->list_all_ports;

=head1 DESCRIPTION

An object of this class is a port of a L<Sys::Virt::Network>: what the network knows of one
interface that is plugged into it.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 delete

  $port->delete($flags = 0);

Deletes the port. The object stays, but is of no more use.

Calls C<virNetworkPortDelete>.

=head2 get_parameters

  my $params = $port->get_parameters($flags = 0);

The limits of the port's bandwidth, a hash with the L</BANDWIDTH PARAMETERS> as keys; empty for a port
without limits.

Calls C<virNetworkPortGetParameters>.

=head2 get_uuid

  my $bytes = $port->get_uuid();

The globally unique ID of the port, as 16 bytes.

Calls C<virNetworkPortGetUUID>.

=head2 get_uuid_string

  my $uuid = $port->get_uuid_string();

The same in its usual form, of 36 characters.

Calls C<virNetworkPortGetUUIDString>.

=head2 get_xml_description

  my $xml = $port->get_xml_description($flags = 0);

The port as an XML document: who owns it, its hardware address, and what it is plugged into.

Calls C<virNetworkPortGetXMLDesc>.

=head2 set_parameters

  $port->set_parameters($params, $flags = 0);

Sets the limits that the hash C<$params> names by L</BANDWIDTH PARAMETERS>. Other keys are ignored.

  $port->set_parameters({
      Sys::Virt::NetworkPort::BANDWIDTH_IN_AVERAGE => 1000,
  });

Calls C<virNetworkPortSetParameters>.

=head1 CONSTANTS

=head2 BANDWIDTH PARAMETERS

Keys of the hashes of C<get_parameters> and C<set_parameters>, all unsigned numbers. Inbound is
traffic towards the guest.

=over 4

=item Sys::Virt::NetworkPort::BANDWIDTH_IN_AVERAGE

Rate to which inbound traffic is shaped, in KiB per second.

=item Sys::Virt::NetworkPort::BANDWIDTH_IN_PEAK

Rate at which a burst of inbound traffic may pass, in KiB per second.

=item Sys::Virt::NetworkPort::BANDWIDTH_IN_BURST

How much inbound traffic may pass at the peak rate at once, in KiB.

=item Sys::Virt::NetworkPort::BANDWIDTH_IN_FLOOR

Inbound rate that the port is guaranteed, in KiB per second.

=item Sys::Virt::NetworkPort::BANDWIDTH_OUT_AVERAGE

Rate to which outbound traffic is shaped, in KiB per second.

=item Sys::Virt::NetworkPort::BANDWIDTH_OUT_PEAK

Rate at which a burst of outbound traffic may pass, in KiB per second.

=item Sys::Virt::NetworkPort::BANDWIDTH_OUT_BURST

How much outbound traffic may pass at the peak rate at once, in KiB.

=back

=head2 CREATION FLAGS

For C<create_port> in L<Sys::Virt::Network>.

=over 4

=item Sys::Virt::NetworkPort::CREATE_RECLAIM

The port describes a device that is connected already, as after a restart: take note of the
resources it holds, instead of allocating new ones.

=item Sys::Virt::NetworkPort::CREATE_VALIDATE

Check the document against its schema before the port is created (libvirt 7.8).

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Network>, L<Sys::Virt::Error>,
L<https://libvirt.org/formatnetworkport.html>,
L<https://libvirt.org/html/libvirt-libvirt-network.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
