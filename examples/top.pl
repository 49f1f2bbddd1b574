#!/usr/bin/perl
# Shows what the guests of several hosts do, again and again, as top does of processes. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX qw(strftime);
use Sys::Virt;
use SysVirtExample;
use Time::HiRes qw(sleep time);

# What can be sorted by, with the key that does so: a column's heading, what is in it, and how it is shown. Text is
# sorted upwards, numbers downwards.
my @COLUMNS = (
    { name => 'host', key => 'h', heading => 'Host', text => 1 },
    { name => 'guest', key => 'g', heading => 'Guest', text => 1 },
    { name => 'state', key => 's', heading => 'State', text => 1 },
    { name => 'vcpus', key => 'v', heading => 'vCPU', show => sub { sprintf '%d', shift } },
    { name => 'cpu', key => 'c', heading => '%CPU', show => sub { sprintf '%.1f', shift } },
    { name => 'memory', key => 'm', heading => 'Memory', show => \&size },
    { name => 'read', key => 'r', heading => 'Read/s', show => \&size },
    { name => 'write', key => 'w', heading => 'Write/s', show => \&size },
    { name => 'in', key => 'i', heading => 'In/s', show => \&size },
    { name => 'out', key => 'o', heading => 'Out/s', show => \&size },
    { name => 'time', key => 't', heading => 'Time', show => \&duration },
);

# What libvirt is asked for: all of it in one call for each host.
my $STATISTICS =
    Sys::Virt::Domain::STATS_STATE | Sys::Virt::Domain::STATS_CPU_TOTAL | Sys::Virt::Domain::STATS_BALLOON |
    Sys::Virt::Domain::STATS_VCPU | Sys::Virt::Domain::STATS_INTERFACE | Sys::Virt::Domain::STATS_BLOCK;

my ($done, %option, @hosts);

main_program(\&main);

sub main {
    %option = (delay => 2, sort => 'cpu');
    options(\%option, 'all|a', 'batch|b', 'delay|d=f', 'iterations|n=i', 'sort|s=s', [ 0, undef ]);
    die "there is no column $option{sort}; there are ", join(', ', map { $_->{name} } @COLUMNS), "\n"
        unless grep { $_->{name} eq $option{sort} } @COLUMNS;
    die "--delay takes more than 0\n" if $option{delay} <= 0;
    @hosts = map { { uri => $_ } } @ARGV ? @ARGV : $option{uri};
    local @SIG{qw(INT TERM)} = (sub { $done = 1 }) x 2;

    # A daemon that is gone is no reason to end.
    local $SIG{PIPE} = 'IGNORE';

    # The first host that cannot be reached is an error; one that is lost later may come back.
    $_->{conn} = connection($_->{uri}, readonly => 1) for @hosts;
    my $is_live = !$option{batch} && -t STDOUT && -t STDIN;
    my $restore = $is_live ? quiet_terminal() : sub { };
    my $shown = 0;
    until ($done) {
        my $screen = screen(map { rows($_) } @hosts);
        print $is_live ? "\e[H\e[2J" . cut($screen) : $shown ? "\n$screen" : $screen;
        STDOUT->flush;
        last if $option{iterations} && ++$shown >= $option{iterations};
        $shown ||= 1;
        $is_live ? wait_for_key($option{delay}) : sleep $option{delay};
    }
    $restore->();
    print "\n" if $is_live;
    return 0;
}

# The guests of a host, a hash for each.
sub rows {
    my $host = shift;
    my $now = time;
    my @stats = eval {
        $host->{conn} ||= Sys::Virt->new(uri => $host->{uri}, readonly => 1);
        $host->{name} //= $host->{conn}->get_hostname;
        my $which = $option{all} ? 0 : Sys::Virt::Domain::GET_ALL_STATS_ACTIVE;
        $host->{conn}->get_all_domain_stats($STATISTICS, undef, $which);
    };
    $host->{lost} = $@ ? message($@) : undef;
    if (defined $host->{lost}) {
        delete @$host{qw(before conn)};
        return;
    }
    my %sample = map { $_->{dom}->get_uuid_string => sample($_) } @stats;
    my ($before, $seconds) = ($host->{before} || {}, $now - ($host->{time} // $now));
    @$host{qw(before time)} = (\%sample, $now);
    return map { row($host, $sample{$_}, $before->{$_}, $seconds) } keys %sample;
}

# What is counted, from the statistics of a guest. Drivers without them tell some of it in another way.
sub sample {
    my $stats = shift;
    my $data = $stats->{data};
    my $info = exists $data->{'cpu.time'} ? {} : eval { $stats->{dom}->get_info } || {};
    my $sum = sub {
        my ($group, $key) = @_;
        my $sum = 0;
        $sum += $data->{"$group.$_.$key"} // 0 for 0 .. ($data->{"$group.count"} // 0) - 1;
        return $sum;
    };
    return {
        guest => $stats->{dom}->get_name, state => state_name($data->{'state.state'} // 0),
        vcpus => $data->{'vcpu.current'} // $info->{nrVirtCpu} // 0,
        memory => 1024 * ($data->{'balloon.current'} // $info->{memory} // 0),
        time => ($data->{'cpu.time'} // $info->{cpuTime} // 0) / 1e9,
        read => $sum->('block', 'rd.bytes'), write => $sum->('block', 'wr.bytes'),
        in => $sum->('net', 'rx.bytes'), out => $sum->('net', 'tx.bytes')
    };
}

# How fast it grows, from what it was; undef where that is not known yet.
sub row {
    my ($host, $now, $before, $seconds) = @_;
    my $rate = sub {
        my $key = shift;
        return undef unless $before && $seconds > 0 && $now->{$key} >= $before->{$key};
        return ($now->{$key} - $before->{$key}) / $seconds;
    };
    my $cpu = $rate->('time');
    return {
        %$now, host => $host->{name}, cpu => defined $cpu ? 100 * $cpu : undef,
        map { ($_ => $rate->($_)) } qw(read write in out)
    };
}

# All of it as text.
sub screen {
    my @rows = @_;
    my ($by) = grep { $_->{name} eq $option{sort} } @COLUMNS;
    my ($name, $is_text) = @$by{qw(name text)};
    @rows = sort {
               ($is_text ? $a->{$name} cmp $b->{$name} : ($b->{$name} // -1) <=> ($a->{$name} // -1))
            || $a->{guest} cmp $b->{guest}
            || $a->{host} cmp $b->{host}
    } @rows;
    my $running = grep { $_->{state} eq 'running' } @rows;
    my $text = sprintf "%s  %d host%s, %d guest%s, %d running, by %s\n", strftime('%T', localtime),
        scalar @hosts,
        @hosts == 1 ? '' : 's', scalar @rows, @rows == 1 ? '' : 's', $running, $name;
    $text .= ($_->{name} // $_->{uri} // 'libvirt') . ": $_->{lost}\n" for grep { defined $_->{lost} } @hosts;
    my @shown = @hosts > 1 ? @COLUMNS : grep { $_->{name} ne 'host' } @COLUMNS;
    return $text . table(
        [ map { ($_->{text} ? '' : '>') . $_->{heading} } @shown ],
        map {
            my $row = $_;
            [
                map {
                          !defined $row->{ $_->{name} } ? '-'
                        : $_->{text} ? $row->{ $_->{name} }
                        : $_->{show}->($row->{ $_->{name} })
                } @shown
            ]
        } @rows
    );
}

sub size {
    my $bytes = shift;
    my @units = ('', qw(K M G T));
    while ($bytes >= 1000 && @units > 1) {
        $bytes /= 1024;
        shift @units;
    }
    return sprintf $units[0] eq '' || $bytes >= 100 ? '%.0f%s' : '%.1f%s', $bytes, $units[0];
}

sub duration {
    my $seconds = shift;
    return sprintf '%d:%02d:%02d', $seconds / 3600, $seconds / 60 % 60, $seconds % 60;
}

# What fits on the terminal.
sub cut {
    my ($height, $width) = `stty size` =~ /(\d+) (\d+)/ ? ($1, $2) : (24, 80);
    my @lines = map { substr $_, 0, $width } split /\n/, shift;
    splice @lines, $height - 1 if @lines >= $height;
    return join "\r\n", @lines;
}

# Keys come at once and are not shown. Gives what makes the terminal as before.
sub quiet_terminal {
    my ($before, $quiet) = map { POSIX::Termios->new } 1, 2;
    $_->getattr(fileno STDIN) for $before, $quiet;
    $quiet->setlflag($quiet->getlflag & ~(POSIX::ECHO | POSIX::ICANON));
    $quiet->setattr(fileno STDIN, POSIX::TCSANOW);
    return sub { $before->setattr(fileno STDIN, POSIX::TCSANOW) };
}

# q ends it, the keys of the columns sort by them, any other key asks again.
sub wait_for_key {
    my $seconds = shift;
    vec(my $ready = '', fileno STDIN, 1) = 1;
    return unless 0 < select $ready, undef, undef, $seconds;
    sysread STDIN, my $key, 1 or $done = 1;
    $done = 1 if ($key // '') eq 'q';
    my ($column) = grep { $_->{key} eq ($key // '') } @COLUMNS;
    $option{sort} = $column->{name} if $column;
    return;
}

__END__

=encoding utf8

=head1 NAME

top.pl - Show what the guests of several hosts do

=head1 SYNOPSIS

  top.pl [--all] [--delay SECONDS] [--sort COLUMN] [URI...]
  top.pl --batch [--iterations NUMBER] [--delay SECONDS] [URI...]

=head1 DESCRIPTION

Shows the guests that run on all hosts given, with their share of a processor, their memory, and what
they read, write, receive and send in a second; anew every 2 seconds. A host that is lost is asked
again each time, and shown when it is back.

A guest with two virtual processors that are busy has 200 %CPU. Where a rate is not known yet there is
a C<->.

Keys: C<q> ends it; C<c> sorts by processor, C<m> by memory, C<r> by reading, C<w> by writing, C<i> by
what comes in and C<o> by what goes out, C<t> by time, C<v> by virtual processors, C<g> by the name of
the guest, C<h> by that of the host, C<s> by state.

=head1 OPTIONS

=over

=item --all

Show guests that are off, too.

=item --batch

Print one table after the other, for files and pipes.

=item --delay SECONDS

How long to wait in between; it may be a fraction.

=item --help

Show this text.

=item --iterations NUMBER

End after so many tables.

=item --sort COLUMN

What to sort by at first: C<cpu>, C<memory>, C<read>, C<write>, C<in>, C<out>, C<time>, C<vcpus>,
C<guest>, C<host> or C<state>.

=back

=head1 EXIT STATUS

0, or 1 if a host cannot be reached at first; 2 for wrong options.

=cut
