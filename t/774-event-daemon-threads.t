# Threads that register and deregister handlers on one connection to a daemon, all at once.

use strict;
use warnings;

use lib 't/lib';

use Config;

BEGIN {
    if (!$Config{useithreads}) {
        print "1..0 # SKIP this perl has no threads\n";
        exit;
    }
}

use threads;
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtDaemon;
use SysVirtTest;

need_daemon();

Sys::Virt::Event::register_default();
my $daemon = SysVirtDaemon->new;
my $conn = Sys::Virt->new(uri => $daemon->uri('test', '/default'));
my $domain = $conn->get_domain_by_name('test');
my %object = ('of a domain' => $domain, 'of all domains' => undef);

# One handler at a time, in each of eight threads. Gives what went wrong, and how often.
sub failures {
    my ($register, $deregister) = @_;
    my @threads = map {
        threads->create(
            { context => 'scalar' },
            sub {
                my %failures;
                for (1 .. 300) {
                    eval { $deregister->($register->()); 1 } or $failures{$@}++;
                }
                return \%failures;
            }
        );
    } 1 .. 8;
    my $timer = Sys::Virt::Event::add_timeout(5, sub { });
    Sys::Virt::Event::run_default() while threads->list(threads::running);
    Sys::Virt::Event::remove_timeout($timer);
    return { map { %{ $_->join } } @threads };
}

for my $what (sort keys %object) {
    my $object = $object{$what};
    subtest "events $what" => sub {
        my $failures = failures(
            sub {
                $conn->domain_event_register_any($object, 0, sub { });
            },
            sub { $conn->domain_event_deregister_any(shift) }
        );
        is_deeply $failures, {}, 'every handler is taken';

        my $calls = 0;
        my @ids = map {
            $conn->domain_event_register_any($object, 0, sub { $calls++ })
        } 1 .. 32;
        is scalar(@ids), 32, 'and afterwards there is room for as many as ever';
        $domain->suspend;
        $domain->resume;
        run_until(sub { $calls >= 64 });
        is $calls, 64, 'each of which is called';
        $conn->domain_event_deregister_any($_) for @ids;
    };
}

done_testing;
