package Sys::Virt::DomainSnapshot;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $dom = exists $given{domain} ? $given{domain} : die 'domain parameter is required';
    my $self
        = exists $given{name} ? $dom->get_snapshot_by_name($given{name})
        : exists $given{xml}  ? $dom->create_snapshot($given{xml}, $given{flags})
        :                       die 'name or xml parameters are required';
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::DomainSnapshot - A state of a virtual machine to go back to

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'test:///default');
  my $dom  = $conn->get_domain_by_name('test');
  my $snapshot = $dom->create_snapshot(
      '<domainsnapshot><name>before</name></domainsnapshot>');

  # ... change things, and take it back
  $snapshot->revert_to();
  $snapshot->delete();

=head1 DESCRIPTION

An object of this class is a snapshot of a L<Sys::Virt::Domain>: its disks, its memory, or both, as
they were at one time.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 delete

  $snapshot->delete($flags = 0);

Deletes the snapshot; with L</DELETION FLAGS> also those below it, or only what libvirt knows of it.

Calls C<virDomainSnapshotDelete>.

=head2 get_name

  my $name = $snapshot->get_name();

The name of the snapshot, unique in its domain.

Calls C<virDomainSnapshotGetName>.

=head2 get_parent

  my $parent = $snapshot->get_parent($flags = 0);

The snapshot that this one is based on. Throws C<ERR_NO_DOMAIN_SNAPSHOT> where there is none.

Calls C<virDomainSnapshotGetParent>.

=head2 get_xml_description

  my $xml = $snapshot->get_xml_description($flags = 0);

The snapshot as a document. C<$flags> are L</XML FLAGS>.

Calls C<virDomainSnapshotGetXMLDesc>.

=head2 has_metadata

  my $flag = $snapshot->has_metadata($flags = 0);

1 if libvirt keeps a record of the snapshot, so that the domain cannot be undefined without more
ado; 0 if not.

Calls C<virDomainSnapshotHasMetadata>.

=head2 is_current

  my $flag = $snapshot->is_current($flags = 0);

1 if the domain is based on this snapshot now, 0 if not.

Calls C<virDomainSnapshotIsCurrent>.

=head2 list_all_children

  my @snapshots = $snapshot->list_all_children($flags = 0);

The snapshots that are based on this one. C<$flags> are L</LIST FILTERS>; with C<LIST_DESCENDANTS>
those based on them, too. As a scalar: the last one.

Calls C<virDomainSnapshotListAllChildren>.

=head2 list_child_snapshot_names

  my @names = $snapshot->list_child_snapshot_names($max, $flags = 0);

The names of the snapshots that are based on this one, C<$max> at most.

Calls C<virDomainSnapshotListChildrenNames>.

=head2 list_child_snapshots

  my @snapshots = $snapshot->list_child_snapshots();

The snapshots that are based on this one. As a scalar: how many there are.

Calls C<virDomainSnapshotListAllChildren>, C<virDomainSnapshotListChildrenNames>,
C<virDomainSnapshotLookupByName>, C<virDomainSnapshotNumChildren>.

=head2 num_of_child_snapshots

  my $count = $snapshot->num_of_child_snapshots($flags = 0);

How many snapshots are based on this one. C<$flags> are L</LIST FILTERS>.

Calls C<virDomainSnapshotNumChildren>.

=head2 revert_to

  $snapshot->revert_to($flags = 0);

Takes the domain back to the snapshot. What it did since is lost, unless another snapshot holds it.
C<$flags> are L</REVERT FLAGS>.

Calls C<virDomainRevertToSnapshot>.

=head1 CONSTANTS

=head2 CREATION FLAGS

For C<create_snapshot> in L<Sys::Virt::Domain>.

=over 4

=item Sys::Virt::DomainSnapshot::CREATE_REDEFINE

Take nothing: only record a snapshot that exists, from the document that C<get_xml_description> gave
earlier, or alter its record.

=item Sys::Virt::DomainSnapshot::CREATE_CURRENT

With C<CREATE_REDEFINE>: make it the current snapshot.

=item Sys::Virt::DomainSnapshot::CREATE_NO_METADATA

Take the snapshot and forget it. It is in the disks, but not in any list.

=item Sys::Virt::DomainSnapshot::CREATE_HALT

Stop the guest once the snapshot is taken.

=item Sys::Virt::DomainSnapshot::CREATE_DISK_ONLY

Of the disks alone, without memory: what a sudden loss of power would leave.

=item Sys::Virt::DomainSnapshot::CREATE_REUSE_EXT

Use the files that the document names although they exist; the caller has prepared them.

=item Sys::Virt::DomainSnapshot::CREATE_QUIESCE

Have the guest agent freeze the filesystems meanwhile. Needs C<CREATE_DISK_ONLY>; fails without an
agent.

=item Sys::Virt::DomainSnapshot::CREATE_ATOMIC

Either all disks or none. Without it a failure can leave some of them snapshotted.

=item Sys::Virt::DomainSnapshot::CREATE_LIVE

Let the guest run on while its memory is written to an external file.

=item Sys::Virt::DomainSnapshot::CREATE_VALIDATE

Check the document against its schema first.

=back

=head2 XML FLAGS

For C<get_xml_description>.

=over 4

=item Sys::Virt::DomainSnapshot::XML_SECURE

Include passwords and the like. Not for connections that only read.

=back

=head2 LIST FILTERS

For C<list_all_snapshots> in L<Sys::Virt::Domain> and C<list_all_children> here; the methods that
only count or name snapshots take them too. Both of a pair, or none, leave the question open.

=over 4

=item Sys::Virt::DomainSnapshot::LIST_ROOTS

From a domain: only snapshots that have no parent.

=item Sys::Virt::DomainSnapshot::LIST_DESCENDANTS

From a snapshot: children, their children and so on. (The same number as C<LIST_ROOTS>; what it
means depends on where it is used.)

=item Sys::Virt::DomainSnapshot::LIST_LEAVES

Snapshots without children.

=item Sys::Virt::DomainSnapshot::LIST_NO_LEAVES

Snapshots with children.

=item Sys::Virt::DomainSnapshot::LIST_METADATA

Snapshots that libvirt keeps a record of: those that block C<undefine>.

=item Sys::Virt::DomainSnapshot::LIST_NO_METADATA

Snapshots that libvirt keeps no record of, for hypervisors that keep snapshots themselves.

=item Sys::Virt::DomainSnapshot::LIST_INACTIVE

Taken while the guest was shut off.

=item Sys::Virt::DomainSnapshot::LIST_ACTIVE

Taken of a running guest, with its memory.

=item Sys::Virt::DomainSnapshot::LIST_DISK_ONLY

Taken of a running guest, without its memory.

=item Sys::Virt::DomainSnapshot::LIST_INTERNAL

Stored inside the disk images.

=item Sys::Virt::DomainSnapshot::LIST_EXTERNAL

Stored in files beside the disk images.

=item Sys::Virt::DomainSnapshot::LIST_TOPOLOGICAL

Not a filter: put each snapshot after its parent.

=back

=head2 REVERT FLAGS

For C<revert_to>.

=over 4

=item Sys::Virt::DomainSnapshot::REVERT_RUNNING

Let the guest run afterwards, whatever it did when the snapshot was taken.

=item Sys::Virt::DomainSnapshot::REVERT_PAUSED

Leave the guest paused afterwards. Not together with C<REVERT_RUNNING>.

=item Sys::Virt::DomainSnapshot::REVERT_FORCE

Revert even if that is risky, as when the recorded configuration is incomplete or the hypervisor has
to be started anew.

=item Sys::Virt::DomainSnapshot::REVERT_RESET_NVRAM

Fill the firmware variables (NVRAM) from their template again (libvirt 8.1).

=back

=head2 DELETION FLAGS

For C<delete>.

=over 4

=item Sys::Virt::DomainSnapshot::DELETE_CHILDREN

Delete all that descends from the snapshot as well.

=item Sys::Virt::DomainSnapshot::DELETE_METADATA_ONLY

Delete only the record of it; the data stays in the disks.

=item Sys::Virt::DomainSnapshot::DELETE_CHILDREN_ONLY

Delete all that descends from the snapshot and keep the snapshot.

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Domain>, L<Sys::Virt::Error>,
L<https://libvirt.org/formatsnapshot.html>,
L<https://libvirt.org/html/libvirt-libvirt-domain-snapshot.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
