//! Connections that were opened on another thread: they are closed on one, too, so that a host that is far away, or hangs,
//! holds up nobody who lets go of it.

use std::collections::HashMap;
use std::ffi::CStr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use perl_xs::handle::Fresh;
use perl_xs::work::{self, PerProcess};
use virt::sys::{self, virConnectPtr};

use crate::event_loop::early;
use crate::handle::Connect;

/// Those that are open.
#[derive(Default)]
struct Opened {
    inner: Mutex<Inner>,
    /// How many they are.
    count: AtomicUsize,
}

#[derive(Default)]
struct Inner {
    by_address: HashMap<usize, Open>,
    /// How many there were.
    last: u64,
}

struct Open {
    /// Its number: another connection may get the address.
    id: u64,
    /// How many references wait to be given back, which a thread does.
    owed: usize,
}

static OPENED: PerProcess<Opened> = PerProcess::new();

/// Whether there ever was one: a program without them pays for this look alone.
static EVER: AtomicBool = AtomicBool::new(false);

impl Opened {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection of that URI was opened: on a thread of ours, or it is none of those.
pub(crate) fn opened(name: Option<&CStr>, conn: &Fresh<Connect>) {
    if !work::is_worker() || early::is_test(name) {
        return;
    }
    EVER.store(true, Ordering::Release);
    let opened = OPENED.get();
    let mut inner = opened.lock();
    inner.last += 1;
    let open = Open { id: inner.last, owed: 0 };
    inner.by_address.insert(conn.raw().addr(), open);
    opened.count.store(inner.by_address.len(), Ordering::Release);
}

/// A reference to a connection, which a thread of ours gives back after this is dropped.
pub(crate) struct Kept(virConnectPtr);

/// An object of that connection, or itself, is about to be let go of: the last reference is not the one that goes, as long
/// as what this returns is there.
///
/// # Safety
/// `conn` gives NULL or a valid pointer.
#[inline]
pub(crate) unsafe fn keep(conn: impl FnOnce() -> virConnectPtr) -> Option<Kept> {
    // SAFETY: passed on.
    if EVER.load(Ordering::Acquire) { unsafe { keep_open(conn()) } } else { None }
}

/// # Safety
/// `conn` is NULL or a valid pointer.
#[cold]
unsafe fn keep_open(conn: virConnectPtr) -> Option<Kept> {
    let opened = OPENED.get();
    if opened.count.load(Ordering::Acquire) == 0 || conn.is_null() || work::is_worker() {
        return None;
    }
    let known = opened.lock().by_address.contains_key(&conn.addr());
    // SAFETY: as the caller says.
    (known && unsafe { sys::virConnectRef(conn) } == 0).then(|| Kept(conn))
}

impl Drop for Kept {
    fn drop(&mut self) {
        let (address, mut inner) = (self.0.expose_provenance(), OPENED.get().lock());
        inner.last += 1;
        let next = inner.last;
        // Should it be unknown by now, it has the address of one that another thread has just closed.
        let open = inner.by_address.entry(address).or_insert(Open { id: next, owed: 0 });
        open.owed += 1;
        if open.owed == 1 {
            let id = open.id;
            drop(inner);
            work::aside(move || give_back(address, id));
        }
    }
}

/// Gives back what is owed to the connection of that number, on a thread that may wait.
fn give_back(address: usize, id: u64) {
    let opened = OPENED.get();
    let owed = match opened.lock().by_address.get_mut(&address) {
        Some(open) if open.id == id => std::mem::take(&mut open.owed),
        _ => 0,
    };
    let mut left = 1;
    for _ in 0..owed {
        // SAFETY: `keep` took each of these references of the connection, which therefore is alive.
        left = unsafe { early::close(std::ptr::with_exposed_provenance_mut(address)) };
    }
    if left == 0 {
        let mut inner = opened.lock();
        if inner.by_address.get(&address).is_some_and(|open| open.id == id) {
            inner.by_address.remove(&address);
        }
        opened.count.store(inner.by_address.len(), Ordering::Release);
    }
}
