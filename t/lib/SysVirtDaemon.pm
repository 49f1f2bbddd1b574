package SysVirtDaemon;

# A libvirtd of a test's own: without privileges, with all its files in a directory that vanishes with it. It leaves the
# host's daemon alone, and ends with the test, however that ends. Its guests end where the test dies, too, but not where
# a signal kills it.

use strict;
use warnings;

use File::Temp 'tempdir';
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();
use Time::HiRes 'sleep';

# What a daemon of the system has for itself: where it keeps files and, where the host has control groups of both
# versions, those of the first one, as libvirt_lxc cannot go with both.
my $MOUNTS = <<'SH';
for dir in /run /etc/libvirt /var/lib/libvirt /var/log/libvirt; do mount -t tmpfs none $dir; done
mkdir /run/libvirt
mount --bind "$0/libvirt" /run/libvirt
if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi
exec "$@"
SH

# Starts it: `conf` is its libvirtd.conf, `env` adds to its environment, with `listen` it listens on TCP, too;
# `capability` is one that it keeps where the test runs as root; with `system` it keeps all, and has the directories of
# a host's daemon in mounts of its own. It answers when this returns.
sub new {
    my ($class, %params) = @_;
    my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    my $self = bless { env => {}, %params, dir => $dir, owner => $$ }, $class;
    $self->{user} = [ (getpwnam 'nobody')[ 2, 3 ] ] unless $> || $self->{system};
    chown @{ $self->{user} }, $dir or die "chown $dir: $!" if $self->{user};
    mkdir "$dir/libvirt" or die "mkdir $dir/libvirt: $!";
    chown @{ $self->{user} }, "$dir/libvirt" or die "chown $dir/libvirt: $!" if $self->{user};
    $self->write('libvirtd.conf', $self->{conf} // '');
    $self->write('libvirt/qemu.conf', qq(stdio_handler = "file"\n));
    return $self->start;
}

# A port that nobody listens on.
sub free_port {
    my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die "listen: $@";
    return $socket->sockport;
}

# Ends the guests that the daemon has left: QEMU, or what a container's controller has started.
sub end_guests {
    my $self = shift;
    for my $path (map { glob "$self->{dir}/libvirt/$_/*.pid" } 'qemu/run', 'lxc') {
        my ($pid) = _content($path) =~ /(\d+)/ or next;
        next unless (readlink("/proc/$pid/exe") // '') =~ m{/(?:qemu-system-\w+|libvirt_lxc)\z};
        kill KILL => split(' ', _content("/proc/$pid/task/$pid/children")), $pid;
    }
    return;
}

# What it has logged.
sub log {
    my $self = shift;
    return _content("$self->{dir}/log");
}

sub _content {
    my $path = shift;
    open my $file, '<', $path or return '';
    local $/;
    return <$file> // '';
}

# The path of its socket.
sub socket { return shift->{dir} . '/libvirt/libvirt-sock' }

# Where the program is, if it is installed.
sub program {
    return (grep { -x } map { "$_/libvirtd" } split(/:/, $ENV{PATH}), '/usr/sbin')[0];
}

sub start {
    my $self = shift;
    my $dir = $self->{dir};
    my $libvirtd = program() or die 'there is no libvirtd';

    # The death of the test ends it.
    my @command = (qw(setpriv --pdeathsig TERM));
    push @command, "--reuid=$self->{user}[0]", "--regid=$self->{user}[1]", '--clear-groups' if $self->{user};
    push @command, map { "--$_-caps=+$self->{capability}" } qw(inh ambient)
        if $self->{user} && $self->{capability};
    push @command, qw(unshare --mount --net sh -ec), $MOUNTS, $dir if $self->{system};
    push @command, $libvirtd, '--config', "$dir/libvirtd.conf", $self->{listen} ? '--listen' : ();
    $self->{pid} = fork // die "fork: $!";
    if (!$self->{pid}) {
        delete @ENV{ grep { /^(?:DBUS|LIBVIRT|XDG)_/ } keys %ENV };
        my @dirs = map { ("XDG_$_" => $dir) } qw(CACHE_HOME CONFIG_HOME DATA_HOME RUNTIME_DIR);
        %ENV = (%ENV, HOME => $dir, @dirs, %{ $self->{env} });
        open STDIN, '<', '/dev/null';
        open STDOUT, '>>', "$dir/log";
        open STDERR, '>&', \*STDOUT;
        exec @command or POSIX::_exit(127);
    }
    for (1 .. 200) {
        return $self if IO::Socket::UNIX->new(Peer => $self->socket);
        last if waitpid $self->{pid}, POSIX::WNOHANG;
        sleep 0.1;
    }
    die "libvirtd does not start:\n", $self->log;
}

# Ends it, or with another signal: as a crash does.
sub stop {
    my ($self, $signal) = @_;
    my $pid = delete $self->{pid} or return;
    local ($?, $!);
    kill $signal // 'TERM' => $pid;
    waitpid $pid, 0;
    return;
}

# The URI of a driver of it.
sub uri {
    my ($self, $driver, $path) = @_;
    return "$driver+unix://$path?socket=" . $self->socket;
}

sub write {
    my ($self, $name, $content) = @_;
    my $path = "$self->{dir}/$name";
    open my $file, '>', $path or die "$path: $!";
    print $file $content;
    close $file or die "$path: $!";
    return;
}

# A thread that ends must not take it along.
sub CLONE_SKIP { return 1 }

sub DESTROY {
    my $self = shift;
    return if $self->{owner} != $$;
    $self->stop;
    $self->end_guests;
    return;
}

1;
