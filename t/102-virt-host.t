# What a connection tells of its host: models of CPUs, free pages, foreign configurations.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

subtest 'models of CPUs' => sub {
    my $conn = test_connection();
    my @models = $conn->get_cpu_model_names('x86_64');
    cmp_ok scalar @models, '>', 10, 'some';
    is scalar(grep { $_ eq 'qemu64' } @models), 1, 'one of them';
    is scalar $conn->get_cpu_model_names('x86_64', 0), $models[-1], 'the last one as a scalar';
    is_libvirt_error exception { $conn->get_cpu_model_names('none') }, Sys::Virt::Error::ERR_INVALID_ARG,
        'no such architecture';
};

subtest 'what CPUs have in common' => sub {
    my $conn = test_connection();
    my $cpu = '<cpu><arch>x86_64</arch><model>qemu64</model></cpu>';
    like $conn->baseline_cpu([ $cpu, $cpu ]), qr/<cpu mode='custom'.*<model fallback='forbid'>qemu64</s,
        'model';
    is_libvirt_error exception { $conn->baseline_cpu([]) }, Sys::Virt::Error::ERR_INVALID_ARG, 'of none';
    is_libvirt_error exception { $conn->compare_cpu($cpu) }, Sys::Virt::Error::ERR_NO_SUPPORT, 'comparison';
    is_libvirt_error exception { $conn->compare_hypervisor_cpu(undef, undef, undef, undef, $cpu) },
        Sys::Virt::Error::ERR_NO_SUPPORT, 'with a hypervisor';
    is_libvirt_error exception { $conn->baseline_hypervisor_cpu(undef, 'x86_64', undef, undef, [$cpu]) },
        Sys::Virt::Error::ERR_NO_SUPPORT, 'common with a hypervisor';
};

subtest 'pages' => sub {
    my $conn = test_connection();
    my @cells = $conn->get_node_free_pages([ 4, 2048 ], 0, 1);
    is_deeply [ map { $_->{cell} } @cells ], [ 0, 1 ], 'two cells';
    is_deeply [ sort keys %{ $_->{pages} } ], [ 2048, 4 ], 'two sizes' for @cells;
    like $_, qr/^\d+$/, 'a number' for map { values %{ $_->{pages} } } @cells;
    is_deeply [ map { $_->{cell} } $conn->get_node_free_pages([4], 1, 1) ], [1], 'one cell';
    is_libvirt_error exception { $conn->node_alloc_pages([ [ 2048, 1 ] ], 0, 0) },
        Sys::Virt::Error::ERR_NO_SUPPORT, 'allocation';
};

subtest 'what is not supported here' => sub {
    my $conn = test_connection();
    my @calls = (
        [ domain_xml_from_native => 'qemu-argv', '' ], [ domain_xml_to_native => 'qemu-argv', '<domain/>' ],
        ['get_node_sev_info'], ['get_storage_pool_capabilities'],
    );
    for my $call (@calls) {
        my ($method, @args) = @$call;
        is_libvirt_error exception { $conn->$method(@args) }, Sys::Virt::Error::ERR_NO_SUPPORT, $method;
    }
    is_libvirt_error exception { $conn->node_suspend_for_duration(0, 0) }, Sys::Virt::Error::ERR_NO_SUPPORT,
        'node_suspend_for_duration';
};

subtest 'sources of pools' => sub {
    my $conn = test_connection();
    my $xml = $conn->find_storage_pool_sources('netfs', "<source><host name='server'/></source>");
    like $xml, qr/^<sources>/, 'of a host';
    is_libvirt_error exception { $conn->find_storage_pool_sources('none', '<source/>') },
        Sys::Virt::Error::ERR_INTERNAL_ERROR, 'no such type';
};

done_testing;
