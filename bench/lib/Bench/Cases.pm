# The operations to compare. A new one is one row: name, the setup it needs (a sub of Bench::Fixture),
# the statement to repeat, and where needed
#   loops => [few, many]   the two loop counts of the instruction difference (default 200 and 1200)
#   socket => 1            talks to the daemon: time only, left out where none answers
# A statement sees what its setup made ($conn, $dom, $net, ...), and $x and @x to assign to.
package Bench::Cases;
use strict;
use warnings;

my @ROWS = (
    [ get_name => test => '$x = $dom->get_name' ],
    [ get_uuid => test => '$x = $dom->get_uuid' ],
    [ get_uuid_string => test => '$x = $dom->get_uuid_string' ],
    [ get_info => test => '$x = $dom->get_info' ],
    [ get_state => test => '@x = $dom->get_state' ],
    [ is_active => test => '$x = $dom->is_active' ],
    [ get_vcpu_info => test => '@x = $dom->get_vcpu_info' ],
    [ get_metadata => test => '$x = $dom->get_metadata(0)' ],
    [ get_scheduler_parameters => test => '$x = $dom->get_scheduler_parameters' ],
    [ set_scheduler_parameters => test => '$dom->set_scheduler_parameters({weight => 50})' ],
    [ get_id => test => '$x = $dom->get_id' ],
    [ get_os_type => test => '$x = $dom->get_os_type' ],
    [ get_max_memory => test => '$x = $dom->get_max_memory' ],
    [ set_memory => test => '$dom->set_memory(8192)' ],
    [ get_vcpus => test => '$x = $dom->get_vcpus(0)' ],
    [ get_autostart => test => '$x = $dom->get_autostart' ],
    [ set_autostart => test => '$dom->set_autostart(1)' ],
    [ is_persistent => test => '$x = $dom->is_persistent' ],
    [ get_memory_parameters => test => '$x = $dom->get_memory_parameters' ],
    [ set_memory_parameters => test => '$dom->set_memory_parameters({hard_limit => 9000})' ],
    [ get_interface_parameters => interface => '$x = $dom->get_interface_parameters($mac)' ],
    [ get_interface_addresses => interface => '@x = $dom->get_interface_addresses(0)' ],
    [ get_block_info => interface => '$x = $dom->get_block_info("vda")' ],
    [ set_metadata => test => '$dom->set_metadata(0, "text")', loops => [ 50, 250 ] ],
    [ suspend_resume => test => '$dom->suspend; $dom->resume' ],
    [ get_xml_description => test => '$x = $dom->get_xml_description', loops => [ 50, 250 ] ],

    [ get_domain_by_name => test => '$x = $conn->get_domain_by_name("test")' ],
    [ get_domain_by_uuid => test => '$x = $conn->get_domain_by_uuid($uuid)' ],
    [ get_domain_by_id => test => '$x = $conn->get_domain_by_id(1)' ],
    [ missing_name => test => 'eval { $conn->get_domain_by_name("missing") }' ],
    [ list_all_domains_200 => defined200 => '@x = $conn->list_all_domains', loops => [ 10, 60 ] ],
    [ list_domains_200 => running200 => '@x = $conn->list_domains', loops => [ 10, 60 ] ],
    [ list_defined_domains_200 => defined200 => '@x = $conn->list_defined_domains', loops => [ 10, 60 ] ],

    # The C module loses what it returns; to free the domains in it costs most of all, and is done on both sides.
    [
        get_all_domain_stats_200 => running200 =>
            '@x = $conn->get_all_domain_stats(Sys::Virt::Domain::STATS_STATE); delete $_->{dom} for @x',
        loops => [ 10, 60 ]
    ],
    [ list_all_snapshots => snapshots => '@x = $dom->list_all_snapshots' ],
    [ list_snapshot_names => snapshots => '@x = $dom->list_snapshot_names(9)' ],
    [ get_snapshot_by_name => snapshots => '$x = $dom->get_snapshot_by_name("one")' ],
    [ define_undefine => test => '$conn->define_domain(domain_xml(1))->undefine', loops => [ 20, 120 ] ],
    [ num_of_domains => test => '$x = $conn->num_of_domains' ],
    [ get_type => test => '$x = $conn->get_type' ],
    [ get_version => test => '$x = $conn->get_version' ],
    [ get_node_cpu_map => test => '@x = $conn->get_node_cpu_map' ],
    [ get_node_free_memory => test => '$x = $conn->get_node_free_memory' ],
    [ is_alive => test => '$x = $conn->is_alive' ],
    [ get_node_info => test => '$x = $conn->get_node_info' ],
    [ get_uri => test => '$x = $conn->get_uri' ],
    [ get_hostname => test => '$x = $conn->get_hostname' ],
    [ get_capabilities => test => '$x = $conn->get_capabilities', loops => [ 50, 250 ] ],
    [
        open_close => nothing => '$x = Sys::Virt->new(uri => "test:///default"); undef $x',
        loops => [ 10, 60 ]
    ],

    [ network_get_name => test => '$x = $net->get_name' ],
    [ get_network_by_name => test => '$x = $conn->get_network_by_name("default")' ],

    [ network_get_uuid_string => test => '$x = $net->get_uuid_string' ],
    [ network_is_active => test => '$x = $net->is_active' ],
    [ network_get_autostart => test => '$x = $net->get_autostart' ],
    [ network_get_bridge_name => test => '$x = $net->get_bridge_name' ],
    [ network_get_xml => test => '$x = $net->get_xml_description', loops => [ 50, 250 ] ],
    [ list_networks => test => '@x = $conn->list_networks' ],
    [ list_all_networks => test => '@x = $conn->list_all_networks' ],
    [ pool_get_name => storage => '$x = $pool->get_name' ],
    [ pool_get_info => storage => '$x = $pool->get_info' ],
    [ pool_is_active => storage => '$x = $pool->is_active' ],
    [ pool_get_xml => storage => '$x = $pool->get_xml_description', loops => [ 50, 250 ] ],
    [ get_storage_pool_by_name => storage => '$x = $conn->get_storage_pool_by_name("default-pool")' ],
    [ list_all_storage_pools => storage => '@x = $conn->list_all_storage_pools' ],
    [ pool_list_volumes_20 => storage => '@x = $pool->list_volumes', loops => [ 20, 120 ] ],
    [ pool_list_all_volumes_20 => storage => '@x = $pool->list_all_volumes', loops => [ 20, 120 ] ],
    [ get_volume_by_name => storage => '$x = $pool->get_volume_by_name("volume-7")' ],
    [ get_volume_by_path => storage => '$x = $conn->get_storage_volume_by_path($path)' ],
    [ volume_get_name => storage => '$x = $vol->get_name' ],
    [ volume_get_path => storage => '$x = $vol->get_path' ],
    [ volume_get_info => storage => '$x = $vol->get_info' ],
    [ interface_get_mac => devices => '$x = $iface->get_mac' ],
    [ get_interface_by_name => devices => '$x = $conn->get_interface_by_name("eth1")' ],
    [ list_interfaces => devices => '@x = $conn->list_interfaces' ],
    [ device_get_parent => devices => '$x = $device->get_parent' ],
    [ device_list_capabilities => devices => '@x = $device->list_capabilities' ],
    [ list_node_devices => devices => '@x = $conn->list_node_devices' ],
    [ list_all_node_devices => devices => '@x = $conn->list_all_node_devices' ],
    [ no_such_secret => test => 'eval { $conn->get_secret_by_uuid($uuid) }' ],
    [ new_stream => test => '$x = $conn->new_stream' ],
    [ stream_recv => screen => 'picture(4096)', loops => [ 10, 60 ] ],
    [ stream_recv_all => screen => 'picture()', loops => [ 10, 60 ] ],

    [ constant => nothing => '$x = Sys::Virt::Domain::STATE_RUNNING' ],
    [ constant_method => nothing => '$x = Sys::Virt::Domain->STATE_RUNNING' ],
    [ constant_symbolic => nothing => '$x = &{"Sys::Virt::Domain::STATE_RUNNING"}()' ],

    [ timer_event => timer => 'Sys::Virt::Event::run_default()' ],
    [
        lifecycle_event => lifecycle => '$dom->suspend; $dom->resume; Sys::Virt::Event::run_default()',
        loops => [ 50, 250 ]
    ],

    [
        event_registered => lifecycle =>
            '$conn->domain_event_deregister_any($conn->domain_event_register_any($dom, 0, $keep)); settle() if $pass % 50 == 0',
        loops => [ 100, 600 ]
    ],

    [ socket_events_50 => daemon_events => 'receive_events(50)', socket => 1 ],
    [ socket_get_info => daemon => '$x = $dom->get_info', socket => 1 ],
    [ socket_list_nwfilters => qemu => '@x = $conn->list_nwfilters', socket => 1 ],
    [ socket_secret_set_value => secret => '$secret->set_value("value\0value")', socket => 1 ],
    [ socket_secret_get_value => secret => '$x = $secret->get_value', socket => 1 ],
    [ socket_list_domains_1000 => daemon1000 => '@x = $conn->list_domains', socket => 1 ],
);

my @CASES = map {
    my ($name, $setup, $code, %more) = @$_;
    { name => $name, setup => $setup, code => $code, loops => [ 200, 1200 ], %more };
} @ROWS;

sub all { return @CASES }

sub find {
    my ($name) = @_;
    my ($case) = grep { $_->{name} eq $name } @CASES;
    return $case;
}

1;
