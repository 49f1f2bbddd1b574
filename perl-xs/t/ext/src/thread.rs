//! Threads that are none of Perl's.

use std::thread;

use perl_xs::{Code, Error, callback::Callback, callback::Context, callback::Outcome, xs};

use crate::callback::Shared;

xs! { package "PerlXS::Test::Thread", error = Error<'_>;
    /// Calls the sub from a thread that runs no interpreter: whether that did anything.
    sub elsewhere(call; code: Code) {
        let callback = Shared(Box::into_raw(Box::new(Callback::new(call.perl(), code.0, &[]))));
        let ran = thread::spawn(move || {
            let callback = callback;
            // SAFETY: the box is alive until the thread has ended.
            let callback = unsafe { &*callback.0 };
            callback.perl().is_some() || matches!(callback.call(Context::Discard, |_| []), Outcome::Returned(_))
        });
        let ran = ran.join().map_err(|_| Error::message("the thread panicked"))?;
        // SAFETY: the box came from `into_raw`, and the thread has ended.
        drop(unsafe { Box::from_raw(callback.0) });
        Ok(ran)
    }

    /// Drops a callback in a thread that runs no interpreter.
    sub drop_elsewhere(call; code: Code) {
        let callback = Shared(Box::into_raw(Box::new(Callback::new(call.perl(), code.0, &[]))));
        let dropped = thread::spawn(move || {
            let callback = callback;
            // SAFETY: the box came from `into_raw`, and is nobody else's.
            drop(unsafe { Box::from_raw(callback.0) });
        });
        dropped.join().map_err(|_| Error::message("the thread panicked"))
    }
}
