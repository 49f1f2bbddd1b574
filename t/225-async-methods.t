# Every method without blocking: it starts, or says why it does not; and what comes of it, also with arguments that are
# wrong, is what comes of the direct call.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use Sys::Virt::Admin;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;
use SysVirtTest;

BEGIN {
    plan skip_all => 'needs Future' unless eval { require Future; 1 };
    require Sys::Virt::Async;
}

my $REFUSED = \%Sys::Virt::Async::Object::REFUSED;

# Public methods of the classes that have objects.
my (%methods, %known);
open my $data, '<', 't/data/methods.tsv' or die "t/data/methods.tsv: $!";
while (<$data>) {
    next unless /^([^#\t]+)\t((?!bootstrap)[a-z]\w*)$/ && $1->can('async');
    push @{ $methods{$1} }, $2;
    $known{"$1::$2"} = 1;
}
close $data;
push @{ $methods{'Sys::Virt::Stream'} }, qw(recv_fd send_fd sparse_recv_fd sparse_send_fd);

subtest 'each method' => sub {
    is keys %methods, 17, 'of all classes';
    my ($started, @neither) = 0;
    for my $class (sort keys %methods) {
        my $async = Sys::Virt::Async::Object::of($class);
        for my $method (@{ $methods{$class} }) {
            my $full = "${class}::$method";
            $async->can($method) ? $started++ : $REFUSED->{$full} ? 1 : push @neither, $full;
            push @neither, "$full: both" if $async->can($method) && $REFUSED->{$full};
        }
    }
    is_deeply \@neither, [], 'starts, or is refused by name';
    cmp_ok $started, '>', 380, "$started start";
    is_deeply [ grep { !$known{$_} } sort keys %$REFUSED ], [], 'what is refused is there';
    for my $full (sort keys %$REFUSED) {
        my ($class, $method) = $full =~ /^(.+)::(\w+)$/;
        is exception { Sys::Virt::Async::Object::of($class)->$method }  =~ s/ at \Q$0\E line \d+\.\n\z//r,
            "$full cannot be called asynchronously: $REFUSED->{$full}", $full;
    }
};

subtest 'the page' => sub {
    open my $page, '<', $INC{'Sys/Virt/Async.pm'} or die $!;
    my $text = do { local $/; <$page> };
    my ($section) = $text =~ /^=head1 WHAT DOES NOT COME AS A FUTURE$(.*?)^=head1/ms;
    is_deeply [ sort $section =~ /^=item (\S+)$/mg ], [ sort keys %$REFUSED ], 'names what is refused';
};

# Both ways with each argument wrong in each way, in another process. It prints where they part.
my $program = <<'PROGRAM';
no warnings;
use lib 't/lib';
use Sys::Virt;
use Sys::Virt::Async;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;
use Data::Dumper;
use File::Temp 'tempdir';

package Dies { sub TIESCALAR { bless [] } sub FETCH { die "FETCH\n" } sub STORE { } }
package Loud { use overload '""' => sub { die "overload\n" }, '0+' => sub { die "overload\n" }, fallback => 1 }
package Text { use overload '""' => sub { 'test' }, fallback => 1 }
package main;

chdir tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1) or die "chdir: $!";
$SIG{ALRM} = sub { print "HANGS\n"; kill 9, $$ };
$Data::Dumper::Sortkeys = $Data::Dumper::Indent = $Data::Dumper::Terse = 1;

# New for each call, for some change what they are given.
sub hostile {
    tie my $tied, 'Dies';
    return (
        undef => undef, array => [], hash => {}, ref => \1, string => 'x', empty => '', negative => -1, huge => 2**64,
        large => 2**31, code => sub { 1 }, object => bless({}, 'Sys::Virt::Domain'), forged => bless(\(my $x = 4711), 'Sys::Virt'),
        loud => bless([], 'Loud'), text => bless([], 'Text'), nul => "a\0b", wide => "\x{263a}", nested => [ undef, [], 'x' ],
        deep => { bandwidth => [] }, values => { hard_limit => '12', cpu_shares => 'many', weight => undef, nonsense => 1 },
        glob => \*STDIN, float => 1.5, number => '17', plausible => undef,
    );
}

# The flags of the call, if it has some, do nothing.
sub plausible {
    local $_ = shift;
    return /params|newident/ ? {} : /keys?SV|sizes|doms|fdssv|mountPointsSV|^pages$/ ? [] : /xml/ ? '<x/>' : /flags/ ? 0
        : /^(?:st|stream)$/ ? object('Sys::Virt::Stream') : /^cb$/ ? sub { } : /mask/ ? "\1" : /name$/i ? 'test' : 1;
}

sub object {
    my $class = shift;
    my $conn = Sys::Virt->new(uri => 'test:///default');
    my $domain = $conn->get_domain_by_name('test');
    return
          $class eq 'Sys::Virt' ? $conn
        : $class eq 'Sys::Virt::Domain' ? $domain
        : $class eq 'Sys::Virt::DomainSnapshot' ? $domain->create_snapshot('<domainsnapshot><name>s</name></domainsnapshot>')
        : $class eq 'Sys::Virt::DomainCheckpoint' ? $domain->create_checkpoint('<domaincheckpoint><name>c</name></domaincheckpoint>')
        : $class eq 'Sys::Virt::Network' ? ($conn->list_networks)[0]
        : $class eq 'Sys::Virt::StoragePool' ? ($conn->list_storage_pools)[0]
        : $class eq 'Sys::Virt::Stream' ? $conn->new_stream
        : $class eq 'Sys::Virt::Interface' ? ($conn->list_interfaces)[0]
        : $class eq 'Sys::Virt::NodeDevice' ? ($conn->list_node_devices)[0]
        : $class eq 'Sys::Virt::StorageVol' ? ($conn->list_storage_pools)[0]->create_volume(
            '<volume><name>v</name><capacity>1</capacity></volume>')
        : die "$class\n";
}

# What comes of a call, without what is another each time.
sub outcome {
    my ($code) = @_;
    my @results = eval { $code->() };
    my $error = $@;
    return ref $error eq 'Sys::Virt::Error' ? "libvirt: $error->{level} $error->{code} $error->{domain} $error->{message}"
        : "died: $error" =~ s/ at \S+ line \d+\.$//mr =~ s/\(0x[0-9a-f]+\)//gr if $error ne '';
    my $text = Dumper(\@results) =~ s/\bbless\( do\{\\\(my \$o = '?\d+'?\)\}/OBJECT/gr;
    return $text =~ s/\b\d{6,}\b/N/gr =~ s/<creationTime>.*?<|<name>\d+</</gr =~ s/[0-9a-f]{8}-[0-9a-f-]{27}/UUID/gr;
}

my $count = 0;
for (split /\n/, $calls) {
    my ($name, $args) = split /\t/;
    my ($class, $method) = $name =~ /^(.+)::(\w+)$/;
    my @args = map { s/=.*//r } split /, /, $args // '';
    shift @args;
    for my $at (@args ? 0 .. $#args : -1) {
        my %kinds = hostile();
        for my $kind (sort keys %kinds) {
            my @outcomes = map {
                my $async = $_;
                my $object = object($class);
                my @values = map { plausible($_) } @args;
                my %fresh = hostile();
                $values[$at] = $fresh{$kind} if $at >= 0 && $kind ne 'plausible';
                alarm 20;
                local $SIG{__WARN__} = sub { };
                outcome(sub { $async ? $object->async->$method(@values)->get : $object->$method(@values) });
            } 0, 1;
            alarm 0;
            $count++;
            print "$name\t$at\t$kind\t", (map { s/\s+/ /gr . "\t" } @outcomes), "\n" if $outcomes[0] ne $outcomes[1];
        }
    }
}
print "END $count\n";
PROGRAM

# Not called: some would act on this host; and what is another each time it is asked.
my $LEFT_OUT = qr/::(?:node_suspend_for_duration|node_alloc_pages|send_process_signal|new|DESTROY|\w+_fd)$/;

my %subs;
open my $usage, '<', 't/data/usage.tsv' or die "t/data/usage.tsv: $!";
while (<$usage>) {
    my ($full, undef, $args) = split /\t/, s/\n//r;
    my ($class) = $full =~ /^(.+)::[a-z]/ or next;
    push @{ $subs{$class} }, "$full\t$args\n" if $known{$full} && !$REFUSED->{$full} && $full !~ $LEFT_OUT;
}
alarm 900;
for my $class (sort keys %subs) {
    next if $class =~ /::(?:Admin\b.*|Secret|NWFilter|NWFilterBinding|NetworkPort|Error)$/;    # a daemon's
    my $calls = join '', @{ $subs{$class} };
    my $output = perl_output("\$| = 1; my \$calls = '$calls';\n$program");
    like $output, qr/^END (\d+)\nexit 0\z/m, "$class: the process lives" or diag substr $output, -500;
    my @parted = grep { tr/\t// > 3 } split /\n/, $output;
    is_deeply \@parted, [], "$class: what comes of " . ($output =~ /^END (\d+)/m)[0] . ' calls is the same both ways';
}

done_testing;
