# Checkpoints of a domain.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

sub checkpoint_xml { return "<domaincheckpoint><name>$_[0]</name></domaincheckpoint>" }

subtest 'none' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    is_deeply [ $domain->list_all_checkpoints ], [], 'list';
    is_libvirt_error exception { $domain->get_checkpoint_by_name('one') },
        Sys::Virt::Error::ERR_NO_DOMAIN_CHECKPOINT, 'by name';
};

subtest 'create' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $checkpoint = $domain->create_checkpoint(checkpoint_xml('one'));
    isa_ok $checkpoint, 'Sys::Virt::DomainCheckpoint';
    is $checkpoint->get_name, 'one', 'name';
    like $checkpoint->get_xml_description, qr/<domaincheckpoint>.*<name>one</s, 'XML';
    unlike $checkpoint->get_xml_description(Sys::Virt::DomainCheckpoint::XML_NO_DOMAIN), qr/<domain /,
        'XML without the domain';
    is_libvirt_error exception { $checkpoint->get_parent }, Sys::Virt::Error::ERR_NO_DOMAIN_CHECKPOINT,
        'no parent';
    is_libvirt_error exception { $domain->create_checkpoint('no XML') }, Sys::Virt::Error::ERR_XML_DETAIL,
        'no XML';
};

subtest 'a tree' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    $domain->create_checkpoint(checkpoint_xml($_), undef) for qw(one two three);
    is_deeply [ sort map { $_->get_name } $domain->list_all_checkpoints ], [qw(one three two)], 'all';
    my $one = $domain->get_checkpoint_by_name('one');
    is_deeply [ map { $_->get_name } $one->list_all_children ], ['two'], 'children';
    is_deeply [ sort map { $_->get_name }
            $one->list_all_children(Sys::Virt::DomainCheckpoint::LIST_DESCENDANTS) ],
        [qw(three two)], 'all below';
    is $domain->get_checkpoint_by_name('three')->get_parent->get_name, 'two', 'parent';
    is $one->delete(Sys::Virt::DomainCheckpoint::DELETE_CHILDREN), undef, 'delete';
    is_deeply [ $domain->list_all_checkpoints ], [], 'none left';
};

subtest 'the constructor' => sub {
    my $domain = test_connection()->get_domain_by_name('test');
    my $class = 'Sys::Virt::DomainCheckpoint';
    is $class->_new(domain => $domain, xml => checkpoint_xml('one'))->get_name, 'one', 'of XML';
    is $class->_new(domain => $domain, name => 'one')->get_name, 'one', 'by name';
    like exception { $class->_new(domain => $domain) }, qr/^name or xml parameters are required at /,
        'neither';
};

done_testing;
