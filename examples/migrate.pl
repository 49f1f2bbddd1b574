#!/usr/bin/perl
# Moves a running guest to another host, and shows how far it is. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Sys::Virt;
use Sys::Virt::Async;
use SysVirtExample;

main_program(\&main);

sub main {
    my %option = (timeout => 30);
    options(\%option, 'bandwidth|b=i', 'copy-storage', 'persistent', 'timeout|t=i', 'to=s', [ 2, 2 ]);
    my ($name, $to) = @ARGV;
    my $guest = connection($option{uri})->get_domain_by_name($name);

    # A host that does not answer is no reason to hang.
    my $there = eval { Sys::Virt->async->new(uri => $to)->timeout($option{timeout})->get }
        // die "cannot connect to $to: ", message($@), "\n";

    my $flags = Sys::Virt::Domain::MIGRATE_LIVE;
    $flags |= Sys::Virt::Domain::MIGRATE_NON_SHARED_DISK                                           if $option{'copy-storage'};
    $flags |= Sys::Virt::Domain::MIGRATE_PERSIST_DEST | Sys::Virt::Domain::MIGRATE_UNDEFINE_SOURCE if $option{persistent};
    my %params;
    $params{ Sys::Virt::Domain::MIGRATE_PARAM_BANDWIDTH() } = $option{bandwidth} if $option{bandwidth};
    $params{ Sys::Virt::Domain::MIGRATE_PARAM_URI() }       = $option{to}        if $option{to};

    # Here the program would wait for minutes. It goes on instead.
    my $moved  = $guest->async->migrate($there, \%params, $flags);
    my $asked  = 0;
    local $SIG{INT} = local $SIG{TERM} = sub { $asked++ or $guest->abort_job };
    my $progress = progress($name, 0);
    until ($moved->is_ready) {
        if (my $job = eval { $guest->get_job_info }) {
            $progress->($job->{dataProcessed}, $job->{dataTotal}) if $job->{dataTotal};
        }
        Sys::Virt::Async->wait(0.1);
    }
    my ($result) = eval { $moved->get };
    die $asked ? "it was stopped, and $name stays where it is\n" : "cannot move $name: " . message($@) . "\n" if !$result;
    $progress->(undef);
    print "$name is at ", $there->get_hostname, "\n";
    return 0;
}

__END__

=encoding utf8

=head1 NAME

migrate.pl - Move a running guest to another host

=head1 SYNOPSIS

  migrate.pl [--uri URI] [--bandwidth MIB] [--copy-storage] [--persistent]
             [--timeout SECONDS] [--to URI] GUEST HOST

=head1 DESCRIPTION

Moves a guest while it runs to the host with the libvirt URI C<HOST>, and shows how far it is: on a
terminal with a bar. Ctrl-C ends the migration, and the guest stays where it is.

=head1 OPTIONS

=over

=item --bandwidth MIB

Move so many MiB a second at most.

=item --copy-storage

Copy the disks along, for hosts that do not share them.

=item --help

Show this text.

=item --persistent

The guest's definition moves, too.

=item --timeout SECONDS

Give up if the other host does not answer in that time; 30 otherwise.

=item --to URI

Where to the guest's memory is sent, if that is not what the other host says of itself.

=item --uri URI

The host where the guest runs.

=back

=head1 EXIT STATUS

0, or 1 if it failed or was stopped; 2 for wrong options.

=cut
