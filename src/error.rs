//! Failures: what libvirt reports becomes a `Sys::Virt::Error`.

use std::ffi::{CStr, c_int};

use perl_xs::{Bytes, Class, Exception, IntoSv, Perl, Record, Throw};
use virt::sys;

/// The class of every exception that libvirt causes.
pub(crate) static CLASS: Class = Class::new(c"Sys::Virt::Error");

static FIELDS: Record = Record::new(&["level", "code", "domain", "message"]);

/// What a sub fails with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error<'p> {
    /// libvirt reported a failure, or we do in its terms.
    #[error("libvirt error code: {}", .0.code)]
    Libvirt(Failure),
    /// A failure on the Perl side.
    #[error("{0}")]
    Perl(perl_xs::Error<'p>),
}

impl<'p> From<perl_xs::Error<'p>> for Error<'p> {
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
    message: Box<[u8]>,
}

impl Failure {
    /// A failure of our own, in libvirt's terms.
    pub(crate) fn new(code: sys::virErrorNumber, message: &str) -> Self {
        let level = sys::VIR_ERR_ERROR as c_int;
        Self {
            level,
            code: code as c_int,
            domain: sys::VIR_FROM_NONE as c_int,
            message: message.as_bytes().into(),
        }
    }

    /// One of which libvirt says nothing.
    fn unknown() -> Self {
        Self { level: 0, code: 0, domain: 0, message: (*b"Unknown problem").into() }
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
                message: message.into(),
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
        let message = Some(Bytes(self.message).into_sv(perl));
        let fields = [number(self.level), number(self.code), number(self.domain), message];
        Exception::new(FIELDS.fill(perl, fields).into_object(&CLASS))
    }
}

impl Error<'_> {
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
        Self::Perl(perl_xs::Error::message(text))
    }
}

impl<'p> Throw<'p> for Error<'p> {
    #[cold]
    fn throw(self, perl: Perl<'p>) -> Option<Exception<'p>> {
        match self {
            Self::Libvirt(failure) => Some(failure.into_exception(perl)),
            Self::Perl(error) => error.throw(perl),
        }
    }
}

/// A result of this crate.
pub(crate) type Result<'p, T> = std::result::Result<T, Error<'p>>;

/// Keeps libvirt from printing its errors on stderr (`virSetErrorFunc`): they are exceptions here.
pub(crate) fn silence() {
    unsafe extern "C" fn ignore(_: *mut std::ffi::c_void, _: sys::virErrorPtr) {}
    // SAFETY: the function stays for the process's life and touches nothing.
    unsafe { sys::virSetErrorFunc(std::ptr::null_mut(), Some(ignore)) };
}
