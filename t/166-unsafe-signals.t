# Handlers that run at once and die: they jump out of whatever call is running. Memory stays sound, and nothing that was left
# is followed later.

use strict;
use warnings;

use lib 't/lib';

use POSIX ();
use Test::More;
use SysVirtDaemon;
use SysVirtTest;

alarm 3 * ($ENV{SYS_VIRT_TEST_LIMIT} || 60);
my $daemon = eval { SysVirtDaemon->new };
plan skip_all => "needs libvirtd: $@" unless $daemon;
my $uri = $daemon->uri('test', '/default');

# A connection to a daemon that does not answer while it is stopped; and code that covers what was on the C stack.
my $begin = <<"PERL";
use lib 't/lib';
use POSIX ();
use Sys::Virt;
use Sys::Virt::Event;
my \$daemon = $daemon->{pid};
my \$uri = '$uri';
sub stopped (&) { my \$code = shift; kill STOP => \$daemon; eval { \$code->(); 1 } or print \$@; alarm 0; kill CONT => \$daemon; return }
sub cover {
    my \$text = join ',', map { sprintf '%s-%d', 'A' x 200, \$_ } 1 .. 200;
    \$text =~ s/(A+)-(\\d+)/\$2\$1/g;
    my \$deep;
    \$deep = sub { \$_[0] ? \$deep->(\$_[0] - 1) . join ',', sort split /,/, substr \$text, 0, 500 : '' };
    no warnings 'recursion';
    return length \$deep->(90);
}
PERL

# How the handler comes to run at once.
my %ways = (
    'POSIX::sigaction' => [
        '', 'POSIX::sigaction(POSIX::SIGALRM, POSIX::SigAction->new(sub { die "timeout\n" }, POSIX::SigSet->new));'
    ],
    'POSIX::sigaction with SA_SIGINFO' => [
        '', 'POSIX::sigaction(POSIX::SIGALRM, POSIX::SigAction->new(sub { die "timeout\n" }, POSIX::SigSet->new, POSIX::SA_SIGINFO));'
    ],
    'PERL_SIGNALS=unsafe' => [ 'unsafe', '$SIG{ALRM} = sub { die "timeout\n" };' ],
);

# What hangs, and what is done after it.
my %programs = (
    'a call' => [ <<'PERL', "timeout\ntest end\n" ],
my $conn = Sys::Virt->new(uri => $uri);
my $other = Sys::Virt->new(uri => $uri);
stopped { alarm 1; $conn->get_hostname };
cover() for 1 .. 3;
print $other->get_domain_by_name('test')->get_name;
undef $other;
cover();
print " end\n";
PERL
    'a call, one after the other' => [ <<'PERL', "timeout\n" x 3 . "test end\n" ],
for (1 .. 3) {
    my $conn = Sys::Virt->new(uri => $uri);
    stopped { alarm 1; $conn->get_hostname };
    cover();
}
print Sys::Virt->new(uri => $uri)->get_domain_by_name('test')->get_name, " end\n";
PERL
    'a call, with a loop in Perl' => [ <<'PERL', "timeout\ntest end\n" ],
use SysVirtLoop;
my $loop = SysVirtLoop->new;
Sys::Virt::Event::register($loop);
my $conn = Sys::Virt->new(uri => $uri);
my $other = Sys::Virt->new(uri => $uri);
my $third = Sys::Virt->new(uri => $uri);
stopped { alarm 1; $conn->get_hostname };
cover() for 1 .. 3;
undef $other; # libvirt calls the loop where no sub of ours runs
cover();
my $timer = Sys::Virt::Event::add_timeout(1, sub { });
$loop->run for 1 .. 2;
print $third->get_domain_by_name('test')->get_name, " end\n";
PERL
    'a call in a callback' => [ <<'PERL', "timeout\ntest end\n" ],
Sys::Virt::Event::register_default();
my $conn = Sys::Virt->new(uri => $uri);
my $local = Sys::Virt->new(uri => 'test:///default');
my $ran;
my $timer = Sys::Virt::Event::add_timeout(1, sub { return if $ran++; stopped { alarm 1; $conn->get_hostname }; cover() });
Sys::Virt::Event::run_default() until $ran && $ran > 2;
print $local->get_domain_by_name('test')->get_name, " end\n";
PERL
    'a callback that then dies' => [ <<'PERL', "timeout\nof the callback\ntest end\n" ],
Sys::Virt::Event::register_default();
my $conn = Sys::Virt->new(uri => $uri);
my $local = Sys::Virt->new(uri => 'test:///default');
my $ran;
my $timer = Sys::Virt::Event::add_timeout(1, sub { return if $ran++; stopped { alarm 1; $conn->get_hostname }; cover(); die "of the callback\n" });
eval { Sys::Virt::Event::run_default() until $ran && $ran > 2; 1 } or print $@;
print $local->get_domain_by_name('test')->get_name, " end\n";
PERL
    'the loop itself' => [ <<'PERL', "timeout\nran test end\n" ],
Sys::Virt::Event::register_default();
my $conn = Sys::Virt->new(uri => $uri);
eval { alarm 1; Sys::Virt::Event::run_default() while 1 };
print $@;
cover();
my $ran;
my $timer = Sys::Virt::Event::add_timeout(1, sub { $ran = 1 });
my $local = Sys::Virt->new(uri => 'test:///default');
$local->get_domain_by_name('test')->get_name for 1 .. 10;
print "ran ";
print $local->get_domain_by_name('test')->get_name, " end\n";
PERL
    'a handler that exits' => [ <<'PERL', '', 9 << 8 ],
my $conn = Sys::Virt->new(uri => $uri);
my $exits = sub { kill CONT => $daemon; exit 9 };
$ENV{PERL_SIGNALS} ? $SIG{ALRM} = $exits : POSIX::sigaction(POSIX::SIGALRM, POSIX::SigAction->new($exits, POSIX::SigSet->new));
kill STOP => $daemon;
alarm 1;
$conn->get_hostname;
PERL
    'a handler that returns' => [ <<'PERL', "back test end\n" ],
my $conn = Sys::Virt->new(uri => $uri);
my $returns = sub { kill CONT => $daemon; Sys::Virt->new(uri => 'test:///default')->get_domain_by_name('test'); print 'back ' };
$ENV{PERL_SIGNALS} ? $SIG{ALRM} = $returns : POSIX::sigaction(POSIX::SIGALRM, POSIX::SigAction->new($returns, POSIX::SigSet->new));
kill STOP => $daemon;
alarm 1;
print $conn->get_domain_by_name('test')->get_name, " end\n";
PERL
);

for my $way (sort keys %ways) {
    my ($signals, $action) = @{ $ways{$way} };
    subtest $way => sub {
        for my $name (sort keys %programs) {
            my ($code, $out, $status) = @{ $programs{$name} };
            local $ENV{PERL_SIGNALS} = $signals;
            delete $ENV{PERL_SIGNALS} unless $signals;
            is perl_output("\$| = 1;\n$begin$action\n$code"), $out . 'exit ' . ($status // 0), $name;
            kill CONT => $daemon->{pid};
        }
    };
}

subtest 'Sys::SigAction' => sub {
    plan skip_all => 'needs Sys::SigAction' unless eval { require Sys::SigAction; 1 };
    is perl_output("\$| = 1;\n$begin" . <<'PERL'), "timed out, test\nexit 0", 'its time-out';
use Sys::SigAction 'timeout_call';
my $conn = Sys::Virt->new(uri => $uri);
stopped { print 'timed out, ' if timeout_call(1, sub { $conn->get_hostname }) };
cover();
print Sys::Virt->new(uri => 'test:///default')->get_domain_by_name('test')->get_name, "\n";
PERL
};

done_testing;
