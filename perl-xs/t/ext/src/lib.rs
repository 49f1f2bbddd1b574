//! The test extension `PerlXS::Test`: one topic a file here, and one `.t` of that name beside.

mod boundary;
mod buffer;
mod callback;
mod constant;
mod fork;
mod guard;
mod handle;
mod hash;
mod list;
mod scalar;
mod signal;
mod thread;

use perl_xs::{Module, xs_boot};

static MODULE: Module = Module {
    name: c"PerlXS::Test",
    packages: &[
        &boundary::PACKAGE,
        &buffer::PACKAGE,
        &callback::PACKAGE,
        &fork::PACKAGE,
        &guard::PACKAGE,
        &handle::PACKAGE,
        &handle::other::PACKAGE,
        &hash::PACKAGE,
        &list::PACKAGE,
        &scalar::PACKAGE,
        &signal::PACKAGE,
        &thread::PACKAGE,
    ],
    constants: &[&constant::TABLE, &constant::MORE],
    boot: |_| (),
};

xs_boot! { boot_PerlXS__Test, version = c"0.1", module = &MODULE }
