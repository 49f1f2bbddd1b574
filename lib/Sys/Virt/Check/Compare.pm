package Sys::Virt::Check::Compare;

use 5.020;
use strict;
use warnings;

use JSON::PP ();

my $JSON = JSON::PP->new->ascii->canonical->allow_nonref;

# How far to look for the place where two transcripts meet again.
my $FAR = 100;

# What differs from one run to the next, by the name of the sub: its result, and a number among its arguments.
my $FLEETING = qr/::(?:get_id|get_uuid|get_time|\w+_event_register_any|add_(?:handle|timeout)
    |get_node_(?:free_memory|cells_free_memory|memory_stats|cpu_stats)|open_graphics_fd)\z/x;
my $TAKES_ID = qr/::(?:get_domain_by_id|\w+_event_deregister_any|(?:remove|update)_(?:handle|timeout))\z/;

# Likewise by the key in a hash.
my $FLEETING_KEY =
    qr/time|expir|(?:\A|\.)(?:id|pid|kernel|user|system|idle|iowait|rss|delay|wait|last[-_]update)\z/i;

# Likewise in a text.
my @NEUTRAL = (
    [ qr/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/i, '(uuid)' ],
    [ qr/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/i, '(mac)' ],
    [ qr/\b0x[0-9a-f]{6,}\b/i, '(address)' ],
    [ qr/ at (?:\S+ line \d+|\(eval \d+\) line \d+)(?:, <\w+> (?:line|chunk) \d+)?\.\n/, "\n" ],
    [ qr/\b20\d\d-?\d\d-?\d\d[-T _]?\d\d:?\d\d:?\d\d(?:\.\d+)?(?: ?[+-]\d{4}|Z)?/, '(time)' ],
    [ qr/(?<=<creationTime>)\d+/, '(time)' ],
    [ qr/(?:(?<=\bid=['"])|(?<=\bindex=['"]))\d+/, '(id)' ],
    [ qr/\b(?:vnet|domain-)\d+/, '(id)' ],
    [ qr{/dev/pts/\d+}, '(id)' ],
    [ qr/(?<=port=['"])\d+/, '(port)' ],
);

sub new {
    my ($class, $one, $two, %params) = @_;
    my $ignore = $params{ignore};
    return bless { sides => [ $one, $two ], ignore => defined $ignore ? qr/$ignore/ : undef }, $class;
}

# Where the two part: a hash for each place, with the process, and what is there on each side, as texts.
sub differences {
    my $self = shift;
    my @sides = map {
        +{ map { ($_->{name} => $_) } $_->processes }
    } @{ $self->{sides} };
    my @names = map { $_->{name} } $self->{sides}[0]->processes;
    push @names, grep { !$sides[0]{$_} } map { $_->{name} } $self->{sides}[1]->processes;
    return map {
        $self->_process($_, map { $_ ? $_->{entries} : [] } $sides[0]{$_}, $sides[1]{$_})
    } @names;
}

sub _process {
    my ($self, $name, @entries) = @_;
    my ($one, $two) = map {
        [ map { +{ entry => $_, what => _what($_), outcome => _outcome($_) } } grep { !_is_waiting($_) } @$_ ]
    } @entries;
    my ($i, $j, @differences) = (0, 0);
    while ($i < @$one || $j < @$two) {
        my ($left, $right) = ($one->[$i], $two->[$j]);
        if ($left && $right && $left->{what} eq $right->{what}) {
            push @differences, $self->_difference($name, [$left], [$right])
                if $left->{outcome} ne $right->{outcome} && !$self->_is_ignored($left);
            $i++;
            $j++;
            next;
        }
        my ($to, $from) = _meet($one, $two, $i, $j);
        push @differences,
            $self->_difference($name, [ @$one[ $i .. $to - 1 ] ], [ @$two[ $j .. $from - 1 ] ]);
        ($i, $j) = ($to, $from);
    }
    return @differences;
}

sub _is_ignored {
    my ($self, $side) = @_;
    return defined $self->{ignore} && ($side->{entry}{sub} // '') =~ $self->{ignore};
}

# Rounds of an event loop in which nothing went wrong, and timers: how many there are is chance.
sub _is_waiting {
    my $entry = shift;
    my $sub = $entry->{sub} // '';
    return $sub eq 'Sys::Virt::Event::run_default'
        ? $entry->{returned} && !defined $entry->{error}
        : $entry->{kind} eq 'callback' && $sub eq 'Sys::Virt::Event::add_timeout';
}

# The nearest places at which both do the same again, or the ends of both.
sub _meet {
    my ($one, $two, $i, $j) = @_;
    for my $steps (1 .. $FAR) {
        for my $left (0 .. $steps) {
            my ($to, $from) = ($i + $left, $j + $steps - $left);
            return ($to, $from) if $to < @$one && $from < @$two && $one->[$to]{what} eq $two->[$from]{what};
        }
    }
    return (scalar @$one, scalar @$two);
}

sub _difference {
    my ($self, $name, @sides) = @_;
    my ($first) = map { @$_ ? $_->[0]{entry} : () } @sides;
    return {
        process => $name, at => $first->{at},
        sides => [
            map {
                [ map { $_->{entry}{kind} eq 'exit' ? $_->{what} : "$_->{what} $_->{outcome}" } @$_ ]
            } @sides
        ]
    };
}

# What was done: the call and its arguments, without what is another one each time.
sub _what {
    my $entry = shift;
    return "exits with $entry->{status}" if $entry->{kind} eq 'exit';
    my @args = map { _neutral($_) } @{ $entry->{args} };
    $_ = '(id)' for $entry->{sub} =~ $TAKES_ID ? grep { defined && /\A-?\d+\z/ } @args : ();
    my $text = join ', ', map { _text($_) } @args;
    return $entry->{kind} eq 'callback' ? "callback of $entry->{sub}($text)" : "$entry->{sub}($text)";
}

sub _outcome {
    my $entry = shift;
    return '' if $entry->{kind} eq 'exit';
    my @outcome;
    if (!$entry->{returned}) { @outcome = 'does not return' }
    elsif (defined $entry->{error}) { @outcome = 'dies: ' . _text(_neutral($entry->{error})) }
    elsif ($entry->{kind} eq 'call' && $entry->{context} eq 'void') { @outcome = 'returns' }
    else {
        my @result = $entry->{sub} =~ $FLEETING ? '(fleeting)' : map { _neutral($_) } @{ $entry->{result} };
        @outcome = 'returns ' . (join(', ', map { _text($_) } @result) || 'nothing');
    }
    push @outcome, map { 'warns: ' . _text(_neutral($_)) } @{ $entry->{warnings} || [] };
    my $changed = $entry->{changed} || {};
    push @outcome, map { "makes argument $_ " . _text(_neutral($changed->{$_})) } sort keys %$changed;
    return join '; ', @outcome;
}

sub _text {
    my $value = shift;
    return
           ref $value eq 'HASH'
        && keys %$value == 1
        && $value->{object} ? "a $value->{object}" : $JSON->encode($value);
}

# A value without its ids, addresses and times.
sub _neutral {
    my ($value, $key) = (shift, shift // '');
    return [ map { _neutral($_) } @$value ] if ref $value eq 'ARRAY';
    if (ref $value eq 'HASH') {
        return { object => $value->{object} } if defined $value->{object} && exists $value->{number};
        return { map { ($_ => _neutral($value->{$_}, $_)) } keys %$value };
    }
    return $value if ref $value || !defined $value;
    return '(fleeting)' if $key =~ $FLEETING_KEY && $value =~ /\A\d+(?:\.\d+)?\z/;
    return $value if $value =~ /\A-?\d+\z/;
    for (@NEUTRAL) {
        my ($pattern, $neutral) = @$_;
        $value =~ s/$pattern/$neutral/g;
    }
    return $value;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Check::Compare - Show where two transcripts part

=head1 SYNOPSIS

  use Sys::Virt::Check::Compare;
  use Sys::Virt::Check::Transcript;

  my @transcripts = map { Sys::Virt::Check::Transcript->new($_) } 'before', 'after';
  my @differences = Sys::Virt::Check::Compare->new(@transcripts)->differences;

=head1 DESCRIPTION

What C<sys-virt-check compare> does, for programs. What is another one in each run is left aside:
ids, UUIDs, addresses, ports, times, and the places in error messages; and how often an event loop
went round, and its timers expired.

=head1 METHODS

=head2 differences

A hash for each place where the transcripts part: the name of the C<process>, the place in the
program (C<at>), and C<sides>, an array for each transcript of what was done there and what came of
it. Where both did the same, with another outcome, each has one element.

=head2 new

  my $compare = Sys::Virt::Check::Compare->new($one, $two, ignore => $regexp);

Takes two transcripts. Outcomes of methods that the regular expression matches are left aside.

=head1 SEE ALSO

L<sys-virt-check>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
