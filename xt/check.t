# sys-virt-check on real work: programs are recorded with the C module and with ours, and the transcripts compared.
# The transcripts must be equal, but where Changes says that we differ.

use strict;
use warnings;

use lib 't/lib';

use Cwd 'abs_path';
use File::Temp 'tempdir';
use Test::More;
use SysVirtGuest;
use SysVirtProgram;
use SysVirtTest;

chomp(my $peer = `bench/peer 2>/dev/null` // '');
plan skip_all => 'needs the C module of a Debian package' unless -e "$peer/Sys/Virt.pm";
alarm 600;

my %INCLUDE = (theirs => [$peer], ours => [qw(blib/lib blib/arch)]);

# Programs and their arguments. More than one run is needed where a program changes what there is.
my @programs = (
    ['examples/list-domains.pl'],
    [ 'examples/guest-ips.pl', '--uri', 'test:///default', '--source', 'lease' ],
    [ 'examples/save-restore.pl', '--uri', 'test:///default', 'list' ],
    [ 'examples/screenshot.pl', '--uri', 'test:///default', 'test', '/dev/null' ],
    [ 'examples/snapshot.pl', '--uri', 'test:///default', 'test' ],
    [ 'examples/top.pl', '--batch', '--iterations', 2, '--delay', 0.1, 'test:///default' ],
    [ 'examples/wait.pl', '--uri', 'test:///default', '--address', 'test' ],
    [ 't/data/programs/check_guests.pl', '-H', 'test:///default' ],
    ['t/data/programs/munin_cpu.pl'],
    [ 't/data/programs/munin_cpu.pl', 'config' ],
    ['t/data/programs/provision.cgi'],
    [ 't/data/programs/watch.pl', 1 ],
);

my ($compared, $calls) = (0, 0);
compare(@$_) for @programs;

# Records a program on both sides, and compares. A hash before its name may say what is to be done before each run, and
# what differs.
sub compare {
    my %option = ref $_[0] ? %{ shift() } : ();
    my ($name, @args) = @_;
    my (%status, %transcript);
    for my $side (sort keys %INCLUDE) {
        $option{before}->() if $option{before};
        $transcript{$side} = temp_file('');
        my @include = map { ('-I', abs_path($_)) } @{ $INCLUDE{$side} };
        ($status{$side}) = check('record', '-o', $transcript{$side}, @include, '--', $name, @args);
    }
    is $status{theirs}, $status{ours}, "$name @args: exit status";
    my ($different, $text) = check('compare', @transcript{qw(theirs ours)});
    if ($option{differs}) { like $text, $option{differs}, "$name: differs on purpose" }
    else { is $different, 0, "$name @args: no difference" or diag $text }
    my (undef, $summary) = check('summary', $transcript{ours});
    my ($count) = $summary =~ /^ +(\d+) .* in all/m;
    cmp_ok $count // 0, '>', 0, "$name @args: it made calls";
    $compared++;
    $calls += $count // 0;
    return;
}

# A volume's content from and to a file by way of Perl; the examples use what the C module does not have.
my $VOLUME = <<'PERL';
use Sys::Virt;
my ($uri, $path, $pool, $name) = @ARGV;
my $conn = Sys::Virt->new(uri => $uri);
my $vol = $conn->get_storage_pool_by_name($pool)->get_volume_by_name($name);
my $stream = $conn->new_stream;
PERL
my $UPLOAD = temp_file($VOLUME . <<'PERL');
open my $file, '<:raw', $path or die "$path: $!";
$vol->upload($stream, 0, 0);
$stream->send_all(sub { sysread $file, $_[1], $_[2] });
$stream->finish;
PERL
my $DOWNLOAD = temp_file($VOLUME . <<'PERL');
open my $file, '>:raw', $path or die "$path: $!";
$vol->download($stream, 0, 0);
$stream->recv_all(sub { syswrite $file, $_[1], $_[2] });
$stream->finish;
PERL

subtest 'on a real guest' => sub {
    my $qemu = need_qemu();
    need_daemon();
    alarm 600;
    my @uri = ('--uri', my $uri = 'qemu:///system');
    my $conn = Sys::Virt->new(uri => $uri);
    my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    chmod 0777, $dir or die "chmod $dir: $!";
    my $storage = "sys-virt-check-$$";
    my $pool = $conn->create_storage_pool(
        "<pool type='dir'><name>$storage</name><target><path>$dir</path></target></pool>");
    my $pool_guard = guard {
        $_->delete for $pool->list_all_volumes;
        $pool->destroy;
    };
    my $name = "sys-virt-test-check-$$";
    my $guest = $conn->create_domain(
        domain_xml(
            name => $name,
            type => 'qemu',
            devices => boot_disk("$dir/echo", 'echo')
                . "<emulator>$qemu</emulator><controller type='usb' model='qemu-xhci'/><serial type='pty'/>"
        ),
        Sys::Virt::Domain::START_AUTODESTROY
    );
    my $guest_guard = guard { $guest->destroy };
    my $file = temp_file('x' x 500_000);
    my $disk = "$dir/disk";
    $pool->create_volume("<volume><name>$_</name><capacity>500000</capacity></volume>") for qw(disk volume);
    my $has_disk = sub { $guest->get_xml_description =~ /dev='sda'/ };
    my $attach = sub { $has_disk->() or example('attach.pl', @uri, '--bus', 'usb', $name, 'disk', $disk) };
    my $detach = sub { $has_disk->() and example('attach.pl', @uri, '--detach', $name, 'disk', $disk) };

    compare('examples/list-domains.pl', @uri);
    compare('examples/wait.pl', @uri, '--state', 'running', $name);
    compare('examples/console.pl', @uri, $name);
    compare({ before => $detach }, 'examples/attach.pl', @uri, '--bus', 'usb', $name, 'disk', $disk);
    compare({ before => $attach }, 'examples/attach.pl', @uri, '--detach', $name, 'disk', $disk);
    my $sizes = qr/send_all\(.*, 262120\) .*send_all\(.*, 212992\) .*^1 difference:/ms;
    compare({ differs => $sizes }, $UPLOAD, $uri, $file, $storage, 'volume');
    compare($DOWNLOAD, $uri, "$file.copy", $storage, 'volume');
};

diag "$compared programs with $calls calls compared";

# A program that notices the change over: the differences are those that scan tells, too.
subtest 'differences on purpose' => sub {
    my $program = temp_file(<<'PERL');
use Sys::Virt;
my $conn = Sys::Virt->new(uri => 'test:///default');
my $domain = $conn->get_domain_by_name('test');
$domain->destroy;
print eval { $domain->get_max_vcpus } // 'n/a';
eval { $domain->set_metadata(Sys::Virt::Domain::METADATA_TITLE, "a\0b", undef) };
eval { $conn->get_domain_by_name('none') };
print $@->get_name if 0;
eval { Sys::Virt::Domain::get_name(undef) };
print $conn->get_type;
PERL
    my %transcript = map { $_ => temp_file('') } keys %INCLUDE;
    for my $side (sort keys %INCLUDE) {
        check(
            'record', '-o', $transcript{$side}, (map { ('-I', abs_path($_)) } @{ $INCLUDE{$side} }), '--',
            $program
        );
    }
    my ($status, $text) = check('compare', @transcript{qw(theirs ours)});
    is $status, 1, 'there are some';
    like $text, qr/set_metadata\(.*\) returns.*\n  \+ .*dies: /, 'a text with a NUL that was cut';
    like $text, qr/get_name\(null\) returns; warns: .*\n  \+ .*dies: /, 'a value that is no object';
    like $text, qr/^2 differences: .*Sys::Virt \d+\.\d+\.\d+.* and /m, 'and no more';
};

done_testing;
