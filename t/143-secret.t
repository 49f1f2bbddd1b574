# Secrets of a real libvirtd, and what the test driver says of them.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

my $UUID = '5e17c0de-1111-4222-8333-444455556666';
my $USAGE = Sys::Virt::Secret::USAGE_TYPE_CEPH;

# The XML of a secret that is not stored on disk.
sub secret_xml {
    my ($uuid, $name, $private) = (@_, 'no');
    return "<secret ephemeral='yes' private='$private'><uuid>$uuid</uuid>"
        . "<usage type='ceph'><name>$name</name></usage></secret>";
}

# Their UUIDs, in order.
sub uuids {
    return [ sort map { $_->get_uuid_string } @_ ];
}

subtest 'the test driver has none' => sub {
    my $conn = test_connection();
    my $code = Sys::Virt::Error::ERR_NO_SUPPORT;
    my %call = (
        define_secret => ['<secret/>'],
        get_secret_by_usage => [ $USAGE, 'name' ],
        get_secret_by_uuid => [$UUID],
        list_all_secrets => [],
        list_secret_uuids => [1],
        list_secrets => [],
        num_of_secrets => [],
    );
    for my $method (sort keys %call) {
        is_libvirt_error exception { $conn->$method(@{ $call{$method} }) }, $code, $method;
    }
    like exception { $conn->get_secret_by_uuid('short') }, qr/^UUID must be either 16 unsigned bytes, or/,
        'not a uuid';
};

subtest '_new' => sub {
    my @where = (connection => test_connection());
    my $code = Sys::Virt::Error::ERR_NO_SUPPORT;
    my $new = sub {
        my @given = @_;
        return exception { Sys::Virt::Secret->_new(@given) };
    };
    is_libvirt_error $new->(@where, uuid => $UUID), $code, 'by uuid';
    is_libvirt_error $new->(@where, usageType => $USAGE, usageID => 'x'), $code, 'by usage';
    is_libvirt_error $new->(@where, xml => '<secret/>', flags => 0), $code, 'a new one';
    like $new->(uuid => $UUID), qr/^connection parameter is required at /, 'no connection';
    like $new->(@where), qr/^usageID, xml or uuid parameters are required at /, 'no uuid';
    like $new->(@where, usageType => 1), qr/^usageID parameter must be provided with usageType at /,
        'no usage id';
    like $new->(@where, usageID => 'x'), qr/^usageType parameter must be provided with usageID at /,
        'no usage type';
};

subtest 'a daemon' => sub {
    need_daemon();
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    my $others = $conn->num_of_secrets;
    my $secret = $conn->define_secret(secret_xml($UUID, 'sys-virt-test'));
    my $undefine = guard {
        eval { $secret->undefine }
    };

    is ref $secret, 'Sys::Virt::Secret', 'right class';
    is $secret->get_uuid_string, $UUID, 'uuid';
    is unpack('H*', $secret->get_uuid), $UUID =~ s/-//gr, 'uuid of 16 bytes';
    is $secret->get_usage_type, $USAGE, 'type of usage';
    is $secret->get_usage_id, 'sys-virt-test', 'usage';
    like $secret->get_xml_description, qr/\A<secret ephemeral='yes' private='no'>\n  <uuid>$UUID</, 'XML';
    is $secret->get_xml_description(0), $secret->get_xml_description, 'with flags';

    is $conn->get_secret_by_uuid($UUID)->get_usage_id, 'sys-virt-test', 'by uuid of 36 letters';
    is $conn->get_secret_by_uuid($UUID =~ s/-//gr)->get_uuid_string, $UUID, 'by uuid of 32 letters';
    is $conn->get_secret_by_uuid($secret->get_uuid)->get_uuid_string, $UUID, 'by uuid of 16 bytes';
    is $conn->get_secret_by_usage($USAGE, 'sys-virt-test')->get_uuid_string, $UUID, 'by usage';
    my $code = Sys::Virt::Error::ERR_NO_SECRET;
    is_libvirt_error exception { $conn->get_secret_by_uuid($UUID =~ tr/6/7/r) }, $code, 'no such uuid';
    is_libvirt_error exception { $conn->get_secret_by_usage($USAGE, 'none') }, $code, 'no such usage';

    is $conn->num_of_secrets, $others + 1, 'number';
    is scalar(grep { $_ eq $UUID } $conn->list_secret_uuids(1_000)), 1, 'uuids';
    is_deeply uuids($conn->list_secrets), [ sort $conn->list_secret_uuids(1_000) ], 'secrets';
    is scalar $conn->list_secrets, $others + 1, 'counted';
    is_deeply uuids($conn->list_all_secrets), uuids($conn->list_secrets), 'all secrets';
    ok !grep({ $_ eq $UUID } @{ uuids($conn->list_all_secrets(Sys::Virt::Secret::LIST_NO_EPHEMERAL)) }),
        'all that are stored';

    is $secret->undefine, undef, 'undefine';
    is_libvirt_error exception { $secret->get_xml_description }, $code, 'gone';
};

subtest 'values' => sub {
    need_daemon();
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    my $secret = $conn->define_secret(secret_xml($UUID, 'sys-virt-test'));
    my $undefine = guard {
        eval { $secret->undefine }
    };
    is_libvirt_error exception { $secret->get_value }, Sys::Virt::Error::ERR_NO_SECRET, 'none yet';

    my @values = ("a\0b\0\0", join('', map { chr } 0 .. 255), "\0", 'x' x 60_000);
    for my $value (@values) {
        is_deeply [ $secret->set_value($value) ], [], length($value) . ' bytes';
        ok $secret->get_value eq $value, 'come back';
    }
    is_deeply [ $secret->set_value('with flags', 0) ], [], 'with flags';
    is $secret->get_value(0), 'with flags', 'come back';

    my $wide = "\x{263a}";
    $secret->set_value($wide);
    is $secret->get_value, "\xe2\x98\xba", 'characters are sent as UTF-8';
    ok !utf8::is_utf8($secret->get_value), 'and come back as bytes';
    my @first = map { $secret->get_value } 1 .. 2;
    $secret->set_value('other');
    is $first[0], "\xe2\x98\xba", 'a value that was read stays';

    like join(
        '',
        warnings_of {
            eval { $secret->set_value(undef) }
        }
        ),
        qr/^Use of uninitialized value /, 'undef';
    undef $undefine;
    my $private = $conn->define_secret(secret_xml($UUID, 'sys-virt-test', 'yes'));
    $undefine = guard {
        eval { $private->undefine }
    };
    $private->set_value('hidden');
    is_libvirt_error exception { $private->get_value }, Sys::Virt::Error::ERR_INVALID_SECRET,
        'a private one is not shown';
};

done_testing;
