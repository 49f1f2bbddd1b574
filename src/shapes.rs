//! The shapes of libvirt's calls. Three quarters of all subs are one of these, and are then one line:
//! `sub get_name(dom: Domain) = borrowed_str(virDomainGetName(dom));`
//!
//! | shape | the C function | the Perl sub returns |
//! |---|---|---|
//! | `ok` | returns -1 on failure | nothing |
//! | `unreported` | returns -1 on failure, and reports nothing | nothing |
//! | `deregister` | takes an event's handler off a connection, or returns -1, which is of no interest | nothing |
//! | `count` | returns a number, -1 on failure | that number |
//! | `flag` | returns 1 or 0, -1 on failure | 1 or 0 |
//! | `nonzero` | returns a number, 0 on failure | that number |
//! | `owned_str` | returns a string that the caller frees | it |
//! | `borrowed_str` | returns a string of the object | it |
//! | `maybe_str` | as `owned_str`, and NULL is no failure | it, or undef |
//! | `optional_str` | as `borrowed_str`, and NULL without an error is no failure | it, or undef |
//! | `handle` | returns a new reference to an object | the object |
//! | `uuid`, `uuid_string` | fills a buffer | 16 bytes, or 36 characters |
//! | `out` | fills a number | it |
//! | `out_str` | fills a pointer to a string that the caller frees | it, or undef for NULL |
//! | `plain` | cannot fail | what it returns |
//! | `secret` | returns bytes that the caller frees, and their number | them; libvirt's are overwritten |
//! | `record` | fills a struct | a hash |
//! | `record_list(.. free virXFree)` | fills an array of structs, each to be freed | the list of their hashes |
//! | `list_all` | fills an array of objects | the list |
//! | `names`, `ids` | fills an array of strings or numbers, as long as its next argument says | the list |
//! | `at_once(obj, FLAGS; virListAll else virNum, virList, virLookup)` | lists all; where the driver cannot: counts, names, looks up | the list, or in scalar context how long it is |
//! | `by_uuid(con, uuid: virByUUID, virByUUIDString)` | looks up by bytes or by text | the object |
//! | `params` | counts typed parameters, then fills an array of them | a hash |
//! | `allocated_params` | allocates an array of typed parameters | a hash |
//! | `known_params(given: TABLE => virSet(..; flags))` | takes typed parameters, of the types in the table | nothing |
//! | `strings` | allocates an array of strings | the list |
//! | `structs` | allocates an array of structs (see [`crate::listed`]) | a list of hashes |
//! | `set_params(given: TABLE, virGet => virSet(..; flags))` | takes typed parameters, of the types in the table, or else those that `virGet` tells | nothing |
//! | `set_allocated_params(..)` | the same, where `virGet` allocates the array | nothing |
//!
//! Where C has an out argument, the line has `;` instead of a comma: `out(virDomainGetAutostart(dom;))`,
//! `list_all(virConnectListAllDomains(con; flags))`.
//! `ok(flags ? virNew(.., flags) : virOld(..))` asks the old function where no flag is set, as old daemons need.
//! `ok(..) since "9.7.0"` is a function newer than libvirt 6.0.

use std::ffi::{CStr, c_char, c_int};

use perl_xs::boundary::{Call, Given};
use perl_xs::handle::Fresh;
use perl_xs::ret::Counted;
use perl_xs::{Bytes, Hash, IntoSv, OwnedSv, Perl, Record, Ret};

pub(crate) use crate::args::{Flags, OrGone, OrNone};
use crate::error::{Error, Result};
use crate::handle::Pointer;
pub(crate) use crate::uuid::{RawUuid, UuidForm, uuid, uuid_form, uuid_string};
use crate::vir::{OwnedBytes, OwnedStr, SecretBytes, free, text_in};

/// The body of a one-line sub.
macro_rules! line {
    // Lists and look-ups that more than one function serves.
    (at_once ($object:ident, $flags:expr; $all:ident else $num:ident, $list:ident, $look_up:ident)) => {
        $crate::shapes::bulk(
            |out| $crate::vir::vir!($all($object, out, $flags)),
            || {
                let max = $crate::shapes::count($crate::vir::vir!($num($object)))?;
                let found = $crate::shapes::names(max, |out| $crate::vir::vir!($list($object, out, max)))?;
                $crate::shapes::looked_up(found, |name| $crate::vir::vir!($look_up($object, name.text())))
            },
        )
    };
    (by_uuid ($con:ident, $uuid:ident: $raw:ident, $text:ident)) => {
        $crate::shapes::handle(match $crate::shapes::uuid_form($uuid)? {
            $crate::shapes::UuidForm::Raw(uuid) => $crate::vir::vir!($raw($con, uuid)),
            $crate::shapes::UuidForm::Text(uuid) => $crate::vir::vir!($text($con, uuid.as_c_str())),
        })
    };
    (deregister ($function:ident($con:ident, $handler:expr))) => {{
        if let Some(con) = $con {
            $crate::events::in_turn(con.raw(), || $crate::vir::vir!($function(con, $handler)));
        }
        Ok(())
    }};
    // Functions with an out argument, which goes where the `;` is.
    (names ($function:ident($($before:expr),*; $max:expr $(, $after:expr)*))) => {
        $crate::shapes::names($max, |out| $crate::vir::vir!($function($($before,)* out, $max $(, $after)*)))
    };
    (params ($function:ident($($before:expr),*; $flags:expr))) => {
        $crate::typed_params::TypedParams::counted(|params, len| $crate::vir::vir!($function($($before,)* params, len, $flags)))
    };
    (allocated_params ($function:ident($($before:expr),*; $flags:expr))) => {
        $crate::typed_params::TypedParams::allocated(|params, len| $crate::vir::vir!($function($($before,)* params, len, $flags)))
    };
    (allocated_params ($function:ident($($before:expr),*; $flags:expr)) $since:literal) => {
        $crate::typed_params::TypedParams::allocated_since(|params, len| $crate::vir::vir_since!($since, $function($($before,)* params, len, $flags)))
    };
    (set_allocated_params ($given:ident: $table:ident, $get:ident => $set:ident($($before:expr),*; $flags:expr))) => {
        $crate::typed_params::TypedParams::chosen(&$given, $table, || {
            $crate::typed_params::TypedParams::allocated(|params, len| $crate::vir::vir!($get($($before,)* params, len, $flags)))
        })
        .and_then(|chosen| $crate::shapes::ok($crate::vir::vir!($set($($before,)* chosen.as_ptr(), chosen.len(), $flags))))
    };
    (set_params ($given:ident: $table:ident, $get:ident => $set:ident($($before:expr),*; $flags:expr))) => {
        $crate::typed_params::TypedParams::chosen(&$given, $table, || {
            $crate::typed_params::TypedParams::counted(|params, len| $crate::vir::vir!($get($($before,)* params, len, $flags)))
        })
        .and_then(|chosen| $crate::shapes::ok($crate::vir::vir!($set($($before,)* chosen.as_ptr(), chosen.len(), $flags))))
    };
    (known_params ($given:ident: $table:ident => $set:ident($($before:expr),*; $flags:expr))) => {
        $crate::typed_params::TypedParams::known(&$given, $table)
            .and_then(|chosen| $crate::shapes::ok($crate::vir::vir!($set($($before,)* chosen.as_ptr(), chosen.len(), $flags))))
    };
    (known_params ($given:ident: $table:ident => $set:ident($($before:expr),*; $flags:expr)) $since:literal) => {
        $crate::typed_params::TypedParams::known(&$given, $table).and_then(|chosen| {
            $crate::shapes::ok($crate::vir::vir_since!($since, $set($($before,)* chosen.as_ptr(), chosen.len(), $flags))?)
        })
    };
    (structs ($function:ident($($before:expr),*; $($after:expr),*))) => {
        $crate::listed::structs(|out| $crate::vir::vir!($function($($before,)* out $(, $after)*)))
    };
    (ids ($function:ident($($before:expr),*; $max:expr))) => {
        $crate::shapes::ids($max, |out| $crate::vir::vir!($function($($before,)* out, $max)))
    };
    (record ($function:ident($($before:expr),*; $($after:expr),*))) => {
        $crate::shapes::record(|out| $crate::vir::vir!($function($($before,)* out $(, $after)*)))
    };
    (record_list ($function:ident($($before:expr),*; $($after:expr),*) free $free:ident)) => {
        $crate::shapes::record_list(
            |out| $crate::vir::vir!($function($($before,)* out $(, $after)*)),
            |one| $crate::vir::vir!($free(one)),
        )
    };
    ($shape:ident ($function:ident($($before:expr),*; $($after:expr),*))) => {
        $crate::shapes::$shape(|out| Ok($crate::vir::vir!($function($($before,)* out $(, $after)*))))
    };
    ($shape:ident ($function:ident($($before:expr),*; $($after:expr),*)) $since:literal) => {
        $crate::shapes::$shape(|out| $crate::vir::vir_since!($since, $function($($before,)* out $(, $after)*)))
    };
    // Functions whose result is all.
    ($shape:ident ($flags:ident ? $new:ident($($a:expr),*) : $old:ident($($b:expr),*))) => {
        $crate::shapes::$shape(
            if $flags != 0 { $crate::vir::vir!($new($($a),*)) } else { $crate::vir::vir!($old($($b),*)) }
        )
    };
    ($shape:ident ($function:ident($($arg:expr),*))) => {
        $crate::shapes::$shape($crate::vir::vir!($function($($arg),*)))
    };
    ($shape:ident ($function:ident($($arg:expr),*)) $since:literal) => {
        $crate::vir::vir_since!($since, $function($($arg),*)).and_then($crate::shapes::$shape)
    };
}

/// Declares the subs of a package: `subs! { "Sys::Virt::Network"; sub ... }`, as `perl_xs::xs!` does, with libvirt's shapes
/// for lines and this crate's error. `handle` after the name says that its objects are handles.
macro_rules! subs {
    ($package:literal; $($subs:tt)*) => {
        perl_xs::xs! { package $package, error = $crate::error::PerlError<'_>, plain = $crate::error::Error, lines = $crate::shapes::line; $($subs)* }
    };
    ($package:literal handle; $($subs:tt)*) => {
        perl_xs::xs! {
            package $package, error = $crate::error::PerlError<'_>, plain = $crate::error::Error, lines = $crate::shapes::line, destroy = true; $($subs)*
        }
    };
}

pub(crate) use {line, subs};

/// The status of a call: negative is a failure.
#[inline]
pub(crate) fn ok(status: c_int) -> Result<()> {
    if status < 0 { Err(Error::last()) } else { Ok(()) }
}

/// The status of a call that reports no failure: negative is one.
#[inline]
pub(crate) fn unreported(status: c_int) -> Result<()> {
    if status < 0 { Err(Error::unreported()) } else { Ok(()) }
}

/// A number: negative is a failure.
#[inline]
pub(crate) fn count(number: c_int) -> Result<c_int> {
    if number < 0 { Err(Error::last()) } else { Ok(number) }
}

/// A truth value, as a plain 0 or 1: negative is a failure.
#[inline]
pub(crate) fn flag(answer: c_int) -> Result<c_int> {
    count(answer)
}

/// A number of which 0 is a failure.
#[inline]
pub(crate) fn nonzero<N: Into<u64>>(number: N) -> Result<u64> {
    match number.into() {
        0 => Err(Error::last()),
        number => Ok(number),
    }
}

/// A number in `*out`.
#[inline]
pub(crate) fn out<T: Default>(call: impl FnOnce(*mut T) -> Result<c_int>) -> Result<T> {
    let mut value = T::default();
    ok(call(&mut value)?)?;
    Ok(value)
}

/// A string in `*out` that libvirt allocated, or none.
pub(crate) fn out_str(call: impl FnOnce(*mut *mut c_char) -> Result<c_int>) -> Result<MaybeStr> {
    let mut text = std::ptr::null_mut();
    count(call(&mut text)?)?;
    maybe_str(text)
}

/// What cannot fail.
pub(crate) fn plain<T>(value: T) -> Result<T> {
    Ok(value)
}

/// A string that libvirt allocated: its bytes go to Perl, and it is freed.
#[inline]
pub(crate) fn owned_str(text: *mut c_char) -> Result<OwnedStr> {
    // SAFETY: this shape stands for functions whose result the caller frees.
    unsafe { OwnedStr::adopt(text) }.ok_or_else(Error::last)
}

/// As [`owned_str`], where NULL says that there is none.
#[inline]
pub(crate) fn maybe_str(text: *mut c_char) -> Result<MaybeStr> {
    // SAFETY: as for `owned_str`.
    Ok(MaybeStr(unsafe { OwnedStr::adopt(text) }))
}

/// See [`maybe_str`].
pub(crate) struct MaybeStr(Option<OwnedStr>);

impl<'p> Ret<'p> for MaybeStr {
    #[inline]
    fn give(self, call: &Call<'p>) -> Given {
        match self.0 {
            Some(text) => text.give(call),
            None => call.give(OwnedSv::undef(call.perl())),
        }
    }
}

/// Bytes that libvirt allocated, `len` of them; none for NULL.
pub(crate) fn owned_bytes(raw: *mut u8, len: usize) -> Bytes<OwnedBytes> {
    // SAFETY: this shape stands for functions that give `len` bytes to their caller, who frees them.
    Bytes(unsafe { OwnedBytes::adopt(raw, len) })
}

/// A string of the object that the sub was called with, which is in use until the result is on Perl's stack.
pub(crate) struct BorrowedStr(*const c_char);

// SAFETY: libvirt does not change a string that it lends.
unsafe impl Send for BorrowedStr {}

impl BorrowedStr {
    /// Its text.
    pub(crate) fn text(&self) -> &CStr {
        // SAFETY: libvirt's string lives as long as the object, which the sub keeps until after this.
        unsafe { CStr::from_ptr(self.0) }
    }
}

/// See [`BorrowedStr`].
#[inline]
pub(crate) fn borrowed_str(text: *const c_char) -> Result<BorrowedStr> {
    if text.is_null() { Err(Error::last()) } else { Ok(BorrowedStr(text)) }
}

/// As [`borrowed_str`], where NULL says that there is none, unless libvirt reported a failure.
#[inline]
pub(crate) fn optional_str(text: *const c_char) -> Result<OptionalStr> {
    match borrowed_str(text) {
        Err(Error::Libvirt(failure)) if failure.code() == virt::sys::VIR_ERR_OK => Ok(OptionalStr(None)),
        text => text.map(|text| OptionalStr(Some(text))),
    }
}

/// See [`optional_str`].
pub(crate) struct OptionalStr(Option<BorrowedStr>);

impl<'p> Ret<'p> for OptionalStr {
    #[inline]
    fn give(self, call: &Call<'p>) -> Given {
        match self.0 {
            Some(text) => text.give(call),
            None => call.give(OwnedSv::undef(call.perl())),
        }
    }
}

impl<'p> IntoSv<'p> for BorrowedStr {
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        self.text().into_sv(perl)
    }
}

impl<'p> Ret<'p> for BorrowedStr {
    #[inline]
    fn give(self, call: &Call<'p>) -> Given {
        self.text().give(call)
    }
}

impl<'p> Ret<'p> for OwnedStr {
    #[inline]
    fn give(self, call: &Call<'p>) -> Given {
        self.text().give(call)
    }
}

impl<'p> IntoSv<'p> for OwnedStr {
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        self.text().into_sv(perl)
    }
}

/// Bytes that nobody else shall see, in an array whose length is in `*out`.
#[inline]
pub(crate) fn secret(call: impl FnOnce(*mut usize) -> Result<*mut u8>) -> Result<SecretBytes> {
    let mut len = 0;
    let bytes = call(&mut len)?;
    // SAFETY: this shape stands for functions that give their caller so many bytes, or NULL.
    unsafe { SecretBytes::adopt(bytes, len) }.ok_or_else(Error::last)
}

/// A struct of libvirt's that becomes a hash.
pub(crate) trait IntoHash {
    /// An empty one, for libvirt to fill.
    fn empty() -> Self;
    /// The hash, as a reference.
    fn to_hash<'p>(&self, perl: Perl<'p>) -> OwnedSv<'p>;
}

/// A struct in `*out`, as a hash.
#[inline]
pub(crate) fn record<T: IntoHash>(call: impl FnOnce(*mut T) -> c_int) -> Result<Filled<T>> {
    record_of(call).map(Filled)
}

/// A struct in `*out`, for us.
#[inline]
pub(crate) fn record_of<T: IntoHash>(call: impl FnOnce(*mut T) -> c_int) -> Result<T> {
    let mut record = T::empty();
    ok(call(&mut record))?;
    Ok(record)
}

/// A struct that libvirt filled, on its way to Perl.
pub(crate) struct Filled<T>(pub(crate) T);

impl<'p, T: IntoHash> Ret<'p> for Filled<T> {
    #[inline]
    fn give(self, call: &Call<'p>) -> Given {
        call.give(self.0.to_hash(call.perl()))
    }
}

impl<'p, T: IntoHash> IntoSv<'p> for Filled<T> {
    #[inline]
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        self.0.to_hash(perl)
    }
}

/// An array of structs that libvirt allocated, each of which `release` frees, as hashes.
pub(crate) fn record_list<T: IntoHash, F: Fn(*mut T)>(
    call: impl FnOnce(*mut *mut *mut T) -> c_int,
    release: F,
) -> Result<RecordList<T, F>> {
    let mut array: *mut *mut T = std::ptr::null_mut();
    let len = count(call(&mut array))? as usize;
    Ok(RecordList { array, len, release })
}

/// See [`record_list`].
pub(crate) struct RecordList<T, F: Fn(*mut T)> {
    array: *mut *mut T,
    len: usize,
    release: F,
}

// SAFETY: the array is ours alone, and libvirt's functions, which free it, do so on any thread.
unsafe impl<T, F: Fn(*mut T) + Send> Send for RecordList<T, F> {}

impl<T, F: Fn(*mut T)> RecordList<T, F> {
    fn records(&self) -> impl Iterator<Item = *mut T> {
        // SAFETY: libvirt filled `len` places, each with a struct that is ours until it is released.
        (0..self.len).map(|at| unsafe { *self.array.add(at) })
    }
}

impl<'p, T: IntoHash, F: Fn(*mut T)> Ret<'p> for RecordList<T, F> {
    fn give(self, call: &Call<'p>) -> Given {
        // SAFETY: each is alive.
        call.give_each(self.records().map(|record| unsafe { &*record }.to_hash(call.perl())))
    }
}

impl<T, F: Fn(*mut T)> Drop for RecordList<T, F> {
    fn drop(&mut self) {
        self.records().for_each(&self.release);
        // SAFETY: the array is ours to free.
        unsafe { free(self.array.cast()) };
    }
}

/// Structs that become hashes: `virDomainInfo { state, maxMem, ... }` names the fields that Perl sees.
macro_rules! records {
    ($($ty:ident { $($field:ident $(as $name:literal)?),* $(,)? })*) => { $(
        impl $crate::shapes::IntoHash for virt::sys::$ty {
            #[inline]
            fn empty() -> Self {
                // SAFETY: a C struct of numbers and arrays of char, for which all zeroes is a value.
                unsafe { std::mem::zeroed() }
            }

            #[inline]
            fn to_hash<'p>(&self, perl: perl_xs::Perl<'p>) -> perl_xs::OwnedSv<'p> {
                static KEYS: perl_xs::Record = perl_xs::Record::new(&[$($crate::shapes::key!($field $($name)?)),*]);
                KEYS.fill(perl, [$(Some($crate::shapes::Field::field(&self.$field, perl))),*]).into_reference()
            }
        }
    )* };
}

/// A hash of counters, without those of -1: the driver does not keep them.
pub(crate) fn kept_counters<'p, const N: usize>(
    keys: &'static Record,
    perl: Perl<'p>,
    counters: [i64; N],
) -> Hash<'p> {
    keys.fill(perl, counters.map(|counter| (counter != -1).then(|| counter.into_sv(perl))))
}

/// A field's key in the hash.
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

pub(crate) use {key, records};

/// A field of such a struct.
pub(crate) trait Field {
    /// Its scalar.
    fn field<'p>(&self, perl: Perl<'p>) -> OwnedSv<'p>;
}

macro_rules! number_fields {
    ($($ty:ty),*) => { $(
        impl Field for $ty {
            #[inline]
            fn field<'p>(&self, perl: Perl<'p>) -> OwnedSv<'p> {
                (*self).into_sv(perl)
            }
        }
    )* };
}

number_fields!(i32, u32, i64, u64, u8);

impl Field for u16 {
    #[inline]
    fn field<'p>(&self, perl: Perl<'p>) -> OwnedSv<'p> {
        u32::from(*self).into_sv(perl)
    }
}

/// A text of the struct's, or undef for NULL.
impl Field for *mut c_char {
    fn field<'p>(&self, perl: Perl<'p>) -> OwnedSv<'p> {
        // SAFETY: NULL or a string, which lives as long as the struct.
        (!self.is_null()).then(|| unsafe { CStr::from_ptr(*self) }).into_sv(perl)
    }
}

/// A text in an array of char.
impl<const N: usize> Field for [c_char; N] {
    fn field<'p>(&self, perl: Perl<'p>) -> OwnedSv<'p> {
        text_in(self).into_sv(perl)
    }
}

/// A new reference to an object.
#[inline]
pub(crate) fn handle<P: Pointer>(raw: P) -> Result<Fresh<P::Of>> {
    // SAFETY: this shape stands for functions whose result the caller owns.
    unsafe { Fresh::adopt(raw) }.ok_or_else(Error::last)
}

/// An array of objects that libvirt allocated.
pub(crate) fn list_all<P: Pointer>(
    call: impl FnOnce(*mut *mut P) -> Result<c_int>,
) -> Result<Vec<Fresh<P::Of>>> {
    let mut array: *mut P = std::ptr::null_mut();
    let len = count(call(&mut array)?)? as usize;
    // SAFETY: libvirt filled `len` places, each with a reference that is ours, and the array is ours to free.
    unsafe {
        let list = (0..len).filter_map(|at| Fresh::adopt(*array.add(at))).collect();
        free(array.cast());
        Ok(list)
    }
}

/// The most places that one call may ask for, whatever the caller says: libvirt's own limits are far below.
const MOST: c_int = 1 << 20;

/// That many, where it is a number of places that can be asked for.
fn places(max: c_int) -> Result<usize> {
    match max {
        0..=MOST => Ok(max as usize),
        _ => Err(Error::message(format!("a list of {max} was asked for: it must be from 0 to {MOST}"))),
    }
}

/// An array of `max` places that are `empty`, for libvirt to fill.
pub(crate) fn filled<T: Clone>(max: c_int, empty: T) -> Result<Vec<T>> {
    Ok(vec![empty; places(max)?])
}

/// An array of at most `max` places that we allocate and libvirt fills: `call(array)` says how many.
fn listed<T>(max: c_int, call: impl FnOnce(*mut T) -> c_int) -> Result<Vec<T>> {
    let mut array = Vec::with_capacity(places(max)?);
    let len = count(call(array.as_mut_ptr()))? as usize;
    // SAFETY: libvirt filled `len` places.
    unsafe { array.set_len(len.min(max as usize)) };
    Ok(array)
}

/// An array of at most `max` strings that we allocate and libvirt fills.
pub(crate) fn names(max: c_int, call: impl FnOnce(*mut *mut c_char) -> c_int) -> Result<Vec<OwnedStr>> {
    // SAFETY: each is a string that is ours to free.
    Ok(listed(max, call)?.into_iter().filter_map(|name| unsafe { OwnedStr::adopt(name) }).collect())
}

/// An array of strings that libvirt allocates.
pub(crate) fn strings(call: impl FnOnce(*mut *mut *mut c_char) -> Result<c_int>) -> Result<Vec<OwnedStr>> {
    let mut array: *mut *mut c_char = std::ptr::null_mut();
    let len = count(call(&mut array)?)? as usize;
    // SAFETY: libvirt filled `len` places, each with a string that is ours, and the array is ours to free.
    unsafe {
        let list = (0..len).filter_map(|at| OwnedStr::adopt(*array.add(at))).collect();
        free(array.cast());
        Ok(list)
    }
}

/// Strings as C takes them: good as long as `texts` is.
pub(crate) fn pointers(texts: &[&CStr]) -> Vec<*const c_char> {
    texts.iter().map(|text| text.as_ptr()).collect()
}

/// An array of at most `max` numbers that we allocate and libvirt fills.
pub(crate) fn ids(max: c_int, call: impl FnOnce(*mut c_int) -> c_int) -> Result<Vec<c_int>> {
    listed(max, call)
}

/// A list that one call gives; where the driver has no such call, what `one_by_one` finds.
pub(crate) fn bulk<P: Pointer>(
    all: impl FnOnce(*mut *mut P) -> c_int,
    one_by_one: impl FnOnce() -> Result<Vec<Fresh<P::Of>>>,
) -> Result<Counted<Fresh<P::Of>>> {
    match list_all(|out| Ok(all(out))) {
        Err(Error::Libvirt(failure)) if failure.code() == virt::sys::VIR_ERR_NO_SUPPORT => {
            one_by_one().map(Counted)
        }
        list => list.map(Counted),
    }
}

/// The objects of these names (or ids); one that went away meanwhile is left out.
pub(crate) fn looked_up<T, P: Pointer>(
    names: Vec<T>,
    look_up: impl Fn(&T) -> P,
) -> Result<Vec<Fresh<P::Of>>> {
    Ok(names.iter().filter_map(|name| handle(look_up(name)).ok()).collect())
}
