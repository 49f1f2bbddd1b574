//! Scalars: borrowed ([`Sv`]) and owned ([`OwnedSv`]), with the flag checks that perl's macros make.

use std::ffi::{CStr, c_char};
use std::marker::PhantomData;
use std::ptr::NonNull;

use crate::error::Error;
use crate::interp::Perl;
use crate::shim;
use crate::sys::{self, AV, CV, HV, MAGIC, STRLEN, SV, XPVMG, svtype};

/// `SVf_PROTECT`, which perl 5.20 does not have: there the bit marks a stale `my`, which is as well left alone.
pub(crate) const PROTECT: u32 = 0x0001_0000;

/// What `SvOK` looks at.
const OK: u32 = sys::SVf_OK;

/// A scalar that somebody else keeps alive for at least `'p`.
#[derive(Clone, Copy)]
pub struct Sv<'p> {
    raw: NonNull<SV>,
    life: PhantomData<&'p SV>,
}

impl<'p> Sv<'p> {
    /// Borrows `raw`; `None` for NULL.
    ///
    /// # Safety
    /// `raw` is NULL, or a scalar of this thread's interpreter that lives for `'p`.
    #[inline(always)]
    pub unsafe fn from_raw(raw: *mut SV) -> Option<Self> {
        NonNull::new(raw).map(|raw| Self { raw, life: PhantomData })
    }

    /// The pointer.
    #[inline(always)]
    pub fn raw(self) -> *mut SV {
        self.raw.as_ptr()
    }

    /// `SvFLAGS`.
    #[inline(always)]
    pub fn flags(self) -> u32 {
        // SAFETY: the scalar is alive.
        unsafe { (*self.raw()).sv_flags }
    }

    /// `SvTYPE`, as perl numbers its types.
    #[inline(always)]
    pub fn type_of(self) -> u32 {
        self.flags() & sys::SVt_MASK
    }

    /// Reading it may run Perl code: a tied variable and the like (`SvGMAGICAL`).
    #[inline(always)]
    pub fn is_magical(self) -> bool {
        self.flags() & sys::SVs_GMG != 0
    }

    /// `SvOK`.
    #[inline(always)]
    pub fn is_defined(self) -> bool {
        self.flags() & OK != 0
    }

    /// `SvROK`.
    #[inline(always)]
    pub fn is_ref(self) -> bool {
        self.flags() & sys::SVf_ROK != 0
    }

    /// `SvPOK`.
    #[inline(always)]
    pub fn is_string(self) -> bool {
        self.flags() & sys::SVf_POK != 0
    }

    /// `SvIOK`.
    #[inline(always)]
    pub fn is_integer(self) -> bool {
        self.flags() & sys::SVf_IOK != 0
    }

    /// `SvNOK`.
    #[inline(always)]
    pub fn is_float(self) -> bool {
        self.flags() & sys::SVf_NOK != 0
    }

    /// `SvIsUV`: the integer is unsigned and above the signed range.
    #[inline(always)]
    pub fn is_unsigned(self) -> bool {
        self.flags() & sys::SVf_IVisUV != 0
    }

    /// A plain value as an integer, and as a number: what perl makes of it, without its warnings. Of a text that is no number
    /// the digits that it begins with count, as in perl.
    pub fn numbers(self, perl: Perl<'_>) -> (i64, f64) {
        // SAFETY: the scalar is alive, and neither magical nor a reference: nothing is run.
        unsafe {
            if !self.is_defined() || self.is_magical() || self.is_ref() {
                (0, 0.0)
            } else if sys::thx::Perl_looks_like_number(perl.raw(), self.raw()) != 0 {
                let integer = sys::thx::Perl_sv_2iv_flags(perl.raw(), self.raw(), 0) as i64;
                (integer, sys::thx::Perl_sv_2nv_flags(perl.raw(), self.raw(), 0))
            } else {
                let text = String::from_utf8_lossy(self.bytes().unwrap_or_default()).into_owned();
                let text = text.trim_start();
                let end = text
                    .char_indices()
                    .find(|(at, c)| !(c.is_ascii_digit() || *at == 0 && matches!(c, '-' | '+')));
                let integer = text[..end.map_or(text.len(), |(at, _)| at)].parse().unwrap_or(0);
                (integer, integer as f64)
            }
        }
    }

    /// What a reference points at (`SvRV`).
    #[inline(always)]
    pub fn referent(self) -> Option<Sv<'p>> {
        if !self.is_ref() {
            return None;
        }
        // SAFETY: with ROK on, svu_rv is a live scalar, never NULL, which the reference keeps alive.
        unsafe { Some(Sv { raw: NonNull::new_unchecked((*self.raw()).sv_u.svu_rv), life: PhantomData }) }
    }

    /// The integer's 64 bits, whichever sign they are meant with (`SvIVX`); 0 unless [`Self::is_integer`].
    #[inline(always)]
    pub fn integer_bits(self) -> i64 {
        if !self.is_integer() {
            return 0;
        }
        // SAFETY: with IOK on there is a body whose xiv_iv is set (for a bare IV perl points sv_any so that it fits).
        unsafe { (*(*self.raw()).sv_any.cast::<XPVMG>()).xiv_u.xivu_iv }
    }

    /// The number (`SvNVX`); 0 unless [`Self::is_float`].
    pub fn float_value(self) -> f64 {
        if !self.is_float() {
            return 0.0;
        }
        // SAFETY: with NOK on there is a body whose xnv_nv is set (for a bare NV perl points sv_any so that it fits).
        unsafe { (*(*self.raw()).sv_any.cast::<XPVMG>()).xnv_u.xnv_nv }
    }

    /// The bytes of a plain string (`SvPVX`, `SvCUR`): `None` unless `SvPOK`, and for the special kinds (a regexp, an
    /// lvalue) that must be copied to be read.
    #[inline(always)]
    pub fn bytes(self) -> Option<&'p [u8]> {
        if !self.is_string() || self.type_of() > svtype::SVt_PVMG as u32 {
            return None;
        }
        // SAFETY: with POK on, svu_pv points at xpv_cur bytes; the caller of `from_raw` keeps the scalar alive, and the
        // argument rules (see `arg`) keep Perl code from changing it meanwhile.
        unsafe {
            let body = (*self.raw()).sv_any.cast::<XPVMG>();
            Some(std::slice::from_raw_parts((*self.raw()).sv_u.svu_pv.cast(), (*body).xpv_cur))
        }
    }

    /// A temporary that nothing but perl's list of temporaries refers to: Perl code cannot reach it.
    #[inline]
    pub(crate) fn is_private(self) -> bool {
        // SAFETY: the scalar is alive.
        self.flags() & sys::SVs_TEMP != 0 && unsafe { (*self.raw()).sv_refcnt } == 1
    }

    /// A string in a buffer of the scalar's own or of those that it shares it with (not that of a hash key).
    pub(crate) fn has_buffer(self) -> bool {
        // SAFETY: the type says that there is a PV body.
        self.is_string()
            && self.type_of() <= svtype::SVt_PVMG as u32
            && unsafe { (*(*self.raw()).sv_any.cast::<XPVMG>()).xpv_len_u.xpvlenu_len > 0 }
    }

    /// Whether it is a plain string, and the byte behind it is known to be its terminating NUL.
    #[inline(always)]
    pub fn is_terminated(self) -> bool {
        if !self.is_string() || self.type_of() > svtype::SVt_PVMG as u32 {
            return false;
        }
        // SAFETY: with POK on there is a PV body; the byte at xpv_cur is inside the buffer if xpv_len says so, and a
        // shared hash key is always terminated.
        unsafe {
            let body = (*self.raw()).sv_any.cast::<XPVMG>();
            let (cur, len): (STRLEN, STRLEN) = ((*body).xpv_cur, (*body).xpv_len_u.xpvlenu_len);
            len > cur && *(*self.raw()).sv_u.svu_pv.add(cur) == 0
        }
    }

    /// The package an object is blessed into, if it is one (`SvOBJECT`, `SvSTASH`).
    #[inline(always)]
    pub fn stash(self) -> Option<NonNull<HV>> {
        if self.flags() & sys::SVs_OBJECT == 0 {
            return None;
        }
        // SAFETY: only scalars with at least an XPVMG body can be blessed.
        NonNull::new(unsafe { (*(*self.raw()).sv_any.cast::<XPVMG>()).xmg_stash })
    }

    /// The first magic of an object (`SvMAGIC`); NULL for what is no object.
    #[inline(always)]
    pub(crate) fn object_magic(self) -> *mut MAGIC {
        if self.flags() & sys::SVs_OBJECT == 0 {
            return std::ptr::null_mut();
        }
        // SAFETY: only scalars with at least an XPVMG body can be blessed.
        unsafe { (*(*self.raw()).sv_any.cast::<XPVMG>()).xmg_u.xmg_magic }
    }

    /// The bytes that [`Hash::keep_note`](crate::Hash::keep_note) keeps with it.
    pub fn note(self, perl: Perl<'_>) -> Option<&'p [u8]> {
        let mut len: STRLEN = 0;
        // SAFETY: the scalar is alive, and its magic keeps the bytes as long as it is.
        unsafe {
            let bytes = shim::px_noted(perl.raw(), self.raw(), &mut len);
            (!bytes.is_null()).then(|| std::slice::from_raw_parts(bytes.cast(), len as _))
        }
    }

    /// Whether it is an object of that class, or of one derived from it.
    pub fn is_a(self, perl: Perl<'_>, class: &CStr) -> bool {
        let object = self.referent().and_then(Sv::stash).is_some();
        // SAFETY: the scalar is alive; the packages' @ISA are looked up, and no method.
        object && unsafe { sys::thx::Perl_sv_derived_from(perl.raw(), self.raw(), class.as_ptr()) }
    }

    /// As an array, if it is one.
    pub fn as_av(self) -> Option<*mut AV> {
        (self.type_of() == svtype::SVt_PVAV as u32).then(|| self.raw().cast())
    }

    /// As a hash, if it is one.
    pub fn as_hv(self) -> Option<*mut HV> {
        (self.type_of() == svtype::SVt_PVHV as u32).then(|| self.raw().cast())
    }

    /// As a sub, if it is one.
    pub fn as_cv(self) -> Option<*mut CV> {
        (self.type_of() == svtype::SVt_PVCV as u32).then(|| self.raw().cast())
    }

    /// A glob: `*name`.
    pub fn is_glob(self) -> bool {
        self.type_of() == svtype::SVt_PVGV as u32
    }

    /// What it is, for an error message: `undef`, `the string "ab"`, `a Foo object`, `an unblessed ARRAY reference`.
    pub fn describe(self, perl: Perl<'_>) -> String {
        if self.is_magical() {
            return "a tied or magical value".into();
        }
        if let Some(target) = self.referent() {
            // SAFETY: both only read the live referent; sv_reftype returns a static or a package name.
            let name =
                |ob| unsafe { CStr::from_ptr(sys::thx::Perl_sv_reftype(perl.raw(), target.raw(), ob)) };
            return match target.stash() {
                Some(_) => format!("a {} object", name(1).to_string_lossy()),
                None => format!("an unblessed {} reference", name(0).to_string_lossy()),
            };
        }
        if let Some(bytes) = self.bytes() {
            const MOST: usize = 40;
            let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MOST)]);
            let more = if bytes.len() > MOST { "..." } else { "" };
            return format!("the string {text:?}{more}");
        }
        if self.is_integer() {
            let bits = self.integer_bits();
            return if self.is_unsigned() { format!("{}", bits as u64) } else { format!("{bits}") };
        }
        if self.is_defined() { "another kind of value".into() } else { "undef".into() }
    }

    /// One more reference to it.
    pub fn to_owned<'q>(self, perl: Perl<'q>) -> OwnedSv<'q> {
        // SAFETY: the scalar is alive; the reference added here is the one that `OwnedSv` gives back.
        unsafe {
            (*self.raw()).sv_refcnt += 1;
            OwnedSv::from_raw(perl, self.raw())
        }
    }
}

/// Adds a reference for a caller that will own it.
///
/// # Safety
/// `sv` is alive.
pub(crate) unsafe fn incremented(sv: *mut SV) -> *mut SV {
    // SAFETY: as the caller says.
    unsafe { (*sv).sv_refcnt += 1 };
    sv
}

/// A reference that we hold; dropping it gives it back.
pub struct OwnedSv<'p> {
    perl: Perl<'p>,
    raw: NonNull<SV>,
}

impl<'p> OwnedSv<'p> {
    /// Takes over one reference.
    ///
    /// # Safety
    /// `raw` is a live scalar of this interpreter, and the caller owns the reference it hands over.
    ///
    /// # Panics
    /// On NULL: perl's constructors never return it.
    #[inline(always)]
    pub unsafe fn from_raw(perl: Perl<'p>, raw: *mut SV) -> Self {
        Self { perl, raw: NonNull::new(raw).expect("perl allocates or ends the process") }
    }

    /// A new `undef`.
    pub fn undef(perl: Perl<'p>) -> Self {
        // SAFETY: newSV returns one reference.
        unsafe { Self::from_raw(perl, sys::thx::Perl_newSV(perl.raw(), 0)) }
    }

    /// A byte string, without the UTF-8 flag (`newSVpvn`).
    #[inline]
    pub fn bytes(perl: Perl<'p>, bytes: &[u8]) -> Self {
        // SAFETY: perl copies the bytes; newSVpvn returns one reference.
        unsafe {
            Self::from_raw(
                perl,
                sys::thx::Perl_newSVpvn(perl.raw(), bytes.as_ptr().cast::<c_char>(), bytes.len() as _),
            )
        }
    }

    /// A signed integer (`newSViv`).
    #[inline]
    pub fn signed(perl: Perl<'p>, value: i64) -> Self {
        // SAFETY: newSViv returns one reference.
        unsafe { Self::from_raw(perl, sys::thx::Perl_newSViv(perl.raw(), value as _)) }
    }

    /// An unsigned integer, whole up to 2**64-1 (`newSVuv`).
    #[inline]
    pub fn unsigned(perl: Perl<'p>, value: u64) -> Self {
        // SAFETY: newSVuv returns one reference.
        unsafe { Self::from_raw(perl, sys::thx::Perl_newSVuv(perl.raw(), value as _)) }
    }

    /// A floating-point number (`newSVnv`).
    pub fn float(perl: Perl<'p>, value: f64) -> Self {
        // SAFETY: newSVnv returns one reference.
        unsafe { Self::from_raw(perl, sys::thx::Perl_newSVnv(perl.raw(), value)) }
    }

    /// A reference to `target`, which it keeps alive (`newRV_inc`).
    pub fn reference(perl: Perl<'p>, target: Sv<'_>) -> Self {
        Self::reference_to(target.to_owned(perl))
    }

    /// A reference that takes `target` over (`newRV_noinc`).
    #[inline]
    pub fn reference_to(target: OwnedSv<'p>) -> Self {
        let perl = target.perl;
        // SAFETY: the reference we own passes to the new scalar.
        unsafe { Self::from_raw(perl, shim::px_new_rv(perl.raw(), target.into_raw())) }
    }

    /// A plain copy of a value whose reading runs no Perl code (`newSVsv`).
    pub fn copy(perl: Perl<'p>, of: Sv<'_>) -> Self {
        debug_assert!(!of.is_magical());
        if let Some(target) = of.referent() {
            return Self::reference(perl, target);
        }
        let copy = Self::undef(perl);
        // SAFETY: SV_NOSTEAL without SV_GMAGIC: no Perl code runs, nothing is taken away from `of`.
        unsafe { sys::thx::Perl_sv_setsv_flags(perl.raw(), copy.raw(), of.raw(), sys::SV_NOSTEAL as _) };
        copy
    }

    /// Marks it as a secret: its text is overwritten when the scalar is freed, unless another one shares the buffer.
    pub fn secret(self) -> Self {
        // SAFETY: the scalar is ours; magic that only has svt_free changes nothing else.
        unsafe { crate::shim::px_secret(self.perl.raw(), self.raw()) };
        self
    }

    /// The pointer, still owned here.
    #[inline(always)]
    pub fn raw(&self) -> *mut SV {
        self.raw.as_ptr()
    }

    /// The reference passes to the caller.
    #[inline(always)]
    pub fn into_raw(self) -> *mut SV {
        let raw = self.raw.as_ptr();
        std::mem::forget(self);
        raw
    }

    /// The temporary of that scalar: perl frees it at the end of the caller's statement (`sv_2mortal`).
    #[inline(always)]
    pub fn into_mortal(self) -> Sv<'p> {
        let perl = self.perl;
        // SAFETY: the reference we own passes to the temporaries' stack, which outlives the running sub.
        unsafe {
            Sv {
                raw: NonNull::new_unchecked(sys::thx::Perl_sv_2mortal(perl.raw(), self.into_raw())),
                life: PhantomData,
            }
        }
    }

    /// A borrow of it.
    #[inline(always)]
    pub fn borrow(&self) -> Sv<'_> {
        Sv { raw: self.raw, life: PhantomData }
    }
}

impl Drop for OwnedSv<'_> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: this is the reference that we own. perl contains a DESTROY that dies.
        unsafe {
            let raw = self.raw.as_ptr();
            if (*raw).sv_refcnt > 1 {
                (*raw).sv_refcnt -= 1;
            } else {
                free_last(self.perl, raw);
            }
        }
    }
}

/// Frees a scalar whose last reference this is. A value that cannot run Perl code goes at once, as does one that refers to
/// something that lives on or to a handle of ours (an exit that this leads to waits for the running sub); any other in a
/// protected call, for a `__WARN__` handler may die of what a DESTROY does.
///
/// # Safety
/// The caller owns the last reference to `raw`.
#[cold]
unsafe fn free_last(perl: Perl<'_>, raw: *mut SV) {
    // SAFETY: passed on from the caller.
    unsafe {
        let magic = sys::SVs_OBJECT | sys::SVs_GMG | sys::SVs_SMG | sys::SVs_RMG;
        let plain = (*raw).sv_flags & magic == 0
            && (*raw).sv_flags & sys::SVt_MASK < svtype::SVt_PVMG as u32
            && ((*raw).sv_flags & sys::SVf_ROK == 0
                || (*(*raw).sv_u.svu_rv).sv_refcnt > 1
                || (perl.runs_sub() && shim::px_frees_quietly(perl.raw(), raw) != 0));
        if plain {
            sys::thx::Perl_sv_free(perl.raw(), raw);
        } else if let Err(Error::Message(_)) =
            perl.protect(move |perl| sys::thx::Perl_sv_free(perl.raw(), raw))
        {
            if perl.try_state().is_some() {
                sys::thx::Perl_sv_2mortal(perl.raw(), raw); // it could not be run here
            } else {
                sys::thx::Perl_sv_free(perl.raw(), raw); // the interpreter is ending: Perl code is not run any more
            }
        }
    }
}
