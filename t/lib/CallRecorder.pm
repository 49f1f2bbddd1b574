# Which methods the tests call. `-MCallRecorder=PACKAGE,...` wraps the subs of those packages in the process of a test, and
# notes at its end which were called; `check` runs tests so, and looks at the notes.
package CallRecorder;

use strict;
use warnings;

use File::Temp 'tempdir';
use Scalar::Util 'set_prototype';
use Sub::Util 'set_subname';
use Test::More;
use Sys::Virt;

my %called;

sub import {
    my (undef, @packages) = @_;
    no strict 'refs';
    no warnings 'redefine';
    for my $name (map { names($_) } @packages) {
        my $code = \&$name;
        my $wrapped = set_subname $name, sub { $called{$name}++; &$code };
        set_prototype(\&$wrapped, prototype $code);
        *$name = $wrapped;
    }
    return;
}

END {
    if (my $folder = $ENV{SYS_VIRT_CALLED}) {
        local $?;
        open my $file, '>', "$folder/$$" or die "$folder/$$: $!";
        print $file map { "$_\n" } keys %called;
    }
}

# The methods of a package.
sub names {
    my ($package) = @_;
    no strict 'refs';
    return map { "${package}::$_" }
        grep { /^[a-z]/ && $_ ne 'bootstrap' && defined &{"${package}::$_"} } sort keys %{"${package}::"};
}

# Tests that these files call each method of these packages. Whether they pass is not the question: a wrapped sub is
# another one in the eyes of some.
sub check {
    my ($packages, @tests) = @_;
    my $folder = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    for my $test (@tests) {
        local $ENV{SYS_VIRT_CALLED} = $folder;
        my @command =
            ($^X, (map { "-I$_" } grep { !ref } @INC), '-MCallRecorder=' . join(',', @$packages), $test);
        open my $output, '-|', 'sh', '-c', 'exec "$@" 2>/dev/null', 'sh', @command or die "$^X: $!";
        my $text = do { local $/; <$output> };
        like $text, qr/^1\.\.\d+/m, "$test: to the end";
        close $output;
    }

    my %noted;
    for my $path (glob "$folder/*") {
        open my $names, '<', $path or die "$path: $!";
        $noted{$_}++ for map { chomp; $_ } <$names>;
    }
    for my $package (@$packages) {
        my @names = names($package);
        cmp_ok scalar @names, '>', 3, "$package: methods";
        is_deeply [ grep { !$noted{$_} } @names ], [], 'each is called by a test';
    }
    return;
}

1;
