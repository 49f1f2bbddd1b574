package Sys::Virt;

# Loading is part of the work: no pragma but strict here and in the packages below, for warnings.pm and overload.pm
# take longer to load than all of Sys::Virt does. Perl stops reading each file at __END__, before the POD.
use 5.020;
use strict;

our $VERSION = '12.8.0';

require Sys::Virt::Error;
require XSLoader;
XSLoader::load('Sys::Virt', $VERSION);

require Sys::Virt::Domain;
require Sys::Virt::DomainCheckpoint;
require Sys::Virt::DomainSnapshot;
require Sys::Virt::Interface;
require Sys::Virt::NWFilter;
require Sys::Virt::NWFilterBinding;
require Sys::Virt::Network;
require Sys::Virt::NetworkPort;
require Sys::Virt::NodeDevice;
require Sys::Virt::Secret;
require Sys::Virt::StoragePool;
require Sys::Virt::StorageVol;
require Sys::Virt::Stream;

sub get_library_version {
    my $self = shift;
    return ref $self ? $self->_get_conn_library_version : _get_library_version($self);
}

sub get_major_version { int(shift->get_version / 1_000_000) }

sub get_micro_version { shift->get_version % 1_000 }

sub get_minor_version { int(shift->get_version / 1_000) % 1_000 }

sub get_version {
    my $self = shift;
    return ref $self ? $self->_get_conn_version : _get_library_version($self);
}

sub new {
    my $proto = shift;
    my ($open, @given) = _opening(@_);
    my $self = $open eq '_open' ? _open(@given) : _open_auth(@given);
    return bless $self, ref $proto || $proto;
}

# The sub that opens a connection, and what it is given.
sub _opening {
    my %given = (@_, (undef) x (@_ % 2));    # a name without a value has undef, and no warning is due
    my $uri   = exists $given{address} ? $given{address} : $given{uri};
    my $flags = $given{flags} || 0;
    $flags |= CONNECT_RO() if $given{readonly};
    return $given{auth} ? ('_open_auth', $uri, $given{credlist}, $given{callback}, $flags) : ('_open', $uri, $flags);
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt - Virtual machines, networks and storage through a libvirt connection

=head1 SYNOPSIS

  use Sys::Virt;

  my $uri  = 'test:///default';
  my $conn = Sys::Virt->new(uri => $uri);

  for my $dom ($conn->list_domains) {
      print 'Domain ', $dom->get_id, ' ', $dom->get_name, "\n";
  }

  my $dom = eval { $conn->get_domain_by_name('web') };
  if (my $error = $@) {
      my $none = Sys::Virt::Error::ERR_NO_DOMAIN;
      die $error unless ref $error && $error->code == $none;
      print "There is no domain of that name\n";
  }

=head1 DESCRIPTION

Sys::Virt is the Perl binding to libvirt, written in Rust. It gives Perl programs one API for the
virtual machines of all hypervisors that libvirt knows, here or on another host. libvirt calls a
virtual machine a domain.

L<Sys::Virt::Manual> is the map of all pages, with guides and whole programs.

An object of this class is a connection to a hypervisor. It finds, lists and creates the objects of
the other classes:

=over 4

=item L<Sys::Virt::Domain>, L<Sys::Virt::DomainSnapshot>, L<Sys::Virt::DomainCheckpoint>

Virtual machines, and what was kept of their past.

=item L<Sys::Virt::Network>, L<Sys::Virt::NetworkPort>

Virtual networks.

=item L<Sys::Virt::StoragePool>, L<Sys::Virt::StorageVol>

Storage, and its parts.

=item L<Sys::Virt::Interface>, L<Sys::Virt::NodeDevice>

Network interfaces and other devices of the host.

=item L<Sys::Virt::NWFilter>, L<Sys::Virt::NWFilterBinding>

Packet filters.

=item L<Sys::Virt::Secret>

Passwords and keys that libvirt keeps.

=item L<Sys::Virt::Stream>

Data on its way to or from a connection.

=item L<Sys::Virt::Event>, L<Sys::Virt::EventImpl>

The event loop.

=item L<Sys::Virt::Error>

What is thrown when libvirt fails.

=back

C<use Sys::Virt> loads all of them but L<Sys::Virt::Event> and L<Sys::Virt::EventImpl>, which a
program that needs them loads itself.

=head1 ERRORS

Whatever can fail throws. A failure of libvirt is a L<Sys::Virt::Error> object, which holds the code
and the message; its class documents them.

  eval { $conn->get_domain_by_name('web')->create; 1 } or do {
      my $error = $@;
      $error = $error->message if ref $error;
      print STDERR "Cannot start web: $error\n";
  };

A mistake in the call itself is a plain text that ends with the place of the call:

=over 4

=item *

An argument that cannot be what it should be is named, with its position and with what was given:

  Sys::Virt::Domain::get_name: dom is not a Sys::Virt::Domain object
  (argument 1, got undef) at ...

=item *

A wrong number of arguments shows the right ones:

  Usage: Sys::Virt::Domain::get_name(dom) at ...

=back

Once the module is loaded, libvirt no longer prints its errors on the standard error output itself.

=head1 CALLBACKS

Each method that registers a callback returns an ID for the method that removes it;
L</domain_event_register> and L</register_close_callback> return none, for a connection has only one
of each. Events arrive only while an event loop runs: see L<Sys::Virt::Event>, and register a loop
before the connection is opened.

The others can be called any number of times. A connection takes up to 32 callbacks for one event of
one object, and as many for that event of all objects: each has an ID of its own, and is removed on
its own. One more is refused with C<ERR_INVALID_ARG> (L<Sys::Virt::Error>), as is an event that libvirt
or this module does not know.

B<Deregister every callback, those two as well.> Until then it holds the connection object, which is
not freed, so that the connection to the daemon stays open.

An event callback gets the connection on which it was registered, an object for whatever the event
is about, and what the event itself has to say. Its return value does not matter. What is called is
the sub that was passed, whatever becomes of the variable it was in. A callback may register and remove
callbacks, itself too, let go of the connection, open another, and run the loop.

No exception leaves a callback while libvirt is in the middle of its work. When a callback dies, the
exception is kept, libvirt finishes, and then the Perl call under which libvirt ran it dies with
that very exception: C<Sys::Virt::Event::run_default> for events, timers and file handles,
C<send_all> and C<recv_all> for the handlers of a stream, C<new> for an authentication callback.
Where two callbacks die under one call, the first exception is thrown and the second is a warning.
Where no such call is underneath, the exception is a warning. An C<exit> in a callback likewise
takes effect when libvirt has finished. A handler in C<$SIG{__DIE__}> is told of the exception where it
is thrown, once; C<$^S> is what the evals of the program make it.

Coroutines (L<Coro>) may let others run in a callback, or while a tied or overloaded argument is read:
each call returns to the coroutine that made it, in whatever order they end. libvirt keeps its locks
meanwhile, so others had better not use the same connection from within the methods of an event loop.

=head2 Signals that interrupt a call

A handler in C<%SIG> runs when the call has returned; L<Sys::Virt::Event/run_default> returns for it. The
handlers that L<POSIX/sigaction> installs without C<safe>, and all with C<PERL_SIGNALS=unsafe>, run at
once, and one that dies jumps out of libvirt:

  my $action = POSIX::SigAction->new(sub { die "timeout\n" });
  POSIX::sigaction(POSIX::SIGALRM, $action);
  eval { alarm 5; $conn->get_hostname; alarm 0 };

That ends a call which hangs, and this module goes on working. But libvirt does not know that it was
left: what it had locked stays locked, so that a later call on the same connection may wait for
ever, and what it had allocated is lost. Let go of that connection, and open another.

=head1 SIGNALS

What libvirt writes to a daemon that is gone would end the program by C<SIGPIPE>. Here it does not, whatever
C<$SIG{PIPE}> is: the call throws a C<Sys::Virt::Error>, and a handler of the program is not called. For what the program
itself writes, in a callback, too, C<SIGPIPE> does what it always does. A C library that sets C<SIGPIPE> behind Perl's back
is the exception.

A signal with a handler in C<%SIG> that falls on one of libvirt's own threads is handed on to the thread that has loaded
the module. When handlers are run while libvirt waits is told in L<Sys::Virt::Event/run_default>.

=head1 OBJECTS

Objects release what they hold when Perl frees them, also those of a subclass with a C<DESTROY>
method of its own. C<undef $conn> closes a connection, once all objects that came from it and all
callbacks are gone too. Calling C<< $object->DESTROY >> releases at once: whatever is called on that
object later throws a L<Sys::Virt::Error> that speaks of an invalid pointer, with the code that
libvirt has for it, such as C<ERR_INVALID_DOMAIN>; but the methods that remove callbacks do nothing
then. A copy of an object, as L<Storable> makes it, has no connection behind it, and is refused.

C<new> blesses into the class that it is called on, so the class can be derived from. The objects
that a connection returns are always of the classes named above. Two objects may stand for one
domain: each is independent of the other.

After C<< threads->create >> both threads have objects of their own for the same domains and
connections. A callback is only ever run in the thread that registered it.

After C<fork> the objects that a child inherited belong to the parent. The child may drop them, and
may exit: nothing is said on the connection of the parent. To do more, the child opens a connection
of its own.

=head1 STRINGS AND NUMBERS

Strings that libvirt returns are bytes: Perl's UTF-8 flag is off, and C<utf8::decode> makes
characters of them. XML documents are UTF-8. A string for libvirt goes in as Perl holds it: as UTF-8
where the flag is on, byte by byte where it is off. No string is ever cut: one with a NUL byte is
refused, unless it is binary data, such as what a stream sends.

Numbers of 64 bits are whole in both directions, and unsigned where libvirt has them so. A number
for an argument of 32 bits is refused when it does not fit. A truth value comes back as 1 or 0.

An undefined argument counts as an empty string or as 0, with Perl's usual warning, unless the
method says that it may be undefined.

=head1 VERSIONS

The version of the module is that of the newest libvirt which it knows, 12.8. It runs on libvirt 6.0
and on everything between, and one build can meet several of them. Where a method needs a
newer libvirt than 6.0, its documentation says so; on an older one the method throws
C<ERR_NO_SUPPORT> (L<Sys::Virt::Error>) with the version that it needs and the version that is
there. Constants exist on every version.

=head1 DIFFERENCES

Sys::Virt has long been a module in C. This one takes its place without changes to a program, except
in these points; L<Sys::Virt::Manual::Porting> has all of them, and what to write instead:

=over 4

=item *

What is no object of the expected class is refused with an exception; the C module warned and
returned undef, or used the pointer as if it were one.

=item *

C<level> of L<Sys::Virt::Error> returns the level; in the C module it returns the code. Errors can
be compared with C<eq>, C<ne> and the like.

=item *

A C<die> or C<exit> in a callback waits until libvirt has finished, as L</CALLBACKS> describes. In
the C module it jumped out of libvirt, whose locks stayed taken. The connection that a callback gets
is the one on which it was registered, even if the variable has changed since; so with the callback.

=item *

One event of one object can have several callbacks on a connection, as L</CALLBACKS> describes. The
C module took only one.

=item *

C<unregister_close_callback> can be called inside that callback; in the C module it hung.

=item *

Objects survive threads and C<fork>, as L</OBJECTS> describes, and are freed where a subclass
overrides C<DESTROY>.

=item *

C<list_domains>, C<list_defined_domains> and their kind need one exchange with the daemon where the
C module needed one for each name. Daemons without that call are asked in the old way.

=item *

C<create_volume> and C<clone_volume> of L<Sys::Virt::StoragePool> pass their flags on.

=item *

C<Sys::Virt::Event::run_default> is woken up by signals, and throws where there is no loop to run. Event
loops in Perl are told apart from the C module's in
L<Sys::Virt::EventImpl/DIFFERENCES FROM THE C MODULE>.

=item *

C<get_version> and C<get_library_version> can be called on the class.

=item *

A string with a NUL byte, and a number that does not fit, are refused instead of cut.

=item *

The handler of C<send_all> cannot make libvirt send more than it has put into the buffer.

=item *

The module loads on a libvirt that is older than the one it was built with, as L</VERSIONS>
describes.

=back

=head1 METHODS

A method that has nothing to tell returns the empty list, which is undef, and so false, in scalar
context. An argument that is shown with a value may be left out, and then has that value. Flags are
constants joined with C<|>.

C<list_domains>, C<list_networks>, C<list_storage_pools> and the C<list_defined_> methods of objects
return the number of them in scalar context. All other methods that return a list give its last
element then.

The last line of each method, in this class and the others, names the functions of libvirt's C API
that it calls; L<Sys::Virt::Manual::API> finds the method for a function.

=head2 baseline_cpu

  my $xml = $conn->baseline_cpu(\@xml, $flags = 0);

The CPU that all hosts whose CPUs are given can offer, as an XML element. C<$flags> are L</BASELINE
CPU FLAGS>.

Calls C<virConnectBaselineCPU>.

=head2 baseline_hypervisor_cpu

  my $xml = $conn->baseline_hypervisor_cpu(
      $emulator, $arch, $machine, $virttype, \@xml, $flags = 0);

As C<baseline_cpu>, with what the hypervisor can do. The four arguments before it say which guest is
meant, as for C<get_domain_capabilities>; undef leaves the choice to the hypervisor. C<$flags> are
L</BASELINE CPU FLAGS>.

Calls C<virConnectBaselineHypervisorCPU>.

=head2 compare_cpu

  my $result = $conn->compare_cpu($xml, $flags = 0);

Compares the CPU of the XML element with the host's: one of the L</CPU COMPARISON RESULTS>.
C<$flags> are L</CPU COMPARISON FLAGS>.

Calls C<virConnectCompareCPU>.

=head2 compare_hypervisor_cpu

  my $result = $conn->compare_hypervisor_cpu(
      $emulator, $arch, $machine, $virttype, $xml, $flags = 0);

As C<compare_cpu>, with the CPU that the hypervisor can offer. The four arguments before it say
which guest is meant, as for C<get_domain_capabilities>; undef leaves the choice to the hypervisor.

Calls C<virConnectCompareHypervisorCPU>.

=head2 create_domain

  my $dom = $conn->create_domain($xml, $flags = 0);

Starts a new domain from its XML description, without saving that, and returns a
L<Sys::Virt::Domain>. The domain is gone when it stops. C<$flags> are the creation flags of that
class. Connections that are read-only cannot do this.

Calls C<virDomainCreateXML>.

=head2 create_domain_with_files

  my $dom = $conn->create_domain_with_files($xml, \@fds, $flags = 0);

As L</create_domain>, and hands open file descriptors (numbers, as C<fileno> gives them) to the init
process of the guest. Only drivers of containers can do this.

Calls C<virDomainCreateXMLWithFiles>.

=head2 create_interface

  my $iface = $conn->create_interface($xml);

The same as C<define_interface>: the interface is not started by it.

Calls C<virInterfaceDefineXML>.

=head2 create_network

  my $net = $conn->create_network($xml, $flags = 0);

Starts a new network from its XML description, without saving that, and returns a
L<Sys::Virt::Network>. C<$flags> are the creation flags of that class; any of them needs libvirt
7.8. Connections that are read-only cannot do this.

Calls C<virNetworkCreateXML>, C<virNetworkCreateXMLFlags>.

=head2 create_node_device

  my $dev = $conn->create_node_device($xml, $flags = 0);

Creates a device from an XML document, such as a virtual SCSI adapter or a mediated device, and
starts it. Returns a L<Sys::Virt::NodeDevice>.

Calls C<virNodeDeviceCreateXML>.

=head2 create_nwfilter_binding

  my $binding = $conn->create_nwfilter_binding($xml, $flags = 0);

Binds a network filter to a network device, as an XML document says. Returns a
L<Sys::Virt::NWFilterBinding>. libvirt does this itself for the domains that it starts.

Calls C<virNWFilterBindingCreateXML>.

=head2 create_storage_pool

  my $pool = $conn->create_storage_pool($xml);

Starts a new storage pool from its XML description, without saving that, and returns a
L<Sys::Virt::StoragePool>. Connections that are read-only cannot do this.

Calls C<virStoragePoolCreateXML>.

=head2 define_domain

  my $dom = $conn->define_domain($xml, $flags = 0);

Saves the configuration of a domain, new or not, without starting it, and returns a
L<Sys::Virt::Domain>, whose C<create> starts it. C<$flags> are the definition flags of that class.
Connections that are read-only cannot do this.

Calls C<virDomainDefineXML>, C<virDomainDefineXMLFlags>.

=head2 define_interface

  my $iface = $conn->define_interface($xml, $flags = 0);

Defines a network interface of the host from an XML document, or changes its definition. Returns a
L<Sys::Virt::Interface>.

Calls C<virInterfaceDefineXML>.

=head2 define_network

  my $net = $conn->define_network($xml, $flags = 0);

Saves the configuration of a network without starting it, and returns a L<Sys::Virt::Network>, whose
C<create> starts it. C<$flags> are the definition flags of that class; any of them needs libvirt
7.7. Connections that are read-only cannot do this.

Calls C<virNetworkDefineXML>, C<virNetworkDefineXMLFlags>.

=head2 define_node_device

  my $dev = $conn->define_node_device($xml, $flags = 0);

Defines a device that can be started with C<create>. Returns a L<Sys::Virt::NodeDevice>. Needs
libvirt 7.3.

Calls C<virNodeDeviceDefineXML>.

=head2 define_nwfilter

  my $filter = $conn->define_nwfilter($xml, $flags = 0);

Defines a network filter from an XML document, or changes one. Returns a L<Sys::Virt::NWFilter>. A
flag needs libvirt 7.7.

Calls C<virNWFilterDefineXML>, C<virNWFilterDefineXMLFlags>.

=head2 define_save_image_xml

  $conn->define_save_image_xml($file, $dxml, $flags = 0);

Changes the description that a file of C<save> holds. C<$flags> are L<Sys::Virt::Domain/SAVE FLAGS>,
to say whether the guest will run or be paused when it is restored.

Calls C<virDomainSaveImageDefineXML>.

=head2 define_secret

  my $secret = $conn->define_secret($xml, $flags = 0);

Defines a secret from an XML document, or changes its definition. Its value is set by C<set_value> of
L<Sys::Virt::Secret>, which this returns.

Calls C<virSecretDefineXML>.

=head2 define_storage_pool

  my $pool = $conn->define_storage_pool($xml, $flags = 0);

Saves the configuration of a storage pool without starting it, and returns a
L<Sys::Virt::StoragePool>, whose C<create> starts it. C<$flags> are the definition flags of that
class. Connections that are read-only cannot do this.

Calls C<virStoragePoolDefineXML>.

=head2 domain_event_deregister

  $conn->domain_event_deregister();

Removes the callback of L</domain_event_register>. The connection can then be freed. Where there is
none, nothing happens.

Calls C<virConnectDomainEventDeregister>.

=head2 domain_event_deregister_any

  $conn->domain_event_deregister_any($id);

Removes the callback that L</domain_event_register_any> returned C<$id> for. An unknown ID is
ignored.

Calls C<virConnectDomainEventDeregisterAny>.

=head2 domain_event_register

  $conn->domain_event_register(sub {
      my ($conn, $dom, $event, $detail) = @_;
      ...
  });

Calls the sub whenever a domain changes its state. C<$event> is one of the lifecycle events of
L<Sys::Virt::Domain>, C<$detail> one of those that are listed there for the event. A connection has
one such callback; it must be removed with L</domain_event_deregister> before the connection can be
freed.

Calls C<virConnectDomainEventRegister>.

=head2 domain_event_register_any

  my $id = $conn->domain_event_register_any($dom, $eventID, sub {
      my ($conn, $dom, @more) = @_;
      ...
  });

Calls the sub for each event of one kind on C<$dom>, or on all domains where that is undef.
C<$eventID> is one of the event IDs of L<Sys::Virt::Domain>, where each says what C<@more> is. Most
used are:

=over 4

=item C<EVENT_ID_LIFECYCLE>

The event and its detail, as in L</domain_event_register>.

=item C<EVENT_ID_REBOOT>

Nothing.

=item C<EVENT_ID_RTC_CHANGE>

The difference of the guest's clock to UTC, in seconds.

=item C<EVENT_ID_WATCHDOG>

The action that was taken, one of the watchdog actions.

=item C<EVENT_ID_IO_ERROR>

The path of the file on the host, the alias of the device in the guest, and what was done about the
error, one of the I/O error actions.

=item C<EVENT_ID_GRAPHICS>

How far the client has come, one of the graphics phases; the local and the remote address, each a
hash with C<family>, C<node> and C<service>; the name of the authentication scheme; and the
identities of the client as an array of hashes with C<type> and C<name>, empty where there is none.

=back

Returns the ID for L</domain_event_deregister_any>; it may be 0. One callback can be registered for
each domain (or for all) and event. An event ID that is newer than the module throws a text.

Calls C<virConnectDomainEventRegisterAny>.

=head2 domain_xml_from_native

  my $xml = $conn->domain_xml_from_native($format, $config, $flags = 0);

The description of a domain that is configured in the hypervisor's own way, such as C<vmware-vmx>.

Calls C<virConnectDomainXMLFromNative>.

=head2 domain_xml_to_native

  my $config = $conn->domain_xml_to_native($format, $xml, $flags = 0);

The configuration, in the hypervisor's own way, of a domain that is described in XML; for QEMU,
C<qemu-argv>, its command line.

Calls C<virConnectDomainXMLToNative>.

=head2 find_storage_pool_sources

  my $xml = $conn->find_storage_pool_sources($type, $source, $flags = 0);

What storage pools of this type could be made of, as an XML document: volume groups for C<logical>,
exports of a server for C<netfs>. C<$source> is an XML document that says where to look, or undef
for a type that needs no such.

Calls C<virConnectFindStoragePoolSources>.

=head2 get_all_domain_stats

  my @stats = $conn->get_all_domain_stats(
      $stats, \@doms = undef, $flags = 0);

Statistics of many domains in one call: of those in the array, or of all for undef or an empty one.
A hash for each, with C<dom>, a L<Sys::Virt::Domain>, and C<data>, a hash. C<$stats> are
L<Sys::Virt::Domain/STATISTICS TYPES>, 0 for all; the constants that follow there name the keys of
C<data>. C<$flags> are L<Sys::Virt::Domain/STATISTICS FLAGS>.

Calls C<virConnectGetAllDomainStats>, C<virDomainListGetStats>.

=head2 get_capabilities

  my $xml = $conn->get_capabilities();

The XML document that tells what the host and its hypervisor can do.

Calls C<virConnectGetCapabilities>.

=head2 get_cpu_model_names

  my @names = $conn->get_cpu_model_names($arch, $flags = 0);

The models of CPUs of an architecture that libvirt knows.

Calls C<virConnectGetCPUModelNames>.

=head2 get_domain_by_id

  my $dom = $conn->get_domain_by_id($id);

The running domain with that number, a L<Sys::Virt::Domain>. Throws C<ERR_NO_DOMAIN> where there is
none, as do the next two.

Calls C<virDomainLookupByID>.

=head2 get_domain_by_name

  my $dom = $conn->get_domain_by_name($name);

The domain of that name, running or not.

Calls C<virDomainLookupByName>.

=head2 get_domain_by_uuid

  my $dom = $conn->get_domain_by_uuid($uuid);

The domain with that globally unique ID. C<$uuid> is 16 bytes, or their 32 hexadecimal digits, or
the usual form with dashes, of 36 characters; anything else throws a text.

Calls C<virDomainLookupByUUID>, C<virDomainLookupByUUIDString>.

=head2 get_domain_capabilities

  my $xml = $conn->get_domain_capabilities(
      $emulator, $arch, $machine, $virttype, $flags = 0);

The XML document that tells what a domain of that kind could have. C<$emulator> is the path of an
emulator, C<$arch> an architecture, C<$machine> a machine type and C<$virttype> a type of
virtualization such as C<kvm>. Each may be undef for the default of the hypervisor; as a rule
emulator or architecture is given. C<$flags> are L</DOMAIN CAPABILITIES FLAGS>.

Calls C<virConnectGetDomainCapabilities>.

=head2 get_hostname

  my $hostname = $conn->get_hostname();

The name of the host that the connection reaches.

Calls C<virConnectGetHostname>.

=head2 get_interface_by_mac

  my $iface = $conn->get_interface_by_mac($mac);

The L<Sys::Virt::Interface> of this hardware address.

Calls C<virInterfaceLookupByMACString>.

=head2 get_interface_by_name

  my $iface = $conn->get_interface_by_name($name);

The L<Sys::Virt::Interface> of this name.

Calls C<virInterfaceLookupByName>.

=head2 get_library_version

  my $version = $conn->get_library_version();
  my $version = Sys::Virt->get_library_version();

The version of libvirt as a number: major * 1,000,000 + minor * 1,000 + micro. On a connection it is
the libvirt at the other end, in the daemon; on the class, the library of this process.

Calls C<virConnectGetLibVersion>, C<virGetVersion>.

=head2 get_major_version

  my $major = $conn->get_major_version();

The first part of what L</get_version> returns. On the class it is that of libvirt.

Calls C<virConnectGetVersion>, C<virGetVersion>.

=head2 get_max_vcpus

  my $max = $conn->get_max_vcpus($type);

How many virtual CPUs a domain of the given type (the C<type> attribute of C<domain> in its XML
description, such as C<kvm>) can have. C<$type> may be undef.

Calls C<virConnectGetMaxVcpus>.

=head2 get_micro_version

  my $micro = $conn->get_micro_version();

The third part of what L</get_version> returns. On the class it is that of libvirt.

Calls C<virConnectGetVersion>, C<virGetVersion>.

=head2 get_minor_version

  my $minor = $conn->get_minor_version();

The second part of what L</get_version> returns. On the class it is that of libvirt.

Calls C<virConnectGetVersion>, C<virGetVersion>.

=head2 get_network_by_name

  my $net = $conn->get_network_by_name($name);

The network of that name, a L<Sys::Virt::Network>. Throws C<ERR_NO_NETWORK> where there is none, as
does the next.

Calls C<virNetworkLookupByName>.

=head2 get_network_by_uuid

  my $net = $conn->get_network_by_uuid($uuid);

The network with that globally unique ID, in one of the forms of L</get_domain_by_uuid>.

Calls C<virNetworkLookupByUUID>, C<virNetworkLookupByUUIDString>.

=head2 get_node_cells_free_memory

  my @bytes = $conn->get_node_cells_free_memory($start, $end);

The free memory of each NUMA cell from C<$start> up to and including C<$end>, in bytes.

Calls C<virNodeGetCellsFreeMemory>.

=head2 get_node_cpu_map

  my ($cpus, $map, $online) = $conn->get_node_cpu_map($flags = 0);

How many CPUs the host has, switched on or off; a bit for each, in the bytes of a string, that is
set where the CPU is online; and how many are online. In scalar context, the last. There are no
flags so far. The bits as a list of 0 and 1:

  my @bits = split //, unpack 'b*', $map;

Calls C<virNodeGetCPUMap>.

=head2 get_node_cpu_stats

  my $stats = $conn->get_node_cpu_stats($cpu = -1, $flags = 0);

A hash of how the CPU with that number spent its time, or with -1 (C<NODE_CPU_STATS_ALL_CPUS>) how
all of them together did: C<kernel>, C<user>, C<idle>, C<iowait> and more in nanoseconds, or
C<utilization> in percent, as far as the host tells. L</HOST CPU STATISTICS> explains each. There
are no flags so far.

Calls C<virNodeGetCPUStats>.

=head2 get_node_device_by_name

  my $dev = $conn->get_node_device_by_name($name);

The L<Sys::Virt::NodeDevice> of this name.

Calls C<virNodeDeviceLookupByName>.

=head2 get_node_device_scsihost_by_wwn

  my $dev = $conn->get_node_device_scsihost_by_wwn(
      $wwnn, $wwpn, $flags = 0);

The SCSI host adapter of this world-wide node name and port name, a L<Sys::Virt::NodeDevice>.

Calls C<virNodeDeviceLookupSCSIHostByWWN>.

=head2 get_node_free_memory

  my $bytes = $conn->get_node_free_memory();

The free memory of the host, in bytes.

Calls C<virNodeGetFreeMemory>.

=head2 get_node_free_pages

  my @cells = $conn->get_node_free_pages(\@sizes, $start, $end, $flags = 0);

The free pages of the given sizes, in KiB, on the NUMA cells from C<$start> to C<$end>: a hash for
each, with C<cell>, its number, and C<pages>, a hash from the size to how many are free.

Calls C<virNodeGetFreePages>.

=head2 get_node_info

  my $info = $conn->get_node_info();

A hash of what the host is made of:

=over 4

=item C<model>

The model of its CPUs, such as C<x86_64>.

=item C<memory>

Its memory, in KiB.

=item C<cpus>

How many CPUs are active, threads counted.

=item C<mhz>

The clock rate of the CPUs; 0 where it is not known.

=item C<nodes>

How many NUMA cells it has.

=item C<sockets>

How many sockets there are in each cell.

=item C<cores>

How many cores there are in each socket.

=item C<threads>

How many threads there are in each core.

=back

L</get_node_cpu_map> tells more exactly which CPUs there are and which of them are online.

Calls C<virNodeGetInfo>.

=head2 get_node_memory_parameters

  my $params = $conn->get_node_memory_parameters($flags = 0);

A hash of how the host merges equal pages of memory, with the L</HOST MEMORY PARAMETERS> as keys.
There are no flags so far.

Calls C<virNodeGetMemoryParameters>.

=head2 get_node_memory_stats

  my $stats = $conn->get_node_memory_stats($cell = -1, $flags = 0);

A hash of the memory of the NUMA cell with that number, or with -1 (C<NODE_MEMORY_STATS_ALL_CELLS>)
of the whole host: C<total>, C<free>, C<buffers>, C<cached> and more, in KiB, as far as the host
tells. L</HOST MEMORY STATISTICS> explains each. There are no flags so far.

Calls C<virNodeGetMemoryStats>.

=head2 get_node_security_model

  my $info = $conn->get_node_security_model();

A hash of the host's security model: C<model>, such as C<selinux>, and C<doi>, the domain of
interpretation of its labels.

Calls C<virNodeGetSecurityModel>.

=head2 get_node_sev_info

  my $info = $conn->get_node_sev_info($flags = 0);

What the host offers of AMD's encrypted memory: a hash with L</SEV PARAMETERS> as keys.

Calls C<virNodeGetSEVInfo>.

=head2 get_nwfilter_binding_by_port_dev

  my $binding = $conn->get_nwfilter_binding_by_port_dev($name);

The L<Sys::Virt::NWFilterBinding> of the network device of this name.

Calls C<virNWFilterBindingLookupByPortDev>.

=head2 get_nwfilter_by_name

  my $filter = $conn->get_nwfilter_by_name($name);

The L<Sys::Virt::NWFilter> of this name.

Calls C<virNWFilterLookupByName>.

=head2 get_nwfilter_by_uuid

  my $filter = $conn->get_nwfilter_by_uuid($uuid);

The L<Sys::Virt::NWFilter> of this UUID, given as 16 bytes or as 32 or 36 characters.

Calls C<virNWFilterLookupByUUID>, C<virNWFilterLookupByUUIDString>.

=head2 get_save_image_xml_description

  my $xml = $conn->get_save_image_xml_description($file, $flags = 0);

The description that a file of C<save> holds. C<$flags> are L<Sys::Virt::Domain/SAVE IMAGE XML
FLAGS>.

Calls C<virDomainSaveImageGetXMLDesc>.

=head2 get_secret_by_usage

  my $secret = $conn->get_secret_by_usage($type, $id);

The L<Sys::Virt::Secret> for this usage: one of the L<Sys::Virt::Secret/USAGE TYPES>, and what
C<get_usage_id> returns.

Calls C<virSecretLookupByUsage>.

=head2 get_secret_by_uuid

  my $secret = $conn->get_secret_by_uuid($uuid);

The L<Sys::Virt::Secret> of this UUID, given as 16 bytes or as 32 or 36 characters.

Calls C<virSecretLookupByUUID>, C<virSecretLookupByUUIDString>.

=head2 get_storage_pool_by_name

  my $pool = $conn->get_storage_pool_by_name($name);

The storage pool of that name, a L<Sys::Virt::StoragePool>. Throws C<ERR_NO_STORAGE_POOL> where
there is none, as do the other methods that look for a pool.

Calls C<virStoragePoolLookupByName>.

=head2 get_storage_pool_by_target_path

  my $pool = $conn->get_storage_pool_by_target_path($path);

The storage pool whose target is that path on the host.

Calls C<virStoragePoolLookupByTargetPath>.

=head2 get_storage_pool_by_uuid

  my $pool = $conn->get_storage_pool_by_uuid($uuid);

The storage pool with that globally unique ID, in one of the forms of L</get_domain_by_uuid>.

Calls C<virStoragePoolLookupByUUID>, C<virStoragePoolLookupByUUIDString>.

=head2 get_storage_pool_by_volume

  my $pool = $conn->get_storage_pool_by_volume($vol);

The storage pool that holds the L<Sys::Virt::StorageVol> C<$vol>.

Calls C<virStoragePoolLookupByVolume>.

=head2 get_storage_pool_capabilities

  my $xml = $conn->get_storage_pool_capabilities($flags = 0);

The types of storage pools that the connection can have, as an XML document.

Calls C<virConnectGetStoragePoolCapabilities>.

=head2 get_storage_volume_by_key

  my $vol = $conn->get_storage_volume_by_key($key);

The L<Sys::Virt::StorageVol> with that globally unique key. Throws C<ERR_NO_STORAGE_VOL> where there
is none, as does the next.

Calls C<virStorageVolLookupByKey>.

=head2 get_storage_volume_by_path

  my $vol = $conn->get_storage_volume_by_path($path);

The volume at that path on the host. Only pools that are started are searched.

Calls C<virStorageVolLookupByPath>.

=head2 get_sysinfo

  my $xml = $conn->get_sysinfo($flags = 0);

An XML document of what the firmware says about the host, mostly from its SMBIOS tables. There are
no flags so far.

Calls C<virConnectGetSysinfo>.

=head2 get_type

  my $type = $conn->get_type();

The name of the driver behind the connection, such as C<QEMU>, C<Xen> or C<TEST>.

Calls C<virConnectGetType>.

=head2 get_uri

  my $uri = $conn->get_uri();

The URI of the connection. It can differ from the one given to L</new>, where libvirt chose a driver
or resolved an alias.

Calls C<virConnectGetURI>.

=head2 get_version

  my $version = $conn->get_version();
  my $version = Sys::Virt->get_version();

The version of the hypervisor as a number: major * 1,000,000 + minor * 1,000 + micro. On the class
it is that of libvirt.

Calls C<virConnectGetVersion>, C<virGetVersion>.

=head2 interface_change_begin

  $conn->interface_change_begin($flags = 0);

Begins a change of network interfaces: what is defined, started and so on from here can be taken
back. Throws C<ERR_OPERATION_INVALID> where a change has begun already.

Calls C<virInterfaceChangeBegin>.

=head2 interface_change_commit

  $conn->interface_change_commit($flags = 0);

Makes the change final.

Calls C<virInterfaceChangeCommit>.

=head2 interface_change_rollback

  $conn->interface_change_rollback($flags = 0);

Takes everything back that was done since C<interface_change_begin>. A restart of the host without
a commit does the same.

Calls C<virInterfaceChangeRollback>.

=head2 is_alive

  my $flag = $conn->is_alive();

1 if the connection is alive, so far as the keepalive messages of L</set_keep_alive> and other
traffic tell; 0 if not.

Calls C<virConnectIsAlive>.

=head2 is_encrypted

  my $flag = $conn->is_encrypted();

1 if the data of the connection is encrypted on its way, 0 if not.

Calls C<virConnectIsEncrypted>.

=head2 is_secure

  my $flag = $conn->is_secure();

1 if nobody on the network can listen: the connection is encrypted, or does not leave the host, as
with a UNIX socket. 0 if not.

Calls C<virConnectIsSecure>.

=head2 list_all_domains

  my @doms = $conn->list_all_domains($flags = 0);

All domains, running or not, as L<Sys::Virt::Domain> objects. C<$flags> are list filters of that
class.

Calls C<virConnectListAllDomains>.

=head2 list_all_interfaces

  my @ifaces = $conn->list_all_interfaces($flags = 0);

All network interfaces of the host, as L<Sys::Virt::Interface> objects. C<$flags> are
L<Sys::Virt::Interface/LIST FILTERS>.

Calls C<virConnectListAllInterfaces>.

=head2 list_all_networks

  my @nets = $conn->list_all_networks($flags = 0);

All networks, started or not, as L<Sys::Virt::Network> objects. C<$flags> are list filters of that
class.

Calls C<virConnectListAllNetworks>.

=head2 list_all_node_devices

  my @devs = $conn->list_all_node_devices($flags = 0);

All devices of the host, as L<Sys::Virt::NodeDevice> objects. C<$flags> are
L<Sys::Virt::NodeDevice/LIST FILTERS>.

Calls C<virConnectListAllNodeDevices>.

=head2 list_all_nwfilter_bindings

  my @bindings = $conn->list_all_nwfilter_bindings($flags = 0);

All bindings of network filters, as L<Sys::Virt::NWFilterBinding> objects.

Calls C<virConnectListAllNWFilterBindings>.

=head2 list_all_nwfilters

  my @filters = $conn->list_all_nwfilters($flags = 0);

All network filters, as L<Sys::Virt::NWFilter> objects.

Calls C<virConnectListAllNWFilters>.

=head2 list_all_secrets

  my @secrets = $conn->list_all_secrets($flags = 0);

All secrets, as L<Sys::Virt::Secret> objects. C<$flags> are L<Sys::Virt::Secret/LIST FILTERS>.

Calls C<virConnectListAllSecrets>.

=head2 list_all_storage_pools

  my @pools = $conn->list_all_storage_pools($flags = 0);

All storage pools, started or not, as L<Sys::Virt::StoragePool> objects. C<$flags> are list filters
of that class.

Calls C<virConnectListAllStoragePools>.

=head2 list_defined_domain_names

  my @names = $conn->list_defined_domain_names($max);

The names of at most C<$max> domains that are defined but not running, for L</get_domain_by_name>.
C<$max> can be from 0 to 1,048,576, here and in the other methods that have it.

Calls C<virConnectListDefinedDomains>.

=head2 list_defined_domains

  my @doms = $conn->list_defined_domains();

The domains that are defined but not running, as L<Sys::Virt::Domain> objects; their number in
scalar context. L</list_all_domains> with flags does the same.

Calls C<virConnectListAllDomains>, C<virConnectListDefinedDomains>,
C<virConnectNumOfDefinedDomains>, C<virDomainLookupByName>.

=head2 list_defined_interface_names

  my @names = $conn->list_defined_interface_names($maxnames);

The names of the interfaces that are down, at most C<$maxnames> of them.

Calls C<virConnectListDefinedInterfaces>.

=head2 list_defined_interfaces

  my @ifaces = $conn->list_defined_interfaces();

The interfaces that are down.

Calls C<virConnectListAllInterfaces>, C<virConnectListDefinedInterfaces>,
C<virConnectNumOfDefinedInterfaces>, C<virInterfaceGetName>, C<virInterfaceLookupByName>.

=head2 list_defined_network_names

  my @names = $conn->list_defined_network_names($max);

The names of at most C<$max> networks that are defined but not started.

Calls C<virConnectListDefinedNetworks>.

=head2 list_defined_networks

  my @nets = $conn->list_defined_networks();

The networks that are defined but not started, as L<Sys::Virt::Network> objects; their number in
scalar context.

Calls C<virConnectListAllNetworks>, C<virConnectListDefinedNetworks>,
C<virConnectNumOfDefinedNetworks>, C<virNetworkLookupByName>.

=head2 list_defined_storage_pool_names

  my @names = $conn->list_defined_storage_pool_names($max);

The names of at most C<$max> storage pools that are defined but not started.

Calls C<virConnectListDefinedStoragePools>.

=head2 list_defined_storage_pools

  my @pools = $conn->list_defined_storage_pools();

The storage pools that are defined but not started, as L<Sys::Virt::StoragePool> objects; their
number in scalar context.

Calls C<virConnectListAllStoragePools>, C<virConnectListDefinedStoragePools>,
C<virConnectNumOfDefinedStoragePools>, C<virStoragePoolLookupByName>.

=head2 list_domain_ids

  my @ids = $conn->list_domain_ids($max);

The numbers of at most C<$max> running domains, for L</get_domain_by_id>.

Calls C<virConnectListDomains>.

=head2 list_domains

  my @doms = $conn->list_domains();

The running domains, as L<Sys::Virt::Domain> objects; their number in scalar context.
L</list_all_domains> with flags does the same.

Calls C<virConnectListAllDomains>, C<virConnectListDomains>, C<virConnectNumOfDomains>,
C<virDomainLookupByID>.

=head2 list_interface_names

  my @names = $conn->list_interface_names($maxnames);

The names of the interfaces that are up, at most C<$maxnames> of them.

Calls C<virConnectListInterfaces>.

=head2 list_interfaces

  my @ifaces = $conn->list_interfaces();

The interfaces that are up.

Calls C<virConnectListAllInterfaces>, C<virConnectListInterfaces>, C<virConnectNumOfInterfaces>,
C<virInterfaceLookupByName>.

=head2 list_network_names

  my @names = $conn->list_network_names($max);

The names of at most C<$max> networks that are started.

Calls C<virConnectListNetworks>.

=head2 list_networks

  my @nets = $conn->list_networks();

The networks that are started, as L<Sys::Virt::Network> objects; their number in scalar context.

Calls C<virConnectListAllNetworks>, C<virConnectListNetworks>, C<virConnectNumOfNetworks>,
C<virNetworkLookupByName>.

=head2 list_node_device_names

  my @names = $conn->list_node_device_names(
      $capability, $maxnames, $flags = 0);

The names of the devices with this capability, such as C<net> or C<pci>, or of all where it is
undef; at most C<$maxnames> of them.

Calls C<virNodeListDevices>.

=head2 list_node_devices

  my @devs = $conn->list_node_devices($capability = undef);

The devices with this capability, or all.

Calls C<virConnectListAllNodeDevices>, C<virNodeDeviceLookupByName>, C<virNodeListDevices>,
C<virNodeNumOfDevices>.

=head2 list_nwfilter_names

  my @names = $conn->list_nwfilter_names($maxnames);

The names of the network filters, at most C<$maxnames> of them.

Calls C<virConnectListNWFilters>.

=head2 list_nwfilters

  my @filters = $conn->list_nwfilters();

The network filters.

Calls C<virConnectListAllNWFilters>, C<virConnectListNWFilters>, C<virConnectNumOfNWFilters>,
C<virNWFilterLookupByName>.

=head2 list_secret_uuids

  my @uuids = $conn->list_secret_uuids($maxuuids);

The UUIDs of the secrets, as text, at most C<$maxuuids> of them.

Calls C<virConnectListSecrets>.

=head2 list_secrets

  my @secrets = $conn->list_secrets();

The secrets.

Calls C<virConnectListAllSecrets>, C<virConnectListSecrets>, C<virConnectNumOfSecrets>,
C<virSecretLookupByUUIDString>.

=head2 list_storage_pool_names

  my @names = $conn->list_storage_pool_names($max);

The names of at most C<$max> storage pools that are started.

Calls C<virConnectListStoragePools>.

=head2 list_storage_pools

  my @pools = $conn->list_storage_pools();

The storage pools that are started, as L<Sys::Virt::StoragePool> objects; their number in scalar
context.

Calls C<virConnectListAllStoragePools>, C<virConnectListStoragePools>,
C<virConnectNumOfStoragePools>, C<virStoragePoolLookupByName>.

=head2 network_event_deregister_any

  $conn->network_event_deregister_any($id);

Removes the callback that L</network_event_register_any> returned C<$id> for. An unknown ID is
ignored.

Calls C<virConnectNetworkEventDeregisterAny>.

=head2 network_event_register_any

  my $id = $conn->network_event_register_any($net, $eventID, sub {
      my ($conn, $net, @more) = @_;
      ...
  });

Calls the sub for each event of one kind on C<$net>, or on all networks where that is undef.
C<$eventID> is one of the event IDs of L<Sys::Virt::Network>: for C<EVENT_ID_LIFECYCLE> C<@more> is
an event and its detail, for C<EVENT_ID_METADATA_CHANGE> the type of the metadata and its namespace,
or undef. Returns the ID for L</network_event_deregister_any>; it may be 0.

Calls C<virConnectNetworkEventRegisterAny>.

=head2 new

  my $conn = Sys::Virt->new(
      uri => $uri, readonly => $flag, flags => $flags);

Opens a connection to a hypervisor. All parameters may be left out.

=over 4

=item C<uri>

Which hypervisor, and how to reach it:

=over 4

=item C<xen:///>

Xen on this host.

=item C<test:///default>

A driver for tests, which keeps everything in the memory of this process.

=item C<qemu:///system>

The QEMU and KVM guests of this host.

=item C<qemu:///session>

Those of this user.

=item C<qemu+tls://host.example/system>

Those of another host, over TLS.

=item C<xen+tcp://host.example/>

Xen on another host, over TCP, with SASL authentication.

=back

L<https://libvirt.org/uri.html> lists the others. Without a URI, libvirt takes that of the
environment variable C<LIBVIRT_DEFAULT_URI> or of its configuration file, or else finds the
hypervisor of this host itself: the local Xen, where that runs.

=item C<readonly>

True for a connection that cannot change anything, and for which few rights are needed. Without it
the connection is fully privileged, and a program that does not run as root may have to
authenticate.

=item C<flags>

L</CONNECTION FLAGS>.

=item C<auth>

True to authenticate where the daemon asks for it. Without the next two, libvirt asks for names and
passwords on the terminal, which does not suit a graphical program.

=item C<credlist>

With C<callback>: an array of the L</CREDENTIAL TYPES> that it can answer.

=item C<callback>

A sub that answers, or its full name. It gets one argument, an array of hashes, one for each question: C<type> is one
of the credential types, C<prompt> a text for the user, C<challenge> says what is wanted, or holds
what the server wants answered. The sub puts the answer into C<result>, which may hold a default
already. It returns 0, or -1 to give up; a C<die> in it becomes that of C<new>.

An answer is text: what holds a NUL byte, or is a reference and no object that can be a text, throws. A
question without a result is unanswered, so that most connections fail. The answers in these hashes are
overwritten in memory when they are freed; what the program and libvirt keep of them is theirs.

  my %answer = (Sys::Virt::CRED_AUTHNAME, 'bigbird',
      Sys::Virt::CRED_PASSPHRASE, '123456');

  my $conn = Sys::Virt->new(
      uri      => 'qemu+tcp://host.example/system',
      auth     => 1,
      credlist => [keys %answer],
      callback => sub {
          my $questions = shift;
          $_->{result} = $answer{$_->{type}} for @$questions;
          return 0;
      }
  );

=item C<address>

The old name of C<uri>, which it overrides.

=back

A failure to connect throws, often C<ERR_NO_CONNECT>, C<ERR_SYSTEM_ERROR> or C<ERR_AUTH_FAILED>
(L<Sys::Virt::Error>).

Calls C<virConnectAuthPtrDefault>, C<virConnectOpenAuth>.

=head2 new_stream

  my $st = $conn->new_stream($flags = 0);

A new L<Sys::Virt::Stream>. C<$flags> are the creation flags of that class.

Calls C<virStreamNew>.

=head2 node_alloc_pages

  $conn->node_alloc_pages(\@pages, $start, $end, $flags = 0);

Reserves huge pages on the host: each element of C<@pages> is an array of a size in KiB and how
many, for each of the NUMA cells from C<$start> to C<$end>. C<$flags> are L</PAGE ALLOCATION FLAGS>.

Calls C<virNodeAllocPages>.

=head2 node_device_event_deregister_any

  $conn->node_device_event_deregister_any($id);

Removes the callback that L</node_device_event_register_any> returned C<$id> for. An unknown ID is
ignored.

Calls C<virConnectNodeDeviceEventDeregisterAny>.

=head2 node_device_event_register_any

  my $id = $conn->node_device_event_register_any($dev, $eventID, sub {
      my ($conn, $dev, @more) = @_;
      ...
  });

Calls the sub for each event of one kind on C<$dev>, or on all devices of the host where that is
undef. C<$eventID> is one of the event IDs of L<Sys::Virt::NodeDevice>: for C<EVENT_ID_LIFECYCLE>
C<@more> is an event and its detail, for C<EVENT_ID_UPDATE> it is empty. Returns the ID for
L</node_device_event_deregister_any>; it may be 0.

Calls C<virConnectNodeDeviceEventRegisterAny>.

=head2 node_suspend_for_duration

  $conn->node_suspend_for_duration($target, $seconds, $flags = 0);

Puts the host to sleep for that time, at least 60 seconds. C<$target> is one of the L</SUSPEND
TARGETS>.

Calls C<virNodeSuspendForDuration>.

=head2 num_of_defined_domains

  my $count = $conn->num_of_defined_domains();

How many domains are defined but not running; good as the C<$max> of L</list_defined_domain_names>.

Calls C<virConnectNumOfDefinedDomains>.

=head2 num_of_defined_interfaces

  my $count = $conn->num_of_defined_interfaces();

How many interfaces are down.

Calls C<virConnectNumOfDefinedInterfaces>.

=head2 num_of_defined_networks

  my $count = $conn->num_of_defined_networks();

How many networks are defined but not started.

Calls C<virConnectNumOfDefinedNetworks>.

=head2 num_of_defined_storage_pools

  my $count = $conn->num_of_defined_storage_pools();

How many storage pools are defined but not started.

Calls C<virConnectNumOfDefinedStoragePools>.

=head2 num_of_domains

  my $count = $conn->num_of_domains();

How many domains are running; good as the C<$max> of L</list_domain_ids>.

Calls C<virConnectNumOfDomains>.

=head2 num_of_interfaces

  my $count = $conn->num_of_interfaces();

How many interfaces are up.

Calls C<virConnectNumOfInterfaces>.

=head2 num_of_networks

  my $count = $conn->num_of_networks();

How many networks are started.

Calls C<virConnectNumOfNetworks>.

=head2 num_of_node_devices

  my $count = $conn->num_of_node_devices($capability, $flags = 0);

How many devices have this capability, or how many there are at all where it is undef.

Calls C<virNodeNumOfDevices>.

=head2 num_of_nwfilters

  my $count = $conn->num_of_nwfilters();

How many network filters there are.

Calls C<virConnectNumOfNWFilters>.

=head2 num_of_secrets

  my $count = $conn->num_of_secrets();

How many secrets there are.

Calls C<virConnectNumOfSecrets>.

=head2 num_of_storage_pools

  my $count = $conn->num_of_storage_pools();

How many storage pools are started.

Calls C<virConnectNumOfStoragePools>.

=head2 qemu_attach

  my $dom = $conn->qemu_attach($pid, $flags = 0);

Brought by C<use Sys::Virt::QEMU>. Makes a domain of a QEMU that somebody else started with a monitor on a
Unix socket. libvirt no longer does so since 6.0, and says that it is not supported.

Calls C<virDomainQemuAttach>.

=head2 qemu_monitor_event_deregister

  $conn->qemu_monitor_event_deregister($id);

Brought by C<use Sys::Virt::QEMU>. Removes a handler by the ID that L</qemu_monitor_event_register> returned.

Calls C<virConnectDomainQemuMonitorEventDeregister>.

=head2 qemu_monitor_event_register

  my $id = $conn->qemu_monitor_event_register(
      $dom, $event, $code, $flags = 0);

Brought by C<use Sys::Virt::QEMU>. Calls C<$code> when the monitor of a guest tells of an event: of C<$dom>,
or of any guest where that is undef; of the event named C<$event>, or of each where that is undef. The
L<flags|Sys::Virt::QEMU/MONITOR EVENTS> say how the name is compared. The callback gets the connection, the
domain, the event's name, when it came in seconds and microseconds, and its details as JSON, or undef. See
L<Sys::Virt::QEMU/Events of the monitor>.

Calls C<virConnectDomainQemuMonitorEventRegister>.

=head2 register_close_callback

  $conn->register_close_callback(sub {
      my ($conn, $reason) = @_;
      ...
  });

Calls the sub when the connection is closed. C<$reason> is one of the L</CLOSE REASONS>. A
connection has one such callback; it must be removed with L</unregister_close_callback> before the
connection can be freed. After it has been called it is removed already, and while it runs no other
can be registered for the connection.

Calls C<virConnectRegisterCloseCallback>.

=head2 restore_domain

  $conn->restore_domain($file, $dxml = undef, \%params = undef, $flags = 0);

Starts the guest that C<save> of L<Sys::Virt::Domain> wrote to a file on the host. C<$dxml> is a
description to use in place of that in the file. C<%params> has L<Sys::Virt::Domain/SAVE PARAMETERS>
as keys, needs libvirt 8.4, and may name the file, so that C<$file> can be undef. It stays as it is.
C<$flags> are L<Sys::Virt::Domain/SAVE FLAGS>.

Calls C<virDomainRestore>, C<virDomainRestoreFlags>, C<virDomainRestoreParams>.

=head2 secret_event_deregister_any

  $conn->secret_event_deregister_any($id);

Removes the callback that L</secret_event_register_any> returned C<$id> for. An unknown ID is
ignored.

Calls C<virConnectSecretEventDeregisterAny>.

=head2 secret_event_register_any

  my $id = $conn->secret_event_register_any($secret, $eventID, sub {
      my ($conn, $secret, @more) = @_;
      ...
  });

Calls the sub for each event of one kind on C<$secret>, or on all secrets where that is undef.
C<$eventID> is one of the event IDs of L<Sys::Virt::Secret>: for C<EVENT_ID_LIFECYCLE> C<@more> is an
event and its detail, for C<EVENT_ID_VALUE_CHANGED> it is empty. Returns the ID for
L</secret_event_deregister_any>; it may be 0.

Calls C<virConnectSecretEventRegisterAny>.

=head2 set_identity

  $conn->set_identity({Sys::Virt::IDENTITY_USER_NAME, 'joe'}, $flags = 0);

Tells the daemon on whose behalf the connection acts, where that is not the user of this process. The
keys of the hash are L</IDENTITY PARAMETERS>; any other key is ignored. Only a connection that is
privileged may do so, and only connections to a daemon have it. C<$flags> is for later versions of
libvirt.

Calls C<virConnectSetIdentity>.

=head2 set_keep_alive

  $conn->set_keep_alive($interval, $count);

Sends a message after each C<$interval> seconds of silence, and gives the connection up when
C<$count> of them in a row have had no answer. An interval of 0 or less sends none. The event loop
must run for this. Only connections to a daemon have it.

Calls C<virConnectSetKeepAlive>.

=head2 set_node_memory_parameters

  $conn->set_node_memory_parameters(
      {Sys::Virt::NODE_MEMORY_SHARED_PAGES_TO_SCAN, 200}, $flags = 0);

Changes how the host merges equal pages of memory. The keys of the hash are
L</HOST MEMORY PARAMETERS>; a key that libvirt has no name for is ignored. There are no flags so far.

Calls C<virNodeGetMemoryParameters>, C<virNodeSetMemoryParameters>.

=head2 storage_pool_event_deregister_any

  $conn->storage_pool_event_deregister_any($id);

Removes the callback that L</storage_pool_event_register_any> returned C<$id> for. An unknown ID is
ignored.

Calls C<virConnectStoragePoolEventDeregisterAny>.

=head2 storage_pool_event_register_any

  my $id = $conn->storage_pool_event_register_any($pool, $eventID, sub {
      my ($conn, $pool, @more) = @_;
      ...
  });

Calls the sub for each event of one kind on C<$pool>, or on all storage pools where that is undef.
C<$eventID> is one of the event IDs of L<Sys::Virt::StoragePool>: for C<EVENT_ID_LIFECYCLE> C<@more>
is an event and its detail, for C<EVENT_ID_REFRESH> it is empty. Returns the ID for
L</storage_pool_event_deregister_any>; it may be 0.

Calls C<virConnectStoragePoolEventRegisterAny>.

=head2 unregister_close_callback

  $conn->unregister_close_callback();

Removes the callback of L</register_close_callback>. Where there is none, nothing happens.

Calls C<virConnectUnregisterCloseCallback>.

=head1 CONSTANTS

Those of all packages are subs. As with L<constant>, the entry of one in its package's symbol table is
no glob before its sub is asked for: code that looks into a package should do so by name
(C<< Sys::Virt::Domain->can($name) >>, C<*{"Sys::Virt::Domain::$name"}>).

=head2 CONNECTION FLAGS

Combined in the C<flags> of C<new>.

=over 4

=item Sys::Virt::CONNECT_RO

Open the connection for reading only. Any method that would change something throws
C<ERR_OPERATIONED_DENIED> (L<Sys::Virt::Error>); the C<readonly> parameter of C<new> sets this flag.

=item Sys::Virt::CONNECT_NO_ALIASES

Take the URI as it is written, even where the client configuration file of libvirt defines an alias
of that name.

=back

=head2 CREDENTIAL TYPES

What an authentication callback may be asked for, in the C<type> of each credential, and what
C<credlist> of C<new> says that it can answer.

=over 4

=item Sys::Virt::CRED_USERNAME

The name of the user to act as, once authenticated.

=item Sys::Virt::CRED_AUTHNAME

The name of the user whose proof of identity is given; it may differ from the one to act as.

=item Sys::Virt::CRED_LANGUAGE

The languages that the user reads, as RFC 1766 tags separated by commas.

=item Sys::Virt::CRED_CNONCE

A random value chosen by the client, for challenge protocols.

=item Sys::Virt::CRED_PASSPHRASE

The password. It should not be echoed while it is typed.

=item Sys::Virt::CRED_ECHOPROMPT

The answer to the question in C<challenge>, which may be shown as it is typed.

=item Sys::Virt::CRED_NOECHOPROMPT

The answer to the question in C<challenge>, which must not be shown as it is typed.

=item Sys::Virt::CRED_REALM

The realm, or domain, to which the user name belongs.

=item Sys::Virt::CRED_EXTERNAL

A credential that something outside the program obtains, such as a PolicyKit agent or a Kerberos
ticket cache. The callback starts it and gives no text.

=back

=head2 IDENTITY PARAMETERS

Keys of the hash for C<set_identity>: they tell the daemon on whose behalf the connection acts, for
its access control.

=over 4

=item Sys::Virt::IDENTITY_USER_NAME

Name of the operating system user, a string.

=item Sys::Virt::IDENTITY_UNIX_USER_ID

Numeric user ID of that user.

=item Sys::Virt::IDENTITY_GROUP_NAME

Name of the operating system group, a string.

=item Sys::Virt::IDENTITY_UNIX_GROUP_ID

Numeric ID of that group.

=item Sys::Virt::IDENTITY_PROCESS_ID

ID of the client process, a signed number.

=item Sys::Virt::IDENTITY_PROCESS_TIME

When that process was started, in the unit of its operating system: on Linux the clock ticks since
boot of field 22 in F</proc/PID/stat>. Together with the process ID it names one process for good.

=item Sys::Virt::IDENTITY_SASL_USER_NAME

Name under which the client passed SASL authentication, a string.

=item Sys::Virt::IDENTITY_X509_DISTINGUISHED_NAME

Distinguished name in the TLS certificate of the client, a string.

=item Sys::Virt::IDENTITY_SELINUX_CONTEXT

SELinux context of the client process, a string.

=back

=head2 CLOSE REASONS

The second argument of a callback registered with C<register_close_callback>.

=over 4

=item Sys::Virt::CLOSE_REASON_ERROR

Reading from or writing to the connection failed.

=item Sys::Virt::CLOSE_REASON_EOF

The other side went away: the daemon stopped, or closed the connection.

=item Sys::Virt::CLOSE_REASON_KEEPALIVE

The daemon stopped answering the keepalive messages of C<set_keep_alive>.

=item Sys::Virt::CLOSE_REASON_CLIENT

This program asked for the close.

=back

=head2 DOMAIN CAPABILITIES FLAGS

For C<get_domain_capabilities>. All of them change the CPU definition that the C<host-model> mode
reports.

=over 4

=item Sys::Virt::DOMAIN_CAPABILITIES_DISABLE_DEPRECATED_FEATURES

List the CPU features that the hypervisor deprecates, with the policy that switches them off
(libvirt 11.0).

=item Sys::Virt::DOMAIN_CAPABILITIES_EXPAND_CPU_FEATURES

List every feature that the CPU model requires, not only those beyond what the name of the model
implies (libvirt 12.2).

=item Sys::Virt::DOMAIN_CAPABILITIES_SUPPORTED_CPU_FEATURES

List also the features that the host could provide but that a C<host-model> guest does not get by
default. With the expanding flag this is all that a guest can be given (libvirt 12.5).

=back

=head2 CPU COMPARISON RESULTS

What C<compare_cpu> and C<compare_hypervisor_cpu> return.

=over 4

=item Sys::Virt::CPU_COMPARE_INCOMPATIBLE

The host lacks something that the described CPU has; a guest with it cannot run there.

=item Sys::Virt::CPU_COMPARE_IDENTICAL

The described CPU and that of the host are equal.

=item Sys::Virt::CPU_COMPARE_SUPERSET

The host has all of the described CPU and more.

=back

=head2 CPU COMPARISON FLAGS

For C<compare_cpu> and C<compare_hypervisor_cpu>.

=over 4

=item Sys::Virt::COMPARE_CPU_FAIL_INCOMPATIBLE

Throw C<ERR_CPU_INCOMPATIBLE> (L<Sys::Virt::Error>), whose message names what is missing, instead of
returning C<CPU_COMPARE_INCOMPATIBLE>.

=item Sys::Virt::COMPARE_CPU_VALIDATE_XML

Check the CPU document against its schema before comparing (libvirt 6.9).

=back

=head2 BASELINE CPU FLAGS

For C<baseline_cpu> and C<baseline_hypervisor_cpu>.

=over 4

=item Sys::Virt::BASELINE_CPU_EXPAND_FEATURES

Name every feature of the resulting CPU, those that its model implies too.

=item Sys::Virt::BASELINE_CPU_MIGRATABLE

Leave out features that would keep a guest from being migrated.

=item Sys::Virt::BASELINE_CPU_IGNORE_HOST

Consider the given CPUs alone. Otherwise C<baseline_hypervisor_cpu> also drops what the connected
host cannot provide (libvirt 11.6).

=back

=head2 HOST CPU STATISTICS

The constant that selects all CPUs, and the keys of the hash from C<get_node_cpu_stats>. Times are
nanoseconds since the host was booted; which keys are there depends on the host.

=over 4

=item Sys::Virt::NODE_CPU_STATS_ALL_CPUS

In place of a CPU number: the sum over all CPUs. It is -1 as libvirt sees it and 2**64-1 as a Perl
number.

=item Sys::Virt::NODE_CPU_STATS_KERNEL

Time spent in the kernel.

=item Sys::Virt::NODE_CPU_STATS_USER

Time spent in user processes.

=item Sys::Virt::NODE_CPU_STATS_IDLE

Time with nothing to do.

=item Sys::Virt::NODE_CPU_STATS_IOWAIT

Time idle while a disk request was outstanding.

=item Sys::Virt::NODE_CPU_STATS_INTR

Time spent on interrupts.

=item Sys::Virt::NODE_CPU_STATS_GUEST

Time spent running the virtual CPUs of guests (libvirt 11.8).

=item Sys::Virt::NODE_CPU_STATS_UTILIZATION

Load in percent, where 100 stands for all CPUs of the host; given by hosts that do not count times.

=back

=head2 HOST MEMORY STATISTICS

The constant that selects the whole host, and the keys of the hash from C<get_node_memory_stats>.
Sizes are in KiB.

=over 4

=item Sys::Virt::NODE_MEMORY_STATS_ALL_CELLS

In place of a NUMA cell number: the sum over all cells. It is -1 as libvirt sees it and 2**64-1 as a
Perl number.

=item Sys::Virt::NODE_MEMORY_STATS_TOTAL

Memory that is usable at all.

=item Sys::Virt::NODE_MEMORY_STATS_FREE

Unused memory. For the whole of a Linux host, buffers and cache are counted in.

=item Sys::Virt::NODE_MEMORY_STATS_BUFFERS

Memory in block device buffers; on Linux only for the whole host.

=item Sys::Virt::NODE_MEMORY_STATS_CACHED

Memory in the page cache; on Linux only for the whole host.

=item Sys::Virt::NODE_MEMORY_STATS_AVAILABLE

Estimate of what new programs can have without swapping, which counts reclaimable memory; on Linux
only for the whole host (libvirt 12.3).

=back

=head2 HOST MEMORY PARAMETERS

Keys of the hashes of C<get_node_memory_parameters> and C<set_node_memory_parameters>: the merging
of equal memory pages (KSM on Linux). Only the first two and the last can be set.

=over 4

=item Sys::Virt::NODE_MEMORY_SHARED_PAGES_TO_SCAN

How many pages to look at before each sleep, an unsigned number.

=item Sys::Virt::NODE_MEMORY_SHARED_SLEEP_MILLISECS

How long to sleep between two scans, in milliseconds.

=item Sys::Virt::NODE_MEMORY_SHARED_PAGES_SHARED

How many merged pages are in use.

=item Sys::Virt::NODE_MEMORY_SHARED_PAGES_SHARING

How many further places point at those pages: the pages of memory that were saved.

=item Sys::Virt::NODE_MEMORY_SHARED_PAGES_UNSHARED

How many pages are looked at again and again although they are unique.

=item Sys::Virt::NODE_MEMORY_SHARED_PAGES_VOLATILE

How many pages change too quickly to be candidates.

=item Sys::Virt::NODE_MEMORY_SHARED_FULL_SCANS

How often all mergeable memory was gone through.

=item Sys::Virt::NODE_MEMORY_SHARED_MERGE_ACROSS_NODES

1 to merge pages of different NUMA nodes, 0 to merge within each node only.

=back

=head2 PAGE ALLOCATION FLAGS

For C<node_alloc_pages>.

=over 4

=item Sys::Virt::NODE_ALLOC_PAGES_ADD

Grow each pool of huge pages by the given count.

=item Sys::Virt::NODE_ALLOC_PAGES_SET

Make the given count the size of each pool; this can shrink it.

=back

=head2 SUSPEND TARGETS

Where C<node_suspend_for_duration> keeps the state of the host while it sleeps.

=over 4

=item Sys::Virt::NODE_SUSPEND_TARGET_MEM

In memory (S3): quick, and it needs power.

=item Sys::Virt::NODE_SUSPEND_TARGET_DISK

On disk (S4): slower, with the machine switched off.

=item Sys::Virt::NODE_SUSPEND_TARGET_HYBRID

On disk and in memory: wakes as from memory, or from disk if power was lost.

=back

=head2 SEV PARAMETERS

Keys of the hash from C<get_node_sev_info>, about AMD Secure Encrypted Virtualization on the host.

=over 4

=item Sys::Virt::SEV_PDH

Diffie-Hellman key of the platform, in base64. The guest owner encrypts to it.

=item Sys::Virt::SEV_CERT_CHAIN

Certificates that vouch for that key, in base64: platform endorsement key, owner authority and chip
endorsement key.

=item Sys::Virt::SEV_CPU0_ID

Unique ID of the first socket in base64, with which AMD hands out the signed chip endorsement key
(libvirt 8.4).

=item Sys::Virt::SEV_CBITPOS

Which bit of a page table entry marks the page as encrypted.

=item Sys::Virt::SEV_REDUCED_PHYS_BITS

How many bits of the physical address a guest loses to encryption.

=item Sys::Virt::SEV_MAX_GUESTS

How many SEV guests can run at once (libvirt 8.0).

=item Sys::Virt::SEV_MAX_ES_GUESTS

How many SEV-ES guests, whose registers are encrypted too, can run at once (libvirt 8.0).

=back

=head2 IP ADDRESS TYPES

The C<type> of the addresses from C<get_interface_addresses> in L<Sys::Virt::Domain> and
C<get_dhcp_leases> in L<Sys::Virt::Network>.

=over 4

=item Sys::Virt::IP_ADDR_TYPE_IPV4

The address is an IPv4 one, such as C<192.0.2.1>.

=item Sys::Virt::IP_ADDR_TYPE_IPV6

The address is an IPv6 one, such as C<2001:db8::1>.

=back

=head1 SEE ALSO

L<Sys::Virt::Manual>, L<Sys::Virt::Domain>, L<Sys::Virt::Network>, L<Sys::Virt::StoragePool>,
L<Sys::Virt::StorageVol>, L<Sys::Virt::Event>, L<Sys::Virt::Error>, L<https://libvirt.org/>, and for the XML documents
L<https://libvirt.org/format.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
