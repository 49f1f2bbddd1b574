//! Loading: what a module consists of, and its installation into an interpreter.

use std::ffi::{CStr, CString, c_char, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::boundary::Sub;
use crate::constant::Table;
use crate::error::{Error, Exception, Throw};
use crate::fork;
use crate::interp::Perl;
use crate::shim::{self, End};
use crate::sys::{CV, PerlInterpreter, SV};

/// One package: its subs.
pub struct Package {
    /// The package's name.
    pub name: &'static CStr,
    /// Its subs.
    pub subs: &'static [Sub],
    /// Gives it a DESTROY that lets go of a handle at once.
    pub destroy: bool,
}

/// Everything that one boot installs.
pub struct Module {
    /// The module's name.
    pub name: &'static CStr,
    /// Its packages.
    pub packages: &'static [&'static Package],
    /// Its constants.
    pub constants: &'static [&'static Table],
    /// Runs last.
    pub boot: fn(Perl<'_>),
}

/// Installs a module's packages; called by `px_boot`.
///
/// # Safety
/// Called by `shim.c` only, with what `xs_boot!` gave `px_boot`.
#[unsafe(no_mangle)]
unsafe extern "C" fn px_boot_enter(
    #[cfg(perl_useithreads)] perl: *mut PerlInterpreter,
    module: *const c_void,
    exception: *mut *mut SV,
) -> End {
    #[cfg(not(perl_useithreads))]
    let perl = std::ptr::null_mut();
    // SAFETY: as the contract says.
    let (perl, module) = unsafe { (Perl::from_raw(perl), &*module.cast::<Module>()) };
    let booted = catch_unwind(AssertUnwindSafe(|| {
        fork::watch();
        // SAFETY: this is the interpreter that loads the module.
        unsafe { shim::px_signals_install(perl.raw()) };
        quiet_panics();
        module.install(perl)?;
        (module.boot)(perl);
        Ok(())
    }));
    let raised = match booted {
        Ok(Ok(())) => return End::Return,
        Ok(Err(error)) => Error::throw(error, perl),
        Err(_) => {
            let text = format!(
                "{} cannot be loaded (this is a bug, please report it)",
                module.name.to_string_lossy()
            );
            Some(Exception::message(perl, &text))
        }
    };
    let Some(raised) = raised else { return End::Exit };
    // SAFETY: the out pointer is valid.
    unsafe { *exception = raised.into_raw() };
    End::Raise
}

/// A panic becomes an exception with its text; the default hook would print it on stderr as well.
fn quiet_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|_| ())));
}

impl Module {
    /// Installs its packages and constants, into the interpreter that runs.
    ///
    /// # Errors
    /// What perl says of a package that is locked, or a handler of its warnings.
    pub fn install<'p>(&'static self, perl: Perl<'p>) -> Result<(), Error<'p>> {
        self.constants.iter().try_for_each(|table| table.install(perl))?;
        self.packages.iter().try_for_each(|package| package.install(perl))
    }
}

impl Package {
    /// Protected, for a package may be locked, and a warning about a redefined sub may have a handler that dies.
    fn install<'p>(&'static self, perl: Perl<'p>) -> Result<(), Error<'p>> {
        let destroy =
            CString::new([self.name.to_bytes(), b"::DESTROY"].concat()).expect("a package's name has no NUL");
        let destroy = destroy.as_c_str();
        perl.protect(move |perl| {
            for sub in self.subs {
                let prototype = sub.prototype().map_or(std::ptr::null(), CStr::as_ptr);
                // SAFETY: `sub` lives as long as the process; perl copies name and prototype.
                unsafe {
                    shim::px_install(
                        perl.raw(),
                        sub.name().as_ptr(),
                        prototype,
                        std::ptr::from_ref(sub).cast(),
                    );
                }
            }
            if self.destroy {
                // SAFETY: perl copies the name.
                unsafe { shim::px_install_destroy(perl.raw(), destroy.as_ptr()) };
            }
        })
    }
}

/// The body of every boot function; [`xs_boot!`](crate::xs_boot!) calls it.
///
/// # Safety
/// `perl` and `cv` are what perl gave the boot function. This function may leave by a longjmp: the caller owns nothing.
#[doc(hidden)]
pub unsafe fn boot(perl: *mut PerlInterpreter, cv: *mut CV, version: &'static CStr, module: &'static Module) {
    let module_name: *const c_char = module.name.as_ptr();
    // SAFETY: all are static; the rest is the caller's.
    unsafe { shim::px_boot(perl, cv, module_name, version.as_ptr(), std::ptr::from_ref(module).cast()) }
}
