# Events of streams that do not wait.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

need_daemon();

# The C module checks no code and never lets go of a callback.
my $is_c = is_c_module();

# Before the connection: its socket is watched by this loop.
Sys::Virt::Event::register_default();

my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $conn = Sys::Virt->new(uri => 'qemu:///system');
my $pool = $conn->create_storage_pool(
    "<pool type='dir'><name>sys-virt-event</name><target><path>$dir</path></target></pool>");

END {
    if ($pool) {
        $_->delete for $pool->list_all_volumes;
        $pool->destroy;
    }
}

my ($READABLE, $WRITABLE) = (Sys::Virt::Stream::EVENT_READABLE, Sys::Virt::Stream::EVENT_WRITABLE);
my $content = join '', map { pack 'N', $_ } 1 .. 100_000;
my $size = length $content;
my $volume = $pool->create_volume("<volume><name>volume</name><capacity>$size</capacity></volume>");
{
    open my $file, '>:raw', $volume->get_path or die "open: $!";
    print $file $content;
    close $file or die $!;
}

# A stream of the volume that does not wait.
sub download {
    my $stream = $conn->new_stream(Sys::Virt::Stream::NONBLOCK);
    $volume->download($stream, 0, 0);
    return $stream;
}

subtest 'a download' => sub {
    my ($stream, $all, @calls, $end) = (download(), '');
    my @returned = $stream->add_callback(
        $READABLE,
        sub {
            push @calls, [@_];
            my $got = $stream->recv(my $data, 50_000);
            $all .= substr $data, 0, $got if $got > 0;
            if ($got == 0) {
                $stream->remove_callback;
                $end = 1;
            }
        }
    );
    is_deeply \@returned, [], 'add_callback returns nothing';
    ok run_until(sub { $end }), 'it ends';
    ok $all eq $content, 'right bytes';
    is ${ $calls[0][0] }, $$stream, 'first argument';
    is $calls[0][1] & $READABLE, $READABLE, 'second';
    is scalar(@{ $calls[0] }), 2, 'no more';
    is $stream->finish, undef, 'finish';
};

subtest 'an upload' => sub {
    my $to = $pool->create_volume("<volume><name>to</name><capacity>$size</capacity></volume>");
    my $stream = $conn->new_stream(Sys::Virt::Stream::NONBLOCK);
    $to->upload($stream, 0, 0);
    my ($at, $end) = (0);
    $stream->add_callback(
        $WRITABLE,
        sub {
            my $part = substr $content, $at, 60_000;
            my $sent = $stream->send($part, length $part);
            $at += $sent if $sent > 0;
            return if $at < $size;
            $stream->remove_callback;
            $end = 1;
        }
    );
    ok run_until(sub { $end }), 'it ends';
    is $stream->finish, undef, 'finish';
    open my $file, '<:raw', $to->get_path or die $!;
    ok do { local $/; <$file> eq $content }, 'right bytes';
};

subtest 'update_callback' => sub {
    my ($stream, @events) = (download());
    $stream->add_callback($WRITABLE, sub { push @events, $_[1]; $stream->update_callback($READABLE) });
    ok run_until(sub { @events >= 3 }), 'called';
    is $events[0] & $WRITABLE, $WRITABLE, 'as asked at first';
    is $events[2] & ($WRITABLE | $READABLE), $READABLE, 'as asked later';
    is_deeply [ $stream->update_callback(0) ], [], 'returns nothing';
    is_deeply [ $stream->remove_callback ], [], 'nor does remove_callback';
    isnt exception { $stream->remove_callback }, undef, 'twice';
    isnt exception { $stream->update_callback(1) }, undef, 'none to update';
    $stream->abort;
};

subtest 'one callback at a time' => sub {
    my $stream = download();
    $stream->add_callback($READABLE, sub { });
    isnt exception {
        $stream->add_callback($READABLE, sub { })
    }, undef, 'a second one';
    $stream->remove_callback;
    is exception {
        $stream->add_callback($READABLE, sub { })
    }, undef, 'after the first';
    $stream->remove_callback;
    $stream->abort;
    isnt exception {
        $conn->new_stream->add_callback($READABLE, sub { })
    }, undef, 'a stream of nothing';
    isnt exception { download()->add_callback($READABLE, 'no code') }, undef, 'no code' unless $is_c;
};

subtest 'a callback that dies' => sub {
    my ($stream, $calls) = (download(), 0);
    $stream->add_callback($READABLE, sub { $calls++; die { my => 'error' } });
    my $error = exception {
        run_until(sub { 0 })
    };
    is_deeply $error, { my => 'error' }, 'raises in the loop';
    is $calls, 1, 'at once';
    $stream->remove_callback;
    $stream->abort;
    is $volume->get_info->{capacity}, $size, 'the connection works';
};

subtest 'a callback is let go of' => sub {
    plan skip_all => 'the C module keeps it' if $is_c;
    for my $method ('remove_callback', 'abort') {
        my ($gone, $stream) = (0, download());
        {
            my $guard = guard { $gone++ };
            $stream->add_callback($READABLE, sub { $guard });
        }
        is $gone, 0, 'not before it is removed';
        $stream->$method;
        is $gone, 1, "but by $method";
    }

    my ($gone, $end, $stream) = (0, 0, download());
    {
        my $guard = guard { $gone++ };
        $stream->add_callback($READABLE, sub { $stream->remove_callback; $end = $gone; $guard });
    }
    run_until(sub { $gone });
    is $gone, 1, 'by itself, too';
    is $end, 0, 'when it has ended';
    $stream->abort;
};

done_testing;
