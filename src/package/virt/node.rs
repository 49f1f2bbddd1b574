//! `Sys::Virt`: the host that a connection reaches.

use std::ffi::{c_int, c_uint};
use std::ptr;

use perl_xs::boundary::{Call, Given};
use perl_xs::{Hash, IntoSv, List, Record, Ret};
use virt::sys::{self, VIR_NODE_CPU_STATS_ALL_CPUS, VIR_NODE_MEMORY_STATS_ALL_CELLS};

use crate::error::{Error, Result};
use crate::handle::Connect;
use crate::shapes::{count, filled, ok, owned_bytes, records, subs};
use crate::typed_params::Params;
use crate::typed_params::known::NODE_MEMORY;
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
    sub get_node_cpu_map(con: Connect, flags: u32 = 0) {
        let mut map: *mut u8 = ptr::null_mut();
        let mut online: c_uint = 0;
        let cpus = count(vir!(virNodeGetCPUMap(con, &raw mut map, &raw mut online, flags)))?;
        Ok((cpus, owned_bytes(map, (cpus as usize).div_ceil(8)), online))
    }
    sub get_node_cpu_stats(con: Connect, cpuNum: i32 = VIR_NODE_CPU_STATS_ALL_CPUS, flags: u32 = 0) {
        stats(|stats, len| vir!(virNodeGetCPUStats(con, cpuNum, stats, len, flags)))
    }
    sub get_node_free_memory(con: Connect) = nonzero(virNodeGetFreeMemory(con));
    sub get_node_free_pages(con: Connect, pagesizes: List<u32>, start: i32, end: i32, flags: u32 = 0) {
        let mut sizes = pagesizes;
        // The last cell is meant to be among them.
        let cells = end.saturating_sub(start).saturating_add(1);
        let mut free = filled(cells.saturating_mul(sizes.len() as i32), 0_u64)?;
        let (len, array) = (sizes.len() as u32, sizes.as_mut_ptr());
        count(vir!(virNodeGetFreePages(con, len, array, start, cells as u32, free.as_mut_ptr(), flags)))?;
        Ok(FreePages { sizes, start, free })
    }
    sub get_node_info(con: Connect) = record(virNodeGetInfo(con;));
    sub get_node_memory_parameters(conn: Connect, flags: u32 = 0) = params(virNodeGetMemoryParameters(conn; flags));
    sub get_node_memory_stats(
        con: Connect, cellNum: i32 = VIR_NODE_MEMORY_STATS_ALL_CELLS, flags: u32 = 0
    ) {
        stats(|stats, len| vir!(virNodeGetMemoryStats(con, cellNum, stats, len, flags)))
    }
    sub get_node_security_model(con: Connect) = record(virNodeGetSecurityModel(con;));
    sub get_node_sev_info(conn: Connect, flags: u32 = 0) = allocated_params(virNodeGetSEVInfo(conn; flags));
    sub node_alloc_pages(con: Connect, pages: List<List<u64>>, start: i32, end: i32, flags: u32 = 0) {
        let mut sizes = Vec::with_capacity(pages.len());
        let mut counts = Vec::with_capacity(pages.len());
        for (at, page) in pages.iter().enumerate() {
            let &[size, count] = page.as_slice() else {
                return Err(Error::message(format!("element {at} of the pages is not a size and a count")));
            };
            sizes.push(size as u32);
            counts.push(count);
        }
        let (len, sizes, counts) = (sizes.len() as u32, sizes.as_mut_ptr(), counts.as_mut_ptr());
        let cells = end.saturating_sub(start).saturating_add(1) as u32;
        ok(vir!(virNodeAllocPages(con, len, sizes, counts, start, cells, flags)))
    }
    sub node_suspend_for_duration(conn: Connect, target: u32, duration: u64, flags: u32 = 0) =
        ok(virNodeSuspendForDuration(conn, target, duration, flags));
    sub set_node_memory_parameters(conn: Connect, newparams: Params, flags: u32 = 0) =
        set_params(newparams: NODE_MEMORY, virNodeGetMemoryParameters => virNodeSetMemoryParameters(conn; flags));
}

/// The free pages of each size in each cell.
struct FreePages {
    sizes: Vec<u32>,
    /// The first cell.
    start: i32,
    free: Vec<u64>,
}

impl<'p> Ret<'p> for FreePages {
    fn give(self, call: &Call<'p>) -> Given {
        static KEYS: Record = Record::new(&["cell", "pages"]);
        let perl = call.perl();
        let hash = |(free, cell): (&[u64], i32)| {
            let mut pages = Hash::new(perl);
            for (size, free) in self.sizes.iter().zip(free) {
                pages.insert(size.to_string().as_bytes(), *free);
            }
            KEYS.fill(perl, [Some(cell.into_sv(perl)), Some(pages.into_reference())])
        };
        self.free.chunks(self.sizes.len().max(1)).zip(self.start..).map(hash).collect::<Vec<_>>().give(call)
    }
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
fn stats<T: Stat>(call: impl Fn(*mut T, *mut c_int) -> c_int) -> Result<Stats<T>> {
    let mut len = 0;
    ok(call(ptr::null_mut(), &mut len))?;
    let mut array = filled(len, T::EMPTY)?;
    ok(call(array.as_mut_ptr(), &mut len))?;
    array.truncate(len as usize);
    Ok(Stats(array))
}

/// Statistics by name.
struct Stats<T>(Vec<T>);

impl<'p, T: Stat> Ret<'p> for Stats<T> {
    fn give(self, call: &Call<'p>) -> Given {
        let mut hash = Hash::new(call.perl());
        for stat in &self.0 {
            let (name, value) = stat.pair();
            hash.insert(name, value);
        }
        hash.give(call)
    }
}
