//! The event loop: timers and file handles with a Perl sub behind each, and the loops themselves.

pub(crate) mod custom;
pub(crate) mod default;
pub(crate) mod early;
pub(crate) mod entries;
mod wake;

use std::ffi::{c_int, c_void};

use perl_xs::callback::{Callback, Context};
use perl_xs::{OwnedSv, Perl, Sv};

use crate::error::{Error, Result};
use crate::shapes::count;
use crate::vir::vir;

/// `virEventHandleCallback`.
pub(crate) type HandleFunc = unsafe extern "C" fn(c_int, c_int, c_int, *mut c_void);
/// `virEventTimeoutCallback`.
pub(crate) type TimeoutFunc = unsafe extern "C" fn(c_int, *mut c_void);
/// `virFreeCallback`.
pub(crate) type FreeFunc = unsafe extern "C" fn(*mut c_void);

/// A loop in Perl would call a sub of another thread's in vain.
fn reachable() -> Result<()> {
    if custom::is_registered() && !custom::is_owner() { Err(Error::unreported()) } else { Ok(()) }
}

/// Watches a file descriptor (`virEventAddHandle`).
pub(crate) fn add_handle<'p>(perl: Perl<'p>, fd: c_int, events: c_int, code: Sv<'_>) -> Result<c_int> {
    reachable()?;
    registered(Callback::new(perl, code, &[]), |callback| {
        vir!(virEventAddHandle(fd, events, Some(on_handle as HandleFunc), callback, Some(free as FreeFunc)))
    })
    .map_err(|_| Error::unreported())
}

/// Starts a timer (`virEventAddTimeout`).
pub(crate) fn add_timeout<'p>(perl: Perl<'p>, frequency: c_int, code: Sv<'_>) -> Result<c_int> {
    reachable()?;
    registered(Callback::new(perl, code, &[]), |callback| {
        vir!(virEventAddTimeout(frequency, Some(on_timeout as TimeoutFunc), callback, Some(free as FreeFunc)))
    })
    .map_err(|_| Error::unreported())
}

/// Gives a callback to libvirt, which frees it by [`free`]; one that libvirt refuses is freed here.
pub(crate) fn registered(callback: Callback, register: impl FnOnce(*mut c_void) -> c_int) -> Result<c_int> {
    let raw = Box::into_raw(Box::new(callback));
    let id = count(register(raw.cast()));
    if id.is_err() {
        // SAFETY: libvirt frees only what it accepts, so it is still ours.
        drop(unsafe { Box::from_raw(raw) });
    }
    id
}

/// libvirt is done with a callback.
///
/// # Safety
/// libvirt calls it, once, with what [`registered`] gave it.
pub(crate) unsafe extern "C" fn free(callback: *mut c_void) {
    // SAFETY: as above.
    drop(unsafe { Box::from_raw(callback.cast::<Callback>()) });
}

/// Something happened on a file descriptor.
///
/// # Safety
/// libvirt calls it, with what [`registered`] gave it.
unsafe extern "C" fn on_handle(watch: c_int, fd: c_int, events: c_int, callback: *mut c_void) {
    // SAFETY: libvirt frees the callback only after this returns.
    let callback = unsafe { &*callback.cast::<Callback>() };
    callback.call(Context::Discard, |perl| [watch, fd, events].map(|n| OwnedSv::signed(perl, n.into())));
}

/// A timer fired.
///
/// # Safety
/// As for [`on_handle`].
unsafe extern "C" fn on_timeout(timer: c_int, callback: *mut c_void) {
    // SAFETY: as in `on_handle`.
    let callback = unsafe { &*callback.cast::<Callback>() };
    callback.call(Context::Discard, |perl| [OwnedSv::signed(perl, timer.into())]);
}
