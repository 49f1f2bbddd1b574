package SysVirtBuild;

# What Makefile.PL finds missing on a machine. Each probe returns nothing when all is well, or else one message that names
# the package to install. They take what they look at as arguments, so that t/001-build-probes.t can show them a machine
# without it. How the Rust code is built is in PerlXSBuild.

use strict;
use warnings;
use Config;
use Cwd 'abs_path';
use ExtUtils::MakeMaker ();
use File::Basename 'dirname';
use lib dirname(abs_path(__FILE__)) . '/../perl-xs/inc';
use PerlXSBuild;

our $MIN_RUST = '1.85';
our $MIN_LIBVIRT = '6.0.0';

# The folders where clang-sys, which loads libclang for bindgen, looks for it.
our @LIBCLANG_DIRS = (
    '/usr/local/llvm*/lib*', '/usr/local/lib*/*/*', '/usr/local/lib*/*', '/usr/local/lib*',
    '/usr/lib*/*/*', '/usr/lib*/*', '/usr/lib*',
);

# Everything that is missing for a build, one message each.
sub problems {
    return (
        cc_problem(), make_problem(), cargo_problem(), perl_headers_problem(), embed_problem(),
        libclang_problem() || clang_headers_problem(),
        pkg_config_problem(), libvirt_problem(),
    );
}

# Says `$text` where it is seen. cpanm keeps what Makefile.PL says for its log; so it is also said where cpanm, whose
# process id this variable holds, says its own lines.
sub report {
    my ($text) = @_;
    print STDERR $text;
    my $cpanm = $ENV{PERL5_CPANM_IS_RUNNING} or return;
    open my $out, '>>', "/proc/$cpanm/fd/2" or return;
    my $same = join(' ', (stat $out)[ 0, 1 ]) eq join(' ', (stat STDERR)[ 0, 1 ]);
    print {$out} "\n\n$text\n" if !$same;
    return;
}

# Whether the automatic testers of CPAN run this.
sub for_cpan_testers {
    return scalar grep { $ENV{$_} } qw(AUTOMATED_TESTING PERL_CPAN_REPORTER_CONFIG PERL_CPAN_REPORTER_DIR);
}

sub cc_problem {
    my ($path) = @_;
    return if PerlXSBuild::which('cc', $path);
    return _missing('A C compiler (the command cc) was not found.', 'gcc libc6-dev', 'gcc');
}

sub make_problem {
    my ($path) = @_;
    return if PerlXSBuild::which($Config{make}, $path);
    return _missing("The command $Config{make} was not found.", 'make', 'make');
}

sub cargo_problem {
    my ($cargo) = @_ ? @_ : PerlXSBuild::find_cargo();
    my $hint =
        "  Debian 13 or newer: apt install cargo   Fedora: dnf install cargo   elsewhere: https://rustup.rs\n";
    return "The Rust compiler and cargo, $MIN_RUST or newer, were not found.\n$hint" if !$cargo;
    my $version = PerlXSBuild::output($cargo, '--version') =~ /^cargo (\d+\.\d+)/ ? $1 : undef;
    return "$cargo does not run (for rustup: is a toolchain installed? rustup default stable).\n$hint"
        if !$version;
    return if !_older($version, $MIN_RUST);
    return "$cargo is version $version; Rust and cargo $MIN_RUST or newer are needed.\n$hint";
}

sub perl_headers_problem {
    my ($archlib) = @_ ? @_ : $Config{archlibexp};
    my $header = "$archlib/CORE/perl.h";
    return if -f $header;
    return _missing(
        "The header files of this perl were not found (no $header).", 'libperl-dev',
        'perl-devel'
    );
}

# The Rust bindings are generated with the options that ExtUtils::Embed gives.
sub embed_problem {
    my ($loads) = @_ ? @_ : eval { require ExtUtils::Embed; 1 };
    return if $loads;
    return _missing('The core module ExtUtils::Embed was not found.', 'perl', 'perl-ExtUtils-Embed');
}

sub libclang_problem {
    my (@dirs) = @_ ? @_ : _libclang_dirs();
    return
        if grep { -e }
        map { glob("$_/libclang.so $_/libclang.so.* $_/libclang-*.so $_/libclang-*.so.*") } @dirs;
    return _missing(
        'libclang, which reads the header files of perl, was not found (LIBCLANG_PATH can name its folder).',
        'libclang-dev', 'clang-devel'
    );
}

# libclang has C's own header files (stddef.h and its kind) in a folder of its own.
sub clang_headers_problem {
    my (@dirs) = @_ ? @_ : (_libclang_dirs(), @LIBCLANG_DIRS);
    return if $ENV{BINDGEN_EXTRA_CLANG_ARGS};
    my @resources = map { ("$_/clang/*", "$_/llvm*/lib/clang/*") } @dirs;
    push @resources, PerlXSBuild::output('clang', '-print-resource-dir') =~ /(.+)/
        if !@_ && PerlXSBuild::which('clang');
    return if grep { -e } map { glob "$_/include/stddef.h" } @resources;
    return _missing(
        "libclang was found, but not the header files that belong to it (clang's stddef.h).",
        'libclang-dev', 'clang-devel'
    );
}

sub pkg_config_problem {
    my ($path) = @_;
    return if PerlXSBuild::which(_pkg_config(), $path);
    return _missing('pkg-config was not found.', 'pkg-config', 'pkgconf-pkg-config');
}

sub _pkg_config { return $ENV{PKG_CONFIG} || 'pkg-config' }

sub libvirt_problem {
    my ($version) =
          @_ ? @_
        : PerlXSBuild::which(_pkg_config()) ? PerlXSBuild::output(_pkg_config(), '--modversion', 'libvirt')
        : _libvirt_version();
    chomp $version;
    return _missing('The header files of libvirt were not found.', 'libvirt-dev', 'libvirt-devel')
        if $version !~ /^\d+(?:\.\d+)+$/;
    return if !_older($version, $MIN_LIBVIRT);
    return _missing(
        "libvirt is version $version; $MIN_LIBVIRT or newer is needed.", 'libvirt-dev',
        'libvirt-devel'
    );
}

# What pkg-config would say, where it is missing too.
our @PKG_CONFIG_DIRS =
    ((map { ("/usr/$_/*/pkgconfig", "/usr/$_/pkgconfig") } qw(lib lib64 local/lib)), '/usr/share/pkgconfig');

sub _libvirt_version {
    for my $file (map { glob "$_/libvirt.pc" } split(/:/, $ENV{PKG_CONFIG_PATH} // ''), @PKG_CONFIG_DIRS) {
        open my $in, '<', $file or next;
        my ($version) = map { /^Version:\s*(\S+)/ } <$in>;
        return $version if defined $version;
    }
    return '';
}

sub _missing {
    my ($what, $debian, $fedora) = @_;
    return "$what\n  Debian: apt install $debian   Fedora: dnf install $fedora\n";
}

sub _older {
    my ($have, $want) = map { [ split /\./ ] } @_;
    for my $i (0 .. $#$want) {
        my $order = ($have->[$i] // 0) <=> $want->[$i];
        return $order < 0 if $order;
    }
    return 0;
}

sub _libclang_dirs {
    return -d $ENV{LIBCLANG_PATH} ? $ENV{LIBCLANG_PATH} : dirname($ENV{LIBCLANG_PATH}) if $ENV{LIBCLANG_PATH};
    my $llvm = PerlXSBuild::which('llvm-config') ? PerlXSBuild::output('llvm-config', '--libdir') : '';
    chomp $llvm;
    return (grep({ length } $llvm, split /:/, $ENV{LD_LIBRARY_PATH} // ''), @LIBCLANG_DIRS);
}

# What is built, beside what a crate usually has: a change there is a reason to build.
our @SOURCES = qw(perl-xs stand-ins);

# The test extension of perl-xs and its folder for `use lib`.
sub perl_xs_blib { return PerlXSBuild::target_dir() . '/perl-xs-blib' }

sub build_perl_xs_test {
    my $destination = perl_xs_blib() . '/arch/auto/PerlXS/Test/Test.' . $Config{dlext};
    return PerlXSBuild::build_module('perl-xs/t/ext/Cargo.toml', 'perl_xs_test', $destination, @SOURCES);
}

1;
