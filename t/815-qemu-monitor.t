# QEMU's monitor, of a running guest.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use JSON::PP;
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;
use SysVirtTest;

my $qemu = need_qemu();
need_daemon();

Sys::Virt::Event::register_default();

my $conn = Sys::Virt->new(uri => 'qemu:///system');
my $name = "sys-virt-test-monitor-$$";
my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
chmod 0777, $dir or die "chmod $dir: $!";
my $socket = "$dir/agent";

my $domain = $conn->create_domain(domain_xml(
    name => $name,
    type => 'qemu',
    devices => "<emulator>$qemu</emulator><controller type='usb' model='piix3-uhci'/>"
        . "<channel type='unix'><source mode='bind' path='$socket'/>"
        . "<target type='virtio' name='org.qemu.guest_agent.0'/></channel>",
));
my $owner = $$;

END {
    local $?;
    eval { $domain->destroy } if $domain && $owner == $$;
}

subtest 'commands of the monitor' => sub {
    my $reply = decode_json($domain->qemu_monitor_command('{"execute":"query-status"}'));
    is $reply->{return}{status}, 'running', 'JSON';
    like $domain->qemu_monitor_command('info status', Sys::Virt::QEMU::MONITOR_COMMAND_HMP), qr/running/, 'text';
    $reply = decode_json($domain->qemu_monitor_command('{"execute":"no-such-command"}'));
    is $reply->{error}{class}, 'CommandNotFound', "an error of QEMU's own is an answer";
    my $error = exception { $domain->qemu_monitor_command('no JSON') };
    isa_ok $error, 'Sys::Virt::Error', 'what is no JSON';
    like exception { $domain->qemu_monitor_command("info\0status") },
        qr/^Sys::Virt::Domain::qemu_monitor_command: cmd contains a NUL byte/, 'a NUL byte';
};

subtest 'files for the monitor' => sub {
    plan skip_all => 'needs libvirt 8.2' if Sys::Virt->get_library_version < 8_002_000;
    open my $file, '+>', "$dir/file" or die $!;
    my @reply = $domain->qemu_monitor_command_with_files('{"execute":"add-fd","arguments":{"fdset-id":4711}}',
        [ fileno $file ]);
    is scalar @reply, 1, 'a text, and no file comes back';
    is decode_json($reply[0])->{return}{'fdset-id'}, 4711, 'QEMU got it';
    my $sets = decode_json($domain->qemu_monitor_command('{"execute":"query-fdsets"}'));
    is scalar(grep { $_->{'fdset-id'} == 4711 } @{ $sets->{return} }), 1, 'and keeps it';
    my $error = exception { $domain->qemu_monitor_command_with_files('{"execute":"query-status"}', [-1]) };
    isa_ok $error, 'Sys::Virt::Error', 'a number that is no file';
    like exception { $domain->qemu_monitor_command_with_files('{}', 1) },
        qr/^Sys::Virt::Domain::qemu_monitor_command_with_files: infiles is not an ARRAY reference/, 'no list';
};

subtest 'events of the monitor' => sub {
    my %told;
    my $handler = sub { my $kind = shift; sub { push @{ $told{$kind} }, [@_] } };
    my @ids = (
        $conn->qemu_monitor_event_register($domain, 'STOP', $handler->('name')),
        $conn->qemu_monitor_event_register($domain, 'STOP', $handler->('again')),
        $conn->qemu_monitor_event_register(undef, '^ST', $handler->('regex'),
            Sys::Virt::QEMU::MONITOR_EVENT_REGISTER_REGEX),
        $conn->qemu_monitor_event_register(undef, 'stop', $handler->('case'),
            Sys::Virt::QEMU::MONITOR_EVENT_REGISTER_NOCASE),
        $conn->qemu_monitor_event_register($domain, 'RESUME', $handler->('other')),
    );
    is scalar(keys %{ { map { $_ => 1 } @ids } }), scalar @ids, 'each registration has its number';
    my $before = time;
    $domain->suspend;
    run_until(sub { 4 == grep { $told{$_} } qw(name again regex case) });
    is_deeply [ sort keys %told ], [qw(again case name regex)], 'who is told';
    is scalar @{ $told{name} }, 1, 'once';
    my ($from, $dom, $event, $seconds, $micros, $details) = @{ $told{name}[0] };
    is $from, $conn, 'the connection';
    is $dom->get_name, $name, 'the domain';
    is $event, 'STOP', 'the event';
    cmp_ok abs($seconds - $before), '<', 60, 'the second';
    cmp_ok $micros, '<', 1_000_000, 'and microseconds';
    is $details, undef, 'no details';

    $conn->qemu_monitor_event_deregister($_) for @ids[ 0 .. 3 ];
    %told = ();
    $domain->resume;
    run_until(sub { $told{other} });
    $conn->qemu_monitor_event_deregister($ids[4]);
    is_deeply [ keys %told ], ['other'], 'who deregistered is not';
    is exception { $conn->qemu_monitor_event_deregister($ids[4]) }, undef, 'twice is no matter';

    $told{details} = [];
    my $id = $conn->qemu_monitor_event_register($domain, 'RTC_CHANGE|NIC_RX|RESET|SHUTDOWN',
        $handler->('details'), Sys::Virt::QEMU::MONITOR_EVENT_REGISTER_REGEX);
    $domain->reset;
    run_until(sub { @{ $told{details} } });
    is ref decode_json($told{details}[0][5]), 'HASH', 'details are JSON';
    $conn->qemu_monitor_event_deregister($id);

    my $died = $conn->qemu_monitor_event_register($domain, 'STOP', sub { die "told\n" });
    $domain->suspend;
    is exception { Sys::Virt::Event::run_default() for 1 .. 50 }, "told\n", 'an exception of the handler';
    $conn->qemu_monitor_event_deregister($died);
    $domain->resume;
};

# Without a system in the guest nobody answers.
subtest 'commands of the agent' => sub {
    my $dumb = exception { $domain->qemu_agent_command('{"execute":"guest-info"}', 1) };
    isa_ok $dumb, 'Sys::Virt::Error', 'what is thrown without an agent';
    is $dumb->domain_name, 'FROM_QEMU', 'and of whom';
};

subtest 'a guest of QEMU is no container' => sub {
    for my $call ([ lxc_open_namespace => () ], [ lxc_enter_security_label => {}, {} ]) {
        my ($method, @arguments) = @$call;
        ok exception { $domain->$method(@arguments) }, $method;
    }
    is_libvirt_error exception { $domain->lxc_open_namespace }, Sys::Virt::Error::ERR_NO_SUPPORT, 'says libvirt';
    isa_ok exception { $conn->qemu_attach($$) }, 'Sys::Virt::Error', 'what qemu_attach of no QEMU throws';
};

done_testing;
