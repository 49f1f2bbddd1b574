package Bench::Proxy;

# A process between programs and a daemon: what comes on a connection goes on after a time, both ways, as over a line of that
# length. One process serves any number of connections.
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;
use POSIX ();
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

# Starts it. path: where it listens; target: the daemon's socket, or undef, and nothing is ever answered; delay: seconds.
sub new {
    my ($class, %params) = @_;
    my $listener = IO::Socket::UNIX->new(Local => $params{path}, Listen => 1024)
        or die "$params{path}: $!\n";
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        local $@;
        eval { _serve($listener, @params{qw(target delay)}, getppid); 1 } or print STDERR $@;
        POSIX::_exit(1);
    }
    return bless { pid => $pid, owner => $$ }, $class;
}

sub DESTROY {
    my $self = shift;
    return if $self->{owner} != $$;
    local ($?, $!);
    kill TERM => $self->{pid};
    waitpid $self->{pid}, 0;
    return;
}

sub _now { return clock_gettime(CLOCK_MONOTONIC) }

sub _serve {
    my ($listener, $target, $delay, $parent) = @_;
    local $SIG{PIPE} = 'IGNORE';
    my $select = IO::Select->new($listener);
    my (%peer, @due);
    while (getppid == $parent) {
        my $wait = @due ? $due[0][0] - _now() : 1;
        for my $from ($select->can_read($wait > 0 ? $wait : 0)) {
            if ($from == $listener) {
                my $client = $listener->accept or next;
                $select->add($client);
                next unless defined $target;
                my $daemon = IO::Socket::UNIX->new(Peer => $target) or die "$target: $!\n";
                $select->add($daemon);
                @peer{ $client, $daemon } = ($daemon, $client);
                next;
            }
            my $got = sysread $from, my $bytes, 65_536;
            $select->remove($from) unless $got;
            push @due, [ _now() + $delay, delete $peer{$from}, undef ] if !$got && $peer{$from};
            push @due, [ _now() + $delay, $peer{$from}, $bytes ] if $got && $peer{$from};
        }
        while (@due && $due[0][0] <= _now()) {
            my (undef, $to, $bytes) = @{ shift @due };
            if   (defined $bytes) { _write($to, $bytes) }
            else                  { shutdown $to, 1 }
        }
    }
    return;
}

# The sockets block, and what is asked and answered here is short.
sub _write {
    my ($to, $bytes) = @_;
    while (length $bytes) {
        my $sent = syswrite $to, $bytes;
        return unless $sent;
        substr $bytes, 0, $sent, '';
    }
    return;
}

1;
