# Storage volumes of the test driver. See t/710-stream.t for what they hold.

use strict;
use warnings;

use lib 't/lib';

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
    is(Sys::Virt::StorageVol->_new(connection => $conn, path => $volume->get_path)->get_name, 'one',
        'by path');
    is(Sys::Virt::StorageVol->_new(connection => $conn, key => $volume->get_key)->get_name, 'one', 'by key');
    like exception { Sys::Virt::StorageVol->_new(connection => $conn) },
        qr/^name, key, path or xml parameters are required at .+ line \d+\.$/, 'by nothing';
};

done_testing;
