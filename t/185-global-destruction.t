# The end of a program: objects vanish in any order, without a word and without a crash.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

# What each program starts with: objects in package variables, which vanish last and in no order.
my $objects = <<'PERL';
use Sys::Virt;
use Sys::Virt::Event;
our $conn   = Sys::Virt->new(uri => 'test:///default');
our $domain = $conn->get_domain_by_name('test');
our $net    = $conn->get_network_by_name('default');
our $pool   = $conn->get_storage_pool_by_name('default-pool');
our $vol    = $pool->create_volume('<volume><name>vol</name><capacity>1048576</capacity></volume>');
our $stream = $conn->new_stream;
PERL

sub is_silent {
    my ($program, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return is perl_output("$objects$program"), 'exit 0', $name;
}

subtest 'variables' => sub {
    is_silent '', 'of a package';
    is_silent 'my @mine = ($stream, $vol, $pool, $net, $domain, $conn);', 'of a file';
    is_silent 'our %all = (conn => $conn, domain => $domain); our @list = ($domain, $conn);',
        'in more than one place';
    is_silent 'undef $conn;', 'the connection first';
    is_silent 'our $self = {conn => $conn, domain => $domain}; $self->{self} = $self;', 'in a cycle';
    is_silent 'my $closure; $closure = sub { $domain->get_name; $closure };', 'in a closure';
};

subtest 'DESTROY by hand' => sub {
    is_silent '$_->DESTROY for $conn, $domain, $net, $pool, $vol, $stream;', 'the connection first';
    is_silent '$_->DESTROY for $stream, $vol, $pool, $net, $domain, $conn;', 'the connection last';
    is_silent '$conn->DESTROY; $conn->DESTROY; $domain->DESTROY; $domain->DESTROY;', 'twice';
};

subtest 'callbacks' => sub {
    my $callback = 'Sys::Virt::Event::register_default();'
        . ' our $own = Sys::Virt->new(uri => "test:///default"); $own->domain_event_register_any(undef, 0, sub { $own });';
    is_silent $callback, 'still registered';
    is_silent "$callback Sys::Virt::Event::add_timeout(1000, sub { \$own });", 'and a timer';
    is_silent "$callback undef \$own; Sys::Virt::Event::add_handle(0, 0, sub { \$domain });", 'and a handle';
};

subtest 'other ends' => sub {
    is_silent 'exit;', 'exit';
    is_silent 'END { $domain->get_name; undef $conn }', 'END';
    is perl_output("${objects}die qq{the end\n};"), "the end\nexit " . (255 << 8), 'die';
    like perl_output("${objects}\$conn->get_domain_by_name('none');"),
        qr/^libvirt error code: 42, message: Domain not found\nexit [1-9]\d*\z/, 'an error of libvirt';
};

subtest 'a method in a destructor at the end' => sub {
    is_silent <<'PERL', 'does no harm';
package Holder;
sub DESTROY { my $self = shift; eval { $self->{domain}->get_name if $self->{domain} } }
package main;
our $holder = bless {domain => $domain, conn => $conn}, 'Holder';
$holder->{self} = $holder;
PERL
};

subtest 'a load that is not used' => sub {
    is perl_output('use Sys::Virt; use Sys::Virt::Event;'), 'exit 0', 'use';
    is perl_output('require Sys::Virt; print Sys::Virt::Domain::STATE_RUNNING();'), '1exit 0', 'require';
    is perl_output('use Sys::Virt (); eval { Sys::Virt->new(uri => "test:///default", flags => 1 << 20) };'),
        'exit 0',
        'a connection that fails';
};

subtest 'a perl that cleans up after itself' => sub {
    local $ENV{PERL_DESTRUCT_LEVEL} = 2;
    is_silent '', 'objects of each kind';
};

done_testing;
