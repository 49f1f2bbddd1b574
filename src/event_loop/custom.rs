//! An event loop in Perl: libvirt's six functions call the methods of an object.
//!
//! libvirt calls them with its locks held, from whatever thread makes a call. Perl runs on the thread that registered the
//! loop only; what comes from another is kept, and done when that thread comes by ([`wake`](super::wake)).

use std::ffi::{c_int, c_void};
use std::sync::OnceLock;

use perl_xs::callback::{self, Callback, Context, Outcome};
use perl_xs::{OwnedSv, Perl, Sv};

use super::entries::{self, Function, Kind, Running, Token};
use super::{FreeFunc, HandleFunc, TimeoutFunc, default, early, wake};
use crate::error::{Error, Result};
use crate::vir::vir;

/// The methods, and the subs that call them on the registered object.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    AddHandle,
    UpdateHandle,
    RemoveHandle,
    AddTimeout,
    UpdateTimeout,
    RemoveTimeout,
}

const NAMES: [&str; 6] =
    ["add_handle", "update_handle", "remove_handle", "add_timeout", "update_timeout", "remove_timeout"];

impl Method {
    fn name(self) -> &'static str {
        NAMES[self as usize]
    }
}

struct Loop {
    methods: [Callback; 6],
}

// SAFETY: a callback runs only where it finds itself on its interpreter's thread.
unsafe impl Send for Loop {}
// SAFETY: as above.
unsafe impl Sync for Loop {}

/// libvirt takes one loop for the process's life.
static LOOP: OnceLock<Loop> = OnceLock::new();

/// Whether a loop in Perl is registered.
pub(crate) fn is_registered() -> bool {
    LOOP.get().is_some()
}

/// Whether this thread is that of the registered loop.
pub(crate) fn is_owner() -> bool {
    owner().is_some()
}

/// Whether calls run on other threads, which may ask for things.
pub(crate) fn expect_requests(some: bool) {
    match is_owner() {
        true if some => wake::expect_some(),
        true => wake::expect_none(),
        false => {}
    }
}

/// The interpreter of the registered loop, if this thread runs it.
fn owner() -> Option<Perl<'static>> {
    LOOP.get()?.methods[0].perl()
}

/// Makes the object in `$Sys::Virt::Event::eventimpl` libvirt's loop (`virEventRegisterImpl`). libvirt keeps the first loop
/// that it is given, but a second object takes the place of the first.
pub(crate) fn register(perl: Perl<'_>) -> Result<()> {
    if is_registered() {
        return match is_owner() {
            true => Ok(()),
            false => Err(Error::message("another thread has registered an event loop: libvirt takes one")),
        };
    }
    if default::exists() {
        perl.warn(&OwnedSv::bytes(
            perl,
            b"libvirt keeps the event loop that was registered first: this one is not used",
        ));
        return Ok(());
    }
    let sub = |name: &str| {
        let name = OwnedSv::bytes(perl, format!("Sys::Virt::Event::_{name}").as_bytes());
        Callback::new(perl, name.borrow(), &[])
    };
    let methods = NAMES.map(sub);
    if LOOP.set(Loop { methods }).is_err() {
        return Err(Error::message("another thread has registered an event loop meanwhile"));
    }
    vir!(virEventRegisterImpl(
        Some(add_handle as AddHandle),
        Some(update_handle as Update),
        Some(remove_handle as Remove),
        Some(add_timeout as AddTimeout),
        Some(update_timeout as Update),
        Some(remove_timeout as Remove)
    ));
    early::warn_of_connections(perl);
    if perl.package_var(c"threads::threads").is_some_and(|loaded| loaded.is_defined()) {
        wake::expect_requests();
    }
    Ok(())
}

/// Runs what libvirt wants called for a file descriptor.
pub(crate) fn run_handle<'p>(
    perl: Perl<'p>,
    [watch, fd, events]: [c_int; 3],
    function: Token,
    opaque: Option<Token>,
) -> Result<()> {
    run(perl, Kind::Handle, function, opaque, events, |running| {
        if let Function::Handle(function) = running.function {
            // SAFETY: `running` keeps the data that libvirt gave with the function.
            unsafe { function(running.known.unwrap_or(watch), fd, events, running.opaque) };
        }
    })
}

/// Runs what libvirt wants called for a timer.
pub(crate) fn run_timeout<'p>(
    perl: Perl<'p>,
    timer: c_int,
    function: Token,
    opaque: Option<Token>,
) -> Result<()> {
    run(perl, Kind::Timeout, function, opaque, 0, |running| {
        if let Function::Timeout(function) = running.function {
            // SAFETY: as in `run_handle`.
            unsafe { function(running.known.unwrap_or(timer), running.opaque) };
        }
    })
}

fn run<'p>(
    perl: Perl<'p>,
    kind: Kind,
    function: Token,
    opaque: Option<Token>,
    events: c_int,
    call: impl FnOnce(&Running),
) -> Result<()> {
    proper(perl)?;
    if perl.depth() > 0 {
        return Err(Error::message("libvirt cannot be called back from a method that it is waiting for"));
    }
    let was_there = entries::is_there(function);
    wake::catch_up();
    match entries::begin(kind, function, opaque, events) {
        // Another thread has removed it, of which the loop has heard just now.
        Err(_) if was_there && !entries::is_there(function) => {}
        begun => {
            if let Some(running) = begun? {
                call(&running);
            }
        }
    }
    Ok(())
}

/// Frees the data of a handle or timer, when libvirt may be called.
pub(crate) fn free<'p>(perl: Perl<'p>, free: Option<Token>, opaque: Option<Token>) -> Result<()> {
    proper(perl)?;
    entries::free(perl, free, opaque)
}

/// The loop's own interpreter only.
fn proper(_: Perl<'_>) -> Result<()> {
    match is_owner() {
        true => Ok(()),
        false => Err(Error::message("this thread has not registered the event loop")),
    }
}

/// What came of a method.
enum Answer {
    /// This number.
    Number(c_int),
    /// It failed, and an exception waits where there is one.
    Failed,
    /// This thread is not the loop's, or its interpreter destroys what is left.
    NotCalled,
}

/// How deep libvirt and the loop may call each other.
const DEEPEST: usize = 16;

/// What a method is to return.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// A number of 32 bits.
    Number,
    /// A negative number where it failed; anything else will do.
    Status,
    /// Anything.
    Nothing,
}

/// Calls a method of the loop.
fn call<const N: usize>(
    method: Method,
    wanted: Wanted,
    arguments: impl FnOnce(Perl<'static>) -> [OwnedSv<'static>; N],
) -> Answer {
    let Some((code, perl)) = LOOP.get().and_then(|it| Some((&it.methods[method as usize], owner()?))) else {
        return Answer::NotCalled;
    };
    if perl.is_destructing() {
        return Answer::NotCalled;
    }
    if perl.depth() >= DEEPEST {
        let why = format!("{} of the event loop needs the event loop", method.name());
        callback::keep(perl, perl_xs::Error::message(why));
        return Answer::Failed;
    }
    let answer = perl.scope(|| {
        let outcome = perl.inside(|| code.call(Context::Scalar, arguments));
        let Outcome::Returned(results) = outcome else { return None };
        let result = results.get(0).map_or_else(|| OwnedSv::undef(perl), |result| result.to_owned(perl));
        let result = result.into_mortal();
        match wanted {
            Wanted::Number => {}
            Wanted::Status if is_number(result) => {
                return callback::read::<i64>(perl, result, method.name())
                    .map(|status| -c_int::from(status < 0));
            }
            _ => return Some(0),
        }
        let what = format!("what {} of the event loop returned", method.name());
        if !is_number(result) {
            let why = format!("{what} is not an integer (got {})", result.describe(perl));
            callback::keep(perl, perl_xs::Error::message(why));
            return None;
        }
        callback::read::<i32>(perl, result, &what)
    });
    answer.map_or(Answer::Failed, Answer::Number)
}

/// Whether perl takes it for a number without a warning.
fn is_number(value: Sv<'_>) -> bool {
    let text = || value.bytes().and_then(|text| std::str::from_utf8(text).ok());
    !value.is_ref()
        && (value.is_integer()
            || value.is_float()
            || text().is_some_and(|text| text == "0 but true" || text.trim().parse::<i64>().is_ok()))
}

/// A handle or timer is new: its number. -1, a failure for libvirt, where there is none. Another thread than the loop's
/// cannot wait for the loop: it gets a number of ours, and the loop is asked later.
fn add(kind: Kind, number: u64, fd: c_int) -> c_int {
    if !is_owner() {
        if LOOP.get().is_none() {
            entries::refused(number);
            return -1;
        }
        let named = entries::name(number, kind);
        wake::note(Request::Add(kind, number, fd));
        return named;
    }
    wake::catch_up();
    let id = ask(kind, number, fd);
    if id < 0 {
        entries::refused(number);
    }
    id
}

/// Asks the loop for a handle or timer; its number there, or -1.
fn ask(kind: Kind, number: u64, fd: c_int) -> c_int {
    let Some((wanted, perl)) = entries::asked(number).zip(owner()) else { return -1 };
    let wanted = OwnedSv::signed(perl, wanted.into());
    let [function, opaque, free] = entries::tokens(perl, number);
    let answer = match kind {
        Kind::Handle => call(Method::AddHandle, Wanted::Number, |perl| {
            [OwnedSv::signed(perl, fd.into()), wanted, function, opaque, free]
        }),
        Kind::Timeout => call(Method::AddTimeout, Wanted::Number, |_| [wanted, function, opaque, free]),
    };
    match answer {
        Answer::Number(id) if id >= 0 => {
            entries::accepted(number, kind, id);
            id
        }
        _ => -1,
    }
}

/// What libvirt wants of a handle or timer, by the number that it knows.
#[derive(Clone, Copy)]
pub(super) enum Request {
    /// That there be one: with the entry's number, and a file descriptor.
    Add(Kind, u64, c_int),
    /// New events, or a new frequency.
    Update(Kind, c_int, c_int),
    /// Its end.
    Remove(Kind, c_int),
}

/// Does what libvirt wants: its status. From that moment it counts, but on another thread than the loop's the loop hears of
/// it later.
fn perform(request: Request) -> c_int {
    match request {
        Request::Update(kind, known, value) => {
            entries::wanted(kind, known, value, !is_owner());
        }
        Request::Remove(kind, known) if !is_owner() => entries::unwanted(kind, known),
        _ => {}
    }
    if !is_owner() {
        wake::note(request);
        return 0;
    }
    wake::catch_up();
    perform_here(request)
}

/// The same, on the loop's thread.
pub(super) fn perform_here(request: Request) -> c_int {
    let number = |perl, n: c_int| OwnedSv::signed(perl, n.into());
    match request {
        // What was removed meanwhile is not asked for: its end is another request.
        Request::Add(kind, entry, fd) => ask(kind, entry, fd),
        Request::Update(kind, known, value) => {
            let method = if kind == Kind::Handle { Method::UpdateHandle } else { Method::UpdateTimeout };
            if let Some(id) = entries::id_of(kind, known) {
                call(method, Wanted::Nothing, |perl| [id, value].map(|n| number(perl, n)));
            }
            0
        }
        Request::Remove(kind, known) => {
            let method = if kind == Kind::Handle { Method::RemoveHandle } else { Method::RemoveTimeout };
            let answer = match entries::id_of(kind, known) {
                Some(id) => call(method, Wanted::Status, |perl| [number(perl, id)]),
                None => Answer::NotCalled, // the loop was never asked for it
            };
            let gone = entries::removed(kind, known);
            match (answer, gone, owner()) {
                (Answer::Number(status), ..) => status,
                (Answer::NotCalled, Some(gone), Some(perl)) => {
                    perl.inside(|| entries::free_unasked(perl, gone)); // libvirt waits for us with its locks held
                    0
                }
                _ => -1,
            }
        }
    }
}

/// `virEventAddHandleFunc`.
type AddHandle =
    unsafe extern "C" fn(c_int, c_int, Option<HandleFunc>, *mut c_void, Option<FreeFunc>) -> c_int;
/// `virEventAddTimeoutFunc`.
type AddTimeout = unsafe extern "C" fn(c_int, Option<TimeoutFunc>, *mut c_void, Option<FreeFunc>) -> c_int;
/// `virEventUpdateHandleFunc` and `virEventUpdateTimeoutFunc`.
type Update = unsafe extern "C" fn(c_int, c_int);
/// `virEventRemoveHandleFunc` and `virEventRemoveTimeoutFunc`.
type Remove = unsafe extern "C" fn(c_int) -> c_int;

/// libvirt wants a file descriptor watched.
///
/// # Safety
/// libvirt calls it, with a function, its data, and what frees that.
unsafe extern "C" fn add_handle(
    fd: c_int,
    events: c_int,
    function: Option<HandleFunc>,
    opaque: *mut c_void,
    free: Option<FreeFunc>,
) -> c_int {
    let Some(function) = function else { return -1 };
    add(Kind::Handle, entries::insert(Function::Handle(function), opaque, free, events), fd)
}

/// libvirt wants other events of a file descriptor.
///
/// # Safety
/// libvirt calls it.
unsafe extern "C" fn update_handle(watch: c_int, events: c_int) {
    perform(Request::Update(Kind::Handle, watch, events));
}

/// libvirt wants no more of a file descriptor.
///
/// # Safety
/// libvirt calls it.
unsafe extern "C" fn remove_handle(watch: c_int) -> c_int {
    perform(Request::Remove(Kind::Handle, watch))
}

/// libvirt wants a timer.
///
/// # Safety
/// As for [`add_handle`].
unsafe extern "C" fn add_timeout(
    frequency: c_int,
    function: Option<TimeoutFunc>,
    opaque: *mut c_void,
    free: Option<FreeFunc>,
) -> c_int {
    let Some(function) = function else { return -1 };
    add(Kind::Timeout, entries::insert(Function::Timeout(function), opaque, free, frequency), -1)
}

/// libvirt wants another frequency of a timer.
///
/// # Safety
/// libvirt calls it.
unsafe extern "C" fn update_timeout(timer: c_int, frequency: c_int) {
    perform(Request::Update(Kind::Timeout, timer, frequency));
}

/// libvirt wants a timer no more.
///
/// # Safety
/// libvirt calls it.
unsafe extern "C" fn remove_timeout(timer: c_int) -> c_int {
    perform(Request::Remove(Kind::Timeout, timer))
}
