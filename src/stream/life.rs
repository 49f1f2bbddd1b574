//! How long a stream lives: a transfer that nobody can finish any more is aborted.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ffi::c_int;
use std::sync::{Mutex, MutexGuard, PoisonError};

use virt::sys::{self, virStreamPtr};

/// Streams that more than one object stands for, in clones of a thread: how many more.
static SHARED: Mutex<BTreeMap<usize, u32>> = Mutex::new(BTreeMap::new());

/// Takes one more reference to a stream, for an object in another thread (`virStreamRef`).
///
/// # Safety
/// `stream` is a valid pointer.
pub(crate) unsafe fn retain(stream: virStreamPtr) -> c_int {
    *shared().entry(stream.addr()).or_default() += 1;
    // SAFETY: as the caller says.
    unsafe { sys::virStreamRef(stream) }
}

/// Lets go of a stream (`virStreamFree`). With its last object a transfer that was not finished is aborted: nobody could
/// end it any more, and libvirt would keep what it holds.
///
/// # Safety
/// `stream` is a valid pointer, and the caller hands over a reference.
pub(crate) unsafe fn release(stream: virStreamPtr) {
    let last = match shared().entry(stream.addr()) {
        Entry::Vacant(_) => true,
        Entry::Occupied(mut more) => {
            *more.get_mut() -= 1;
            if *more.get() == 0 {
                more.remove();
            }
            false
        }
    };
    // SAFETY: as the caller says. A stream that is not open refuses to be aborted, which is no matter.
    unsafe {
        if last {
            sys::virStreamAbort(stream);
        }
        sys::virStreamFree(stream);
    }
}

/// The counts; a panic while they were held cannot have left them half changed.
fn shared() -> MutexGuard<'static, BTreeMap<usize, u32>> {
    SHARED.lock().unwrap_or_else(PoisonError::into_inner)
}
