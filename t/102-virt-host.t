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
        ['get_node_sev_info'], ['get_storage_pool_capabilities'], ['get_node_memory_parameters'],
        ['get_node_memory_stats'], [ set_node_memory_parameters => { shm_pages_to_scan => 1 } ],
        [ get_domain_capabilities => (undef) x 4 ], [ get_storage_pool_by_target_path => '/pool' ],
    );
    for my $call (@calls) {
        my ($method, @args) = @$call;
        is_unsupported { $conn->$method(@args) } $method;
    }
    is_libvirt_error exception { $conn->node_suspend_for_duration(0, 0) }, Sys::Virt::Error::ERR_NO_SUPPORT,
        'node_suspend_for_duration';
};

subtest 'what the host is' => sub {
    my $conn = test_connection();
    like $conn->get_sysinfo, qr/^<sysinfo type='smbios'>/, 'system information';
    is $conn->get_sysinfo, $conn->get_sysinfo(0), 'without flags';
};

subtest 'a domain with files' => sub {
    my $conn = test_connection();
    open my $file, '<', $0 or die "$0: $!";
    is $conn->create_domain_with_files(domain_xml(name => $_->[0]), $_->[1])->get_name, $_->[0],
        "$_->[0] starts"
        for [ none => [] ], [ one => [ fileno $file ] ];
    is scalar @{ [ $conn->list_domains ] }, 3, 'and run';
};

subtest 'a callback for when the connection closes' => sub {
    my $conn = test_connection();
    is $conn->register_close_callback(sub { }), undef, 'is registered';
    is $conn->unregister_close_callback, undef, 'and taken back';
    is $conn->unregister_close_callback, undef, 'twice without harm';
};

subtest 'sources of pools' => sub {
    my $conn = test_connection();
    my $xml = $conn->find_storage_pool_sources('netfs', "<source><host name='server'/></source>");
    like $xml, qr/^<sources>/, 'of a host';
    is_libvirt_error exception { $conn->find_storage_pool_sources('none', '<source/>') },
        Sys::Virt::Error::ERR_INTERNAL_ERROR, 'no such type';
};

done_testing;
