# Whole files between a file and a volume of a real libvirtd: send_fd, recv_fd and their sparse forms, direct and as calls
# that do not block.

use strict;
use warnings;

use lib 't/lib';

use Digest::MD5 'md5_hex';
use File::Temp 'tempdir';
use IO::Handle;
use Test::More;
use Sys::Virt;
use Sys::Virt::Async;
use SysVirtTest;

need_daemon();

my $SPARSE_UPLOAD = Sys::Virt::StorageVol::VOL_UPLOAD_SPARSE_STREAM;
my $SPARSE_DOWNLOAD = Sys::Virt::StorageVol::VOL_DOWNLOAD_SPARSE_STREAM;

my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $conn = Sys::Virt->new(uri => 'qemu:///system');
my $pool = $conn->create_storage_pool(
    "<pool type='dir'><name>sys-virt-files</name><target><path>$dir</path></target></pool>");

END {
    if ($pool) {
        $_->delete for $pool->list_all_volumes;
        $pool->destroy;
    }
}

my $MIB = 1 << 20;
my $count = 0;

sub volume {
    my $size = shift;
    my $name = 'vol' . ++$count;
    return $pool->create_volume("<volume><name>$name</name><capacity>$size</capacity><allocation>0</allocation>"
            . "<target><format type='raw'/></target></volume>");
}

# A file of data, and of holes for numbers: its path.
sub file {
    my $path = temp_file('');
    open my $file, '+<:raw', $path or die $!;
    my $at = 0;
    for my $part (@_) {
        if ($part =~ /^\d+$/) { $at += $part }
        else {
            seek $file, $at, 0;
            print {$file} $part;
            $at += length $part;
        }
    }
    truncate $file, $at or die $!;
    close $file or die $!;
    return $path;
}

sub content {
    my $path = shift;
    open my $file, '<:raw', $path or die "$path: $!";
    local $/;
    return scalar <$file>;
}

sub blocks { return (stat shift)[12] * 512 }

# Runs a method of the stream, as it is or without blocking.
my %ways = (
    direct => sub { my ($stream, $method, @given) = @_; $stream->$method(@given) },
    async  => sub { my ($stream, $method, @given) = @_; $stream->async->$method(@given)->get },
);

my $noise = join '', map { pack 'N', ($_ * 2_654_435_761) & 0xffff_ffff } 1 .. $MIB;    # 4 MiB

for my $way (sort keys %ways) {
    my $run = $ways{$way};
    subtest "$way: there and back" => sub {
        my $volume = volume(length $noise);
        my $stream = $conn->new_stream;
        $volume->upload($stream, 0, 0);
        open my $source, '<:raw', file($noise) or die $!;
        is $run->($stream, 'send_fd', $source), length $noise, 'so many bytes';
        is tell $source, length $noise, 'the handle stands behind them' if $way eq 'direct';
        $stream->finish;
        is md5_hex(content($volume->get_path)), md5_hex($noise), 'they are in the volume';

        my $path = file();
        open my $target, '>:raw', $path or die $!;
        print {$target} 'first ';
        $stream = $conn->new_stream;
        $volume->download($stream, 0, 0);
        is $run->($stream, 'recv_fd', $target), length $noise, 'as many back';
        $stream->finish;
        if ($way eq 'direct') { print {$target} ' last' }
        close $target or die $!;
        is md5_hex(content($path)), md5_hex("first $noise" . ($way eq 'direct' ? ' last' : '')),
            'between what was written before and what is written then';
    };

    subtest "$way: holes" => sub {
        my @parts = (3 * $MIB, 'a' x $MIB, 8 * $MIB, 'b' x 5_000, 4 * $MIB);
        my $path = file(@parts);
        my $size = -s $path;
        my $volume = volume($size);
        my $stream = $conn->new_stream;
        $volume->upload($stream, 0, 0, $SPARSE_UPLOAD);
        open my $source, '<:raw', $path or die $!;
        is $run->($stream, 'sparse_send_fd', $source), $size, 'holes are counted';
        $stream->finish;
        is md5_hex(content($volume->get_path)), md5_hex(content($path)), 'the volume is the same';
        cmp_ok blocks($volume->get_path), '<', 2 * $MIB, 'and has the holes';

        my $copy = file();
        open my $target, '>:raw', $copy or die $!;
        $stream = $conn->new_stream;
        $volume->download($stream, 0, 0, $SPARSE_DOWNLOAD);
        is $run->($stream, 'sparse_recv_fd', fileno $target), $size, 'to a plain descriptor';
        $stream->finish;
        close $target;
        is md5_hex(content($copy)), md5_hex(content($path)), 'the file is the same';
        cmp_ok blocks($copy), '<', 2 * $MIB, 'and has the holes';

        pipe my $reader, my $writer or die $!;
        my $pid = fork // die $!;
        if (!$pid) {
            close $writer;
            local $/;
            require POSIX;
            POSIX::_exit(md5_hex(scalar <$reader>) eq md5_hex(content($path)) ? 0 : 1);
        }
        close $reader;
        $stream = $conn->new_stream;
        $volume->download($stream, 0, 0, $SPARSE_DOWNLOAD);
        $run->($stream, 'sparse_recv_fd', $writer);
        $stream->finish;
        close $writer;
        waitpid $pid, 0;
        is $?, 0, 'a pipe gets zeros for holes';
    };

    subtest "$way: progress" => sub {
        my $volume = volume(64 * $MIB);
        my $stream = $conn->new_stream;
        $volume->upload($stream, 0, 0);
        open my $source, '<:raw', file(map { $noise } 1 .. 16) or die $!;
        my @told;
        my $start = time;
        is $run->($stream, 'send_fd', $source, sub { push @told, @_ }), 64 * $MIB, 'all of it';
        Sys::Virt::Async->process;
        $stream->finish;
        is $told[-1], 64 * $MIB, 'the last tells all';
        is_deeply \@told, [ sort { $a <=> $b } @told ], 'more each time';
        cmp_ok scalar @told, '<=', 12 + 10 * (time - $start), 'about ten times a second at most';

        $stream = $conn->new_stream;
        $volume->upload($stream, 0, 0);
        pipe my $reader, my $writer or die $!;
        my $pid = fork // die $!;
        if (!$pid) {
            close $reader;
            $SIG{PIPE} = 'DEFAULT';
            while (1) { syswrite $writer, 'x' x 4_096; select undef, undef, undef, 0.005 }
        }
        close $writer;
        my $error = exception { $run->($stream, 'send_fd', $reader, sub { die "enough\n" }) };
        is $error, "enough\n", 'what the sub dies of ends the transfer';
        isa_ok exception { $stream->finish }, 'Sys::Virt::Error', 'of an aborted stream what finish dies of';
        kill KILL => $pid;
        waitpid $pid, 0;
    };

    subtest "$way: failures" => sub {
        my $volume = volume($MIB);
        my $stream = $conn->new_stream;
        $volume->upload($stream, 0, 0);
        open my $writes, '>', file() or die $!;
        like exception { $run->($stream, 'send_fd', $writes) }, qr/^cannot read the file: .* at \Q$0\E line \d+\.$/,
            'a file that cannot be read';
        $stream = $conn->new_stream;
        $volume->download($stream, 0, 0);
        open my $full, '>', '/dev/full' or die $!;
        like exception { $run->($stream, 'recv_fd', $full) }, qr/^cannot write the file: No space left/, 'a full disk';
        open my $memory, '<', \'text' or die $!;
        for my $bad ($memory, undef, 'no handle', [], -1) {
            like exception { $run->($conn->new_stream, 'send_fd', $bad) }, qr/^Sys::Virt::Stream::send_fd: the file has no file descriptor at \Q$0\E/,
                'no file';
        }
        like exception { $run->($conn->new_stream, 'send_fd', 9_999) },
            $way eq 'direct' ? qr/^cannot read the file: Bad file/ : qr/fd is not an open file descriptor/, 'not open';
        open my $program, '<', $0 or die $!;
        isa_ok exception { $run->($conn->new_stream, 'send_fd', $program) }, 'Sys::Virt::Error',
            'of a stream that was not started what it dies of';
        my $nonblock = $conn->new_stream(Sys::Virt::Stream::NONBLOCK);
        $volume->download($nonblock, 0, 0);
        open my $target, '>', file() or die $!;
        like exception { $run->($nonblock, 'recv_fd', $target) }, qr/does not block/, 'a stream that does not block';
    };
}

subtest 'a signal ends a transfer' => sub {
    my $volume = volume($MIB);
    my $stream = $conn->new_stream;
    $volume->upload($stream, 0, 0);
    pipe my $reader, my $writer or die $!;
    local $SIG{ALRM} = sub { die "alarm\n" };
    alarm 1;
    is exception { $stream->send_fd($reader) }, "alarm\n", 'while it waits for a pipe';
    alarm 60;
};

done_testing;
