//! Calls on other threads: a sub whose body knows no Perl is started, and its result fetched later.
//!
//! [`xs!`](crate::xs!) makes a second function of such a sub, which copies the arguments ([`Portable`](crate::Portable)) and
//! puts them with the body into the queue of the process's [`pool`]. The threads of the pool know no Perl. What has been
//! done lies in the interpreter's [`mailbox`] until Perl code fetches it.

mod asked;
mod clock;
mod lock;
mod mailbox;
mod patience;
mod pool;
pub mod wire;

use std::cell::{Cell, Ref, RefCell};
use std::collections::VecDeque;
use std::ffi::CStr;
use std::os::fd::RawFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::boundary::{Call, Ended, Given};
use crate::callback::{Callback, Context, Outcome};
use crate::error::{Error, Exception, Throw};
use crate::fork;
use crate::interp::Perl;
use crate::module::Package;
use crate::ret::Ret;
use crate::shim;
use crate::sub::Sub;
use crate::sv::{OwnedSv, Sv};

pub use asked::{Asked, Asking};
use mailbox::Letter;
pub use mailbox::Mailbox;
use patience::Patience;
pub use pool::{Limits, PerProcess, is_worker, limits, set_limits};

/// A call on its way.
pub(crate) struct Entry {
    /// Its number in this process.
    id: u64,
    /// Calls that have this in common share a limit; 0 for none.
    group: usize,
    /// Where it was started, as perl says it in messages.
    place: String,
    /// Whose it is; nobody waits for what [`aside`] does.
    mailbox: Option<Arc<Mailbox>>,
    job: Box<dyn Job>,
}

/// What a thread does, and what becomes of it.
trait Job: Send {
    /// Runs the body, on a thread without Perl.
    fn run(&mut self);
    /// Why it failed, as text or object; `None` where it did not.
    fn failure<'p>(&mut self, perl: Perl<'p>) -> Option<Exception<'p>>;
    /// Gives the results of one that did not fail.
    fn give(self: Box<Self>, call: &Call<'_>) -> Given;
}

/// What came of a body.
enum Done<R, E> {
    NotYet,
    Returned(R),
    Failed(E),
    Panicked(String),
}

/// One call: what it brought goes before the arguments, of which it may have borrowed.
struct Task<A, R, E, F> {
    done: Done<R, E>,
    args: A,
    body: F,
}

impl<A, R, E, F> Job for Task<A, R, E, F>
where
    A: Send,
    R: for<'p> Ret<'p> + Send,
    E: for<'p> Throw<'p> + Send,
    F: Fn(&A) -> Result<R, E> + Send,
{
    fn run(&mut self) {
        self.done = match catch_unwind(AssertUnwindSafe(|| (self.body)(&self.args))) {
            Ok(Ok(result)) => Done::Returned(result),
            Ok(Err(error)) => Done::Failed(error),
            Err(panic) => {
                let text = panic.downcast_ref::<&str>().map(|text| String::from(*text));
                Done::Panicked(text.or_else(|| panic.downcast_ref().cloned()).unwrap_or_default())
            }
        };
    }

    fn failure<'p>(&mut self, perl: Perl<'p>) -> Option<Exception<'p>> {
        match std::mem::replace(&mut self.done, Done::NotYet) {
            Done::Failed(error) => error.throw(perl).or_else(|| Error::ending().throw(perl)),
            Done::Panicked(text) => Error::Bug(text).throw(perl),
            Done::NotYet => Error::message("no thread can be started for a call").throw(perl),
            done @ Done::Returned(_) => {
                self.done = done;
                None
            }
        }
    }

    fn give(self: Box<Self>, call: &Call<'_>) -> Given {
        let Self { done, args, .. } = *self;
        let given = match done {
            Done::Returned(result) => result.give(call),
            _ => Given::NONE,
        };
        drop(args);
        given
    }
}

/// What an interpreter keeps for its calls.
pub(crate) struct Work {
    /// Makes what a started call returns, of its number.
    maker: Rc<Callback>,
    /// `None` until the first call.
    post: Option<Post>,
}

/// Where news arrive.
struct Post {
    mailbox: Arc<Mailbox>,
    /// The fork generation it was made in.
    generation: u32,
    /// What was fetched from the mailbox and not looked at yet.
    batch: RefCell<VecDeque<Letter>>,
    /// The call whose results are to be given next.
    current: Cell<Option<Box<dyn Job>>>,
    /// A loop of the program's watches the mailbox.
    exposed: Cell<bool>,
    patience: Patience,
}

impl Post {
    fn is_ours(&self) -> bool {
        self.generation == fork::generation()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        if self.is_ours() {
            pool::withdraw(&self.mailbox);
            drop(self.mailbox.close());
        } else {
            // A thread of the parent's may have held a lock of these when the process forked.
            std::mem::forget(Arc::clone(&self.mailbox));
            std::mem::forget(self.batch.take());
            std::mem::forget(self.current.take());
        }
    }
}

/// From now on this interpreter can start calls: `maker` is called with the number of each, and makes what the started sub
/// returns.
pub fn serve<'p>(perl: Perl<'p>, maker: Sv<'p>) {
    let maker = Rc::new(Callback::new(perl, maker, &[]));
    let earlier = perl.state().work.replace(Some(Work { maker, post: None }));
    drop(earlier);
}

/// The interpreter's post, which is opened where there is none, or only that of a parent process.
fn open_post<'p>(perl: Perl<'p>) -> Result<(Rc<Callback>, Arc<Mailbox>), Error<'p>> {
    let mut work = perl.state().work.borrow_mut();
    let Some(work) = work.as_mut() else { return Err(Error::message("calls cannot be started yet")) };
    if let Some(post) = work.post.as_ref().filter(|post| post.is_ours()) {
        return Ok((Rc::clone(&work.maker), Arc::clone(&post.mailbox)));
    }
    let mailbox =
        Mailbox::new().map_err(|error| Error::message(format!("no call can be started: {error}")))?;
    let mailbox = Arc::new(mailbox);
    perl.guard_pipes();
    work.post = Some(Post {
        mailbox: Arc::clone(&mailbox),
        generation: fork::generation(),
        batch: RefCell::default(),
        current: Cell::default(),
        exposed: Cell::new(false),
        patience: Patience::default(),
    });
    Ok((Rc::clone(&work.maker), mailbox))
}

/// A sub of this module that starts `code`, if it is one of this module's whose body knows no Perl: installed under `name`.
pub fn install_starter<'p>(perl: Perl<'p>, code: Sv<'p>, name: &CStr) -> Result<bool, Error<'p>> {
    let Some(sub) = code.referent().and_then(Sv::as_cv).and_then(|cv| {
        // SAFETY: the sub is alive; the shim knows its own.
        unsafe { shim::px_sub_of(cv).cast::<Sub>().as_ref() }
    }) else {
        return Ok(false);
    };
    let Some(starter) = sub.starter() else { return Ok(false) };
    perl.protect(move |perl| {
        // SAFETY: the starter lives as long as the process; perl copies the name.
        unsafe {
            let sub = std::ptr::from_ref(starter).cast();
            shim::px_install(perl.raw(), name.as_ptr(), std::ptr::null(), sub);
        }
    })?;
    Ok(true)
}

/// The names, without the package's, of the subs that [`install_starter`] takes.
pub fn startable(package: &'static Package) -> impl Iterator<Item = &'static CStr> {
    let name = |sub: &'static Sub| {
        let full = sub.name().to_bytes_with_nul();
        CStr::from_bytes_with_nul(&full[package.name.to_bytes().len() + "::".len()..]).unwrap_or_default()
    };
    package.subs.iter().filter(|sub| sub.starts()).map(name)
}

/// Queues a call. [`xs!`](crate::xs!) calls it.
#[doc(hidden)]
pub fn start<'c, A, R, E, F>(call: &Call<'c>, group: usize, args: A, body: F) -> Ended<'c>
where
    A: Send + 'static,
    R: for<'p> Ret<'p> + Send + 'static,
    E: for<'p> Throw<'p> + Send + 'static,
    F: Fn(&A) -> Result<R, E> + Send + 'static,
{
    submit(call, group, Box::new(Task { done: Done::NotYet, args, body }))
}

fn submit<'c>(call: &Call<'c>, group: usize, job: Box<dyn Job>) -> Ended<'c> {
    static IDS: AtomicU64 = AtomicU64::new(1);
    let perl = call.perl();
    let (maker, mailbox) = open_post(perl).map_err(|error| error.throw(perl))?;
    let id = IDS.fetch_add(1, Ordering::Relaxed);
    let Outcome::Returned(made) = maker.call(Context::Scalar, |perl| [OwnedSv::unsigned(perl, id)]) else {
        return Err(Error::message("the call was not started").throw(perl)); // what happened waits, and comes first
    };
    let made = made.get(0).map_or_else(|| OwnedSv::undef(perl), |made| made.to_owned(perl));
    pool::submit(Entry { id, group, place: perl.place(), mailbox: Some(mailbox), job });
    Ok(call.give(made))
}

/// Something that a thread does and that nobody waits for.
struct Aside<F: FnOnce()>(Option<F>);

impl<F: FnOnce() + Send> Job for Aside<F> {
    fn run(&mut self) {
        if let Some(body) = self.0.take() {
            body();
        }
    }

    fn failure<'p>(&mut self, _: Perl<'p>) -> Option<Exception<'p>> {
        None
    }

    fn give(self: Box<Self>, _: &Call<'_>) -> Given {
        Given::NONE
    }
}

impl<F: FnOnce()> Drop for Aside<F> {
    // No thread could be had: it is done here.
    fn drop(&mut self) {
        if let Some(body) = self.0.take() {
            body();
        }
    }
}

/// Has a thread do what may take its time, and that nobody waits for.
pub fn aside(body: impl FnOnce() + Send + 'static) {
    pool::submit(Entry {
        id: 0,
        group: 0,
        place: String::new(),
        mailbox: None,
        job: Box::new(Aside(Some(body))),
    });
}

/// What an interpreter finds that looks for news.
pub enum News<'p> {
    /// A call has come to its end: its number, and the exception where it failed. [`give`] gives its results.
    Ended(u64, Option<OwnedSv<'p>>),
    /// A time has come, of this number.
    Due(u64),
}

impl<'p> Perl<'p> {
    /// This interpreter's post, if there is one.
    fn post(self) -> Option<Ref<'p, Post>> {
        let work = Ref::filter_map(self.state().work.borrow(), |work| work.as_ref()?.post.as_ref());
        work.ok().filter(|post| post.is_ours())
    }

    /// What has happened since; `None` where nothing has. A thread that waits for an answer of this interpreter's gets it
    /// meanwhile.
    pub fn news(self) -> Option<News<'p>> {
        loop {
            let letter = {
                let post = self.post()?;
                if post.batch.borrow().is_empty() {
                    *post.batch.borrow_mut() = post.mailbox.take();
                }
                let letter = post.batch.borrow_mut().pop_front();
                letter?
            };
            match letter {
                Letter::Due(id) => return Some(News::Due(id)),
                Letter::Ask(answer) => answer(self),
                Letter::Ended(Entry { id, mut job, place, .. }) => {
                    let failure = job.failure(self).map(|exception| exception.with_place(self, &place));
                    if failure.is_none() {
                        let earlier = self.post().and_then(|post| post.current.replace(Some(job)));
                        drop(earlier);
                    }
                    return Some(News::Ended(id, failure));
                }
            }
        }
    }

    /// Whether there are news.
    pub fn has_news(self) -> bool {
        self.post().is_some_and(|post| !post.batch.borrow().is_empty() || !post.mailbox.is_empty())
    }

    /// What becomes readable when there are news.
    ///
    /// # Errors
    /// No file descriptor is left.
    pub fn news_fd(self) -> Result<RawFd, Error<'p>> {
        let (_, mailbox) = open_post(self)?;
        if let Some(post) = self.post() {
            post.exposed.set(true);
        }
        mailbox.watch(true);
        Ok(mailbox.fd())
    }

    /// Waits until there are news, a signal has come that has a handler in Perl, or the time is over. `None` waits for
    /// ever. Handlers run when the sub has ended.
    ///
    /// # Errors
    /// No file descriptor is left.
    pub fn await_news(self, time: Option<Duration>) -> Result<(), Error<'p>> {
        let (_, mailbox) = open_post(self)?;
        let Some(post) = self.post().filter(|_| !self.has_news()) else { return Ok(()) };
        if post.patience.wait_for(|| !mailbox.is_empty() || self.has_signal()) {
            return Ok(());
        }
        mailbox.watch(true);
        let time = time.map_or(-1, |time| i64::try_from(time.as_nanos()).unwrap_or(i64::MAX));
        // SAFETY: waits for a file descriptor.
        unsafe { shim::px_wait_fd(self.raw(), mailbox.fd(), time) };
        if !post.exposed.get() {
            mailbox.watch(false);
        }
        Ok(())
    }

    /// After so much time there will be [`News::Due`] of the number that this returns.
    ///
    /// # Errors
    /// No file descriptor is left, or no thread can be started.
    pub fn alarm(self, time: Duration) -> Result<u64, Error<'p>> {
        let (_, mailbox) = open_post(self)?;
        clock::set(&mailbox, time)
            .ok_or_else(|| Error::message("no thread can be started to wait for a time"))
    }

    /// The mailbox, for what a thread may ask of this interpreter.
    ///
    /// # Errors
    /// No file descriptor is left.
    pub fn mailbox(self) -> Result<Arc<Mailbox>, Error<'p>> {
        open_post(self).map(|(_, mailbox)| mailbox)
    }
}

/// Gives the results of the call of the last [`News::Ended`].
pub fn give(call: &Call<'_>) -> Given {
    let job = call.perl().post().and_then(|post| post.current.take());
    job.map_or(Given::NONE, |job| job.give(call))
}

/// Takes a call back that no thread has begun with; its number is known no more. False where it runs, or has ended.
pub fn cancel(id: u64) -> bool {
    pool::cancel(id)
}

/// A time that was set with [`Perl::alarm`] need not come.
pub fn clear_alarm(id: u64) {
    clock::clear(id);
}
