# Signals that fall on the threads of an embedded driver, which run no perl: they are handled all the same.

use strict;
use warnings;

use lib 't/lib';

# Before libvirt starts: an embedded driver would log on stderr.
BEGIN { $ENV{LIBVIRT_LOG_OUTPUTS} //= '4:file:/dev/null' }

use File::Temp 'tempdir';
use POSIX ();
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

need_qemu();

Sys::Virt::Event::register_default();

my $conn =
    Sys::Virt->new(uri => 'qemu:///embed?root=' . tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1));
my $USR1 = POSIX::SigSet->new(POSIX::SIGUSR1());

# The system gives the signal to a thread that does not block it.
for my $kind ('at once', 'noted') {
    my @got;
    my $action = POSIX::SigAction->new(sub { push @got, $_[0] });
    $action->safe($kind eq 'noted');
    POSIX::sigaction(POSIX::SIGUSR1(), $action);
    for my $round (1 .. 20) {
        @got = ();
        POSIX::sigprocmask(POSIX::SIG_BLOCK(), $USR1);
        kill USR1 => $$;
        my $type = $conn->get_type;
        select undef, undef, undef, 0.01;
        push @got, $type;
        POSIX::sigprocmask(POSIX::SIG_UNBLOCK(), $USR1);
        is_deeply \@got, [qw(QEMU USR1)], "$kind: the handler is run by perl's thread, when that lets it";
    }
}

ok $conn->get_capabilities, 'the connection works';
done_testing;
