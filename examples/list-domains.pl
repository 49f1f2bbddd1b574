#!/usr/bin/perl
# Lists the domains of a libvirt host, running or not. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtExample;

main_program(\&main);

sub main {
    my %option;
    options(\%option, [ 0, 1 ]);
    my $uri = shift @ARGV // $option{uri} // 'test:///default';

    # A driver that runs inside this process needs an event loop before it is opened.
    my $is_embedded = $uri =~ m{/embed\b};
    Sys::Virt::Event::register_default() if $is_embedded;
    my $conn = connection($uri, readonly => !$is_embedded);
    my @rows = rows($conn);
    print table([qw(Id Name UUID State >Memory >vCPUs)], @rows);
    printf "\n%d domain%s on %s\n", scalar @rows, @rows == 1 ? '' : 's', $conn->get_uri;
    return 0;
}

# Running domains first, in the order of their ids; then the others by name.
sub rows {
    my $conn = shift;
    my @active = sort { $a->get_id <=> $b->get_id } $conn->list_domains;
    my @inactive = sort { $a->get_name cmp $b->get_name } $conn->list_defined_domains;
    return map { row($_) } @active, @inactive;
}

sub row {
    my $domain = shift;
    my $info = $domain->get_info;
    return [
        $domain->is_active ? $domain->get_id : '-',
        $domain->get_name,
        $domain->get_uuid_string,
        state_name($info->{state}),
        sprintf('%d MiB', $info->{memory} / 1024),
        $info->{nrVirtCpu},
    ];
}

__END__

=encoding utf8

=head1 NAME

list-domains.pl - List the domains of a libvirt host

=head1 SYNOPSIS

  list-domains.pl                          libvirt's built-in test driver
  list-domains.pl qemu:///system           the host's own QEMU domains
  list-domains.pl qemu:///embed?root=DIR   domains in DIR, without a daemon

=head1 DESCRIPTION

Prints a table of all domains: first those that run, in the order of their ids, then the others by name.

=head1 OPTIONS

=over

=item --help

Show this text.

=item --uri URI

The host, if it is not given as an argument.

=back

=head1 EXIT STATUS

0, or 1 if it failed; 2 for wrong options.

=cut
