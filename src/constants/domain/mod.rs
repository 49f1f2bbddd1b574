//! Constants of `Sys::Virt::Domain`, one file a topic.

pub(super) mod block;
pub(super) mod cpu;
pub(super) mod device;
pub(super) mod event;
pub(super) mod guest;
pub(super) mod job;
pub(super) mod lifecycle;
pub(super) mod memory;
pub(super) mod state;
pub(super) mod stats;
