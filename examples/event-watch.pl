#!/usr/bin/perl
# Shows what happens on a libvirt host, a line for each event, until Ctrl-C. See the end of this file.
use strict;
use warnings;
use feature 'state';

use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX 'strftime';
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtExample;

# What an event says beyond its name, in the order in which its handler gets it. Each has a label and, where it is a
# number with a name, the constants of that name: * stands for any words, ? for one. After | they are bits. What has no
# label here says nothing.
my %SAYS = (
    AGENT_LIFECYCLE => 'state:EVENT_AGENT_LIFECYCLE_STATE_* reason:EVENT_AGENT_LIFECYCLE_REASON_*',
    BALLOON_CHANGE => 'KiB',
    BLOCK_JOB => 'path type:BLOCK_JOB_TYPE_* status:BLOCK_JOB_?',
    BLOCK_JOB_2 => 'target type:BLOCK_JOB_TYPE_* status:BLOCK_JOB_?',
    BLOCK_THRESHOLD => 'target path threshold excess',
    CHANNEL_LIFECYCLE => 'state:EVENT_CHANNEL_LIFECYCLE_STATE_* reason:EVENT_CHANNEL_LIFECYCLE_REASON_*',
    DEVICE_ADDED => 'alias',
    DEVICE_REMOVAL_FAILED => 'alias',
    DEVICE_REMOVED => 'alias',
    DISK_CHANGE => 'old new alias reason:EVENT_DISK_*',
    GRAPHICS => 'phase:EVENT_GRAPHICS_? local remote auth subject',
    IO_ERROR => 'source alias action:EVENT_IO_ERROR_*',
    IO_ERROR_REASON => 'source alias action:EVENT_IO_ERROR_* reason',
    JOB_COMPLETED => 'statistics',
    MEMORY_DEVICE_SIZE_CHANGE => 'alias KiB',
    MEMORY_FAILURE => 'recipient:EVENT_MEMORY_FAILURE_RECIPIENT_* action:EVENT_MEMORY_FAILURE_ACTION_*'
        . ' flags|MEMORY_FAILURE_*',
    METADATA_CHANGE => 'type:METADATA_* namespace',
    MIGRATION_ITERATION => 'iteration',
    NIC_MAC_CHANGE => 'alias old new',
    PMSUSPEND => '',
    PMSUSPEND_DISK => '',
    PMWAKEUP => '',
    RTC_CHANGE => 'seconds',
    TRAY_CHANGE => 'alias reason:EVENT_TRAY_CHANGE_*',
    TUNABLE => 'values',
    VCPU_REMOVED => 'vcpu',
    WATCHDOG => 'action:EVENT_WATCHDOG_*',
);

# Likewise what stands in a hash.
my %FIELD = (family => 'EVENT_GRAPHICS_ADDRESS_*', operation => 'JOB_OPERATION_*');

my (%option, $conn, $uri, $closed, $done, @registered);
main_program(\&main);

sub main {
    options(\%option);
    $| = 1;
    local @SIG{qw(INT TERM)} = (sub { $done = 1 }) x 2;

    # The loop comes before the connection, which finds it then.
    Sys::Virt::Event::register_default();

    eval { watch(); 1 } or die 'cannot connect to ', $option{uri} // 'libvirt', ': ', message($@), "\n";
    until ($done) {
        Sys::Virt::Event::run_default();
        reconnect() if $closed && !$done;
    }
    release();
    return 0;
}

sub reconnect {
    show(connection => $uri, "closed: $closed");
    release();
    until ($done || eval { watch(); 1 }) {
        release();
        sleep 1;
    }
    return;
}

# Connects, and asks for all events that libvirt and its driver know.
sub watch {

    # A driver inside this process cannot be opened for reading only.
    $conn = Sys::Virt->new(uri => $option{uri}, readonly => ($option{uri} // '') !~ m{/embed\b});
    undef $closed;
    $conn->register_close_callback(sub { $closed = name('Sys::Virt', 'CLOSE_REASON_*', $_[1]) });

    # The daemon is asked now and then whether it is still there. Drivers without a daemon cannot do that.
    eval { $conn->set_keep_alive(5, 3) };
    for my $kind (qw(Domain Network NodeDevice Secret StoragePool)) {
        my $package = "Sys::Virt::$kind";
        my $words = lc($kind =~ s/\B(?=[A-Z])/_/r);
        my $register = $conn->can("${words}_event_register_any") or next;
        my $ids = names($package, 'EVENT_ID_*');
        for my $id (sort { $a <=> $b } keys %$ids) {
            my $event = $ids->{$id};
            my $handler = sub { event($package, $words, $event, @_[ 1 .. $#_ ]) };
            my $registered = eval { $conn->$register(undef, $id, $handler) };
            push @registered, [ "${words}_event_deregister_any", $registered ] if defined $registered;
            die $@ unless defined $registered || is_unknown($@);
        }
    }
    show(connection => $uri = $conn->get_uri, 'open');
    return;
}

# Lets go of the connection: what is registered would hold it.
sub release {
    return unless $conn;
    for (splice @registered) {
        my ($deregister, $id) = @$_;
        eval { $conn->$deregister($id) };
    }
    eval { $conn->unregister_close_callback };
    undef $conn;
    return;
}

# Whether that is the answer of a libvirt, or a driver, that does not have such an event.
sub is_unknown {
    my $error = shift;
    return ref $error
        && grep { $error->code == $_ } Sys::Virt::Error::ERR_NO_SUPPORT, Sys::Virt::Error::ERR_INVALID_ARG;
}

sub event {
    my ($package, $words, $event, $object, @said) = @_;
    my @details;
    if ($event eq 'LIFECYCLE') {
        my ($happened, $reason) = @said;
        my $name = names($package, 'EVENT_?')->{$happened} // $happened;
        my $reasons = names($package, "EVENT_${name}_*");
        @details = (in_words($name), %$reasons ? name($package, "EVENT_${name}_*", $reason) : ());
    } else {
        @details = details($package, $SAYS{$event}, @said);
    }
    show($words =~ tr/_/ /r, object_name($object), join ': ', in_words($event), join(', ', @details) || ());
    return;
}

# What an event says, each with its label.
sub details {
    my ($package, $says, @said) = @_;
    my @labels = split ' ', $says // 'more ' x @said;
    return map {
        my ($label, $kind, $pattern) = split /([:|])/, shift @labels;
        my $text =
             !$kind ? text($package, $_)
            : $kind eq ':' ? name($package, $pattern, $_)
            : join('+', bits($package, $pattern, $_)) || 'none';
        "$label $text";
    } @said[ 0 .. $#labels ];
}

sub text {
    my ($package, $value) = @_;
    return '-' unless defined $value;
    return '[' . join(', ', map { text($package, $_) } @$value) . ']' if ref $value eq 'ARRAY';
    return $value unless ref $value;
    return join ' ',
        map { "$_=" . ($FIELD{$_} ? name($package, $FIELD{$_}, $value->{$_}) : text($package, $value->{$_})) }
        sort keys %$value;
}

sub object_name {
    my $object = shift;
    return $object->can('get_name') ? $object->get_name : $object->get_uuid_string;
}

# The constants of a package that fit, by their value: what * or ? stands for.
sub names {
    my ($package, $pattern) = @_;
    my %any = ('*' => '([A-Z0-9_]+)', '?' => '([A-Z0-9]+)');
    my $regexp = join '', map { $any{$_} // quotemeta } split /([*?])/, $pattern;
    state %names;
    return $names{"$package $pattern"} //= do {
        no strict 'refs';
        +{ map { /\A$regexp\z/ ? ($package->$_ => $1) : () } keys %{"${package}::"} };
    };
}

sub name {
    my ($package, $pattern, $value) = @_;
    return in_words(names($package, $pattern)->{$value} // "number $value");
}

sub bits {
    my ($package, $pattern, $value) = @_;
    my $names = names($package, $pattern);
    return map { in_words($names->{$_}) } grep { $value & $_ } sort { $a <=> $b } keys %$names;
}

sub in_words { return lc shift =~ tr/_/ /r }

sub show {
    my ($kind, $name, $what) = @_;
    printf "%s  %-12s  %s  %s\n", strftime('%F %T', localtime), $kind, $name, $what;
    return;
}

1;

__END__

=encoding utf8

=head1 NAME

event-watch.pl - Show what happens on a libvirt host

=head1 SYNOPSIS

  event-watch.pl                          libvirt's default driver
  event-watch.pl --uri qemu:///system     the host's own QEMU domains
  event-watch.pl --uri test:///default    the test driver: nothing happens

=head1 DESCRIPTION

Prints a line for each event of a domain, a network, a node device, a secret or a storage pool: when it came, what kind
of object it is about, the name of that (the UUID of a secret), and what happened, with names where libvirt has
numbers.

  2026-01-31 12:00:00  connection    qemu:///system  open
  2026-01-31 12:00:07  domain        web  lifecycle: started, booted
  2026-01-31 12:00:09  domain        web  agent lifecycle: state connected
  2026-01-31 12:00:20  storage pool  images  refresh
  2026-01-31 12:01:30  domain        web  lifecycle: shutdown, guest
  2026-01-31 12:01:31  connection    qemu:///system  closed: eof

Events that the installed libvirt or the driver does not have are left out. When the connection breaks it is opened
again, once a second it is tried, and a line says so when it is open; what happened in between is not seen. Ctrl-C ends
the program, with the exit status 0.

=head1 OPTIONS

=over

=item --help

Show this text.

=item --uri URI

The host to watch.

=back

=head1 EXIT STATUS

0 after Ctrl-C; 1 if the host cannot be reached at first; 2 for wrong options.

=cut
