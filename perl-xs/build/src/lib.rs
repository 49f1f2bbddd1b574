//! For the build script of a Perl extension that is written with `perl-xs`: `perl_xs_build::module()` is all that its
//! `main` does.

use std::path::PathBuf;
use std::{env, fs};

/// Where this is set, [`module`] does nothing: for test programs (`cargo test`), which are no perl and need a libperl.
pub const LINK_LIBPERL: &str = "PERL_XS_LINK_LIBPERL";

const AN_EMPTY_ARCHIVE: &[u8] = b"!<arch>\n";

/// Keeps libperl out of the module that this crate becomes.
///
/// libperl-sys asks the linker for `-lperl`. A program that embeds perl needs that; a module that perl loads must not
/// have it: perl already holds those functions and, what matters more, those variables, and a second libperl (loaded
/// because the module needs `libperl.so`, or copied into the module from `libperl.a`) would have its own.
/// So an empty `libperl.a` stands first in the linker's search path. What perl offers then stays undefined in the module
/// until perl loads it, as in any XS module.
///
/// # Panics
/// Where it is not called by a build script.
pub fn module() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed={LINK_LIBPERL}");
    if env::var_os(LINK_LIBPERL).is_some() {
        return;
    }
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("no-libperl");
    fs::create_dir_all(&folder).expect("OUT_DIR can be written");
    fs::write(folder.join("libperl.a"), AN_EMPTY_ARCHIVE).expect("OUT_DIR can be written");
    println!("cargo:rustc-link-search=native={}", folder.display());
}
