//! Sys::Virt: Perl's binding to libvirt.
//!
//! This crate knows libvirt and no Perl macro; the layer below it, `perl_xs`, knows Perl and no libvirt. See
//! ARCHITECTURE.md for the way of one call through both.

mod admin;
mod args;
mod auth;
mod closing;
mod constants;
mod error;
mod event_loop;
mod events;
mod handle;
mod listed;
mod package;
mod shapes;
mod since;
mod stream;
mod typed_params;
mod uuid;
mod vir;

use perl_xs::{Module, xs_boot};

static MODULE: Module = Module {
    name: c"Sys::Virt",
    packages: package::PACKAGES,
    constants: constants::TABLES,
    boot: |perl| {
        perl.publish(c"Sys::Virt::adopt", handle::adopt as *const ());
        perl.publish(c"Sys::Virt::pointer", handle::pointer as *const ());
        error::silence();
        vir::vir!(virInitialize());
    },
};

xs_boot! { boot_Sys__Virt, version = perl_xs::__c_str!(env!("CARGO_PKG_VERSION")), module = &MODULE }
