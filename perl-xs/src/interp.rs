//! The interpreter: a token that proves we are on its thread, and what may be asked of it.

use std::ffi::{CStr, c_void};
use std::marker::PhantomData;
use std::ptr;

use crate::boundary;
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

    /// Where Perl code stands now, as perl appends it to messages: ` at FILE line N`.
    pub(crate) fn place(self) -> String {
        let mut line = 0;
        // SAFETY: the name is perl's own, and is copied at once.
        unsafe {
            let file = shim::px_place(self.raw, &mut line);
            if file.is_null() {
                return String::new();
            }
            format!(" at {} line {line}", CStr::from_ptr(file).to_string_lossy())
        }
    }

    /// This module's state in this interpreter.
    ///
    /// # Panics
    /// Where the interpreter is ending; perl calls no sub by then.
    #[inline]
    pub(crate) fn state(self) -> &'p State {
        self.try_state().expect("the interpreter is ending")
    }

    /// This module's state, unless the interpreter is ending.
    #[inline]
    pub(crate) fn try_state(self) -> Option<&'p State> {
        // SAFETY: the shim gives the state of this interpreter or NULL; it lives until the interpreter ends.
        unsafe { shim::px_state_rust(self.raw).cast::<State>().as_ref() }
    }

    /// This module's state, if it has been made already. `self` may be a pointer that the running thread's interpreter
    /// happens to share with an older one.
    pub(crate) fn made_state(self) -> Option<&'p State> {
        // SAFETY: as for `try_state`.
        unsafe { shim::px_state_peek(self.raw).cast::<State>().as_ref() }
    }

    /// Whether a sub of this module runs, and not Perl code under it.
    pub(crate) fn runs_sub(self) -> bool {
        self.made_state().is_some_and(|state| state.running().is_some())
    }

    /// Before Perl code can run: what the running sub has borrowed from its arguments is made to last.
    #[inline]
    pub(crate) fn expose(self) -> Option<&'p State> {
        let state = self.try_state()?;
        if let Some(call) = state.running() {
            call.pin();
        }
        Some(state)
    }

    /// Runs `body` so that a `die`, a `warn` handler that dies, or an `exit` in it ends here, as an `Err`. `$@` is kept.
    /// Temporaries that `body` makes are freed at its end.
    ///
    /// A jump leaves `body` without unwinding: it and what it returns must own nothing, hence `Copy`. It must not panic
    /// either: that ends the process, for there is no way out of it through perl's frames.
    ///
    /// # Errors
    /// The exception raised; [`Error::Exit`] where Perl code called `exit`; a message where the interpreter is ending,
    /// when nothing is run.
    pub fn protect<R: Copy>(self, body: impl FnOnce(Perl<'p>) -> R + Copy) -> Result<R, Error<'p>> {
        struct Work<F, R> {
            body: F,
            result: Option<R>,
        }

        /// Runs the closure behind `data`, on the far side of perl's `eval`.
        unsafe extern "C" fn run<'p, R: Copy, F: FnOnce(Perl<'p>) -> R + Copy>(
            #[cfg(perl_useithreads)] perl: *mut PerlInterpreter,
            data: *mut c_void,
        ) {
            #[cfg(not(perl_useithreads))]
            let perl = ptr::null_mut();
            // SAFETY: `data` is the `Work` of the frame that called `px_protect`, still waiting below us.
            let work = unsafe { &mut *data.cast::<Work<F, R>>() };
            let body = work.body;
            // SAFETY: perl calls us on the interpreter that the frame below holds a token of.
            work.result = Some(body(unsafe { Perl::from_raw(perl) }));
        }

        fn runner<'p, R: Copy, F: FnOnce(Perl<'p>) -> R + Copy>(_: &F) -> shim::Body {
            run::<R, F>
        }

        let Some(state) = self.expose() else { return Err(Error::ending()) };
        let call = runner::<R, _>(&body);
        let mut work = Work { body, result: None };
        let mut exception = ptr::null_mut();
        // SAFETY: `call` is `run` for exactly the type of `work`, which outlives the call.
        let end = unsafe { shim::px_protect(self.raw, call, (&raw mut work).cast(), &mut exception) };
        match (end, work.result) {
            (End::Return, Some(result)) => Ok(result),
            // SAFETY: on `Raise` the shim hands over one reference.
            (End::Raise, _) => Err(Error::Raised(unsafe { Exception::raised(self, exception) })),
            (End::Exit, _) => {
                boundary::exit_later(state);
                Err(Error::Exit)
            }
            (End::Deep, _) => Err(Error::deep()),
            (End::Ending | End::Return, _) => Err(Error::ending()),
        }
    }

    /// Prints a warning, through `$SIG{__WARN__}` where there is one (`warn_sv`). A handler that dies is ignored: where
    /// this is called there is nobody to receive its exception.
    pub fn warn(self, message: &OwnedSv<'p>) {
        let sv = message.raw();
        // SAFETY: `sv` is alive for the call, which is protected because a handler is Perl code.
        let _ = self.protect(move |perl| unsafe { sys::thx::Perl_warn_sv(perl.raw(), sv) });
    }

    /// A scope of temporaries: everything made mortal in `body` is freed at its end (`SAVETMPS`, `FREETMPS`). A `DESTROY`
    /// that this runs is contained.
    ///
    /// Nothing that lives as a temporary ([`OwnedSv::into_mortal`]) may be taken out of the scope: the result cannot, and
    /// neither must a variable outside it.
    pub fn scope<R: 'static>(self, body: impl FnOnce() -> R) -> R {
        struct Scope<'p> {
            perl: Perl<'p>,
            floor: isize,
        }

        impl Drop for Scope<'_> {
            fn drop(&mut self) {
                // SAFETY: the floor is raised for as long as the scope lives, and what is above it is the scope's own;
                // freeing it may run Perl code, so that is protected.
                unsafe {
                    let raw = self.perl.raw;
                    if shim::px_scope_used(raw) != 0 {
                        let base = shim::px_scope_floor(raw);
                        let _ = self.perl.protect(move |perl| shim::px_scope_free(perl.raw, base));
                    }
                    shim::px_scope_end(raw, self.floor);
                }
            }
        }

        // SAFETY: the scope is ended when `_scope` is dropped, on every way out.
        let _scope = Scope { perl: self, floor: unsafe { shim::px_scope_begin(self.raw) } };
        body()
    }

    /// Leaves the address of a C function for other XS modules to find (`PL_modglobal`): C can call what stands there,
    /// Perl code cannot.
    pub fn publish(self, name: &CStr, function: *const ()) {
        // SAFETY: the hash lives as long as the interpreter, and keeps the new scalar.
        unsafe {
            let address = OwnedSv::signed(self, function.expose_provenance() as i64).into_raw();
            let (hash, len) = (sys::PL_modglobal!(self.raw), name.count_bytes());
            let action = (sys::HV_FETCH_ISSTORE | sys::HV_FETCH_JUST_SV) as _;
            let no_key = ptr::null_mut();
            sys::thx::Perl_hv_common(self.raw, hash, no_key, name.as_ptr(), len as _, 0, action, address, 0);
        }
    }

    /// The value of the package variable `name`, if it exists (`get_sv`).
    pub fn package_var(self, name: &CStr) -> Option<Sv<'p>> {
        // SAFETY: without GV_ADD nothing is created, and no Perl code runs.
        unsafe { Sv::from_raw(sys::thx::Perl_get_sv(self.raw, name.as_ptr(), 0)) }
    }
}
