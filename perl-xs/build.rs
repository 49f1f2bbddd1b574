//! Compiles the C files of `src/` against the perl that libperl-sys was generated from: `$PERL`, or `perl` in the `PATH`.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-env-changed=PERL");
    println!("cargo:rerun-if-changed=src/shim.c");
    println!("cargo:rerun-if-changed=src/signals.c");
    println!("cargo:rerun-if-changed=src/state.c");
    println!("cargo:rerun-if-changed=src/state.h");
    println!("cargo:rerun-if-changed=src/values.c");
    println!("cargo:rerun-if-changed=src/work.c");
    println!("cargo:rerun-if-changed=src/shim.h");

    let perl = std::env::var("PERL").ok().filter(|p| !p.is_empty()).unwrap_or_else(|| "perl".into());
    let flags = config(&perl, r#"print "$Config{ccflags} -I$Config{archlibexp}/CORE""#);
    if config(&perl, "print $Config{useithreads} // ''") == "define" {
        println!("cargo:rustc-cfg=perl_useithreads");
    }
    println!("cargo:rustc-check-cfg=cfg(perl_useithreads)");
    println!("cargo:rustc-check-cfg=cfg(perl_xs_pthreads)");

    let mut build = cc::Build::new();
    build
        .files(["src/shim.c", "src/signals.c", "src/state.c", "src/values.c", "src/work.c"])
        .warnings(false)
        .opt_level(3)
        .force_frame_pointer(false);
    for flag in flags.split_whitespace() {
        build.flag(flag);
    }
    // As the distribution builds XS modules. Without a C library that knows it, the second is a name like any other.
    build.flag_if_supported("-fstack-protector-strong").flag("-U_FORTIFY_SOURCE").flag("-D_FORTIFY_SOURCE=2");
    build.compile("perl_xs_shim");
}

/// What the perl at `perl` prints for `code`, with `%Config` loaded.
fn config(perl: &str, code: &str) -> String {
    let output = Command::new(perl).args(["-MConfig", "-e", code]).output();
    let output = output.unwrap_or_else(|e| panic!("cannot run {perl}: {e}"));
    assert!(output.status.success(), "{perl} does not tell its configuration");
    String::from_utf8(output.stdout).expect("perl's configuration is ASCII")
}
