# Event loops in Perl, threads and child processes: a loop belongs to the thread that registered it.

use strict;
use warnings;

use lib 't/lib';

use Config;
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

# A program with a loop in Perl and a connection.
sub program {
    my $text = shift;
    return perl_output(($text =~ /threads->/ ? "use threads;\n" : '') . <<'PERL' . $text);
use lib 't/lib'; use Sys::Virt; use Sys::Virt::Event; use SysVirtLoop;
my $loop = SysVirtLoop->new;
Sys::Virt::Event::register($loop);
my $conn = Sys::Virt->new(uri => 'test:///default');
my $domain = $conn->get_domain_by_name('test');
my @events;
my $id = $conn->domain_event_register_any(undef, 0, sub { push @events, $_[2] });
PERL
}

subtest 'threads' => sub {
    plan skip_all => 'this perl has no threads' unless $Config{useithreads};
    is program(<<'PERL'), "3 4\nexit 0", 'what a thread does is heard by the loop';
my $start = time;
threads->create(sub { $domain->suspend; $domain->resume; return })->join;
$loop->run until @events == 2;
print "@events\n";
print "too late\n" if time - $start > 8;
PERL
    is program(<<'PERL'), <<'OUT' . 'exit 0', 'what a thread may not do';
my $ours = Sys::Virt::Event::add_timeout(-1, sub { print "called\n" });
my @given = @{ $loop->{timers}{$ours}{given} };
print for threads->create({ context => 'list' }, sub {
    return map { s/ at \S+ line .*//r } map { my $code = $_; eval { $code->(); "nothing\n" } || "$@" }
        sub { Sys::Virt::Event::add_timeout(1, sub { }) },
        sub { $loop->_run_timeout_callback($ours, @given[ 0, 1 ]) },
        sub { $loop->_free_callback_opaque(@given[ 2, 1 ]) },
        sub { Sys::Virt::Event::register($loop) };
})->join;
$loop->_run_timeout_callback($ours, @given[ 0, 1 ]);
PERL
libvirt error code: 0, message: Unknown problem
this thread has not registered the event loop
this thread has not registered the event loop
another thread has registered an event loop: libvirt takes one
called
OUT
    is program(<<'PERL'), "removed\nexit 0", 'what a thread removes';
my $timer = Sys::Virt::Event::add_timeout(-1, sub { });
threads->create(sub { Sys::Virt::Event::remove_timeout($timer); return })->join;
print "too early\n" unless $loop->{timers}{$timer};
Sys::Virt::Event::update_timeout($timer + 1, -1);
print "removed\n" unless $loop->{timers}{$timer};
PERL
    is program(<<'PERL'), "called\nheard: 0\ncalled\nexit 0", 'what a thread switches off is not called for what the loop has not heard';
pipe my $in, my $out;
my $watch = Sys::Virt::Event::add_handle(fileno $in, 1, sub { print "called\n" });
my $called = sub { $loop->_run_handle_callback($watch, fileno $in, 1, @{ $loop->{handles}{$watch}{given} }[0, 1]) };
$called->();
threads->create(sub { Sys::Virt::Event::update_handle($watch, 0); return })->join;
$called->();
print "heard: $loop->{handles}{$watch}{events}\n";
threads->create(sub { Sys::Virt::Event::update_handle($watch, 1); return })->join;
$called->();
PERL
    is program(<<'PERL'), "called\nthere: 0\nexit 0", 'what a thread removes is not missed where the loop calls it before it has heard';
pipe my $in, my $out;
my $watch = Sys::Virt::Event::add_handle(fileno $in, 1, sub { print "called\n" });
my @given = @{ $loop->{handles}{$watch}{given} }[0, 1];
$loop->_run_handle_callback($watch, fileno $in, 1, @given);
threads->create(sub { Sys::Virt::Event::remove_handle($watch); return })->join;
$loop->_run_handle_callback($watch, fileno $in, 1, @given);
print 'there: ', exists $loop->{handles}{$watch} || 0, "\n";
PERL
    is program(<<'PERL'), "end\nexit 0", 'a thread that ends';
threads->create(sub { my $own = Sys::Virt->new(uri => 'test:///default'); $own->get_hostname; return })->join for 1 .. 3;
print "end\n";
PERL
};

subtest 'a child process' => sub {
    is program(<<'PERL'), <<'OUT' . 'exit 0', 'leaves alone what it inherited, and has its own';
my $ours = Sys::Virt::Event::add_timeout(-1, sub { print "called\n" });
my @given = @{ $loop->{timers}{$ours}{given} };
$| = 1;
my $pid = fork // die;
if (!$pid) {
    print eval { $loop->_run_timeout_callback($ours, @given[ 0, 1 ]); 1 } ? "called here\n" : $@ =~ s/ at .*//r;
    $loop->_free_callback_opaque(@given[ 2, 1 ]);
    undef $_ for $domain, $conn;
    my $done;
    my $own = Sys::Virt::Event::add_timeout(0, sub { $done = 1 });
    %{ $loop->{timers} } = ($own => $loop->{timers}{$own});
    %{ $loop->{handles} } = ();
    $loop->run until $done;
    Sys::Virt::Event::remove_timeout($own);
    print "child done\n";
    exit 0;
}
waitpid $pid, 0;
$domain->suspend;
$loop->run until @events;
$loop->_run_timeout_callback($ours, @given[ 0, 1 ]);
print "$? @events\n";
PERL
this callback belongs to the parent process
child done
called
0 3
OUT
};

done_testing;
