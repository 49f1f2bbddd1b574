//! Callbacks: Perl subs that a C library calls later.
//!
//! A [`Callback`] belongs to the interpreter that made it and is never run by another. It is called contained: a `die`
//! is kept and raised again by the sub under which the library ran, an `exit` takes effect there, and the library is
//! left to finish and unlock in between.

use std::ffi::CStr;
use std::ptr;
use std::thread::{self, ThreadId};

use crate::arg::{Arg, Refused, Secret, is_bare_ref};
use crate::av::Array;
use crate::boundary;
use crate::error::{Error, Exception, Throw};
use crate::interp::Perl;
use crate::shim::{self, End};
use crate::sv::{OwnedSv, Sv};
use crate::sys::{PerlInterpreter, SV};

/// A Perl sub, held for a C library, with the scalars that are passed to it each time.
pub struct Callback {
    owner: *mut PerlInterpreter,
    /// The owner's state, by number: another interpreter may come to stand at the same address.
    id: u64,
    thread: ThreadId,
    code: *mut SV,
    /// NULL where there are fewer.
    bound: [*mut SV; MOST_BOUND],
}

/// What came of a call.
pub enum Outcome<'p> {
    /// It came to its end.
    Returned(Results<'p>),
    /// It died, or called `exit`, or was not run because its interpreter is not the one that this thread runs: there is no
    /// result.
    Failed,
}

/// What a call returned; nothing in [`Context::Discard`].
pub struct Results<'p>(Option<Array<'p>>);

impl Results<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, Array::len)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them.
    pub fn get(&self, index: usize) -> Option<Sv<'_>> {
        self.0.as_ref()?.get(index)
    }
}

/// In what context a callback is called.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// One result, which is dropped: what C gives a handler that has nothing to return (`G_DISCARD`).
    Discard,
    /// One result.
    Scalar,
    /// Any number.
    List,
}

impl Callback {
    /// Holds the sub that `code` refers to, and a copy of each reference in `bound`, which the sub gets first. In the
    /// place of a sub there may be its name, or an object that overloads `&{}`. What is tied or otherwise magical is held
    /// as it is.
    ///
    /// # Panics
    /// Where more than two are bound.
    pub fn new(perl: Perl<'_>, code: Sv<'_>, bound: &[Sv<'_>]) -> Self {
        assert!(bound.len() <= MOST_BOUND, "a callback is bound to one or two scalars");
        let hold = |sv: Sv<'_>| match sv.is_magical() {
            true => sv.to_owned(perl).into_raw(),
            false => OwnedSv::copy(perl, sv).into_raw(),
        };
        let is_plain = !code.is_magical() && is_bare_ref(perl, code);
        let sub = code.referent().filter(|sub| is_plain && sub.as_cv().is_some());
        let mut held = bound.iter().map(|sv| hold(*sv));
        Self {
            owner: perl.raw(),
            id: perl.state().id,
            thread: thread::current().id(),
            code: sub.map_or_else(|| hold(code), |sub| sub.to_owned(perl).into_raw()),
            bound: std::array::from_fn(|_| held.next().unwrap_or(ptr::null_mut())),
        }
    }

    fn bound(&self) -> impl Iterator<Item = *mut SV> {
        self.bound.into_iter().take_while(|raw| !raw.is_null())
    }

    /// The owner's token, if this thread runs the owner now.
    pub fn perl(&self) -> Option<Perl<'_>> {
        // SAFETY: asking perl which interpreter this thread runs, or, without threads, whether it is the only thread
        // that ever ran it.
        unsafe {
            let here = shim::px_current().cast::<PerlInterpreter>() == self.owner;
            let ours = here && (cfg!(perl_useithreads) || thread::current().id() == self.thread);
            let perl = ours.then(|| Perl::from_raw(self.owner))?;
            perl.made_state().filter(|state| state.id == self.id).map(|_| perl)
        }
    }

    /// Calls the sub with the bound scalars and what `arguments` makes.
    pub fn call<'p, const N: usize>(
        &'p self,
        context: Context,
        arguments: impl FnOnce(Perl<'p>) -> [OwnedSv<'p>; N],
    ) -> Outcome<'p> {
        const { assert!(MOST_BOUND + N <= MOST_ARGUMENTS) };
        let Some(perl) = self.perl() else { return Outcome::Failed };
        // The sub may drop the callback itself; what is needed afterwards is on this frame.
        // SAFETY: the callback holds these references now.
        let held = |raw: *mut SV| unsafe { OwnedSv::from_raw(perl, crate::sv::incremented(raw)) };
        let code = held(self.code);
        let mut given = Arguments { perl, list: [ptr::null_mut(); MOST_ARGUMENTS], len: 0 };
        self.bound().for_each(|raw| given.push(held(raw)));
        arguments(perl).into_iter().for_each(|argument| given.push(argument));
        contained(perl, &code, &mut given.list[..given.len], context)
    }
}

/// How many arguments there can be in all, and how many of them bound to the callback.
const MOST_ARGUMENTS: usize = 16;
const MOST_BOUND: usize = 2;

/// What a callback is given, owned for the call.
struct Arguments<'p> {
    perl: Perl<'p>,
    list: [*mut SV; MOST_ARGUMENTS],
    len: usize,
}

impl<'p> Arguments<'p> {
    fn push(&mut self, argument: OwnedSv<'p>) {
        self.list[self.len] = argument.into_raw();
        self.len += 1;
    }
}

impl Drop for Arguments<'_> {
    fn drop(&mut self) {
        for raw in &self.list[..self.len] {
            // SAFETY: `push` took over one reference to each.
            drop(unsafe { OwnedSv::from_raw(self.perl, *raw) });
        }
    }
}

/// Calls a Perl sub now, contained as a callback is.
pub fn call<'p>(
    perl: Perl<'p>,
    code: &OwnedSv<'p>,
    arguments: &[OwnedSv<'p>],
    context: Context,
) -> Outcome<'p> {
    let mut arguments: Vec<*mut SV> = arguments.iter().map(OwnedSv::raw).collect();
    contained(perl, code, &mut arguments, context)
}

/// The call itself. The arguments are live scalars, kept by the caller.
fn contained<'p>(perl: Perl<'p>, code: &OwnedSv<'p>, argv: &mut [*mut SV], context: Context) -> Outcome<'p> {
    let Some(state) = perl.expose() else { return Outcome::Failed };
    if state.exiting.get() {
        return Outcome::Failed;
    }
    let flags = match context {
        Context::Discard => shim::G_DISCARD,
        Context::Scalar => shim::G_SCALAR,
        Context::List => shim::G_LIST,
    } as i32;
    let (mut results, mut exception) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: code and arguments are alive for the call, the out pointers are valid; whatever is raised ends there.
    let end = unsafe {
        shim::px_call_sub(
            perl.raw(),
            code.raw(),
            argv.as_mut_ptr(),
            argv.len() as _,
            flags,
            &mut results,
            &mut exception,
        )
    };
    match end {
        End::Return => {
            // SAFETY: the shim hands over the array's one reference, or NULL.
            let array = |raw: *mut SV| Array::from_owned(perl, unsafe { OwnedSv::from_raw(perl, raw) });
            Outcome::Returned(Results((!results.is_null()).then(|| array(results.cast()))))
        }
        End::Raise => {
            // SAFETY: on `Raise` the shim hands over one reference.
            boundary::keep(state, perl, unsafe { Exception::raised(perl, exception) });
            Outcome::Failed
        }
        End::Exit => {
            boundary::exit_later(state);
            Outcome::Failed
        }
        End::Ending => Outcome::Failed,
        End::Deep => {
            keep(perl, Error::deep());
            Outcome::Failed
        }
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        // Elsewhere than on the owner's thread its scalars cannot be touched; they go when the interpreter does.
        if let Some(perl) = self.perl() {
            for raw in std::iter::once(self.code).chain(self.bound()) {
                // SAFETY: the callback owned one reference to each.
                drop(unsafe { OwnedSv::from_raw(perl, raw) });
            }
        }
    }
}

/// Keeps a failure that came up in a callback, to be raised by the sub under which the library runs.
pub fn keep<'p>(perl: Perl<'p>, error: impl Throw<'p>) {
    let Some(state) = perl.try_state() else { return };
    match error.throw(perl) {
        Some(exception) => boundary::keep(state, perl, exception),
        None => boundary::exit_later(state),
    }
}

/// Reads a value that a callback returned, as an argument of type `T` would be. `what` names it in the exception, which
/// is kept where it is no `T`.
pub fn read<'p, T: Arg<'p>>(perl: Perl<'p>, value: Sv<'p>, what: &str) -> Option<T::Value> {
    read_as::<T>(perl, value)
        .map_err(|why| refuse(perl, why, what, &format!(" (got {})", value.describe(perl))))
        .ok()
}

/// Reads a secret that a callback left, if it left one. No copy of it is left, and the exception does not show it.
pub fn read_secret<'p>(perl: Perl<'p>, value: Sv<'p>, what: &str) -> Option<Option<&'p CStr>> {
    proper(perl, read_as::<Option<Secret>>(perl, value), what)
}

/// The value, or `None` where it was refused; why so is kept, without what it is.
pub fn proper<'p, V>(perl: Perl<'p>, value: Result<V, Refused<'p>>, what: &str) -> Option<V> {
    value.map_err(|why| refuse(perl, why, what, "")).ok()
}

/// Reads any value that is not a sub's argument as one of type `T` would be. Where it is tied or overloaded this runs
/// Perl code.
///
/// # Errors
/// A refusal, or what that code raised.
pub fn read_as<'p, T: Arg<'p>>(perl: Perl<'p>, value: Sv<'p>) -> Result<T::Value, Refused<'p>> {
    let plain = if T::ready(value) { value } else { T::settle(perl, value)?.into_mortal() };
    T::take(perl, plain)
}

/// Keeps the exception that says why a value was refused.
fn refuse<'p>(perl: Perl<'p>, why: Refused<'p>, what: &str, got: &str) {
    match why {
        Refused::Raised(error) => keep(perl, error),
        why => keep(perl, Error::message(format!("{what} {why}{got}"))),
    }
}
