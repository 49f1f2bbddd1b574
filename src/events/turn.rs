//! One thread after the other registers and deregisters handlers on a connection.
//!
//! libvirt asks its daemon for an event when the first handler for it comes, and for no more of it when the last one has
//! gone. While it waits for the answer another thread may come, whose handler is the first as well: the daemon gets two
//! requests for one event, and refuses the second as "already tracked", whatever function stands behind it here.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use virt::sys::virConnectPtr;

/// Who registers on which connection.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Turn {
    conn: usize,
    thread: ThreadId,
}

static TURNS: Mutex<Turns> = Mutex::new(Turns { taken: Vec::new(), waiting: 0 });

struct Turns {
    taken: Vec<Turn>,
    /// How many threads wait for the end of another one's.
    waiting: usize,
}

/// A turn has ended.
static ENDED: Condvar = Condvar::new();

fn turns() -> MutexGuard<'static, Turns> {
    TURNS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes libvirt's call when no other thread makes one for that connection. A thread whose turn it is does not wait for
/// itself: an event loop in Perl, which libvirt calls below here, may come back. Another thread waits for nothing that it
/// would not wait for in libvirt, which holds locks of the connection whenever it calls that loop.
pub(crate) fn in_turn<R>(conn: virConnectPtr, call: impl FnOnce() -> R) -> R {
    struct End(Turn);

    impl Drop for End {
        fn drop(&mut self) {
            let mut all = turns();
            all.taken.retain(|turn| *turn != self.0);
            if all.waiting > 0 {
                ENDED.notify_all();
            }
        }
    }

    let turn = Turn { conn: conn.addr(), thread: thread::current().id() };
    let mut all = turns();
    if all.taken.contains(&turn) {
        drop(all);
        return call();
    }
    while all.taken.iter().any(|other| other.conn == turn.conn) {
        all.waiting += 1;
        all = ENDED.wait(all).unwrap_or_else(PoisonError::into_inner);
        all.waiting -= 1;
    }
    all.taken.push(turn);
    drop(all);
    let _end = End(turn);
    call()
}
