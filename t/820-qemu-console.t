# The console and the channels of a real guest: bytes go in and come out.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtGuest;
use SysVirtTest;

my $qemu = need_qemu();
need_daemon();
Sys::Virt::Event::register_default();

my $conn = Sys::Virt->new(uri => 'qemu:///system');
my $name = "sys-virt-test-console-$$";

# QEMU runs as another user.
my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
chmod 0755, $dir or die "chmod $dir: $!";
my $domain = $conn->create_domain(
    domain_xml(
        name => $name,
        type => 'qemu',
        devices => <<"XML" . boot_disk("$dir/echo", 'echo'),
<emulator>$qemu</emulator>
<controller type='usb' model='none'/>
<controller type='virtio-serial'/>
<serial type='pty'><target port='0'/><alias name='ua-serial'/></serial>
<console type='pty'><target type='virtio'/><alias name='ua-console'/></console>
<channel type='unix'><source mode='bind'/><target type='virtio' name='org.example.test'/></channel>
XML
    ),
    Sys::Virt::Domain::START_AUTODESTROY | Sys::Virt::Domain::START_PAUSED
);

# Reads until the text ends like this.
sub read_until {
    my ($stream, $end) = @_;
    my $text = '';
    while ($text !~ $end) {
        my $got = $stream->recv(my $bytes, 1024);
        last if $got <= 0;
        $text .= $bytes;
    }
    return $text;
}

subtest 'round trip' => sub {
    my $stream = $conn->new_stream;
    is_deeply [ $domain->open_console($stream, undef, 0) ], [], 'the first console';
    $domain->resume; # nobody would keep what the guest says before
    like read_until($stream, qr/>\z/), qr/>\z/, 'the guest speaks first';

    is $stream->send('Hello, World', 12), 12, 'what is sent';
    is read_until($stream, qr/.{12}\z/s), "hELLO\x0c\0wORLD", 'comes back as the guest makes it';

    my $all = join '', map { chr } 0 .. 255;
    my $answer = '';
    for my $chunk ($all =~ /.{16}/gs) {
        $stream->send($chunk, 16);
        $answer .= read_until($stream, qr/.{16}\z/s);
    }
    is $answer, $all ^ (' ' x 256), 'every byte';
    $stream->abort;
};

subtest 'a console that is taken' => sub {
    my ($first, $second, $third) = map { $conn->new_stream } 1 .. 3;
    $domain->open_console($first, 'ua-serial', 0);
    is_libvirt_error
        exception { $domain->open_console($second, 'ua-serial', Sys::Virt::Domain::OPEN_CONSOLE_SAFE) },
        Sys::Virt::Error::ERR_OPERATION_FAILED, 'is busy';
    $domain->open_console($third, 'ua-serial', Sys::Virt::Domain::OPEN_CONSOLE_FORCE);
    $third->send('a', 1);
    is read_until($third, qr/\w/), 'A', 'or is taken over';
    is ref exception { $first->send('b', 1); $first->recv(my $bytes, 1) for 1 .. 2 }, 'Sys::Virt::Error',
        'so that the first one ends';
    eval { $_->abort } for $first, $second, $third;
};

subtest 'with the event loop' => sub {
    my $stream = $conn->new_stream(Sys::Virt::Stream::NONBLOCK);
    $domain->open_console($stream, 'ua-serial', Sys::Virt::Domain::OPEN_CONSOLE_FORCE);
    my ($question, $answer) = ('abc' x 5, '');
    my ($read, $write) = (Sys::Virt::Stream::EVENT_READABLE, Sys::Virt::Stream::EVENT_WRITABLE);
    $stream->add_callback(
        $read | $write,
        sub {
            my ($self, $events) = @_;
            if ($events & $write) {
                my $sent = $self->send($question, length $question);
                substr $question, 0, $sent, '' if $sent > 0;
                $self->update_callback($read) unless length $question;
            }
            if ($events & $read) {
                my $got = $self->recv(my $bytes, 1024);
                $answer .= $bytes if $got > 0;
            }
        }
    );
    my $done = run_until(sub { length $answer >= 15 });
    is $answer, 'ABC' x 5, 'round trip';
    $stream->remove_callback;
    $stream->abort;
};

subtest 'other devices' => sub {
    my $stream = $conn->new_stream;
    $domain->open_console($stream, 'ua-console', 0);
    $stream->abort;

    $stream = $conn->new_stream;
    is_deeply [ $domain->open_channel($stream, 'org.example.test', 0) ], [], 'a channel';
    $stream->abort;

    is_libvirt_error exception { $domain->open_channel($conn->new_stream, 'no such channel') },
        Sys::Virt::Error::ERR_INTERNAL_ERROR, 'no such channel';
    is_libvirt_error exception { $domain->open_console($conn->new_stream, 'no such device') },
        Sys::Virt::Error::ERR_INTERNAL_ERROR, 'no such device';
};

subtest 'the guest ends' => sub {
    my $stream = $conn->new_stream;
    $domain->open_console($stream, undef, Sys::Virt::Domain::OPEN_CONSOLE_FORCE);
    $domain->destroy;
    my $got = eval { $stream->recv(my $bytes, 10) };
    ok !$got, 'and so does the stream';
    eval { $stream->abort };
};

done_testing;
