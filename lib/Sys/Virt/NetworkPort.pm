package Sys::Virt::NetworkPort;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $net = exists $given{network} ? $given{network} : die 'network parameter is required';
    my $self
        = exists $given{uuid} ? $net->get_port_by_uuid($given{uuid})
        : exists $given{xml}  ? $net->create_port($given{xml}, $given{flags})
        :                       die 'uuid or xml parameters are required';
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::NetworkPort - What connects one network interface to a virtual network

=head1 DESCRIPTION

An object of this class is a port of a L<Sys::Virt::Network>: what the network knows of one
interface that is plugged into it.

=head1 CONSTANTS

=head2 BANDWIDTH PARAMETERS

Keys of the hashes of C<get_parameters> and C<set_parameters>, all unsigned numbers. Inbound is
traffic towards the guest.

=over 4

=item Sys::Virt::NetworkPort::BANDWIDTH_IN_AVERAGE

Rate to which inbound traffic is shaped, in KiB per second.

=item Sys::Virt::NetworkPort::BANDWIDTH_IN_PEAK

Rate at which a burst of inbound traffic may pass, in KiB per second.

=item Sys::Virt::NetworkPort::BANDWIDTH_IN_BURST

How much inbound traffic may pass at the peak rate at once, in KiB.

=item Sys::Virt::NetworkPort::BANDWIDTH_IN_FLOOR

Inbound rate that the port is guaranteed, in KiB per second.

=item Sys::Virt::NetworkPort::BANDWIDTH_OUT_AVERAGE

Rate to which outbound traffic is shaped, in KiB per second.

=item Sys::Virt::NetworkPort::BANDWIDTH_OUT_PEAK

Rate at which a burst of outbound traffic may pass, in KiB per second.

=item Sys::Virt::NetworkPort::BANDWIDTH_OUT_BURST

How much outbound traffic may pass at the peak rate at once, in KiB.

=back

=head2 CREATION FLAGS

For C<create_port> in L<Sys::Virt::Network>.

=over 4

=item Sys::Virt::NetworkPort::CREATE_RECLAIM

The port describes a device that is connected already, as after a restart: take note of the
resources it holds, instead of allocating new ones.

=item Sys::Virt::NetworkPort::CREATE_VALIDATE

Check the document against its schema before the port is created (libvirt 7.8).

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Network>, L<Sys::Virt::Error>,
L<https://libvirt.org/formatnetworkport.html>,
L<https://libvirt.org/html/libvirt-libvirt-network.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
