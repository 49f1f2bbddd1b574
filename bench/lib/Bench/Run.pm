# Starting perl on one side or the other, and the two measures: instructions under callgrind, time on the clock.
# A side is {name => ..., inc => [folders]}.
package Bench::Run;
use strict;
use warnings;
use File::Temp;
use FindBin;
use List::Util qw(min);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my $CASE = "$FindBin::Bin/case.pl";

# what becomes of the rounds
our $REDUCE = \&median;

# Hashes of one order in every process, and no module path from outside.
sub clean_environment {
    delete @ENV{qw(PERL5LIB PERL5OPT LD_PRELOAD)};
    @ENV{qw(PERL_HASH_SEED PERL_PERTURB_KEYS)} = (0, 0);
}

# the folder for @INC: the one given, or the one inside an unpacked package
sub module_folder {
    my ($folder) = @_;
    my ($inside) = -e "$folder/Sys/Virt.pm" ? $folder : map { s{/Sys/Virt\.pm$}{}r }
        glob "$folder/usr/lib/*/perl5/*/Sys/Virt.pm";
    return $inside || die "no Sys/Virt.pm in $folder\n";
}

# The folders of both sides: those given, or else this build and the C module of a Debian package.
sub folders {
    my ($ours, $peer) = @_;
    return (
        $ours ? module_folder($ours) : as_installed("$FindBin::Bin/../blib"),
        $peer ? module_folder($peer) : output("$FindBin::Bin/peer"),
    );
}

# A build in one folder, as installing makes it: perl takes longer to load what is spread over lib and arch.
sub as_installed {
    my ($blib) = @_;
    my $folder = File::Temp::tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    system('cp', '-r', "$blib/lib/.", "$blib/arch/.", $folder) == 0 or die "no build in $blib\n";
    return $folder;
}

sub perl {
    my ($side, @args) = @_;
    return ($^X, map({ "-I$_" } @{ $side->{inc} }), @args);
}

# standard output of a command, chomped; dies with what it printed on standard error
sub output {
    my (@command) = @_;
    my ($pid, $out, $err) = start(@command);
    return finish($pid, $out, $err);
}

# One call's instructions on each side, the mean over so many orders of perl's hashes, which decide how soon a method is
# found.
sub instructions_per_call {
    my ($case, $seeds, @sides) = @_;
    my @sum = (0) x @sides;
    for my $seed (0 .. $seeds - 1) {
        local $ENV{PERL_HASH_SEED} = $seed;
        my @each = instructions_with_seed($case, @sides);
        $sum[$_] += $each[$_] for 0 .. $#sides;
    }
    return map { $_ / $seeds } @sum;
}

# The difference of two loop counts, so that start-up and setup drop out.
sub instructions_with_seed {
    my ($case, @sides) = @_;
    my ($few, $many) = @{ $case->{loops} };
    my @at_few = instructions(map { [ perl($_, $CASE, $case->{name}, $few) ] } @sides);
    my @at_many = instructions(map { [ perl($_, $CASE, $case->{name}, $many) ] } @sides);
    return map { ($at_many[$_] - $at_few[$_]) / ($many - $few) } 0 .. $#sides;
}

# The instructions of whole processes. The commands run side by side: a count does not depend on the load.
sub instructions {
    my (@commands) = @_;
    my @running =
        map { [ start(qw(valgrind --tool=callgrind --callgrind-out-file=/dev/null), @$_) ] } @commands;
    my (@counts, @failures);
    for my $run (@running) {
        my ($pid, $out, $err) = @$run;
        if (eval { finish($pid, $out, $err); 1 } && slurp($err) =~ /Collected : (\d+)/) {
            push @counts, $1;
        } else {
            push @failures, $@ || "no count from callgrind\n";
        }
    }
    die $failures[0] if @failures;
    return @counts;
}

# One call's nanoseconds on each side, the sides taking turns.
sub time_per_call {
    my ($case, $rounds, @sides) = @_;
    return interleaved(
        $rounds,
        map {
            my @command = perl($_, $CASE, $case->{name}, '--time', 0.1);
            sub { output(@command) };
        } @sides
    );
}

# Nanoseconds to start and end each command, taking turns: the quickest of each round.
sub time_per_process {
    my ($rounds, @commands) = @_;
    my $repeat = 5;
    return interleaved(
        $rounds,
        map {
            my $command = $_;
            sub {
                my @times;
                for (1 .. $repeat) {
                    my $start = clock_gettime(CLOCK_MONOTONIC);
                    system(@$command) == 0 or die "@$command: exit status $?\n";
                    push @times, 1e9 * (clock_gettime(CLOCK_MONOTONIC) - $start);
                }
                return min(@times);
            };
        } @commands
    );
}

sub interleaved {
    my ($rounds, @measures) = @_;
    my @times = map { [] } @measures;
    for my $round (1 .. $rounds) {
        push @{ $times[$_] }, $measures[$_]->() for 0 .. $#measures;
    }
    return map { $REDUCE->(@$_) } @times;
}

sub median {
    my @sorted = sort { $a <=> $b } @_;
    return ($sorted[ $#sorted / 2 ] + $sorted[ @sorted / 2 ]) / 2;
}

sub start {
    my (@command) = @_;
    my ($out, $err) = (File::Temp->new, File::Temp->new);
    my $pid = fork;
    die "fork: $!" unless defined $pid;
    if (!$pid) {
        open STDOUT, '>&', $out or die "stdout: $!";
        open STDERR, '>&', $err or die "stderr: $!";
        exec { $command[0] } @command or die "$command[0]: $!\n";
    }
    return ($pid, $out, $err);
}

sub finish {
    my ($pid, $out, $err) = @_;
    waitpid $pid, 0;
    if ($?) {
        my $message = join '', grep { !/^==\d+==/ } split /^/, slurp($err);
        die $message || "exit status $?\n";
    }
    chomp(my $text = slurp($out));
    return $text;
}

sub slurp {
    my ($file) = @_;
    open my $in, '<', $file->filename or die "${\$file->filename}: $!";
    local $/;
    return scalar <$in>;
}

1;
