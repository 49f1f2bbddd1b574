#!/usr/bin/perl
# Makes a snapshot of a guest, and deletes the oldest ones. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX 'strftime';
use Sys::Virt;
use SysVirtExample;

main_program(\&main);

sub main {
    my %option = (keep => 7, prefix => 'auto-');
    options(\%option, 'disk-only', 'keep|k=i', 'list|l', 'prefix=s', 'revert=s', [ 1, 1 ]);
    die "--keep takes 1 or more\n" if $option{keep} < 1;
    my $guest = connection($option{uri})->get_domain_by_name($ARGV[0]);
    if ($option{list}) { list($guest) }
    elsif (defined $option{revert}) { $guest->get_snapshot_by_name($option{revert})->revert_to }
    else {
        create($guest, \%option);
        rotate($guest, \%option);
    }
    return 0;
}

sub create {
    my ($guest, $option) = @_;
    my $name = $option->{prefix} . strftime('%Y-%m-%d-%H%M%S', localtime);
    my $flags = $option->{'disk-only'} ? Sys::Virt::DomainSnapshot::CREATE_DISK_ONLY : 0;
    my $xml = xml(domainsnapshot => [ name => $name ], [ description => 'made by snapshot.pl' ]);
    my $snapshot = $guest->create_snapshot($xml, $flags);
    print 'made ', $snapshot->get_name, "\n";
    return;
}

# Deletes those of ours that are too many, the oldest first.
sub rotate {
    my ($guest, $option) = @_;
    my @ours = sort { $a->{time} <=> $b->{time} || $a->{name} cmp $b->{name} }
        grep { $_->{name} =~ /^\Q$option->{prefix}\E/ } map { details($_) } $guest->list_all_snapshots;
    while (@ours > $option->{keep}) {
        my $oldest = shift @ours;
        $oldest->{snapshot}->delete;
        print "deleted $oldest->{name}\n";
    }
    return;
}

sub details {
    my $snapshot = shift;
    my $document = parse_xml($snapshot->get_xml_description);
    my %value = map { $_ => $document->findvalue("/domainsnapshot/$_") } qw(creationTime state parent/name);
    return {
        snapshot => $snapshot, name => $snapshot->get_name, time => $value{creationTime},
        state => $value{state},
        parent => $value{'parent/name'}
    };
}

sub list {
    my $guest = shift;
    my @rows = map {
        [
            $_->{snapshot}->is_current ? '*' : '', $_->{name}, strftime('%F %T', localtime $_->{time}),
            $_->{state}, $_->{parent}
        ]
    } sort { $a->{time} <=> $b->{time} || $a->{name} cmp $b->{name} }
        map { details($_) } $guest->list_all_snapshots;
    print table([ '', qw(Name Made State Parent) ], @rows);
    return;
}

__END__

=encoding utf8

=head1 NAME

snapshot.pl - Make snapshots of a guest, and keep the newest

=head1 SYNOPSIS

  snapshot.pl [--uri URI] [--keep N] [--prefix TEXT] [--disk-only] GUEST
  snapshot.pl [--uri URI] --list GUEST
  snapshot.pl [--uri URI] --revert SNAPSHOT GUEST

=head1 DESCRIPTION

Makes a snapshot named for the time, then deletes the oldest, until there are no more than 7: for a
line in a crontab. Only snapshots whose names begin with the prefix are deleted.

=head1 OPTIONS

=over

=item --disk-only

Leave out the memory of a guest that runs. Such a snapshot is a new file for each disk, and not every
libvirt can delete it again.

=item --help

Show this text.

=item --keep NUMBER

How many are to be left, the new one included.

=item --list

Only show what snapshots there are; C<*> is the one that the guest is based on.

=item --prefix TEXT

How the names begin: C<auto-> otherwise. With several prefixes there can be one kind for each hour
and another for each day.

=item --revert SNAPSHOT

Take the guest back to a snapshot.

=item --uri URI

The host of the guest.

=back

=head1 EXIT STATUS

0, or 1 if it failed; 2 for wrong options.

=cut
