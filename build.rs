//! Keeps libperl out of the module.
//!
//! libperl-sys asks the linker for `-lperl`. A program that embeds perl needs that; a module that perl loads must not
//! have it: perl already holds those functions and, what matters more, those variables, and a second libperl (loaded
//! because the module needs `libperl.so`, or copied into the module from `libperl.a`) would have its own.
//! So Makefile.PL sets SYS_VIRT_MODULE_BUILD, and an empty libperl.a stands first in the linker's search path. What
//! perl offers then stays undefined in the module until perl loads it, as in any XS module.
//! Without the variable, as in `cargo test`, the real libperl is linked: a test program is not perl.

use std::path::PathBuf;
use std::{env, fs};

const AN_EMPTY_ARCHIVE: &[u8] = b"!<arch>\n";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=SYS_VIRT_MODULE_BUILD");
    if env::var_os("SYS_VIRT_MODULE_BUILD").is_none() {
        return;
    }
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("no-libperl");
    fs::create_dir_all(&folder).expect("OUT_DIR can be written");
    fs::write(folder.join("libperl.a"), AN_EMPTY_ARCHIVE).expect("OUT_DIR can be written");
    println!("cargo:rustc-link-search=native={}", folder.display());
}
