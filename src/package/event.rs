//! `Sys::Virt::Event`: the event loop.

use perl_xs::Code;

use crate::event_loop::{self, custom, default};
use crate::shapes::subs;
use crate::vir::vir;

subs! { "Sys::Virt::Event";
    sub _register_impl(call;) { Ok(custom::register(call.perl())?) }
    sub add_handle(call; fd: i32, events: i32, coderef: Code) {
        Ok(event_loop::add_handle(call.perl(), fd, events, coderef.0)?)
    }
    sub add_timeout(call; frequency: i32, coderef: Code) {
        Ok(event_loop::add_timeout(call.perl(), frequency, coderef.0)?)
    }
    sub register_default(call;) { Ok(default::register(call.perl())?) }
    sub remove_handle(watch: i32) = unreported(virEventRemoveHandle(watch));
    sub remove_timeout(timer: i32) = unreported(virEventRemoveTimeout(timer));
    sub run_default(call;) { default::run(call) }
    sub update_handle(watch: i32, events: i32) {
        vir!(virEventUpdateHandle(watch, events));
        Ok(())
    }
    sub update_timeout(timer: i32, frequency: i32) {
        vir!(virEventUpdateTimeout(timer, frequency));
        Ok(())
    }
}
