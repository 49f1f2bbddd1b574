#!/usr/bin/perl
# Makes a guest like another one, with copies of its disks. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use File::Basename 'basename';
use Sys::Virt;
use SysVirtExample;

main_program(\&main);

sub main {
    my %option;
    options(\%option, 'start', [ 2, 2 ]);
    my ($old, $new) = @ARGV;
    my $conn = connection($option{uri});
    my $guest = $conn->get_domain_by_name($old);
    die "$old runs: its disks change while they are copied\n" if $guest->is_active;
    die "there is a guest $new already\n" if eval { $conn->get_domain_by_name($new) };

    my $document = parse_xml(
        $guest->get_xml_description(Sys::Virt::Domain::XML_INACTIVE | Sys::Virt::Domain::XML_SECURE));
    my @copies;
    my $clone = eval {
        copy_disks($conn, $document, $new, \@copies);
        rename_guest($document, $new);
        $conn->define_domain($document->toString);
    };
    if (!$clone) {
        my $error = $@;
        for my $volume (@copies) {
            eval { $volume->delete; 1 } or warn 'cannot delete ', $volume->get_path, ': ', message($@), "\n";
        }
        die $error;
    }
    $clone->create if $option{start};
    print "$new is ", ($option{start} ? 'running' : 'defined'), ', ', $clone->get_uuid_string, "\n";
    return 0;
}

# What must be another one for each guest. libvirt finds new values for what is left out.
sub rename_guest {
    my ($document, $new) = @_;
    my ($name) = $document->findnodes('/domain/name');
    $name->removeChildNodes;
    $name->appendText($new);
    for my $node (
        $document->findnodes(
                  '/domain/uuid | /domain/os/nvram | /domain/genid | //interface/mac'
                . ' | //interface/target | //channel/source[@path] | //graphics/@port'
        )
        )
    {
        $node->isa('XML::LibXML::Attr') ? $node->ownerElement->removeAttributeNode($node) : $node->unbindNode;
    }
    return;
}

# Each disk that can be written gets a volume of its own, in the pool of the old one. Others are shared.
sub copy_disks {
    my ($conn, $document, $new, $copies) = @_;
    for my $disk (
        $document->findnodes(
            q(//devices/disk[@device='disk' or not(@device)][not(readonly)][not(shareable)]))
        )
    {
        my $target = $disk->findvalue('target/@dev');
        my ($source) = $disk->findnodes('source/@file | source/@dev');
        die "the disk $target is no file\n" unless $source;
        my $volume = eval { volume($conn, $source->getValue) } // die "the disk $target is in no pool: ",
            $source->getValue, "\n";
        my $pool = $conn->get_storage_pool_by_volume($volume);
        my ($suffix) = basename($source->getValue) =~ /(\.\w+)\z/;
        my $format =
            parse_xml($volume->get_xml_description)->findvalue('/volume/target/format/@type') || 'raw';
        my $xml = xml(
            volume => [ name => "$new-$target" . ($suffix // '') ],
            [ capacity => $volume->get_info->{capacity} ],
            [ target => [ format => { type => $format } ] ]
        );
        print "copying $target\n";
        push @$copies, my $copy = $pool->clone_volume($xml, $volume);
        $source->setValue($copy->get_path);
    }
    return;
}

# The volume with this path. The pools may not know it yet.
sub volume {
    my ($conn, $path) = @_;
    my $volume = eval { $conn->get_storage_volume_by_path($path) };
    return $volume if $volume;
    eval { $_->refresh } for $conn->list_storage_pools;
    return $conn->get_storage_volume_by_path($path);
}

__END__

=encoding utf8

=head1 NAME

clone.pl - Make a guest like another one

=head1 SYNOPSIS

  clone.pl [--uri URI] [--start] GUEST NEW

=head1 DESCRIPTION

Defines a guest with the configuration of another one, under a new name, with a UUID and network
addresses of its own. Disks are copied inside of their storage pools, on the host; those that are only
read are shared. The guest must be shut off. Where it fails, no copies stay behind.

What the guest knows itself by, such as its host name and keys, is as before: that is for the guest to
change.

=head1 OPTIONS

=over

=item --help

Show this text.

=item --start

Start the new guest.

=item --uri URI

The host of the guest.

=back

=head1 EXIT STATUS

0, or 1 if it failed; 2 for wrong options.

=cut
