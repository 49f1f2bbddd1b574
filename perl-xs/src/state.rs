//! What the layer keeps per interpreter. `shim.c` finds it.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::boundary::Call;
use crate::hv::Template;
use crate::interp::Perl;
use crate::later::Later;
use crate::shim;
use crate::sys::{self, HV, SV};
use crate::work::Work;

/// One interpreter's share. `shim.h` knows how it begins (`struct px_head`).
#[repr(C)]
pub(crate) struct State {
    /// The call that runs on top of the C stack; NULL where none does, as it is while Perl code runs. A call takes itself
    /// off before it ends. One that a signal's handler jumped out of is taken off by `signals.c`.
    pub(crate) top: Cell<*const Call<'static>>,
    /// The exception of the call that has just ended, on its way to be raised.
    pub(crate) raised: Cell<*mut SV>,
    /// A `$SIG{__DIE__}` handler has seen that exception.
    pub(crate) told: Cell<bool>,
    /// Perl code called `exit` below a call; no callback is run until that has taken effect.
    pub(crate) exiting: Cell<bool>,
    /// The library frees what an object stood for: `signals.c`.
    pub(crate) freeing: Cell<bool>,
    /// Tells it from an interpreter that was at the same address before.
    pub(crate) id: u64,
    /// What waits until the library has been left.
    pub(crate) later: Later,
    /// Hashes of keys, by [`crate::hv::Record`]. Each is a reference of ours.
    pub(crate) records: RefCell<Vec<Option<Template>>>,
    /// Stashes, by [`crate::class::Class`]. Each is a reference of ours.
    pub(crate) stashes: RefCell<Vec<*mut HV>>,
    /// Calls on other threads; `None` until there are some.
    pub(crate) work: RefCell<Option<Work>>,
}

impl State {
    /// The running call, unless Perl code runs.
    #[inline]
    pub(crate) fn running(&self) -> Option<&Call<'static>> {
        // SAFETY: a call stays in its frame for as long as it is the top.
        unsafe { self.top.get().as_ref() }
    }

    /// The running call and all that wait for it: those that the running Perl code was called under, by this coroutine.
    pub(crate) fn calls<'s>(&'s self, perl: Perl<'s>) -> impl Iterator<Item = &'s Call<'static>> {
        // SAFETY: the shim finds them by perl's stack of stacks: they wait in frames below us.
        let under = move |nth| unsafe { shim::px_under(perl.raw(), nth).cast::<Call<'static>>().as_ref() };
        self.running().into_iter().chain((0..).map_while(under))
    }
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

/// A new interpreter's state, which [`px_state_free`] takes back.
#[unsafe(no_mangle)]
extern "C" fn px_state_new() -> *mut c_void {
    static IDS: AtomicU64 = AtomicU64::new(1);
    let state = State {
        top: Cell::new(ptr::null()),
        raised: Cell::new(ptr::null_mut()),
        told: Cell::new(false),
        exiting: Cell::new(false),
        freeing: Cell::new(false),
        id: IDS.fetch_add(1, Ordering::Relaxed),
        later: Later::default(),
        records: RefCell::default(),
        stashes: RefCell::default(),
        work: RefCell::default(),
    };
    Box::into_raw(Box::new(state)).cast()
}

/// Frees the state when the interpreter ends.
///
/// # Safety
/// Called by `shim.c` only, with what `px_state_new` made, on the thread that ends the interpreter.
#[unsafe(no_mangle)]
unsafe extern "C" fn px_state_free(
    #[cfg(perl_useithreads)] perl: *mut crate::sys::PerlInterpreter,
    state: *mut c_void,
) {
    #[cfg(not(perl_useithreads))]
    let perl = ptr::null_mut();
    // SAFETY: as the contract says. What is freed here is in use elsewhere, or a hash that nobody else knows and that
    // holds no value: no Perl code runs.
    unsafe {
        let perl = crate::Perl::from_raw(perl);
        let state = Box::from_raw(state.cast::<State>());
        let records = state.records.into_inner().into_iter().flatten().map(|template| template.hash);
        let stashes = state.stashes.into_inner().into_iter().filter(|stash| !stash.is_null());
        for held in records.chain(stashes) {
            sys::thx::Perl_sv_free(perl.raw(), held.cast());
        }
    }
}
