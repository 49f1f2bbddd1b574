//! `Sys::Virt`: the host that a connection reaches.

use std::ffi::c_uint;

use perl_xs::{Bytes, IntoSv};

use crate::handle::Connect;
use crate::shapes::{count, records, subs};
use crate::vir::{free, vir};

records! {
    virNodeInfo { model, memory, cpus, mhz, nodes, sockets, cores, threads }
    virSecurityModel { model, doi }
}

subs! { "Sys::Virt";
    sub get_node_cpu_map(call; con: Connect, flags: u32 = 0) {
        let mut map: *mut u8 = std::ptr::null_mut();
        let mut online: c_uint = 0;
        let cpus = count(vir!(virNodeGetCPUMap(con, &raw mut map, &raw mut online, flags)))?;
        let bytes = taken_map(map, (cpus as usize).div_ceil(8)).into_sv(call.perl());
        Ok((cpus, bytes, online))
    }
    sub get_node_free_memory(con: Connect) = nonzero(virNodeGetFreeMemory(con));
    sub get_node_info(con: Connect) = record(virNodeGetInfo(con;));
    sub get_node_security_model(con: Connect) = record(virNodeGetSecurityModel(con;));
}

/// A CPU map that libvirt allocated, as bytes.
fn taken_map(map: *mut u8, len: usize) -> Bytes<Vec<u8>> {
    if map.is_null() {
        return Bytes(Vec::new());
    }
    // SAFETY: libvirt allocated the map with a bit for each CPU, and gives it to its caller.
    unsafe {
        let bytes = std::slice::from_raw_parts(map, len).to_vec();
        free(map.cast());
        Bytes(bytes)
    }
}
