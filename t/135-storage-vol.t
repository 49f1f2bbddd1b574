# Storage volumes of the test driver. See t/710-stream.t for what they hold.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use SysVirtTest;

# The XML of a volume of one mebibyte.
sub volume_xml {
    my $name = shift;
    return "<volume><name>$name</name><capacity>1048576</capacity><allocation>0</allocation></volume>";
}

subtest 'create and lookup' => sub {
    my $conn = test_connection();
    my $pool = $conn->get_storage_pool_by_name('default-pool');
    my $volume = $pool->create_volume(volume_xml('one'));
    is ref $volume, 'Sys::Virt::StorageVol', 'right class';
    is $volume->get_name, 'one', 'name';
    is $volume->get_key, $volume->get_path, 'key';
    like $volume->get_path, qr/^\/.*\/one$/, 'path';

    is $pool->get_volume_by_name('one')->get_path, $volume->get_path, 'by name';
    is $conn->get_storage_volume_by_path($volume->get_path)->get_name, 'one', 'by path';
    is $conn->get_storage_volume_by_key($volume->get_key)->get_name, 'one', 'by key';
    is $conn->get_storage_pool_by_volume($volume)->get_name, 'default-pool', 'its pool';
    is(Sys::Virt->get_storage_pool_by_volume($volume)->get_name, 'default-pool', 'the volume will do');
    is_libvirt_error exception { $pool->get_volume_by_name('none') }, Sys::Virt::Error::ERR_NO_STORAGE_VOL,
        'none';
};

subtest 'info' => sub {
    my $volume =
        test_connection()->get_storage_pool_by_name('default-pool')->create_volume(volume_xml('one'));
    is_deeply $volume->get_info,
        { type => Sys::Virt::StorageVol::TYPE_FILE, capacity => 1048576, allocation => 0 }, 'info';
    like $volume->get_xml_description, qr/<name>one<.*<capacity unit='bytes'>1048576</s, 'XML';
};

subtest 'a clone of nothing' => sub {
    my $conn = test_connection();
    my $pool = $conn->get_storage_pool_by_name('default-pool');
    my $number = 0;
    for my $nothing ([], [undef], [''], [0], [ undef, 0 ]) {
        my $name = 'empty' . $number++;
        is $pool->clone_volume(volume_xml($name), @$nothing)->get_name, $name, 'is a new volume';
    }
    my $off = $conn->define_storage_pool(
        "<pool type='dir'><name>off</name><target><path>/off</path></target></pool>");
    is_libvirt_error exception { $off->clone_volume(volume_xml('none'), undef) },
        Sys::Virt::Error::ERR_OPERATION_INVALID, 'not in a pool that is off';
    like exception { $pool->clone_volume(volume_xml('none'), $pool) },
        qr/: clone is not a Sys::Virt::StorageVol object/, 'nor of what is no volume';
};

subtest 'lists' => sub {
    my $pool = test_connection()->get_storage_pool_by_name('default-pool');
    my $volume = $pool->create_volume(volume_xml('one'));
    my $clone = $pool->clone_volume(volume_xml('two'), $volume);
    is $clone->get_name, 'two', 'a clone';
    is $pool->num_of_storage_volumes, 2, 'number';
    is_deeply [ sort $pool->list_storage_vol_names(10) ], [ 'one', 'two' ], 'names';
    is_deeply [ sort map { $_->get_name } $pool->list_volumes ], [ 'one', 'two' ], 'volumes';
    is_deeply [ sort map { $_->get_name } $pool->list_all_volumes ], [ 'one', 'two' ], 'all volumes';
    is $volume->delete, undef, 'delete';
    is_deeply [ $pool->list_storage_vol_names(10) ], ['two'], 'one left';
};

subtest 'a private constructor that programs use' => sub {
    my $conn = test_connection();
    my $volume = $conn->get_storage_pool_by_name('default-pool')->create_volume(volume_xml('one'));
    is(
        Sys::Virt::StorageVol->_new(connection => $conn, path => $volume->get_path)->get_name, 'one',
        'by path'
    );
    is(Sys::Virt::StorageVol->_new(connection => $conn, key => $volume->get_key)->get_name, 'one', 'by key');
    like exception { Sys::Virt::StorageVol->_new(connection => $conn) },
        qr/^name, key, path or xml parameters are required at .+ line \d+\.$/, 'by nothing';
};

subtest '_new' => sub {
    my $conn = test_connection();
    my $pool = $conn->get_storage_pool_by_name('default-pool');
    my $volume = Sys::Virt::StorageVol->_new(pool => $pool, xml => volume_xml('one'));
    my $path = $volume->get_path;
    is(Sys::Virt::StorageVol->_new(pool => $pool, name => 'one')->get_path, $path, 'by name');
    is(Sys::Virt::StorageVol->_new(connection => $conn, path => $path)->get_name, 'one', 'by path');
    is(Sys::Virt::StorageVol->_new(connection => $conn, key => $path)->get_name, 'one', 'by key');
    is(
        Sys::Virt::StorageVol->_new(pool => $pool, xml => volume_xml('two'), clone => $volume)->get_name,
        'two',
        'a clone'
    );
    like exception { Sys::Virt::StorageVol->_new(name => 'one') }, qr/^pool parameter is required at /,
        'no pool';
    like exception { Sys::Virt::StorageVol->_new(path => $path) }, qr/^connection parameter is required at /,
        'no connection';
    like exception { Sys::Virt::StorageVol->_new },
        qr/^name, key, path or xml parameters are required at /, 'no name';
};

subtest 'what the test driver lacks' => sub {
    my $volume =
        test_connection()->get_storage_pool_by_name('default-pool')->create_volume(volume_xml('one'));
    my $code = Sys::Virt::Error::ERR_NO_SUPPORT;
    is_libvirt_error exception { $volume->resize(1) }, $code, 'resize';
    is_libvirt_error exception { $volume->wipe }, $code, 'wipe';
    is_libvirt_error exception { $volume->wipe_pattern(Sys::Virt::StorageVol::WIPE_ALG_ZERO) }, $code,
        'wipe_pattern';
    is_libvirt_error exception { $volume->get_info(1) }, $code, 'get_info with flags';
};

subtest 'a daemon' => sub {
    need_daemon();
    my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    my $pool = $conn->create_storage_pool(
        "<pool type='dir'><name>sys-virt-volume</name><target><path>$dir</path></target></pool>");
    my $destroy = guard { $_->delete for $pool->list_all_volumes; $pool->destroy };

    my $raw = $pool->create_volume(volume_xml('raw'));
    is_deeply $raw->get_info(Sys::Virt::StorageVol::GET_PHYSICAL),
        { type => Sys::Virt::StorageVol::TYPE_FILE, capacity => 1 << 20, allocation => 1 << 20 },
        'physical size';
    is_deeply [ $raw->resize(5 << 30) ], [], 'resize';
    is $raw->get_info->{capacity}, 5 << 30, 'a capacity of more than 32 bits';
    is exception { $raw->resize(1 << 20, Sys::Virt::StorageVol::RESIZE_DELTA) }, undef, 'by a difference';
    is $raw->get_info->{capacity}, (5 << 30) + (1 << 20), 'right capacity';
    is ref exception { $raw->resize(1 << 20) }, 'Sys::Virt::Error', 'no smaller without a flag';
    $raw->resize(4096, Sys::Virt::StorageVol::RESIZE_SHRINK);
    is $raw->get_info->{capacity}, 4096, 'but with it';

    open my $file, '+<', $raw->get_path or die $!;
    print $file 'secret' x 10;
    close $file;
    $pool->refresh;
    is_deeply [ $raw->wipe ], [], 'wipe';
    open $file, '<', $raw->get_path or die $!;
    is do { local $/; <$file> =~ tr/\0//c }, 0, 'nothing is left';
    is_deeply [ $raw->wipe_pattern(Sys::Virt::StorageVol::WIPE_ALG_ZERO, 0) ], [], 'wipe_pattern';

    my $qcow2 = $pool->create_volume(
        volume_xml('qcow2') =~ s/<\/volume>/<target><format type='qcow2'\/><\/target><\/volume>/r);
    is $qcow2->get_info->{capacity}, 1 << 20, 'a qcow2 volume';
    like $qcow2->get_xml_description, qr/<format type='qcow2'\/>/, 'says so';
    my $clone = $pool->clone_volume(volume_xml('clone'), $qcow2);
    is $clone->get_info->{capacity}, 1 << 20, 'a clone of it';
    is_deeply [ $qcow2->delete(Sys::Virt::StorageVol::DELETE_NORMAL) ], [], 'delete';
    is_libvirt_error exception { $qcow2->get_info }, Sys::Virt::Error::ERR_NO_STORAGE_VOL, 'gone';
};

done_testing;
