//! Signals while a library waits: a `%SIG` handler does not wait for the library.

use std::ffi::c_int;
use std::os::fd::RawFd;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::callback;
use crate::error::Error;
use crate::interp::Perl;
use crate::shim;
use crate::sys;
use crate::work;

unsafe extern "C" {
    /// Whether [`Perl::guard_pipes`] was called.
    static px_guards: AtomicBool;
    fn px_signals_wake(fd: c_int);
}

/// From now on each signal that has a handler in Perl writes a byte to `fd`, which must not block, while a call is in
/// [`Call::wait`](crate::Call::wait). Once `fd` is closed nothing is written to what else gets its number.
pub fn wake(fd: RawFd) {
    // SAFETY: the handlers write to the file descriptor while it is what it is now.
    unsafe { px_signals_wake(fd) };
}

/// [`Perl::guard_pipes`], on the thread of a sub. On one of [`work`](crate::work) it has been done.
pub fn guard_pipes() {
    if !work::is_worker() {
        // SAFETY: a body runs on the thread of its interpreter, or on one of `work`.
        unsafe { Perl::current() }.guard_pipes();
    }
}

/// Runs the handlers of the signals that have come, in a body that takes long. False where one has died, or called
/// `exit`: the body is to end. On a thread of [`work`](crate::work) there is nothing to do.
pub fn run_here() -> bool {
    if work::is_worker() {
        return true;
    }
    // SAFETY: a body runs on the thread of its interpreter, or on one of `work`.
    let perl = unsafe { Perl::current() };
    perl.run_signals().map_err(|error| callback::keep(perl, error)).is_ok()
}

impl<'p> Perl<'p> {
    /// Whether `%SIG` may have a handler.
    pub fn has_handlers(self) -> bool {
        // SAFETY: reads pointers.
        unsafe { shim::px_signals_handled(self.raw()) != 0 }
    }

    /// Whether a signal has come whose handler has not been run yet.
    pub fn has_signal(self) -> bool {
        // SAFETY: reads a number.
        #[allow(unused_unsafe, reason = "the macro is unsafe without threads only")]
        unsafe {
            sys::PL_sig_pending!(self.raw()) != 0
        }
    }

    /// Runs the handlers of the signals that have come (`PERL_ASYNC_CHECK`).
    ///
    /// # Errors
    /// What a handler raised.
    pub fn run_signals(self) -> Result<(), Error<'p>> {
        if !self.has_signal() {
            return Ok(());
        }
        // SAFETY: this is what perl does between two operations.
        self.protect(|perl| unsafe { shim::px_signals_run(perl.raw()) })
    }

    /// From now on the library may write to peers that go away. What it writes in a call, on a thread of its own, or when
    /// objects are freed does not end the process by SIGPIPE, and calls no `%SIG` handler; what anybody else writes does
    /// as before.
    pub fn guard_pipes(self) {
        // SAFETY: this thread runs the interpreter.
        unsafe { shim::px_signals_guard(self.raw()) };
    }

    /// Lets the library free what an object stood for that perl has freed, outside of all calls.
    pub(crate) fn freeing<R>(self, body: impl FnOnce() -> R) -> R {
        struct Freeing<'p>(Perl<'p>, c_int);

        impl Drop for Freeing<'_> {
            fn drop(&mut self) {
                // SAFETY: sets a flag of the interpreter's.
                unsafe { shim::px_signals_freeing(self.0.raw(), self.1) };
            }
        }

        // SAFETY: C sets it, once.
        if !unsafe { px_guards.load(Ordering::Relaxed) } {
            return body();
        }
        // SAFETY: as above.
        let was = unsafe { shim::px_signals_freeing(self.raw(), 1) };
        let _freeing = Freeing(self, was);
        body()
    }

    /// Whether the interpreter is ending, and destroys what is left in no order: objects may have lost what they need.
    pub fn is_destructing(self) -> bool {
        // SAFETY: reads a number.
        unsafe { shim::px_destructing(self.raw()) != 0 }
    }
}
