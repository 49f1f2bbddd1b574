package SysVirtLoops;

# The event loops that the tests try, all used in one way.

use strict;
use warnings;

use Exporter 'import';
use Sys::Virt;
use Sys::Virt::Event;
use Time::HiRes ();

our @EXPORT_OK = qw(loop_names missing new_loop);

# Name, the module that it needs, and how to register it: that gives the object, a sub that runs some of the loop, and one
# that makes the loop hand over what callbacks died of, where it does not die itself.
my %loops = (
    default => [
        undef,
        sub { Sys::Virt::Event::register_default(); return (undef, \&Sys::Virt::Event::run_default) }
    ],
    perl => [
        undef,
        sub {
            require SysVirtLoop;
            my $impl = SysVirtLoop->new(free => 'at once');
            Sys::Virt::Event::register($impl);
            return ($impl, sub { $impl->run });
        }
    ],
    AnyEvent => [ 'EV', sub { _any_event('EV') } ],
    'AnyEvent without EV' => [ 'AnyEvent', sub { _any_event('Perl') } ],
    'IO::Async' => [
        'IO::Async::Loop',
        sub {
            require Sys::Virt::EventImpl::IOAsync;
            my $loop = IO::Async::Loop->new;
            return (Sys::Virt::EventImpl::IOAsync->register, sub { $loop->loop_once(10) });
        }
    ],
    Mojo => [
        'Mojo::IOLoop',
        sub {
            require Sys::Virt::EventImpl::Mojo;
            return (
                Sys::Virt::EventImpl::Mojo->register,
                sub { Mojo::IOLoop->one_tick },
                sub {
                    my $died = shift;
                    Mojo::IOLoop->singleton->reactor->unsubscribe('error')
                        ->on(error => sub { $died->($_[1]) });
                }
            );
        }
    ],
);

sub loop_names { return sort keys %loops }

# What a loop lacks here, or undef. It is not loaded, for EV would share its kernel state with all children.
sub missing {
    my $module = $loops{ $_[0] }[0] or return;
    my $file = $module =~ s{::}{/}gr . '.pm';
    return grep({ -e "$_/$file" } grep { !ref } @INC) ? undef : $module;
}

# Registers the loop of that name. The hash: `impl`; `run`, some rounds; `until` a sub says so, or for some seconds: gives
# what the loop died of meanwhile, joined with `, `, and "none" where nothing did.
sub new_loop {
    my $name = shift;
    my ($impl, $run, $catch) = $loops{$name}[1]->();
    my @died;
    $catch->(sub { push @died, shift }) if $catch;
    my $until = sub {
        my $done = shift;
        my $end = Time::HiRes::time() + ($ENV{SYS_VIRT_TEST_LIMIT} || 60) / 20;
        my $timer = Sys::Virt::Event::add_timeout(20, sub { });
        until ($done->()) {
            push @died, $@ unless eval { $run->(); 1 };
            if (Time::HiRes::time() > $end) {
                push @died, 'too late';
                last;
            }
        }
        Sys::Virt::Event::remove_timeout($timer);
        $done->() or push @died, 'not done';
        my $what = join ', ', map { _name($_) } @died;
        @died = ();
        return $what || 'none';
    };
    return { name => $name, impl => $impl, run => $run, until => $until };
}

# An exception in few words, as any loop hands it over: Mojo makes a text of it.
sub _name {
    my $error = ref $_[0] ? ref $_[0] : $_[0];
    $error =~ s/^(?:Timer|I\/O watcher) failed: //;
    return $error =~ /^libvirt error code/ ? 'Sys::Virt::Error' : $error =~ s/\s+$//r;
}

# AnyEvent with EV, or with its own loop in Perl. EV warns of what a callback died of, unless it is told otherwise.
sub _any_event {
    my $model = shift;
    local $ENV{PERL_ANYEVENT_MODEL} = $model;
    require Sys::Virt::EventImpl::AnyEvent;
    AnyEvent::detect();
    die "AnyEvent uses $AnyEvent::MODEL" unless $AnyEvent::MODEL eq "AnyEvent::Impl::$model";
    my $run = sub {
        my $round = AnyEvent->condvar;
        my $timer = AnyEvent->timer(after => 0.01, cb => sub { $round->send });
        $round->recv;
    };
    my $catch = sub {
        my $died = shift;
        no warnings 'once';
        $EV::DIED = sub { $died->($@) };
    };
    return (Sys::Virt::EventImpl::AnyEvent->register, $run, $catch);
}

1;
