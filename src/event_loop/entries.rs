//! What libvirt has given an event loop in Perl: its functions and its data, by numbers.
//!
//! The loop holds scalars with numbers in them, and libvirt's pointers stay here. A number is looked up each time, so that
//! one that was made up, or whose function is gone, finds nothing. No number is given twice.

use std::collections::HashMap;
use std::ffi::{c_int, c_void};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use perl_xs::{Arg, OwnedSv, Perl, Refused, Sv, fork};

use super::{FreeFunc, HandleFunc, TimeoutFunc};
use crate::error::{Error, Result};

/// What a loop is asked to call.
#[derive(Clone, Copy)]
pub(crate) enum Function {
    /// For a file descriptor.
    Handle(HandleFunc),
    /// For a timer.
    Timeout(TimeoutFunc),
}

/// Handles and timers are counted apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A file descriptor.
    Handle,
    /// A timer.
    Timeout,
}

/// One handle or timer.
struct Entry {
    function: Function,
    opaque: *mut c_void,
    free: Option<FreeFunc>,
    /// The fork generation it was made in.
    generation: u32,
    /// How many calls of the function are running.
    running: u32,
    /// libvirt has removed it: it is not called any more.
    removed: bool,
    /// Its data shall be freed, by now or as soon as no call is running.
    freed: bool,
}

// SAFETY: libvirt's functions may be called on any thread, with their data.
unsafe impl Send for Entry {}

#[derive(Default)]
struct Entries {
    last: u64,
    all: HashMap<u64, Entry>,
    /// The numbers, by what the loop called its handles and timers.
    ids: HashMap<(Kind, c_int), u64>,
}

static ENTRIES: LazyLock<Mutex<Entries>> = LazyLock::new(Mutex::default);

fn entries() -> MutexGuard<'static, Entries> {
    ENTRIES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a scalar in the loop's hands stands for; its number ends with this.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The function to call.
    Function = 0,
    /// Its data.
    Opaque = 1,
    /// The function that frees the data.
    Free = 2,
}

/// A scalar that an event loop in Perl was given, handed back.
#[derive(Clone, Copy)]
pub(crate) struct Token {
    number: u64,
    role: u64,
}

impl Token {
    fn has(self, role: Role) -> bool {
        self.role == role as u64
    }
}

const GIVEN: &str = "what add_handle or add_timeout was given";

impl<'c> Arg<'c> for Token {
    type Value = Token;

    fn ready(sv: Sv<'c>) -> bool {
        !sv.is_magical()
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> std::result::Result<OwnedSv<'c>, Refused<'c>> {
        <perl_xs::Object as Arg>::settle(perl, sv)
    }

    fn take(_: Perl<'c>, sv: Sv<'c>) -> std::result::Result<Token, Refused<'c>> {
        let inner = sv.referent().filter(|inner| inner.is_integer() && !inner.is_magical());
        let bits = inner.ok_or(Refused::Not(GIVEN))?.integer_bits() as u64;
        Ok(Token { number: bits >> 2, role: bits & 3 })
    }
}

/// Notes what libvirt wants called; its number.
pub(crate) fn insert(function: Function, opaque: *mut c_void, free: Option<FreeFunc>) -> u64 {
    let mut entries = entries();
    entries.last += 1;
    let number = entries.last;
    let generation = fork::generation();
    let entry = Entry { function, opaque, free, generation, running: 0, removed: false, freed: false };
    entries.all.insert(number, entry);
    number
}

/// The scalars that stand for an entry: function, data and the function that frees it, undef for NULL.
pub(crate) fn tokens(perl: Perl<'_>, number: u64) -> [OwnedSv<'_>; 3] {
    let (opaque, free) = {
        let entries = entries();
        let entry = entries.all.get(&number);
        (entry.is_some_and(|entry| !entry.opaque.is_null()), entry.is_some_and(|entry| entry.free.is_some()))
    };
    let token = |there: bool, role: Role| match there {
        true => OwnedSv::reference_to(OwnedSv::unsigned(perl, number << 2 | role as u64)),
        false => OwnedSv::undef(perl),
    };
    [token(true, Role::Function), token(opaque, Role::Opaque), token(free, Role::Free)]
}

/// The loop has taken an entry, and calls it `id`.
pub(crate) fn accepted(number: u64, kind: Kind, id: c_int) {
    entries().ids.insert((kind, id), number);
}

/// The loop has not taken it: the data stays libvirt's.
pub(crate) fn refused(number: u64) {
    entries().all.remove(&number);
}

/// libvirt has removed a handle or timer; its number, if it is known.
pub(crate) fn removed(kind: Kind, id: c_int) -> Option<u64> {
    let mut entries = entries();
    let number = entries.ids.remove(&(kind, id))?;
    let entry = entries.all.get_mut(&number)?;
    entry.removed = true;
    if entry.free.is_none() && entry.running == 0 {
        entries.all.remove(&number); // nobody will ask for it to be freed
    }
    Some(number)
}

/// A function that is being called: its data stays until this is dropped.
pub(crate) struct Running {
    number: u64,
    /// The function.
    pub(crate) function: Function,
    /// Its data.
    pub(crate) opaque: *mut c_void,
}

/// Begins a call of what the scalars stand for; `None` for what was removed, as no loop of libvirt's calls that either.
pub(crate) fn begin<'p>(kind: Kind, function: Token, opaque: Option<Token>) -> Result<'p, Option<Running>> {
    if !function.has(Role::Function) || opaque.is_some_and(|opaque| !opaque.has(Role::Opaque)) {
        return Err(wrong("cb and opaque are in each other's place"));
    }
    let mut entries = entries();
    let entry = entries.all.get_mut(&function.number).filter(|entry| !entry.freed);
    let entry = entry.ok_or_else(|| wrong("this callback was freed, or never there"))?;
    let of_kind = match entry.function {
        Function::Handle(_) => Kind::Handle,
        Function::Timeout(_) => Kind::Timeout,
    };
    if of_kind != kind {
        return Err(wrong("this callback is not of that kind"));
    }
    if opaque.map(|opaque| opaque.number) != (!entry.opaque.is_null()).then_some(function.number) {
        return Err(wrong("opaque does not belong to this callback"));
    }
    if entry.generation != fork::generation() {
        return Err(wrong("this callback belongs to the parent process"));
    }
    if entry.removed {
        return Ok(None);
    }
    entry.running += 1;
    Ok(Some(Running { number: function.number, function: entry.function, opaque: entry.opaque }))
}

impl Drop for Running {
    fn drop(&mut self) {
        let over = {
            let mut entries = entries();
            let entry = entries.all.get_mut(&self.number);
            entry.is_some_and(|entry| {
                entry.running -= 1;
                entry.running == 0 && (entry.freed || (entry.removed && entry.free.is_none()))
            })
        };
        if over {
            free_now(self.number);
        }
    }
}

/// Frees the data of an entry, when libvirt may be called, and when the entry's function is not running.
pub(crate) fn free<'p>(perl: Perl<'p>, free: Option<Token>, opaque: Option<Token>) -> Result<'p, ()> {
    let Some(free) = free else { return Ok(()) };
    if !free.has(Role::Free) || opaque.is_some_and(|opaque| !opaque.has(Role::Opaque)) {
        return Err(wrong("ff and opaque are in each other's place"));
    }
    if opaque.is_some_and(|opaque| opaque.number != free.number) {
        return Err(wrong("opaque does not belong to this ff"));
    }
    match doom(free.number) {
        Doomed::Unknown => return Err(wrong("this was freed already, or never there")),
        Doomed::Running => {}
        Doomed::Idle => {
            let number = free.number;
            perl.later(move || free_now(number));
        }
    }
    Ok(())
}

/// The loop cannot be told any more that an entry was removed: frees its data nevertheless.
pub(crate) fn free_unasked(perl: Perl<'_>, number: u64) {
    if matches!(doom(number), Doomed::Idle) {
        perl.later(move || free_now(number));
    }
}

enum Doomed {
    Unknown,
    Running,
    Idle,
}

fn doom(number: u64) -> Doomed {
    match entries().all.get_mut(&number) {
        Some(entry) if !entry.freed => {
            entry.freed = true;
            if entry.running > 0 { Doomed::Running } else { Doomed::Idle }
        }
        _ => Doomed::Unknown,
    }
}

/// Forgets an entry and frees its data, unless that is the parent process's.
fn free_now(number: u64) {
    let entry = entries().all.remove(&number);
    let Some(Entry { opaque, free: Some(free), generation, .. }) = entry else { return };
    if generation == fork::generation() {
        // SAFETY: libvirt gave function and data together, to be called once, and the entry is gone.
        unsafe { free(opaque) };
    }
}

fn wrong<'p>(why: &str) -> Error<'p> {
    Error::message(why)
}
