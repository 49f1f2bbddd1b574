//! What the layer keeps per interpreter (`MY_CXT`).

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::interp::Perl;
use crate::shim;
use crate::sys::{HV, PerlInterpreter, SV};

/// One interpreter's share. References in it belong to that interpreter and end with it.
#[derive(Default)]
pub(crate) struct State {
    /// How many subs of this module are running, one inside the other.
    pub(crate) depth: Cell<u32>,
    /// Perl code called `exit` below libvirt; no more Perl code is run until that has taken effect.
    pub(crate) exiting: Cell<bool>,
    /// The first exception of a callback, to be raised by the sub that it ran under.
    pub(crate) pending: Cell<Option<*mut SV>>,
    /// Shared hash keys, by [`crate::hv::Record`].
    pub(crate) records: RefCell<Vec<Option<Box<[*mut SV]>>>>,
    /// Stashes, by [`crate::class::Class`].
    pub(crate) stashes: RefCell<Vec<*mut HV>>,
}

/// A number for each static item that keeps something per interpreter; 0 is "none yet".
pub(crate) struct Slot(AtomicUsize);

impl Slot {
    pub(crate) const fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// This item's number among those that share `counter`, from 0 up.
    #[inline]
    pub(crate) fn index(&self, counter: &AtomicUsize) -> usize {
        match self.0.load(Ordering::Relaxed) {
            0 => self.assign(counter),
            n => n - 1,
        }
    }

    #[cold]
    fn assign(&self, counter: &AtomicUsize) -> usize {
        let fresh = counter.fetch_add(1, Ordering::Relaxed) + 1;
        match self.0.compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => fresh - 1,
            Err(other) => other - 1,
        }
    }
}

/// Gives the interpreter a state of its own, at boot or in a cloned one.
pub(crate) fn install(perl: Perl<'_>, clone: bool) {
    let state = Box::into_raw(Box::<State>::default());
    // SAFETY: the shim keeps the pointer until `px_state_free`.
    unsafe { shim::px_state_set(perl.raw(), state.cast(), clone.into()) };
}

/// Frees the state; perl calls it (through the shim) when the interpreter ends. The SVs in it go with their interpreter.
///
/// # Safety
/// Called by `shim.c` only, once for an interpreter's end, on its thread.
#[unsafe(no_mangle)]
unsafe extern "C" fn px_state_free(
    #[cfg(perl_useithreads)] perl: *mut PerlInterpreter,
    _unused: *mut std::ffi::c_void,
) {
    #[cfg(not(perl_useithreads))]
    let perl = std::ptr::null_mut();
    // SAFETY: the pointer came from `Box::into_raw` in `install`, and is taken out so that nobody can free it again.
    unsafe {
        let state = shim::px_state_take(perl).cast::<State>();
        if !state.is_null() {
            drop(Box::from_raw(state));
        }
    }
}
