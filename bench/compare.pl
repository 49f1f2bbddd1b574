#!/usr/bin/perl
# Runs this checkout's build beside the distribution's C module and prints the ratio of each operation's cost.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Getopt::Long;
use IO::Socket::UNIX;
use List::Util qw(min);
use Bench::Cases;
use Bench::Load;
use Bench::Run;
use Bench::Table;

my $USAGE = <<'TEXT';
usage: bench/compare.pl [options]
  --only NAME       this case (repeatable; "load" for the two load rows; /PATTERN/ for several)
  --rounds N        rounds of the interleaved clock measure (default 7)
  --seeds N         orders of perl's hashes over which instructions are averaged (default 1)
  --best            the quickest round, not the median: for a machine that others use too
  --no-callgrind    time only
  --no-time         instructions only
  --peer FOLDER     a C module already unpacked there (default: bench/peer fetches it)
  --ours FOLDER     a module folder instead of blib (the peer's own: every ratio must be about 1)
  --tsv             tab-separated values
  --list            names of the cases
TEXT

my %option = (rounds => 7, seeds => 1, callgrind => 1, time => 1);
GetOptions(
    \%option, 'only=s@', 'rounds=i', 'seeds=i', 'best', 'callgrind!', 'time!', 'peer=s', 'ours=s', 'tsv', 'list',
    'help'
) or die $USAGE;
if ($option{help}) { print $USAGE; exit }

my @names = ('load', map { $_->{name} } Bench::Cases::all());
if ($option{list}) {
    print map { "$_\n" } @names;
    exit;
}
die "no case matches: see --list\n" unless grep { wanted($_) } @names;

$| = 1;
$Bench::Run::REDUCE = \&min if $option{best};
Bench::Run::clean_environment();
my @sides = sides();
my $table = Bench::Table->new(tsv => $option{tsv});
describe($_) for @sides;
$table->head;
my $failed = 0;
compare_load() if wanted('load');
compare_case($_) for grep { wanted($_->{name}) } Bench::Cases::all();
$table->foot;
exit($failed ? 1 : 0);

sub sides {
    my ($ours, $peer) = Bench::Run::folders(@option{ 'ours', 'peer' });
    return ({ name => 'ours', inc => [$ours] }, { name => 'peer', inc => [$peer] });
}

# Which module each side really loads: a side that finds none, or another's, must not be measured.
sub describe {
    my ($side) = @_;
    my $code = 'print "$Sys::Virt::VERSION $INC{q(Sys/Virt.pm)} ", Sys::Virt->new(uri => q(test:///default))->get_library_version';
    my ($version, $path, $library) = split ' ',
        eval { Bench::Run::output(Bench::Run::perl($side, '-MSys::Virt', '-e', $code)) }
        || die "$side->{name}: $@";
    die "$side->{name} loads $path\n" unless grep { $path eq "$_/Sys/Virt.pm" } @{ $side->{inc} };
    $table->note($side->{name}, "Sys::Virt $version from $path, libvirt $library");
}

sub wanted {
    my ($name) = @_;
    return 1 unless $option{only};
    return grep { m{^/(.*)/$} ? $name =~ /$1/ : $name eq $_ } @{ $option{only} };
}

sub daemon_answers {
    return IO::Socket::UNIX->new(Peer => '/run/libvirt/libvirt-sock');
}

sub compare_load {
    my @ir = $option{callgrind} ? Bench::Load::instructions(@sides) : ();
    my @time = $option{time} ? Bench::Load::nanoseconds($option{rounds}, @sides) : ();
    $table->row('load', $ir[0], $time[0]);
    $table->row('load above libvirt', $ir[1], $time[1]);
}

sub compare_case {
    my ($case) = @_;
    return $table->note($case->{name}, 'left out: no libvirt daemon answers')
        if $case->{socket} && !daemon_answers();
    my ($ir, $time);
    my $done = eval {
        $ir = [ Bench::Run::instructions_per_call($case, $option{seeds}, @sides) ] if $option{callgrind} && !$case->{socket};
        $time = [ Bench::Run::time_per_call($case, $option{rounds}, @sides) ] if $option{time};
        1;
    };
    if ($done) {
        $table->row($case->{name}, $ir, $time, 1);
    } else {
        $failed++;
        $table->note($case->{name}, "failed: $@");
    }
}
