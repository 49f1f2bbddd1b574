//! Typed parameters (`virTypedParameter`), both ways: an array of names with values of seven types is a hash in Perl.

use std::ffi::{CStr, c_int, c_void};

use perl_xs::boundary::{Call, Given as OnStack};
use perl_xs::{Arg, Hash, IntoSv, List, Object, OwnedSv, Perl, Refused, Ret, Sv};
use virt::sys::{self, virTypedParameter};

use crate::error::{Error, Result};
use crate::shapes::ok;
use crate::vir::{duplicate, free};
use given::Value;
pub(crate) use given::{Given, Params};

mod given;
pub(crate) mod known;
#[cfg(test)]
mod tests;

/// The names and types of the parameters that a function takes.
pub(crate) type Known = &'static [(&'static CStr, sys::virTypedParameterType)];

/// An array of typed parameters that we own.
pub(crate) struct TypedParams {
    array: *mut virTypedParameter,
    len: c_int,
    room: c_int,
}

// SAFETY: the array is ours alone, and may be read and freed on any thread.
unsafe impl Send for TypedParams {}

impl TypedParams {
    /// None.
    const NONE: Self = Self { array: std::ptr::null_mut(), len: 0, room: 0 };

    /// None yet, with room for `room`: libvirt refuses NULL even where there is none to set.
    fn with_room(room: c_int) -> Self {
        let mut params = Self::NONE;
        params.grow(room.max(1));
        params
    }

    /// Room for so many more, in places that are all zero. Inlined, it would become a `calloc`, which does without glibc's
    /// cache of small blocks.
    #[inline(never)]
    fn grow(&mut self, more: c_int) {
        let (room, more) = (self.room as usize, more as usize);
        // SAFETY: the array is NULL or came from malloc, with `room` places; all zero is an empty parameter.
        unsafe {
            let size = (room + more) * size_of::<virTypedParameter>();
            let array = realloc(self.array.cast(), size).cast::<virTypedParameter>();
            assert!(!array.is_null(), "no memory for parameters");
            array.add(room).write_bytes(0, more);
            self.array = array;
        }
        self.room = (room + more) as c_int;
    }

    /// What a function reports that first counts (no array) and then fills the caller's array:
    /// `call(params, &mut len)`.
    pub(crate) fn counted(call: impl Fn(*mut virTypedParameter, *mut c_int) -> c_int) -> Result<Self> {
        let mut len = 0;
        ok(call(std::ptr::null_mut(), &mut len))?;
        Self::filled(len, call)
    }

    /// What a function reports into an array of `len` places.
    pub(crate) fn filled(
        len: c_int,
        call: impl Fn(*mut virTypedParameter, *mut c_int) -> c_int,
    ) -> Result<Self> {
        let mut params = Self::with_room(len);
        let mut reported = len;
        ok(call(params.array, &mut reported))?;
        params.len = reported.min(len);
        Ok(params)
    }

    /// What a function reports in an array that it allocates: `call(&mut params, &mut len)`.
    pub(crate) fn allocated(
        call: impl FnOnce(*mut *mut virTypedParameter, *mut c_int) -> c_int,
    ) -> Result<Self> {
        Self::allocated_since(|params, len| Ok(call(params, len)))
    }

    /// The same for a function that the running library may lack.
    pub(crate) fn allocated_since(
        call: impl FnOnce(*mut *mut virTypedParameter, *mut c_int) -> Result<c_int>,
    ) -> Result<Self> {
        let mut params = Self::NONE;
        ok(call(&mut params.array, &mut params.len)?)?;
        params.room = params.len;
        Ok(params)
    }

    /// The array, for C.
    pub(crate) fn as_ptr(&self) -> *mut virTypedParameter {
        self.array
    }

    /// How many there are.
    pub(crate) fn len(&self) -> c_int {
        self.len
    }

    fn as_slice(&self) -> &[virTypedParameter] {
        if self.array.is_null() {
            return &[];
        }
        // SAFETY: `len` of the array's places are filled.
        unsafe { std::slice::from_raw_parts(self.array, self.len as usize) }
    }

    /// One more, whose value is still zero.
    fn push(&mut self, name: &CStr, kind: sys::virTypedParameterType) -> &mut virTypedParameter {
        if self.len == self.room {
            self.grow(self.room.max(1));
        }
        // SAFETY: there is room for one more, and a place that is all zero is a parameter.
        let param = unsafe { &mut *self.array.add(self.len as usize) };
        self.len += 1;
        let name = name.to_bytes();
        assert!(name.len() < param.field.len(), "names are shorter than libvirt's limit");
        param.field.iter_mut().zip(name).for_each(|(place, byte)| *place = *byte as _);
        param.type_ = kind as _;
        param
    }

    /// The hash that Perl sees: a value for each name.
    pub(crate) fn to_hash<'p>(&self, perl: Perl<'p>) -> Hash<'p> {
        self.to_hash_as(perl, |name| name)
    }

    /// The same, with other names for some.
    fn to_hash_as<'p>(&self, perl: Perl<'p>, rename: Rename) -> Hash<'p> {
        let mut hash = Hash::new(perl);
        for param in self.as_slice() {
            hash.insert(rename(name(param).to_bytes()), value(perl, param));
        }
        hash
    }

    /// The same parameters, to be given with other names for some.
    pub(crate) fn renamed(self, rename: Rename) -> Renamed {
        Renamed { params: self, rename }
    }

    /// One hash for each `each` places of the array, at most so many.
    pub(crate) fn chunks(self, each: usize, most: usize) -> Chunks {
        Chunks { params: self, each: each.max(1), most }
    }

    /// How many such hashes there are up to the last that is not empty.
    pub(crate) fn filled_chunks(&self, each: usize) -> usize {
        let last = self.as_slice().iter().rposition(|param| param.type_ != 0);
        last.map_or(0, |last| last / each.max(1) + 1)
    }

    /// Those of `given` that `known` names, each with the type it gives. Where there are others, libvirt is asked: `ask`
    /// tells what else there is, with its type. Names that neither knows are ignored. A list of strings is one parameter
    /// for each.
    ///
    /// # Errors
    /// A value that is none of that type, or what `ask` fails with.
    pub(crate) fn chosen(
        given: &Given<'_>,
        known: Known,
        ask: impl FnOnce() -> Result<Self>,
    ) -> Result<Self> {
        let mut told = None;
        if !given.all(|key| listed(known, key).is_some()) {
            told = Some(ask()?);
        }
        let told = told.as_ref().map_or(&[][..], Self::as_slice);
        let further = told.iter().map(|param| (name(param), param.type_ as sys::virTypedParameterType));
        let further = further.filter(|(name, _)| listed(known, name.to_bytes()).is_none());
        let mut chosen = Self::with_room(given.len() as c_int);
        for (name, kind) in known.iter().copied().chain(further) {
            let Some(value) = given.get(name.to_bytes()) else { continue };
            if may_be_list(name) {
                for text in value.read::<Texts>(name)? {
                    set_text(chosen.push(name, kind), text);
                }
            } else {
                set(chosen.push(name, kind), value)?;
            }
        }
        Ok(chosen)
    }

    /// The same for a function that cannot be asked.
    ///
    /// # Errors
    /// A value that is none of its type.
    pub(crate) fn known(given: &Given<'_>, known: Known) -> Result<Self> {
        Self::chosen(given, known, || Ok(Self::NONE))
    }

    /// Sets a string, in place of one of that name.
    pub(crate) fn set_text(&mut self, name: &CStr, text: &CStr) {
        let param = match self.as_slice().iter().position(|param| self::name(param) == name) {
            // SAFETY: one of the filled places.
            Some(at) => unsafe { &mut *self.array.add(at) },
            None => self.push(name, sys::VIR_TYPED_PARAM_STRING),
        };
        set_text(param, text);
    }
}

/// A name for a name.
type Rename = fn(&[u8]) -> &[u8];

impl<'p> IntoSv<'p> for TypedParams {
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        self.to_hash(perl).into_reference()
    }
}

impl<'p> Ret<'p> for TypedParams {
    fn give(self, call: &Call<'p>) -> OnStack {
        call.give(self.into_sv(call.perl()))
    }
}

/// See [`TypedParams::renamed`].
pub(crate) struct Renamed {
    params: TypedParams,
    rename: Rename,
}

impl<'p> Ret<'p> for Renamed {
    fn give(self, call: &Call<'p>) -> OnStack {
        call.give(self.params.to_hash_as(call.perl(), self.rename).into_reference())
    }
}

/// See [`TypedParams::chunks`]. An empty place is left out of its hash.
pub(crate) struct Chunks {
    params: TypedParams,
    each: usize,
    most: usize,
}

impl<'p> Ret<'p> for Chunks {
    fn give(self, call: &Call<'p>) -> OnStack {
        let hash = |params: &[virTypedParameter]| {
            let mut hash = Hash::new(call.perl());
            for param in params.iter().filter(|param| param.type_ != 0) {
                hash.insert(name(param).to_bytes(), value(call.perl(), param));
            }
            hash.into_reference()
        };
        call.give_each(self.params.as_slice().chunks(self.each).take(self.most).map(hash))
    }
}

/// The hash for an array that libvirt lends.
///
/// # Safety
/// `array` has `len` parameters, or is NULL.
pub(crate) unsafe fn hash_of<'p>(perl: Perl<'p>, array: *mut virTypedParameter, len: c_int) -> Hash<'p> {
    let lent = std::mem::ManuallyDrop::new(TypedParams { array, len, room: len });
    lent.to_hash(perl)
}

impl Drop for TypedParams {
    fn drop(&mut self) {
        // SAFETY: the array came from malloc or libvirt, with `len` filled places, and is ours.
        unsafe { sys::virTypedParamsFree(self.array, self.len) };
    }
}

unsafe extern "C" {
    fn realloc(memory: *mut c_void, size: usize) -> *mut c_void;
}

/// The row of that name in a table.
fn listed(known: Known, wanted: &[u8]) -> Option<(&'static CStr, sys::virTypedParameterType)> {
    known.iter().find(|(name, _)| name.to_bytes() == wanted).copied()
}

/// A parameter's name.
fn name(param: &virTypedParameter) -> &CStr {
    // SAFETY: libvirt ends the name with a NUL inside its 80 bytes.
    unsafe { CStr::from_ptr(param.field.as_ptr()) }
}

/// The seven types: what each holds, and where.
macro_rules! types {
    ($($kind:ident($ty:ty) = $field:ident;)*) => {
        /// A parameter's value as a scalar; undef for a type that libvirt gained later.
        fn value<'p>(perl: Perl<'p>, param: &virTypedParameter) -> OwnedSv<'p> {
            match param.type_ as sys::virTypedParameterType {
                $(
                    // SAFETY: the type says which field of the union is set.
                    sys::$kind => unsafe { <$ty>::from_c(param.value.$field) }.into_sv(perl),
                )*
                sys::VIR_TYPED_PARAM_STRING => {
                    // SAFETY: as above; the string is NULL or ends in NUL, and is the array's.
                    let text = unsafe { param.value.s };
                    // SAFETY: not NULL where it is read.
                    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }).into_sv(perl)
                }
                _ => OwnedSv::undef(perl),
            }
        }

        /// Sets a parameter to a value of its type.
        fn set(param: &mut virTypedParameter, value: Value<'_>) -> Result<()> {
            match param.type_ as sys::virTypedParameterType {
                $(sys::$kind => param.value.$field = value.read::<$ty>(name(param))?.to_c(),)*
                sys::VIR_TYPED_PARAM_STRING => set_text(param, value.read::<&CStr>(name(param))?),
                _ => {
                    let name = name(param).to_string_lossy();
                    let text = format!("the parameter {name} is of a type that is not known here");
                    return Err(Error::message(text));
                }
            }
            Ok(())
        }
    };
}

/// Makes a parameter a string.
fn set_text(param: &mut virTypedParameter, text: &CStr) {
    if param.type_ as sys::virTypedParameterType == sys::VIR_TYPED_PARAM_STRING {
        // SAFETY: NULL, or a string of the array's own.
        unsafe { free(param.value.s.cast()) };
    }
    param.type_ = sys::VIR_TYPED_PARAM_STRING as _;
    param.value.s = duplicate(text);
}

types! {
    VIR_TYPED_PARAM_INT(i32) = i;
    VIR_TYPED_PARAM_UINT(u32) = ui;
    VIR_TYPED_PARAM_LLONG(i64) = l;
    VIR_TYPED_PARAM_ULLONG(u64) = ul;
    VIR_TYPED_PARAM_DOUBLE(f64) = d;
    VIR_TYPED_PARAM_BOOLEAN(Boolean) = b;
}

/// How a value stands in C.
trait Held {
    /// The field's type.
    type Field;
    /// From a parameter.
    fn from_c(field: Self::Field) -> Self;
    /// For a new one.
    fn to_c(self) -> Self::Field;
}

macro_rules! held_as_is {
    ($($ty:ty),*) => { $(
        impl Held for $ty {
            type Field = $ty;
            fn from_c(field: $ty) -> $ty {
                field
            }
            fn to_c(self) -> $ty {
                self
            }
        }
    )* };
}

held_as_is!(i32, u32, i64, u64, f64);

/// A boolean: in Perl a number, false where it is 0, as the C module reads it.
struct Boolean(bool);

impl Held for Boolean {
    type Field = std::ffi::c_char;
    fn from_c(field: std::ffi::c_char) -> Self {
        Self(field != 0)
    }
    fn to_c(self) -> std::ffi::c_char {
        self.0.into()
    }
}

impl<'c> Arg<'c> for Boolean {
    type Value = Self;

    fn ready(sv: Sv<'c>) -> bool {
        i64::ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> std::result::Result<OwnedSv<'c>, Refused<'c>> {
        i64::settle(perl, sv)
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> std::result::Result<Self, Refused<'c>> {
        <i64 as Arg>::take(perl, sv).map(|number| Self(number != 0))
    }
}

impl<'p> IntoSv<'p> for Boolean {
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        self.0.into_sv(perl)
    }
}

/// Whether the values of that name, the disks to migrate or the ways to compress, may be told in a list.
fn may_be_list(name: &CStr) -> bool {
    name == sys::VIR_MIGRATE_PARAM_COMPRESSION || name.to_bytes().starts_with(b"migrate_disks")
}

/// One string, or a list of strings.
struct Texts;

impl Texts {
    fn is_list(sv: Sv<'_>) -> bool {
        sv.referent().is_some_and(|list| list.as_av().is_some())
    }
}

impl<'c> Arg<'c> for Texts {
    type Value = Vec<&'c CStr>;

    fn ready(sv: Sv<'c>) -> bool {
        <&CStr>::ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> std::result::Result<OwnedSv<'c>, Refused<'c>> {
        let plain = Object::settle(perl, sv)?.into_mortal();
        match Self::is_list(plain) {
            true => List::<&CStr>::settle(perl, plain),
            false if Self::ready(plain) => Ok(plain.to_owned(perl)),
            false => <&CStr>::settle(perl, plain),
        }
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> std::result::Result<Self::Value, Refused<'c>> {
        if Self::is_list(sv) { List::<&CStr>::take(perl, sv) } else { Ok(vec![<&CStr>::take(perl, sv)?]) }
    }
}
