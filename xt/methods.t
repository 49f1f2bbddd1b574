# The tests call each method of networks, storage, devices, filters, secrets and streams: they are run once more, in
# processes that note what is called.
#   perl -Mblib xt/methods.t
use strict;
use warnings;
use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;

plan skip_all => 'needs a libvirtd that may be changed: set SYS_VIRT_TEST_DAEMON=1'
    unless $ENV{SYS_VIRT_TEST_DAEMON};

my @PACKAGES = map { "Sys::Virt::$_" } qw(
    Network NetworkPort NWFilter NWFilterBinding Interface NodeDevice Secret StoragePool StorageVol Stream
);

# What wraps each sub, and at the end says which were called.
my $RECORDER = <<'PERL';
package Recorder;
use strict;
use warnings;
use Scalar::Util 'set_prototype';
use Sys::Virt;
my %called;
sub import {
    my ($class, @packages) = @_;
    no strict 'refs';
    no warnings 'redefine';
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
    open my $file, '>', "$ENV{SYS_VIRT_CALLED}/$$" or die $!;
    print $file map { "$_\n" } keys %called;
    close $file;
}
1;
PERL

my $dir = tempdir(CLEANUP => 1);
open my $file, '>', "$dir/Recorder.pm" or die $!;
print $file $RECORDER;
close $file or die $!;
mkdir "$dir/called" or die $!;
$ENV{SYS_VIRT_CALLED} = "$dir/called";

for my $test (glob 't/12?-*.t t/13?-*.t t/14?-*.t t/168-*.t t/7??-*.t') {
    my @inc = map { "-I$_" } $dir, grep { !ref } @INC;
    open my $output, '-|', $^X, @inc, '-MRecorder=' . join(',', @PACKAGES), $test or die "$^X: $!";
    my $text = do { local $/; <$output> };
    close $output;
    is $?, 0, $test or diag $text;
}

my %called;
for my $path (glob "$dir/called/*") {
    open my $names, '<', $path or die "$path: $!";
    $called{$_}++ for map { chomp; $_ } <$names>;
}
for my $package (@PACKAGES) {
    no strict 'refs';
    my @subs = grep { /^[a-z]/ && defined &{"${package}::$_"} } sort keys %{"${package}::"};
    cmp_ok scalar @subs, '>', 3, "$package has methods";
    is_deeply [ grep { !$called{"${package}::$_"} } @subs ], [], 'each is called by a test';
}

done_testing;
