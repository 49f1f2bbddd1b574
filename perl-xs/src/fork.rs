//! Counting forks: a child process knows which of its objects it inherited.

use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

static FORKS: AtomicU32 = AtomicU32::new(0);

/// How many forks lie between this process and the one that loaded the module.
#[inline(always)]
pub fn generation() -> u32 {
    FORKS.load(Ordering::Relaxed)
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

/// Starts counting; boot calls it.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    // SAFETY: `count` does one atomic addition, which is safe in a freshly forked child.
    ONCE.call_once(|| unsafe {
        pthread_atfork(None, None, Some(count));
    });
}
