//! Waking a loop: for what libvirt asks of a loop in Perl on other threads, and for signals.

use std::ffi::{c_int, c_void};
use std::os::fd::RawFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use perl_xs::work::wire::End;
use perl_xs::{fork, signals};

use super::custom::{self, Request};
use super::{FreeFunc, HandleFunc};
use crate::vir::vir;

/// What is written to the one end of a connection wakes up the loop, which watches the other.
struct Waker {
    writer: End,
    watch: c_int,
    /// The fork generation it was made in: with that of its parent, a child would wake up the parent.
    generation: u32,
}

impl Waker {
    /// `None` where the process has no file descriptors left, or the loop does not watch it.
    fn new() -> Option<Self> {
        let (reader, writer) = End::pair().ok()?;
        let reader = Box::new(reader);
        let (fd, readable) = (reader.fd(), virt::sys::VIR_EVENT_HANDLE_READABLE as c_int);
        let (function, free) = (Some(woken as HandleFunc), Some(forgotten as FreeFunc));
        let opaque: *mut c_void = Box::into_raw(reader).cast();
        let watch = vir!(virEventAddHandle(fd, readable, function, opaque, free));
        if watch < 0 {
            // SAFETY: the loop did not take it.
            unsafe { forgotten(opaque) };
            return None;
        }
        Some(Self { writer, watch, generation: fork::generation() })
    }

    fn wake(&self) {
        self.writer.wake();
    }
}

/// A loop in Perl that a child has inherited is left alone: its methods may not like to be called there.
impl Drop for Waker {
    fn drop(&mut self) {
        if !custom::is_registered() || self.generation == fork::generation() {
            vir!(virEventRemoveHandle(self.watch));
        }
    }
}

/// The loop has woken up.
///
/// # Safety
/// libvirt calls it, with what [`Waker::new`] gave it.
unsafe extern "C" fn woken(_: c_int, _: c_int, _: c_int, reader: *mut c_void) {
    // SAFETY: libvirt frees it only after this returns.
    unsafe { &*reader.cast::<End>() }.drain();
    catch_up();
}

/// The loop does not watch an end any more.
///
/// # Safety
/// libvirt calls it, once, with what [`Waker::new`] gave it.
unsafe extern "C" fn forgotten(reader: *mut c_void) {
    // SAFETY: as above.
    drop(unsafe { Box::from_raw(reader.cast::<End>()) });
}

fn lock<T>(mutex: &'static Mutex<T>) -> MutexGuard<'static, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a waker where there is none, or only that of the parent process; where to write to the new one. Nothing is locked
/// meanwhile, for a loop in Perl may do anything.
fn renew(waker: &'static Mutex<Option<Waker>>) -> Option<RawFd> {
    if lock(waker).as_ref().is_some_and(|waker| waker.generation == fork::generation()) {
        return None;
    }
    let fresh = Waker::new()?;
    let fd = fresh.writer.fd();
    let old = lock(waker).replace(fresh);
    drop(old);
    Some(fd)
}

/// From now on signals wake up the loop.
pub(super) fn expect_signals() {
    static WAKER: Mutex<Option<Waker>> = Mutex::new(None);

    if let Some(fd) = renew(&WAKER) {
        signals::wake(fd);
    }
}

/// What other threads have asked for, in order.
static NOTED: Mutex<Vec<Request>> = Mutex::new(Vec::new());
/// Whether there is anything.
static ANY: AtomicBool = AtomicBool::new(false);

static WAKER: Mutex<Option<Waker>> = Mutex::new(None);

/// Whether the waker stays when calls on other threads have ended.
static STAYS: AtomicBool = AtomicBool::new(false);

/// From now on a request of another thread wakes up the loop, for as long as the loop is there.
pub(super) fn expect_requests() {
    STAYS.store(true, Ordering::Relaxed);
    renew(&WAKER);
}

/// The same, until [`expect_none`].
pub(super) fn expect_some() {
    renew(&WAKER);
}

/// No call runs on another thread any more.
pub(super) fn expect_none() {
    catch_up();
    if !STAYS.load(Ordering::Relaxed) {
        let waker = lock(&WAKER).take();
        drop(waker); // a loop in Perl may do anything
    }
}

/// Keeps a request for the loop's thread, in the place of an earlier one that it makes void.
pub(super) fn note(request: Request) {
    let mut noted = lock(&NOTED);
    if let Request::Update(kind, id, _) = request {
        noted.retain(|earlier| !matches!(*earlier, Request::Update(k, i, _) if (k, i) == (kind, id)));
    }
    noted.push(request);
    ANY.store(true, Ordering::Release);
    if let Some(waker) = lock(&WAKER).as_ref().filter(|waker| waker.generation == fork::generation()) {
        waker.wake();
    }
}

/// Does what other threads have asked for, if this is the loop's.
pub(super) fn catch_up() {
    if ANY.load(Ordering::Acquire) && custom::is_owner() {
        ANY.store(false, Ordering::Release);
        for request in std::mem::take(&mut *lock(&NOTED)) {
            custom::perform_here(request);
        }
    }
}
