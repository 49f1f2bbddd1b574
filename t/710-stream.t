# Streams of a real libvirtd: bytes into a storage volume and out again.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use Scalar::Util 'weaken';
use Test::More;
use Sys::Virt;
use SysVirtTest;

need_daemon();

my $size = 1 << 20;
my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $conn = Sys::Virt->new(uri => 'qemu:///system');
my $pool = $conn->create_storage_pool(
    "<pool type='dir'><name>sys-virt-test</name><target><path>$dir</path></target></pool>");

END {
    if ($pool) {
        $_->delete for $pool->list_all_volumes;
        $pool->destroy;
    }
}

# Bytes that differ from block to block.
my $content = substr join('', map { pack 'N', $_ * 2654435761 & 0xffffffff } 1 .. $size / 4), 0, $size;
my $count = 0;

# A new empty volume.
sub volume {
    my $name = 'vol' . ++$count;
    return $pool->create_volume("<volume><name>$name</name><capacity>$size</capacity>"
            . "<target><format type='raw'/></target></volume>");
}

# What the file of the volume holds.
sub stored {
    my $volume = shift;
    open my $file, '<:raw', $volume->get_path or die $volume->get_path . ": $!";
    local $/;
    return <$file>;
}

# A volume that holds `$content`.
my $full = volume();
{
    open my $file, '>:raw', $full->get_path or die "open: $!";
    print $file $content;
    close $file;
}

subtest 'send' => sub {
    my ($volume, $stream) = (volume(), $conn->new_stream);
    is_deeply [ $volume->upload($stream, 0, $size) ], [], 'upload';
    my ($sent, @returned) = (0);
    while ($sent < $size) {
        my $part = substr $content, $sent, 100_000;
        push @returned, $stream->send($part, length $part);
        $sent += $returned[-1];
    }
    is_deeply \@returned, [ (100_000) x 10, $size - 1_000_000 ], 'numbers of bytes';
    is $stream->finish, undef, 'finish';
    ok stored($volume) eq $content, 'right bytes';
};

subtest 'a length beyond the data' => sub {
    my ($volume, $stream) = (volume(), $conn->new_stream);
    $volume->upload($stream, 0, 10);
    is $stream->send('0123456789', 5), 5, 'fewer bytes than there are';
    is $stream->send('56789', 1000), 5, 'no more bytes than there are';
    $stream->finish;
    is substr(stored($volume), 0, 12), "0123456789\0\0", 'right bytes';

    for my $count (-1, 2**31, 2**32 + 1, ~0) {
        ($volume, $stream) = (volume(), $conn->new_stream);
        $volume->upload($stream, 0, 10);
        is $stream->send('0123456789', $count), 10, "nor with $count";
        $stream->finish;
        is substr(stored($volume), 0, 12), "0123456789\0\0", 'right bytes';
    }
};

subtest 'an offset' => sub {
    my ($volume, $stream) = (volume(), $conn->new_stream);
    $volume->upload($stream, $size - 3, 3);
    $stream->send('end', 3);
    $stream->finish;
    is substr(stored($volume), -5), "\0\0end", 'of an upload';

    $stream = $conn->new_stream;
    $volume->download($stream, $size - 4, 0);
    is $stream->recv(my $buffer, 100), 4, 'of a download';
    is $buffer, "\0end", 'right bytes';
    $stream->finish;
};

subtest 'recv' => sub {
    my ($stream, $all, $buffer) = ($conn->new_stream, '', '');
    is_deeply [ $full->download($stream, 0, 0) ], [], 'download';
    while ((my $got = $stream->recv($buffer, 65_536)) > 0) {
        $all .= substr $buffer, 0, $got;
    }
    is $stream->finish, undef, 'finish';
    is length $all, $size, 'number of bytes';
    ok $all eq $content, 'right bytes';
    is ref exception { $stream->finish }, 'Sys::Virt::Error', 'it is finished';
};

subtest 'send_all' => sub {
    my ($volume, $stream, $sent, @calls) = (volume(), $conn->new_stream, 0);
    $volume->upload($stream, 0, $size);
    my @returned = $stream->send_all(
        sub {
            push @calls, [ ref $_[0], $_[2] ];
            $_[1] = substr $content, $sent, $_[2];
            $sent += length $_[1];
            return length $_[1];
        }
    );
    is_deeply \@returned, [], 'returns nothing';
    is $calls[0][0], 'Sys::Virt::Stream', 'first argument';
    cmp_ok $calls[0][1], '>', 1000, 'third argument';
    is $stream->finish, undef, 'finish';
    ok stored($volume) eq $content, 'right bytes';
};

subtest 'a source that gives less than asked' => sub {
    my ($volume, $stream, @parts) = (volume(), $conn->new_stream, 'one', 'twothree', '4');
    $volume->upload($stream, 0, 20);
    $stream->send_all(sub { $_[1] = shift(@parts) // ''; return length $_[1] });
    $stream->finish;
    is substr(stored($volume), 0, 13), "onetwothree4\0", 'right bytes';
};

subtest 'a source that gives pieces of its own size' => sub {
    for my $piece (213_000, 256_000, $size - 1, 5 * $size) {
        my ($volume, $stream, $at) = (volume(), $conn->new_stream, 0);
        $volume->upload($stream, 0, $size);
        $stream->send_all(
            sub { $_[1] = substr $content, $at, $piece; $at += length $_[1]; return length $_[1] });
        $stream->finish;
        ok stored($volume) eq $content, "$piece bytes: all arrive";
    }
};

subtest 'a source that lies' => sub {
    my ($volume, $stream, $calls) = (volume(), $conn->new_stream, 0);
    $volume->upload($stream, 0, 1000);
    my $error = exception {
        $stream->send_all(sub { $_[1] = 'abc'; return $calls++ ? 0 : 500 })
    };
    eval { $stream->finish };
    ok stored($volume) =~ /\A(?:abc)?\0+\z/, 'sends no more than its buffer';
};

subtest 'recv_all' => sub {
    my ($stream, $all) = ($conn->new_stream, '');
    $full->download($stream, 0, 0);
    is_deeply [ $stream->recv_all(sub { $all .= substr $_[1], 0, $_[2]; return $_[2] }) ], [],
        'returns nothing';
    is $stream->finish, undef, 'finish';
    ok $all eq $content, 'right bytes';
};

subtest 'a sink that takes less than given' => sub {
    my ($stream, $all) = ($conn->new_stream, '');
    $full->download($stream, 0, 300_000);
    $stream->recv_all(
        sub { my $taken = $_[2] > 7_000 ? 7_000 : $_[2]; $all .= substr $_[1], 0, $taken; return $taken });
    $stream->finish;
    ok $all eq substr($content, 0, 300_000), 'right bytes';
};

subtest 'there and back' => sub {
    my ($volume, $up, $down, $sent, $all) = (volume(), $conn->new_stream, $conn->new_stream, 0, '');
    $volume->upload($up, 0, $size);
    $up->send_all(sub { $_[1] = substr $content, $sent, 1000; $sent += length $_[1]; return length $_[1] });
    $up->finish;
    $volume->download($down, 0, 0);
    $down->recv_all(sub { $all .= $_[1]; return $_[2] });
    $down->finish;
    ok $all eq $content, 'right bytes';
};

subtest 'handlers that die' => sub {
    my ($volume, $stream, $calls) = (volume(), $conn->new_stream, 0);
    $volume->upload($stream, 0, $size);
    is exception {
        $stream->send_all(sub { die "source\n" if $calls++; $_[1] = 'abc'; return 3 })
    }, "source\n", 'send_all';
    is $calls, 2, 'two calls';
    undef $stream;

    $stream = $conn->new_stream;
    $full->download($stream, 0, 0);
    is exception {
        $stream->recv_all(sub { die { code => 7 } })
    }
    ->{code}, 7, 'recv_all';
    undef $stream;
    is $full->get_info->{capacity}, $size, 'the connection works';
};

subtest 'handlers that refuse' => sub {
    my $stream = $conn->new_stream;
    $full->download($stream, 0, 0);
    is ref exception {
        $stream->recv_all(sub { -1 })
    }, 'Sys::Virt::Error', 'recv_all';
    $stream = $conn->new_stream;
    volume()->upload($stream, 0, $size);
    is ref exception {
        $stream->send_all(sub { -1 })
    }, 'Sys::Virt::Error', 'send_all';
    is $full->get_info->{capacity}, $size, 'the connection works';
};

subtest 'abort' => sub {
    my $stream = $conn->new_stream;
    $full->download($stream, 0, 0);
    $stream->recv(my $buffer, 10);
    is $stream->abort, undef, 'abort';
    is $full->get_info->{capacity}, $size, 'the connection works';
};

# Whether another process, the daemon's that moves the data, has the file of the volume open.
sub in_use {
    my $path = shift->get_path;
    return scalar grep { !m{^/proc/$$/} && (readlink($_) // '') eq $path } glob '/proc/[0-9]*/fd/*';
}

subtest 'a stream that goes out of scope' => sub {
    plan skip_all => 'the C module leaves it open' if is_c_module();
    plan skip_all => 'needs to see the files of the daemon' if $>;
    for my $what ('upload', 'download') {
        my ($volume, $stream) = (volume(), $conn->new_stream);
        $volume->$what($stream, 0, 0);
        $what eq 'upload' ? $stream->send('data', 4) : $stream->recv(my $buffer, 4);
        ok in_use($volume), "an unfinished $what";
        undef $stream;
        for (1 .. 100) { in_use($volume) ? select undef, undef, undef, 0.1 : last }
        ok !in_use($volume), 'is aborted';
    }
    is $full->get_info->{capacity}, $size, 'the connection works';
};

subtest 'a stream that does not block' => sub {
    my $stream = $conn->new_stream(Sys::Virt::Stream::NONBLOCK);
    $full->download($stream, 0, 0);
    my $buffer = 'as before';
    is $stream->recv($buffer, 10), -2, 'has nothing yet';
    is $buffer, 'as before', 'and leaves the buffer alone';
    $stream->abort;
};

# Where the bytes of a string are.
sub address { return unpack 'J', pack 'p', $_[0] }

subtest 'memory of recv' => sub {
    my ($stream, $buffer, @others) = ($conn->new_stream, '');
    $full->download($stream, 0, 0);
    $stream->recv($buffer, 10_000);
    my $address = address($buffer);
    for (1 .. 10) {
        push @others, 'x' x 10_000;
        $stream->recv($buffer, 10_000);
    }
    is address($buffer), $address, 'is the same each time';
    ok $buffer eq substr($content, 100_000, 10_000), 'right bytes';

    my $wide = 'y' x 50_000;
    $address = address($wide);
    $stream->recv($wide, 5_000);
    is address($wide), $address, 'is what the scalar has';
    ok $wide eq substr($content, 110_000, 5_000), 'right bytes';
    $stream->abort;
};

subtest 'memory of handlers' => sub {
    plan skip_all => 'the C module makes a new scalar for each call' if is_c_module();
    for my $what ('recv_all', 'send_all') {
        my ($stream, $calls, $same, $address, $weak) = ($conn->new_stream, 0, 0, 0);
        my $handler = sub {
            $_[1] .= substr $content, 0, $_[2] if $what eq 'send_all' && $calls < 5;
            $same++ if $weak && $weak == \$_[1] && $address == address($_[1]);
            weaken($weak = \$_[1]);
            $address = address($_[1]);
            $calls++;
            return length $_[1];
        };
        $what eq 'recv_all' ? $full->download($stream, 0, 0) : volume()->upload($stream, 0, 0);
        $stream->$what($handler);
        $stream->finish;
        cmp_ok $calls, '>', 3, "calls of $what";
        is $same, $calls - 1, 'have the same scalar, with the same memory';
        is $weak, undef, 'which nobody has afterwards';
    }
};

subtest 'handlers that keep what they are lent' => sub {
    my %keep = (
        'copies' => sub { my ($stream, $data) = @_; return $data },
        'references' => sub { return \$_[1] },
    );
    for my $what (sort keys %keep) {
        my ($stream, @kept) = ($conn->new_stream);
        $full->download($stream, 0, 0);
        $stream->recv_all(sub { push @kept, $keep{$what}->(@_); return $_[2] });
        $stream->finish;
        ok join('', map { ref ? $$_ : $_ } @kept) eq $content, $what;
    }

    my ($stream, $all) = ($conn->new_stream, '');
    my @spoil = (
        sub { $_[0] = undef },
        sub { $_[0] = [] },
        sub { $_[0] = 42 },
        sub { bless \$_[0] },
        sub { Internals::SvREADONLY($_[0], 1) },
        sub { $_[0] = "\x{263a}" },
        sub { my $long = "\x{263a}" x 100_000; $_[0] = $long },
    );
    $full->download($stream, 0, 0);
    $stream->recv_all(
        sub {
            my $taken = $_[2] > 100_000 ? 100_000 : $_[2];
            $all .= substr $_[1], 0, $taken;
            my $spoil = shift @spoil;
            $spoil->($_[1]) if $spoil;
            return $taken;
        }
    );
    $stream->finish;
    ok $all eq $content, 'or make something else of it';
    is_deeply \@spoil, [], 'each way';
};

subtest 'sources that give what is not their scalar' => sub {
    my $copy = substr $content, 0, 200_000;
    my ($kept, $expected, $at) = ('', '', 0);
    my @give = (
        sub { $_[1] = $copy },
        sub { $_[1] = 'kept'; $kept = \$_[1] },
        sub { $$kept = 'another'; $_[1] = "\x{263a}" },
        sub { $_[1] = 4711 },
        sub { $_[1] = bless [], 'Text' },
        sub { ($_[1] = 'an offset') =~ s/^an // },
    );
    my @bytes = ($copy, 'kept', "\xe2\x98\xba", '4711', 'overloaded value', 'offset');
    my ($volume, $stream) = (volume(), $conn->new_stream);
    $volume->upload($stream, 0, 0);
    $stream->send_all(sub { my $give = shift @give or return 0; $give->(@_); return length $bytes[ $at++ ] });
    $stream->finish;
    $expected = join '', @bytes;
    ok substr(stored($volume), 0, length $expected) eq $expected, 'right bytes';
};

subtest 'what may be sent' => sub {
    my $expected = '';
    my $send = sub {
        my ($what, $stream, $wanted) = @_[ 0, 1, 3 ];
        is $stream->send($_[2], length $wanted), length $wanted, $what;
        $expected .= $wanted;
    };
    my ($volume, $stream) = (volume(), $conn->new_stream);
    $volume->upload($stream, 0, $size);
    $send->('a part of a string', $stream, substr($content, 1_000, 2_000), substr $content, 1_000, 2_000);
    is $stream->send(substr($content, 3_000), 500), 500, 'the rest of a string';
    $expected .= substr $content, 3_000, 500;
    tie my $tied, 'Constant';
    $send->('a tied scalar', $stream, $tied, 'tied value');
    $send->('an object that is a string', $stream, bless([], 'Text'), 'overloaded value');
    $send->('a number', $stream, 4711, '4711');
    $send->('characters', $stream, "\x{263a}", "\xe2\x98\xba");
    $stream->finish;
    is substr(stored($volume), 0, length $expected), $expected, 'right bytes';
};

subtest 'several streams at once' => sub {
    my @streams = map { $conn->new_stream } 1 .. 3;
    my @all = ('') x 3;
    $full->download($_, 0, 100_000) for @streams;
    for my $round (1 .. 100) {
        for my $i (0 .. 2) {
            $streams[$i]->recv(my $buffer, 1_000);
            $all[$i] .= $buffer;
        }
    }
    $_->finish for @streams;
    is scalar(grep { $_ eq substr $content, 0, 100_000 } @all), 3, 'right bytes';
};

done_testing;

package Constant;

sub TIESCALAR { return bless [] }
sub FETCH { return 'tied value' }

package Text;

use overload '""' => sub { 'overloaded value' };
