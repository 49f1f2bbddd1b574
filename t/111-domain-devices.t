# Disks and network interfaces of a domain: figures, limits, and what is refused.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

subtest 'counters' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $block = $domain->block_stats('vda');
    is_deeply [ sort keys %$block ], [qw(errs rd_bytes rd_req wr_bytes wr_req)],
        'of a disk, from the older call';
    like $block->{$_}, qr/^\d+$/, $_ for sort keys %$block;
    cmp_ok $block->{rd_bytes}, '>', 2**32, '64 bits';
    is_libvirt_error exception { $domain->block_stats('none') }, Sys::Virt::Error::ERR_INVALID_ARG,
        'no such disk';

    my $interface = $domain->interface_stats('testnet0');
    is_deeply [ sort keys %$interface ],
        [qw(rx_bytes rx_drop rx_errs rx_packets tx_bytes tx_drop tx_errs tx_packets)], 'of an interface';
    cmp_ok $interface->{tx_bytes}, '>', 2**32, '64 bits';
    is_libvirt_error exception { $domain->interface_stats('none') }, Sys::Virt::Error::ERR_INVALID_ARG,
        'no such interface';
};

subtest 'a disk' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is_deeply $domain->get_block_info('vda'),
        { capacity => 1099506450432, allocation => 1099511627776, physical => 1099511627776 }, 'sizes';
    is_deeply [ $domain->get_disk_errors ],
        [ { path => 'vda', error => Sys::Virt::Domain::DISK_ERROR_UNSPEC } ],
        'errors';
    is scalar($domain->get_disk_errors)->{path}, 'vda', 'the last one as a scalar';
};

subtest 'limits of a disk' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $limits = $domain->get_block_iotune('vda');
    is $limits->{total_bytes_sec}, 0, 'none';
    is $limits->{group_name}, '', 'no group';

    my %wanted = (
        Sys::Virt::Domain::BLOCK_IOTUNE_TOTAL_BYTES_SEC, 2**40,
        Sys::Virt::Domain::BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX, 2**41,
    );
    is $domain->set_block_iotune('vda', { %wanted, bogus => 'x' }), undef, 'set';
    $limits = $domain->get_block_iotune('vda');
    is $limits->{$_}, $wanted{$_}, $_ for sort keys %wanted;
    is_libvirt_error exception { $domain->set_block_iotune('vda', { %wanted, read_bytes_sec => 1 }) },
        Sys::Virt::Error::ERR_INVALID_ARG, 'total and read together';
    like exception { $domain->set_block_iotune('vda', 1) },
        qr/^Sys::Virt::Domain::set_block_iotune: newparams is not a HASH reference/, 'no hash';
};

subtest 'limits of an interface' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->get_interface_parameters('testnet0')->{'inbound.average'}, 0, 'none';
    is $domain->set_interface_parameters('testnet0', { Sys::Virt::Domain::BANDWIDTH_IN_AVERAGE, 1000 }),
        undef,
        'set';
    is $domain->get_interface_parameters('testnet0')->{'inbound.average'}, 1000, 'average';
};

subtest 'limits of all disks' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is_deeply $domain->get_blkio_parameters,
        {
        weight => 0,
        map { ("device_$_" => '') } qw(read_bytes_sec read_iops_sec weight write_bytes_sec write_iops_sec)
        },
        'none';
    is $domain->set_blkio_parameters({ Sys::Virt::Domain::BLKIO_WEIGHT, 500 }), undef, 'set';
    is $domain->get_blkio_parameters->{weight}, 500, 'weight';
};

subtest 'what is not supported here' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my @calls = (
        [ abort_block_job => 'vda' ], [ backup_begin => '<domainbackup/>', undef ],
        ['backup_get_xml_description'],
        [ block_commit => 'vda', 'base', 'top', 0 ], [ block_copy => 'vda', '<disk/>', { bandwidth => 1 } ],
        [ block_peek => 'vda', 0, 10 ], [ block_pull => 'vda', 0 ], [ block_rebase => 'vda', 'base', 0 ],
        [ block_resize => 'vda', 2**40 ], [ get_block_job_info => 'vda' ],
        [ set_block_job_speed => 'vda', 1 ],
        [ set_block_threshold => 'vda[1]', 2**40 ],
    );
    for my $call (@calls) {
        my ($method, @args) = @$call;
        is_libvirt_error exception { $domain->$method(@args) }, Sys::Virt::Error::ERR_NO_SUPPORT, $method;
        is_libvirt_error exception { $domain->$method(@args, 0) }, Sys::Virt::Error::ERR_NO_SUPPORT,
            "$method, with flags";
    }
};

subtest 'what newer versions of libvirt support' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my @calls = (
        [ announce_interface => 'testnet0', { rounds => 5 } ], [ del_throttle_group => 'group' ],
        [ set_throttle_group => 'group', { total_bytes_sec => 1 } ],
    );
    for my $call (@calls) {
        my ($method, @args) = @$call;
        next unless $domain->can($method);
        is_libvirt_error exception { $domain->$method(@args) }, Sys::Virt::Error::ERR_NO_SUPPORT, $method;
    }
    ok 1, 'no crash';
};

subtest 'devices' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is_unsupported { $domain->detach_device_alias('ua-none') } 'detach_device_alias';
};

done_testing;
