package SysVirtDaemon;

# A libvirtd of a test's own: without privileges, with all its files in a directory that vanishes with it. It leaves the
# host's daemon alone, and ends with the test, however that ends.

use strict;
use warnings;

use File::Temp 'tempdir';
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();
use Time::HiRes 'sleep';

# Starts it: `conf` is its libvirtd.conf, `env` adds to its environment, with `listen` it listens on TCP, too;
# `capability` is one that it keeps where the test runs as root. It answers when this returns.
sub new {
    my ($class, %params) = @_;
    my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    my $self = bless { env => {}, %params, dir => $dir, owner => $$ }, $class;
    $self->{user} = [ (getpwnam 'nobody')[ 2, 3 ] ] unless $>;
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

# What it has logged.
sub log {
    my $self = shift;
    open my $log, '<', "$self->{dir}/log" or return '';
    local $/;
    return <$log>;
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
    $self->stop if $self->{owner} == $$;
}

1;
