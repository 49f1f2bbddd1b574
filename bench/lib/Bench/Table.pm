# Prints the rows as they come, for people or (tsv) for programs, and the geometric means at the end.
package Bench::Table;
use strict;
use warnings;

my @COLUMNS = qw(case ours_ir peer_ir ir_ratio ours_ns peer_ns time_ratio);

sub new {
    my ($class, %options) = @_;
    return bless { tsv => $options{tsv}, ratios => { ir => [], time => [] } }, $class;
}

sub head {
    my ($self) = @_;
    print join("\t", @COLUMNS), "\n" if $self->{tsv};
    printf "%-26s %12s %12s %6s  %12s %12s %6s\n", 'case', 'ours Ir', 'peer Ir', 'ratio', 'ours ns',
        'peer ns', 'ratio'
        unless $self->{tsv};
}

# $ir and $time: [ours, peer], or undef where not measured. $mean: whether the row counts in the geometric means.
sub row {
    my ($self, $name, $ir, $time, $mean) = @_;
    my @ratios = map { $_ ? ratio(@$_) : undef } $ir, $time;
    if ($mean) {
        push @{ $self->{ratios}{ir} }, $ratios[0] if $ratios[0];
        push @{ $self->{ratios}{time} }, $ratios[1] if $ratios[1];
    }
    my @cells = (
        (map { number($_, '%.0f') } $ir ? @$ir : (undef, undef)), number($ratios[0], '%.2f'),
        (map { number($_, '%.0f') } $time ? @$time : (undef, undef)), number($ratios[1], '%.2f')
    );
    if ($self->{tsv}) {
        print join("\t", $name, @cells), "\n";
    } else {
        my @slower = grep { defined && sprintf('%.2f', $_) > 1 } @ratios;
        printf "%-26s %12s %12s %6s  %12s %12s %6s%s\n", $name, @cells, @slower ? '  > 1.00' : '';
    }
}

sub note {
    my ($self, $name, $text) = @_;
    $text =~ s/\s+/ /g;
    print $self->{tsv} ? "# $name: $text\n" : sprintf("%-26s %s\n", $name, $text);
}

sub foot {
    my ($self) = @_;
    my ($ir, $time) = map { geometric_mean(@$_) } @{ $self->{ratios} }{qw(ir time)};
    if ($self->{tsv}) {
        print join("\t", 'geometric_mean', '', '', number($ir, '%.3f'), '', '', number($time, '%.3f')), "\n";
    } else {
        printf "%-26s %12s %12s %6s  %12s %12s %6s\n", 'geometric mean of calls', '', '',
            number($ir, '%.2f'), '', '',
            number($time, '%.2f');
    }
}

sub ratio {
    my ($ours, $peer) = @_;
    return $peer > 0 ? $ours / $peer : undef;
}

sub number {
    my ($value, $format) = @_;
    return defined $value ? sprintf($format, $value) : '-';
}

sub geometric_mean {
    my @ratios = grep { $_ > 0 } @_;
    return undef unless @ratios;
    my $sum = 0;
    $sum += log for @ratios;
    return exp($sum / @ratios);
}

1;
