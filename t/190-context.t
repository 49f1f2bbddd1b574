# What each kind of call returns in list and in scalar context.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

my $conn = test_connection();
my $domain = $conn->get_domain_by_name('test');
$conn->define_domain(domain_xml(name => $_)) for 'one', 'two', 'three';

subtest 'a method that returns nothing' => sub {
    my @calls = (
        ['suspend'], ['resume'], ['destroy'], ['create'], [ 'set_autostart', 0 ], [ 'pin_vcpu', 0, "\x01" ],
        [ 'set_scheduler_parameters', { weight => 1 } ],
        [ 'set_metadata', Sys::Virt::Domain::METADATA_TITLE, 'short' ],
    );
    for my $call (@calls) {
        my ($method, @args) = @$call;
        is_deeply [ 'before', $domain->$method(@args), 'after' ], [ 'before', 'after' ], "$method in a list";
        $domain->resume if $method eq 'suspend';
        $domain->suspend if $method eq 'resume';
        $domain->create if $method eq 'destroy';
        $domain->destroy if $method eq 'create';
        is scalar $domain->$method(@args), undef, "$method as a scalar";
    }
};

subtest 'so that it is false' => sub {
    my $done = 'no';
    $domain->suspend && fail 'suspend is true';
    $domain->resume || ($done = 'yes');
    is $done, 'yes', 'code after || runs';
};

subtest 'a method that returns one value' => sub {
    is_deeply [ 'before', $domain->get_name, 'after' ], [ 'before', 'test', 'after' ], 'a string in a list';
    is scalar $domain->get_name, 'test', 'a string as a scalar';
    is scalar(my @info = $domain->get_info), 1, 'a hash in a list';
    is ref scalar $domain->get_info, 'HASH', 'a hash as a scalar';
    is_deeply [ $domain->get_scheduler_type ], ['fair'], 'the type of the scheduler';
    is_deeply [ $domain->get_scheduler_parameters ], [ { weight => 50 } ], 'parameters';
};

subtest 'a method that returns some values' => sub {
    my ($state, $reason) = $domain->get_state;
    is_deeply [ $state, $reason ],
        [ Sys::Virt::Domain::STATE_RUNNING, Sys::Virt::Domain::STATE_RUNNING_UNPAUSED ], 'state';
    is scalar $domain->get_state, Sys::Virt::Domain::STATE_RUNNING_UNPAUSED, 'the last of them as a scalar';
    is scalar $conn->get_node_cpu_map, 3, 'the last of the cpu map';
    is scalar $conn->get_node_cells_free_memory(0, 1), 4194304, 'the memory of the last cell';
    is scalar($domain->get_vcpu_info)->{number}, 1, 'the last vcpu';
};

subtest 'lists that count' => sub {
    is scalar $conn->list_domains, 1, 'active domains';
    is scalar $conn->list_defined_domains, 3, 'defined domains';
    is scalar $conn->list_networks, 1, 'active networks';
    is scalar $conn->list_defined_networks, 0, 'defined networks';
    is scalar(() = $conn->list_domains), 1, 'assigned to nothing';
};

subtest 'lists that give their last element' => sub {
    is ref scalar $conn->list_all_domains, 'Sys::Virt::Domain', 'all domains';
    is ref scalar $conn->list_all_networks, 'Sys::Virt::Network', 'all networks';
    my @names = $conn->list_defined_domain_names(10);
    is scalar $conn->list_defined_domain_names(10), $names[-1], 'names';
    is scalar $conn->list_domain_ids(10), $domain->get_id, 'ids';
};

subtest 'empty lists' => sub {
    my $empty = test_connection('<node/>');
    is_deeply [ $empty->list_all_domains ], [], 'in a list';
    is scalar $empty->list_all_domains, undef, 'objects as a scalar';
    is scalar $empty->list_defined_domain_names(10), undef, 'names as a scalar';
    is scalar $empty->list_domain_ids(10), undef, 'ids as a scalar';
    is scalar $empty->list_domains, 0, 'a list that counts';
    is_deeply [ $conn->list_defined_domain_names(0) ], [], 'at most none';
};

subtest 'a number of names that is wrong' => sub {
    for my $method (qw(list_domain_ids list_defined_domain_names list_network_names)) {
        isnt exception { $conn->$method(-1) }, undef, "$method: -1";
    }
};

subtest 'a call that fails' => sub {
    is_deeply [ eval { $conn->get_domain_by_name('nobody') } ], [], 'nothing in a list';
    is scalar eval { $conn->get_domain_by_name('nobody') }, undef, 'undef as a scalar';
    is_deeply [ 'before', eval { $domain->get_xml_description(1 << 30) }, 'after' ], [ 'before', 'after' ],
        'an XSUB, too';
};

subtest 'lists that leave $@ alone' => sub {
    eval { die "mine\n" };
    $conn->list_all_domains;
    $domain->get_name;
    is $@, "mine\n", 'after calls that work';
};

subtest 'deep in an expression' => sub {
    my @nested = map {
        my $name = $_->get_name;
        [ $name, map { $_->get_name } $conn->list_networks ]
    } $conn->list_domains;
    is_deeply \@nested, [ [ 'test', 'default' ] ], 'nested lists';
    is join(',', $domain->get_name, $domain->get_state, $domain->get_name), 'test,1,5,test',
        'arguments of one call';

    my $count = 0;
    my $sum = sub { $count += @_ };
    $sum->($conn->list_all_domains, $domain->get_vcpu_info) for 1 .. 100;
    is $count, 600, 'many times';
};

subtest 'keys added to a hash that was returned' => sub {
    my $info = $domain->get_info;
    $info->{mine} = 1;
    delete $info->{state};
    $info->{memory} = 'changed';
    is_deeply [ sort keys %{ $domain->get_info } ], [qw(cpuTime maxMem memory nrVirtCpu state)], 'stay there';
};

done_testing;
