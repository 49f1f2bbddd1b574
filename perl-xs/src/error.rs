//! Exceptions as data. Nothing here raises: the boundary's caller in `shim.c` does, when no Rust frame is left.

use std::ptr::NonNull;

use crate::interp::Perl;
use crate::sv::{OwnedSv, Sv};
use crate::sys::SV;

/// An exception that Perl code raised, or that this module is about to raise: one scalar, passed on unchanged.
pub struct Exception<'p> {
    value: OwnedSv<'p>,
    /// Perl code raised it: a `$SIG{__DIE__}` handler has seen it there, and sees it no second time.
    told: bool,
}

/// An exception that waits in a frame of C, as a reference of its own.
pub(crate) struct Kept {
    value: NonNull<SV>,
    pub(crate) told: bool,
}

impl Kept {
    /// The exception again.
    ///
    /// # Safety
    /// As for [`OwnedSv::from_raw`].
    pub(crate) unsafe fn take(self, perl: Perl<'_>) -> Exception<'_> {
        // SAFETY: passed on.
        Exception { value: unsafe { OwnedSv::from_raw(perl, self.value.as_ptr()) }, told: self.told }
    }

    /// The reference passes to the caller.
    pub(crate) fn into_raw(self) -> *mut SV {
        self.value.as_ptr()
    }
}

impl<'p> Exception<'p> {
    /// Takes over one reference to what Perl code has raised.
    ///
    /// # Safety
    /// As for [`OwnedSv::from_raw`].
    pub(crate) unsafe fn raised(perl: Perl<'p>, raw: *mut SV) -> Self {
        // SAFETY: passed on.
        Self { value: unsafe { OwnedSv::from_raw(perl, raw) }, told: true }
    }

    /// The exception is `value`: an object, or a text to which perl appends "at FILE line N." unless it ends in a newline.
    pub fn new(value: OwnedSv<'p>) -> Self {
        Self { value, told: false }
    }

    /// The exception is `text`, and perl appends where the sub was called from.
    pub fn message(perl: Perl<'p>, text: &str) -> Self {
        Self::new(OwnedSv::bytes(perl, text.as_bytes()))
    }

    /// Its scalar.
    pub fn value(&self) -> Sv<'_> {
        self.value.borrow()
    }

    /// Its scalar; where perl would append to a text where the sub was called from, `place` is that.
    pub(crate) fn with_place(self, perl: Perl<'p>, place: &str) -> OwnedSv<'p> {
        match self.value().bytes() {
            Some(text) if !self.told && !text.ends_with(b"\n") => {
                OwnedSv::bytes(perl, &[text, place.as_bytes(), b".\n"].concat())
            }
            _ => self.value,
        }
    }

    /// Prints it as a warning, where nobody is left to receive it.
    pub fn warn(self, perl: Perl<'p>) {
        perl.warn(&self.value);
    }

    /// To be kept where no lifetime reaches; never to be lost.
    pub(crate) fn keep(self) -> Kept {
        let told = self.told;
        // SAFETY: a scalar is not at NULL.
        Kept { value: unsafe { NonNull::new_unchecked(self.value.into_raw()) }, told }
    }

    /// The reference passes to the caller.
    pub fn into_raw(self) -> *mut SV {
        self.value.into_raw()
    }
}

impl std::fmt::Debug for Exception<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Exception")
    }
}

/// What can go wrong in a sub's body.
#[derive(Debug, thiserror::Error)]
pub enum Error<'p> {
    /// An exception of Perl code, to be raised again as it is.
    #[error("a Perl exception")]
    Raised(Exception<'p>),
    /// A text for the caller; perl appends where the call stands.
    #[error("{0}")]
    Message(String),
    /// Perl code below called `exit`.
    #[error("exit was called")]
    Exit,
    /// Something that must not happen.
    #[error("{0} (this is a bug, please report it)")]
    Bug(String),
}

impl From<&str> for Error<'_> {
    fn from(text: &str) -> Self {
        Self::message(text)
    }
}

impl From<String> for Error<'_> {
    fn from(text: String) -> Self {
        Self::Message(text)
    }
}

impl Error<'_> {
    /// An error with a text for the caller.
    pub fn message(text: impl Into<String>) -> Self {
        Self::Message(text.into())
    }

    /// The C stack is nearly full.
    #[cold]
    pub(crate) fn deep() -> Self {
        Self::message(
            "Deep recursion: Perl code and the library have called each other until the C stack was nearly full",
        )
    }

    /// Nothing can be run any more.
    #[cold]
    pub(crate) fn ending() -> Self {
        Self::message("This perl is ending: no Perl code can be run")
    }
}

/// What a body may fail with: it becomes the exception's scalar. `None` says that `exit` is on its way.
pub trait Throw<'p> {
    /// The exception.
    fn throw(self, perl: Perl<'p>) -> Option<Exception<'p>>;
}

impl<'p> Throw<'p> for Error<'p> {
    fn throw(self, perl: Perl<'p>) -> Option<Exception<'p>> {
        match self {
            Error::Raised(exception) => Some(exception),
            Error::Exit => None,
            other => Some(Exception::message(perl, &other.to_string())),
        }
    }
}

impl<'p> Throw<'p> for Exception<'p> {
    fn throw(self, _: Perl<'p>) -> Option<Exception<'p>> {
        Some(self)
    }
}

impl<'p> Throw<'p> for std::convert::Infallible {
    fn throw(self, _: Perl<'p>) -> Option<Exception<'p>> {
        match self {}
    }
}
