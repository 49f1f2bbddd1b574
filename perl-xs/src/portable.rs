//! Arguments that go along to another thread: copies, and references of their own.

use std::ffi::{CStr, CString};
use std::ptr::NonNull;

use crate::arg::{Arg, Refused};
use crate::av::List;
use crate::fork;
use crate::handle::{Cell, Handle, Live};
use crate::interp::Perl;

/// An argument that another thread can work with: it gets a copy that has nothing of Perl's, and what it lends from that is
/// what a body gets in a direct call.
pub trait Portable: for<'c> Arg<'c> {
    /// The copy.
    type Owned: Send + 'static;

    /// Copies what was taken. This may run Perl code.
    ///
    /// # Errors
    /// What that code raised, or a refusal.
    fn own<'c>(perl: Perl<'c>, value: <Self as Arg<'c>>::Value) -> Result<Self::Owned, Refused<'c>>;

    /// What the body gets.
    fn lend(owned: &Self::Owned) -> <Self as Arg<'_>>::Value;

    /// A number that calls have in common of which only so many are to run at a time; 0 for none.
    fn group(_owned: &Self::Owned) -> usize {
        0
    }
}

impl Portable for &CStr {
    type Owned = CString;

    fn own<'c>(_: Perl<'c>, value: &'c CStr) -> Result<CString, Refused<'c>> {
        Ok(value.into())
    }

    fn lend(owned: &CString) -> &CStr {
        owned
    }
}

impl Portable for &[u8] {
    type Owned = Vec<u8>;

    fn own<'c>(_: Perl<'c>, value: &'c [u8]) -> Result<Vec<u8>, Refused<'c>> {
        Ok(value.into())
    }

    fn lend(owned: &Vec<u8>) -> &[u8] {
        owned
    }
}

/// Numbers are what they are.
macro_rules! numbers {
    ($($ty:ty),*) => { $(
        impl Portable for $ty {
            type Owned = $ty;

            fn own<'c>(_: Perl<'c>, value: $ty) -> Result<$ty, Refused<'c>> {
                Ok(value)
            }

            fn lend(owned: &$ty) -> $ty {
                *owned
            }
        }
    )* };
}

numbers!(i32, u32, i64, u64, f64, bool);

impl<T: Portable> Portable for Option<T> {
    type Owned = Option<T::Owned>;

    fn own<'c>(
        perl: Perl<'c>,
        value: Option<<T as Arg<'c>>::Value>,
    ) -> Result<Option<T::Owned>, Refused<'c>> {
        value.map(|value| T::own(perl, value)).transpose()
    }

    fn lend(owned: &Option<T::Owned>) -> Option<<T as Arg<'_>>::Value> {
        owned.as_ref().map(T::lend)
    }

    fn group(owned: &Option<T::Owned>) -> usize {
        owned.as_ref().map_or(0, T::group)
    }
}

impl<T: Portable> Portable for List<T> {
    type Owned = Vec<T::Owned>;

    fn own<'c>(perl: Perl<'c>, value: Vec<<T as Arg<'c>>::Value>) -> Result<Vec<T::Owned>, Refused<'c>> {
        value.into_iter().map(|value| T::own(perl, value)).collect()
    }

    fn lend(owned: &Vec<T::Owned>) -> Vec<<T as Arg<'_>>::Value> {
        owned.iter().map(T::lend).collect()
    }
}

/// A cell of its own, as a cloned object gets one: with a reference of its own.
pub struct KeptHandle(NonNull<Cell>);

// SAFETY: nobody else has the cell; its pointer is the library's, whose functions take it on any thread.
unsafe impl Send for KeptHandle {}

impl Drop for KeptHandle {
    fn drop(&mut self) {
        // SAFETY: the cell was made by `own`, and what was lent of it is gone.
        unsafe {
            self.0.as_ref().end();
            drop(Box::from_raw(self.0.as_ptr()));
        }
    }
}

impl<H: Handle> Portable for H {
    type Owned = KeptHandle;

    fn own<'c>(_: Perl<'c>, value: Live<'c, H>) -> Result<KeptHandle, Refused<'c>> {
        let (kind, raw) = (H::kind(), H::untyped(value.raw()));
        // SAFETY: `value` keeps the pointer valid for `retain`.
        if !unsafe { (kind.retain)(raw) } {
            return Err(Refused::Because("cannot be kept for a call"));
        }
        // SAFETY: a box is not at NULL.
        Ok(KeptHandle(unsafe { NonNull::new_unchecked(Cell::new(kind, raw, fork::generation())) }))
    }

    fn lend(owned: &KeptHandle) -> Live<'_, H> {
        // SAFETY: `own` made the cell, of this kind; it has its share until the `KeptHandle` goes, which is later.
        unsafe { Live::of_cell(owned.0) }
    }

    fn group(owned: &KeptHandle) -> usize {
        // SAFETY: the cell's pointer is one of this kind.
        unsafe { (H::kind().group)(owned.0.as_ref().raw()) }
    }
}

/// An argument that a sub has and does not look at.
pub struct Unused;

impl<'c> Arg<'c> for Unused {
    type Value = ();

    fn ready(_: crate::Sv<'c>) -> bool {
        true
    }

    fn settle(perl: Perl<'c>, sv: crate::Sv<'c>) -> Result<crate::OwnedSv<'c>, Refused<'c>> {
        Ok(sv.to_owned(perl))
    }

    fn take(_: Perl<'c>, _: crate::Sv<'c>) -> Result<(), Refused<'c>> {
        Ok(())
    }
}

impl Portable for Unused {
    type Owned = ();

    fn own<'c>(_: Perl<'c>, (): ()) -> Result<(), Refused<'c>> {
        Ok(())
    }

    fn lend((): &()) {}
}
