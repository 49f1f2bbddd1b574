//! The native half of Hello.

use std::ffi::CStr;

use perl_xs::{Bytes, Error, Module, xs, xs_boot};

xs! { package "Hello", error = Error<'_>;
    /// The greeting for somebody.
    sub greet(name: &CStr, times: u32 = 1) {
        if times > 3 {
            return Err("too much of a greeting".into());
        }
        let mut greeting = b"Hello".to_vec();
        for _ in 0..times {
            greeting.extend([b", ", name.to_bytes()].concat());
        }
        Ok(Bytes(greeting))
    }
}

static MODULE: Module = Module { name: c"Hello", packages: &[&PACKAGE], constants: &[], boot: |_| () };

xs_boot! { boot_Hello, version = c"0.1", module = &MODULE }
