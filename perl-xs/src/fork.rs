//! Counting forks: a child process knows which of its objects it inherited.

use std::ffi::c_void;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, Once};

static FORKS: AtomicU32 = AtomicU32::new(0);

/// How many forks lie between this process and the one that loaded the module.
#[inline(always)]
pub fn generation() -> u32 {
    FORKS.load(Ordering::Relaxed)
}

/// Something of the parent's that this process will never touch again.
struct Forgotten(#[expect(dead_code, reason = "only kept")] *mut c_void);

// SAFETY: nobody follows the pointer, in any thread.
unsafe impl Send for Forgotten {}

static FORGOTTEN: Mutex<Vec<Forgotten>> = Mutex::new(Vec::new());

/// Notes a pointer that the parent owns and a dropped object of this process held: a checker of memory sees that it is
/// left alone on purpose. (Where another thread held the list while the process forked, nothing is noted.)
pub(crate) fn forget(inherited: *mut c_void) {
    if let Ok(mut list) = FORGOTTEN.try_lock() {
        list.push(Forgotten(inherited));
    }
}

unsafe extern "C" {
    fn pthread_atfork(
        prepare: Option<unsafe extern "C" fn()>,
        parent: Option<unsafe extern "C" fn()>,
        child: Option<unsafe extern "C" fn()>,
    ) -> std::ffi::c_int;
}

/// Counts in the child; nothing else may be done there safely.
unsafe extern "C" fn count() {
    FORKS.fetch_add(1, Ordering::Relaxed);
}

/// From here on `before` runs before this process forks, and `after` in the parent when it has: both in the thread that
/// does. They must stay where they are for as long as the process lives.
pub(crate) fn around(before: extern "C" fn(), after: extern "C" fn()) {
    // SAFETY: the functions stay, and a program may have any number of them.
    unsafe {
        pthread_atfork(Some(before), Some(after), None);
    }
}

/// Starts counting; boot calls it.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    // SAFETY: `count` does one atomic addition, which is safe in a freshly forked child.
    ONCE.call_once(|| unsafe {
        pthread_atfork(None, None, Some(count));
    });
}
