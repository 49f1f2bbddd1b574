# The calls: each row of a table as it stands, then with less, with more, and with odd arguments.
package Variations;

use strict;
use warnings;

use FindBin;
use Fixture;

my $TOP = "$FindBin::Bin/../..";

# In place of an object.
my @NO_OBJECTS = ('undef', "'x'", '{}', 'other', 'forged', 'gone');

# In place of flags.
my @FLAGS = ('undef', "''", "'x'", "'1'", '-1', '1.5', '2**31', '2**32 + 1', '[]');

# In place of anything else.
my @VALUES = (
    'undef', "''", "'x'", "'7'", "'7 of them'", '0', '1', '-1', '1.5', '2**31', '2**32', '2**40', '2**63',
    '18446744073709551615', '2**70', '[]', '{}', 'code', 'other', '"a\\0b"', '"caf\\xe9"', '"\\x{263a}"',
    'magic', 'loud',
);

# In place of an array or a hash, beside those.
my @CONTAINERS = (
    '[undef]', "['x']", '[1, -1]', '[[]]', '[{}]', '[["x", []]]', "{ x => 1 }", "{ x => [] }",
    '{ bandwidth => undef }', '\\1', 'globe',
);

# The rows of a table, split at tabs.
sub rows {
    my $path = shift;
    open my $file, '<', $path or die "$path: $!";
    return map { chomp; [ split /\t/ ] } grep { !/^(?:#|$)/ } <$file>;
}

# What the calls of one driver are made with: rows by sub. With a real hypervisor, those of the test driver as far as it
# has none of its own.
sub rows_of {
    my $driver = shift;
    my %rows = $driver eq 'test' ? () : rows_of('test');
    $_ = [ grep { $_->{mark} ne '+' } @$_ ] for values %rows;
    my %own;
    for (rows("$FindBin::Bin/$driver.tsv")) {
        my ($name, $args) = @$_;
        my $mark = $name =~ s/^([+=])// ? $1 : '';
        push @{ $own{"Sys::Virt::$name"} }, { mark => $mark, args => [ split / \| /, $args // '' ] };
    }
    return (%rows, %own);
}

# The calls of one driver, in batches: those of a row, and those that have something odd in one place.
sub batches {
    my ($driver, $pattern) = @_;
    my %rows = rows_of($driver);
    my @subs = rows("$TOP/t/data/usage.tsv");
    my %listed = map { ($_->[0] => 1) } @subs;
    my @batches;
    for my $sub (@subs, map { [$_] } grep { !$listed{$_} } sort keys %rows) {
        my ($name, undef, $arguments) = @$sub;
        next if $name =~ /^Sys::Virt::Event(?:Impl::|::_)/;    # xt/differential-loops.t compares event loops
        next if $name =~ /^Sys::Virt::(?:Error::(?:domain_name|int\d|is|name|str\d)|_load)\z/;    # not in the C module
        next if $name !~ /$pattern/ || !do { no strict 'refs'; exists &$name };
        my @names = map { s/\s*=.*//r } split /, /, $arguments // '';
        my @rows = @{ $rows{$name} || [] };
        unshift @rows, { mark => '', args => [ Fixture::typical(@names) ] }
            if !grep { $_->{mark} ne '+' } @rows;
        for my $row (grep { ($_->{args}[0] // '') !~ /^left out/ } @rows) {
            my @args = @{ $row->{args} };
            my $call = sub { return { sub => $name, context => $_[0], args => [ @_[ 1 .. $#_ ] ] } };
            my @calls = map { $call->($_, @args) } 'list', 'scalar', $driver eq 'test' ? 'void' : ();
            if ($row->{mark} ne '' || $driver ne 'test') {
                push @batches, \@calls;
                next;
            }
            push @batches,
                [ @calls, map { $call->('list', @$_) } fewer(@args), [ @args, 0 ], [ @args, (0) x 5 ] ];
            for my $at (0 .. $#args) {
                my @odd = odd($at, $names[$at] // '', $args[$at]);
                push @batches,
                    [ map { $call->('list', @args[ 0 .. $at - 1 ], $_, @args[ $at + 1 .. $#args ]) } @odd ];
            }
        }
    }
    return @batches;
}

# What to put in a place, by the name of the argument and what is there in the row.
sub odd {
    my ($at, $name, $typical) = @_;
    return @NO_OBJECTS if $at == 0;
    return @FLAGS if $name eq 'flags';
    return $typical =~ /^[\[{]/ ? (@VALUES, @CONTAINERS) : @VALUES;
}

sub fewer {
    return map { [ @_[ 0 .. $_ - 1 ] ] } reverse 0 .. $#_;
}

sub name {
    my $call = shift;
    return "$call->{sub}(" . join(', ', @{ $call->{args} }) . ") $call->{context}";
}

1;
