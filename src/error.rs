//! Failures: what libvirt reports becomes a `Sys::Virt::Error`.

use std::ffi::{CStr, c_int};

use perl_xs::{Class, Exception, IntoSv, Perl, Record, Throw};
use virt::sys;

/// The class of every exception that libvirt causes.
pub(crate) static CLASS: Class = Class::new(c"Sys::Virt::Error");

static FIELDS: Record = Record::new(&["level", "code", "domain", "message"]);

/// What a sub fails with whose body knows no Perl. It can come from another thread.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// libvirt reported a failure, or we do in its terms.
    #[error("libvirt error code: {}", .0.code)]
    Libvirt(Failure),
    /// A text for the caller; perl appends where the call stands.
    #[error("{0}")]
    Message(String),
}

/// What a sub fails with that works on Perl's values.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PerlError<'p> {
    /// As another sub does.
    #[error(transparent)]
    Plain(#[from] Error),
    /// A failure on the Perl side.
    #[error("{0}")]
    Perl(perl_xs::Error<'p>),
}

impl<'p> From<perl_xs::Error<'p>> for PerlError<'p> {
    fn from(error: perl_xs::Error<'p>) -> Self {
        Self::Perl(error)
    }
}

/// A failure as libvirt describes it (`virError`).
#[derive(Debug)]
pub(crate) struct Failure {
    level: c_int,
    code: c_int,
    domain: c_int,
    /// The message, and behind it [`Details`].
    text: Box<[u8]>,
    /// How long the message is.
    len: usize,
}

impl Failure {
    /// A failure of our own, in libvirt's terms.
    pub(crate) fn new(code: sys::virErrorNumber, message: &str) -> Self {
        let level = sys::VIR_ERR_ERROR as c_int;
        let text: Box<[u8]> = message.as_bytes().into();
        Self { level, code: code as c_int, domain: sys::VIR_FROM_NONE as c_int, len: text.len(), text }
    }

    /// One of which libvirt says nothing.
    fn unknown() -> Self {
        let text: Box<[u8]> = (*b"Unknown problem").into();
        Self { level: 0, code: 0, domain: 0, len: text.len(), text }
    }

    /// What libvirt last reported on this thread (`virGetLastError`), to be asked at once.
    #[cold]
    pub(crate) fn last() -> Self {
        // SAFETY: the error is this thread's own, and is copied before libvirt is called again.
        unsafe {
            let error = sys::virGetLastError();
            if error.is_null() {
                return Self::unknown();
            }
            let message = (*error).message;
            let message = if message.is_null() { &b""[..] } else { CStr::from_ptr(message).to_bytes() };
            Self {
                level: (*error).level as c_int,
                code: (*error).code,
                domain: (*error).domain,
                text: Details::behind(message, &*error),
                len: message.len(),
            }
        }
    }

    /// The failure's number (`virErrorNumber`).
    pub(crate) fn code(&self) -> sys::virErrorNumber {
        self.code as sys::virErrorNumber
    }

    /// Whether libvirt says that it has this very handler (a C function) for that event already. Other bad arguments
    /// are reported by another part of libvirt, and its words may be in any language.
    pub(crate) fn is_tracked(&self) -> bool {
        self.code() == sys::VIR_ERR_INVALID_ARG && self.domain == sys::VIR_FROM_NONE as c_int
    }

    /// A blessed hash.
    pub(crate) fn into_exception(self, perl: Perl<'_>) -> Exception<'_> {
        let number = |n: c_int| Some(n.into_sv(perl));
        let (message, details) = self.text.split_at(self.len);
        let message = Some(message.into_sv(perl));
        let fields = [number(self.level), number(self.code), number(self.domain), message];
        let hash = FIELDS.fill(perl, fields);
        hash.keep_note(details);
        Exception::new(hash.into_object(&CLASS))
    }
}

/// What libvirt says of a failure beyond the keys of its hash, as bytes that stay with that hash. There they cost no scalar
/// and no key, and a program that shows, copies or compares the hash finds the four keys that it has always had.
///
/// `int1` and `int2`, then `str1` to `str3`: 0 for NULL, or 1, the text and its NUL.
pub(crate) struct Details;

const INT: usize = size_of::<c_int>();

impl Details {
    /// A message with the details behind it.
    fn behind(message: &[u8], error: &sys::virError) -> Box<[u8]> {
        let texts = [error.str1, error.str2, error.str3].map(|text| {
            // SAFETY: NULL, or a text that lives as long as the error.
            (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_bytes_with_nul())
        });
        let room = texts.iter().map(|text| 1 + text.map_or(0, <[u8]>::len)).sum::<usize>();
        let mut bytes = Vec::with_capacity(message.len() + 2 * INT + room);
        bytes.extend_from_slice(message);
        bytes.extend_from_slice(&error.int1.to_ne_bytes());
        bytes.extend_from_slice(&error.int2.to_ne_bytes());
        for text in texts {
            bytes.push(text.is_some().into());
            bytes.extend_from_slice(text.unwrap_or_default());
        }
        bytes.into_boxed_slice()
    }

    /// The first (0) or second number in such bytes.
    pub(crate) fn int(bytes: &[u8], at: usize) -> Option<c_int> {
        let field = bytes.get(at * INT..(at + 1) * INT)?;
        field.try_into().ok().map(c_int::from_ne_bytes)
    }

    /// The first (0), second or third text in such bytes.
    pub(crate) fn text(bytes: &[u8], at: usize) -> Option<&[u8]> {
        let mut rest = bytes.get(2 * INT..)?;
        for nth in 0.. {
            let (there, after) = rest.split_first()?;
            let mut text = None;
            rest = after;
            if *there == 1 {
                let end = rest.iter().position(|byte| *byte == 0)?;
                text = Some(&rest[..end]);
                rest = &rest[end + 1..];
            }
            if nth == at {
                return text;
            }
        }
        None
    }
}

impl Error {
    /// What libvirt last reported on this thread.
    #[cold]
    pub(crate) fn last() -> Self {
        Self::Libvirt(Failure::last())
    }

    /// The failure of a call that reports none: what libvirt last reported on this thread is of another call, and stays
    /// until one that begins with `virResetLastError`. All that we call do, but those of the event loop.
    #[cold]
    pub(crate) fn unreported() -> Self {
        Self::Libvirt(Failure::unknown())
    }

    /// A text for the caller; perl appends where the call stands.
    pub(crate) fn message(text: impl Into<String>) -> Self {
        Self::Message(text.into())
    }
}

impl<'p> Throw<'p> for Error {
    #[cold]
    fn throw(self, perl: Perl<'p>) -> Option<Exception<'p>> {
        Some(match self {
            Self::Libvirt(failure) => failure.into_exception(perl),
            Self::Message(text) => Exception::message(perl, &text),
        })
    }
}

impl<'p> Throw<'p> for PerlError<'p> {
    #[cold]
    fn throw(self, perl: Perl<'p>) -> Option<Exception<'p>> {
        match self {
            Self::Plain(error) => error.throw(perl),
            Self::Perl(error) => error.throw(perl),
        }
    }
}

/// A result of what knows no Perl.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// A result of what works on Perl's values.
pub(crate) type PerlResult<'p, T> = std::result::Result<T, PerlError<'p>>;

/// Keeps libvirt from printing its errors on stderr (`virSetErrorFunc`): they are exceptions here.
pub(crate) fn silence() {
    unsafe extern "C" fn ignore(_: *mut std::ffi::c_void, _: sys::virErrorPtr) {}
    // SAFETY: the function stays for the process's life and touches nothing.
    unsafe { sys::virSetErrorFunc(std::ptr::null_mut(), Some(ignore)) };
}
