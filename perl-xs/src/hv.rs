//! Hashes: to build one for the caller, with keys interned once, and to take one as an argument.

use std::cell::Ref;
use std::ffi::{c_char, c_void};
use std::ptr;
use std::sync::atomic::AtomicUsize;

use crate::arg::{Arg, Refused, settle_reference};
use crate::av::Array;
use crate::callback::read_as;
use crate::class::Class;
use crate::interp::Perl;
use crate::ret::IntoSv;
use crate::shim;
use crate::state::Slot;
use crate::sv::{OwnedSv, Sv, incremented};
use crate::sys::{self, HV, STRLEN, SV};

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
        let value = value.into_sv(self.perl).into_raw();
        let action = (sys::HV_FETCH_ISSTORE | sys::HV_FETCH_JUST_SV) as _;
        let (bytes, len) = (key.as_ptr().cast(), key.len() as _);
        // SAFETY: the hash is ours and has no magic: it keeps every value it is given, and takes over its reference.
        unsafe {
            let no_key = ptr::null_mut();
            sys::thx::Perl_hv_common(self.perl.raw(), self.raw(), no_key, bytes, len, 0, action, value, 0)
        };
    }

    /// Keeps bytes with it where Perl code does not see them, until it is freed: [`Sv::note`] gives them. None are not kept.
    pub fn keep_note(&self, bytes: &[u8]) {
        if !bytes.is_empty() {
            // SAFETY: the hash is ours, and perl copies the bytes; the magic has no function that would change anything else.
            unsafe { shim::px_note(self.perl.raw(), self.hv.raw(), bytes.as_ptr().cast(), bytes.len() as _) };
        }
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

/// The keys of one kind of hash. Each interpreter keeps a hash of them, without values: such a hash is made as a copy of
/// it, so that no key is hashed, looked up or copied.
pub struct Record {
    keys: &'static [&'static str],
    slot: Slot,
}

/// A record's hash of keys, and where the value of the first, second and so on that perl has in it stands in the record.
pub(crate) struct Template {
    pub(crate) hash: *mut HV,
    order: Box<[usize]>,
}

impl Record {
    /// A record of these keys, in the order in which values will be given.
    pub const fn new(keys: &'static [&'static str]) -> Self {
        Self { keys, slot: Slot::new() }
    }

    /// A hash with one value for each key, in order. [`None`] in a slot leaves the key out.
    pub fn fill<'p, const N: usize>(
        &'static self,
        perl: Perl<'p>,
        values: [Option<OwnedSv<'p>>; N],
    ) -> Hash<'p> {
        assert_eq!(N, self.keys.len(), "one value for each key of a record");
        if values.iter().any(Option::is_none) {
            return self.fill_some(perl, values);
        }
        let values = values.map(|value| value.map_or(ptr::null_mut(), OwnedSv::into_raw));
        let template = self.template(perl);
        let mut ordered = [ptr::null_mut(); N];
        for (place, at) in ordered.iter_mut().zip(&template.order) {
            *place = values[*at];
        }
        // SAFETY: the template has N keys; the values pass to the hash, which is new.
        let hv = unsafe { shim::px_record(perl.raw(), template.hash, ordered.as_mut_ptr()) };
        // SAFETY: the shim gave one reference.
        Hash { perl, hv: unsafe { OwnedSv::from_raw(perl, hv.cast()) } }
    }

    /// The same without some of the keys.
    #[cold]
    fn fill_some<'p, const N: usize>(&self, perl: Perl<'p>, values: [Option<OwnedSv<'p>>; N]) -> Hash<'p> {
        let mut hash = Hash::new(perl);
        for (key, value) in self.keys.iter().zip(values) {
            if let Some(value) = value {
                hash.insert(key.as_bytes(), value);
            }
        }
        hash
    }

    /// This interpreter's template.
    #[inline]
    fn template<'p>(&'static self, perl: Perl<'p>) -> Ref<'p, Template> {
        let index = self.slot.index(&RECORDS);
        let all = &perl.state().records;
        if all.borrow().get(index).is_none_or(Option::is_none) {
            let mut records = all.borrow_mut();
            if records.len() <= index {
                records.resize_with(index + 1, || None);
            }
            records[index] = Some(self.new_template(perl));
        }
        Ref::map(all.borrow(), |records| records[index].as_ref().expect("filled above"))
    }

    #[cold]
    fn new_template(&self, perl: Perl<'_>) -> Template {
        let keys = Hash::new(perl);
        for key in self.keys {
            // SAFETY: the hash is ours, and perl copies the key.
            unsafe { shim::px_record_key(perl.raw(), keys.raw(), key.as_ptr().cast(), key.len() as _) };
        }
        let place = |key: &[u8]| self.keys.iter().position(|name| name.as_bytes() == key);
        let mut order = Vec::new();
        // SAFETY: the hash is ours.
        unsafe { each_pair(perl, keys.raw(), |key, _| order.extend(place(key))) };
        Template { hash: keys.hv.into_raw().cast(), order: order.into() }
    }
}

/// Shows each key and value of a hash to `take`; of a tied one, what the tie hides. No Perl code runs.
///
/// # Safety
/// The hash is alive, and `take` neither changes it nor panics.
unsafe fn each_pair<'k, F: FnMut(&'k [u8], *mut SV)>(perl: Perl<'_>, hv: *mut HV, mut take: F) {
    /// # Safety
    /// `px_hash_pairs` calls it, with the closure and a live pair.
    unsafe extern "C" fn pair<'k, F: FnMut(&'k [u8], *mut SV)>(
        take: *mut c_void,
        key: *const c_char,
        len: STRLEN,
        value: *mut SV,
    ) {
        // SAFETY: as above.
        unsafe { (*take.cast::<F>())(std::slice::from_raw_parts(key.cast(), len), value) }
    }

    // SAFETY: as the caller says; the closure outlives the call.
    unsafe { shim::px_hash_pairs(perl.raw(), hv, pair::<'k, F>, (&raw mut take).cast()) };
}

/// What a hash holds: as an argument, a reference to one. Each key is there once, with the value itself, which may be
/// magical, or change while Perl code runs: whoever wants it as something reads it as that.
pub struct Pairs<'c>(Vec<(Box<[u8]>, Sv<'c>)>);

impl<'c> Pairs<'c> {
    /// The value of `key`.
    pub fn get(&self, key: &[u8]) -> Option<Sv<'c>> {
        self.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All pairs.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], Sv<'c>)> {
        self.0.iter().map(|(key, value)| (&**key, *value))
    }
}

const HASH: &str = "a HASH reference";

/// The hash that a scalar refers to.
fn hash_of(sv: Sv<'_>) -> Option<Sv<'_>> {
    sv.referent().filter(|hash| hash.as_hv().is_some())
}

impl<'c> Arg<'c> for Pairs<'_> {
    type Value = Pairs<'c>;

    /// A hash without magic.
    fn ready(sv: Sv<'c>) -> bool {
        !sv.is_magical() && hash_of(sv).is_some_and(|hash| hash.flags() & sys::SVs_RMG == 0)
    }

    /// A reference of our own, for a tied hash to a plain one with the same pairs.
    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        let reference = settle_reference(perl, sv)?;
        let Some(hash) = hash_of(reference.borrow()) else { return Err(Refused::Not(HASH)) };
        // SAFETY: `reference` keeps the hash.
        let tied = unsafe { shim::px_hash_tie(perl.raw(), hash.raw().cast()) };
        if tied.is_null() {
            return Ok(reference);
        }
        // SAFETY: the shim gave a new reference to the object behind the hash.
        untied(perl, &unsafe { OwnedSv::from_raw(perl, tied) }).map(Hash::into_reference)
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> Result<Pairs<'c>, Refused<'c>> {
        let Some(hash) = hash_of(sv) else { return Err(Refused::Not(HASH)) };
        let hv: *mut HV = hash.raw().cast();
        // SAFETY: the hash is alive, and each value lives on as a temporary.
        unsafe {
            let mut pairs = Vec::with_capacity((*(*hv).sv_any).xhv_keys);
            each_pair(perl, hv, |key, value| {
                pairs.push((key.into(), OwnedSv::from_raw(perl, incremented(value)).into_mortal()));
            });
            Ok(Pairs(pairs))
        }
    }
}

/// What the object behind a tied hash says is in it. Each step is Perl code, and therefore protected.
fn untied<'p>(perl: Perl<'p>, object: &OwnedSv<'p>) -> Result<Hash<'p>, Refused<'p>> {
    let found = Array::new(perl);
    let (object, pairs) = (object.raw(), found.raw());
    // SAFETY: the caller holds the object, and `found` is the array.
    let step = move |perl: Perl<'p>| unsafe { shim::px_hash_next(perl.raw(), object, pairs) };
    while perl.protect(step).map_err(Refused::Raised)? != 0 {}
    let mut hash = Hash::new(perl);
    for pair in found.into_temporaries().chunks_exact(2) {
        hash.insert(read_as::<&[u8]>(perl, pair[0])?, pair[1]);
    }
    Ok(hash)
}
