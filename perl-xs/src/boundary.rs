//! The one way in. perl calls the XSUB of `shim.c`; that sets up a [`Call`] and calls the sub's [`Body`]; here is the only
//! `catch_unwind` on the way ([`Call::run`]), and from here exceptions go back as data.

use std::any::Any;
use std::cell::{Cell, UnsafeCell};
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::arg::{Arg, Refused};
use crate::error::{Error, Exception, Kept, Throw};
use crate::interp::Perl;
use crate::portable::Portable;
use crate::ret::{IntoSv, Ret};
use crate::shim;
use crate::state::State;
pub use crate::sub::{ArgSpec, Body, Further, Sub};
use crate::sv::{OwnedSv, Sv};
use crate::sys::{self, PerlInterpreter, SV};

/// How many results stand on the stack.
pub struct Given(i32);

impl Given {
    /// No result.
    pub const NONE: Given = Given(0);
}

/// How a body ended: `Err(None)` where `exit` is on its way.
pub type Ended<'c> = Result<Given, Option<Exception<'c>>>;

/// A running call. It stands in a frame of `shim.c` (`struct px_running`).
#[repr(C)]
pub struct Call<'c> {
    perl: Perl<'c>,
    sub: &'static Sub,
    state: &'c State,
    /// The arguments stand above it on perl's stack, and the results will.
    mark: isize,
    items: Cell<usize>,
    /// What has happened to it: `PINNED`, `TOUCHED`, `LATE`.
    marks: Cell<u32>,
    /// Set once `LATE` is.
    late: UnsafeCell<MaybeUninit<Late<'c>>>,
}

/// What few calls need.
#[derive(Default)]
struct Late<'c> {
    /// What keeps the arguments safe.
    kept: Cell<Vec<OwnedSv<'c>>>,
    /// The first exception of a callback, to be raised when the body has ended.
    pending: Cell<Option<Kept>>,
    /// The body's own exception.
    failure: Cell<Option<Kept>>,
}

/// What the body may borrow from the arguments is safe from Perl code, or nothing is borrowed yet; `PX_PINNED` of
/// `shim.h`.
const PINNED: u32 = 1;
/// Something is to be looked after at the end: an exception, an exit, or work that waits.
const TOUCHED: u32 = 2;
/// `Call::late` is set.
const LATE: u32 = 4;
/// The library waits, and a signal is to wake it up; `shim.h` knows it.
const WAITING: u32 = 8;

/// The room that `shim.h` gives it.
const _: () = assert!(size_of::<Late<'_>>() <= 7 * size_of::<usize>());

impl<'c> Call<'c> {
    /// The interpreter.
    #[inline(always)]
    pub fn perl(&self) -> Perl<'c> {
        self.perl
    }

    /// How many arguments were given.
    #[inline(always)]
    pub fn items(&self) -> usize {
        self.items.get()
    }

    /// Argument `at`. The stack may move whenever Perl code runs, so it is looked up each time.
    #[inline(always)]
    pub fn arg(&self, at: usize) -> Sv<'c> {
        assert!(at < self.items(), "an argument that was given");
        // SAFETY: perl put `items` live scalars there, none of them NULL; `hold` and `pin` keep them while the sub runs.
        unsafe { Sv::from_raw(*self.slot(at)).unwrap_unchecked() }
    }

    #[inline(always)]
    fn slot(&self, at: usize) -> *mut *mut SV {
        // SAFETY: the caller asks for a place that perl gave or `reserve` made.
        unsafe { sys::PL_stack_base!(self.perl.raw()).offset(self.mark + 1 + at as isize) }
    }

    /// Whether argument `at` is missing or can be taken as it is.
    #[doc(hidden)]
    #[inline(always)]
    pub fn is_ready<T: Arg<'c>>(&self, at: usize) -> bool {
        at >= self.items() || T::ready(self.arg(at))
    }

    /// Before arguments are made ready: keeps all of them alive, for perl's stack does not, and what is run now could
    /// free them.
    #[doc(hidden)]
    #[cold]
    pub fn hold(&self) {
        self.note(PINNED); // nothing is borrowed yet
        for at in 0..self.items() {
            self.arg(at).to_owned(self.perl).into_mortal();
        }
    }

    /// The start of a call on another thread. The object may be wrapped in a reference that is an object, too.
    #[doc(hidden)]
    pub fn begin(&self) {
        if self.items() > 0 {
            let wrapped = self.arg(0).referent().filter(|inner| inner.is_ref() && inner.stash().is_some());
            if let Some(inner) = wrapped {
                // SAFETY: the place is the argument's own.
                unsafe { *self.slot(0) = inner.to_owned(self.perl).into_mortal().raw() };
            }
        }
        self.hold();
    }

    /// Takes argument `at`, which is ready, and copies it.
    #[doc(hidden)]
    #[inline(never)]
    pub fn own<T: Portable>(&self, at: usize) -> Result<T::Owned, Option<Exception<'c>>> {
        let value = T::take(self.perl, self.arg(at)).map_err(|why| self.refuse(at, why))?;
        T::own(self.perl, value).map_err(|why| self.refuse(at, why))
    }

    /// A copy of what stands for an argument that is missing.
    #[doc(hidden)]
    #[inline(never)]
    pub fn own_default<T: Portable>(
        &self,
        value: <T as Arg<'c>>::Value,
    ) -> Result<T::Owned, Option<Exception<'c>>> {
        T::own(self.perl, value).map_err(|why| self.refuse(0, why))
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
        if self.marks.get() & PINNED == 0 && self.items() > 0 {
            self.pin_all();
        }
        self.note(PINNED);
    }

    /// Something is to be looked after when this call ends.
    pub(crate) fn touch(&self) {
        self.note(TOUCHED);
    }

    fn note(&self, mark: u32) {
        self.marks.set(self.marks.get() | mark);
    }

    /// Runs `body` as something that a signal with a handler wakes up ([`signals::wake`](crate::signals::wake)).
    pub fn wait<R>(&self, body: impl FnOnce() -> R) -> R {
        struct Waiting<'w>(&'w Cell<u32>);

        impl Drop for Waiting<'_> {
            fn drop(&mut self) {
                self.0.set(self.0.get() & !WAITING);
            }
        }

        self.note(WAITING);
        let _waiting = Waiting(&self.marks);
        body()
    }

    /// Runs the body, and tells in one number how it ended: how many results it gave, or below that `RAISE` or `EXIT`.
    #[doc(hidden)]
    #[inline(always)]
    pub fn run(&self, body: impl FnOnce() -> Ended<'c>) -> i32 {
        match catch_unwind(AssertUnwindSafe(body)) {
            Ok(Ok(given)) => given.0,
            Ok(Err(raised)) => self.fail(raised),
            Err(panic) => self.panicked(&*panic),
        }
    }

    #[cold]
    fn fail(&self, raised: Option<Exception<'c>>) -> i32 {
        match raised {
            Some(raised) => {
                self.late().failure.set(Some(raised.keep()));
                RAISE
            }
            None => EXIT,
        }
    }

    #[cold]
    fn late(&self) -> &Late<'c> {
        let late = self.late.get();
        // SAFETY: it is set when it is first asked for, and nobody borrows it mutably afterwards.
        unsafe {
            if self.marks.get() & LATE == 0 {
                (*late).write(Late::default());
                self.note(LATE);
            }
            (*late).assume_init_ref()
        }
    }

    #[cold]
    fn pin_all(&self) {
        let mut kept = Vec::with_capacity(2 * self.items());
        for at in 0..self.items() {
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
        self.late().kept.set(kept);
    }

    /// Makes argument `at` ready, with a private copy of even a plain one: by now Perl code may run.
    #[doc(hidden)]
    #[cold]
    pub fn settle<T: Arg<'c>>(&self, at: usize) -> Result<(), Option<Exception<'c>>> {
        if at >= self.items() {
            return Ok(());
        }
        let sv = self.arg(at);
        let settled = T::settle(self.perl, sv).map_err(|why| self.refuse(at, why))?;
        // SAFETY: the place is the argument's own.
        unsafe { *self.slot(at) = settled.into_mortal().raw() };
        Ok(())
    }

    /// Takes argument `at`, which is there and ready.
    #[doc(hidden)]
    #[inline(always)]
    pub fn take<T: Arg<'c>>(&self, at: usize) -> Result<T::Value, Option<Exception<'c>>> {
        T::take(self.perl, self.arg(at)).map_err(|why| self.refuse(at, why))
    }

    /// The exception for a bad argument: sub, argument, what it should be, what it is.
    #[cold]
    fn refuse(&self, at: usize, why: Refused<'c>) -> Option<Exception<'c>> {
        let expected = match why {
            Refused::Raised(error) => return error.throw(self.perl),
            Refused::Gone(exception) => return Some(exception),
            other => other.to_string(),
        };
        let name = self.sub.args.get(at).map_or("argument", ArgSpec::shown);
        let (sub, got) = (self.sub.name.to_string_lossy(), self.arg(at).describe(self.perl));
        Some(Exception::message(
            self.perl,
            &format!("{sub}: {name} {expected} (argument {}, got {got})", at + 1),
        ))
    }

    /// Gives one result.
    #[inline]
    pub fn give(&self, value: OwnedSv<'c>) -> Given {
        self.only(value.into_mortal().raw())
    }

    /// Gives one result. Where a sub has no arguments there is room for it as well: perl had the sub itself there.
    #[inline(always)]
    fn only(&self, raw: *mut SV) -> Given {
        // SAFETY: an argument's place, or the sub's.
        unsafe { *self.slot(0) = raw };
        Given(1)
    }

    /// Gives these results, in order.
    #[inline(always)]
    pub fn give_all<const N: usize>(&self, values: [OwnedSv<'c>; N]) -> Given {
        let values = values.map(|value| value.into_mortal().raw());
        self.reserve(N);
        // SAFETY: there are `N` places.
        unsafe { std::ptr::copy_nonoverlapping(values.as_ptr(), self.slot(0), N) };
        Given(N as i32)
    }

    /// Gives a list of results, in order.
    #[inline]
    pub fn give_list<T: IntoSv<'c>>(&self, values: Vec<T>) -> Given {
        self.give_each(values.into_iter().map(|value| value.into_sv(self.perl)))
    }

    /// Gives what an iterator makes, in order.
    ///
    /// # Panics
    /// Where it does not know how much that is.
    #[inline]
    pub fn give_each(&self, values: impl Iterator<Item = OwnedSv<'c>>) -> Given {
        let (least, most) = values.size_hint();
        assert_eq!(Some(least), most, "a list knows its length");
        self.reserve(least);
        let mut count = 0;
        for value in values.take(least) {
            // SAFETY: there is a place for each.
            unsafe { *self.slot(count) = value.into_mortal().raw() };
            count += 1;
        }
        Given(count as i32)
    }

    /// Makes room for that many results (`EXTEND`). Every place is looked up afresh afterwards.
    #[inline(always)]
    fn reserve(&self, results: usize) {
        let perl = self.perl.raw();
        // SAFETY: perl's stack reaches from its base to its maximum.
        let room = unsafe { sys::PL_stack_max!(perl).offset_from(sys::PL_stack_base!(perl)) } - self.mark;
        if room < results as isize {
            self.extend(results);
        }
    }

    /// Adds undef until there are `least` arguments.
    fn fill(&self, least: usize) {
        self.reserve(least);
        let perl = self.perl.raw();
        // SAFETY: there is room for so many; perl's stack ends behind them, so that nothing is put in their place.
        unsafe {
            (self.items()..least)
                .for_each(|at| *self.slot(at) = OwnedSv::undef(self.perl).into_mortal().raw());
            *sys::PL_stack_sp_ptr!(perl) = self.slot(least - 1);
        }
        self.items.set(least);
    }

    #[cold]
    fn extend(&self, results: usize) {
        let perl = self.perl.raw();
        // SAFETY: the stack grows above the arguments.
        unsafe {
            let used = sys::PL_stack_base!(perl).offset(self.mark + self.items() as isize);
            sys::thx::Perl_stack_grow(perl, used, used, results as _);
        }
    }

    /// Gives the op's target as the result, after `set` gave it its value (`dXSTARG`, `PUSHTARG`).
    #[inline]
    pub(crate) fn give_target(&self, set: impl FnOnce(*mut PerlInterpreter, *mut SV)) -> Given {
        let perl = self.perl.raw();
        // SAFETY: perl runs this op; with HASTARG its pad holds the target.
        unsafe {
            let op = sys::PL_op!(perl);
            let target = if u32::from((*op).op_private) & sys::OPpENTERSUB_HASTARG != 0 {
                *sys::PL_curpad!(perl).add((*op).op_targ as usize)
            } else {
                sys::thx::Perl_sv_newmortal(perl)
            };
            let given = self.only(target); // first, so that nothing is kept while it is set
            set(perl, target);
            given
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

/// Puts a body's result on the stack, or makes its error an exception.
#[doc(hidden)]
#[inline(always)]
pub fn finish<'c, T: Ret<'c>, E: Throw<'c>>(call: &Call<'c>, result: Result<T, E>) -> Ended<'c> {
    match result {
        Ok(value) => Ok(value.give(call)),
        Err(error) => Err(error.throw(call.perl())),
    }
}

/// A call of the wrong number of arguments. A sub written in Perl has undef for what it is not given.
///
/// # Safety
/// Called by `shim.c` only.
#[unsafe(no_mangle)]
unsafe extern "C" fn px_misused(call: &Call<'_>) -> i32 {
    if call.sub.further == Further::Ignored {
        call.fill(call.sub.least);
        return (call.sub.body)(call);
    }
    call.run(|| Err(Some(Exception::message(call.perl, &call.sub.usage()))))
}

/// The end of a call that failed, or under which Perl code ran. A `RAISE` leaves what is to be raised in the state.
///
/// # Safety
/// Called by `shim.c` only, with what the body returned.
#[unsafe(no_mangle)]
unsafe extern "C" fn px_ended(call: &Call<'_>, end: i32) -> i32 {
    let state = call.state;
    call.note(PINNED); // the body is over: nothing that it has borrowed is in use
    if call.marks.get() & LATE != 0 {
        drop(call.late().kept.take()); // this may run a DESTROY
    }
    state.catch_up();
    if call.marks.get() & LATE == 0 && end >= 0 && !state.exiting.get() {
        return end;
    }
    let late = call.late();
    let died = call.has_pending();
    let end = if died { call.raise_first() } else { end };
    let failure = late.failure.take();
    if state.exiting.get() {
        // The exit it is. The exception of a callback is told; what the body says is taken for a consequence.
        // SAFETY: `failure` owns its reference.
        let failure = failure.map(|kept| unsafe { kept.take(call.perl) });
        if let Some(failure) = failure.filter(|_| died) {
            failure.warn(call.perl);
        }
        return EXIT;
    }
    if end < 0 {
        state.told.set(failure.as_ref().is_some_and(|kept| kept.told));
        state.raised.set(failure.map_or(std::ptr::null_mut(), Kept::into_raw));
    }
    end
}

/// Below the count of results there are the other ways in which a sub ends, as `shim.h` has them.
const RAISE: i32 = -1;
const EXIT: i32 = -2;

impl<'c> Call<'c> {
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
        if self.has_pending() || self.state.exiting.get() {
            bug.warn(self.perl); // that of a callback is raised, or an exit follows, and a bug is told nevertheless
            return RAISE;
        }
        self.fail(Some(bug))
    }

    /// A callback died: its exception is the call's. What the body says after that is taken for a consequence, and
    /// dropped.
    #[cold]
    fn raise_first(&self) -> i32 {
        let late = self.late();
        let first = late.pending.take();
        // SAFETY: each owns its reference.
        let owned = |kept: Kept| unsafe { kept.take(self.perl) };
        drop(late.failure.take().map(owned));
        while let Some(later) = late.pending.take() {
            owned(later).warn(self.perl); // what was dropped or warned here has run Perl code that failed as well
        }
        late.failure.set(first);
        RAISE
    }

    /// Whether the exception of a callback waits.
    fn has_pending(&self) -> bool {
        let pending = &self.late().pending;
        let kept = pending.take();
        let waits = kept.is_some();
        pending.set(kept);
        waits
    }
}

/// Perl code called `exit`: the running sub will carry on with it when it ends.
#[cold]
pub(crate) fn exit_later(state: &State) {
    state.exiting.set(true);
    if let Some(call) = state.running() {
        call.note(TOUCHED);
    }
}

/// Keeps an exception of a callback until the running sub ends, or the one that the running Perl code was called under;
/// where there is none, or one waits already, warns.
pub(crate) fn keep(state: &State, perl: Perl<'_>, exception: Exception<'_>) {
    match state.calls(perl).next() {
        Some(call) if !call.has_pending() => {
            call.note(TOUCHED);
            call.late().pending.set(Some(exception.keep()));
        }
        _ => exception.warn(perl),
    }
}
