# Jobs and migration: the test driver has none, so that what is asked for is refused; save, restore and dump.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use SysVirtTest;

my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);

subtest 'jobs' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my @calls = (
        ['abort_job'], ['get_job_info'], ['get_job_stats'], ['migrate_get_compression_cache'],
        ['migrate_get_max_downtime'], ['migrate_get_max_speed'], [ migrate_set_compression_cache => 2**40 ],
        [ migrate_set_max_downtime => 2**40 ], [ migrate_set_max_speed => 100 ], ['migrate_start_post_copy'],
        [ start_dirty_rate_calc => 1 ],
    );
    for my $call (@calls) {
        my ($method, @args) = @$call;
        is_libvirt_error exception { $domain->$method(@args) }, Sys::Virt::Error::ERR_NO_SUPPORT, $method;
    }
};

subtest 'migration' => sub {
    my $conn = test_connection();
    my $domain = $conn->get_domain_by_name('test');
    my %params = (
        Sys::Virt::Domain::MIGRATE_PARAM_DEST_NAME, 'other',
        Sys::Virt::Domain::MIGRATE_PARAM_BANDWIDTH, 100,
        Sys::Virt::Domain::MIGRATE_PARAM_MIGRATE_DISKS, [ 'vda', 'vdb' ],
        Sys::Virt::Domain::MIGRATE_PARAM_DISK_PORT, 4711,
    );
    my %before = %params;
    my $destination = test_connection();
    my @forms = (
        [ migrate => $destination, \%params, 0 ], [ migrate => $destination, 0 ],
        [ migrate => $destination, 0, 'name', 'uri', 100 ], [ migrate => $destination, 0, undef, undef, 0 ],
        [ migrate2 => $destination, '<domain/>', 0, 'name', 'uri', 100 ],
    );
    for my $form (@forms) {
        my ($method, @args) = @$form;
        like exception { $domain->$method(@args) },
            qr/^libvirt error code: (?:3|74), .* (?:virDomainMigrate3|peer-to-peer|not supported|[Pp]arameter)/,
            "$method with " . @args;
    }
    is_deeply \%params, \%before, 'our hash is as before';
};

subtest 'migration to a URI' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my @forms = (
        [ migrate_to_uri => 'test:///x', {}, 0 ], [ migrate_to_uri => 'test:///x', 0 ],
        [ migrate_to_uri => 'test:///x', Sys::Virt::Domain::MIGRATE_LIVE, 'name', undef, 5 ],
    );
    for my $form (@forms) {
        my ($method, @args) = @$form;
        is_libvirt_error exception { $domain->$method(@args) }, Sys::Virt::Error::ERR_ARGUMENT_UNSUPPORTED,
            "$method with " . @args;
    }
    like exception { $domain->migrate_to_uri2('test:///x', 'uri', '<domain/>', 0, 'name', 5) },
        qr/direct migration is not supported|_migrate_to_uri2/, 'migrate_to_uri2';
};

subtest 'save and restore' => sub {
    my $conn = test_connection();
    my $domain = $conn->get_domain_by_name('test');
    my $uuid = $domain->get_uuid_string;
    is $domain->save("$dir/image"), undef, 'save';
    is $domain->is_active, 0, 'off';
    like $conn->get_save_image_xml_description("$dir/image"), qr/<uuid>$uuid</, 'XML of the image';
    is $conn->restore_domain("$dir/image"), undef, 'restore';
    is $conn->get_domain_by_name('test')->is_active, 1, 'on again';

    $domain = $conn->get_domain_by_name('test');
    my $xml = $domain->get_xml_description =~ s/<memory /<title>changed<\/title><memory /r;
    $domain->save("$dir/image", undef, undef, 0);
    is $conn->define_save_image_xml("$dir/image", $xml), undef, 'another XML';
    like $conn->get_save_image_xml_description("$dir/image", 0), qr/<title>changed</, 'is in the image';
    $conn->restore_domain("$dir/image", undef, undef, 0);
    like $conn->get_domain_by_name('test')->get_xml_description, qr/<title>changed</, 'and in the domain';
};

subtest 'save and restore, with parameters' => sub {
    my $conn = test_connection();
    my $domain = $conn->get_domain_by_name('test');
    my %params = (Sys::Virt::Domain::SAVE_PARAM_FILE, 'unused');
    is_libvirt_error exception { $domain->save(undef, undef, \%params) }, Sys::Virt::Error::ERR_NO_SUPPORT,
        'save';
    is_libvirt_error exception { $conn->restore_domain(undef, undef, \%params) },
        Sys::Virt::Error::ERR_NO_SUPPORT, 'restore';
    is_deeply \%params, { Sys::Virt::Domain::SAVE_PARAM_FILE, 'unused' }, 'our hash is as before';
};

subtest 'no file' => sub {
    my $conn = test_connection();
    my $domain = $conn->get_domain_by_name('test');
    like exception { $domain->save },
        qr/^Either \$to or \$params parameter must be supplied at \Q$0\E line \d+\.$/, 'save';
    like exception { $conn->restore_domain(undef, '<domain/>') },
        qr/^Either \$from or \$params parameter must be supplied at \Q$0\E line \d+\.$/, 'restore';
    is_libvirt_error exception { $conn->restore_domain("$dir/none") }, Sys::Virt::Error::ERR_SYSTEM_ERROR,
        'none of that name';
};

subtest 'managed save' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    $domain->managed_save;
    is_libvirt_error exception { $domain->managed_save_get_xml_description },
        Sys::Virt::Error::ERR_NO_SUPPORT,
        'XML';
    is_libvirt_error exception { $domain->managed_save_define_xml('<domain/>') },
        Sys::Virt::Error::ERR_NO_SUPPORT, 'another XML';
};

subtest 'a saved image that is dropped' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->has_managed_save_image, 0, 'none yet';
    $domain->managed_save;
    is $domain->has_managed_save_image, 1, 'one';
    is $domain->managed_save_remove, undef, 'dropped';
    is $domain->has_managed_save_image(0), 0, 'none any more';
};

subtest 'dump' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->core_dump("$dir/core"), undef, 'core_dump';
    ok -s "$dir/core", 'a file';
    is $domain->core_dump_format("$dir/core2", Sys::Virt::Domain::CORE_DUMP_FORMAT_RAW), undef,
        'with a format';
    is_libvirt_error exception { $domain->core_dump_format("$dir/core3", 99) },
        Sys::Virt::Error::ERR_INVALID_ARG,
        'no such format';
};

subtest 'files' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    $domain->destroy;
    is $domain->create_with_files([]), undef, 'create_with_files';
    is $domain->is_active, 1, 'runs';
    is_libvirt_error exception { $domain->fd_associate('disk', [0]) }, Sys::Virt::Error::ERR_NO_SUPPORT,
        'fd_associate';
};

done_testing;
