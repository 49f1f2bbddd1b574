package Sys::Virt::NodeDevice;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    my $self
        = exists $given{name} ? $con->get_node_device_by_name($given{name})
        : exists $given{wwnn} ? $con->get_node_device_scsihost_by_wwn(@given{qw(wwnn wwpn flags)})
        : !exists $given{xml} ? die 'name parameter is required'
        : $given{nocreate}    ? $con->define_node_device($given{xml}, $given{flags})
        :                       $con->create_node_device($given{xml}, $given{flags});
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::NodeDevice - A device of the host

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'test:///default');
  my $device = $conn->get_node_device_by_name('computer');

  print join(', ', $device->list_capabilities), "\n";

=head1 DESCRIPTION

An object of this class is a device of the host, such as a PCI card, which can be given to a domain.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 create

  $dev->create($flags = 0);

Starts a device that is defined but not started. Needs libvirt 7.3.

Calls C<virNodeDeviceCreate>.

=head2 destroy

  $dev->destroy();

Removes the device from the host, if it is one that can be, such as a virtual SCSI adapter or a
mediated device. The object stays.

Calls C<virNodeDeviceDestroy>.

=head2 dettach

  $dev->dettach($driver, $flags = 0);

Takes the device away from the host's driver, so that a guest can have it. C<$driver> names the
driver that it is given to instead, such as C<vfio>; undef leaves the choice to libvirt. C<$flags>
are not used so far. C<reattach> is the way back.

Calls C<virNodeDeviceDetachFlags>, C<virNodeDeviceDettach>.

=head2 get_autostart

  my $flag = $dev->get_autostart();

1 if the device starts with the host or with its parent, 0 if not. Needs libvirt 7.8.

Calls C<virNodeDeviceGetAutostart>.

=head2 get_name

  my $name = $dev->get_name();

The name of the device, unique on its host.

Calls C<virNodeDeviceGetName>.

=head2 get_parent

  my $name = $dev->get_parent();

The name of the device that this one is below, or undef for the host itself.

Calls C<virNodeDeviceGetParent>.

=head2 get_xml_description

  my $xml = $dev->get_xml_description($flags = 0);

The device as an XML document. C<$flags> are L</XML FLAGS>.

Calls C<virNodeDeviceGetXMLDesc>.

=head2 is_active

  my $flag = $dev->is_active();

1 if the device is there, 0 if it is only defined. Needs libvirt 7.8.

Calls C<virNodeDeviceIsActive>.

=head2 is_persistent

  my $flag = $dev->is_persistent();

1 if the device has a definition that is kept, 0 if it is gone when it stops. Needs libvirt 7.8.

Calls C<virNodeDeviceIsPersistent>.

=head2 list_capabilities

  my @names = $dev->list_capabilities();

What the device is: names such as C<pci>, C<net>, C<scsi_host>.

Calls C<virNodeDeviceListCaps>, C<virNodeDeviceNumOfCaps>.

=head2 reattach

  $dev->reattach();

Gives a device that was taken away with C<dettach> back to the host's driver.

Calls C<virNodeDeviceReAttach>.

=head2 reset

  $dev->reset();

Resets the device, as has to be done before and after a guest has it. A PCI device must be detached
from the host first.

Calls C<virNodeDeviceReset>.

=head2 set_autostart

  $dev->set_autostart($flag);

Says whether the device starts with the host. Needs libvirt 7.8.

Calls C<virNodeDeviceSetAutostart>.

=head2 undefine

  $dev->undefine($flags = 0);

Removes the definition. An active device goes on as a transient one. Needs libvirt 7.3.

Calls C<virNodeDeviceUndefine>.

=head2 update

  $dev->update($xml, $flags = 0);

Changes the device to what the XML document says, now or in its definition. C<$flags> are
L</UPDATE FLAGS>. Needs libvirt 10.1.

Calls C<virNodeDeviceUpdate>.

=head1 CONSTANTS

=head2 LIST FILTERS

For C<list_all_node_devices> in L<Sys::Virt>. Several capabilities list the devices that have any of
them.

=over 4

=item Sys::Virt::NodeDevice::LIST_CAP_SYSTEM

The host itself, the root of the device tree.

=item Sys::Virt::NodeDevice::LIST_CAP_PCI_DEV

PCI devices.

=item Sys::Virt::NodeDevice::LIST_CAP_USB_DEV

USB devices.

=item Sys::Virt::NodeDevice::LIST_CAP_USB_INTERFACE

Interfaces of USB devices.

=item Sys::Virt::NodeDevice::LIST_CAP_NET

Network interfaces.

=item Sys::Virt::NodeDevice::LIST_CAP_SCSI_HOST

SCSI host adapters.

=item Sys::Virt::NodeDevice::LIST_CAP_SCSI_TARGET

SCSI targets, below a host adapter.

=item Sys::Virt::NodeDevice::LIST_CAP_SCSI

SCSI logical units.

=item Sys::Virt::NodeDevice::LIST_CAP_STORAGE

Block devices: disks, CD drives and the like.

=item Sys::Virt::NodeDevice::LIST_CAP_FC_HOST

SCSI host adapters that speak Fibre Channel.

=item Sys::Virt::NodeDevice::LIST_CAP_VPORTS

SCSI host adapters on which virtual ports (NPIV) can be created.

=item Sys::Virt::NodeDevice::LIST_CAP_SCSI_GENERIC

SCSI devices with a generic device node, F</dev/sgN>.

=item Sys::Virt::NodeDevice::LIST_CAP_DRM

Graphics devices of the kernel's direct rendering manager.

=item Sys::Virt::NodeDevice::LIST_CAP_MDEV_TYPES

Devices that can be the parent of mediated devices.

=item Sys::Virt::NodeDevice::LIST_CAP_MDEV

Mediated devices: shares of a physical one, such as a virtual GPU.

=item Sys::Virt::NodeDevice::LIST_CAP_CCW_DEV

Channel devices of s390.

=item Sys::Virt::NodeDevice::LIST_CAP_CSS_DEV

Subchannels of s390 (libvirt 6.8).

=item Sys::Virt::NodeDevice::LIST_CAP_VDPA

vDPA devices, which offer a virtio data path in hardware (libvirt 6.9).

=item Sys::Virt::NodeDevice::LIST_CAP_AP_CARD

Cryptographic cards of s390 (libvirt 7.0).

=item Sys::Virt::NodeDevice::LIST_CAP_AP_QUEUE

Queues of a cryptographic card of s390 (libvirt 7.0).

=item Sys::Virt::NodeDevice::LIST_CAP_AP_MATRIX

The s390 matrix device, from which queues are handed to guests (libvirt 7.0).

=item Sys::Virt::NodeDevice::LIST_CAP_VPD

PCI devices with vital product data, such as a serial number (libvirt 7.9).

=item Sys::Virt::NodeDevice::LIST_CAP_CCWGROUP_DEV

Group devices of s390, which join several channel devices into one, as network cards do
(libvirt 11.1).

=item Sys::Virt::NodeDevice::LIST_CAP_CCWGROUP_MEMBER

Channel devices of s390 that belong to a group device (libvirt 11.1).

=item Sys::Virt::NodeDevice::LIST_PERSISTENT

Devices whose definition is saved (libvirt 10.1).

=item Sys::Virt::NodeDevice::LIST_TRANSIENT

Devices that vanish when they are stopped or unplugged (libvirt 10.1).

=item Sys::Virt::NodeDevice::LIST_INACTIVE

Devices that are defined but do not exist at the moment (libvirt 7.3).

=item Sys::Virt::NodeDevice::LIST_ACTIVE

Devices that exist at the moment. This is the flag in bit 31: as a Perl number it is 2**64 - 2**31,
of which libvirt gets the low 32 bits (libvirt 7.3).

=back

=head2 XML FLAGS

For C<get_xml_description>.

=over 4

=item Sys::Virt::NodeDevice::XML_INACTIVE

Describe the saved definition, not the device as it is now (libvirt 10.1).

=back

=head2 CREATION FLAGS

For C<create_node_device> in L<Sys::Virt>.

=over 4

=item Sys::Virt::NodeDevice::CREATE_XML_VALIDATE

Check the document against its schema before the device is created (libvirt 8.10).

=back

=head2 DEFINITION FLAGS

For C<define_node_device> in L<Sys::Virt>.

=over 4

=item Sys::Virt::NodeDevice::DEFINE_XML_VALIDATE

Check the document against its schema before it is saved (libvirt 8.10).

=back

=head2 UPDATE FLAGS

For C<update>: the device, its saved definition, or both.

=over 4

=item Sys::Virt::NodeDevice::UPDATE_AFFECT_CURRENT

The device if it is active, else its saved definition (libvirt 10.1).

=item Sys::Virt::NodeDevice::UPDATE_AFFECT_LIVE

The active device (libvirt 10.1).

=item Sys::Virt::NodeDevice::UPDATE_AFFECT_CONFIG

The saved definition; the change comes into effect when the device is next started (libvirt 10.1).

=back

=head2 EVENT IDS

The second argument of C<node_device_event_register_any> in L<Sys::Virt>.

=over 4

=item Sys::Virt::NodeDevice::EVENT_ID_LIFECYCLE

A device came or went, or was defined or undefined.

=item Sys::Virt::NodeDevice::EVENT_ID_UPDATE

The description of a device changed. The callback gets no further argument.

=back

=head2 LIFECYCLE EVENTS

What a callback for C<EVENT_ID_LIFECYCLE> is told.

=over 4

=item Sys::Virt::NodeDevice::EVENT_CREATED

The device came into being: plugged in, created or started.

=item Sys::Virt::NodeDevice::EVENT_DELETED

The device is gone.

=item Sys::Virt::NodeDevice::EVENT_DEFINED

A definition of the device was saved (libvirt 7.3).

=item Sys::Virt::NodeDevice::EVENT_UNDEFINED

The saved definition was removed (libvirt 7.3).

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Error>, L<https://libvirt.org/formatnode.html>,
L<https://libvirt.org/html/libvirt-libvirt-nodedev.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
