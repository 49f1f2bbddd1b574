# Streams of a real libvirtd that leave out the holes of storage volumes.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use SysVirtTest;

need_daemon();

# The C module leaves a stream open where a handler dies, and believes a handler whatever it returns.
my $is_c = is_c_module();

my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $conn = Sys::Virt->new(uri => 'qemu:///system');
my $pool = $conn->create_storage_pool(
    "<pool type='dir'><name>sys-virt-sparse</name><target><path>$dir</path></target></pool>");

END {
    if ($pool) {
        $_->delete for $pool->list_all_volumes;
        $pool->destroy;
    }
}

# Data, a hole, data, a hole at the end: parts of a mebibyte.
my $MIB = 1 << 20;
my @parts = ([ 1, 'a' x $MIB ], [ 0, $MIB * 3 ], [ 1, "b\0" x ($MIB / 2) ], [ 0, $MIB * 2 ]);
my $size = $MIB * 7;
my $content = join '', map { $_->[0] ? $_->[1] : "\0" x $_->[1] } @parts;
my $count = 0;

# A new empty volume, which takes up nothing.
sub volume {
    my $name = 'vol' . ++$count;
    return $pool->create_volume(
              "<volume><name>$name</name><capacity>$size</capacity><allocation>0</allocation>"
            . "<target><format type='raw'/></target></volume>");
}

# A stream that is to fill a new volume, and the volume.
sub upload {
    my ($stream, $volume) = ($conn->new_stream, volume());
    $volume->upload($stream, 0, 0, Sys::Virt::StorageVol::VOL_UPLOAD_SPARSE_STREAM);
    return $stream, $volume;
}

# A stream of this volume.
sub download {
    my $volume = shift;
    my $stream = $conn->new_stream;
    $volume->download($stream, 0, 0, Sys::Virt::StorageVol::VOL_DOWNLOAD_SPARSE_STREAM);
    return $stream;
}

# What the file of the volume holds, and whether it has holes.
sub stored {
    my $volume = shift;
    open my $file, '<:raw', $volume->get_path or die $volume->get_path . ": $!";
    local $/;
    return scalar <$file>;
}
sub has_holes { return (stat shift->get_path)[12] * 512 < $MIB * 3 }

# The three handlers for a list of parts.
sub source {
    my @left = map { [@$_] } @_;
    my $part = sub { $left[0] || [ 0, 0 ] };
    my $length = sub { my $of = $part->(); $of->[0] ? length $of->[1] : $of->[1] };
    return (
        sub {
            my $of = $part->();
            $_[1] = $of->[0] ? substr $of->[1], 0, $_[2], '' : '';
            shift @left if $of->[0] && !length $of->[1];
            return length $_[1];
        },
        sub { return $part->()[0], $length->() },
        sub { $left[0][1] -= $_[1]; shift @left unless $left[0][1]; return 0 },
    );
}

# A volume that holds all the parts.
my $full = do {
    my ($stream, $volume) = upload();
    $stream->sparse_send_all(source(@parts));
    $stream->finish;
    $volume;
};

subtest 'sparse_send_all' => sub {
    my ($stream, $volume) = upload();
    my ($data, $hole, $skip) = source(@parts);
    my (@data, @holes, @skips);
    my @returned = $stream->sparse_send_all(
        sub { push @data, [ ref $_[0], scalar @_ ]; $data->(@_) },
        sub {
            push @holes, [ map { ref } @_ ];
            $hole->(@_);
        },
        sub { push @skips, [ ref $_[0], $_[1], scalar @_ ]; $skip->(@_) },
    );
    is_deeply \@returned, [], 'returns nothing';
    is $stream->finish, undef, 'finish';
    ok stored($volume) eq $content, 'right bytes';
    ok has_holes($volume), 'and holes';
    is_deeply $data[0], [ 'Sys::Virt::Stream', 3 ], 'arguments of the handler for data';
    is_deeply $holes[0], ['Sys::Virt::Stream'], 'of the one for holes';
    is_deeply \@skips, [ map { [ 'Sys::Virt::Stream', $_->[1], 2 ] } @parts[ 1, 3 ] ],
        'of the one that skips';
};

subtest 'sparse_recv_all' => sub {
    my ($stream, $all, @holes) = (download($full), '');
    my @returned = $stream->sparse_recv_all(
        sub { $all .= $_[1]; return $_[2] },
        sub { push @holes, [ ref $_[0], $_[1], scalar @_ ]; $all .= "\0" x $_[1]; return 0 },
    );
    is_deeply \@returned, [], 'returns nothing';
    is $stream->finish, undef, 'finish';
    ok $all eq $content, 'right bytes';
    is_deeply \@holes, [ map { [ 'Sys::Virt::Stream', $_->[1], 2 ] } @parts[ 1, 3 ] ], 'holes';
};

subtest 'send and send_hole' => sub {
    my ($stream, $volume) = upload();
    for my $part (@parts) {
        if (!$part->[0]) {
            is_deeply [ $stream->send_hole($part->[1]) ], [], 'send_hole';
            next;
        }
        my $data = $part->[1];
        while (length $data) { substr $data, 0, $stream->send($data, length $data), '' }
    }
    $stream->finish;
    ok stored($volume) eq $content, 'right bytes';
    ok has_holes($volume), 'and holes';
    is ref exception { $conn->new_stream->send_hole(10, 0) }, 'Sys::Virt::Error', 'a stream of nothing';
};

subtest 'recv and recv_hole' => sub {
    my ($stream, $all, @holes) = (download($full), '');
    while ((my $got = $stream->recv(my $data, 100_000, Sys::Virt::Stream::RECV_STOP_AT_HOLE)) != 0) {
        if ($got == -3) {
            push @holes, $stream->recv_hole(0);
            $all .= "\0" x $holes[-1];
            next;
        }
        $all .= substr $data, 0, $got;
    }
    $stream->finish;
    ok $all eq $content, 'right bytes';
    is_deeply \@holes, [ map { $_->[1] } @parts[ 1, 3 ] ], 'holes';
};

subtest 'a real file' => sub {
    my ($stream, $volume) = upload();
    open my $file, '<:raw', $full->get_path or die $!;
    my $section = sub {
        my ($hole, $data) = (4, 3);    # SEEK_HOLE and SEEK_DATA of Linux
        my $at = sysseek $file, 0, 1;
        my $start = sysseek $file, $at, $data;
        my @answer =
              !defined $start ? (0, $size - $at)
            : $start > $at ? (0, $start - $at)
            : (1, sysseek($file, $at, $hole) - $at);
        sysseek $file, $at, 0;
        return @answer;
    };

    # Both return what perl's own functions do: a position, which may be '0 but true'.
    $stream->sparse_send_all(sub { sysread $file, $_[1], $_[2] }, $section, sub { sysseek $file, $_[1], 1 });
    $stream->finish;
    ok stored($volume) eq $content, 'right bytes';
    ok has_holes($volume), 'and holes';
};

subtest 'sections of many pieces' => sub {
    my ($stream, $volume) = upload();
    my ($data, $hole, $skip) =
        source([ 1, 'a' x 300_000 ], [ 1, 'b' x 700_000 ], [ 0, 1000 ], [ 1, 'c' x 10 ]);
    my ($length, $calls, @sections) = (0, 0);
    $stream->sparse_send_all(
        sub {
            $calls++;
            return $data->(@_[ 0, 1 ], $_[2] > 70_000 ? 70_000 : $_[2]);
        },
        sub { push @sections, [ $hole->(@_) ]; @{ $sections[-1] } },
        $skip,
    );
    $stream->finish;
    is_deeply \@sections, [ [ 1, 300_000 ], [ 1, 700_000 ], [ 0, 1000 ], [ 1, 10 ], [ 0, 0 ] ],
        'each is asked for once';
    cmp_ok $calls, '>=', 5 + 10 + 1 + 1, 'piece by piece';
    my $expected = 'a' x 300_000 . 'b' x 700_000 . "\0" x 1000 . 'c' x 10;
    ok substr(stored($volume), 0, length $expected) eq $expected, 'right bytes';

    ($stream, $volume) = upload();
    my $left = 3;
    $stream->sparse_send_all(sub { return $left-- ? length($_[1] = 'x' x 100) : 0 }, sub { (1, $MIB) },
        sub { 0 });
    $stream->finish;
    is substr(stored($volume), 0, 302), 'x' x 300 . "\0\0", 'a source that ends in the middle of one';
};

subtest 'handlers that die' => sub {
    for my $at (0 .. 2) {
        my ($stream) = upload();
        my @handlers = source(@parts);
        $handlers[$at] = sub { die "handler $at\n" };
        is exception { $stream->sparse_send_all(@handlers) }, "handler $at\n",
            "number $at of sparse_send_all";
        next if $is_c;
        is ref exception { $stream->finish }, 'Sys::Virt::Error', 'the stream is aborted';
    }
    for my $at (0 .. 1) {
        my ($stream, @handlers) = (download($full), sub { $_[2] }, sub { 0 });
        $handlers[$at] = sub { die { at => $at } };
        is exception { $stream->sparse_recv_all(@handlers) }->{at}, $at, "number $at of sparse_recv_all";
    }
    is $full->get_info->{capacity}, $size, 'the connection works';
};

subtest 'handlers that refuse' => sub {
    for my $at (0 .. 2) {
        my ($stream) = upload();
        my @handlers = source(@parts);
        $handlers[$at] = sub { $at == 1 ? () : -1 };
        isnt exception { $stream->sparse_send_all(@handlers) }, undef, "number $at of sparse_send_all";
    }
    for my $at (0 .. 1) {
        my ($stream, @handlers) = (download($full), sub { $_[2] }, sub { 0 });
        $handlers[$at] = sub { -1 };
        isnt exception { $stream->sparse_recv_all(@handlers) }, undef, "number $at of sparse_recv_all";
    }
    is $full->get_info->{capacity}, $size, 'the connection works';
};

subtest 'handlers that return something else' => sub {
    plan skip_all => 'the C module takes it for 0' if $is_c;
    no warnings 'closed';
    open my $closed, '<', '/dev/null' or die $!;
    close $closed;
    my %wrong = (
        'what a failed call gives' =>
            [ sub { sysseek $closed, 0, 0 }, qr/^the handler's result is not an integer \(got undef\)/ ],
        'a word' => [ sub { 'word' }, qr/^the handler's result is not an integer \(got the string "word"\)/ ],
        'a reference' => [ sub { [] }, qr/^the handler's result is not .* \(got / ],
    );
    for my $what (sort keys %wrong) {
        my ($handler, $right) = @{ $wrong{$what} };
        for my $at (0, 2) {
            my ($stream) = upload();
            my @handlers = source(@parts);
            $handlers[$at] = $handler;
            like exception { $stream->sparse_send_all(@handlers) }, $right, "$what, from number $at";
        }
        my $stream = download($full);
        like exception { $stream->recv_all($handler) }, $right, "$what, from a sink";
        $stream = download($full);
        like exception {
            $stream->sparse_recv_all(sub { $_[2] }, $handler)
        }, $right, "$what, from one for holes";
        ($stream) = upload();
        like exception { $stream->send_all($handler) }, $right, "$what, from a source";
        is ref exception { $stream->finish }, 'Sys::Virt::Error', 'the stream is aborted';
    }

    my $holes = sub {
        my @returned = @_;
        my ($stream) = upload();
        return exception {
            $stream->sparse_send_all(sub { 0 }, sub { @returned }, sub { 0 })
        };
    };
    like $holes->(), qr/^the hole handler must return two values \(got 0\)/, 'no result';
    like $holes->(1), qr/^the hole handler must return two values \(got 1\)/, 'one result';
    like $holes->(1, 2, 3), qr/^the hole handler must return two values \(got 3\)/, 'three results';
    like $holes->(1, -5), qr/must not be negative \(got -5\)/, 'a negative length';
    like $holes->(1, 'long'), qr/is not an integer \(got the string "long"\)/, 'no length';
};

subtest 'handlers that return nothing' => sub {
    my ($stream, $volume) = upload();
    my ($data, $hole, $skip) = source(@parts);
    $stream->sparse_send_all($data, $hole, sub { $skip->(@_); return });
    $stream->finish;
    ok stored($volume) eq $content, 'have skipped';

    ($stream, $volume) = upload();
    my @give = ('one', 'two');
    $stream->send_all(sub { my $give = shift @give or return; $_[1] = $give; return 3 });
    $stream->finish;
    is substr(stored($volume), 0, 7), "onetwo\0", 'are at their end';

    my ($holes, $all) = (0, '');
    $stream = download($full);
    $stream->sparse_recv_all(sub { $all .= $_[1]; return $_[2] }, sub { $holes += $_[1]; return });
    is $holes, $MIB * 5, 'have taken a hole';

    $stream = download($full);
    return if $is_c;
    like exception {
        $stream->recv_all(sub { return })
    }, qr/^the handler's result is not an integer \(got undef\)/, 'but not data, which would never end';
};

subtest 'a source that gives pieces of its own size' => sub {
    plan skip_all => 'the C module sends what lies behind its data' if $is_c;

    # As a file whose holes are found from where it is read.
    for my $piece (256_000, 300_000, 3 * $MIB, 2 * length $content) {
        my ($stream, $volume) = upload();
        my ($at, $end) = (0, 0);
        my @ends = map { $end += $_->[0] ? length $_->[1] : $_->[1] } @parts;
        $stream->sparse_send_all(
            sub { $_[1] = substr $content, $at, $piece; $at += length $_[1]; return length $_[1] },
            sub {
                my ($section) = grep { $at < $ends[$_] } 0 .. $#parts;
                return defined $section ? ($parts[$section][0], $ends[$section] - $at) : (0, 0);
            },
            sub { $at += $_[1]; return 0 },
        );
        $stream->finish;
        ok stored($volume) eq $content, "$piece bytes: all arrive in their place";
    }
};

subtest 'a source that gives too much' => sub {
    plan skip_all => 'the C module sends what lies behind its data' if $is_c;
    my ($stream) = upload();
    like exception {
        $stream->send_all(sub { $_[1] = 'abc'; return 500 })
    }, qr/^the handler returned 500, but 3 bytes are there/, 'more than there is';
    is ref exception { $stream->finish }, 'Sys::Virt::Error', 'the stream is aborted';
};

subtest 'a sink that says it took too much' => sub {
    my ($stream, $all) = ($conn->new_stream, '');
    $full->download($stream, 0, 0);
    $stream->recv_all(sub { $all .= $_[1]; return 2 * $_[2] });
    $stream->finish;
    ok $all eq $content, 'took all';
};

subtest 'handlers that are no code' => sub {
    my @subs = (sub { 0 }) x 3;
    for my $at (0 .. 2) {
        my @handlers = @subs;
        $handlers[$at] = 'no code';
        isnt exception { $conn->new_stream->sparse_send_all(@handlers) }, undef, "number $at";
    }
    isnt exception { $conn->new_stream->sparse_recv_all($subs[0], undef) }, undef, 'nor undef';
};

done_testing;
