//! What libvirt has given an event loop in Perl: its functions and its data, by numbers.
//!
//! The loop holds scalars with numbers in them, and libvirt's pointers stay here. A number is looked up each time, so that
//! one that was made up, or whose function is gone, finds nothing. No number is given twice.

use std::collections::HashMap;
use std::ffi::{c_int, c_void};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use perl_xs::{Arg, OwnedSv, Perl, Refused, Sv, fork};
use virt::sys;

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
    /// The events, or the frequency, that libvirt has asked for last, on whatever thread. A loop may hear of it later.
    wanted: c_int,
    /// It did so on another thread than the loop's: the loop may call for what it has not heard yet.
    unheard: bool,
    /// What libvirt calls it; `None` as long as the loop is asked.
    known: Option<c_int>,
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
    /// By what libvirt calls its handles and timers: the numbers, and what the loop calls each, once it has been asked.
    ids: HashMap<(Kind, c_int), (u64, Option<c_int>)>,
    /// The last that was named by us.
    named: c_int,
}

impl Entries {
    /// What libvirt calls so.
    fn known(&mut self, kind: Kind, known: c_int) -> Option<&mut Entry> {
        let (number, _) = self.ids.get(&(kind, known))?;
        self.all.get_mut(number)
    }
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
pub(crate) fn insert(function: Function, opaque: *mut c_void, free: Option<FreeFunc>, wanted: c_int) -> u64 {
    let mut entries = entries();
    entries.last += 1;
    let number = entries.last;
    let entry = Entry {
        function,
        opaque,
        free,
        wanted,
        unheard: false,
        known: None,
        generation: fork::generation(),
        running: 0,
        removed: false,
        freed: false,
    };
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

/// The loop has taken an entry, and calls it `id`. So does libvirt, unless it has a name for it already.
pub(crate) fn accepted(number: u64, kind: Kind, id: c_int) {
    let mut entries = entries();
    let Some(entry) = entries.all.get_mut(&number) else { return };
    let known = *entry.known.get_or_insert(id);
    entries.ids.insert((kind, known), (number, Some(id)));
}

/// Names an entry for libvirt, which cannot wait until the loop does so: with a number as no loop is likely to give.
pub(crate) fn name(number: u64, kind: Kind) -> c_int {
    const FIRST: c_int = 1 << 30;
    let mut entries = entries();
    let mut named = entries.named.max(FIRST);
    while entries.ids.contains_key(&(kind, named)) {
        named = if named == c_int::MAX { FIRST } else { named + 1 };
    }
    entries.named = if named == c_int::MAX { FIRST } else { named + 1 };
    entries.ids.insert((kind, named), (number, None));
    if let Some(entry) = entries.all.get_mut(&number) {
        entry.known = Some(named);
    }
    named
}

/// What libvirt wants of an entry by now, events or a frequency; `None` where it was removed.
pub(crate) fn asked(number: u64) -> Option<c_int> {
    entries().all.get(&number).filter(|entry| !entry.removed).map(|entry| entry.wanted)
}

/// libvirt wants something else of what it calls so. From now on that counts, also where it is `unheard` by the loop.
pub(crate) fn wanted(kind: Kind, known: c_int, wanted: c_int, unheard: bool) {
    let mut entries = entries();
    if let Some(entry) = entries.known(kind, known) {
        (entry.wanted, entry.unheard) = (wanted, unheard);
    }
}

/// The same for its end: from now on it is not called any more.
pub(crate) fn unwanted(kind: Kind, known: c_int) {
    let mut entries = entries();
    if let Some(entry) = entries.known(kind, known) {
        entry.removed = true;
    }
}

/// What the loop calls what libvirt calls so; `None` where it does not know it yet, and will be asked for what is wanted by
/// then.
pub(crate) fn id_of(kind: Kind, known: c_int) -> Option<c_int> {
    entries().ids.get(&(kind, known)).map_or(Some(known), |(_, id)| *id)
}

/// The loop has not taken it: the data stays libvirt's.
pub(crate) fn refused(number: u64) {
    entries().all.remove(&number);
}

/// libvirt has removed a handle or timer; its number, if it is known.
pub(crate) fn removed(kind: Kind, id: c_int) -> Option<u64> {
    let mut entries = entries();
    let (number, _) = entries.ids.remove(&(kind, id))?;
    let entry = entries.all.get_mut(&number)?;
    entry.removed = true;
    if entry.free.is_none() && entry.running == 0 {
        entries.all.remove(&number); // nobody will ask for it to be freed
    }
    Some(number)
}

/// Whether what a scalar stands for has not been freed.
pub(crate) fn is_there(function: Token) -> bool {
    entries().all.get(&function.number).is_some_and(|entry| !entry.freed)
}

/// The events that are told only where they are wanted.
const MOVES: c_int = (sys::VIR_EVENT_HANDLE_READABLE | sys::VIR_EVENT_HANDLE_WRITABLE) as c_int;

/// A function that is being called: its data stays until this is dropped.
pub(crate) struct Running {
    number: u64,
    /// What libvirt calls the handle or timer; `None` where that is not known.
    pub(crate) known: Option<c_int>,
    /// The function.
    pub(crate) function: Function,
    /// Its data.
    pub(crate) opaque: *mut c_void,
}

/// Begins a call of what the scalars stand for; `None` for what was removed or switched off, as no loop of libvirt's calls
/// that either. `events` are those that have happened.
pub(crate) fn begin(
    kind: Kind,
    function: Token,
    opaque: Option<Token>,
    events: c_int,
) -> Result<Option<Running>> {
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
    let off = match kind {
        Kind::Handle => entry.wanted == 0 || entry.wanted & events == 0 && events & MOVES == events,
        Kind::Timeout => entry.wanted < 0,
    };
    if entry.removed || entry.unheard && off {
        return Ok(None);
    }
    entry.running += 1;
    let Entry { known, function: of, opaque, .. } = *entry;
    Ok(Some(Running { number: function.number, known, function: of, opaque }))
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
pub(crate) fn free<'p>(perl: Perl<'p>, free: Option<Token>, opaque: Option<Token>) -> Result<()> {
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

fn wrong(why: &str) -> Error {
    Error::message(why)
}
