package Sys::Virt::Admin::Client;

use strict;

require Sys::Virt::Admin;

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Admin::Client - A client of a daemon

=head1 SYNOPSIS

  use Sys::Virt::Admin;

  my $admin = Sys::Virt::Admin->new(uri => 'libvirtd:///system');
  my $server = $admin->get_server_by_name('libvirtd');
  for my $client ($server->list_clients()) {
      $client->close() if $client->get_timestamp() < time - 86_400;
  }

=head1 DESCRIPTION

An object of this class is a client of a daemon, as it was when it was asked for. Loading L<Sys::Virt::Admin> loads it.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 close

  $client->close($flags = 0);

Ends its connection with the daemon.

Calls C<virAdmClientClose>.

=head2 get_id

  my $id = $client->get_id();

Its number, by which the server knows it.

Calls C<virAdmClientGetID>.

=head2 get_info

  my $info = $client->get_info($flags = 0);

A hash of who it is, with the L<keys|Sys::Virt::Admin/CLIENT IDENTITY>.

Calls C<virAdmClientGetInfo>.

=head2 get_timestamp

  my $time = $client->get_timestamp();

When it came, in seconds as C<time> counts them.

Calls C<virAdmClientGetTimestamp>.

=head2 get_transport

  my $transport = $client->get_transport();

How it came, one of the L<transports|Sys::Virt::Admin/TRANSPORTS>.

Calls C<virAdmClientGetTransport>.

=head1 SEE ALSO

L<Sys::Virt::Admin>, L<Sys::Virt::Admin::Server>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
