//! `Sys::Virt::Domain`: what only QEMU has, its monitor and the guest agent. `use Sys::Virt::QEMU` loads it.

use std::ffi::{CStr, c_int};
use std::ptr;

use perl_xs::{IntoSv, List, OwnedSv, Perl};

use crate::handle::Domain;
use crate::listed::numbers;
use crate::shapes::{ok, owned_str, subs};
use crate::vir::{OwnedStr, vir_since};

subs! { "Sys::Virt::Domain";
    sub qemu_agent_command(dom: Domain, cmd: &CStr, timeout: i32 = -1, flags: u32 = 0) =
        owned_str(virDomainQemuAgentCommand(dom, cmd, timeout, flags)) since "0.10.0";
    sub qemu_monitor_command(dom: Domain, cmd: &CStr, flags: u32 = 0) {
        let mut reply = ptr::null_mut();
        ok(vir_since!("0.8.3", virDomainQemuMonitorCommand(dom, cmd, &raw mut reply, flags))?)?;
        owned_str(reply)
    }
    sub qemu_monitor_command_with_files(dom: Domain, cmd: &CStr, infiles: List<i32>, flags: u32 = 0) {
        let mut infiles = infiles;
        let mut reply = ptr::null_mut();
        let (mut len, mut outfiles): (u32, *mut c_int) = (0, ptr::null_mut());
        ok(vir_since!(
            "8.2.0",
            virDomainQemuMonitorCommandWithFiles(
                dom,
                cmd,
                infiles.len() as u32,
                infiles.as_mut_ptr(),
                &raw mut len,
                &raw mut outfiles,
                &raw mut reply,
                flags,
            )
        )?)?;
        let files = numbers(outfiles, len as usize).into_iter().map(Reply::File);
        Ok([Reply::Text(owned_str(reply)?)].into_iter().chain(files).collect::<Vec<_>>())
    }
}

/// What the monitor answers.
enum Reply {
    /// Its text.
    Text(OwnedStr),
    /// A file descriptor that it sent.
    File(c_int),
}

impl<'p> IntoSv<'p> for Reply {
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        match self {
            Self::Text(text) => text.into_sv(perl),
            Self::File(file) => file.into_sv(perl),
        }
    }
}
