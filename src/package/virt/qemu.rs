//! `Sys::Virt`: what only QEMU has. `use Sys::Virt::QEMU` loads it.

use std::cell::Cell;
use std::ffi::{CStr, c_int};
use std::ptr;

use perl_xs::Code;
use perl_xs::callback::Callback;

use crate::events::{FREE, in_free_slot, in_turn, qemu};
use crate::handle::{Connect, Domain};
use crate::shapes::{OrGone, OrNone, subs};
use crate::vir::vir_since;

subs! { "Sys::Virt";
    sub qemu_attach(con: Connect, pid: u32, flags: u32 = 0) =
        handle(virDomainQemuAttach(con, pid, flags)) since "0.9.4";
    sub qemu_monitor_event_deregister(con: OrGone<Connect>, callbackID: i32) {
        if let Some(con) = con {
            let _: c_int = in_turn(con.raw(), || {
                vir_since!("1.2.3", virConnectDomainQemuMonitorEventDeregister(con, callbackID))
            })?;
        }
        Ok(())
    }
    sub qemu_monitor_event_register(
        call; con: Connect, dom: OrNone<Domain>, event: Option<&CStr>, cb: Code, flags: u32 = 0
    ) {
        let callback = Callback::new(call.perl(), cb.0, &[call.arg(0)]);
        let dom = dom.as_ref().map_or(ptr::null_mut(), |dom| dom.raw());
        let absent = Cell::new(None);
        let id = in_free_slot(con.raw(), callback, qemu::MONITOR, |function, opaque| {
            vir_since!(
                "1.2.3",
                virConnectDomainQemuMonitorEventRegister(con, dom, event, function, opaque, FREE, flags)
            )
            .unwrap_or_else(|error| {
                absent.set(Some(error));
                -1
            })
        });
        Ok(absent.take().map_or(id, Err)?)
    }
}
