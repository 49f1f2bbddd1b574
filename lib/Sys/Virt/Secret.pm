package Sys::Virt::Secret;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    if (exists $given{usageID} || exists $given{usageType}) {
        die 'usageID parameter must be provided with usageType' unless exists $given{usageID};
        die 'usageType parameter must be provided with usageID' unless exists $given{usageType};
    }
    my $self
        = exists $given{usageID} ? $con->get_secret_by_usage($given{usageType}, $given{usageID})
        : exists $given{uuid}    ? $con->get_secret_by_uuid($given{uuid})
        : exists $given{xml}     ? $con->define_secret($given{xml}, $given{flags})
        :                          die 'usageID, xml or uuid parameters are required';
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Secret - A password or key that libvirt keeps

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'qemu:///system');
  my $secret = $conn->define_secret(
      "<secret ephemeral='yes' private='no'>
         <usage type='ceph'><name>client.libvirt secret</name></usage>
       </secret>");

  $secret->set_value("key\0with any bytes");
  $secret->undefine();

=head1 DESCRIPTION

An object of this class is a secret: a value that libvirt keeps for opening encrypted volumes,
storage on the network and the like, so that it stands in no XML document.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 get_usage_id

  my $id = $secret->get_usage_id();

What the secret is for, in the terms of its usage type: the path of a volume, the name of a Ceph
client, the name of an iSCSI target and so on.

Calls C<virSecretGetUsageID>.

=head2 get_usage_type

  my $type = $secret->get_usage_type();

The kind of thing that the secret is for, one of the L</USAGE TYPES>.

Calls C<virSecretGetUsageType>.

=head2 get_uuid

  my $bytes = $secret->get_uuid();

The globally unique ID of the secret, as 16 bytes.

Calls C<virSecretGetUUID>.

=head2 get_uuid_string

  my $uuid = $secret->get_uuid_string();

The same in its usual form, of 36 characters.

Calls C<virSecretGetUUIDString>.

=head2 get_value

  my $value = $secret->get_value($flags = 0);

The value: a string of bytes, of any bytes. Throws C<ERR_NO_SECRET> where none was set, and
C<ERR_INVALID_SECRET> for a private secret, whose value does not leave libvirt. C<$flags> are not
used so far.

What libvirt hands over is overwritten once it has become the string. The string is the caller's.

Calls C<virSecretGetValue>.

=head2 get_xml_description

  my $xml = $secret->get_xml_description($flags = 0);

The description as an XML document; the value is not in it.

Calls C<virSecretGetXMLDesc>.

=head2 set_value

  $secret->set_value($value, $flags = 0);

Sets the value, a string of bytes. A string with characters above 255 is sent in UTF-8. C<$flags>
are not used so far.

Calls C<virSecretSetValue>.

=head2 undefine

  $secret->undefine();

Removes the secret and its value.

Calls C<virSecretUndefine>.

=head1 CONSTANTS

=head2 USAGE TYPES

What C<get_usage_type> returns: the kind of thing that the secret opens, and so the meaning of its
usage ID. Also the first argument of C<get_secret_by_usage> in L<Sys::Virt>.

=over 4

=item Sys::Virt::Secret::USAGE_TYPE_NONE

Nothing in particular; there is no usage ID, the secret is found by its UUID.

=item Sys::Virt::Secret::USAGE_TYPE_VOLUME

Key of an encrypted volume. The usage ID is the path of the volume.

=item Sys::Virt::Secret::USAGE_TYPE_CEPH

Key for Ceph (RBD) storage. The usage ID is a name that disks and pools refer to.

=item Sys::Virt::Secret::USAGE_TYPE_ISCSI

Password for CHAP authentication with an iSCSI target. The usage ID is a name that disks and pools
refer to.

=item Sys::Virt::Secret::USAGE_TYPE_TLS

Password of a TLS private key. The usage ID is a name of free choice.

=item Sys::Virt::Secret::USAGE_TYPE_VTPM

Password that encrypts the state of an emulated TPM. The usage ID is a name of free choice.

=back

=head2 LIST FILTERS

For C<list_all_secrets> in L<Sys::Virt>. Both of a pair, or none, leave the question open.

=over 4

=item Sys::Virt::Secret::LIST_EPHEMERAL

Secrets that are kept in memory only.

=item Sys::Virt::Secret::LIST_NO_EPHEMERAL

Secrets that are stored on disk.

=item Sys::Virt::Secret::LIST_PRIVATE

Secrets whose value is never given to a client.

=item Sys::Virt::Secret::LIST_NO_PRIVATE

Secrets whose value C<get_value> returns.

=back

=head2 DEFINITION FLAGS

For C<define_secret> in L<Sys::Virt>.

=over 4

=item Sys::Virt::Secret::DEFINE_VALIDATE

Check the document against its schema before it is saved (libvirt 7.7).

=back

=head2 EVENT IDS

The second argument of C<secret_event_register_any> in L<Sys::Virt>.

=over 4

=item Sys::Virt::Secret::EVENT_ID_LIFECYCLE

A secret was defined or undefined.

=item Sys::Virt::Secret::EVENT_ID_VALUE_CHANGED

A secret was given a new value. The callback is not told the value.

=back

=head2 LIFECYCLE EVENTS

What a callback for C<EVENT_ID_LIFECYCLE> is told.

=over 4

=item Sys::Virt::Secret::EVENT_DEFINED

The secret was defined, for the first time or anew.

=item Sys::Virt::Secret::EVENT_UNDEFINED

The secret was removed.

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Error>, L<https://libvirt.org/formatsecret.html>,
L<https://libvirt.org/html/libvirt-libvirt-secret.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
