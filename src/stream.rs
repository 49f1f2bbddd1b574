//! Streams whose data a Perl sub makes or takes (`send_all`, `recv_all` and the sparse forms), and their events.

pub(crate) mod files;
mod life;

use std::cell::Cell;
use std::collections::HashMap;
use std::ffi::{c_char, c_int, c_void};
use std::io;
use std::ptr;
use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use perl_xs::buffer::{Lent, Loan};
use perl_xs::callback::{self, Callback, Context, Outcome};
use perl_xs::handle::Live;
use perl_xs::{OwnedSv, Perl, Sv};
use virt::sys::virStreamPtr;

use crate::error::{Error, Result};
use crate::event_loop::FreeFunc;
use crate::handle::Stream;
use crate::shapes::{count, ok};
use crate::vir::vir;

pub(crate) use life::{release, retain};

/// The subs of one transfer: libvirt passes one pointer to all of them.
struct Handlers<'p> {
    data: Data<'p>,
    hole: Callback,
    skip: Callback,
    /// How much of a section of data is to be sent before what libvirt knows of.
    ahead: Cell<usize>,
}

impl Handlers<'_> {
    /// What libvirt passes around.
    fn opaque(&self) -> *mut c_void {
        ptr::from_ref(self).cast_mut().cast()
    }
}

/// The sub that makes or takes the data, and the scalar that it is given each time: no memory is allocated for the data
/// but the first time. What is sent is not copied for libvirt, and what is received is copied once.
struct Data<'p> {
    callback: Callback,
    buffer: Lent<'p>,
}

impl<'p> Data<'p> {
    fn new(perl: Perl<'p>, handler: Sv<'_>, object: Sv<'_>) -> Self {
        Self { callback: Callback::new(perl, handler, &[object]), buffer: Lent::new(perl) }
    }

    /// What libvirt passes around in a transfer without holes.
    fn opaque(&self) -> *mut c_void {
        ptr::from_ref(self).cast_mut().cast()
    }
}

/// Sends all that `handler` makes (`virStreamSendAll`). The stream is aborted where it fails.
pub(crate) fn send_all<'p>(
    perl: Perl<'p>,
    st: &Live<'_, Stream>,
    object: Sv<'_>,
    handler: Sv<'_>,
) -> Result<()> {
    let data = Data::new(perl, handler, object);
    ok(vir!(virStreamSendAll(*st, Some(source as Source), data.opaque())))
}

/// The same, without the holes that `hole` tells of and `skip` leaves behind (`virStreamSparseSendAll`).
pub(crate) fn sparse_send_all<'p>(
    perl: Perl<'p>,
    st: &Live<'_, Stream>,
    object: Sv<'_>,
    [data, hole, skip]: [Sv<'_>; 3],
) -> Result<()> {
    let new = |code| Callback::new(perl, code, &[object]);
    let data = Data::new(perl, data, object);
    let handlers = Handlers { data, hole: new(hole), skip: new(skip), ahead: Cell::new(0) };
    let (source, holes, skip) =
        (Some(sparse_source as Source), Some(source_hole as SourceHole), Some(skipped as Hole));
    ok(vir!(virStreamSparseSendAll(*st, source, holes, skip, handlers.opaque())))
}

/// Receives everything into `handler` (`virStreamRecvAll`). The stream is aborted where it fails.
pub(crate) fn receive_all<'p>(
    perl: Perl<'p>,
    st: &Live<'_, Stream>,
    object: Sv<'_>,
    handler: Sv<'_>,
) -> Result<()> {
    let data = Data::new(perl, handler, object);
    ok(vir!(virStreamRecvAll(*st, Some(sink as Sink), data.opaque())))
}

/// The same, with the holes given to `hole` (`virStreamSparseRecvAll`).
pub(crate) fn sparse_receive_all<'p>(
    perl: Perl<'p>,
    st: &Live<'_, Stream>,
    object: Sv<'_>,
    [data, hole]: [Sv<'_>; 2],
) -> Result<()> {
    let new = |code| Callback::new(perl, code, &[object]);
    let data = Data::new(perl, data, object);
    let handlers = Handlers { data, hole: new(hole), skip: new(hole), ahead: Cell::new(0) };
    let (sink, holes) = (Some(sparse_sink as Sink), Some(sink_hole as Hole));
    ok(vir!(virStreamSparseRecvAll(*st, sink, holes, handlers.opaque())))
}

/// The callbacks of streams. libvirt gets their numbers: its remote driver never calls the function that would free what
/// it was given, and may still call back when another thread has removed the callback.
static CALLBACKS: LazyLock<Mutex<HashMap<usize, Registered>>> = LazyLock::new(Mutex::default);

/// A callback and the stream that it is for, of which libvirt allows one each.
struct Registered {
    stream: usize,
    callback: Arc<Callback>,
}

// SAFETY: a callback runs, and lets go of its scalars, only where it finds itself on its interpreter's thread.
unsafe impl Send for Registered {}

fn callbacks() -> MutexGuard<'static, HashMap<usize, Registered>> {
    CALLBACKS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets go of the callback of a stream, if it has one: outside the lock, for that may run Perl code.
pub(crate) fn forget_callback(st: &Live<'_, Stream>) {
    let number = |callbacks: &HashMap<usize, Registered>| {
        callbacks.iter().find(|(_, one)| one.stream == st.raw().addr()).map(|(number, _)| *number)
    };
    let gone = {
        let mut callbacks = callbacks();
        number(&callbacks).and_then(|number| callbacks.remove(&number))
    };
    drop(gone);
}

/// Calls `code` for the events of a stream (`virStreamEventAddCallback`).
pub(crate) fn add_callback<'p>(
    perl: Perl<'p>,
    st: &Live<'_, Stream>,
    object: Sv<'_>,
    events: c_int,
    code: Sv<'_>,
) -> Result<()> {
    static NUMBER: AtomicUsize = AtomicUsize::new(1);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let opaque: *mut c_void = ptr::without_provenance_mut(number);
    #[allow(clippy::arc_with_non_send_sync, reason = "see Registered")]
    let callback = Arc::new(Callback::new(perl, code, &[object]));
    ok(vir!(virStreamEventAddCallback(
        *st,
        events,
        Some(on_event as Event),
        opaque,
        Some(free as FreeFunc)
    )))?;
    forget_callback(st);
    callbacks().insert(number, Registered { stream: st.raw().addr(), callback });
    Ok(())
}

/// `virStreamSourceFunc`.
type Source = unsafe extern "C" fn(virStreamPtr, *mut c_char, usize, *mut c_void) -> c_int;
/// `virStreamSourceHoleFunc`.
type SourceHole = unsafe extern "C" fn(virStreamPtr, *mut c_int, *mut i64, *mut c_void) -> c_int;
/// `virStreamSinkFunc`.
type Sink = unsafe extern "C" fn(virStreamPtr, *const c_char, usize, *mut c_void) -> c_int;
/// `virStreamSourceSkipFunc` and `virStreamSinkHoleFunc`.
type Hole = unsafe extern "C" fn(virStreamPtr, i64, *mut c_void) -> c_int;
/// `virStreamEventCallback`.
type Event = unsafe extern "C" fn(virStreamPtr, c_int, *mut c_void);

/// How many bytes are asked of a handler at a time. The message that they make is a little longer and still fits the
/// buffer of a Unix socket as Linux has it, so that it is written and read at once: what libvirt asks for does not.
const PIECE: usize = 212_992;

/// libvirt wants at most `nbytes`, to copy and to send them. They are sent from here instead, piece by piece, and libvirt
/// learns of the end, or of a failure, which is its to deal with.
///
/// # Safety
/// libvirt calls it, with the `Data` that `send_all` gave.
unsafe extern "C" fn source(st: virStreamPtr, _: *mut c_char, nbytes: usize, handler: *mut c_void) -> c_int {
    // SAFETY: `send_all` keeps it while libvirt sends.
    let handler = unsafe { &*handler.cast::<Data>() };
    loop {
        let sent = make(handler, PIECE.min(nbytes), |perl, bytes| send(perl, st, bytes));
        if sent <= 0 {
            return sent;
        }
    }
}

/// libvirt wants at most `nbytes` of a section of data, when what it does not know of has been sent.
///
/// # Safety
/// libvirt calls it, with a buffer of `nbytes` and the `Handlers` that `sparse_send_all` gave.
unsafe extern "C" fn sparse_source(
    st: virStreamPtr,
    data: *mut c_char,
    nbytes: usize,
    handlers: *mut c_void,
) -> c_int {
    // SAFETY: `sparse_send_all` keeps it while libvirt sends.
    let Handlers { data: handler, ahead, .. } = unsafe { &*handlers.cast::<Handlers>() };
    loop {
        let wanted = if ahead.get() > 0 { PIECE.min(ahead.get()) } else { nbytes };
        let mut last = 0;
        let made = make(handler, wanted, |perl, bytes| {
            // What is more than the section has is sent as data, too: the handler is behind it now. libvirt gets the end,
            // for it sends that after this.
            last = bytes.len().saturating_sub(ahead.get()).min(nbytes);
            let (first, end) = bytes.split_at(bytes.len() - last);
            send(perl, st, first)?;
            ahead.set(ahead.get().saturating_sub(first.len()));
            // SAFETY: the buffer is libvirt's, and has room for `nbytes`.
            unsafe { ptr::copy_nonoverlapping(end.as_ptr(), data.cast(), last) };
            Some(())
        });
        if made <= 0 {
            return made;
        }
        if last > 0 {
            return last as c_int;
        }
    }
}

/// libvirt has `nbytes`.
///
/// # Safety
/// libvirt calls it, with `nbytes` of data and the `Data` that `receive_all` gave.
unsafe extern "C" fn sink(
    _: virStreamPtr,
    data: *const c_char,
    nbytes: usize,
    handler: *mut c_void,
) -> c_int {
    // SAFETY: `receive_all` keeps it while libvirt receives, and the data is as libvirt says.
    unsafe { take(&*handler.cast::<Data>(), slice::from_raw_parts(data.cast(), nbytes)) }
}

/// libvirt has `nbytes` of a section of data.
///
/// # Safety
/// As for [`sink`], with the `Handlers` that `sparse_receive_all` gave.
unsafe extern "C" fn sparse_sink(
    _: virStreamPtr,
    data: *const c_char,
    nbytes: usize,
    handlers: *mut c_void,
) -> c_int {
    // SAFETY: as in `sink`.
    unsafe { take(&(*handlers.cast::<Handlers>()).data, slice::from_raw_parts(data.cast(), nbytes)) }
}

/// libvirt wants to know what comes next: the handler returns whether it is data, and the length of the section.
///
/// # Safety
/// libvirt calls it, with pointers to its own variables and the `Handlers` that `sparse_send_all` gave.
unsafe extern "C" fn source_hole(
    _: virStreamPtr,
    is_data: *mut c_int,
    length: *mut i64,
    handlers: *mut c_void,
) -> c_int {
    // SAFETY: as in `sparse_source`.
    let Handlers { hole: callback, ahead, .. } = unsafe { &*handlers.cast::<Handlers>() };
    contained(callback, |perl| {
        let Outcome::Returned(results) = callback.call(Context::List, |_| []) else { return None };
        let (Some(flag), Some(section), 2) = (results.get(0), results.get(1), results.len()) else {
            let message = format!("the hole handler must return two values (got {})", results.len());
            callback::keep(perl, Error::message(message));
            return None;
        };
        let flag = callback::read::<bool>(perl, flag.to_owned(perl).into_mortal(), "the first result")?;
        let section =
            integer(perl, section.to_owned(perl).into_mortal(), "the hole handler's second result")?;
        if section < 0 {
            let message = format!("the hole handler's second result must not be negative (got {section})");
            callback::keep(perl, Error::message(message));
            return None;
        }
        // libvirt would copy all data, so it learns of the last piece only.
        let known = if flag { section.min(PIECE as i64) } else { section };
        ahead.set((section - known) as usize);
        // SAFETY: the variables are libvirt's.
        unsafe { (*is_data, *length) = (flag.into(), known) };
        Some(0)
    })
}

/// libvirt sent a hole of `length`: the handler moves on behind it.
///
/// # Safety
/// libvirt calls it, with the `Handlers` that `sparse_send_all` gave.
unsafe extern "C" fn skipped(_: virStreamPtr, length: i64, handlers: *mut c_void) -> c_int {
    // SAFETY: as in `sparse_source`.
    tell(unsafe { &(*handlers.cast::<Handlers>()).skip }, length)
}

/// libvirt received a hole of `length`.
///
/// # Safety
/// libvirt calls it, with the `Handlers` that `sparse_receive_all` gave.
unsafe extern "C" fn sink_hole(_: virStreamPtr, length: i64, handlers: *mut c_void) -> c_int {
    // SAFETY: as in `sink`.
    tell(unsafe { &(*handlers.cast::<Handlers>()).hole }, length)
}

/// Something happened on a stream.
///
/// # Safety
/// libvirt calls it, with the number that [`add_callback`] gave it.
unsafe extern "C" fn on_event(_: virStreamPtr, events: c_int, number: *mut c_void) {
    let callback = callbacks().get(&number.addr()).map(|one| Arc::clone(&one.callback));
    if let Some(callback) = callback {
        callback.call(Context::Discard, |perl| [OwnedSv::signed(perl, events.into())]);
    }
}

/// libvirt is done with a callback.
///
/// # Safety
/// As for [`on_event`].
unsafe extern "C" fn free(number: *mut c_void) {
    let gone = callbacks().remove(&number.addr());
    drop(gone);
}

/// Runs the code if the callback can run here; -1, libvirt's failure, where it gives nothing.
fn contained<'c>(callback: &'c Callback, code: impl FnOnce(Perl<'c>) -> Option<c_int>) -> c_int {
    callback.perl().map_or(-1, |perl| perl.scope(|| code(perl).unwrap_or(-1)))
}

/// Sends all of it, straight from the handler's scalar, in pieces.
fn send(perl: Perl<'_>, st: virStreamPtr, mut bytes: &[u8]) -> Option<()> {
    while !bytes.is_empty() {
        match count(vir!(virStreamSend(st, bytes.as_ptr().cast::<c_char>(), bytes.len().min(PIECE)))) {
            Ok(sent) => bytes = bytes.get(sent as usize..).unwrap_or_default(),
            Err(error) => {
                callback::keep(perl, error);
                return None;
            }
        }
    }
    Some(())
}

/// The handler puts some bytes into its second argument and says how many; 0 is the end. `nbytes` are asked for, but those
/// that give pieces of their own size may give more. `deliver` gets them.
fn make<'c>(
    handler: &'c Data<'_>,
    nbytes: usize,
    deliver: impl FnOnce(Perl<'c>, &[u8]) -> Option<()>,
) -> c_int {
    contained(&handler.callback, |perl| {
        let buffer = handler.buffer.lend(b"");
        let made = status(perl, &handler.callback, Some(0), |perl| {
            [buffer.borrow().to_owned(perl), OwnedSv::unsigned(perl, nbytes as u64)]
        })?;
        if made <= 0 {
            return Some(made.max(-1) as c_int);
        }
        let bytes = callback::read::<Option<&[u8]>>(perl, buffer.borrow(), "the data of the handler")?;
        let there = bytes.unwrap_or_default().len();
        if made as usize > there {
            let message = format!("the handler returned {made}, but {there} bytes are there");
            callback::keep(perl, Error::message(message));
            return None;
        }
        // Unless they are a copy already: the handler may have kept the scalar, and libvirt may run Perl code.
        let loan = Loan::new(perl, buffer.borrow());
        let bytes = loan.as_ref().map_or(bytes, |loan| Some(loan.bytes())).unwrap_or_default();
        deliver(perl, bytes.get(..made as usize)?)?;
        Some(1)
    })
}

/// The handler gets the data as its second argument and says how many bytes it took.
fn take(handler: &Data<'_>, data: &[u8]) -> c_int {
    contained(&handler.callback, |perl| {
        let taken = status(perl, &handler.callback, None, |perl| {
            [handler.buffer.lend(data), OwnedSv::unsigned(perl, data.len() as u64)]
        })?;
        Some(taken.clamp(-1, data.len() as i64) as c_int)
    })
}

/// The handler gets the length of a hole; a negative result is a failure.
fn tell(callback: &Callback, length: i64) -> c_int {
    contained(callback, |perl| {
        let status = status(perl, callback, Some(0), |perl| [OwnedSv::signed(perl, length)])?;
        Some(if status < 0 { -1 } else { 0 })
    })
}

/// Calls a handler that must return one integer; `None` where it did not, which is kept as an exception. `undef` is what
/// it means by undef, if it may return that: not where a call of the system has failed in it, as the one did, most likely,
/// that gave it the undef.
fn status<'p, const N: usize>(
    perl: Perl<'p>,
    callback: &'p Callback,
    undef: Option<i64>,
    arguments: impl FnOnce(Perl<'p>) -> [OwnedSv<'p>; N],
) -> Option<i64> {
    let errno = || io::Error::last_os_error().raw_os_error();
    let before = errno();
    let Outcome::Returned(results) = callback.call(Context::Scalar, arguments) else { return None };
    let failed = errno() != before;
    // The result is read where it is: a temporary would have to be freed, contained, for each piece of data.
    match results.get(0) {
        Some(result) if undef.is_some() && !failed && !result.is_defined() && !result.is_magical() => undef,
        Some(result) => integer(perl, result, "the handler's result"),
        None => integer(perl, OwnedSv::undef(perl).into_mortal(), "the handler's result"),
    }
}

/// An integer that a handler returned. Perl would take undef and other texts for 0, and data would be lost or a loop
/// never end: these are exceptions.
fn integer<'p>(perl: Perl<'p>, value: Sv<'p>, what: &str) -> Option<i64> {
    let plain = !value.is_magical() && !value.is_ref() && !value.is_integer() && !value.is_float();
    if plain && !value.bytes().is_some_and(is_number) {
        let message = format!("{what} is not an integer (got {})", value.describe(perl));
        callback::keep(perl, Error::message(message));
        return None;
    }
    callback::read::<i64>(perl, value, what)
}

/// Whether perl takes the text for a number without a warning.
fn is_number(text: &[u8]) -> bool {
    let text = std::str::from_utf8(text).unwrap_or_default();
    text == "0 but true" || text.trim().parse::<f64>().is_ok_and(f64::is_finite)
}
