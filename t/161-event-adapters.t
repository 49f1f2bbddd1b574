# The event loops of AnyEvent, IO::Async and Mojolicious, with a driver that needs no daemon.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtLoops qw(loop_names missing new_loop);
use SysVirtTest;

# Program text in a perl of its own, for a process has one loop.
sub program {
    my ($name, $text) = @_;
    return perl_output(<<"PERL");
use lib 't/lib'; use Sys::Virt; use Sys::Virt::Event; use SysVirtLoops 'new_loop';
my \$loop = new_loop('$name');
my (\$impl, \$until) = \@\$loop{qw(impl until)};
my \$conn = Sys::Virt->new(uri => 'test:///default');
my \$domain = \$conn->get_domain_by_name('test');
$text
PERL
}

for my $name (grep { !/default|perl/ } loop_names()) {
    subtest $name => sub {
        if (my $module = missing($name)) {
            die "SYS_VIRT_TEST_DAEMON is set, but $module is missing" if $ENV{SYS_VIRT_TEST_DAEMON};
            plan skip_all => "needs $module";
        }
        is program($name,
            <<'PERL'), "Sys::Virt::EventImpl\nnone; 3 4\nidle\nexit 0", 'events, and a clean end';
print grep { $impl->isa($_) } 'Sys::Virt::EventImpl'; print "\n";
my @events;
my $id = $conn->domain_event_register_any(undef, 0, sub { push @events, $_[2] });
$domain->suspend; $domain->resume;
print $until->(sub { @events == 2 }), "; @events\n";
$conn->domain_event_deregister_any($id);
undef $_ for $domain, $conn;
print $impl->is_idle ? "idle\n" : "busy\n";
PERL
        is program($name, <<'PERL'), "end\nexit 0", 'an end in the middle of things';
our ($keep, $timer) = ($conn, Sys::Virt::Event::add_timeout(0, sub { die "late\n" }));
$conn->domain_event_register_any(undef, 0, sub { });
$domain->suspend;
print "end\n";
PERL
        is program($name, <<'PERL'), "died, died; 2\nnone; 5\nexit 0", 'a callback that dies';
my $calls = 0;
my $timer = Sys::Virt::Event::add_timeout(10, sub { $calls++; die "died\n" if $calls < 3 });
print $until->(sub { $calls == 2 }), "; $calls\n";
print $until->(sub { $calls == 5 }), "; $calls\n";
Sys::Virt::Event::remove_timeout($timer);
PERL
        is program($name, <<'PERL'), "-1 -1\ngone\nexit 0", 'unknown numbers, and a closed file';
print join(' ', $impl->remove_handle(99), $impl->remove_timeout(99)), "\n";
$impl->update_handle(99, 1); $impl->update_timeout(99, 1);
pipe my $reader, my $writer;
my $seen;
my $watch = Sys::Virt::Event::add_handle(fileno $reader, 1, sub { $seen = $_[2] });
close $writer;
$until->(sub { $seen });
print $seen & Sys::Virt::Event::HANDLE_HANGUP ? "gone\n" : "$seen\n";
Sys::Virt::Event::remove_handle($watch);
PERL
    };
}

subtest 'one line' => sub {
    plan skip_all => 'needs IO::Async' if missing('IO::Async');
    is perl_output(<<'PERL'), "Sys::Virt::EventImpl::IOAsync 1\nSys::Virt::EventImpl::IOAsync 1\nexit 0",
use IO::Async::Loop; use Sys::Virt::EventImpl::IOAsync;
my $loop = IO::Async::Loop->new;
my $impl = Sys::Virt::EventImpl::IOAsync->register;
print ref $impl, ' ', $Sys::Virt::Event::eventimpl == $impl, "\n";
my $other = Sys::Virt::EventImpl::IOAsync->new(loop => $loop);
Sys::Virt::Event::register($other);
print ref $other, ' ', $Sys::Virt::Event::eventimpl == $other, "\n";
PERL
        'register does it all, and new for register';
};

subtest 'a module that is missing' => sub {
    for ([ AnyEvent => 'AnyEvent.pm' ], [ IOAsync => 'IO/Async/Loop.pm' ], [ Mojo => 'Mojo/IOLoop.pm' ]) {
        my ($name, $file) = @$_;
        like perl_output(<<"PERL"), qr/^Can't locate \Q$file\E in \@INC/, "$name says which";
BEGIN { my \@inc = \@INC; unshift \@INC, sub { die "Can't locate \$_[1] in \\\@INC\\n" if \$_[1] eq '$file'; () } }
require Sys::Virt::EventImpl::$name;
PERL
    }
};

subtest 'an adapter that lacks methods' => sub {
    require Sys::Virt::EventImpl::Adapter;
    my $impl = bless Sys::Virt::EventImpl::Adapter->new, 'My::Adapter';
    @My::Adapter::ISA = 'Sys::Virt::EventImpl::Adapter';
    like exception { $impl->add_handle(0, 1, undef, undef, undef) },
        qr/^My::Adapter does not provide the method watch at /, 'says which';
    like exception { $impl->add_timeout(0, undef, undef, undef) },
        qr/^My::Adapter does not provide the method start at /, 'and which other';
};

done_testing;
