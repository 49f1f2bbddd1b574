#!/usr/bin/perl
# Moves a file into a storage volume of a real libvirtd and out again with this checkout's build, the distribution's C
# module and virsh, in turns, and prints the throughput of each.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Bench::Run;
use File::Temp 'tempdir';
use Getopt::Long;
use List::Util qw(min sum);
use Sys::Hostname;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my $USAGE = <<'TEXT';
usage: bench/streams.pl [options]
  --size MIB        of the file (default 512)
  --data MIB        of a sparse file that are data, in pieces (default 128)
  --rounds N        in which the sides take turns, each in another order (default 12; six are all orders)
  --dir FOLDER      where file and volumes are (default /dev/shm, if there is one: no disk is measured)
  --only NAME       upload, download, sparse_upload, sparse_download, recv_download; fd_upload and so on are the
                    same four by send_fd and recv_fd; handle_upload and handle_download by a file handle
                    (repeatable)
  --peer FOLDER     a C module already unpacked there (default: bench/peer fetches it)
  --ours FOLDER     a module folder instead of blib (the peer's own: what is left is chance)
  --uri URI         default qemu:///system
TEXT

my %option = (size => 512, data => 128, rounds => 12, uri => 'qemu:///system');
GetOptions(\%option, 'size=i', 'data=i', 'rounds=i', 'dir=s', 'only=s@', 'peer=s', 'ours=s', 'uri=s', 'help')
    or die $USAGE;
if ($option{help}) { print $USAGE; exit }

# What each perl runs: the plainest program there is for each task.
my $PROGRAM = <<'PERL';
use strict;
use warnings;
use Sys::Virt;
my ($task, $uri, $pool, $name, $path) = @ARGV;
my $conn = Sys::Virt->new(uri => $uri);
my $volume = $conn->get_storage_pool_by_name($pool)->get_volume_by_name($name);
my $stream = $conn->new_stream;
my $whole = $task =~ s/^fd_// && $stream->can('send_fd');    # the C module does it in pieces
my $handle = $task =~ s/^handle_// && $stream->can('handle');
my $sparse = $task =~ s/^sparse_// ? 1 : 0;
my $piece = $task =~ s/^recv_//;
my $up = $task eq 'upload';
open my $file, $up ? '<:raw' : '>:raw', $path or die "$path: $!";
my ($size, $at) = (-s $file, 0);
sub source { return sysread $file, $_[1], $_[2] }
sub sink { return syswrite $file, $_[1], $_[2] }
sub skip { sysseek $file, $_[1], 1; return 0 }
sub section {
    my $at = sysseek $file, 0, 1;
    my $data = sysseek $file, $at, 3;
    return (0, $size - $at) unless defined $data;
    my @section = $data > $at ? (0, $data - $at) : (1, sysseek($file, $at, 4) - $at);
    sysseek $file, $at, 0;
    return @section;
}
if ($whole) {
    my $method = ($sparse ? 'sparse_' : '') . ($up ? 'send_fd' : 'recv_fd');
    $up ? $volume->upload($stream, 0, 0, $sparse) : $volume->download($stream, 0, 0, $sparse);
    $stream->$method($file);
} elsif ($handle) {
    $up ? $volume->upload($stream, 0, 0) : $volume->download($stream, 0, 0);
    my ($from, $to) = $up ? ($file, $stream->handle) : ($stream->handle, $file);
    my $data;
    syswrite $to, $data while sysread $from, $data, 262_144;
    truncate $file, sysseek $file, 0, 1 if !$up;
    close($up ? $to : $from);
    exit;
} elsif ($up) {
    $volume->upload($stream, 0, 0, $sparse);
    $sparse ? $stream->sparse_send_all(\&source, \&section, \&skip) : $stream->send_all(\&source);
} else {
    $volume->download($stream, 0, 0, $sparse);
    my ($data, $got);
    syswrite $file, $data, $got while $piece && ($got = $stream->recv($data, 262_144)) > 0;
    $sparse ? $stream->sparse_recv_all(\&sink, \&skip) : $stream->recv_all(\&sink);
    truncate $file, sysseek $file, 0, 1;
}
$stream->finish;
PERL

$| = 1;
Bench::Run::clean_environment();
my $MIB = 1 << 20;
my $dir =
    tempdir('sys-virt-XXXXXX', DIR => $option{dir} || (-d '/dev/shm' ? '/dev/shm' : '/tmp'), CLEANUP => 1);
my $pool = 'sys-virt-bench-' . $$;
my ($ours, $peer) = Bench::Run::folders(@option{ 'ours', 'peer' });
my %sides = (
    ours => program($ours),
    peer => program($peer),
    virsh => \&virsh,
);

END {
    if ($pool) {
        my $status = $?;
        quietly('virsh', '-q', '-c', $option{uri}, 'pool-destroy', $pool);
        $? = $status;
    }
}

# The command of a task for a perl with this folder.
sub program {
    my ($folder) = @_;
    return sub {
        my ($task, $name, $path) = @_;
        return ($^X, "-I$folder", '-e', $PROGRAM, $task, $option{uri}, $pool, $name, $path);
    };
}

# The same for virsh.
sub virsh {
    my ($task, $name, $path) = @_;
    $task =~ s/^fd_//;
    my @sparse = $task =~ s/^sparse_// ? '--sparse' : ();
    $task =~ s/^recv_//;
    return ('virsh', '-q', '-c', $option{uri}, 'vol-' . $task =~ s{^handle_}{}r, '--pool', $pool, $name, $path, @sparse);
}

sub quietly {
    my (@command) = @_;
    Bench::Run::output(@command);
}

# A file of that many MiB, of which as many are data, in 16 pieces.
sub make_file {
    my ($path, $size, $data) = @_;
    open my $file, '>:raw', $path or die "$path: $!";
    truncate $file, $size * $MIB or die "$path: $!";
    my $pieces = min(16, $data);
    for my $piece (0 .. $pieces - 1) {
        seek $file, int($size / $pieces) * $piece * $MIB, 0;
        print {$file} pack('N', $_ * 2654435761 & 0xffffffff) x ($MIB / 4) for 1 .. $data / $pieces;
    }
    close $file or die "$path: $!";
    return $path;
}

# A volume to fill, empty each time, or to read, from the file.
sub make_volume {
    my ($name, $from) = @_;
    my $path = "$dir/pool/$name";
    unlink $path;
    quietly('cp', '--sparse=always', $from, $path) if $from;
    if (!$from) {
        open my $file, '>', $path or die "$path: $!";
        truncate $file, $option{size} * $MIB;
    }
    quietly('virsh', '-q', '-c', $option{uri}, 'pool-refresh', $pool);
}

sub same {
    my ($one, $other, $sparse) = @_;
    quietly('cmp', $one, $other);
    die "$other has no holes\n" if $sparse && (stat $other)[12] * 512 > 2 * $option{data} * $MIB;
}

# Seconds on the clock and of our own processor time for a task.
sub measure {
    my ($side, $task, $file) = @_;
    my $sparse = $task =~ /sparse/;
    my $up = $task =~ /upload/;
    make_volume('volume', $up ? undef : $file);
    my $path = $up ? $file : "$dir/out";
    unlink $path unless $up;
    my @command = $sides{$side}->($task, 'volume', $path);
    my ($start, @before) = (clock_gettime(CLOCK_MONOTONIC), (times)[ 2, 3 ]);
    quietly(@command);
    my ($took, @after) = (clock_gettime(CLOCK_MONOTONIC) - $start, (times)[ 2, 3 ]);
    same($file, $up ? "$dir/pool/volume" : $path, $sparse);
    return $took, $after[0] + $after[1] - $before[0] - $before[1];
}

mkdir "$dir/pool" or die $!;
chmod 0755, $dir;
quietly('virsh', '-q', '-c', $option{uri}, 'pool-create-as', $pool, '--type', 'dir', '--target', "$dir/pool");
my %file = (
    dense => make_file("$dir/dense", $option{size}, $option{size}),
    sparse => make_file("$dir/sparse", $option{size}, $option{data}),
);
my @SIDES = ('ours', 'peer', 'virsh');
my @ORDERS = ([ 0, 1, 2 ], [ 2, 1, 0 ], [ 1, 2, 0 ], [ 0, 2, 1 ], [ 2, 0, 1 ], [ 1, 0, 2 ]);
printf "%d MiB, sparse: %d MiB of data; %d rounds\n", @option{qw(size data rounds)};
print "MiB/s, best and median (the client's processor time, mean, ms); times as fast\n";
row('task', @SIDES, 'ours/peer', 'ours/virsh');
my @TASKS = qw(upload download sparse_upload sparse_download);
for my $task (@TASKS, 'recv_download', (map { "fd_$_" } @TASKS), qw(handle_upload handle_download)) {
    next if $option{only} && !grep { $_ eq $task } @{ $option{only} };
    my %figures = compare($task, $file{ $task =~ /sparse/ ? 'sparse' : 'dense' });
    row(
        $task,
        map({ cell('%.0f', $option{size} / $_->[0], $option{size} / $_->[1], 1000 * $_->[2]) }
            @figures{@SIDES}),
        map({
                my $other = $_;
                cell('%.2f', map { $other->[$_] / $figures{ours}[$_] } 0 .. 2)
        } @figures{ 'peer', 'virsh' }),
    );
}

# Of each side, the seconds of the best and the median round, and its mean processor time: that of one run is counted in
# hundredths of a second.
sub compare {
    my ($task, $input) = @_;
    my (%clock, %cpu);
    measure($_, $task, $input) for @SIDES;    # does not count: the memory is new to the kernel
    for my $round (1 .. $option{rounds}) {
        for my $side (@SIDES[ @{ $ORDERS[ $round % @ORDERS ] } ]) {
            my ($clock, $cpu) = measure($side, $task, $input);
            push @{ $clock{$side} }, $clock;
            push @{ $cpu{$side} }, $cpu;
        }
    }
    return
        map { $_ => [ min(@{ $clock{$_} }), Bench::Run::median(@{ $clock{$_} }), mean(@{ $cpu{$_} }) ] }
        @SIDES;
}

sub mean { return sum(@_) / @_ }
sub cell { my $format = shift; return sprintf "$format $format ($format)", @_ }
sub row { printf "%-16s %17s %17s %17s %18s %18s\n", @_ }
