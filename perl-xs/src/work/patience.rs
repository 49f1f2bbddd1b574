//! Waiting for what comes at once: to be woken up takes longer than a short call does.

use std::cell::Cell;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use super::lock::PEEKS;

/// How long to look before one goes to sleep: about what it costs to be woken up.
const LOOK: Duration = Duration::from_micros(40);

/// Whether it is worth to look is learnt from the last times.
#[derive(Default)]
pub(super) struct Patience {
    /// Below 0 it has been in vain so often.
    luck: Cell<i32>,
}

/// In vain so often, it is tried only each so many times.
const RARELY: i32 = -16;

impl Patience {
    /// Waits for a moment; whether `come` became true.
    pub(super) fn wait_for(&self, come: impl Fn() -> bool) -> bool {
        /// Alone on its processor, one would wait for oneself.
        static WORTH: LazyLock<bool> =
            LazyLock::new(|| thread::available_parallelism().is_ok_and(|number| number.get() > 1));
        let luck = self.luck.get();
        if luck < 0 && luck > RARELY || !*WORTH || !PEEKS {
            self.luck.set(luck - 1);
            return PEEKS && come();
        }
        let begun = Instant::now();
        loop {
            for _ in 0..32 {
                if come() {
                    self.luck.set((luck.max(0) + 1).min(4));
                    return true;
                }
                std::hint::spin_loop();
            }
            if begun.elapsed() > LOOK {
                self.luck.set(luck.max(0) - 1);
                return false;
            }
        }
    }
}
