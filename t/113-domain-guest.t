# What a domain's guest tells and is told: by its agent, its console, its security driver.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

subtest 'file systems' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is_deeply [ $domain->get_fs_info ],
        [
        { mountpoint => '/', name => 'vda1', fstype => 'ext4', devalias => ['vda'] },
        { mountpoint => '/boot', name => 'vda2', fstype => 'ext4', devalias => ['vda'] },
        ],
        'info';
    is scalar($domain->get_fs_info)->{mountpoint}, '/boot', 'the last one as a scalar';

    is $domain->fs_freeze(['/boot']), undef, 'freeze one';
    is_deeply [ $domain->fs_freeze([], 0) ], [], 'freeze all';
    is $domain->fs_thaw(['/']), undef, 'thaw one';
    is $domain->fs_thaw([]), undef, 'thaw all';
    is $domain->fs_trim('/', 4096), undef, 'trim';
    is_libvirt_error exception { $domain->fs_trim('/none', 0) }, Sys::Virt::Error::ERR_OPERATION_INVALID,
        'no such file system';
};

subtest 'addresses' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is_deeply [ $domain->get_interface_addresses(Sys::Virt::Domain::INTERFACE_ADDRESSES_SRC_LEASE) ],
        [
        {
            name => 'testnet0',
            hwaddr => 'aa:bb:cc:dd:ee:ff',
            addrs => [ { type => Sys::Virt::IP_ADDR_TYPE_IPV4, addr => '192.168.122.3', prefix => 24 } ]
        }
        ],
        'of all interfaces';
    is_libvirt_error exception { $domain->get_interface_addresses(0, 1) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'no such flag';
};

subtest 'time' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my @time = $domain->get_time;
    is scalar @time, 1, 'one value';
    is_deeply $time[0], [ 627319920, 0 ], 'seconds and nanoseconds in an array';
    is $domain->set_time(2**40, 5), undef, 'set';
    is_deeply $domain->get_time(0), [ 2**40, 5 ], 'and read';
};

subtest 'keys' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $set = Sys::Virt::Domain::KEYCODE_SET_LINUX;
    is $domain->send_key($set, 100, [ 29, 56, 111 ]), undef, 'some';
    is $domain->send_key($set, 0, [29], 0), undef, 'one, with flags';
    is_libvirt_error exception { $domain->send_key($set, 0, []) }, Sys::Virt::Error::ERR_INVALID_ARG, 'none';
    is_libvirt_error exception { $domain->send_key($set, 0, [ (1) x 17 ]) },
        Sys::Virt::Error::ERR_INVALID_ARG,
        'too many';
};

subtest 'interrupt' => sub {
    is test_connection()->get_domain_by_name('test')->inject_nmi, undef, 'inject_nmi';
};

subtest 'security' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is_deeply $domain->get_security_label, { label => 'libvirt-test', enforcing => 1 }, 'label';
    is_deeply [ $domain->get_messages ], [], 'no messages';
    is_deeply [ $domain->get_messages(Sys::Virt::Domain::MESSAGE_TAINTING) ], [], 'of one kind';
};

subtest 'actions' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->set_lifecycle_action(
        Sys::Virt::Domain::LIFECYCLE_REBOOT,
        Sys::Virt::Domain::LIFECYCLE_ACTION_DESTROY
        ),
        undef, 'set';
    like $domain->get_xml_description, qr/<on_reboot>destroy</, 'in the XML';
    is_libvirt_error exception { $domain->set_lifecycle_action(99, 0) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'no such event';
};

subtest 'what is not supported here' => sub {
    my $conn = test_connection();
    my $domain = $conn->get_domain_by_name('test');
    my $stream = $conn->new_stream;
    my @calls = (
        [ authorized_ssh_keys_get => 'root' ], [ authorized_ssh_keys_set => 'root', ['key'] ],
        ['get_guest_info'],
        ['get_guest_vcpus'], ['get_security_label_list'], [ open_channel => $stream, undef ],
        [ open_console => $stream, undef ], [ open_graphics_fd => 0 ],
        [ pm_suspend_for_duration => Sys::Virt::NODE_SUSPEND_TARGET_MEM, 2**40 ], ['pm_wakeup'],
        [ set_agent_response_timeout => -2 ], [ set_guest_vcpus => '0-1', 1 ],
    );
    for my $call (@calls) {
        my ($method, @args) = @$call;
        is_libvirt_error exception { $domain->$method(@args) }, Sys::Virt::Error::ERR_NO_SUPPORT, $method;
    }
    is_libvirt_error exception { $domain->open_graphics(0, 0) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'open_graphics: no socket';
    is $domain->send_process_signal(1, Sys::Virt::Domain::PROCESS_SIGNAL_TERM), undef,
        'send_process_signal is';
    is $domain->set_user_password('root', 'secret'), undef, 'set_user_password is';
};

subtest 'the control connection' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is_deeply $domain->get_control_info,
        { state => Sys::Virt::Domain::CONTROL_OK, details => 0, stateTime => 0 },
        'is fine';
};

subtest 'launch security' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $info;
    my $error = exception { $info = $domain->get_launch_security_info };
    return is ref $info, 'HASH', 'a hash' if !defined $error;
    is_libvirt_error $error, Sys::Virt::Error::ERR_INVALID_ARG,
        'before libvirt took the flag that it sets itself';
};

subtest 'host name' => sub {
    is(test_connection()->get_domain_by_name('test')->get_hostname, 'testhost', 'that of the guest');
};

subtest 'devices' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $xml = "<disk type='file'><source file='/none'/><target dev='vdz' bus='virtio'/></disk>";
    for my $method (qw(attach_device detach_device update_device)) {
        is_unsupported { $domain->$method($xml) } $method;
    }
};

subtest 'memory that is protected' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is_libvirt_error exception { $domain->set_launch_security_state({ 'sev-secret' => 'x' }) },
        Sys::Virt::Error::ERR_NO_SUPPORT, 'set';
    like exception { $domain->set_launch_security_state([]) },
        qr/^Sys::Virt::Domain::set_launch_security_state: newparams is not a HASH reference/, 'no hash';
};

done_testing;
