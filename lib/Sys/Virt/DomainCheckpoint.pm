package Sys::Virt::DomainCheckpoint;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $dom = exists $given{domain} ? $given{domain} : die 'domain parameter is required';
    my $self
        = exists $given{name} ? $dom->get_checkpoint_by_name($given{name})
        : exists $given{xml}  ? $dom->create_checkpoint($given{xml}, $given{flags})
        :                       die 'name or xml parameters are required';
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::DomainCheckpoint - A point in time since which changes to disks are known

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'qemu:///system');
  my $dom  = $conn->get_domain_by_name('guest');
  my $checkpoint = $dom->create_checkpoint(
      '<domaincheckpoint><name>monday</name></domaincheckpoint>');

  print $checkpoint->get_name, "\n";
  $checkpoint->delete();

=head1 DESCRIPTION

An object of this class is a checkpoint of a L<Sys::Virt::Domain>: from then on the hypervisor notes
which blocks of the disks change, so that a backup can be of these only. It holds no data.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 delete

  $checkpoint->delete($flags = 0);

Deletes the checkpoint; with L</DELETION FLAGS> also those below it, or only what libvirt knows of
it.

Calls C<virDomainCheckpointDelete>.

=head2 get_name

  my $name = $checkpoint->get_name();

The name of the checkpoint, unique in its domain.

Calls C<virDomainCheckpointGetName>.

=head2 get_parent

  my $parent = $checkpoint->get_parent($flags = 0);

The checkpoint before this one. Throws C<ERR_NO_DOMAIN_CHECKPOINT> where there is none.

Calls C<virDomainCheckpointGetParent>.

=head2 get_xml_description

  my $xml = $checkpoint->get_xml_description($flags = 0);

The checkpoint as a document. C<$flags> are L</XML FLAGS>.

Calls C<virDomainCheckpointGetXMLDesc>.

=head2 list_all_children

  my @checkpoints = $checkpoint->list_all_children($flags = 0);

The checkpoints that follow on this one. C<$flags> are L</LIST FILTERS>; with C<LIST_DESCENDANTS>
all that follow. As a scalar: the last one.

Calls C<virDomainCheckpointListAllChildren>.

=head1 CONSTANTS

=head2 CREATION FLAGS

For C<create_checkpoint> in L<Sys::Virt::Domain>.

=over 4

=item Sys::Virt::DomainCheckpoint::CREATE_REDEFINE

Make no checkpoint: only record one that exists, from the document that C<get_xml_description> gave
earlier.

=item Sys::Virt::DomainCheckpoint::CREATE_QUIESCE

Have the guest agent freeze the filesystems meanwhile, so that they are consistent at the
checkpoint.

=item Sys::Virt::DomainCheckpoint::CREATE_REDEFINE_VALIDATE

With C<CREATE_REDEFINE>: make sure that the disks hold what belongs to the checkpoint. A hypervisor
may need the guest to run for that (libvirt 6.10).

=back

=head2 XML FLAGS

For C<get_xml_description>.

=over 4

=item Sys::Virt::DomainCheckpoint::XML_SECURE

Include passwords and the like. Not for connections that only read.

=item Sys::Virt::DomainCheckpoint::XML_NO_DOMAIN

Leave out the description of the domain at that time; the document becomes much shorter.

=item Sys::Virt::DomainCheckpoint::XML_SIZE

Give for each disk an estimate of the bytes that have changed since the checkpoint. QEMU can tell
only while the guest runs.

=back

=head2 LIST FILTERS

For C<list_all_checkpoints> in L<Sys::Virt::Domain> and C<list_all_children> here.

=over 4

=item Sys::Virt::DomainCheckpoint::LIST_ROOTS

From a domain: only checkpoints that have no parent.

=item Sys::Virt::DomainCheckpoint::LIST_DESCENDANTS

From a checkpoint: children, their children and so on. (The same number as C<LIST_ROOTS>; what it
means depends on where it is used.)

=item Sys::Virt::DomainCheckpoint::LIST_TOPOLOGICAL

Not a filter: put each checkpoint after its parent.

=item Sys::Virt::DomainCheckpoint::LIST_LEAVES

Checkpoints without children.

=item Sys::Virt::DomainCheckpoint::LIST_NO_LEAVES

Checkpoints with children.

=back

=head2 DELETION FLAGS

For C<delete>.

=over 4

=item Sys::Virt::DomainCheckpoint::DELETE_CHILDREN

Delete all that descends from the checkpoint as well.

=item Sys::Virt::DomainCheckpoint::DELETE_METADATA_ONLY

Delete only the record of it; the disks go on noting changes for it.

=item Sys::Virt::DomainCheckpoint::DELETE_CHILDREN_ONLY

Delete all that descends from the checkpoint and keep the checkpoint.

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Domain>, L<Sys::Virt::Error>,
L<https://libvirt.org/formatcheckpoint.html>,
L<https://libvirt.org/html/libvirt-libvirt-domain-checkpoint.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
