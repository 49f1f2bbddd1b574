//! A little event library: it holds callbacks under numbers, and calls them when asked to.

use std::sync::Mutex;

use perl_xs::callback::{self, Callback, Context, Outcome};
use perl_xs::{Bytes, Code, Error, List, OwnedSv, xs};

use crate::guard::Guard;

/// A callback as a C library passes it around.
#[derive(Clone, Copy)]
pub struct Shared(pub *mut Callback);

// SAFETY: the tests give it to other threads on purpose: a callback must refuse to run there.
unsafe impl Send for Shared {}

/// What is registered, by number. As in a C library, nothing stops a callback from being freed while it runs.
static HELD: Mutex<Vec<Option<Shared>>> = Mutex::new(Vec::new());

fn held(id: u64) -> Option<Shared> {
    HELD.lock().ok()?.get(id as usize).copied().flatten()
}

fn free(id: u64) -> bool {
    let taken = HELD.lock().ok().and_then(|mut held| held.get_mut(id as usize)?.take());
    // SAFETY: the box came from `into_raw`, and has been taken out.
    taken.map(|shared| drop(unsafe { Box::from_raw(shared.0) })).is_some()
}

/// Calls a callback with one string, and gives what it returned.
fn fire<'p>(perl: perl_xs::Perl<'p>, id: u64, context: Context) -> Option<Vec<OwnedSv<'p>>> {
    let _guard = Guard::new();
    // SAFETY: it is registered, so it is alive now.
    let callback = unsafe { &*held(id)?.0 };
    match callback.call(context, |perl| [OwnedSv::bytes(perl, b"event")]) {
        Outcome::Returned(results) => {
            Some((0..results.len()).filter_map(|at| Some(results.get(at)?.to_owned(perl))).collect())
        }
        Outcome::Failed => None,
    }
}

xs! { package "PerlXS::Test::Callback", error = Error<'_>;
    /// Holds a callback with the scalars that follow; gives its number.
    sub register(call; code: Code, ...) {
        let bound: Vec<_> = (1..call.items()).map(|at| call.arg(at)).collect();
        let callback = Callback::new(call.perl(), code.0, &bound);
        let mut held = HELD.lock().map_err(|_| Error::message("poisoned"))?;
        held.push(Some(Shared(Box::into_raw(Box::new(callback)))));
        Ok(held.len() as u64 - 1)
    }
    sub free(id: u64) { Ok(free(id)) }

    sub void(call; id: u64) { Ok(fire(call.perl(), id, Context::Discard).map(|results| results.len() as u64)) }
    sub scalar(call; id: u64) { Ok(fire(call.perl(), id, Context::Scalar).and_then(|mut results| results.pop())) }
    sub list(call; id: u64) {
        let perl = call.perl();
        Ok(fire(perl, id, Context::List).unwrap_or_else(|| vec![OwnedSv::bytes(perl, b"failed")]))
    }

    /// Calls several, one after the other, whatever becomes of each; gives how many returned.
    sub all(call; ids: List<u64>) {
        let _guard = Guard::new();
        Ok(ids.into_iter().filter(|id| fire(call.perl(), *id, Context::Discard).is_some()).count() as u64)
    }
    /// The same, and then fails by itself.
    sub all_and_fail(call; ids: List<u64>) {
        let _guard = Guard::new();
        for id in ids { fire(call.perl(), id, Context::Discard); }
        Err::<(), _>(Error::message("what comes of it"))
    }
    /// The same, and then panics.
    sub all_and_panic(call; ids: List<u64>) {
        let _guard = Guard::new();
        for id in ids { fire(call.perl(), id, Context::Discard); }
        if call.items() == 1 { panic!("after all") }
        Ok(())
    }
    /// The integer that the callback returns, or a kept exception.
    sub integer(call; id: u64) {
        let perl = call.perl();
        let Some(mut results) = fire(perl, id, Context::Scalar) else { return Ok(-1) };
        let Some(result) = results.pop() else { return Ok(-2) };
        Ok(callback::read::<i32>(perl, result.into_mortal(), "the result").unwrap_or(-3))
    }
    /// The strings that the callback returns a reference to.
    sub strings(call; id: u64) {
        let perl = call.perl();
        let result = fire(perl, id, Context::Scalar).and_then(|mut results| results.pop());
        let list = result.and_then(|sv| callback::read::<List<&[u8]>>(perl, sv.into_mortal(), "the list"));
        Ok(list.unwrap_or_default().into_iter().map(|text| Bytes(text.to_vec())).collect::<Vec<_>>())
    }
    /// Keeps an exception without any Perl code.
    sub keep(call; text: &[u8]) {
        callback::keep(call.perl(), Error::message(String::from_utf8_lossy(text)));
        Ok(1_i64)
    }
}
