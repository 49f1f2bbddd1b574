package Sys::Virt::Admin;

use strict;

require Sys::Virt;
Sys::Virt::_load(__PACKAGE__);

sub get_library_version {
    my $self = shift;
    return ref $self ? $self->_get_conn_library_version : _get_library_version($self);
}

sub new {
    my ($proto, %given) = @_;
    return bless _open($given{uri}, $given{flags} || 0), ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Admin - The administration of a libvirt daemon

=head1 SYNOPSIS

  use Sys::Virt::Admin;

  my $admin = Sys::Virt::Admin->new(uri => 'libvirtd:///system');
  for my $server ($admin->list_servers()) {
      my $limits = $server->get_client_limits();
      printf "%s: %d of %d clients\n", $server->get_name,
          @$limits{qw(nclients nclients_max)};
      for my $client ($server->list_clients()) {
          my $info = $client->get_info();
          printf "  %d since %s: %s\n", $client->get_id,
              scalar localtime $client->get_timestamp,
              $info->{unix_user_name} // $info->{sock_addr} // '?';
      }
  }

  # More of its log, without a restart.
  $admin->set_logging_filters('1:qemu 3:*');

=head1 DESCRIPTION

An object of this class is a connection with the administration of a daemon (F<libvirtd>, F<virtqemud> and so on), as
the command F<virt-admin> has one. It has nothing to do with the guests: for these there is L<Sys::Virt>. A daemon has
one or more L<servers|Sys::Virt::Admin::Server>, each with its L<clients|Sys::Virt::Admin::Client>.

B<One process cannot have both>: a connection of this class and one of L<Sys::Virt>. The two libraries stand in each
other's way, and a C program that opens both crashes. Here the second one that is opened, of whichever class, throws
C<ERR_OPERATION_INVALID>. A process that was forked before can open the other.

Only the user of the daemon may connect: root for those of the system.

The library F<libvirt-admin> is opened by the first call. Where it is not installed that call throws
L<ERR_NO_SUPPORT|Sys::Virt::Error/ERROR CODES>. Failures are L<Sys::Virt::Error>s.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 get_library_version

  my $version = $admin->get_library_version();
  my $version = Sys::Virt::Admin->get_library_version();

The version of libvirt that the daemon has; of the class, the version that is installed here. 9000001 is 9.0.1.

Calls C<virAdmConnectGetLibVersion>, C<virAdmGetVersion>.

=head2 get_logging_filters

  my $filters = $admin->get_logging_filters($flags = 0);

What the daemon logs of which of its parts, as C<level:part> with spaces between; undef where there is no filter.

Calls C<virAdmConnectGetLoggingFilters>.

=head2 get_logging_outputs

  my $outputs = $admin->get_logging_outputs($flags = 0);

Where the daemon's log goes, as C<level:kind:details> with spaces between.

Calls C<virAdmConnectGetLoggingOutputs>.

=head2 get_server_by_name

  my $server = $admin->get_server_by_name($name, $flags = 0);

The L<server|Sys::Virt::Admin::Server> of that name. F<libvirtd> has C<libvirtd> for guests and C<admin> for this class.

Calls C<virAdmConnectLookupServer>.

=head2 get_uri

  my $uri = $admin->get_uri();

What the connection is with.

Calls C<virAdmConnectGetURI>.

=head2 is_alive

  my $alive = $admin->is_alive();

1 as long as the connection stands, and 0 when it is broken.

Calls C<virAdmConnectIsAlive>.

=head2 list_servers

  my @servers = $admin->list_servers($flags = 0);

All L<servers|Sys::Virt::Admin::Server> of the daemon.

Calls C<virAdmConnectListServers>.

=head2 new

  my $admin = Sys::Virt::Admin->new(uri => $uri, flags => $flags);

Connects. Without a URI libvirt's default is taken, from its configuration or the variable
C<LIBVIRT_ADMIN_DEFAULT_URI>. A URI is the daemon's name and C<system> or C<session>: C<virtqemud:///system>; with
C<?socket=PATH> it is the daemon that listens there.

Calls C<virAdmConnectOpen>.

=head2 register_close_callback

  $admin->register_close_callback($code);

Calls C<$code> with the object and a L<reason|Sys::Virt/CLOSE REASONS> when the connection breaks. There is one such
handler. It needs an event loop: see L<Sys::Virt::Event>.

Calls C<virAdmConnectRegisterCloseCallback>.

=head2 set_daemon_timeout

  $admin->set_daemon_timeout($seconds, $flags = 0);

How long the daemon stays with nothing to do, until it ends by itself; 0 is forever. Needs libvirt 8.6.

Calls C<virAdmConnectSetDaemonTimeout>.

=head2 set_logging_filters

  $admin->set_logging_filters($filters, $flags = 0);

Replaces all filters; undef or an empty text removes them.

Calls C<virAdmConnectSetLoggingFilters>.

=head2 set_logging_outputs

  $admin->set_logging_outputs($outputs, $flags = 0);

Replaces all outputs; undef or an empty text brings libvirt's default back.

Calls C<virAdmConnectSetLoggingOutputs>.

=head2 shut_down_daemon

  $admin->shut_down_daemon($flags = 0);

Ends the daemon; C<$flags> may be C<DAEMON_SHUTDOWN_PRESERVE>. Needs libvirt 11.2.

Calls C<virAdmConnectDaemonShutdown>.

=head2 unregister_close_callback

  $admin->unregister_close_callback();

Removes the handler that L</register_close_callback> registered.

Calls C<virAdmConnectUnregisterCloseCallback>.

=head1 CONSTANTS

=head2 DAEMON SHUTDOWN

A flag of L</shut_down_daemon>.

=over 4

=item Sys::Virt::Admin::DAEMON_SHUTDOWN_PRESERVE

What runs is saved, as the configuration of the daemon says (libvirt 11.2).

=back

=head2 THREAD POOL

Keys of L<Sys::Virt::Admin::Server/get_threadpool_parameters>.

=over 4

=item Sys::Virt::Admin::THREADPOOL_WORKERS_MIN

How many threads are always there. It can be set.

=item Sys::Virt::Admin::THREADPOOL_WORKERS_MAX

How many there may be. It can be set.

=item Sys::Virt::Admin::THREADPOOL_WORKERS_PRIORITY

How many there are for short calls, which must not wait behind long ones. It can be set.

=item Sys::Virt::Admin::THREADPOOL_WORKERS_FREE

How many have nothing to do.

=item Sys::Virt::Admin::THREADPOOL_WORKERS_CURRENT

How many there are.

=item Sys::Virt::Admin::THREADPOOL_JOB_QUEUE_DEPTH

How many calls wait for one.

=back

=head2 TRANSPORTS

What L<Sys::Virt::Admin::Client/get_transport> returns.

=over 4

=item Sys::Virt::Admin::CLIENT_TRANS_UNIX

A socket of this host.

=item Sys::Virt::Admin::CLIENT_TRANS_TCP

TCP, without encryption.

=item Sys::Virt::Admin::CLIENT_TRANS_TLS

TLS.

=back

=head2 CLIENT IDENTITY

Keys of L<Sys::Virt::Admin::Client/get_info>. Which of them are there depends on how the client came.

=over 4

=item Sys::Virt::Admin::CLIENT_INFO_READONLY

Whether it may only look.

=item Sys::Virt::Admin::CLIENT_INFO_SOCKET_ADDR

Its address and port.

=item Sys::Virt::Admin::CLIENT_INFO_SASL_USER_NAME

As whom SASL knows it.

=item Sys::Virt::Admin::CLIENT_INFO_X509_DISTINGUISHED_NAME

The name in its certificate.

=item Sys::Virt::Admin::CLIENT_INFO_UNIX_USER_ID

The number of its user.

=item Sys::Virt::Admin::CLIENT_INFO_UNIX_USER_NAME

The name of its user.

=item Sys::Virt::Admin::CLIENT_INFO_UNIX_GROUP_ID

The number of its group.

=item Sys::Virt::Admin::CLIENT_INFO_UNIX_GROUP_NAME

The name of its group.

=item Sys::Virt::Admin::CLIENT_INFO_UNIX_PROCESS_ID

The number of its process.

=item Sys::Virt::Admin::CLIENT_INFO_SELINUX_CONTEXT

Its SELinux context.

=back

=head2 CLIENT LIMITS

Keys of L<Sys::Virt::Admin::Server/get_client_limits>.

=over 4

=item Sys::Virt::Admin::SERVER_CLIENTS_MAX

How many clients there may be. It can be set.

=item Sys::Virt::Admin::SERVER_CLIENTS_CURRENT

How many there are.

=item Sys::Virt::Admin::SERVER_CLIENTS_UNAUTH_MAX

How many may be there that have not yet proved who they are. It can be set.

=item Sys::Virt::Admin::SERVER_CLIENTS_UNAUTH_CURRENT

How many of them there are.

=back

=head1 SEE ALSO

L<Sys::Virt::Admin::Server>, L<Sys::Virt::Admin::Client>, L<Sys::Virt>,
L<https://libvirt.org/html/libvirt-libvirt-admin.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
