//! What `shim.c` and `values.c` offer Rust. Each function is documented there.

use std::ffi::{c_char, c_int, c_void};

use crate::sys::{AV, CLONE_PARAMS, CV, HV, MAGIC, MGVTBL, PerlInterpreter, STRLEN, SV};

/// How a contained call ended; `enum px_end` of `shim.h`.
#[expect(dead_code, reason = "C gives some of them")]
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// It returned.
    Return,
    /// It raised an exception, which was handed over.
    Raise,
    /// It called `exit`.
    Exit,
    /// It was not run: the interpreter is ending.
    Ending,
    /// It was not run: too little is left of the C stack.
    Deep,
}

// The context of a call; newer perls have `G_LIST` where older ones have `G_ARRAY`.
pub(crate) const G_SCALAR: u32 = 2;
pub(crate) const G_LIST: u32 = 3;
pub(crate) const G_DISCARD: u32 = 4;

#[cfg(perl_useithreads)]
pub(crate) type Body = unsafe extern "C" fn(*mut PerlInterpreter, *mut c_void);
#[cfg(not(perl_useithreads))]
pub(crate) type Body = unsafe extern "C" fn(*mut c_void);

/// What [`px_hash_pairs`] shows a pair to: with its data, the key and its length, and the value.
pub(crate) type Taker = unsafe extern "C" fn(*mut c_void, *const c_char, STRLEN, *mut SV);

macro_rules! shim {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        #[cfg(perl_useithreads)]
        mod threaded {
            use super::*;
            unsafe extern "C" { $(pub(crate) fn $name(perl: *mut PerlInterpreter $(, $arg: $ty)*) $(-> $ret)?;)* }
        }
        #[cfg(perl_useithreads)]
        pub(crate) use threaded::*;

        #[cfg(not(perl_useithreads))]
        mod single {
            use super::*;
            mod c {
                use super::*;
                unsafe extern "C" { $(pub(crate) fn $name($($arg: $ty),*) $(-> $ret)?;)* }
            }
            $(
                #[inline(always)]
                pub(crate) unsafe fn $name(_: *mut PerlInterpreter $(, $arg: $ty)*) $(-> $ret)? {
                    // SAFETY: the caller keeps the contract of the C function; there is no context to pass.
                    unsafe { c::$name($($arg),*) }
                }
            )*
        }
        #[cfg(not(perl_useithreads))]
        pub(crate) use single::*;
    };
}

shim! {
    fn px_install(name: *const c_char, proto: *const c_char, sub: *const c_void);
    fn px_install_destroy(name: *const c_char);
    fn px_protect(body: Body, data: *mut c_void, exception: *mut *mut SV) -> End;
    fn px_call_sub(code: *mut SV, argv: *mut *mut SV, argc: isize, flags: i32, results: *mut *mut AV, exception: *mut *mut SV) -> End;
    fn px_under(nth: usize) -> *const c_void;
    fn px_frees_quietly(reference: *mut SV) -> c_int;
    fn px_handle_new(shown: isize, cell: *mut c_void, vtbl: *const MGVTBL, stash: *mut HV) -> *mut SV;
    fn px_new_av() -> *mut AV;
    fn px_new_hv() -> *mut HV;
    fn px_new_rv(target: *mut SV) -> *mut SV;
    fn px_state_rust() -> *mut c_void;
    fn px_state_peek() -> *mut c_void;
    fn px_constant(stash: *mut HV, name: *const c_char, len: i32, value: *mut SV);
    fn px_constants_done(stash: *mut HV);
    fn px_scope_begin() -> isize;
    fn px_scope_floor() -> isize;
    fn px_scope_used() -> c_int;
    fn px_scope_free(base: isize);
    fn px_scope_end(floor: isize);
    fn px_secret(sv: *mut SV);
    fn px_note(sv: *mut SV, bytes: *const c_char, len: STRLEN);
    fn px_noted(sv: *mut SV, len: *mut STRLEN) -> *const c_char;
    fn px_keep_buffer(sv: *mut SV) -> *mut SV;
    fn px_hash_tie(hv: *mut HV) -> *mut SV;
    fn px_hash_pairs(hv: *mut HV, take: Taker, data: *mut c_void);
    fn px_record_key(template: *mut HV, key: *const c_char, len: i32);
    fn px_record(template: *mut HV, values: *mut *mut SV) -> *mut HV;
    fn px_hash_next(object: *mut SV, pairs: *mut AV) -> c_int;
    fn px_signals_install();
    fn px_signals_guard();
    fn px_signals_freeing(freeing: c_int) -> c_int;
    fn px_signals_handled() -> c_int;
    fn px_signals_run();
    fn px_destructing() -> c_int;
    fn px_overloads(object: *mut SV) -> c_int;
    fn px_place(line: *mut c_int) -> *const c_char;
    fn px_wait_fd(fd: c_int, nanoseconds: i64);
    fn px_boot(cv: *mut CV, module: *const c_char, version: *const c_char, packages: *const c_void);
}

unsafe extern "C" {
    pub(crate) fn px_sub_of(cv: *const crate::sys::CV) -> *const c_void;
    pub(crate) fn px_work_begins(leaving: extern "C" fn(c_int, *mut c_void));
    pub(crate) fn px_leave(status: c_int) -> !;
    pub(crate) fn px_signals_block(mask: *mut c_void);
    pub(crate) fn px_signals_unblock(mask: *const c_void);
    pub(crate) fn px_current() -> *mut c_void;
}

// What perl calls for a handle's magic.
#[cfg(perl_useithreads)]
unsafe extern "C" {
    pub(crate) fn px_mg_free(perl: *mut PerlInterpreter, sv: *mut SV, mg: *mut MAGIC) -> c_int;
    pub(crate) fn px_mg_dup(perl: *mut PerlInterpreter, mg: *mut MAGIC, params: *mut CLONE_PARAMS) -> c_int;
    pub(crate) fn px_mg_local(perl: *mut PerlInterpreter, sv: *mut SV, mg: *mut MAGIC) -> c_int;
}

// What perl calls for a handle's magic.
#[cfg(not(perl_useithreads))]
unsafe extern "C" {
    pub(crate) fn px_mg_free(sv: *mut SV, mg: *mut MAGIC) -> c_int;
    pub(crate) fn px_mg_dup(mg: *mut MAGIC, params: *mut CLONE_PARAMS) -> c_int;
    pub(crate) fn px_mg_local(sv: *mut SV, mg: *mut MAGIC) -> c_int;
}
