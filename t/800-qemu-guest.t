# A real guest of QEMU, without a daemon (qemu:///embed) and with one (qemu:///system).

use strict;
use warnings;

use lib 't/lib';

# Before libvirt starts: an embedded driver would log on stderr.
BEGIN { $ENV{LIBVIRT_LOG_OUTPUTS} //= '4:file:/dev/null' }

use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtProgram;
use SysVirtTest;

my $qemu = need_qemu();
need_daemon();

# Embedded drivers need the loop all the time, because the answers of QEMU come through it.
Sys::Virt::Event::register_default();

my $name = "sys-virt-test-$$";

# A root for an embedded driver. Its QEMU runs as we do, and keeps its logs by itself.
sub embedded_root {
    my $root = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    mkdir "$root/etc" or die "$root/etc: $!";
    open my $conf, '>', "$root/etc/qemu.conf" or die "$root/etc/qemu.conf: $!";
    print $conf qq{user = "root"\ngroup = "root"\nstdio_handler = "file"\n};
    return $root;
}

sub guest_xml {
    my $type = shift;
    return domain_xml(
        name => $name,
        type => $type,
        more => '<features><acpi/></features>',
        devices => "<emulator>$qemu</emulator><controller type='usb' model='piix3-uhci'/>",
    );
}

# Everything about one guest: defined here, gone at the end.
sub test_guest {
    my ($conn, $type) = @_;
    my %events = map { ($_ => []) } my @kinds =
        qw(LIFECYCLE METADATA_CHANGE TUNABLE DEVICE_ADDED DEVICE_REMOVED REBOOT);
    my @ids = map {
        my $kind = $_;
        my $id = Sys::Virt::Domain->can("EVENT_ID_$kind")->();
        $conn->domain_event_register_any(undef, $id,
            sub { push @{ $events{$kind} }, [@_] if $_[1]->get_name eq $name })
    } @kinds;

    # What the loop brings of one kind, without the connection and the domain, until there are `$count`.
    my $arrived = sub {
        my ($kind, $count) = @_;
        run_until(sub { @{ $events{$kind} } >= $count });
        return [ map { [ @$_[ 2 .. $#$_ ] ] } splice @{ $events{$kind} } ];
    };

    my $domain = $conn->define_domain(guest_xml($type));
    my $guard = guard {
        local $@;
        eval { $domain->destroy };
        eval { $domain->undefine }
    };

    subtest 'defined' => sub {
        is $domain->get_name, $name, 'name';
        is $domain->get_id, -1, 'no id';
        is $conn->get_domain_by_uuid($domain->get_uuid)->get_name, $name, 'by uuid';
        is_deeply [ map { $domain->$_ } qw(is_active is_persistent) ], [ 0, 1 ], 'flags';
        is + ($domain->get_state)[0], Sys::Virt::Domain::STATE_SHUTOFF, 'state';
        is_deeply $arrived->(LIFECYCLE => 1), [ [ Sys::Virt::Domain::EVENT_DEFINED, 0 ] ], 'event';
    };

    subtest 'created' => sub {
        is $domain->create, undef, 'create';
        cmp_ok $domain->get_id, '>', 0, 'id';
        is $domain->is_active, 1, 'active';
        is $domain->get_os_type, 'hvm', 'type of operating system';
        is_deeply [ $domain->get_state ],
            [ Sys::Virt::Domain::STATE_RUNNING, Sys::Virt::Domain::STATE_RUNNING_BOOTED ], 'state';
        like $domain->get_xml_description, qr/\A<domain type='$type' id='\d+'>.*<name>$name</s, 'XML';
        is scalar(grep { $_->get_name eq $name } $conn->list_domains), 1, 'in the list';

        my $info = $domain->get_info;
        like delete $info->{cpuTime}, qr/^\d+$/, 'time used';
        is_deeply $info,
            { state => Sys::Virt::Domain::STATE_RUNNING, maxMem => 65536, memory => 65536, nrVirtCpu => 2 },
            'info';
        run_until(
            sub {
                grep { $_->[2] == Sys::Virt::Domain::EVENT_STARTED } @{ $events{LIFECYCLE} };
            }
        );
        is $arrived->(LIFECYCLE => 1)->[-1][0], Sys::Virt::Domain::EVENT_STARTED, 'event';
    };

    subtest 'suspended and resumed' => sub {
        $domain->suspend;
        is_deeply [ $domain->get_state ],
            [ Sys::Virt::Domain::STATE_PAUSED, Sys::Virt::Domain::STATE_PAUSED_USER ], 'paused';
        is_deeply $arrived->(LIFECYCLE => 1), [ [ Sys::Virt::Domain::EVENT_SUSPENDED, 0 ] ], 'event';
        $domain->resume;
        is + ($domain->get_state)[0], Sys::Virt::Domain::STATE_RUNNING, 'running';
        is_deeply $arrived->(LIFECYCLE => 1), [ [ Sys::Virt::Domain::EVENT_RESUMED, 0 ] ], 'event';
    };

    subtest 'scheduler' => sub {
        is $domain->get_scheduler_type, 'posix', 'type';
        my $params = eval { $domain->get_scheduler_parameters };
        plan skip_all => "no cgroups: $@" unless $params && $params->{cpu_shares};
        is_deeply [ grep { /^cpu_shares|^vcpu_/ } sort keys %$params ],
            [qw(cpu_shares vcpu_period vcpu_quota)], 'names';
        like $params->{vcpu_quota}, qr/^-?\d+$/, 'a signed number of 64 bits';

        $domain->set_scheduler_parameters({ cpu_shares => 2048 });
        is $domain->get_scheduler_parameters->{cpu_shares}, 2048, 'in and out';
        is_deeply $arrived->(TUNABLE => 1), [ [ { 'cputune.cpu_shares' => 2048 } ] ], 'event';
    };

    subtest 'virtual CPUs' => sub {
        my @vcpus = $domain->get_vcpu_info;
        is_deeply [ map { $_->{number} } @vcpus ], [ 0, 1 ], 'two';
        is $_->{state}, Sys::Virt::Domain::VCPU_RUNNING, 'running' for @vcpus;
        is $domain->get_max_vcpus, 2, 'at most';

        my $length = length $vcpus[0]{affinity};
        is $length, int(($conn->get_node_info->{cpus} + 7) / 8), 'length of the map';
        $domain->pin_vcpu(1, "\x01");
        is_deeply [ map { $_->{affinity} } $domain->get_vcpu_info ],
            [ $vcpus[0]{affinity}, pack "a$length", "\x01" ], 'pinned';
        is_deeply $arrived->(TUNABLE => 1), [ [ { 'cputune.vcpupin1' => '0' } ] ], 'event with a string';
    };

    subtest 'metadata' => sub {
        my $live = Sys::Virt::Domain::AFFECT_LIVE;
        $domain->set_metadata(Sys::Virt::Domain::METADATA_TITLE, "title \x{263a}", undef, undef, $live);
        is $domain->get_metadata(Sys::Virt::Domain::METADATA_TITLE, undef, $live), "title \xe2\x98\xba",
            'title';
        $domain->set_metadata(Sys::Virt::Domain::METADATA_ELEMENT, '<a b="c"/>', 'key',
            'http://example.com/', $live);
        is $domain->get_metadata(Sys::Virt::Domain::METADATA_ELEMENT, 'http://example.com/', $live),
            '<a b="c"/>', 'element';
        is_deeply $arrived->(METADATA_CHANGE => 2),
            [
            [ Sys::Virt::Domain::METADATA_TITLE, undef ],
            [ Sys::Virt::Domain::METADATA_ELEMENT, 'http://example.com/' ],
            ],
            'events';
    };

    subtest 'a device' => sub {
        my $xml = "<input type='tablet' bus='usb'><alias name='ua-tablet'/></input>";
        $domain->attach_device($xml);
        is_deeply $arrived->(DEVICE_ADDED => 1), [ ['ua-tablet'] ], 'added';
        like $domain->get_xml_description, qr/ua-tablet/, 'in the XML';
        $domain->detach_device($xml);
        is_deeply $arrived->(DEVICE_REMOVED => 1), [ ['ua-tablet'] ], 'removed';
    };

    subtest 'reset' => sub {
        $domain->reset;
        is_deeply $arrived->(REBOOT => 1)->[0], [], 'an event without arguments of its own';
    };

    subtest 'a callback that dies' => sub {
        my $id = $conn->domain_event_register_any($domain, Sys::Virt::Domain::EVENT_ID_LIFECYCLE,
            sub { die "event\n" });
        $domain->suspend;
        is exception {
            run_until(sub { 0 })
        }, "event\n", 'right exception';
        $conn->domain_event_deregister_any($id);
        $domain->resume;
        is + ($domain->get_state)[0], Sys::Virt::Domain::STATE_RUNNING, 'the guest works';
        is_deeply $arrived->(LIFECYCLE => 2)->[-1], [ Sys::Virt::Domain::EVENT_RESUMED, 0 ],
            'and so do the events';
    };

    subtest 'destroyed' => sub {
        is $domain->destroy, undef, 'destroy';
        is_deeply [ $domain->get_state ],
            [ Sys::Virt::Domain::STATE_SHUTOFF, Sys::Virt::Domain::STATE_SHUTOFF_DESTROYED ],
            'state';
        is_deeply $arrived->(LIFECYCLE => 1)->[-1],
            [ Sys::Virt::Domain::EVENT_STOPPED, Sys::Virt::Domain::EVENT_STOPPED_DESTROYED ], 'event';
        is_libvirt_error exception { $domain->suspend }, Sys::Virt::Error::ERR_OPERATION_INVALID,
            'it does not run';
    };

    subtest 'undefined' => sub {
        $domain->undefine;
        is_deeply $arrived->(LIFECYCLE => 1), [ [ Sys::Virt::Domain::EVENT_UNDEFINED, 0 ] ], 'event';
        is_libvirt_error exception { $conn->get_domain_by_name($name) }, Sys::Virt::Error::ERR_NO_DOMAIN,
            'gone';
    };

    $conn->domain_event_deregister_any($_) for @ids;
}

# The QEMU of a libvirtd runs as a user who need not be allowed to use KVM.
subtest 'qemu:///system' => sub {
    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    test_guest($conn, 'qemu');
};

subtest 'the example that lists domains' => sub {
    my $example = 'examples/list-domains.pl';
    plan skip_all => "no $example" unless -e $example;

    my $conn = Sys::Virt->new(uri => 'qemu:///system');
    my $domain = $conn->create_domain(guest_xml('qemu'));
    my $guard = guard { $domain->destroy };
    my ($status, $table) = example('list-domains.pl', 'qemu:///system');
    is $status, 0, 'exit status';
    like $table, qr/\b\Q$name\E\b/, 'prints the guest';
};

# Last: from now on this process finds an embedded driver behind qemu:///system, too.
subtest 'qemu:///embed' => sub {
    my $conn = Sys::Virt->new(uri => 'qemu:///embed?root=' . embedded_root());
    is $conn->get_type, 'QEMU', 'type';
    cmp_ok $conn->get_version, '>=', 2_000_000, 'version of QEMU';
    test_guest($conn, -w '/dev/kvm' ? 'kvm' : 'qemu');
};

done_testing;
