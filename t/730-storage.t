# Storage of a real libvirtd: raw and qcow2 volumes in pools of the file system, and a gibibyte with holes.

use strict;
use warnings;

use lib 't/lib';

use Digest::SHA;
use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use SysVirtTest;

need_daemon();
my ($qemu_img) = grep { -x } map { "$_/qemu-img" } split /:/, $ENV{PATH};
plan skip_all => 'needs qemu-img' unless $qemu_img;

my ($MIB, $GIB) = (1 << 20, 1 << 30);
my ($SEEK_DATA, $SEEK_HOLE) = (3, 4);
my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $conn = Sys::Virt->new(uri => 'qemu:///system');
my @pools;

END {
    for my $pool (@pools) {
        $_->delete for $pool->list_all_volumes;
        $pool->destroy;
        $pool->delete;
        $pool->undefine;
    }
}

# A new pool in a folder of its own.
sub pool {
    my $name = shift;
    my $pool = $conn->define_storage_pool(
        "<pool type='dir'><name>sys-virt-$name</name><target><path>$dir/$name</path></target></pool>");
    $pool->build(Sys::Virt::StoragePool::BUILD_NEW);
    $pool->create;
    push @pools, $pool;
    return $pool;
}

# The XML of a volume.
sub volume_xml {
    my ($name, $format, $capacity) = @_;
    return "<volume><name>$name</name><capacity>$capacity</capacity><allocation>0</allocation>"
        . "<target><format type='$format'/></target></volume>";
}

# The checksum of a file, for which a mebibyte of zeros is one word. What lies in a hole is not read.
sub checksum {
    my $path = shift;
    my ($digest, $zeros) = (Digest::SHA->new(256), "\0" x $MIB);
    open my $file, '<:raw', $path or die "$path: $!";
    for (my $at = 0; $at < -s $file; $at += $MIB) {
        my $data = sysseek($file, $at, $SEEK_DATA) // $at + $MIB;
        my $block = $zeros;
        if ($data < $at + $MIB) {
            sysseek $file, $at, 0;
            sysread $file, $block, $MIB;
        }
        $digest->add($block eq $zeros ? 'zeros' : $block);
    }
    return $digest->hexdigest;
}

# How many bytes of the disk a file takes.
sub space { return (stat shift)[12] * 512 }

# Moves a file into a volume. As in the examples, but without any care.
sub upload {
    my ($volume, $path) = @_;
    open my $file, '<:raw', $path or die "$path: $!";
    my ($stream, $size) = ($conn->new_stream, -s $file);
    my $section = sub {
        my $at = sysseek $file, 0, 1;
        my $data = sysseek($file, $at, $SEEK_DATA) // $size;
        my @section =
              $data > $at ? (0, $data - $at)
            : $at < $size ? (1, sysseek($file, $at, $SEEK_HOLE) - $at)
            : (0, 0);
        sysseek $file, $at, 0;
        return @section;
    };
    $volume->upload($stream, 0, $size, Sys::Virt::StorageVol::VOL_UPLOAD_SPARSE_STREAM);
    $stream->sparse_send_all(sub { sysread $file, $_[1], $_[2] }, $section, sub { sysseek $file, $_[1], 1 });
    $stream->finish;
    return;
}

# And out again.
sub download {
    my ($volume, $path) = @_;
    open my $file, '>:raw', $path or die "$path: $!";
    my $stream = $conn->new_stream;
    $volume->download($stream, 0, 0, Sys::Virt::StorageVol::VOL_DOWNLOAD_SPARSE_STREAM);
    $stream->sparse_recv_all(sub { syswrite $file, $_[1], $_[2] }, sub { sysseek $file, $_[1], 1 });
    $stream->finish;
    truncate $file, sysseek $file, 0, 1;
    return;
}

# Writes `$data` into a file at several places.
sub write_at {
    my ($path, $data, @places) = @_;
    open my $file, '+<:raw', $path or die "$path: $!";
    for my $place (@places) {
        seek $file, $place, 0;
        print $file $data;
    }
    close $file or die "$path: $!";
    return;
}

my ($first, $second) = map { pool($_) } 'first', 'second';
my $noise = join '', map { pack 'N', $_ * 2654435761 & 0xffffffff } 1 .. $MIB / 4;

subtest 'a gibibyte with holes' => sub {
    my $source = temp_file('');
    truncate $source, $GIB or die $!;
    write_at($source, $noise x 4, map { ($_ * 64 + 1) * $MIB } 0 .. 14);
    write_at($source, "the end\n", $GIB - 8);
    my $used = space($source);
    cmp_ok $used, '<', 70 * $MIB, 'it has few data';

    my $volume = $first->create_volume(volume_xml('large', 'raw', $GIB));
    upload($volume, $source);
    is -s $volume->get_path, $GIB, 'size of the volume';
    is checksum($volume->get_path), my $checksum = checksum($source), 'checksum of the volume';
    cmp_ok space($volume->get_path), '<=', $used + $MIB, 'the holes are kept';
    is $volume->get_info->{allocation}, space($volume->get_path), 'libvirt says so, too';

    my $target = temp_file('');
    download($volume, $target);
    is -s $target, $GIB, 'size of the file';
    is checksum($target), $checksum, 'checksum of the file';
    cmp_ok space($target), '<=', $used + $MIB, 'the holes are kept';
    unlink $source, $target;
    $volume->delete;
};

subtest 'an image of qcow2' => sub {
    my ($raw, $image) = map { temp_file('') } 1, 2;
    truncate $raw, 64 * $MIB;
    write_at($raw, $noise, 5 * $MIB, 50 * $MIB);
    system($qemu_img, 'convert', '-O', 'qcow2', '-f', 'raw', $raw, $image) == 0 or die 'qemu-img';

    my $volume = $first->create_volume(volume_xml('image', 'qcow2', $MIB));
    upload($volume, $image);
    is checksum($volume->get_path), checksum($image), 'its file goes into a volume as it is';
    $first->refresh;
    is $volume->get_info->{capacity}, 64 * $MIB, 'libvirt reads it';
    system($qemu_img, 'compare', '-q', '-f', 'raw', '-F', 'qcow2', $raw, $volume->get_path);
    is $?, 0, 'and it holds what it held';
    my $target = temp_file('');
    download($volume, $target);
    is checksum($target), checksum($image), 'comes out as it is';
};

subtest 'clones' => sub {
    my $image = $first->get_volume_by_name('image');
    my %clone = (
        'within a pool' => $first->clone_volume(volume_xml('same', 'qcow2', 64 * $MIB), $image),
        'across pools' => $second->clone_volume(volume_xml('other', 'qcow2', 64 * $MIB), $image),
        'of another format' => $second->clone_volume(volume_xml('raw', 'raw', 64 * $MIB), $image),
    );
    for my $what (sort keys %clone) {
        my $path = $clone{$what}->get_path;
        system($qemu_img, 'compare', '-q', $image->get_path, $path);
        is $?, 0, $what;
    }
    is $conn->get_storage_pool_by_volume($clone{'across pools'})->get_name, 'sys-virt-second', 'its pool';
    like exception { $second->clone_volume(volume_xml('raw', 'raw', $MIB), $image) },
        qr/'raw' already /,
        'not over another one';
};

subtest 'lookup' => sub {
    my $volume = $second->get_volume_by_name('other');
    my ($path, $key) = ($volume->get_path, $volume->get_key);
    is $path, "$dir/second/other", 'path';
    is $key, $path, 'key';
    is $conn->get_storage_volume_by_path($path)->get_name, 'other', 'by path';
    is $conn->get_storage_volume_by_key($key)->get_name, 'other', 'by key';
    is_libvirt_error exception { $conn->$_("$dir/none") }, Sys::Virt::Error::ERR_NO_STORAGE_VOL, $_
        for 'get_storage_volume_by_path', 'get_storage_volume_by_key';
    is_deeply [ sort map { $_->get_name } $second->list_all_volumes ], [ 'other', 'raw' ], 'all';
};

subtest 'resize' => sub {
    for my $name ('other', 'raw') {
        my $volume = $second->get_volume_by_name($name);
        is_deeply [ $volume->resize(5 * $GIB) ], [], $name;
        is $volume->get_info->{capacity}, 5 * $GIB, 'is larger';
        $volume->resize($MIB, Sys::Virt::StorageVol::RESIZE_DELTA);
        is $volume->get_info->{capacity}, 5 * $GIB + $MIB, 'by a difference';
    }
};

subtest 'wipe' => sub {
    my $new = sub {
        my $volume = $first->create_volume(volume_xml(shift, 'raw', $MIB));
        write_at($volume->get_path, $noise, 0);
        $first->refresh;
        return $volume;
    };
    my $content = sub {
        my $volume = shift;
        open my $file, '<:raw', $volume->get_path or die $!;
        local $/;
        return scalar <$file>;
    };
    my $volume = $new->('zeros');
    is_deeply [ $volume->wipe_pattern(Sys::Virt::StorageVol::WIPE_ALG_ZERO) ], [], 'with zeros';
    ok $content->($volume) eq "\0" x $MIB, 'that is what it holds';

    # The program that does it is one that libvirt calls.
    $volume = $new->('random');
    is_deeply [ $volume->wipe_pattern(Sys::Virt::StorageVol::WIPE_ALG_RANDOM, 0) ], [], 'with random bytes';
    my $wiped = $content->($volume);
    ok $wiped ne $noise && $wiped =~ /[^\0]/, 'that is what it holds';
    is_libvirt_error exception { $volume->wipe_pattern(99) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'an unknown one';
};

subtest 'what a pool says' => sub {
    my $info = $first->get_info;
    is $info->{state}, Sys::Virt::StoragePool::STATE_RUNNING, 'state';
    is $info->{capacity}, $info->{allocation} + $info->{available}, 'sizes';
    is $first->is_persistent, 1, 'persistent';
    $first->set_autostart(1);
    is $first->get_autostart, 1, 'autostart';
    $first->set_autostart(0);
    is_libvirt_error exception { $first->delete }, Sys::Virt::Error::ERR_OPERATION_INVALID,
        'no delete while it is active';
};

done_testing;
