# Coroutines (Coro) that are inside calls of this module at the same time, and leave them in any order.

use strict;
use warnings;

use lib 't/lib';

use Config;
use Test::More;

BEGIN {
    eval { require Coro; Coro->import; 1 } or plan skip_all => 'needs Coro';
}

use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

my $conn = test_connection();

# A scalar that lets other coroutines run for some turns when it is read. What it gives then: a value, or a sub's result.
{
    package Slow;
    sub TIESCALAR { my $class = shift; return bless [@_], $class }

    sub FETCH {
        my ($turns, $value) = @{ $_[0] };
        Coro::cede() for 1 .. $turns;
        return ref $value ? $value->() : $value;
    }
}

# An object that does so when its text is asked for.
{
    package SlowText;
    use overload '""' => sub { Coro::cede() for 1 .. ${ $_[0] }; 'test' }, fallback => 1;
}

sub slow { tie my $scalar, 'Slow', @_; return \$scalar }

# What each sub gave, or died of, in a coroutine of its own.
sub at_once {
    my @subs = @_;
    my @results;
    $_->join for map {
        my $at = $_;
        async { $results[$at] = eval { $subs[$at]->() } // "died: $@" }
    } 0 .. $#subs;
    return @results;
}

sub works { return is $conn->get_domain_by_name('test')->get_name, 'test', shift // 'and the next call works' }

subtest 'calls that end in another order than they began' => sub {
    for my $order ([ 1, 2, 3, 4 ], [ 4, 3, 2, 1 ], [ 2, 4, 1, 3 ], [ 1, 1, 1, 1 ]) {
        my @names = at_once(map { my $turns = $_; sub { $conn->get_domain_by_name(${ slow($turns, 'test') })->get_name } } @$order);
        is "@names", 'test test test test', "after @$order turns, of tied scalars";
        @names = at_once(map { my $turns = $_; sub { $conn->get_domain_by_name(bless \$turns, 'SlowText')->get_name } } @$order);
        is "@names", 'test test test test', "after @$order turns, of objects";
    }
    works;
};

subtest 'calls that get the tied scalar itself' => sub {
    my @names = at_once(map { my $slow = slow($_, 'test'); sub { $conn->get_domain_by_name($$slow)->get_name } } 3, 1, 2);
    is "@names", 'test test test', 'read it there';
    my @both = at_once(
        sub { tie my $name, 'Slow', 3, sub { die "of the first\n" }; $conn->get_domain_by_name($name)->get_name },
        sub { tie my $name, 'Slow', 1, 'test'; $conn->get_domain_by_name($name)->get_name },
        sub { tie my $name, 'Slow', 2, 'none'; $conn->get_domain_by_name($name)->get_name },
    );
    is $both[0], "died: of the first\n", 'one dies of its own exception';
    is $both[1], 'test', 'one returns';
    like $both[2], qr/^died: libvirt error code: 42,/, 'one fails';
    works;
};

subtest 'callbacks' => sub {
    Sys::Virt::Event::register_default();
    my @seen;
    my $timer;
    $timer = Sys::Virt::Event::add_timeout(0, sub {
        Sys::Virt::Event::remove_timeout($timer);
        push @seen, 'begun';
        Coro::cede() for 1 .. 3;
        push @seen, 'ended';
        die "of the callback\n";
    });
    my ($loop, $other) = at_once(
        sub { Sys::Virt::Event::run_default() until @seen; 'returned' },
        sub {
            for (1 .. 6) {
                push @seen, $conn->get_domain_by_name('test')->get_name;
                eval { $conn->get_domain_by_name('none') };
                Coro::cede();
            }
            'other';
        }
    );
    is $loop, "died: of the callback\n", 'its exception comes from the call that ran it';
    is $other, 'other', 'and from no other';
    like "@seen", qr/begun.*test.*ended/, 'though others ran meanwhile';
    works;
};

subtest 'authentication' => sub {
    my @classes = at_once(map {
        my $turns = $_;
        sub { ref Sys::Virt->new(uri => 'test:///default', auth => 1, credlist => [Sys::Virt::CRED_AUTHNAME], callback => sub { Coro::cede() for 1 .. $turns; 0 }) }
    } 3, 1, 2);
    is "@classes", 'Sys::Virt Sys::Virt Sys::Virt', 'of several connections';
};

subtest 'coroutines that are destroyed' => sub {
    plan skip_all => 'Coro itself fails there on a perl with DEBUGGING' if grep { $_ eq 'DEBUGGING' } Config::non_bincompat_options();
    my $in_argument = async { tie my $name, 'Slow', 1_000, 'test'; $conn->get_domain_by_name($name) };
    my $timer = Sys::Virt::Event::add_timeout(0, sub { Coro::cede() while 1 });
    my $in_callback = async { Sys::Virt::Event::run_default() while 1 };
    Coro::cede() for 1 .. 3;
    $in_argument->cancel;
    works 'inside a call';
    $in_callback->cancel;
    works 'inside a callback';
    Sys::Virt::Event::remove_timeout($timer);
    works;
};

subtest 'the end of the program' => sub {
    my $begin = <<'PERL';
use Coro;
use Sys::Virt;
our $conn = Sys::Virt->new(uri => 'test:///default');
{ package Slow; sub TIESCALAR { bless [$_[1]] } sub FETCH { Coro::cede() for 1 .. 4; $_[0][0]->() } }
sub called { my $sub = shift; async { tie my $name, 'Slow', $sub; $conn->get_domain_by_name($name) } }
PERL
    is perl_output("$begin my \@all = map { called(sub { exit 7 }) } 1 .. 3; \$_->join for \@all;"), 'exit ' . (7 << 8),
        'exit inside a call';
    is perl_output("$begin my \@all = map { called(sub { cede() while 1 }) } 1 .. 3; cede() for 1 .. 6; exit 5;"), 'exit ' . (5 << 8),
        'exit while others are inside calls';
    is perl_output("$begin our \@all = map { called(sub { cede() while 1 }) } 1 .. 3; cede() for 1 .. 6;"), 'exit 0',
        'its own end, too';
};

done_testing;
