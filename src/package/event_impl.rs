//! `Sys::Virt::EventImpl`: what an event loop in Perl calls of libvirt.
//!
//! The subs that end in `_helper` are what the methods were made of; they are the same, without the object.

use perl_xs::Any;

use crate::event_loop::custom;
use crate::event_loop::entries::Token;
use crate::shapes::subs;

/// They are subs of two packages.
macro_rules! of_loops {
    ($package:literal) => {
        subs! { $package;
            method _free_callback_opaque(call; _self: Any, ff: Option<Token>, opaque: Option<Token>) {
                Ok(custom::free(call.perl(), ff, opaque)?)
            }
            sub _free_callback_opaque_helper(call; ffref: Option<Token>, opaqueref: Option<Token>) {
                Ok(custom::free(call.perl(), ffref, opaqueref)?)
            }
            method _run_handle_callback(
                call; _self: Any, watch: i32, fd: i32, events: i32, cb: Token, opaque: Option<Token> = None
            ) {
                Ok(custom::run_handle(call.perl(), [watch, fd, events], cb, opaque)?)
            }
            sub _run_handle_callback_helper(call; watch: i32, fd: i32, event: i32, cbref: Token, opaqueref: Option<Token>) {
                Ok(custom::run_handle(call.perl(), [watch, fd, event], cbref, opaqueref)?)
            }
            method _run_timeout_callback(call; _self: Any, timer: i32, cb: Token, opaque: Option<Token> = None) {
                Ok(custom::run_timeout(call.perl(), timer, cb, opaque)?)
            }
            sub _run_timeout_callback_helper(call; timer: i32, cbref: Token, opaqueref: Option<Token>) {
                Ok(custom::run_timeout(call.perl(), timer, cbref, opaqueref)?)
            }
        }
    };
}

of_loops!("Sys::Virt::EventImpl");

/// Loops were once derived from `Sys::Virt::Event`.
pub(super) mod former {
    use super::*;

    of_loops!("Sys::Virt::Event");
}
