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

/// The interpreter of the registered loop, if this thread runs it.
fn owner() -> Option<Perl<'static>> {
    LOOP.get()?.methods[0].perl()
}

/// Makes the object in `$Sys::Virt::Event::eventimpl` libvirt's loop (`virEventRegisterImpl`). libvirt keeps the first loop
/// that it is given, but a second object takes the place of the first.
pub(crate) fn register(perl: Perl<'_>) -> Result<'_, ()> {
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
) -> Result<'p, ()> {
    run(perl, Kind::Handle, function, opaque, |running| {
        if let Function::Handle(function) = running.function {
            // SAFETY: `running` keeps the data that libvirt gave with the function.
            unsafe { function(watch, fd, events, running.opaque) };
        }
    })
}

/// Runs what libvirt wants called for a timer.
pub(crate) fn run_timeout<'p>(
    perl: Perl<'p>,
    timer: c_int,
    function: Token,
    opaque: Option<Token>,
) -> Result<'p, ()> {
    run(perl, Kind::Timeout, function, opaque, |running| {
        if let Function::Timeout(function) = running.function {
            // SAFETY: as in `run_handle`.
            unsafe { function(timer, running.opaque) };
        }
    })
}

fn run<'p>(
    perl: Perl<'p>,
    kind: Kind,
    function: Token,
    opaque: Option<Token>,
    call: impl FnOnce(&Running),
) -> Result<'p, ()> {
    proper(perl)?;
    if perl.depth() > 0 {
        return Err(Error::message("libvirt cannot be called back from a method that it is waiting for"));
    }
    wake::catch_up();
    if let Some(running) = entries::begin(kind, function, opaque)? {
        call(&running);
    }
    Ok(())
}

/// Frees the data of a handle or timer, when libvirt may be called.
pub(crate) fn free<'p>(perl: Perl<'p>, free: Option<Token>, opaque: Option<Token>) -> Result<'p, ()> {
    proper(perl)?;
    entries::free(perl, free, opaque)
}

/// The loop's own interpreter only.
fn proper(_: Perl<'_>) -> Result<'_, ()> {
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

/// A handle or timer is new: asks the loop for its number. -1, a failure for libvirt, where there is none.
fn add<const N: usize>(
    method: Method,
    kind: Kind,
    number: u64,
    arguments: impl FnOnce(Perl<'static>, [OwnedSv<'static>; 3]) -> [OwnedSv<'static>; N],
) -> c_int {
    wake::catch_up();
    match call(method, Wanted::Number, |perl| arguments(perl, entries::tokens(perl, number))) {
        Answer::Number(id) if id >= 0 => {
            entries::accepted(number, kind, id);
            id
        }
        _ => {
            entries::refused(number);
            -1
        }
    }
}

/// What libvirt wants of a handle or timer that it has.
#[derive(Clone, Copy)]
pub(super) enum Request {
    /// New events, or a new frequency.
    Update(Kind, c_int, c_int),
    /// Its end.
    Remove(Kind, c_int),
}

/// Does what libvirt wants: its status. On another thread than the loop's it is only noted.
fn perform(request: Request) -> c_int {
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
        Request::Update(kind, id, value) => {
            let method = if kind == Kind::Handle { Method::UpdateHandle } else { Method::UpdateTimeout };
            call(method, Wanted::Nothing, |perl| [id, value].map(|n| number(perl, n)));
            0
        }
        Request::Remove(kind, id) => {
            let method = if kind == Kind::Handle { Method::RemoveHandle } else { Method::RemoveTimeout };
            let answer = call(method, Wanted::Status, |perl| [number(perl, id)]);
            let gone = entries::removed(kind, id);
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
    let number = entries::insert(Function::Handle(function), opaque, free);
    add(Method::AddHandle, Kind::Handle, number, |perl, [function, opaque, free]| {
        let [fd, events] = [fd, events].map(|n| OwnedSv::signed(perl, n.into()));
        [fd, events, function, opaque, free]
    })
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
    let number = entries::insert(Function::Timeout(function), opaque, free);
    add(Method::AddTimeout, Kind::Timeout, number, |perl, [function, opaque, free]| {
        [OwnedSv::signed(perl, frequency.into()), function, opaque, free]
    })
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
