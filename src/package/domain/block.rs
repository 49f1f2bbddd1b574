//! `Sys::Virt::Domain`: disks, what is copied between them, and backups.

use std::ffi::CStr;

use perl_xs::boundary::{Call, Given};
use perl_xs::handle::Live;
use perl_xs::{Record, Ret};
use virt::sys;

use crate::error::{Error, Result};
use crate::handle::Domain;
use crate::listed;
use crate::shapes::{kept_counters, records, subs};
use crate::typed_params::known::{BLKIO, BLOCK_COPY, BLOCK_IOTUNE};
use crate::typed_params::{Params, Renamed, TypedParams};
use crate::vir::vir;

records! {
    virDomainBlockInfo { capacity, allocation, physical }
    virDomainBlockJobInfo { type_ as "type", bandwidth, cur, end }
}

subs! { "Sys::Virt::Domain";
    sub abort_block_job(dom: Domain, path: &CStr, flags: u32 = 0) = ok(virDomainBlockJobAbort(dom, path, flags));
    sub backup_begin(dom: Domain, backupxmlsv: Option<&CStr>, checkpointxmlsv: Option<&CStr>, flags: u32 = 0) =
        ok(virDomainBackupBegin(dom, backupxmlsv, checkpointxmlsv, flags));
    sub backup_get_xml_description(dom: Domain, flags: u32 = 0) = owned_str(virDomainBackupGetXMLDesc(dom, flags));
    sub block_commit(
        dom: Domain, path: &CStr, base: Option<&CStr>, top: Option<&CStr>, bandwidth: u64, flags: u32 = 0
    ) = ok(virDomainBlockCommit(dom, path, base, top, bandwidth, flags));
    sub block_copy(dom: Domain, path: &CStr, destxml: &CStr, newparams: Params, flags: u32 = 0) =
        known_params(newparams: BLOCK_COPY => virDomainBlockCopy(dom, path, destxml; flags));
    sub block_peek(dom: Domain, path: &CStr, offset: u64, size: u64, flags: u32 = 0) {
        let size = size as usize;
        listed::peeked(size, |bytes| vir!(virDomainBlockPeek(dom, path, offset, size, bytes, flags)))
    }
    sub block_pull(dom: Domain, path: &CStr, bandwidth: u64, flags: u32 = 0) =
        ok(virDomainBlockPull(dom, path, bandwidth, flags));
    sub block_rebase(dom: Domain, path: &CStr, base: Option<&CStr>, bandwidth: u64, flags: u32 = 0) =
        ok(virDomainBlockRebase(dom, path, base, bandwidth, flags));
    sub block_resize(dom: Domain, disk: &CStr, size: u64, flags: u32 = 0) =
        ok(virDomainBlockResize(dom, disk, size, flags));
    sub block_stats(dom: Domain, path: &CStr, flags: u32 = 0) { block_stats(&dom, path, flags) }
    sub del_throttle_group(dom: Domain, group: &CStr, flags: u32 = 0) =
        ok(virDomainDelThrottleGroup(dom, group, flags)) since "11.2.0";
    sub get_blkio_parameters(dom: Domain, flags: u32 = 0) = params(virDomainGetBlkioParameters(dom; flags));
    sub get_block_info(dom: Domain, dev: &CStr, flags: u32 = 0) = record(virDomainGetBlockInfo(dom, dev; flags));
    sub get_block_iotune(dom: Domain, disk: &CStr, flags: u32 = 0) =
        params(virDomainGetBlockIoTune(dom, disk; flags));
    sub get_block_job_info(dom: Domain, path: &CStr, flags: u32 = 0) =
        record(virDomainGetBlockJobInfo(dom, path; flags));
    sub get_disk_errors(dom: Domain, flags: u32 = 0) {
        listed::disk_errors(|errors, max| vir!(virDomainGetDiskErrors(dom, errors, max, flags)))
    }
    sub set_blkio_parameters(dom: Domain, newparams: Params, flags: u32 = 0) =
        set_params(newparams: BLKIO, virDomainGetBlkioParameters => virDomainSetBlkioParameters(dom; flags));
    sub set_block_iotune(dom: Domain, disk: &CStr, newparams: Params, flags: u32 = 0) =
        set_params(newparams: BLOCK_IOTUNE, virDomainGetBlockIoTune => virDomainSetBlockIoTune(dom, disk; flags));
    sub set_block_job_speed(dom: Domain, path: &CStr, bandwidth: u64, flags: u32 = 0) =
        ok(virDomainBlockJobSetSpeed(dom, path, bandwidth, flags));
    sub set_block_threshold(dom: Domain, dev: &CStr, thresholdsv: u64, flags: u32 = 0) =
        ok(virDomainSetBlockThreshold(dom, dev, thresholdsv, flags));
    sub set_throttle_group(dom: Domain, group: &CStr, newparams: Params, flags: u32 = 0) =
        known_params(newparams: BLOCK_IOTUNE => virDomainSetThrottleGroup(dom, group; flags)) since "11.2.0";
}

records! { virDomainBlockStatsStruct { rd_req, rd_bytes, wr_req, wr_bytes, errs } }

/// Typed parameters, under the names that the older function gave; from that function, which takes no flags, where there
/// is no other.
fn block_stats(dom: &Live<'_, Domain>, path: &CStr, flags: u32) -> Result<BlockStats> {
    match TypedParams::counted(|params, len| vir!(virDomainBlockStatsFlags(*dom, path, params, len, flags))) {
        Err(Error::Libvirt(failure)) if failure.code() == sys::VIR_ERR_NO_SUPPORT && flags == 0 => {}
        stats => {
            return Ok(BlockStats::Named(stats?.renamed(|name| match name {
                b"rd_operations" => b"rd_req",
                b"wr_operations" => b"wr_req",
                b"flush_operations" => b"flush_reqs",
                name => name,
            })));
        }
    }
    let size = size_of::<sys::virDomainBlockStatsStruct>();
    crate::shapes::record_of(|stats| vir!(virDomainBlockStats(*dom, path, stats, size)))
        .map(BlockStats::Counted)
}

/// What either function tells.
enum BlockStats {
    Named(Renamed),
    Counted(sys::virDomainBlockStatsStruct),
}

impl<'p> Ret<'p> for BlockStats {
    fn give(self, call: &Call<'p>) -> Given {
        static KEYS: Record = Record::new(&["rd_req", "rd_bytes", "wr_req", "wr_bytes", "errs"]);
        match self {
            Self::Named(stats) => stats.give(call),
            Self::Counted(stats) => {
                let counters = [stats.rd_req, stats.rd_bytes, stats.wr_req, stats.wr_bytes, stats.errs];
                kept_counters(&KEYS, call.perl(), counters).give(call)
            }
        }
    }
}
