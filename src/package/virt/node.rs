//! `Sys::Virt`: the host that a connection reaches.

use std::ffi::{c_int, c_uint};
use std::ptr;

use perl_xs::{Hash, IntoSv, Pairs, Perl};
use virt::sys::{self, VIR_NODE_CPU_STATS_ALL_CPUS, VIR_NODE_MEMORY_STATS_ALL_CELLS};

use crate::error::Result;
use crate::handle::Connect;
use crate::shapes::{count, filled, ok, owned_bytes, records, subs};
use crate::vir::{text_in, vir};

records! {
    virNodeInfo { model, memory, cpus, mhz, nodes, sockets, cores, threads }
    virSecurityModel { model, doi }
}

subs! { "Sys::Virt";
    sub get_node_cells_free_memory(con: Connect, start: i32, end: i32) {
        // The last cell is meant to be among them.
        let mut free = filled(end.saturating_sub(start).saturating_add(1), 0_u64)?;
        let found = count(vir!(virNodeGetCellsFreeMemory(con, free.as_mut_ptr(), start, free.len() as i32)))?;
        free.truncate(found as usize);
        Ok(free)
    }
    sub get_node_cpu_map(call; con: Connect, flags: u32 = 0) {
        let mut map: *mut u8 = ptr::null_mut();
        let mut online: c_uint = 0;
        let cpus = count(vir!(virNodeGetCPUMap(con, &raw mut map, &raw mut online, flags)))?;
        let bytes = owned_bytes(map, (cpus as usize).div_ceil(8)).into_sv(call.perl());
        Ok((cpus, bytes, online))
    }
    sub get_node_cpu_stats(call; con: Connect, cpuNum: i32 = VIR_NODE_CPU_STATS_ALL_CPUS, flags: u32 = 0) {
        stats(call.perl(), |stats, len| vir!(virNodeGetCPUStats(con, cpuNum, stats, len, flags)))
    }
    sub get_node_free_memory(con: Connect) = nonzero(virNodeGetFreeMemory(con));
    sub get_node_info(con: Connect) = record(virNodeGetInfo(con;));
    sub get_node_memory_parameters(conn: Connect, flags: u32 = 0) = params(virNodeGetMemoryParameters(conn; flags));
    sub get_node_memory_stats(
        call; con: Connect, cellNum: i32 = VIR_NODE_MEMORY_STATS_ALL_CELLS, flags: u32 = 0
    ) {
        stats(call.perl(), |stats, len| vir!(virNodeGetMemoryStats(con, cellNum, stats, len, flags)))
    }
    sub get_node_security_model(con: Connect) = record(virNodeGetSecurityModel(con;));
    sub set_node_memory_parameters(conn: Connect, newparams: Pairs, flags: u32 = 0) =
        set_params(newparams: virNodeGetMemoryParameters => virNodeSetMemoryParameters(conn; flags));
}

/// A struct that holds one figure with its name.
trait Stat: Copy {
    /// The name and the figure.
    fn pair(&self) -> (&[u8], u64);
    /// An empty one.
    const EMPTY: Self;
}

macro_rules! stats {
    ($($ty:ident),*) => { $(
        impl Stat for sys::$ty {
            const EMPTY: Self = Self { field: [0; 80], value: 0 };

            fn pair(&self) -> (&[u8], u64) {
                (text_in(&self.field), self.value)
            }
        }
    )* };
}

stats!(virNodeCPUStats, virNodeMemoryStats);

/// What a function reports that first counts its figures (no array) and then fills an array of them.
fn stats<'p, T: Stat>(perl: Perl<'p>, call: impl Fn(*mut T, *mut c_int) -> c_int) -> Result<'p, Hash<'p>> {
    let mut len = 0;
    ok(call(ptr::null_mut(), &mut len))?;
    let mut array = filled(len, T::EMPTY)?;
    ok(call(array.as_mut_ptr(), &mut len))?;
    let mut hash = Hash::new(perl);
    for stat in array.iter().take(len as usize) {
        let (name, value) = stat.pair();
        hash.insert(name, value);
    }
    Ok(hash)
}
