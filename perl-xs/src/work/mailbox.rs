//! What threads have for an interpreter.

use std::collections::VecDeque;
use std::io;
use std::os::fd::RawFd;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Entry;
use super::lock::{Guard, Lock, PEEKS};
use super::wire::End;
use crate::interp::Perl;

/// One piece of news.
pub(super) enum Letter {
    /// A call has come to its end.
    Ended(Entry),
    /// A time has come.
    Due(u64),
    /// A thread wants something done that needs Perl, and waits for it.
    Ask(Question),
}

/// What is to be done by the interpreter.
pub type Question = Box<dyn for<'p> FnOnce(Perl<'p>) + Send>;

/// Where an interpreter finds what threads have for it.
pub struct Mailbox {
    inner: Lock<Inner>,
    /// Whether there are letters.
    any: AtomicBool,
    reader: End,
    writer: End,
}

#[derive(Default)]
struct Inner {
    letters: VecDeque<Letter>,
    /// The interpreter has ended.
    closed: bool,
    /// Somebody waits for the reader, or may do so at any time.
    watched: bool,
    /// The reader can be read.
    woken: bool,
}

impl Mailbox {
    pub(super) fn new() -> io::Result<Self> {
        let (reader, writer) = End::pair()?;
        Ok(Self { inner: Lock::default(), any: AtomicBool::new(false), reader, writer })
    }

    fn lock(&self) -> Guard<'_, Inner> {
        self.inner.lock()
    }

    /// What can be read when there are letters, once it is watched.
    pub(super) fn fd(&self) -> RawFd {
        self.reader.fd()
    }

    /// From now on the reader can be read when there are letters; or it need not any more.
    pub(super) fn watch(&self, watched: bool) {
        let mut inner = self.lock();
        inner.watched = watched;
        if watched && !inner.letters.is_empty() {
            self.wake(&mut inner);
        }
    }

    fn wake(&self, inner: &mut Inner) {
        if !std::mem::replace(&mut inner.woken, true) {
            self.writer.wake();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        if PEEKS { !self.any.load(Ordering::Acquire) } else { self.lock().letters.is_empty() }
    }

    /// Leaves a letter, or gives it back where nobody fetches it any more.
    pub(super) fn post(&self, letter: Letter) -> Result<(), Letter> {
        let mut inner = self.lock();
        if inner.closed {
            return Err(letter);
        }
        inner.letters.push_back(letter);
        self.any.store(true, Ordering::Release);
        if inner.watched {
            self.wake(&mut inner);
        }
        Ok(())
    }

    /// Has the interpreter do something; false where it has ended. A question that is dropped without having been put
    /// has no answer either: what it holds is to tell so.
    pub fn ask(&self, question: Question) -> bool {
        self.post(Letter::Ask(question)).is_ok()
    }

    /// All letters.
    pub(super) fn take(&self) -> VecDeque<Letter> {
        if self.is_empty() {
            return VecDeque::new();
        }
        let mut inner = self.lock();
        if std::mem::replace(&mut inner.woken, false) {
            self.reader.drain();
        }
        self.any.store(false, Ordering::Release);
        std::mem::take(&mut inner.letters)
    }

    /// The interpreter ends: what lies here, for it to drop.
    pub(super) fn close(&self) -> VecDeque<Letter> {
        let mut inner = self.lock();
        inner.closed = true;
        std::mem::take(&mut inner.letters)
    }
}
