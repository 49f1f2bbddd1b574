package Sys::Virt::LXC;

use strict;

require Sys::Virt;
Sys::Virt::_load(__PACKAGE__);

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::LXC - What only LXC has: to enter a container

=head1 SYNOPSIS

  use Sys::Virt;
  use Sys::Virt::LXC;

  my $conn = Sys::Virt->new(uri => 'lxc:///system');
  my $dom = $conn->get_domain_by_name('box');

  # The connection is the parent's, so it opens them.
  my @namespaces = $dom->lxc_open_namespace();

  defined(my $pid = fork) or die "fork: $!";
  if (!$pid) {
      $dom->lxc_enter_cgroup();
      $dom->lxc_enter_namespace(\@namespaces);
      exec 'hostname' or die "hostname: $!";
  }
  waitpid $pid, 0;

=head1 DESCRIPTION

Loading this module adds the functions of F<libvirt-lxc> to L<Sys::Virt::Domain>:
L<lxc_open_namespace|Sys::Virt::Domain/lxc_open_namespace>,
L<lxc_enter_namespace|Sys::Virt::Domain/lxc_enter_namespace>,
L<lxc_enter_security_label|Sys::Virt::Domain/lxc_enter_security_label> and
L<lxc_enter_cgroup|Sys::Virt::Domain/lxc_enter_cgroup>. All but the first change the process that calls them, which
needs to be root; so they belong into a child, before it runs a program of the container.

A namespace of processes counts for the children of the process that entered it: fork once more where the program is to
see the container's processes alone.

The library is opened by the first call. Where it is not installed that call throws
L<ERR_NO_SUPPORT|Sys::Virt::Error/ERROR CODES>.

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Domain>, L<https://libvirt.org/html/libvirt-libvirt-lxc.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
