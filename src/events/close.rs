//! A connection that breaks: the one handler that it can have.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use perl_xs::OwnedSv;
use perl_xs::callback::{Callback, Context};
use virt::sys;

use crate::error::{Error, Failure, Result};
use crate::event_loop::{FreeFunc, registered};

/// `virConnectCloseFunc`.
pub(crate) type CloseFunc = unsafe extern "C" fn(sys::virConnectPtr, c_int, *mut c_void);

/// What libvirt calls.
const CLOSED: Option<CloseFunc> = Some(closed);
const FREE: Option<FreeFunc> = Some(free);

/// A handler that was registered and that libvirt has not freed.
struct Held {
    conn: sys::virConnectPtr,
    callback: *mut c_void,
}

// SAFETY: the pointers are only compared here; a callback looks itself where it is freed.
unsafe impl Send for Held {}

/// All of them. A driver whose connections cannot break takes a handler and forgets it: what is still here after an
/// unregister is ours to free.
static HELD: Mutex<Vec<Held>> = Mutex::new(Vec::new());

fn held() -> MutexGuard<'static, Vec<Held>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

thread_local! {
    /// The connection whose handler this thread runs. libvirt holds a lock meanwhile.
    static CLOSING: Cell<sys::virConnectPtr> = const { Cell::new(ptr::null_mut()) };
}

/// Registers the handler; `register` is libvirt's call.
pub(crate) fn register(
    conn: sys::virConnectPtr,
    callback: Callback,
    register: impl FnOnce(Option<CloseFunc>, *mut c_void, Option<FreeFunc>) -> c_int,
) -> Result<()> {
    if CLOSING.get() == conn {
        let text = "a handler cannot be registered while the one for the same connection runs";
        return Err(Error::Libvirt(Failure::new(sys::VIR_ERR_OPERATION_INVALID, text)));
    }
    registered(callback, |callback| {
        let status = register(CLOSED, callback, FREE);
        if status >= 0 {
            held().push(Held { conn, callback });
        }
        status
    })
    .map(|_| ())
}

/// Unregisters it; `unregister` is libvirt's call. Inside the handler nothing is left to do: libvirt lets go of it when it
/// returns.
pub(crate) fn unregister(conn: sys::virConnectPtr, unregister: impl FnOnce(Option<CloseFunc>) -> c_int) {
    if CLOSING.get() == conn || unregister(CLOSED) < 0 {
        return;
    }
    loop {
        let left = {
            let mut held = held();
            held.iter().position(|one| one.conn == conn).map(|at| held.swap_remove(at))
        };
        let Some(left) = left else { return };
        // SAFETY: `registered` made it, and libvirt, which frees a handler when it is unregistered, never had it.
        drop(unsafe { Box::from_raw(left.callback.cast::<Callback>()) });
    }
}

/// The connection broke.
///
/// # Safety
/// libvirt calls it, with what was registered.
unsafe extern "C" fn closed(conn: sys::virConnectPtr, reason: c_int, callback: *mut c_void) {
    // SAFETY: libvirt frees the callback only after this returns.
    let callback = unsafe { &*callback.cast::<Callback>() };
    let outer = CLOSING.replace(conn);
    callback.call(Context::Discard, |perl| [OwnedSv::signed(perl, reason.into())]);
    CLOSING.set(outer);
}

/// libvirt is done with the handler.
///
/// # Safety
/// libvirt calls it, once, with what was registered.
unsafe extern "C" fn free(callback: *mut c_void) {
    held().retain(|one| one.callback != callback);
    // SAFETY: as above.
    unsafe { crate::event_loop::free(callback) };
}
