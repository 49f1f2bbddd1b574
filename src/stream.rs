//! Streams whose data a Perl sub makes or takes: `send_all` and `recv_all`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ffi::{c_char, c_int, c_void};
use std::ptr;
use std::slice;
use std::sync::{Mutex, MutexGuard, PoisonError};

use perl_xs::callback::{self, Callback, Context, Outcome};
use perl_xs::handle::Live;
use perl_xs::{OwnedSv, Perl, Sv};
use virt::sys::{self, virStreamPtr};

use crate::error::{Error, Result};
use crate::handle::Stream;
use crate::shapes::ok;
use crate::vir::vir;

/// Streams that more than one object stands for, in clones of a thread: how many more.
static SHARED: Mutex<BTreeMap<usize, u32>> = Mutex::new(BTreeMap::new());

/// Takes one more reference to a stream, for an object in another thread (`virStreamRef`).
///
/// # Safety
/// `stream` is a valid pointer.
pub(crate) unsafe fn retain(stream: virStreamPtr) -> c_int {
    *shared().entry(stream.addr()).or_default() += 1;
    // SAFETY: as the caller says.
    unsafe { sys::virStreamRef(stream) }
}

/// Lets go of a stream (`virStreamFree`). With its last object a transfer that was not finished is aborted: nobody could
/// end it any more, and libvirt would keep what it holds.
///
/// # Safety
/// `stream` is a valid pointer, and the caller hands over a reference.
pub(crate) unsafe fn release(stream: virStreamPtr) {
    let last = match shared().entry(stream.addr()) {
        Entry::Vacant(_) => true,
        Entry::Occupied(mut more) => {
            *more.get_mut() -= 1;
            if *more.get() == 0 {
                more.remove();
            }
            false
        }
    };
    // SAFETY: as the caller says. A stream that is not open refuses to be aborted, which is no matter.
    unsafe {
        if last {
            sys::virStreamAbort(stream);
        }
        sys::virStreamFree(stream);
    }
}

/// The counts; a panic while they were held cannot have left them half changed.
fn shared() -> MutexGuard<'static, BTreeMap<usize, u32>> {
    SHARED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A handler, as libvirt passes it around.
fn opaque(callback: &Callback) -> *mut c_void {
    ptr::from_ref(callback).cast_mut().cast()
}

/// Sends all that `handler` makes (`virStreamSendAll`). The stream is aborted where it fails.
pub(crate) fn send_all<'p>(
    perl: Perl<'p>,
    st: &Live<'_, Stream>,
    object: Sv<'_>,
    handler: Sv<'_>,
) -> Result<'p, ()> {
    let callback = Callback::new(perl, handler, &[object]);
    ok(vir!(virStreamSendAll(*st, Some(source as Source), opaque(&callback))))
}

/// Receives everything into `handler` (`virStreamRecvAll`). The stream is aborted where it fails.
pub(crate) fn receive_all<'p>(
    perl: Perl<'p>,
    st: &Live<'_, Stream>,
    object: Sv<'_>,
    handler: Sv<'_>,
) -> Result<'p, ()> {
    let callback = Callback::new(perl, handler, &[object]);
    ok(vir!(virStreamRecvAll(*st, Some(sink as Sink), opaque(&callback))))
}

/// `virStreamSourceFunc`.
pub(crate) type Source = unsafe extern "C" fn(virStreamPtr, *mut c_char, usize, *mut c_void) -> c_int;
/// `virStreamSinkFunc`.
pub(crate) type Sink = unsafe extern "C" fn(virStreamPtr, *const c_char, usize, *mut c_void) -> c_int;

/// libvirt wants at most `nbytes`: the handler puts them into its second argument and says how many; 0 is the end.
///
/// # Safety
/// libvirt calls it, with a buffer of `nbytes` and the `Callback` that `send_all` gave.
unsafe extern "C" fn source(
    _: virStreamPtr,
    data: *mut c_char,
    nbytes: usize,
    handler: *mut c_void,
) -> c_int {
    // SAFETY: `send_all` keeps the callback while libvirt sends.
    let callback = unsafe { &*handler.cast::<Callback>() };
    let Some(perl) = callback.perl() else { return -1 };
    let fill = || {
        let buffer = OwnedSv::bytes(perl, b"");
        let status = status(perl, callback, |perl| {
            [buffer.borrow().to_owned(perl), OwnedSv::unsigned(perl, nbytes as u64)]
        })?;
        if status <= 0 {
            return Some(status);
        }
        let made = callback::read::<Option<&[u8]>>(perl, buffer.into_mortal(), "the data of the handler")?;
        let made = made.unwrap_or_default();
        let len = made.len().min(nbytes).min(status as usize);
        // SAFETY: libvirt's buffer has room for `nbytes`, and is none of Perl's.
        unsafe { ptr::copy_nonoverlapping(made.as_ptr(), data.cast(), len) };
        Some(len as c_int)
    };
    perl.scope(|| fill().unwrap_or(-1))
}

/// libvirt has `nbytes`: the handler gets them as its second argument and says how many it took.
///
/// # Safety
/// libvirt calls it, with `nbytes` of data and the `Callback` that `receive_all` gave.
unsafe extern "C" fn sink(
    _: virStreamPtr,
    data: *const c_char,
    nbytes: usize,
    handler: *mut c_void,
) -> c_int {
    // SAFETY: `receive_all` keeps the callback while libvirt receives.
    let callback = unsafe { &*handler.cast::<Callback>() };
    let Some(perl) = callback.perl() else { return -1 };
    // SAFETY: libvirt says that there are that many.
    let data = unsafe { slice::from_raw_parts(data.cast::<u8>(), nbytes) };
    let take = || {
        let taken = status(perl, callback, |perl| {
            [OwnedSv::bytes(perl, data), OwnedSv::unsigned(perl, nbytes as u64)]
        })?;
        Some(taken.min(nbytes as c_int))
    };
    perl.scope(|| take().unwrap_or(-1))
}

/// Calls a handler that must return one integer; `None` where it did not, which is kept as an exception.
fn status<'p, const N: usize>(
    perl: Perl<'p>,
    callback: &'p Callback,
    arguments: impl FnOnce(Perl<'p>) -> [OwnedSv<'p>; N],
) -> Option<c_int> {
    let Outcome::Returned(results) = callback.call(Context::Scalar, arguments) else { return None };
    let Some(result) = results.get(0) else {
        callback::keep(perl, Error::message("the handler must return one integer"));
        return None;
    };
    callback::read::<i32>(perl, result.to_owned(perl).into_mortal(), "the handler's result")
}
