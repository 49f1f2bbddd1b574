//! `Sys::Virt`: models of CPUs, and how they compare.

use std::ffi::CStr;

use perl_xs::List;

use crate::handle::Connect;
use crate::shapes::{owned_str, pointers, subs};
use crate::vir::vir;

subs! { "Sys::Virt";
    sub baseline_cpu(con: Connect, xml: List<&CStr>, flags: u32 = 0) {
        let mut cpus = pointers(&xml);
        owned_str(vir!(virConnectBaselineCPU(con, cpus.as_mut_ptr(), xml.len() as u32, flags)))
    }
    sub baseline_hypervisor_cpu(
        con: Connect,
        emulatorsv: Option<&CStr>,
        archsv: Option<&CStr>,
        machinesv: Option<&CStr>,
        virttypesv: Option<&CStr>,
        xml: List<&CStr>,
        flags: u32 = 0
    ) {
        let mut cpus = pointers(&xml);
        let (cpus, len) = (cpus.as_mut_ptr(), xml.len() as u32);
        owned_str(vir!(virConnectBaselineHypervisorCPU(
            con, emulatorsv, archsv, machinesv, virttypesv, cpus, len, flags
        )))
    }
    sub compare_cpu(con: Connect, xml: &CStr, flags: u32 = 0) = count(virConnectCompareCPU(con, xml, flags));
    sub compare_hypervisor_cpu(
        con: Connect,
        emulatorsv: Option<&CStr>,
        archsv: Option<&CStr>,
        machinesv: Option<&CStr>,
        virttypesv: Option<&CStr>,
        xml: &CStr,
        flags: u32 = 0
    ) = count(virConnectCompareHypervisorCPU(con, emulatorsv, archsv, machinesv, virttypesv, xml, flags));
    sub get_cpu_model_names(con: Connect, arch: &CStr, flags: u32 = 0) =
        strings(virConnectGetCPUModelNames(con, arch; flags));
}
