//! UUIDs, as 16 bytes or as text.

use std::ffi::{CString, c_char, c_int};

use perl_xs::boundary::{Call, Given};
use perl_xs::{Arg, OwnedSv, Perl, Portable, Refused, Ret, Sv};

use crate::error::{Error, Result};
use crate::shapes::ok;
use crate::vir::Raw;

const UUID_LEN: usize = virt::sys::VIR_UUID_BUFLEN as usize;
const UUID_STRING_LEN: usize = virt::sys::VIR_UUID_STRING_BUFLEN as usize;

/// The 16 bytes of a UUID.
pub(crate) struct Uuid([u8; UUID_LEN]);

/// The 36 characters of a UUID, and a NUL.
pub(crate) struct UuidString([u8; UUID_STRING_LEN]);

/// A UUID as bytes.
#[inline]
pub(crate) fn uuid(call: impl FnOnce(*mut u8) -> Result<c_int>) -> Result<Uuid> {
    let mut buffer = [0; UUID_LEN];
    ok(call(buffer.as_mut_ptr())?)?;
    Ok(Uuid(buffer))
}

/// A UUID as text.
#[inline]
pub(crate) fn uuid_string(call: impl FnOnce(*mut c_char) -> Result<c_int>) -> Result<UuidString> {
    let mut buffer = [0; UUID_STRING_LEN];
    ok(call(buffer.as_mut_ptr().cast())?)?;
    Ok(UuidString(buffer))
}

impl<'p> Ret<'p> for Uuid {
    #[inline]
    fn give(self, call: &Call<'p>) -> Given {
        self.0.as_slice().give(call)
    }
}

impl<'p> Ret<'p> for UuidString {
    #[inline]
    fn give(self, call: &Call<'p>) -> Given {
        self.0[..self.0.len() - 1].give(call)
    }
}

/// A UUID as a caller may give it.
pub(crate) enum UuidForm {
    /// 16 bytes.
    Raw(*const u8),
    /// 32 or 36 characters.
    Text(CString),
}

/// Tells which form it is, by its length.
pub(crate) fn uuid_form(uuid: &[u8]) -> Result<UuidForm> {
    let text = || CString::new(uuid).ok();
    match (uuid.len(), text()) {
        (16, _) => Ok(UuidForm::Raw(uuid.as_ptr())),
        (32 | 36, Some(text)) => Ok(UuidForm::Text(text)),
        _ => Err(Error::message("UUID must be either 16 unsigned bytes, or 32/36 hex characters long")),
    }
}

/// The 16 bytes of a UUID, which alone will do; more are ignored.
pub(crate) struct RawUuid;

impl<'c> Arg<'c> for RawUuid {
    type Value = &'c [u8; UUID_LEN];

    fn ready(sv: Sv<'c>) -> bool {
        <&[u8] as Arg>::ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> std::result::Result<OwnedSv<'c>, Refused<'c>> {
        <&[u8] as Arg>::settle(perl, sv)
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> std::result::Result<Self::Value, Refused<'c>> {
        <&[u8]>::take(perl, sv)?.first_chunk().ok_or(Refused::Not("a UUID of 16 bytes"))
    }
}

impl Portable for RawUuid {
    type Owned = [u8; UUID_LEN];

    fn own<'c>(_: Perl<'c>, uuid: &'c [u8; UUID_LEN]) -> std::result::Result<[u8; UUID_LEN], Refused<'c>> {
        Ok(*uuid)
    }

    fn lend(owned: &[u8; UUID_LEN]) -> &[u8; UUID_LEN] {
        owned
    }
}

impl Raw for &[u8; UUID_LEN] {
    type C = *const u8;
    fn raw(&self) -> *const u8 {
        self.as_ptr()
    }
}
