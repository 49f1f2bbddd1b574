//! Signals while a library waits: a `%SIG` handler does not wait for the library.

use std::ffi::c_int;
use std::os::fd::RawFd;

use crate::error::Error;
use crate::interp::Perl;
use crate::shim;

unsafe extern "C" {
    fn px_signals_wake(fd: c_int);
    fn px_signals_waiting(more: c_int);
}

/// From now on each signal that has a handler in Perl writes a byte to `fd`, which must not block and stays open, while
/// a [`Waiting`] is alive. Perl's C handlers are replaced when this is first called.
pub fn wake(fd: RawFd) {
    // SAFETY: the handlers do nothing but call perl's own and write.
    unsafe { px_signals_wake(fd) };
}

/// Somebody waits.
pub struct Waiting(());

impl Waiting {
    /// From here on.
    #[expect(clippy::new_without_default, reason = "there is nothing usual about it")]
    pub fn new() -> Self {
        // SAFETY: counts.
        unsafe { px_signals_waiting(1) };
        Self(())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // SAFETY: counts.
        unsafe { px_signals_waiting(-1) };
    }
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
        unsafe { shim::px_signals_pending(self.raw()) != 0 }
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

    /// Whether the interpreter is ending, and destroys what is left in no order: objects may have lost what they need.
    pub fn is_destructing(self) -> bool {
        // SAFETY: reads a number.
        unsafe { shim::px_destructing(self.raw()) != 0 }
    }
}
