# The tests call each method of connections, domains, snapshots and checkpoints: those without a daemon are run once more,
# in processes that note what is called.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use SysVirtTest;

my @PACKAGES = ('Sys::Virt', map { "Sys::Virt::$_" } qw(Domain DomainSnapshot DomainCheckpoint));
my $TESTS = 't/1[0-4]?-*.t t/15?-*.t t/168-*.t';

# Wraps each sub, and at the end says which were called.
my $RECORDER = <<'PERL';
package Recorder;
use Scalar::Util 'set_prototype';
use Sys::Virt;
my %called;
sub import {
    my (undef, @packages) = @_;
    for my $package (@packages) {
        for my $sub (grep { /^[a-z]/ && defined &{"${package}::$_"} } keys %{"${package}::"}) {
            my ($name, $code) = ("${package}::$sub", \&{"${package}::$sub"});
            my $wrapped = sub { $called{$name}++; &$code };
            set_prototype(\&$wrapped, prototype $code);
            *$name = $wrapped;
        }
    }
}
END {
    local $?;
    open my $file, '>', "$ENV{SYS_VIRT_CALLED}/$$" or die $!;
    print $file map { "$_\n" } keys %called;
}
1;
PERL

alarm 300;
my $folder = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
mkdir "$folder/called" or die "$folder/called: $!";
open my $module, '>', "$folder/Recorder.pm" or die "$folder/Recorder.pm: $!";
print $module $RECORDER;
close $module or die "$folder/Recorder.pm: $!";

local $ENV{SYS_VIRT_CALLED} = "$folder/called";
for my $test (glob $TESTS) {
    my @command =
        ($^X, (map { "-I$_" } $folder, grep { !ref } @INC), '-MRecorder=' . join(',', @PACKAGES), $test);
    open my $output, '-|', 'sh', '-c', 'exec "$@" 2>/dev/null', 'sh', @command or die "$^X: $!";
    my $text = do { local $/; <$output> };

    # Whether it passes is not the question: a wrapped sub is another one in the eyes of some.
    like $text, qr/^1\.\.\d+$/m, "$test: to the end";
    close $output;
}

my %called;
for my $path (glob "$folder/called/*") {
    open my $names, '<', $path or die "$path: $!";
    $called{$_}++ for map { chomp; $_ } <$names>;
}
for my $package (@PACKAGES) {
    no strict 'refs';
    my @subs =
        grep { /^[a-z]/ && $_ ne 'bootstrap' && defined &{"${package}::$_"} } sort keys %{"${package}::"};
    cmp_ok scalar @subs, '>', 3, "$package: methods";
    is_deeply [ grep { !$called{"${package}::$_"} } @subs ], [], 'each is called by a test';
}

done_testing;
