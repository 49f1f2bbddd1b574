package Sys::Virt::Async;

use strict;

require Sys::Virt;
require Sys::Virt::Event;
require Sys::Virt::Future;
require Sys::Virt::Async::Object;

# The futures of calls on their way, and of times, by number; calls that nobody waits for and that have not come to their
# end; and the process that they belong to.
my (%calls, %times, %dropped);
my $process = $$;

# Our handle in the loop that libvirt has, while something is on its way.
my $watch;

for my $class (_classes()) {
    no strict 'refs';
    *{"${class}::async"} = \&Sys::Virt::Async::Object::of;
}

_serve(\&_started);
_starter(\&Sys::Virt::_open,      'Sys::Virt::Async::_start_open');
_starter(\&Sys::Virt::_open_auth, 'Sys::Virt::Async::_start_open_auth');

sub CLONE {
    $process = 0;
    _serve(\&_started);
    return;
}

# A call is about to start: its future.
sub _started {
    my $id = shift;
    _forget() if $process != $$;
    _look() unless defined $watch;
    my $future = $calls{$id} = Sys::Virt::Future->new;
    $future->on_cancel(sub { delete $calls{$id}; $dropped{$id} = 1 unless _cancel($id) });
    return $future;
}

# Has the loop that libvirt has, if any, look for news.
sub _look {
    _loop() or return;
    _loop_serves(1);
    $watch = Sys::Virt::Event::add_handle(_fd(), Sys::Virt::Event::HANDLE_READABLE(), sub { process() });
    return;
}

# Nothing is on its way any more.
sub _rest {
    Sys::Virt::Event::remove_handle($watch);
    undef $watch;
    _loop_serves(0);
    return;
}

# The process has forked, or this is another thread: what was on its way belongs to its parent.
sub _forget {
    my @lost = (values %calls, values %times);
    (%calls, %times, %dropped) = ();
    $process = $$;
    undef $watch;
    my $error = _error(Sys::Virt::Error::ERR_OPERATION_INVALID(), 'the call belongs to the process or thread that started it');
    for my $future (@lost) { $future->fail($error) unless $future->is_ready }
    return;
}

sub _error {
    my ($code, $message) = @_;
    return bless {
        level   => Sys::Virt::Error::LEVEL_ERROR(),
        code    => $code,
        domain  => Sys::Virt::Error::FROM_NONE(),
        message => $message,
    }, 'Sys::Virt::Error';
}

sub process {
    _forget() if $process != $$;
    my $count = 0;
    while (my ($kind, $id, $error) = _news()) {
        $count++;
        delete $dropped{$id} unless $kind;
        if ($kind) {
            my $future = delete $times{$id} or next;
            $future->fail(
                _error(Sys::Virt::Error::ERR_OPERATION_TIMEOUT(), 'the call was not done in time')
            );
        }
        elsif (defined $error) {
            my $future = delete $calls{$id} or next;
            $future->fail($error);
        }
        else {
            my $future  = delete $calls{$id};
            my @results = _results();
            $future->done(@results) if $future;
        }
    }
    _rest() if defined $watch && !%calls && !%times && !%dropped;
    return $count;
}

sub fd {
    return _fd();
}

sub wait {    ## no critic (ProhibitBuiltinHomonyms)
    my ($class, $seconds) = @_;
    my $count = process();
    return $count if $count || !defined $seconds && !%calls && !%times;
    return _round($seconds);
}

# Waits for something to happen, and sees to it.
sub _round {
    my $seconds = shift;
    if (_loop() ne 'default') {
        _wait($seconds);
        return process();
    }
    _look() unless defined $watch;
    my $alarm = defined $seconds ? _alarm($seconds) : undef;
    my $before = keys(%calls) + keys %times;
    Sys::Virt::Event::run_default();
    _clear_alarm($alarm) if defined $alarm;
    return process() + $before - keys(%calls) - keys %times;
}

# One step of a wait for a future.
sub _turn {
    return _forget() if $process != $$;
    return           if process();
    if (!%calls && !%times && _loop() ne 'default') {
        require Carp;
        local @Carp::Internal{qw(Sys::Virt::Future Future Future::PP Future::XS)} = (1) x 4;
        Carp::croak('nothing is on its way that could make this future ready');
    }
    _round();
    return;
}

# A future that fails after so many seconds.
sub _time_out {
    my $seconds = shift;
    _forget() if $process != $$;
    _look() unless defined $watch;
    my $id     = _alarm($seconds);
    my $future = $times{$id} = Sys::Virt::Future->new;
    $future->on_cancel(sub { delete $times{$id}; _clear_alarm($id) });
    return $future;
}

sub calls_per_connection {
    my ($class, $number) = @_;
    my ($calls, $threads) = _limits();
    _set_limits($number, $threads) if defined $number;
    return $calls;
}

sub threads {
    my ($class, $number) = @_;
    my ($calls, $threads) = _limits();
    _set_limits($calls, $number) if defined $number;
    return $threads;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Async - Calls that do not block

=head1 SYNOPSIS

  use Sys::Virt;
  use Sys::Virt::Async;

  my $conn = Sys::Virt->async->new(uri => 'test:///default')->get;
  my ($dom) = $conn->async->list_all_domains->get;

  # As many calls as there are, in the time of the longest.
  my $all = Future->needs_all(map { $dom->async->$_ } qw(get_info get_xml_description get_state));

  # A call that takes long, and what the program does meanwhile.
  my $saved = $dom->async->suspend;
  until ($saved->is_ready) {
      Sys::Virt::Async->wait(0.2);
  }
  $saved->get;    # the result, or what the call died of

  # A host that hangs ends in an exception, not in a program that hangs.
  my $xml = $dom->async->get_xml_description->timeout(5)->get;

=head1 DESCRIPTION

Loading this module gives each class of Sys::Virt a method C<async>. What that returns has the same
methods, which take the same arguments; each starts the call on a thread of its own, and returns a
L<Sys::Virt::Future> at once. The future is done with what the method returns in list context, or
fails with the very L<Sys::Virt::Error> that the method would throw. Nothing else changes: ordinary
calls on the same objects go on working, also while others are on their way.

No Perl runs on those threads. A program needs neither C<threads> nor an event loop for this, and
works with each loop that there is.

Loads L<Future> (Debian: libfuture-perl), which programs without this module do not need.

=head2 Starting

  my $future = $object->async->method(@arguments);
  my $future = Sys::Virt->async->new(uri => $uri);

Arguments are checked as ever, and what is wrong with them is thrown at once, before anything is
started. The values in a hash of parameters are looked at by the call: the future fails. Arguments
are copied, and objects live on for the call, so that the program may do with its own what it likes.

Calls start in the order in which they were made, and may overlap; C<then> and C<await> put one
after another. At most 16 run at a time on one connection (see L</calls_per_connection>), others
wait for their turn: so one host that hangs takes no thread from another. What libvirt tells no
connection of (node devices, network filters, streams) counts by itself. B<libvirtd> handles five
calls of a client at a time (C<max_client_requests> in its configuration) and reads no further
meanwhile: short calls do not notice, but five that take long, as migrations do, hold up a sixth.
Give these a connection of their own, and watch them on another.

=head2 Waiting

C<get> and C<await> of a future wait for it, and for whatever else comes meanwhile. They run C<%SIG>
handlers at once: C<die> in one ends the wait. Where libvirt's own loop is registered
(L<Sys::Virt::Event/register_default>), they run it.

Where a loop is registered, results arrive in it, and nothing is to be set up: libvirt's own, one of
the adapters (L<Sys::Virt::EventImpl::AnyEvent>, L<Sys::Virt::EventImpl::IOAsync>,
L<Sys::Virt::EventImpl::Mojo>), or one of the program's (L<Sys::Virt::EventImpl>). A wait outside of
a loop in Perl does not run that: its other events come afterwards. For any other loop there are
C<fd> and C<process>. With L<Future::AsyncAwait>, C<await> takes these futures as it does others.

=head2 Cancelling

C<cancel> of a future, and C<timeout>, which cancels what comes too late, drop the result: what it
would have brought is freed. A call that has not begun is never made. One that runs comes to its end
in libvirt, which offers no way to stop a call; until then it is one of those that run on its
connection. A job of a domain is told to end by L<Sys::Virt::Domain/abort_job>.

libvirt opens a connection for as long as it takes. So one to a host that accepts and then says nothing
keeps its thread, and what asks such a host again and again should keep the future of the attempt, and
see whether it C<is_ready>, not make another each time.

=head2 Authentication

The C<callback> of C<< Sys::Virt->async->new(auth => 1, ...) >> is called while the program waits,
or in its loop. What it dies of is what the future fails with.

=head2 The end of things

A program may end in any way while calls run: they are not waited for, and the exit status is the
program's own. A child process, and a thread of L<threads>, can make calls of its own, but those of
its parent remain the parent's: there such a future fails with C<ERR_OPERATION_INVALID> once somebody
waits for it. A C<fork> begins no call, and lets calls that run come to their end for up to 50
milliseconds, so that the child finds no lock taken in libvirt. Threads of this module end when
there has been no work for five seconds; they take no signals.

=head1 METHODS

=head2 calls_per_connection

  my $number = Sys::Virt::Async->calls_per_connection($number);

How many calls run at a time on one connection: 16, unless this is called with another number.
Returns what it was. Holds for the whole process.

=head2 fd

  my $fd = Sys::Virt::Async->fd;

A file descriptor that can be read when there is something to L</process>: for loops that libvirt
does not know. The program neither reads from it nor closes it. After a C<fork> it is another one.

=head2 process

  my $count = Sys::Virt::Async->process;

Takes what has arrived: futures become ready, and their callbacks are called. Never waits. Returns
how many calls and times were over.

Calls C<virEventRemoveHandle>.

=head2 threads

  my $number = Sys::Virt::Async->threads($number);

How many threads there may be in all: 512, unless this is called with another number. Returns what
it was. There are no more than there are calls.

=head2 wait

  my $count = Sys::Virt::Async->wait($seconds);

Waits until something has arrived, a signal's handler has run, or so many seconds are over, and
processes what there is; with libvirt's own loop, one round of that. Without C<$seconds> it waits
for ever, or returns 0 where no call is on its way. Returns as C<process> does.

Calls C<virEventAddHandle>, C<virEventRemoveHandle>, C<virEventRunDefaultImpl>.

=head1 WHAT DOES NOT COME AS A FUTURE

These throw, and say what to use. So does a method that a class of the program's has in Perl.

=head2 What registers a Perl sub

They do not block.

=over 4

=item Sys::Virt::domain_event_deregister

=item Sys::Virt::domain_event_deregister_any

=item Sys::Virt::domain_event_register

=item Sys::Virt::domain_event_register_any

=item Sys::Virt::network_event_deregister_any

=item Sys::Virt::network_event_register_any

=item Sys::Virt::node_device_event_deregister_any

=item Sys::Virt::node_device_event_register_any

=item Sys::Virt::Admin::register_close_callback

=item Sys::Virt::Admin::unregister_close_callback

=item Sys::Virt::qemu_monitor_event_deregister

=item Sys::Virt::qemu_monitor_event_register

=item Sys::Virt::register_close_callback

=item Sys::Virt::secret_event_deregister_any

=item Sys::Virt::secret_event_register_any

=item Sys::Virt::storage_pool_event_deregister_any

=item Sys::Virt::storage_pool_event_register_any

=item Sys::Virt::unregister_close_callback

=item Sys::Virt::Stream::add_callback

=item Sys::Virt::Stream::remove_callback

=item Sys::Virt::Stream::update_callback

=back

=head2 What would call a Perl sub for each piece

Use C<send_fd>, C<recv_fd> or their sparse forms.

=over 4

=item Sys::Virt::Stream::recv_all

=item Sys::Virt::Stream::send_all

=item Sys::Virt::Stream::sparse_recv_all

=item Sys::Virt::Stream::sparse_send_all

=back

=head2 What writes into a variable

Use C<recv_fd>, or C<add_callback> with a stream that does not wait.

=over 4

=item Sys::Virt::Stream::recv

=back

=head2 What changes the process

Calls run on threads of their own, and namespaces, labels and, in some hosts, control groups belong to a thread. The
program would stay outside of the container, and calls that come to the thread later would run inside.

=over 4

=item Sys::Virt::Domain::lxc_enter_cgroup

=item Sys::Virt::Domain::lxc_enter_namespace

=item Sys::Virt::Domain::lxc_enter_security_label

=back

=head1 SEE ALSO

L<Sys::Virt>, L<Sys::Virt::Future>, L<Sys::Virt::Event>, L<Future>, L<Future::AsyncAwait>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
