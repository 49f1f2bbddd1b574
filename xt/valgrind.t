# Runs test files under valgrind's memcheck, one after the other. Fails on every memory error, and on every block
# definitely lost that our library had a hand in. Lost scalars do not show, as perl's arenas hold them: see memory.t.
#   perl -Mblib xt/valgrind.t [FILE...]       those files, or all of t/*.t
use strict;
use warnings;
use File::Spec;
use File::Temp;
use FindBin;
use Test::More;
use Time::HiRes ();

my $OUR_LIBRARY = qr{/auto/Sys/Virt/Virt\.so$};
my $SUPPRESSIONS = "$FindBin::Bin/valgrind.supp";
my $NOT_PERL = '*cc,*gcc*,*/ld*,*/as,*/make,*/cargo,*/rustc,*/pkg-config,*/virsh,*/qemu*,*/libvirtd';

plan skip_all => 'needs valgrind' unless grep { -x "$_/valgrind" } File::Spec->path;

# The tests load what this file would load. A perl built for debugging also frees all it has before it ends.
$ENV{PERL5LIB} = join ':', map { File::Spec->rel2abs($_) } grep { !ref } @INC;
$ENV{PERL_DESTRUCT_LEVEL} = 2;
my @files = map { File::Spec->rel2abs($_) } @ARGV;
chdir "$FindBin::Bin/.." or die "$FindBin::Bin/..: $!";
@files = sort glob 't/*.t' unless @files;

check($_) for @files;
done_testing;

sub check {
    my ($file) = @_;
    my $name = File::Spec->abs2rel($file);
    my $start = Time::HiRes::time();
    my $reports = File::Temp->newdir;
    my ($status, $output) = run($file, $reports);
    my @reports = glob "$reports/*.xml";
    my @records = grep { counts($_) } map { records($_) } @reports;

    my @problems;
    push @problems, 'valgrind wrote no report' unless @reports;
    push @problems, 'ended with status ' . ($status >> 8 || $status) . "\n" . $output if $status;
    push @problems, map { describe($_) } @records;
    ok !@problems, sprintf '%s: %d errors, %.0f s', $name, scalar @records, Time::HiRes::time() - $start;
    diag $_ for @problems;
}

# One report for each process: also for the perls that the test starts.
sub run {
    my ($file, $reports) = @_;
    my @command = (
        qw(valgrind --quiet --vgdb=no --leak-check=full --show-leak-kinds=definite --num-callers=40),
        qw(--keep-debuginfo=yes --trace-children=yes), "--trace-children-skip=$NOT_PERL",
        "--suppressions=$SUPPRESSIONS", '--xml=yes', "--xml-file=$reports/%p.xml",
        $^X, switches($file), $file,
    );
    open my $log, '+>', undef or die "temporary file: $!";
    defined(my $pid = fork) or die "fork: $!";
    if (!$pid) {
        open STDOUT, '>&', $log;
        open STDERR, '>&', $log;
        exec @command or die "valgrind: $!";
    }
    waitpid $pid, 0;
    my $status = $?;
    seek $log, 0, 0;
    my @lines = grep { !/^\s*(?:ok |1\.\.|# Subtest)/ } <$log>;
    splice @lines, 20, -10, "...\n" if @lines > 30;
    return ($status, join '', @lines);
}

# what the file's first line asks for, such as -T
sub switches {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!";
    my ($switches) = <$in> =~ /^#!.*perl\s+(-.*\S)/ or return;
    return split ' ', $switches;
}

# Each record as {kind, what => [what of each stack], stacks => [[{obj, fn, file, line}, ...], ...]}.
sub records {
    my ($report) = @_;
    open my $in, '<', $report or die "$report: $!";
    my $text = do { local $/; <$in> };
    return unless $text =~ m{<argv>\s*<exe>[^<]*perl};
    my @records;
    while ($text =~ m{<error>(.*?)</error>}gs) {
        my $error = $1;
        my ($kind) = $error =~ m{<kind>(.*?)</kind>};
        my @what = map { plain($_) } $error =~ m{<(?:what|text|auxwhat)>(.*?)</}g;
        my @stacks = map {
            [ map { tags($_) } m{<frame>(.*?)</frame>}gs ]
        } $error =~ m{<stack>(.*?)</stack>}gs;
        push @records, { kind => $kind, what => \@what, stacks => \@stacks };
    }
    return @records;
}

sub tags {
    my ($text) = @_;
    return { map { plain($_) } $text =~ m{<(\w+)>(.*?)</\1>}g };
}

sub plain {
    my ($text) = @_;
    my %character = (lt => '<', gt => '>', amp => '&', quot => '"', apos => "'");
    return $text =~ s/&(\w+);/$character{$1} || "&$1;"/ger;
}

sub counts {
    my ($record) = @_;
    return $record->{kind} !~ /^Leak_/ || ours($record) && $record->{kind} eq 'Leak_DefinitelyLost';
}

sub ours {
    my ($record) = @_;
    return grep { ($_->{obj} || '') =~ $OUR_LIBRARY } map { @$_ } @{ $record->{stacks} };
}

sub describe {
    my ($record) = @_;
    my @what = @{ $record->{what} };
    my @lines = ($record->{kind});
    for my $stack (@{ $record->{stacks} }) {
        push @lines, '  ' . (shift(@what) || 'and'), map { '    ' . frame($_) } @$stack;
    }
    return join "\n", @lines, @what;
}

sub frame {
    my ($frame) = @_;
    my $place = $frame->{file} ? "$frame->{file}:$frame->{line}" : $frame->{obj} || '';
    return ($frame->{fn} || '???') . " ($place)";
}
