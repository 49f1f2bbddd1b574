#!/usr/bin/perl
# Connects this terminal with the serial console of a guest. See the end of this file.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX ();
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtExample;

use constant ALWAYS => Sys::Virt::Stream::EVENT_READABLE | Sys::Virt::Stream::EVENT_ERROR |
    Sys::Virt::Stream::EVENT_HANGUP;

# What the guest is still to get, when it said something, and why the program ends.
my ($typed, $heard, $end) = ('', time);

main_program(\&main);

sub main {
    my %option = (escape => '^]');
    options(\%option, 'device=s', 'escape|e=s', 'force|f', [ 1, 1 ]);
    my $escape = key($option{escape});

    # Before the connection, whose streams it runs.
    Sys::Virt::Event::register_default();
    my $conn = connection($option{uri});
    my $guest = $conn->get_domain_by_name($ARGV[0]);
    my $stream = $conn->new_stream(Sys::Virt::Stream::NONBLOCK);
    $guest->open_console(
        $stream, $option{device},
        $option{force} ? Sys::Virt::Domain::OPEN_CONSOLE_FORCE : 0
    );

    my $restore = raw_terminal();
    print STDERR 'Connected to ', $guest->get_name, "; $option{escape} leaves\r\n" if -t STDIN;
    my $done = eval { talk($stream, $escape); 1 };
    my $error = $@;
    $restore->();
    print STDERR "\n" if -t STDIN;
    die $error unless $done;
    eval { $stream->abort };
    die "the console is closed\n" if $end eq 'closed';
    return 0;
}

# Until the key is pressed, the console is closed, or the input has ended and the guest says no more.
sub talk {
    my ($stream, $escape) = @_;
    $stream->add_callback(ALWAYS, \&guest_is_ready);
    my $watch = Sys::Virt::Event::add_handle(
        fileno STDIN,
        Sys::Virt::Event::HANDLE_READABLE,
        sub {
            my $watch = shift;
            if (sysread STDIN, my $keys, 4096) {
                $end = 'left' if defined $escape && $keys =~ s/\Q$escape\E.*//s;
                $typed .= $keys;
                $stream->update_callback(ALWAYS | Sys::Virt::Stream::EVENT_WRITABLE) if length $typed;
            } else {
                Sys::Virt::Event::update_handle($watch, 0);
                $heard = time;
                Sys::Virt::Event::add_timeout(
                    500,
                    sub { $end //= 'silent' if !length $typed && time - $heard > 1 }
                );
            }
        }
    );
    Sys::Virt::Event::run_default() until defined $end && ($end ne 'left' || !length $typed);
    Sys::Virt::Event::remove_handle($watch);
    $stream->remove_callback;
    return;
}

# The guest has said something, or takes what was typed.
sub guest_is_ready {
    my ($stream, $events) = @_;
    if ($events & Sys::Virt::Stream::EVENT_READABLE) {
        my $got = $stream->recv(my $bytes, 65536);
        if ($got > 0) { print_all($bytes) }
        elsif ($got == 0) { $end = 'closed' }
        $heard = time;
    }
    if ($events & Sys::Virt::Stream::EVENT_WRITABLE) {
        my $sent = length $typed ? $stream->send($typed, length $typed) : 0;
        substr $typed, 0, $sent, '' if $sent > 0;
        $stream->update_callback(ALWAYS) unless length $typed;
    }
    $end = 'closed' if $events & (Sys::Virt::Stream::EVENT_ERROR | Sys::Virt::Stream::EVENT_HANGUP);
    return;
}

sub print_all {
    my $bytes = shift;
    while (length $bytes) {
        my $written = syswrite STDOUT, $bytes;
        die "cannot write: $!\n" unless defined $written;
        substr $bytes, 0, $written, '';
    }
    return;
}

# The key that is written like that.
sub key {
    my $text = shift;
    return undef if $text eq 'none';
    return chr(ord(uc $1) & 0x1f) if $text =~ /\A\^([\@A-Za-z\[\\\]^_])\z/;
    return $text if length $text == 1;
    die "--escape takes a key such as ^] or none, not $text\n";
}

# Each key goes to the guest as it is, Ctrl-C, too; what it answers is what is seen. Gives what makes it as before.
sub raw_terminal {
    return sub { }
        unless -t STDIN;
    my ($before, $raw) = map { POSIX::Termios->new } 1, 2;
    $_->getattr(fileno STDIN) for $before, $raw;
    $raw->setiflag(
        $raw->getiflag & ~(POSIX::BRKINT | POSIX::ICRNL | POSIX::INPCK | POSIX::ISTRIP | POSIX::IXON));
    $raw->setoflag($raw->getoflag & ~POSIX::OPOST);
    $raw->setlflag($raw->getlflag & ~(POSIX::ECHO | POSIX::ICANON | POSIX::IEXTEN | POSIX::ISIG));
    $raw->setattr(fileno STDIN, POSIX::TCSANOW);
    return sub { $before->setattr(fileno STDIN, POSIX::TCSANOW) };
}

__END__

=encoding utf8

=head1 NAME

console.pl - Connect the terminal with the console of a guest

=head1 SYNOPSIS

  console.pl [--uri URI] [--device ALIAS] [--escape KEY] [--force] GUEST

=head1 DESCRIPTION

What is typed goes to the serial console of a guest, and what that says is shown, until Ctrl-] is
pressed. Every other key reaches the guest, Ctrl-C, too.

Where the input is no terminal but a pipe, all of it is sent; the program ends when the guest has said
nothing for a second after that.

=head1 OPTIONS

=over

=item --device ALIAS

Another console, serial port or channel, by its alias in the description of the guest.

=item --escape KEY

The key that leaves: one character, C<^> and a letter for one with Ctrl, or C<none>.

=item --force

Take the console over from whoever has it.

=item --help

Show this text.

=item --uri URI

The host of the guest.

=back

=head1 EXIT STATUS

0 if the key was pressed or the input has ended; 1 if the guest closed the console, or something
failed; 2 for wrong options.

=cut
