# Volumes of a real libvirtd behind file handles: with perl's operators, with modules and with other programs.

use strict;
use warnings;

use lib 't/lib';

use Digest::MD5 'md5_hex';
use Errno 'EAGAIN';
use File::Copy 'copy';
use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

need_daemon();
Sys::Virt::Event::register_default();

my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $conn = Sys::Virt->new(uri => 'qemu:///system');
my $pool = $conn->create_storage_pool(
    "<pool type='dir'><name>sys-virt-handle</name><target><path>$dir</path></target></pool>");

END {
    if ($pool) {
        $_->delete for $pool->list_all_volumes;
        $pool->destroy;
    }
}

my $MIB = 1 << 20;
my $volume = $pool->create_volume('<volume><name>vol</name><capacity>' . 4 * $MIB . '</capacity></volume>');

sub upload {
    my $stream = $conn->new_stream(@_);
    $volume->upload($stream, 0, 0);
    return $stream->handle;
}

sub download {
    my ($length, $flags) = @_;
    my $stream = $conn->new_stream($flags // 0);
    $volume->download($stream, 0, $length);
    return $stream->handle;
}

sub content {
    my $handle = download(@_);
    local $/;
    return scalar readline $handle;
}

my $bytes = join '', map { chr($_ & 255) } 1 .. $MIB;

subtest 'print' => sub {
    my $handle = upload();
    {
        local ($,, $\) = ('-', '!');
        ok print({$handle} 'a', 'b', 'c'), 'list';
    }
    ok printf({$handle} '%03d', 7), 'printf';
    ok $handle->say('line'), 'say';
    is syswrite($handle, 'abcdef', 3, 2), 3, 'syswrite';
    is syswrite($handle, 'xyz', 10, -2), 2, 'from its end';
    my $latin = "\xe4";
    utf8::upgrade($latin);
    ok print({$handle} $latin), 'a byte that perl keeps as two';
    my $text = "a-b-c!007line\ncdeyz\xe4";
    is tell $handle, length $text, 'tell';
    ok print({$handle} $bytes), 'more than one message has';
    ok close $handle, 'close';
    is content(length $text), $text, 'is there';
    is md5_hex(content($MIB + length $text)), md5_hex($text . $bytes), 'whole';
};

subtest 'autoflush and flush' => sub {
    my $handle = upload();
    ok !$handle->autoflush, 'was not so';
    print {$handle} 'now';
    ok $handle->autoflush(0), 'was so';
    print {$handle} 'later';
    ok $handle->flush, 'flush';
    ok close $handle, 'close';
    is content(8), 'nowlater', 'in order';
};

subtest 'with other programs' => sub {
    local $SIG{__WARN__} = sub { warn @_ if $_[0] !~ /^stat\(\) on unopened/ };    # File::Copy wants to know too much
    my $file = temp_file($bytes);
    open my $gzip, '-|', 'gzip', '-c', $file or die $!;
    my $handle = upload();
    ok copy($gzip, $handle), 'File::Copy to it';
    my $size = tell $handle;
    ok close $handle, 'close';

    my $copy = temp_file('');
    open my $gunzip, '|-', "gzip -dc > '$copy'" or die $!;
    $handle = download($size);
    ok copy($handle, $gunzip), 'File::Copy from it';
    ok close $gunzip, 'gzip is content' or diag $?;
    ok close $handle, 'close';
    open my $again, '<:raw', $copy or die $!;
    local $/;
    is md5_hex(<$again>), md5_hex($bytes), 'the same';
};

subtest 'with Archive::Tar' => sub {
    plan skip_all => 'needs Archive::Tar' unless eval { require Archive::Tar; 1 };
    my $tar = Archive::Tar->new;
    $tar->add_data('one', 'first');
    $tar->add_data('two', $bytes);
    my $handle = upload();
    ok $tar->write($handle), 'write';
    my $size = tell $handle;
    ok close $handle, 'close';
    $handle = download($size);
    my $read = Archive::Tar->new($handle);
    is_deeply [ sort map { $_->full_path } $read->get_files ], [ 'one', 'two' ], 'read';
    is md5_hex($read->get_content('two')), md5_hex($bytes), 'its content';
};

subtest 'lines' => sub {
    my @lines = map { "line $_\n" } 1 .. 50_000;
    my $handle = upload();
    print {$handle} $_ for @lines;
    ok close $handle, 'close';
    $handle = download(length join '', @lines);
    my $same = 1;
    for (@lines) { $same &&= $_ eq <$handle> }
    ok $same, 'as they were';
    ok eof $handle, 'and no more';
};

subtest 'errors' => sub {
    my $stream = $conn->new_stream;
    $volume->upload($stream, 0, 1_000);
    my $handle = $stream->handle;
    undef $stream;
    isa_ok exception { print {$handle} $bytes for 1 .. 6; close $handle }, 'Sys::Virt::Error',
        'more than was announced';
    isa_ok exception { close $handle }, 'Sys::Virt::Error', 'closing does not say that all is well';
    undef $handle;

    $handle = upload();
    print {$handle} 'begun';
    undef $handle;
    $handle = download(0);
    is read($handle, my $data, 10), 10, 'after one that was left alone';
    ok close $handle, 'what is left is dropped';
    is $conn->is_alive, 1, 'and the connection goes on';
};

subtest 'a stream that does not wait' => sub {
    my $handle = download(4 * $MIB, Sys::Virt::Stream::NONBLOCK);
    my ($all, $waited) = ('', 0);
    my $ended = run_until(
        sub {
            while (my $got = read $handle, my $data, 100_000) { $all .= $data }
            return 1 if eof $handle;
            $! == EAGAIN or die "read: $!";
            $waited++;
            return 0;
        }
    );
    ok $ended, 'comes to its end';
    cmp_ok $waited, '>', 0, 'says when there is nothing yet';
    is length $all, 4 * $MIB, 'gives all';
    ok close $handle, 'and closes';
};

done_testing;
