//! Work that must wait until the library has been left: what it calls back may not call it, for it holds its locks.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use crate::interp::Perl;
use crate::state::State;

/// What waits in one interpreter.
#[derive(Default)]
pub(crate) struct Later {
    /// How many calls of [`Perl::inside`] are running.
    depth: Cell<usize>,
    work: RefCell<VecDeque<Box<dyn FnOnce()>>>,
}

impl<'p> Perl<'p> {
    /// Runs `body` as something that the library calls while it holds its locks.
    pub fn inside<R>(self, body: impl FnOnce() -> R) -> R {
        struct Depth<'p>(&'p Cell<usize>);

        impl Drop for Depth<'_> {
            fn drop(&mut self) {
                self.0.set(self.0.get() - 1);
            }
        }

        let depth = &self.state().later.depth;
        depth.set(depth.get() + 1);
        let _depth = Depth(depth);
        body()
    }

    /// How deep in [`Self::inside`] this interpreter is; 0 where the library may be called.
    pub fn depth(self) -> usize {
        self.try_state().map_or(0, |state| state.later.depth.get())
    }

    /// Runs `work` as soon as the library may be called: at once, or else when the sub, or the freeing of an object,
    /// that called it has come to its end.
    pub fn later(self, work: impl FnOnce() + 'static) {
        let Some(state) = self.try_state() else { return };
        if state.later.depth.get() == 0 {
            return work();
        }
        state.later.work.borrow_mut().push_back(Box::new(work));
        state.calls(self).for_each(|call| call.touch());
    }
}

impl State {
    /// Does what has waited, if the library may be called.
    #[inline]
    pub(crate) fn catch_up(&self) {
        if self.later.depth.get() == 0 {
            while let Some(work) = self.next_work() {
                work();
            }
        }
    }

    fn next_work(&self) -> Option<Box<dyn FnOnce()>> {
        self.later.work.borrow_mut().pop_front()
    }
}
