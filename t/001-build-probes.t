# Makefile.PL says what is missing on a machine, and with which package it comes.
use strict;
use warnings;

use Config;
use Cwd ();
use File::Path ();
use File::Temp 'tempdir';
use Test::More;

use lib 'inc';
use SysVirtBuild;

my $dir = tempdir(CLEANUP => 1);

# A command in a folder of its own, which prints `$text`.
sub command {
    my ($name, $text, $status) = (@_, 0);
    my $folder = tempdir(DIR => $dir);
    write_file("$folder/$name", "#!/bin/sh\necho '$text'\nexit $status\n");
    chmod 0755, "$folder/$name";
    return "$folder/$name";
}

sub write_file {
    my ($path, $text) = (@_, '');
    open my $out, '>', $path or die "$path: $!\n";
    print {$out} $text;
    close $out or die "$path: $!\n";
    return;
}

sub names {
    my ($problem, $what, $debian, $fedora, $name) = @_;
    subtest $name => sub {
        like $problem, $what, 'says what';
        like $problem, qr/^  Debian.*: apt install \Q$debian\E   Fedora: dnf install \Q$fedora\E(?: |$)/m,
            'names the packages';
        is scalar(() = $problem =~ /\n/g), 2, 'in two lines';
    };
    return;
}

names SysVirtBuild::cc_problem($dir), qr/^A C compiler/, 'gcc libc6-dev', 'gcc', 'no C compiler';
names SysVirtBuild::make_problem($dir), qr/^The command make /, 'make', 'make', 'no make';
names SysVirtBuild::perl_headers_problem($dir), qr{\Q$dir\E/CORE/perl\.h}, 'libperl-dev', 'perl-devel',
    'no perl headers';
names SysVirtBuild::embed_problem(0), qr/ExtUtils::Embed/, 'perl', 'perl-ExtUtils-Embed',
    'no ExtUtils::Embed';
names SysVirtBuild::libclang_problem($dir), qr/^libclang/, 'libclang-dev', 'clang-devel', 'no libclang';
names SysVirtBuild::clang_headers_problem($dir), qr/^libclang was found, but .*stddef\.h/, 'libclang-dev',
    'clang-devel', 'libclang without its header files';
names SysVirtBuild::pkg_config_problem($dir), qr/^pkg-config/, 'pkg-config', 'pkgconf-pkg-config',
    'no pkg-config';

subtest 'cargo' => sub {
    my @packages = ('cargo', 'cargo');
    names SysVirtBuild::cargo_problem(undef), qr/^The Rust compiler and cargo, 1\.85 or newer/, @packages,
        'none';
    names SysVirtBuild::cargo_problem(command('cargo', 'cargo 1.84.1 (66221abde 2024-11-19)')),
        qr/ is version 1\.84;/,
        @packages, 'too old';
    names SysVirtBuild::cargo_problem(command('cargo', 'cargo 0.66.0')), qr/ is version 0\.66;/, @packages,
        'of Debian 12';
    names SysVirtBuild::cargo_problem(command('cargo', 'no default toolchain', 1)), qr/does not run/,
        @packages,
        'rustup without a toolchain';
    is SysVirtBuild::cargo_problem(command('cargo', 'cargo 1.85.0 (d73d2caf9 2024-12-31)')), undef,
        'just new enough';
    is SysVirtBuild::cargo_problem(command('cargo', 'cargo 1.100.0')), undef, 'compared as numbers';
};

subtest 'libvirt' => sub {
    my @packages = ('libvirt-dev', 'libvirt-devel');
    names SysVirtBuild::libvirt_problem(''), qr/^The header files of libvirt/, @packages, 'none';
    names SysVirtBuild::libvirt_problem("5.10.0\n"), qr/^libvirt is version 5\.10\.0; 6\.0\.0 or newer/,
        @packages, 'too old';
    is SysVirtBuild::libvirt_problem("$_\n"), undef, "$_ will do" for qw(6.0.0 9.0.0 12.8.0);
    local $ENV{PKG_CONFIG} = command('pkg-config', '4.1.0');
    names SysVirtBuild::libvirt_problem(), qr/ 4\.1\.0;/, @packages, 'asked of pkg-config';
};

subtest 'libvirt without pkg-config' => sub {
    local $ENV{PKG_CONFIG} = "$dir/no-pkg-config";
    my $folder = tempdir(DIR => $dir);
    local @SysVirtBuild::PKG_CONFIG_DIRS = $folder;
    my @missing = grep { /pkg-config|libvirt/ } map { (split /\n/)[0] } SysVirtBuild::problems();
    is_deeply \@missing, [ 'pkg-config was not found.', 'The header files of libvirt were not found.' ],
        'both are reported at once';
    write_file("$folder/libvirt.pc", "Name: libvirt\nVersion: 5.9.0\n");
    like SysVirtBuild::libvirt_problem(), qr/ 5\.9\.0;/, 'an old one is found in the file of pkg-config';
    write_file("$folder/libvirt.pc", "Name: libvirt\nVersion: 9.0.0\n");
    is SysVirtBuild::libvirt_problem(), undef, 'a new one too';
};

subtest 'libclang where it may be' => sub {
    for my $file (qw(libclang.so libclang.so.1 libclang-14.so libclang-14.so.1)) {
        my $folder = tempdir(DIR => $dir);
        write_file("$folder/$file");
        is SysVirtBuild::libclang_problem($dir, $folder), undef, $file;
        local $ENV{LIBCLANG_PATH} = $folder;
        is SysVirtBuild::libclang_problem(), undef, "$file in LIBCLANG_PATH";
    }
    for my $resources (qw(clang/14.0.6 clang/19 llvm-14/lib/clang/14)) {
        my $folder = tempdir(DIR => $dir);
        File::Path::make_path("$folder/$resources/include");
        write_file("$folder/$resources/include/stddef.h");
        is SysVirtBuild::clang_headers_problem($dir, $folder), undef, "its header files in $resources";
    }
};

# A checkout on a machine without cargo.
sub without_cargo {
    my ($command, %env) = @_;
    local @ENV{qw(AUTOMATED_TESTING PERL_CPAN_REPORTER_CONFIG PERL_CPAN_REPORTER_DIR)};
    local @ENV{ keys %env, 'CARGO', 'CARGO_HOME' } = (values %env, "$dir/no-cargo", $dir);
    my $folder = tempdir(DIR => $dir);
    my $root = Cwd::getcwd();
    symlink "$root/$_", "$folder/$_" or die "$folder/$_: $!\n" for qw(Makefile.PL inc lib);
    my $output = `cd '$folder' && $command`;
    return ($output, $?, -e "$folder/Makefile");
}

my $makefile_pl = "'$^X' Makefile.PL";
my $reason = qr/^Sys::Virt cannot be built here, no Makefile was written:\n\nThe Rust compiler/m;

subtest 'Makefile.PL without cargo' => sub {
    my ($output, $status, $makefile) = without_cargo("$makefile_pl 2>&1");
    is $status >> 8, 1, 'is an error';
    like $output, qr/\A$reason/, 'says why';
    ok !$makefile, 'and writes no Makefile';
};

subtest 'Makefile.PL without cargo where the testers of CPAN run it' => sub {
    for my $variable (qw(AUTOMATED_TESTING PERL_CPAN_REPORTER_CONFIG PERL_CPAN_REPORTER_DIR)) {
        my ($output, $status, $makefile) = without_cargo("$makefile_pl 2>&1", $variable => 'set');
        is $status, 0, "is no error with $variable";
        like $output, $reason, 'but says why';
        ok !$makefile, 'and writes no Makefile';
    }
};

subtest 'Makefile.PL without cargo below cpanm' => sub {
    plan skip_all => 'no /proc' if !-e "/proc/$$/fd/2";
    my $below =
        q[sh -c 'PERL5_CPANM_IS_RUNNING=$$; export PERL5_CPANM_IS_RUNNING; (exec ] . qq["$^X" Makefile.PL];
    my ($output) = without_cargo("$below 2>log); true' 2>&1");
    like $output, $reason, 'says why in what cpanm shows';
    ($output) = without_cargo("$below); true' 2>&1");
    is scalar(() = $output =~ /$reason/g), 1, 'and only once where that is the same';
};

subtest 'one target folder per perl' => sub {
    my $folder = PerlXSBuild::target_dir();
    like $folder, qr{^target/perl-\Q$Config{version}-$Config{archname}\E-[0-9a-f]{8}$}, 'names the perl';
    is PerlXSBuild::target_dir(), $folder, 'always the same';
    local $^X = command('perl', '');
    isnt PerlXSBuild::target_dir(), $folder, 'another one for another perl';
};

# libperl-sys also runs the "perl" beside the one that it is told.
subtest 'a perl of another name' => sub {
    my $root = Cwd::getcwd();
    chdir $dir or die "$dir: $!\n";
    my $perl = command('perl5.20', 'I am 5.20');
    my $seen = do { local $^X = $perl; PerlXSBuild::_perl_for_cargo() };
    like $seen, qr{/bin/perl$}, 'is reached as "perl"';
    is `'$seen'`, "I am 5.20\n", 'and is itself';
    my $plain = command('perl', '');
    is do { local $^X = $plain; PerlXSBuild::_perl_for_cargo() }, $plain,
        'one named "perl" is taken as it is';
    chdir $root or die "$root: $!\n";
};

done_testing;
