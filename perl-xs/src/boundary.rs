//! The one way in. perl calls the XSUB of `shim.c`; that calls [`px_enter`]; here is the only `catch_unwind` on the way
//! from Perl to a sub's body, and from here exceptions go back as data.

use std::any::Any;
use std::cell::Cell;
use std::ffi::{CStr, CString, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;

use crate::arg::{Arg, Refused};
use crate::error::{Error, Exception, Throw};
use crate::handle;
use crate::interp::Perl;
use crate::ret::Ret;
use crate::shim;
use crate::state::State;
use crate::sv::{OwnedSv, Sv};
use crate::sys::{self, PerlInterpreter, SV};

/// How a body ended: `Err(None)` where `exit` is on its way.
pub type Ended<'c> = Result<(), Option<Exception<'c>>>;

/// One sub, as [`xs!`](crate::xs!) declares it.
pub struct Sub {
    name: &'static CStr,
    args: &'static [ArgSpec],
    /// How many of them have no default.
    required: usize,
    further: Further,
    body: Body,
}

/// What a sub does; it returns what [`Call::end`] makes of how it ended.
pub type Body = for<'c> fn(&Call<'c>) -> i32;

/// What a sub does with more arguments than it names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Further {
    /// It refuses them (`sub`).
    Refused,
    /// It takes any number (`...`).
    Taken,
    /// It ignores them and has no prototype, as a sub written in Perl (`method`).
    Ignored,
}

/// One argument of a sub.
pub struct ArgSpec {
    /// Its name, as error messages and the usage text give it.
    pub name: &'static str,
    /// Its default, as the usage text gives it; `None` for a required one.
    pub default: Option<&'static str>,
}

impl ArgSpec {
    /// The name as Perl sees it: without the `r#` of a Rust keyword or the `_` of an argument that is not used.
    fn shown(&self) -> &'static str {
        self.name.trim_start_matches("r#").trim_start_matches('_')
    }
}

/// A running call.
pub struct Call<'c> {
    perl: Perl<'c>,
    sub: &'static Sub,
    ax: i32,
    items: usize,
    count: Cell<i32>,
    /// The call that this one runs under.
    outer: *const Call<'static>,
    /// What has happened to it: `PINNED`, `TOUCHED`.
    marks: Cell<u8>,
    /// What keeps it safe.
    kept: Cell<Option<NonNull<Vec<OwnedSv<'c>>>>>,
    /// The first exception of a callback, to be raised when the body has ended.
    pending: Cell<Option<NonNull<SV>>>,
    /// The body's own exception.
    failure: Cell<Option<NonNull<SV>>>,
}

/// What the body may borrow from the arguments is safe from Perl code, or nothing is borrowed yet.
const PINNED: u8 = 1;
/// Something is to be looked after at the end: Perl code may have run, or an exception waits.
const TOUCHED: u8 = 2;

impl<'c> Call<'c> {
    /// The interpreter.
    #[inline(always)]
    pub fn perl(&self) -> Perl<'c> {
        self.perl
    }

    /// How many arguments were given.
    #[inline(always)]
    pub fn items(&self) -> usize {
        self.items
    }

    /// Argument `at`. The stack may move whenever Perl code runs, so it is looked up each time.
    #[inline(always)]
    pub fn arg(&self, at: usize) -> Sv<'c> {
        assert!(at < self.items, "an argument that was given");
        // SAFETY: perl put `items` live scalars at `ax`; `hold` and `pin` keep them while the sub runs.
        unsafe { Sv::from_raw(*self.slot(at as i32)).expect("perl's stack holds no NULL") }
    }

    #[inline(always)]
    fn slot(&self, at: i32) -> *mut *mut SV {
        // SAFETY: the caller asks for a place that perl gave or `reserve` made.
        unsafe { sys::PL_stack_base!(self.perl.raw()).offset((self.ax + at) as isize) }
    }

    /// Whether argument `at` is missing or can be taken as it is.
    #[doc(hidden)]
    #[inline(always)]
    pub fn is_ready<T: Arg<'c>>(&self, at: usize) -> bool {
        at >= self.items || T::ready(self.arg(at))
    }

    /// Before arguments are made ready: keeps all of them alive, for perl's stack does not, and what is run now could
    /// free them.
    #[doc(hidden)]
    #[cold]
    pub fn hold(&self) {
        self.mark(PINNED); // nothing is borrowed yet
        for at in 0..self.items {
            self.arg(at).to_owned(self.perl).into_mortal();
        }
    }

    /// After arguments were made ready: the body will borrow from them.
    #[doc(hidden)]
    #[cold]
    pub fn settled(&self) {
        self.marks.set(self.marks.get() & !PINNED);
    }

    /// Before Perl code runs under the body: keeps each argument alive, and its string where it is, whatever that code
    /// does to the caller's variables.
    #[inline]
    pub(crate) fn pin(&self) {
        if self.marks.get() & PINNED == 0 {
            self.pin_all();
        }
        self.mark(PINNED | TOUCHED);
    }

    /// Something is to be looked after when this call ends.
    pub(crate) fn touch(&self) {
        self.mark(TOUCHED);
    }

    fn mark(&self, mark: u8) {
        self.marks.set(self.marks.get() | mark);
    }

    /// How the body ended, in one number: how many results it gave, or below that `RAISE` or `EXIT`.
    #[doc(hidden)]
    #[inline(always)]
    pub fn end(&self, ended: Ended<'c>) -> i32 {
        match ended {
            Ok(()) => self.count.get(),
            Err(raised) => self.fail(raised),
        }
    }

    #[cold]
    fn fail(&self, raised: Option<Exception<'c>>) -> i32 {
        match raised {
            Some(raised) => {
                self.failure.set(NonNull::new(raised.into_raw()));
                RAISE
            }
            None => EXIT,
        }
    }

    #[cold]
    fn pin_all(&self) {
        if self.items == 0 {
            return;
        }
        let mut kept = Vec::with_capacity(2 * self.items);
        for at in 0..self.items {
            let sv = self.arg(at);
            if sv.is_private() {
                continue;
            }
            kept.push(sv.to_owned(self.perl));
            if sv.has_buffer() {
                // SAFETY: a plain string with a buffer of its own; the keeper is a new scalar with one reference.
                kept.push(unsafe {
                    OwnedSv::from_raw(self.perl, shim::px_keep_buffer(self.perl.raw(), sv.raw()))
                });
            }
        }
        self.kept.set(NonNull::new(Box::into_raw(Box::new(kept))));
    }

    /// Makes argument `at` ready, with a private copy of even a plain one: by now Perl code may run.
    #[doc(hidden)]
    #[cold]
    pub fn settle<T: Arg<'c>>(&self, at: usize) -> Ended<'c> {
        if at >= self.items {
            return Ok(());
        }
        let sv = self.arg(at);
        let settled = T::settle(self.perl, sv).map_err(|why| self.refuse(at, sv, why))?;
        // SAFETY: the place is the argument's own.
        unsafe { *self.slot(at as i32) = settled.into_mortal().raw() };
        Ok(())
    }

    /// Takes argument `at`, which is there and ready.
    #[doc(hidden)]
    #[inline(always)]
    pub fn take<T: Arg<'c>>(&self, at: usize) -> Result<T::Value, Option<Exception<'c>>> {
        let sv = self.arg(at);
        match T::take(self.perl, sv) {
            Ok(value) => Ok(value),
            Err(why) => Err(self.refuse(at, sv, why)),
        }
    }

    /// The exception for a bad argument: sub, argument, what it should be, what it is.
    #[cold]
    fn refuse(&self, at: usize, sv: Sv<'_>, why: Refused<'c>) -> Option<Exception<'c>> {
        let expected = match why {
            Refused::Raised(error) => return error.throw(self.perl),
            Refused::Gone(exception) => return Some(exception),
            other => other.to_string(),
        };
        let name = self.sub.args.get(at).map_or("argument", ArgSpec::shown);
        let (sub, got) = (self.sub.name.to_string_lossy(), sv.describe(self.perl));
        Some(Exception::message(
            self.perl,
            &format!("{sub}: {name} {expected} (argument {}, got {got})", at + 1),
        ))
    }

    /// Makes room for `more` results.
    pub fn reserve(&self, more: usize) {
        let (perl, top) = (self.perl.raw(), self.ax as isize + self.count.get() as isize + more as isize);
        // SAFETY: the stack grows where it is too small; every place is looked up afresh afterwards.
        unsafe {
            let base = sys::PL_stack_base!(perl);
            if base.offset(top) >= sys::PL_stack_max!(perl) {
                let used = base.offset(self.ax as isize + self.count.get() as isize);
                sys::thx::Perl_stack_grow(perl, used, used, more as _);
            }
        }
    }

    /// Adds a result.
    #[inline]
    pub fn push(&self, value: OwnedSv<'c>) {
        let value = value.into_mortal();
        self.put(value.raw());
    }

    #[inline(always)]
    fn put(&self, raw: *mut SV) {
        let at = self.count.get();
        if at as usize >= self.items {
            self.reserve(1);
        }
        // SAFETY: an argument's place, or one that `reserve` made.
        unsafe { *self.slot(at) = raw };
        self.count.set(at + 1);
    }

    /// Adds the op's target as a result, after `set` gave it its value (`dXSTARG`, `PUSHTARG`).
    #[inline]
    pub(crate) fn push_target(&self, set: impl FnOnce(*mut PerlInterpreter, *mut SV)) {
        let perl = self.perl.raw();
        // SAFETY: perl runs this op; with HASTARG its pad holds the target.
        unsafe {
            let op = sys::PL_op!(perl);
            let target = if !op.is_null() && u32::from((*op).op_private) & sys::OPpENTERSUB_HASTARG != 0 {
                *sys::PL_curpad!(perl).add((*op).op_targ as usize)
            } else {
                sys::thx::Perl_sv_newmortal(perl)
            };
            set(perl, target);
            if (*target).sv_flags & sys::SVs_SMG != 0 {
                sys::thx::Perl_mg_set(perl, target);
            }
            self.put(target);
        }
    }

    /// Whether the caller wants a list (`GIMME_V`).
    pub fn wants_list(&self) -> bool {
        self.context() == shim::G_LIST
    }

    /// The caller's context: void, `G_SCALAR` or `G_LIST`.
    pub fn context(&self) -> u32 {
        // SAFETY: asking changes nothing.
        unsafe {
            let op = sys::PL_op!(self.perl.raw());
            match if op.is_null() { 0 } else { u32::from((*op).op_flags) & sys::OPf_WANT } {
                0 => sys::thx::Perl_block_gimme(self.perl.raw()) as u32,
                want => want,
            }
        }
    }
}

impl std::fmt::Display for Refused<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refused::Not(what) => write!(f, "is not {what}"),
            Refused::NotA(class) => write!(f, "is not a {} object", class.to_string_lossy()),
            Refused::Because(reason) => f.write_str(reason),
            Refused::Element(which, why, got) if got.is_empty() => write!(f, "is refused: {which} {why}"),
            Refused::Element(which, why, got) => write!(f, "is refused: {which} {why}, it is {got}"),
            Refused::Raised(_) | Refused::Gone(_) => f.write_str("raised an exception"),
        }
    }
}

impl Sub {
    /// A sub of this full name, `Package::name`.
    pub const fn new(name: &'static CStr, args: &'static [ArgSpec], further: Further, body: Body) -> Self {
        let (mut required, mut at) = (0, 0);
        while at < args.len() {
            required += args[at].default.is_none() as usize;
            at += 1;
        }
        Self { name, args, required, further, body }
    }

    /// Its full name.
    pub(crate) fn name(&self) -> &'static CStr {
        self.name
    }

    /// `Usage: Package::name(first, second=default, ...)`.
    fn usage(&self) -> String {
        let mut names: Vec<String> = self
            .args
            .iter()
            .map(|arg| match arg.default {
                Some("None") => format!("{}=&PL_sv_undef", arg.shown()),
                Some(default) => format!("{}={default}", arg.shown()),
                None => arg.shown().into(),
            })
            .collect();
        if self.further == Further::Taken {
            names.push("...".into());
        }
        format!("Usage: {}({})", self.name.to_string_lossy(), names.join(", "))
    }

    /// `$$;$`, as xsubpp makes it; none for a sub that ignores what it does not name.
    pub(crate) fn prototype(&self) -> Option<CString> {
        if self.further == Further::Ignored {
            return None;
        }
        let required = self.required;
        let mut text = "$".repeat(required);
        if required < self.args.len() || self.further == Further::Taken {
            text.push(';');
            text.push_str(&"$".repeat(self.args.len() - required));
        }
        if self.further == Further::Taken {
            text.push('@');
        }
        Some(CString::new(text).expect("a prototype has no NUL"))
    }

    #[inline(always)]
    fn accepts(&self, items: usize) -> bool {
        (items == self.args.len())
            || (items >= self.required && (self.further != Further::Refused || items <= self.args.len()))
    }
}

/// Puts a body's result on the stack, or makes its error an exception.
#[doc(hidden)]
#[inline(always)]
pub fn finish<'c, T: Ret<'c>, E: Throw<'c>>(call: &Call<'c>, result: Result<T, E>) -> Ended<'c> {
    match result {
        Ok(value) => {
            value.give(call);
            Ok(())
        }
        Err(error) => Err(error.throw(call.perl())),
    }
}

/// The one way in: runs the sub's body, and tells the shim how it ended.
///
/// # Safety
/// Called by `shim.c` only: `sub` is what `px_install` was given or NULL, `state` is this interpreter's, `ax` and `items`
/// are perl's.
#[unsafe(no_mangle)]
unsafe extern "C" fn px_enter(
    #[cfg(perl_useithreads)] perl: *mut PerlInterpreter,
    sub: *const c_void,
    state: *const c_void,
    ax: i32,
    items: i32,
) -> i32 {
    #[cfg(not(perl_useithreads))]
    let perl = std::ptr::null_mut();
    // SAFETY: as the contract says.
    let (perl, sub, state) = unsafe {
        (
            Perl::from_raw(perl),
            sub.cast::<Sub>().as_ref().unwrap_or(&handle::DESTROY),
            &*state.cast::<State>(),
        )
    };
    if state.exiting.get() {
        return exit(state); // a callback asked for it when no sub was there to do it
    }
    let call = Call {
        perl,
        sub,
        ax,
        items: items as usize,
        count: Cell::new(0),
        outer: state.top.get(),
        marks: Cell::new(0),
        kept: Cell::new(None),
        pending: Cell::new(None),
        failure: Cell::new(None),
    };
    state.top.set((&raw const call).cast());
    let run = AssertUnwindSafe(|| if sub.accepts(call.items) { (sub.body)(&call) } else { call.misused() });
    let end = catch_unwind(run).unwrap_or_else(|panic| call.panicked(&*panic));
    if call.marks.get() == 0 && end >= 0 {
        state.top.set(call.outer);
        return end;
    }
    leave(&call, state, end)
}

/// The end of a call that failed, or under which Perl code ran.
#[cold]
#[inline(never)]
fn leave(call: &Call<'_>, state: &State, end: i32) -> i32 {
    call.mark(PINNED); // the body is over: nothing that it has borrowed is in use
    if let Some(kept) = call.kept.take() {
        // SAFETY: `pin_all` made the box, and it has been taken out. This may run a DESTROY.
        drop(unsafe { Box::from_raw(kept.as_ptr()) });
    }
    state.catch_up();
    let died = call.pending.get().is_some();
    let end = if died { call.raise_first() } else { end };
    state.top.set(call.outer);
    let failure = call.failure.take();
    if state.exiting.get() {
        // The exit it is. The exception of a callback is told; what the body says is taken for a consequence.
        // SAFETY: `failure` owns its reference.
        let failure = failure.map(|raw| unsafe { Exception::from_owned(call.perl, raw.as_ptr()) });
        if let Some(failure) = failure.filter(|_| died) {
            failure.warn(call.perl);
        }
        return exit(state);
    }
    state.raised.set(failure.map_or(std::ptr::null_mut(), NonNull::as_ptr));
    end
}

/// Below the count of results there are the other ways in which a sub ends, as `shim.h` has them.
const RAISE: i32 = -1;
const EXIT: i32 = -2;

/// The exit that is on its way takes effect.
#[cold]
fn exit(state: &State) -> i32 {
    state.exiting.set(false);
    EXIT
}

/// The exception of the sub that has just ended.
///
/// # Safety
/// Called by `shim.c` only, with this interpreter's state.
#[unsafe(no_mangle)]
unsafe extern "C" fn px_raised(state: *const c_void) -> *mut SV {
    // SAFETY: as the contract says.
    unsafe { &*state.cast::<State>() }.raised.replace(std::ptr::null_mut())
}

impl<'c> Call<'c> {
    /// The wrong number of arguments.
    #[cold]
    #[inline(never)]
    fn misused(&self) -> i32 {
        self.fail(Some(Exception::message(self.perl, &self.sub.usage())))
    }

    /// The body panicked.
    #[cold]
    #[inline(never)]
    fn panicked(&self, panic: &(dyn Any + Send)) -> i32 {
        let text = panic
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        let text = format!("{}: {}", self.sub.name.to_string_lossy(), text.unwrap_or("no message"));
        let bug = Exception::message(self.perl, &Error::Bug(text).to_string());
        if self.pending.get().is_some() || self.perl.state().exiting.get() {
            bug.warn(self.perl); // that of a callback is raised, or an exit follows, and a bug is told nevertheless
            return RAISE;
        }
        self.fail(Some(bug))
    }

    /// A callback died: its exception is the call's. What the body says after that is taken for a consequence, and
    /// dropped.
    #[cold]
    fn raise_first(&self) -> i32 {
        let first = self.pending.take();
        // SAFETY: each owns its reference.
        let owned = |raw: NonNull<SV>| unsafe { Exception::from_owned(self.perl, raw.as_ptr()) };
        drop(self.failure.take().map(owned));
        while let Some(later) = self.pending.take() {
            owned(later).warn(self.perl); // what was dropped or warned here has run Perl code that failed as well
        }
        self.failure.set(first);
        RAISE
    }
}

/// Perl code called `exit`: the running sub will carry on with it when it ends.
#[cold]
pub(crate) fn exit_later(state: &State) {
    state.exiting.set(true);
    if let Some(call) = state.running() {
        call.mark(TOUCHED);
    }
}

/// Keeps an exception of a callback until the running sub ends; where none runs, or one waits already, warns.
pub(crate) fn keep(state: &State, perl: Perl<'_>, exception: Exception<'_>) {
    match state.running() {
        Some(call) if call.pending.get().is_none() => {
            call.mark(TOUCHED);
            call.pending.set(NonNull::new(exception.into_raw()));
        }
        _ => exception.warn(perl),
    }
}
