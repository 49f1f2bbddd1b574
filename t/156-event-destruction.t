# Handlers that are still registered when a program ends, however it ends: it ends as it should, and says nothing.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

# What each program starts with: a handler for each kind, timers, a handle.
my $start = <<'PERL';
use Sys::Virt;
use Sys::Virt::Event;
Sys::Virt::Event::register_default();
our $conn = Sys::Virt->new(uri => $ENV{SYS_VIRT_TEST_URI} || 'test:///default');
my $domain = $conn->get_domain_by_name('test');
my $watched = bless [], 'Watched';
sub Watched::DESTROY { }
my %register = (network => undef, node_device => undef, storage_pool => undef, domain => $domain);
$conn->can("${_}_event_register_any")->($conn, $register{$_}, 0, sub { my $keep = $watched }) for sort keys %register;
$conn->domain_event_register_any(undef, 0, sub { our @told = ($conn, $watched, @_) }) for 1 .. 3;
$conn->domain_event_register(sub { $watched });
$conn->register_close_callback(sub { $watched });
Sys::Virt::Event::add_timeout(1, sub { $watched });
sub settle {
    my ($timer, $done);
    $timer = Sys::Virt::Event::add_timeout(20, sub { $done = 1 });
    Sys::Virt::Event::run_default() until $done;
    Sys::Virt::Event::remove_timeout($timer);
}
PERL

my %program = (
    'at once' => '',
    'after an event' => '$domain->suspend; $domain->resume; settle();',
    'with events that are not told yet' => '$domain->suspend; $domain->resume;',
    'without the variables' => 'undef $_ for $domain, $conn; settle();',
    'after DESTROY' => '$conn->DESTROY; settle();',
    'in an END block' => '$domain->suspend; END { settle(); $domain->resume; settle() }',
    'with a handler in END' =>
        'END { $conn->domain_event_register_any(undef, 0, sub { $domain }); $domain->suspend; settle(); $domain->resume }',
    'with handlers that refer to themselves' =>
        'my $self; $self = sub { [ $self, $conn ] }; $conn->domain_event_register_any(undef, 0, $self);',
    'with handlers in globals' =>
        'our ($g, $h) = ($conn, sub { our $g }); $conn->domain_event_register_any(undef, 0, $h);',
    'with objects that a handler keeps' =>
        'our @kept; $conn->domain_event_register_any(undef, 0, sub { push @kept, @_ }); $domain->suspend; settle(); $domain->resume;',
    'with an object whose DESTROY deregisters' =>
        'our $id = $conn->domain_event_register_any(undef, 0, sub { }); our $g = bless [$conn], "Late"; '
        . 'sub Late::DESTROY { local $@; eval { $_[0][0]->domain_event_deregister_any($id) } }',
    'by exit in a handler' =>
        '$conn->domain_event_register_any(undef, 0, sub { exit 0 }); $domain->suspend; settle(); print "not left\n"',
    'by POSIX::_exit in a handler' =>
        'require POSIX; $conn->domain_event_register_any(undef, 0, sub { POSIX::_exit(0) }); $domain->suspend; settle();',
    'in a forked child' =>
        'my $pid = fork // die; exit 0 unless $pid; waitpid $pid, 0; print "child: $?\n" if $?;',
    'in a child that runs the loop of its parent' =>
        'my $pid = fork // die; if (!$pid) { eval { $conn->domain_event_deregister }; exit 0 } waitpid $pid, 0; print "child: $?\n" if $?;',
);

for my $name (sort keys %program) {
    is perl_output("$start$program{$name}\n"), 'exit 0', $name;
}

is perl_output("$start"
        . '$conn->domain_event_register_any(undef, 0, sub { die "last words\n" }); $domain->suspend; settle();'
    ),
    "last words\nexit 65280", 'by an exception in a handler';
is perl_output("$start" . '$SIG{__DIE__} = sub { }; $SIG{ALRM} = sub { exit 4 }; alarm 1; sleep 5;'),
    'exit ' . (4 << 8), 'by exit in a signal handler';

done_testing;
