# Calls that do not block: what a program sees of them.

use strict;
use warnings;

use lib 't/lib';

use Scalar::Util 'weaken';
use Test::More;
use Time::HiRes qw(sleep time);
use Sys::Virt;
use SysVirtSilence 'silent_uri';
use SysVirtTest;

BEGIN {
    plan skip_all => 'needs Future' unless eval { require Future; 1 };
    require Sys::Virt::Async;
}

my $conn = test_connection();
my $dom = $conn->get_domain_by_name('test');

sub threads_of_ours { return scalar grep { (content("$_/comm") // '') eq "sys-virt\n" } glob '/proc/self/task/*' }

sub content {
    open my $file, '<', shift or return;
    local $/;
    return scalar <$file>;
}

subtest 'results' => sub {
    my $future = $dom->async->get_name;
    isa_ok $future, $_ for 'Sys::Virt::Future', 'Future';
    is $future->get, 'test', 'a string';
    is_deeply [ sort keys %{ $dom->async->get_info->get } ], [ sort keys %{ $dom->get_info } ], 'a hash';
    is_deeply [ $dom->async->get_state->get ], [ $dom->get_state ], 'a list';
    is_deeply [ $dom->async->suspend->get, $dom->async->resume->get ], [], 'nothing';
    is_deeply [ map { $_->get_name } $conn->async->list_all_domains->get ], ['test'], 'objects';
    is $conn->async->get_domain_by_name('test')->get->get_uuid_string, $dom->get_uuid_string, 'one that works';
    is $dom->async->get_uuid->get, $dom->get_uuid, 'bytes';
    my $new = Sys::Virt->async->new(uri => 'test:///default')->get;
    isa_ok $new, 'Sys::Virt';
    is $new->get_uri, 'test:///default', 'a connection';
    is $new->async->$_->get, $new->$_, $_ for qw(get_version get_major_version get_minor_version get_micro_version);
};

subtest 'failures' => sub {
    my $failed = $conn->async->get_domain_by_name('none')->await;
    my @failure = $failed->failure;
    is_libvirt_error($failure[0], Sys::Virt::Error::ERR_NO_DOMAIN, 'the very error');
    is scalar @failure, 1, 'and no more';
    my $direct = exception { $conn->get_domain_by_name('none') };
    is_deeply $failure[0], $direct, 'as that of the direct call';
    is exception { $failed->get }, $failure[0], 'get throws it';
    is exception { Sys::Virt->async->new(uri => 'nonsense:///')->get }->code,
        exception { Sys::Virt->new(uri => 'nonsense:///') }->code, 'no connection';
    like exception { $conn->async->get_node_cells_free_memory(0, 1 << 30)->get },
        qr/^a list of .* at \Q$0\E line \d+\.\n\z/, 'a text has the place of the call';
    like exception { $dom->async->set_memory_parameters({ hard_limit => [] })->get },
        qr/^the value of the parameter hard_limit is not an integer .* at \Q$0\E line \d+\.\n\z/,
        'a wrong value in a hash';
};

subtest 'arguments are looked at at once' => sub {
    my $line = __LINE__ + 1;
    is exception { $conn->async->get_domain_by_name([]) },
        "Sys::Virt::get_domain_by_name: name is not a string (argument 2, got an unblessed ARRAY reference)"
        . " at $0 line $line.\n", 'one that is wrong';
    like exception { $dom->async->get_name(1, 2) }, qr/^Usage: Sys::Virt::Domain::get_name\(dom\) at \Q$0\E/, 'too many';
    like exception { $dom->async->nonsense },
        qr/^Can't locate object method "nonsense" via package "Sys::Virt::Domain" at \Q$0\E/, 'no such method';
    like exception { $conn->async->domain_event_register(sub { }) },
        qr/^Sys::Virt::domain_event_register cannot be called asynchronously: it registers .* at \Q$0\E/, 'refused';
    like exception { $dom->async->STATE_RUNNING }, qr/it is a constant: use it directly at \Q$0\E/, 'a constant';
    @My::Domain::ISA = ('Sys::Virt::Domain');
    no warnings 'once';
    *My::Domain::get_id = sub { 42 };
    my $mine = bless $conn->get_domain_by_name('test'), 'My::Domain';
    is $mine->async->get_name->get, 'test', 'a class of the program';
    like exception { $mine->async->get_id }, qr/^My::Domain::get_id .* it is written in Perl/, 'with a method of its own';
    ok $dom->async->can('get_name') && !$dom->async->can('nonsense') && !$conn->async->can('domain_event_register'), 'can';
};

subtest 'what the program does with its own meanwhile' => sub {
    my $name = 'test';
    my $own = test_connection();
    my $future = $own->async->get_domain_by_name($name);
    $name = 'x' x 10_000;
    undef $own;
    is $future->get->get_name, 'test', 'is nothing to the call';
    my $weak = my $gone = $conn->get_domain_by_name('test');
    weaken $weak;
    my $proxy = $gone->async;
    undef $gone;
    is $proxy->get_name->get, 'test', 'what async returned keeps the object';
    undef $proxy;
    ok !$weak, 'and lets go of it';
    my $kept = Future->new;
    $conn->async->get_hostname->on_done(sub { $kept->done(@_) });
    Sys::Virt::Async->wait(1) until $kept->is_ready;
    is $kept->get, $conn->get_hostname, 'a future need not be kept';
    my $own2;
    Sys::Virt->async->new(uri => 'test:///default')->on_done(sub { $own2 = shift });
    Sys::Virt::Async->wait(1) until $own2;
    isa_ok $own2, 'Sys::Virt', 'nor that of new';
    my $object = $conn->get_domain_by_name('test');
    my $late = $object->async->get_name;
    $object->DESTROY;
    is $late->get, 'test', 'an object that is let go of';
    is_libvirt_error(exception { $object->async->get_name }, Sys::Virt::Error::ERR_INVALID_DOMAIN, 'is gone then');
};

subtest 'many' => sub {
    my @names = Future->needs_all(map { $dom->async->get_name } 1 .. 300)->get;
    is_deeply \@names, [ ('test') x 300 ], 'at once';
    my $then = $dom->async->get_name->then(sub { $conn->async->get_domain_by_name(shift) })
        ->then(sub { shift->async->get_id });
    is $then->get, $dom->get_id, 'one after another';
    my $any = Future->wait_any($dom->async->get_name, Sys::Virt->async->new(uri => silent_uri()));
    is $any->get, 'test', 'the first of two';
    my $before = threads_of_ours();
    my $silent = silent_uri();
    my @waiting = map { Sys::Virt->async->new(uri => $silent) } 1 .. 20;
    my $start = time;
    is $dom->async->get_name->timeout(5)->get, 'test', 'twenty that hang hold up nobody';
    cmp_ok time - $start, '<', 3, 'at all';
    cmp_ok threads_of_ours(), '<=', $before + 22, 'a thread each';
    my $limit = Sys::Virt::Async->threads;
    is $limit, 512, 'the most threads there are';
    Sys::Virt::Async->threads(threads_of_ours());
    my @queued = map { $dom->async->get_info } 1 .. 10_000;
    cmp_ok threads_of_ours(), '<=', $before + 22, '10,000 calls are queued';
    $_->cancel for @queued[ 0 .. 4_999 ];
    my @left = Future->needs_all(@queued[ 5_000 .. 9_999 ])->get;
    is scalar @left, 5_000, 'and done';
    cmp_ok(Sys::Virt::Async->threads($limit), '<', 100, 'the limit is told and set');
    is_libvirt_error(exception { $_->timeout(0.01)->get }, Sys::Virt::Error::ERR_OPERATION_TIMEOUT, 'given up')
        for @waiting[ 0, 1 ];
    $_->cancel for @waiting;
};

subtest 'order, and how many at a time' => sub {
    is(Sys::Virt::Async->calls_per_connection(1), 16, 'as many as that');
    my $own = test_connection();
    my $guest = $own->get_domain_by_name('test')->async;
    my @calls = map { $guest->$_ } ('suspend', 'resume') x 50;
    Future->wait_all(@calls)->get;
    is scalar(grep { $_->is_done } @calls), 100, 'one at a time, in the order in which they were made';
    is(Sys::Virt::Async->calls_per_connection(16), 1, 'and set');
};

subtest 'waiting' => sub {
    my $start = time;
    is(Sys::Virt::Async->wait, 0, 'nothing to wait for');
    is(Sys::Virt::Async->wait(0.1), 0, 'a time');
    cmp_ok time - $start, '>=', 0.1, 'is waited for';
    like exception { Sys::Virt::Future->new->get }, qr/^nothing is on its way .* at \Q$0\E/, 'what can never be';
    my $hangs = Sys::Virt->async->new(uri => silent_uri());
    local $SIG{ALRM} = sub { die "alarm\n" };
    Time::HiRes::alarm(0.2);
    is exception { $hangs->get }, "alarm\n", 'a handler that dies ends a wait';
    my $handled = 0;
    local $SIG{USR1} = sub { $handled++ };
    my $pid = fork // die;
    if (!$pid) {
        sleep 0.2;
        kill USR1 => getppid;
        require POSIX;
        POSIX::_exit(0);
    }
    $start = time;
    Sys::Virt::Async->wait(30) until $handled;
    cmp_ok time - $start, '<', 10, 'one that returns is run at once';
    waitpid $pid, 0;
    is exception { $hangs->timeout(0.1)->get }->code, Sys::Virt::Error::ERR_OPERATION_TIMEOUT, 'a time-out';
    ok $hangs->is_cancelled, 'cancels the call';
    is $dom->async->get_name->timeout(5)->get, 'test', 'one that does not come';

    my $fd = Sys::Virt::Async->fd;
    my $future = $dom->async->get_name;
    my $watched = '';
    vec($watched, $fd, 1) = 1;
    is select(my $ready = $watched, undef, undef, 5), 1, 'the file descriptor';
    ok !$future->is_ready, 'nothing happens by itself';
    is(Sys::Virt::Async->process, 1, 'but then');
    ok $future->is_done, 'it is done';
    is select($ready = $watched, undef, undef, 0), 0, 'and nothing is left to read';
    like exception {
        $dom->async->get_name->on_done(sub { die "in a callback\n" });
        my $other = $dom->async->get_id;
        Sys::Virt::Async->wait(5) until $other->is_ready;
    }, qr/^in a callback/, 'a callback that dies';
    is $dom->async->get_name->get, 'test', 'harms nobody';
};

subtest 'a thread takes no signals, and ends when there is nothing to do' => sub {
    $dom->async->get_name->get;
    my ($task) = grep { (content("$_/comm") // '') eq "sys-virt\n" } glob '/proc/self/task/*';
    my ($blocked) = content("$task/status") =~ /^SigBlk:\s*([0-9a-f]+)$/m;
    my $all = hex substr $blocked, -8;
    ok $all & (1 << ($_ - 1)), "signal $_ is blocked" for 1, 2, 3, 10, 13, 14, 15, 17;
    my $silent = threads_of_ours();
    my $end = time + 20;
    sleep 0.2 while threads_of_ours() > 40 && time < $end;
    cmp_ok threads_of_ours(), '<=', 40, 'what hangs is left';
};

subtest 'a subclass of the connection' => sub {
    @My::Connection::ISA = ('Sys::Virt');
    my $own = My::Connection->async->new(uri => 'test:///default')->get;
    is ref $own, 'My::Connection', 'is what new gives';
    is $own->async->get_type->get, $own->get_type, 'and works';
};

subtest 'a program in the background' => sub {
    is perl_output(<<'PERL'), "test\nexit 0", 'closes all file descriptors';
use Sys::Virt; use Sys::Virt::Async; use POSIX ();
my $dom = Sys::Virt->new(uri => 'test:///default')->get_domain_by_name('test');
$dom->async->get_name->get;
POSIX::close($_) for 3 .. 60;
print $dom->async->get_name->timeout(5)->get, "\n";
PERL
    is perl_output(<<'PERL'), "none\nexit 0", 'nothing is loaded for who does not ask';
use Sys::Virt; print join(' ', grep { /Future|Async/ } keys %INC) || 'none', "\n";
PERL
};

done_testing;
