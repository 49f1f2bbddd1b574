package PerlXSBuild;

# What the Makefile of a Perl extension in Rust needs: builds the module with cargo, for the perl that runs this and in a
# target folder of its own, the same to the byte in whatever folder. Copy it to inc/ of the extension; in Makefile.PL:
#
#     use lib 'inc';
#     use PerlXSBuild;
#     WriteMakefile(...);
#     sub MY::postamble { return PerlXSBuild::postamble('hello') }    # [lib] name of Cargo.toml
#
# MakeMaker's own targets (make, make test, make install) then do all that is to be done.

use strict;
use warnings;
use Config;
use Cwd ();
use Digest::MD5 ();
use File::Basename 'dirname';
use File::Compare ();
use File::Copy ();
use File::Find ();
use File::Path ();
use File::Spec::Functions qw(catfile file_name_is_absolute path rel2abs);

# The rules that build the cdylib `$lib` where perl looks for it. A file or folder in `@sources` counts as a source, beside
# what a crate usually has.
sub postamble {
    my ($lib, @sources) = @_;
    my $inc = dirname($INC{'PerlXSBuild.pm'});
    return <<"MAKE";
pure_all :: rust_module

rust_module : blibdirs
	\$(NOECHO) \$(ABSPERLRUN) "-I$inc" -MPerlXSBuild -e 'PerlXSBuild::build_module(\@ARGV)' Cargo.toml $lib \$(INST_ARCHAUTODIR)/\$(BASEEXT).\$(DLEXT) @sources

.PHONY : rust_module
MAKE
}

# What a command prints, or an empty string where it fails.
sub output {
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
    my $cargo = find_cargo() or die "cargo was not found.\n";
    local $ENV{PERL} = _perl_for_cargo();
    local $ENV{CARGO_TARGET_DIR} = rel2abs(target_dir());

    # An outer make offers its job slots through these, but gives no access to them.
    delete local @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL CARGO_MAKEFLAGS)};
    delete local $ENV{CARGO_BUILD_TARGET};

    # Test programs are no perl and need a libperl, a module must have none: see perl_xs_build::module.
    delete local $ENV{PERL_XS_LINK_LIBPERL};
    local $ENV{PERL_XS_LINK_LIBPERL} = 1 if $subcommand eq 'test';
    local @ENV{qw(CARGO_ENCODED_RUSTFLAGS CFLAGS)} = _flags_without_paths();
    system({$cargo} $cargo, _cargo_options(), $subcommand, @arguments) == 0 or exit(($? >> 8) || 1);
    return;
}

# With vendor/ (script/vendor) nothing else is asked for a crate: a build without network.
sub _cargo_options {
    return () if !-d 'vendor';
    my @options = qw(source.crates-io.replace-with="vendor" source.vendor.directory="vendor");
    return ('--offline', map { ('--config', $_) } @options);
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
    my ($host) = output($cargo, '-vV') =~ /^host: (.+)/m;
    system {$cargo} $cargo, 'fetch', '--locked', defined $host ? ('--target', $host) : ();
    return glob "'$unpacked'/*";
}

# Builds the cdylib `$lib` from `$manifest` and puts it at `$destination`, doing nothing where no source is newer
# than the last build: `sudo make install` must not need cargo.
sub build_module {
    my ($manifest, $lib, $destination, @sources) = @_;

    # Kept beside cargo's own result, which a `cargo test --release` may replace.
    my $kept = target_dir() . "/$lib.$Config{dlext}";
    my $built = (stat $kept)[9];
    if (!defined $built || _sources_changed_since($built, @sources)) {
        my $start = time;
        cargo('build', '--release', (-e 'Cargo.lock' ? '--locked' : ()), '--manifest-path', $manifest);
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
    my ($time, @sources) = @_;
    my $changed = 0;
    my @roots = grep { -e } qw(Cargo.toml Cargo.lock build.rs src .cargo), @sources;
    File::Find::find({ no_chdir => 1, wanted => sub { $changed ||= (stat)[9] >= $time } }, @roots);
    return $changed;
}

1;
