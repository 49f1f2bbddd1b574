package SysVirtProgram;

# Runs programs as a user would: sys-virt-check and the examples.

use strict;
use warnings;

use Cwd 'abs_path';
use Exporter 'import';
use File::Basename 'dirname';
use File::Temp 'tempdir';
use IPC::Open3 'open3';
use SysVirtTest;

our @EXPORT = qw(background check example example_command folder on_terminal run_program);

# A new folder with these files.
sub folder {
    my %content = @_;
    my $folder = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    for my $name (keys %content) {
        my $sub = dirname("$folder/$name");
        mkdir $sub unless -d $sub;
        open my $file, '>', "$folder/$name" or die "$folder/$name: $!";
        print $file $content{$name};
        close $file or die "$folder/$name: $!";
    }
    return $folder;
}

# Exit status, or the signal as a text, output and errors of a program. What libvirt would log is about this machine.
sub run_program {
    my @command = @_;
    local $ENV{LIBVIRT_LOG_OUTPUTS} = '4:file:/dev/null';
    my $errors = temp_file('');
    open my $stderr, '>', $errors or die "$errors: $!";
    open my $stdin, '<', '/dev/null' or die "/dev/null: $!";
    my $pid = open3('<&' . fileno $stdin, my $output, '>&' . fileno $stderr, @command);
    my $text = do { local $/; <$output> };
    waitpid $pid, 0;
    my $status = $? & 127 ? 'signal ' . ($? & 127) : $? >> 8;
    open my $file, '<', $errors or die "$errors: $!";
    return $status, $text // '', do { local $/; <$file> // '' };
}

# How an example is run with the module that is tested.
sub example_command {
    my ($name, @args) = @_;
    return $^X, (map { "-I$_" } map { abs_path($_) } grep { !ref && -d } @INC), "examples/$name", @args;
}

# The same of an example.
sub example { return run_program(example_command(@_)) }

# Starts an example. What is returned waits for it, and gives the same.
sub background {
    my @command = example_command(@_);
    my @files = map { temp_file('') } 1, 2;
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', $files[0];
        open STDERR, '>', $files[1];
        exec @command or die "exec: $!";
    }
    return sub {
        waitpid $pid, 0;
        my $status = $? & 127 ? 'signal ' . ($? & 127) : $? >> 8;
        return $status, map { open my $file, '<', $_ or die "$_: $!"; local $/; <$file> // '' } @files;
    };
}

# Runs an example on a terminal: types each text, or runs each sub, after what it is to wait for has been seen. Gives its
# exit status and all that the terminal showed.
sub on_terminal {
    my ($command, @dialogue) = @_;
    require IO::Pty;
    my $pty = IO::Pty->new;
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        $pty->make_slave_controlling_terminal;
        my $slave = $pty->slave;
        $slave->set_winsize(24, 100);
        open $_, '+<&', $slave or die $! for *STDIN, *STDOUT, *STDERR;
        exec @$command or die "exec: $!";
    }
    $pty->close_slave;
    my ($shown, $seen) = ('', 0);
    while (sysread $pty, my $bytes, 4096) {
        $shown .= $bytes;
        while (@dialogue && substr($shown, $seen) =~ $dialogue[0]) {
            $seen = length $shown;
            shift @dialogue;
            my $answer = shift @dialogue;
            ref $answer ? $answer->() : syswrite $pty, $answer;
        }
    }
    waitpid $pid, 0;
    return $? >> 8, $shown;
}

# The same of sys-virt-check. Before its arguments a hash may say: inc, folders for @INC.
sub check {
    my %option = ref $_[0] ? %{ shift() } : ();
    my @inc = map { '-I' . abs_path($_) } @{ $option{inc} || [] }, grep { !ref && -d } @INC;
    return run_program($^X, @inc, 'script/sys-virt-check', @_);
}

1;
