//! The subs, one file for each package: `Sys::Virt::FooBar` is `foo_bar.rs`. `Sys::Virt` and `Sys::Virt::Domain` are
//! folders split by topic.

mod admin;
mod asynchronous;
mod domain;
mod domain_checkpoint;
mod domain_snapshot;
mod error;
mod event;
mod event_impl;
mod interface;
mod network;
mod network_port;
mod node_device;
mod nw_filter;
mod nw_filter_binding;
mod secret;
mod storage_pool;
mod storage_vol;
mod stream;
mod virt;

use perl_xs::{Module, Package};

use crate::constants;

/// What loading Sys::Virt installs. The compiler warns of one that is missing here (`static PACKAGE is never used`).
pub(crate) static PACKAGES: &[&Package] = &[
    &asynchronous::PACKAGE,
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
    &error::PACKAGE,
    &event::PACKAGE,
    &event_impl::PACKAGE,
    &event_impl::former::PACKAGE,
    &interface::PACKAGE,
    &network::PACKAGE,
    &network_port::PACKAGE,
    &node_device::PACKAGE,
    &nw_filter::PACKAGE,
    &nw_filter_binding::PACKAGE,
    &secret::PACKAGE,
    &storage_pool::PACKAGE,
    &storage_vol::PACKAGE,
    &stream::PACKAGE,
    &virt::PACKAGE,
    &virt::cpus::PACKAGE,
    &virt::domains::PACKAGE,
    &virt::events::PACKAGE,
    &virt::interfaces::PACKAGE,
    &virt::images::PACKAGE,
    &virt::networks::PACKAGE,
    &virt::node::PACKAGE,
    &virt::node_devices::PACKAGE,
    &virt::nwfilters::PACKAGE,
    &virt::secrets::PACKAGE,
    &virt::storage::PACKAGE,
];

/// What is installed when a program says `use` of that package: whoever does not pays nothing.
pub(crate) static PARTS: &[&Module] = &[
    &Module {
        name: c"Sys::Virt::Admin",
        packages: &[&admin::PACKAGE, &admin::client::PACKAGE, &admin::server::PACKAGE],
        constants: &[&constants::admin::TABLE],
        boot: |_| (),
    },
    &Module { name: c"Sys::Virt::LXC", packages: &[&domain::lxc::PACKAGE], constants: &[], boot: |_| () },
    &Module {
        name: c"Sys::Virt::QEMU",
        packages: &[&domain::qemu::PACKAGE, &virt::qemu::PACKAGE],
        constants: &[&constants::qemu::TABLE],
        boot: |_| (),
    },
];
