# Resident memory stays flat over many calls: each row runs in a process of its own, warms up, and then may not grow.
#   perl -Mblib xt/memory.t [ROW...]          all rows, or those named
use strict;
use warnings;
use Test::More;
use Sys::Virt;

plan skip_all => 'reads /proc/self/status' unless -r '/proc/self/status';

# The size that a process may grow by. Losing one byte per call shows from 300,000 calls on, an SV from 9,000.
use constant ALLOWED_KIB => 200;

our ($conn, $dom, $net, $pool, $vol, $uuid, $x, @x);
my ($timer, $settled, $calls) = (undef, 0, 0);
my %answer = (Sys::Virt::CRED_AUTHNAME, 'alice', Sys::Virt::CRED_PASSPHRASE, 'secret');
my $ignore = sub { };

# Calls that do not block need Future.
my $ASYNC = eval { require Sys::Virt::Async; 1 };

# name, number of calls, statement
my @ROWS = (
    [
        missing_name => 1_000_000,
        sub {
            eval { $conn->get_domain_by_name('missing') }
        }
    ],
    [ get_info => 1_000_000, sub { $x = $dom->get_info } ],

    [ get_uri => 100_000, sub { $x = $conn->get_uri } ],
    [ get_hostname => 100_000, sub { $x = $conn->get_hostname } ],
    [ get_capabilities => 100_000, sub { $x = $conn->get_capabilities } ],
    [ get_node_info => 100_000, sub { $x = $conn->get_node_info } ],
    [ get_node_cpu_map => 100_000, sub { @x = $conn->get_node_cpu_map } ],
    [ get_node_cpu_stats => 100_000, sub { $x = $conn->get_node_cpu_stats } ],
    [ get_node_free_pages => 100_000, sub { @x = $conn->get_node_free_pages([4], 0, 1) } ],
    [ get_cpu_model_names => 100_000, sub { @x = $conn->get_cpu_model_names('x86_64') } ],
    [ get_sysinfo => 100_000, sub { $x = $conn->get_sysinfo(0) } ],
    [ get_all_domain_stats => 100_000, sub { @x = $conn->get_all_domain_stats(0) } ],

    [ get_domain_by_name => 100_000, sub { $x = $conn->get_domain_by_name('test') } ],
    [ get_domain_by_uuid => 100_000, sub { $x = $conn->get_domain_by_uuid($uuid) } ],
    [ destroy_by_hand => 100_000, sub { $conn->get_domain_by_name('test')->DESTROY } ],
    [ destroy_overridden => 100_000, sub { $x = bless $conn->get_domain_by_name('test'), 'Quiet::Domain' } ],
    [ list_all_domains => 100_000, sub { @x = $conn->list_all_domains } ],
    [ list_domains => 100_000, sub { @x = $conn->list_domains } ],
    [ list_defined_domains => 100_000, sub { @x = $conn->list_defined_domains } ],
    [ list_all_networks => 100_000, sub { @x = $conn->list_all_networks } ],
    [ list_all_storage_pools => 100_000, sub { @x = $conn->list_all_storage_pools } ],
    [ list_all_node_devices => 100_000, sub { @x = $conn->list_all_node_devices } ],
    [ list_network_names => 100_000, sub { @x = $conn->list_network_names(10) } ],

    [ get_name => 100_000, sub { $x = $dom->get_name } ],
    [ get_uuid => 100_000, sub { $x = $dom->get_uuid; $x = $dom->get_uuid_string } ],
    [ get_state => 100_000, sub { @x = $dom->get_state } ],
    [ get_xml_description => 100_000, sub { $x = $dom->get_xml_description } ],
    [ get_metadata => 100_000, sub { $x = $dom->get_metadata(0) } ],
    [ set_metadata => 100_000, sub { $dom->set_metadata(0, 'a description') } ],
    [ get_vcpu_info => 100_000, sub { @x = $dom->get_vcpu_info } ],
    [ get_fs_info => 100_000, sub { @x = $dom->get_fs_info } ],
    [ get_interface_addresses => 100_000, sub { @x = $dom->get_interface_addresses(0) } ],
    [ get_disk_errors => 100_000, sub { @x = $dom->get_disk_errors } ],
    [ memory_stats => 100_000, sub { $x = $dom->memory_stats } ],
    [ block_stats => 100_000, sub { $x = $dom->block_stats('vda') } ],
    [ get_block_info => 100_000, sub { $x = $dom->get_block_info('vda') } ],
    [ get_cpu_stats => 100_000, sub { @x = $dom->get_cpu_stats(-1, 1) } ],
    [ get_security_label => 100_000, sub { $x = $dom->get_security_label } ],
    [ get_scheduler_parameters => 100_000, sub { $x = $dom->get_scheduler_parameters } ],
    [ set_scheduler_parameters => 100_000, sub { $dom->set_scheduler_parameters({ weight => 50 }) } ],
    [ get_block_iotune => 100_000, sub { $x = $dom->get_block_iotune('vda') } ],
    [
        wrong_arguments => 100_000,
        sub {
            eval { $dom->set_scheduler_parameters(undef) }
        }
    ],
    [ suspend_resume => 100_000, sub { $dom->suspend; $dom->resume } ],

    [
        network => 100_000,
        sub { $x = $net->get_name; $x = $net->get_xml_description; $x = $net->get_bridge_name }
    ],
    [ storage_pool => 100_000, sub { $x = $pool->get_info; @x = $pool->list_volumes } ],
    [
        storage_volume => 100_000,
        sub { $x = $vol->get_info; $x = $vol->get_path; $x = $vol->get_xml_description }
    ],

    [
        event_registered => 1_000_000,
        sub {
            $conn->domain_event_deregister_any(
                $conn->domain_event_register_any(undef, 0, sub { $x = shift }));
            settle();
        }
    ],
    [
        event_registered_domain => 100_000,
        sub {
            $conn->domain_event_deregister_any($conn->domain_event_register_any($dom, 0, $ignore));
            settle();
        }
    ],
    [
        event_delivered => 500_000, sub { $dom->suspend; $dom->resume; Sys::Virt::Event::run_default() },
        sub {
            $conn->domain_event_register_any(undef, 0, sub { @x = @_ });
        }
    ],
    [
        event_kinds => 100_000,
        sub {
            $conn->network_event_deregister_any($conn->network_event_register_any($net, 0, $ignore));
            $conn->storage_pool_event_deregister_any(
                $conn->storage_pool_event_register_any($pool, 1, $ignore));
            $conn->node_device_event_deregister_any($conn->node_device_event_register_any(undef, 0, $ignore));
            settle();
        }
    ],
    [
        event_several => 100_000,
        sub {
            $conn->domain_event_deregister_any($_)
                for map { $conn->domain_event_register_any(undef, 0, $ignore) } 1 .. 3;
            settle();
        }
    ],
    [
        event_refused => 100_000,
        sub {
            eval { $conn->domain_event_register_any(undef, 99, $ignore) };
            eval {
                $conn->secret_event_register_any(undef, 0, sub { $x = shift });
            };
        }
    ],
    [
        event_too_many => 20_000,
        sub {
            eval {
                $conn->domain_event_register_any(undef, 0, sub { $x = shift });
            };
        },
        sub { $conn->domain_event_register_any(undef, 0, $ignore) for 1 .. 32 }
    ],
    [
        close_callback => 100_000,
        sub {
            $conn->register_close_callback(sub { $x = shift });
            $conn->unregister_close_callback;
        }
    ],
    [
        handler_dies => 20_000,
        sub {
            $dom->suspend;
            $dom->resume;
            eval { Sys::Virt::Event::run_default() }
        },
        sub {
            $conn->domain_event_register_any(undef, 0, sub { die { reason => 'test' } });
        }
    ],
    [
        timer_added => 100_000,
        sub {
            Sys::Virt::Event::remove_timeout(Sys::Virt::Event::add_timeout(0, sub { $x = shift }));
            settle();
        }
    ],
    [
        timer_run => 100_000, sub { Sys::Virt::Event::run_default() },
        sub {
            Sys::Virt::Event::add_timeout(0, sub { $x = shift });
        }
    ],
    [
        handle_added => 100_000,
        sub {
            Sys::Virt::Event::remove_handle(Sys::Virt::Event::add_handle(0, 1, sub { $x = shift }));
            settle();
        }
    ],
    [
        auth => 5_000,
        sub {
            $x = login(sub { $_->{result} = $answer{ $_->{type} } for @{ $_[0] }; return 0 });
            undef $x;
        }
    ],
    [
        auth_refused => 5_000,
        sub {
            eval {
                login(sub { $_[0][0]{result} = 'text'; return $calls++ % 2 ? -1 : 'x' x 100 . "\0" });
            }
        }
    ],
    [
        open_close => 2_000, sub { $x = Sys::Virt->new(uri => 'test:///default'); undef $x },
        sub { undef $_ for $dom, $net, $pool, $vol, $conn }
    ],
    [
        open_failed => 20_000,
        sub {
            eval { Sys::Virt->new(uri => 'test:///missing/node.xml') }
        }
    ],

    (
        $ASYNC
        ? (
            [ async_get_info => 1_000_000, sub { $x = $dom->async->get_info->get } ],
            [ async_get_xml_description => 100_000, sub { $x = $dom->async->get_xml_description->get } ],
            [ async_list_all_domains => 100_000, sub { @x = $conn->async->list_all_domains->get } ],
            [ async_missing_name => 100_000, sub { $x = $conn->async->get_domain_by_name('missing')->await->failure } ],
            [ async_parameters => 100_000, sub { $dom->async->set_memory_parameters({ hard_limit => 1 })->await } ],
            [ async_timeout => 100_000, sub { $x = $dom->async->get_info->timeout(60)->get } ],
            [ async_cancel => 100_000, sub { $dom->async->get_info->cancel; Sys::Virt::Async->process } ],
            [ async_new => 10_000, sub { $x = Sys::Virt->async->new(uri => 'test:///default')->get } ],
        )
        : ()
    ),
);

{

    package Quiet::Domain;
    our @ISA = 'Sys::Virt::Domain';
    sub DESTROY { }
}

my %wanted = map { $_ => 1 } @ARGV;
for my $row (@ROWS) {
    my ($name, $count, $statement, $setup) = @$row;
    next if @ARGV && !$wanted{$name};
    my $grown = in_child(sub { growth($count, $statement, $setup) });
    if ($grown =~ /^-?\d+$/) {
        cmp_ok $grown, '<', ALLOWED_KIB, sprintf '%s: %d KiB more after %d calls', $name, $grown, $count;
    } else {
        fail $name;
        diag $grown;
    }
}
done_testing;

# KiB by which this process grows over the calls
sub growth {
    my ($count, $statement, $setup) = @_;
    open_default();
    $setup->() if $setup;
    $statement->() for 1 .. $count / 10;
    resident();    # its own buffers
    my $before = resident();
    $statement->() for 1 .. $count;
    return resident() - $before;
}

# libvirt frees what was removed from its loop when the loop has nothing else to do: so, once in a hundred calls, run it
# until a timer of one millisecond is due. (A timer that is always due would starve that freeing.)
sub settle {
    return if $calls++ % 100;
    $settled = 0;
    Sys::Virt::Event::update_timeout($timer, 1);
    Sys::Virt::Event::run_default() until $settled;
    Sys::Virt::Event::update_timeout($timer, -1);
}

sub open_default {
    Sys::Virt::Event::register_default();
    $timer = Sys::Virt::Event::add_timeout(-1, sub { $settled = 1 });
    $conn = Sys::Virt->new(uri => 'test:///default');
    $conn->define_domain(
        "<domain type='test'><name>off-$_</name><memory>8192</memory><os><type>hvm</type></os></domain>")
        for 1 .. 3;
    $dom = $conn->get_domain_by_name('test');
    $uuid = $dom->get_uuid;
    $net = $conn->get_network_by_name('default');
    $pool = $conn->get_storage_pool_by_name('default-pool');
    $vol = $pool->create_volume('<volume><name>memory.img</name><capacity>1048576</capacity></volume>');
    $dom->set_metadata(0, 'a description');
}

# A connection with authentication, to a driver that knows alice.
sub login {
    my $callback = shift;
    our ($uri, $node);
    $uri ||= do {
        require File::Temp;
        $node = File::Temp->new;
        print $node "<node><auth><user password='secret'>alice</user></auth></node>";
        close $node;
        "test://$node";
    };
    return Sys::Virt->new(uri => $uri, auth => 1, credlist => [ keys %answer ], callback => $callback);
}

sub resident {
    open my $status, '<', '/proc/self/status' or die "/proc/self/status: $!";
    while (my $line = <$status>) { return $1 if $line =~ /^VmRSS:\s+(\d+) kB/ }
    die 'no VmRSS in /proc/self/status';
}

# What the code returns or dies with, from a process that starts with nothing but the loaded module.
sub in_child {
    my ($code) = @_;
    my $pid = open my $from_child, '-|';
    die "fork: $!" unless defined $pid;
    if (!$pid) {
        open STDERR, '>', '/dev/null';    # the parser's and the dying handler's words, once for each call
        my $answer = eval { $code->() } // "died: $@";
        print $answer;
        close STDOUT;
        require POSIX;
        POSIX::_exit(0);
    }
    local $/;
    my $answer = <$from_child>;
    close $from_child;
    return defined $answer && length $answer ? $answer : "ended with status $?";
}
