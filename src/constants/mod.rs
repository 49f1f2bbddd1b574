//! Every constant of every package, as data that the compiler lays out.
//!
//! A constant is one row, `PERL_NAME = C_SYMBOL;`, in the file of its package (`Sys::Virt::FooBar` is
//! `foo_bar.rs`; `Sys::Virt::Domain` has one file a topic), under the libvirt enum that it belongs to (a string:
//! under the prefix of its macro) and in the order of the libvirt header. Whether it is a number or a string
//! follows from the type of the symbol. Nothing runs when the module is loaded but the walk through [`TABLES`]
//! that hands the rows to Perl.

use std::ffi::CStr;

use perl_xs::constant::{Table, Value};

/// A libvirt symbol on its way to a [`Value`]: an inherent `value` for each type that a symbol can have does
/// in a `const` what a trait cannot.
struct Symbol<T>(T);

impl Symbol<u32> {
    /// An enum or a macro. C sees an `int`, so the flag `1 << 31` is a negative number.
    const fn value(self) -> Value {
        Symbol(self.0 as i32).value()
    }
}

impl Symbol<i32> {
    /// An enum with a negative member.
    const fn value(self) -> Value {
        Value::Unsigned(self.0 as u64)
    }
}

impl Symbol<u64> {
    /// A macro that is too wide for an `int`.
    const fn value(self) -> Value {
        Value::Unsigned(self.0)
    }
}

impl Symbol<&'static CStr> {
    /// A macro that holds a string.
    const fn value(self) -> Value {
        Value::Text(self.0)
    }
}

/// The C string of a literal that ends in NUL.
const fn c_str(text: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(text.as_bytes()) {
        Ok(text) => text,
        Err(_) => panic!("one NUL, at the end"),
    }
}

/// Defines the `TABLE` of a file: `constants! { "Sys::Virt::Secret"; EVENT_DEFINED = VIR_SECRET_EVENT_DEFINED; }`.
macro_rules! constants {
    ($package:literal; $($name:ident = $symbol:ident;)+) => {
        /// The constants of this file.
        pub(crate) static TABLE: perl_xs::constant::Table = perl_xs::constant::Table {
            package: $crate::constants::c_str(concat!($package, "\0")),
            rows: &[$(perl_xs::constant::Constant {
                name: $crate::constants::c_str(concat!(stringify!($name), "\0")),
                value: $crate::constants::Symbol($crate::vir::api::$symbol).value(),
            }),+],
        };
    };
}

pub(crate) mod admin;
mod domain;
mod domain_checkpoint;
mod domain_snapshot;
pub(crate) mod error;
mod event;
mod interface;
mod network;
mod network_port;
mod node_device;
mod nw_filter;
mod nw_filter_binding;
pub(crate) mod qemu;
mod secret;
mod storage_pool;
mod storage_vol;
mod stream;
mod virt;

/// All tables. The compiler warns of one that is missing here (`static TABLE is never used`).
pub(crate) static TABLES: &[&Table] = &[
    &domain::block::TABLE,
    &domain::cpu::TABLE,
    &domain::device::TABLE,
    &domain::event::TABLE,
    &domain::guest::TABLE,
    &domain::job::TABLE,
    &domain::lifecycle::TABLE,
    &domain::memory::TABLE,
    &domain::state::TABLE,
    &domain::stats::TABLE,
    &domain_checkpoint::TABLE,
    &domain_snapshot::TABLE,
    &error::TABLE,
    &event::TABLE,
    &interface::TABLE,
    &network::TABLE,
    &network_port::TABLE,
    &node_device::TABLE,
    &nw_filter::TABLE,
    &nw_filter_binding::TABLE,
    &secret::TABLE,
    &storage_pool::TABLE,
    &storage_vol::TABLE,
    &stream::TABLE,
    &virt::TABLE,
];
