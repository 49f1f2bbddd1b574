# QEMU's agent, in a guest with Linux.

use strict;
use warnings;

use lib 't/lib';

use JSON::PP;
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use Sys::Virt::QEMU;
use SysVirtDaemon;
use SysVirtLinuxGuest;
use SysVirtProgram;
use SysVirtTest;

my $qemu = need_qemu();
need_linux_guest();

my ($NAME, $ADDRESS, $MAC) = ("sys-virt-test-agent-$$", '192.0.2.7', '52:54:00:aa:dd:01');


Sys::Virt::Event::register_default();
my $daemon = SysVirtDaemon->new;
my $uri = $daemon->uri('qemu', '/session');
my $conn = Sys::Virt->new(uri => $uri);
my $guest = $conn->define_domain(linux_guest_xml(name => $NAME, emulator => $qemu, dir => $daemon->{dir}));

my @told;
my $id = $conn->domain_event_register_any($guest, Sys::Virt::Domain::EVENT_ID_AGENT_LIFECYCLE, sub { push @told, [@_] });

# What the agent answers to a command.
sub answer {
    my ($command, @how) = @_;
    return decode_json($guest->qemu_agent_command(encode_json($command), @how))->{return};
}

subtest 'it comes' => sub {
    my $wait = background('wait.pl', '--uri', $uri, '--agent', $NAME);
    $guest->create;
    is_libvirt_error exception { $guest->get_hostname(Sys::Virt::Domain::GET_HOSTNAME_AGENT) },
        Sys::Virt::Error::ERR_AGENT_UNRESPONSIVE, 'before it is there';
    is_deeply [ $wait->() ], [ 0, "$NAME has an agent\n", '' ], 'wait.pl --agent';
    ok run_until(sub { @told > 1 }), 'events';
    is_deeply [ map { [ $_->[0], $_->[1]->get_name, @$_[ 2, 3 ] ] } @told ],
        [
            [
                $conn, $NAME, Sys::Virt::Domain::EVENT_AGENT_LIFECYCLE_STATE_DISCONNECTED,
                Sys::Virt::Domain::EVENT_AGENT_LIFECYCLE_REASON_DOMAIN_STARTED
            ],
            [
                $conn, $NAME, Sys::Virt::Domain::EVENT_AGENT_LIFECYCLE_STATE_CONNECTED,
                Sys::Virt::Domain::EVENT_AGENT_LIFECYCLE_REASON_CHANNEL
            ],
        ],
        'the guest without it, and with it';
};

subtest 'commands' => sub {
    is_deeply answer({ execute => 'guest-get-host-name' }), { 'host-name' => 'guest.example' }, 'without more';
    is answer({ execute => 'guest-sync', arguments => { id => 4711 } }, 20), 4711, 'with arguments and seconds';
    for my $how (qw(BLOCK DEFAULT MIN SHUTDOWN)) {
        my $timeout = Sys::Virt::QEMU->can("AGENT_COMMAND_$how")->();
        is_deeply answer({ execute => 'guest-ping' }, $timeout), {}, "AGENT_COMMAND_$how";
    }
    is_libvirt_error exception { $guest->qemu_agent_command('{"execute":"guest-ping"}', -3) },
        Sys::Virt::Error::ERR_INVALID_ARG, 'a timeout below AGENT_COMMAND_MIN';

    my $error = exception { answer({ execute => 'no-such-command' }) };
    is_libvirt_error $error, Sys::Virt::Error::ERR_INTERNAL_ERROR, 'a command that is none';
    like $error->message, qr/no-such-command/, 'and which';
    is_libvirt_error exception { $guest->qemu_agent_command('no JSON') }, Sys::Virt::Error::ERR_INTERNAL_ERROR,
        'what is no JSON';
    is_deeply answer({ execute => 'guest-ping' }), {}, 'it still answers';
};

subtest 'what libvirt asks it' => sub {
    is $guest->get_hostname(Sys::Virt::Domain::GET_HOSTNAME_AGENT), 'guest.example', 'get_hostname';
    my ($card) = grep { ($_->{hwaddr} // '') eq $MAC }
        $guest->get_interface_addresses(Sys::Virt::Domain::INTERFACE_ADDRESSES_SRC_AGENT);
    is $card->{name}, 'eth0', 'get_interface_addresses';
    my ($four) = grep { $_->{type} == Sys::Virt::IP_ADDR_TYPE_IPV4 } @{ $card->{addrs} };
    is_deeply $four, { addr => $ADDRESS, prefix => 24, type => Sys::Virt::IP_ADDR_TYPE_IPV4 }, 'an address';
    my $info = $guest->get_guest_info(Sys::Virt::Domain::GUEST_INFO_OS | Sys::Virt::Domain::GUEST_INFO_HOSTNAME);
    is $info->{hostname}, 'guest.example', 'get_guest_info';
    is $info->{'os.id'}, 'debian', 'the system';
    is_deeply [ sort keys %{ $guest->get_guest_info(Sys::Virt::Domain::GUEST_INFO_HOSTNAME) } ], ['hostname'],
        'and only what is asked';
    cmp_ok abs($guest->get_time->[0] - time), '<', 120, 'get_time';
    is $guest->get_guest_vcpus->{vcpus}, '0-1', 'get_guest_vcpus';
};

subtest 'the examples' => sub {
    is_deeply [ example('wait.pl', '--uri', $uri, '--address', $NAME) ], [ 0, "$ADDRESS\n", '' ], 'wait.pl --address';
    my ($status, $output) = example('guest-ips.pl', '--uri', $uri, '--no-header', $NAME);
    is $status, 0, 'guest-ips.pl';
    like $output, qr{^\Q$NAME\E +eth0 +\Q$MAC\E +\Q$ADDRESS\E/24 +agent$}m, 'asks it';
};

subtest 'without blocking' => sub {
    plan skip_all => 'needs Future' unless eval { require Future; require Sys::Virt::Async };
    my $reply = $guest->async->qemu_agent_command('{"execute":"guest-get-host-name"}', 20)->get;
    is decode_json($reply)->{return}{'host-name'}, 'guest.example', 'an answer';
};

subtest 'it goes' => sub {
    $guest->shutdown(Sys::Virt::Domain::SHUTDOWN_GUEST_AGENT);
    ok run_until(sub { !$guest->is_active }), 'shutdown';
    $conn->domain_event_deregister_any($id);
};

done_testing;
