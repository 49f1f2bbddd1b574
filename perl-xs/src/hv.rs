//! Hashes: to build one for the caller, with keys interned once, and to take one as an argument.

use std::cell::Ref;
use std::sync::atomic::AtomicUsize;

use crate::arg::{Arg, Refused, fetch, is_bare_ref, settle_reference, settle_string};
use crate::av::{Array, List};
use crate::class::Class;
use crate::interp::Perl;
use crate::ret::IntoSv;
use crate::shim;
use crate::state::Slot;
use crate::sv::{OwnedSv, Sv};
use crate::sys::{self, HV, SV};

/// A new hash that we fill.
pub struct Hash<'p> {
    perl: Perl<'p>,
    hv: OwnedSv<'p>,
}

impl<'p> Hash<'p> {
    /// An empty hash (`newHV`).
    pub fn new(perl: Perl<'p>) -> Self {
        // SAFETY: newHV returns one reference.
        let hv = unsafe { OwnedSv::from_raw(perl, shim::px_new_hv(perl.raw()).cast()) };
        Self { perl, hv }
    }

    fn raw(&self) -> *mut HV {
        self.hv.raw().cast()
    }

    /// Sets `key`, given as bytes.
    pub fn insert(&mut self, key: &[u8], value: impl IntoSv<'p>) {
        let value = value.into_sv(self.perl);
        // SAFETY: the hash is ours and has no magic; the value's reference passes to it.
        unsafe { self.store(std::ptr::null_mut(), key, value.into_raw()) };
    }

    /// # Safety
    /// `keysv` is NULL or a live shared key; the caller hands over one reference to `value`.
    #[inline]
    unsafe fn store(&mut self, keysv: *mut SV, key: &[u8], value: *mut SV) {
        let action = (sys::HV_FETCH_ISSTORE | sys::HV_FETCH_JUST_SV) as _;
        let (bytes, len) = (key.as_ptr().cast(), key.len() as _);
        // SAFETY: as the caller says; a plain hash keeps every value it is given.
        unsafe {
            sys::thx::Perl_hv_common(self.perl.raw(), self.raw(), keysv, bytes, len, 0, action, value, 0)
        };
    }

    /// A reference to it.
    #[inline]
    pub fn into_reference(self) -> OwnedSv<'p> {
        OwnedSv::reference_to(self.hv)
    }

    /// An object of `class` that is this hash (`sv_bless`).
    pub fn into_object(self, class: &'static Class) -> OwnedSv<'p> {
        let perl = self.perl;
        let reference = self.into_reference();
        // SAFETY: the stash is alive; blessing a new plain hash runs nothing.
        unsafe { sys::thx::Perl_sv_bless(perl.raw(), reference.raw(), class.stash(perl)) };
        reference
    }

    /// The interpreter it belongs to.
    pub fn perl(&self) -> Perl<'p> {
        self.perl
    }
}

static RECORDS: AtomicUsize = AtomicUsize::new(0);

/// The keys of one kind of hash. They are interned once per interpreter (`newSVpvn_share`), so filling such a hash
/// neither hashes nor copies a key.
pub struct Record {
    keys: &'static [&'static str],
    slot: Slot,
}

impl Record {
    /// A record of these keys, in the order in which values will be given.
    pub const fn new(keys: &'static [&'static str]) -> Self {
        Self { keys, slot: Slot::new() }
    }

    /// A hash with one value for each key, in order. [`None`](Option::None) in a slot leaves the key out.
    pub fn fill<'p, const N: usize>(
        &'static self,
        perl: Perl<'p>,
        values: [Option<OwnedSv<'p>>; N],
    ) -> Hash<'p> {
        assert_eq!(N, self.keys.len(), "one value for each key of a record");
        let mut hash = Hash::new(perl);
        let keys = self.interned(perl);
        for (key, value) in keys.iter().zip(values) {
            if let Some(value) = value {
                // SAFETY: the interned key lives as long as the interpreter; the value passes to the hash.
                unsafe { hash.store(*key, &[], value.into_raw()) };
            }
        }
        drop(keys);
        hash
    }

    /// This interpreter's shared keys.
    #[inline]
    fn interned<'p>(&'static self, perl: Perl<'p>) -> Ref<'p, [*mut SV]> {
        let index = self.slot.index(&RECORDS);
        let all = &perl.state().records;
        if all.borrow().get(index).is_none_or(Option::is_none) {
            let mut records = all.borrow_mut();
            if records.len() <= index {
                records.resize_with(index + 1, || None);
            }
            // SAFETY: newSVpvn_share copies the key and returns one reference, which the interpreter's end frees.
            let intern = |key: &&str| unsafe {
                sys::thx::Perl_newSVpvn_share(perl.raw(), key.as_ptr().cast(), key.len() as _, 0)
            };
            records[index] = Some(self.keys.iter().map(intern).collect());
        }
        Ref::map(all.borrow(), |records| records[index].as_deref().expect("filled above"))
    }
}

/// A reference to a hash, as an argument: the body gets its pairs, read once.
pub struct Pairs<'c>(Vec<(&'c [u8], Sv<'c>)>);

impl<'c> Pairs<'c> {
    /// The value of `key`.
    pub fn get(&self, key: &[u8]) -> Option<Sv<'c>> {
        self.0.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    /// All pairs.
    pub fn iter(&self) -> impl Iterator<Item = (&'c [u8], Sv<'c>)> + '_ {
        self.0.iter().copied()
    }
}

/// A reference to a hash, as an argument: the body gets its values themselves. A value may still be magical, or
/// change while Perl code runs.
pub struct Members<'c>(Vec<Sv<'c>>);

impl<'c> Members<'c> {
    /// The value of `key`.
    pub fn get(&self, key: &[u8]) -> Option<Sv<'c>> {
        self.0.chunks_exact(2).find(|pair| pair[0].bytes() == Some(key)).map(|pair| pair[1])
    }

    /// Reads the hash that `sv` refers to. For a tied one this runs Perl code.
    ///
    /// # Errors
    /// What that code raised, or a refusal.
    pub fn of(perl: Perl<'c>, sv: Sv<'c>) -> Result<Self, Refused<'c>> {
        let reference = settle_reference(perl, sv)?.into_mortal();
        let hv = reference.referent().and_then(Sv::as_hv).ok_or(Refused::Not(HASH))?;
        entries(perl, hv).map(Self)
    }
}

const HASH: &str = "a HASH reference";

impl<'c> Arg<'c> for Pairs<'_> {
    type Value = Pairs<'c>;

    /// Never: the hash that is taken is always our own copy.
    fn ready(_: Sv<'c>) -> bool {
        false
    }

    /// Copies keys and values into an array of our own: plain values and overloaded ones as they are, arrays as
    /// lists of strings.
    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        let reference = settle_reference(perl, sv)?;
        let Some(hv) = reference.borrow().referent().and_then(Sv::as_hv) else {
            return Err(Refused::Not(HASH));
        };
        // SAFETY: `reference` keeps the hash; no Perl code is run.
        let plain = unsafe { shim::px_hash_copy(perl.raw(), hv) };
        if !plain.is_null() {
            // SAFETY: the shim gave one reference.
            let plain = unsafe { OwnedSv::from_raw(perl, plain.cast()) };
            return Ok(Array::from_owned(perl, plain).into_sv(perl));
        }
        let mut copy = Array::new(perl);
        let found = entries(perl, hv)?;
        for pair in found.chunks_exact(2) {
            let (key, value) = (pair[0], pair[1]);
            let key = match key.bytes() {
                Some(bytes) => OwnedSv::bytes(perl, bytes),
                None => settle_string(perl, key)?,
            };
            let value = settle_value(perl, value).map_err(|why| match why {
                Refused::Raised(_) => why,
                other => {
                    let name = String::from_utf8_lossy(key.borrow().bytes().unwrap_or_default()).into_owned();
                    Refused::Element(format!("the value of {name:?}"), Box::new(other), String::new())
                }
            })?;
            copy.push(key);
            copy.push(value);
        }
        Ok(copy.into_reference())
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> Result<Pairs<'c>, Refused<'c>> {
        let flat = <List<crate::arg::Any> as Arg>::take(perl, sv)?;
        let pairs = flat.chunks_exact(2).map(|pair| (pair[0].bytes().unwrap_or_default(), pair[1]));
        Ok(Pairs(pairs.collect()))
    }
}

/// A value of a hash, made plain; an overloaded object stays itself, for only who takes it knows as what it is wanted.
fn settle_value<'c>(perl: Perl<'c>, value: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
    let value = if value.is_magical() { fetch(perl, value)?.into_mortal() } else { value };
    match value.referent() {
        Some(target) if is_bare_ref(value) && target.as_av().is_some() => {
            <List<&std::ffi::CStr> as Arg>::settle(perl, value)
        }
        Some(_) if is_bare_ref(value) => Err(Refused::Not("a plain value")),
        _ => Ok(OwnedSv::copy(perl, value)),
    }
}

/// Every key and value of the live hash `hv`, one after the other. No Perl code runs for a plain hash, and the iterator
/// that the caller's `each` uses is not touched.
/// All are temporaries of the running sub.
fn entries<'p>(perl: Perl<'p>, hv: *mut HV) -> Result<Vec<Sv<'p>>, Refused<'p>> {
    let found = Array::new(perl);
    let pairs = found.raw();
    // SAFETY: the caller keeps the hash alive, and `found` the array.
    let tied = unsafe { shim::px_hash_pairs(perl.raw(), hv, pairs) };
    if !tied.is_null() {
        // SAFETY: the shim gave a new reference to the object behind the hash.
        let object = unsafe { OwnedSv::from_raw(perl, tied) };
        let tied = object.raw();
        // SAFETY: object and array are held; the methods are Perl code, so each step is protected.
        let step = move |perl: Perl<'p>| unsafe { shim::px_hash_next(perl.raw(), tied, pairs) };
        while perl.protect(step).map_err(Refused::Raised)? != 0 {}
    }
    Ok(found.into_temporaries())
}
