//! The interpreter: a token that proves we are on its thread, and what may be asked of it.

use std::ffi::c_void;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use crate::error::{Error, Exception};
use crate::shim::{self, End};
use crate::state::State;
use crate::sv::{OwnedSv, Sv};
use crate::sys::{self, PerlInterpreter};

/// The running interpreter (`my_perl`, `aTHX`). It is `Copy`, and neither `Send` nor `Sync`: having one is the proof
/// that this thread runs that interpreter, for as long as `'p`.
#[derive(Clone, Copy)]
pub struct Perl<'p> {
    raw: *mut PerlInterpreter,
    life: PhantomData<&'p ()>,
}

impl<'p> Perl<'p> {
    /// Takes perl's word for it.
    ///
    /// # Safety
    /// `raw` is the interpreter that this thread runs for as long as `'p`; a perl without threads ignores it.
    #[inline(always)]
    pub const unsafe fn from_raw(raw: *mut PerlInterpreter) -> Self {
        Self { raw, life: PhantomData }
    }

    /// The interpreter that this thread runs (`PERL_GET_CONTEXT`), for a function that C calls without one.
    ///
    /// # Safety
    /// This thread runs one, for as long as `'p`.
    pub unsafe fn current() -> Self {
        // SAFETY: as the caller says.
        unsafe { Self::from_raw(shim::px_current().cast()) }
    }

    /// The pointer that perlapi functions take.
    #[inline(always)]
    pub const fn raw(self) -> *mut PerlInterpreter {
        self.raw
    }

    /// This module's state in this interpreter.
    #[inline(always)]
    pub(crate) fn state(self) -> &'p State {
        // SAFETY: boot and CLONE set the state before any sub of the module can run, and it is freed when the
        // interpreter ends.
        unsafe { &*shim::px_state_get(self.raw).cast::<State>() }
    }

    /// Runs `body` so that a `die`, a `warn` handler that dies, or an `exit` in it ends here, as an `Err`. `$@` is kept.
    ///
    /// A jump leaves `body` without unwinding: it and what it returns must own nothing, hence `Copy`.
    ///
    /// # Errors
    /// The exception raised; [`Error::Exit`] where Perl code called `exit`.
    pub fn protect<R: Copy>(self, body: impl FnOnce(Perl<'p>) -> R + Copy) -> Result<R, Error<'p>> {
        struct Work<F, R> {
            body: F,
            result: Option<R>,
            panicked: bool,
        }

        /// Runs the closure behind `data`, on the far side of perl's `eval`.
        unsafe extern "C" fn run<'p, R: Copy, F: FnOnce(Perl<'p>) -> R + Copy>(
            perl: *mut PerlInterpreter,
            data: *mut c_void,
        ) {
            // SAFETY: `data` is the `Work` of the frame that called `px_protect`, still waiting below us.
            let work = unsafe { &mut *data.cast::<Work<F, R>>() };
            let body = work.body;
            // SAFETY: perl calls us on the interpreter that the frame below holds a token of.
            let perl = unsafe { Perl::from_raw(perl) };
            match catch_unwind(AssertUnwindSafe(|| body(perl))) {
                Ok(result) => work.result = Some(result),
                Err(_) => work.panicked = true,
            }
        }

        fn runner<'p, R: Copy, F: FnOnce(Perl<'p>) -> R + Copy>(_: &F) -> shim::Body {
            run::<R, F>
        }

        let call = runner::<R, _>(&body);
        let mut work = Work { body, result: None, panicked: false };
        let mut exception = ptr::null_mut();
        // SAFETY: `call` is `run` for exactly the type of `work`, which outlives the call.
        let end = unsafe { shim::px_protect(self.raw, call, (&raw mut work).cast(), &mut exception) };
        match (end, work.result) {
            (End::Return, Some(result)) => Ok(result),
            (End::Return, None) => Err(Error::Bug("a protected body panicked".into())),
            // SAFETY: on `Raise` the shim hands over one reference.
            (End::Raise, _) => Err(Error::Raised(unsafe { Exception::from_owned(self, exception) })),
            (End::Exit, _) => {
                self.state().exiting.set(true);
                Err(Error::Exit)
            }
        }
    }

    /// Prints a warning, through `$SIG{__WARN__}` where there is one (`warn_sv`). A handler that dies is ignored: where
    /// this is called there is nobody to receive its exception.
    pub fn warn(self, message: &OwnedSv<'p>) {
        let sv = message.raw();
        // SAFETY: `sv` is alive for the call, which is protected because a handler is Perl code.
        let _ = self.protect(move |perl| unsafe { sys::thx::Perl_warn_sv(perl.raw(), sv) });
    }

    /// The scope of temporaries: everything made mortal in `body` is freed at its end (`SAVETMPS`/`FREETMPS`).
    pub fn scope<R>(self, body: impl FnOnce() -> R) -> R {
        // SAFETY: the pair is balanced on every way out that unwinds; nothing here can longjmp.
        unsafe { shim::px_scope_begin(self.raw) };
        let result = body();
        // SAFETY: as above.
        unsafe { shim::px_scope_end(self.raw) };
        result
    }

    /// The value of the package variable `name`, if it exists (`get_sv`).
    pub fn package_var(self, name: &std::ffi::CStr) -> Option<Sv<'p>> {
        // SAFETY: without GV_ADD nothing is created, and no Perl code runs.
        unsafe { Sv::from_raw(sys::thx::Perl_get_sv(self.raw, name.as_ptr(), 0)) }
    }
}
