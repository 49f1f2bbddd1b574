//! Sys::Virt.
