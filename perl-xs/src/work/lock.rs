//! The locks of this folder. Checkers of threads know those of pthreads and not Rust's own: built with
//! `--cfg perl_xs_pthreads` (xt/helgrind) they are these, and nothing is looked at without one.

/// Whether what a lock guards may be looked at without it, to see whether it is worth to take it.
pub(super) const PEEKS: bool = cfg!(not(perl_xs_pthreads));

#[cfg(not(perl_xs_pthreads))]
pub(super) use rust::{Guard, Lock, Signal};

#[cfg(perl_xs_pthreads)]
pub(super) use pthreads::{Guard, Lock, Signal};

#[cfg(not(perl_xs_pthreads))]
mod rust {
    use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
    use std::time::Duration;

    /// A lock and what it guards. One that a panic has left is taken as it is.
    #[derive(Default)]
    pub(crate) struct Lock<T>(Mutex<T>);

    /// What a lock guards, while it is taken.
    pub(crate) type Guard<'l, T> = MutexGuard<'l, T>;

    impl<T> Lock<T> {
        pub(crate) const fn new(value: T) -> Self {
            Self(Mutex::new(value))
        }

        pub(crate) fn lock(&self) -> Guard<'_, T> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }

        /// `None` where somebody has it.
        pub(crate) fn try_lock(&self) -> Option<Guard<'_, T>> {
            match self.0.try_lock() {
                Ok(guard) => Some(guard),
                Err(TryLockError::Poisoned(left)) => Some(left.into_inner()),
                Err(TryLockError::WouldBlock) => None,
            }
        }
    }

    /// Wakes up who waits for a change.
    #[derive(Default)]
    pub(crate) struct Signal(Condvar);

    impl Signal {
        pub(crate) const fn new() -> Self {
            Self(Condvar::new())
        }

        /// Waits, without the lock meanwhile; whether the time was over.
        pub(crate) fn wait<'l, T>(&self, guard: Guard<'l, T>, time: Duration) -> (Guard<'l, T>, bool) {
            let (guard, waited) = self.0.wait_timeout(guard, time).unwrap_or_else(PoisonError::into_inner);
            (guard, waited.timed_out())
        }

        pub(crate) fn notify_one(&self) {
            self.0.notify_one();
        }

        pub(crate) fn notify_all(&self) {
            self.0.notify_all();
        }
    }
}

#[cfg(perl_xs_pthreads)]
mod pthreads {
    use std::cell::UnsafeCell;
    use std::ffi::{c_int, c_void};
    use std::ops::{Deref, DerefMut};
    use std::time::Duration;

    // `work.c`: each makes one that is never freed.
    unsafe extern "C" {
        fn px_mutex_new() -> *mut c_void;
        fn px_mutex_lock(mutex: *mut c_void);
        fn px_mutex_try(mutex: *mut c_void) -> c_int;
        fn px_mutex_unlock(mutex: *mut c_void);
        fn px_cond_new() -> *mut c_void;
        fn px_cond_wait(cond: *mut c_void, mutex: *mut c_void, nanoseconds: i64) -> c_int;
        fn px_cond_signal(cond: *mut c_void, all: c_int);
    }

    pub(crate) struct Lock<T> {
        mutex: *mut c_void,
        value: UnsafeCell<T>,
    }

    // SAFETY: the value is reached with the mutex taken.
    unsafe impl<T: Send> Send for Lock<T> {}
    // SAFETY: as above.
    unsafe impl<T: Send> Sync for Lock<T> {}

    pub(crate) struct Guard<'l, T>(&'l Lock<T>);

    impl<T> Lock<T> {
        pub(crate) fn new(value: T) -> Self {
            // SAFETY: allocates.
            Self { mutex: unsafe { px_mutex_new() }, value: UnsafeCell::new(value) }
        }

        pub(crate) fn lock(&self) -> Guard<'_, T> {
            // SAFETY: the mutex lives.
            unsafe { px_mutex_lock(self.mutex) };
            Guard(self)
        }

        pub(crate) fn try_lock(&self) -> Option<Guard<'_, T>> {
            // SAFETY: the mutex lives.
            (unsafe { px_mutex_try(self.mutex) } == 0).then(|| Guard(self))
        }
    }

    impl<T: Default> Default for Lock<T> {
        fn default() -> Self {
            Self::new(T::default())
        }
    }

    impl<T> Deref for Guard<'_, T> {
        type Target = T;
        fn deref(&self) -> &T {
            // SAFETY: the mutex is taken.
            unsafe { &*self.0.value.get() }
        }
    }

    impl<T> DerefMut for Guard<'_, T> {
        fn deref_mut(&mut self) -> &mut T {
            // SAFETY: the mutex is taken.
            unsafe { &mut *self.0.value.get() }
        }
    }

    impl<T> Drop for Guard<'_, T> {
        fn drop(&mut self) {
            // SAFETY: it is ours.
            unsafe { px_mutex_unlock(self.0.mutex) };
        }
    }

    pub(crate) struct Signal(*mut c_void);

    // SAFETY: made to be used by many threads.
    unsafe impl Send for Signal {}
    // SAFETY: as above.
    unsafe impl Sync for Signal {}

    impl Signal {
        pub(crate) fn new() -> Self {
            // SAFETY: allocates.
            Self(unsafe { px_cond_new() })
        }

        pub(crate) fn wait<'l, T>(&self, guard: Guard<'l, T>, time: Duration) -> (Guard<'l, T>, bool) {
            let nanoseconds = i64::try_from(time.as_nanos()).unwrap_or(i64::MAX);
            // SAFETY: both live, and the mutex is ours.
            let over = unsafe { px_cond_wait(self.0, guard.0.mutex, nanoseconds) };
            (guard, over != 0)
        }

        pub(crate) fn notify_one(&self) {
            // SAFETY: it lives.
            unsafe { px_cond_signal(self.0, 0) };
        }

        pub(crate) fn notify_all(&self) {
            // SAFETY: it lives.
            unsafe { px_cond_signal(self.0, 1) };
        }
    }
}
