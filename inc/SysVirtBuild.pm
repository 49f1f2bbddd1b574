package SysVirtBuild;

# What Makefile.PL, the Makefile and script/* need to build the Rust code for the perl that runs them.
# First the probes: each returns nothing when all is well, or else one message that names the package to install.
# They take what they look at as arguments, so that t/001-build-probes.t can show them a machine without it.

use strict;
use warnings;
use Config;
use Cwd ();
use Digest::MD5 ();
use ExtUtils::MakeMaker ();
use File::Basename 'dirname';
use File::Compare ();
use File::Copy ();
use File::Find ();
use File::Path ();
use File::Spec::Functions qw(catfile file_name_is_absolute path rel2abs);

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
    return if which('cc', $path);
    return _missing('A C compiler (the command cc) was not found.', 'gcc libc6-dev', 'gcc');
}

sub make_problem {
    my ($path) = @_;
    return if which($Config{make}, $path);
    return _missing("The command $Config{make} was not found.", 'make', 'make');
}

sub cargo_problem {
    my ($cargo) = @_ ? @_ : find_cargo();
    my $hint =
        "  Debian 13 or newer: apt install cargo   Fedora: dnf install cargo   elsewhere: https://rustup.rs\n";
    return "The Rust compiler and cargo, $MIN_RUST or newer, were not found.\n$hint" if !$cargo;
    my $version = _output($cargo, '--version') =~ /^cargo (\d+\.\d+)/ ? $1 : undef;
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
    push @resources, _output('clang', '-print-resource-dir') =~ /(.+)/ if !@_ && which('clang');
    return if grep { -e } map { glob "$_/include/stddef.h" } @resources;
    return _missing(
        "libclang was found, but not the header files that belong to it (clang's stddef.h).",
        'libclang-dev', 'clang-devel'
    );
}

sub pkg_config_problem {
    my ($path) = @_;
    return if which(_pkg_config(), $path);
    return _missing('pkg-config was not found.', 'pkg-config', 'pkgconf-pkg-config');
}

sub _pkg_config { return $ENV{PKG_CONFIG} || 'pkg-config' }

sub libvirt_problem {
    my ($version) =
          @_ ? @_
        : which(_pkg_config()) ? _output(_pkg_config(), '--modversion', 'libvirt')
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
    my $llvm = which('llvm-config') ? _output('llvm-config', '--libdir') : '';
    chomp $llvm;
    return (grep({ length } $llvm, split /:/, $ENV{LD_LIBRARY_PATH} // ''), @LIBCLANG_DIRS);
}

# What a command prints, or an empty string where it fails.
sub _output {
    my $command = join ' ', map { "'$_'" } @_;
    my $text = `$command 2>/dev/null`;
    return $? ? '' : $text;
}

# ---------------------------------------------------------------- where things are

sub which {
    my ($command, $path) = @_;
    return -x $command ? $command : undef if file_name_is_absolute($command);
    my ($found) =
        grep { -f && -x _ } map { catfile($_, $command) } defined $path ? split(/:/, $path) : path();
    return $found;
}

# rustup puts cargo where a PATH that was set earlier does not look, so look there too.
sub find_cargo {
    my $home = $ENV{CARGO_HOME} || (defined $ENV{HOME} ? "$ENV{HOME}/.cargo" : '');
    return which($ENV{CARGO} || 'cargo') || which("$home/bin/cargo");
}

# Perls differ in version, threads and every other option that shapes their structs. Each gets its own folder.
sub target_dir {
    my $digest = substr Digest::MD5::md5_hex(_perl(), Config::config_sh()), 0, 8;
    return "target/perl-$Config{version}-$Config{archname}-$digest";
}

sub _perl { return Cwd::abs_path(file_name_is_absolute($^X) ? $^X : which($^X)) }

# The perl that the Rust build asks. libperl-sys also runs the command "perl" of the same folder, so a perl of
# another name (perl5.40.0, debugperl) is reached through a folder in which it is "perl".
sub _perl_for_cargo {
    my $perl = _perl();
    my $twin = Cwd::abs_path(catfile(dirname($perl), 'perl'));
    return $perl if defined $twin && $twin eq $perl;
    my $script = rel2abs(target_dir() . '/bin/perl');
    if (!-x $script) {
        File::Path::make_path(dirname($script));
        open my $out, '>', $script or die "$script: $!\n";
        print {$out} qq{#!/bin/sh\nexec "$perl" "\$@"\n};
        close $out or die "$script: $!\n";
        chmod 0755, $script;
    }
    return $script;
}

# ---------------------------------------------------------------- building

# Runs cargo for this perl, in the target folder of this perl. Leaves the program where cargo fails.
sub cargo {
    my ($subcommand, @arguments) = @_;
    my $cargo = find_cargo() or die cargo_problem(undef);
    local $ENV{PERL} = _perl_for_cargo();
    local $ENV{CARGO_TARGET_DIR} = rel2abs(target_dir());

    # An outer make offers its job slots through these, but gives no access to them.
    delete local @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL CARGO_MAKEFLAGS)};
    delete local $ENV{CARGO_BUILD_TARGET};
    local @ENV{qw(CARGO_ENCODED_RUSTFLAGS CFLAGS)} = _flags_without_paths();
    system({$cargo} $cargo, _cargo_options(), $subcommand, @arguments) == 0 or exit(($? >> 8) || 1);
    return;
}

# With vendor/ (script/vendor) nothing else is asked for a crate: a build without network.
sub _cargo_options {
    return () if !-d 'vendor';
    return ('--offline', map { ('--config', $_) } 'source.crates-io.replace-with="vendor"',
        'source.vendor.directory="vendor"');
}

# The flags for rustc and for the C compiler that keep the folders of this machine out of what is built, so that a
# build elsewhere is the same to the byte.
sub _flags_without_paths {
    my @given =
        defined $ENV{CARGO_ENCODED_RUSTFLAGS}
        ? split(/\x1f/, $ENV{CARGO_ENCODED_RUSTFLAGS})
        : split(' ', $ENV{RUSTFLAGS} // '');
    my $here = Cwd::getcwd();
    my @maps = ("$here=.", map { "$_=/crates" } _crate_folders($here));
    return (
        join("\x1f", @given, map { "--remap-path-prefix=$_" } @maps),
        join(' ', grep { length } $ENV{CFLAGS} // '', map { "-fdebug-prefix-map=$_" } @maps),
    );
}

# Where the crates are: in vendor/ of a build without network, or where cargo unpacks what it fetches. That has a name
# of cargo's choice, so the first build of all fetches before it looks.
sub _crate_folders {
    my ($here) = @_;
    return "$here/vendor" if -d "$here/vendor";
    my $unpacked = ($ENV{CARGO_HOME} || "$ENV{HOME}/.cargo") . '/registry/src';
    my @folders = glob "'$unpacked'/*";
    return @folders if @folders;
    my $cargo = find_cargo();
    my ($host) = _output($cargo, '-vV') =~ /^host: (.+)/m;
    system {$cargo} $cargo, 'fetch', '--locked', defined $host ? ('--target', $host) : ();
    return glob "'$unpacked'/*";
}

# Builds the cdylib `$lib` from `$manifest` and puts it at `$destination`, doing nothing where no source is newer
# than the last build: `sudo make install` must not need cargo.
sub build_module {
    my ($manifest, $lib, $destination) = @_;

    # Kept beside cargo's own result, which a `cargo test --release` may replace.
    my $kept = target_dir() . "/$lib.$Config{dlext}";
    if (_sources_changed_since((stat $kept)[9])) {
        my $start = time;

        # The build scripts (build.rs) then keep libperl out of the module: see there.
        local $ENV{SYS_VIRT_MODULE_BUILD} = 1;
        cargo('build', '--release', '--locked', '--manifest-path', $manifest);
        _copy(target_dir() . "/release/lib$lib.so", $kept);
        utime $start, $start, $kept;
    }
    return if -e $destination && File::Compare::compare($kept, $destination) == 0;
    print "cp $kept $destination\n";
    _copy($kept, $destination);
    return;
}

# Under a new name first: a perl that runs right now may have the old file mapped.
sub _copy {
    my ($from, $to) = @_;
    File::Path::make_path(dirname($to));
    File::Copy::copy($from, "$to.new") or die "cannot copy $from to $to.new: $!\n";
    chmod 0755, "$to.new";
    rename "$to.new", $to or die "$to: $!\n";
    return;
}

# Folders count as well: a file that was added or removed changes the time of its folder.
sub _sources_changed_since {
    my ($time) = @_;
    return 1 if !defined $time;
    my $changed = 0;
    my @roots = grep { -e } qw(Cargo.toml Cargo.lock build.rs src perl-xs stand-ins .cargo);
    File::Find::find({ no_chdir => 1, wanted => sub { $changed ||= (stat)[9] >= $time } }, @roots);
    return $changed;
}

# The test extension of perl-xs and its folder for `use lib`.
sub perl_xs_blib { return target_dir() . '/perl-xs-blib' }

sub build_perl_xs_test {
    my $destination = perl_xs_blib() . '/arch/auto/PerlXS/Test/Test.' . $Config{dlext};
    return build_module('perl-xs/t/ext/Cargo.toml', 'perl_xs_test', $destination);
}

1;
