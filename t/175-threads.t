# Threads of perl: each one has its own live copy of every object, apart from those of the others.

use strict;
use warnings;

use Config;

BEGIN {
    if (!$Config{useithreads}) {
        print "1..0 # SKIP this perl has no threads\n";
        exit;
    }
}

use lib 't/lib';

use threads;
use threads::shared;
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

my $conn = test_connection();
my $domain = $conn->get_domain_by_name('test');
my $stream = $conn->new_stream;

# Runs the code in `$count` threads. Gives what each has returned; a thread that died gives its exception.
sub in_threads {
    my ($count, $code) = @_;
    my @threads = map {
        threads->create(
            sub {
                my $result = eval { $code->() };
                defined $result ? $result : "died: $@";
            }
        )
    } 1 .. $count;
    return map { $_->join } @threads;
}

subtest 'copies of a connection' => sub {
    is_deeply [ in_threads(20, sub { $conn->get_uri }) ], [ ('test:///default') x 20 ], 'work in 20 threads';
    is $conn->get_uri, 'test:///default', 'and afterwards in the first';
};

subtest 'copies of other objects' => sub {
    is_deeply [ in_threads(5, sub { $domain->get_name . $domain->get_id }) ], [ ('test1') x 5 ], 'a domain';
    is_deeply [ in_threads(5, sub { ref $stream }) ], [ ('Sys::Virt::Stream') x 5 ], 'a stream';
    is $domain->get_name, 'test', 'the first one works';
};

subtest 'a thread that releases its copies' => sub {
    is_deeply [ in_threads(5, sub { $domain->DESTROY; $conn->DESTROY; $$domain + $$conn }) ], [ (0) x 5 ],
        'by hand';
    is_deeply [ in_threads(5, sub { undef $domain; undef $conn; 'gone' }) ], [ ('gone') x 5 ],
        'with its variables';
    is $domain->get_name, 'test', 'the first one works';
    like $domain->get_xml_description, qr/<name>test</, 'and so does its connection';
};

subtest 'the first object is released while copies live' => sub {
    my $other = test_connection();
    my $object = $other->get_domain_by_name('test');
    my $go : shared = 0;
    my @threads = map {
        threads->create(
            sub {
                { lock $go; cond_wait($go) until $go }
                eval { $object->get_name . ' of ' . $other->get_type } // "died: $@";
            }
        )
    } 1 .. 3;
    undef $object;
    undef $other;
    { lock $go; $go = 1; cond_broadcast($go) }
    is_deeply [ map { $_->join } @threads ], [ ('test of TEST') x 3 ], 'the copies work';
};

subtest 'an object that was released before' => sub {
    my $gone = $conn->get_domain_by_name('test');
    $gone->DESTROY;
    is_deeply [
        in_threads(
            2,
            sub {
                eval { $gone->get_name };
                ref $@ && $@->code;
            }
        )
        ],
        [ (Sys::Virt::Error::ERR_INVALID_DOMAIN) x 2 ], 'is released in each thread';
};

subtest 'objects made in threads' => sub {
    my @names = in_threads(
        5,
        sub {
            my $own = Sys::Virt->new(uri => 'test:///default');
            join ',', map { $_->get_name } $own->list_all_domains, $own->list_all_networks;
        }
    );
    is_deeply \@names, [ ('test,default') x 5 ], 'work';
};

subtest 'errors' => sub {
    my @errors = in_threads(
        5,
        sub {
            eval { $conn->get_domain_by_name('nobody') };
            "$@";
        }
    );
    is_deeply \@errors, [ ("libvirt error code: 42, message: Domain not found\n") x 5 ],
        'are those of the thread';
};

subtest 'constants' => sub {
    is_deeply [ in_threads(2, sub { Sys::Virt::Domain::STATE_RUNNING + Sys::Virt::Domain->STATE_PAUSED }) ],
        [ 4, 4 ], 'in each';
};

subtest 'subclasses' => sub {
    my $own = bless Sys::Virt->new(uri => 'test:///default'), 'My::Connection';
    is_deeply [ in_threads(2, sub { ref($own) . ' ' . $own->get_type }) ], [ ('My::Connection TEST') x 2 ],
        'keep their class';
};

subtest 'callbacks stay with the thread that registered them' => sub {
    my $calls : shared = 0;
    my $elsewhere = 0;
    my $first = threads->tid;
    Sys::Virt::Event::register_default();
    my $timer = Sys::Virt::Event::add_timeout(0, sub { $calls++; $elsewhere++ if threads->tid != $first });
    is_deeply [ in_threads(3, sub { 'done' }) ], [ ('done') x 3 ], 'threads come and go';
    Sys::Virt::Event::run_default() for 1 .. 3;
    Sys::Virt::Event::remove_timeout($timer);
    is $calls, 3, 'all calls';
    is $elsewhere, 0, 'here';
};

subtest 'a thread that is alive at the end' => sub {
    like perl_output(<<'PERL'), qr/^up\n(?:Perl exited with active threads:.*)?exit 0\z/s, 'of the program';
use threads;
$| = 1;
use Sys::Virt;
my $conn = Sys::Virt->new(uri => 'test:///default');
threads->create(sub { sleep 60 })->detach;
print "up\n";
PERL
};

package My::Connection;

BEGIN { our @ISA = 'Sys::Virt' }

package main;

done_testing;
