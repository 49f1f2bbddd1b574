package SysVirtLoop;

# A small event loop in Perl, for libvirt to use: what a program that has one of its own would write. It keeps a record of
# what libvirt asks of it.

use strict;
use warnings;

use IO::Poll qw(POLLERR POLLHUP POLLIN POLLOUT);
use List::Util 'min';
use Sys::Virt;
use Sys::Virt::Event;
use Time::HiRes ();

# The C module once wanted a loop to be derived from another class.
our @ISA = Sys::Virt::Event->isa('Sys::Virt::EventImpl') ? 'Sys::Virt::EventImpl' : 'Sys::Virt::Event';

# `free => 'at once'`: what libvirt gave is freed inside remove_handle and remove_timeout, and not at the end of a round.
sub new {
    my ($class, %given) = @_;
    return bless { free => 'later', last => 0, handles => {}, timers => {}, calls => [], gone => [], %given },
        $class;
}

sub add_handle {
    my ($self, $fd, $events, $cb, $opaque, $ff) = @_;
    $self->_record(@_[ 1 .. $#_ ]);
    $self->{handles}{ ++$self->{last} } = { fd => $fd, events => $events, given => [ $cb, $opaque, $ff ] };
    return $self->{last};
}

sub update_handle {
    my ($self, $id, $events) = @_;
    $self->_record(@_[ 1 .. $#_ ]);
    $self->{handles}{$id}{events} = $events if $self->{handles}{$id};
    return;
}

sub remove_handle {
    my ($self, $id) = @_;
    $self->_record(@_[ 1 .. $#_ ]);
    return $self->_remove('handles', $id);
}

sub add_timeout {
    my ($self, $frequency, $cb, $opaque, $ff) = @_;
    $self->_record(@_[ 1 .. $#_ ]);
    $self->{timers}{ ++$self->{last} } = { given => [ $cb, $opaque, $ff ] };
    $self->_set_timer($self->{last}, $frequency);
    return $self->{last};
}

sub update_timeout {
    my ($self, $id, $frequency) = @_;
    $self->_record(@_[ 1 .. $#_ ]);
    $self->_set_timer($id, $frequency) if $self->{timers}{$id};
    return;
}

sub remove_timeout {
    my ($self, $id) = @_;
    $self->_record(@_[ 1 .. $#_ ]);
    return $self->_remove('timers', $id);
}

sub is_idle {
    my $self = shift;
    return !%{ $self->{handles} } && !%{ $self->{timers} };
}

# One round: waits until something is due, and runs that.
sub run {
    my $self = shift;
    my @watched = grep { $self->{handles}{$_}{events} } sort { $a <=> $b } keys %{ $self->{handles} };
    my @poll = map {
        my $handle = $self->{handles}{$_};
        ($handle->{fd}, ($handle->{events} & 1 ? POLLIN : 0) | ($handle->{events} & 2 ? POLLOUT : 0))
    } @watched;
    my $due = min grep { defined } map { $_->{due} } values %{ $self->{timers} };
    my $wait = defined $due ? $due - Time::HiRes::time() : @{ $self->{gone} } ? 0 : 10;
    IO::Poll::_poll($wait > 0 ? 1 + int $wait * 1_000 : 0, @poll);

    my $now = Time::HiRes::time();
    for my $id (sort { $a <=> $b } keys %{ $self->{timers} }) {
        my $timer = $self->{timers}{$id} or next;
        next unless defined $timer->{due} && $timer->{due} <= $now;
        $self->_set_timer($id, $timer->{frequency});
        $self->_run_timeout_callback($id, @{ $timer->{given} }[ 0, 1 ]);
    }
    while (my ($fd, $happened) = splice @poll, 0, 2) {
        my $id = shift @watched;
        my $handle = $self->{handles}{$id} or next;
        my $events =
            ($happened & POLLIN ? 1 : 0) | ($happened & POLLOUT ? 2 : 0) | ($happened & POLLERR ? 4 : 0) |
            ($happened & POLLHUP ? 8 : 0);
        $self->_run_handle_callback($id, $fd, $events, @{ $handle->{given} }[ 0, 1 ]) if $events;
    }
    while (my $given = shift @{ $self->{gone} }) {
        $self->_free_callback_opaque(@$given[ 2, 1 ]);
    }
    return;
}

# The name of the method that was called, and its arguments: numbers as they are, and what is libvirt's as `given`.
sub _record {
    my ($self, @arguments) = @_;
    my $method = (caller 1)[3] =~ s/.*:://r;
    push @{ $self->{calls} }, join ' ', $method, map { ref ? 'given' : $_ // 'undef' } @arguments;
    return;
}

sub _remove {
    my ($self, $kind, $id) = @_;
    my $removed = delete $self->{$kind}{$id} or return -1;
    if ($self->{free} eq 'at once') { $self->_free_callback_opaque(@{ $removed->{given} }[ 2, 1 ]) }
    else { push @{ $self->{gone} }, $removed->{given} }
    return 0;
}

sub _set_timer {
    my ($self, $id, $frequency) = @_;
    my $timer = $self->{timers}{$id};
    $timer->{frequency} = $frequency;
    $timer->{due} = $frequency < 0 ? undef : Time::HiRes::time() + $frequency / 1_000;
    return;
}

1;
