package Sys::Virt::Admin::Server;

use strict;

require Sys::Virt::Admin;

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Admin::Server - A part of a daemon that has clients

=head1 SYNOPSIS

  use Sys::Virt::Admin;

  my $admin = Sys::Virt::Admin->new(uri => 'libvirtd:///system');
  my $server = $admin->get_server_by_name('libvirtd');
  my $limits = $server->get_client_limits();
  $server->set_client_limits(
      { nclients_max => 2 * $limits->{nclients_max} });

=head1 DESCRIPTION

An object of this class is a server in a daemon: what takes clients, and has threads for them. Loading
L<Sys::Virt::Admin> loads it.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 get_client_by_id

  my $client = $server->get_client_by_id($id, $flags = 0);

The L<client|Sys::Virt::Admin::Client> with that number.

Calls C<virAdmServerLookupClient>.

=head2 get_client_limits

  my $limits = $server->get_client_limits($flags = 0);

A hash of how many clients there are and may be, with the L<keys|Sys::Virt::Admin/CLIENT LIMITS>.

Calls C<virAdmServerGetClientLimits>.

=head2 get_name

  my $name = $server->get_name();

Its name.

Calls C<virAdmServerGetName>.

=head2 get_threadpool_parameters

  my $params = $server->get_threadpool_parameters($flags = 0);

A hash of its threads, with the L<keys|Sys::Virt::Admin/THREAD POOL>.

Calls C<virAdmServerGetThreadPoolParameters>.

=head2 list_clients

  my @clients = $server->list_clients($flags = 0);

All its L<clients|Sys::Virt::Admin::Client>.

Calls C<virAdmServerListClients>.

=head2 set_client_limits

  $server->set_client_limits(
      { nclients_max => $number, nclients_unauth_max => $number },
      $flags = 0);

Changes one or both of these limits. Clients that are there stay.

Calls C<virAdmServerSetClientLimits>.

=head2 set_threadpool_parameters

  $server->set_threadpool_parameters(
      { minWorkers => $number, maxWorkers => $number,
        prioWorkers => $number }, $flags = 0);

Changes some or all of these numbers.

Calls C<virAdmServerSetThreadPoolParameters>.

=head2 update_tls_files

  $server->update_tls_files($flags = 0);

Reads certificates and keys anew, for the clients that come from now on.

Calls C<virAdmServerUpdateTlsFiles>.

=head1 SEE ALSO

L<Sys::Virt::Admin>, L<Sys::Virt::Admin::Client>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
