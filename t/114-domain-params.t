# Typed parameters in and out, virtual CPUs and their pinning, and metadata.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

subtest 'scheduler parameters' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->get_scheduler_type, 'fair', 'type';
    is_deeply $domain->get_scheduler_parameters, { weight => 50 }, 'out';
    is_deeply $domain->get_scheduler_parameters(0), { weight => 50 }, 'out, with flags';
    is $domain->set_scheduler_parameters({ Sys::Virt::Domain::SCHEDULER_WEIGHT, 30 }), undef, 'in';
    is $domain->set_scheduler_parameters({ weight => '30' }, 0), undef, 'a number in a string, with flags';
    is_libvirt_error exception { $domain->set_scheduler_parameters({ weight => 1 }, 1 << 20) },
        Sys::Virt::Error::ERR_INVALID_ARG, 'no such flag';
};

subtest 'a parameter that libvirt does not know' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my %params = (weight => 30, bogus => 'x', worse => { x => {} });
    is exception { $domain->set_scheduler_parameters(\%params) }, undef, 'is left out';
    is_deeply \%params, { weight => 30, bogus => 'x', worse => { x => {} } }, 'our hash is as before';
    is exception { $domain->set_scheduler_parameters({}) }, undef, 'no parameter at all';
};

subtest 'a parameter that libvirt knows, but this driver does not tell of' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    for ([ set_scheduler_parameters => cpu_shares => 5 ], [ set_memory_parameters => min_guarantee => 2**40 ]) {
        my ($method, $name, $value) = @$_;
        is_libvirt_error exception { $domain->$method({ $name => $value }) },
            Sys::Virt::Error::ERR_ARGUMENT_UNSUPPORTED, "$method: the driver says that it cannot set $name";
        like exception { $domain->$method({ $name => [] }) }, qr/^the value of the parameter $name is not an integer/,
            'and a value must be of its type';
    }
};

subtest 'memory parameters' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $unlimited = Sys::Virt::Domain::MEMORY_PARAM_UNLIMITED;
    is_deeply $domain->get_memory_parameters,
        { hard_limit => $unlimited, soft_limit => $unlimited, swap_hard_limit => $unlimited }, 'out';
    is $domain->set_memory_parameters({ hard_limit => 2**42, swap_hard_limit => 2**43 }), undef, 'in';
    is_deeply $domain->get_memory_parameters,
        { hard_limit => 2**42, soft_limit => $unlimited, swap_hard_limit => 2**43 }, 'out again';
};

subtest 'parameters with strings' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is_deeply $domain->get_numa_parameters, { numa_mode => 0, numa_nodeset => '' }, 'out';
    $domain->destroy;
    is $domain->set_numa_parameters(
        { Sys::Virt::Domain::NUMA_NODESET, '1-3', Sys::Virt::Domain::NUMA_MODE, 0 },
        Sys::Virt::Domain::AFFECT_CONFIG
        ),
        undef, 'in';
    is $domain->get_numa_parameters(Sys::Virt::Domain::AFFECT_CONFIG)->{numa_nodeset}, '1-3', 'out again';
};

subtest 'parameters in an array of libvirt' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $events = $domain->get_perf_events;
    is_deeply $events, { map { $_ => 0 } keys %$events }, 'out';
    is $events->{ +Sys::Virt::Domain::PERF_PARAM_CPU_CYCLES }, 0, 'with a name of ours';
    is $domain->set_perf_events({ Sys::Virt::Domain::PERF_PARAM_CMT, 1, bogus => 1 }), undef, 'in';
    is_deeply $domain->get_perf_events(Sys::Virt::Domain::AFFECT_LIVE), { %$events, cmt => 1 }, 'out again';
    $domain->set_perf_events({ cmt => 0, mbmt => 0 }, Sys::Virt::Domain::AFFECT_LIVE);
    is_deeply $domain->get_perf_events, $events, 'as before';
    is_libvirt_error exception { $domain->set_perf_events({}) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'none at all';
};

subtest 'parameters that are no hash' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    for my $wrong (undef, 1, 'weight', [], sub { }) {
        like exception { $domain->set_scheduler_parameters($wrong) },
            qr/^\QSys::Virt::Domain::set_scheduler_parameters: newparams is not a HASH reference\E .* at \Q$0\E line \d+\.$/,
            defined $wrong ? "not $wrong" : 'not undef';
    }
};

subtest 'virtual CPUs' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my @vcpus = $domain->get_vcpu_info;
    is scalar @vcpus, 2, 'two';
    is_deeply [ map { [ sort keys %$_ ] } @vcpus ], [ ([qw(affinity cpu cpuTime number state)]) x 2 ],
        'names';
    is_deeply [ map { $_->{number} } @vcpus ], [ 0, 1 ], 'numbers';
    is $_->{state}, Sys::Virt::Domain::VCPU_RUNNING, 'running' for @vcpus;
    is $_->{affinity}, "\xff\xff", 'any of 16 CPUs' for @vcpus;
    cmp_ok $_->{cpuTime}, '>', 2**32, 'a counter of 64 bits' for @vcpus;

    is $domain->get_vcpus, 2, 'get_vcpus';
    is $domain->get_vcpus(Sys::Virt::Domain::VCPU_MAXIMUM), 2, 'with flags';
    is $domain->set_vcpus(1), undef, 'set_vcpus';
    is $domain->get_info->{nrVirtCpu}, 1, 'one left';
    $domain->set_vcpus(2, Sys::Virt::Domain::VCPU_LIVE);
    is $domain->get_info->{nrVirtCpu}, 2, 'two again';
    is_libvirt_error exception { $domain->set_vcpus(99) }, Sys::Virt::Error::ERR_INVALID_ARG, 'too many';
};

subtest 'pinning' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->pin_vcpu(0, "\x05"), undef, 'a map of one byte';
    is_deeply [ map { $_->{affinity} } $domain->get_vcpu_info ], [ "\x05\x00", "\xff\xff" ], 'two CPUs';

    $domain->pin_vcpu(1, "\x00\x80");
    is_deeply [ map { $_->{affinity} } $domain->get_vcpu_info ], [ "\x05\x00", "\x00\x80" ], 'the last CPU';
    is_deeply [ map { unpack 'b*', $_->{affinity} } $domain->get_vcpu_info ],
        [ '1010' . '0' x 12, '0' x 15 . '1' ], 'as bits';

    my $map = '';
    vec($map, $_, 1) = 1 for 3, 9;
    $domain->pin_vcpu(0, $map);
    is + ($domain->get_vcpu_info)[0]{affinity}, $map, 'a map made by vec';

    is_libvirt_error exception { $domain->pin_vcpu(99, "\x01") }, Sys::Virt::Error::ERR_INVALID_ARG,
        'no such vcpu';
    is_libvirt_error exception { $domain->pin_vcpu(0, '') }, Sys::Virt::Error::ERR_INVALID_ARG,
        'an empty map';
};

subtest 'a domain that does not run' => sub {
    my $conn = test_connection();
    my $domain = $conn->define_domain(domain_xml(vcpus => 3));
    my @vcpus = $domain->get_vcpu_info;
    is scalar @vcpus, 3, 'its pinning';
    is_deeply [ map { $_->{cpuTime} } @vcpus ], [ 0, 0, 0 ], 'and no time used';
};

subtest 'many virtual CPUs' => sub {
    my $conn = test_connection();
    for my $count (63, 64, 65, 300) {
        for my $method (qw(define_domain create_domain)) {
            my $domain = $conn->$method(domain_xml(name => "$method-$count", vcpus => $count));
            my @vcpus = $domain->get_vcpu_info;
            is_deeply [ map { $_->{number} } @vcpus ], [ 0 .. $count - 1 ], "$method: all of $count";
            is_deeply [ grep { $_->{affinity} ne "\xff\xff" } @vcpus ], [], 'each with its pinning';
        }
    }
};

subtest 'metadata' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my ($title, $description, $element) =
        map { Sys::Virt::Domain->$_ } qw(METADATA_TITLE METADATA_DESCRIPTION METADATA_ELEMENT);

    is_libvirt_error exception { $domain->get_metadata($_) }, Sys::Virt::Error::ERR_NO_DOMAIN_METADATA,
        'none yet'
        for $title, $description;

    is $domain->set_metadata($title, 'short'), undef, 'set the title';
    $domain->set_metadata($description, "long\nand < than & 'that'", undef, undef, 0);
    $domain->set_metadata($element, '<colour>red</colour>', 'paint', 'http://example.com/paint');
    is $domain->get_metadata($title), 'short', 'title';
    is $domain->get_metadata($title, undef, 0), 'short', 'title, with flags';
    is $domain->get_metadata($description), "long\nand < than & 'that'", 'description';
    is $domain->get_metadata($element, 'http://example.com/paint'), '<colour>red</colour>', 'element';
    like $domain->get_xml_description, qr/<paint:colour xmlns:paint="http:\/\/example.com\/paint">red</,
        'in the XML';

    $domain->set_metadata($title);
    $domain->set_metadata($description, undef);
    $domain->set_metadata($element, undef, 'paint', 'http://example.com/paint');
    for my $args ([$title], [$description], [ $element, 'http://example.com/paint' ]) {
        is_libvirt_error exception { $domain->get_metadata(@$args) },
            Sys::Virt::Error::ERR_NO_DOMAIN_METADATA, 'removed';
    }
    is_libvirt_error exception { $domain->set_metadata($title, "two\nlines") },
        Sys::Virt::Error::ERR_INVALID_ARG,
        'a title of two lines';
};

done_testing;
