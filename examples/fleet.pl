#!/usr/bin/perl
# One table of many hosts, asked all at once. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Future;
use Sys::Virt;
use Sys::Virt::Async;
use SysVirtExample;

my @STATUS = qw(OK WARNING CRITICAL);

main_program(\&main);

sub main {
    my %option = (critical => 95, timeout => 10, warning => 80);
    $SysVirtExample::WRONG_OPTIONS = 3;    # what monitoring takes for "unknown"
    options(\%option, 'critical|c=f', 'file|f=s', 'json', 'timeout|t=f', 'uri=s@', 'warning|w=f');
    my @uris = (@{ $option{uri} || [] }, defined $option{file} ? from_file($option{file}) : ());
    @uris = ($ENV{LIBVIRT_DEFAULT_URI} // '') if !@uris;

    # All are on their way before the first is waited for.
    my @answers = map { ask($_)->timeout($option{timeout}) } @uris;
    my @hosts   = map { host($uris[$_], $answers[$_], \%option) } 0 .. $#uris;

    my $worst = 0;
    $worst < $_->{status} and $worst = $_->{status} for @hosts;
    print STDERR map { "$0: cannot ask $_->{uri}: $_->{error}\n" } grep { defined $_->{error} } @hosts;
    print $option{json} ? json($worst, @hosts) : text($worst, @hosts);
    return $worst;
}

# A line for each URI; those that begin with # are left out.
sub from_file {
    my $path = shift;
    open my $file, '<', $path or die "$path: $!\n";
    chomp(my @lines = grep { /\S/ && !/^\s*#/ } <$file>);
    return map { s/^\s+|\s+$//gr } @lines;
}

# A future of what the host is, and of its guests with their states, each a call of its own.
sub ask {
    my $uri = shift;
    return Sys::Virt->async->new(uri => $uri eq '' ? undef : $uri, readonly => 1)->then(
        sub {
            my $conn = shift;
            return Future->needs_all(
                $conn->async->get_hostname, $conn->async->get_node_info,
                $conn->async->list_all_domains->then(
                    sub {
                        return Future->done if !@_;
                        return Future->needs_all(map { guest($_) } @_);
                    }
                )
            );
        }
    );
}

# One that has gone since it was listed is left out.
sub guest {
    my $guest = shift;
    return Future->needs_all($guest->async->get_name, $guest->async->get_info)->then(
        sub { my ($name, $info) = @_; Future->done({ %$info, name => $name }) },
        sub {
            my $error = shift;
            return ref $error && $error->code == Sys::Virt::Error::ERR_NO_DOMAIN ? Future->done : Future->fail($error);
        }
    );
}

# What there is to tell of a host.
sub host {
    my ($uri, $answer, $option) = @_;
    my ($name, $node, @guests) = eval { $answer->get };
    if (!$node) {
        my $error = message($@);
        return { uri => $uri, status => 2, error => $error, alarms => [$error] };
    }
    my @running = grep { $_->{state} == Sys::Virt::Domain::STATE_RUNNING || $_->{state} == Sys::Virt::Domain::STATE_BLOCKED } @guests;
    my %host = (
        uri => $uri,
        host => $name,
        running => scalar @running,
        guests => scalar @guests,
        vcpus => sum(map { $_->{nrVirtCpu} } @running),
        cpus => $node->{cpus},
        used => sum(map { $_->{memory} } @running),
        memory => $node->{memory},
        status => 0,
        alarms => [],
    );
    my $alarm = sub {
        my ($status, $text) = @_;
        push @{ $host{alarms} }, $text;
        $host{status} = $status if $host{status} < $status;
    };
    for my $guest (sort { $a->{name} cmp $b->{name} } @guests) {
        my $is = state_name($guest->{state});
        $alarm->($is eq 'crashed' ? 2 : 1, "$guest->{name} is $is") if $is eq 'crashed' || $is eq 'paused';
    }
    my $percent = 100 * $host{used} / ($host{memory} || 1);
    for my $status (2, 1) {
        next if $percent < $option->{ $status == 2 ? 'critical' : 'warning' };
        $alarm->($status, sprintf 'guests have %.0f %% of the memory', $percent);
        last;
    }
    return \%host;
}

sub sum { my $sum = 0; $sum += $_ for @_; return $sum }

# The first line is for monitoring, with figures in the form that it draws.
sub text {
    my ($worst, @hosts) = @_;
    my @there = grep { !defined $_->{error} } @hosts;
    my ($guests, $running) = map {
        my $key = $_;
        sum(map { $_->{$key} } @there)
    } qw(guests running);
    my $away = @hosts - @there;
    my $line = sprintf "%s: %d of %d hosts answer, %d guests, %d running | hosts=%d;;;0;%d guests=%d running=%d\n",
        $STATUS[$worst], scalar @there, scalar @hosts, $guests, $running, scalar @there, scalar @hosts, $guests, $running;
    my @rows = map {
        my $host = $_;
        [
            map { s/[^[:print:]]/?/gr } $host->{host} // $host->{uri},
            defined $host->{error}
            ? ('-') x 3
            : (
                "$host->{running}/$host->{guests}", "$host->{vcpus}/$host->{cpus}",
                sprintf('%.1f/%.1f GiB', map { $_ / (1 << 20) } @$host{qw(used memory)})
            ),
            join('; ', @{ $host->{alarms} }) || '-'
        ]
    } @hosts;
    return $line, "\n", table([qw(Host Running vCPUs Memory Alarms)], @rows);
}

sub json {
    my ($worst, @hosts) = @_;
    require JSON::PP;
    $_->{status} = $STATUS[ $_->{status} ] for @hosts;
    return JSON::PP->new->canonical->pretty->encode({ status => $STATUS[$worst], hosts => \@hosts });
}

__END__

=encoding utf8

=head1 NAME

fleet.pl - Show many hosts at once

=head1 SYNOPSIS

  fleet.pl [--uri URI]... [--file FILE] [--timeout SECONDS]
           [--warning PERCENT] [--critical PERCENT] [--json]

=head1 DESCRIPTION

Asks all hosts at the same time, and shows a line for each: how many of its guests run, their virtual
CPUs and the host's, their memory and the host's, and what is wrong. A host that does not answer holds
up no other.

The first line is one that monitoring understands, such as Nagios or Icinga, and so is the exit status.

=head1 OPTIONS

=over

=item --critical PERCENT

The guests' memory is critical from so much of the host's on; 95 otherwise.

=item --file FILE

Read URIs of hosts from this file, one in a line. What begins with C<#> is left out.

=item --help

Show this text.

=item --json

Print JSON: a hash of C<status> and C<hosts>, and memory in KiB.

=item --timeout SECONDS

How long a host may take; 10 otherwise.

=item --uri URI

A host; may be given again.

=item --warning PERCENT

As C<--critical>, for a warning; 80 otherwise.

=back

=head1 EXIT STATUS

0 if all is well; 1 for a warning: a guest is paused, or memory gets short; 2 if it is critical: a host
does not answer, a guest has crashed, or memory is short; 3 for wrong options.

=cut
