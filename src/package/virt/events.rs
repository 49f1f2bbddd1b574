//! `Sys::Virt`: the events of a connection and of its guests.

use std::ffi::c_int;
use std::ptr;

use perl_xs::Code;
use perl_xs::callback::Callback;

use crate::error::Error;
use crate::event_loop::{FreeFunc, free, registered};
use crate::events::{self, CloseFunc, DomainFunc, LegacyFunc, NetworkFunc};
use crate::handle::{Connect, Domain, Network};
use crate::shapes::subs;
use crate::vir::vir;

subs! { "Sys::Virt";
    sub domain_event_deregister(con: Connect) {
        vir!(virConnectDomainEventDeregister(con, Some(events::domain::lifecycle as LegacyFunc)));
        Ok(())
    }
    sub domain_event_deregister_any(con: Connect, callbackID: i32) {
        // An id that libvirt does not know is no failure: it never has been.
        vir!(virConnectDomainEventDeregisterAny(con, callbackID));
        Ok(())
    }
    sub domain_event_register(call; conref: Connect, cb: Code) {
        let callback = Callback::new(call.perl(), cb.0, &[call.arg(0)]);
        registered(callback, |opaque| {
            let function = Some(events::domain::lifecycle as LegacyFunc);
            vir!(virConnectDomainEventRegister(conref, function, opaque, Some(free as FreeFunc)))
        })
        .map(|_| ())
    }
    sub domain_event_register_any(call; conref: Connect, domref: Option<Domain>, eventID: i32, cb: Code) {
        let function = events::domain::function(eventID).ok_or_else(|| unknown("domain", eventID))?;
        let callback = Callback::new(call.perl(), cb.0, &[call.arg(0)]);
        let dom = domref.as_ref().map_or(ptr::null_mut(), |dom| dom.raw());
        registered(callback, |opaque| {
            let function = Some(function as DomainFunc);
            vir!(virConnectDomainEventRegisterAny(conref, dom, eventID, function, opaque, Some(free as FreeFunc)))
        })
    }
    sub network_event_deregister_any(con: Connect, callbackID: i32) {
        vir!(virConnectNetworkEventDeregisterAny(con, callbackID));
        Ok(())
    }
    sub network_event_register_any(call; conref: Connect, netref: Option<Network>, eventID: i32, cb: Code) {
        let function = events::network::function(eventID).ok_or_else(|| unknown("network", eventID))?;
        let callback = Callback::new(call.perl(), cb.0, &[call.arg(0)]);
        let net = netref.as_ref().map_or(ptr::null_mut(), |net| net.raw());
        registered(callback, |opaque| {
            let function = Some(function as NetworkFunc);
            vir!(virConnectNetworkEventRegisterAny(conref, net, eventID, function, opaque, Some(free as FreeFunc)))
        })
    }
    sub register_close_callback(call; conref: Connect, cb: Code) {
        let callback = Callback::new(call.perl(), cb.0, &[call.arg(0)]);
        registered(callback, |opaque| {
            vir!(virConnectRegisterCloseCallback(conref, Some(events::closed as CloseFunc), opaque, Some(free as FreeFunc)))
        })
        .map(|_| ())
    }
    sub unregister_close_callback(con: Connect) {
        vir!(virConnectUnregisterCloseCallback(con, Some(events::closed as CloseFunc)));
        Ok(())
    }
}

/// The failure for an event that is newer than this module.
fn unknown(of: &str, id: c_int) -> Error<'static> {
    Error::message(format!("{of} event {id} is not known to this Sys::Virt"))
}
