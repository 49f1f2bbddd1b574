# SIGPIPE: what libvirt writes to a daemon that is gone does not end the program, and is nothing to its handlers; what the
# program writes itself does what it always does.

use strict;
use warnings;

use lib 't/lib';

use Config;
use Test::More;
use SysVirtDaemon;
use SysVirtTest;

plan skip_all => 'needs libvirtd' unless SysVirtDaemon::program();
plan skip_all => 'needs the order of signals of Linux' unless $^O eq 'linux';

my $daemon = SysVirtDaemon->new;

# What the programs below have at hand. The daemon is killed by `crash`.
my $COMMON = <<'PERL';
use lib 't/lib'; use POSIX (); use Sys::Virt; use Sys::Virt::Event;
$| = 1;
our $uri = $ENV{TEST_URI};
our ($conn, $domain);
sub connected { $conn = Sys::Virt->new(uri => $uri); $domain = $conn->get_domain_by_name('test') }
sub crash { kill KILL => $ENV{TEST_DAEMON}; select undef, undef, undef, 0.3 }
sub code { my $code = shift; eval { $code->(); 1 } ? 'none' : ref $@ ? $@->code : $@ }
sub own_pipe { pipe my $reader, my $writer or die; close $reader; return defined syswrite($writer, 'x') ? 'written' : $!{EPIPE} ? 'EPIPE' : $! }
PERL

# Runs a program beside a daemon of its own that it may crash. It prints `$output`, and ends with `$status`; a status
# of "signal N" is a death.
sub runs {
    my ($name, $program, $output, $status) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    $daemon->start unless $daemon->{pid};
    local $ENV{TEST_URI} = $daemon->uri('test', '/default');
    local $ENV{TEST_DAEMON} = $daemon->{pid};
    my $got = perl_output(($program =~ /threads->/ ? "use threads;\n" : '') . $COMMON . $program);
    $daemon->stop('KILL') if $program =~ /crash/;
    my ($signal) = ($status // 0) =~ /signal (\d+)/;
    return is $got, $output . 'exit ' . ($signal // ($status // 0) << 8), $name;
}

subtest 'a daemon that dies' => sub {
    runs 'the call fails, and the program ends as it likes', <<'PERL', "38\n", 4;
connected(); crash(); print code(sub { $domain->get_info }), "\n"; exit 4;
PERL
    runs 'and so with each kind of call', <<'PERL', "38 38 38 38\n", 0;
my @calls = (
    sub { $_[0]->list_domains },
    sub { $_[0]->get_node_info },
    sub { $_[0]->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, sub { }) },
    sub { $_[0]->get_storage_pool_by_name('default-pool')->get_volume_by_name('x')->upload($_[0]->new_stream, 0, 0) },
);
Sys::Virt::Event::register_default();
my @conns = map { connected(); $conn } @calls; crash();
print join(' ', map { my $conn = shift @conns; code(sub { $_->($conn) }) } @calls), "\n";
PERL
    runs 'closing', <<'PERL', "closed\n", 5;
connected(); crash(); undef $domain; undef $conn; print "closed\n"; exit 5;
PERL
    runs 'DESTROY by hand', <<'PERL', "closed\n", 5;
connected(); crash(); $domain->DESTROY; $conn->DESTROY; print "closed\n"; exit 5;
PERL
    runs 'an object that is freed in a callback', <<'PERL', "freed\n", 5;
Sys::Virt::Event::register_default(); connected(); crash();
Sys::Virt::Event::add_timeout(0, sub { undef $domain; undef $conn; print "freed\n"; exit 5 });
Sys::Virt::Event::run_default() while 1;
PERL
    runs 'global destruction', <<'PERL', "end\n", 6;
connected(); our ($kept, @more) = ($domain, $conn); crash(); print "end\n"; exit 6;
PERL
    runs 'an END block', <<'PERL', "38\n", 7;
connected(); crash(); END { print code(sub { $domain->get_info }), "\n"; $? = 7 }
PERL
    runs 'the keepalive timer of the default loop', <<'PERL', "closed\n", 0;
Sys::Virt::Event::register_default(); connected();
my $closed; $conn->register_close_callback(sub { $closed = 1 });
$conn->set_keep_alive(1, 3);
Sys::Virt::Event::add_timeout(100, sub { });
crash(); sleep 2;
my $end = time + 10; Sys::Virt::Event::run_default() until $closed || time > $end;
print "closed\n" if $closed;
PERL
    runs 'a loop in Perl', <<'PERL', "Sys::Virt::Error\n", 3;
use SysVirtLoop; my $loop = SysVirtLoop->new; Sys::Virt::Event::register($loop); connected();
$conn->set_keep_alive(1, 3); my $rounds = 0; my $timer = Sys::Virt::Event::add_timeout(100, sub { $rounds++ });
crash(); sleep 2; $loop->run until $rounds > 3;
eval { $domain->get_info }; print ref $@, "\n"; undef $domain; undef $conn; exit 3;
PERL
    runs 'what connects to it by a command that ends at once', <<'PERL', "38\n", 0;
for (1 .. 5) {
    my $code = code(sub { Sys::Virt->new(uri => 'test+ext:///default?command=/bin/true') });
    print "$code\n" if $code != 38 || $_ == 5;
}
PERL
};

subtest 'a handler of the program' => sub {
    runs 'is not called for what libvirt writes, but for its own pipes', <<'PERL', "38\n0\nEPIPE\n1\n", 0;
my $called = 0; $SIG{PIPE} = sub { $called++ };
connected(); crash(); print code(sub { $domain->get_info }), "\n$called\n";
print own_pipe(), "\n$called\n";
PERL
    runs 'so with one that runs at once', <<'PERL', "38\n0\nEPIPE\n1\n", 0;
my $called = 0; POSIX::sigaction(POSIX::SIGPIPE(), POSIX::SigAction->new(sub { $called++ }));
connected(); crash(); print code(sub { $domain->get_info }), "\n$called\n", own_pipe(), "\n$called\n";
PERL
    runs 'so where it is set while connected', <<'PERL', "38\n0\nEPIPE\n1\n", 0;
my $called = 0; connected(); $SIG{PIPE} = sub { $called++ };
crash(); print code(sub { $domain->get_info }), "\n$called\n", own_pipe(), "\n$called\n";
PERL
    runs 'is called for a pipe in a callback', <<'PERL', "EPIPE 1\n", 0;
my $called = 0; $SIG{PIPE} = sub { $called++ };
Sys::Virt::Event::register_default(); connected(); my $done;
Sys::Virt::Event::add_timeout(0, sub { print own_pipe(), " $called\n" unless $done++ });
Sys::Virt::Event::run_default() until $done;
PERL
};

subtest 'a pipe of the program' => sub {
    my $die = 'print own_pipe(), " and alive\n";';
    runs 'ends it without a connection', $die, '', 'signal 13';
    runs 'and with one', "connected(); $die", '', 'signal 13';
    runs 'and after a daemon has died', <<"PERL", "38\n", 'signal 13';
connected(); crash(); print code(sub { \$domain->get_info }), "\\n"; $die
PERL
    runs 'and in a callback', <<"PERL", '', 'signal 13';
Sys::Virt::Event::register_default(); connected();
Sys::Virt::Event::add_timeout(0, sub { $die exit }); Sys::Virt::Event::run_default() while 1;
PERL
    runs 'and in a callback of a closing connection', <<"PERL", "removed\n", 'signal 13';
use SysVirtLoop; package Loop { our \@ISA = 'SysVirtLoop'; our \$on;
    sub remove_handle { if (\$on) { print "removed\\n"; main::own_pipe(); print "alive\\n" } shift->SUPER::remove_handle(\@_) } }
Sys::Virt::Event::register(Loop->new); connected(); undef \$domain; \$Loop::on = 1; undef \$conn; print "closed\\n";
PERL
    runs 'and in a child', <<"PERL", "13\n38\n", 0;
connected(); my \$pid = fork // die; if (!\$pid) { $die exit } waitpid \$pid, 0; print "\$?\\n";
crash(); print code(sub { \$domain->get_info }), "\\n";
PERL
    runs 'and at the end, when what was printed is written', <<"PERL", '', 'signal 13';
connected(); pipe my \$reader, my \$writer or die; close \$reader; open STDOUT, '>&', \$writer or die; \$| = 0; print 'x';
PERL
};

subtest 'what another process sends' => sub {
    runs 'ends it, in a call, too', <<'PERL', '', 'signal 13';
Sys::Virt::Event::register_default(); connected(); my $parent = $$;
if (!fork) { select undef, undef, undef, 0.3; kill PIPE => $parent; POSIX::_exit(0) }
alarm 10; Sys::Virt::Event::run_default() while 1;
PERL
};

subtest '%SIG' => sub {
    runs 'shows what it always does', <<'PERL', "undef undef\nIGNORE IGNORE\nDEFAULT DEFAULT\nundef\n", 0;
sub shown { $SIG{PIPE} // 'undef' }
my @shown = shown(); connected(); print "@shown ${\ shown()}\n";
{ local $SIG{PIPE} = 'IGNORE'; @shown = shown(); $domain->get_info; print "@shown ${\ shown()}\n" }
{ local $SIG{PIPE} = 'DEFAULT'; @shown = shown(); $domain->get_info; print "@shown ${\ shown()}\n" }
$domain->get_info; print shown(), "\n";
PERL
    {
        local $SIG{PIPE} = 'IGNORE';
        runs 'also where the program was started with it ignored', <<'PERL', "IGNORE EPIPE\nEPIPE 38\n", 0;
connected(); print "$SIG{PIPE} ", own_pipe(), "\n"; { local $SIG{PIPE} = sub { } }
crash(); print own_pipe(), ' ', code(sub { $domain->get_info }), "\n";
PERL
    }
    runs 'local of it may end before libvirt writes', <<'PERL', "38\n", 4;
connected(); { local $SIG{PIPE} = 'IGNORE'; own_pipe(); $domain->get_info; }
crash(); { local $SIG{PIPE} = 'IGNORE'; own_pipe() }
print code(sub { $domain->get_info }), "\n"; exit 4;
PERL
    runs 'or before an object is freed', <<'PERL', "closed\n", 4;
connected(); crash(); { local $SIG{PIPE} = 'IGNORE'; own_pipe() } undef $domain; undef $conn; print "closed\n"; exit 4;
PERL
    runs 'or in a callback', <<'PERL', "38\n", 4;
use SysVirtLoop; package Loop { our @ISA = 'SysVirtLoop'; our $on;
    sub update_handle { { local $SIG{PIPE} = 'IGNORE'; main::own_pipe() if $on; } shift->SUPER::update_handle(@_) } }
Sys::Virt::Event::register(Loop->new); connected(); crash(); $Loop::on = 1;
print code(sub { $domain->get_info }), "\n"; exit 4;
PERL
    runs 'the default may come back by undef and delete', <<'PERL', "38\n38\n38\n", 'signal 13';
my @domains = map { connected(); $domain } 1 .. 3; crash();
$SIG{PIPE} = sub { }; undef $SIG{PIPE}; print code(sub { $domains[0]->get_info }), "\n";
$SIG{PIPE} = 'IGNORE'; delete $SIG{PIPE}; print code(sub { $domains[1]->get_info }), "\n";
%SIG = (); print code(sub { $domains[2]->get_info }), "\n"; own_pipe();
PERL
    runs 'also after a handler that was there first', <<'PERL', "38\n", 4;
$SIG{PIPE} = sub { }; connected(); delete $SIG{PIPE}; crash(); print code(sub { $domain->get_info }), "\n"; exit 4;
PERL
    runs 'sigaction finds the default, and puts it back',
        <<'PERL', "DEFAULT\nhandled EPIPE\n38\n", 'signal 13';
connected(); my ($old, $new) = (POSIX::SigAction->new, POSIX::SigAction->new(sub { print 'handled ' }));
POSIX::sigaction(POSIX::SIGPIPE(), $new, $old); print $old->handler, "\n"; print own_pipe(), "\n";
POSIX::sigaction(POSIX::SIGPIPE(), $old); crash(); print code(sub { $domain->get_info }), "\n"; own_pipe();
PERL
};

subtest 'programs that it starts' => sub {
    runs 'have the default', <<'PERL', "0 0 0\n0 0 0\n", 0;
my $shown = 'open STDIN, q(/proc/self/status); print qq(@{[map { /^Sig(?:Ign|Cgt|Blk):.*(.{4})$/ ? hex($1) & 4096 : () } <STDIN>]}\n)';
connected(); system $^X, '-e', $shown; print `$^X -e '$shown'`;
PERL
};

subtest 'threads' => sub {
    plan skip_all => 'this perl has no threads' unless $Config{useithreads};
    runs 'what another one calls is covered by what the first has set', <<'PERL', "38\n", 4;
connected();
my $thread = threads->create(sub { sleep 2; print code(sub { $domain->get_info }), "\n"; return });
{ local $SIG{PIPE} = 'IGNORE'; own_pipe() } crash(); $thread->join; exit 4;
PERL
    runs 'and its own pipes end it', <<'PERL', "DEFAULT\n", 'signal 13';
connected(); threads->create(sub { $domain->get_info; print $SIG{PIPE} // 'DEFAULT', "\n"; own_pipe(); return })->join;
PERL
};

done_testing;
