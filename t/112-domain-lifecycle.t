# The life of a domain: each transition, the state after it, and the transitions that the state forbids.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

# The state alone.
sub state_of { return (shift->get_state)[0] }

subtest 'suspend and resume' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->suspend, undef, 'suspend';
    is state_of($domain), Sys::Virt::Domain::STATE_PAUSED, 'paused';
    is $domain->get_info->{state}, Sys::Virt::Domain::STATE_PAUSED, 'paused in info';
    is $domain->resume, undef, 'resume';
    is state_of($domain), Sys::Virt::Domain::STATE_RUNNING, 'running';
};

subtest 'shutdown and create' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->shutdown, undef, 'shutdown';
    is state_of($domain), Sys::Virt::Domain::STATE_SHUTOFF, 'shut off';
    is $domain->is_active, 0, 'not active';
    is $domain->get_id, -1, 'no id';
    is $domain->create, undef, 'create';
    is state_of($domain), Sys::Virt::Domain::STATE_RUNNING, 'running';
    cmp_ok $domain->get_id, '>', 1, 'another id';

    $domain->shutdown(0);
    is $domain->create(0), undef, 'with flags';
    $domain->shutdown;
    is_libvirt_error exception { $domain->create(1 << 20) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'no such flag';
};

subtest 'reboot' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->reboot(0), undef, 'reboot';
    is state_of($domain), Sys::Virt::Domain::STATE_RUNNING, 'running';
    is $domain->reboot, undef, 'without flags';
};

subtest 'reset' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->reset, undef, 'returns nothing';
    is state_of($domain), Sys::Virt::Domain::STATE_RUNNING, 'still running';
};

subtest 'destroy' => sub {
    my $conn = test_connection();
    my $domain = $conn->get_domain_by_name('test');
    is $domain->destroy, undef, 'destroy';
    is state_of($domain), Sys::Virt::Domain::STATE_SHUTOFF, 'shut off';
    is $domain->get_name, 'test', 'the object still works';
    is $conn->num_of_domains, 0, 'not active';
    is $conn->num_of_defined_domains, 1, 'still defined';

    $domain->create;
    is $domain->destroy(Sys::Virt::Domain::DESTROY_GRACEFUL), undef, 'flags';
};

subtest 'the end of a transient domain' => sub {
    my $conn = test_connection();
    my $domain = $conn->create_domain(domain_xml(name => 'brief'));
    $domain->destroy;
    is_libvirt_error exception { $conn->get_domain_by_name('brief') }, Sys::Virt::Error::ERR_NO_DOMAIN,
        'gone';
    is_libvirt_error exception { $domain->get_info }, Sys::Virt::Error::ERR_NO_DOMAIN, 'for its object, too';
    is $domain->get_name, 'brief', 'the object knows its name';
};

subtest 'undefine' => sub {
    my $conn = test_connection();
    my $domain = $conn->get_domain_by_name('test');
    is $domain->undefine, undef, 'while it runs';
    is $domain->is_persistent, 0, 'now transient';
    $domain->destroy;
    is $conn->num_of_domains + $conn->num_of_defined_domains, 0, 'gone';
};

subtest 'a running domain that is defined anew' => sub {
    my $conn = test_connection();
    $conn->create_domain(domain_xml(name => 'twice'));
    my $domain = $conn->define_domain($conn->get_domain_by_name('twice')->get_xml_description);
    is $domain->is_active, 1, 'active';
    is $domain->is_persistent, 1, 'persistent';
};

subtest 'transitions that the state forbids' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $right = qr/^libvirt error code: (?:1|55), /;
    like exception { $domain->create }, $right, 'create a running one';

    $domain->destroy;
    like exception { $domain->$_ }, $right, "$_ one that is shut off"
        for qw(destroy reboot resume shutdown suspend);
};

subtest 'memory' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->set_memory(1_048_576), undef, 'set_memory';
    is $domain->get_info->{memory}, 1_048_576, 'less memory';
    $domain->set_memory(2_097_152, Sys::Virt::Domain::MEM_LIVE);
    is $domain->get_info->{memory}, 2_097_152, 'flags';
    is_libvirt_error exception { $domain->set_memory(99_999_999) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'too much';

    $domain->destroy;
    is $domain->set_max_memory(4_194_304), undef, 'set_max_memory';
    is $domain->get_max_memory, 4_194_304, 'less at most';
};

subtest 'rename' => sub {
    my $conn = test_connection();
    my $domain = $conn->define_domain(domain_xml(name => 'before'));
    $domain->rename('after');
    is $conn->get_domain_by_name('after')->get_uuid_string, $domain->get_uuid_string, 'found by its new name';
};

subtest 'several objects of one domain' => sub {
    my $conn = test_connection();
    my @objects = map { $conn->get_domain_by_name('test') } 1 .. 3;
    $objects[0]->suspend;
    is state_of($_), Sys::Virt::Domain::STATE_PAUSED, 'paused' for @objects;
    undef $objects[0];
    $objects[1]->resume;
    is state_of($objects[2]), Sys::Virt::Domain::STATE_RUNNING, 'running';
};

done_testing;
