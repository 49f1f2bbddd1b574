//! Whole files between a file descriptor and a stream, without Perl in between.

use std::ffi::{c_char, c_int};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::mem::ManuallyDrop;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::fs::FileTypeExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use perl_xs::callback::{Context, Outcome};
use perl_xs::work::Asked;
use perl_xs::{Arg, Live, OwnedSv, Perl, Portable, Refused, Sv, signals};
use virt::sys;

use super::PIECE;
use crate::error::{Error, Result};
use crate::handle::Stream;
use crate::shapes::{count, ok};
use crate::vir::vir;

/// A file descriptor, as an argument. On another thread it is a copy, which stays when the program closes its own.
pub(crate) struct Descriptor;

impl<'c> Arg<'c> for Descriptor {
    type Value = RawFd;

    fn ready(sv: Sv<'c>) -> bool {
        i32::ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> std::result::Result<OwnedSv<'c>, Refused<'c>> {
        i32::settle(perl, sv)
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> std::result::Result<RawFd, Refused<'c>> {
        let fd = <i32 as Arg>::take(perl, sv)?;
        if fd < 0 { Err(Refused::Not("a file descriptor")) } else { Ok(fd) }
    }
}

impl Portable for Descriptor {
    type Owned = OwnedFd;

    fn own<'c>(_: Perl<'c>, fd: RawFd) -> std::result::Result<OwnedFd, Refused<'c>> {
        // SAFETY: it is only copied, and where it is none that fails.
        let copy = unsafe { BorrowedFd::borrow_raw(fd) }.try_clone_to_owned();
        copy.map_err(|_| Refused::Not("an open file descriptor"))
    }

    fn lend(owned: &OwnedFd) -> RawFd {
        owned.as_raw_fd()
    }
}

/// Whoever is told how much has been moved, at most ten times a second; false stops.
pub(crate) trait Progress {
    /// So many bytes by now.
    fn moved(&mut self, bytes: u64) -> bool;
    /// Between two pieces.
    fn goes_on(&mut self) -> bool;
}

/// Moves a file, from `at` on where that is not negative, and tells `sub` of it. `place` ends the texts of failures.
pub(crate) fn moving(
    fd: RawFd,
    at: i64,
    sub: Option<Asked<'_>>,
    place: &[u8],
    work: impl FnOnce(&mut dyn Progress) -> Result<u64>,
) -> Result<u64> {
    if at >= 0 {
        // SAFETY: moves the position of the caller's file.
        unsafe { lseek(fd, at, 0) };
    }
    work(&mut Telling { sub, stopped: Arc::default() }).map_err(|error| match error {
        Error::Message(text) => Error::Message(text + &String::from_utf8_lossy(place)),
        other => other,
    })
}

/// A Perl sub that is told.
struct Telling<'c> {
    sub: Option<Asked<'c>>,
    /// It died, or said so.
    stopped: Arc<AtomicBool>,
}

impl Progress for Telling<'_> {
    fn moved(&mut self, bytes: u64) -> bool {
        if let Some(sub) = &self.sub {
            let (stopped, here) = (Arc::clone(&self.stopped), matches!(sub, Asked::Here(_)));
            sub.tell(move |callback| {
                let stops = match callback.call(Context::Scalar, |perl| [OwnedSv::unsigned(perl, bytes)]) {
                    Outcome::Failed => true,
                    // What it died of cannot be raised here: `Sys::Virt::Async` keeps that, and gives a negative number.
                    Outcome::Returned(told) => {
                        !here && told.get(0).is_some_and(|told| told.integer_bits() < 0)
                    }
                };
                if stops {
                    stopped.store(true, Ordering::Relaxed);
                }
            });
        }
        !self.stopped.load(Ordering::Relaxed)
    }

    fn goes_on(&mut self) -> bool {
        signals::run_here() && !self.stopped.load(Ordering::Relaxed)
    }
}

const EACH: Duration = Duration::from_millis(100);

/// One transfer.
struct Transfer<'t, 's> {
    st: &'t Live<'s, Stream>,
    file: ManuallyDrop<File>,
    progress: &'t mut dyn Progress,
    moved: u64,
    told: Instant,
}

/// Sends all that is left of a file, from where it stands; without its holes where `sparse`. How many bytes that were,
/// with the holes. `virStreamFinish` is left to the caller; where this fails, the stream is aborted.
pub(crate) fn send(
    st: &Live<'_, Stream>,
    fd: RawFd,
    sparse: bool,
    progress: &mut dyn Progress,
) -> Result<u64> {
    Transfer::new(st, fd, progress)
        .run(|transfer| if sparse { send_sections(transfer) } else { send_all(transfer) })
}

/// Receives all that comes into a file, from where it stands. Where `sparse`, holes are left out of a regular file, and are
/// zeros in any other.
pub(crate) fn receive(
    st: &Live<'_, Stream>,
    fd: RawFd,
    sparse: bool,
    progress: &mut dyn Progress,
) -> Result<u64> {
    Transfer::new(st, fd, progress).run(|transfer| receive_all(transfer, sparse))
}

/// All that there is to read, in pieces.
fn send_all(transfer: &mut Transfer<'_, '_>) -> Result<()> {
    let mut buffer = vec![0_u8; PIECE];
    loop {
        match transfer.read(&mut buffer)? {
            0 => return Ok(()),
            len => send_piece(transfer, &buffer[..len])?,
        }
    }
}

fn send_piece(transfer: &mut Transfer<'_, '_>, mut bytes: &[u8]) -> Result<()> {
    while !bytes.is_empty() {
        let sent = moved(vir!(virStreamSend(*transfer.st, bytes.as_ptr().cast::<c_char>(), bytes.len())))?;
        bytes = bytes.get(sent..).unwrap_or_default();
        transfer.count(sent)?;
    }
    Ok(())
}

/// Section by section, as the file system knows them.
fn send_sections(transfer: &mut Transfer<'_, '_>) -> Result<()> {
    let mut at = transfer.seek(SeekFrom::Current(0))?;
    let end = transfer.seek(SeekFrom::End(0))?;
    let mut buffer = vec![0_u8; PIECE];
    while at < end {
        let data = transfer.section(at, sys_seek::DATA)?.unwrap_or(end).min(end);
        if data > at {
            let hole = data - at;
            ok(vir!(virStreamSendHole(*transfer.st, hole as i64, 0_u32)))?;
            transfer.count(hole as usize)?;
        }
        let hole =
            if data < end { transfer.section(data, sys_seek::HOLE)?.unwrap_or(end).min(end) } else { end };
        transfer.seek(SeekFrom::Start(data))?;
        let mut left = hole - data;
        while left > 0 {
            let room = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let len = transfer.read(&mut buffer[..room])?;
            if len == 0 {
                return Ok(()); // it has become shorter meanwhile
            }
            send_piece(transfer, &buffer[..len])?;
            left -= len as u64;
        }
        at = hole;
    }
    transfer.seek(SeekFrom::Start(end))?;
    Ok(())
}

/// All that comes.
fn receive_all(transfer: &mut Transfer<'_, '_>, sparse: bool) -> Result<()> {
    let regular =
        transfer.file.metadata().is_ok_and(|data| data.is_file() || data.file_type().is_block_device());
    let cut = transfer.file.metadata().is_ok_and(|data| data.is_file());
    let mut buffer = vec![0_u8; PIECE];
    let mut ends_in_hole = false;
    loop {
        let (into, room) = (buffer.as_mut_ptr().cast::<c_char>(), buffer.len());
        let status = if sparse {
            vir!(virStreamRecvFlags(*transfer.st, into, room, sys::VIR_STREAM_RECV_STOP_AT_HOLE))
        } else {
            vir!(virStreamRecv(*transfer.st, into, room))
        };
        if sparse && status == HOLE {
            let mut hole = 0_i64;
            ok(vir!(virStreamRecvHole(*transfer.st, &raw mut hole, 0_u32)))?;
            transfer.skip(hole.max(0) as u64, regular && cut)?;
            ends_in_hole = true;
            continue;
        }
        match moved(status)? {
            0 => break,
            len => {
                transfer.write(&buffer[..len])?;
                ends_in_hole = false;
                transfer.count(len)?;
            }
        }
    }
    if ends_in_hole && cut {
        let end = transfer.seek(SeekFrom::Current(0))?;
        let len = transfer.file.metadata().map_err(|error| failed("write", &error))?.len();
        if len < end {
            transfer.file.set_len(end).map_err(|error| failed("write", &error))?;
        }
    }
    Ok(())
}

impl<'t, 's> Transfer<'t, 's> {
    fn new(st: &'t Live<'s, Stream>, fd: RawFd, progress: &'t mut dyn Progress) -> Self {
        // SAFETY: the caller's descriptor is used while it lasts, and not closed.
        let file = ManuallyDrop::new(unsafe { File::from_raw_fd(fd) });
        Self { st, file, progress, moved: 0, told: Instant::now() }
    }

    fn run(mut self, work: impl FnOnce(&mut Self) -> Result<()>) -> Result<u64> {
        let done = work(&mut self);
        if done.is_err() {
            vir!(virStreamAbort(*self.st));
        } else if self.moved > 0 {
            self.progress.moved(self.moved);
        }
        done.map(|()| self.moved)
    }

    /// So much more has been moved.
    fn count(&mut self, bytes: usize) -> Result<()> {
        self.moved += bytes as u64;
        let mut goes_on = self.progress.goes_on();
        if goes_on && self.told.elapsed() >= EACH {
            goes_on = self.progress.moved(self.moved);
            self.told = Instant::now();
        }
        if goes_on { Ok(()) } else { Err(Error::message("the transfer was stopped")) }
    }

    /// Where the next section of that kind begins; `None` where there is none.
    fn section(&self, at: u64, whence: c_int) -> Result<Option<u64>> {
        // SAFETY: moves the file's position.
        match unsafe { lseek(self.file.as_raw_fd(), at as i64, whence) } {
            found if found >= 0 => Ok(Some(found as u64)),
            _ => match io::Error::last_os_error() {
                error if error.raw_os_error() == Some(ENXIO) => Ok(None),
                error => Err(failed("read", &error)),
            },
        }
    }

    /// A hole: what is left out, or else zeros.
    fn skip(&mut self, hole: u64, left_out: bool) -> Result<()> {
        if left_out {
            self.seek(SeekFrom::Current(hole as i64))?;
            return self.count(hole as usize);
        }
        let zeros = vec![0_u8; PIECE];
        let mut left = hole;
        while left > 0 {
            let len = zeros.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            self.write(&zeros[..len])?;
            self.count(len)?;
            left -= len as u64;
        }
        Ok(())
    }

    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.file.seek(to).map_err(|error| failed("move about in", &error))
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.retried("read", |file| file.read(buffer))
    }

    fn write(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            match self.retried("write", |file| file.write(bytes))? {
                0 => return Err(failed("write", &ErrorKind::WriteZero.into())),
                len => bytes = &bytes[len..],
            }
        }
        Ok(())
    }

    /// Tries again what a signal has interrupted, or for which there is nothing or no room yet.
    fn retried(&mut self, what: &str, mut work: impl FnMut(&mut File) -> io::Result<usize>) -> Result<usize> {
        loop {
            match work(&mut self.file) {
                Err(error) if error.kind() == ErrorKind::Interrupted => self.count(0)?,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    let events = if what == "read" { POLLIN } else { POLLOUT };
                    let mut one = PollFd { fd: self.file.as_raw_fd(), events, revents: 0 };
                    // SAFETY: one descriptor, for as long as the progress may wait.
                    unsafe { poll(&raw mut one, 1, EACH.as_millis() as c_int) };
                    self.count(0)?;
                }
                done => return done.map_err(|error| failed(what, &error)),
            }
        }
    }
}

/// What `virStreamRecvFlags` says where a hole is next.
const HOLE: c_int = -3;

/// How much a call on the stream has moved.
fn moved(status: c_int) -> Result<usize> {
    match status {
        -2 => Err(Error::message("a stream that does not block cannot move a whole file")),
        status => count(status).map(|moved| moved as usize),
    }
}

fn failed(what: &str, error: &io::Error) -> Error {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    Error::message(format!("cannot {what} the file: {text}"))
}

/// Sections of a file, for `lseek`.
mod sys_seek {
    pub(super) const DATA: i32 = 3;
    pub(super) const HOLE: i32 = 4;
}

const ENXIO: i32 = 6;
const POLLIN: i16 = 1;
const POLLOUT: i16 = 4;

#[repr(C)]
struct PollFd {
    fd: RawFd,
    events: i16,
    revents: i16,
}

unsafe extern "C" {
    #[cfg_attr(all(target_os = "linux", target_env = "gnu"), link_name = "lseek64")]
    fn lseek(fd: RawFd, offset: i64, whence: c_int) -> i64;
    fn poll(fds: *mut PollFd, count: std::ffi::c_ulong, milliseconds: c_int) -> c_int;
}
