package Sys::Virt::StorageVol;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $needed = sub { exists $given{$_[0]} ? $given{$_[0]} : die "$_[0] parameter is required" };
    my $self
        = exists $given{name} ? $needed->('pool')->get_volume_by_name($given{name})
        : exists $given{key}  ? $needed->('connection')->get_storage_volume_by_key($given{key})
        : exists $given{path} ? $needed->('connection')->get_storage_volume_by_path($given{path})
        : !exists $given{xml} ? die 'name, key, path or xml parameters are required'
        : $given{clone}       ? $needed->('pool')->clone_volume($given{xml}, $given{clone})
        :                       $needed->('pool')->create_volume($given{xml});
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::StorageVol - A part of a storage pool, such as the disk of a domain

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'test:///default');
  my $pool = $conn->get_storage_pool_by_name('default-pool');
  my $vol  = $pool->create_volume(
      '<volume><name>disk</name><capacity>67108864</capacity></volume>');

  my $info = $vol->get_info;
  printf "%s takes up %d bytes\n", $vol->get_path, $info->{allocation};
  $vol->delete();

=head1 DESCRIPTION

An object of this class is a volume: an image file, a partition, a logical volume. It comes from one
of the methods of L<Sys::Virt::StoragePool> that find, list or create volumes, or is found over all
pools by C<get_storage_volume_by_key> and C<get_storage_volume_by_path> of L<Sys::Virt>.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value. Where C<$flags> are not explained, there are none so far.

=head2 delete

  $vol->delete($flags = 0);

Deletes the volume and its data. The object stays, but is of no more use. C<$flags> are
L</DELETION FLAGS>.

Calls C<virStorageVolDelete>.

=head2 download

  $vol->download($st, $offset, $length, $flags = 0);

Makes the L<Sys::Virt::Stream> C<$st> carry C<$length> bytes of the volume from C<$offset> on, for
C<recv> or C<recv_all>; a length of 0 is everything up to the end. C<$flags> are
L</DOWNLOAD FLAGS>.

Calls C<virStorageVolDownload>.

=head2 get_info

  my $info = $vol->get_info($flags = 0);

A hash of the volume, with C<type>, one of the L</TYPES>, and in bytes C<capacity>, its size as a
domain sees it, and C<allocation>, what it takes up. C<$flags> are L</INFO FLAGS>.

Calls C<virStorageVolGetInfo>, C<virStorageVolGetInfoFlags>.

=head2 get_key

  my $key = $vol->get_key();

What identifies the volume among all volumes. For a file it is the path.

Calls C<virStorageVolGetKey>.

=head2 get_name

  my $name = $vol->get_name();

The name of the volume, unique in its pool.

Calls C<virStorageVolGetName>.

=head2 get_path

  my $path = $vol->get_path();

Where the volume is on the host; it can change from one start of the pool to the next.

Calls C<virStorageVolGetPath>.

=head2 get_xml_description

  my $xml = $vol->get_xml_description($flags = 0);

The description as an XML document.

Calls C<virStorageVolGetXMLDesc>.

=head2 resize

  $vol->resize($capacity, $flags = 0);

Changes the capacity, given in bytes. C<$flags> are L</RESIZE FLAGS>. The domain that uses the
volume does not learn of it.

Calls C<virStorageVolResize>.

=head2 upload

  $vol->upload($st, $offset, $length, $flags = 0);

Makes what is sent on the L<Sys::Virt::Stream> C<$st>, by C<send> or C<send_all>, the data of the
volume from C<$offset> on. More than C<$length> bytes are an error; a length of 0 means no such
limit. C<$flags> are L</UPLOAD FLAGS>.

Calls C<virStorageVolUpload>.

=head2 wipe

  $vol->wipe($flags = 0);

Overwrites the data of the volume, so that nobody can read it afterwards.

Calls C<virStorageVolWipe>.

=head2 wipe_pattern

  $vol->wipe_pattern($algorithm, $flags = 0);

The same by one of the L</WIPE ALGORITHMS>.

Calls C<virStorageVolWipePattern>.

=head1 CONSTANTS

=head2 TYPES

The C<type> in the hash from C<get_info>.

=over 4

=item Sys::Virt::StorageVol::TYPE_FILE

A file.

=item Sys::Virt::StorageVol::TYPE_BLOCK

A block device.

=item Sys::Virt::StorageVol::TYPE_DIR

A directory, passed to a guest as it is.

=item Sys::Virt::StorageVol::TYPE_NETWORK

Something reached over the network and not through the host's filesystem, such as an RBD image.

=item Sys::Virt::StorageVol::TYPE_NETDIR

A directory reached over the network, which can hold further volumes.

=item Sys::Virt::StorageVol::TYPE_PLOOP

A ploop image of Virtuozzo: a directory with the image and its description.

=back

=head2 DELETION FLAGS

For C<delete>.

=over 4

=item Sys::Virt::StorageVol::DELETE_NORMAL

Release the space without touching the data; quick.

=item Sys::Virt::StorageVol::DELETE_ZEROED

Overwrite the data with zeros first; slow.

=item Sys::Virt::StorageVol::DELETE_WITH_SNAPSHOTS

Delete the volume together with its snapshots, for storage that keeps snapshots of a volume, such as
RBD.

=back

=head2 WIPE ALGORITHMS

The first argument of C<wipe_pattern>: what the data is overwritten with. On storage that writes
elsewhere than it reads (flash, copy on write, log-structured) none of them is a guarantee.

=over 4

=item Sys::Virt::StorageVol::WIPE_ALG_ZERO

Zeros, one pass.

=item Sys::Virt::StorageVol::WIPE_ALG_NNSA

The four passes of the NNSA policy letter NAP-14.1-C.

=item Sys::Virt::StorageVol::WIPE_ALG_DOD

The four passes of the US standard DoD 5220.22-M, section 8-306.

=item Sys::Virt::StorageVol::WIPE_ALG_BSI

The nine passes that the German BSI recommends.

=item Sys::Virt::StorageVol::WIPE_ALG_GUTMANN

The 35 passes of Peter Gutmann.

=item Sys::Virt::StorageVol::WIPE_ALG_SCHNEIER

The seven passes from Bruce Schneier's book "Applied Cryptography".

=item Sys::Virt::StorageVol::WIPE_ALG_PFITZNER7

Seven passes of random data, after Roy Pfitzner.

=item Sys::Virt::StorageVol::WIPE_ALG_PFITZNER33

33 passes of random data, after Roy Pfitzner.

=item Sys::Virt::StorageVol::WIPE_ALG_RANDOM

One pass of random data.

=item Sys::Virt::StorageVol::WIPE_ALG_TRIM

No data: the storage is told (TRIM, discard) that the blocks are unused.

=back

=head2 INFO FLAGS

For C<get_info>.

=over 4

=item Sys::Virt::StorageVol::USE_ALLOCATION

The C<allocation> is the space that the volume takes up; the default.

=item Sys::Virt::StorageVol::GET_PHYSICAL

The C<allocation> is the size of the file or device on the host, holes included.

=back

=head2 CREATION FLAGS

For C<create_volume> and C<clone_volume> in L<Sys::Virt::StoragePool>.

=over 4

=item Sys::Virt::StorageVol::CREATE_PREALLOC_METADATA

Allocate the tables of the image format (qcow2) at once: faster writes later, for a little space
now.

=item Sys::Virt::StorageVol::CREATE_REFLINK

Clone by sharing blocks with the original until one of them writes, where the filesystem (btrfs,
XFS) can.

=item Sys::Virt::StorageVol::CREATE_VALIDATE

Check the document against its schema before the volume is created (libvirt 8.10).

=back

=head2 DOWNLOAD FLAGS

For C<download>.

=over 4

=item Sys::Virt::StorageVol::VOL_DOWNLOAD_SPARSE_STREAM

Send holes as holes; read the stream with C<sparse_recv_all>, or with C<recv> and C<recv_hole>.

=back

=head2 UPLOAD FLAGS

For C<upload>.

=over 4

=item Sys::Virt::StorageVol::VOL_UPLOAD_SPARSE_STREAM

Expect holes; write the stream with C<sparse_send_all>, or with C<send> and C<send_hole>.

=back

=head2 RESIZE FLAGS

For C<resize>.

=over 4

=item Sys::Virt::StorageVol::RESIZE_ALLOCATE

Allocate the new space at once instead of when it is written.

=item Sys::Virt::StorageVol::RESIZE_DELTA

The size is a difference to the present one, not the new capacity.

=item Sys::Virt::StorageVol::RESIZE_SHRINK

Allow the capacity to become smaller; with C<RESIZE_DELTA> the size is then taken off. What lies
beyond the new end is lost.

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::StoragePool>, L<Sys::Virt::Stream>, L<Sys::Virt::Error>,
L<https://libvirt.org/formatstorage.html>,
L<https://libvirt.org/html/libvirt-libvirt-storage.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
