//! The one way in. perl calls the XSUB of `shim.c`; that calls [`px_enter`]; here is the only `catch_unwind` on the way
//! from Perl to a sub's body, and from here exceptions go back as data.

use std::any::Any;
use std::cell::Cell;
use std::ffi::{CStr, CString, c_char, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::arg::{Arg, Refused};
use crate::constant::Table;
use crate::error::{Error, Exception, Throw};
use crate::fork;
use crate::interp::Perl;
use crate::ret::Ret;
use crate::shim::{self, End};
use crate::state::{self, State};
use crate::sv::{OwnedSv, Sv};
use crate::sys::{self, CV, PerlInterpreter, SV};

/// How a body ended: `Err(None)` where `exit` is on its way.
pub type Ended<'c> = Result<(), Option<Exception<'c>>>;

/// One sub, as [`xs!`](crate::xs!) declares it.
pub struct Sub {
    /// Its full name: `Package::name`.
    pub name: &'static CStr,
    /// Its arguments.
    pub args: &'static [ArgSpec],
    /// Takes any number of further arguments.
    pub slurpy: bool,
    /// The code.
    pub body: for<'c> fn(&Call<'c>) -> Ended<'c>,
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

/// One package: its subs.
pub struct Package {
    /// The package's name.
    pub name: &'static CStr,
    /// Its subs.
    pub subs: &'static [Sub],
    /// Gives it a DESTROY that lets go of a handle at once.
    pub destroy: bool,
}

/// Everything that one boot installs.
pub struct Module {
    /// The module's name, for CLONE.
    pub name: &'static CStr,
    /// Its packages.
    pub packages: &'static [&'static Package],
    /// Its constants.
    pub constants: &'static [&'static Table],
    /// Runs last.
    pub boot: fn(Perl<'_>),
}

/// A running call.
pub struct Call<'c> {
    perl: Perl<'c>,
    sub: &'static Sub,
    ax: i32,
    items: usize,
    count: Cell<i32>,
}

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
        debug_assert!(at < self.items);
        // SAFETY: perl put `items` live scalars at `ax`; they stay while the sub runs.
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

    /// Makes argument `at` ready, with a private copy of even a plain one: by now Perl code may run.
    #[doc(hidden)]
    #[cold]
    pub fn settle<T: Arg<'c>>(&self, at: usize) -> Ended<'c> {
        if at >= self.items {
            return Ok(());
        }
        let held = self.arg(at).to_owned(self.perl);
        // SAFETY: the reference goes to a temporary, so the scalar lives as long as the sub runs.
        let sv = held.into_mortal();
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
        Some(Exception::message(self.perl, &format!("{sub}: {name} {expected} (argument {}, got {got})", at + 1)))
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
        self.context() == sys::G_LIST
    }

    /// The caller's context: `G_VOID`, `G_SCALAR` or `G_LIST`.
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
    /// `Usage: Package::name(first, second=default, ...)`.
    fn usage(&self) -> String {
        let mut names: Vec<String> = self.args.iter().map(|arg| match arg.default {
            Some(default) => format!("{}={default}", arg.shown()),
            None => arg.shown().into(),
        }).collect();
        if self.slurpy {
            names.push("...".into());
        }
        format!("Usage: {}({})", self.name.to_string_lossy(), names.join(", "))
    }

    /// `$$;$`, as xsubpp makes it.
    fn prototype(&self) -> CString {
        let required = self.required();
        let mut text = "$".repeat(required);
        if required < self.args.len() || self.slurpy {
            text.push(';');
            text.push_str(&"$".repeat(self.args.len() - required));
        }
        if self.slurpy {
            text.push('@');
        }
        CString::new(text).expect("a prototype has no NUL")
    }

    fn required(&self) -> usize {
        self.args.iter().filter(|arg| arg.default.is_none()).count()
    }

    #[inline(always)]
    fn accepts(&self, items: usize) -> bool {
        (items == self.args.len() && !self.slurpy)
            || (items >= self.required() && (self.slurpy || items <= self.args.len()))
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
/// Called by `shim.c` only: `sub` is what `px_install` was given, `ax` and `items` are perl's, the out pointers are valid.
#[unsafe(no_mangle)]
unsafe extern "C" fn px_enter(
    #[cfg(perl_useithreads)] perl: *mut PerlInterpreter,
    sub: *const c_void,
    _cv: *mut CV,
    ax: i32,
    items: i32,
    count: *mut i32,
    exception: *mut *mut SV,
) -> End {
    #[cfg(not(perl_useithreads))]
    let perl = std::ptr::null_mut();
    // SAFETY: as the contract says.
    let (perl, sub) = unsafe { (Perl::from_raw(perl), &*sub.cast::<Sub>()) };
    let state = perl.state();
    let depth = state.depth.get();
    if depth == 0 {
        state.exiting.set(false);
    }
    state.depth.set(depth + 1);
    let call = Call { perl, sub, ax, items: items as usize, count: Cell::new(0) };
    let ended = catch_unwind(AssertUnwindSafe(|| {
        if !sub.accepts(call.items) {
            return Err(Some(Exception::message(perl, &sub.usage())));
        }
        (sub.body)(&call)
    }));
    state.depth.set(depth);
    let mut ended = ended.unwrap_or_else(|panic| Err(Some(bug(perl, sub, &*panic))));
    if state.exiting.get() {
        return End::Exit;
    }
    if let Some(pending) = state.pending.take() {
        // What the body says after a callback died is that death's consequence.
        // SAFETY: `pending` owns its reference.
        ended = Err(Some(unsafe { Exception::from_owned(perl, pending) }));
    }
    // SAFETY: the out pointers are valid.
    unsafe {
        match ended {
            Ok(()) => {
                *count = call.count.get();
                End::Return
            }
            Err(Some(raised)) => {
                *exception = raised.into_raw();
                End::Raise
            }
            Err(None) => End::Exit,
        }
    }
}

/// The exception for a panic.
#[cold]
fn bug<'p>(perl: Perl<'p>, sub: &Sub, panic: &(dyn Any + Send)) -> Exception<'p> {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let text = format!("{}: {}", sub.name.to_string_lossy(), text.unwrap_or("no message"));
    Error::Bug(text).throw(perl).expect("a bug is no exit")
}

/// Keeps an exception of a callback until the running sub ends; where none runs, or one waits already, warns.
pub(crate) fn keep(state: &State, perl: Perl<'_>, exception: Exception<'_>) {
    let waiting = state.pending.get();
    if waiting.is_none() && state.depth.get() > 0 {
        state.pending.set(Some(exception.into_raw()));
    } else {
        exception.warn(perl);
    }
}

/// Installs a module's packages; called by `px_boot`.
///
/// # Safety
/// Called by `shim.c` only, with what `xs_boot!` gave `px_boot`.
#[unsafe(no_mangle)]
unsafe extern "C" fn px_boot_enter(
    #[cfg(perl_useithreads)] perl: *mut PerlInterpreter,
    module: *const c_void,
    exception: *mut *mut SV,
) -> End {
    #[cfg(not(perl_useithreads))]
    let perl = std::ptr::null_mut();
    // SAFETY: as the contract says.
    let (perl, module) = unsafe { (Perl::from_raw(perl), &*module.cast::<Module>()) };
    let booted = catch_unwind(AssertUnwindSafe(|| {
        state::install(perl, false);
        fork::watch();
        quiet_panics();
        module.install(perl);
        (module.boot)(perl);
    }));
    match booted {
        Ok(()) => End::Return,
        Err(_) => {
            let text = format!("{} cannot be loaded (this is a bug, please report it)", module.name.to_string_lossy());
            // SAFETY: the out pointer is valid.
            unsafe { *exception = Exception::message(perl, &text).into_raw() };
            End::Raise
        }
    }
}

/// A panic becomes an exception with its text; the default hook would print it on stderr as well.
fn quiet_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|_| ())));
}

impl Module {
    fn install(&'static self, perl: Perl<'_>) {
        for table in self.constants {
            table.install(perl);
        }
        for package in self.packages {
            package.install(perl);
        }
        static CLONE: Sub = Sub {
            name: c"CLONE",
            args: &[],
            slurpy: true,
            body: |call| {
                state::install(call.perl(), true);
                Ok(())
            },
        };
        let name = CString::new([self.name.to_bytes(), b"::CLONE"].concat()).expect("a package's name has no NUL");
        // SAFETY: CLONE lives as long as the process.
        unsafe { shim::px_install(perl.raw(), name.as_ptr(), std::ptr::null(), (&raw const CLONE).cast()) };
    }
}

impl Package {
    fn install(&'static self, perl: Perl<'_>) {
        for sub in self.subs {
            let prototype = sub.prototype();
            // SAFETY: `sub` lives as long as the process; perl copies name and prototype.
            unsafe {
                shim::px_install(perl.raw(), sub.name.as_ptr(), prototype.as_ptr(), std::ptr::from_ref(sub).cast());
            }
        }
        if self.destroy {
            let name = CString::new([self.name.to_bytes(), b"::DESTROY"].concat()).expect("a package's name has no NUL");
            // SAFETY: perl copies the name.
            unsafe { shim::px_install_destroy(perl.raw(), name.as_ptr()) };
        }
    }
}

/// The body of every boot function; [`xs_boot!`](crate::xs_boot!) calls it.
///
/// # Safety
/// `perl` and `cv` are what perl gave the boot function. This function may leave by a longjmp: the caller owns nothing.
#[doc(hidden)]
pub unsafe fn boot(perl: *mut PerlInterpreter, cv: *mut CV, version: &'static CStr, module: &'static Module) {
    let module_name: *const c_char = module.name.as_ptr();
    // SAFETY: all are static; the rest is the caller's.
    unsafe { shim::px_boot(perl, cv, module_name, version.as_ptr(), std::ptr::from_ref(module).cast()) }
}
