//! Classes: packages to bless into, found once per interpreter.

use std::ffi::CStr;
use std::sync::atomic::AtomicUsize;

use crate::callback;
use crate::interp::Perl;
use crate::state::Slot;
use crate::sys::{self, HV};

static CLASSES: AtomicUsize = AtomicUsize::new(0);

/// A Perl class.
pub struct Class {
    /// Its name.
    pub name: &'static CStr,
    slot: Slot,
}

impl Class {
    /// The class of that name; it is made when it is first blessed into.
    pub const fn new(name: &'static CStr) -> Self {
        Self { name, slot: Slot::new() }
    }

    /// Its stash (`gv_stashpv`), kept for the interpreter's life. Where perl does not let it be made, the running sub raises
    /// what perl says.
    #[inline]
    pub(crate) fn stash(&self, perl: Perl<'_>) -> *mut HV {
        let index = self.slot.index(&CLASSES);
        let stashes = &perl.state().stashes;
        let known = stashes.borrow().get(index).copied().unwrap_or(std::ptr::null_mut());
        if known.is_null() { self.find(perl, index) } else { known }
    }

    #[cold]
    fn find(&self, perl: Perl<'_>, index: usize) -> *mut HV {
        let name = self.name;
        // SAFETY: gv_stashpv creates the package, which perl refuses inside one that is locked.
        let found =
            perl.protect(move |perl| unsafe { sys::thx::Perl_gv_stashpv(perl.raw(), name.as_ptr(), 1) });
        let stash = match found {
            Ok(stash) if !stash.is_null() => stash,
            Ok(_) => return sys::PL_defstash!(perl.raw()),
            Err(error) => {
                callback::keep(perl, error);
                return sys::PL_defstash!(perl.raw());
            }
        };
        let mut stashes = perl.state().stashes.borrow_mut();
        if stashes.len() <= index {
            stashes.resize(index + 1, std::ptr::null_mut());
        }
        // SAFETY: the package is alive; the reference added here keeps it for the interpreter's life.
        unsafe { (*stash).sv_refcnt += 1 };
        stashes[index] = stash;
        stash
    }
}
