//! A caller's scalar as a buffer for C to write into.
//!
//! While C writes, the memory is ours: it is taken out of the scalar, so that Perl code that runs meanwhile finds the
//! scalar empty and cannot free or move what C writes to. Then it goes back, whole; nothing is copied for a plain
//! scalar, and its memory serves call after call. A scalar of another kind (tied, shared, a reference) keeps its value
//! until then, and what C wrote is assigned to it.

use std::cell::Cell;

use crate::error::Error;
use crate::interp::Perl;
use crate::sv::{OwnedSv, PROTECT, Sv};
use crate::sys::{self, SV, XPVMG, svtype};
use crate::target;

/// Memory with room for a number of bytes, taken out of a scalar.
pub struct Buffer<'p> {
    perl: Perl<'p>,
    target: OwnedSv<'p>,
    /// Holds the memory while C writes.
    holder: OwnedSv<'p>,
    room: usize,
    /// The target's own memory is in the holder.
    swapped: bool,
}

/// From how many bytes on an allocation is expected to fail at times.
const LARGE: usize = 1 << 20;

/// What makes a scalar more than a plain string.
const SPECIAL: u32 = sys::SVf_ROK
    | sys::SVf_READONLY
    | PROTECT
    | sys::SVf_OOK
    | sys::SVf_IsCOW
    | sys::SVs_GMG
    | sys::SVs_SMG
    | sys::SVs_RMG
    | sys::SVf_FAKE
    | sys::SVf_IOK
    | sys::SVf_NOK
    | sys::SVp_IOK
    | sys::SVp_NOK;

/// A scalar whose memory may change hands: a plain string, or nothing yet, without magic, sharing or an offset.
fn is_plain(sv: Sv<'_>) -> bool {
    let kind = sv.type_of();
    sv.flags() & SPECIAL == 0 && kind >= svtype::SVt_PV as u32 && kind <= svtype::SVt_PVMG as u32
}

impl<'p> Buffer<'p> {
    /// Takes the memory of `target`, with room for at least `room` bytes.
    ///
    /// # Errors
    /// [`Error::Message`] for a read-only scalar, and where there is not that much memory.
    pub fn take(perl: Perl<'p>, target: Sv<'p>, room: usize) -> Result<Self, Error<'p>> {
        // perl ends the process where its allocation fails, so a large one is tried first.
        if room > LARGE && Vec::<u8>::new().try_reserve_exact(room).is_err() {
            return Err(Error::message(format!("Out of memory: no room for {room} bytes")));
        }
        if target.flags() & sys::SVf_READONLY != 0 {
            return Err(Error::message("Modification of a read-only value attempted"));
        }
        let holder = OwnedSv::bytes(perl, b"");
        let swapped = is_plain(target);
        if swapped {
            // SAFETY: both are plain strings with a PV body.
            unsafe { swap(holder.raw(), target.raw()) };
        }
        let buffer = Self { perl, target: target.to_owned(perl), holder, room, swapped };
        let holder = buffer.holder.raw();
        // SAFETY: the holder is ours; sv_grow keeps what is in it.
        let grow =
            move |perl: Perl<'p>| unsafe { sys::thx::Perl_sv_grow(perl.raw(), holder, (room + 1) as _) };
        if room > LARGE {
            perl.protect(grow)?
        } else {
            grow(perl)
        };
        Ok(buffer)
    }

    /// Where C may write.
    pub fn as_mut_ptr(&mut self) -> *mut u8 {
        // SAFETY: the holder has a PV body with room for more than `room` bytes.
        unsafe { (*self.holder.raw()).sv_u.svu_pv.cast() }
    }

    /// How many bytes it may write.
    pub fn room(&self) -> usize {
        self.room
    }

    /// Ends the loan: the scalar's value is now the first `len` bytes, or what it was where `len` is 0.
    ///
    /// # Errors
    /// Whatever a tied scalar's `STORE` raised.
    pub fn give_back(mut self, len: usize) -> Result<(), Error<'p>> {
        assert!(len <= self.room, "no more can have been written than there was room for");
        if len > 0 {
            // SAFETY: C wrote `len` bytes; the buffer has room for the NUL behind them.
            unsafe {
                *self.as_mut_ptr().add(len) = 0;
                let holder = self.holder.raw();
                (*(*holder).sv_any.cast::<XPVMG>()).xpv_cur = len as _;
                let clear = sys::SVf_OK | sys::SVf_IVisUV | sys::SVf_UTF8;
                (*holder).sv_flags = (*holder).sv_flags & !clear | sys::SVf_POK | sys::SVp_POK;
            }
        }
        if self.swap_back() {
            return Ok(());
        }
        let swapped = std::mem::replace(&mut self.swapped, false);
        if len > 0 || swapped {
            let (to, from) = (self.target.raw(), self.holder.raw());
            // SAFETY: both are alive; the assignment may run a STORE, so it is protected.
            self.perl.protect(move |perl| unsafe {
                sys::thx::Perl_sv_setsv_flags(perl.raw(), to, from, sys::SV_NOSTEAL as _);
                if (*to).sv_flags & sys::SVs_SMG != 0 {
                    sys::thx::Perl_mg_set(perl.raw(), to);
                }
            })?;
        }
        Ok(())
    }

    /// Puts the memory back where it was; false where that scalar is none to take it, or has its own.
    fn swap_back(&mut self) -> bool {
        let possible = self.swapped && is_plain(self.target.borrow());
        if possible {
            // SAFETY: both are plain strings; whatever Perl code put into the target meanwhile goes with the holder.
            unsafe { swap(self.holder.raw(), self.target.raw()) };
            self.swapped = false;
        }
        possible
    }
}

/// Where the loan is not ended, the scalar gets back what it had.
impl Drop for Buffer<'_> {
    fn drop(&mut self) {
        self.swap_back();
    }
}

/// The string of a scalar while C reads it. A plain one is taken out of the scalar meanwhile, which Perl code that runs
/// finds empty, and goes back at the end; another is copied, or shared as perl does it.
pub struct Loan<'p> {
    target: OwnedSv<'p>,
    /// Holds the string.
    holder: OwnedSv<'p>,
    swapped: bool,
}

impl<'p> Loan<'p> {
    /// Takes the string of `target`; `None` where it has none that could be read without running Perl code.
    pub fn new(perl: Perl<'p>, target: Sv<'p>) -> Option<Self> {
        if !target.is_string() || target.is_magical() {
            return None;
        }
        let swapped = is_plain(target);
        let holder = if swapped { OwnedSv::bytes(perl, b"") } else { OwnedSv::copy(perl, target) };
        if swapped {
            // SAFETY: both are plain strings with a PV body.
            unsafe { swap(holder.raw(), target.raw()) };
        }
        Some(Self { target: target.to_owned(perl), holder, swapped })
    }

    /// The string.
    pub fn bytes(&self) -> &[u8] {
        self.holder.borrow().bytes().unwrap_or_default()
    }
}

/// The string goes back, unless the scalar is none any more to take it.
impl Drop for Loan<'_> {
    fn drop(&mut self) {
        if self.swapped && is_plain(self.target.borrow()) {
            // SAFETY: both are plain strings; whatever Perl code put into the target meanwhile goes with the holder.
            unsafe { swap(self.holder.raw(), self.target.raw()) };
        }
    }
}

/// A scalar that is lent to Perl code again and again, so that its memory serves each time.
pub struct Lent<'p> {
    perl: Perl<'p>,
    sv: Cell<Option<OwnedSv<'p>>>,
}

impl<'p> Lent<'p> {
    /// One that has no memory yet.
    pub fn new(perl: Perl<'p>) -> Self {
        Self { perl, sv: Cell::new(None) }
    }

    /// Lends it with this value. What Perl code has kept of it, or made into something else, is left to that code, and
    /// the value goes into a new scalar.
    pub fn lend(&self, value: &[u8]) -> OwnedSv<'p> {
        let sv = match self.sv.take().filter(is_left) {
            Some(sv) => {
                // SAFETY: a plain string that nobody else refers to; sv_setpvn neither dies of it nor runs Perl code.
                unsafe { target::set_bytes(self.perl.raw(), sv.raw(), value) };
                sv
            }
            None => OwnedSv::bytes(self.perl, value),
        };
        let lent = sv.borrow().to_owned(self.perl);
        self.sv.set(Some(sv));
        lent
    }
}

/// Whether the scalar is ours alone, and a string. It may share its memory, with a copy that Perl code made, and have
/// weak references, which are magic of the kind that setting it does not run.
fn is_left(sv: &OwnedSv<'_>) -> bool {
    // SAFETY: the scalar is alive.
    let alone = unsafe { (*sv.raw()).sv_refcnt } == 1;
    let sv = sv.borrow();
    let kind = sv.type_of();
    alone
        && sv.flags() & (SPECIAL & !(sys::SVf_IsCOW | sys::SVs_RMG) | sys::SVs_OBJECT) == 0
        && kind >= svtype::SVt_PV as u32
        && kind <= svtype::SVt_PVMG as u32
}

/// Exchanges the strings of two plain scalars, with the flags that say what they are.
///
/// # Safety
/// Both are alive, pass `is_plain`, and belong to one interpreter.
unsafe fn swap(a: *mut SV, b: *mut SV) {
    const VALUE: u32 = sys::SVf_OK | sys::SVf_IVisUV | sys::SVf_UTF8;
    // SAFETY: from SVt_PV to SVt_PVMG every body has xpv_cur and xpv_len at the same place, and svu_pv in the head.
    unsafe {
        std::ptr::swap(&raw mut (*a).sv_u.svu_pv, &raw mut (*b).sv_u.svu_pv);
        let (x, y) = ((*a).sv_any.cast::<XPVMG>(), (*b).sv_any.cast::<XPVMG>());
        std::ptr::swap(&raw mut (*x).xpv_cur, &raw mut (*y).xpv_cur);
        std::ptr::swap(&raw mut (*x).xpv_len_u, &raw mut (*y).xpv_len_u);
        let (fa, fb) = ((*a).sv_flags, (*b).sv_flags);
        (*a).sv_flags = fa & !VALUE | fb & VALUE;
        (*b).sv_flags = fb & !VALUE | fa & VALUE;
    }
}
