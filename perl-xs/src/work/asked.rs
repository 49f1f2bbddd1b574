//! A Perl sub that a body asks, from whatever thread it runs on.

use std::sync::{Arc, mpsc};

use super::Mailbox;
use crate::arg::{Any, Arg, Refused};
use crate::callback::Callback;
use crate::interp::Perl;
use crate::portable::Portable;
use crate::sv::{OwnedSv, Sv};

/// A Perl sub, as an argument: the body gets it as [`Asked`].
pub struct Asking;

/// Who is asked.
pub enum Asked<'c> {
    /// A sub of the interpreter that this thread runs.
    Here(Callback),
    /// One of another thread.
    There(&'c Remote),
}

/// A sub, and where its interpreter finds questions.
pub struct Remote {
    callback: Arc<Held>,
    mailbox: Arc<Mailbox>,
}

struct Held(Callback);

// SAFETY: a callback runs, and lets go of its scalars, only where it finds itself on its interpreter's thread.
unsafe impl Send for Held {}
// SAFETY: as above.
unsafe impl Sync for Held {}

impl<'c> Arg<'c> for Asking {
    type Value = Asked<'c>;

    fn ready(sv: Sv<'c>) -> bool {
        Any::ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        Any::settle(perl, sv)
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> Result<Asked<'c>, Refused<'c>> {
        Ok(Asked::Here(Callback::new(perl, sv, &[])))
    }
}

impl Portable for Asking {
    type Owned = Remote;

    fn own<'c>(perl: Perl<'c>, asked: Asked<'c>) -> Result<Remote, Refused<'c>> {
        let mailbox = perl.mailbox().map_err(Refused::Raised)?;
        match asked {
            Asked::Here(callback) => Ok(Remote { callback: Arc::new(Held(callback)), mailbox }),
            Asked::There(_) => Err(Refused::Because("is asked from another thread already")),
        }
    }

    fn lend(owned: &Remote) -> Asked<'_> {
        Asked::There(owned)
    }
}

/// Tells the answer when it is dropped, whatever became of the question.
struct Answer<T> {
    answer: Option<T>,
    to: mpsc::SyncSender<Option<T>>,
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        let _ = self.to.send(self.answer.take());
    }
}

/// What may go to another thread, because who sends it waits.
struct Lent<T>(T);

// SAFETY: `ask` waits until it has been dropped there.
unsafe impl<T> Send for Lent<T> {}

impl Asked<'_> {
    /// Runs `question` with the sub on its interpreter's thread, and waits for that. `None` where that has ended.
    ///
    /// # Safety
    /// What `question` borrows may be used by another thread while this one waits.
    pub unsafe fn ask<T: Send + 'static>(&self, question: impl FnOnce(&Callback) -> T) -> Option<T> {
        let remote = match self {
            Self::Here(callback) => return Some(question(callback)),
            Self::There(remote) => remote,
        };
        let (to, answered) = mpsc::sync_channel(1);
        let mut answer = Answer { answer: None, to };
        let (callback, question) = (Arc::clone(&remote.callback), Lent(question));
        let put: Box<dyn for<'p> FnOnce(Perl<'p>) + Send + '_> = Box::new(move |_| {
            let Lent(question) = { question };
            answer.answer = Some(question(&callback.0));
            drop(callback);
            drop(answer); // last: who asks goes on
        });
        // SAFETY: what it borrows lives as long as this function waits, which is until it has been dropped.
        let put = unsafe {
            std::mem::transmute::<
                Box<dyn for<'p> FnOnce(Perl<'p>) + Send + '_>,
                Box<dyn for<'p> FnOnce(Perl<'p>) + Send + 'static>,
            >(put)
        };
        remote.mailbox.ask(put);
        answered.recv().ok().flatten()
    }

    /// The same, without waiting where the sub is another thread's.
    pub fn tell(&self, news: impl FnOnce(&Callback) + Send + 'static) {
        match self {
            Self::Here(callback) => news(callback),
            Self::There(remote) => {
                let callback = Arc::clone(&remote.callback);
                remote.mailbox.ask(Box::new(move |_| news(&callback.0)));
            }
        }
    }
}
