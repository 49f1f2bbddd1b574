//! The subs, one file for each package: `Sys::Virt::FooBar` is `foo_bar.rs`. `Sys::Virt` and `Sys::Virt::Domain` are
//! folders split by topic.

mod domain;
mod event;
mod network;
mod storage_pool;
mod storage_vol;
mod stream;
mod virt;

use perl_xs::Package;

/// All packages. The compiler warns of one that is missing here (`static PACKAGE is never used`).
pub(crate) static PACKAGES: &[&Package] = &[
    &domain::PACKAGE,
    &domain::console::PACKAGE,
    &domain::lifecycle::PACKAGE,
    &domain::metadata::PACKAGE,
    &domain::resources::PACKAGE,
    &event::PACKAGE,
    &network::PACKAGE,
    &storage_pool::PACKAGE,
    &storage_vol::PACKAGE,
    &stream::PACKAGE,
    &virt::PACKAGE,
    &virt::domains::PACKAGE,
    &virt::events::PACKAGE,
    &virt::networks::PACKAGE,
    &virt::node::PACKAGE,
    &virt::storage::PACKAGE,
];
