//! `Sys::Virt::Domain`: starting, stopping and what lies between; autostart; undefining.

use std::ffi::CStr;

use crate::handle::Domain;
use crate::shapes::subs;

subs! { "Sys::Virt::Domain";
    sub create(dom: Domain, flags: u32 = 0) = ok(flags ? virDomainCreateWithFlags(dom, flags) : virDomainCreate(dom));
    sub destroy(dom_rv: Domain, flags: u32 = 0) =
        ok(flags ? virDomainDestroyFlags(dom_rv, flags) : virDomainDestroy(dom_rv));
    sub get_autostart(dom: Domain) = out(virDomainGetAutostart(dom;));
    sub get_autostart_once(dom: Domain) = out(virDomainGetAutostartOnce(dom;)) since "11.2.0";
    sub has_managed_save_image(dom: Domain, flags: u32 = 0) = flag(virDomainHasManagedSaveImage(dom, flags));
    sub managed_save(dom: Domain, flags: u32 = 0) = ok(virDomainManagedSave(dom, flags));
    sub managed_save_remove(dom: Domain, flags: u32 = 0) = ok(virDomainManagedSaveRemove(dom, flags));
    sub reboot(dom: Domain, flags: u32 = 0) = ok(virDomainReboot(dom, flags));
    sub rename(dom: Domain, newname: &CStr, flags: u32 = 0) = ok(virDomainRename(dom, newname, flags));
    sub reset(dom: Domain, flags: u32 = 0) = ok(virDomainReset(dom, flags));
    sub resume(dom: Domain) = ok(virDomainResume(dom));
    sub set_autostart(dom: Domain, autostart: i32) = ok(virDomainSetAutostart(dom, autostart));
    sub set_autostart_once(dom: Domain, autostart: i32) = ok(virDomainSetAutostartOnce(dom, autostart)) since "11.2.0";
    sub shutdown(dom: Domain, flags: u32 = 0) =
        ok(flags ? virDomainShutdownFlags(dom, flags) : virDomainShutdown(dom));
    sub suspend(dom: Domain) = ok(virDomainSuspend(dom));
    sub undefine(dom: Domain, flags: u32 = 0) =
        ok(flags ? virDomainUndefineFlags(dom, flags) : virDomainUndefine(dom));
}
