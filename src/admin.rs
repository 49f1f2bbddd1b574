//! What libvirt's library for the administration of daemons needs beside its calls: how its objects are kept and let go of,
//! and that it and libvirt do not meet.
//!
//! Each of the two libraries tells GLib of all types of objects of both, when its first connection is made. GLib refuses
//! the types that the other one brought, and the library crashes, in C programs as well. So a process that has opened a
//! connection of one kind is refused one of the other.

use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_int};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Failure, Result};
use crate::events::close::CloseFunc;
use crate::since::{find, typed};
use crate::vir::api::{
    VIR_ERR_OPERATION_INVALID, virAdmClientPtr, virAdmConnectCloseFunc, virAdmConnectPtr, virAdmServerPtr,
};
use crate::vir::vir_since;

/// A connection with a daemon's administration was opened in this process, or one of its parents.
static OPENED: AtomicBool = AtomicBool::new(false);

/// Whether GLib has a type of that name.
fn is_known(name: &CStr) -> bool {
    type FromName = unsafe extern "C" fn(*const c_char) -> usize;
    let Some(function) = find(c"g_type_from_name") else { return false };
    // SAFETY: GLib's function of this name has that type.
    let from_name = unsafe { typed(function, || -> FromName { unreachable!() }) };
    // SAFETY: the name ends in NUL.
    unsafe { from_name(name.as_ptr()) != 0 }
}

fn refuse(has: &str, wants: &str) -> Result<()> {
    let text = format!(
        "a process that has opened a connection of {has} cannot open one of {wants}: libvirt would crash; fork first"
    );
    Err(Error::Libvirt(Failure::new(VIR_ERR_OPERATION_INVALID, &text)))
}

/// A connection with a daemon's administration is about to be opened.
///
/// # Errors
/// Where libvirt has made connections before.
pub(crate) fn opening() -> Result<()> {
    if !OPENED.load(Ordering::Relaxed) && is_known(c"virAdmConnect") {
        return refuse("Sys::Virt", "Sys::Virt::Admin");
    }
    OPENED.store(true, Ordering::Relaxed);
    Ok(())
}

/// A connection of libvirt's own is about to be opened.
///
/// # Errors
/// Where libvirt-admin has made connections before.
pub(crate) fn opening_other() -> Result<()> {
    if OPENED.load(Ordering::Relaxed) && is_known(c"virConnect") {
        return refuse("Sys::Virt::Admin", "Sys::Virt");
    }
    Ok(())
}

/// The status for a function that is not there, as libvirt's functions have it. Who has an object has the library.
const FAILED: c_int = -1;

/// Takes a reference to a connection (`virAdmConnectRef`).
///
/// # Safety
/// `conn` is a valid pointer.
pub(crate) unsafe fn retain_connection(conn: virAdmConnectPtr) -> c_int {
    vir_since!("2.0.0", virAdmConnectRef(conn)).unwrap_or(FAILED)
}

/// Lets go of a connection (`virAdmConnectClose`).
///
/// # Safety
/// `conn` is a valid pointer, and the caller hands over a reference.
pub(crate) unsafe fn release_connection(conn: virAdmConnectPtr) {
    let _ = vir_since!("2.0.0", virAdmConnectClose(conn));
}

/// Servers and clients that more than one object stands for: how many more. libvirt has no function that takes a
/// reference to one.
static SHARED: Mutex<BTreeMap<usize, u32>> = Mutex::new(BTreeMap::new());

fn shared() -> MutexGuard<'static, BTreeMap<usize, u32>> {
    SHARED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts one more object.
fn retain(address: usize) -> c_int {
    *shared().entry(address).or_default() += 1;
    0
}

/// Counts one object less; whether it was the last one.
fn is_last(address: usize) -> bool {
    let mut shared = shared();
    let Some(more) = shared.get_mut(&address) else { return true };
    *more -= 1;
    if *more == 0 {
        shared.remove(&address);
    }
    false
}

/// One more object for a server.
///
/// # Safety
/// `server` is a valid pointer.
pub(crate) unsafe fn retain_server(server: virAdmServerPtr) -> c_int {
    retain(server.addr())
}

/// Lets go of a server (`virAdmServerFree`).
///
/// # Safety
/// `server` is a valid pointer, and the caller hands over a reference.
pub(crate) unsafe fn release_server(server: virAdmServerPtr) {
    if is_last(server.addr()) {
        let _ = vir_since!("2.0.0", virAdmServerFree(server));
    }
}

/// One more object for a client.
///
/// # Safety
/// `client` is a valid pointer.
pub(crate) unsafe fn retain_client(client: virAdmClientPtr) -> c_int {
    retain(client.addr())
}

/// Lets go of a client (`virAdmClientFree`).
///
/// # Safety
/// `client` is a valid pointer, and the caller hands over a reference.
pub(crate) unsafe fn release_client(client: virAdmClientPtr) {
    if is_last(client.addr()) {
        let _ = vir_since!("2.0.0", virAdmClientFree(client));
    }
}

/// A connection's close handler, as one of a connection with a daemon's administration.
pub(crate) fn close_func(function: Option<CloseFunc>) -> virAdmConnectCloseFunc {
    // SAFETY: the two differ in what the first pointer is to, which the handler never follows.
    unsafe { std::mem::transmute(function) }
}
