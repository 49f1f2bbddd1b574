//! Setting an op's target (`TARG`): what perl's own ops do inline for a plain scalar is done inline here, too; any other
//! scalar goes through perlapi.

use std::ffi::c_char;

use crate::sv::PROTECT;
use crate::sys::{self, PerlInterpreter, SV, XPVMG, svtype};

/// What makes assigning to a scalar more than storing a value (`SVf_THINKFIRST`, an offset, a shared string).
const SPECIAL: u32 = sys::SVf_READONLY
    | PROTECT
    | sys::SVf_ROK
    | sys::SVf_FAKE
    | sys::SVf_OOK
    | sys::SVf_IsCOW
    | sys::SVs_GMG
    | sys::SVs_SMG
    | sys::SVs_RMG;

/// What says that a scalar has a value, and of what kind.
const VALUE: u32 = sys::SVf_OK | sys::SVf_IVisUV | sys::SVf_UTF8;

/// Whether perl marks values as tainted.
fn taints(perl: *mut PerlInterpreter) -> bool {
    sys::PL_tainting!(perl)
}

/// `sv_setiv_mg`.
///
/// # Safety
/// `target` is a live scalar of this interpreter that nobody reads while it is set. So for each function here.
#[inline]
pub(crate) unsafe fn set_signed(perl: *mut PerlInterpreter, target: *mut SV, value: i64) {
    // SAFETY: a scalar of type IV keeps its integer in its head.
    unsafe {
        if (*target).sv_flags & (sys::SVt_MASK | SPECIAL | sys::SVf_IVisUV) == svtype::SVt_IV as u32
            && !taints(perl)
        {
            (*target).sv_u.svu_iv = value as _;
            (*target).sv_flags |= sys::SVf_IOK | sys::SVp_IOK;
        } else {
            sys::thx::Perl_sv_setiv_mg(perl, target, value as _);
        }
    }
}

/// `sv_setuv_mg`.
///
/// # Safety
/// As for [`set_signed`].
#[inline]
pub(crate) unsafe fn set_unsigned(perl: *mut PerlInterpreter, target: *mut SV, value: u64) {
    // SAFETY: as the caller says.
    unsafe {
        match i64::try_from(value) {
            Ok(value) => set_signed(perl, target, value),
            Err(_) => sys::thx::Perl_sv_setuv_mg(perl, target, value as _),
        }
    }
}

/// `sv_setnv_mg`.
///
/// # Safety
/// As for [`set_signed`].
pub(crate) unsafe fn set_float(perl: *mut PerlInterpreter, target: *mut SV, value: f64) {
    // SAFETY: as the caller says.
    unsafe { sys::thx::Perl_sv_setnv_mg(perl, target, value) }
}

/// The most bytes that a target gets: it keeps their memory for the next value, as long as the program runs. Below, nothing
/// is allocated for a result that is as long as the last one; above, that is not measurable beside moving the bytes.
pub(crate) const MOST: usize = 64 << 10;

/// What [`set_bytes`] does where the bytes and their NUL fit a plain scalar's memory; otherwise false, and nothing is done.
///
/// # Safety
/// As for [`set_signed`].
#[inline]
pub(crate) unsafe fn refill(perl: *mut PerlInterpreter, target: *mut SV, bytes: &[u8]) -> bool {
    // SAFETY: from SVt_PV to SVt_PVMG the body holds xpv_cur and xpv_len; the bytes and their NUL fit xpv_len.
    unsafe {
        let flags = (*target).sv_flags;
        let kind = flags & sys::SVt_MASK;
        if kind >= svtype::SVt_PV as u32
            && kind <= svtype::SVt_PVMG as u32
            && flags & SPECIAL == 0
            && !taints(perl)
        {
            let body = (*target).sv_any.cast::<XPVMG>();
            if (*body).xpv_len_u.xpvlenu_len > bytes.len() {
                let buffer = (*target).sv_u.svu_pv.cast::<u8>();
                std::ptr::copy(bytes.as_ptr(), buffer, bytes.len()); // an argument may be an older value of the target
                *buffer.add(bytes.len()) = 0;
                (*body).xpv_cur = bytes.len() as _;
                (*target).sv_flags = flags & !VALUE | sys::SVf_POK | sys::SVp_POK;
                return true;
            }
        }
        false
    }
}

/// `sv_setpvn_mg`, without the UTF-8 flag.
///
/// # Safety
/// As for [`set_signed`].
pub(crate) unsafe fn set_bytes(perl: *mut PerlInterpreter, target: *mut SV, bytes: &[u8]) {
    // SAFETY: as the caller says.
    unsafe {
        if refill(perl, target, bytes) {
            return;
        }
        sys::thx::Perl_sv_setpvn(perl, target, bytes.as_ptr().cast::<c_char>(), bytes.len() as _);
        (*target).sv_flags &= !sys::SVf_UTF8; // which sv_setpvn keeps
        if (*target).sv_flags & sys::SVs_SMG != 0 {
            sys::thx::Perl_mg_set(perl, target);
        }
    }
}
