# Snapshots of a domain: the tree, the current one, and the way back.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

sub snapshot_xml { return "<domainsnapshot><name>$_[0]</name></domainsnapshot>" }

# A domain with three snapshots, one below the other.
sub domain_with_snapshots {
    my $domain = test_connection()->get_domain_by_name('test');
    $domain->create_snapshot(snapshot_xml($_)) for qw(one two three);
    return $domain;
}

subtest 'none' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is $domain->num_of_snapshots, 0, 'number';
    is $domain->has_current_snapshot, 0, 'no current one';
    is_deeply [ $domain->list_snapshots, $domain->list_all_snapshots, $domain->list_snapshot_names(10) ], [],
        'lists';
    is_libvirt_error exception { $domain->current_snapshot }, Sys::Virt::Error::ERR_NO_DOMAIN_SNAPSHOT,
        'current';
    is_libvirt_error exception { $domain->get_snapshot_by_name('one') },
        Sys::Virt::Error::ERR_NO_DOMAIN_SNAPSHOT,
        'by name';
};

subtest 'create' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $snapshot = $domain->create_snapshot(snapshot_xml('one'));
    isa_ok $snapshot, 'Sys::Virt::DomainSnapshot';
    is $snapshot->get_name, 'one', 'name';
    is $snapshot->is_current, 1, 'current';
    is $snapshot->has_metadata, 1, 'with metadata';
    like $snapshot->get_xml_description, qr/<domainsnapshot>.*<name>one<.*<state>running</s, 'XML';
    is_libvirt_error exception { $snapshot->get_parent }, Sys::Virt::Error::ERR_NO_DOMAIN_SNAPSHOT,
        'no parent';
    is $domain->create_snapshot(snapshot_xml('two'), undef)->get_parent->get_name, 'one',
        'parent of the next';
    is_libvirt_error exception { $domain->create_snapshot('no XML') }, Sys::Virt::Error::ERR_XML_DETAIL,
        'no XML';
    is_libvirt_error exception { $domain->create_snapshot(snapshot_xml('x'), 1 << 20) },
        Sys::Virt::Error::ERR_INVALID_ARG, 'no such flag';
};

subtest 'lists' => sub {
    my $domain = domain_with_snapshots();
    is $domain->num_of_snapshots, 3, 'number';
    is_deeply [ sort $domain->list_snapshot_names(10) ], [qw(one three two)], 'names';
    is scalar(@{ [ $domain->list_snapshot_names(2) ] }), 2, 'two names';
    is_deeply [ sort map { $_->get_name } $domain->list_snapshots ], [qw(one three two)], 'snapshots';
    is scalar $domain->list_snapshots, 3, 'counted';
    is_deeply [ sort map { $_->get_name } $domain->list_all_snapshots ], [qw(one three two)], 'all snapshots';
    is_deeply [ map { $_->get_name } $domain->list_all_snapshots(Sys::Virt::DomainSnapshot::LIST_ROOTS) ],
        ['one'], 'roots';
    is $domain->current_snapshot->get_name, 'three', 'current';
    is $domain->has_current_snapshot(0), 1, 'has one';
};

subtest 'children' => sub {
    my $domain = domain_with_snapshots();
    my $one = $domain->get_snapshot_by_name('one');
    my $descendants = Sys::Virt::DomainSnapshot::LIST_DESCENDANTS;
    is $one->num_of_child_snapshots, 1, 'number';
    is $one->num_of_child_snapshots($descendants), 2, 'of all below';
    is_deeply [ $one->list_child_snapshot_names(10) ], ['two'], 'names';
    is_deeply [ sort $one->list_child_snapshot_names(10, $descendants) ], [qw(three two)], 'of all below';
    is_deeply [ map { $_->get_name } $one->list_child_snapshots ], ['two'], 'children';
    is scalar $one->list_child_snapshots, 1, 'counted';
    is_deeply [ sort map { $_->get_name } $one->list_all_children($descendants) ], [qw(three two)],
        'all below';
    is $one->is_current, 0, 'not the current one';
};

subtest 'the way back' => sub {
    need_libvirt('9.0');
    my $domain = domain_with_snapshots();
    $domain->suspend;
    my $snapshot = $domain->get_snapshot_by_name('two');
    is $snapshot->revert_to, undef, 'revert';
    is + ($domain->get_state)[0], Sys::Virt::Domain::STATE_RUNNING, 'state';
    is $domain->current_snapshot->get_name, 'two', 'current';
};

subtest 'delete' => sub {
    my $domain = domain_with_snapshots();
    is $domain->get_snapshot_by_name('three')->delete, undef, 'one';
    is $domain->num_of_snapshots, 2, 'two left';
    $domain->get_snapshot_by_name('one')->delete(Sys::Virt::DomainSnapshot::DELETE_CHILDREN);
    is $domain->num_of_snapshots, 0, 'none left';
};

subtest 'the constructor' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $class = 'Sys::Virt::DomainSnapshot';
    is $class->_new(domain => $domain, xml => snapshot_xml('one'))->get_name, 'one', 'of XML';
    is $class->_new(domain => $domain, name => 'one')->get_name, 'one', 'by name';
    like exception { $class->_new(name => 'one') }, qr/^domain parameter is required at /, 'no domain';
    like exception { $class->_new(domain => $domain) }, qr/^name or xml parameters are required at /,
        'neither';
};

subtest 'without its domain' => sub {
    my $snapshot = domain_with_snapshots()->current_snapshot;
    is $snapshot->get_name, 'three', 'it lives on';
};

done_testing;
