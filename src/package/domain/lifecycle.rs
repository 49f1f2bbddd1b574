//! `Sys::Virt::Domain`: starting, stopping and what lies between; autostart; undefining.

use std::ffi::CStr;

use perl_xs::List;
use virt::sys;

use crate::error::{Error, Result};
use crate::handle::{Connect, Domain};
use crate::shapes::{OrNone, handle, ok, subs};
use crate::typed_params::{Given, Params, TypedParams, known::SAVE};
use crate::vir::{vir, vir_since};

subs! { "Sys::Virt::Domain";
    sub _create(con: Connect, xml: &CStr, flags: u32 = 0) = handle(virDomainCreateXML(con, xml, flags));
    sub _create_with_files(con: Connect, xml: &CStr, fdssv: List<i32>, flags: u32 = 0) {
        let mut fds = fdssv;
        handle(vir!(virDomainCreateXMLWithFiles(con, xml, fds.len() as u32, fds.as_mut_ptr(), flags)))
    }
    sub _define_xml(con: Connect, xml: &CStr, flags: u32 = 0) =
        handle(flags ? virDomainDefineXMLFlags(con, xml, flags) : virDomainDefineXML(con, xml));
    sub core_dump(dom: Domain, to: &CStr, flags: u32 = 0) = ok(virDomainCoreDump(dom, to, flags));
    sub core_dump_format(dom: Domain, to: &CStr, format: u32, flags: u32 = 0) =
        ok(virDomainCoreDumpWithFormat(dom, to, format, flags));
    sub create(dom: Domain, flags: u32 = 0) = ok(flags ? virDomainCreateWithFlags(dom, flags) : virDomainCreate(dom));
    // No list, no call: so have these always been.
    sub create_with_files(dom: Domain, fdssv: OrNone<List<i32>>, flags: u32 = 0) {
        let Some(mut fds) = fdssv else { return Ok(()) };
        ok(vir!(virDomainCreateWithFiles(dom, fds.len() as u32, fds.as_mut_ptr(), flags)))
    }
    sub destroy(dom_rv: Domain, flags: u32 = 0) =
        ok(flags ? virDomainDestroyFlags(dom_rv, flags) : virDomainDestroy(dom_rv));
    sub fd_associate(dom: Domain, name: &CStr, fdssv: OrNone<List<i32>>, flags: u32 = 0) {
        let Some(mut fds) = fdssv else { return Ok(()) };
        let (fds, len) = (fds.as_mut_ptr(), fds.len() as u32);
        ok(vir_since!("9.0.0", virDomainFDAssociate(dom, name, len, fds, flags))?)
    }
    sub get_autostart(dom: Domain) = out(virDomainGetAutostart(dom;));
    sub get_autostart_once(dom: Domain) = out(virDomainGetAutostartOnce(dom;)) since "11.2.0";
    sub has_managed_save_image(dom: Domain, flags: u32 = 0) = flag(virDomainHasManagedSaveImage(dom, flags));
    sub managed_save(dom: Domain, flags: u32 = 0) = ok(virDomainManagedSave(dom, flags));
    sub managed_save_define_xml(dom: Domain, xml: &CStr, flags: u32 = 0) =
        ok(virDomainManagedSaveDefineXML(dom, xml, flags));
    sub managed_save_get_xml_description(dom: Domain, flags: u32 = 0) =
        owned_str(virDomainManagedSaveGetXMLDesc(dom, flags));
    sub managed_save_remove(dom: Domain, flags: u32 = 0) = ok(virDomainManagedSaveRemove(dom, flags));
    sub pm_suspend_for_duration(dom: Domain, target: u32, duration: u64, flags: u32 = 0) =
        ok(virDomainPMSuspendForDuration(dom, target, duration, flags));
    sub pm_wakeup(dom: Domain, flags: u32 = 0) = ok(virDomainPMWakeup(dom, flags));
    sub reboot(dom: Domain, flags: u32 = 0) = ok(virDomainReboot(dom, flags));
    sub rename(dom: Domain, newname: &CStr, flags: u32 = 0) = ok(virDomainRename(dom, newname, flags));
    sub reset(dom: Domain, flags: u32 = 0) = ok(virDomainReset(dom, flags));
    sub resume(dom: Domain) = ok(virDomainResume(dom));
    sub save(
        dom: Domain,
        tosv: Option<&CStr> = None,
        dxmlsv: Option<&CStr> = None,
        params_sv: OrNone<Params> = None,
        flags: u32 = 0
    ) {
        match (params_sv, tosv) {
            (Some(given), _) => {
                let params = saved_params(&given, tosv, dxmlsv)?;
                ok(vir_since!("8.4.0", virDomainSaveParams(dom, params.as_ptr(), params.len(), flags))?)
            }
            (None, Some(to)) if dxmlsv.is_some() || flags != 0 => {
                ok(vir!(virDomainSaveFlags(dom, to, dxmlsv, flags)))
            }
            (None, Some(to)) => ok(vir!(virDomainSave(dom, to))),
            (None, None) => Err(Error::message("Either $to or $params parameter must be supplied")),
        }
    }
    sub set_autostart(dom: Domain, autostart: i32) = ok(virDomainSetAutostart(dom, autostart));
    sub set_autostart_once(dom: Domain, autostart: i32) = ok(virDomainSetAutostartOnce(dom, autostart)) since "11.2.0";
    sub set_lifecycle_action(dom: Domain, r#type: u32, action: u32, flags: u32 = 0) =
        ok(virDomainSetLifecycleAction(dom, r#type, action, flags));
    sub shutdown(dom: Domain, flags: u32 = 0) =
        ok(flags ? virDomainShutdownFlags(dom, flags) : virDomainShutdown(dom));
    sub suspend(dom: Domain) = ok(virDomainSuspend(dom));
    sub undefine(dom: Domain, flags: u32 = 0) =
        ok(flags ? virDomainUndefineFlags(dom, flags) : virDomainUndefine(dom));
}

/// The parameters of a save or a restore. A file and an XML that are arguments of their own are taken before those
/// in the hash, which stays the caller's.
pub(crate) fn saved_params(
    given: &Given<'_>,
    file: Option<&CStr>,
    dxml: Option<&CStr>,
) -> Result<TypedParams> {
    let mut params = TypedParams::known(given, SAVE)?;
    for (name, text) in [(sys::VIR_DOMAIN_SAVE_PARAM_FILE, file), (sys::VIR_DOMAIN_SAVE_PARAM_DXML, dxml)] {
        if let Some(text) = text {
            params.set_text(name, text);
        }
    }
    Ok(params)
}
