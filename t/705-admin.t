# The administration of a daemon, and what libvirt's other libraries say where there is nothing for them.

use strict;
use warnings;

use lib 't/lib';

use Config;
use DynaLoader ();
use File::Copy 'copy';
use File::Path 'make_path';
use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use Sys::Virt::Admin;
use Sys::Virt::Event;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;
use SysVirtDaemon;
use SysVirtTest;

# need_daemon would open a connection.
plan skip_all => 'needs a libvirtd: set SYS_VIRT_TEST_DAEMON=1' unless $ENV{SYS_VIRT_TEST_DAEMON};
Sys::Virt::Event::register_default();

my $daemon = SysVirtDaemon->new;

# Only the user of the daemon may administrate it: from here on that is who we are.
if (my $user = delete $daemon->{user}) {
    my ($uid, $gid) = @$user;
    ($(, $)) = ($gid, "$gid $gid");
    ($<, $>) = ($uid, $uid);
    die "setuid: $!" if $< != $uid || $> != $uid;
}
my $uri = "libvirtd:///session?socket=$daemon->{dir}/libvirt/libvirt-admin-sock";
my $admin = Sys::Virt::Admin->new(uri => $uri);

subtest 'a connection' => sub {
    isa_ok $admin, 'Sys::Virt::Admin';
    is $admin->get_uri, $uri, 'get_uri';
    is $admin->is_alive, 1, 'is_alive';
    is $admin->get_library_version, Sys::Virt->get_library_version, "the daemon's version";
    is(Sys::Virt::Admin->get_library_version, Sys::Virt->get_library_version, "the library's version");
    is_libvirt_error exception { Sys::Virt::Admin->new(uri => 'libvirtd:///session?socket=/nowhere') },
        Sys::Virt::Error::ERR_SYSTEM_ERROR, 'no daemon there';
};

subtest 'servers' => sub {
    my @servers = $admin->list_servers;
    is_deeply [ sort map { $_->get_name } @servers ], [ 'admin', 'libvirtd' ], 'list_servers';
    isa_ok $servers[0], 'Sys::Virt::Admin::Server';
    is $admin->get_server_by_name('libvirtd')->get_name, 'libvirtd', 'get_server_by_name';
    my $error = exception { $admin->get_server_by_name('nobody') };
    ok $error->isa('Sys::Virt::Error'), 'one that is not there';
    is $error->domain_name, 'FROM_RPC', 'is told by libvirt';
};

subtest 'limits' => sub {
    my $server = $admin->get_server_by_name('libvirtd');
    my $limits = $server->get_client_limits;
    is_deeply [ sort keys %$limits ], [ sort qw(nclients nclients_max nclients_unauth nclients_unauth_max) ],
        'get_client_limits';
    $server->set_client_limits({ Sys::Virt::Admin::SERVER_CLIENTS_MAX, 77, nclients_unauth_max => 7 });
    is_deeply [ @{ $server->get_client_limits }{qw(nclients_max nclients_unauth_max)} ], [ 77, 7 ],
        'set_client_limits';

    my $pool = $server->get_threadpool_parameters;
    cmp_ok $pool->{ +Sys::Virt::Admin::THREADPOOL_WORKERS_MAX }, '>', 0, 'get_threadpool_parameters';
    $server->set_threadpool_parameters({ maxWorkers => $pool->{maxWorkers} + 1 });
    is $server->get_threadpool_parameters->{maxWorkers}, $pool->{maxWorkers} + 1, 'set_threadpool_parameters';
    like exception { $server->set_client_limits([]) },
        qr/^Sys::Virt::Admin::Server::set_client_limits: params is not a HASH reference/, 'no hash';
    my $error = exception { $server->update_tls_files };
    is ref $error, 'Sys::Virt::Error', 'update_tls_files, of a daemon without TLS';
};

subtest 'clients' => sub {
    my $other = "use Sys::Virt;\n\$| = 1;\nmy \$conn = Sys::Virt->new(uri => '@{[ $daemon->uri('test', '/default') ]}');\n"
        . 'print "open\n"; sleep 1 while eval { $conn->get_hostname }; print "closed\n"';
    my $pid = open my $output, '-|', $^X, (map { "-I$_" } grep { !ref } @INC), '-e', $other or die "fork: $!";
    is scalar <$output>, "open\n", 'another process connects';
    my $server = $admin->get_server_by_name('libvirtd');
    my @clients = $server->list_clients;
    is scalar @clients, 1, 'one';
    my $client = $clients[0];
    cmp_ok $client->get_id, '>', 0, 'get_id';
    cmp_ok abs(time - $client->get_timestamp), '<', 60, 'get_timestamp';
    is $client->get_transport, Sys::Virt::Admin::CLIENT_TRANS_UNIX, 'get_transport';
    my $info = $client->get_info;
    is $info->{ +Sys::Virt::Admin::CLIENT_INFO_UNIX_USER_ID }, $>, 'get_info: the user';
    is $info->{unix_process_id}, $pid, 'and the process';
    is $info->{readonly}, 0, 'not for reading only';
    is $server->get_client_by_id($client->get_id)->get_id, $client->get_id, 'get_client_by_id';

    $client->close;
    is scalar <$output>, "closed\n", 'close ends its connection';
    is_deeply [ $server->list_clients ], [], 'and nobody is left';
};

subtest 'the log' => sub {
    $admin->set_logging_filters('1:qemu 3:rpc');
    is $admin->get_logging_filters =~ s/\s+\z//r, '1:*qemu* 3:*rpc*', 'filters';
    $admin->set_logging_filters(undef);
    is $admin->get_logging_filters, undef, 'and none';
    my $output = "1:file:$daemon->{dir}/more-log";
    $admin->set_logging_outputs($output);
    like $admin->get_logging_outputs, qr/\A\Q$output\E\s*\z/, 'outputs';
    $admin->set_logging_outputs('');
    unlike $admin->get_logging_outputs, qr/more-log/, 'and the default';
};

subtest 'how long it lives' => sub {
    plan skip_all => 'needs libvirt 8.6' if Sys::Virt->get_library_version < 8_006_000;
    is exception {
        $admin->set_daemon_timeout($_) for 1000, 0
    }, undef, 'set_daemon_timeout';
};

subtest 'objects' => sub {
    my $server = $admin->get_server_by_name('libvirtd');
    like exception { Sys::Virt::Admin::Server::get_name($admin) },
        qr/^Sys::Virt::Admin::Server::get_name: server is not a Sys::Virt::Admin::Server object/, 'another class';
    like exception { Sys::Virt::get_uri($admin) }, qr/con is not a Sys::Virt object/, 'no connection for guests';
    SKIP: {
        skip 'a perl without threads', 1 unless $Config{useithreads} && eval { require threads; 1 };
        my $thread = threads->create(sub { join ' ', $server->get_name, $admin->is_alive });
        is $thread->join, 'libvirtd 1', 'a thread has objects of its own';
    }
    is $server->get_name, 'libvirtd', 'those here live on';
    $server->DESTROY;
    is_libvirt_error exception { $server->get_name }, Sys::Virt::Error::ERR_INVALID_ARG, 'let go of';
};

# Anything in the place of each argument.
subtest 'wrong arguments' => sub {
    my %object = (
        'Sys::Virt::Admin' => $admin,
        'Sys::Virt::Admin::Server' => $admin->get_server_by_name('admin'),
        'Sys::Virt::Admin::Client' => ($admin->get_server_by_name('admin')->list_clients)[0],
    );
    my @bad = (undef, [], {}, \1, 'x', '', -1, 2**64, sub { 1 }, "a\0b", bless([], 'Sys::Virt::Admin'), \*STDIN, 1.5);
    open my $usage, '<', 't/data/usage.tsv' or die $!;
    my ($calls, @wrong) = 0;
    local $SIG{__WARN__} = sub { };
    while (<$usage>) {
        my ($class, $method, $args) = /^(Sys::Virt::Admin[\w:]*)::(\w+)\t\S+\t(.*)$/ or next;
        next if $method =~ /^(?:_|close$|shut_down|set_daemon|register|unregister|set_logging)/;
        my @args = split /, /, $args;
        for my $at (0 .. $#args) {
            for my $bad (@bad) {
                my @values = ($object{$class}, map { /^flags/ ? 0 : /params/ ? {} : 1 } @args[ 1 .. $#args ]);
                $values[$at] = $bad;
                my $code = $class->can($method);
                my $error = exception { &$code(@values) };
                next if !defined $error;
                $calls++;
                push @wrong, "$method $at: $error" unless ref $error || $error =~ /^${class}::$method: /;
            }
        }
    }
    cmp_ok $calls, '>', 200, 'refused';
    is_deeply \@wrong, [], 'each refusal says of whom it is';
    is $admin->is_alive, 1, 'and the connection stands';
};

subtest 'functions that are newer' => sub {
    my $version = Sys::Virt->get_library_version;
    plan skip_all => 'this libvirt has them' if $version >= 11_002_000;
    my $error = exception { $admin->shut_down_daemon };
    is_libvirt_error $error, Sys::Virt::Error::ERR_NO_SUPPORT, 'shut_down_daemon';
    like $error->message, qr/virAdmConnectDaemonShutdown needs libvirt 11\.2\.0/, 'says what it needs';
};

subtest 'both kinds of connection in one process' => sub {
    my $error = exception { Sys::Virt->new(uri => 'test:///default') };
    is_libvirt_error $error, Sys::Virt::Error::ERR_OPERATION_INVALID, 'that for guests is refused';
    like $error->message, qr/of Sys::Virt::Admin cannot open one of Sys::Virt: /, 'says why';
    is perl_output(<<'PERL'), 'ERR_OPERATION_INVALID ERR_OPERATION_INVALID child 1exit 0', 'that for administration, too';
use Sys::Virt::Admin;
my $pid = open my $child, '-|';
die "fork: $!" unless defined $pid;
if (!$pid) { print 'child ', (eval { Sys::Virt::Admin->new(uri => 'libvirtd:///session?socket=/none') } || $@)->is('ERR_SYSTEM_ERROR'); exit }
my $conn = Sys::Virt->new(uri => 'test:///default');
for (1, 2) { eval { Sys::Virt::Admin->new }; print $@->name, ' ' }
print <$child>;
PERL
};

subtest 'a daemon that ends' => sub {
    my @told;
    $admin->register_close_callback(sub { push @told, [@_] });
    $daemon->stop;
    run_until(sub { @told });
    is scalar @told, 1, 'the close callback is called, once';
    is $told[0][0], $admin, 'with the object';
    is $told[0][1], Sys::Virt::CLOSE_REASON_EOF, 'and the reason';
    is $admin->is_alive, 0, 'is_alive';
    is exception { $admin->unregister_close_callback }, undef, 'it is gone already';
    $daemon->start;
    $admin = Sys::Virt::Admin->new(uri => $uri);
    $admin->register_close_callback(sub { push @told, 'again' });
    $admin->unregister_close_callback;
    is exception { $admin->shut_down_daemon }, undef, 'shut_down_daemon'
        if Sys::Virt->get_library_version >= 11_002_000;
    $daemon->stop;
    run_until(sub { !$admin->is_alive });
    is scalar @told, 1, 'one that was removed is not called';
};

# A copy of the module that looks for libraries of other names.
subtest 'libraries that are not installed' => sub {
    my ($module) = grep { m{/auto/Sys/Virt/Virt\.[^/]+$} } @DynaLoader::dl_shared_objects;
    my $dir = tempdir(CLEANUP => 1);
    make_path "$dir/auto/Sys/Virt";
    open my $in, '<:raw', $module or die $!;
    my $binary = do { local $/; <$in> };
    is $binary =~ s/libvirt-(admin|lxc|qemu)\.so\.0/libvirt-\U$1\E.so.0/g, 3, 'each is named once';
    my ($name) = $module =~ m{([^/]+)\z};
    open my $out, '>:raw', "$dir/auto/Sys/Virt/$name" or die $!;
    print $out $binary;
    close $out or die $!;
    local @INC = ($dir, @INC);
    is perl_output(<<'PERL'), <<'EXPECTED' . 'exit 0', 'each call says so';
use Sys::Virt::Admin;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;
my $dom = Sys::Virt->new(uri => 'test:///default')->get_domain_by_name('test');
for my $call (sub { Sys::Virt::Admin->get_library_version }, sub { $dom->lxc_open_namespace }, sub { $dom->qemu_monitor_command('{}') }) {
    eval { $call->() };
    print $@->name, ' ', $@->message =~ s/, this is.*//r, "\n";
}
PERL
ERR_NO_SUPPORT this function is not supported: virAdmGetVersion needs libvirt 2.0.0 with libvirt-ADMIN.so.0
ERR_NO_SUPPORT this function is not supported: virDomainLxcOpenNamespace needs libvirt 1.0.2 with libvirt-LXC.so.0
ERR_NO_SUPPORT this function is not supported: virDomainQemuMonitorCommand needs libvirt 0.8.3 with libvirt-QEMU.so.0
EXPECTED
};

subtest 'libraries that are opened when they are needed' => sub {
    is perl_output(<<'PERL'), 'none none admin exit 0', 'and not before';
sub opened { open my $maps, '<', '/proc/self/maps' or die $!; my %lib = map { /libvirt-(\w+)\.so/ ? ($1 => 1) : () } <$maps>; print join(' ', sort keys %lib) || 'none', ' ' }
require Sys::Virt; opened();
require Sys::Virt::Admin; require Sys::Virt::QEMU; require Sys::Virt::LXC; opened();
Sys::Virt::Admin->get_library_version; opened();
PERL
};

done_testing;
