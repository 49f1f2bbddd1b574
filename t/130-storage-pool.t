# Storage pools of the test driver.

use strict;
use warnings;

use lib 't/lib';

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
        { state => Sys::Virt::StoragePool::STATE_RUNNING, capacity => 100 << 30, allocation => 0,
        available => 100 << 30 },
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

done_testing;
