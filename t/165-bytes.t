# What crosses the border: strings as bytes, numbers of 64 bits, and values that perl has to make first.

use strict;
use warnings;

use lib 't/lib';

use B ();
use POSIX ();
use Test::More;
use Sys::Virt;
use SysVirtTest;

my $conn = test_connection();
my $domain = $conn->get_domain_by_name('test');
my $title = Sys::Virt::Domain::METADATA_TITLE;

# The title of the domain after it has been set to this.
sub round_trip {
    $domain->set_metadata($title, shift);
    return $domain->get_metadata($title);
}

subtest 'strings' => sub {
    my $smile = "\xe2\x98\xba";
    is round_trip("\x{263a}"), $smile, 'a wide string goes in as UTF-8';
    is round_trip($smile), $smile, 'bytes go in as they are';
    is round_trip("caf\x{e9}\x{263a}"), "caf\xc3\xa9$smile", 'characters below 256, too';
    ok !utf8::is_utf8(round_trip("\x{263a}")), 'bytes come out';

    my $upgraded = "caf\xe9";
    utf8::upgrade($upgraded);
    is round_trip($upgraded), "caf\xc3\xa9", 'the UTF-8 of a string that has the flag';
    ok utf8::is_utf8($upgraded), 'which keeps it';
};

subtest 'XML' => sub {
    my $wide = $conn->define_domain(domain_xml(name => "gast-\x{263a}"));
    is $wide->get_name, "gast-\xe2\x98\xba", 'the name is bytes';
    ok !utf8::is_utf8($wide->get_xml_description), 'the XML is bytes';
    is $conn->get_domain_by_name("gast-\x{263a}")->get_uuid, $wide->get_uuid, 'found by characters';
    is $conn->get_domain_by_name("gast-\xe2\x98\xba")->get_uuid, $wide->get_uuid, 'found by bytes';
    ok !(grep { utf8::is_utf8($_) } $conn->list_defined_domain_names(10)), 'lists are bytes';

    is_libvirt_error exception { $conn->define_domain(domain_xml(name => "caf\xe9")) },
        Sys::Virt::Error::ERR_XML_DETAIL,
        'a byte of Latin-1 is no UTF-8';
};

subtest 'a NUL is refused' => sub {
    my %calls = (
        'a name' => sub { $conn->get_domain_by_name("test\0more") },
        'XML' => sub { $conn->define_domain(domain_xml(name => 'cut') . "\0") },
        'metadata' => sub { $domain->set_metadata($title, "short\0long") },
        'a URI' => sub { Sys::Virt->new(uri => "test:///default\0more") },
        'a wide one' => sub { $conn->get_domain_by_name("\x{263a}\0") },
    );
    for my $what (sort keys %calls) {
        my $error = exception { $calls{$what}->() };
        like $error, qr/\bNUL\b.* at .+ line \d+\.$/, $what;
        is ref \$error, 'SCALAR', 'a plain string';
    }
    is exception { $domain->set_metadata($title, '') }, undef, 'an empty string is not';
};

subtest 'a NUL in bytes that are no text' => sub {
    $domain->pin_vcpu(0, "\x01\x00");
    is + ($domain->get_vcpu_info)[0]{affinity}, "\x01\x00", 'a cpu map';
    my $uuid = "\x00" x 15 . "\x01";
    is_libvirt_error exception { $conn->get_domain_by_uuid($uuid) }, Sys::Virt::Error::ERR_NO_DOMAIN,
        'a uuid';
};

subtest 'undef for a string' => sub {
    my $error;
    my @warnings = warnings_of {
        $error = exception { $conn->get_domain_by_name(undef) }
    };
    is_libvirt_error $error, Sys::Virt::Error::ERR_NO_DOMAIN, 'is an empty one';
    is scalar @warnings, 1, 'with one warning';
    like $warnings[0], qr/^Use of uninitialized value .*in subroutine entry at .+ line \d+\.$/,
        'right warning';
};

subtest 'undef for a number' => sub {
    my $xml;
    my @warnings = warnings_of { $xml = $domain->get_xml_description(undef) };
    is $xml, $domain->get_xml_description(0), 'is 0';
    is scalar @warnings, 1, 'with one warning';
    like $warnings[0], qr/^Use of uninitialized value in subroutine entry at \Q$0\E line \d+\.$/,
        'right warning';

    no warnings 'uninitialized';
    is_deeply [ warnings_of { $domain->get_xml_description(undef) } ], [], 'which can be switched off';
};

subtest 'strings for numbers' => sub {
    my $inactive = $domain->get_xml_description(Sys::Virt::Domain::XML_INACTIVE);
    is $domain->get_xml_description('2'), $inactive, 'digits';
    is $domain->get_xml_description(' 2'), $inactive, 'digits after a space';
    is $domain->get_xml_description(2.7), $inactive, 'a fraction is cut';

    my @warnings = warnings_of { is $domain->get_xml_description('2x'), $inactive, 'digits before a letter' };
    is scalar @warnings, 1, 'one warning';
    like $warnings[0], qr/^Argument "2x" isn't numeric in subroutine entry at \Q$0\E line \d+\.$/,
        'right warning';
};

subtest 'warnings that are fatal' => sub {
    use warnings FATAL => 'all';
    like exception { $domain->get_xml_description(undef) }, qr/^Use of uninitialized value/, 'undef';
    like exception { $domain->get_xml_description('x') }, qr/^Argument "x" isn't numeric/, 'a letter';
    is $domain->get_name, 'test', 'the object is whole';
};

subtest 'numbers for strings' => sub {
    is round_trip(42), '42', 'an integer';
    is round_trip(2.5), '2.5', 'a fraction';
};

subtest 'values that run Perl code' => sub {
    my $object = bless [], 'My::Value';
    is $conn->get_domain_by_name($object)->get_id, 1, 'an object as a string';
    is $domain->get_xml_description($object), $domain->get_xml_description(2), 'and as a number';

    tie my $tied, 'My::Value';
    is $conn->get_domain_by_name($tied)->get_id, 1, 'a tied scalar';
    'a test' =~ /(test)/;
    is $conn->get_domain_by_name($1)->get_id, 1, 'a variable of a match';
    is $conn->get_domain_by_name(substr 'tested', 0, 4)->get_id, 1, 'a substring';
    is round_trip($tied), 'test', 'a tied scalar where undef is allowed';
};

subtest 'values that die' => sub {
    my $object = bless [], 'My::Death';
    is exception { $domain->set_metadata($title, $object) }, "as a string\n", 'as a string';
    is exception { $domain->get_xml_description($object) }, "as a number\n", 'as a number';
    tie my $tied, 'My::Death';
    is exception { $conn->get_domain_by_name($tied) }, "tied\n", 'tied';
    is exception { $domain->set_scheduler_parameters({ weight => $object }) }, "as a number\n", 'in a hash';
    is $domain->get_name, 'test', 'the object is whole';
};

subtest 'numbers' => sub {
    my $kind = sub { B::svref_2object(\$_[0])->FLAGS & (B::SVf_IOK | B::SVf_POK | B::SVf_NOK) };
    my $info = $domain->get_info;
    is $kind->($info->{$_}), B::SVf_IOK, "$_ is an integer" for sort keys %$info;
    is $kind->($domain->get_id), B::SVf_IOK, 'and so is an id';
    is $kind->($domain->get_name), B::SVf_POK, 'but a name is a string';
};

subtest 'numbers of 64 bits' => sub {
    need_libvirt('9.0');
    my $most = ~0;
    is $most, '18446744073709551615', 'this perl has them';

    my $node = test_connection("<node><memory>$most</memory></node>");
    is $node->get_node_info->{memory}, "$most", 'out, the greatest';

    like exception { $domain->set_memory($most) }, qr/\b$most\b/, 'in, the greatest';
    like exception { $domain->set_memory("$most") }, qr/\b$most\b/, 'in, as a string';
    like exception { $domain->set_memory($most - 1) }, qr/\b18446744073709551614\b/, 'in, the last but one';

    for my $number (2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**32 + 1, 2**52 + 1) {
        $domain->set_memory_parameters({ hard_limit => $number });
        is $domain->get_memory_parameters->{hard_limit}, $number, "there and back: $number";
    }
};

subtest 'negative numbers' => sub {
    is $conn->define_domain(domain_xml(name => 'off'))->get_id, -1, 'out';
    is_libvirt_error exception { $conn->get_domain_by_id(-1) }, Sys::Virt::Error::ERR_INVALID_ARG, 'in';
    my @stats = map { $conn->get_node_cpu_stats($_)->{idle} } Sys::Virt::NODE_CPU_STATS_ALL_CPUS, -1;
    is scalar(grep { $_ > 0 } @stats), 2, 'a constant that stands for -1';
};

subtest 'memory of huge texts' => sub {
    plan skip_all => 'needs /proc' unless open my $statm, '<', '/proc/self/statm';
    my $used = sub {
        seek $statm, 0, 0;
        return (split ' ', readline $statm)[1] * POSIX::sysconf(POSIX::_SC_PAGESIZE());
    };
    my $length = 8 << 20;
    $domain->set_metadata($title, 'x' x $length);

    # Each sub has a call of its own, whose result perl keeps for the next time.
    my @subs = map { eval 'sub { return length $domain->get_metadata($title) }' } 1 .. 16;
    is $subs[0]->(), $length, 'a huge text arrives';
    my $before = $used->();
    $_->() for @subs;
    cmp_ok $used->() - $before, '<', 4 * $length, 'and is not kept by the places that have asked for it';
    is round_trip('short'), 'short', 'a short text arrives afterwards';
};

package My::Value;

use overload '""' => sub { 'test' }, '0+' => sub { 2 };

sub FETCH { 'test' }
sub TIESCALAR { bless [] }

package My::Death;

use overload '""' => sub { die "as a string\n" }, '0+' => sub { die "as a number\n" };

sub FETCH { die "tied\n" }
sub TIESCALAR { bless [] }

main::done_testing();
