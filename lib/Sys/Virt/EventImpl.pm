package Sys::Virt::EventImpl;

use strict;

for my $method (qw(add_handle update_handle remove_handle add_timeout update_timeout remove_timeout)) {
    no strict 'refs';
    *$method = sub {
        my $class = ref $_[0] || $_[0];
        die "$class does not provide the method $method, which libvirt needs of an event loop";
    };
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::EventImpl - Base class of event loops in Perl

=head1 DESCRIPTION

A program that has an event loop of its own lets libvirt use it through an object of a class that
is derived from this one. L<Sys::Virt::Event> tells what libvirt needs a loop for.

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Event>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
