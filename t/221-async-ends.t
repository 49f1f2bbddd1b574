# Programs that end in any way while calls are on their way.

use strict;
use warnings;

use lib 't/lib';

use Config;
use Test::More;
use Sys::Virt;
use SysVirtTest;

plan skip_all => 'needs Future' unless eval { require Future; 1 };

# A program with calls on their way: two that never end, and many that do.
sub program {
    my ($text, @switches) = @_;
    my $output = perl_output(($text =~ /threads->/ ? "use threads;\n" : '') . <<'PERL' . $text, @switches);
use strict; use warnings; use lib 't/lib';
use Sys::Virt; use Sys::Virt::Async; use SysVirtSilence 'silent_uri';
$| = 1;
my $conn = Sys::Virt->new(uri => 'test:///default');
my $dom = $conn->get_domain_by_name('test');
my $silent = silent_uri();
my @hang = map { Sys::Virt->async->new(uri => $silent) } 1 .. 2;
my @calls = map { ($dom->async->get_info, $dom->async->get_xml_description, $conn->async->list_all_domains) } 1 .. 50;
$! = 0;
PERL
    return $output =~ s/exit (\d+)\z/$1 & 127 ? 'signal ' . ($1 & 127) : 'exit ' . ($1 >> 8)/er;
}

my %ends = (
    'exit' => [ 'exit 7;', 'exit 7' ],
    'exit in a callback' => [ '$calls[0]->on_done(sub { exit 8 })->await;', 'exit 8' ],
    'die' => [ 'open STDERR, ">&", \*STDOUT; $! = 0; die "the end\n";', "the end\nexit 255" ],
    'the last line' => [ 'print "last\n";', "last\nexit 0" ],
    'POSIX::_exit' => [ 'use POSIX (); POSIX::_exit(9);', 'exit 9' ],
    'a signal' => [ 'kill TERM => $$; sleep 5;', 'signal 15' ],
    'exec' => [ 'exec $^X, "-e", "print qq{other\n}; exit 3";', "other\nexit 3" ],
    'END' => [
        'END { print Future->needs_all(map { $dom->async->get_name } 1 .. 3)->get, "\n"; $? = 5 } exit 1;',
        "testtesttest\nexit 5"
    ],
    'global destruction' => [ 'our $kept = $dom->async; our @f = (@calls, @hang); exit 4', 'exit 4' ],
    'everything undefined' => [ 'undef $_ for $conn, $dom; @calls = (); @hang = (); exit 6;', 'exit 6' ],
    'output' => [ 'print "x" x 100_000; exit 2', ('x' x 100_000) . 'exit 2' ],
    'a child that exits' => [ <<'PERL', "0 2\ntest\nexit 0" ],
my $pid = fork // die; exit 2 unless $pid; waitpid $pid, 0;
print $? & 127, ' ', $? >> 8, "\n"; print $dom->async->get_name->get, "\n";
PERL
    'a child that dies' => [ <<'PERL', "died\nexit 0" ],
my $pid = fork // die; if (!$pid) { close STDERR; die 'gone' } waitpid $pid, 0; print $? >> 8 && !($? & 127) ? "died\n" : "$?\n";
PERL
    'a child that waits for a call of its parent' => [ <<'PERL', "55 libvirt error code: 55, message: the call belongs to the process or thread that started it\n\n0\nexit 0" ],
my $pid = fork // die;
if (!$pid) { my $error = eval { $hang[0]->get; 1 } ? 'none' : $@; print $error->code, " $error\n"; exit }
waitpid $pid, 0; print "$?\n";
PERL
    'a child with calls of its own' => [ <<'PERL', "test\n0\ntest\nexit 0" ],
my $pid = fork // die;
if (!$pid) {
    my $own = Sys::Virt->async->new(uri => 'test:///default')->get;
    my @own = Future->needs_all(map { $own->async->get_domain_by_name('test') } 1 .. 20)->get;
    print $own[19]->get_name, "\n";
    Sys::Virt->async->new(uri => $silent);
    exit;
}
waitpid $pid, 0; print "$?\n"; $_->get for @calls; print $dom->async->get_name->get, "\n";
PERL
    'children forked while calls hold locks of the library' => [ <<'PERL', "0\nexit 0" ],
my $stuck = 0;
for (1 .. 15) {
    push @calls, map { $dom->async->get_xml_description } 1 .. 80;
    my $pid = fork // die;
    if (!$pid) { alarm 2; Sys::Virt->new(uri => 'test:///default')->get_domain_by_name('test')->get_info; exit }
    waitpid $pid, 0; $stuck++ if $?;
}
print "$stuck\n"; $_->get for @calls;
PERL
    'calls whose results nobody fetched, in a child' => [ <<'PERL', "0\nexit 0" ],
select undef, undef, undef, 0.2; my $pid = fork // die; exit unless $pid; waitpid $pid, 0; print "$?\n";
PERL
    'objects that go while calls run on them' => [ <<'PERL', "150\nexit 0" ],
undef $dom; undef $conn; my @all = map { [ $_->get ] } @calls; print scalar @all, "\n";
PERL
);
my %threads = (
    'a thread that is joined' => [ <<'PERL', "test\n2\ntest\nexit 0" ],
print threads->create(sub {
    my $own = Sys::Virt->new(uri => 'test:///default')->get_domain_by_name('test');
    my @own = map { $own->async->get_info } 1 .. 50;
    Sys::Virt->async->new(uri => $silent);
    return $own->async->get_name->get;
})->join, "\n";
print scalar(@hang), "\n", $dom->async->get_name->get, "\n";
PERL
    'a thread that is detached' => [ <<'PERL', "test\nexit 0" ],
threads->create(sub { my @own = map { $dom->async->get_info } 1 .. 50; Sys::Virt->async->new(uri => $silent); return })->detach;
select undef, undef, undef, 0.3; print $dom->async->get_name->get, "\n";
PERL
    'a thread and the calls of its parent' => [ <<'PERL', "55\ntest\nexit 0" ],
print threads->create(sub { eval { $hang[1]->get }; return $@->code })->join, "\n", $dom->async->get_name->get, "\n";
PERL
    'exit in a thread' => [ <<'PERL', "exit 3" ],
threads->create(sub { Sys::Virt->async->new(uri => $silent); my @own = map { $dom->async->get_info } 1 .. 50; exit 3 })->join;
PERL
);
%ends = (%ends, %threads) if $Config{useithreads};

for my $end (sort keys %ends) {
    my ($text, $expected) = @{ $ends{$end} };
    is program($text), $expected, $end;
}

done_testing;
