//! Connections that were opened too early: a daemon's events reach only those that found an event loop.

use std::ffi::{CStr, c_int};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use perl_xs::handle::Fresh;
use perl_xs::{OwnedSv, Perl};
use virt::sys::{self, virConnectPtr};

use super::{custom, default, wake};
use crate::handle::Connect;
use crate::shapes::owned_str;
use crate::vir::vir;

/// Those that are open, by address.
static EARLY: Mutex<Vec<usize>> = Mutex::new(Vec::new());
/// How many they are.
static COUNT: AtomicUsize = AtomicUsize::new(0);

fn early() -> MutexGuard<'static, Vec<usize>> {
    EARLY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Drivers that run in the program itself.
const IN_PROCESS: [&str; 11] = [
    "test",
    "esx",
    "gsx",
    "vpx",
    "hyperv",
    "openvz",
    "vbox",
    "vmwarefusion",
    "vmwareplayer",
    "vmwarews",
    "phyp",
];

/// What the event loop matters for.
#[derive(Debug, PartialEq, Eq)]
enum Driver {
    /// It talks to a daemon: the loop watches that connection.
    Remote,
    /// It runs here, with threads of its own.
    Embedded,
    /// It runs here.
    Local,
}

fn driver(uri: &str) -> Driver {
    let (scheme, rest) = uri.split_once("://").unwrap_or((uri, ""));
    let path = rest.split('?').next().unwrap_or_default();
    if path == "/embed" {
        Driver::Embedded
    } else if IN_PROCESS.contains(&scheme) && (scheme != "test" || path.starts_with('/')) {
        Driver::Local
    } else {
        Driver::Remote
    }
}

/// Whether it is a connection to libvirt's test driver in this process, which speaks to nobody.
pub(crate) fn is_test(name: Option<&CStr>) -> bool {
    name.is_some_and(|name| name.to_bytes().starts_with(b"test:///"))
}

/// A connection is about to be opened, which may write to somebody who goes away.
pub(crate) fn opening(name: Option<&CStr>) {
    if !is_test(name) {
        perl_xs::signals::guard_pipes();
    }
}

/// A connection was opened.
pub(crate) fn opened(conn: &Fresh<Connect>) {
    let no_loop = !default::exists();
    if !no_loop && !custom::is_registered() {
        return;
    }
    let Ok(uri) = owned_str(vir!(virConnectGetURI(*conn))) else { return };
    match driver(&uri.text().to_string_lossy()) {
        Driver::Remote if no_loop => {
            let mut early = early();
            early.push(conn.raw().addr());
            COUNT.store(early.len(), Ordering::Relaxed);
        }
        Driver::Embedded if custom::is_owner() => wake::expect_requests(),
        _ => {}
    }
}

/// Lets go of a connection (`virConnectClose`).
///
/// # Safety
/// `conn` is a valid pointer, and the caller hands over a reference.
pub(crate) unsafe fn close(conn: virConnectPtr) -> c_int {
    // SAFETY: as the caller says.
    let left = unsafe { sys::virConnectClose(conn) };
    if left == 0 && COUNT.load(Ordering::Relaxed) > 0 {
        let mut early = early();
        early.retain(|open| *open != conn.addr());
        COUNT.store(early.len(), Ordering::Relaxed);
    }
    left
}

/// A loop has been registered: says so where connections are open that it does not serve.
pub(crate) fn warn_of_connections(perl: Perl<'_>) {
    if COUNT.load(Ordering::Relaxed) > 0 {
        let text = b"A connection was opened before the event loop was registered: no events arrive on it";
        perl.warn(&OwnedSv::bytes(perl, text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_uris() {
        for (uri, expected) in [
            ("test:///default", Driver::Local),
            ("test:///tmp/node.xml", Driver::Local),
            ("test+unix:///default", Driver::Remote),
            ("test://host/default", Driver::Remote),
            ("esx://host/?no_verify=1", Driver::Local),
            ("qemu:///system", Driver::Remote),
            ("qemu+ssh://host/system", Driver::Remote),
            ("qemu:///embed?root=/tmp/x", Driver::Embedded),
            ("qemu:///system?path=/embed", Driver::Remote),
        ] {
            assert_eq!(driver(uri), expected, "{uri}");
        }
    }
}
