# The documentation names the functions of libvirt that each method calls, as the sources say.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use LibvirtNames;

plan skip_all => 'no sources here' unless -d 'src/package' && -e 'xt/api-ignore.txt';

my $names = LibvirtNames->new;
my %wanted = $names->wanted;
my %pages = reverse LibvirtNames::pages();

subtest 'the sources are read' => sub {
    my %expected = (
        'Sys::Virt::get_hostname' => 'virConnectGetHostname',
        'Sys::Virt::list_defined_networks' => 'virConnectListAllNetworks virConnectListDefinedNetworks'
            . ' virConnectNumOfDefinedNetworks virNetworkLookupByName',
        'Sys::Virt::get_version' => 'virConnectGetVersion virGetVersion',
        'Sys::Virt::get_major_version' => 'virConnectGetVersion virGetVersion',
        'Sys::Virt::Domain::create' => 'virDomainCreate virDomainCreateWithFlags',
        'Sys::Virt::Domain::migrate' => 'virDomainMigrate3',
        'Sys::Virt::Domain::set_memory_parameters' =>
            'virDomainGetMemoryParameters virDomainSetMemoryParameters',
        'Sys::Virt::Stream::send_all' => 'virStreamSendAll',
        'Sys::Virt::Event::run_default' => 'virEventRunDefaultImpl',
        'Sys::Virt::Error::code' => '',
    );
    is join(' ', $names->functions($_)), $expected{$_}, $_ for sort keys %expected;
    my @none =
        grep { $names->{native}{ $_->[0] } && !$names->functions(join '::', @$_) } LibvirtNames::methods();
    is_deeply [ grep { !/^Sys::Virt::(?:E(?:rror|ventImpl)::|Stream::handle$)/ } map { join '::', @$_ } @none ], [],
        'each method calls something, but those of errors, those that libvirt calls, and what gives a file handle';
};

subtest 'each method ends with the functions that it calls' => sub {
    for my $path (sort keys %pages) {
        ok LibvirtNames::content($path) eq $wanted{$path}, "$pages{$path}: as script/api-index writes it";
    }
};

subtest 'the index' => sub {
    my ($path) = grep { /API\.pod\z/ } keys %wanted;
    my $index = LibvirtNames::content($path);
    ok $index eq $wanted{$path}, 'is as script/api-index writes it';
    my %listed = $index =~ /^=item (vir\w+) \(([\d.]+)\)$/mg;
    is_deeply \%listed, $names->{since}, 'has every function of libvirt, with its version';
    is_deeply [ grep { $index =~ /^=item $_ [^\n]*\n\nNot called/m } sort keys %{ $names->{bound} } ], [],
        'and the method of each that is called';
};

done_testing;
