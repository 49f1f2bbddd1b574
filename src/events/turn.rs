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

static TURNS: Mutex<Vec<Turn>> = Mutex::new(Vec::new());

/// A turn has ended.
static ENDED: Condvar = Condvar::new();

fn turns() -> MutexGuard<'static, Vec<Turn>> {
    TURNS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes libvirt's call when no other thread makes one for that connection. A thread whose turn it is does not wait for
/// itself: an event loop in Perl, which libvirt calls below here, may come back. Another thread waits for nothing that it
/// would not wait for in libvirt, which holds locks of the connection whenever it calls that loop.
pub(crate) fn in_turn<R>(conn: virConnectPtr, call: impl FnOnce() -> R) -> R {
    struct End(Turn);

    impl Drop for End {
        fn drop(&mut self) {
            turns().retain(|turn| *turn != self.0);
            ENDED.notify_all();
        }
    }

    let turn = Turn { conn: conn.addr(), thread: thread::current().id() };
    let mut all = turns();
    if all.contains(&turn) {
        drop(all);
        return call();
    }
    while all.iter().any(|other| other.conn == turn.conn) {
        all = ENDED.wait(all).unwrap_or_else(PoisonError::into_inner);
    }
    all.push(turn);
    drop(all);
    let _end = End(turn);
    call()
}
