# Makefile.PL says what is missing on a machine, and with which package it comes.
use strict;
use warnings;

use Config;
use Cwd ();
use File::Temp 'tempdir';
use Test::More;

use lib 'inc';
use SysVirtBuild;

my $dir = tempdir(CLEANUP => 1);

# A command in a folder of its own, which prints `$text`.
sub command {
    my ($name, $text, $status) = (@_, 0);
    my $folder = tempdir(DIR => $dir);
    open my $out, '>', "$folder/$name" or die "$folder/$name: $!\n";
    print {$out} "#!/bin/sh\necho '$text'\nexit $status\n";
    close $out or die "$folder/$name: $!\n";
    chmod 0755, "$folder/$name";
    return "$folder/$name";
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
names SysVirtBuild::perl_headers_problem($dir), qr{\Q$dir\E/CORE/perl\.h}, 'libperl-dev', 'perl-devel',
    'no perl headers';
names SysVirtBuild::embed_problem(0), qr/ExtUtils::Embed/, 'perl', 'perl-ExtUtils-Embed',
    'no ExtUtils::Embed';
names SysVirtBuild::libclang_problem($dir), qr/^libclang/, 'libclang-dev', 'clang-devel', 'no libclang';
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

subtest 'libclang where it may be' => sub {
    for my $file (qw(libclang.so libclang.so.1 libclang-14.so libclang-14.so.1)) {
        my $folder = tempdir(DIR => $dir);
        open my $out, '>', "$folder/$file" or die "$folder/$file: $!\n";
        is SysVirtBuild::libclang_problem($dir, $folder), undef, $file;
        local $ENV{LIBCLANG_PATH} = $folder;
        is SysVirtBuild::libclang_problem(), undef, "$file in LIBCLANG_PATH";
    }
};

subtest 'Makefile.PL without cargo' => sub {
    local $ENV{CARGO} = "$dir/no-cargo";
    local $ENV{CARGO_HOME} = $dir;
    my $folder = "$dir/checkout";
    mkdir $folder or die "$folder: $!\n";
    my $root = Cwd::getcwd();
    symlink "$root/$_", "$folder/$_" or die "$folder/$_: $!\n" for qw(Makefile.PL inc lib);
    my $output = `cd '$folder' && '$^X' Makefile.PL 2>&1`;
    is $?, 0, 'is no error';
    like $output, qr/^Sys::Virt cannot be built here, no Makefile was written:\n\nThe Rust compiler/,
        'but says why';
    ok !-e "$folder/Makefile", 'and writes no Makefile';
};

subtest 'one target folder per perl' => sub {
    my $folder = SysVirtBuild::target_dir();
    like $folder, qr{^target/perl-\Q$Config{version}-$Config{archname}\E-[0-9a-f]{8}$}, 'names the perl';
    is SysVirtBuild::target_dir(), $folder, 'always the same';
    local $^X = command('perl', '');
    isnt SysVirtBuild::target_dir(), $folder, 'another one for another perl';
};

# libperl-sys also runs the "perl" beside the one that it is told.
subtest 'a perl of another name' => sub {
    my $root = Cwd::getcwd();
    chdir $dir or die "$dir: $!\n";
    my $perl = command('perl5.20', 'I am 5.20');
    my $seen = do { local $^X = $perl; SysVirtBuild::_perl_for_cargo() };
    like $seen, qr{/bin/perl$}, 'is reached as "perl"';
    is `'$seen'`, "I am 5.20\n", 'and is itself';
    my $plain = command('perl', '');
    is do { local $^X = $plain; SysVirtBuild::_perl_for_cargo() }, $plain,
        'one named "perl" is taken as it is';
    chdir $root or die "$root: $!\n";
};

done_testing;
