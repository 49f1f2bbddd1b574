package Sys::Virt::Error;

use strict;

# What overload.pm would do for ('""' => 'stringify', fallback => 1), without the time it takes to load.
{
    no strict 'refs';
    *{__PACKAGE__ . '::(('}  = sub { };
    *{__PACKAGE__ . '::()'}  = sub { };
    ${__PACKAGE__ . '::()'}  = 1;
    *{__PACKAGE__ . '::(""'} = sub { $_[0]->stringify };
}

sub code { $_[0]{code} }

sub domain { $_[0]{domain} }

sub level { $_[0]{level} }

sub message { $_[0]{message} }

sub stringify {
    my $self = shift;
    my $text = "libvirt error code: $self->{code}, message: $self->{message}";
    return $text =~ /\n\z/ ? $text : "$text\n";
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Error - What is thrown when libvirt fails

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'test:///default');

  my $dom = eval { $conn->get_domain_by_name('web') };
  if (my $error = $@) {
      die $error unless ref $error && $error->isa('Sys::Virt::Error');
      die $error unless $error->code == Sys::Virt::Error::ERR_NO_DOMAIN;
      print 'libvirt says: ', $error->message, "\n";
  }

=head1 DESCRIPTION

Each failure that libvirt reports is thrown as an object of this class. It is a hash with the keys
C<level>, C<code>, C<domain> and C<message>, for each of which there is a method.

As a string an error is its code and message in one line:

  libvirt error code: 42, message: Domain not found

So an error that nobody catches reads well, and errors can be matched, joined, and compared with
C<eq>, C<ne> and the like. An error is always true.

A program decides by the code. The text is for people, and changes from one libvirt to the next.

=head1 METHODS

=head2 code

  my $code = $error->code();

What went wrong, one of the L</ERROR CODES>. It is 0 where libvirt failed and gave no reason.

=head2 domain

  my $domain = $error->domain();

The part of libvirt that raised the error, one of the L</ERROR DOMAINS>; it has nothing to do with
virtual machines.

=head2 domain_name

  my $name = $error->domain_name();

The same as the name of its constant: C<FROM_QEMU>. A part that is newer than this module has its number.

=head2 int1

  my $number = $error->int1();

A number that libvirt adds to some errors: undef where there is none, see L</str1>.

=head2 int2

  my $number = $error->int2();

Another one.

=head2 is

  if ($error->is('ERR_NO_DOMAIN', 'ERR_NO_NETWORK')) { ... }
  if ($error->is(Sys::Virt::Error::ERR_NO_DOMAIN)) { ... }

Whether the code is one of these, each of which is given by its name or its number. What is neither throws, so that a
misspelt name is found; a code that is newer than this module can be given by its number.

  my $domain = eval { $conn->get_domain_by_name('web') };
  if (my $error = $@) {
      die $error unless ref $error && $error->isa('Sys::Virt::Error');
      die $error unless $error->is('ERR_NO_DOMAIN');
      print "there is none\n";
  }

=head2 level

  my $level = $error->level();

How serious it is, one of the L</ERROR LEVELS>.

=head2 message

  my $text = $error->message();

What went wrong, in words; bytes, without a line end.

=head2 name

  my $name = $error->name();

The code as the name of its constant: C<ERR_NO_DOMAIN>. A code that is newer than this module has its number.

=head2 str1

  my $text = $error->str1();

A text that libvirt adds to an error, as bytes; undef where there is none. In most errors it is the message with C<%s>
for what differs from one case to the next.

These texts and numbers are not among the keys of the hash, which has no others than it always had: they are kept beside
it. A copy that Storable, Data::Dumper or C<{ %$error }> makes does not have them; a clone in another thread does.

=head2 str2

  my $text = $error->str2();

A second text: in most errors what stands in the place of the C<%s> in L</str1>.

=head2 str3

  my $text = $error->str3();

A third one.

=head2 stringify

  my $text = $error->stringify();

The error as a string, with a line end; what C<"$error"> is.

=head1 CONSTANTS

=head2 ERROR LEVELS

What C<level> returns: how serious the matter is.

=over 4

=item Sys::Virt::Error::LEVEL_NONE

Nothing is wrong.

=item Sys::Virt::Error::LEVEL_WARNING

Something to know of, but the work was done.

=item Sys::Virt::Error::LEVEL_ERROR

The call failed.

=back

=head2 ERROR DOMAINS

What C<domain> returns: the part of libvirt that raised the error. It is meant for reports; a
program decides by the code.

=over 4

=item Sys::Virt::Error::FROM_NONE

No part in particular, or no error at all.

=item Sys::Virt::Error::FROM_XEN

The core of the Xen driver.

=item Sys::Virt::Error::FROM_XEND

The connection to the old C<xend> daemon of Xen.

=item Sys::Virt::Error::FROM_XENSTORE

Access to XenStore.

=item Sys::Virt::Error::FROM_SEXPR

The parser of the S-expressions that C<xend> spoke.

=item Sys::Virt::Error::FROM_XML

Reading or writing of an XML document.

=item Sys::Virt::Error::FROM_DOM

A call on a domain, for instance with an object that is not usable.

=item Sys::Virt::Error::FROM_RPC

The remote protocol between client and daemon.

=item Sys::Virt::Error::FROM_PROXY

The Xen proxy, which is long gone; no longer raised.

=item Sys::Virt::Error::FROM_CONF

Reading of a configuration file.

=item Sys::Virt::Error::FROM_QEMU

The QEMU and KVM driver.

=item Sys::Virt::Error::FROM_NET

A call on a network.

=item Sys::Virt::Error::FROM_TEST

The test driver (C<test:///default>).

=item Sys::Virt::Error::FROM_REMOTE

The remote driver, which passes calls to a daemon.

=item Sys::Virt::Error::FROM_OPENVZ

The OpenVZ driver.

=item Sys::Virt::Error::FROM_XENXM

Xen's C<xm> configuration files.

=item Sys::Virt::Error::FROM_STATS_LINUX

Gathering of statistics on Linux.

=item Sys::Virt::Error::FROM_LXC

The Linux container driver.

=item Sys::Virt::Error::FROM_STORAGE

The storage drivers, pools and volumes.

=item Sys::Virt::Error::FROM_NETWORK

The network driver and its configuration.

=item Sys::Virt::Error::FROM_DOMAIN

The checks that all drivers share on the configuration of a domain.

=item Sys::Virt::Error::FROM_UML

The User Mode Linux driver, removed in libvirt 5.0; no longer raised.

=item Sys::Virt::Error::FROM_NODEDEV

The driver for devices of the host.

=item Sys::Virt::Error::FROM_XEN_INOTIFY

The watch on Xen's configuration directory.

=item Sys::Virt::Error::FROM_SECURITY

The security drivers: SELinux, AppArmor, file ownership.

=item Sys::Virt::Error::FROM_VBOX

The driver for VirtualBox.

=item Sys::Virt::Error::FROM_INTERFACE

The driver for network interfaces of the host.

=item Sys::Virt::Error::FROM_ONE

The OpenNebula driver, which no longer exists.

=item Sys::Virt::Error::FROM_ESX

The driver for VMware ESX and vCenter.

=item Sys::Virt::Error::FROM_PHYP

The IBM Power Hypervisor driver, removed in libvirt 6.0.

=item Sys::Virt::Error::FROM_SECRET

The driver that keeps secrets.

=item Sys::Virt::Error::FROM_CPU

Comparing and computing of CPU models.

=item Sys::Virt::Error::FROM_XENAPI

The XenAPI (XenServer) driver.

=item Sys::Virt::Error::FROM_NWFILTER

The driver for network filters, which guard the traffic of guests.

=item Sys::Virt::Error::FROM_HOOK

A hook script of the administrator.

=item Sys::Virt::Error::FROM_DOMAIN_SNAPSHOT

Snapshots of a domain.

=item Sys::Virt::Error::FROM_AUDIT

Writing of audit records.

=item Sys::Virt::Error::FROM_SYSINFO

Reading of the SMBIOS data of the host.

=item Sys::Virt::Error::FROM_STREAMS

Streams: console, volume upload and download, migration data.

=item Sys::Virt::Error::FROM_VMWARE

The driver for VMware Workstation and Player.

=item Sys::Virt::Error::FROM_EVENT

The event loop.

=item Sys::Virt::Error::FROM_LIBXL

The Xen driver on top of libxl.

=item Sys::Virt::Error::FROM_LOCKING

A lock manager, which guards disks against use by two guests.

=item Sys::Virt::Error::FROM_HYPERV

The driver for Hyper-V of Microsoft.

=item Sys::Virt::Error::FROM_CAPABILITIES

The description of what host and hypervisor can do.

=item Sys::Virt::Error::FROM_URI

Parsing of a connection URI.

=item Sys::Virt::Error::FROM_AUTH

The authentication configuration of the client.

=item Sys::Virt::Error::FROM_DBUS

A call over D-Bus.

=item Sys::Virt::Error::FROM_PARALLELS

The Virtuozzo driver, once that of Parallels.

=item Sys::Virt::Error::FROM_DEVICE

Addresses and other matters that all devices have.

=item Sys::Virt::Error::FROM_SSH

Transport over SSH with libssh2.

=item Sys::Virt::Error::FROM_LOCKSPACE

The lock spaces of the lock daemon.

=item Sys::Virt::Error::FROM_INITCTL

Talking to C<init> inside a container.

=item Sys::Virt::Error::FROM_IDENTITY

Working out who a client is.

=item Sys::Virt::Error::FROM_CGROUP

Control groups of Linux.

=item Sys::Virt::Error::FROM_ACCESS

Deciding whether a client may do what it asks for.

=item Sys::Virt::Error::FROM_SYSTEMD

Talking to systemd.

=item Sys::Virt::Error::FROM_BHYVE

The driver for bhyve, the hypervisor of FreeBSD.

=item Sys::Virt::Error::FROM_CRYPTO

Hashing and encryption.

=item Sys::Virt::Error::FROM_FIREWALL

Rules of the host's firewall.

=item Sys::Virt::Error::FROM_POLKIT

A check by PolicyKit.

=item Sys::Virt::Error::FROM_THREAD

Threads and their pools.

=item Sys::Virt::Error::FROM_ADMIN

The administration interface of the daemon.

=item Sys::Virt::Error::FROM_LOGGING

The log daemon, which takes the output of guests.

=item Sys::Virt::Error::FROM_XENXL

Xen's C<xl> configuration files.

=item Sys::Virt::Error::FROM_PERF

Hardware performance counters.

=item Sys::Virt::Error::FROM_LIBSSH

Transport over SSH with libssh.

=item Sys::Virt::Error::FROM_RESCTRL

Cache and memory bandwidth allocation of the CPU.

=item Sys::Virt::Error::FROM_FIREWALLD

Talking to firewalld.

=item Sys::Virt::Error::FROM_DOMAIN_CHECKPOINT

Checkpoints of a domain.

=item Sys::Virt::Error::FROM_TPM

Emulated TPM devices.

=item Sys::Virt::Error::FROM_BPF

BPF programs of the kernel, which guard devices under cgroup v2.

=item Sys::Virt::Error::FROM_CH

The driver for Cloud Hypervisor (libvirt 7.5).

=back

=head2 ERROR CODES

What C<code> returns: the reason of the failure, and the value to decide by. Many of the oldest
codes are no longer raised by any driver.

=over 4

=item Sys::Virt::Error::ERR_OK

No error. A failure about which libvirt left no record has this code.

=item Sys::Virt::Error::ERR_INTERNAL_ERROR

Something that has no code of its own went wrong inside libvirt or the hypervisor; the message is
all there is to know.

=item Sys::Virt::Error::ERR_NO_MEMORY

Memory could not be allocated.

=item Sys::Virt::Error::ERR_NO_SUPPORT

The driver of this connection does not offer the call. A method that the installed libvirt is too
old for throws it too, and names the version.

=item Sys::Virt::Error::ERR_UNKNOWN_HOST

The name of a host could not be resolved.

=item Sys::Virt::Error::ERR_NO_CONNECT

No connection to the hypervisor, often because no driver took the URI.

=item Sys::Virt::Error::ERR_INVALID_CONN

The connection object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_INVALID_DOMAIN

The domain object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_INVALID_ARG

An argument has a value that makes no sense for the call.

=item Sys::Virt::Error::ERR_OPERATION_FAILED

The hypervisor was given the command and could not carry it out.

=item Sys::Virt::Error::ERR_GET_FAILED

An HTTP GET from a hypervisor failed.

=item Sys::Virt::Error::ERR_POST_FAILED

An HTTP POST to a hypervisor failed.

=item Sys::Virt::Error::ERR_HTTP_ERROR

A hypervisor answered with an unexpected HTTP status.

=item Sys::Virt::Error::ERR_SEXPR_SERIAL

An S-expression for C<xend> could not be built or read.

=item Sys::Virt::Error::ERR_NO_XEN

The control interface of Xen could not be opened.

=item Sys::Virt::Error::ERR_XEN_CALL

A hypercall of Xen failed.

=item Sys::Virt::Error::ERR_OS_TYPE

The operating system type in a document is not known, or not by this hypervisor.

=item Sys::Virt::Error::ERR_NO_KERNEL

A document names no kernel where one is needed.

=item Sys::Virt::Error::ERR_NO_ROOT

A document names no root device where one is needed.

=item Sys::Virt::Error::ERR_NO_SOURCE

A device in a document has no source.

=item Sys::Virt::Error::ERR_NO_TARGET

A device in a document has no target.

=item Sys::Virt::Error::ERR_NO_NAME

A document gives no name to the domain.

=item Sys::Virt::Error::ERR_NO_OS

A document has no C<os> element.

=item Sys::Virt::Error::ERR_NO_DEVICE

A document has no devices where some are needed.

=item Sys::Virt::Error::ERR_NO_XENSTORE

XenStore could not be opened.

=item Sys::Virt::Error::ERR_DRIVER_FULL

More drivers were registered than there is room for.

=item Sys::Virt::Error::ERR_CALL_FAILED

A driver does not offer the call. Superseded by C<ERR_NO_SUPPORT>.

=item Sys::Virt::Error::ERR_XML_ERROR

A document is well formed but its content is wrong, or it misses something.

=item Sys::Virt::Error::ERR_DOM_EXIST

A domain of this name or UUID is there already.

=item Sys::Virt::Error::ERR_OPERATIONED_DENIED

The call would change something and the connection is for reading only. (The spelling of this name
has always been so.)

=item Sys::Virt::Error::ERR_OPEN_FAILED

A configuration file could not be opened.

=item Sys::Virt::Error::ERR_READ_FAILED

A configuration file could not be read.

=item Sys::Virt::Error::ERR_PARSE_FAILED

A configuration file, or a value in it, could not be understood.

=item Sys::Virt::Error::ERR_CONF_SYNTAX

A configuration file breaks the syntax of such files.

=item Sys::Virt::Error::ERR_WRITE_FAILED

A configuration file could not be written.

=item Sys::Virt::Error::ERR_XML_DETAIL

A document is not well formed; the message holds line and position.

=item Sys::Virt::Error::ERR_INVALID_NETWORK

The network object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_NETWORK_EXIST

A network of this name or UUID is there already.

=item Sys::Virt::Error::ERR_SYSTEM_ERROR

A system call failed; the message ends in the text of C<errno>.

=item Sys::Virt::Error::ERR_RPC

The remote protocol was broken: bad message, lost connection, wrong version.

=item Sys::Virt::Error::ERR_GNUTLS_ERROR

A call of the TLS library failed.

=item Sys::Virt::Error::WAR_NO_NETWORK

The daemon failed to start its network driver.

=item Sys::Virt::Error::ERR_NO_DOMAIN

No such domain, or it vanished while the call ran.

=item Sys::Virt::Error::ERR_NO_NETWORK

No such network.

=item Sys::Virt::Error::ERR_INVALID_MAC

Not a MAC address.

=item Sys::Virt::Error::ERR_AUTH_FAILED

The credentials were refused.

=item Sys::Virt::Error::ERR_INVALID_STORAGE_POOL

The storage pool object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_INVALID_STORAGE_VOL

The storage volume object is not, or no longer, usable.

=item Sys::Virt::Error::WAR_NO_STORAGE

The daemon failed to start its storage driver.

=item Sys::Virt::Error::ERR_NO_STORAGE_POOL

No such storage pool.

=item Sys::Virt::Error::ERR_NO_STORAGE_VOL

No such storage volume.

=item Sys::Virt::Error::WAR_NO_NODE

The daemon failed to start its node device driver.

=item Sys::Virt::Error::ERR_INVALID_NODE_DEVICE

The node device object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_NO_NODE_DEVICE

No such device on the host.

=item Sys::Virt::Error::ERR_NO_SECURITY_MODEL

The security model that a guest asks for is not active on the host.

=item Sys::Virt::Error::ERR_OPERATION_INVALID

Not possible in the present state, such as stopping a domain that does not run.

=item Sys::Virt::Error::WAR_NO_INTERFACE

The daemon failed to start its interface driver.

=item Sys::Virt::Error::ERR_NO_INTERFACE

No such host interface.

=item Sys::Virt::Error::ERR_INVALID_INTERFACE

The interface object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_MULTIPLE_INTERFACES

Several interfaces have the MAC address that was looked up.

=item Sys::Virt::Error::WAR_NO_NWFILTER

The daemon failed to start its network filter driver.

=item Sys::Virt::Error::ERR_INVALID_NWFILTER

The network filter object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_NO_NWFILTER

No such network filter.

=item Sys::Virt::Error::ERR_BUILD_FIREWALL

The firewall rules of a filter could not be built.

=item Sys::Virt::Error::WAR_NO_SECRET

The daemon failed to start its secret driver.

=item Sys::Virt::Error::ERR_INVALID_SECRET

The secret object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_NO_SECRET

No such secret, or it has no value yet.

=item Sys::Virt::Error::ERR_CONFIG_UNSUPPORTED

A document asks for something that this hypervisor, or this version of it, cannot do.

=item Sys::Virt::Error::ERR_OPERATION_TIMEOUT

It took too long; often another job holds the domain.

=item Sys::Virt::Error::ERR_MIGRATE_PERSIST_FAILED

The guest was migrated and runs, but its configuration could not be saved on the destination.

=item Sys::Virt::Error::ERR_HOOK_SCRIPT_FAILED

A hook script of the administrator refused the operation.

=item Sys::Virt::Error::ERR_INVALID_DOMAIN_SNAPSHOT

The snapshot object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_NO_DOMAIN_SNAPSHOT

No such snapshot.

=item Sys::Virt::Error::ERR_INVALID_STREAM

The stream object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_ARGUMENT_UNSUPPORTED

The argument is a valid one, but this driver has no support for it; often a flag.

=item Sys::Virt::Error::ERR_STORAGE_PROBE_FAILED

What is on the source of a pool could not be found out.

=item Sys::Virt::Error::ERR_STORAGE_POOL_BUILT

The source of a pool holds a pool or filesystem already, and overwriting was not asked for.

=item Sys::Virt::Error::ERR_SNAPSHOT_REVERT_RISKY

Reverting could lose something; see C<REVERT_FORCE> in L<Sys::Virt::DomainSnapshot>.

=item Sys::Virt::Error::ERR_OPERATION_ABORTED

The operation was cancelled on request, such as a migration by C<abort_job>.

=item Sys::Virt::Error::ERR_AUTH_CANCELLED

The user, or the callback, gave up authentication.

=item Sys::Virt::Error::ERR_NO_DOMAIN_METADATA

The domain has no such title, description or metadata element.

=item Sys::Virt::Error::ERR_MIGRATE_UNSAFE

Migration could damage data, mostly because of the cache mode of a disk; C<MIGRATE_UNSAFE> in
L<Sys::Virt::Domain> overrides it.

=item Sys::Virt::Error::ERR_OVERFLOW

A number does not fit into its place.

=item Sys::Virt::Error::ERR_BLOCK_COPY_ACTIVE

Not possible while a block copy job runs on a disk of the domain.

=item Sys::Virt::Error::ERR_OPERATION_UNSUPPORTED

The hypervisor, or this build of it, cannot do what was asked for.

=item Sys::Virt::Error::ERR_SSH

Transport over libssh2 failed.

=item Sys::Virt::Error::ERR_AGENT_UNRESPONSIVE

The guest agent does not run, or does not answer.

=item Sys::Virt::Error::ERR_RESOURCE_BUSY

Something is in use by another, such as a disk or a device.

=item Sys::Virt::Error::ERR_ACCESS_DENIED

The access control of the daemon does not allow this call on this object.

=item Sys::Virt::Error::ERR_DBUS_SERVICE

A D-Bus service answered with an error.

=item Sys::Virt::Error::ERR_STORAGE_VOL_EXIST

A volume of this name is in the pool already.

=item Sys::Virt::Error::ERR_CPU_INCOMPATIBLE

The host cannot provide the CPU that was asked for; the message names what is missing.

=item Sys::Virt::Error::ERR_INVALID_SCHEMA

A document does not follow its schema; thrown where a flag asks for validation.

=item Sys::Virt::Error::ERR_MIGRATE_FINISH_OK

The last step of a migration was done although it was expected to fail; between daemons, seldom seen
by a program.

=item Sys::Virt::Error::ERR_AUTH_UNAVAILABLE

Authentication cannot be tried, for instance because no PolicyKit agent is there to ask the user.

=item Sys::Virt::Error::ERR_NO_SERVER

The daemon has no server of this name (administration interface).

=item Sys::Virt::Error::ERR_NO_CLIENT

The daemon has no client of this number (administration interface).

=item Sys::Virt::Error::ERR_AGENT_UNSYNCED

The guest agent answered a synchronisation with a wrong number; no longer raised.

=item Sys::Virt::Error::ERR_LIBSSH

Transport over libssh failed.

=item Sys::Virt::Error::ERR_DEVICE_MISSING

The domain has no device that matches the given one.

=item Sys::Virt::Error::ERR_INVALID_NWFILTER_BINDING

The filter binding object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_NO_NWFILTER_BINDING

No filter is bound to this port device.

=item Sys::Virt::Error::ERR_INVALID_DOMAIN_CHECKPOINT

The checkpoint object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_NO_DOMAIN_CHECKPOINT

No such checkpoint.

=item Sys::Virt::Error::ERR_NO_DOMAIN_BACKUP

The domain has no backup job of this number, or none at all.

=item Sys::Virt::Error::ERR_INVALID_NETWORK_PORT

The network port object is not, or no longer, usable.

=item Sys::Virt::Error::ERR_NETWORK_PORT_EXIST

A port of this UUID is in the network already.

=item Sys::Virt::Error::ERR_NO_NETWORK_PORT

No such network port.

=item Sys::Virt::Error::ERR_NO_HOSTNAME

The host name of the guest could not be found out from the chosen source (libvirt 6.1).

=item Sys::Virt::Error::ERR_CHECKPOINT_INCONSISTENT

A disk lacks the record of changes that belongs to the checkpoint, so no incremental backup can
start from it (libvirt 6.10).

=item Sys::Virt::Error::ERR_MULTIPLE_DOMAINS

Several domains match what was looked up (libvirt 7.1).

=item Sys::Virt::Error::ERR_NO_NETWORK_METADATA

The network has no such title, description or metadata element (libvirt 9.7).

=item Sys::Virt::Error::ERR_AGENT_COMMAND_TIMEOUT

The guest agent took a command and did not answer in time; the guest may still carry it out
(libvirt 11.2).

=item Sys::Virt::Error::ERR_AGENT_COMMAND_FAILED

The guest agent answered a command with an error (libvirt 11.2).

=item Sys::Virt::Error::ERR_INVALID_ENCR_KEY_SECRET

The key with which the secret driver encrypts what it stores cannot be used, for instance because of
its length (libvirt 12.1).

=back

=head1 SEE ALSO

L<Sys::Virt/ERRORS>, L<https://libvirt.org/errors.html>,
L<https://libvirt.org/html/libvirt-virterror.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
