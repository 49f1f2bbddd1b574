package Sys::Virt::StoragePool;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    my $self
        = exists $given{name}        ? $con->get_storage_pool_by_name($given{name})
        : exists $given{uuid}        ? $con->get_storage_pool_by_uuid($given{uuid})
        : exists $given{volume}      ? $con->get_storage_pool_by_volume($given{volume})
        : exists $given{target_path} ? $con->get_storage_pool_by_target_path($given{target_path})
        : !exists $given{xml}        ? die 'address, id or uuid parameters are required'
        : $given{nocreate}           ? $con->define_storage_pool($given{xml}, $given{flags} || 0)
        :                              $con->create_storage_pool($given{xml});
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::StoragePool - Storage that is divided into volumes

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'test:///default');
  my $pool = $conn->get_storage_pool_by_name('default-pool');

  my $vol = $pool->create_volume(
      '<volume><name>disk</name><capacity>67108864</capacity></volume>');
  print $vol->get_path, "\n";

  my $info = $pool->get_info();
  printf "%d of %d bytes are free\n", $info->{available}, $info->{capacity};

=head1 DESCRIPTION

An object of this class is a pool of storage: a directory, a disk, a volume group, a share on the
network. Its volumes become the disks of domains. It comes from one of the methods of L<Sys::Virt>
that find, list, define or create storage pools.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value. Where C<$flags> are not explained, there are none so far.

=head2 build

  $pool->build($flags = 0);

Makes the storage behind a new pool: its directory, filesystem, volume group or partition table.
C<$flags> are L</BUILD FLAGS>.

Calls C<virStoragePoolBuild>.

=head2 clone_volume

  my $vol = $pool->clone_volume($xml, $original, $flags = 0);

Makes a volume from its XML description, with the data of another L<Sys::Virt::StorageVol>, which
may be in another pool, and returns it. C<$flags> are the creation flags of that class. Where
C<$original> is undef, this is C<create_volume>.

Calls C<virStorageVolCreateXML>, C<virStorageVolCreateXMLFrom>.

=head2 create

  $pool->create();

Starts a pool that is defined but not started.

Calls C<virStoragePoolCreate>.

=head2 create_volume

  my $vol = $pool->create_volume($xml, $flags = 0);

Makes a volume from its XML description and returns it, a L<Sys::Virt::StorageVol>. C<$flags> are
the creation flags of that class. Throws C<ERR_STORAGE_VOL_EXIST> where there is one of that name.

Calls C<virStorageVolCreateXML>.

=head2 delete

  $pool->delete($flags = 0);

Deletes the storage behind a pool that is not started. C<$flags> are L</DELETION FLAGS>.

Calls C<virStoragePoolDelete>.

=head2 destroy

  $pool->destroy();

Stops the pool. The storage keeps its data. A pool that is not persistent is gone then; the object
stays.

Calls C<virStoragePoolDestroy>.

=head2 get_autostart

  my $flag = $pool->get_autostart();

1 if the pool starts with the host (with the daemon, more exactly), 0 if not.

Calls C<virStoragePoolGetAutostart>.

=head2 get_info

  my $info = $pool->get_info();

A hash of the state of the pool:

=over 4

=item C<state>

One of the L</STATES>.

=item C<capacity>

Its size, in bytes.

=item C<allocation>

How much of that is in use, in bytes.

=item C<available>

How much is free, in bytes.

=back

Calls C<virStoragePoolGetInfo>.

=head2 get_name

  my $name = $pool->get_name();

The name of the pool, unique on its host.

Calls C<virStoragePoolGetName>.

=head2 get_uuid

  my $bytes = $pool->get_uuid();

The globally unique ID of the pool, as 16 bytes.

Calls C<virStoragePoolGetUUID>.

=head2 get_uuid_string

  my $uuid = $pool->get_uuid_string();

The same in its usual form, of 36 characters.

Calls C<virStoragePoolGetUUIDString>.

=head2 get_volume_by_name

  my $vol = $pool->get_volume_by_name($name);

The L<Sys::Virt::StorageVol> of that name. Throws C<ERR_NO_STORAGE_VOL> where there is none.

Calls C<virStorageVolLookupByName>.

=head2 get_xml_description

  my $xml = $pool->get_xml_description($flags = 0);

The configuration as an XML document. C<$flags> are L</XML FLAGS>.

Calls C<virStoragePoolGetXMLDesc>.

=head2 is_active

  my $flag = $pool->is_active();

1 if the pool is started, 0 if not.

Calls C<virStoragePoolIsActive>.

=head2 is_persistent

  my $flag = $pool->is_persistent();

1 if its configuration is saved, so that it outlives being stopped; 0 if not.

Calls C<virStoragePoolIsPersistent>.

=head2 list_all_volumes

  my @vols = $pool->list_all_volumes($flags = 0);

All volumes of the pool, as L<Sys::Virt::StorageVol> objects; in scalar context, the last. The pool
must be started.

Calls C<virStoragePoolListAllVolumes>.

=head2 list_storage_vol_names

  my @names = $pool->list_storage_vol_names($max);

The names of at most C<$max> (up to 1,048,576) volumes, for L</get_volume_by_name>; in scalar
context, the last.

Calls C<virStoragePoolListVolumes>.

=head2 list_volumes

  my @vols = $pool->list_volumes();

As L</list_all_volumes>; in scalar context, how many there are.

Calls C<virStoragePoolListAllVolumes>, C<virStoragePoolListVolumes>, C<virStoragePoolNumOfVolumes>,
C<virStorageVolLookupByName>.

=head2 num_of_storage_volumes

  my $count = $pool->num_of_storage_volumes();

How many volumes the pool has; good as the C<$max> of L</list_storage_vol_names>.

Calls C<virStoragePoolNumOfVolumes>.

=head2 refresh

  $pool->refresh($flags = 0);

Looks at the storage again, for volumes and sizes that something else than libvirt has changed.

Calls C<virStoragePoolRefresh>.

=head2 set_autostart

  $pool->set_autostart($flag);

Says whether the pool starts with the host. It must be persistent.

Calls C<virStoragePoolSetAutostart>.

=head2 undefine

  $pool->undefine();

Removes the saved configuration of a pool that is not started. The storage keeps its data.

Calls C<virStoragePoolUndefine>.

=head1 CONSTANTS

=head2 STATES

The C<state> in the hash from C<get_info>.

=over 4

=item Sys::Virt::StoragePool::STATE_INACTIVE

Not started; its volumes cannot be reached.

=item Sys::Virt::StoragePool::STATE_BUILDING

Being built; not usable yet.

=item Sys::Virt::StoragePool::STATE_RUNNING

Started and well.

=item Sys::Virt::StoragePool::STATE_DEGRADED

Started, but part of its storage has failed.

=item Sys::Virt::StoragePool::STATE_INACCESSIBLE

Started, but its storage cannot be reached at the moment.

=back

=head2 BUILD FLAGS

For C<build>.

=over 4

=item Sys::Virt::StoragePool::BUILD_NEW

Build as for a new pool: make the directory, the volume group or the partition table.

=item Sys::Virt::StoragePool::BUILD_REPAIR

Repair what is there.

=item Sys::Virt::StoragePool::BUILD_RESIZE

Extend what is there to its new size.

=item Sys::Virt::StoragePool::BUILD_NO_OVERWRITE

Build a filesystem or label only where there is none, else throw C<ERR_STORAGE_POOL_BUILT>
(L<Sys::Virt::Error>).

=item Sys::Virt::StoragePool::BUILD_OVERWRITE

Build a filesystem or label even over an existing one. The data there is lost.

=back

=head2 DELETION FLAGS

For C<delete>.

=over 4

=item Sys::Virt::StoragePool::DELETE_NORMAL

Release the storage without touching the data on it; quick.

=item Sys::Virt::StoragePool::DELETE_ZEROED

Overwrite the data with zeros first; slow.

=back

=head2 CREATION FLAGS

How libvirt can start a pool. C<create>, and C<create_storage_pool> in L<Sys::Virt>, take no flags
and always start it in the first way.

=over 4

=item Sys::Virt::StoragePool::CREATE_NORMAL

Start the pool; its storage has to be built already.

=item Sys::Virt::StoragePool::CREATE_WITH_BUILD

Build the storage first, as C<build> without flags does.

=item Sys::Virt::StoragePool::CREATE_WITH_BUILD_OVERWRITE

Build the storage first, as with C<BUILD_OVERWRITE>. Not together with the next.

=item Sys::Virt::StoragePool::CREATE_WITH_BUILD_NO_OVERWRITE

Build the storage first, as with C<BUILD_NO_OVERWRITE>. Not together with the one before.

=back

=head2 XML FLAGS

For C<get_xml_description>.

=over 4

=item Sys::Virt::StoragePool::XML_INACTIVE

Describe the saved configuration, without what is only true of the running pool.

=back

=head2 LIST FILTERS

For C<list_all_storage_pools> in L<Sys::Virt>. Within a group (started or not, saved or not,
autostart or not, and the kinds of storage) any of the given will do; the groups have to match all.

=over 4

=item Sys::Virt::StoragePool::LIST_INACTIVE

Pools that are defined but not started.

=item Sys::Virt::StoragePool::LIST_ACTIVE

Pools that are started.

=item Sys::Virt::StoragePool::LIST_PERSISTENT

Pools whose configuration is saved.

=item Sys::Virt::StoragePool::LIST_TRANSIENT

Pools that vanish when they are stopped.

=item Sys::Virt::StoragePool::LIST_AUTOSTART

Pools that start with the daemon.

=item Sys::Virt::StoragePool::LIST_NO_AUTOSTART

Pools that somebody has to start.

=item Sys::Virt::StoragePool::LIST_DIR

Pools that are a directory.

=item Sys::Virt::StoragePool::LIST_FS

Pools that are a filesystem on a block device, which is mounted.

=item Sys::Virt::StoragePool::LIST_NETFS

Pools that are a network filesystem, such as NFS.

=item Sys::Virt::StoragePool::LIST_LOGICAL

Pools that are an LVM volume group.

=item Sys::Virt::StoragePool::LIST_DISK

Pools that are a disk, with its partitions as volumes.

=item Sys::Virt::StoragePool::LIST_ISCSI

Pools that are an iSCSI target which the host logs in to.

=item Sys::Virt::StoragePool::LIST_SCSI

Pools that are a SCSI host adapter, Fibre Channel too.

=item Sys::Virt::StoragePool::LIST_MPATH

Pools that show the multipath devices of the host.

=item Sys::Virt::StoragePool::LIST_RBD

Pools that are a Ceph pool of RBD images.

=item Sys::Virt::StoragePool::LIST_SHEEPDOG

Pools that are a Sheepdog cluster.

=item Sys::Virt::StoragePool::LIST_GLUSTER

Pools that are a Gluster volume, reached without mounting it.

=item Sys::Virt::StoragePool::LIST_ZFS

Pools that are a ZFS pool.

=item Sys::Virt::StoragePool::LIST_VSTORAGE

Pools that are a Virtuozzo storage cluster.

=item Sys::Virt::StoragePool::LIST_ISCSI_DIRECT

Pools that are an iSCSI target which the hypervisor talks to itself.

=back

=head2 DEFINITION FLAGS

For C<define_storage_pool> in L<Sys::Virt>.

=over 4

=item Sys::Virt::StoragePool::DEFINE_VALIDATE

Check the document against its schema before it is saved (libvirt 7.7).

=back

=head2 EVENT IDS

The second argument of C<storage_pool_event_register_any> in L<Sys::Virt>.

=over 4

=item Sys::Virt::StoragePool::EVENT_ID_LIFECYCLE

The pool was defined, undefined, started, stopped, created or deleted.

=item Sys::Virt::StoragePool::EVENT_ID_REFRESH

The list of volumes was read anew. The callback gets no further argument.

=back

=head2 LIFECYCLE EVENTS

What a callback for C<EVENT_ID_LIFECYCLE> is told.

=over 4

=item Sys::Virt::StoragePool::EVENT_DEFINED

The configuration was saved, for the first time or anew.

=item Sys::Virt::StoragePool::EVENT_UNDEFINED

The saved configuration was removed.

=item Sys::Virt::StoragePool::EVENT_STARTED

The pool was started.

=item Sys::Virt::StoragePool::EVENT_STOPPED

The pool was stopped.

=item Sys::Virt::StoragePool::EVENT_CREATED

The storage was built, by C<build>.

=item Sys::Virt::StoragePool::EVENT_DELETED

The storage was removed, by C<delete>.

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::StorageVol>, L<Sys::Virt::Error>,
L<https://libvirt.org/formatstorage.html>,
L<https://libvirt.org/html/libvirt-libvirt-storage.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
