//! Times that interpreters wait for, and the thread that tells them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::AtomicPtr;
use std::time::{Duration, Instant};

use super::lock::{Guard, Lock, Signal};
use super::mailbox::{Letter, Mailbox};
use super::pool;
use crate::fork;

/// The times of one process.
struct Clock {
    generation: u32,
    times: Lock<Times>,
    changed: Signal,
}

#[derive(Default)]
struct Times {
    due: BTreeMap<(Instant, u64), Arc<Mailbox>>,
    /// When each comes.
    by_id: HashMap<u64, Instant>,
    last: u64,
    /// The thread is there.
    running: bool,
}

/// How long the thread stays when there is nothing to wait for.
const IDLE: Duration = Duration::from_secs(5);

fn clock() -> &'static Clock {
    static CLOCK: AtomicPtr<Clock> = AtomicPtr::new(std::ptr::null_mut());
    pool::of_process(
        &CLOCK,
        |clock| clock.generation,
        || Clock { generation: fork::generation(), times: Lock::default(), changed: Signal::new() },
    )
}

impl Clock {
    fn lock(&self) -> Guard<'_, Times> {
        self.times.lock()
    }
}

/// Sets a time; `None` where there is no thread to tell it.
pub(super) fn set(mailbox: &Arc<Mailbox>, time: Duration) -> Option<u64> {
    let clock = clock();
    let mut times = clock.lock();
    if !times.running {
        pool::spawn(move || run(clock)).ok()?;
        times.running = true;
    }
    times.last += 1;
    let (id, when) = (times.last, Instant::now().checked_add(time)?);
    times.due.insert((when, id), Arc::clone(mailbox));
    times.by_id.insert(id, when);
    drop(times);
    clock.changed.notify_one();
    Some(id)
}

/// A time need not come any more.
pub(super) fn clear(id: u64) {
    let mut times = clock().lock();
    if let Some(when) = times.by_id.remove(&id) {
        let mailbox = times.due.remove(&(when, id));
        drop(times);
        drop(mailbox);
    }
}

fn run(clock: &Clock) {
    let mut times = clock.lock();
    loop {
        let now = Instant::now();
        let next = times.due.first_key_value().map(|((when, _), _)| *when);
        let Some(next) = next else {
            let (left, over) = clock.changed.wait(times, IDLE);
            times = left;
            if over && times.due.is_empty() {
                times.running = false;
                return;
            }
            continue;
        };
        if next > now {
            times = clock.changed.wait(times, next - now).0;
            continue;
        }
        if let Some(((_, id), mailbox)) = times.due.pop_first() {
            times.by_id.remove(&id);
            drop(times);
            drop(mailbox.post(Letter::Due(id)));
            times = clock.lock();
        }
    }
}
