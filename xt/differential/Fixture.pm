# What the calls are made with: objects of each kind, new for each call, and the values of other arguments.
package Fixture;

use strict;
use warnings;

use File::Copy ();
use FindBin;
use Sys::Virt;

our ($DRIVER, $FOLDER);
my $URI;

# Objects made for this call, by name; and whether there may be something in the daemon now.
my %made;
my $dirty = 1;

sub use_driver {
    ($DRIVER, $FOLDER) = @_;
    $URI = 'qemu:///system';
    if ($DRIVER eq 'qemu') {
        system('qemu-img', 'create', '-q', '-f', 'qcow2', "$FOLDER/guest.img", '1M') == 0
            or die 'qemu-img failed';
    } else {

        # A connection to a file of its own starts from that file each time, test:///default would be shared.
        $URI = "test://$FOLDER/node.xml";
        File::Copy::copy("$FindBin::Bin/node.xml", "$FOLDER/node.xml") or die "node.xml: $!";
    }
}

# Forgets the objects of the last call, and removes what it left in a real daemon.
sub fresh {
    %made = ();
    clean_up() if $DRIVER ne 'test' && $dirty;
    $dirty = 0;
}

# The names and UUIDs of all that the calls make.
my @NAMES = qw(guest off new net pool newname other);
my $UUID = '12345678-1234-1234-1234-123456789abc';

sub clean_up {
    my $conn = Sys::Virt->new(uri => $URI);
    my %ours = map { ($_ => 1) } @NAMES;
    eval { $_->destroy }
        for my @active = grep { $ours{ $_->get_name } } $conn->list_all_networks,
        $conn->list_all_storage_pools;
    eval { $_->delete } for $conn->list_all_nwfilter_bindings;
    eval { $_->undefine } for @active, grep { $ours{ $_->get_name } } $conn->list_all_nwfilters;
    eval { $_->undefine } for grep { $_->get_uuid_string eq $UUID } $conn->list_all_secrets;
    for my $domain (grep { $ours{ $_->get_name } } $conn->list_all_domains) {
        eval { $domain->destroy };
        eval { $domain->undefine($_) }
            for Sys::Virt::Domain::UNDEFINE_SNAPSHOTS_METADATA |
            Sys::Virt::Domain::UNDEFINE_CHECKPOINTS_METADATA;
    }
    unlink glob "$FOLDER/pool/*";
}

# A domain of QEMU that could run.
sub guest {
    return <<"XML";
<domain type='qemu'>
  <name>guest</name><uuid>004b96e1-2d78-c30f-5aa5-f03c87d21e69</uuid>
  <memory unit='MiB'>64</memory><vcpu current='1'>2</vcpu><iothreads>2</iothreads>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='$FOLDER/guest.img'/><target dev='vda' bus='virtio'/></disk>
    <interface type='user'><mac address='52:54:00:aa:bb:cc'/></interface>
  </devices>
</domain>
XML
}

# The value of an expression of test.tsv.
sub value {
    my $expression = shift;
    my $value = eval "package Fixture::Words; no warnings; $expression";
    die "$expression: $@" if $@;
    return $value;
}

# Arguments by the names that the C module gives them.
my %TYPICAL = (
    (map { ($_ => 'conn') } qw(con conn conref con_rv)),
    (map { ($_ => 'dom') } qw(dom dom_rv)),
    (map { ($_ => 'net') } qw(net net_rv)),
    (map { ($_ => 'pool') } qw(pool pool_rv)),
    (map { ($_ => 'vol') } qw(vol vol_rv)),
    (map { ($_ => 'port') } qw(port port_rv)),
    (map { ($_ => 'iface') } qw(iface iface_rv)),
    (map { ($_ => 'dev') } qw(dev nodedev dev_rv)),
    (map { ($_ => 'secret') } qw(sec sec_rv)),
    (map { ($_ => 'filter') } qw(filter filter_rv)),
    (map { ($_ => 'binding') } qw(binding binding_rv)),
    (map { ($_ => 'snapshot') } qw(domss domss_rv)),
    (map { ($_ => 'checkpoint') } qw(domcp domcp_rv)),
    (map { ($_ => 'stream') } qw(st stref st_rv)),
    flags => '0', maxnames => '10', maxids => '10', maxuuids => '10', newparams => '{}', callbackID => '0',
    autostart => '1',
    (map { ($_ => "'vda'") } qw(path disk)),
    cb => 'code', coderef => 'code', handler => 'code', hole_handler => 'code', skip_handler => 'code',
    start => '0', end => '0',
    bandwidth => '1', group => "'group'", iothread_id => '1',
    (map { ($_ => 'undef') } qw(emulatorsv archsv machinesv virttypesv)),
);

sub typical {
    my @names = @_;
    return map { $TYPICAL{$_} // die "no typical value of $_ in (@names)" } @names;
}

# The words that rows may use.
package Fixture::Words;

sub once {
    my ($name, $make) = @_;
    $dirty = 1 if $name !~ /conn/;
    return $made{$name} //= $make->();
}

sub conn {
    return once(conn => sub { Sys::Virt->new(uri => $URI) });
}

sub other_conn {
    return once(other_conn => sub { Sys::Virt->new(uri => $URI) });
}

# A domain that runs (in the test driver), and one that does not.
sub dom {
    return once(
        dom => sub {
            return $DRIVER eq 'test'
                ? conn()->get_domain_by_name('guest')
                : conn()->define_domain(Fixture::guest());
        }
    );
}

sub off {
    return once(off => sub { conn()->define_domain(xml('domain', 'off')) });
}

sub net {
    return once(
        net => sub {
            return conn()->get_network_by_name('net') if $DRIVER eq 'test';
            return conn()
                ->define_network("<network><name>net</name><uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid>"
                    . "<bridge name='virbr97'/><mac address='52:54:00:11:22:33'/></network>");
        }
    );
}

sub inactive_net {
    return once(inactive_net => sub { my $net = net(); $net->destroy if $net->is_active; $net });
}

sub port {
    return once(
        port => sub {
            net()->create if !net()->is_active;
            net()
                ->create_port(
                "<networkport><uuid>11111111-2222-3333-4444-555555555555</uuid><owner><name>guest</name>"
                    . '<uuid>004b96e1-2d78-c30f-5aa5-f03c87d21e69</uuid></owner><mac address="52:54:00:7b:35:93"/></networkport>'
                );
        }
    );
}

sub iface {
    return once(iface => sub { conn()->get_interface_by_name('eth1') });
}

sub inactive_iface {
    return once(inactive_iface => sub { my $iface = iface(); $iface->destroy; $iface });
}

sub dev {
    return once(dev => sub { conn()->get_node_device_by_name('computer') });
}

sub scsi {
    return once(scsi => sub { conn()->get_node_device_by_name('scsi_host2') });
}

sub pool {
    return once(
        pool => sub {
            return conn()->get_storage_pool_by_name('pool') if $DRIVER eq 'test';
            my $pool =
                conn()
                ->define_storage_pool("<pool type='dir'><name>pool</name>"
                    . "<uuid>dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566</uuid><target><path>$FOLDER/pool</path></target></pool>"
                );
            $pool->build;
            $pool->create;
            return $pool;
        }
    );
}

sub inactive_pool {
    return once(inactive_pool => sub { my $pool = pool(); $pool->destroy; $pool });
}

sub vol {
    return once(vol => sub { pool()->create_volume(xml('volume', 'volume')) });
}

sub stream {
    return once(stream => sub { conn()->new_stream });
}

sub secret {
    return once(secret => sub { conn()->define_secret(xml('secret')) });
}

sub filter {
    return once(filter => sub { conn()->define_nwfilter(xml('nwfilter')) });
}

sub binding {
    return once(binding => sub { filter(); conn()->create_nwfilter_binding(xml('nwfilterbinding')) });
}

sub snapshot {
    return once(
        snapshot => sub {
            my $first = dom()->create_snapshot('<domainsnapshot><name>first</name></domainsnapshot>');
            dom()->create_snapshot('<domainsnapshot><name>second</name></domainsnapshot>');
            dom()->create_snapshot('<domainsnapshot><name>third</name></domainsnapshot>');
            return $first;
        }
    );
}

sub checkpoint {
    return once(
        checkpoint => sub {
            my $first = dom()->create_checkpoint('<domaincheckpoint><name>first</name></domaincheckpoint>');
            dom()->create_checkpoint('<domaincheckpoint><name>second</name></domaincheckpoint>');
            return $first;
        }
    );
}

sub saved { my $path = "$FOLDER/saved"; dom()->save($path); return $path }

# No object of the right class.
sub other { my $address = 0; return bless \$address, 'Sys::Virt::Other' }

sub forged { my $address = 0; return bless \$address, 'Sys::Virt::Domain' }

sub gone { my $conn = Sys::Virt->new(uri => $URI); $conn->DESTROY; return $conn }

sub error {
    return once(
        error => sub {
            eval { conn()->get_domain_by_name('nobody') };
            $@;
        }
    );
}

sub event_conn { Sys::Virt::Event::register_default(); return conn() }

sub event_handle {
    Sys::Virt::Event::register_default();
    return Sys::Virt::Event::add_handle(0, 1, sub { });
}

sub event_timeout {
    Sys::Virt::Event::register_default();
    return Sys::Virt::Event::add_timeout(1000, sub { });
}

sub code {
    return sub { -1 }
}

sub globe { return \*STDIN }

# A scalar with magic: driver.pl ties it.
sub magic { return 'magic' }

sub loud { return bless [], 'Fixture::Loud' }

# The XML of a thing: its kind, then its name.
sub xml {
    my ($kind, $name) = (@_, 'new');
    $dirty = 1;
    my $uuid = '<uuid>12345678-1234-1234-1234-123456789abc</uuid>';
    my $type = $DRIVER eq 'test' ? 'test' : 'qemu';
    my %xml = (
        domain => "<domain type='$type'><name>$name</name>$uuid<memory unit='MiB'>64</memory><vcpu>2</vcpu>"
            . "<os><type arch='x86_64' machine='pc'>hvm</type></os></domain>",
        network => "<network><name>$name</name>$uuid<bridge name='virbr98'/></network>",
        interface =>
            "<interface type='ethernet' name='$name'><start mode='none'/><mac address='aa:bb:cc:dd:ee:11'/></interface>",
        pool =>
            "<pool type='dir'><name>$name</name>$uuid<target><path>$FOLDER/new-pool</path></target></pool>",
        volume => "<volume><name>$name</name><capacity>4096</capacity><allocation>0</allocation></volume>",
        secret =>
            "<secret ephemeral='no' private='no'>$uuid<usage type='volume'><volume>/vol</volume></usage></secret>",
        nwfilter => "<filter name='$name'>$uuid</filter>",
        nwfilterbinding => "<filterbinding><owner><name>guest</name>$uuid</owner><portdev name='vnet0'/>"
            . "<mac address='52:54:00:7b:35:93'/><filterref filter='new'/></filterbinding>",
        snapshot => "<domainsnapshot><name>$name</name></domainsnapshot>",
        checkpoint => "<domaincheckpoint><name>$name</name></domaincheckpoint>",
        device =>
            "<device><parent>scsi_host2</parent><capability type='scsi_host'><capability type='fc_host'>"
            . '<wwnn>2000000012341234</wwnn><wwpn>1000000012341234</wwpn></capability></capability></device>',
        disk =>
            "<disk type='file' device='disk'><source file='/guest/new.img'/><target dev='vdb' bus='virtio'/></disk>",
        cpu => "<cpu><arch>x86_64</arch><model>Nehalem</model></cpu>",
        port => '<networkport/>',
    );
    return $xml{$kind} // die "no XML of $kind";
}

package Sys::Virt::Other;    # looks like one of ours

package Fixture::Tied;

sub TIESCALAR { return bless [] }
sub FETCH { return 1 }
sub STORE { }

package Fixture::Loud;

use overload '""' => sub { 'vda' }, '0+' => sub { 1 }, fallback => 1;

1;
