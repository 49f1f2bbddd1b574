//! Functions that are newer than libvirt 6.0, the oldest we run on, and those of libvirt's libraries for QEMU, LXC and the
//! administration of daemons: looked up by name when first called, so that one build loads on every version, and nobody
//! needs a library of whose functions he calls none.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use crate::error::{Error, Failure};

/// One such function.
pub(crate) struct Function {
    name: &'static CStr,
    since: &'static str,
    /// NULL: not looked up yet. [`ABSENT`]: the library lacks it.
    address: AtomicPtr<c_void>,
}

/// An address that is no function's.
const ABSENT: *mut c_void = ptr::without_provenance_mut(1);

impl Function {
    pub(crate) const fn new(name: &'static CStr, since: &'static str) -> Self {
        Self { name, since, address: AtomicPtr::new(ptr::null_mut()) }
    }

    /// Where it is.
    ///
    /// # Errors
    /// `ERR_NO_SUPPORT`, with the version that is needed.
    pub(crate) fn address(&self) -> Result<*mut c_void, Error> {
        let mut address = self.address.load(Ordering::Relaxed);
        if address.is_null() {
            address = self.look_up();
            self.address.store(address, Ordering::Relaxed);
        }
        if ptr::eq(address, ABSENT) { Err(self.absent()) } else { Ok(address) }
    }

    #[cold]
    fn look_up(&self) -> *mut c_void {
        // RTLD_DEFAULT searches what is loaded, libvirt being a dependency of ours.
        let library = match self.library() {
            None => ptr::null_mut(),
            // SAFETY: dlopen reads the name; what it runs are the initializers of a library of libvirt's.
            Some(library) => match unsafe { dlopen(library.as_ptr(), RTLD_NOW) } {
                library if library.is_null() => return ABSENT,
                library => library,
            },
        };
        // SAFETY: dlsym reads the name; the library stays open.
        let found = unsafe { dlsym(library, self.name.as_ptr()) };
        if found.is_null() { ABSENT } else { found }
    }

    /// The library that the function is in, unless it is libvirt itself.
    fn library(&self) -> Option<&'static CStr> {
        let name = self.name.to_string_lossy();
        match () {
            () if name.starts_with("virAdm") => Some(c"libvirt-admin.so.0"),
            () if name.contains("DomainQemu") => Some(c"libvirt-qemu.so.0"),
            () if name.contains("DomainLxc") => Some(c"libvirt-lxc.so.0"),
            () => None,
        }
    }

    #[cold]
    fn absent(&self) -> Error {
        let mut version = 0;
        // SAFETY: the out pointer is a local; a NULL type and version ask for the library's own.
        unsafe { virt::sys::virGetVersion(&mut version, ptr::null(), ptr::null_mut()) };
        let (major, minor, micro) = (version / 1_000_000, version / 1_000 % 1_000, version % 1_000);
        let from =
            self.library().map_or_else(String::new, |name| format!(" with {}", name.to_string_lossy()));
        let message = format!(
            "this function is not supported: {} needs libvirt {}{from}, this is libvirt {major}.{minor}.{micro}",
            self.name.to_string_lossy(),
            self.since,
        );
        Error::Libvirt(Failure::new(virt::sys::VIR_ERR_NO_SUPPORT, &message))
    }
}

/// Where the function of that name is in libvirt, or in what it needs.
pub(crate) fn find(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: dlsym reads the name; RTLD_DEFAULT searches what is loaded, libvirt being a dependency of ours.
    let found = unsafe { dlsym(ptr::null_mut(), name.as_ptr()) };
    (!found.is_null()).then_some(found)
}

/// `address` as a function of the type that `_type` would return. It is never called, and so never compiled: naming the
/// function in it links nothing.
///
/// # Safety
/// `address` is a function of that type.
pub(crate) unsafe fn typed<F: Copy>(address: *mut c_void, _type: impl FnOnce() -> F) -> F {
    const { assert!(size_of::<F>() == size_of::<*mut c_void>()) };
    // SAFETY: of one size; the caller says that it is of this type.
    unsafe { std::mem::transmute_copy(&address) }
}

/// All symbols are found at once, or the library is not opened.
const RTLD_NOW: c_int = 2;

unsafe extern "C" {
    fn dlopen(name: *const c_char, mode: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}
