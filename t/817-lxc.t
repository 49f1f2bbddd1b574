# A container of LXC, and how a program enters it.

use strict;
use warnings;

use lib 't/lib';

use POSIX ();
use Test::More;
use Time::HiRes 'sleep';
use Sys::Virt;
use Sys::Virt::LXC;
use SysVirtDaemon;
use SysVirtTest;

need_qemu();
plan skip_all => 'this root may not make namespaces' if system 'unshare --mount --net true 2>/dev/null';

my $NAME = "sys-virt-test-lxc-$$";
my $daemon = SysVirtDaemon->new(system => 1);
my $conn = Sys::Virt->new(uri => $daemon->uri('lxc', '/system'));

# Its files: BusyBox, which needs no others.
my $root = "$daemon->{dir}/root";
mkdir $_ or die "mkdir $_: $!" for $root, map { "$root/$_" } qw(bin dev etc proc sys tmp);
system(qw(cp /bin/busybox), "$root/bin/busybox") == 0 or die 'cp busybox';

my $XML = <<"XML";
<domain type='lxc'>
  <name>$NAME</name>
  <memory unit='MiB'>64</memory>
  <os><type>exe</type><init>/bin/busybox</init><initarg>sleep</initarg><initarg>1000</initarg></os>
  <devices>
    <filesystem type='mount'><source dir='$root'/><target dir='/'/></filesystem>
    <console type='pty'/>
  </devices>
</domain>
XML

# The first process in the container, once it runs its own program; and files of its namespaces. When libvirt has missed
# which process that is, it never learns it, and there are none.
sub begun {
    my $box = shift;
    my $leader = $box->get_id;    # the parent of that process
    my $first;
    for (1 .. 100) {
        ($first) = `cat /proc/$leader/task/*/children 2>/dev/null` =~ /(\d+)/;
        last if $first && `cat /proc/$first/cmdline 2>/dev/null` =~ /sleep/;
        sleep 0.1;
    }
    for (1 .. 10) {
        my @files = eval { $box->lxc_open_namespace };
        return ($first, @files) if @files;
        die $@ if $@->code != Sys::Virt::Error::ERR_OPERATION_INVALID;
        sleep 0.1;
    }
    return;
}

my ($box, $first, @namespaces);

END {
    local ($?, $@);
    eval { $box->destroy } if $box;
}

for (1 .. 10) {
    $box = eval { $conn->create_domain($XML) };
    if (!$box) {
        plan skip_all => "no container may be here: $@" if $@ =~ /cgroup|not permitted|denied/i;
        die $@;
    }
    ($first, @namespaces) = begun($box) and last;
    $box->destroy;
}

# What a child of this process prints, after it has done what the code does, and its exit status.
sub child_says {
    my $code = shift;
    my $pid = open(my $output, '-|') // die "fork: $!";
    if (!$pid) {
        alarm 20;
        $| = 1;
        print eval { $code->(); 1 } ? '' : "died: $@";
        POSIX::_exit(0);
    }
    my $text = do { local $/; <$output> };
    close $output;
    return $text . "exit $?";
}

subtest 'lxc_open_namespace' => sub {
    my @names = map { readlink "/proc/self/fd/$_" } @namespaces;
    cmp_ok scalar @names, '>=', 4, 'a file for each';
    is_deeply [ grep { !/^\w+:\[\d+\]$/ } @names ], [], 'that is a namespace';
    is_deeply [ sort @names ], [ sort map { readlink "/proc/$first/ns/" . s/:.*//r } @names ], 'of the container';
};

subtest 'lxc_enter_namespace' => sub {
    is child_says(sub {
        $box->lxc_enter_namespace(\@namespaces);
        exec '/bin/busybox', 'hostname';
    }), "$NAME\nexit 0", 'a program runs in there';
    is child_says(sub {
        $box->lxc_enter_namespace(\@namespaces);
        exec qw(/bin/busybox ls /);
    }), "bin\ndev\netc\nproc\nsys\ntmp\nexit 0", 'and sees its files';
    like child_says(sub {
        $box->lxc_enter_namespace(\@namespaces);
        system '/bin/busybox', 'ps', '-o', 'pid,args';
    }), qr{^ +1 /bin/busybox sleep 1000\n +\d+ /bin/busybox ps.*\nexit 0\z}m, 'its child sees the processes';

    my $host = (POSIX::uname())[1];
    is child_says(sub {
        my @old = $box->lxc_enter_namespace(\@namespaces);
        print "$_\n" for scalar(@old) - @namespaces, (POSIX::uname())[1];
        $box->lxc_enter_namespace(\@old);
        print +(POSIX::uname())[1], "\n";
    }), "0\n$NAME\n$host\nexit 0", 'and back into those that it left';
    is + (POSIX::uname())[1], $host, 'this process is where it was';

    like child_says(sub { $box->lxc_enter_namespace([4711]) }), qr/^died: libvirt error code: 38\b.*Bad file descriptor/,
        'a number that is no file';
    like child_says(sub { $box->lxc_enter_namespace([]) }), qr/^died: libvirt error code: /, 'no namespaces';
};

subtest 'lxc_enter_cgroup' => sub {
    my $memory = sub { `cat /proc/$_[0]/cgroup` =~ /^\d+:(?:|.*\bmemory\b.*):(.*)$/m ? $1 : 'none' };
    my $its = $memory->($first);
    isnt $its, $memory->($$), 'it has one';
    is child_says(sub { $box->lxc_enter_cgroup; print $memory->($$) }), "${its}exit 0", 'the process is in there';
};

subtest 'lxc_enter_security_label' => sub {
    my ($model, $label) = ($conn->get_node_security_model, $box->get_security_label);
    my $program = sub { $box->lxc_enter_security_label($model, $label); print 'entered' };
    my $said = child_says($program);
    is $said, 'enteredexit 0', "with the model of this host, '$model->{model}'";
};

subtest 'without the container' => sub {
    $box->destroy;
    is_libvirt_error exception { $box->lxc_open_namespace }, Sys::Virt::Error::ERR_NO_DOMAIN, 'it is no more';
};

POSIX::close($_) for @namespaces;

done_testing;
