# The same calls, in our module and in the C module, on the same libvirt: what comes of them is the same, or different on
# purpose. xt/differential/test.tsv says what subs are called with, deliberate.tsv where we mean to differ, driver.pl makes
# the calls. TRANSCRIPTS=FOLDER keeps what it printed; SUBS=PATTERN takes only some subs.

use strict;
use warnings;

use File::Temp 'tempdir';
use Test::More;

use lib 'xt/differential';
use Peer;

my $folder = $ENV{TRANSCRIPTS} || tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $pattern = $ENV{SUBS} // '';

my $peer = Peer::folder();

my $changes = do { local (@ARGV, $/) = 'Changes'; <> }
    =~ s/\s+/ /gr;

# What a rule may leave aside.
my %ASIDE = (
    without => qr/; warns "(?:[^"\\]|\\.)*"/,
    unchanged => qr/; makes argument \d .*?(?=; warns|; makes|\z)/
);

# Where we differ on purpose: words of Changes, patterns of call and outcomes, and how often it was so.
my @deliberate = map { chomp; rule(split /\t/) } grep { !/^(?:#|$)/ } lines('xt/differential/deliberate.tsv');

sub lines {
    my $path = shift;
    open my $file, '<', $path or die "$path: $!";
    return <$file>;
}

sub rule {
    my ($words, $call, $theirs, $ours, $when) = map { $_ // '' } @_[ 0 .. 4 ];
    my ($less) = $ours =~ /^the same, (without|unchanged)/;
    return {
        words => $words, call => qr/$call/, theirs => qr/$theirs/, ours => $less ? undef : qr/$ours/,
        less => $less,
        rare => $when eq 'not in each run',
        count => 0,
    };
}

sub fits {
    my ($rule, $call, $theirs, $ours) = @_;
    return if $call !~ $rule->{call} || $theirs !~ $rule->{theirs};
    return $ours =~ $rule->{ours} if $rule->{ours};
    return $theirs =~ s/$ASIDE{ $rule->{less} }//gr eq $ours =~ s/$ASIDE{ $rule->{less} }//gr;
}

# Starts the calls on one side, in a process of its own. Memory is bounded, for the C module takes what it is
# asked for, and no crash leaves a core.
sub start {
    my ($driver, $side, @inc) = @_;
    my $work = "$folder/$driver-$side";
    mkdir $work or die "$work: $!";
    my @command = ($^X, (map { "-I$_" } @inc), 'xt/differential/driver.pl', $driver, $work, $pattern);
    my $limits = 'ulimit -c 0; ulimit -v 1500000; out=$1; shift; exec "$@" >"$out"';
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    exec 'sh', '-c', $limits, 'sh', "$folder/$driver-$side.txt", @command;
    die "sh: $!";
}

# The outcomes by call, and the calls in their order.
sub transcript {
    my ($driver, $side, $pid) = @_;
    waitpid $pid, 0;
    my (%outcome, @calls);
    my @lines = lines("$folder/$driver-$side.txt");
    is pop @lines, "END\n", "$driver, $side: to the end";
    for (@lines) {
        chomp;
        my ($call, $outcome) = split /\t/, $_, 2;
        push @calls, $call if !exists $outcome{$call};
        $outcome{$call} = $outcome;
    }
    return (\%outcome, @calls);
}

for my $driver ('test', $ENV{SYS_VIRT_TEST_DAEMON} ? 'qemu' : ()) {

    # Both at once, but not on the same daemon.
    my $first = start($driver, 'ours', 'blib/lib', 'blib/arch');
    waitpid $first, 0 if $driver ne 'test';
    my $second = start($driver, 'theirs', $peer);
    my ($ours) = transcript($driver, 'ours', $first);
    my ($theirs, @calls) = transcript($driver, 'theirs', $second);
    my @different = grep { ($ours->{$_} // 'there is no such sub') ne $theirs->{$_} } @calls;
    my @unexplained;

    for my $call (@different) {
        my $mine = $ours->{$call} // 'there is no such sub';
        my ($rule) = grep { fits($_, $call, $theirs->{$call}, $mine) } @deliberate;
        if ($rule) { $rule->{count}++ }
        else { push @unexplained, "$call\n    C:    $theirs->{$call}\n    ours: $mine\n" }
    }
    cmp_ok scalar @calls, '>', 500, "$driver: calls" if $pattern eq '';
    is scalar @unexplained, 0, "$driver: no difference but those on purpose"
        or diag splice @unexplained, 0, 40;

    # Some calls make libvirt itself crash, in both.
    my @dead =
        grep { $ours->{$_} =~ /^(?:crashes|hangs)/ && $ours->{$_} ne ($theirs->{$_} // '') } keys %$ours;
    is_deeply \@dead, [], "$driver: ours lives";
    my %subs = map { (s/\(.*//r => 1) } @calls;
    diag sprintf '%s: %d calls of %d subs, %d differ', $driver, scalar @calls, scalar keys %subs,
        scalar @different;
}

my %kinds = map { ($_->{words} => 1) } @deliberate;
is_deeply [ grep { index($changes, $_) < 0 } sort keys %kinds ], [], 'Changes says where we differ';
is_deeply [ map { "$_->{words}: $_->{call}" } grep { !$_->{count} && !$_->{rare} } @deliberate ], [], 'and so we do'
    if $pattern eq '';
diag sprintf '%d kinds of difference on purpose', scalar keys %kinds;

done_testing;
