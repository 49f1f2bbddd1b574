//! Typed parameters (`virTypedParameter`), both ways: an array of names with values of seven types is a hash in Perl.

use std::ffi::{CStr, CString, c_int};

use perl_xs::{Arg, Hash, IntoSv, OwnedSv, Pairs, Perl, Refused, Sv};
use virt::sys::{self, virTypedParameter};

use crate::error::{Error, Result};
use crate::shapes::ok;
use crate::vir::vir;

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

impl TypedParams {
    /// None yet, with room for `room`: libvirt refuses NULL even where there is none to set.
    fn with_room(room: c_int) -> Self {
        // SAFETY: calloc gives zeroed memory, which is an array of empty parameters; the array is freed by Drop.
        let array = unsafe {
            calloc(room.max(1) as usize, size_of::<virTypedParameter>()).cast::<virTypedParameter>()
        };
        Self { array, len: 0, room: room.max(1) }
    }

    /// What a function reports that first counts (no array) and then fills the caller's array:
    /// `call(params, &mut len)`.
    pub(crate) fn counted<'p>(
        call: impl Fn(*mut virTypedParameter, *mut c_int) -> c_int,
    ) -> Result<'p, Self> {
        let mut len = 0;
        ok(call(std::ptr::null_mut(), &mut len))?;
        Self::filled(len, call)
    }

    /// What a function reports into an array of `len` places.
    pub(crate) fn filled<'p>(
        len: c_int,
        call: impl Fn(*mut virTypedParameter, *mut c_int) -> c_int,
    ) -> Result<'p, Self> {
        let mut params = Self::with_room(len);
        let mut reported = len;
        ok(call(params.array, &mut reported))?;
        params.len = reported.min(len);
        Ok(params)
    }

    /// What a function reports in an array that it allocates: `call(&mut params, &mut len)`.
    pub(crate) fn allocated<'p>(
        call: impl FnOnce(*mut *mut virTypedParameter, *mut c_int) -> c_int,
    ) -> Result<'p, Self> {
        let mut params = Self { array: std::ptr::null_mut(), len: 0, room: 0 };
        ok(call(&mut params.array, &mut params.len))?;
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
        // SAFETY: libvirt filled `len` of the array's places.
        unsafe { std::slice::from_raw_parts(self.array, self.len as usize) }
    }

    /// The hash that Perl sees: a value for each name.
    pub(crate) fn to_hash<'p>(&self, perl: Perl<'p>) -> Hash<'p> {
        self.to_hash_as(perl, |name| name)
    }

    /// The same, with other names for some.
    pub(crate) fn to_hash_as<'p>(&self, perl: Perl<'p>, rename: impl Fn(&[u8]) -> &[u8]) -> Hash<'p> {
        let mut hash = Hash::new(perl);
        for param in self.as_slice() {
            hash.insert(rename(name(param).to_bytes()), value(perl, param));
        }
        hash
    }

    /// One hash for each `each` places of the array: an empty place is left out of its hash.
    pub(crate) fn to_hashes<'p>(&self, perl: Perl<'p>, each: usize) -> Vec<Hash<'p>> {
        let hash = |params: &[virTypedParameter]| {
            let mut hash = Hash::new(perl);
            for param in params.iter().filter(|param| param.type_ != 0) {
                hash.insert(name(param).to_bytes(), value(perl, param));
            }
            hash
        };
        self.as_slice().chunks(each.max(1)).map(hash).collect()
    }

    /// How many such hashes there are up to the last that is not empty.
    pub(crate) fn filled_chunks(&self, each: usize) -> usize {
        let last = self.as_slice().iter().rposition(|param| param.type_ != 0);
        last.map_or(0, |last| last / each.max(1) + 1)
    }

    /// Those of `given` that `current` knows, each with the type it has there, and those that only `known` names, for a
    /// driver may not tell of all that it takes. Names that neither knows are ignored.
    ///
    /// # Errors
    /// A value that is none of that type.
    pub(crate) fn chosen<'p>(
        perl: Perl<'p>,
        given: &Pairs<'p>,
        known: Known,
        current: &Self,
    ) -> Result<'p, Self> {
        let mut chosen = Self::with_room(1);
        for param in current.as_slice() {
            let name = name(param);
            if let Some(value) = given.get(name.to_bytes()) {
                chosen.add(perl, name, param.type_ as sys::virTypedParameterType, value)?;
            }
        }
        for (name, kind) in known {
            let told = || current.as_slice().iter().any(|param| self::name(param) == *name);
            if let Some(value) = given.get(name.to_bytes()).filter(|_| !told()) {
                chosen.add(perl, name, *kind, value)?;
            }
        }
        Ok(chosen)
    }

    /// Those of `given` that the table `known` names, each with the type it gives: for functions that cannot be asked.
    /// A list of strings is one parameter for each.
    ///
    /// # Errors
    /// A value that is none of that type.
    pub(crate) fn known<'p>(perl: Perl<'p>, given: &Pairs<'p>, known: Known) -> Result<'p, Self> {
        let mut chosen = Self::with_room(1);
        for (name, kind) in known {
            if let Some(value) = given.get(name.to_bytes()) {
                chosen.add(perl, name, *kind, value)?;
            }
        }
        Ok(chosen)
    }

    /// Sets a string, in place of one of that name.
    ///
    /// # Errors
    /// libvirt's own.
    pub(crate) fn set_text<'p>(&mut self, name: &CStr, text: &CStr) -> Result<'p, ()> {
        let len = self.len.max(0) as usize;
        if let Some(at) = self.as_slice().iter().position(|param| self::name(param) == name) {
            // SAFETY: `at` and the last place are among the filled ones; the parameter that leaves is freed.
            unsafe {
                std::ptr::swap(self.array.add(at), self.array.add(len - 1));
                self.len -= 1;
                sys::virTypedParamsClear(self.array.add(len - 1), 1);
            }
        }
        let (array, len, room) = (&raw mut self.array, &raw mut self.len, &raw mut self.room);
        ok(vir!(virTypedParamsAddString(array, len, room, name, text)))
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
        // SAFETY: the array came from calloc or libvirt, with `len` filled places, and is ours.
        unsafe { sys::virTypedParamsFree(self.array, self.len) };
    }
}

unsafe extern "C" {
    fn calloc(count: usize, size: usize) -> *mut std::ffi::c_void;
}

/// A parameter's name.
fn name(param: &virTypedParameter) -> &CStr {
    // SAFETY: libvirt ends the name with a NUL inside its 80 bytes.
    unsafe { CStr::from_ptr(param.field.as_ptr()) }
}

/// The seven types: what each holds, how it is read, and how it is added.
macro_rules! types {
    ($($kind:ident($ty:ty) = $field:ident, $add:ident;)*) => {
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

        impl TypedParams {
            /// Adds `value` as a parameter of the type `kind`.
            fn add<'p>(
                &mut self,
                perl: Perl<'p>,
                name: &CStr,
                kind: sys::virTypedParameterType,
                value: Sv<'p>,
            ) -> Result<'p, ()> {
                let (array, len, room) = (&raw mut self.array, &raw mut self.len, &raw mut self.room);
                match kind {
                    $(
                        sys::$kind => {
                            let value = taken::<$ty>(perl, name, value)?;
                            ok(vir!($add(array, len, room, name, value.to_c())))
                        }
                    )*
                    sys::VIR_TYPED_PARAM_STRING => {
                        for text in texts(perl, name, value)? {
                            ok(vir!(virTypedParamsAddString(array, len, room, name, text.as_c_str())))?;
                        }
                        Ok(())
                    }
                    _ => {
                        let name = name.to_string_lossy();
                        Err(Error::message(format!("the parameter {name} is of a type that is not known here")))
                    }
                }
            }
        }
    };
}

types! {
    VIR_TYPED_PARAM_INT(i32) = i, virTypedParamsAddInt;
    VIR_TYPED_PARAM_UINT(u32) = ui, virTypedParamsAddUInt;
    VIR_TYPED_PARAM_LLONG(i64) = l, virTypedParamsAddLLong;
    VIR_TYPED_PARAM_ULLONG(u64) = ul, virTypedParamsAddULLong;
    VIR_TYPED_PARAM_DOUBLE(f64) = d, virTypedParamsAddDouble;
    VIR_TYPED_PARAM_BOOLEAN(Boolean) = b, virTypedParamsAddBoolean;
}

/// How a value stands in C.
trait Held {
    /// The field's type.
    type Field;
    /// The type that the adding function takes.
    type Added;
    /// From a parameter.
    fn from_c(field: Self::Field) -> Self;
    /// For a new one.
    fn to_c(self) -> Self::Added;
}

macro_rules! held_as_is {
    ($($ty:ty),*) => { $(
        impl Held for $ty {
            type Field = $ty;
            type Added = $ty;
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
    type Added = c_int;
    fn from_c(field: std::ffi::c_char) -> Self {
        Self(field != 0)
    }
    fn to_c(self) -> c_int {
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

/// A value out of the caller's hash, as a `T`.
fn taken<'p, T: Arg<'p>>(perl: Perl<'p>, name: &CStr, value: Sv<'p>) -> Result<'p, T::Value> {
    let value = if T::ready(value) {
        value
    } else {
        T::settle(perl, value).map_err(|why| refused(perl, name, value, why))?.into_mortal()
    };
    T::take(perl, value).map_err(|why| refused(perl, name, value, why))
}

/// One string, or each string of a list, which the disks to migrate and the ways to compress are told in.
fn texts<'p>(perl: Perl<'p>, name: &CStr, value: Sv<'p>) -> Result<'p, Vec<CString>> {
    let listed = name == sys::VIR_MIGRATE_PARAM_COMPRESSION || name.to_bytes().starts_with(b"migrate_disks");
    if listed && value.referent().is_some_and(|list| list.as_av().is_some()) {
        let list = taken::<perl_xs::List<&CStr>>(perl, name, value)?;
        return Ok(list.into_iter().map(CString::from).collect());
    }
    Ok(vec![taken::<&CStr>(perl, name, value)?.to_owned()])
}

/// The failure for a value that does not fit.
fn refused<'p>(perl: Perl<'p>, name: &CStr, value: Sv<'p>, why: Refused<'p>) -> Error<'p> {
    match why {
        Refused::Raised(error) => error.into(),
        why => {
            let name = name.to_string_lossy();
            Error::message(format!("the value of the parameter {name} {why} (got {})", value.describe(perl)))
        }
    }
}
