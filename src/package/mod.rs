//! The subs, one file for each package: `Sys::Virt::FooBar` is `foo_bar.rs`. `Sys::Virt` and `Sys::Virt::Domain` are
//! folders split by topic.

mod domain;
mod domain_checkpoint;
mod domain_snapshot;
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
    &domain::agent::PACKAGE,
    &domain::block::PACKAGE,
    &domain::console::PACKAGE,
    &domain::interface::PACKAGE,
    &domain::iothread::PACKAGE,
    &domain::job::PACKAGE,
    &domain::lifecycle::PACKAGE,
    &domain::metadata::PACKAGE,
    &domain::resources::PACKAGE,
    &domain::security::PACKAGE,
    &domain::snapshots::PACKAGE,
    &domain_checkpoint::PACKAGE,
    &domain_snapshot::PACKAGE,
    &event::PACKAGE,
    &network::PACKAGE,
    &storage_pool::PACKAGE,
    &storage_vol::PACKAGE,
    &stream::PACKAGE,
    &virt::PACKAGE,
    &virt::cpus::PACKAGE,
    &virt::domains::PACKAGE,
    &virt::events::PACKAGE,
    &virt::images::PACKAGE,
    &virt::networks::PACKAGE,
    &virt::node::PACKAGE,
    &virt::storage::PACKAGE,
];
