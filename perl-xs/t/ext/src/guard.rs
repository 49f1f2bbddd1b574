//! What proves that nothing was jumped over: each test body holds a [`Guard`], and Perl sees how many are alive.

use std::sync::atomic::{AtomicUsize, Ordering};

use perl_xs::{Error, sys, xs};

static LIVE: AtomicUsize = AtomicUsize::new(0);

/// Counts itself while it lives. A frame that is left by a longjmp leaves its guard behind.
pub struct Guard(());

impl Guard {
    pub fn new() -> Self {
        LIVE.fetch_add(1, Ordering::Relaxed);
        Self(())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

xs! { package "PerlXS::Test", error = Error<'_>;
    /// How many guards are alive.
    sub live() { Ok(LIVE.load(Ordering::Relaxed) as u64) }

    /// How many scalars of any kind this interpreter has (`PL_sv_count`).
    sub scalars(call;) {
        let perl = call.perl().raw();
        let _ = perl;
        Ok(sys::PL_sv_count!(perl) as u64)
    }
}
