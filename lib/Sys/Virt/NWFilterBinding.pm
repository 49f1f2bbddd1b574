package Sys::Virt::NWFilterBinding;

use strict;

sub _new {
    my ($proto, %given) = @_;
    my $con = exists $given{connection} ? $given{connection} : die 'connection parameter is required';
    my $self
        = exists $given{portdev} ? $con->get_nwfilter_binding_by_port_dev($given{portdev})
        : exists $given{xml}     ? $con->create_nwfilter_binding($given{xml}, $given{flags})
        :                          die 'portdev or xml parameters are required';
    return bless $self, ref $proto || $proto;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::NWFilterBinding - A network filter at work

=head1 SYNOPSIS

  use Sys::Virt;

  my $conn = Sys::Virt->new(uri => 'qemu:///system');

  for my $binding ($conn->list_all_nwfilter_bindings) {
      printf "%s is filtered by %s\n",
          $binding->get_port_dev, $binding->get_filter_name;
  }

=head1 DESCRIPTION

An object of this class is the tie between a L<Sys::Virt::NWFilter> and the device on the host to
which its rules apply.

=head1 METHODS

Errors, strings and numbers, and what a method returns that has nothing to tell, are the same for
all classes: see L<Sys::Virt>. An argument that is shown with a value may be left out, and then has
that value.

=head2 delete

  $binding->delete();

Takes the filter off its network device. For a domain that is running this means that its traffic
is not filtered any more.

Calls C<virNWFilterBindingDelete>.

=head2 get_filter_name

  my $name = $binding->get_filter_name();

The name of the filter that is bound; C<get_nwfilter_by_name> of L<Sys::Virt> finds it.

Calls C<virNWFilterBindingGetFilterName>.

=head2 get_port_dev

  my $device = $binding->get_port_dev();

The name of the network device that is filtered.

Calls C<virNWFilterBindingGetPortDev>.

=head2 get_xml_description

  my $xml = $binding->get_xml_description($flags = 0);

The binding as an XML document. C<$flags> are not used so far.

Calls C<virNWFilterBindingGetXMLDesc>.

=head1 CONSTANTS

=head2 CREATION FLAGS

For C<create_nwfilter_binding> in L<Sys::Virt>.

=over 4

=item Sys::Virt::NWFilterBinding::CREATE_VALIDATE

Check the document against its schema before the filter is bound (libvirt 7.8).

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::NWFilter>, L<Sys::Virt::Error>,
L<https://libvirt.org/formatnwfilter.html>,
L<https://libvirt.org/html/libvirt-libvirt-nwfilter.html>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
