#!/usr/bin/perl
# Backs up the disks of a guest while it runs: all of them, or what has changed since the last time. See the end of this
# file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX 'strftime';
use Sys::Virt;
use SysVirtExample;
use Time::HiRes 'sleep';

# What our checkpoints are called: the time comes behind it.
my $PREFIX = 'backup-';

main_program(\&main);

sub main {
    my %option;
    options(\%option, 'full', [ 2, 2 ]);
    my ($name, $folder) = @ARGV;
    die "there is no folder $folder\n" unless -d $folder;
    my $guest = connection($option{uri})->get_domain_by_name($name);
    die "$name does not run\n" unless $guest->is_active;

    my @checkpoints = sort grep { /\A\Q$PREFIX\E/ } map { $_->get_name } $guest->list_all_checkpoints;
    my $since = $option{full} ? undef : $checkpoints[-1];
    my $checkpoint = $PREFIX . strftime('%Y%m%d-%H%M%S', localtime);
    die "the last backup was in this very second\n" if grep { $_ eq $checkpoint } @checkpoints;
    my %file =
        map { $_ => "$folder/$name-$_-$checkpoint." . (defined $since ? 'incremental' : 'full') . '.qcow2' }
        disks($guest);
    die "$name has no disks that can be backed up\n" unless %file;

    begin($guest, $since, $checkpoint, \%file);
    eval { watch($guest, $name); 1 } or do {
        my $error = $@;

        # What was not backed up must come with the next one.
        eval { $guest->get_checkpoint_by_name($checkpoint)->delete };
        unlink values %file;
        die $error;
    };

    # Nothing is based on the older ones.
    $guest->get_checkpoint_by_name($_)->delete for @checkpoints;
    print "$file{$_}: ", -s $file{$_}, " bytes\n" for sort keys %file;
    return 0;
}

# The disks that libvirt can tell the changes of.
sub disks {
    my $document = parse_xml(shift->get_xml_description);
    return
        map { $_->getValue }
        $document->findnodes(q(//disk[@device='disk'][driver/@type='qcow2'][not(readonly)]/target/@dev));
}

sub begin {
    my ($guest, $since, $checkpoint, $file) = @_;
    my $document = parse_xml($guest->get_xml_description);
    my @all = map { $_->getValue } $document->findnodes('//disk/target/@dev');
    my @backup = map {
        $file->{$_}
            ? [
            disk => { name => $_, type => 'file' }, [ target => { file => $file->{$_} } ],
            [ driver => { type => 'qcow2' } ]
            ]
            : [ disk => { name => $_, backup => 'no' } ]
    } @all;
    my @checked = map { [ disk => { name => $_, checkpoint => $file->{$_} ? 'bitmap' : 'no' } ] } @all;
    $guest->backup_begin(
        xml(
            domainbackup => { mode => 'push' }, defined $since ? [ incremental => $since ] : (),
            [ disks => @backup ]
        ),
        xml(domaincheckpoint => [ name => $checkpoint ], [ disks => @checked ])
    );
    return;
}

# Shows how far it is, until it has ended. Ctrl-C ends it, too.
sub watch {
    my ($guest, $name) = @_;
    my $interrupted;
    local @SIG{qw(INT TERM)} = (sub { $interrupted = 1 }) x 2;
    my $progress = progress($name, 0);
    while ((my $job = $guest->get_job_info)->{type} != Sys::Virt::Domain::JOB_NONE) {
        $progress->($job->{fileProcessed}, $job->{fileTotal}) if $job->{fileTotal};
        if ($interrupted) {
            $guest->abort_job;
            $interrupted = 0;
        }
        sleep 0.1;
    }
    my ($type, $stats) = $guest->get_job_stats(Sys::Virt::Domain::JOB_STATS_COMPLETED);
    die 'the backup failed: ', $stats->{ Sys::Virt::Domain::JOB_ERRMSG() } // 'it was ended', "\n"
        if ref $type && $$type != Sys::Virt::Domain::JOB_COMPLETED;
    $progress->($stats->{disk_total} || 1, $stats->{disk_total} || 1);
    return;
}

__END__

=encoding utf8

=head1 NAME

backup.pl - Back up the disks of a guest that runs

=head1 SYNOPSIS

  backup.pl [--uri URI] [--full] GUEST FOLDER

=head1 DESCRIPTION

Writes the disks of a guest into files of a folder on the host, all as they are at one moment, while
the guest goes on. The first time all is written, later what has changed since the last time:

  web-vda-backup-20260131-030000.full.qcow2
  web-vda-backup-20260201-030000.incremental.qcow2

A bar shows how far it is. Ctrl-C ends the backup, and what was written goes away.

libvirt keeps a checkpoint of the last backup, by which it knows what has changed. Disks that are no
qcow2 files, or that the guest can only read, are left out.

To have a disk as it was, put the files on each other in the order of their times, each with the one
before as its backing file, and read the last one:

  qemu-img rebase -u -F qcow2 -b FIRST SECOND
  qemu-img convert -O qcow2 SECOND disk.qcow2

=head1 OPTIONS

=over

=item --full

Write all, though there was a backup before.

=item --help

Show this text.

=item --uri URI

The host of the guest.

=back

=head1 EXIT STATUS

0, or 1 if it failed; 2 for wrong options.

=cut
