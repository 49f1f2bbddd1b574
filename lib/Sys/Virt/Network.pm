package Sys::Virt::Network;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    my @flags = $given{flags} || 0;
    my $self
        = exists $given{name} ? $con->get_network_by_name($given{name})
        : exists $given{uuid} ? $con->get_network_by_uuid($given{uuid})
        : !exists $given{xml} ? die 'address, id or uuid parameters are required'
        : $given{nocreate}    ? $con->define_network($given{xml}, @flags)
        :                       $con->create_network($given{xml}, @flags);
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Network - A virtual network

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'test:///default');

  for my $net ($conn->list_all_networks) {
      $net->create() unless $net->is_active;
      my $bridge = $net->get_bridge_name;
      print $net->get_name, " uses the bridge $bridge\n";
  }

=head1 DESCRIPTION

An object of this class is a network that connects domains with each other, and mostly with the
world. It comes from one of the methods of L<Sys::Virt> that find, list, define or create networks.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 create

  $net->create();

Starts a network that is defined but not started.

Calls C<virNetworkCreate>.

=head2 create_port

  my $port = $net->create_port($xml, $flags = 0);

Creates a port of the network from an XML document and returns it, a L<Sys::Virt::NetworkPort>. The
network must be active. C<$flags> are L<Sys::Virt::NetworkPort/CREATION FLAGS>.

Calls C<virNetworkPortCreateXML>.

=head2 destroy

  $net->destroy();

Stops the network. One that is not persistent is gone then; the object stays.

Calls C<virNetworkDestroy>.

=head2 get_autostart

  my $flag = $net->get_autostart();

1 if the network starts with the host (with the daemon, more exactly), 0 if not.

Calls C<virNetworkGetAutostart>.

=head2 get_bridge_name

  my $name = $net->get_bridge_name();

The name of its bridge device on the host. Throws C<ERR_INTERNAL_ERROR> for a network that has none.

Calls C<virNetworkGetBridgeName>.

=head2 get_dhcp_leases

  my @leases = $net->get_dhcp_leases($mac = undef, $flags = 0);

The addresses that the DHCP server of the network has given out, or those of one hardware address.
Each is a hash with

=over 4

=item C<iface>

The bridge of the network.

=item C<type>, C<ipaddr>, C<prefix>

The address: C<Sys::Virt::IP_ADDR_TYPE_IPV4> or C<Sys::Virt::IP_ADDR_TYPE_IPV6>, the address as
text, and the length of the prefix of its network.

=item C<mac>, C<iaid>, C<clientid>, C<hostname>

Who has it: the hardware address, the identity association for IPv6, the client's ID or DUID, the
host name. What the server does not know is undef.

=item C<expirytime>

When the lease ends, in seconds since 1970; 0 if it does not.

=back

C<$flags> are not used so far.

Calls C<virNetworkGetDHCPLeases>.

=head2 get_metadata

  my $text = $net->get_metadata($type, $uri = undef, $flags = 0);

The title, the description or an element of metadata. C<$type> is one of the L</METADATA TYPES>;
C<$uri> is the namespace of the element and undef for the others. C<$flags> are L</UPDATE FLAGS>.
Throws C<ERR_NO_NETWORK_METADATA> where there is none. Needs libvirt 9.7.

Calls C<virNetworkGetMetadata>.

=head2 get_name

  my $name = $net->get_name();

The name of the network, unique on its host.

Calls C<virNetworkGetName>.

=head2 get_port_by_uuid

  my $port = $net->get_port_by_uuid($uuid);

The L<Sys::Virt::NetworkPort> of this UUID, given as 16 bytes or as 32 or 36 characters. Throws
C<ERR_NO_NETWORK_PORT> where there is none.

Calls C<virNetworkPortLookupByUUID>, C<virNetworkPortLookupByUUIDString>.

=head2 get_uuid

  my $bytes = $net->get_uuid();

The globally unique ID of the network, as 16 bytes.

Calls C<virNetworkGetUUID>.

=head2 get_uuid_string

  my $uuid = $net->get_uuid_string();

The same in its usual form, of 36 characters.

Calls C<virNetworkGetUUIDString>.

=head2 get_xml_description

  my $xml = $net->get_xml_description($flags = 0);

The configuration as an XML document. C<$flags> are L</XML FLAGS>.

Calls C<virNetworkGetXMLDesc>.

=head2 is_active

  my $flag = $net->is_active();

1 if the network is started, 0 if not.

Calls C<virNetworkIsActive>.

=head2 is_persistent

  my $flag = $net->is_persistent();

1 if its configuration is saved, so that it outlives being stopped; 0 if not.

Calls C<virNetworkIsPersistent>.

=head2 list_all_ports

  my @ports = $net->list_all_ports($flags = 0);

All ports of the network, as L<Sys::Virt::NetworkPort> objects. C<$flags> are not used so far.

Calls C<virNetworkListAllPorts>.

=head2 set_autostart

  $net->set_autostart($flag);

Says whether the network starts with the host. It must be persistent.

Calls C<virNetworkSetAutostart>.

=head2 set_metadata

  $net->set_metadata(
      $type, $text = undef, $key = undef, $uri = undef, $flags = 0);

Sets the title, the description or an element of metadata, or removes it where C<$text> is undef.
C<$type> is one of the L</METADATA TYPES>. An element needs C<$uri>, its namespace, and C<$key>, the
prefix to write that with. C<$flags> are L</UPDATE FLAGS>. Needs libvirt 9.7.

Calls C<virNetworkSetMetadata>.

=head2 undefine

  $net->undefine();

Removes the saved configuration. A network that is started goes on, if the driver can do so, and
vanishes when it is stopped.

Calls C<virNetworkUndefine>.

=head2 update

  $net->update($command, $section, $index, $xml, $flags = 0);

Changes one part of the network, without a restart. C<$command> is one of the L</UPDATE COMMANDS>,
C<$section> one of the L</UPDATE SECTIONS>. C<$index> counts, from 0, the element in which that
section stands, where there are several (which C<ip> element, say); -1 leaves it to libvirt to find
the right one. C<$xml> is the element to add or change, or one that identifies what to delete.
C<$flags> are L</UPDATE FLAGS>.

  $net->update(
      Sys::Virt::Network::UPDATE_COMMAND_ADD_LAST,
      Sys::Virt::Network::SECTION_IP_DHCP_HOST, -1,
      "<host mac='52:54:00:00:00:01' ip='192.0.2.10'/>"
  );

Calls C<virNetworkUpdate>.

=head1 CONSTANTS

=head2 XML FLAGS

For C<get_xml_description>.

=over 4

=item Sys::Virt::Network::XML_INACTIVE

Describe the saved configuration, without what is only true of the running network.

=back

=head2 LIST FILTERS

For C<list_all_networks> in L<Sys::Virt>. Each pair is a question of its own: both of a pair, or
none, leave it open.

=over 4

=item Sys::Virt::Network::LIST_INACTIVE

Networks that are defined but not started.

=item Sys::Virt::Network::LIST_ACTIVE

Networks that are started.

=item Sys::Virt::Network::LIST_PERSISTENT

Networks whose configuration is saved.

=item Sys::Virt::Network::LIST_TRANSIENT

Networks that vanish when they are stopped.

=item Sys::Virt::Network::LIST_AUTOSTART

Networks that start with the daemon.

=item Sys::Virt::Network::LIST_NO_AUTOSTART

Networks that somebody has to start.

=back

=head2 CREATION FLAGS

For C<create_network> in L<Sys::Virt>.

=over 4

=item Sys::Virt::Network::CREATE_VALIDATE

Check the document against its schema before the network is started (libvirt 7.8).

=back

=head2 DEFINITION FLAGS

For C<define_network> in L<Sys::Virt>.

=over 4

=item Sys::Virt::Network::DEFINE_VALIDATE

Check the document against its schema before it is saved (libvirt 7.7).

=back

=head2 UPDATE COMMANDS

The first argument of C<update>: what to do in the section.

=over 4

=item Sys::Virt::Network::UPDATE_COMMAND_NONE

Not a command; C<update> refuses it.

=item Sys::Virt::Network::UPDATE_COMMAND_MODIFY

Replace the element that the given one identifies.

=item Sys::Virt::Network::UPDATE_COMMAND_DELETE

Remove the element that the given one identifies.

=item Sys::Virt::Network::UPDATE_COMMAND_ADD_LAST

Put the element after the others of its kind.

=item Sys::Virt::Network::UPDATE_COMMAND_ADD_FIRST

Put the element before the others of its kind.

=back

=head2 UPDATE SECTIONS

The second argument of C<update>: which part of the network document to change. Not every part can
be changed, and not by every command.

=over 4

=item Sys::Virt::Network::SECTION_NONE

Not a section; C<update> refuses it.

=item Sys::Virt::Network::SECTION_BRIDGE

The C<bridge> element, the bridge device of the network.

=item Sys::Virt::Network::SECTION_DOMAIN

The C<domain> element, the DNS domain of the network.

=item Sys::Virt::Network::SECTION_IP

The C<ip> elements, the addresses of the host on the network.

=item Sys::Virt::Network::SECTION_IP_DHCP_HOST

The C<host> elements of C<dhcp> in an C<ip>: fixed addresses of known guests.

=item Sys::Virt::Network::SECTION_IP_DHCP_RANGE

The C<range> elements of C<dhcp> in an C<ip>: addresses to hand out.

=item Sys::Virt::Network::SECTION_FORWARD

The C<forward> element, how traffic leaves the network.

=item Sys::Virt::Network::SECTION_FORWARD_INTERFACE

The C<interface> elements of C<forward>: host interfaces that guests are connected to.

=item Sys::Virt::Network::SECTION_FORWARD_PF

The C<pf> element of C<forward>: the physical function whose virtual functions are handed out.

=item Sys::Virt::Network::SECTION_PORTGROUP

The C<portgroup> elements, named sets of port options.

=item Sys::Virt::Network::SECTION_DNS_HOST

The C<host> elements of C<dns>: names for addresses.

=item Sys::Virt::Network::SECTION_DNS_TXT

The C<txt> elements of C<dns>: text records.

=item Sys::Virt::Network::SECTION_DNS_SRV

The C<srv> elements of C<dns>: service records.

=back

=head2 UPDATE FLAGS

For C<update>, C<get_metadata> and C<set_metadata>: the running network, its saved configuration, or
both.

=over 4

=item Sys::Virt::Network::UPDATE_AFFECT_CURRENT

The running network if it runs, else the saved configuration.

=item Sys::Virt::Network::UPDATE_AFFECT_LIVE

The running network; the change is lost when it stops.

=item Sys::Virt::Network::UPDATE_AFFECT_CONFIG

The saved configuration; the change comes into effect when the network is started again.

=back

=head2 LIFECYCLE EVENTS

What a callback for C<EVENT_ID_LIFECYCLE> is told.

=over 4

=item Sys::Virt::Network::EVENT_DEFINED

The configuration was saved, for the first time or anew.

=item Sys::Virt::Network::EVENT_UNDEFINED

The saved configuration was removed.

=item Sys::Virt::Network::EVENT_STARTED

The network was started.

=item Sys::Virt::Network::EVENT_STOPPED

The network was stopped.

=back

=head2 EVENT IDS

The second argument of C<network_event_register_any> in L<Sys::Virt>.

=over 4

=item Sys::Virt::Network::EVENT_ID_LIFECYCLE

The network was defined, undefined, started or stopped.

=item Sys::Virt::Network::EVENT_ID_METADATA_CHANGE

Title, description or metadata was changed. The callback gets the metadata type, and the namespace
URI for C<METADATA_ELEMENT> (libvirt 9.8).

=back

=head2 METADATA TYPES

The first argument of C<get_metadata> and C<set_metadata>.

=over 4

=item Sys::Virt::Network::METADATA_DESCRIPTION

The free text in the C<description> element (libvirt 9.7).

=item Sys::Virt::Network::METADATA_TITLE

The short text in the C<title> element, one line (libvirt 9.7).

=item Sys::Virt::Network::METADATA_ELEMENT

An XML element of an application, in a namespace of its own, below C<metadata> (libvirt 9.7).

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::NetworkPort>, L<Sys::Virt::Error>,
L<https://libvirt.org/formatnetwork.html>,
L<https://libvirt.org/html/libvirt-libvirt-network.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
