//! `Sys::Virt`: the events of a connection and of what it manages.

use perl_xs::Code;
use perl_xs::callback::Callback;

use crate::event_loop::registered;
use crate::events::{self, FREE, LegacyFunc, close, in_turn, subscribe};
use crate::handle::{Connect, Domain, Network, NodeDevice, Secret, StoragePool};
use crate::shapes::{OrGone, OrNone, subs};
use crate::vir::vir;

/// The function of the registration that a connection has only one of.
const CLASSIC: Option<LegacyFunc> = Some(events::domain::lifecycle);

// An id that libvirt does not know is no failure of a deregister, nor is a connection that is gone.
subs! { "Sys::Virt";
    sub domain_event_deregister(con: OrGone<Connect>) = deregister(virConnectDomainEventDeregister(con, CLASSIC));
    sub domain_event_deregister_any(con: OrGone<Connect>, callbackID: i32) =
        deregister(virConnectDomainEventDeregisterAny(con, callbackID));
    sub domain_event_register(call; conref: Connect, cb: Code) {
        let callback = Callback::new(call.perl(), cb.0, &[call.arg(0)]);
        registered(callback, |opaque| {
            in_turn(conref.raw(), || vir!(virConnectDomainEventRegister(conref, CLASSIC, opaque, FREE)))
        })?;
        Ok(())
    }
    sub domain_event_register_any(call; conref: Connect, domref: OrNone<Domain>, eventID: i32, cb: Code) {
        subscribe!(call, conref, domref, eventID, cb: domain, virConnectDomainEventRegisterAny)
    }
    sub network_event_deregister_any(con: OrGone<Connect>, callbackID: i32) =
        deregister(virConnectNetworkEventDeregisterAny(con, callbackID));
    sub network_event_register_any(call; conref: Connect, netref: OrNone<Network>, eventID: i32, cb: Code) {
        subscribe!(call, conref, netref, eventID, cb: network, virConnectNetworkEventRegisterAny)
    }
    sub node_device_event_deregister_any(con: OrGone<Connect>, callbackID: i32) =
        deregister(virConnectNodeDeviceEventDeregisterAny(con, callbackID));
    sub node_device_event_register_any(call; conref: Connect, devref: OrNone<NodeDevice>, eventID: i32, cb: Code) {
        subscribe!(call, conref, devref, eventID, cb: node_device, virConnectNodeDeviceEventRegisterAny)
    }
    sub register_close_callback(call; conref: Connect, cb: Code) {
        let callback = Callback::new(call.perl(), cb.0, &[call.arg(0)]);
        Ok(close::register(conref.raw(), callback, |function, opaque, free| {
            vir!(virConnectRegisterCloseCallback(conref, function, opaque, free))
        })?)
    }
    sub secret_event_deregister_any(con: OrGone<Connect>, callbackID: i32) =
        deregister(virConnectSecretEventDeregisterAny(con, callbackID));
    sub secret_event_register_any(call; conref: Connect, secretref: OrNone<Secret>, eventID: i32, cb: Code) {
        subscribe!(call, conref, secretref, eventID, cb: secret, virConnectSecretEventRegisterAny)
    }
    sub storage_pool_event_deregister_any(con: OrGone<Connect>, callbackID: i32) =
        deregister(virConnectStoragePoolEventDeregisterAny(con, callbackID));
    sub storage_pool_event_register_any(call; conref: Connect, poolref: OrNone<StoragePool>, eventID: i32, cb: Code) {
        subscribe!(call, conref, poolref, eventID, cb: storage_pool, virConnectStoragePoolEventRegisterAny)
    }
    sub unregister_close_callback(con: OrGone<Connect>) {
        if let Some(con) = con {
            close::unregister(con.raw(), |function| vir!(virConnectUnregisterCloseCallback(con, function)));
        }
        Ok(())
    }
}
