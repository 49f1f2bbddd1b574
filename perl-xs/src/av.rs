//! Arrays: to build one for the caller, and to take one as an argument.

use std::marker::PhantomData;

use crate::arg::{Arg, Refused, fetch, settle_reference};
use crate::interp::Perl;
use crate::shim;
use crate::sv::{OwnedSv, Sv};
use crate::sys::{self, AV};

/// A new array that we fill.
pub struct Array<'p> {
    perl: Perl<'p>,
    av: OwnedSv<'p>,
}

impl<'p> Array<'p> {
    /// An empty array (`newAV`).
    pub fn new(perl: Perl<'p>) -> Self {
        // SAFETY: newAV returns one reference.
        let av = unsafe { OwnedSv::from_raw(perl, shim::px_new_av(perl.raw()).cast()) };
        Self { perl, av }
    }

    /// Takes over an array.
    pub(crate) fn from_owned(perl: Perl<'p>, av: OwnedSv<'p>) -> Self {
        Self { perl, av }
    }

    pub(crate) fn raw(&self) -> *mut AV {
        self.av.raw().cast()
    }

    /// Appends one element (`av_push`).
    pub fn push(&mut self, value: OwnedSv<'p>) {
        // SAFETY: the array is ours and has no magic; the element's reference passes to it.
        unsafe { sys::thx::Perl_av_push(self.perl.raw(), self.raw(), value.into_raw()) };
    }

    /// How many elements it has.
    pub fn len(&self) -> usize {
        // SAFETY: the array is ours and has no magic.
        unsafe { (sys::thx::Perl_av_len(self.perl.raw(), self.raw()) + 1) as usize }
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One element.
    pub fn get(&self, index: usize) -> Option<Sv<'_>> {
        // SAFETY: the array is ours, has no magic, and keeps its elements.
        unsafe { element(self.perl, self.raw(), index) }
    }

    /// Its elements, which live as long as temporaries of the running sub do.
    pub(crate) fn into_temporaries(self) -> Vec<Sv<'p>> {
        let (perl, len) = (self.perl, self.len());
        let av = self.av.into_mortal().raw().cast();
        // SAFETY: nobody else can reach the array, and as a temporary it keeps its elements.
        (0..len).filter_map(|at| unsafe { element(perl, av, at) }).collect()
    }

    /// A reference to it.
    pub fn into_reference(self) -> OwnedSv<'p> {
        OwnedSv::reference_to(self.av)
    }
}

/// # Safety
/// `av` is a live array without magic that keeps its elements for `'a`.
unsafe fn element<'a>(perl: Perl<'_>, av: *mut AV, index: usize) -> Option<Sv<'a>> {
    // SAFETY: as the caller says.
    unsafe {
        let slot = sys::thx::Perl_av_fetch(perl.raw(), av, index as _, 0);
        if slot.is_null() { None } else { Sv::from_raw(*slot) }
    }
}

/// A reference to an array, as an argument: the body gets a `Vec` of its elements as `T`.
pub struct List<T>(PhantomData<T>);

const ARRAY: &str = "an ARRAY reference";

impl<'c, T: Arg<'c>> Arg<'c> for List<T> {
    type Value = Vec<T::Value>;

    /// Never: the list that is taken is always our own copy.
    fn ready(_: Sv<'c>) -> bool {
        false
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        let reference = settle_reference(perl, sv)?;
        let Some(av) = reference.borrow().referent().and_then(Sv::as_av) else {
            return Err(Refused::Not(ARRAY));
        };
        let mut copy = Array::new(perl);
        // SAFETY: `reference` keeps the array for the calls.
        let last = move |perl: Perl<'c>| unsafe { sys::thx::Perl_av_len(perl.raw(), av) as i64 };
        // SAFETY: as above.
        for index in 0..=run(perl, av, last)? {
            // SAFETY: as above; the element of a tied array is a temporary, and the reference added here is ours.
            let slot = run(perl, av, move |perl| unsafe {
                let slot = sys::thx::Perl_av_fetch(perl.raw(), av, index as _, 0);
                if slot.is_null() { std::ptr::null_mut() } else { crate::sv::incremented(*slot) }
            })?;
            let value = match slot.is_null() {
                true => OwnedSv::undef(perl),
                // SAFETY: `incremented` took a reference for us.
                false => unsafe { OwnedSv::from_raw(perl, slot) },
            };
            let value = if value.borrow().is_magical() { fetch(perl, value.into_mortal())? } else { value };
            let value = value.into_mortal();
            let settled = match T::ready(value) {
                true => Ok(OwnedSv::copy(perl, value)),
                false => T::settle(perl, value),
            };
            copy.push(settled.map_err(|why| refused(index as usize, why, value, perl))?);
        }
        Ok(copy.into_reference())
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> Result<Self::Value, Refused<'c>> {
        let av = sv.referent().and_then(Sv::as_av).ok_or(Refused::Not(ARRAY))?;
        // SAFETY: what `settle` made is ours, has no magic, and lives as a temporary of the running sub.
        let elements = unsafe {
            let len = (sys::thx::Perl_av_len(perl.raw(), av) + 1) as usize;
            (0..len).filter_map(move |index| element(perl, av, index))
        };
        elements
            .enumerate()
            .map(|(i, sv)| T::take(perl, sv).map_err(|why| refused(i, why, sv, perl)))
            .collect()
    }
}

/// Reads the live array `av`: protected if it is tied, for that runs Perl code.
fn run<'p, R: Copy>(
    perl: Perl<'p>,
    av: *mut AV,
    read: impl FnOnce(Perl<'p>) -> R + Copy,
) -> Result<R, Refused<'p>> {
    // SAFETY: the caller keeps the array alive.
    match unsafe { (*av).sv_flags } & sys::SVs_RMG {
        0 => Ok(read(perl)),
        _ => perl.protect(read).map_err(Refused::Raised),
    }
}

/// Says which element was refused.
fn refused<'c>(index: usize, why: Refused<'c>, value: Sv<'c>, perl: Perl<'c>) -> Refused<'c> {
    match why {
        Refused::Raised(_) | Refused::Gone(_) => why,
        other => Refused::Element(format!("element {index}"), Box::new(other), value.describe(perl)),
    }
}
