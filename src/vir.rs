//! Calling libvirt: the one unsafe call form.
//!
//! [`vir!`] is a call of a function that libvirt has had since the oldest version we run on; [`vir_since!`] is one of a
//! newer function or of another library of libvirt's, looked up when it is first needed (see [`crate::since`]). Both take arguments that prove what C needs:
//! a handle in use, a string that ends in NUL, a number of the right width.

use std::ffi::{CStr, c_char};

use perl_xs::boundary::{Call, Given};
use perl_xs::{Handle, Live, OwnedSv, Ret};

pub(crate) mod api;

/// For functions that take flags of which none is wanted.
pub(crate) const NO_FLAGS: u32 = 0;

/// What C gets for a value of ours.
pub(crate) trait Raw {
    /// The C type.
    type C;
    /// The C value. A pointer in it is valid as long as `self` is borrowed.
    fn raw(&self) -> Self::C;
}

impl<H: Handle> Raw for Live<'_, H> {
    type C = H::Raw;
    #[inline(always)]
    fn raw(&self) -> H::Raw {
        Live::raw(self)
    }
}

impl<H: Handle> Raw for perl_xs::handle::Fresh<H> {
    type C = H::Raw;
    fn raw(&self) -> H::Raw {
        Self::raw(self)
    }
}

impl Raw for &CStr {
    type C = *const c_char;
    #[inline(always)]
    fn raw(&self) -> *const c_char {
        self.as_ptr()
    }
}

impl<T> Raw for *mut T {
    type C = *mut T;
    #[inline(always)]
    fn raw(&self) -> *mut T {
        *self
    }
}

impl<T> Raw for *const T {
    type C = *const T;
    #[inline(always)]
    fn raw(&self) -> *const T {
        *self
    }
}

/// Numbers, and functions that libvirt calls back, are what they are.
macro_rules! as_is {
    ($($ty:ty),*) => { $(
        impl Raw for $ty {
            type C = $ty;
            #[inline(always)]
            fn raw(&self) -> $ty {
                *self
            }
        }
    )* };
}

as_is!(i32, u32, i64, u64, usize, f64);

/// `None` is NULL.
impl Raw for Option<&CStr> {
    type C = *const c_char;
    #[inline(always)]
    fn raw(&self) -> *const c_char {
        self.map_or(std::ptr::null(), CStr::as_ptr)
    }
}

/// As above.
impl<T, H: Handle<Raw = *mut T>> Raw for Option<Live<'_, H>> {
    type C = *mut T;
    fn raw(&self) -> *mut T {
        self.as_ref().map_or(std::ptr::null_mut(), Live::raw)
    }
}

/// Functions that libvirt calls back.
macro_rules! functions {
    ($(($($arg:ident),*))*) => { $(
        impl<R, $($arg),*> Raw for Option<unsafe extern "C" fn($($arg),*) -> R> {
            type C = Self;
            fn raw(&self) -> Self {
                *self
            }
        }
    )* };
}

functions!((A)(A, B)(A, B, C)(A, B, C, D)(A, B, C, D, E)(A, B, C, D, E, F, G));

/// Calls a libvirt function: `vir!(virDomainGetName(dom))`. libvirt's failures are for the shape around it to see.
macro_rules! vir {
    ($function:ident($($arg:expr),* $(,)?)) => {
        // SAFETY: the types of the arguments are the C function's own; each value proves itself (`Raw`), lives until the
        // call returns, and an out pointer is to a local of the caller.
        unsafe { virt::sys::$function($($crate::vir::Raw::raw(&$arg)),*) }
    };
}

/// Calls a libvirt function that the running library may lack: `vir_since!("9.7.0", virNetworkSetMetadata(net, ...))?`.
macro_rules! vir_since {
    ($since:literal, $function:ident($($arg:expr),* $(,)?)) => {{
        static FUNCTION: $crate::since::Function = $crate::since::Function::new(
            match ::std::ffi::CStr::from_bytes_with_nul(concat!(stringify!($function), "\0").as_bytes()) {
                Ok(name) => name,
                Err(_) => panic!("one NUL, at the end"),
            },
            $since,
        );
        FUNCTION.address().map(|address| {
            // SAFETY: the address is that of the function of this name, whose type `api` declares. The closure gives
            // that type and is never called, so that the function is not linked.
            let call = unsafe {
                $crate::since::typed(address, || $crate::vir::api::$function as unsafe extern "C" fn($($crate::vir::any!($arg)),*) -> _)
            };
            // SAFETY: as for `vir!`.
            unsafe { call($($crate::vir::Raw::raw(&$arg)),*) }
        })
    }};
}

/// `_` for each argument.
macro_rules! any {
    ($arg:expr) => {
        _
    };
}

pub(crate) use {any, vir, vir_since};

/// A string that libvirt allocated for us.
pub(crate) struct OwnedStr(*mut c_char);

// SAFETY: it is ours alone, and `free` takes it on any thread.
unsafe impl Send for OwnedStr {}

impl OwnedStr {
    /// Takes it over; `None` for NULL.
    ///
    /// # Safety
    /// `raw` is NULL or a string that libvirt says the caller must free.
    pub(crate) unsafe fn adopt(raw: *mut c_char) -> Option<Self> {
        (!raw.is_null()).then(|| Self(raw))
    }

    /// Its text.
    pub(crate) fn text(&self) -> &CStr {
        // SAFETY: it is ours and ends in NUL.
        unsafe { CStr::from_ptr(self.0) }
    }
}

impl Drop for OwnedStr {
    fn drop(&mut self) {
        // SAFETY: libvirt allocated it with malloc, and it is ours.
        unsafe { free(self.0.cast()) }
    }
}

/// Bytes that libvirt allocated for us.
pub(crate) struct OwnedBytes {
    at: *mut u8,
    len: usize,
}

// SAFETY: as for `OwnedStr`.
unsafe impl Send for OwnedBytes {}

impl OwnedBytes {
    /// Takes them over; none for NULL.
    ///
    /// # Safety
    /// `at` is NULL, or `len` bytes that libvirt says the caller must free.
    pub(crate) unsafe fn adopt(at: *mut u8, len: usize) -> Self {
        Self { at, len }
    }
}

impl AsRef<[u8]> for OwnedBytes {
    fn as_ref(&self) -> &[u8] {
        if self.at.is_null() {
            return &[];
        }
        // SAFETY: they are ours.
        unsafe { std::slice::from_raw_parts(self.at, self.len) }
    }
}

impl Drop for OwnedBytes {
    fn drop(&mut self) {
        // SAFETY: libvirt allocated them with malloc, and they are ours.
        unsafe { free(self.at.cast()) }
    }
}

/// The text in an array of char that libvirt filled; all of it where it has no NUL.
pub(crate) fn text_in<const N: usize>(field: &[c_char; N]) -> &[u8] {
    // SAFETY: c_char and u8 are of one size, and every value of the one is one of the other.
    let bytes = unsafe { std::slice::from_raw_parts(field.as_ptr().cast::<u8>(), N) };
    CStr::from_bytes_until_nul(bytes).map_or(bytes, CStr::to_bytes)
}

unsafe extern "C" {
    fn strdup(text: *const c_char) -> *mut c_char;
}

/// A copy of a text for libvirt to free.
pub(crate) fn duplicate(text: &CStr) -> *mut c_char {
    // SAFETY: the text ends in NUL.
    let copy = unsafe { strdup(text.as_ptr()) };
    assert!(!copy.is_null(), "no memory for a text");
    copy
}

/// Bytes, allocated as libvirt does, that nobody else shall see: they are overwritten before they are freed.
pub(crate) struct SecretBytes {
    at: *mut u8,
    len: usize,
}

// SAFETY: as for `OwnedStr`.
unsafe impl Send for SecretBytes {}

impl SecretBytes {
    /// Takes them over; `None` for NULL.
    ///
    /// # Safety
    /// `at` is NULL, or `len` bytes that libvirt says the caller must free.
    pub(crate) unsafe fn adopt(at: *mut u8, len: usize) -> Option<Self> {
        (!at.is_null()).then(|| Self { at, len })
    }

    /// A copy of a text, with the NUL behind it.
    pub(crate) fn copy(text: &CStr) -> Self {
        Self { at: duplicate(text).cast(), len: text.to_bytes().len() }
    }

    /// Gives them to libvirt, which will free them, and their number.
    pub(crate) fn release(self) -> (*mut c_char, usize) {
        let bytes = std::mem::ManuallyDrop::new(self);
        (bytes.at.cast(), bytes.len)
    }
}

/// A scalar of its own: the op's target would keep the value.
impl<'p> Ret<'p> for SecretBytes {
    fn give(self, call: &Call<'p>) -> Given {
        // SAFETY: they are ours.
        let bytes = unsafe { std::slice::from_raw_parts(self.at, self.len) };
        call.give(OwnedSv::bytes(call.perl(), bytes))
    }
}

impl Drop for SecretBytes {
    fn drop(&mut self) {
        // SAFETY: as above; volatile writes stay although nobody reads them.
        unsafe {
            (0..self.len).for_each(|at| self.at.add(at).write_volatile(0));
            free(self.at.cast());
        }
    }
}

#[cfg(not(test))]
unsafe extern "C" {
    pub(crate) fn free(memory: *mut std::ffi::c_void);
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::free;
