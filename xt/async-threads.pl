# Calls of many kinds on other threads, for the checkers of threads and of memory: see xt/helgrind.
use strict;
use warnings;
use POSIX ();
use Sys::Virt;
use Sys::Virt::Async;
use SysVirtSilence 'silent_uri';

my $conn = Sys::Virt->new(uri => 'test:///default');
my $dom = $conn->get_domain_by_name('test');
my ($call, $guest) = ($conn->async, $dom->async);
for (1 .. 3) {
    my @futures = map {
        (
            $guest->get_info, $guest->get_xml_description, $guest->get_vcpu_info, $guest->get_memory_parameters,
            $guest->set_memory_parameters({ hard_limit => 1_000 }), $call->list_all_domains,
            $call->get_domain_by_name('none'), $call->get_all_domain_stats(0),
        )
    } 1 .. 10;
    $_->await for @futures;
}
my @hanging = map { Sys::Virt->async->new(uri => silent_uri()) } 1 .. 3;
eval { $hanging[0]->timeout(0.2)->get };
$hanging[1]->cancel;
my @queued = map { $guest->get_info } 1 .. 200;
$_->cancel for @queued[ 100 .. 199 ];
$_->get for @queued[ 0 .. 99 ];
my $pid = fork // die "fork: $!";
if (!$pid) {
    Sys::Virt->async->new(uri => 'test:///default')->get->async->get_hostname->get;
    POSIX::_exit(0);
}
waitpid $pid, 0;
Sys::Virt->async->new(uri => 'test:///default')->get for 1 .. 3;
print "done\n";
