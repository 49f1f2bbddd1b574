# Domains: found, listed, defined and created, and what they say of themselves.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

my $UUID = '6695eb01-f6a4-8304-79aa-97f2502e193f';

subtest 'lookup' => sub {
    my $conn = test_connection();
    is $conn->get_domain_by_name('test')->get_id, 1, 'by name';
    is $conn->get_domain_by_id(1)->get_name, 'test', 'by id';
    is $conn->get_domain_by_id('1')->get_name, 'test', 'by id in a string';
    is $conn->get_domain_by_uuid($UUID)->get_name, 'test', 'by uuid of 36 letters';
    is $conn->get_domain_by_uuid($UUID =~ s/-//gr)->get_name, 'test', 'by uuid of 32 letters';
    is $conn->get_domain_by_uuid(pack 'H*', $UUID =~ s/-//gr)->get_name, 'test', 'by uuid of 16 bytes';
};

subtest 'lookup of what is not there' => sub {
    my $conn = test_connection();
    my $code = Sys::Virt::Error::ERR_NO_DOMAIN;
    is_libvirt_error exception { $conn->get_domain_by_name('nobody') }, $code, 'by name';
    is_libvirt_error exception { $conn->get_domain_by_id(99) }, $code, 'by id';
    is_libvirt_error exception { $conn->get_domain_by_uuid($UUID =~ tr/6/7/r) }, $code,
        'by uuid of 36 letters';
    is_libvirt_error exception { $conn->get_domain_by_uuid('x' x 16) }, $code, 'by uuid of 16 bytes';
    is_libvirt_error exception { $conn->get_domain_by_uuid('x' x 36) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'not a uuid';
    like exception { $conn->get_domain_by_uuid('x' x 17) },
        qr/^UUID must be either 16 unsigned bytes, or 32\/36 hex characters long at .+ line \d+\.$/,
        'not the length of one';
};

subtest 'identity' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is ref $domain, 'Sys::Virt::Domain', 'right class';
    like $$domain, qr/^[1-9]\d*$/, 'a number that is not 0';
    is $domain->get_name, 'test', 'name';
    is $domain->get_id, 1, 'id';
    is $domain->get_uuid_string, $UUID, 'uuid';
    is unpack('H*', $domain->get_uuid), $UUID =~ s/-//gr, 'uuid of 16 bytes';
    is $domain->get_os_type, 'linux', 'type of operating system';
};

subtest 'info' => sub {
    my $info = test_connection()->get_domain_by_name('test')->get_info;
    cmp_ok delete $info->{cpuTime}, '>', 2**32, 'a counter of 64 bits';
    is_deeply $info,
        { state => Sys::Virt::Domain::STATE_RUNNING, maxMem => 8388608, memory => 2097152, nrVirtCpu => 2 },
        'the rest';
};

subtest 'state' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is_deeply [ $domain->get_state ], [ Sys::Virt::Domain::STATE_RUNNING, 0 ], 'running';
    is_deeply [ $domain->get_state(0) ], [ Sys::Virt::Domain::STATE_RUNNING, 0 ], 'with flags';

    $domain->suspend;
    is_deeply [ $domain->get_state ],
        [ Sys::Virt::Domain::STATE_PAUSED, Sys::Virt::Domain::STATE_PAUSED_USER ], 'paused';

    is $domain->is_active, 1, 'active';
    is $domain->is_persistent, 1, 'persistent';
    is $domain->is_updated, 0, 'not updated';
    is $domain->get_max_memory, 8388608, 'most memory';
    is $domain->get_max_vcpus, 2, 'most vcpus';
    $domain->destroy;
    is $domain->get_max_vcpus, -1, 'of a guest that is off that is not known';
};

subtest 'XML' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $xml = $domain->get_xml_description;
    like $xml, qr/\A<domain type='test' id='1'>\n  <name>test<\/name>/, 'start';
    like $xml, qr/<\/domain>\n\z/, 'end';
    is $domain->get_xml_description(0), $xml, 'no flags';
    unlike $domain->get_xml_description(Sys::Virt::Domain::XML_INACTIVE), qr/ id='1'/, 'a flag';
    is_libvirt_error exception { $domain->get_xml_description(1 << 30) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'no such flag';
};

subtest 'define' => sub {
    my $conn = test_connection();
    my $domain = $conn->define_domain(domain_xml(name => 'sleeper'));
    is ref $domain, 'Sys::Virt::Domain', 'right class';
    is $domain->get_name, 'sleeper', 'name';
    is $domain->get_id, -1, 'no id';
    is $domain->is_active, 0, 'not active';
    is $domain->is_persistent, 1, 'persistent';
    is_deeply [ $domain->get_state ], [ Sys::Virt::Domain::STATE_SHUTOFF, 0 ], 'shut off';

    is $conn->define_domain(domain_xml(name => 'valid'), Sys::Virt::Domain::DEFINE_VALIDATE)->get_name,
        'valid', 'flags';

    is $domain->undefine, undef, 'undefine';
    is_libvirt_error exception { $conn->get_domain_by_name('sleeper') }, Sys::Virt::Error::ERR_NO_DOMAIN,
        'gone';
    is_libvirt_error exception { $conn->define_domain('<domain') }, Sys::Virt::Error::ERR_XML_DETAIL,
        'broken XML';
};

subtest 'create' => sub {
    my $conn = test_connection();
    my $domain = $conn->create_domain(domain_xml(name => 'runner'));
    is ref $domain, 'Sys::Virt::Domain', 'right class';
    is $domain->get_name, 'runner', 'name';
    is $domain->get_id, 2, 'id';
    is $domain->is_active, 1, 'active';
    is $domain->is_persistent, 0, 'not persistent';

    is $conn->create_domain(domain_xml(name => 'valid'), Sys::Virt::Domain::START_VALIDATE)->get_name,
        'valid', 'flags';

    is_libvirt_error exception { $conn->create_domain(domain_xml(), 1 << 20) },
        Sys::Virt::Error::ERR_INVALID_ARG,
        'no such flag';
    is_libvirt_error exception { $conn->create_domain('<domain') }, Sys::Virt::Error::ERR_XML_DETAIL,
        'broken XML';
};

subtest 'lists' => sub {
    my $conn = test_connection();
    $conn->create_domain(domain_xml(name => 'runner'));
    $conn->define_domain(domain_xml(name => $_)) for 'sleeper', 'dreamer';

    is $conn->num_of_domains, 2, 'number of active ones';
    is $conn->num_of_defined_domains, 2, 'number of defined ones';
    is_deeply [ sort $conn->list_domain_ids(10) ], [ 1, 2 ], 'ids';
    is_deeply [ map { ref $_ } $conn->list_domains ], [ ('Sys::Virt::Domain') x 2 ], 'active ones';
    is_deeply [ sort map { $_->get_name } $conn->list_domains ], [ 'runner', 'test' ], 'their names';
    is_deeply [ sort $conn->list_defined_domain_names(10) ], [ 'dreamer', 'sleeper' ],
        'names of defined ones';
    is scalar(my @names = $conn->list_defined_domain_names(1)), 1, 'at most one';
    is scalar(my @ids = $conn->list_domain_ids(1)), 1, 'at most one id';
    is_deeply [ sort map { $_->get_name } $conn->list_defined_domains ], [ 'dreamer', 'sleeper' ],
        'defined ones';
};

subtest 'a list of all' => sub {
    my $conn = test_connection();
    $conn->define_domain(domain_xml(name => 'sleeper'));
    my $names = sub {
        [ sort map { $_->get_name } $conn->list_all_domains(@_) ]
    };

    is_deeply $names->(), [ 'sleeper', 'test' ], 'all';
    is_deeply $names->(Sys::Virt::Domain::LIST_ACTIVE), ['test'], 'active';
    is_deeply $names->(Sys::Virt::Domain::LIST_INACTIVE), ['sleeper'], 'inactive';
    is_deeply $names->(Sys::Virt::Domain::LIST_TRANSIENT), [], 'transient';
    is_deeply [ map { ref $_ } $conn->list_all_domains ], [ ('Sys::Virt::Domain') x 2 ], 'right class';
};

subtest 'autostart' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->get_autostart, 0, 'off';
    is $domain->set_autostart(1), undef, 'switched on';
    is $domain->get_autostart, 1, 'on';
    $domain->set_autostart(0);
    is $domain->get_autostart, 0, 'off again';
};

subtest 'an object outlives the variable of its connection' => sub {
    my $domain = test_connection()->create_domain(domain_xml(name => 'orphan'));
    is $domain->get_name, 'orphan', 'name';
    like $domain->get_xml_description, qr/<name>orphan</, 'a call to the driver';
};

done_testing;
