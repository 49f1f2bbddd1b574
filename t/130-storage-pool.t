# Storage pools of the test driver.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use SysVirtTest;

# The XML of a pool of the test driver, which touches no directory.
sub pool_xml {
    my $name = shift;
    return "<pool type='dir'><name>$name</name><target><path>/no/such/$name</path></target></pool>";
}

subtest 'lookup' => sub {
    my $conn = test_connection();
    my $pool = $conn->get_storage_pool_by_name('default-pool');
    is ref $pool, 'Sys::Virt::StoragePool', 'right class';
    is $pool->get_name, 'default-pool', 'name';
    is $conn->get_storage_pool_by_uuid($pool->get_uuid)->get_name, 'default-pool', 'by uuid of 16 bytes';
    is $conn->get_storage_pool_by_uuid($pool->get_uuid_string)->get_name, 'default-pool',
        'by uuid of 36 letters';
    is_libvirt_error exception { $conn->get_storage_pool_by_name('none') },
        Sys::Virt::Error::ERR_NO_STORAGE_POOL, 'none';
};

subtest 'info' => sub {
    my $pool = test_connection()->get_storage_pool_by_name('default-pool');
    is_deeply $pool->get_info,
        {
        state => Sys::Virt::StoragePool::STATE_RUNNING, capacity => 100 << 30, allocation => 0,
        available => 100 << 30
        },
        'of 64 bits';
    is $pool->is_active, 1, 'active';
    is $pool->is_persistent, 1, 'persistent';
    like $pool->get_xml_description, qr/\A<pool type='dir'>\n  <name>default-pool<.*<\/pool>\n\z/s, 'XML';
    is $pool->refresh, undef, 'refresh';
    is $pool->num_of_storage_volumes, 0, 'no volume';
};

subtest 'define, create, destroy, undefine' => sub {
    my $conn = test_connection();
    my $pool = $conn->define_storage_pool(pool_xml('pool'));
    is $pool->get_info->{state}, Sys::Virt::StoragePool::STATE_INACTIVE, 'inactive';
    is $conn->num_of_defined_storage_pools, 1, 'one defined';
    is_deeply [ $conn->list_defined_storage_pool_names(10) ], ['pool'], 'its name';
    is_deeply [ map { $_->get_name } $conn->list_defined_storage_pools ], ['pool'], 'the pool';

    is $pool->create, undef, 'create';
    is $pool->get_info->{state}, Sys::Virt::StoragePool::STATE_RUNNING, 'running';
    is $conn->num_of_storage_pools, 2, 'two active';
    is_deeply [ sort $conn->list_storage_pool_names(10) ], [ 'default-pool', 'pool' ], 'their names';
    is_deeply [ sort map { $_->get_name } $conn->list_storage_pools ], [ 'default-pool', 'pool' ],
        'the pools';
    is_deeply [ sort map { $_->get_name } $conn->list_all_storage_pools ], [ 'default-pool', 'pool' ], 'all';

    is $pool->get_autostart, 0, 'no autostart';
    is $pool->set_autostart(1), undef, 'set autostart';
    is $pool->get_autostart, 1, 'autostart';

    is $pool->destroy, undef, 'destroy';
    is $pool->is_active, 0, 'inactive';
    is $pool->undefine, undef, 'undefine';
    is_libvirt_error exception { $conn->get_storage_pool_by_name('pool') },
        Sys::Virt::Error::ERR_NO_STORAGE_POOL, 'gone';
};

subtest 'a transient pool' => sub {
    my $pool = test_connection()->create_storage_pool(pool_xml('brief'));
    is $pool->get_name, 'brief', 'name';
    is $pool->is_active, 1, 'active';
    is $pool->is_persistent, 0, 'not persistent';
};

subtest 'build and delete' => sub {
    my $pool = test_connection()->get_storage_pool_by_name('default-pool');
    my $code = Sys::Virt::Error::ERR_OPERATION_INVALID;
    is_libvirt_error exception { $pool->build }, $code, 'no build while it is active';
    is_libvirt_error exception { $pool->delete(Sys::Virt::StoragePool::DELETE_NORMAL) }, $code, 'nor delete';
};

subtest 'sources' => sub {
    my $conn = test_connection();
    my $xml = $conn->find_storage_pool_sources('logical', '<source/>');
    like $xml, qr/\A<sources>.*<device path='\/dev\/sda20'\/>.*<\/sources>\n\z/s, 'volume groups';
    is $conn->find_storage_pool_sources('logical', '<source/>', 0), $xml, 'with flags';
    is_libvirt_error exception { $conn->find_storage_pool_sources('iscsi', '<source/>') },
        Sys::Virt::Error::ERR_NO_SUPPORT, 'of a kind that has none';
    is_libvirt_error exception { $conn->get_storage_pool_capabilities }, Sys::Virt::Error::ERR_NO_SUPPORT,
        'the test driver tells of no kinds';
};

subtest '_new' => sub {
    my $conn = test_connection();
    my @where = (connection => $conn);
    my $uuid = $conn->get_storage_pool_by_name('default-pool')->get_uuid_string;
    is(Sys::Virt::StoragePool->_new(@where, name => 'default-pool')->get_uuid_string, $uuid, 'by name');
    is(Sys::Virt::StoragePool->_new(@where, uuid => $uuid)->get_name, 'default-pool', 'by uuid');
    is(Sys::Virt::StoragePool->_new(@where, xml => pool_xml('one'))->is_active, 1, 'a transient one');
    is(
        Sys::Virt::StoragePool->_new(@where, xml => pool_xml('two'), nocreate => 1, flags => 0)->is_active, 0,
        'a defined one'
    );
    like exception { Sys::Virt::StoragePool->_new(name => 'x') }, qr/^connection parameter is required at /,
        'no connection';
    like exception { Sys::Virt::StoragePool->_new(@where) },
        qr/^address, id or uuid parameters are required at /, 'no name';
};

subtest 'a daemon' => sub {
    need_daemon();
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    like $conn->get_storage_pool_capabilities,
        qr/\A<storagepoolCapabilities>.*<pool type='dir' supported='yes'>/s,
        'kinds of pools';
    is $conn->get_storage_pool_capabilities(0), $conn->get_storage_pool_capabilities, 'with flags';

    my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    my $pool = $conn->define_storage_pool(
        "<pool type='dir'><name>sys-virt-pool</name><target><path>$dir/pool</path>" . '</target></pool>');
    my $undefine = guard {
        eval { $pool->destroy };
        $pool->undefine
    };
    ok !-d "$dir/pool", 'no directory yet';
    is_deeply [ $pool->build(Sys::Virt::StoragePool::BUILD_NEW) ], [], 'build';
    ok -d "$dir/pool", 'there it is';
    is exception { $pool->build }, undef, 'build again';

    is $pool->create, undef, 'create';
    is $conn->get_storage_pool_by_target_path("$dir/pool")->get_name, 'sys-virt-pool', 'by path';
    is(
        Sys::Virt::StoragePool->_new(connection => $conn, target_path => "$dir/pool")->get_name,
        'sys-virt-pool',
        'by path in _new'
    );
    is_libvirt_error exception { $conn->get_storage_pool_by_target_path("$dir/none") },
        Sys::Virt::Error::ERR_NO_STORAGE_POOL, 'none';

    open my $file, '>', "$dir/pool/new" or die $!;
    print $file 'x' x 10;
    close $file;
    is scalar $pool->list_volumes, 0, 'no volume';
    is_deeply [ $pool->refresh ], [], 'refresh';
    my ($volume) = $pool->list_volumes;
    is $volume->get_name, 'new', 'a volume';
    is $conn->get_storage_pool_by_volume($volume)->get_name, 'sys-virt-pool', 'its pool';
    is(
        Sys::Virt::StoragePool->_new(connection => $conn, volume => $volume)->get_name, 'sys-virt-pool',
        'its pool in _new'
    );
    $volume->delete;

    $pool->destroy;
    is_deeply [ $pool->delete ], [], 'delete';
    ok !-d "$dir/pool", 'the directory is gone';
};

done_testing;
