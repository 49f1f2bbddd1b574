# Each sub with what it does not expect, in each place: the process lives, and a refusal says which sub it is.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use Sys::Virt::Admin;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;
use Sys::Virt::Event;
use SysVirtTest;

# Not called: some would act on this host, some would never return, some say nothing of their arguments.
my %left_out = (
    'Sys::Virt::node_suspend_for_duration' => 'the host would sleep',
    'Sys::Virt::node_alloc_pages' => "takes the host's memory",
    'Sys::Virt::Domain::send_process_signal' => 'a signal to any process of a container',
    'Sys::Virt::Domain::lxc_enter_cgroup' => 'the process would move',
    'Sys::Virt::Event::run_default' => 'waits for an event',
    'Sys::Virt::Event::register_default' => 'an event loop for the rest of the test',
    'Sys::Virt::Event::register' => 'an event loop for the rest of the test',
);

my @subs = do {
    open my $data, '<', 't/data/usage.tsv' or die "t/data/usage.tsv: $!";
    grep { !$left_out{ $_->[0] } } map { chomp; [ split /\t/, $_, -1 ] } grep { !/^#/ } <$data>;
};

subtest 'what is left out' => sub {
    my %known = map { ($_->[0] => 1) } @subs;
    is_deeply [ grep { $known{$_} } keys %left_out ], [], 'is not called';
    cmp_ok scalar @subs, '>', 100, 'the rest is';
};

# The calls are made in another process, for one of them might end it. It prints each before it is made, and what came.
my $program = <<'PROGRAM';
no warnings;
use lib 't/lib';
use Sys::Virt;
use Sys::Virt::Admin;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;
use Sys::Virt::Event;

package Dies { sub TIESCALAR { bless [] } sub FETCH { die "FETCH\n" } sub STORE { } }
package Loud { use overload '""' => sub { die "overload\n" }, '0+' => sub { die "overload\n" }, fallback => 1 }
package main;

# Some of the calls write files.
use File::Temp 'tempdir';
chdir tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1) or die "chdir: $!";

$SIG{ALRM} = sub { print "HANGS\n"; kill 9, $$ };
tie my $tied, 'Dies';
my %hostile = (
    undef => undef, array => [], hash => {}, ref => \1, string => 'x', empty => '', negative => -1, huge => 2**64,
    large => 2**31, code => sub { 1 }, object => bless({}, 'Sys::Virt::Domain'), forged => bless(\(my $x = 4711), 'Sys::Virt'),
    loud => bless([], 'Loud'), nul => "a\0b", wide => "\x{263a}", nested => [ undef, [], 'x' ], deep => { bandwidth => [] },
    glob => \*STDIN, float => 1.5,
);

# Secrets and filters are a daemon's.
my $daemon = $ENV{SYS_VIRT_TEST_DAEMON} && Sys::Virt->new(uri => 'qemu:///system');
my $uuid = '5e17c0de-1111-4222-8333-44445555aaaa';
my $secret = "<secret ephemeral='yes' private='no'><uuid>$uuid</uuid></secret>";
my $filter = "<filter name='sys-virt-hostile'><uuid>$uuid</uuid></filter>";

END {
    for my $method ($daemon ? ('get_secret_by_uuid', 'get_nwfilter_by_uuid') : ()) {
        local $?;
        eval { $daemon->$method($uuid)->undefine };
    }
}

# An object of each kind, new for each call.
sub object {
    my $class = shift;
    my $conn = Sys::Virt->new(uri => 'test:///default');
    my $domain = $conn->get_domain_by_name('test');
    return
          $class eq 'Sys::Virt' ? $conn
        : $class eq 'Sys::Virt::Domain' ? $domain
        : $class eq 'Sys::Virt::DomainSnapshot' ? $domain->create_snapshot('<domainsnapshot/>')
        : $class eq 'Sys::Virt::DomainCheckpoint' ? $domain->create_checkpoint('<domaincheckpoint/>')
        : $class eq 'Sys::Virt::Network' ? ($conn->list_networks)[0]
        : $class eq 'Sys::Virt::StoragePool' ? ($conn->list_storage_pools)[0]
        : $class eq 'Sys::Virt::Stream' ? $conn->new_stream
        : $class eq 'Sys::Virt::Interface' ? ($conn->list_interfaces)[0]
        : $class eq 'Sys::Virt::NodeDevice' ? ($conn->list_node_devices)[0]
        : $class eq 'Sys::Virt::Secret' && $daemon ? $daemon->define_secret($secret)
        : $class eq 'Sys::Virt::NWFilter' && $daemon ? $daemon->define_nwfilter($filter)
        : $class eq 'Sys::Virt::StorageVol' ? ($conn->list_storage_pools)[0]->create_volume(
            '<volume><name>v</name><capacity>1</capacity></volume>')
        : undef;
}

# Plausible values for the other places, by the name of the argument.
sub plausible {
    local $_ = shift;
    return /params|newident/ ? {} : /keys?SV|sizes|doms|fdssv|mountPointsSV|^pages$|^(?:in)?f(?:ile|d)s$/ ? [] : /xml/ ? '<x/>' : /flags/ ? 0
        : /^(?:st|stream)$/ ? object('Sys::Virt::Stream') : /^cb$/ ? sub { } : /mask/ ? "\1" : 1;
}

for (split /\n/, $calls) {
    my ($name, $args) = split /\t/;
    my ($class) = $name =~ /^(.+)::/;
    my @args = map { s/=.*//r } split /, /, $args // '';
    @args = ('self', ('further') x 3) unless @args;
    for my $at (0 .. $#args) {
        for my $kind (sort keys %hostile, 'tied') {
            my @values = map { plausible($_) } @args;
            $values[0] = object($class) // $values[0];
            $values[$at] = $hostile{$kind};
            print "$name\t$at\t$kind\t";
            alarm 20;
            my $function = \&$name;
            my $error = eval {
                local $SIG{__WARN__} = sub { };
                $kind eq 'tied' ? &$function(@values[ 0 .. $at - 1 ], $tied, @values[ $at + 1 .. $#values ]) : &$function(@values);
                1;
            } ? '' : $@;
            alarm 0;
            print ref $error eq 'Sys::Virt::Error' ? 'libvirt error' : ref $error || $error =~ s/\s+/ /gr, "\n";
        }
    }
}
print "END\n";
PROGRAM

# What came of the calls of one package: a list of [name, place, kind, exception].
sub results {
    my $calls = join '', map { "$_->[0]\t$_->[2]\n" } @_;
    my $output = perl_output("\$| = 1; my \$calls = '$calls';\n$program");
    my ($end) = $output =~ /^(?:END\n)?exit (\d+)\z/m;
    my ($last) = $output =~ /([^\n]*\n?)exit \d+\z/;
    is $end, 0, 'the process lives' or diag "after $last";
    like $output, qr/^END$/m, 'to the end' or diag substr $output, -500;
    return map { [ split /\t/ ] } grep { tr/\t// == 3 } split /\n/, $output;
}

# Whether a refusal names the sub; some subs hand their arguments to a private one, some are written in Perl, and what a
# value itself raised, or what is wrong with a value of the right kind, is told as it is.
sub names_itself {
    my ($name, $error) = @_;
    my ($package, $sub) = $name =~ /^(.+)::(\w+)$/;
    return 1 if $error eq '' || $error eq 'libvirt error';
    return 1 if $error =~ /^(?:FETCH|overload) $/;
    return 1
        if $error =~
        /^(?:Can't call method|Can't use|Can't locate|Not an? \w+ reference|Not a CODE|Attempt to)/;
    return 1
        if $error =~
        /^(?:a list of|UUID must|\w+ event -?\d+ is not known|Either \$|\d+ bytes (?:were|are)|element \d+ of|there is no part)/;
    return 1 if $error =~ /^the handler/;
    return 1 if $error =~ /^Modification of a read-only value|^(?:the value of the )?param/;
    return
           $error =~ /^\Q$package\E::_?\w+: \w+ /
        || $error =~ /^\Q$package\E::_?\Q$sub\E\b/
        || $error =~ /_get_conn_library_version: /
        || $error =~ /\b$sub\b/;
}

subtest 'an object whose class overloads nothing' => sub {
    for my $call ('get_domain_by_name($conn)', 'get_node_cells_free_memory($conn, 1)') {
        like perl_output(<<"PERL"), qr/ is not an? (?:string|integer) \(argument 2, got a Sys::Virt object\)/, "is refused at once: $call";
use Sys::Virt; my \$conn = Sys::Virt->new(uri => 'test:///default'); eval { \$conn->$call; 1 } or print \$@;
PERL
    }
};

my %packages;
push @{ $packages{ $_->[0] =~ s/::\w+$//r } }, $_ for @subs;
alarm 600;

for my $package (sort keys %packages) {
    subtest $package => sub {
        my @results = results(@{ $packages{$package} });
        cmp_ok scalar @results, '>', 10, 'calls';
        is_deeply [ grep { !names_itself($_->[0], $_->[3] // '') } @results ], [],
            'each refusal says of whom it is';
        is_deeply [ map { $_->[0] } grep { ($_->[3] // '') =~ /bug|panick/i } @results ], [],
            'no bug of ours';
    };
}

done_testing;
