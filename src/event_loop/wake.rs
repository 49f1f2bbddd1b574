//! Waking a loop: for what libvirt asks of a loop in Perl on other threads, and for signals.

use std::ffi::{c_int, c_void};
use std::io::Read;
use std::mem::ManuallyDrop;
use std::os::fd::{AsRawFd, FromRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::custom::{self, Request};
use super::{FreeFunc, HandleFunc};
use crate::vir::vir;

/// Two ends of a connection: what is written to the one wakes up the loop, which watches the other.
pub(super) struct Waker {
    _reader: UnixStream,
    writer: UnixStream,
    watch: c_int,
}

impl Waker {
    /// `None` where the process has no file descriptors left, or the loop does not watch it.
    pub(super) fn new() -> Option<Self> {
        let (_reader, writer) = UnixStream::pair().ok()?;
        _reader.set_nonblocking(true).ok()?;
        writer.set_nonblocking(true).ok()?;
        let readable = virt::sys::VIR_EVENT_HANDLE_READABLE as c_int;
        let (function, opaque) = (Some(woken as HandleFunc), ptr::null_mut::<c_void>());
        let watch =
            vir!(virEventAddHandle(_reader.as_raw_fd(), readable, function, opaque, None::<FreeFunc>));
        (watch >= 0).then_some(Self { _reader, writer, watch })
    }

    /// Where to write.
    pub(super) fn fd(&self) -> RawFd {
        self.writer.as_raw_fd()
    }

    fn wake(&self) {
        // When it is full the loop is going to wake up anyway.
        let _ = std::io::Write::write(&mut &self.writer, &[0]);
    }
}

impl Drop for Waker {
    fn drop(&mut self) {
        vir!(virEventRemoveHandle(self.watch));
    }
}

/// The loop has woken up.
///
/// # Safety
/// libvirt calls it, with the file descriptor of a [`Waker`].
unsafe extern "C" fn woken(_: c_int, fd: c_int, _: c_int, _: *mut c_void) {
    // SAFETY: the waker has the file descriptor open, and closes it.
    let mut reader = ManuallyDrop::new(unsafe { UnixStream::from_raw_fd(fd) });
    while matches!(reader.read(&mut [0; 64]), Ok(64)) {}
    catch_up();
}

/// What other threads have asked for, in order.
static NOTED: Mutex<Vec<Request>> = Mutex::new(Vec::new());
/// Whether there is anything.
static ANY: AtomicBool = AtomicBool::new(false);

fn noted() -> MutexGuard<'static, Vec<Request>> {
    NOTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps a request for the loop's thread, in the place of an earlier one that it makes void.
pub(super) fn note(request: Request) {
    let mut noted = noted();
    if let Request::Update(kind, id, _) = request {
        noted.retain(|earlier| !matches!(*earlier, Request::Update(k, i, _) if (k, i) == (kind, id)));
    }
    noted.push(request);
    ANY.store(true, Ordering::Release);
    if let Some(waker) = WAKER.get() {
        waker.wake();
    }
}

/// Does what other threads have asked for, if this is the loop's.
pub(super) fn catch_up() {
    if ANY.load(Ordering::Acquire) && custom::is_owner() {
        ANY.store(false, Ordering::Release);
        for request in std::mem::take(&mut *noted()) {
            custom::perform_here(request);
        }
    }
}

static WAKER: OnceLock<Waker> = OnceLock::new();

/// From now on a request of another thread wakes up the loop.
pub(super) fn expect_requests() {
    if WAKER.get().is_none() {
        if let Some(waker) = Waker::new() {
            let _ = WAKER.set(waker);
        }
    }
}
