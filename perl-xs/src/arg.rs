//! Arguments: from a Perl scalar to a Rust value.
//!
//! Two passes. First every argument is made *ready*: a tied, overloaded, undefined or otherwise special value is read
//! once, in a protected call, and a plain private copy takes its place on the stack. Then all are *taken*, which runs
//! no Perl code, so a borrowed buffer cannot be pulled away by what another argument's `FETCH` does. Plain values, the
//! common case, skip the first pass.

use std::ffi::CStr;

use crate::error::{Error, Exception};
use crate::handle::{self, Handle, Live, NotLive};
use crate::interp::Perl;
use crate::shim;
use crate::sv::{OwnedSv, Sv, incremented};
use crate::sys::{self, CV, STRLEN};

/// Why a value cannot be that argument.
pub enum Refused<'p> {
    /// It is not what was expected; the caller is told what that is: "a string", "a HASH reference".
    Not(&'static str),
    /// It is no object of that class.
    NotA(&'static CStr),
    /// A reason that stands alone: "contains a NUL byte".
    Because(&'static str),
    /// One element of a list or hash is refused.
    Element(String, Box<Refused<'p>>, String),
    /// An exception came up.
    Raised(Error<'p>),
    /// A handle that was let go of.
    Gone(Exception<'p>),
}

/// A type of argument.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no argument of a Perl sub",
    label = "take `&CStr`, `&[u8]`, an integer, `f64`, `bool`, `Option` of one of these, a hash, a list, code or a handle",
    note = "a string of Perl is bytes, so there is no `&str`: `&CStr` is one without NUL, `&[u8]` any"
)]
pub trait Arg<'c>: Sized {
    /// What the body gets.
    type Value;

    /// Whether [`Self::take`] can read `sv` without any Perl code running.
    fn ready(sv: Sv<'c>) -> bool;

    /// Makes a ready scalar of one that is not. This may run Perl code.
    ///
    /// # Errors
    /// Whatever that code raised, or a refusal.
    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>>;

    /// A copy of a value on its way to [`Self::take`].
    fn copied(copy: OwnedSv<'c>) -> OwnedSv<'c> {
        copy
    }

    /// The value. Runs no Perl code.
    ///
    /// # Errors
    /// A refusal.
    fn take(perl: Perl<'c>, sv: Sv<'c>) -> Result<Self::Value, Refused<'c>>;
}

const STRING: &str = "a string";
const INTEGER: &str = "an integer";

/// What Storable and others make of a handle, or a program by itself: an object of its class, and no more.
const COPY: &str = "is a copy without a connection behind it";

/// A reference without overloading is no string and no number, whatever perl would print for it.
pub(crate) fn is_bare_ref(perl: Perl<'_>, sv: Sv<'_>) -> bool {
    let Some(target) = sv.referent() else { return false };
    let Some(stash) = target.stash() else { return true };
    // SAFETY: a stash is a live hash; SVf_AMAGIC in its flags is what HvAMAGIC reads.
    if unsafe { stash.as_ref().sv_flags & sys::SVf_AMAGIC == 0 } {
        return true;
    }
    let object = target.raw();
    // SAFETY: `sv` keeps the object. perl looks for methods, which may end in an exception.
    !perl.protect(move |perl| unsafe { shim::px_overloads(perl.raw(), object) != 0 }).unwrap_or(true)
}

/// Reads a magical scalar once: a plain copy of what it holds now.
pub(crate) fn fetch<'c>(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
    let copy = OwnedSv::undef(perl);
    let (from, to) = (sv.raw(), copy.raw());
    let flags = (sys::SV_GMAGIC | sys::SV_NOSTEAL) as _;
    // SAFETY: both are alive for the call: `copy` is ours, and the boundary holds a reference to every argument while one is settled.
    perl.protect(move |perl| unsafe { sys::thx::Perl_sv_setsv_flags(perl.raw(), to, from, flags) })
        .map_err(Refused::Raised)?;
    Ok(copy)
}

/// Reads `sv` as a string, as perl would: with overloading, and with its warning for undef.
pub(crate) fn settle_string<'c>(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
    let sv = &if sv.is_magical() { fetch(perl, sv)? } else { sv.to_owned(perl) };
    if is_bare_ref(perl, sv.borrow()) {
        return Err(Refused::Not(STRING));
    }
    let copy = OwnedSv::undef(perl);
    let (from, to) = (sv.raw(), copy.raw());
    // SAFETY: as in `fetch`; the buffer is copied before anything else can run.
    perl.protect(move |perl| unsafe {
        let mut len: STRLEN = 0;
        let bytes = sys::thx::Perl_sv_2pv_flags(perl.raw(), from, &mut len, 0);
        sys::thx::Perl_sv_setpvn(perl.raw(), to, bytes, len);
    })
    .map_err(Refused::Raised)?;
    Ok(copy)
}

/// Reads `sv` as an integer of 64 bits, as perl would: with overloading, and with its warnings.
fn settle_integer<'c>(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
    let sv = &if sv.is_magical() { fetch(perl, sv)? } else { sv.to_owned(perl) };
    if is_bare_ref(perl, sv.borrow()) {
        return Err(Refused::Not(INTEGER));
    }
    let from = sv.raw();
    // SAFETY: as in `fetch`. sv_2iv gives the bits of an unsigned value above the signed range as they are.
    let bits = perl
        .protect(move |perl| unsafe { sys::thx::Perl_sv_2iv_flags(perl.raw(), from, 0) as i64 })
        .map_err(Refused::Raised)?;
    Ok(OwnedSv::signed(perl, bits))
}

fn string_ready(sv: Sv<'_>) -> bool {
    sv.flags() & (sys::SVf_POK | sys::SVs_GMG | sys::SVf_ROK) == sys::SVf_POK && sv.is_terminated()
}

fn integer_ready(sv: Sv<'_>) -> bool {
    sv.flags() & (sys::SVf_IOK | sys::SVs_GMG | sys::SVf_ROK) == sys::SVf_IOK
}

fn taken_bytes(sv: Sv<'_>) -> Result<&[u8], Refused<'_>> {
    sv.bytes().ok_or_else(|| Refused::Not(STRING))
}

impl<'c> Arg<'c> for &CStr {
    type Value = &'c CStr;

    #[inline(always)]
    fn ready(sv: Sv<'c>) -> bool {
        string_ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        settle_string(perl, sv)
    }

    #[inline]
    fn take(_: Perl<'c>, sv: Sv<'c>) -> Result<&'c CStr, Refused<'c>> {
        let bytes = taken_bytes(sv)?;
        // SAFETY: a ready string is followed by its NUL.
        let bytes = unsafe { std::slice::from_raw_parts(bytes.as_ptr(), bytes.len() + 1) };
        CStr::from_bytes_with_nul(bytes).map_err(|_| Refused::Because("contains a NUL byte"))
    }
}

/// A string that nobody else shall see: where it must be copied to be read, the copy is overwritten when it is freed.
pub struct Secret;

impl<'c> Arg<'c> for Secret {
    type Value = &'c CStr;

    fn ready(sv: Sv<'c>) -> bool {
        string_ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        let sv = if sv.is_magical() { Self::copied(fetch(perl, sv)?).into_mortal() } else { sv };
        settle_string(perl, sv).map(Self::copied)
    }

    fn copied(copy: OwnedSv<'c>) -> OwnedSv<'c> {
        copy.secret()
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> Result<&'c CStr, Refused<'c>> {
        <&CStr>::take(perl, sv)
    }
}

impl<'c> Arg<'c> for &[u8] {
    type Value = &'c [u8];

    #[inline(always)]
    fn ready(sv: Sv<'c>) -> bool {
        string_ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        settle_string(perl, sv)
    }

    #[inline]
    fn take(_: Perl<'c>, sv: Sv<'c>) -> Result<&'c [u8], Refused<'c>> {
        taken_bytes(sv)
    }
}

/// Integers travel as 64 bits; a narrower one must fit, as signed or as unsigned, as C's conversions would keep it.
macro_rules! integers {
    ($($ty:ty = $bits:ident => $fits:expr, $what:literal;)*) => { $(
        impl<'c> Arg<'c> for $ty {
            type Value = $ty;

            #[inline(always)]
            fn ready(sv: Sv<'c>) -> bool {
                integer_ready(sv)
            }

            fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
                settle_integer(perl, sv)
            }

            #[inline(always)]
            fn take(_: Perl<'c>, sv: Sv<'c>) -> Result<$ty, Refused<'c>> {
                if !sv.is_integer() {
                    return Err(Refused::Not(INTEGER));
                }
                let $bits = sv.integer_bits();
                if $fits { Ok($bits as $ty) } else { Err(Refused::Not($what)) }
            }
        }
    )* };
}

integers! {
    i32 = bits => (i64::from(i32::MIN)..=i64::from(u32::MAX)).contains(&bits), "an integer of 32 bits";
    u32 = bits => (i64::from(i32::MIN)..=i64::from(u32::MAX)).contains(&bits), "an integer of 32 bits";
    i64 = _bits => true, "an integer of 64 bits";
    u64 = _bits => true, "an integer of 64 bits";
}

/// A number, as perl reads it.
impl<'c> Arg<'c> for f64 {
    type Value = f64;

    fn ready(sv: Sv<'c>) -> bool {
        !sv.is_magical() && sv.is_float() && !sv.is_ref()
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        let sv = &if sv.is_magical() { fetch(perl, sv)? } else { sv.to_owned(perl) };
        if is_bare_ref(perl, sv.borrow()) {
            return Err(Refused::Not("a number"));
        }
        let from = sv.raw();
        // SAFETY: as in `fetch`.
        let number = perl.protect(move |perl| unsafe { sys::thx::Perl_sv_2nv_flags(perl.raw(), from, 0) });
        Ok(OwnedSv::float(perl, number.map_err(Refused::Raised)?))
    }

    fn take(_: Perl<'c>, sv: Sv<'c>) -> Result<f64, Refused<'c>> {
        if sv.is_float() { Ok(sv.float_value()) } else { Err(Refused::Not("a number")) }
    }
}

/// A truth value, as perl sees it (`SvTRUE`).
impl<'c> Arg<'c> for bool {
    type Value = bool;

    #[inline(always)]
    fn ready(sv: Sv<'c>) -> bool {
        integer_ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        let sv = &if sv.is_magical() { fetch(perl, sv)? } else { sv.to_owned(perl) };
        let from = sv.raw();
        // SAFETY: as in `fetch`.
        let truth = perl.protect(move |perl| unsafe { sys::thx::Perl_sv_2bool_flags(perl.raw(), from, 0) });
        Ok(OwnedSv::signed(perl, i64::from(truth.map_err(Refused::Raised)?)))
    }

    fn take(_: Perl<'c>, sv: Sv<'c>) -> Result<bool, Refused<'c>> {
        if sv.is_integer() { Ok(sv.integer_bits() != 0) } else { Err(Refused::Not("a truth value")) }
    }
}

/// `undef`, or a missing argument, is `None`.
impl<'c, T: Arg<'c>> Arg<'c> for Option<T> {
    type Value = Option<T::Value>;

    #[inline(always)]
    fn ready(sv: Sv<'c>) -> bool {
        (!sv.is_defined() && !sv.is_magical()) || T::ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        // The copy lives on as a temporary while it is read.
        let plain = if sv.is_magical() { T::copied(fetch(perl, sv)?).into_mortal() } else { sv };
        if Self::ready(plain) { Ok(T::copied(OwnedSv::copy(perl, plain))) } else { T::settle(perl, plain) }
    }

    #[inline]
    fn take(perl: Perl<'c>, sv: Sv<'c>) -> Result<Self::Value, Refused<'c>> {
        if sv.is_defined() { T::take(perl, sv).map(Some) } else { Ok(None) }
    }
}

/// The scalar itself, for what none of the other types says. Whoever reads it minds the rules.
pub struct Any;

impl<'c> Arg<'c> for Any {
    type Value = Sv<'c>;

    #[inline(always)]
    fn ready(_: Sv<'c>) -> bool {
        true
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        Ok(sv.to_owned(perl))
    }

    #[inline(always)]
    fn take(_: Perl<'c>, sv: Sv<'c>) -> Result<Sv<'c>, Refused<'c>> {
        Ok(sv)
    }
}

/// A reference of our own to what `sv` refers to, which therefore lives on; a magical scalar is read once.
pub(crate) fn settle_reference<'c>(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
    if sv.is_magical() { fetch(perl, sv) } else { Ok(OwnedSv::copy(perl, sv)) }
}

/// Code: a reference to a sub, or what perl takes for one: its name, its glob, an object that overloads `&{}`.
pub struct Code;

impl Code {
    fn is_sub(sv: Sv<'_>) -> bool {
        sv.referent().and_then(Sv::as_cv).is_some()
    }
}

impl<'c> Arg<'c> for Code {
    type Value = (Sv<'c>, *mut CV);

    #[inline(always)]
    fn ready(sv: Sv<'c>) -> bool {
        !sv.is_magical() && Self::is_sub(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        let plain = settle_reference(perl, sv)?;
        let value = plain.borrow();
        let names = value.is_ref() && !is_bare_ref(perl, value) || value.is_string() || value.is_glob();
        if Self::is_sub(value) || !names {
            return Ok(plain);
        }
        let from = plain.raw();
        // SAFETY: the scalar is ours, the out pointers are locals, and without a flag nothing is created. The sub may be a
        // temporary, so we take a reference of our own.
        let found = perl.protect(move |perl| unsafe {
            let (mut stash, mut glob) = (std::ptr::null_mut(), std::ptr::null_mut());
            let sub = sys::thx::Perl_sv_2cv(perl.raw(), from, &mut stash, &mut glob, 0);
            if sub.is_null() { sub.cast() } else { incremented(sub.cast()) }
        });
        match found.map_err(Refused::Raised)? {
            sub if sub.is_null() => Ok(plain),
            // SAFETY: the reference that was taken.
            sub => Ok(OwnedSv::reference_to(unsafe { OwnedSv::from_raw(perl, sub) })),
        }
    }

    fn take(_: Perl<'c>, sv: Sv<'c>) -> Result<Self::Value, Refused<'c>> {
        let cv = sv.referent().and_then(Sv::as_cv).ok_or_else(|| Refused::Not("a CODE reference"))?;
        Ok((sv, cv))
    }
}

/// An object of any class: a blessed reference.
pub struct Object;

impl<'c> Arg<'c> for Object {
    type Value = Sv<'c>;

    #[inline(always)]
    fn ready(sv: Sv<'c>) -> bool {
        !sv.is_magical()
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        settle_reference(perl, sv)
    }

    fn take(_: Perl<'c>, sv: Sv<'c>) -> Result<Sv<'c>, Refused<'c>> {
        sv.referent().and_then(Sv::stash).map(|_| sv).ok_or_else(|| Refused::Not("an object"))
    }
}

/// A handle, as it stands in a sub's list of arguments; the body gets it [`Live`].
impl<'c, H: Handle> Arg<'c> for H {
    type Value = Live<'c, H>;

    #[inline(always)]
    fn ready(sv: Sv<'c>) -> bool {
        !sv.is_magical()
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        settle_reference(perl, sv)
    }

    #[inline(always)]
    fn take(perl: Perl<'c>, sv: Sv<'c>) -> Result<Live<'c, H>, Refused<'c>> {
        handle::live::<H>(sv).map_err(|why| match why {
            NotLive::Gone => Refused::Gone((H::kind().gone)(perl)),
            NotLive::Other if sv.is_a(perl, H::kind().class.name) => Refused::Because(COPY),
            NotLive::Other => Refused::NotA(H::kind().class.name),
        })
    }
}
