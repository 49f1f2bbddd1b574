//! A library that waits, writes to peers that are gone, and has threads of its own: and signals.

use std::ffi::c_int;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::Duration;

use perl_xs::{Error, signals, xs};

unsafe extern "C" {
    fn raise(signal: c_int) -> c_int;
}

/// The signal falls on this thread.
fn hit(signal: i32) {
    // SAFETY: any number may be given.
    unsafe { raise(signal) };
}

/// Writes to a peer that is gone: whether the system said so.
fn write_in_vain() -> bool {
    let Ok((ours, theirs)) = UnixStream::pair() else { return false };
    drop(theirs);
    let written = File::from(OwnedFd::from(ours)).write(b"x"); // the standard library's sockets never raise SIGPIPE
    written.is_err_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Runs the code on a thread of the library's own.
fn elsewhere<'p, R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> Result<R, Error<'p>> {
    thread::spawn(work).join().map_err(|_| Error::message("the thread panicked"))
}

xs! { package "PerlXS::Test::Signal", error = Error<'_>;
    /// The signal comes that often while the library runs.
    sub here(signal: i32, times: u32 = 1) {
        (0..times).for_each(|_| hit(signal));
        Ok(())
    }
    /// The signal falls on a thread of the library's own.
    sub elsewhere(signal: i32) { elsewhere(move || hit(signal)) }

    /// From here on what the library writes ends nobody.
    sub guard(call;) {
        call.perl().guard_pipes();
        Ok(())
    }
    sub write() { Ok(write_in_vain()) }
    sub write_elsewhere() { elsewhere(write_in_vain) }

    /// Waits for a signal, for some seconds: whether one has come. Gives the number of the file descriptor by which it is
    /// woken, too, which stays open.
    sub wait(call; seconds: u32) {
        let (mut reader, writer) = UnixStream::pair().map_err(|error| Error::message(error.to_string()))?;
        let fd = writer.as_raw_fd();
        std::mem::forget(writer);
        signals::wake(fd);
        let _ = reader.set_read_timeout(Some(Duration::from_secs(seconds.into())));
        let woken = call.wait(|| call.perl().has_signal() || reader.read_exact(&mut [0]).is_ok());
        Ok((woken, fd))
    }
    /// Waits for as long, by what `wait` has left.
    sub wait_again(call; seconds: u32) {
        call.wait(|| thread::sleep(Duration::from_secs(seconds.into())));
        Ok(())
    }
}
