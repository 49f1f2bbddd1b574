# Functions that are newer than libvirt 6.0, the oldest we run on: not linked, but looked up when they are called.

use strict;
use warnings;

use lib 't/lib';

use DynaLoader ();
use File::Find ();
use Test::More;
use Sys::Virt;
use Sys::Virt::QEMU;
use SysVirtTest;

my $FLOOR = number('6.0.0');
my $LIBRARY = Sys::Virt->get_library_version;

# Each function of libvirt, and since when it is there.
my %since = do {
    open my $data, '<', 't/data/libvirt-functions.tsv' or die "t/data/libvirt-functions.tsv: $!";
    map { chomp; split /\t/ } grep { !/^#/ } <$data>;
};
my @newer = grep { number($since{$_}) > $FLOOR } sort keys %since;

# Those of administration need a daemon: t/705-admin.t calls them.
@newer = grep { !/^virAdm/ } @newer;
my ($module) = grep { m{/auto/Sys/Virt/Virt\.[^/]+$} } @DynaLoader::dl_shared_objects;

my $conn = test_connection();
my $domain = $conn->get_domain_by_name('test');
my $network = $conn->get_network_by_name('default');
my $pool = $conn->get_storage_pool_by_name('default-pool');
my $device = $conn->can('get_node_device_by_name') && $conn->get_node_device_by_name('computer');

# A call that needs the function: object, method, arguments.
my %call = (
    virDomainAbortJobFlags => [ $domain, 'abort_job', 1 ],
    virDomainAnnounceInterface => [ $domain, 'announce_interface', 'vnet0', {} ],
    virDomainAuthorizedSSHKeysGet => [ $domain, 'authorized_ssh_keys_get', 'root' ],
    virDomainAuthorizedSSHKeysSet => [ $domain, 'authorized_ssh_keys_set', 'root', [] ],
    virDomainDelThrottleGroup => [ $domain, 'del_throttle_group', 'slow' ],
    virDomainFDAssociate => [ $domain, 'fd_associate', 'disk', [0] ],
    virDomainGetAutostartOnce => [ $domain, 'get_autostart_once' ],
    virDomainGetMessages => [ $domain, 'get_messages' ],
    virDomainGraphicsReload => [ $domain, 'graphics_reload', 0 ],
    virDomainQemuMonitorCommandWithFiles => [ $domain, 'qemu_monitor_command_with_files', '{}', [] ],
    virDomainRestoreParams => [ $conn, 'restore_domain', undef, undef, {} ],
    virDomainSaveParams => [ $domain, 'save', undef, undef, {} ],
    virDomainSetAutostartOnce => [ $domain, 'set_autostart_once', 1 ],
    virDomainSetLaunchSecurityState => [ $domain, 'set_launch_security_state', {} ],
    virDomainSetThrottleGroup => [ $domain, 'set_throttle_group', 'slow', {} ],
    virDomainStartDirtyRateCalc => [ $domain, 'start_dirty_rate_calc', 1 ],
    virNWFilterDefineXMLFlags => [ $conn, 'define_nwfilter', '<filter name="f"/>', 1 ],
    virNetworkCreateXMLFlags => [ $conn, 'create_network', network_xml(), 1 ],
    virNetworkDefineXMLFlags => [ $conn, 'define_network', network_xml(), 1 ],
    virNetworkGetMetadata => [ $network, 'get_metadata', 0 ],
    virNetworkSetMetadata => [ $network, 'set_metadata', 0, 'text' ],
    virNodeDeviceCreate => [ $device, 'create' ],
    virNodeDeviceDefineXML => [ $conn, 'define_node_device', '<device/>' ],
    virNodeDeviceGetAutostart => [ $device, 'get_autostart' ],
    virNodeDeviceIsActive => [ $device, 'is_active' ],
    virNodeDeviceIsPersistent => [ $device, 'is_persistent' ],
    virNodeDeviceSetAutostart => [ $device, 'set_autostart', 1 ],
    virNodeDeviceUndefine => [ $device, 'undefine' ],
    virNodeDeviceUpdate => [ $device, 'update', '<device/>' ],
);

# A version as libvirt counts them.
sub number {
    my ($major, $minor, $micro) = split /\./, shift;
    return $major * 1_000_000 + $minor * 1_000 + $micro;
}

# The names that a shared object wants to be given by others; nothing where no tool tells.
sub undefined_symbols {
    my $object = shift;
    my %tool = (
        nm => [ '-D --undefined-only', qr/^\s+\w (\w+)/ ],
        readelf => [ '--wide --dyn-syms', qr/ UND (\w+)/ ],
    );
    for my $tool (sort keys %tool) {
        next unless grep { -x "$_/$tool" } split /:/, $ENV{PATH};
        my ($options, $symbol) = @{ $tool{$tool} };
        my @names = map { /$symbol/ ? $1 : () } `$tool $options '$object'`;
        return @names if $? == 0;
    }
    return;
}

# The content of a file.
sub content {
    my $path = shift;
    open my $file, '<:raw', $path or die "$path: $!";
    local $/;
    return scalar <$file>;
}

subtest 'what is linked' => sub {
    my @symbols = grep { /^vir/ } undefined_symbols($module)
        or plan skip_all => 'needs nm or readelf (of binutils)';
    cmp_ok scalar @symbols, '>', 50, 'there are some';
    is_deeply [ grep { !$since{$_} } @symbols ], [], 'is of the public API';
    is_deeply [ grep { /^virAdm|DomainQemu|DomainLxc/ } @symbols ], [], 'is of no other library of it';
    is_deeply [ grep { $since{$_} && number($since{$_}) > $FLOOR } @symbols ], [], 'is in libvirt 6.0';
};

subtest 'loading' => sub {
    local $ENV{PERL_DL_NONLAZY} = 1;
    is perl_output("use Sys::Virt;\nprint Sys::Virt->get_library_version;"), "${LIBRARY}exit 0",
        'finds all that is linked';
};

subtest 'what is looked up' => sub {
    my $binary = content($module);
    my @looked_up = grep { index($binary, "$_\0") >= 0 } @newer;
    cmp_ok scalar @looked_up, '>', 0, 'there is something';
    is_deeply [ grep { !$call{$_} } @looked_up ], [], 'is called below';
};

subtest 'the versions that the sources give' => sub {
    plan skip_all => 'no sources here' unless -d 'src/package';
    my %given;
    File::Find::find(
        sub {
            return unless /\.rs$/;
            my $source = content($_);
            $given{$1} = $2 while $source =~ /\w\(\s*(vir\w+)\([^={]*?\)\s*\)\s*since\s+"([\d.]+)"/g;
            $given{$2} = $1 while $source =~ /\bvir_since!\(\s*"([\d.]+)",\s*(vir\w+)/g;
        },
        'src/package'
    );
    cmp_ok scalar keys %given, '>', 0, 'there are some';
    is_deeply \%given, { map { ($_ => $since{$_}) } keys %given }, 'are those of libvirt';
};

for my $function (sort keys %call) {
    my ($object, $method, @arguments) = @{ $call{$function} };
    subtest $function => sub {
        plan skip_all => 'not written yet' unless $object && $object->can($method);
        my $error = exception { $object->$method(@arguments) };
        if ($LIBRARY >= number($since{$function})) {
            unlike $error // '', qr/needs libvirt/, 'is there';
            return;
        }
        is_libvirt_error $error, Sys::Virt::Error::ERR_NO_SUPPORT, 'is missing here';
        my ($major, $minor, $micro) =
            (int $LIBRARY / 1_000_000, int $LIBRARY / 1_000 % 1_000, $LIBRARY % 1_000);
        is $error->message,
            "this function is not supported: $function needs libvirt $since{$function},"
            . " this is libvirt $major.$minor.$micro", 'and the error says so';
        is_libvirt_error exception { $object->$method(@arguments) }, Sys::Virt::Error::ERR_NO_SUPPORT,
            'the second time, too';
    };
}

subtest 'constants' => sub {
    is Sys::Virt::Domain::GUEST_INFO_DEVICE_PREFIX, 'device.', 'a name of libvirt 12.7';
    is Sys::Virt::Domain::GUEST_INFO_DEVICES, 256, 'a flag of 12.7';
    is Sys::Virt::Domain::EVENT_ID_CHANNEL_LIFECYCLE, 29, 'an event of 12.4';
    is Sys::Virt::NODE_MEMORY_STATS_AVAILABLE, 'available', 'a name of 12.3';
    is Sys::Virt::Network::METADATA_TITLE, 1, 'a type of 9.7';
};

done_testing;
