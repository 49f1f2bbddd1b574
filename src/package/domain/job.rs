//! `Sys::Virt::Domain`: jobs in the background, and migration.

use std::ffi::{CStr, c_int};

use perl_xs::ret::Referred;

use crate::handle::{Connect, Domain};
use crate::shapes::{handle, ok, records, subs};
use crate::typed_params::{Params, TypedParams, known::MIGRATION};
use crate::vir::{vir, vir_since};

records! {
    virDomainJobInfo {
        type_ as "type", timeElapsed, timeRemaining, dataTotal, dataProcessed, dataRemaining, memTotal,
        memProcessed, memRemaining, fileTotal, fileProcessed, fileRemaining
    }
}

subs! { "Sys::Virt::Domain";
    sub _migrate(dom: Domain, destcon: Connect, newparams: Params, flags: u32 = 0) {
        let params = TypedParams::known(&newparams, MIGRATION)?;
        handle(vir!(virDomainMigrate3(dom, destcon, params.as_ptr(), params.len() as u32, flags)))
    }
    sub _migrate_to_uri(dom: Domain, desturi: Option<&CStr>, newparams: Params, flags: u32 = 0) {
        let params = TypedParams::known(&newparams, MIGRATION)?;
        ok(vir!(virDomainMigrateToURI3(dom, desturi, params.as_ptr(), params.len() as u32, flags)))
    }
    sub abort_job(dom: Domain, flags: u32 = 0) {
        ok(match flags {
            0 => vir!(virDomainAbortJob(dom)),
            _ => vir_since!("8.5.0", virDomainAbortJobFlags(dom, flags))?,
        })
    }
    sub get_job_info(dom: Domain) = record(virDomainGetJobInfo(dom;));
    sub get_job_stats(dom: Domain, flags: u32 = 0) {
        let mut kind: c_int = 0;
        let of = &raw mut kind;
        let stats = TypedParams::allocated(|params, len| vir!(virDomainGetJobStats(dom, of, params, len, flags)))?;
        // The type has always been given as a reference to it.
        Ok((Referred(kind), stats))
    }
    sub migrate_get_compression_cache(dom: Domain, flags: u32 = 0) =
        out(virDomainMigrateGetCompressionCache(dom; flags));
    sub migrate_get_max_downtime(dom: Domain, flags: u32 = 0) = out(virDomainMigrateGetMaxDowntime(dom; flags));
    sub migrate_get_max_speed(dom: Domain, flags: u32 = 0) = out(virDomainMigrateGetMaxSpeed(dom; flags));
    sub migrate_set_compression_cache(dom: Domain, cacheSizeSv: u64, flags: u32 = 0) =
        ok(virDomainMigrateSetCompressionCache(dom, cacheSizeSv, flags));
    sub migrate_set_max_downtime(dom: Domain, downtime: u64, flags: u32 = 0) =
        ok(virDomainMigrateSetMaxDowntime(dom, downtime, flags));
    sub migrate_set_max_speed(dom: Domain, bandwidth: u64, flags: u32 = 0) =
        ok(virDomainMigrateSetMaxSpeed(dom, bandwidth, flags));
    sub migrate_start_post_copy(dom: Domain, flags: u32 = 0) = ok(virDomainMigrateStartPostCopy(dom, flags));
    sub start_dirty_rate_calc(dom: Domain, secs: i32, flags: u32 = 0) =
        ok(virDomainStartDirtyRateCalc(dom, secs, flags)) since "7.2.0";
}
