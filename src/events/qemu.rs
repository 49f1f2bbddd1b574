//! Events of the monitor of a guest of QEMU.

use std::ffi::{c_char, c_longlong, c_uint, c_void};

use crate::events::{EventArg, Functions, deliver, distinguish, slots};
use crate::vir::api::{virConnectDomainQemuMonitorEventCallback, virConnectPtr, virDomainPtr};

/// What the monitor says: the event's name, when it came, and its details as JSON.
///
/// # Safety
/// libvirt calls it, with what was registered.
unsafe extern "C" fn monitor(
    _: virConnectPtr,
    dom: virDomainPtr,
    event: *const c_char,
    seconds: c_longlong,
    micros: c_uint,
    details: *const c_char,
    callback: *mut c_void,
) {
    // SAFETY: as above.
    unsafe {
        deliver(dom, callback, |perl, dom| {
            [dom, event.to_sv(perl), seconds.to_sv(perl), micros.to_sv(perl), details.to_sv(perl)]
        });
    }
}

/// It once more.
///
/// # Safety
/// As for [`monitor`].
unsafe extern "C" fn again<const SLOT: usize>(
    conn: virConnectPtr,
    dom: virDomainPtr,
    event: *const c_char,
    seconds: c_longlong,
    micros: c_uint,
    details: *const c_char,
    callback: *mut c_void,
) {
    distinguish::<SLOT>();
    // SAFETY: as above.
    unsafe { monitor(conn, dom, event, seconds, micros, details, callback) }
}

/// The functions for it, one for each slot.
pub(crate) const MONITOR: &Functions<virConnectDomainQemuMonitorEventCallback> =
    slots!(monitor, again as virConnectDomainQemuMonitorEventCallback);
