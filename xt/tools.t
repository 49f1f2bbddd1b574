# Programs under the tools that people run them with: profilers, debuggers, tracers, and modules that look at perl's stacks.
# A tool that is not installed is skipped; script/bootstrap installs all of them.

use strict;
use warnings;

use lib 't/lib';

use Cwd 'abs_path';
use File::Temp 'tempdir';
use Test::More;
use SysVirtTest;

alarm 10 * ($ENV{SYS_VIRT_TEST_LIMIT} || 60);
my @inc = map { '-I' . abs_path($_) } grep { !ref && -d } @INC;
my $dir = tempdir(CLEANUP => 1);

# Callbacks of each kind, which call, die, sort, and end in DESTROY; the argument `exit` has one of them exit with 3.
my $program = "$dir/program.pl";
open my $out, '>', $program or die "$program: $!";
print {$out} <<'PERL';
use strict;
use warnings;
use Sys::Virt;
use Sys::Virt::Event;

{
    package Tied;
    sub TIESCALAR { return bless [] }
    sub FETCH { helper(); return 'test' }
    sub helper { my @twice = map { 2 * $_ } 1 .. 3; return scalar @twice }
    sub DESTROY { helper() }
}

sub work {
    my $sum = 0;
    $sum += $_ for 1 .. 10;
    return $sum;
}

Sys::Virt::Event::register_default();
my $conn = Sys::Virt->new(uri => 'test:///default');
my $domain = $conn->get_domain_by_name('test');
my $events = 0;
$conn->domain_event_register_any(
    undef,
    Sys::Virt::Domain::EVENT_ID_LIFECYCLE,
    sub { $events++; work(); my @sorted = sort { work(); $a <=> $b } 3, 1, 2 }
);
my $timer = Sys::Virt::Event::add_timeout(1, sub { work(); eval { die "inner\n" }; eval { $conn->get_domain_by_name('none') } });
for (1 .. 10) {
    tie my $name, 'Tied';
    $conn->get_domain_by_name($name)->get_name;
    $domain->suspend;
    $domain->resume;
    Sys::Virt::Event::run_default();
}
my $dying = Sys::Virt::Event::add_timeout(0, sub { work(); die "outer\n" });
my $error;
until ($error) { eval { Sys::Virt::Event::run_default(); 1 } or $error = $@ }
Sys::Virt::Event::remove_timeout($dying);
print "events $events, error ", $error =~ /^(outer)$/m, ', ', $domain->get_name, "\n";
if ("@ARGV" eq 'exit') {
    Sys::Virt::Event::add_timeout(0, sub { work(); exit 3 });
    Sys::Virt::Event::run_default() while 1;
}
PERL
close $out or die $!;

sub has { my $file = shift() =~ s{::}{/}gr . '.pm'; return scalar grep { -e "$_/$file" } grep { !ref } @INC }

# What a perl with these switches prints on stdout for the program, and its status; what it reads is `input`.
sub run_with {
    my ($switches, $arguments, $input) = @_;
    my $in = temp_file($input // '');
    my $command = join ' ', map { "'$_'" } $^X, @inc, @$switches, $program, @$arguments;
    my $text = `cd $dir && $command <$in 2>$dir/stderr`;
    return ($text, $? & 127 ? "signal " . ($? & 127) : $? >> 8);
}

sub stderr { open my $in, '<', "$dir/stderr" or return ''; local $/; return <$in> }

my $printed = qr/^events 20, error outer, test$/m;

# The program does under the tool what it does without.
sub passes_under {
    my ($tool, @switches) = @_;
    return subtest $tool => sub {
        plan skip_all => "needs $tool" unless has($tool);
        my ($text, $status) = run_with(\@switches, []);
        like $text, $printed, 'the program prints what it always does' or diag stderr();
        is $status, 0, 'and ends well';
        unlike stderr(), qr/panic|confused|SEGV|Bizarre/i, 'without a complaint of the tool';
        ($text, $status) = run_with(\@switches, ['exit']);
        is $status, 3, 'exit in a callback gives its status' or diag stderr();
    };
}

passes_under('strict');
{
    local $ENV{NYTPROF} = "file=$dir/nytprof.out";
    passes_under('Devel::NYTProf', '-d:NYTProf');
    SKIP: {
        skip 'needs Devel::NYTProf', 2 unless has('Devel::NYTProf');
        run_with(['-d:NYTProf'], []);
        my $calls = `cd $dir && nytprofcsv --file nytprof.out --out csv --delete 2>&1; grep -h . csv/*.csv`;
        ok -s "$dir/nytprof.out", 'a profile is written';
        like $calls, qr/sub work/, 'and tells of the subs that libvirt called';
    }
    local $ENV{NYTPROF} = "file=$dir/nytprof.out:slowops=2:blocks=1:leave=1:stmts=1:calls=2";
    passes_under('Devel::NYTProf', '-d:NYTProf');
}
passes_under('Devel::Cover', "-MDevel::Cover=-silent,1,-db,$dir/cover_db");
passes_under('Devel::Trace', '-d:Trace');
passes_under('Devel::Confess', '-d:Confess');
passes_under('Carp::Always', '-MCarp::Always');
passes_under('Coro', '-MCoro');
passes_under('Scope::Upper', '-MScope::Upper');

subtest 'the debugger' => sub {
    local $ENV{PERLDB_OPTS} = 'NonStop=1 ReadLine=0';
    my ($text, $status) = run_with(['-d'], []);
    like $text, $printed, 'without a stop';
    is $status, 0, 'and its status';
    local $ENV{PERLDB_OPTS} = 'ReadLine=0';
    my @commands = ('b Tied::helper', 'c', 'T', 'p 40 + 2', 's', 'r', 'B *', 'b work', 'c', 'T', 'n', 's', 'r', 'B *', 'c', 'q');
    ($text, $status) = run_with(['-d'], [], join "\n", @commands, '');
    like $text, $printed, 'with breakpoints in what libvirt calls';
    my $said = $text . stderr();
    like $said, qr/Tied::helper\(.*called from/, 'and a trace of the stack there';
    like $said, qr/(?<!\d)42/, 'and values';
};

subtest 'Scope::Upper in a callback' => sub {
    plan skip_all => 'needs Scope::Upper' unless has('Scope::Upper');
    is perl_output(<<'PERL'), "12345exit 0", 'reaps scopes of the callback, in order';
use Scope::Upper qw(reap localize UP HERE SUB);
use Sys::Virt;
use Sys::Virt::Event;
our $value = 4;
Sys::Virt::Event::register_default();
sub inner { reap { print 2 } SUB UP SUB; localize '$value', 3, SUB UP SUB; print 1 }
my $ran;
Sys::Virt::Event::add_timeout(0, sub { $ran = 1; my $mark = inner(); return });
{
    my $conn = Sys::Virt->new(uri => 'test:///default');
    Sys::Virt::Event::run_default() until $ran;
    print $value == 4 ? 34 : "value $value";
    print 5;
}
PERL
};

subtest 'objects are counted' => sub {
    plan skip_all => 'needs Devel::Leak' unless has('Devel::Leak');
    my $counted = perl_output(<<'PERL');
use Devel::Leak;
use Sys::Virt;
use Sys::Virt::Event;
Sys::Virt::Event::register_default();
my $conn = Sys::Virt->new(uri => 'test:///default');
my $round = sub {
    my $ran;
    my $timer = Sys::Virt::Event::add_timeout(0, sub { $ran = 1; die "x\n" });
    until ($ran) { eval { Sys::Virt::Event::run_default() } }
    Sys::Virt::Event::remove_timeout($timer);
    eval { $conn->get_domain_by_name('none') };
    undef $@;
};
$round->() for 1 .. 3;
# What was removed is freed when the loop has time.
my $idle = sub {
    my $ran = 0;
    my $timer = Sys::Virt::Event::add_timeout(5, sub { $ran++ });
    Sys::Virt::Event::run_default() until $ran > 5;
    Sys::Virt::Event::remove_timeout($timer);
};
$idle->() for 1 .. 3;
my $handle;
open STDERR, '>', '/dev/null';
my $before = Devel::Leak::NoteSV($handle);
$round->() for 1 .. 20;
$idle->() for 1 .. 3;
my $after = Devel::Leak::CheckSV($handle);
print $after - $before < 10 ? 'none' : $after - $before;
PERL
    is $counted, 'noneexit 0', 'and none is left behind';
};

subtest 'B::Deparse' => sub {
    my $text = perl_output(<<'PERL');
use B::Deparse;
use Sys::Virt;
my $deparse = B::Deparse->new;
my $text = $deparse->coderef2text(sub { my $conn = Sys::Virt->new(uri => 'test:///default'); return Sys::Virt::Domain::STATE_RUNNING });
print $text =~ /'Sys::Virt'->new/ ? 'written' : $text;
print ' ', $deparse->coderef2text(\&Sys::Virt::get_domain_by_name) =~ /^;/ ? 'an XSUB' : 'other';
PERL
    is $text, 'written an XSUBexit 0', 'shows subs that call this module, and ours as what they are';
};

done_testing;
