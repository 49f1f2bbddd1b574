package Sys::Virt::Domain;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    my @flags = $given{flags} || 0;
    my $self
        = exists $given{name}  ? $con->get_domain_by_name($given{name})
        : exists $given{id}    ? $con->get_domain_by_id($given{id})
        : exists $given{uuid}  ? $con->get_domain_by_uuid($given{uuid})
        : !exists $given{xml}  ? die 'address, id or uuid parameters are required'
        : $given{nocreate}     ? $con->define_domain($given{xml}, @flags)
        : exists $given{fds}   ? $con->create_domain_with_files($given{xml}, $given{fds}, @flags)
        :                        $con->create_domain($given{xml}, @flags);
    return bless $self, ref $proto || $proto;
}

# What a migration is told besides where to: a hash and flags, or flags and then a value for each name.
sub _migration {
    my ($names, @given) = @_;
    return @given[0, 1] if ref $given[0] eq 'HASH';
    my $flags = shift @given;
    my %params = map { defined $given[$_] ? ($names->[$_] => $given[$_]) : () } 0 .. $#$names;
    return (\%params, $flags);
}

sub migrate {
    my ($dom, $destcon, @given) = @_;
    my ($params, $flags) = _migration([qw(destination_name migrate_uri bandwidth)], @given);
    return $dom->_migrate($destcon, $params, $flags || 0);
}

sub migrate2 {
    my ($dom, $destcon, $dxml, @given) = @_;
    my ($params, $flags) = _migration([qw(destination_name migrate_uri bandwidth)], @given);
    $params = { %$params, destination_xml => $dxml } if defined $dxml;
    return $dom->_migrate($destcon, $params, $flags || 0);
}

sub migrate_to_uri {
    my ($dom, $desturi, @given) = @_;
    my ($params, $flags) = _migration([qw(destination_name migrate_uri bandwidth)], @given);
    return $dom->_migrate_to_uri($desturi, $params, $flags || 0);
}

sub migrate_to_uri2 {
    my ($dom, $dconnuri, $miguri, $dxml, @given) = @_;
    my ($params, $flags) = _migration([qw(destination_name bandwidth)], @given);
    $params = { %$params, migrate_uri     => $miguri } if defined $miguri;
    $params = { %$params, destination_xml => $dxml } if defined $dxml;
    return $dom->_migrate_to_uri($dconnuri, $params, $flags || 0);
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Domain - A virtual machine

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'test:///default');
  my $dom  = $conn->get_domain_by_name('test');

  my ($state, $reason) = $dom->get_state();
  if ($state == Sys::Virt::Domain::STATE_RUNNING) {
      my $info = $dom->get_info();
      printf "%s has %d CPUs and %d KiB\n",
          $dom->get_name, $info->{nrVirtCpu}, $info->{memory};
      $dom->shutdown();
  }

=head1 DESCRIPTION

An object of this class is a domain: a virtual machine, or container, of a hypervisor. It comes from
one of the methods of L<Sys::Virt> that find, list, define or create domains.

A domain whose configuration is saved is persistent; any other vanishes when it stops. What runs,
the guest, has a configuration of its own, which can differ from the saved one.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value. Where C<$flags> are not explained, there are none so far.

=head2 abort_block_job

  $dom->abort_block_job($path, $flags = 0);

Ends the block job that runs on the disk C<$path>. C<$flags> are L</BLOCK JOB ABORT FLAGS>; with
C<BLOCK_JOB_ABORT_PIVOT> a copy or an active commit is ended by changing over to the new disk.

Calls C<virDomainBlockJobAbort>.

=head2 abort_job

  $dom->abort_job($flags = 0);

Ends the job that runs on the domain, such as a migration or a save. C<$flags> are L</JOB ABORT
FLAGS>, and need libvirt 8.5.

Calls C<virDomainAbortJob>, C<virDomainAbortJobFlags>.

=head2 add_iothread

  $dom->add_iothread($iothread, $flags = 0);

Adds an I/O thread with the number C<$iothread>. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainAddIOThread>.

=head2 announce_interface

  $dom->announce_interface($device, \%params, $flags = 0);

Has the guest's interface C<$device>, named as on the host or by its hardware address, told to the
network again; undef is all interfaces. C<%params> has L</INTERFACE ANNOUNCEMENT PARAMETERS> as
keys. Needs libvirt 12.5.

Calls C<virDomainAnnounceInterface>.

=head2 attach_device

  $dom->attach_device($xml, $flags = 0);

Plugs in a device, given by its XML element as in the description of a domain. C<$flags> are
L</DEVICE FLAGS>; without any the domain must be running.

Calls C<virDomainAttachDevice>, C<virDomainAttachDeviceFlags>.

=head2 authorized_ssh_keys_get

  my @keys = $dom->authorized_ssh_keys_get($user, $flags = 0);

The public keys that may log in to the guest as C<$user>, asked of the guest agent. Needs libvirt
6.10.

Calls C<virDomainAuthorizedSSHKeysGet>.

=head2 authorized_ssh_keys_set

  $dom->authorized_ssh_keys_set($user, \@keys, $flags = 0);

Sets the public keys that may log in to the guest as C<$user>. C<$flags> are L</SSH KEY FLAGS>, to
add some or remove some. Needs libvirt 6.10.

Calls C<virDomainAuthorizedSSHKeysSet>.

=head2 backup_begin

  $dom->backup_begin($backup_xml, $checkpoint_xml = undef, $flags = 0);

Starts a backup of the disks that the first document describes. With the second a checkpoint is made
at the same time, for an incremental backup later. C<$flags> are L</BACKUP FLAGS>. The backup is a
job: C<get_job_stats> tells of it, C<abort_job> ends it.

Calls C<virDomainBackupBegin>.

=head2 backup_get_xml_description

  my $xml = $dom->backup_get_xml_description($flags = 0);

The backup that runs, as a document, with all that libvirt filled in.

Calls C<virDomainBackupGetXMLDesc>.

=head2 block_commit

  $dom->block_commit($path, $base, $top, $bandwidth, $flags = 0);

Merges what changed between two images of the chain below the disk C<$path> into the lower one,
C<$base>. Undef as C<$base> is the lowest image, undef as C<$top> is the one that the guest writes
to. C<$bandwidth> limits the work, in MiB/s; 0 does not. C<$flags> are L</BLOCK COMMIT FLAGS>.

Calls C<virDomainBlockCommit>.

=head2 block_copy

  $dom->block_copy($path, $dest_xml, \%params, $flags = 0);

Starts to copy the disk C<$path> to the disk of the document. The copy goes on until
C<abort_block_job> ends it. C<%params> has L</BLOCK COPY PARAMETERS> as keys; C<$flags> are L</BLOCK
COPY FLAGS>.

Calls C<virDomainBlockCopy>.

=head2 block_peek

  my $data = $dom->block_peek($path, $offset, $size, $flags = 0);

C<$size> bytes of the disk C<$path> as the guest sees it, from C<$offset> on.

Calls C<virDomainBlockPeek>.

=head2 block_pull

  $dom->block_pull($path, $bandwidth, $flags = 0);

Fills the image of the disk C<$path> with what its backing images hold, so that they are not needed
any more. C<$bandwidth> limits the work, in MiB/s; 0 does not. C<$flags> are L</BLOCK PULL FLAGS>.

Calls C<virDomainBlockPull>.

=head2 block_rebase

  $dom->block_rebase($path, $base, $bandwidth, $flags = 0);

As C<block_pull>, and keeps C<$base> as the backing image; undef keeps none. With
C<BLOCK_REBASE_COPY> it copies to the file C<$base> instead. C<$flags> are L</BLOCK REBASE FLAGS>.

Calls C<virDomainBlockRebase>.

=head2 block_resize

  $dom->block_resize($disk, $size, $flags = 0);

Changes the size of a disk of a running guest, in KiB. C<$flags> are L</BLOCK RESIZE FLAGS>.

Calls C<virDomainBlockResize>.

=head2 block_stats

  my $stats = $dom->block_stats($path, $flags = 0);

Counters of the disk C<$path>, as a hash. These keys are there wherever the hypervisor counts:

=over 4

=item rd_req, wr_req

Requests to read and to write.

=item rd_bytes, wr_bytes

Bytes read and written.

=item flush_reqs

Requests to flush.

=item errs

Errors; only from hypervisors that tell no more than this and the four above.

=back

Others are L</BLOCK STATISTICS>.

Calls C<virDomainBlockStats>, C<virDomainBlockStatsFlags>.

=head2 core_dump

  $dom->core_dump($filename, $flags = 0);

Writes the memory of the guest to a file on its host. C<$flags> are L</CORE DUMP FLAGS>.

Calls C<virDomainCoreDump>.

=head2 core_dump_format

  $dom->core_dump_format($filename, $format, $flags = 0);

As C<core_dump>, in one of the L</CORE DUMP FORMATS>.

Calls C<virDomainCoreDumpWithFormat>.

=head2 create

  $dom->create($flags = 0);

Starts a domain that is defined but not running; from its managed save image, if it has one.
C<$flags> are L</CREATION FLAGS>.

Calls C<virDomainCreate>, C<virDomainCreateWithFlags>.

=head2 create_checkpoint

  my $checkpoint = $dom->create_checkpoint($xml, $flags = 0);

Makes a checkpoint as the document describes it: a L<Sys::Virt::DomainCheckpoint>, whose constants
C<CREATE_*> are the C<$flags>.

Calls C<virDomainCheckpointCreateXML>.

=head2 create_snapshot

  my $snapshot = $dom->create_snapshot($xml, $flags = 0);

Takes a snapshot as the document describes it: a L<Sys::Virt::DomainSnapshot>, whose constants
C<CREATE_*> are the C<$flags>.

Calls C<virDomainSnapshotCreateXML>.

=head2 create_with_files

  $dom->create_with_files(\@fds, $flags = 0);

As C<create>, and gives the guest's first program these file descriptors of ours. Containers only.
With undef for the list nothing is done.

Calls C<virDomainCreateWithFiles>.

=head2 current_snapshot

  my $snapshot = $dom->current_snapshot($flags = 0);

The snapshot that the domain is based on now. Throws C<ERR_NO_DOMAIN_SNAPSHOT> where there is none.

Calls C<virDomainSnapshotCurrent>.

=head2 del_iothread

  $dom->del_iothread($iothread, $flags = 0);

Removes the I/O thread of that number. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainDelIOThread>.

=head2 del_throttle_group

  $dom->del_throttle_group($group, $flags = 0);

Removes a throttle group. C<$flags> are L</AFFECT FLAGS>. Needs libvirt 11.2.

Calls C<virDomainDelThrottleGroup>.

=head2 destroy

  $dom->destroy($flags = 0);

Stops the guest at once, as if its power was cut. A domain that is not persistent is gone then; the
object stays. C<$flags> are L</DESTROY FLAGS>.

Calls C<virDomainDestroy>, C<virDomainDestroyFlags>.

=head2 detach_device

  $dom->detach_device($xml, $flags = 0);

Unplugs the device that the XML element describes, as C<get_xml_description> shows it. A guest may
take its time: C<EVENT_ID_DEVICE_REMOVED> tells when it is done. C<$flags> are L</DEVICE FLAGS>;
without any the domain must be running.

Calls C<virDomainDetachDevice>, C<virDomainDetachDeviceFlags>.

=head2 detach_device_alias

  $dom->detach_device_alias($alias, $flags = 0);

Unplugs the device of that alias, as C<detach_device> does. C<$flags> are L</DEVICE FLAGS>.

Calls C<virDomainDetachDeviceAlias>.

=head2 fd_associate

  $dom->fd_associate($name, \@fds, $flags = 0);

Gives the domain file descriptors of ours under a name, to which the C<fdgroup> of a disk in its XML
refers. C<$flags> are L</FILE DESCRIPTOR FLAGS>. With undef for the list nothing is done. Needs
libvirt 9.0.

Calls C<virDomainFDAssociate>.

=head2 fs_freeze

  $dom->fs_freeze(\@mountpoints, $flags = 0);

Freezes the guest's file systems that are mounted there; with an empty list all of them. The guest
agent does it.

Calls C<virDomainFSFreeze>.

=head2 fs_thaw

  $dom->fs_thaw(\@mountpoints, $flags = 0);

Ends what C<fs_freeze> began; with an empty list for all file systems.

Calls C<virDomainFSThaw>.

=head2 fs_trim

  $dom->fs_trim($mountpoint, $minimum, $flags = 0);

Tells the disk below the guest's file system which blocks are unused, in ranges of C<$minimum> bytes
at least. Undef as C<$mountpoint> is all file systems. The guest agent does it.

Calls C<virDomainFSTrim>.

=head2 get_autostart

  my $flag = $dom->get_autostart();

1 if the domain starts with the host (with the daemon, more exactly), 0 if not.

Calls C<virDomainGetAutostart>.

=head2 get_autostart_once

  my $flag = $dom->get_autostart_once();

1 if the domain starts with the host the next time, and only then; 0 if not. Needs libvirt 11.2.

Calls C<virDomainGetAutostartOnce>.

=head2 get_blkio_parameters

  my $params = $dom->get_blkio_parameters($flags = 0);

A hash of the domain's share of the host's disks, with L</BLKIO PARAMETERS> as keys. C<$flags> are
L</AFFECT FLAGS>.

Calls C<virDomainGetBlkioParameters>.

=head2 get_block_info

  my $info = $dom->get_block_info($dev, $flags = 0);

Sizes of a disk, in bytes: a hash with C<capacity>, what the guest sees, C<allocation>, what is in
use on the host, and C<physical>, how much room the image takes.

Calls C<virDomainGetBlockInfo>.

=head2 get_block_iotune

  my $params = $dom->get_block_iotune($disk, $flags = 0);

A hash of the limits of a disk, with L<< /"BLOCK I/O TUNING PARAMETERS" >> as keys. C<$flags> are
L</AFFECT FLAGS>.

Calls C<virDomainGetBlockIoTune>.

=head2 get_block_job_info

  my $info = $dom->get_block_job_info($path, $flags = 0);

The block job that runs on the disk C<$path>: a hash with C<type>, one of the L</BLOCK JOB TYPES>,
C<bandwidth>, its limit, and C<cur> and C<end>, how far it has come. All are 0 where there is no
job. C<$flags> are L</BLOCK JOB INFO FLAGS>.

Calls C<virDomainGetBlockJobInfo>.

=head2 get_checkpoint_by_name

  my $checkpoint = $dom->get_checkpoint_by_name($name);

The checkpoint of that name.

Calls C<virDomainCheckpointLookupByName>.

=head2 get_control_info

  my $info = $dom->get_control_info($flags = 0);

How the link between libvirt and the hypervisor of this domain is: a hash with C<state>, one of the
L</CONTROL STATES>, C<details>, one of the L</CONTROL ERROR REASONS> where there is an error, and
C<stateTime>, for how many milliseconds it has been so.

Calls C<virDomainGetControlInfo>.

=head2 get_cpu_stats

  my @stats = $dom->get_cpu_stats($start_cpu, $count, $flags = 0);

What the domain used of C<$count> CPUs of the host from C<$start_cpu> on: a hash for each, with
L</CPU STATISTICS> as keys. 0 as C<$count> is all CPUs. -1 as C<$start_cpu>, with 1 as C<$count>,
gives one hash for all together.

Calls C<virDomainGetCPUStats>.

=head2 get_disk_errors

  my @errors = $dom->get_disk_errors($flags = 0);

The disks that failed since the guest was started or resumed: a hash for each, with C<path> and
C<error>, one of the L</DISK ERROR CODES>.

Calls C<virDomainGetDiskErrors>.

=head2 get_emulator_pin_info

  my $map = $dom->get_emulator_pin_info($flags = 0);

The CPUs of the host that the emulator may run on, as bits. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainGetEmulatorPinInfo>, C<virNodeGetInfo>.

=head2 get_fs_info

  my @filesystems = $dom->get_fs_info($flags = 0);

What the guest has mounted: a hash for each file system, with C<mountpoint>, C<name>, C<fstype> and
C<devalias>, an array of the disks below it. The guest agent tells.

Calls C<virDomainGetFSInfo>.

=head2 get_guest_info

  my $info = $dom->get_guest_info($types = 0, $flags = 0);

A hash of what the guest agent tells of the L</GUEST INFO TYPES>, of all it knows for 0. The keys
are L</GUEST INFO PARAMETERS>.

Calls C<virDomainGetGuestInfo>.

=head2 get_guest_vcpus

  my $info = $dom->get_guest_vcpus($flags = 0);

A hash of the virtual CPUs as the guest agent sees them: C<vcpus>, C<online> and C<offlinable> are
lists of their numbers, like C<0-3,5>.

Calls C<virDomainGetGuestVcpus>.

=head2 get_hostname

  my $hostname = $dom->get_hostname($flags = 0);

The host name of the guest, which must be running. C<$flags> are L</HOST NAME FLAGS>. Throws
C<ERR_NO_HOSTNAME> where it is not known.

Calls C<virDomainGetHostname>.

=head2 get_id

  my $id = $dom->get_id();

The number of a running domain on its host, -1 for one that is not running.

Calls C<virDomainGetID>.

=head2 get_info

  my $info = $dom->get_info();

A hash of the state of the domain:

=over 4

=item C<state>

One of the L</STATES>.

=item C<maxMem>

The memory that it can have at most, in KiB.

=item C<memory>

The memory that it has now, in KiB.

=item C<nrVirtCpu>

How many virtual CPUs it has.

=item C<cpuTime>

How much CPU time it has used since its start, in nanoseconds.

=back

Calls C<virDomainGetInfo>.

=head2 get_interface_addresses

  my @interfaces = $dom->get_interface_addresses($source, $flags = 0);

The guest's network addresses, from one of the L</INTERFACE ADDRESS SOURCES>: a hash for each
interface, with C<name>, C<hwaddr> where there is one, and C<addrs>, an array of hashes with C<type>
(see L<Sys::Virt/IP ADDRESS TYPES>), C<addr> and C<prefix>.

Calls C<virDomainInterfaceAddresses>.

=head2 get_interface_parameters

  my $params = $dom->get_interface_parameters($interface, $flags = 0);

A hash of the limits of an interface, with L</INTERFACE BANDWIDTH PARAMETERS> as keys. C<$flags> are
L</AFFECT FLAGS>.

Calls C<virDomainGetInterfaceParameters>.

=head2 get_iothread_info

  my @threads = $dom->get_iothread_info($flags = 0);

The I/O threads: a hash for each, with C<number> and C<affinity>, the CPUs of the host that it may
run on, as bits. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainGetIOThreadInfo>.

=head2 get_job_info

  my $info = $dom->get_job_info();

The job that runs on the domain: a hash with C<type>, one of the L</JOB TYPES>, the milliseconds
C<timeElapsed> and C<timeRemaining>, and in bytes C<dataTotal>, C<dataProcessed>, C<dataRemaining>,
and the same three for memory and for files: C<memTotal> and so on, C<fileTotal> and so on.

Calls C<virDomainGetJobInfo>.

=head2 get_job_stats

  my ($type, $stats) = $dom->get_job_stats($flags = 0);

More of the job: C<$$type> is one of the L</JOB TYPES>, and C<$stats> a hash with L</JOB PARAMETERS>
as keys. Note that the type comes as a reference to the number. C<$flags> are L</JOB STATISTICS
FLAGS>.

Calls C<virDomainGetJobStats>.

=head2 get_launch_security_info

  my $info = $dom->get_launch_security_info($flags = 0);

A hash of how the guest's memory is protected, with L</LAUNCH SECURITY PARAMETERS> as keys.

Calls C<virDomainGetLaunchSecurityInfo>.

=head2 get_max_memory

  my $kib = $dom->get_max_memory();

The memory that the domain can have at most, in KiB.

Calls C<virDomainGetMaxMemory>.

=head2 get_max_vcpus

  my $max = $dom->get_max_vcpus();

How many virtual CPUs the guest can have until it is stopped. For a domain that is not running some
hypervisors give their own limit; with others, and wherever libvirt fails, it is -1.

Calls C<virDomainGetMaxVcpus>.

=head2 get_memory_parameters

  my $params = $dom->get_memory_parameters($flags = 0);

A hash of the memory limits, with the L</MEMORY PARAMETERS> as keys. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainGetMemoryParameters>.

=head2 get_messages

  my @messages = $dom->get_messages($flags = 0);

What libvirt warns of about the domain, as texts for a human. C<$flags> are L</MESSAGE TYPES>; 0 is
all. Needs libvirt 7.1.

Calls C<virDomainGetMessages>.

=head2 get_metadata

  my $text = $dom->get_metadata($type, $uri = undef, $flags = 0);

The title, the description or an element of metadata. C<$type> is one of the L</METADATA TYPES>;
C<$uri> is the namespace of the element and undef for the others. C<$flags> are L</AFFECT FLAGS>.
Throws C<ERR_NO_DOMAIN_METADATA> where there is none.

Calls C<virDomainGetMetadata>.

=head2 get_name

  my $name = $dom->get_name();

The name of the domain, unique on its host.

Calls C<virDomainGetName>.

=head2 get_numa_parameters

  my $params = $dom->get_numa_parameters($flags = 0);

A hash of where the memory of the domain is taken from, with the L</NUMA PARAMETERS> as keys.
C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainGetNumaParameters>.

=head2 get_os_type

  my $type = $dom->get_os_type();

The type of its operating system as far as a hypervisor minds: C<hvm>, C<linux>, C<exe> and so on.

Calls C<virDomainGetOSType>.

=head2 get_perf_events

  my $params = $dom->get_perf_events($flags = 0);

A hash of which events the host counts for the domain, with the L</PERFORMANCE EVENTS> as keys.
C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainGetPerfEvents>.

=head2 get_scheduler_parameters

  my $params = $dom->get_scheduler_parameters($flags = 0);

A hash of what the scheduler is told about the domain, with the L</SCHEDULER PARAMETERS> as keys.
C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainGetSchedulerParameters>, C<virDomainGetSchedulerParametersFlags>,
C<virDomainGetSchedulerType>.

=head2 get_scheduler_type

  my $type = $dom->get_scheduler_type();

The name of the scheduler, such as C<posix> or C<credit>.

Calls C<virDomainGetSchedulerType>.

=head2 get_security_label

  my $info = $dom->get_security_label();

The security label of the running guest: a hash with C<label> and C<enforcing>, 1 or 0.

Calls C<virDomainGetSecurityLabel>.

=head2 get_security_label_list

  my @labels = $dom->get_security_label_list();

The security labels of the running guest, one hash as above for each security driver.

Calls C<virDomainGetSecurityLabelList>.

=head2 get_snapshot_by_name

  my $snapshot = $dom->get_snapshot_by_name($name);

The snapshot of that name.

Calls C<virDomainSnapshotLookupByName>.

=head2 get_state

  my ($state, $reason) = $dom->get_state($flags = 0);

One of the L</STATES>, and one of the reasons that are listed for that state. In scalar context, the
reason.

Calls C<virDomainGetState>.

=head2 get_time

  my $time = $dom->get_time($flags = 0);

The guest's clock: an array of the seconds since 1970 and the nanoseconds. The guest agent tells.

Calls C<virDomainGetTime>.

=head2 get_uuid

  my $bytes = $dom->get_uuid();

The globally unique ID of the domain, as 16 bytes.

Calls C<virDomainGetUUID>.

=head2 get_uuid_string

  my $uuid = $dom->get_uuid_string();

The same in its usual form, of 36 characters.

Calls C<virDomainGetUUIDString>.

=head2 get_vcpu_info

  my @vcpus = $dom->get_vcpu_info($flags = 0);

A hash for each virtual CPU: C<number>, its number, from 0; C<state>, one of the L</VCPU STATES>;
C<cpuTime>, how much CPU time it has used, in nanoseconds; C<cpu>, the host CPU that it is on, or a
negative number, see L</VCPU HOST CPU VALUES>; and C<affinity>, the host CPUs that it may be on: a
bit for each, in the bytes of a string. The bits as a list of 0 and 1:

  my @bits = split //, unpack 'b*', $vcpus[0]{affinity};

With C<$flags>, which are L</AFFECT FLAGS>, or when the domain is not running, only C<number> and
C<affinity> tell something, and the rest is 0.

Calls C<virDomainGetInfo>, C<virDomainGetVcpuPinInfo>, C<virDomainGetVcpus>, C<virNodeGetInfo>.

=head2 get_vcpus

  my $count = $dom->get_vcpus($flags = 0);

How many virtual CPUs the domain has. C<$flags> are L</VCPU FLAGS>; they say of what, and whether
the greatest possible number is meant.

Calls C<virDomainGetVcpusFlags>.

=head2 get_xml_description

  my $xml = $dom->get_xml_description($flags = 0);

The configuration as an XML document: of the guest if it runs, else the saved one. C<$flags> are
L</XML FLAGS>.

Calls C<virDomainGetXMLDesc>.

=head2 graphics_reload

  $dom->graphics_reload($type, $flags = 0);

Has a graphics server read its certificates again. C<$type> is one of the L</GRAPHICS RELOAD TYPES>.
Needs libvirt 10.2.

Calls C<virDomainGraphicsReload>.

=head2 has_current_snapshot

  my $flag = $dom->has_current_snapshot($flags = 0);

1 if the domain is based on a snapshot, 0 if not.

Calls C<virDomainHasCurrentSnapshot>.

=head2 has_managed_save_image

  my $flag = $dom->has_managed_save_image($flags = 0);

1 if C<managed_save> has left an image from which C<create> will start, 0 if not.

Calls C<virDomainHasManagedSaveImage>.

=head2 inject_nmi

  $dom->inject_nmi($flags = 0);

Sends the guest a non-maskable interrupt.

Calls C<virDomainInjectNMI>.

=head2 interface_stats

  my $stats = $dom->interface_stats($path);

Counters of the network interface that the host names C<$path>: a hash with C<rx_bytes>,
C<rx_packets>, C<rx_errs>, C<rx_drop> and the same with C<tx_>. A counter that the hypervisor does
not keep is left out.

Calls C<virDomainInterfaceStats>.

=head2 is_active

  my $flag = $dom->is_active();

1 if the domain is running (paused counts), 0 if not.

Calls C<virDomainIsActive>.

=head2 is_persistent

  my $flag = $dom->is_persistent();

1 if its configuration is saved, so that it outlives being stopped; 0 if not.

Calls C<virDomainIsPersistent>.

=head2 is_updated

  my $flag = $dom->is_updated();

1 if its saved configuration was changed while it was running, 0 if not.

Calls C<virDomainIsUpdated>.

=head2 list_all_checkpoints

  my @checkpoints = $dom->list_all_checkpoints($flags = 0);

The checkpoints, as L<Sys::Virt::DomainCheckpoint> objects. C<$flags> are the filters C<LIST_*> of
that class. As a scalar: the last one.

Calls C<virDomainListAllCheckpoints>.

=head2 list_all_snapshots

  my @snapshots = $dom->list_all_snapshots($flags = 0);

The snapshots, as L<Sys::Virt::DomainSnapshot> objects. C<$flags> are the filters C<LIST_*> of that
class. As a scalar: the last one.

Calls C<virDomainListAllSnapshots>.

=head2 list_snapshot_names

  my @names = $dom->list_snapshot_names($max, $flags = 0);

The names of C<$max> snapshots at most.

Calls C<virDomainSnapshotListNames>.

=head2 list_snapshots

  my @snapshots = $dom->list_snapshots();

The snapshots. As a scalar: how many there are.

Calls C<virDomainListAllSnapshots>, C<virDomainSnapshotListNames>, C<virDomainSnapshotLookupByName>,
C<virDomainSnapshotNum>.

=head2 lxc_enter_cgroup

  $dom->lxc_enter_cgroup($flags = 0);

Moves the running process into the control group of the container. Brought by C<use Sys::Virt::LXC>, which
says more.

Calls C<virDomainLxcEnterCGroup>.

=head2 lxc_enter_namespace

  my @old = $dom->lxc_enter_namespace(\@fds, $flags = 0);

Brought by C<use Sys::Virt::LXC>. Moves the running process into the namespaces that L</lxc_open_namespace>
opened, and closes none of them. Returns file descriptors of those that it left.

Calls C<virDomainLxcEnterNamespace>.

=head2 lxc_enter_security_label

  my $old = $dom->lxc_enter_security_label(
      $model, $label, $flags = 0);

Brought by C<use Sys::Virt::LXC>. Gives the running process the security label of the container. C<$model> is
what L<Sys::Virt/get_node_security_model> returned, C<$label> what L</get_security_label> did; the label that
the process had comes back.

Calls C<virDomainLxcEnterSecurityLabel>.

=head2 lxc_open_namespace

  my @fds = $dom->lxc_open_namespace($flags = 0);

Brought by C<use Sys::Virt::LXC>. Opens the namespaces of the container: a file descriptor for each, which is
the program's own.

Calls C<virDomainLxcOpenNamespace>.

=head2 managed_save

  $dom->managed_save($flags = 0);

Writes the memory of the guest to a file that libvirt looks after, and stops the guest. The next
C<create> goes on from there. C<$flags> are L</SAVE FLAGS>.

Calls C<virDomainManagedSave>.

=head2 managed_save_define_xml

  $dom->managed_save_define_xml($xml, $flags = 0);

Changes the description that the managed save image holds. C<$flags> are L</SAVE FLAGS>, to say
whether it will run or be paused when it is started.

Calls C<virDomainManagedSaveDefineXML>.

=head2 managed_save_get_xml_description

  my $xml = $dom->managed_save_get_xml_description($flags = 0);

The description that the managed save image holds. C<$flags> are L</SAVE IMAGE XML FLAGS>.

Calls C<virDomainManagedSaveGetXMLDesc>.

=head2 managed_save_remove

  $dom->managed_save_remove($flags = 0);

Removes that file, so that the domain boots when it is next started.

Calls C<virDomainManagedSaveRemove>.

=head2 memory_peek

  my $data = $dom->memory_peek($offset, $size, $flags = 0);

C<$size> bytes of the guest's memory from the address C<$offset> on. C<$flags> are L</MEMORY PEEK
FLAGS>, which say what kind of address that is; one is needed.

Calls C<virDomainMemoryPeek>.

=head2 memory_stats

  my $stats = $dom->memory_stats($flags = 0);

Figures of the guest's memory, in KiB where they are sizes: a hash of those keys that the hypervisor
and the guest's balloon driver know.

=over 4

=item actual_balloon, rss

What the guest has, and what its process has on the host.

=item available, unused, usable, disk_caches

What the guest can use, what it does not use, what it could use without swapping, and what its
caches hold.

=item swap_in, swap_out, major_fault, minor_fault

What was swapped, and how often a page was missing.

=item hugetlb_pgalloc, hugetlb_pgfail

How often a huge page was allocated in the guest, and how often that failed.

=item last_update

When the guest told, in seconds since 1970.

=back

Calls C<virDomainMemoryStats>.

=head2 migrate

  my $new = $dom->migrate($dest_conn, \%params, $flags = 0);

Moves the domain to the host of another connection. C<%params> has L</MIGRATION PARAMETERS> as keys
and may be empty; a list of disks is an array. It stays as it is. C<$flags> are L</MIGRATION FLAGS>.
Gives the domain on the other host.

An older form is C<< $dom->migrate($dest_conn, $flags, $name, $uri, $bandwidth) >>, where undef, or
nothing, leaves a parameter out.

Calls C<virDomainMigrate3>.

=head2 migrate2

  my $new = $dom->migrate2($dest_conn, $dest_xml, $flags = 0,
      $name = undef, $uri = undef, $bandwidth = undef);

As the older form of C<migrate>, with a description for the other host.

Calls C<virDomainMigrate3>.

=head2 migrate_get_compression_cache

  my $size = $dom->migrate_get_compression_cache($flags = 0);

How much memory may be used to compress what is migrated again, in bytes.

Calls C<virDomainMigrateGetCompressionCache>.

=head2 migrate_get_max_downtime

  my $milliseconds = $dom->migrate_get_max_downtime($flags = 0);

How long a migration may let the guest stand still at its end.

Calls C<virDomainMigrateGetMaxDowntime>.

=head2 migrate_get_max_speed

  my $bandwidth = $dom->migrate_get_max_speed($flags = 0);

The limit on what a migration sends, in MiB/s. C<$flags> are L</MIGRATION SPEED FLAGS>.

Calls C<virDomainMigrateGetMaxSpeed>.

=head2 migrate_set_compression_cache

  $dom->migrate_set_compression_cache($size, $flags = 0);

Sets how much memory may be used to compress what is migrated again, in bytes.

Calls C<virDomainMigrateSetCompressionCache>.

=head2 migrate_set_max_downtime

  $dom->migrate_set_max_downtime($milliseconds, $flags = 0);

Sets how long a migration may let the guest stand still at its end.

Calls C<virDomainMigrateSetMaxDowntime>.

=head2 migrate_set_max_speed

  $dom->migrate_set_max_speed($bandwidth, $flags = 0);

Limits what a migration sends, in MiB/s. C<$flags> are L</MIGRATION SPEED FLAGS>.

Calls C<virDomainMigrateSetMaxSpeed>.

=head2 migrate_start_post_copy

  $dom->migrate_start_post_copy($flags = 0);

Lets the guest go on at its new host at once, in a migration that was started with
C<MIGRATE_POSTCOPY>. Memory that is not there yet follows when it is needed.

Calls C<virDomainMigrateStartPostCopy>.

=head2 migrate_to_uri

  $dom->migrate_to_uri($dest_uri, \%params, $flags = 0);

As C<migrate>, where libvirt on this host connects to the other one. Flags that say how are needed,
such as C<MIGRATE_PEER2PEER>.

An older form is C<< $dom->migrate_to_uri($dest_uri, $flags, $name, $uri, $bandwidth) >>.

Calls C<virDomainMigrateToURI3>.

=head2 migrate_to_uri2

  $dom->migrate_to_uri2($dest_uri, $uri, $dest_xml, $flags = 0,
      $name = undef, $bandwidth = undef);

As the older form of C<migrate_to_uri>, with a description for the other host.

Calls C<virDomainMigrateToURI3>.

=head2 num_of_snapshots

  my $count = $dom->num_of_snapshots($flags = 0);

How many snapshots there are. C<$flags> are the filters C<LIST_*> of L<Sys::Virt::DomainSnapshot>.

Calls C<virDomainSnapshotNum>.

=head2 open_channel

  $dom->open_channel($st, $name, $flags = 0);

Connects a stream to a channel of the guest; undef is the first one. C<$flags> are L</CHANNEL
FLAGS>.

Calls C<virDomainOpenChannel>.

=head2 open_console

  $dom->open_console($st, $name, $flags = 0);

Connects a stream to a serial console of the guest; undef is the first one. C<$flags> are L</CONSOLE
FLAGS>.

Calls C<virDomainOpenConsole>.

=head2 open_graphics

  $dom->open_graphics($index, $fd, $flags = 0);

Hands one end of a socket pair to the graphics server of that number. C<$flags> are L</GRAPHICS
FLAGS>.

Calls C<virDomainOpenGraphics>.

=head2 open_graphics_fd

  my $fd = $dom->open_graphics_fd($index, $flags = 0);

A file descriptor that is connected to the graphics server of that number: use C<< open my $socket,
'+<&=', $fd >>. C<$flags> are L</GRAPHICS FLAGS>.

Calls C<virDomainOpenGraphicsFD>.

=head2 pin_emulator

  $dom->pin_emulator($map, $flags = 0);

Sets the CPUs of the host that the emulator may run on, as bits. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainPinEmulator>.

=head2 pin_iothread

  $dom->pin_iothread($iothread, $map, $flags = 0);

Sets the CPUs of the host that an I/O thread may run on, as bits. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainPinIOThread>.

=head2 pin_vcpu

  $dom->pin_vcpu($vcpu, $mask, $flags = 0);

Says on which host CPUs the virtual CPU number C<$vcpu> may run. C<$mask> has a bit for each host
CPU, in the bytes of a string, which C<vec> and C<pack 'b*'> make:

  my $mask = '';
  vec($mask, $_, 1) = 1 for 0, 2;
  $dom->pin_vcpu(0, $mask);

C<$flags> are L</AFFECT FLAGS>; without any the domain must be running.

Calls C<virDomainPinVcpu>, C<virDomainPinVcpuFlags>.

=head2 pm_suspend_for_duration

  $dom->pm_suspend_for_duration($target, $seconds, $flags = 0);

Has the guest agent put the guest to sleep. C<$target> is one of L<Sys::Virt/SUSPEND TARGETS>;
C<$seconds> must be 0 in most hypervisors: until it is woken.

Calls C<virDomainPMSuspendForDuration>.

=head2 pm_wakeup

  $dom->pm_wakeup($flags = 0);

Wakes a guest that sleeps.

Calls C<virDomainPMWakeup>.

=head2 qemu_agent_command

  my $reply = $dom->qemu_agent_command(
      $command, $timeout = -1, $flags = 0);

Brought by C<use Sys::Virt::QEMU>. Asks the agent that runs inside the guest, and returns its answer; both are
texts in JSON. C<$timeout> is a number of seconds or one of the L<timeouts|Sys::Virt::QEMU/AGENT TIMEOUTS>.

  use JSON::PP;

  my $reply = $dom->qemu_agent_command('{"execute":"guest-info"}');
  print decode_json($reply)->{return}{version}, "\n";

Calls C<virDomainQemuAgentCommand>.

=head2 qemu_monitor_command

  my $reply = $dom->qemu_monitor_command($command, $flags = 0);

Brought by C<use Sys::Virt::QEMU>. Gives a command to QEMU's monitor, and returns its answer. Both are JSON,
or with the flag C<MONITOR_COMMAND_HMP> text. An error that QEMU reports in JSON is returned as any answer.

  use JSON::PP;

  my $json = $dom->qemu_monitor_command('{"execute":"query-status"}');
  print decode_json($json)->{return}{status}, "\n";
  print $dom->qemu_monitor_command('info block',
      Sys::Virt::QEMU::MONITOR_COMMAND_HMP);

Calls C<virDomainQemuMonitorCommand>.

=head2 qemu_monitor_command_with_files

  my ($reply, @fds) = $dom->qemu_monitor_command_with_files(
      $command, \@fds, $flags = 0);

Brought by C<use Sys::Virt::QEMU>. The same with file descriptors (numbers, see C<fileno>) that QEMU gets with
the command. Those that it sends back are the program's own: C<POSIX::close> closes one, C<< open my $file,
'+<&=', $fd >> makes a file handle of it. Needs libvirt 8.2.

Calls C<virDomainQemuMonitorCommandWithFiles>.

=head2 reboot

  $dom->reboot($flags = 0);

Asks the guest to boot anew. The method does not wait until it has, and a guest may ignore it.
C<$flags> are L</REBOOT FLAGS>.

Calls C<virDomainReboot>.

=head2 rename

  $dom->rename($name, $flags = 0);

Gives a persistent domain another name. Hypervisors allow it only while the domain is not running.

Calls C<virDomainRename>.

=head2 reset

  $dom->reset($flags = 0);

Resets the guest at once, as the button on a machine does: it has no chance to save anything.

Calls C<virDomainReset>.

=head2 resume

  $dom->resume();

Lets a paused guest run on.

Calls C<virDomainResume>.

=head2 save

  $dom->save($file, $dxml = undef, \%params = undef, $flags = 0);

Stops the guest and writes its state to a file on its host, from which C<restore_domain> of
L<Sys::Virt> starts it again. C<$dxml> is a description to keep in the file. C<%params> has L</SAVE
PARAMETERS> as keys, needs libvirt 8.4, and may name the file, so that C<$file> can be undef. It
stays as it is. C<$flags> are L</SAVE FLAGS>.

Calls C<virDomainSave>, C<virDomainSaveFlags>, C<virDomainSaveParams>.

=head2 screenshot

  my $type = $dom->screenshot($st, $screen, $flags = 0);

Makes the L<Sys::Virt::Stream> C<$st> carry a picture of what the guest shows, for C<recv> or
C<recv_all>, and returns its MIME type, such as C<image/png>. C<$screen> is the number of the
screen, from 0.

Calls C<virDomainScreenshot>.

=head2 send_key

  $dom->send_key($codeset, $milliseconds, \@codes, $flags = 0);

Presses all these keys at once, and releases them after a while. C<$codeset> is one of the
L</KEYCODE SETS>. With undef for the list nothing is done.

Calls C<virDomainSendKey>.

=head2 send_process_signal

  $dom->send_process_signal($pid, $signal, $flags = 0);

Sends one of the L</PROCESS SIGNALS> to a process of the guest. 1 is a container's first process; a
negative number is a group of processes.

Calls C<virDomainSendProcessSignal>.

=head2 set_agent_response_timeout

  $dom->set_agent_response_timeout($seconds, $flags = 0);

How long to wait for an answer of the guest agent, or one of the L</AGENT TIMEOUTS>.

Calls C<virDomainAgentSetResponseTimeout>.

=head2 set_autostart

  $dom->set_autostart($flag);

Says whether the domain starts with the host. It must be persistent.

Calls C<virDomainSetAutostart>.

=head2 set_autostart_once

  $dom->set_autostart_once($flag);

Says whether the domain starts with the host the next time, and only then. Needs libvirt 11.2.

Calls C<virDomainSetAutostartOnce>.

=head2 set_blkio_parameters

  $dom->set_blkio_parameters(\%params, $flags = 0);

Sets the domain's share of the host's disks, with L</BLKIO PARAMETERS> as keys. C<$flags> are
L</AFFECT FLAGS>.

Calls C<virDomainGetBlkioParameters>, C<virDomainSetBlkioParameters>.

=head2 set_block_iotune

  $dom->set_block_iotune($disk, \%params, $flags = 0);

Limits a disk, with L<< /"BLOCK I/O TUNING PARAMETERS" >> as keys. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainGetBlockIoTune>, C<virDomainSetBlockIoTune>.

=head2 set_block_job_speed

  $dom->set_block_job_speed($path, $bandwidth, $flags = 0);

Limits the block job on the disk C<$path>, in MiB/s. C<$flags> are L</BLOCK JOB SPEED FLAGS>.

Calls C<virDomainBlockJobSetSpeed>.

=head2 set_block_threshold

  $dom->set_block_threshold($dev, $threshold, $flags = 0);

Has an event C<EVENT_ID_BLOCK_THRESHOLD> come when the guest has written to the byte C<$threshold>
of the image. C<$dev> may name an image of the chain: C<vda[3]>.

Calls C<virDomainSetBlockThreshold>.

=head2 set_guest_vcpus

  $dom->set_guest_vcpus($cpus, $state, $flags = 0);

Has the guest agent switch virtual CPUs, a list like C<0-3,5>, on (1) or off (0).

Calls C<virDomainSetGuestVcpus>.

=head2 set_interface_parameters

  $dom->set_interface_parameters($interface, \%params, $flags = 0);

Limits an interface, with L</INTERFACE BANDWIDTH PARAMETERS> as keys. C<$flags> are L</AFFECT
FLAGS>.

Calls C<virDomainGetInterfaceParameters>, C<virDomainSetInterfaceParameters>.

=head2 set_iothread

  $dom->set_iothread($iothread, \%params, $flags = 0);

Sets how an I/O thread polls, with L<< /"I/O THREAD PARAMETERS" >> as keys. C<$flags> are L</AFFECT
FLAGS>.

Calls C<virDomainSetIOThreadParams>.

=head2 set_launch_security_state

  $dom->set_launch_security_state(\%params, $flags = 0);

Hands a secret to a guest whose memory is protected, with L</LAUNCH SECURITY PARAMETERS> as keys.
Needs libvirt 8.0.

Calls C<virDomainSetLaunchSecurityState>.

=head2 set_lifecycle_action

  $dom->set_lifecycle_action($type, $action, $flags = 0);

Sets which of the L</LIFECYCLE ACTIONS> follows on one of the L</LIFECYCLE TYPES>. C<$flags> are
L</AFFECT FLAGS>.

Calls C<virDomainSetLifecycleAction>.

=head2 set_max_memory

  $dom->set_max_memory($kib);

Sets the memory that the domain can have at most, in KiB. Most hypervisors allow that only while it
is not running.

Calls C<virDomainSetMaxMemory>.

=head2 set_memory

  $dom->set_memory($kib, $flags = 0);

Sets the memory that the domain has, in KiB. C<$flags> are L</MEMORY SIZE FLAGS>; without any the
domain must be running.

Calls C<virDomainSetMemory>, C<virDomainSetMemoryFlags>.

=head2 set_memory_parameters

  $dom->set_memory_parameters(
      {Sys::Virt::Domain::MEMORY_HARD_LIMIT, $kib}, $flags = 0);

Changes those memory limits that are in the hash. Its keys are L</MEMORY PARAMETERS>; a key that
libvirt has no name for is ignored. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainGetMemoryParameters>, C<virDomainSetMemoryParameters>.

=head2 set_memory_stats_period

  $dom->set_memory_stats_period($seconds, $flags = 0);

Sets how often the guest's balloon driver tells its figures; 0 is never. C<$flags> are L</AFFECT
FLAGS>.

Calls C<virDomainSetMemoryStatsPeriod>.

=head2 set_metadata

  $dom->set_metadata(
      $type, $text = undef, $key = undef, $uri = undef, $flags = 0);

Sets the title, the description or an element of metadata, or removes it where C<$text> is undef.
C<$type> is one of the L</METADATA TYPES>. An element needs C<$uri>, its namespace, and C<$key>, the
prefix to write that with. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainSetMetadata>.

=head2 set_numa_parameters

  $dom->set_numa_parameters(
      {Sys::Virt::Domain::NUMA_NODESET, '0-1'}, $flags = 0);

Changes where the memory of the domain is taken from. The keys of the hash are L</NUMA PARAMETERS>;
a key that libvirt has no name for is ignored. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainGetNumaParameters>, C<virDomainSetNumaParameters>.

=head2 set_perf_events

  $dom->set_perf_events(
      {Sys::Virt::Domain::PERF_PARAM_CPU_CYCLES, 1}, $flags = 0);

Chooses which events the host counts for the domain. The keys of the hash are L</PERFORMANCE EVENTS>;
a key that libvirt has no name for is ignored. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainGetPerfEvents>, C<virDomainSetPerfEvents>.

=head2 set_scheduler_parameters

  $dom->set_scheduler_parameters(
      {Sys::Virt::Domain::SCHEDULER_CPU_SHARES, 512}, $flags = 0);

Changes those settings of the scheduler that are in the hash. Its keys are L</SCHEDULER PARAMETERS>;
a key that libvirt has no name for is ignored. C<$flags> are L</AFFECT FLAGS>.

Calls C<virDomainGetSchedulerParameters>, C<virDomainGetSchedulerParametersFlags>,
C<virDomainGetSchedulerType>, C<virDomainSetSchedulerParameters>,
C<virDomainSetSchedulerParametersFlags>.

=head2 set_throttle_group

  $dom->set_throttle_group($group, \%params, $flags = 0);

Adds a throttle group, or changes its limits: L<< /"BLOCK I/O TUNING PARAMETERS" >> as keys.
C<$flags> are L</AFFECT FLAGS>. Needs libvirt 11.2.

Calls C<virDomainSetThrottleGroup>.

=head2 set_time

  $dom->set_time($secs, $nsecs, $flags = 0);

Sets the guest's clock, in seconds since 1970 and nanoseconds. C<$flags> are L</TIME FLAGS>. The
guest agent does it.

Calls C<virDomainSetTime>.

=head2 set_user_password

  $dom->set_user_password($user, $password, $flags = 0);

Sets the password of a user of the guest. C<$flags> are L</PASSWORD FLAGS>. The guest agent does it.

Calls C<virDomainSetUserPassword>.

=head2 set_vcpu

  $dom->set_vcpu($cpus, $state, $flags = 0);

Plugs virtual CPUs, a list like C<0-3,5>, in (1) or unplugs them (0). C<$flags> are L</SINGLE VCPU
FLAGS>.

Calls C<virDomainSetVcpu>.

=head2 set_vcpus

  $dom->set_vcpus($count, $flags = 0);

Sets how many virtual CPUs the domain has. C<$flags> are L</VCPU FLAGS>; without any the domain must
be running.

Calls C<virDomainSetVcpus>, C<virDomainSetVcpusFlags>.

=head2 shutdown

  $dom->shutdown($flags = 0);

Asks the guest to shut down. The method does not wait until it has, and a guest may ignore it.
C<$flags> are L</SHUTDOWN FLAGS>.

Calls C<virDomainShutdown>, C<virDomainShutdownFlags>.

=head2 start_dirty_rate_calc

  $dom->start_dirty_rate_calc($seconds, $flags = 0);

Measures for some seconds how fast the guest changes its memory. C<$flags> are L</DIRTY RATE MODES>.
The result is among L</DIRTY RATE STATISTICS> of C<get_all_domain_stats> in L<Sys::Virt>. Needs
libvirt 7.2.

Calls C<virDomainStartDirtyRateCalc>.

=head2 suspend

  $dom->suspend();

Pauses the guest. It keeps its memory and uses no CPU time until C<resume>.

Calls C<virDomainSuspend>.

=head2 undefine

  $dom->undefine($flags = 0);

Removes the saved configuration. A running guest runs on, and vanishes when it stops. C<$flags> are
L</UNDEFINE FLAGS>.

Calls C<virDomainUndefine>, C<virDomainUndefineFlags>.

=head2 update_device

  $dom->update_device($xml, $flags = 0);

Changes a device to what the XML element says, for instance the medium in a drive. What can be
changed depends on the hypervisor. C<$flags> are L</DEVICE FLAGS>.

Calls C<virDomainUpdateDeviceFlags>.

=head1 CONSTANTS

=head2 BLOCK RESIZE FLAGS

For C<block_resize>.

=over 4

=item Sys::Virt::Domain::BLOCK_RESIZE_BYTES

The new size is in bytes. Without this flag it is in KiB.

=item Sys::Virt::Domain::BLOCK_RESIZE_CAPACITY

Fill the storage behind the disk; the size must be 0 or that of the storage. Only for raw images on
storage of a fixed size, such as a block device (libvirt 10.0).

=item Sys::Virt::Domain::BLOCK_RESIZE_EXTEND

Only grow: fail if the new size is below the present one (libvirt 12.3).

=back

=head2 DISK ERROR CODES

The C<error> in the hashes from C<get_disk_errors>.

=over 4

=item Sys::Virt::Domain::DISK_ERROR_NONE

The disk is well. Such disks are left out of the list.

=item Sys::Virt::Domain::DISK_ERROR_UNSPEC

A request failed, for a reason that the hypervisor does not tell.

=item Sys::Virt::Domain::DISK_ERROR_NO_SPACE

A write failed because the storage of the host is full.

=back

=head2 BLOCK STATISTICS

Names that libvirt gives to the statistics of C<block_stats>, all signed numbers. Where the hash has
another key for one, the item says so. Which of them are there depends on the hypervisor.

=over 4

=item Sys::Virt::Domain::BLOCK_STATS_READ_BYTES

Bytes that the guest read from the disk.

=item Sys::Virt::Domain::BLOCK_STATS_READ_REQ

How many reads the guest made; C<rd_req> in the hash.

=item Sys::Virt::Domain::BLOCK_STATS_READ_TOTAL_TIMES

Nanoseconds that those reads took together.

=item Sys::Virt::Domain::BLOCK_STATS_WRITE_BYTES

Bytes that the guest wrote to the disk.

=item Sys::Virt::Domain::BLOCK_STATS_WRITE_REQ

How many writes the guest made; C<wr_req> in the hash.

=item Sys::Virt::Domain::BLOCK_STATS_WRITE_TOTAL_TIMES

Nanoseconds that those writes took together.

=item Sys::Virt::Domain::BLOCK_STATS_FLUSH_REQ

How often the guest had the cache of the disk written out; C<flush_reqs> in the hash.

=item Sys::Virt::Domain::BLOCK_STATS_FLUSH_TOTAL_TIMES

Nanoseconds that those flushes took together.

=item Sys::Virt::Domain::BLOCK_STATS_ERRS

A count of Xen only: how often its backend ran out of request slots (C<oo_req>).

=back

=head2 BLKIO PARAMETERS

Keys of the hashes of C<get_blkio_parameters> and C<set_blkio_parameters>: the share of the host's
disk bandwidth. The keys for single devices hold one string, C<path,value,path,value>, with paths of
host devices; a value of 0 takes the setting of that device away.

=over 4

=item Sys::Virt::Domain::BLKIO_WEIGHT

Weight of the domain against others on all devices, an unsigned number; the kernel of the host sets
the range, commonly 10 to 1000.

=item Sys::Virt::Domain::BLKIO_DEVICE_WEIGHT

Weight on single devices, a string.

=item Sys::Virt::Domain::BLKIO_DEVICE_READ_IOPS

Most reads per second on single devices, a string.

=item Sys::Virt::Domain::BLKIO_DEVICE_WRITE_IOPS

Most writes per second on single devices, a string.

=item Sys::Virt::Domain::BLKIO_DEVICE_READ_BPS

Most bytes read per second on single devices, a string.

=item Sys::Virt::Domain::BLKIO_DEVICE_WRITE_BPS

Most bytes written per second on single devices, a string.

=back

=head2 BLOCK I/O TUNING PARAMETERS

Keys of the hashes of C<get_block_iotune>, C<set_block_iotune> and C<set_throttle_group>: throttling
of a disk, done by the hypervisor. All but the last are unsigned numbers, and 0 means no limit. A
limit on the total excludes those on reads and writes of the same kind.

=over 4

=item Sys::Virt::Domain::BLOCK_IOTUNE_TOTAL_BYTES_SEC

Bytes per second that may be read and written together.

=item Sys::Virt::Domain::BLOCK_IOTUNE_READ_BYTES_SEC

Bytes per second that may be read.

=item Sys::Virt::Domain::BLOCK_IOTUNE_WRITE_BYTES_SEC

Bytes per second that may be written.

=item Sys::Virt::Domain::BLOCK_IOTUNE_TOTAL_IOPS_SEC

Requests per second, reads and writes together.

=item Sys::Virt::Domain::BLOCK_IOTUNE_READ_IOPS_SEC

Reads per second.

=item Sys::Virt::Domain::BLOCK_IOTUNE_WRITE_IOPS_SEC

Writes per second.

=item Sys::Virt::Domain::BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX

Bytes per second, both ways together, during a burst.

=item Sys::Virt::Domain::BLOCK_IOTUNE_READ_BYTES_SEC_MAX

Bytes per second that may be read during a burst.

=item Sys::Virt::Domain::BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX

Bytes per second that may be written during a burst.

=item Sys::Virt::Domain::BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX

Requests per second of both kinds during a burst.

=item Sys::Virt::Domain::BLOCK_IOTUNE_READ_IOPS_SEC_MAX

Reads per second during a burst.

=item Sys::Virt::Domain::BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX

Writes per second during a burst.

=item Sys::Virt::Domain::BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX_LENGTH

How many seconds a burst of C<BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX> may last.

=item Sys::Virt::Domain::BLOCK_IOTUNE_READ_BYTES_SEC_MAX_LENGTH

How many seconds a burst of C<BLOCK_IOTUNE_READ_BYTES_SEC_MAX> may last.

=item Sys::Virt::Domain::BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX_LENGTH

How many seconds a burst of C<BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX> may last.

=item Sys::Virt::Domain::BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX_LENGTH

How many seconds a burst of C<BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX> may last.

=item Sys::Virt::Domain::BLOCK_IOTUNE_READ_IOPS_SEC_MAX_LENGTH

How many seconds a burst of C<BLOCK_IOTUNE_READ_IOPS_SEC_MAX> may last.

=item Sys::Virt::Domain::BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX_LENGTH

How many seconds a burst of C<BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX> may last.

=item Sys::Virt::Domain::BLOCK_IOTUNE_SIZE_IOPS_SEC

Size in bytes up to which a request counts as one; a larger one counts as several.

=item Sys::Virt::Domain::BLOCK_IOTUNE_GROUP_NAME

Name of a group of disks that share one quota, a string.

=back

=head2 BLOCK JOB TYPES

The C<type> in the hash from C<get_block_job_info>, and the second argument that the callbacks for
block job events get.

=over 4

=item Sys::Virt::Domain::BLOCK_JOB_TYPE_UNKNOWN

A kind of job that libvirt has no name for, or no job at all.

=item Sys::Virt::Domain::BLOCK_JOB_TYPE_PULL

Data of the backing files is brought into the image, by C<block_pull>, or by C<block_rebase> without
C<BLOCK_REBASE_COPY>. It ends by itself.

=item Sys::Virt::Domain::BLOCK_JOB_TYPE_COPY

The disk is mirrored to another place, by C<block_copy>, or by C<block_rebase> with
C<BLOCK_REBASE_COPY>. It goes on until C<abort_block_job>.

=item Sys::Virt::Domain::BLOCK_JOB_TYPE_COMMIT

Data of an image is written down into its backing file, by C<block_commit>. It ends by itself.

=item Sys::Virt::Domain::BLOCK_JOB_TYPE_ACTIVE_COMMIT

The same with the image that the guest writes to. It goes on until C<abort_block_job>.

=item Sys::Virt::Domain::BLOCK_JOB_TYPE_BACKUP

The disk is part of a backup that C<backup_begin> started.

=back

=head2 BLOCK JOB ABORT FLAGS

For C<abort_block_job>.

=over 4

=item Sys::Virt::Domain::BLOCK_JOB_ABORT_ASYNC

Ask for the end of the job and return at once; an event tells when it has ended.

=item Sys::Virt::Domain::BLOCK_JOB_ABORT_PIVOT

Let the guest go on with the copy, or the image committed into, instead of the former image. The job
has to be ready for it.

=back

=head2 BLOCK JOB INFO FLAGS

For C<get_block_job_info>.

=over 4

=item Sys::Virt::Domain::BLOCK_JOB_INFO_BANDWIDTH_BYTES

Report C<bandwidth> in bytes per second. Without this flag it is in MiB per second.

=back

=head2 BLOCK JOB SPEED FLAGS

For C<set_block_job_speed>.

=over 4

=item Sys::Virt::Domain::BLOCK_JOB_SPEED_BANDWIDTH_BYTES

Take the bandwidth as bytes per second, not as MiB per second.

=back

=head2 BLOCK PULL FLAGS

For C<block_pull>.

=over 4

=item Sys::Virt::Domain::BLOCK_PULL_BANDWIDTH_BYTES

Take the bandwidth as bytes per second, not as MiB per second.

=back

=head2 BLOCK REBASE FLAGS

For C<block_rebase>. The first three need C<BLOCK_REBASE_COPY>.

=over 4

=item Sys::Virt::Domain::BLOCK_REBASE_SHALLOW

Copy the topmost image alone; the copy has the same backing file.

=item Sys::Virt::Domain::BLOCK_REBASE_REUSE_EXT

Write into a file that exists; the caller has prepared it with a fitting format and backing file.

=item Sys::Virt::Domain::BLOCK_REBASE_COPY_RAW

Make the copy a raw image, whatever the format of the original is.

=item Sys::Virt::Domain::BLOCK_REBASE_COPY

Copy the disk to the file named as base, instead of pulling data from a backing file.

=item Sys::Virt::Domain::BLOCK_REBASE_RELATIVE

Keep the name of the backing file relative where it was. Fails if it was not.

=item Sys::Virt::Domain::BLOCK_REBASE_COPY_DEV

The destination is a block device, not a file. Needs C<BLOCK_REBASE_COPY>.

=item Sys::Virt::Domain::BLOCK_REBASE_BANDWIDTH_BYTES

Take the bandwidth as bytes per second, not as MiB per second.

=back

=head2 BLOCK COMMIT FLAGS

For C<block_commit>.

=over 4

=item Sys::Virt::Domain::BLOCK_COMMIT_SHALLOW

Where no base is given, commit into the backing file next below the top, not into the lowest one.

=item Sys::Virt::Domain::BLOCK_COMMIT_DELETE

Remove the files that are of no use any more once their data has been committed.

=item Sys::Virt::Domain::BLOCK_COMMIT_ACTIVE

Allow the image that the guest writes to as the top. The job then waits for C<abort_block_job> once
all data is committed.

=item Sys::Virt::Domain::BLOCK_COMMIT_RELATIVE

Keep the name of the backing file relative where it was. Fails if it was not.

=item Sys::Virt::Domain::BLOCK_COMMIT_BANDWIDTH_BYTES

Take the bandwidth as bytes per second, not as MiB per second.

=back

=head2 BLOCK COPY FLAGS

For C<block_copy>.

=over 4

=item Sys::Virt::Domain::BLOCK_COPY_SHALLOW

Copy the topmost image alone; the copy has the same backing file.

=item Sys::Virt::Domain::BLOCK_COPY_REUSE_EXT

Write into a file that exists; the caller has prepared it with a fitting format and backing file.

=item Sys::Virt::Domain::BLOCK_COPY_TRANSIENT_JOB

Allow the job although it cannot be taken up again after a restart of the hypervisor. A persistent
domain is refused without this flag where the hypervisor cannot do better.

=item Sys::Virt::Domain::BLOCK_COPY_SYNCHRONOUS_WRITES

Complete a write of the guest only when the copy has it too. The job is then sure to catch up, at
the price of slower writes (libvirt 8.0).

=item Sys::Virt::Domain::BLOCK_COPY_TARGET_ZEROED

Promise that the destination reads as zeros throughout, so that nobody has to clear it (libvirt
12.2).

=back

=head2 BLOCK COPY PARAMETERS

Keys of the hash for C<block_copy>. A value of 0 is the same as leaving the key out.

=over 4

=item Sys::Virt::Domain::BLOCK_COPY_BANDWIDTH

Most bytes per second until the copy has caught up, an unsigned number; 0 for no limit.

=item Sys::Virt::Domain::BLOCK_COPY_GRANULARITY

Size in bytes of the pieces that are found changed and copied anew, an unsigned number; hypervisors
may want a power of two.

=item Sys::Virt::Domain::BLOCK_COPY_BUF_SIZE

How many bytes may be under way to the destination at a time, an unsigned number.

=back

=head2 VCPU STATES

The C<state> in the hashes from C<get_vcpu_info>.

=over 4

=item Sys::Virt::Domain::VCPU_OFFLINE

The virtual CPU is switched off.

=item Sys::Virt::Domain::VCPU_RUNNING

It runs, or could.

=item Sys::Virt::Domain::VCPU_BLOCKED

It waits for something, such as an interrupt.

=back

=head2 VCPU HOST CPU VALUES

What C<cpu> in the hashes from C<get_vcpu_info> is where it is not the number of a host CPU. libvirt
counts them as -1 and -2, and so does the hash; the constants are 2**64-1 and 2**64-2 as Perl
numbers.

=over 4

=item Sys::Virt::Domain::VCPU_INFO_CPU_OFFLINE

The virtual CPU is switched off, so it is on no host CPU (libvirt 6.10).

=item Sys::Virt::Domain::VCPU_INFO_CPU_UNAVAILABLE

The hypervisor does not tell which host CPU it is on (libvirt 6.10).

=back

=head2 VCPU FLAGS

For C<get_vcpus> and C<set_vcpus>.

=over 4

=item Sys::Virt::Domain::VCPU_CURRENT

The running guest if it runs, else the saved configuration.

=item Sys::Virt::Domain::VCPU_LIVE

The running guest.

=item Sys::Virt::Domain::VCPU_CONFIG

The saved configuration, for the next start.

=item Sys::Virt::Domain::VCPU_MAXIMUM

The greatest possible number of virtual CPUs, not how many there are. It can only be set in the
saved configuration.

=item Sys::Virt::Domain::VCPU_GUEST

Ask the guest agent: count or change the virtual CPUs that the guest itself has online, without
plugging any.

=item Sys::Virt::Domain::VCPU_HOTPLUGGABLE

For C<set_vcpus>: make the added virtual CPUs such that they can be taken away from the running
guest.

=item Sys::Virt::Domain::VCPU_ASYNC_UNPLUG

For C<set_vcpus>: return once the removal has been asked for. C<EVENT_ID_VCPU_REMOVED> tells of
success, C<EVENT_ID_DEVICE_REMOVAL_FAILED> of refusal by the guest (libvirt 12.4).

=back

=head2 SINGLE VCPU FLAGS

For C<set_vcpu>.

=over 4

=item Sys::Virt::Domain::SETVCPU_AFFECT_CURRENT

Change the running guest if it runs, else the saved configuration (libvirt 12.4).

=item Sys::Virt::Domain::SETVCPU_AFFECT_LIVE

Change the running guest (libvirt 12.4).

=item Sys::Virt::Domain::SETVCPU_AFFECT_CONFIG

Change the saved configuration, for the next start (libvirt 12.4).

=item Sys::Virt::Domain::SETVCPU_ASYNC_UNPLUG

Do not wait until the guest has let go of a virtual CPU; an event tells, as with
C<VCPU_ASYNC_UNPLUG> (libvirt 12.4).

=back

=head2 CPU STATISTICS

Keys of the hashes from C<get_cpu_stats>. All are unsigned numbers, in nanoseconds since the guest
was started. Which of them are there differs between the total and single CPUs.

=over 4

=item Sys::Virt::Domain::CPU_STATS_CPUTIME

CPU time for the guest and for the hypervisor on its behalf.

=item Sys::Virt::Domain::CPU_STATS_USERTIME

The part of it spent in user mode of the host; only in the total.

=item Sys::Virt::Domain::CPU_STATS_SYSTEMTIME

The part of it spent in the kernel of the host; only in the total.

=item Sys::Virt::Domain::CPU_STATS_VCPUTIME

The part of it spent running virtual CPUs, without the overhead of the hypervisor; only for single
CPUs.

=back

=head2 SCHEDULER PARAMETERS

Keys of the hashes of C<get_scheduler_parameters> and C<set_scheduler_parameters>. Which of them are
there depends on the scheduler that C<get_scheduler_type> names: the first nine with C<posix>
(Linux), the next two with C<credit> (Xen), the last three with C<allocation> (VMware ESX). Periods
are unsigned and quotas signed numbers, both in microseconds; a group of threads may use up its
quota of CPU time in every period, and a negative quota means no limit.

=over 4

=item Sys::Virt::Domain::SCHEDULER_CPU_SHARES

Weight of the domain against others when CPU time is short, an unsigned number.

=item Sys::Virt::Domain::SCHEDULER_GLOBAL_PERIOD

Period for all threads of the domain together.

=item Sys::Virt::Domain::SCHEDULER_GLOBAL_QUOTA

Quota of all threads of the domain together.

=item Sys::Virt::Domain::SCHEDULER_VCPU_PERIOD

Period for each virtual CPU.

=item Sys::Virt::Domain::SCHEDULER_VCPU_QUOTA

Quota of each virtual CPU.

=item Sys::Virt::Domain::SCHEDULER_EMULATOR_PERIOD

Period for the threads of the emulator that are neither virtual CPUs nor I/O threads.

=item Sys::Virt::Domain::SCHEDULER_EMULATOR_QUOTA

Quota of those threads.

=item Sys::Virt::Domain::SCHEDULER_IOTHREAD_PERIOD

Period for each I/O thread.

=item Sys::Virt::Domain::SCHEDULER_IOTHREAD_QUOTA

Quota of each I/O thread.

=item Sys::Virt::Domain::SCHEDULER_WEIGHT

Share of CPU time in proportion to other domains, an unsigned number; Xen starts with 256.

=item Sys::Virt::Domain::SCHEDULER_CAP

Most CPU time in percent of one host CPU, even if others are idle, an unsigned number; 0 for no
limit.

=item Sys::Virt::Domain::SCHEDULER_RESERVATION

CPU speed in MHz that the domain is guaranteed, a signed number.

=item Sys::Virt::Domain::SCHEDULER_LIMIT

CPU speed in MHz that the domain cannot exceed, a signed number; -1 for no limit.

=item Sys::Virt::Domain::SCHEDULER_SHARES

Weight of the domain against others, a signed number; -1, -2 and -3 are the presets low, normal and
high.

=back

=head2 I/O THREAD PARAMETERS

Keys of the hash for C<set_iothread>. Before an I/O thread sleeps, it polls for a while; the first
four say how long.

=over 4

=item Sys::Virt::Domain::IOTHREAD_PARAM_POLL_MAX_NS

Longest time to poll, in nanoseconds, an unsigned number; 0 to sleep at once.

=item Sys::Virt::Domain::IOTHREAD_PARAM_POLL_GROW

Factor by which the time grows when it was too short, an unsigned number; 0 leaves it to the
hypervisor.

=item Sys::Virt::Domain::IOTHREAD_PARAM_POLL_SHRINK

Divisor by which the time shrinks when it was too long, an unsigned number; 0 leaves it to the
hypervisor.

=item Sys::Virt::Domain::IOTHREAD_PARAM_POLL_WEIGHT

How little the latest wait counts against those before it, an unsigned number that is used as a
shift: 3 means an eighth. 0 leaves it to the hypervisor (libvirt 12.7).

=item Sys::Virt::Domain::IOTHREAD_PARAM_THREAD_POOL_MIN

How many worker threads to keep at least, a signed number; -1 leaves it to the hypervisor, though
not for a running guest (libvirt 8.5).

=item Sys::Virt::Domain::IOTHREAD_PARAM_THREAD_POOL_MAX

How many worker threads to have at most, a signed number of at least 1; -1 leaves it to the
hypervisor, though not for a running guest (libvirt 8.5).

=back

=head2 PERFORMANCE EVENTS

Keys of the hashes of C<get_perf_events> and C<set_perf_events>: 1 to have the host count the event
for the domain, 0 not to. The counts are in the statistics of C<STATS_PERF>.

=over 4

=item Sys::Virt::Domain::PERF_PARAM_CMT

Use of the last-level cache, in bytes. It and the next two need a kernel before Linux 4.14.

=item Sys::Virt::Domain::PERF_PARAM_MBMT

Memory traffic of the whole system, in bytes per second.

=item Sys::Virt::Domain::PERF_PARAM_MBML

Memory traffic through the controller of the same socket, in bytes per second.

=item Sys::Virt::Domain::PERF_PARAM_CACHE_MISSES

Memory accesses that no cache could serve.

=item Sys::Virt::Domain::PERF_PARAM_CACHE_REFERENCES

Memory accesses that were looked up in the cache.

=item Sys::Virt::Domain::PERF_PARAM_INSTRUCTIONS

Instructions that were completed.

=item Sys::Virt::Domain::PERF_PARAM_CPU_CYCLES

CPU cycles at the actual clock rate.

=item Sys::Virt::Domain::PERF_PARAM_BRANCH_INSTRUCTIONS

Branches that were completed.

=item Sys::Virt::Domain::PERF_PARAM_BRANCH_MISSES

Branches whose target was predicted wrongly.

=item Sys::Virt::Domain::PERF_PARAM_BUS_CYCLES

Cycles of the bus between CPU and memory.

=item Sys::Virt::Domain::PERF_PARAM_STALLED_CYCLES_FRONTEND

Cycles in which the pipeline got no instruction to work on.

=item Sys::Virt::Domain::PERF_PARAM_STALLED_CYCLES_BACKEND

Cycles in which the pipeline waited for data or for a free unit.

=item Sys::Virt::Domain::PERF_PARAM_REF_CPU_CYCLES

Cycles at a constant rate, whatever the frequency scaling does.

=item Sys::Virt::Domain::PERF_PARAM_CPU_CLOCK

Time by a clock of the CPU, in nanoseconds.

=item Sys::Virt::Domain::PERF_PARAM_TASK_CLOCK

Time that the threads of the domain actually ran, in nanoseconds.

=item Sys::Virt::Domain::PERF_PARAM_PAGE_FAULTS

Accesses to a page that was not mapped, of both kinds below.

=item Sys::Virt::Domain::PERF_PARAM_CONTEXT_SWITCHES

How often a host CPU turned to another thread.

=item Sys::Virt::Domain::PERF_PARAM_CPU_MIGRATIONS

How often a thread moved to another host CPU.

=item Sys::Virt::Domain::PERF_PARAM_PAGE_FAULTS_MIN

Page faults that were settled without reading from disk.

=item Sys::Virt::Domain::PERF_PARAM_PAGE_FAULTS_MAJ

Page faults for which data was read from disk.

=item Sys::Virt::Domain::PERF_PARAM_ALIGNMENT_FAULTS

Accesses to an unaligned address that the kernel had to mend; never on x86.

=item Sys::Virt::Domain::PERF_PARAM_EMULATION_FAULTS

Instructions that the kernel had to emulate.

=back

=head2 DEVICE FLAGS

For C<attach_device>, C<detach_device>, C<detach_device_alias> and C<update_device>.

=over 4

=item Sys::Virt::Domain::DEVICE_MODIFY_CURRENT

Change the running guest if it runs, else the saved configuration.

=item Sys::Virt::Domain::DEVICE_MODIFY_LIVE

Change the running guest; the change is lost when it stops.

=item Sys::Virt::Domain::DEVICE_MODIFY_CONFIG

Change the saved configuration, for the next start.

=item Sys::Virt::Domain::DEVICE_MODIFY_FORCE

Do it even if the guest objects, such as taking out a CD from a locked drive.

=back

=head2 INTERFACE BANDWIDTH PARAMETERS

Keys of the hashes of C<get_interface_parameters> and C<set_interface_parameters>, all unsigned
numbers. Inbound is traffic towards the guest; an average of 0 takes the settings of that direction
away.

=over 4

=item Sys::Virt::Domain::BANDWIDTH_IN_AVERAGE

Rate to which inbound traffic is shaped, in KiB per second.

=item Sys::Virt::Domain::BANDWIDTH_IN_PEAK

Rate at which a burst of inbound traffic may pass, in KiB per second.

=item Sys::Virt::Domain::BANDWIDTH_IN_BURST

How much inbound traffic may pass at the peak rate at once, in KiB.

=item Sys::Virt::Domain::BANDWIDTH_IN_FLOOR

Inbound rate that the interface is guaranteed, in KiB per second.

=item Sys::Virt::Domain::BANDWIDTH_OUT_AVERAGE

Rate to which outbound traffic is shaped, in KiB per second.

=item Sys::Virt::Domain::BANDWIDTH_OUT_PEAK

Rate at which a burst of outbound traffic may pass, in KiB per second.

=item Sys::Virt::Domain::BANDWIDTH_OUT_BURST

How much outbound traffic may pass at the peak rate at once, in KiB.

=back

=head2 INTERFACE ANNOUNCEMENT PARAMETERS

Keys of the hash for C<announce_interface>, all unsigned numbers: when to send the packets by which
switches learn where the guest is now. What is left out, or 0, gets a default.

=over 4

=item Sys::Virt::Domain::ANNOUNCE_INTERFACE_INITIAL

Milliseconds to wait before the first packet, 50 by default (libvirt 12.5).

=item Sys::Virt::Domain::ANNOUNCE_INTERFACE_MAX

Longest wait between two packets, in milliseconds (libvirt 12.5).

=item Sys::Virt::Domain::ANNOUNCE_INTERFACE_ROUNDS

How many packets to send (libvirt 12.5).

=item Sys::Virt::Domain::ANNOUNCE_INTERFACE_STEP

Milliseconds by which each wait is longer than the one before (libvirt 12.5).

=back

=head2 CONSOLE FLAGS

For C<open_console>.

=over 4

=item Sys::Virt::Domain::OPEN_CONSOLE_FORCE

Take the console over: disconnect whoever has it open.

=item Sys::Virt::Domain::OPEN_CONSOLE_SAFE

Open it only if the hypervisor makes sure that no two clients have it open at once.

=back

=head2 CHANNEL FLAGS

For C<open_channel>.

=over 4

=item Sys::Virt::Domain::OPEN_CHANNEL_FORCE

Take the channel over: disconnect whoever has it open.

=back

=head2 GRAPHICS FLAGS

For C<open_graphics> and C<open_graphics_fd>.

=over 4

=item Sys::Virt::Domain::OPEN_GRAPHICS_SKIPAUTH

Do not ask this client for the password of the display.

=back

=head2 GRAPHICS RELOAD TYPES

The first argument of C<graphics_reload>: which display server is to load its TLS certificates anew.

=over 4

=item Sys::Virt::Domain::GRAPHICS_RELOAD_TYPE_ANY

Whichever displays the guest has (libvirt 10.2).

=item Sys::Virt::Domain::GRAPHICS_RELOAD_TYPE_VNC

The VNC display (libvirt 10.2).

=back

=head2 FILE DESCRIPTOR FLAGS

For C<fd_associate>.

=over 4

=item Sys::Virt::Domain::FD_ASSOCIATE_SECLABEL_RESTORE

Try to give the file its former security label back when the guest no longer uses it (libvirt 9.0).

=item Sys::Virt::Domain::FD_ASSOCIATE_SECLABEL_WRITABLE

Label the file for writing even where the guest would only read it, for images that a block job may
write to later (libvirt 9.0).

=back

=head2 LAUNCH SECURITY PARAMETERS

About guests whose memory is encrypted by AMD SEV. All but the last three are keys of the hash from
C<get_launch_security_info>; the last three are keys of the hash for C<set_launch_security_state>.

=over 4

=item Sys::Virt::Domain::LAUNCH_SECURITY_SEV_MEASUREMENT

Measurement of what was loaded into the guest, a string in base64. Its owner compares it before
handing out a secret.

=item Sys::Virt::Domain::LAUNCH_SECURITY_SEV_API_MAJOR

Major number of the API version of the SEV firmware, an unsigned number (libvirt 8.0).

=item Sys::Virt::Domain::LAUNCH_SECURITY_SEV_API_MINOR

Minor number of that version, an unsigned number (libvirt 8.0).

=item Sys::Virt::Domain::LAUNCH_SECURITY_SEV_BUILD_ID

Build number of the SEV firmware, an unsigned number (libvirt 8.0).

=item Sys::Virt::Domain::LAUNCH_SECURITY_SEV_POLICY

Policy bits that the guest was started with, an unsigned number; they say whether it may be debugged
or migrated (libvirt 8.0).

=item Sys::Virt::Domain::LAUNCH_SECURITY_SEV_SNP_POLICY

Policy bits of a guest with SEV-SNP, an unsigned number of 64 bits (libvirt 10.5).

=item Sys::Virt::Domain::LAUNCH_SECURITY_SEV_SECRET_HEADER

What the firmware needs to decrypt the secret and to check it, a string in base64 (libvirt 8.0).

=item Sys::Virt::Domain::LAUNCH_SECURITY_SEV_SECRET

The encrypted secret itself, such as a disk key, a string in base64 (libvirt 8.0).

=item Sys::Virt::Domain::LAUNCH_SECURITY_SEV_SECRET_SET_ADDRESS

Where in the memory of the guest to put the secret, a physical address and unsigned number. Without
it the hypervisor uses the place that the guest's firmware has set aside (libvirt 8.0).

=back

=head2 EVENT IDS

The second argument of C<domain_event_register_any> in L<Sys::Virt>. Each item says what the
callback gets after connection and domain.

=over 4

=item Sys::Virt::Domain::EVENT_ID_LIFECYCLE

The domain changed its state. The callback gets one of the lifecycle events, and a detail that
belongs to it.

=item Sys::Virt::Domain::EVENT_ID_REBOOT

The guest rebooted. The callback gets no further argument.

=item Sys::Virt::Domain::EVENT_ID_RTC_CHANGE

The guest set its hardware clock. The callback gets how many seconds it is ahead of UTC.

=item Sys::Virt::Domain::EVENT_ID_WATCHDOG

The watchdog of the guest ran out. The callback gets one of the watchdog actions.

=item Sys::Virt::Domain::EVENT_ID_IO_ERROR

A disk request failed. The callback gets the path of the image, the alias of the device and one of
the I/O error actions.

=item Sys::Virt::Domain::EVENT_ID_GRAPHICS

A client of the display came or went. The callback gets one of the graphics phases, the address of
the server and that of the client (hashes with C<family>, C<node> and C<service>), the
authentication scheme, and the identities of the client (an array of hashes with C<type> and
C<name>).

=item Sys::Virt::Domain::EVENT_ID_IO_ERROR_REASON

A disk request failed. The callback gets what it gets for C<EVENT_ID_IO_ERROR>, and a reason:
C<enospc> if the host had no space left, C<message> if C<get_messages> has the text, or an empty
string.

=item Sys::Virt::Domain::EVENT_ID_CONTROL_ERROR

libvirt lost control of the hypervisor process; the guest may still run. The callback gets no
further argument.

=item Sys::Virt::Domain::EVENT_ID_BLOCK_JOB

A block job ended or got ready. The callback gets the path of the image, a block job type and a
block job status.

=item Sys::Virt::Domain::EVENT_ID_DISK_CHANGE

A disk got another medium, or none. The callback gets the path of the old image, that of the new
one, the alias of the device and a reason.

=item Sys::Virt::Domain::EVENT_ID_TRAY_CHANGE

The tray of a CD or floppy drive moved. The callback gets the alias of the device and a reason.

=item Sys::Virt::Domain::EVENT_ID_PMWAKEUP

The guest woke up. The callback gets a reason, which is always 0.

=item Sys::Virt::Domain::EVENT_ID_PMSUSPEND

The guest went to sleep in memory. The callback gets a reason, which is always 0.

=item Sys::Virt::Domain::EVENT_ID_BALLOON_CHANGE

The guest gave memory back or took it. The callback gets how much it has now, in KiB.

=item Sys::Virt::Domain::EVENT_ID_PMSUSPEND_DISK

The guest went to sleep on disk. The callback gets a reason, which is always 0.

=item Sys::Virt::Domain::EVENT_ID_DEVICE_REMOVED

The guest let go of a device, which is thereby detached. The callback gets the alias of the device.

=item Sys::Virt::Domain::EVENT_ID_BLOCK_JOB_2

As C<EVENT_ID_BLOCK_JOB>, but the callback gets the target name of the disk, such as C<vda>, in
place of the path, which a job can change.

=item Sys::Virt::Domain::EVENT_ID_TUNABLE

A tuning setting changed. The callback gets a hash of the new values, with the tunable parameters as
keys.

=item Sys::Virt::Domain::EVENT_ID_AGENT_LIFECYCLE

The guest agent came or went. The callback gets an agent state and a reason.

=item Sys::Virt::Domain::EVENT_ID_DEVICE_ADDED

A device was attached to the running guest. The callback gets the alias of the device.

=item Sys::Virt::Domain::EVENT_ID_MIGRATION_ITERATION

A live migration began another pass over the memory. The callback gets the number of the pass.

=item Sys::Virt::Domain::EVENT_ID_JOB_COMPLETED

A job of the domain, such as a migration or a backup, ended. The callback gets a hash of its
statistics, with the job parameters as keys.

=item Sys::Virt::Domain::EVENT_ID_DEVICE_REMOVAL_FAILED

The guest refused to let go of a device. The callback gets the alias of the device.

=item Sys::Virt::Domain::EVENT_ID_METADATA_CHANGE

Title, description or metadata was changed. The callback gets the metadata type, and the namespace
URI for C<METADATA_ELEMENT>.

=item Sys::Virt::Domain::EVENT_ID_BLOCK_THRESHOLD

The guest wrote past the mark of C<set_block_threshold>. The callback gets the name of the disk, the
path of the image if it is local, the mark in bytes, and by how many bytes it was passed.

=item Sys::Virt::Domain::EVENT_ID_MEMORY_FAILURE

Memory of the host turned out to be broken. The callback gets a recipient, an action and flags
(libvirt 6.9).

=item Sys::Virt::Domain::EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE

The guest followed a request to change the size of a memory device. The callback gets the alias of
the device and its size in KiB (libvirt 7.9).

=item Sys::Virt::Domain::EVENT_ID_NIC_MAC_CHANGE

The guest gave a network interface another MAC address. The callback gets the alias of the device,
the old address and the new one (libvirt 11.2).

=item Sys::Virt::Domain::EVENT_ID_VCPU_REMOVED

A virtual CPU was taken away from the running guest. The callback gets its number (libvirt 12.4).

=item Sys::Virt::Domain::EVENT_ID_CHANNEL_LIFECYCLE

A program in the guest opened or closed its end of a virtio channel. The callback gets a channel
state and a reason (libvirt 12.4).

=back

=head2 LIFECYCLE EVENTS

What a callback for C<EVENT_ID_LIFECYCLE>, or one of C<domain_event_register>, gets first. The
detail after it is explained in the sections that follow.

=over 4

=item Sys::Virt::Domain::EVENT_DEFINED

The configuration was saved, for the first time or anew.

=item Sys::Virt::Domain::EVENT_UNDEFINED

The saved configuration was removed.

=item Sys::Virt::Domain::EVENT_STARTED

The guest was started.

=item Sys::Virt::Domain::EVENT_SUSPENDED

The guest was paused.

=item Sys::Virt::Domain::EVENT_RESUMED

The guest runs on after a pause.

=item Sys::Virt::Domain::EVENT_STOPPED

The guest has stopped; its process is gone.

=item Sys::Virt::Domain::EVENT_SHUTDOWN

The guest has shut itself down; its process is about to go.

=item Sys::Virt::Domain::EVENT_PMSUSPENDED

The guest went to sleep by its own power management.

=item Sys::Virt::Domain::EVENT_CRASHED

The guest crashed.

=back

=head2 DEFINED EVENT DETAILS

The detail of C<EVENT_DEFINED>.

=over 4

=item Sys::Virt::Domain::EVENT_DEFINED_ADDED

The domain is new.

=item Sys::Virt::Domain::EVENT_DEFINED_UPDATED

The domain was there; its configuration changed.

=item Sys::Virt::Domain::EVENT_DEFINED_RENAMED

The domain got this name in place of another.

=item Sys::Virt::Domain::EVENT_DEFINED_FROM_SNAPSHOT

The configuration is that of a snapshot that was reverted to.

=back

=head2 UNDEFINED EVENT DETAILS

The detail of C<EVENT_UNDEFINED>.

=over 4

=item Sys::Virt::Domain::EVENT_UNDEFINED_REMOVED

The domain is gone.

=item Sys::Virt::Domain::EVENT_UNDEFINED_RENAMED

The domain lives on under another name.

=back

=head2 STARTED EVENT DETAILS

The detail of C<EVENT_STARTED>: where the guest came from.

=over 4

=item Sys::Virt::Domain::EVENT_STARTED_BOOTED

An ordinary boot.

=item Sys::Virt::Domain::EVENT_STARTED_MIGRATED

It arrived from another host.

=item Sys::Virt::Domain::EVENT_STARTED_RESTORED

Its memory was loaded from a save file.

=item Sys::Virt::Domain::EVENT_STARTED_FROM_SNAPSHOT

A snapshot was reverted to.

=item Sys::Virt::Domain::EVENT_STARTED_WAKEUP

It woke up from its sleep.

=item Sys::Virt::Domain::EVENT_STARTED_RECREATED

A new process was made for it, since a guest with encrypted memory cannot be reset in the old one
(libvirt 11.6).

=back

=head2 SUSPENDED EVENT DETAILS

The detail of C<EVENT_SUSPENDED>: why the guest was paused.

=over 4

=item Sys::Virt::Domain::EVENT_SUSPENDED_PAUSED

Somebody called C<suspend>.

=item Sys::Virt::Domain::EVENT_SUSPENDED_MIGRATED

It is being migrated, and must not run meanwhile.

=item Sys::Virt::Domain::EVENT_SUSPENDED_IOERROR

A disk request failed.

=item Sys::Virt::Domain::EVENT_SUSPENDED_WATCHDOG

Its watchdog ran out.

=item Sys::Virt::Domain::EVENT_SUSPENDED_RESTORED

It was paused when it was saved, and has now been restored.

=item Sys::Virt::Domain::EVENT_SUSPENDED_FROM_SNAPSHOT

It was paused when the snapshot was taken that has now been reverted to.

=item Sys::Virt::Domain::EVENT_SUSPENDED_API_ERROR

An operation of libvirt paused it for a while and then could not let it run again.

=item Sys::Virt::Domain::EVENT_SUSPENDED_POSTCOPY

It runs on at the destination of a post-copy migration; here it stands still.

=item Sys::Virt::Domain::EVENT_SUSPENDED_POSTCOPY_FAILED

A post-copy migration broke off, and neither host has all of the memory.

=item Sys::Virt::Domain::EVENT_SUSPENDED_GUEST_SHUTDOWN

It shut itself down during a backup with C<BACKUP_BEGIN_PRESERVE_SHUTDOWN_DOMAIN>, and is kept for
that (libvirt 11.10).

=back

=head2 RESUMED EVENT DETAILS

The detail of C<EVENT_RESUMED>: why the guest runs on.

=over 4

=item Sys::Virt::Domain::EVENT_RESUMED_UNPAUSED

Somebody called C<resume>.

=item Sys::Virt::Domain::EVENT_RESUMED_MIGRATED

A migration is over, at the destination or because it failed.

=item Sys::Virt::Domain::EVENT_RESUMED_FROM_SNAPSHOT

A snapshot was reverted to.

=item Sys::Virt::Domain::EVENT_RESUMED_POSTCOPY

It runs at the destination of a post-copy migration, which still fetches memory.

=item Sys::Virt::Domain::EVENT_RESUMED_POSTCOPY_FAILED

It runs at the destination although the post-copy migration broke off (libvirt 8.5).

=back

=head2 STOPPED EVENT DETAILS

The detail of C<EVENT_STOPPED>: why the guest stopped.

=over 4

=item Sys::Virt::Domain::EVENT_STOPPED_SHUTDOWN

The guest shut itself down, on request or not.

=item Sys::Virt::Domain::EVENT_STOPPED_DESTROYED

Somebody called C<destroy>.

=item Sys::Virt::Domain::EVENT_STOPPED_CRASHED

The guest crashed.

=item Sys::Virt::Domain::EVENT_STOPPED_MIGRATED

It left for another host.

=item Sys::Virt::Domain::EVENT_STOPPED_SAVED

Its memory was written to a save file.

=item Sys::Virt::Domain::EVENT_STOPPED_FAILED

The hypervisor process, or its start, failed.

=item Sys::Virt::Domain::EVENT_STOPPED_FROM_SNAPSHOT

A snapshot of the stopped guest was reverted to.

=item Sys::Virt::Domain::EVENT_STOPPED_RECREATED

The process of a guest with encrypted memory was ended, to start it in a new one (libvirt 11.6).

=back

=head2 SHUTDOWN EVENT DETAILS

The detail of C<EVENT_SHUTDOWN>: who wanted the shutdown.

=over 4

=item Sys::Virt::Domain::EVENT_SHUTDOWN_FINISHED

The hypervisor does not tell.

=item Sys::Virt::Domain::EVENT_SHUTDOWN_GUEST

The guest itself.

=item Sys::Virt::Domain::EVENT_SHUTDOWN_HOST

The host, for instance by a signal to the hypervisor process.

=back

=head2 PMSUSPENDED EVENT DETAILS

The detail of C<EVENT_PMSUSPENDED>: where the guest keeps its state while it sleeps.

=over 4

=item Sys::Virt::Domain::EVENT_PMSUSPENDED_MEMORY

In memory (S3).

=item Sys::Virt::Domain::EVENT_PMSUSPENDED_DISK

On disk (S4).

=back

=head2 CRASHED EVENT DETAILS

The detail of C<EVENT_CRASHED>.

=over 4

=item Sys::Virt::Domain::EVENT_CRASHED_PANICKED

The kernel of the guest panicked and stopped.

=item Sys::Virt::Domain::EVENT_CRASHED_CRASHLOADED

The kernel of the guest panicked, and a crash kernel takes over to write a dump (libvirt 6.1).

=back

=head2 WATCHDOG ACTIONS

What a callback for C<EVENT_ID_WATCHDOG> gets: what was done as the watchdog ran out.

=over 4

=item Sys::Virt::Domain::EVENT_WATCHDOG_NONE

Nothing; the guest runs on.

=item Sys::Virt::Domain::EVENT_WATCHDOG_PAUSE

The guest was paused.

=item Sys::Virt::Domain::EVENT_WATCHDOG_RESET

The guest was reset.

=item Sys::Virt::Domain::EVENT_WATCHDOG_POWEROFF

The guest was switched off.

=item Sys::Virt::Domain::EVENT_WATCHDOG_SHUTDOWN

The guest was asked to shut itself down.

=item Sys::Virt::Domain::EVENT_WATCHDOG_DEBUG

Only a message was logged.

=item Sys::Virt::Domain::EVENT_WATCHDOG_INJECTNMI

The guest got a non-maskable interrupt.

=back

=head2 I/O ERROR ACTIONS

What a callback for C<EVENT_ID_IO_ERROR> or C<EVENT_ID_IO_ERROR_REASON> gets: what was done about
the failed request.

=over 4

=item Sys::Virt::Domain::EVENT_IO_ERROR_NONE

Nothing; the guest takes it for done.

=item Sys::Virt::Domain::EVENT_IO_ERROR_PAUSE

The guest was paused; the request is repeated when it runs on.

=item Sys::Virt::Domain::EVENT_IO_ERROR_REPORT

The guest was told of the error.

=back

=head2 GRAPHICS PHASES

What a callback for C<EVENT_ID_GRAPHICS> gets first.

=over 4

=item Sys::Virt::Domain::EVENT_GRAPHICS_CONNECT

A client has connected.

=item Sys::Virt::Domain::EVENT_GRAPHICS_INITIALIZE

The client has proved who it is and can use the display.

=item Sys::Virt::Domain::EVENT_GRAPHICS_DISCONNECT

The client is gone.

=back

=head2 GRAPHICS ADDRESS TYPES

The C<family> of the addresses that a callback for C<EVENT_ID_GRAPHICS> gets.

=over 4

=item Sys::Virt::Domain::EVENT_GRAPHICS_ADDRESS_IPV4

C<node> is an IPv4 address and C<service> a port.

=item Sys::Virt::Domain::EVENT_GRAPHICS_ADDRESS_IPV6

C<node> is an IPv6 address and C<service> a port.

=item Sys::Virt::Domain::EVENT_GRAPHICS_ADDRESS_UNIX

C<node> is the path of a UNIX socket.

=back

=head2 BLOCK JOB STATUS

The last argument that the callbacks for C<EVENT_ID_BLOCK_JOB> and C<EVENT_ID_BLOCK_JOB_2> get.

=over 4

=item Sys::Virt::Domain::BLOCK_JOB_COMPLETED

The job did what it had to do, and has ended.

=item Sys::Virt::Domain::BLOCK_JOB_FAILED

The job met with an error, and has ended.

=item Sys::Virt::Domain::BLOCK_JOB_CANCELED

The job was ended by C<abort_block_job>.

=item Sys::Virt::Domain::BLOCK_JOB_READY

The copy has caught up with the disk: C<abort_block_job> can now end the job, with
C<BLOCK_JOB_ABORT_PIVOT> or without.

=back

=head2 DISK CHANGE REASONS

The last argument that a callback for C<EVENT_ID_DISK_CHANGE> gets. The path of the new image is
undefined for both.

=over 4

=item Sys::Virt::Domain::EVENT_DISK_CHANGE_MISSING_ON_START

The medium was not there when the guest was started, and its C<startupPolicy> let the drive be
empty.

=item Sys::Virt::Domain::EVENT_DISK_DROP_MISSING_ON_START

The image was not there when the guest was started, and its C<startupPolicy> let the disk be left
out.

=back

=head2 TRAY CHANGE REASONS

The last argument that a callback for C<EVENT_ID_TRAY_CHANGE> gets.

=over 4

=item Sys::Virt::Domain::EVENT_TRAY_CHANGE_OPEN

The tray came out.

=item Sys::Virt::Domain::EVENT_TRAY_CHANGE_CLOSE

The tray went in.

=back

=head2 AGENT STATES

The state that a callback for C<EVENT_ID_AGENT_LIFECYCLE> gets.

=over 4

=item Sys::Virt::Domain::EVENT_AGENT_LIFECYCLE_STATE_CONNECTED

The guest agent is there and can be asked.

=item Sys::Virt::Domain::EVENT_AGENT_LIFECYCLE_STATE_DISCONNECTED

The guest agent is gone; what needs it fails.

=back

=head2 AGENT REASONS

The reason that a callback for C<EVENT_ID_AGENT_LIFECYCLE> gets.

=over 4

=item Sys::Virt::Domain::EVENT_AGENT_LIFECYCLE_REASON_UNKNOWN

Nothing is known about the cause.

=item Sys::Virt::Domain::EVENT_AGENT_LIFECYCLE_REASON_DOMAIN_STARTED

The guest was started, and this is the state it began with.

=item Sys::Virt::Domain::EVENT_AGENT_LIFECYCLE_REASON_CHANNEL

The agent opened or closed its channel.

=back

=head2 CHANNEL STATES

The state that a callback for C<EVENT_ID_CHANNEL_LIFECYCLE> gets.

=over 4

=item Sys::Virt::Domain::EVENT_CHANNEL_LIFECYCLE_STATE_CONNECTED

A program in the guest has the channel open (libvirt 12.4).

=item Sys::Virt::Domain::EVENT_CHANNEL_LIFECYCLE_STATE_DISCONNECTED

No program in the guest has the channel open (libvirt 12.4).

=back

=head2 CHANNEL REASONS

The reason that a callback for C<EVENT_ID_CHANNEL_LIFECYCLE> gets.

=over 4

=item Sys::Virt::Domain::EVENT_CHANNEL_LIFECYCLE_REASON_UNKNOWN

Nothing is known about the cause (libvirt 12.4).

=item Sys::Virt::Domain::EVENT_CHANNEL_LIFECYCLE_REASON_DOMAIN_STARTED

The guest was started, and this is the state the channel began with (libvirt 12.4).

=item Sys::Virt::Domain::EVENT_CHANNEL_LIFECYCLE_REASON_CHANNEL

The program in the guest opened or closed it (libvirt 12.4).

=back

=head2 MEMORY FAILURE RECIPIENTS

The first argument that a callback for C<EVENT_ID_MEMORY_FAILURE> gets: whose memory is broken.

=over 4

=item Sys::Virt::Domain::EVENT_MEMORY_FAILURE_RECIPIENT_HYPERVISOR

That of the hypervisor process itself (libvirt 6.9).

=item Sys::Virt::Domain::EVENT_MEMORY_FAILURE_RECIPIENT_GUEST

That of the guest (libvirt 6.9).

=back

=head2 MEMORY FAILURE ACTIONS

The second argument that a callback for C<EVENT_ID_MEMORY_FAILURE> gets: what was done about it.

=over 4

=item Sys::Virt::Domain::EVENT_MEMORY_FAILURE_ACTION_IGNORE

Nothing, as nobody needs the broken memory at the moment (libvirt 6.9).

=item Sys::Virt::Domain::EVENT_MEMORY_FAILURE_ACTION_INJECT

The guest was told by a machine check exception, and deals with it (libvirt 6.9).

=item Sys::Virt::Domain::EVENT_MEMORY_FAILURE_ACTION_FATAL

The hypervisor process cannot go on, and ends (libvirt 6.9).

=item Sys::Virt::Domain::EVENT_MEMORY_FAILURE_ACTION_RESET

The guest was reset, as it cannot deal with machine check exceptions (libvirt 6.9).

=back

=head2 MEMORY FAILURE FLAGS

Bits of the last argument that a callback for C<EVENT_ID_MEMORY_FAILURE> gets.

=over 4

=item Sys::Virt::Domain::MEMORY_FAILURE_ACTION_REQUIRED

The broken memory was in use. Without this bit it was found in passing, as by a scrubber (libvirt
6.9).

=item Sys::Virt::Domain::MEMORY_FAILURE_RECURSIVE

The failure came while an earlier one was still dealt with (libvirt 6.9).

=back

=head2 TUNABLE PARAMETERS

Keys of the hash that a callback for C<EVENT_ID_TUNABLE> gets; only what changed is there. Pinnings
are strings that list host CPUs. The CPU values are those of C<get_scheduler_parameters>, and the
C<blkdeviotune> values, for the one disk that the hash names, those of C<get_block_iotune>.

=over 4

=item Sys::Virt::Domain::TUNABLE_CPU_VCPUPIN

Host CPUs of one virtual CPU, a string. The key has the number of the virtual CPU in place of C<%u>:
C<cputune.vcpupin1>.

=item Sys::Virt::Domain::TUNABLE_CPU_EMULATORPIN

Host CPUs of the emulator threads, a string.

=item Sys::Virt::Domain::TUNABLE_IOTHREADSPIN

Host CPUs of one I/O thread, a string. The key has the ID of the thread in place of C<%u>:
C<cputune.iothreadpin1>.

=item Sys::Virt::Domain::TUNABLE_CPU_CPU_SHARES

Weight against other domains, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_CPU_GLOBAL_PERIOD

Period for the whole domain in microseconds, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_CPU_GLOBAL_QUOTA

Microseconds of CPU time for the whole domain in each period, a signed number.

=item Sys::Virt::Domain::TUNABLE_CPU_VCPU_PERIOD

Period for each virtual CPU in microseconds, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_CPU_VCPU_QUOTA

Microseconds of CPU time for each virtual CPU in each period, a signed number.

=item Sys::Virt::Domain::TUNABLE_CPU_EMULATOR_PERIOD

Period for the emulator threads in microseconds, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_CPU_EMULATOR_QUOTA

Microseconds of CPU time for the emulator threads in each period, a signed number.

=item Sys::Virt::Domain::TUNABLE_CPU_IOTHREAD_PERIOD

Period for each I/O thread in microseconds, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_CPU_IOTHREAD_QUOTA

Microseconds of CPU time for each I/O thread in each period, a signed number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_DISK

Which disk the values below are for, a string such as C<vda>.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_TOTAL_BYTES_SEC

Bytes per second that may be read and written together, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_READ_BYTES_SEC

Bytes per second that may be read, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_WRITE_BYTES_SEC

Bytes per second that may be written, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_TOTAL_IOPS_SEC

Requests per second of both kinds, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_READ_IOPS_SEC

Reads per second, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_WRITE_IOPS_SEC

Writes per second, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_TOTAL_BYTES_SEC_MAX

Bytes per second, both ways together, during a burst, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_READ_BYTES_SEC_MAX

Bytes per second that may be read during a burst, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_WRITE_BYTES_SEC_MAX

Bytes per second that may be written during a burst, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_TOTAL_IOPS_SEC_MAX

Requests per second of both kinds during a burst, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_READ_IOPS_SEC_MAX

Reads per second during a burst, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_WRITE_IOPS_SEC_MAX

Writes per second during a burst, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_SIZE_IOPS_SEC

Size in bytes up to which a request counts as one, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_GROUP_NAME

Group of disks with which the quota is shared, a string.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_TOTAL_BYTES_SEC_MAX_LENGTH

How many seconds a burst of both ways may exceed the byte rate, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_READ_BYTES_SEC_MAX_LENGTH

How many seconds a burst of reads may exceed the byte rate, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_WRITE_BYTES_SEC_MAX_LENGTH

How many seconds a burst of writes may exceed the byte rate, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_TOTAL_IOPS_SEC_MAX_LENGTH

How many seconds a burst of both kinds may exceed the request rate, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_READ_IOPS_SEC_MAX_LENGTH

How many seconds a burst of reads may exceed the request rate, an unsigned number.

=item Sys::Virt::Domain::TUNABLE_BLKDEV_WRITE_IOPS_SEC_MAX_LENGTH

How many seconds a burst of writes may exceed the request rate, an unsigned number.

=back

=head2 GUEST INFO TYPES

The first argument of C<get_guest_info>: what to ask the guest agent for. 0 asks for all that it can
tell.

=over 4

=item Sys::Virt::Domain::GUEST_INFO_USERS

Who is logged in.

=item Sys::Virt::Domain::GUEST_INFO_OS

Which operating system runs.

=item Sys::Virt::Domain::GUEST_INFO_TIMEZONE

Which time zone is set.

=item Sys::Virt::Domain::GUEST_INFO_HOSTNAME

What the guest calls itself.

=item Sys::Virt::Domain::GUEST_INFO_FILESYSTEM

Which filesystems are mounted, and on which disks.

=item Sys::Virt::Domain::GUEST_INFO_DISKS

Which disks and partitions the guest sees (libvirt 7.0).

=item Sys::Virt::Domain::GUEST_INFO_INTERFACES

Which network interfaces and addresses the guest has (libvirt 7.10).

=item Sys::Virt::Domain::GUEST_INFO_LOAD

How busy the guest was of late (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_DEVICES

Which devices the guest sees, and with which drivers; for Windows guests (libvirt 12.7).

=back

=head2 GUEST INFO PARAMETERS

Keys of the hash from C<get_guest_info>. A list has a count, and keys that are put together from a
prefix, a number from 0 up and a suffix: C<GUEST_INFO_USER_PREFIX>, 0 and
C<GUEST_INFO_USER_SUFFIX_NAME> make C<user.0.name>. A list within a list goes on in the same way:
C<fs.0.disk.1.alias>. Most of these keys have had a constant only since libvirt 11.2; the keys
themselves are as old as the type above that they belong to.

=over 4

=item Sys::Virt::Domain::GUEST_INFO_USER_COUNT

How many users are logged in, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_USER_PREFIX

Begins the keys of one user (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_USER_SUFFIX_NAME

Login name, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_USER_SUFFIX_DOMAIN

Windows domain that the user belongs to, a string; absent in other guests (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_USER_SUFFIX_LOGIN_TIME

When the user logged in, in milliseconds since 1970, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_OS_ID

Short name of the operating system for programs, such as C<fedora> or C<mswindows>, a string
(libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_OS_NAME

Name of the operating system for people, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_OS_PRETTY_NAME

The same with its version, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_OS_VERSION

Version for people, which may have a code name in it, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_OS_VERSION_ID

Version for programs, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_OS_KERNEL_RELEASE

Release of the kernel, what C<uname -r> prints, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_OS_KERNEL_VERSION

Build of the kernel, what C<uname -v> prints, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_OS_MACHINE

Hardware that the kernel was built for, what C<uname -m> prints, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_OS_VARIANT

Edition of the operating system for people, such as a server edition, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_OS_VARIANT_ID

Edition of the operating system for programs, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_TIMEZONE_NAME

Name of the time zone, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_TIMEZONE_OFFSET

How many seconds it is ahead of UTC, a signed number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_HOSTNAME_HOSTNAME

Host name that is set in the guest, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_FS_COUNT

How many filesystems are mounted, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_FS_PREFIX

Begins the keys of one filesystem (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_FS_SUFFIX_MOUNTPOINT

Directory or drive where it is mounted, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_FS_SUFFIX_NAME

Device that it is on, by its name in the guest (C<sda1>), a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_FS_SUFFIX_FSTYPE

Kind of filesystem, such as C<ext4>, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_FS_SUFFIX_TOTAL_BYTES

Its size in bytes, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_FS_SUFFIX_USED_BYTES

How many bytes of it are occupied, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_FS_SUFFIX_DISK_COUNT

On how many disks it lies, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_FS_SUFFIX_DISK_PREFIX

Begins, after those of the filesystem, the keys of one of its disks (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_FS_SUFFIX_DISK_SUFFIX_ALIAS

Target name of the disk in the configuration, such as C<vda>, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_FS_SUFFIX_DISK_SUFFIX_SERIAL

Serial number of the disk, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_FS_SUFFIX_DISK_SUFFIX_DEVICE

Device node of the disk in the guest, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_DISK_COUNT

How many disks and partitions the guest sees, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_DISK_PREFIX

Begins the keys of one disk or partition (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_DISK_SUFFIX_NAME

Device node, or device path in Windows, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_DISK_SUFFIX_PARTITION

1 for a partition, 0 for a whole disk (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_DISK_SUFFIX_DEPENDENCY_COUNT

How many devices it is built on, as an LVM volume is on physical volumes, an unsigned number
(libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_DISK_SUFFIX_DEPENDENCY_PREFIX

Begins, after those of the disk, the key of one such device (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_DISK_SUFFIX_DEPENDENCY_SUFFIX_NAME

Device node of that device, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_DISK_SUFFIX_SERIAL

Serial number, if there is one, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_DISK_SUFFIX_ALIAS

Target name of the disk in the configuration, such as C<vda>, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_DISK_SUFFIX_GUEST_ALIAS

Another name that the guest has for it, in Linux the one of the device mapper, a string (libvirt
11.2).

=item Sys::Virt::Domain::GUEST_INFO_DISK_SUFFIX_GUEST_BUS

Kind of bus that the guest sees it on, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_IF_COUNT

How many network interfaces the guest has, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_IF_PREFIX

Begins the keys of one interface (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_IF_SUFFIX_NAME

Name of the interface in the guest, such as C<eth0>, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_IF_SUFFIX_HWADDR

MAC address of the interface as the guest has it, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_IF_SUFFIX_ADDR_COUNT

How many IP addresses it has, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_IF_SUFFIX_ADDR_PREFIX

Begins, after those of the interface, the keys of one address (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_IF_SUFFIX_ADDR_SUFFIX_TYPE

C<ipv4> or C<ipv6>, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_IF_SUFFIX_ADDR_SUFFIX_ADDR

The address itself, a string (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_IF_SUFFIX_ADDR_SUFFIX_PREFIX

Length of its network prefix in bits, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_LOAD_1M

Load average of the last minute, a floating-point number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_LOAD_5M

Load average of the last five minutes, a floating-point number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_LOAD_15M

Load average of the last fifteen minutes, a floating-point number (libvirt 11.2).

=item Sys::Virt::Domain::GUEST_INFO_DEVICE_COUNT

How many devices the guest sees, an unsigned number (libvirt 12.7).

=item Sys::Virt::Domain::GUEST_INFO_DEVICE_PREFIX

Begins the keys of one device (libvirt 12.7).

=item Sys::Virt::Domain::GUEST_INFO_DEVICE_SUFFIX_DRIVER_NAME

Name of its driver, a string (libvirt 12.7).

=item Sys::Virt::Domain::GUEST_INFO_DEVICE_SUFFIX_DRIVER_DATE

When its driver was released, as a time since 1970, a signed number; the guest agent counts it in
nanoseconds (libvirt 12.7).

=item Sys::Virt::Domain::GUEST_INFO_DEVICE_SUFFIX_DRIVER_VERSION

Version of its driver, a string (libvirt 12.7).

=item Sys::Virt::Domain::GUEST_INFO_DEVICE_SUFFIX_ID_TYPE

What kind of ID the keys below give, C<pci> for one, a string (libvirt 12.7).

=item Sys::Virt::Domain::GUEST_INFO_DEVICE_SUFFIX_PCI_VENDOR

PCI vendor ID, an unsigned number (libvirt 12.7).

=item Sys::Virt::Domain::GUEST_INFO_DEVICE_SUFFIX_PCI_DEVICE

PCI device ID, an unsigned number (libvirt 12.7).

=back

=head2 AGENT TIMEOUTS

What C<set_agent_response_timeout> takes instead of a number of seconds. libvirt counts the first
two as -2 and -1; they are 2**64-2 and 2**64-1 as Perl numbers.

=over 4

=item Sys::Virt::Domain::AGENT_RESPONSE_TIMEOUT_BLOCK

Wait for the guest agent as long as it takes.

=item Sys::Virt::Domain::AGENT_RESPONSE_TIMEOUT_DEFAULT

Wait as long as libvirt finds reasonable, some seconds.

=item Sys::Virt::Domain::AGENT_RESPONSE_TIMEOUT_NOWAIT

Do not wait: fail if the guest agent does not answer at once.

=back

=head2 HOST NAME FLAGS

For C<get_hostname>: whom to ask. With none, the hypervisor chooses.

=over 4

=item Sys::Virt::Domain::GET_HOSTNAME_LEASE

The DHCP server of libvirt, whose leases may have a name (libvirt 6.1).

=item Sys::Virt::Domain::GET_HOSTNAME_AGENT

The guest agent (libvirt 6.1).

=back

=head2 INTERFACE ADDRESS SOURCES

The first argument of C<get_interface_addresses>: where to look.

=over 4

=item Sys::Virt::Domain::INTERFACE_ADDRESSES_SRC_LEASE

In the leases of the DHCP server of libvirt; only for interfaces on a network of libvirt.

=item Sys::Virt::Domain::INTERFACE_ADDRESSES_SRC_AGENT

In the guest, by its agent. It sees all interfaces, those too that are made inside the guest.

=item Sys::Virt::Domain::INTERFACE_ADDRESSES_SRC_ARP

In the ARP table of the host, which knows who has talked to it lately.

=back

=head2 TIME FLAGS

For C<set_time>.

=over 4

=item Sys::Virt::Domain::TIME_SYNC

Have the guest set its time from its hardware clock; the given time is not used.

=back

=head2 PASSWORD FLAGS

For C<set_user_password>.

=over 4

=item Sys::Virt::Domain::PASSWORD_ENCRYPTED

The password is a hash, in the form that the guest stores.

=back

=head2 SSH KEY FLAGS

For C<authorized_ssh_keys_set>. With none, the given keys replace those of the user.

=over 4

=item Sys::Virt::Domain::AUTHORIZED_SSH_KEYS_SET_APPEND

Add the given keys to those of the user (libvirt 6.10).

=item Sys::Virt::Domain::AUTHORIZED_SSH_KEYS_SET_REMOVE

Take the given keys away from those of the user (libvirt 6.10).

=back

=head2 KEYCODE SETS

The first argument of C<send_key>: what the key codes mean.

=over 4

=item Sys::Virt::Domain::KEYCODE_SET_LINUX

Key codes of the Linux input layer.

=item Sys::Virt::Domain::KEYCODE_SET_XT

Scan codes of the IBM XT keyboard.

=item Sys::Virt::Domain::KEYCODE_SET_ATSET1

Scan codes of the AT keyboard, set 1, which is close to that of the XT.

=item Sys::Virt::Domain::KEYCODE_SET_ATSET2

Scan codes of the AT keyboard, set 2, with which PS/2 keyboards start.

=item Sys::Virt::Domain::KEYCODE_SET_ATSET3

Scan codes of the AT keyboard, set 3, once of IBM terminals.

=item Sys::Virt::Domain::KEYCODE_SET_OSX

Virtual key codes of macOS.

=item Sys::Virt::Domain::KEYCODE_SET_XT_KBD

XT scan codes as the keyboard driver of Linux changes them.

=item Sys::Virt::Domain::KEYCODE_SET_USB

Usage codes of USB HID keyboards.

=item Sys::Virt::Domain::KEYCODE_SET_WIN32

Virtual key codes of Windows.

=item Sys::Virt::Domain::KEYCODE_SET_QNUM

XT scan codes in which the first byte has its high bit set for extended keys, as QEMU and the VNC
extension for key codes have them.

=item Sys::Virt::Domain::KEYCODE_SET_RFB

An older name of C<KEYCODE_SET_QNUM>.

=back

=head2 KEY LIMITS

For C<send_key>.

=over 4

=item Sys::Virt::Domain::SEND_KEY_MAX_KEYS

How many key codes one call can send at most: 16.

=back

=head2 PROCESS SIGNALS

The second argument of C<send_process_signal>. The numbers are those of Linux; in another guest they
are mapped to its own. What is said here is what a process does that has made no other arrangement.

=over 4

=item Sys::Virt::Domain::PROCESS_SIGNAL_NOP

No signal: only see whether the process is there.

=item Sys::Virt::Domain::PROCESS_SIGNAL_HUP

C<SIGHUP>: the terminal is gone; ends the process. Daemons often read their configuration anew.

=item Sys::Virt::Domain::PROCESS_SIGNAL_INT

C<SIGINT>: interrupted from the keyboard; ends the process.

=item Sys::Virt::Domain::PROCESS_SIGNAL_QUIT

C<SIGQUIT>: quit from the keyboard; ends the process with a core dump.

=item Sys::Virt::Domain::PROCESS_SIGNAL_ILL

C<SIGILL>: an illegal instruction; ends the process with a core dump.

=item Sys::Virt::Domain::PROCESS_SIGNAL_TRAP

C<SIGTRAP>: a breakpoint; ends the process with a core dump.

=item Sys::Virt::Domain::PROCESS_SIGNAL_ABRT

C<SIGABRT>: given up by itself; ends the process with a core dump.

=item Sys::Virt::Domain::PROCESS_SIGNAL_BUS

C<SIGBUS>: an address without memory behind it; ends the process with a core dump.

=item Sys::Virt::Domain::PROCESS_SIGNAL_FPE

C<SIGFPE>: an impossible calculation; ends the process with a core dump.

=item Sys::Virt::Domain::PROCESS_SIGNAL_KILL

C<SIGKILL>: ends the process, which cannot prevent it.

=item Sys::Virt::Domain::PROCESS_SIGNAL_USR1

C<SIGUSR1>: for the program's own use; ends the process.

=item Sys::Virt::Domain::PROCESS_SIGNAL_SEGV

C<SIGSEGV>: memory that is not the process's own; ends the process with a core dump.

=item Sys::Virt::Domain::PROCESS_SIGNAL_USR2

C<SIGUSR2>: for the program's own use; ends the process.

=item Sys::Virt::Domain::PROCESS_SIGNAL_PIPE

C<SIGPIPE>: nobody reads what is written; ends the process.

=item Sys::Virt::Domain::PROCESS_SIGNAL_ALRM

C<SIGALRM>: a timer ran out; ends the process.

=item Sys::Virt::Domain::PROCESS_SIGNAL_TERM

C<SIGTERM>: the polite request to end; ends the process.

=item Sys::Virt::Domain::PROCESS_SIGNAL_STKFLT

C<SIGSTKFLT>: a fault of the coprocessor stack, not used any more; ends the process.

=item Sys::Virt::Domain::PROCESS_SIGNAL_CHLD

C<SIGCHLD>: a child stopped or ended; ignored.

=item Sys::Virt::Domain::PROCESS_SIGNAL_CONT

C<SIGCONT>: go on after a stop.

=item Sys::Virt::Domain::PROCESS_SIGNAL_STOP

C<SIGSTOP>: stops the process, which cannot prevent it.

=item Sys::Virt::Domain::PROCESS_SIGNAL_TSTP

C<SIGTSTP>: stopped from the keyboard; stops the process.

=item Sys::Virt::Domain::PROCESS_SIGNAL_TTIN

C<SIGTTIN>: a background process reads from the terminal; stops it.

=item Sys::Virt::Domain::PROCESS_SIGNAL_TTOU

C<SIGTTOU>: a background process writes to the terminal; stops it.

=item Sys::Virt::Domain::PROCESS_SIGNAL_URG

C<SIGURG>: urgent data on a socket; ignored.

=item Sys::Virt::Domain::PROCESS_SIGNAL_XCPU

C<SIGXCPU>: too much CPU time used; ends the process with a core dump.

=item Sys::Virt::Domain::PROCESS_SIGNAL_XFSZ

C<SIGXFSZ>: a file grew too large; ends the process with a core dump.

=item Sys::Virt::Domain::PROCESS_SIGNAL_VTALRM

C<SIGVTALRM>: a timer of CPU time ran out; ends the process.

=item Sys::Virt::Domain::PROCESS_SIGNAL_PROF

C<SIGPROF>: a timer for profiling ran out; ends the process.

=item Sys::Virt::Domain::PROCESS_SIGNAL_WINCH

C<SIGWINCH>: the terminal window has another size; ignored.

=item Sys::Virt::Domain::PROCESS_SIGNAL_POLL

C<SIGPOLL>, also C<SIGIO>: a file can be read or written now; ends the process.

=item Sys::Virt::Domain::PROCESS_SIGNAL_PWR

C<SIGPWR>: the power is failing; ends the process.

=item Sys::Virt::Domain::PROCESS_SIGNAL_SYS

C<SIGSYS>: an invalid system call; ends the process with a core dump.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT0

C<SIGRTMIN>, the first real-time signal. These have no fixed meaning, and end a process that expects
none.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT1

The real-time signal C<SIGRTMIN> + 1.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT2

The real-time signal C<SIGRTMIN> + 2.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT3

The real-time signal C<SIGRTMIN> + 3.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT4

The real-time signal C<SIGRTMIN> + 4.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT5

The real-time signal C<SIGRTMIN> + 5.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT6

The real-time signal C<SIGRTMIN> + 6.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT7

The real-time signal C<SIGRTMIN> + 7.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT8

The real-time signal C<SIGRTMIN> + 8.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT9

The real-time signal C<SIGRTMIN> + 9.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT10

The real-time signal C<SIGRTMIN> + 10.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT11

The real-time signal C<SIGRTMIN> + 11.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT12

The real-time signal C<SIGRTMIN> + 12.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT13

The real-time signal C<SIGRTMIN> + 13.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT14

The real-time signal C<SIGRTMIN> + 14.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT15

The real-time signal C<SIGRTMIN> + 15.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT16

The real-time signal C<SIGRTMIN> + 16.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT17

The real-time signal C<SIGRTMIN> + 17.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT18

The real-time signal C<SIGRTMIN> + 18.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT19

The real-time signal C<SIGRTMIN> + 19.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT20

The real-time signal C<SIGRTMIN> + 20.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT21

The real-time signal C<SIGRTMIN> + 21.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT22

The real-time signal C<SIGRTMIN> + 22.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT23

The real-time signal C<SIGRTMIN> + 23.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT24

The real-time signal C<SIGRTMIN> + 24.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT25

The real-time signal C<SIGRTMIN> + 25.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT26

The real-time signal C<SIGRTMIN> + 26.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT27

The real-time signal C<SIGRTMIN> + 27.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT28

The real-time signal C<SIGRTMIN> + 28.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT29

The real-time signal C<SIGRTMIN> + 29.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT30

The real-time signal C<SIGRTMIN> + 30.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT31

The real-time signal C<SIGRTMIN> + 31.

=item Sys::Virt::Domain::PROCESS_SIGNAL_RT32

The last real-time signal, C<SIGRTMIN> + 32 or C<SIGRTMAX>.

=back

=head2 JOB TYPES

The C<type> in the hash from C<get_job_info>, and the first value that C<get_job_stats> returns.

=over 4

=item Sys::Virt::Domain::JOB_NONE

No job is going on.

=item Sys::Virt::Domain::JOB_BOUNDED

A job whose end can be foreseen; its remaining time is given.

=item Sys::Virt::Domain::JOB_UNBOUNDED

A job that may take any time, such as a live migration, which goes on until little enough memory
changes.

=item Sys::Virt::Domain::JOB_COMPLETED

The job has ended well; these are its last numbers.

=item Sys::Virt::Domain::JOB_FAILED

The job has ended with an error.

=item Sys::Virt::Domain::JOB_CANCELLED

The job was ended by C<abort_job>.

=back

=head2 JOB OPERATIONS

The value of C<JOB_OPERATION> in the hash from C<get_job_stats>: what the job is for.

=over 4

=item Sys::Virt::Domain::JOB_OPERATION_UNKNOWN

Something that libvirt has no name for.

=item Sys::Virt::Domain::JOB_OPERATION_START

The guest is being started.

=item Sys::Virt::Domain::JOB_OPERATION_SAVE

The guest is being saved, by C<save> or C<managed_save>.

=item Sys::Virt::Domain::JOB_OPERATION_RESTORE

The guest is being restored from a save file.

=item Sys::Virt::Domain::JOB_OPERATION_MIGRATION_IN

The guest is on its way here from another host.

=item Sys::Virt::Domain::JOB_OPERATION_MIGRATION_OUT

The guest is on its way to another host.

=item Sys::Virt::Domain::JOB_OPERATION_SNAPSHOT

A snapshot is being taken.

=item Sys::Virt::Domain::JOB_OPERATION_SNAPSHOT_REVERT

A snapshot is being reverted to.

=item Sys::Virt::Domain::JOB_OPERATION_DUMP

The memory is being written to a core dump.

=item Sys::Virt::Domain::JOB_OPERATION_BACKUP

The disks are being backed up, after C<backup_begin>.

=item Sys::Virt::Domain::JOB_OPERATION_SNAPSHOT_DELETE

A snapshot is being deleted (libvirt 9.0).

=back

=head2 JOB STATISTICS FLAGS

For C<get_job_stats>.

=over 4

=item Sys::Virt::Domain::JOB_STATS_COMPLETED

Of the job that ended last, not of one that is going on. They can be read once only.

=item Sys::Virt::Domain::JOB_STATS_KEEP_COMPLETED

With C<JOB_STATS_COMPLETED>: let them be read again later.

=back

=head2 JOB ABORT FLAGS

For C<abort_job>.

=over 4

=item Sys::Virt::Domain::DOMAIN_ABORT_JOB_POSTCOPY

Interrupt a migration that is already in its post-copy phase. The guest stops on both sides until
the migration is taken up with C<MIGRATE_POSTCOPY_RESUME> (libvirt 8.5).

=back

=head2 JOB PARAMETERS

Keys of the hash from C<get_job_stats>, and of the one that a callback for C<EVENT_ID_JOB_COMPLETED>
gets. All but C<JOB_ERRMSG> are numbers, unsigned where nothing else is said; which of them are
there depends on the job.

=over 4

=item Sys::Virt::Domain::JOB_OPERATION

What the job is for, one of the job operations, a signed number.

=item Sys::Virt::Domain::JOB_TIME_ELAPSED

Milliseconds since the job began.

=item Sys::Virt::Domain::JOB_TIME_ELAPSED_NET

Milliseconds since the migration began, less the time that the word of its end took from host to
host.

=item Sys::Virt::Domain::JOB_TIME_REMAINING

Milliseconds until the end, for C<JOB_BOUNDED> only.

=item Sys::Virt::Domain::JOB_DOWNTIME

How many milliseconds the guest will stand still in the migration, as expected, or did so once it is
over.

=item Sys::Virt::Domain::JOB_DOWNTIME_NET

The same as measured, less the time that the word of it took from host to host.

=item Sys::Virt::Domain::JOB_SETUP_TIME

Milliseconds that the migration took to get ready, before the first pass over the memory.

=item Sys::Virt::Domain::JOB_DATA_TOTAL

Bytes to transfer, memory and disks together. With C<JOB_UNBOUNDED> more than that may be processed
in the end, since changed memory is sent again.

=item Sys::Virt::Domain::JOB_DATA_PROCESSED

Bytes transferred so far, memory and disks together.

=item Sys::Virt::Domain::JOB_DATA_REMAINING

Bytes left to transfer, memory and disks together.

=item Sys::Virt::Domain::JOB_MEMORY_TOTAL

Bytes of memory to transfer.

=item Sys::Virt::Domain::JOB_MEMORY_PROCESSED

Bytes of memory transferred so far.

=item Sys::Virt::Domain::JOB_MEMORY_REMAINING

Bytes of memory left to transfer.

=item Sys::Virt::Domain::JOB_MEMORY_CONSTANT

How many pages were transferred as one byte, since they held nothing else; mostly zeros.

=item Sys::Virt::Domain::JOB_MEMORY_NORMAL

How many pages were transferred as they are, uncompressed.

=item Sys::Virt::Domain::JOB_MEMORY_NORMAL_BYTES

Bytes of those pages.

=item Sys::Virt::Domain::JOB_MEMORY_BPS

Bytes of memory transferred per second.

=item Sys::Virt::Domain::JOB_MEMORY_DIRTY_RATE

How many pages the guest changes per second; only while it is migrated live.

=item Sys::Virt::Domain::JOB_MEMORY_PAGE_SIZE

Bytes in a page, to turn the counts of pages into sizes.

=item Sys::Virt::Domain::JOB_MEMORY_ITERATION

Which pass over the memory a live migration is at, from 0.

=item Sys::Virt::Domain::JOB_MEMORY_POSTCOPY_REQS

How often the guest, already at the destination of a post-copy migration, had to ask the source for
a page.

=item Sys::Virt::Domain::JOB_DISK_TOTAL

Bytes of disks to transfer.

=item Sys::Virt::Domain::JOB_DISK_PROCESSED

Bytes of disks transferred so far.

=item Sys::Virt::Domain::JOB_DISK_REMAINING

Bytes of disks left to transfer.

=item Sys::Virt::Domain::JOB_DISK_BPS

Bytes of disks transferred per second.

=item Sys::Virt::Domain::JOB_COMPRESSION_CACHE

Size in bytes of the cache of pages already sent, by which XBZRLE compression sends only what
changed in them.

=item Sys::Virt::Domain::JOB_COMPRESSION_BYTES

Bytes that were transferred in compressed form.

=item Sys::Virt::Domain::JOB_COMPRESSION_PAGES

How many pages were transferred in compressed form.

=item Sys::Virt::Domain::JOB_COMPRESSION_CACHE_MISSES

How many changed pages were sent whole because the cache did not have them.

=item Sys::Virt::Domain::JOB_COMPRESSION_OVERFLOW

How many changed pages were sent whole because compression would have made them longer.

=item Sys::Virt::Domain::JOB_AUTO_CONVERGE_THROTTLE

By how many percent the virtual CPUs are slowed down to let the migration catch up, a signed number.

=item Sys::Virt::Domain::JOB_SUCCESS

1 if the job ended well, else 0; only for a completed job.

=item Sys::Virt::Domain::JOB_ERRMSG

Why a completed job failed, a string; not always there (libvirt 6.3).

=item Sys::Virt::Domain::JOB_DISK_TEMP_USED

Bytes that the scratch files of a backup occupy at the moment.

=item Sys::Virt::Domain::JOB_DISK_TEMP_TOTAL

Bytes that the scratch files of a backup can occupy.

=item Sys::Virt::Domain::JOB_VFIO_DATA_TRANSFERRED

Bytes of the state of host devices (VFIO) transferred in this pass (libvirt 10.6).

=back

=head2 BACKUP FLAGS

For C<backup_begin>.

=over 4

=item Sys::Virt::Domain::BACKUP_BEGIN_REUSE_EXTERNAL

Write into files that exist; the caller has prepared them with fitting formats and sizes.

=item Sys::Virt::Domain::BACKUP_BEGIN_PRESERVE_SHUTDOWN_DOMAIN

If the guest shuts itself down meanwhile, keep its process paused so that the backup can finish.
C<resume> boots it again (libvirt 11.10).

=back

=head2 MIGRATION FLAGS

For C<migrate> and C<migrate_to_uri>.

=over 4

=item Sys::Virt::Domain::MIGRATE_LIVE

Let the guest run on while its memory is transferred. This may never come to an end if it changes
memory too quickly; C<suspend> helps.

=item Sys::Virt::Domain::MIGRATE_PEER2PEER

The daemon of the source connects to that of the destination itself. Without this flag the client
talks to both.

=item Sys::Virt::Domain::MIGRATE_TUNNELLED

Send the data through the connection between the daemons, which can be encrypted. Needs
C<MIGRATE_PEER2PEER>.

=item Sys::Virt::Domain::MIGRATE_PERSIST_DEST

Save the configuration at the destination.

=item Sys::Virt::Domain::MIGRATE_UNDEFINE_SOURCE

Remove the saved configuration at the source afterwards.

=item Sys::Virt::Domain::MIGRATE_PAUSED

Leave the guest paused at the destination until C<resume> is called for it there.

=item Sys::Virt::Domain::MIGRATE_NON_SHARED_DISK

Transfer the disks too, with all their backing files; by default those that are neither shared nor
read-only.

=item Sys::Virt::Domain::MIGRATE_NON_SHARED_INC

Transfer the disks too, but only their topmost images; the destination has the same backing files
already. Not together with C<MIGRATE_NON_SHARED_DISK>.

=item Sys::Virt::Domain::MIGRATE_CHANGE_PROTECTION

Fail unless both hosts can keep the configuration from being changed meanwhile. Where they can, they
do so anyway.

=item Sys::Virt::Domain::MIGRATE_UNSAFE

Migrate even where libvirt fears for the data, for instance with disks whose cache the hosts do not
share.

=item Sys::Virt::Domain::MIGRATE_OFFLINE

Transfer the configuration of a domain that does not run. Needs C<MIGRATE_PERSIST_DEST>; disks are
not transferred.

=item Sys::Virt::Domain::MIGRATE_COMPRESSED

Compress the memory on its way. C<MIGRATE_PARAM_COMPRESSION> says how.

=item Sys::Virt::Domain::MIGRATE_ABORT_ON_ERROR

Give up if the guest has a disk error meanwhile.

=item Sys::Virt::Domain::MIGRATE_AUTO_CONVERGE

Slow down the guest, more and more, until its memory changes slowly enough.

=item Sys::Virt::Domain::MIGRATE_RDMA_PIN_ALL

Lock all memory of the guest at once when migrating over RDMA. The domain needs a hard memory limit
for that.

=item Sys::Virt::Domain::MIGRATE_POSTCOPY

Allow C<migrate_start_post_copy>, by which the guest goes on at the destination and fetches the rest
of its memory from there.

=item Sys::Virt::Domain::MIGRATE_TLS

Encrypt the data by TLS, with the certificates that the hypervisor is set up with.

=item Sys::Virt::Domain::MIGRATE_PARALLEL

Transfer the memory over several connections.

=item Sys::Virt::Domain::MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES

Complete a write of the guest only when the destination has it too, so that the transfer of the
disks is sure to catch up. Needs one of the flags for disks (libvirt 8.0).

=item Sys::Virt::Domain::MIGRATE_POSTCOPY_RESUME

Take up a migration that broke off in its post-copy phase (libvirt 8.5).

=item Sys::Virt::Domain::MIGRATE_ZEROCOPY

Send the memory from where it is, without copying it inside the host first. It may be locked
meanwhile (libvirt 8.5).

=back

=head2 MIGRATION SPEED FLAGS

For C<migrate_get_max_speed> and C<migrate_set_max_speed>.

=over 4

=item Sys::Virt::Domain::MIGRATE_MAX_SPEED_POSTCOPY

The limit for the post-copy phase, not the general one.

=back

=head2 MIGRATION PARAMETERS

Keys of the hash for C<migrate> and C<migrate_to_uri>.

=over 4

=item Sys::Virt::Domain::MIGRATE_PARAM_URI

Where to send the memory, a string such as C<tcp://192.0.2.1>; libvirt finds out by itself what is
left out. Not with C<MIGRATE_TUNNELLED>.

=item Sys::Virt::Domain::MIGRATE_PARAM_DEST_NAME

Name of the domain at the destination, if it is to change, a string.

=item Sys::Virt::Domain::MIGRATE_PARAM_DEST_XML

Document to run the guest with at the destination, a string. It may differ in what concerns the
host, such as paths, and not in what the guest can see.

=item Sys::Virt::Domain::MIGRATE_PARAM_PERSIST_XML

Document to save at the destination, for C<MIGRATE_PERSIST_DEST>, a string. The name in it cannot
differ.

=item Sys::Virt::Domain::MIGRATE_PARAM_BANDWIDTH

Most MiB per second, an unsigned number; 0 leaves it to libvirt.

=item Sys::Virt::Domain::MIGRATE_PARAM_BANDWIDTH_POSTCOPY

Most MiB per second in the post-copy phase, an unsigned number; 0 for no limit.

=item Sys::Virt::Domain::MIGRATE_PARAM_BANDWIDTH_AVAIL_SWITCHOVER

MiB per second to reckon with for the last part, when the guest stands still, an unsigned number. It
helps a migration to end that thinks the network slower than it is (libvirt 11.1).

=item Sys::Virt::Domain::MIGRATE_PARAM_GRAPHICS_URI

Where clients of the display are to connect next, a string such as
C<spice://192.0.2.1:5901/?tlsPort=5902>.

=item Sys::Virt::Domain::MIGRATE_PARAM_LISTEN_ADDRESS

Address or host name that the hypervisor at the destination listens on, a string.

=item Sys::Virt::Domain::MIGRATE_PARAM_MIGRATE_DISKS

Which disks to transfer, by their target names: a string, or an array of them.

=item Sys::Virt::Domain::MIGRATE_PARAM_DISKS_DETECT_ZEROES

On which disks to look for blocks of zeros and not send them: a target name, or an array of them. It
costs CPU time (libvirt 10.9).

=item Sys::Virt::Domain::MIGRATE_PARAM_MIGRATE_DISKS_TARGET_ZERO

Which disks read as zeros at the destination already, so that nobody has to clear them, by their
target names (libvirt 12.2).

=item Sys::Virt::Domain::MIGRATE_PARAM_DISK_PORT

Port on which the destination receives the disks, a signed number; 0 leaves it to libvirt.

=item Sys::Virt::Domain::MIGRATE_PARAM_DISKS_URI

Where to send the disks, a string that begins with C<tcp://> or C<unix://> (libvirt 6.8).

=item Sys::Virt::Domain::MIGRATE_PARAM_COMPRESSION

How to compress, a string: C<xbzrle>, C<mt>, C<zlib> or C<zstd>. The last two go with
C<MIGRATE_PARALLEL>. Several ways are a reference to an array of them.

=item Sys::Virt::Domain::MIGRATE_PARAM_COMPRESSION_MT_LEVEL

Level of C<mt> compression from 0 (none) over 1 (quick) to 9 (small), a signed number.

=item Sys::Virt::Domain::MIGRATE_PARAM_COMPRESSION_MT_THREADS

How many threads compress with C<mt>, a signed number.

=item Sys::Virt::Domain::MIGRATE_PARAM_COMPRESSION_MT_DTHREADS

How many threads decompress with C<mt> at the destination, a signed number.

=item Sys::Virt::Domain::MIGRATE_PARAM_COMPRESSION_XBZRLE_CACHE

Size in bytes of the page cache of C<xbzrle>, an unsigned number.

=item Sys::Virt::Domain::MIGRATE_PARAM_ZLIB_LEVEL

Level of C<zlib> compression from 0 (none) over 1 (quick) to 9 (small), a signed number (libvirt
9.4).

=item Sys::Virt::Domain::MIGRATE_PARAM_ZSTD_LEVEL

Level of C<zstd> compression from 0 (none) over 1 (quick) to 20 (small), a signed number (libvirt
9.4).

=item Sys::Virt::Domain::MIGRATE_PARAM_AUTO_CONVERGE_INITIAL

By how many percent C<MIGRATE_AUTO_CONVERGE> slows down the guest at first, a signed number.

=item Sys::Virt::Domain::MIGRATE_PARAM_AUTO_CONVERGE_INCREMENT

How many percent it adds each time that this was not enough, a signed number.

=item Sys::Virt::Domain::MIGRATE_PARAM_PARALLEL_CONNECTIONS

How many connections C<MIGRATE_PARALLEL> makes, a signed number.

=item Sys::Virt::Domain::MIGRATE_PARAM_TLS_DESTINATION

Host name that the certificate of the destination has to be for, where it is not the name connected
to, a string.

=back

=head2 AFFECT FLAGS

For the methods that read or change settings and have no flags of their own for it, such as
C<get_metadata>, C<set_metadata>, C<pin_vcpu> and the C<get_> and C<set_> methods of parameters: the
running guest, its saved configuration, or for a change both.

=over 4

=item Sys::Virt::Domain::AFFECT_CURRENT

The running guest if it runs, else the saved configuration.

=item Sys::Virt::Domain::AFFECT_LIVE

The running guest; a change is lost when it stops.

=item Sys::Virt::Domain::AFFECT_CONFIG

The saved configuration; a change comes into effect with the next start.

=back

=head2 DEFINITION FLAGS

For C<define_domain> in L<Sys::Virt>.

=over 4

=item Sys::Virt::Domain::DEFINE_VALIDATE

Check the document against its schema before it is saved.

=back

=head2 UNDEFINE FLAGS

For C<undefine>, which refuses a domain that has more than its configuration unless a flag says what
is to become of the rest.

=over 4

=item Sys::Virt::Domain::UNDEFINE_MANAGED_SAVE

Remove the file of C<managed_save> too.

=item Sys::Virt::Domain::UNDEFINE_SNAPSHOTS_METADATA

Forget its snapshots; their data stays in the disks.

=item Sys::Virt::Domain::UNDEFINE_NVRAM

Remove the file with the firmware variables (NVRAM) too.

=item Sys::Virt::Domain::UNDEFINE_KEEP_NVRAM

Leave the file with the firmware variables where it is.

=item Sys::Virt::Domain::UNDEFINE_CHECKPOINTS_METADATA

Forget its checkpoints; their bitmaps stay in the disks.

=item Sys::Virt::Domain::UNDEFINE_TPM

Remove the state of its emulated TPM too (libvirt 8.9).

=item Sys::Virt::Domain::UNDEFINE_KEEP_TPM

Leave the state of its emulated TPM where it is (libvirt 8.9).

=back

=head2 XML FLAGS

For C<get_xml_description>.

=over 4

=item Sys::Virt::Domain::XML_SECURE

Include passwords and the like. Not for connections that only read.

=item Sys::Virt::Domain::XML_INACTIVE

Describe the saved configuration, as it will be at the next start, even if the guest runs.

=item Sys::Virt::Domain::XML_UPDATE_CPU

Describe the CPU that the guest would get on this host, instead of what the configuration asks for.

=item Sys::Virt::Domain::XML_MIGRATABLE

Leave out what older versions of libvirt do not understand, for the document of a migration.

=back

=head2 METADATA TYPES

The first argument of C<get_metadata> and C<set_metadata>.

=over 4

=item Sys::Virt::Domain::METADATA_DESCRIPTION

The free text in the C<description> element.

=item Sys::Virt::Domain::METADATA_TITLE

The short text in the C<title> element, one line.

=item Sys::Virt::Domain::METADATA_ELEMENT

An XML element of an application, in a namespace of its own, below C<metadata>.

=back

=head2 CREATION FLAGS

For C<create> and C<create_with_files>, and for C<create_domain> and C<create_domain_with_files> in
L<Sys::Virt>.

=over 4

=item Sys::Virt::Domain::START_PAUSED

Load the guest but let it wait for C<resume>.

=item Sys::Virt::Domain::START_AUTODESTROY

Destroy the guest when this connection ends, however it ends. It cannot be migrated.

=item Sys::Virt::Domain::START_BYPASS_CACHE

Do not fill the page cache of the host when a saved state is read.

=item Sys::Virt::Domain::START_FORCE_BOOT

Boot afresh, and throw a state of C<managed_save> away.

=item Sys::Virt::Domain::START_VALIDATE

Check the document against its schema first.

=item Sys::Virt::Domain::START_RESET_NVRAM

Fill the firmware variables (NVRAM) from their template again (libvirt 8.1).

=back

=head2 SHUTDOWN FLAGS

For C<shutdown>: by which means to ask the guest. Several may be given; the hypervisor then chooses
the order.

=over 4

=item Sys::Virt::Domain::SHUTDOWN_DEFAULT

As the hypervisor thinks best.

=item Sys::Virt::Domain::SHUTDOWN_ACPI_POWER_BTN

Press the ACPI power button.

=item Sys::Virt::Domain::SHUTDOWN_GUEST_AGENT

Tell the guest agent.

=item Sys::Virt::Domain::SHUTDOWN_INITCTL

Write to the control pipe of C<init>; for containers.

=item Sys::Virt::Domain::SHUTDOWN_SIGNAL

Send C<SIGTERM> to C<init>; for containers.

=item Sys::Virt::Domain::SHUTDOWN_PARAVIRT

Through the interface of the hypervisor that the guest's kernel knows of; for Xen.

=back

=head2 REBOOT FLAGS

For C<reboot>: by which means to ask the guest. Several may be given; the hypervisor then chooses
the order.

=over 4

=item Sys::Virt::Domain::REBOOT_DEFAULT

As the hypervisor thinks best.

=item Sys::Virt::Domain::REBOOT_ACPI_POWER_BTN

Press the ACPI power button, and start the guest again when it has shut itself down.

=item Sys::Virt::Domain::REBOOT_GUEST_AGENT

Tell the guest agent.

=item Sys::Virt::Domain::REBOOT_INITCTL

Write to the control pipe of C<init>; for containers.

=item Sys::Virt::Domain::REBOOT_SIGNAL

Send C<SIGHUP> to C<init>; for containers.

=item Sys::Virt::Domain::REBOOT_PARAVIRT

Through the interface of the hypervisor that the guest's kernel knows of; for Xen.

=back

=head2 DESTROY FLAGS

For C<destroy>.

=over 4

=item Sys::Virt::Domain::DESTROY_DEFAULT

End the process by all means, C<SIGKILL> in the end. Data that it has not written yet is lost.

=item Sys::Virt::Domain::DESTROY_GRACEFUL

Only ask the process to end (C<SIGTERM>), and fail if it does not.

=item Sys::Virt::Domain::DESTROY_REMOVE_LOGS

Remove the log files of the guest too (libvirt 8.3).

=back

=head2 LIFECYCLE TYPES

The first argument of C<set_lifecycle_action>: what happened in the guest.

=over 4

=item Sys::Virt::Domain::LIFECYCLE_POWEROFF

The guest shut itself down (C<on_poweroff>).

=item Sys::Virt::Domain::LIFECYCLE_REBOOT

The guest rebooted (C<on_reboot>).

=item Sys::Virt::Domain::LIFECYCLE_CRASH

The guest crashed (C<on_crash>).

=back

=head2 LIFECYCLE ACTIONS

The second argument of C<set_lifecycle_action>: what to do then. Hypervisors do not support each
action for each type.

=over 4

=item Sys::Virt::Domain::LIFECYCLE_ACTION_DESTROY

End the domain and release what it held.

=item Sys::Virt::Domain::LIFECYCLE_ACTION_RESTART

Start it again with the same configuration.

=item Sys::Virt::Domain::LIFECYCLE_ACTION_RESTART_RENAME

Start it again under a new name; for Xen.

=item Sys::Virt::Domain::LIFECYCLE_ACTION_PRESERVE

Stop it and keep what it held, for someone to look at.

=item Sys::Virt::Domain::LIFECYCLE_ACTION_COREDUMP_DESTROY

Write a core dump, then end the domain. Only for C<LIFECYCLE_CRASH>.

=item Sys::Virt::Domain::LIFECYCLE_ACTION_COREDUMP_RESTART

Write a core dump, then start the domain again. Only for C<LIFECYCLE_CRASH>.

=item Sys::Virt::Domain::LIFECYCLE_ACTION_PRESERVE_RUNNING

Leave it as it is, for guests that write their own dump and reboot. Only for C<LIFECYCLE_CRASH>
(libvirt 12.6).

=back

=head2 SAVE FLAGS

For C<save> and C<managed_save>, and for C<restore_domain> and C<define_save_image_xml> in
L<Sys::Virt>. Not every one makes sense for each of them.

=over 4

=item Sys::Virt::Domain::SAVE_BYPASS_CACHE

Do not fill the page cache of the host with the file.

=item Sys::Virt::Domain::SAVE_RUNNING

Let the guest run once it is restored, even if it was paused when it was saved.

=item Sys::Virt::Domain::SAVE_PAUSED

Leave the guest paused once it is restored, even if it ran when it was saved.

=item Sys::Virt::Domain::SAVE_RESET_NVRAM

Fill the firmware variables (NVRAM) from their template again when restoring (libvirt 8.1).

=back

=head2 SAVE IMAGE XML FLAGS

For C<managed_save_get_xml_description>, and for C<get_save_image_xml_description> in L<Sys::Virt>.

=over 4

=item Sys::Virt::Domain::SAVE_IMAGE_XML_SECURE

Include passwords and the like. Not for connections that only read.

=back

=head2 SAVE PARAMETERS

Keys of the hash for C<save>, and for C<restore_domain> in L<Sys::Virt>; those that begin with
C<SAVE_PARAM_IMAGE_FORMAT_> are values of C<SAVE_PARAM_IMAGE_FORMAT>.

=over 4

=item Sys::Virt::Domain::SAVE_PARAM_FILE

Path of the save file, a string (libvirt 8.4).

=item Sys::Virt::Domain::SAVE_PARAM_DXML

Document to restore the guest with, a string. It may differ in what concerns the host, such as
paths, and not in what the guest can see (libvirt 8.4).

=item Sys::Virt::Domain::SAVE_PARAM_IMAGE_FORMAT

Format of the save file, a string. Without it the configuration of the hypervisor driver decides
(libvirt 11.2).

=item Sys::Virt::Domain::SAVE_PARAM_IMAGE_FORMAT_RAW

The memory as it is: quick and long (libvirt 12.0).

=item Sys::Virt::Domain::SAVE_PARAM_IMAGE_FORMAT_GZIP

Compressed by B<gzip> (libvirt 12.0).

=item Sys::Virt::Domain::SAVE_PARAM_IMAGE_FORMAT_BZIP2

Compressed by B<bzip2>: short, and slower than B<gzip> (libvirt 12.0).

=item Sys::Virt::Domain::SAVE_PARAM_IMAGE_FORMAT_XZ

Compressed by B<xz>: the shortest as a rule, and the slowest (libvirt 12.0).

=item Sys::Virt::Domain::SAVE_PARAM_IMAGE_FORMAT_LZOP

Compressed by B<lzop>: quick rather than short (libvirt 12.0).

=item Sys::Virt::Domain::SAVE_PARAM_IMAGE_FORMAT_ZSTD

Compressed by B<zstd>: about as short as B<gzip>, and quicker (libvirt 12.0).

=item Sys::Virt::Domain::SAVE_PARAM_IMAGE_FORMAT_SPARSE

Every page at a place of its own in a sparse file, which is hence no longer than the memory, and can
be written and read by several channels (libvirt 12.0).

=item Sys::Virt::Domain::SAVE_PARAM_PARALLEL_CHANNELS

How many channels write or read the file at once, a signed number. Only for the sparse format
(libvirt 11.2).

=back

=head2 CORE DUMP FLAGS

For C<core_dump> and C<core_dump_format>. Only one of the first two and C<DUMP_RESET> can be given.

=over 4

=item Sys::Virt::Domain::DUMP_CRASH

Leave the guest as crashed afterwards.

=item Sys::Virt::Domain::DUMP_LIVE

Let the guest run on meanwhile, where the hypervisor is able to.

=item Sys::Virt::Domain::DUMP_BYPASS_CACHE

Do not fill the page cache of the host with the file.

=item Sys::Virt::Domain::DUMP_RESET

Reset the guest afterwards.

=item Sys::Virt::Domain::DUMP_MEMORY_ONLY

Write only memory and CPU registers, as an ELF file that B<crash> and B<gdb> can read, and not the
state of the devices.

=back

=head2 CORE DUMP FORMATS

The second argument of C<core_dump_format>. All but the first need C<DUMP_MEMORY_ONLY>.

=over 4

=item Sys::Virt::Domain::CORE_DUMP_FORMAT_RAW

Uncompressed; the only one for a dump that is not of memory alone.

=item Sys::Virt::Domain::CORE_DUMP_FORMAT_KDUMP_ZLIB

The kdump format, with pages compressed by zlib.

=item Sys::Virt::Domain::CORE_DUMP_FORMAT_KDUMP_LZO

The kdump format, with pages compressed by LZO.

=item Sys::Virt::Domain::CORE_DUMP_FORMAT_KDUMP_SNAPPY

The kdump format, with pages compressed by Snappy.

=item Sys::Virt::Domain::CORE_DUMP_FORMAT_WIN_DMP

The full crash dump of Windows, for Windows guests that have the C<vmcoreinfo> device (libvirt 7.4).

=back

=head2 MEMORY SIZE FLAGS

For C<set_memory>.

=over 4

=item Sys::Virt::Domain::MEM_CURRENT

Change the running guest if it runs, else the saved configuration.

=item Sys::Virt::Domain::MEM_LIVE

Change the running guest, by its balloon.

=item Sys::Virt::Domain::MEM_CONFIG

Change the saved configuration, for the next start.

=item Sys::Virt::Domain::MEM_MAXIMUM

Set how much memory the guest can ever have, not how much it has now. Most hypervisors allow that
only while it does not run.

=back

=head2 MEMORY PEEK FLAGS

For C<memory_peek>: what the offset means. One of them has to be given.

=over 4

=item Sys::Virt::Domain::MEMORY_VIRTUAL

A virtual address, as the guest's first virtual CPU sees it at the moment.

=item Sys::Virt::Domain::MEMORY_PHYSICAL

A physical address of the guest.

=back

=head2 MEMORY STATISTICS

Numbers under which libvirt keeps the statistics of C<memory_stats>. The hash has names instead;
each item begins with its key. Sizes are in KiB, and what the guest itself has to tell is as old as
its last report.

=over 4

=item Sys::Virt::Domain::MEMORY_STAT_SWAP_IN

C<swap_in>: how much the guest has read back from its swap space.

=item Sys::Virt::Domain::MEMORY_STAT_SWAP_OUT

C<swap_out>: how much the guest has written to its swap space.

=item Sys::Virt::Domain::MEMORY_STAT_MAJOR_FAULT

C<major_fault>: how many page faults in the guest had to read from disk.

=item Sys::Virt::Domain::MEMORY_STAT_MINOR_FAULT

C<minor_fault>: how many page faults in the guest did without.

=item Sys::Virt::Domain::MEMORY_STAT_UNUSED

C<unused>: memory that the guest uses for nothing, not even for caches.

=item Sys::Virt::Domain::MEMORY_STAT_AVAILABLE

C<available>: all memory that the guest has to use, less than it was given if a part was never set
up.

=item Sys::Virt::Domain::MEMORY_STAT_ACTUAL_BALLOON

C<actual_balloon>: memory that the balloon leaves to the guest.

=item Sys::Virt::Domain::MEMORY_STAT_RSS

C<rss>: memory that the hypervisor process occupies on the host.

=item Sys::Virt::Domain::MEMORY_STAT_USABLE

C<usable>: how much could be taken from the guest before it has to swap, C<MemAvailable> in Linux.

=item Sys::Virt::Domain::MEMORY_STAT_LAST_UPDATE

C<last_update>: when the guest last reported, in seconds since 1970.

=item Sys::Virt::Domain::MEMORY_STAT_DISK_CACHES

C<disk_caches>: memory that the guest can free at once without writing anything, mostly its cache of
files.

=item Sys::Virt::Domain::MEMORY_STAT_HUGETLB_PGALLOC

C<hugetlb_pgalloc>: how often the guest got a huge page that it wanted.

=item Sys::Virt::Domain::MEMORY_STAT_HUGETLB_PGFAIL

C<hugetlb_pgfail>: how often the guest got none.

=back

=head2 MEMORY PARAMETERS

The value for no limit, and the keys of the hashes of C<get_memory_parameters> and
C<set_memory_parameters>. The limits are unsigned numbers in KiB, for the whole hypervisor process.

=over 4

=item Sys::Virt::Domain::MEMORY_PARAM_UNLIMITED

In place of a size: no limit. It is 2**53-1.

=item Sys::Virt::Domain::MEMORY_HARD_LIMIT

Most memory that may be used. The kernel may kill the guest if this is too little, so better set it
too high than too low.

=item Sys::Virt::Domain::MEMORY_SOFT_LIMIT

Memory to bring it down to when the host runs short.

=item Sys::Virt::Domain::MEMORY_MIN_GUARANTEE

Memory that the guest is sure to get; for VMware ESX.

=item Sys::Virt::Domain::MEMORY_SWAP_HARD_LIMIT

Most memory and swap space together; not less than the hard limit.

=back

=head2 NUMA MEMORY MODES

The value of C<NUMA_MODE>: how strictly memory has to come from the given nodes of the host.

=over 4

=item Sys::Virt::Domain::NUMATUNE_MEM_STRICT

From these nodes, or fail.

=item Sys::Virt::Domain::NUMATUNE_MEM_PREFERRED

From these nodes if they have any, else from others.

=item Sys::Virt::Domain::NUMATUNE_MEM_INTERLEAVE

From these nodes in turn, page by page.

=item Sys::Virt::Domain::NUMATUNE_MEM_RESTRICTIVE

As the kernel does by itself, but on these nodes only, which can then be changed while the guest
runs (libvirt 7.3).

=back

=head2 NUMA PARAMETERS

Keys of the hashes of C<get_numa_parameters> and C<set_numa_parameters>.

=over 4

=item Sys::Virt::Domain::NUMA_NODESET

Nodes of the host to take memory from, a string such as C<0-1,3>.

=item Sys::Virt::Domain::NUMA_MODE

How to take it from there, one of the NUMA memory modes, a signed number.

=back

=head2 DIRTY RATE MODES

For C<start_dirty_rate_calc>: how to measure how quickly the guest changes its memory.

=over 4

=item Sys::Virt::Domain::DIRTYRATE_MODE_PAGE_SAMPLING

Compare some pages, picked at random, before and after. Cheap and inexact (libvirt 8.1).

=item Sys::Virt::Domain::DIRTYRATE_MODE_DIRTY_BITMAP

Have the kernel mark the pages that are written to (libvirt 8.1).

=item Sys::Virt::Domain::DIRTYRATE_MODE_DIRTY_RING

Have the kernel list the pages that each virtual CPU writes to. Only this gives a rate for each
virtual CPU, and it needs a guest with the C<dirty-ring> feature (libvirt 8.1).

=back

=head2 DIRTY RATE STATES

The value of C<STATS_DIRTYRATE_CALC_STATUS> in the statistics of C<STATS_DIRTYRATE>.

=over 4

=item Sys::Virt::Domain::DIRTYRATE_UNSTARTED

Nobody has asked for a measurement yet (libvirt 7.2).

=item Sys::Virt::Domain::DIRTYRATE_MEASURING

The measurement is going on (libvirt 7.2).

=item Sys::Virt::Domain::DIRTYRATE_MEASURED

The measurement is over, and its result is there (libvirt 7.2).

=back

=head2 STATES

The C<state> in the hash from C<get_info>, and the first value that C<get_state> returns. The
second, the reason, is explained in the sections that follow.

=over 4

=item Sys::Virt::Domain::STATE_NOSTATE

The hypervisor does not tell.

=item Sys::Virt::Domain::STATE_RUNNING

The guest runs.

=item Sys::Virt::Domain::STATE_BLOCKED

The guest runs, but waits for something at the moment; for Xen.

=item Sys::Virt::Domain::STATE_PAUSED

The guest is there but gets no CPU time.

=item Sys::Virt::Domain::STATE_SHUTDOWN

The guest is shutting itself down.

=item Sys::Virt::Domain::STATE_SHUTOFF

The guest does not run.

=item Sys::Virt::Domain::STATE_CRASHED

The guest crashed, and is kept for someone to look at.

=item Sys::Virt::Domain::STATE_PMSUSPENDED

The guest sleeps, by its own power management.

=back

=head2 NO STATE REASONS

Why C<STATE_NOSTATE>.

=over 4

=item Sys::Virt::Domain::STATE_NOSTATE_UNKNOWN

The reason is not known; so far there is no other.

=back

=head2 RUNNING REASONS

Why C<STATE_RUNNING>.

=over 4

=item Sys::Virt::Domain::STATE_RUNNING_UNKNOWN

The reason is not known.

=item Sys::Virt::Domain::STATE_RUNNING_BOOTED

It was booted.

=item Sys::Virt::Domain::STATE_RUNNING_MIGRATED

It arrived from another host.

=item Sys::Virt::Domain::STATE_RUNNING_RESTORED

Its memory was loaded from a save file.

=item Sys::Virt::Domain::STATE_RUNNING_FROM_SNAPSHOT

A snapshot was reverted to.

=item Sys::Virt::Domain::STATE_RUNNING_UNPAUSED

It was paused, and C<resume> was called.

=item Sys::Virt::Domain::STATE_RUNNING_MIGRATION_CANCELED

It was about to leave for another host, and stayed.

=item Sys::Virt::Domain::STATE_RUNNING_SAVE_CANCELED

It was about to be saved, and was not.

=item Sys::Virt::Domain::STATE_RUNNING_WAKEUP

It woke up from its sleep.

=item Sys::Virt::Domain::STATE_RUNNING_CRASHED

It had crashed, and was let run again.

=item Sys::Virt::Domain::STATE_RUNNING_POSTCOPY

It runs at the destination of a post-copy migration that is not over.

=item Sys::Virt::Domain::STATE_RUNNING_POSTCOPY_FAILED

It runs at the destination of a post-copy migration that broke off (libvirt 8.5).

=back

=head2 BLOCKED REASONS

Why C<STATE_BLOCKED>.

=over 4

=item Sys::Virt::Domain::STATE_BLOCKED_UNKNOWN

The reason is not known; so far there is no other.

=back

=head2 PAUSED REASONS

Why C<STATE_PAUSED>.

=over 4

=item Sys::Virt::Domain::STATE_PAUSED_UNKNOWN

The reason is not known.

=item Sys::Virt::Domain::STATE_PAUSED_USER

Somebody called C<suspend>.

=item Sys::Virt::Domain::STATE_PAUSED_MIGRATION

It is being migrated, and not live.

=item Sys::Virt::Domain::STATE_PAUSED_SAVE

It is being saved.

=item Sys::Virt::Domain::STATE_PAUSED_DUMP

A core dump is being written, and not live.

=item Sys::Virt::Domain::STATE_PAUSED_IOERROR

A disk request failed.

=item Sys::Virt::Domain::STATE_PAUSED_WATCHDOG

Its watchdog ran out.

=item Sys::Virt::Domain::STATE_PAUSED_FROM_SNAPSHOT

A snapshot of the paused guest was reverted to.

=item Sys::Virt::Domain::STATE_PAUSED_SHUTTING_DOWN

It has shut itself down, and its process is about to go.

=item Sys::Virt::Domain::STATE_PAUSED_SNAPSHOT

A snapshot is being taken.

=item Sys::Virt::Domain::STATE_PAUSED_CRASHED

It crashed.

=item Sys::Virt::Domain::STATE_PAUSED_STARTING_UP

It is being started, and has not run yet.

=item Sys::Virt::Domain::STATE_PAUSED_POSTCOPY

It runs on at the destination of a post-copy migration.

=item Sys::Virt::Domain::STATE_PAUSED_POSTCOPY_FAILED

A post-copy migration broke off, and neither host has all of the memory.

=item Sys::Virt::Domain::STATE_PAUSED_API_ERROR

An operation of libvirt paused it for a while and then could not let it run again (libvirt 9.2).

=back

=head2 SHUTDOWN REASONS

Why C<STATE_SHUTDOWN>.

=over 4

=item Sys::Virt::Domain::STATE_SHUTDOWN_UNKNOWN

The reason is not known.

=item Sys::Virt::Domain::STATE_SHUTDOWN_USER

Somebody called C<shutdown>.

=back

=head2 SHUTOFF REASONS

Why C<STATE_SHUTOFF>.

=over 4

=item Sys::Virt::Domain::STATE_SHUTOFF_UNKNOWN

The reason is not known, as when it was never started.

=item Sys::Virt::Domain::STATE_SHUTOFF_SHUTDOWN

It shut itself down, on request or not.

=item Sys::Virt::Domain::STATE_SHUTOFF_DESTROYED

Somebody called C<destroy>.

=item Sys::Virt::Domain::STATE_SHUTOFF_CRASHED

It crashed.

=item Sys::Virt::Domain::STATE_SHUTOFF_MIGRATED

It left for another host.

=item Sys::Virt::Domain::STATE_SHUTOFF_SAVED

Its memory was written to a save file.

=item Sys::Virt::Domain::STATE_SHUTOFF_FAILED

It could not be started, or its process failed.

=item Sys::Virt::Domain::STATE_SHUTOFF_FROM_SNAPSHOT

A snapshot of the stopped guest was reverted to.

=item Sys::Virt::Domain::STATE_SHUTOFF_DAEMON

The daemon, itself started anew, could not get hold of it and ended it.

=back

=head2 CRASHED REASONS

Why C<STATE_CRASHED>.

=over 4

=item Sys::Virt::Domain::STATE_CRASHED_UNKNOWN

The reason is not known.

=item Sys::Virt::Domain::STATE_CRASHED_PANICKED

The kernel of the guest panicked.

=back

=head2 PMSUSPENDED REASONS

Why C<STATE_PMSUSPENDED>.

=over 4

=item Sys::Virt::Domain::STATE_PMSUSPENDED_UNKNOWN

The reason is not known; so far there is no other.

=back

=head2 PMSUSPENDED DISK REASONS

Why a guest sleeps on disk; no state has come with it so far.

=over 4

=item Sys::Virt::Domain::STATE_PMSUSPENDED_DISK_UNKNOWN

The reason is not known; so far there is no other.

=back

=head2 CONTROL STATES

The C<state> in the hash from C<get_control_info>: whether libvirt can do something with the guest.

=over 4

=item Sys::Virt::Domain::CONTROL_OK

It can at once.

=item Sys::Virt::Domain::CONTROL_JOB

A job is going on, of which C<get_job_info> tells; until its end only a few things can be done.

=item Sys::Virt::Domain::CONTROL_OCCUPIED

Something else is being done at the moment.

=item Sys::Virt::Domain::CONTROL_ERROR

It cannot; C<details> says why.

=back

=head2 CONTROL ERROR REASONS

The C<details> in the hash from C<get_control_info>, for C<CONTROL_ERROR>.

=over 4

=item Sys::Virt::Domain::CONTROL_ERROR_REASON_NONE

The daemon gave no reason, for it is too old to.

=item Sys::Virt::Domain::CONTROL_ERROR_REASON_UNKNOWN

The daemon does not know the reason.

=item Sys::Virt::Domain::CONTROL_ERROR_REASON_MONITOR

The connection to the hypervisor process is broken.

=item Sys::Virt::Domain::CONTROL_ERROR_REASON_INTERNAL

Something went wrong inside libvirt.

=back

=head2 LIST FILTERS

For C<list_all_domains> in L<Sys::Virt>. The first two are a group, and so are the next two, the
four states, and each pair after them: within a group any of the given will do, and a group of which
none is given leaves the question open.

=over 4

=item Sys::Virt::Domain::LIST_ACTIVE

Domains that are started, running or not.

=item Sys::Virt::Domain::LIST_INACTIVE

Domains that are defined but not started.

=item Sys::Virt::Domain::LIST_PERSISTENT

Domains whose configuration is saved.

=item Sys::Virt::Domain::LIST_TRANSIENT

Domains that vanish when they stop.

=item Sys::Virt::Domain::LIST_RUNNING

Domains in C<STATE_RUNNING>.

=item Sys::Virt::Domain::LIST_PAUSED

Domains in C<STATE_PAUSED>.

=item Sys::Virt::Domain::LIST_SHUTOFF

Domains in C<STATE_SHUTOFF>.

=item Sys::Virt::Domain::LIST_OTHER

Domains in any other state.

=item Sys::Virt::Domain::LIST_MANAGEDSAVE

Domains that a state of C<managed_save> waits for.

=item Sys::Virt::Domain::LIST_NO_MANAGEDSAVE

Domains that will boot afresh.

=item Sys::Virt::Domain::LIST_AUTOSTART

Domains that start with the daemon.

=item Sys::Virt::Domain::LIST_NO_AUTOSTART

Domains that somebody has to start.

=item Sys::Virt::Domain::LIST_HAS_SNAPSHOT

Domains that have a snapshot.

=item Sys::Virt::Domain::LIST_NO_SNAPSHOT

Domains without any snapshot.

=item Sys::Virt::Domain::LIST_HAS_CHECKPOINT

Domains that have a checkpoint.

=item Sys::Virt::Domain::LIST_NO_CHECKPOINT

Domains without any checkpoint.

=back

=head2 MESSAGE TYPES

For C<get_messages>: which messages to return. None of them means all.

=over 4

=item Sys::Virt::Domain::MESSAGE_DEPRECATION

Warnings that the configuration uses something which is to be removed (libvirt 7.1).

=item Sys::Virt::Domain::MESSAGE_TAINTING

Warnings that the guest is run in a way which libvirt does not vouch for, such as with custom
arguments (libvirt 7.1).

=item Sys::Virt::Domain::MESSAGE_IOERRORS

Errors of its disks, as the hypervisor described the last one of each (libvirt 11.1).

=back

=head2 STATISTICS TYPES

The first argument of C<get_all_domain_stats> in L<Sys::Virt>: which groups of statistics to return.
0 asks for all that the hypervisor supports.

=over 4

=item Sys::Virt::Domain::STATS_STATE

State of the domain, and why.

=item Sys::Virt::Domain::STATS_CPU_TOTAL

CPU time of the whole domain.

=item Sys::Virt::Domain::STATS_BALLOON

Memory of the guest.

=item Sys::Virt::Domain::STATS_VCPU

Each virtual CPU.

=item Sys::Virt::Domain::STATS_INTERFACE

Traffic on each network interface.

=item Sys::Virt::Domain::STATS_BLOCK

Requests and sizes of each disk.

=item Sys::Virt::Domain::STATS_PERF

Counts of the events that C<set_perf_events> turned on.

=item Sys::Virt::Domain::STATS_IOTHREAD

Polling of each I/O thread.

=item Sys::Virt::Domain::STATS_MEMORY

Memory traffic of the domain.

=item Sys::Virt::Domain::STATS_DIRTYRATE

Result of C<start_dirty_rate_calc> (libvirt 7.2).

=item Sys::Virt::Domain::STATS_VM

Whatever else the hypervisor counts for the whole domain, under names of its own (libvirt 8.9).

=back

=head2 STATISTICS FLAGS

For C<get_all_domain_stats> in L<Sys::Virt>. All but the last three filter the domains as those of
C<list_all_domains> do, and are for a call without a list of domains.

=over 4

=item Sys::Virt::Domain::GET_ALL_STATS_ACTIVE

Of domains that are started.

=item Sys::Virt::Domain::GET_ALL_STATS_INACTIVE

Of domains that are defined but not started.

=item Sys::Virt::Domain::GET_ALL_STATS_PERSISTENT

Of domains whose configuration is saved.

=item Sys::Virt::Domain::GET_ALL_STATS_TRANSIENT

Of domains that vanish when they stop.

=item Sys::Virt::Domain::GET_ALL_STATS_RUNNING

Of domains in C<STATE_RUNNING>.

=item Sys::Virt::Domain::GET_ALL_STATS_PAUSED

Of domains in C<STATE_PAUSED>.

=item Sys::Virt::Domain::GET_ALL_STATS_SHUTOFF

Of domains in C<STATE_SHUTOFF>.

=item Sys::Virt::Domain::GET_ALL_STATS_OTHER

Of domains in any other state.

=item Sys::Virt::Domain::GET_ALL_STATS_NOWAIT

Leave out what would have to be waited for, as when a domain is busy with a job.

=item Sys::Virt::Domain::GET_ALL_STATS_BACKING

List the backing files of each disk too, as entries of their own.

=item Sys::Virt::Domain::GET_ALL_STATS_ENFORCE_STATS

Fail if one of the asked groups is not supported, instead of leaving it out.

=back

=head2 STATE STATISTICS

Keys of C<STATS_STATE> in the C<data> of the hashes from C<get_all_domain_stats>. Most keys of this
section and of those below have had a constant only since libvirt 11.2; the keys themselves are
older. Lists have a count, and keys that are put together from a prefix, a number and a suffix:
C<STATS_NET_PREFIX>, 0 and C<STATS_NET_SUFFIX_NAME> make C<net.0.name>.

=over 4

=item Sys::Virt::Domain::STATS_STATE_STATE

One of the states, such as C<STATE_RUNNING>, a signed number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_STATE_REASON

One of the reasons for that state, a signed number (libvirt 11.2).

=back

=head2 CPU TIME STATISTICS

Keys of C<STATS_CPU_TOTAL>. Times are unsigned numbers in nanoseconds. A cache monitor tells how
much of the last-level cache some virtual CPUs occupy, where C<cachetune> in the configuration has
one.

=over 4

=item Sys::Virt::Domain::STATS_CPU_TIME

CPU time of the domain since it was started (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CPU_USER

The part of it spent in user mode of the host (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CPU_SYSTEM

The part of it spent in the kernel of the host (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CPU_HALTPOLL_SUCCESS_TIME

How long the host polled for a virtual CPU that had halted, with an interrupt for it in the end
(libvirt 11.2).

=item Sys::Virt::Domain::STATS_CPU_HALTPOLL_FAIL_TIME

How long it polled in vain, and then had to put the virtual CPU to sleep (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CPU_CACHE_MONITOR_COUNT

How many cache monitors there are, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CPU_CACHE_MONITOR_PREFIX

Begins the keys of one cache monitor (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CPU_CACHE_MONITOR_SUFFIX_NAME

Name of the monitor, a string (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CPU_CACHE_MONITOR_SUFFIX_VCPUS

Virtual CPUs that it watches, a string such as C<0-3> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CPU_CACHE_MONITOR_SUFFIX_BANK_COUNT

How many cache banks it watches, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CPU_CACHE_MONITOR_SUFFIX_BANK_PREFIX

Begins, after those of the monitor, the keys of one bank (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CPU_CACHE_MONITOR_SUFFIX_BANK_SUFFIX_ID

Number of the bank on the host, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CPU_CACHE_MONITOR_SUFFIX_BANK_SUFFIX_BYTES

Bytes of the bank that those virtual CPUs occupy, an unsigned number (libvirt 11.2).

=back

=head2 CPU ENERGY STATISTICS

More keys of C<STATS_CPU_TOTAL>: an energy monitor tells how much energy some virtual CPUs take,
where C<energytune> in the configuration has one. What is measured has no constants.

=over 4

=item Sys::Virt::Domain::STATS_CPU_ENERGY_MONITOR_COUNT

How many energy monitors there are, an unsigned number (libvirt 12.4).

=item Sys::Virt::Domain::STATS_CPU_ENERGY_MONITOR_PREFIX

Begins the keys of one energy monitor (libvirt 12.4).

=item Sys::Virt::Domain::STATS_CPU_ENERGY_MONITOR_SUFFIX_NAME

Name of the monitor, a string (libvirt 12.4).

=item Sys::Virt::Domain::STATS_CPU_ENERGY_MONITOR_SUFFIX_VCPUS

Virtual CPUs that it watches, a string such as C<0-3> (libvirt 12.4).

=item Sys::Virt::Domain::STATS_CPU_ENERGY_MONITOR_SUFFIX_PKG_COUNT

How many CPU packages of the host it watches, an unsigned number (libvirt 12.4).

=item Sys::Virt::Domain::STATS_CPU_ENERGY_MONITOR_SUFFIX_PKG_PREFIX

Begins, after those of the monitor, the keys of one package (libvirt 12.4).

=item Sys::Virt::Domain::STATS_CPU_ENERGY_MONITOR_SUFFIX_PKG_SUFFIX_ID

Number of the package on the host, an unsigned number (libvirt 12.4).

=back

=head2 BALLOON STATISTICS

Keys of C<STATS_BALLOON>, all unsigned numbers. Sizes are in KiB, and what the guest itself has to
tell is as old as its last report.

=over 4

=item Sys::Virt::Domain::STATS_BALLOON_CURRENT

Memory that the guest has now (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_MAXIMUM

Memory that the guest can have at most (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_SWAP_IN

How much the guest has read back from its swap space (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_SWAP_OUT

How much the guest has written to its swap space (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_MAJOR_FAULT

How many page faults in the guest had to read from disk (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_MINOR_FAULT

How many page faults in the guest did without (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_UNUSED

Memory that the guest uses for nothing, not even for caches (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_AVAILABLE

All memory that the guest has to use (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_RSS

Memory that the hypervisor process occupies on the host (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_USABLE

How much could be taken from the guest before it has to swap (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_LAST_UPDATE

When the guest last reported, in seconds since 1970 (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_DISK_CACHES

Memory that the guest can free at once without writing anything (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_HUGETLB_PGALLOC

How often the guest got a huge page that it wanted (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BALLOON_HUGETLB_PGFAIL

How often the guest got none (libvirt 11.2).

=back

=head2 VCPU STATISTICS

Keys of C<STATS_VCPU>. Times are unsigned numbers in nanoseconds.

=over 4

=item Sys::Virt::Domain::STATS_VCPU_CURRENT

How many virtual CPUs are online, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_VCPU_MAXIMUM

How many there can be, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_VCPU_PREFIX

Begins the keys of one virtual CPU. The numbers may have gaps, where a virtual CPU is not plugged in
(libvirt 11.2).

=item Sys::Virt::Domain::STATS_VCPU_SUFFIX_STATE

One of the vCPU states, such as C<VCPU_RUNNING>, a signed number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_VCPU_SUFFIX_TIME

How long it has run (libvirt 11.2).

=item Sys::Virt::Domain::STATS_VCPU_SUFFIX_WAIT

How long it wanted to run while the host ran something else; only counted where the kernel keeps
such statistics (libvirt 11.2).

=item Sys::Virt::Domain::STATS_VCPU_SUFFIX_HALTED

1 if it is halted, which mostly means idle, else 0 (libvirt 11.2).

=item Sys::Virt::Domain::STATS_VCPU_SUFFIX_DELAY

How long it was ready but another thread had the host CPU; the guest sees that as steal time
(libvirt 11.2).

=back

=head2 CUSTOM STATISTICS

How the keys end that C<STATS_VCPU> and C<STATS_VM> hold under names of the hypervisor, such as
C<vcpu.0.exits.sum>.

=over 4

=item Sys::Virt::Domain::STATS_CUSTOM_SUFFIX_TYPE_CUR

The value at the moment, which may rise and fall (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CUSTOM_SUFFIX_TYPE_SUM

The sum since the start, which only rises (libvirt 11.2).

=item Sys::Virt::Domain::STATS_CUSTOM_SUFFIX_TYPE_MAX

The highest value there has been (libvirt 11.2).

=back

=head2 NETWORK STATISTICS

Keys of C<STATS_INTERFACE>. All but the name are unsigned numbers. As a rule, received is what the
guest received.

=over 4

=item Sys::Virt::Domain::STATS_NET_COUNT

How many network interfaces there are (libvirt 11.2).

=item Sys::Virt::Domain::STATS_NET_PREFIX

Begins the keys of one interface (libvirt 11.2).

=item Sys::Virt::Domain::STATS_NET_SUFFIX_NAME

Name of the interface on the host, such as C<vnet0>, a string (libvirt 11.2).

=item Sys::Virt::Domain::STATS_NET_SUFFIX_RX_BYTES

Bytes received (libvirt 11.2).

=item Sys::Virt::Domain::STATS_NET_SUFFIX_RX_PKTS

Packets received (libvirt 11.2).

=item Sys::Virt::Domain::STATS_NET_SUFFIX_RX_ERRS

Packets that were not received because of an error (libvirt 11.2).

=item Sys::Virt::Domain::STATS_NET_SUFFIX_RX_DROP

Packets that were received and thrown away (libvirt 11.2).

=item Sys::Virt::Domain::STATS_NET_SUFFIX_TX_BYTES

Bytes sent (libvirt 11.2).

=item Sys::Virt::Domain::STATS_NET_SUFFIX_TX_PKTS

Packets sent (libvirt 11.2).

=item Sys::Virt::Domain::STATS_NET_SUFFIX_TX_ERRS

Packets that were not sent because of an error (libvirt 11.2).

=item Sys::Virt::Domain::STATS_NET_SUFFIX_TX_DROP

Packets that were thrown away instead of sent (libvirt 11.2).

=back

=head2 DISK STATISTICS

Keys of C<STATS_BLOCK>, unsigned numbers where nothing else is said. The limits are what the storage
behind a disk allows a single request to be. The timed groups and the histograms are there where
C<statistics> in the C<driver> element of the disk asks for them, and their times are in
nanoseconds; a zone append is a kind of write on zoned storage.

=over 4

=item Sys::Virt::Domain::STATS_BLOCK_COUNT

How many entries there are: disks, and with C<GET_ALL_STATS_BACKING> their backing files (libvirt
11.2).

=item Sys::Virt::Domain::STATS_BLOCK_PREFIX

Begins the keys of one entry (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_NAME

Target name of the disk, such as C<vda>, a string; the same for all of its backing files (libvirt
11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_BACKINGINDEX

Index of the backing file in the running configuration; only with C<GET_ALL_STATS_BACKING> (libvirt
11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_PATH

Path of the image, a string; absent for network storage and empty drives (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_RD_REQS

How many reads were made (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_RD_BYTES

Bytes that were read (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_RD_TIMES

Nanoseconds that the reads took together (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_WR_REQS

How many writes were made (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_WR_BYTES

Bytes that were written (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_WR_TIMES

Nanoseconds that the writes took together (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_FL_REQS

How often the cache was flushed (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_FL_TIMES

Nanoseconds that the flushes took together (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_ERRORS

A count of Xen only: how often its backend ran out of request slots (C<oo_req>) (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_ALLOCATION

Where the highest byte lies that was ever written, which tells how full a thin volume is (libvirt
11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_CAPACITY

Bytes that the guest can store on the disk (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_PHYSICAL

Bytes of the file or device that holds the image (libvirt 11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_THRESHOLD

The mark of C<set_block_threshold> in bytes, beyond which C<EVENT_ID_BLOCK_THRESHOLD> comes (libvirt
11.2).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LIMITS_REQUEST_ALIGNMENT

Bytes of which offset and length of a request have to be multiples (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LIMITS_DISCARD_MAX

Most bytes that one request can discard (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LIMITS_DISCARD_ALIGNMENT

Bytes to which a discard is best aligned (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LIMITS_WRITE_ZEROES_MAX

Most bytes that one request can zero (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LIMITS_WRITE_ZEROES_ALIGNMENT

Bytes to which a request to zero is best aligned (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LIMITS_TRANSFER_OPTIMAL

Length in bytes that a transfer best has (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LIMITS_TRANSFER_MAX

Greatest length in bytes that a transfer can have (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LIMITS_TRANSFER_HW_MAX

The same for requests that the kernel of the host hands straight to the hardware (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LIMITS_IOV_MAX

How many pieces of memory one request can gather from or scatter to (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LIMITS_IOV_HW_MAX

The same for requests that the kernel of the host hands straight to the hardware (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LIMITS_MEMORY_ALIGNMENT_MINIMAL

Bytes to which memory has to be aligned to be used without copying it first (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LIMITS_MEMORY_ALIGNMENT_OPTIMAL

Bytes to which the memory is aligned that such a copy is made in (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_COUNT

How many timed groups the disk has: statistics of the last while only (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_PREFIX

Begins, after those of the disk, the keys of one timed group (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_INTERVAL

How many seconds back the group reaches (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_RD_LATENCY_MIN

Time of the quickest read in the interval (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_RD_LATENCY_MAX

Time of the slowest read in the interval (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_RD_LATENCY_AVG

Time of a read in the interval on average (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_WR_LATENCY_MIN

Time of the quickest write in the interval (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_WR_LATENCY_MAX

Time of the slowest write in the interval (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_WR_LATENCY_AVG

Time of a write in the interval on average (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_ZONE_APPEND_LATENCY_MIN

Time of the quickest zone append in the interval (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_ZONE_APPEND_LATENCY_MAX

Time of the slowest zone append in the interval (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_ZONE_APPEND_LATENCY_AVG

Time of a zone append in the interval on average (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_FLUSH_LATENCY_MIN

Time of the quickest flush in the interval (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_FLUSH_LATENCY_MAX

Time of the slowest flush in the interval (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_FLUSH_LATENCY_AVG

Time of a flush in the interval on average (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_RD_QUEUE_DEPTH_AVG

How many reads were under way on average, a floating-point number (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_WR_QUEUE_DEPTH_AVG

How many writes were under way on average, a floating-point number (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_ZONE_APPEND_QUEUE_DEPTH_AVG

How many zone appends were under way on average, a floating-point number (libvirt 11.10).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LATENCY_HISTOGRAM_READ_PREFIX

Begins, after those of the disk, the keys of the histogram of reads. The constants for bins go on
from there (libvirt 12.1).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LATENCY_HISTOGRAM_WRITE_PREFIX

Begins the keys of the histogram of writes (libvirt 12.1).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LATENCY_HISTOGRAM_ZONE_APPEND_PREFIX

Begins the keys of the histogram of zone appends (libvirt 12.1).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LATENCY_HISTOGRAM_FLUSH_PREFIX

Begins the keys of the histogram of flushes (libvirt 12.1).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LATENCY_HISTOGRAM_SUFFIX_BIN_COUNT

How many bins the histogram has (libvirt 12.1).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LATENCY_HISTOGRAM_SUFFIX_BIN_PREFIX

Begins, after those of the histogram, the keys of one bin (libvirt 12.1).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LATENCY_HISTOGRAM_SUFFIX_BIN_SUFFIX_START

Shortest time that falls into the bin, which reaches up to that of the next (libvirt 12.1).

=item Sys::Virt::Domain::STATS_BLOCK_SUFFIX_LATENCY_HISTOGRAM_SUFFIX_BIN_SUFFIX_VALUE

How many requests fell into the bin (libvirt 12.1).

=back

=head2 PERFORMANCE STATISTICS

Keys of C<STATS_PERF>, all unsigned numbers: counts of the performance events that
C<set_perf_events> turned on.

=over 4

=item Sys::Virt::Domain::STATS_PERF_CMT

Bytes of the last-level cache in use, by C<PERF_PARAM_CMT> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_MBMT

Memory traffic of the whole system in bytes per second, by C<PERF_PARAM_MBMT> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_MBML

Memory traffic through the controller of the same socket in bytes per second, by C<PERF_PARAM_MBML>
(libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_CACHE_MISSES

Memory accesses that no cache could serve, by C<PERF_PARAM_CACHE_MISSES> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_CACHE_REFERENCES

Memory accesses that were looked up in the cache, by C<PERF_PARAM_CACHE_REFERENCES> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_INSTRUCTIONS

Completed instructions, by C<PERF_PARAM_INSTRUCTIONS> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_CPU_CYCLES

CPU cycles at the actual clock rate, by C<PERF_PARAM_CPU_CYCLES> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_BRANCH_INSTRUCTIONS

Completed branches, by C<PERF_PARAM_BRANCH_INSTRUCTIONS> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_BRANCH_MISSES

Wrongly predicted branches, by C<PERF_PARAM_BRANCH_MISSES> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_BUS_CYCLES

Bus cycles, by C<PERF_PARAM_BUS_CYCLES> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_STALLED_CYCLES_FRONTEND

Cycles without an instruction to work on, by C<PERF_PARAM_STALLED_CYCLES_FRONTEND> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_STALLED_CYCLES_BACKEND

Cycles of waiting for data or for a free unit, by C<PERF_PARAM_STALLED_CYCLES_BACKEND> (libvirt
11.2).

=item Sys::Virt::Domain::STATS_PERF_REF_CPU_CYCLES

Cycles at a constant rate, by C<PERF_PARAM_REF_CPU_CYCLES> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_CPU_CLOCK

Nanoseconds by a clock of the CPU, by C<PERF_PARAM_CPU_CLOCK> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_TASK_CLOCK

Nanoseconds that the threads actually ran, by C<PERF_PARAM_TASK_CLOCK> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_PAGE_FAULTS

Page faults of both kinds, by C<PERF_PARAM_PAGE_FAULTS> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_CONTEXT_SWITCHES

Turns of a host CPU to another thread, by C<PERF_PARAM_CONTEXT_SWITCHES> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_CPU_MIGRATIONS

Moves of a thread to another host CPU, by C<PERF_PARAM_CPU_MIGRATIONS> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_PAGE_FAULTS_MIN

Page faults without reading from disk, by C<PERF_PARAM_PAGE_FAULTS_MIN> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_PAGE_FAULTS_MAJ

Page faults with reading from disk, by C<PERF_PARAM_PAGE_FAULTS_MAJ> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_ALIGNMENT_FAULTS

Unaligned accesses that the kernel mended, by C<PERF_PARAM_ALIGNMENT_FAULTS> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_PERF_EMULATION_FAULTS

Instructions that the kernel emulated, by C<PERF_PARAM_EMULATION_FAULTS> (libvirt 11.2).

=back

=head2 I/O THREAD STATISTICS

Keys of C<STATS_IOTHREAD>, all unsigned numbers.

=over 4

=item Sys::Virt::Domain::STATS_IOTHREAD_COUNT

How many I/O threads there are; some may have no keys, if their polling cannot be read (libvirt
11.2).

=item Sys::Virt::Domain::STATS_IOTHREAD_PREFIX

Begins the keys of one I/O thread; the number after it is the ID of the thread (libvirt 11.2).

=item Sys::Virt::Domain::STATS_IOTHREAD_SUFFIX_POLL_MAX_NS

Longest time that it polls, in nanoseconds; 0 if it does not (libvirt 11.2).

=item Sys::Virt::Domain::STATS_IOTHREAD_SUFFIX_POLL_GROW

Factor by which the time grows; 0 if the hypervisor decides (libvirt 11.2).

=item Sys::Virt::Domain::STATS_IOTHREAD_SUFFIX_POLL_SHRINK

Divisor by which the time shrinks; 0 if the hypervisor decides (libvirt 11.2).

=item Sys::Virt::Domain::STATS_IOTHREAD_SUFFIX_POLL_WEIGHT

Shift by which the latest wait counts less than those before it; 0 if the hypervisor decides
(libvirt 12.7).

=back

=head2 MEMORY BANDWIDTH STATISTICS

Keys of C<STATS_MEMORY>: a bandwidth monitor tells of the memory traffic of some virtual CPUs, where
C<memorytune> in the configuration has one.

=over 4

=item Sys::Virt::Domain::STATS_MEMORY_BANDWIDTH_MONITOR_COUNT

How many bandwidth monitors there are, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_MEMORY_BANDWIDTH_MONITOR_PREFIX

Begins the keys of one bandwidth monitor (libvirt 11.2).

=item Sys::Virt::Domain::STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NAME

Name of the monitor, a string (libvirt 11.2).

=item Sys::Virt::Domain::STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_VCPUS

Virtual CPUs that it watches, a string such as C<0-3> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_COUNT

How many memory controllers it watches, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_PREFIX

Begins, after those of the monitor, the keys of one controller (libvirt 11.2).

=item Sys::Virt::Domain::STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_SUFFIX_ID

Number of the controller on the host, an unsigned number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_SUFFIX_BYTES_LOCAL

Bytes since the start through the controller of the same processor, an unsigned number (libvirt
11.2).

=item Sys::Virt::Domain::STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_SUFFIX_BYTES_TOTAL

Bytes since the start through all controllers, near and far, an unsigned number (libvirt 11.2).

=back

=head2 DIRTY RATE STATISTICS

Keys of C<STATS_DIRTYRATE>: the last measurement that C<start_dirty_rate_calc> began.

=over 4

=item Sys::Virt::Domain::STATS_DIRTYRATE_CALC_STATUS

How far it is, one of the dirty rate states, a signed number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_DIRTYRATE_CALC_START_TIME

When it began, in seconds, a signed number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_DIRTYRATE_CALC_PERIOD

How many seconds it takes, a signed number (libvirt 11.2).

=item Sys::Virt::Domain::STATS_DIRTYRATE_MEGABYTES_PER_SECOND

MiB of memory that the guest changes per second, a signed number; only with C<DIRTYRATE_MEASURED>
(libvirt 11.2).

=item Sys::Virt::Domain::STATS_DIRTYRATE_CALC_MODE

How it is done, a string: C<page-sampling>, C<dirty-bitmap> or C<dirty-ring> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_DIRTYRATE_VCPU_PREFIX

Begins the key of one virtual CPU; only with C<DIRTYRATE_MODE_DIRTY_RING> (libvirt 11.2).

=item Sys::Virt::Domain::STATS_DIRTYRATE_VCPU_SUFFIX_MEGABYTES_PER_SECOND

MiB of memory that this virtual CPU changes per second, an unsigned number (libvirt 11.2).

=back

=head2 VM STATISTICS

How the keys of C<STATS_VM> begin. A name of the hypervisor and one of the custom suffixes follow.

=over 4

=item Sys::Virt::Domain::STATS_VM_PREFIX

Begins every key: C<vm.remote_tlb_flush.sum> (libvirt 11.2).

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::DomainSnapshot>, L<Sys::Virt::DomainCheckpoint>, L<Sys::Virt::Error>,
L<https://libvirt.org/formatdomain.html>,
L<https://libvirt.org/html/libvirt-libvirt-domain.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
