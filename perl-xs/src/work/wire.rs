//! A pair of file descriptors: what is written to the one wakes up who waits for the other.

use std::fs::File;
use std::io::{self, Read, Write};
use std::mem::ManuallyDrop;
use std::os::fd::{FromRawFd, IntoRawFd, OwnedFd, RawFd};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;

/// One end. The program may close its file descriptor behind our back, as daemons do, and the number may be that of
/// something else by now: it is only used while it is what was opened.
pub struct End {
    fd: RawFd,
    device: u64,
    inode: u64,
}

impl End {
    fn new(end: UnixStream) -> io::Result<Self> {
        end.set_nonblocking(true)?;
        let file = File::from(OwnedFd::from(end));
        let opened = file.metadata()?;
        Ok(Self { fd: file.into_raw_fd(), device: opened.dev(), inode: opened.ino() })
    }

    /// Two ends: what to read from, and what to write to.
    ///
    /// # Errors
    /// No file descriptor is left.
    pub fn pair() -> io::Result<(Self, Self)> {
        let (reader, writer) = UnixStream::pair()?;
        Ok((Self::new(reader)?, Self::new(writer)?))
    }

    /// Its file descriptor.
    pub fn fd(&self) -> RawFd {
        self.fd
    }

    /// The end itself, while it is there.
    fn file(&self) -> Option<ManuallyDrop<File>> {
        // SAFETY: it is not closed here, and not touched where it turns out not to be ours.
        let file = ManuallyDrop::new(unsafe { File::from_raw_fd(self.fd) });
        let now = file.metadata().ok()?;
        ((now.dev(), now.ino()) == (self.device, self.inode)).then_some(file)
    }

    /// Makes the other end readable.
    pub fn wake(&self) {
        if let Some(mut writer) = self.file() {
            // When it is full, whoever waits is going to wake up anyway.
            let _ = writer.write(&[0]);
        }
    }

    /// Takes all that there is to read.
    pub fn drain(&self) {
        if let Some(mut reader) = self.file() {
            while matches!(reader.read(&mut [0; 64]), Ok(64)) {}
        }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        drop(self.file().map(ManuallyDrop::into_inner));
    }
}
