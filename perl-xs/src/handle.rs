//! Handles: Perl objects that own something of a C library.
//!
//! An object is a blessed scalar whose integer shows the C pointer, for other XS modules and old code to read. We never
//! follow that integer: the pointer that counts lives in a `Cell` behind ext magic with a vtable of our own. perl
//! calls the vtable when the scalar is freed, with or without a DESTROY of a subclass, and when a thread clones it.

use std::cell::Cell as Field;
use std::ffi::{CStr, c_void};
use std::marker::PhantomData;
use std::ptr::NonNull;

use crate::arg::{Refused, fetch};
use crate::boundary::{Call, Further, Sub, finish};
use crate::callback;
use crate::class::Class;
use crate::error::{Error, Exception};
use crate::fork;
use crate::interp::Perl;
use crate::shim::{self, End};
use crate::sv::{OwnedSv, Sv};
use crate::sys::{self, HV, MGVTBL};

/// One kind of handle: what the library offers for it.
#[repr(C)]
pub struct Kind {
    /// What perl calls for the magic of its objects. Its address tells the kind.
    vtbl: MGVTBL,
    /// The Perl class of its objects.
    pub class: Class,
    /// Takes one more reference; false where that fails.
    pub retain: unsafe fn(*mut c_void) -> bool,
    /// Gives one reference back.
    pub release: unsafe fn(*mut c_void),
    /// The exception for a handle that was let go of before.
    pub gone: for<'p> fn(Perl<'p>) -> Exception<'p>,
    /// What calls on other threads have in common of which only so many run at a time; 0 for nothing.
    pub group: unsafe fn(*mut c_void) -> usize,
}

impl Kind {
    /// A row of the table of kinds.
    ///
    /// # Safety
    /// `retain` and `release` take the pointers that [`Fresh::adopt`] is given for this kind, from any thread.
    pub const unsafe fn new(
        class: &'static CStr,
        retain: unsafe fn(*mut c_void) -> bool,
        release: unsafe fn(*mut c_void),
        gone: for<'p> fn(Perl<'p>) -> Exception<'p>,
    ) -> Self {
        let vtbl = MGVTBL {
            svt_get: None,
            svt_set: None,
            svt_len: None,
            svt_clear: None,
            svt_free: Some(shim::px_mg_free),
            svt_copy: None,
            svt_dup: Some(shim::px_mg_dup),
            svt_local: Some(shim::px_mg_local),
        };
        Self { vtbl, class: Class::new(class), retain, release, gone, group: |_| 0 }
    }

    /// The same kind, whose handles belong to something that has a number.
    ///
    /// # Safety
    /// `group` takes the pointers that [`Fresh::adopt`] is given for this kind.
    pub const unsafe fn grouped(self, group: unsafe fn(*mut c_void) -> usize) -> Self {
        Self { group, ..self }
    }
}

/// A type of handle, for the compiler: one [`Kind`] and the type of its C pointer.
pub trait Handle: 'static {
    /// The C pointer type.
    type Raw: Copy;
    /// The kind.
    fn kind() -> &'static Kind;
    /// The pointer, typed.
    fn typed(raw: *mut c_void) -> Self::Raw;
    /// The pointer, untyped.
    fn untyped(raw: Self::Raw) -> *mut c_void;
}

/// What stands behind an object. It belongs to one interpreter; a thread that clones the object gets a cell of its own.
pub(crate) struct Cell {
    kind: &'static Kind,
    /// NULL once let go of: no sub takes the handle any more.
    raw: Field<*mut c_void>,
    /// The reference that the cell owns, until nobody has a share in it; then NULL.
    owned: Field<*mut c_void>,
    /// The fork generation it was made in.
    generation: u32,
    /// Of each running sub that uses it, and of the object until that lets go.
    shares: Field<u32>,
    /// The object is gone: whoever gives up the last share frees the cell as well.
    orphan: Field<bool>,
}

impl Cell {
    pub(crate) fn new(kind: &'static Kind, raw: *mut c_void, generation: u32) -> *mut Self {
        Box::into_raw(Box::new(Self {
            kind,
            raw: Field::new(raw),
            owned: Field::new(raw),
            generation,
            shares: Field::new(u32::from(!raw.is_null())),
            orphan: Field::new(false),
        }))
    }

    /// The C pointer; NULL once let go of.
    pub(crate) fn raw(&self) -> *mut c_void {
        self.raw.get()
    }

    /// Lets go, where nobody else has a share.
    pub(crate) fn end(&self) {
        self.let_go();
        self.release();
    }

    /// Gives the object's share up, which it has until it lets go; tells whether nobody has one now.
    fn let_go(&self) -> bool {
        if !self.raw.replace(std::ptr::null_mut()).is_null() {
            self.shares.set(self.shares.get() - 1);
        }
        self.shares.get() == 0
    }

    /// Gives the reference back, unless a parent process owns it.
    fn release(&self) {
        let raw = self.owned.replace(std::ptr::null_mut());
        if raw.is_null() {
            return;
        }
        if self.generation != fork::generation() {
            return fork::forget(raw);
        }
        // SAFETY: the cell owned one reference to a pointer of its kind.
        unsafe { (self.kind.release)(raw) };
    }
}

/// The cell behind an object whose magic has a vtable that is `ours`.
#[inline(always)]
fn cell_of(referent: Sv<'_>, ours: impl Fn(*const MGVTBL) -> bool) -> Option<NonNull<Cell>> {
    let mut magic = referent.object_magic();
    // SAFETY: perl's list of magic is a list of live MAGIC ending in NULL; only `px_handle_new` uses a vtable of ours, with
    // a cell that lives until svt_free, which takes the vtable off.
    unsafe {
        while !magic.is_null() {
            if ours((*magic).mg_virtual) {
                return Some(NonNull::new_unchecked((*magic).mg_ptr.cast::<Cell>()));
            }
            magic = (*magic).mg_moremagic;
        }
    }
    None
}

/// The vtable of a kind of handle, whichever.
fn any_kind(vtbl: *const MGVTBL) -> bool {
    // SAFETY: perl's magic has a vtable that lives as long as the program, or NULL.
    let free = unsafe { vtbl.as_ref() }.and_then(|vtbl| vtbl.svt_free);
    free.is_some_and(|free| std::ptr::eq(free as *const (), shim::px_mg_free as *const ()))
}

/// A handle in use: the C pointer stays valid as long as this lives, whatever Perl code does to the object meanwhile.
pub struct Live<'c, H: Handle> {
    cell: NonNull<Cell>,
    raw: NonNull<c_void>,
    kind: PhantomData<(&'c (), H)>,
}

impl<H: Handle> Live<'_, H> {
    /// Takes a share in a cell.
    ///
    /// # Safety
    /// The cell is of this kind, has not let go, and outlives the share; the thread is the one that may use it.
    pub(crate) unsafe fn of_cell(cell: NonNull<Cell>) -> Self {
        // SAFETY: as the caller says.
        unsafe {
            let inner = cell.as_ref();
            inner.shares.set(inner.shares.get() + 1);
            Self { cell, raw: NonNull::new_unchecked(inner.raw.get()), kind: PhantomData }
        }
    }

    /// The C pointer.
    #[inline(always)]
    pub fn raw(&self) -> H::Raw {
        H::typed(self.raw.as_ptr())
    }
}

impl<H: Handle> Drop for Live<'_, H> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: our share kept the cell until here.
        let cell = unsafe { self.cell.as_ref() };
        let shares = cell.shares.get() - 1;
        cell.shares.set(shares);
        if shares == 0 {
            last_share(self.cell);
        }
    }
}

/// Nobody has a share any more.
#[cold]
fn last_share(cell: NonNull<Cell>) {
    // SAFETY: the cell is the object's or, if that is gone, ours. What `release` runs may free the object, which cannot
    // free the cell as long as we have a share.
    unsafe {
        cell.as_ref().shares.set(1);
        cell.as_ref().release();
        cell.as_ref().shares.set(0);
        if cell.as_ref().orphan.get() {
            drop(Box::from_raw(cell.as_ptr()));
        }
    }
}

/// Why a value is no handle of the wanted kind.
pub(crate) enum NotLive {
    /// It is none, or one of another kind.
    Other,
    /// It was let go of before.
    Gone,
}

/// The handle that `sv` refers to.
#[inline]
pub(crate) fn live<'c, H: Handle>(sv: Sv<'c>) -> Result<Live<'c, H>, NotLive> {
    let this_kind = |vtbl| std::ptr::eq(vtbl, &H::kind().vtbl);
    let found = sv.referent().and_then(|referent| cell_of(referent, this_kind));
    let Some(cell) = found else { return Err(NotLive::Other) };
    // SAFETY: the magic that `cell_of` found keeps the cell.
    let inner = unsafe { cell.as_ref() };
    let Some(raw) = NonNull::new(inner.raw.get()) else { return Err(NotLive::Gone) };
    inner.shares.set(inner.shares.get() + 1);
    Ok(Live { cell, raw, kind: PhantomData })
}

/// A C pointer with one reference that no object owns yet.
pub struct Fresh<H: Handle> {
    raw: NonNull<c_void>,
    kind: PhantomData<H>,
}

// SAFETY: nobody else has the reference, and the functions of a kind take its pointers on any thread.
unsafe impl<H: Handle> Send for Fresh<H> {}

impl<H: Handle> Fresh<H> {
    /// Takes over one reference; `None` for NULL.
    ///
    /// # Safety
    /// `raw` is NULL or a valid pointer of this kind, and the caller owns the reference it hands over.
    #[inline]
    pub unsafe fn adopt(raw: H::Raw) -> Option<Self> {
        NonNull::new(H::untyped(raw)).map(|raw| Self { raw, kind: PhantomData })
    }

    /// Takes a reference of our own to a pointer that the library lends us; `None` for NULL, or where that fails.
    ///
    /// # Safety
    /// `raw` is NULL or a valid pointer of this kind.
    pub unsafe fn lent(raw: H::Raw) -> Option<Self> {
        // SAFETY: as the caller says; `retain` made the reference that is handed over.
        unsafe {
            let untyped = H::untyped(raw);
            (!untyped.is_null() && (H::kind().retain)(untyped)).then(|| Self::adopt(raw)).flatten()
        }
    }

    /// The C pointer.
    pub fn raw(&self) -> H::Raw {
        H::typed(self.raw.as_ptr())
    }

    /// An object of the kind's own class.
    #[inline]
    pub fn into_object(self, perl: Perl<'_>) -> OwnedSv<'_> {
        let stash = H::kind().class.stash(perl);
        // SAFETY: the stash is alive.
        unsafe { self.bless_into(perl, stash) }
    }

    /// An object of the class `class`. Where perl refuses to bless into it, the running sub raises what perl says.
    pub fn into_object_of<'p>(self, perl: Perl<'p>, class: &CStr) -> OwnedSv<'p> {
        let object = self.into_object(perl);
        let reference = object.raw();
        // SAFETY: the object is ours; gv_stashpv creates the package of that name, and what either says is contained.
        let blessed = perl.protect(move |perl| unsafe {
            let stash = sys::thx::Perl_gv_stashpv(perl.raw(), class.as_ptr(), 1);
            if !stash.is_null() {
                sys::thx::Perl_sv_bless(perl.raw(), reference, stash);
            }
        });
        if let Err(error) = blessed {
            callback::keep(perl, error);
        }
        object
    }

    /// # Safety
    /// `stash` is a live package of this interpreter.
    unsafe fn bless_into(self, perl: Perl<'_>, stash: *mut HV) -> OwnedSv<'_> {
        let raw = self.raw.as_ptr();
        let cell = Cell::new(H::kind(), raw, fork::generation());
        std::mem::forget(self);
        // SAFETY: the shim makes a scalar whose magic owns the cell, and returns one reference to it, blessed.
        unsafe {
            OwnedSv::from_raw(
                perl,
                shim::px_handle_new(perl.raw(), raw as isize, cell.cast(), &H::kind().vtbl, stash),
            )
        }
    }
}

impl<H: Handle> Drop for Fresh<H> {
    fn drop(&mut self) {
        // SAFETY: the reference is ours.
        unsafe { (H::kind().release)(self.raw.as_ptr()) };
    }
}

/// svt_free: the object's scalar is going. `Exit` where a callback called `exit` and no sub is there to carry on with it.
///
/// # Safety
/// Called by `shim.c` only, with the cell that the magic owned.
#[unsafe(no_mangle)]
unsafe extern "C" fn px_handle_free(
    #[cfg(perl_useithreads)] perl: *mut crate::sys::PerlInterpreter,
    cell: *mut c_void,
) -> End {
    #[cfg(not(perl_useithreads))]
    let perl = std::ptr::null_mut();
    // SAFETY: as the contract says.
    let cell = unsafe { NonNull::new_unchecked(cell.cast::<Cell>()) };
    // SAFETY: the magic owned the cell; from here whoever has a share does.
    let last = unsafe {
        cell.as_ref().orphan.set(true);
        cell.as_ref().let_go()
    };
    if !last {
        return End::Return;
    }
    // SAFETY: perl calls us on this interpreter.
    let perl = unsafe { Perl::from_raw(perl) };
    let state = perl.freeing(|| {
        last_share(cell);
        perl.made_state().inspect(|state| state.catch_up())
    });
    let exits = state.is_some_and(|state| state.exiting.get() && state.running().is_none());
    if exits { End::Exit } else { End::Return }
}

/// svt_dup: a new thread clones the object; it gets a cell and a reference of its own.
///
/// # Safety
/// Called by `shim.c` only, with the cell of the parent's object, while the parent waits.
#[unsafe(no_mangle)]
unsafe extern "C" fn px_handle_dup(
    #[cfg(perl_useithreads)] _: *mut crate::sys::PerlInterpreter,
    cell: *mut c_void,
) -> *mut c_void {
    // SAFETY: as the contract says; the parent's interpreter stands still while it is cloned.
    let cell = unsafe { &*cell.cast::<Cell>() };
    let raw = cell.raw.get();
    // SAFETY: the cell's own reference keeps the pointer valid for `retain`.
    let kept = !raw.is_null() && unsafe { (cell.kind.retain)(raw) };
    Cell::new(cell.kind, if kept { raw } else { std::ptr::null_mut() }, cell.generation).cast()
}

/// `$object->DESTROY` by hand: lets go at once. Anything but one of our objects is left alone.
#[unsafe(no_mangle)]
static px_destroy: Sub = {
    extern "C" fn body(call: &Call<'_>) -> i32 {
        call.run(|| finish(call, if call.items() > 0 { destroy(call) } else { Ok(()) }))
    }
    Sub::new(c"DESTROY", &[], Further::Taken, body, None)
};

fn destroy<'c>(call: &Call<'c>) -> Result<(), Error<'c>> {
    let perl = call.perl();
    let object = match call.arg(0) {
        sv if sv.is_magical() => match fetch(perl, sv) {
            Err(Refused::Raised(error)) => return Err(error),
            fetched => fetched.ok(),
        },
        sv => Some(sv.to_owned(perl)),
    };
    let Some(referent) = object.as_ref().and_then(|object| object.borrow().referent()) else { return Ok(()) };
    let Some(cell) = cell_of(referent, any_kind) else { return Ok(()) };
    // SAFETY: the object is held, and keeps the cell.
    if unsafe { cell.as_ref() }.let_go() {
        last_share(cell);
    }
    if referent.flags() & sys::SVf_READONLY == 0 {
        let shown = referent.raw();
        // SAFETY: the object is held; what it shows may have been replaced by anything, so the change is protected.
        perl.protect(move |perl| unsafe { sys::thx::Perl_sv_setiv(perl.raw(), shown, 0) })?;
    }
    Ok(())
}
