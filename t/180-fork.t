# A child of fork: what it drops, and its end, are nothing to the connection of its parent.

use strict;
use warnings;

use lib 't/lib';

use POSIX ();
use Test::More;
use Sys::Virt;
use SysVirtTest;

need_daemon();

my $uri = 'test+unix:///default';

# Runs the code in a child, and gives its exit status. Without `$at_once`, its end runs all destructors.
sub in_child {
    my ($code, $at_once) = @_;
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        alarm 20;
        my $ok = eval { $code->() };
        warn $@ unless $ok;
        POSIX::_exit($ok ? 0 : 1) if $at_once;

        # Not the tests of the parent.
        Test::More->builder->no_ending(1);
        exit($ok ? 0 : 1);
    }
    waitpid $pid, 0;
    return $?;
}

subtest 'a child that drops everything' => sub {
    my $conn = Sys::Virt->new(uri => $uri);
    my $domain = $conn->get_domain_by_name('test');
    is in_child(sub { undef $domain; undef $conn; 1 }), 0, 'ends well';
    is $conn->is_alive, 1, 'the connection is alive';
    is $domain->get_info->{nrVirtCpu}, 2, 'the domain answers';
    is $conn->num_of_domains, 1, 'the connection answers';
};

subtest 'a child that releases by hand' => sub {
    my $conn = Sys::Virt->new(uri => $uri);
    my $domain = $conn->get_domain_by_name('test');
    is in_child(sub { $domain->DESTROY; $conn->DESTROY; 1 }, 1), 0, 'ends well';
    is $conn->num_of_domains, 1, 'the connection answers';
};

subtest 'a child that exits' => sub {
    my $conn = Sys::Virt->new(uri => $uri);
    my $domain = $conn->get_domain_by_name('test');
    my $stream = $conn->new_stream;
    is in_child(sub { 1 }), 0, 'ends well' for 1 .. 5;
    is $domain->get_info->{nrVirtCpu}, 2, 'the domain answers';
    is $conn->num_of_domains, 1, 'the connection answers';
};

subtest 'objects opened in the child' => sub {
    my $conn = Sys::Virt->new(uri => $uri);
    is in_child(
        sub {
            my $own = Sys::Virt->new(uri => $uri);
            my $domain = $own->get_domain_by_name('test');
            return $domain->get_info->{nrVirtCpu} == 2 && $own->num_of_domains == 1;
        }
        ),
        0, 'work';
    is in_child(
        sub {
            my $own = Sys::Virt->new(uri => 'test:///default');
            my $ok = $own->get_type eq 'TEST';
            undef $own;
            return $ok;
        }
        ),
        0, 'without a daemon, too';
    is $conn->num_of_domains, 1, 'the connection of the parent answers';
};

subtest 'a grandchild' => sub {
    my $conn = Sys::Virt->new(uri => $uri);
    is in_child(
        sub {
            my $own = Sys::Virt->new(uri => $uri);
            return in_child(sub { undef $own; undef $conn; 1 }) == 0 && $own->num_of_domains == 1;
        }
        ),
        0, 'spares the connection of the child';
    is $conn->num_of_domains, 1, 'and that of the parent';
};

subtest 'system and backticks' => sub {
    my $conn = Sys::Virt->new(uri => $uri);
    is system($^X, '-e', 'exit 0'), 0, 'system';
    is `$^X -e "print 42"`, 42, 'backticks';
    is $conn->num_of_domains, 1, 'the connection answers';
};

subtest 'an embedded driver' => sub {
    my $conn = test_connection();
    my $domain = $conn->create_domain(domain_xml(name => 'mine'));
    is in_child(sub { undef $domain; undef $conn; 1 }), 0, 'a child that drops everything';
    is in_child(sub { 1 }), 0, 'a child that exits';
    is $domain->get_name, 'mine', 'the domain is still there';
    is $conn->num_of_domains, 2, 'and the connection';
};

done_testing;
