package Sys::Virt::Check::Transcript;

use 5.020;
use strict;
use warnings;

use JSON::PP ();

my $JSON = JSON::PP->new->canonical->allow_nonref;

sub new {
    my ($class, $path) = @_;
    open my $file, '<', $path or die "cannot read $path: $!\n";
    my $self = bless { path => $path, processes => [], by_name => {} }, $class;
    my (%process, $is_one);
    while (my $line = <$file>) {
        my $entry = eval { $JSON->decode($line) };

        # The last line of a process that was killed may be cut.
        next if ref $entry ne 'HASH' || !defined $entry->{kind};
        if ($entry->{kind} eq 'start') { $is_one = $self->{start} = $entry }
        elsif ($entry->{kind} eq 'module') { $self->{module} = $entry }
        else {
            $self->_add(
                $process{"$entry->{process} $entry->{pid}"} //= $self->_process($entry->{process}),
                $entry
            );
        }
    }
    die "$path is no transcript\n" unless $is_one;
    return $self;
}

sub _process {
    my ($self, $name) = @_;
    my $number = ++$self->{by_name}{$name};
    push @{ $self->{processes} },
        { name => $number > 1 ? "$name ($number)" : $name, entries => [], open => {} };
    return $self->{processes}[-1];
}

# A return goes to the call that it is of.
sub _add {
    my ($self, $process, $entry) = @_;
    if ($entry->{kind} ne 'return') {
        push @{ $process->{entries} }, $entry;
        $process->{open}{ $entry->{n} } = $entry;
    } elsif (my $call = delete $process->{open}{ $entry->{n} }) {
        @$call{qw(result error warnings changed seconds)} =
            @$entry{qw(result error warnings changed seconds)};
        $call->{returned} = 1;
    }
    return;
}

sub path { return shift->{path} }

sub program { return shift->{start}{script} }

sub version {
    my $module = shift->{module};
    return $module ? ($module->{version}, $module->{file}) : ();
}

sub processes { return @{ shift->{processes} } }

# A row for each sub: name, calls, failures, seconds in all.
sub summary {
    my $self = shift;
    my %row;
    for my $call (grep { $_->{kind} eq 'call' } map { @{ $_->{entries} } } $self->processes) {
        my $row = $row{ $call->{sub} } //= [ $call->{sub}, 0, 0, 0 ];
        $row->[1]++;
        $row->[2]++ if defined $call->{error};
        $row->[3] += $call->{seconds} // 0;
    }
    return sort { $b->[3] <=> $a->[3] || $a->[0] cmp $b->[0] } values %row;
}

sub summary_text {
    my $self = shift;
    my @rows = $self->summary;
    my ($calls, $failures, $seconds) = (0, 0, 0);
    my $text = sprintf "%9s %8s %10s %10s  %s\n", qw(calls failed seconds ms/call method);
    for (@rows) {
        my ($sub, $count, $failed, $time) = @$_;
        $text .= sprintf "%9d %8s %10.4f %10.3f  %s\n", $count, $failed || '', $time, 1_000 * $time / $count,
            $sub;
        $calls += $count;
        $failures += $failed;
        $seconds += $time;
    }
    return $text . sprintf "%9d %8s %10.4f %10s  in all, %d methods\n", $calls, $failures || '', $seconds,
        '', scalar @rows;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Check::Transcript - Read what sys-virt-check has recorded

=head1 SYNOPSIS

  use Sys::Virt::Check::Transcript;

  my $transcript = Sys::Virt::Check::Transcript->new('script.transcript');
  print $transcript->summary_text;

=head1 DESCRIPTION

A transcript that L<Sys::Virt::Check::Record> wrote, as data.

=head1 METHODS

=head2 new

  my $transcript = Sys::Virt::Check::Transcript->new($path);

Reads a file. Throws where it is no transcript.

=head2 path

The path of the file.

=head2 processes

A hash for each process of the program: its C<name>, C<main> for the first, and its C<entries> in
their order. Each is a hash as L<sys-virt-check/TRANSCRIPTS> says, with what the return has told
added to its call.

=head2 program

The path of the program.

=head2 summary

  my @rows = $transcript->summary;

An array for each method: its name, the number of calls, that of failures, and the seconds it took
in all. What took longest comes first.

=head2 summary_text

The same as a table.

=head2 version

  my ($version, $path) = $transcript->version;

Of the Sys::Virt that the program used; nothing where it used none.

=head1 SEE ALSO

L<sys-virt-check>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
