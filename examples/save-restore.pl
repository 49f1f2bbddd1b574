#!/usr/bin/perl
# Saves the memory of guests on disk, and lets them go on from there: around a restart of the host, say. See the end of
# this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Sys::Virt;
use SysVirtExample;
use Time::HiRes 'sleep';

my %COMMAND = (list => \&list, restore => \&restore, save => \&save);

main_program(\&main);

sub main {
    my %option;
    options(\%option, 'paused', [ 1, undef ]);
    my ($command, @names) = @ARGV;
    my $code = $COMMAND{$command} // die "the command is save, restore or list, not $command\n";
    my $conn = connection($option{uri});
    my @guests =
        @names
        ? map { $conn->get_domain_by_name($_) } @names
        : sort { $a->get_name cmp $b->get_name } $conn->list_all_domains(Sys::Virt::Domain::LIST_PERSISTENT);
    return $code->(\%option, !!@names, @guests);
}

sub save {
    my ($option, $is_named, @guests) = @_;
    my $failures = 0;
    for my $guest (@guests) {
        my $name = $guest->get_name;
        if (!$guest->is_active) {
            print STDERR "$name does not run\n" if $is_named;
            next;
        }
        my $error = save_one($guest, $name, $option);
        print defined $error ? "$name: $error\n" : "$name is saved\n";
        $failures++ if defined $error;
    }
    return $failures ? 1 : 0;
}

# The call ends when all is saved. So another process makes it, and this one looks how far it is. Gives what went wrong.
sub save_one {
    my ($guest, $name, $option) = @_;
    my $child = open(my $pipe, '-|') // die "fork: $!\n";
    if (!$child) {
        my $saved = eval {
            my $flags = $option->{paused} ? Sys::Virt::Domain::SAVE_PAUSED : 0;
            connection($option->{uri})->get_domain_by_name($name)->managed_save($flags);
            1;
        };
        print message($@) unless $saved;
        exit !$saved;
    }
    my $progress = progress($name, 0);
    my $ready = '';
    vec($ready, fileno $pipe, 1) = 1;
    until (select my $copy = $ready, undef, undef, 0.1) {
        my $job = eval { $guest->get_job_info } or next;
        $progress->($job->{dataProcessed}, $job->{dataTotal}) if $job->{dataTotal};
    }
    $progress->();
    my $error = do { local $/; <$pipe> };
    close $pipe;
    return $? ? $error // 'failed' : undef;
}

sub restore {
    my ($option, $is_named, @guests) = @_;
    my $failures = 0;
    for my $guest (@guests) {
        my $name = $guest->get_name;
        if (!$guest->has_managed_save_image) {
            print STDERR "$name is not saved\n" if $is_named;
            next;
        }
        my $started = eval { $guest->create($option->{paused} ? Sys::Virt::Domain::START_PAUSED : 0); 1 };
        print $started ? "$name goes on\n" : "$name: " . message($@) . "\n";
        $failures++ unless $started;
    }
    return $failures ? 1 : 0;
}

sub list {
    my (undef, undef, @guests) = @_;
    print table(
        [qw(Guest State Saved)],
        map { [ $_->get_name, state_name(($_->get_state)[0]), $_->has_managed_save_image ? 'yes' : 'no' ] }
            @guests
    );
    return 0;
}

__END__

=encoding utf8

=head1 NAME

save-restore.pl - Save the memory of guests on disk, and let them go on

=head1 SYNOPSIS

  save-restore.pl [--uri URI] [--paused] save [GUEST...]
  save-restore.pl [--uri URI] [--paused] restore [GUEST...]
  save-restore.pl [--uri URI] list [GUEST...]

=head1 DESCRIPTION

C<save> stops guests, and keeps their memory on the host's disk: all that run, or those given. A bar
shows how far it is. C<restore> starts the guests that are saved, so that they go on where they were.
C<list> shows which these are.

libvirt keeps the files. A saved guest that is started by other means goes on just the same.

=head1 OPTIONS

=over

=item --help

Show this text.

=item --paused

After C<restore> the guests wait until they are resumed.

=item --uri URI

The host of the guests.

=back

=head1 EXIT STATUS

0, or 1 if a guest could not be saved or restored; 2 for wrong options.

=cut
