# $SIG{__DIE__} and $^S: a handler is told of each exception once, where it is thrown, as if no eval of ours were there.

use strict;
use warnings;

use lib 't/lib';

use Carp ();
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

my $conn = test_connection();
Sys::Virt::Event::register_default();

{ package Tied; sub TIESCALAR { return bless [ $_[1] ] } sub FETCH { return main::inner($_[0][0]) } }
{ package Text; use overload '""' => sub { main::inner(${ $_[0] }) }, fallback => 1; }
{ package List; sub TIEARRAY { return bless [ $_[1] ] } sub FETCHSIZE { return 1 } sub FETCH { return main::inner($_[0][0]) } }

sub inner { return $_[0]->() }

# Ways in which Perl code runs below a call.
my %ways = (
    'a timer' => sub {
        my $code = shift;
        my $ran;
        my $timer = Sys::Virt::Event::add_timeout(0, sub { $ran++; inner($code) });
        my $guard = guard { Sys::Virt::Event::remove_timeout($timer) };
        Sys::Virt::Event::run_default() until $ran;
    },
    'an event' => sub {
        my $code = shift;
        my $ran;
        my $id = $conn->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, sub { $ran++ or inner($code) });
        my $guard = guard { $conn->domain_event_deregister_any($id) };
        my $domain = $conn->get_domain_by_name('test');
        $domain->suspend;
        $domain->resume;
        Sys::Virt::Event::run_default() for 1 .. 2;
    },
    'a tied scalar' => sub { tie my $name, 'Tied', shift; $conn->get_domain_by_name($name) },
    'an object' => sub { my $code = shift; $conn->get_domain_by_name(bless \$code, 'Text') },
    'a tied list' => sub { tie my @list, 'List', shift; $conn->get_all_domain_stats(0, \@list) },
    'authentication' => sub {
        my $code = shift;
        # The test driver asks nothing, so the credentials are read through a tie.
        tie my @list, 'List', $code;
        Sys::Virt->new(uri => 'test:///default', auth => 1, credlist => \@list, callback => sub { 0 });
    },
);

for my $way (sort keys %ways) {
    my $run = $ways{$way};
    subtest $way => sub {
        my @told;
        local $SIG{__DIE__} = sub { push @told, [ $_[0], $^S, Carp::longmess('') ] };
        eval { $run->(sub { die "thrown\n" }) };
        is $@, "thrown\n", 'the exception arrives';
        is @told, 1, 'the handler is told once';
        is $told[0][0], "thrown\n", 'of the exception';
        is $told[0][1], 1, 'inside an eval of the program';
        like $told[0][2], qr/main::inner\(/, 'with the frames that die';

        my @state;
        eval { $run->(sub { push @state, $^S; eval { push @state, $^S }; push @state, $^S; die "over\n" }) };
        is "@state[0 .. 2]", '1 1 1', '$^S below an eval';

        local $SIG{__DIE__} = sub { die "wrapped: $_[0]" };
        eval { $run->(sub { die "thrown\n" }) };
        is $@, "wrapped: thrown\n", 'what it throws instead is carried on';
        local $SIG{__DIE__} = sub { die { code => 5, of => $_[0] } };
        eval { $run->(sub { die "thrown\n" }) };
        is_deeply $@, { code => 5, of => "thrown\n" }, 'an object as well';

        @told = ();
        local $SIG{__DIE__} = sub { push @told, @_ };
        eval { $run->(sub { eval { die "inside\n" }; die "thrown\n" }) };
        is "@told", "inside\n thrown\n", 'of those in an eval of the callback, as ever';
    };
}

subtest 'without an eval of the program' => sub {
    my $begin = <<'PERL';
use Sys::Virt;
use Sys::Virt::Event;
$SIG{__DIE__} = sub { return if $^S; print "told: $_[0]"; exit 3 };
my $conn = Sys::Virt->new(uri => 'test:///default');
PERL
    is perl_output("$begin Sys::Virt::Event::register_default(); Sys::Virt::Event::add_timeout(0, sub { eval { die qq{no\\n} }; die qq{x\\n} }); Sys::Virt::Event::run_default() while 1;"),
        "told: x\nexit " . (3 << 8), 'a logger with `return if $^S` in a timer';
    is perl_output("$begin { package T; sub TIESCALAR { bless [] } sub FETCH { die qq{x\\n} } } tie my \$name, 'T'; \$conn->get_domain_by_name(\$name);"),
        "told: x\nexit " . (3 << 8), 'in a tied scalar';
    like perl_output("$begin \$conn->get_domain_by_name('none');"),
        qr/\Atold: libvirt error code: 42, message: .*\nexit 768\z/, 'of an error of libvirt';
};

subtest 'errors of this module' => sub {
    my @told;
    local $SIG{__DIE__} = sub { push @told, [ $_[0], $^S ] };
    eval { $conn->get_domain_by_name('none') };
    is @told, 1, 'an error of libvirt is told once';
    is ref $told[0][0], 'Sys::Virt::Error', 'as the object';
    is $told[0][1], 1, 'with $^S of the eval';
    @told = ();
    eval { $conn->get_domain_by_name({}) };
    is @told, 1, 'a bad argument, once';
    @told = ();
    my $timer = Sys::Virt::Event::add_timeout(0, sub { $conn->get_domain_by_name('none') });
    eval { Sys::Virt::Event::run_default() until @told };
    Sys::Virt::Event::remove_timeout($timer);
    is @told, 1, 'one in a callback, once';
    is ref $@, 'Sys::Virt::Error', 'and it is raised';
};

subtest 'callers' => sub {
    my $frames = sub { my @names; for (my $at = 0; my @frame = caller $at; $at++) { push @names, $frame[3] } return "@names" };
    my $seen;
    eval { $ways{'a timer'}->(sub { $seen = $frames->() }) };
    plan skip_all => 'older perls show our eval' if $] < 5.034;
    like $seen, qr/^main::__ANON__ main::__ANON__ main::inner main::__ANON__ main::__ANON__ \(eval\)/, 'the callback stands under the sub that ran it';
};

done_testing;
