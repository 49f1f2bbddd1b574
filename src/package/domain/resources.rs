//! `Sys::Virt::Domain`: memory, virtual CPUs and their pinning, the scheduler, performance events.

use std::ffi::{CStr, c_int};

use perl_xs::boundary::{Call, Given};
use perl_xs::handle::Live;
use perl_xs::ret::Named;
use perl_xs::{Bytes, IntoSv, Record, Ret};
use virt::sys;

use crate::error::{Error, Result};
use crate::handle::Domain;
use crate::listed;
use crate::shapes::{count, ok, owned_str, record_of, subs};
use crate::typed_params::known::{MEMORY, NUMA, PERF, SCHEDULER};
use crate::typed_params::{Chunks, Params, TypedParams};
use crate::vir::{OwnedStr, vir};

subs! { "Sys::Virt::Domain";
    sub get_cpu_stats(dom: Domain, start_cpu: i32, ncpus: u32, flags: u32 = 0) {
        cpu_stats(&dom, start_cpu, ncpus, flags)
    }
    sub get_emulator_pin_info(dom: Domain, flags: u32 = 0) {
        let mut map = vec![0_u8; map_len(&listed::host_of(&dom)?)];
        ok(vir!(virDomainGetEmulatorPinInfo(dom, map.as_mut_ptr(), map.len() as c_int, flags)))?;
        Ok(Bytes(map))
    }
    sub get_max_memory(dom: Domain) = nonzero(virDomainGetMaxMemory(dom));
    // -1 for a guest that does not run: programs show it as "not known".
    sub get_max_vcpus(dom: Domain) { Ok(vir!(virDomainGetMaxVcpus(dom))) }
    sub get_memory_parameters(dom: Domain, flags: u32 = 0) = params(virDomainGetMemoryParameters(dom; flags));
    sub get_numa_parameters(dom: Domain, flags: u32 = 0) = params(virDomainGetNumaParameters(dom; flags));
    sub get_perf_events(dom: Domain, flags: u32 = 0) = allocated_params(virDomainGetPerfEvents(dom; flags));
    sub get_scheduler_parameters(dom: Domain, flags: u32 = 0) { scheduler_parameters(&dom, flags) }
    sub get_scheduler_type(dom: Domain) { scheduler_type(&dom).map(|(name, _)| name) }
    sub get_vcpu_info(dom: Domain, flags: u32 = 0) { vcpu_info(&dom, flags) }
    sub get_vcpus(dom: Domain, flags: u32 = 0) = count(virDomainGetVcpusFlags(dom, flags));
    sub memory_peek(dom: Domain, offset: u64, size: u64, flags: u32 = 0) {
        listed::peeked(size as usize, |bytes| vir!(virDomainMemoryPeek(dom, offset, size as usize, bytes, flags)))
    }
    sub memory_stats(dom: Domain, flags: u32 = 0) { memory_stats(&dom, flags) }
    sub pin_emulator(dom: Domain, mask: &[u8], flags: u32 = 0) {
        // libvirt reads the map and does not change it.
        let (map, len) = (mask.as_ptr().cast_mut(), mask.len() as c_int);
        ok(vir!(virDomainPinEmulator(dom, map, len, flags)))
    }
    sub pin_vcpu(dom: Domain, vcpu: u32, mask: &[u8], flags: u32 = 0) {
        // libvirt reads the map and does not change it.
        let (map, len) = (mask.as_ptr().cast_mut(), mask.len() as c_int);
        ok(if flags != 0 {
            vir!(virDomainPinVcpuFlags(dom, vcpu, map, len, flags))
        } else {
            vir!(virDomainPinVcpu(dom, vcpu, map, len))
        })
    }
    sub set_max_memory(dom: Domain, val: u64) = ok(virDomainSetMaxMemory(dom, val));
    sub set_memory(dom: Domain, val: u64, flags: u32 = 0) =
        ok(flags ? virDomainSetMemoryFlags(dom, val, flags) : virDomainSetMemory(dom, val));
    sub set_memory_parameters(dom: Domain, newparams: Params, flags: u32 = 0) =
        set_params(newparams: MEMORY, virDomainGetMemoryParameters => virDomainSetMemoryParameters(dom; flags));
    sub set_memory_stats_period(dom: Domain, val: i32, flags: u32 = 0) =
        ok(virDomainSetMemoryStatsPeriod(dom, val, flags));
    sub set_numa_parameters(dom: Domain, newparams: Params, flags: u32 = 0) =
        set_params(newparams: NUMA, virDomainGetNumaParameters => virDomainSetNumaParameters(dom; flags));
    sub set_perf_events(dom: Domain, newparams: Params, flags: u32 = 0) =
        set_allocated_params(newparams: PERF, virDomainGetPerfEvents => virDomainSetPerfEvents(dom; flags));
    sub set_scheduler_parameters(dom: Domain, newparams: Params, flags: u32 = 0) {
        let ask = || scheduler_parameters(&dom, flags);
        let chosen = TypedParams::chosen(&newparams, SCHEDULER, ask)?;
        let (params, len) = (chosen.as_ptr(), chosen.len());
        ok(if flags != 0 {
            vir!(virDomainSetSchedulerParametersFlags(dom, params, len, flags))
        } else {
            vir!(virDomainSetSchedulerParameters(dom, params, len))
        })
    }
    sub set_vcpu(dom: Domain, cpumap: &CStr, state: i32, flags: u32 = 0) =
        ok(virDomainSetVcpu(dom, cpumap, state, flags));
    sub set_vcpus(dom: Domain, num: u32, flags: u32 = 0) =
        ok(flags ? virDomainSetVcpusFlags(dom, num, flags) : virDomainSetVcpus(dom, num));
}

/// Counters of each CPU from `start` on, or (for -1) of all together. No CPUs asked for are all there are.
fn cpu_stats(dom: &Live<'_, Domain>, start: c_int, cpus: u32, flags: u32) -> Result<Chunks> {
    let none: *mut sys::virTypedParameter = std::ptr::null_mut();
    let each = count(vir!(virDomainGetCPUStats(*dom, none, 0_u32, start, 1_u32, flags)))?;
    let places = match cpus {
        0 => count(vir!(virDomainGetCPUStats(*dom, none, 0_u32, 0, 0_u32, flags)))?,
        // libvirt's own limit on one call is 128.
        cpus => cpus.min(1 << 16) as c_int,
    };
    let stats = TypedParams::filled(each.saturating_mul(places), |params, _| {
        vir!(virDomainGetCPUStats(*dom, params, each as u32, start, places as u32, flags))
    })?;
    // Where more were asked for than there are, libvirt left their places empty.
    let most = if cpus != 0 { stats.filled_chunks(each as usize) } else { usize::MAX };
    Ok(stats.chunks(each as usize, most))
}

/// What is told of the guest's memory, under the names that libvirt's numbers have.
fn memory_stats(dom: &Live<'_, Domain>, flags: u32) -> Result<Named> {
    const NAMES: [(u32, &str); sys::VIR_DOMAIN_MEMORY_STAT_NR as usize] = [
        (sys::VIR_DOMAIN_MEMORY_STAT_SWAP_IN, "swap_in"),
        (sys::VIR_DOMAIN_MEMORY_STAT_SWAP_OUT, "swap_out"),
        (sys::VIR_DOMAIN_MEMORY_STAT_MAJOR_FAULT, "major_fault"),
        (sys::VIR_DOMAIN_MEMORY_STAT_MINOR_FAULT, "minor_fault"),
        (sys::VIR_DOMAIN_MEMORY_STAT_UNUSED, "unused"),
        (sys::VIR_DOMAIN_MEMORY_STAT_AVAILABLE, "available"),
        (sys::VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON, "actual_balloon"),
        (sys::VIR_DOMAIN_MEMORY_STAT_RSS, "rss"),
        (sys::VIR_DOMAIN_MEMORY_STAT_USABLE, "usable"),
        (sys::VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE, "last_update"),
        (sys::VIR_DOMAIN_MEMORY_STAT_DISK_CACHES, "disk_caches"),
        (sys::VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC, "hugetlb_pgalloc"),
        (sys::VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL, "hugetlb_pgfail"),
    ];
    let mut stats = [sys::virDomainMemoryStatStruct { tag: 0, val: 0 }; NAMES.len()];
    let found = count(vir!(virDomainMemoryStats(*dom, stats.as_mut_ptr(), stats.len() as u32, flags)))?;
    let name = |tag| NAMES.iter().find(|(known, _)| *known as c_int == tag).map(|(_, name)| *name);
    Ok(Named(
        stats.iter().take(found as usize).filter_map(|stat| Some((name(stat.tag)?, stat.val))).collect(),
    ))
}

/// The scheduler's name, and how many parameters it has.
fn scheduler_type(dom: &Live<'_, Domain>) -> Result<(OwnedStr, c_int)> {
    let mut len: c_int = 0;
    let name = vir!(virDomainGetSchedulerType(*dom, &raw mut len));
    Ok((owned_str(name)?, len))
}

/// The scheduler's parameters as they are.
fn scheduler_parameters(dom: &Live<'_, Domain>, flags: u32) -> Result<TypedParams> {
    let (_, len) = scheduler_type(dom)?;
    TypedParams::filled(len, |params, len| {
        if flags != 0 {
            vir!(virDomainGetSchedulerParametersFlags(*dom, params, len, flags))
        } else {
            vir!(virDomainGetSchedulerParameters(*dom, params, len))
        }
    })
}

/// Each virtual CPU: what libvirt tells of a running guest; of another its pinning, with zeroes for the rest.
fn vcpu_info(dom: &Live<'_, Domain>, flags: u32) -> Result<Vcpus> {
    let host = listed::host_of(dom)?;
    let guest: sys::virDomainInfo = record_of(|info| vir!(virDomainGetInfo(*dom, info)))?;
    let places = guest.nrVirtCpu as usize;
    let map_len = map_len(&host);
    let mut maps = vec![0_u8; places * map_len];
    let mut vcpus = vec![sys::virVcpuInfo { number: 0, state: 0, cpuTime: 0, cpu: 0 }; places];
    let (map_ptr, map_bytes, max) = (maps.as_mut_ptr(), map_len as c_int, places as c_int);

    let stats = if flags == 0 {
        match count(vir!(virDomainGetVcpus(*dom, vcpus.as_mut_ptr(), max, map_ptr, map_bytes))) {
            Err(Error::Libvirt(failure)) if failure.code() == sys::VIR_ERR_OPERATION_INVALID => None,
            answer => Some(answer?),
        }
    } else {
        None
    };
    let found = match stats {
        Some(found) => found,
        None => {
            let found = count(vir!(virDomainGetVcpuPinInfo(*dom, max, map_ptr, map_bytes, flags)))?;
            vcpus.iter_mut().zip(0..).for_each(|(vcpu, number)| vcpu.number = number);
            found
        }
    };
    vcpus.truncate(found as usize);
    Ok(Vcpus { vcpus, maps, map_len })
}

/// Virtual CPUs, each with the map of host CPUs that it is pinned to.
struct Vcpus {
    vcpus: Vec<sys::virVcpuInfo>,
    maps: Vec<u8>,
    map_len: usize,
}

impl<'p> Ret<'p> for Vcpus {
    fn give(self, call: &Call<'p>) -> Given {
        static KEYS: Record = Record::new(&["number", "state", "cpuTime", "cpu", "affinity"]);
        let perl = call.perl();
        let hash = |(vcpu, map): (&sys::virVcpuInfo, &[u8])| {
            let fields = [
                vcpu.number.into_sv(perl),
                vcpu.state.into_sv(perl),
                vcpu.cpuTime.into_sv(perl),
                vcpu.cpu.into_sv(perl),
                map.into_sv(perl),
            ];
            KEYS.fill(perl, fields.map(Some)).into_reference()
        };
        call.give_each(self.vcpus.iter().zip(self.maps.chunks(self.map_len)).map(hash))
    }
}

/// How many bytes a map of the host's CPUs has (`VIR_CPU_MAPLEN(VIR_NODEINFO_MAXCPUS(host))`).
fn map_len(host: &sys::virNodeInfo) -> usize {
    let cpus = host.nodes as usize * host.sockets as usize * host.cores as usize * host.threads as usize;
    cpus.div_ceil(8).max(1)
}
