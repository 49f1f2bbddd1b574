//! libvirt's own loop, based on `poll`.

use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

use perl_xs::{Call, OwnedSv, Perl};

use super::{FreeFunc, TimeoutFunc, custom, early, wake};
use crate::error::{Error, PerlResult, Result};
use crate::shapes::ok;
use crate::vir::vir;

static REGISTERED: AtomicBool = AtomicBool::new(false);

/// Whether a loop is registered: this one, one in Perl, or one of another part of the program.
pub(crate) fn exists() -> bool {
    unsafe extern "C" fn never(_: c_int, _: *mut c_void) {}

    if REGISTERED.load(Ordering::Relaxed) || custom::is_registered() {
        return true;
    }
    let (function, opaque) = (Some(never as TimeoutFunc), ptr::null_mut::<c_void>());
    let probe = vir!(virEventAddTimeout(-1, function, opaque, None::<FreeFunc>));
    if probe >= 0 {
        vir!(virEventRemoveTimeout(probe));
    }
    probe >= 0
}

/// Registers it, unless it is registered already (`virEventRegisterDefaultImpl`).
pub(crate) fn register(perl: Perl<'_>) -> Result<()> {
    if REGISTERED.load(Ordering::Relaxed) {
        return Ok(());
    }
    if exists() {
        let text = b"libvirt keeps the event loop that was registered first: its own is not used";
        perl.warn(&OwnedSv::bytes(perl, text));
        return Ok(());
    }
    ok(vir!(virEventRegisterDefaultImpl()))?;
    REGISTERED.store(true, Ordering::Relaxed);
    early::warn_of_connections(perl);
    Ok(())
}

/// Runs one round of it (`virEventRunDefaultImpl`). A signal that has a handler ends the round, and the handler is run.
pub(crate) fn run<'p>(call: &Call<'p>) -> PerlResult<'p, ()> {
    if custom::is_registered() {
        return Err(
            Error::message("the event loop that is registered is not libvirt's own: run that one").into()
        );
    }
    if !exists() {
        return Err(
            Error::message("no event loop is registered: see Sys::Virt::Event::register_default").into()
        );
    }
    let perl = call.perl();
    if perl.has_handlers() {
        wake::expect_signals();
    }
    // A signal that comes from here on wakes up the loop.
    let round = call.wait(|| if perl.has_signal() { Ok(()) } else { ok(vir!(virEventRunDefaultImpl())) });
    perl.run_signals()?;
    Ok(round?)
}
