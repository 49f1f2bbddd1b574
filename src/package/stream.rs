//! `Sys::Virt::Stream`.

use perl_xs::buffer::Buffer;
use perl_xs::work::Asking;
use perl_xs::{Any, Code, Live};

use crate::error::{Error, Result};
use crate::handle::{Connect, Stream};
use crate::shapes::{count, ok, subs};
use crate::stream;
use crate::stream::files::{self, Descriptor, moving};
use crate::vir::vir;

/// What `recv` and `send` return instead of failing: nothing can be moved now, or a hole is next.
const NOT_NOW: [i32; 2] = [-2, -3];

/// There are no more events: the callback for them is let go of.
fn ended(st: &Live<'_, Stream>, status: i32) -> Result<()> {
    ok(status)?;
    stream::forget_callback(st);
    Ok(())
}

/// The number of bytes moved, or one of [`NOT_NOW`].
fn moved(status: i32) -> Result<i32> {
    if NOT_NOW.contains(&status) { Ok(status) } else { count(status) }
}

subs! { "Sys::Virt::Stream" handle;
    sub _new_obj(con: Connect, flags: u32 = 0) = handle(virStreamNew(con, flags));
    sub _recv_fd(st: Stream, fd: Descriptor, at: i64, sparse: bool, progress: Option<Asking>, place: &[u8]) {
        moving(fd, at, progress, place, |tell| files::receive(&st, fd, sparse, tell))
    }
    sub _send_fd(st: Stream, fd: Descriptor, at: i64, sparse: bool, progress: Option<Asking>, place: &[u8]) {
        moving(fd, at, progress, place, |tell| files::send(&st, fd, sparse, tell))
    }
    sub abort(st: Stream) { ended(&st, vir!(virStreamAbort(st))) }
    sub add_callback(call; stref: Stream, events: i32, cb: Code) {
        Ok(stream::add_callback(call.perl(), &stref, call.arg(0), events, cb.0)?)
    }
    sub finish(st: Stream) { ended(&st, vir!(virStreamFinish(st))) }
    sub recv(call; st: Stream, data: Any, nbytes: u64, flags: u32 = 0) {
        let mut buffer = Buffer::take(call.perl(), data, size(nbytes)?)?;
        let (at, len) = (buffer.as_mut_ptr().cast(), buffer.room());
        let status = if flags != 0 {
            vir!(virStreamRecvFlags(st, at, len, flags))
        } else {
            vir!(virStreamRecv(st, at, len))
        };
        // The failure is asked for before the buffer goes back: a tied one runs Perl code.
        let status = moved(status);
        buffer.give_back(status.as_ref().map_or(0, |moved| (*moved).max(0) as usize))?;
        Ok(status?)
    }
    sub recv_all(call; stref: Stream, handler: Code) {
        let stream = call.arg(0);
        Ok(stream::receive_all(call.perl(), &stref, stream, handler.0)?)
    }
    sub recv_hole(st: Stream, flags: u32 = 0) = out(virStreamRecvHole(st; flags));
    sub remove_callback(st: Stream) { ended(&st, vir!(virStreamEventRemoveCallback(st))) }
    sub send(st: Stream, data: Option<&[u8]>, nbytes: u64) {
        let data = data.unwrap_or_default();
        let len = size(nbytes.min(data.len() as u64))?;
        moved(vir!(virStreamSend(st, data.as_ptr().cast::<std::ffi::c_char>(), len)))
    }
    sub send_all(call; stref: Stream, handler: Code) {
        let stream = call.arg(0);
        Ok(stream::send_all(call.perl(), &stref, stream, handler.0)?)
    }
    sub send_hole(st: Stream, lengthSV: i64, flags: u32 = 0) = ok(virStreamSendHole(st, lengthSV, flags));
    sub sparse_recv_all(call; stref: Stream, handler: Code, hole_handler: Code) {
        Ok(stream::sparse_receive_all(call.perl(), &stref, call.arg(0), [handler.0, hole_handler.0])?)
    }
    sub sparse_send_all(call; stref: Stream, handler: Code, hole_handler: Code, skip_handler: Code) {
        Ok(stream::sparse_send_all(call.perl(), &stref, call.arg(0), [handler.0, hole_handler.0, skip_handler.0])?)
    }
    sub update_callback(st: Stream, events: i32) = ok(virStreamEventUpdateCallback(st, events));
}

/// The most bytes that one call may move: libvirt counts them in an int.
const MOST: u64 = i32::MAX as u64;

/// A number of bytes.
fn size(nbytes: u64) -> Result<usize> {
    match nbytes {
        0..=MOST => Ok(nbytes as usize),
        _ => Err(Error::message(format!("{nbytes} bytes are more than one call can move ({MOST})"))),
    }
}
