//! The threads that run calls: of all interpreters, as many as there is work for.

use std::cell::Cell;
use std::collections::{HashMap, VecDeque};
use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};
use std::{io, ptr, thread};

use super::lock::{Guard, Lock, Signal};
use super::mailbox::Letter;
use super::patience::Patience;
use super::{Entry, Mailbox};
use crate::{fork, shim};

/// The threads of one process.
struct Pool {
    generation: u32,
    inner: Lock<Inner>,
    /// How much is ready.
    ready: AtomicUsize,
    work: Signal,
    /// A call has ended while somebody waited for that.
    ended: Signal,
}

struct Inner {
    /// What can be begun, in order.
    ready: VecDeque<Entry>,
    groups: HashMap<usize, Group>,
    threads: usize,
    /// Threads that wait for work.
    idle: usize,
    /// One of them does so awake.
    looking: bool,
    limits: Limits,
    /// What runs: the call's number, and whether it has gone on for longer than a fork waits.
    running: Vec<(u64, bool)>,
    /// Threads that are about to fork. Nothing is begun meanwhile.
    forking: usize,
}

/// Calls with a limit of their own.
#[derive(Default)]
struct Group {
    /// How many run, or are ready.
    begun: usize,
    queue: VecDeque<Entry>,
}

/// How many calls run at a time.
#[derive(Clone, Copy)]
pub struct Limits {
    /// Of one group.
    pub group: usize,
    /// Of all: the threads.
    pub threads: usize,
}

const DEFAULT: Limits = Limits { group: 16, threads: 512 };

/// How long a thread waits for work before it ends.
const IDLE: Duration = Duration::from_secs(5);

/// What there is one of in a process. A child process gets one of its own, and never looks at its parent's.
pub(super) fn of_process<T>(
    place: &'static AtomicPtr<T>,
    generation: impl Fn(&T) -> u32,
    new: impl FnOnce() -> T,
) -> &'static T {
    let found = place.load(Ordering::Acquire);
    // SAFETY: what stands there was made below, and is never freed.
    if let Some(it) = unsafe { found.as_ref() }.filter(|it| generation(it) == fork::generation()) {
        return it;
    }
    let fresh = Box::into_raw(Box::new(new()));
    match place.compare_exchange(found, fresh, Ordering::AcqRel, Ordering::Acquire) {
        // SAFETY: never freed from here on.
        Ok(_) => unsafe { &*fresh },
        Err(other) => {
            // SAFETY: nobody has seen the fresh one; the other is never freed.
            unsafe {
                drop(Box::from_raw(fresh));
                &*other
            }
        }
    }
}

/// What there is one of in a process, as in [`of_process`]: a child process begins with an empty one.
pub struct PerProcess<T>(AtomicPtr<(u32, T)>);

impl<T: Default + 'static> PerProcess<T> {
    /// Nothing yet.
    #[allow(clippy::new_without_default)] // for statics
    pub const fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    /// This process's.
    pub fn get(&'static self) -> &'static T {
        &of_process(&self.0, |(generation, _)| *generation, || (fork::generation(), T::default())).1
    }
}

fn pool() -> &'static Pool {
    of_process(
        &POOL,
        |pool| pool.generation,
        || Pool {
            generation: fork::generation(),
            inner: Lock::new(Inner {
                ready: VecDeque::new(),
                groups: HashMap::new(),
                threads: 0,
                idle: 0,
                looking: false,
                limits: DEFAULT,
                running: Vec::new(),
                forking: 0,
            }),
            ready: AtomicUsize::new(0),
            work: Signal::new(),
            ended: Signal::new(),
        },
    )
}

/// The pool, where this process has one already.
fn this_process() -> Option<&'static Pool> {
    // SAFETY: a pool is never freed.
    unsafe { POOL.load(Ordering::Acquire).as_ref() }.filter(|pool| pool.generation == fork::generation())
}

static POOL: AtomicPtr<Pool> = AtomicPtr::new(ptr::null_mut());

impl Pool {
    fn lock(&self) -> Guard<'_, Inner> {
        self.inner.lock()
    }
}

impl Inner {
    /// Puts a call where it can be begun, or where it waits for others of its group.
    fn queue(&mut self, entry: Entry) {
        if entry.group != 0 {
            let group = self.groups.entry(entry.group).or_default();
            if group.begun >= self.limits.group {
                return group.queue.push_back(entry);
            }
            group.begun += 1;
        }
        self.ready.push_back(entry);
    }

    /// A call of that group has ended: the next of it, if any, can be begun.
    fn ended(&mut self, group: usize) {
        let Some(of) = self.groups.get_mut(&group) else { return };
        of.begun -= 1;
        while of.begun < self.limits.group {
            let Some(next) = of.queue.pop_front() else { break };
            of.begun += 1;
            self.ready.push_back(next);
        }
        if of.begun == 0 {
            self.groups.remove(&group);
        }
    }
}

thread_local! {
    static WORKER: Cell<bool> = const { Cell::new(false) };
}

/// Whether this is a thread of ours, which runs no Perl.
pub fn is_worker() -> bool {
    WORKER.get()
}

/// Starts a thread that takes no signals.
pub(super) fn spawn(body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the functions stay where they are: this module is not unloaded from here on.
        unsafe { shim::px_work_begins(leaving) };
        fork::around(hold, go_on);
    });
    // SAFETY: a set of signals fits.
    unsafe {
        let mut mask = [0_u64; 16];
        shim::px_signals_block(mask.as_mut_ptr().cast());
        let spawned = thread::Builder::new().name("sys-virt".into()).spawn(move || {
            WORKER.set(true);
            body();
        });
        shim::px_signals_unblock(mask.as_ptr().cast());
        spawned.map(drop)
    }
}

/// Queues a call.
pub(super) fn submit(entry: Entry) {
    let pool = pool();
    let mut inner = pool.lock();
    inner.queue(entry);
    staff(pool, inner);
}

/// Sees to it that there are threads for what is ready. Where none can be had, the calls fail.
fn staff(pool: &'static Pool, mut inner: Guard<'_, Inner>) {
    let mut failed = VecDeque::new();
    while inner.ready.len() > inner.idle && inner.threads < inner.limits.threads {
        inner.threads += 1;
        inner.idle += 1;
        if spawn(move || run(pool)).is_err() {
            inner.threads -= 1;
            inner.idle -= 1;
            if inner.threads == 0 {
                failed = std::mem::take(&mut inner.ready);
                failed.iter().for_each(|entry| inner.ended(entry.group));
            }
            break;
        }
    }
    let (some, looking) = (inner.ready.len(), inner.looking);
    pool.ready.store(some, Ordering::Release);
    drop(inner);
    // One that looks for work takes the first; each further call has woken up a thread when it came.
    if some > usize::from(looking) {
        pool.work.notify_one();
    }
    for entry in failed {
        deliver(entry);
    }
}

/// A call has been done: its interpreter gets it, or, where that has ended, nobody.
fn deliver(entry: Entry) {
    if let Some(mailbox) = entry.mailbox.clone() {
        drop(mailbox.post(Letter::Ended(entry)));
    }
}

/// A thread: it counts as idle when it begins.
fn run(pool: &'static Pool) {
    let patience = Patience::default();
    let mut inner = pool.lock();
    loop {
        while inner.forking > 0 {
            inner = pool.work.wait(inner, IDLE).0;
        }
        if let Some(mut entry) = inner.ready.pop_front() {
            let (id, group) = (entry.id, entry.group);
            inner.idle -= 1;
            inner.running.push((id, false));
            pool.ready.store(inner.ready.len(), Ordering::Release);
            drop(inner);
            entry.job.run();
            deliver(entry);
            inner = pool.lock();
            inner.idle += 1;
            if let Some(at) = inner.running.iter().position(|(other, _)| *other == id) {
                inner.running.swap_remove(at);
            }
            inner.ended(group);
            if inner.forking > 0 {
                pool.ended.notify_all();
            }
            continue;
        }
        if !inner.looking {
            inner.looking = true;
            drop(inner);
            patience.wait_for(|| pool.ready.load(Ordering::Acquire) > 0);
            inner = pool.lock();
            inner.looking = false;
            if !inner.ready.is_empty() {
                continue;
            }
        }
        let (left, over) = pool.work.wait(inner, IDLE);
        inner = left;
        if over && inner.ready.is_empty() {
            inner.idle -= 1;
            inner.threads -= 1;
            return;
        }
    }
}

/// How long a fork waits for a call that may end.
const SETTLE: Duration = Duration::from_millis(50);

thread_local! {
    /// The pool that this thread holds back while it forks.
    static HELD: Cell<Option<&'static Pool>> = const { Cell::new(None) };
}

/// The process is about to fork. What a call has locked would stay locked in the child for ever, where libraries keep
/// state of the whole process: so nothing new is begun, and what runs may end. Calls that go on for longer wait for
/// others, and not with such locks; no fork waits for them again.
extern "C" fn hold() {
    // A library forks to run a program, of its own accord.
    HELD.set(if is_worker() { None } else { this_process() });
    let Some(pool) = HELD.get() else { return };
    let mut inner = pool.lock();
    inner.forking += 1;
    let until = Instant::now() + SETTLE;
    while inner.running.iter().any(|(_, long)| !long) {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            inner.running.iter_mut().for_each(|(_, long)| *long = true);
            break;
        }
        inner = pool.ended.wait(inner, left).0;
    }
}

/// It has forked, or could not. (A child has a pool of its own.)
extern "C" fn go_on() {
    let Some(pool) = HELD.take() else { return };
    pool.lock().forking -= 1;
    pool.work.notify_all();
}

/// Takes back a call that has not been begun.
pub(super) fn cancel(id: u64) -> bool {
    let mut inner = pool().lock();
    let taken = take(&mut inner, |entry| entry.id == id);
    drop(inner);
    !taken.is_empty()
}

/// Takes back all calls of an interpreter that have not been begun.
pub(super) fn withdraw(mailbox: &Arc<Mailbox>) {
    let mut inner = pool().lock();
    let taken = take(&mut inner, |entry| entry.mailbox.as_ref().is_some_and(|of| Arc::ptr_eq(of, mailbox)));
    drop(inner);
    drop(taken);
}

fn take(inner: &mut Inner, wanted: impl Fn(&Entry) -> bool) -> Vec<Entry> {
    let sift = |queue: &mut VecDeque<Entry>, taken: &mut Vec<Entry>| {
        if queue.iter().any(&wanted) {
            let (ours, others): (VecDeque<_>, VecDeque<_>) = queue.drain(..).partition(&wanted);
            *queue = others;
            taken.extend(ours);
        }
    };
    let mut taken = Vec::new();
    inner.groups.values_mut().for_each(|group| sift(&mut group.queue, &mut taken));
    let queued = taken.len();
    sift(&mut inner.ready, &mut taken);
    taken[queued..].iter().for_each(|entry| inner.ended(entry.group));
    taken
}

/// How many calls may run at a time.
pub fn limits() -> Limits {
    pool().lock().limits
}

/// Sets that. Calls that run go on.
pub fn set_limits(limits: Limits) {
    let pool = pool();
    let mut inner = pool.lock();
    inner.limits = limits;
    let groups: Vec<usize> = inner.groups.keys().copied().collect();
    for group in groups {
        if let Some(of) = inner.groups.get_mut(&group) {
            of.begun += 1;
        }
        inner.ended(group);
    }
    staff(pool, inner);
    pool.work.notify_all();
}

/// The process ends. What a library does at its end is not made for calls that still run: where there are any, the
/// process is gone at once, with the status that it was to have.
extern "C" fn leaving(status: c_int, _: *mut c_void) {
    let Some(pool) = this_process() else { return };
    let busy = pool.inner.try_lock().is_none_or(|inner| inner.threads > inner.idle);
    if busy {
        // SAFETY: ends the process.
        unsafe { shim::px_leave(status) };
    }
}
