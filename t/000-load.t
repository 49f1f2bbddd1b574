# Sys::Virt loads, into this perl and with its own version only.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Path 'make_path';
use File::Temp 'tempdir';
use Test::More;

sub slurp {
    my ($path) = @_;
    open my $in, '<', $path or return '';
    local $/;
    return scalar <$in>;
}

sub mapped_libperls {
    my %paths = map { $_ => 1 } slurp('/proc/self/maps') =~ m{(/\S*/libperl\S*)}g;
    return [ sort keys %paths ];
}

my $libperls = mapped_libperls();
require_ok 'Sys::Virt' or BAIL_OUT('Sys::Virt does not load');

subtest 'one version' => sub {
    my ($in_cargo) = slurp('Cargo.toml') =~ /^version = "([\d.]+)"/m;
    is $Sys::Virt::VERSION, $in_cargo, 'lib/Sys/Virt.pm and Cargo.toml agree';
    ok eval { Sys::Virt->VERSION($in_cargo); 1 }, 'a script can ask for it' or diag $@;
    ok !eval { Sys::Virt->VERSION('999'); 1 }, 'and gets no version that is not there';
};

subtest 'no second libperl' => sub {
    plan skip_all => 'no /proc/self/maps here' if !-e '/proc/self/maps';
    is_deeply mapped_libperls(), $libperls, 'the module brings none';
};

subtest 'a module file of another version' => sub {
    my $dir = tempdir(CLEANUP => 1);
    my $source = slurp($INC{'Sys/Virt.pm'});
    ok $source =~ s/\Q$Sys::Virt::VERSION\E/999.1.0/, 'the file names its version';
    make_path("$dir/Sys");
    open my $out, '>', "$dir/Sys/Virt.pm" or die "$dir/Sys/Virt.pm: $!\n";
    print {$out} $source;
    close $out or die "$dir/Sys/Virt.pm: $!\n";

    my @inc = map { "-I$_" } $dir, map { abs_path($_) // () } grep { !ref } @INC;
    my $output = load(@inc);
    like $output, qr/^Sys::Virt object version \Q$Sys::Virt::VERSION\E does not match .* 999\.1\.0/,
        'refuses the compiled part';
    unlike $output, qr/loaded/, 'and does not load';
};

# What a new perl prints that loads Sys::Virt.
sub load {
    my @inc = @_;
    my $pid = open(my $from, '-|') // die "fork: $!\n";
    if (!$pid) {
        open STDERR, '>&', \*STDOUT;
        exec $^X, @inc, '-e', 'require Sys::Virt; print "loaded\n"';
        die "$^X: $!\n";
    }
    local $/;
    return scalar <$from>;
}

done_testing;
