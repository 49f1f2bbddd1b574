# A connection that was opened asynchronously closes so: a daemon that hangs holds up nobody who lets go of it.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Time::HiRes qw(sleep time);
use Sys::Virt;
use SysVirtDaemon;
use SysVirtTest;

plan skip_all => 'needs Future' unless eval { require Future; 1 };
plan skip_all => 'needs libvirtd' unless SysVirtDaemon->program;
require Sys::Virt::Async;
alarm 120;

my $daemon = SysVirtDaemon->new;
my $uri = $daemon->uri('test', '/default');

# Sockets that this process has open.
sub sockets {
    return scalar grep { (readlink // '') =~ /^socket:/ } glob "/proc/$$/fd/*";
}

# Lets go of what it is given while the daemon hangs; gives the seconds that took, and whether the sockets go afterwards.
sub let_go {
    my ($objects, $before) = @_;
    kill STOP => $daemon->{pid};
    my $start = time;
    @$objects = ();
    my $took = time - $start;
    my $open = sockets();
    kill CONT => $daemon->{pid};
    for (1 .. 100) { last if sockets() <= $before; sleep 0.1 }
    return ($took, $open, sockets());
}

Sys::Virt->async->new(uri => 'test:///default')->get->async->list_all_domains->get;    # what is made once
Sys::Virt::Async->fd;
my $before = sockets();

for my $order ('first', 'last') {
    subtest "a connection that goes $order" => sub {
        my $conn = Sys::Virt->async->new(uri => $uri)->get;
        my ($domain) = $conn->async->list_all_domains->get;
        my ($network) = $conn->list_all_networks;
        cmp_ok sockets(), '>', $before, 'it is open';
        my @objects = $order eq 'first' ? ($conn, $domain, $network) : ($domain, $network, $conn);
        undef $_ for $conn, $domain, $network;
        my ($took, $open, $after) = let_go(\@objects, $before);
        cmp_ok $took, '<', 1, 'does not wait';
        cmp_ok $open, '>', $before, 'though it is not closed yet';
        is $after, $before, 'which it is when the daemon goes on';
    };
}

subtest 'an object that stays keeps the connection' => sub {
    my $conn = Sys::Virt->async->new(uri => $uri)->get;
    my ($domain) = $conn->list_all_domains;
    undef $conn;
    sleep 0.3;
    is $domain->get_name, 'test', 'it can be asked';
    my @objects = $domain;
    undef $domain;
    is + (let_go(\@objects, $before))[2], $before, 'and closes it when it goes';
};

subtest 'a result that nobody wants' => sub {
    Sys::Virt->async->new(uri => $uri)->cancel;
    my $next = Sys::Virt->async->new(uri => $uri)->get;
    my @objects = $next;
    undef $next;
    Sys::Virt::Async->wait(0.5);
    is + (let_go(\@objects, $before))[2], $before, 'is closed, too';
};

subtest 'the end of a program' => sub {
    my $start = time;
    my $output = perl_output(<<"PERL");
use Sys::Virt;
use Sys::Virt::Async;
our \$conn = Sys::Virt->async->new(uri => '$uri')->get;
kill STOP => $daemon->{pid};
exit 3;
PERL
    kill CONT => $daemon->{pid};
    is $output, 'exit ' . (3 << 8), 'does not wait for a daemon that hangs';
    cmp_ok time - $start, '<', 20, 'at all';
};

done_testing;
