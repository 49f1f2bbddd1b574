//! `Sys::Virt::Domain`: what a guest shows, and what is typed to it.

use std::ffi::CStr;

use perl_xs::List;

use crate::handle::{Domain, Stream};
use crate::shapes::{OrNone, ok, subs};
use crate::vir::vir;

subs! { "Sys::Virt::Domain";
    sub graphics_reload(dom: Domain, r#type: u32, flags: u32 = 0) =
        ok(virDomainGraphicsReload(dom, r#type, flags)) since "10.2.0";
    sub inject_nmi(dom: Domain, flags: u32 = 0) = ok(virDomainInjectNMI(dom, flags));
    sub open_channel(dom: Domain, st: Stream, devname: Option<&CStr>, flags: u32 = 0) =
        ok(virDomainOpenChannel(dom, devname, st, flags));
    sub open_console(dom: Domain, st: Stream, devname: Option<&CStr>, flags: u32 = 0) =
        ok(virDomainOpenConsole(dom, devname, st, flags));
    sub open_graphics(dom: Domain, idx: u32, fd: i32, flags: u32 = 0) =
        ok(virDomainOpenGraphics(dom, idx, fd, flags));
    sub open_graphics_fd(dom: Domain, idx: u32, flags: u32 = 0) = count(virDomainOpenGraphicsFD(dom, idx, flags));
    sub screenshot(dom: Domain, st: Stream, screen: u32, flags: u32 = 0) =
        owned_str(virDomainScreenshot(dom, st, screen, flags));
    sub send_key(dom: Domain, codeset: u32, holdtime: u32, keycodesSV: OrNone<List<u32>>, flags: u32 = 0) {
        // As in create_with_files.
        let Some(mut keys) = keycodesSV else { return Ok(()) };
        ok(vir!(virDomainSendKey(dom, codeset, holdtime, keys.as_mut_ptr(), keys.len() as i32, flags)))
    }
    sub send_process_signal(dom: Domain, pidsv: i64, signum: u32, flags: u32 = 0) =
        ok(virDomainSendProcessSignal(dom, pidsv, signum, flags));
}
