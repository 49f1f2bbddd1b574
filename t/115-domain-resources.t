# CPUs, memory and I/O threads of a domain: pinning, figures, statistics of many domains at once.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

subtest 'figures of the CPUs' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my ($total) = $domain->get_cpu_stats(-1, 1);
    ok exists $total->{$_}, "$_ of all together" for qw(cpu_time user_time);
    cmp_ok $total->{ Sys::Virt::Domain::CPU_STATS_CPUTIME() }, '>', 2**32, '64 bits';

    my @each = $domain->get_cpu_stats(0, 0);
    is_deeply [ map { [ sort keys %$_ ] } @each ], [ ([qw(cpu_time vcpu_time)]) x 2 ], 'each';
    is_deeply [ map { [ sort keys %$_ ] } ($domain->get_cpu_stats(1, 1))[0] ], [ [qw(cpu_time vcpu_time)] ],
        'the second one';
    is_libvirt_error exception { $domain->get_cpu_stats(-2, 1) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'no such CPU';
};

subtest 'pinning of the emulator' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->get_emulator_pin_info, "\xff\xff", 'any of 16 CPUs';
    is $domain->pin_emulator("\x03\x00"), undef, 'pin';
    is $domain->get_emulator_pin_info(0), "\x03\x00", 'two CPUs';
};

subtest 'memory' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $stats = $domain->memory_stats;
    is_deeply [ sort keys %$stats ],
        [
        qw(actual_balloon available disk_caches hugetlb_pgalloc hugetlb_pgfail last_update major_fault minor_fault),
        qw(rss swap_in swap_out unused usable)
        ],
        'names';
    is $stats->{actual_balloon}, $domain->get_info->{memory}, 'size';
    is $domain->set_memory_stats_period(5), undef, 'period';
    is_libvirt_error exception { $domain->memory_peek(0, 10) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'peek without flags';
    is length $domain->memory_peek(4096, 10, Sys::Virt::Domain::MEMORY_VIRTUAL), 10, 'peek';
};

subtest 'I/O threads' => sub {
    need_libvirt('9.0');
    my $domain = test_connection()->get_domain_by_name('test');
    is_deeply [ $domain->get_iothread_info ], [], 'none';
    is $domain->add_iothread(3), undef, 'add';
    my @threads = $domain->get_iothread_info;
    is_deeply \@threads, [ { number => 3, affinity => "\x03" } ], 'one, not pinned';
    is $domain->pin_iothread(3, "\x01\x00"), undef, 'pin';
    is + ($domain->get_iothread_info(0))[0]{affinity}, "\x01", 'pinned';
    is $domain->set_iothread(3, { Sys::Virt::Domain::IOTHREAD_PARAM_POLL_MAX_NS, 2**31 - 1, bogus => 1 }),
        undef, 'set';
    is $domain->del_iothread(3, 0), undef, 'delete';
    is_deeply [ $domain->get_iothread_info ], [], 'none';
    is_libvirt_error exception { $domain->del_iothread(3) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'no such thread';
};

subtest 'one virtual CPU' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is_libvirt_error exception { $domain->set_vcpu('0', 1) }, Sys::Virt::Error::ERR_NO_SUPPORT, 'set_vcpu';
};

subtest 'statistics of all domains' => sub {
    need_libvirt('9.0');
    my $conn = test_connection();
    my $domain = $conn->get_domain_by_name('test');
    $conn->define_domain(domain_xml(name => $_)) for 'one', 'two';

    my %all = map { ($_->{dom}->get_name => $_->{data}) } $conn->get_all_domain_stats(0);
    is_deeply [ sort keys %all ], [qw(one test two)], 'names';
    is $all{test}{'state.state'}, Sys::Virt::Domain::STATE_RUNNING, 'state';
    is $all{one}{'state.state'}, Sys::Virt::Domain::STATE_SHUTOFF, 'another';
    is scalar(my @running = $conn->get_all_domain_stats(0, undef, Sys::Virt::Domain::GET_ALL_STATS_ACTIVE)),
        1, 'the running one';

    my $state = Sys::Virt::Domain::STATS_STATE;
    my @some = $conn->get_all_domain_stats($state, [ $conn->get_domain_by_name('two'), $domain ]);
    is_deeply [ map { $_->{dom}->get_name } @some ], [qw(two test)], 'of some';
    isa_ok $some[0]{dom}, 'Sys::Virt::Domain', 'each';
    is scalar(@{ [ $conn->get_all_domain_stats($state, []) ] }), 3, 'of none: of all';
    is_libvirt_error exception { $conn->get_all_domain_stats(0, undef, 1 << 20) },
        Sys::Virt::Error::ERR_INVALID_ARG, 'no such flag';

    undef $conn;
    undef $domain;
    is $some[0]{dom}->get_name, 'two', 'the object lives on';
};

done_testing;
