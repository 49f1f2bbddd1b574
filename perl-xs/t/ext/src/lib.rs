//! The test extension `PerlXS::Test`.

mod scalar;

use perl_xs::{Module, xs_boot};

static MODULE: Module = Module {
    name: c"PerlXS::Test",
    packages: &[&scalar::PACKAGE],
    constants: &[],
    boot: |_| (),
};

xs_boot! { boot_PerlXS__Test, version = c"0.1", module = &MODULE }
