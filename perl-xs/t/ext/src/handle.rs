//! A little C library with counted references, and its objects as handles.

use std::ffi::{CStr, c_void};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::SeqCst};

use perl_xs::callback::{Callback, Context, call as call_sub};
use perl_xs::handle::Fresh;
use perl_xs::{Code, Error, Exception, Handle, Kind, List, Live, Perl, xs};

use crate::guard::Guard;

static MADE: AtomicU64 = AtomicU64::new(0);
static RETAINED: AtomicU64 = AtomicU64::new(0);
static RELEASED: AtomicU64 = AtomicU64::new(0);
static FREED: AtomicU64 = AtomicU64::new(0);
static REFUSE: AtomicBool = AtomicBool::new(false);

/// What the library keeps behind a pointer.
pub struct Inner {
    references: AtomicU64,
    value: AtomicI64,
    on_free: std::cell::Cell<*mut Callback>,
}

fn make(value: i64) -> *mut Inner {
    MADE.fetch_add(1, SeqCst);
    let (references, value) = (AtomicU64::new(1), AtomicI64::new(value));
    Box::into_raw(Box::new(Inner { references, value, on_free: std::cell::Cell::new(std::ptr::null_mut()) }))
}

unsafe fn retain(thing: *mut c_void) -> bool {
    if REFUSE.load(SeqCst) {
        return false;
    }
    RETAINED.fetch_add(1, SeqCst);
    // SAFETY: the caller has a reference.
    unsafe { &*thing.cast::<Inner>() }.references.fetch_add(1, SeqCst);
    true
}

unsafe fn release(thing: *mut c_void) {
    RELEASED.fetch_add(1, SeqCst);
    let thing = thing.cast::<Inner>();
    // SAFETY: the caller gives its reference back; the last one frees the thing.
    unsafe {
        if (*thing).references.fetch_sub(1, SeqCst) == 1 {
            FREED.fetch_add(1, SeqCst);
            let callback = NonNull::new((*thing).on_free.get());
            if let Some(callback) = callback {
                callback.as_ref().call(Context::Discard, |_| []);
                drop(Box::from_raw(callback.as_ptr()));
            }
            drop(Box::from_raw(thing));
        }
    }
}

fn gone(perl: Perl<'_>) -> Exception<'_> {
    Exception::message(perl, "the thing is gone")
}

macro_rules! handle {
    ($name:ident, $class:literal) => {
        /// A handle of the class of that name.
        pub struct $name;

        impl Handle for $name {
            type Raw = *mut Inner;

            fn kind() -> &'static Kind {
                // SAFETY: both take what `make` gives, from any thread.
                static KIND: Kind = unsafe { Kind::new($class, retain, release, gone) };
                &KIND
            }

            fn typed(raw: *mut c_void) -> *mut Inner {
                raw.cast()
            }

            fn untyped(raw: *mut Inner) -> *mut c_void {
                raw.cast()
            }
        }
    };
}

handle!(Thing, c"PerlXS::Test::Thing");
handle!(Other, c"PerlXS::Test::Other");

/// The thing behind a handle in use.
fn inner<'a, H: Handle<Raw = *mut Inner>>(thing: &'a Live<'_, H>) -> &'a Inner {
    // SAFETY: the pointer is valid while the handle is in use.
    unsafe { &*thing.raw() }
}

/// Its value.
pub fn value(thing: &Live<'_, Thing>) -> i64 {
    inner(thing).value.load(SeqCst)
}

fn fresh<H: Handle<Raw = *mut Inner>>(value: i64) -> Result<Fresh<H>, Error<'static>> {
    // SAFETY: `make` gives a pointer with one reference.
    unsafe { Fresh::adopt(make(value)) }.ok_or_else(|| Error::message("NULL"))
}

xs! { package "PerlXS::Test::Thing", error = Error<'_>, destroy = true;
    sub new(call; class: &CStr, value: i64 = 0) { Ok(fresh::<Thing>(value)?.into_object_of(call.perl(), class)) }
    sub make(value: i64) { fresh::<Thing>(value) }
    sub none() { Ok(None::<Fresh<Thing>>) }
    sub many(count: u32) { (0..count).map(|n| fresh::<Thing>(n.into())).collect::<Result<Vec<_>, Error<'_>>>() }

    sub value(thing: Thing) { Ok(value(&thing)) }
    sub set(thing: Thing, value: i64) { inner(&thing).value.store(value, SeqCst); Ok(()) }
    sub references(thing: Thing) { Ok(inner(&thing).references.load(SeqCst)) }
    sub add(thing: Thing, other: Thing) { Ok(value(&thing) + value(&other)) }
    sub with_other(thing: Thing, other: Other) { Ok(value(&thing) + inner(&other).value.load(SeqCst)) }
    sub maybe(thing: Option<Thing> = None) { Ok(thing.map(|thing| value(&thing))) }
    sub sum(things: List<Thing>) { Ok(things.iter().map(value).sum::<i64>()) }

    /// One more object of the same thing.
    sub again(thing: Thing) {
        // SAFETY: the pointer is valid while the handle is in use.
        unsafe { Fresh::<Thing>::lent(thing.raw()) }.ok_or_else(|| Error::message("refused"))
    }
    /// Its value after the sub was called, whatever that did to the object.
    sub value_after(call; thing: Thing, code: Code) {
        let _guard = Guard::new();
        call_sub(call.perl(), &code.0.to_owned(call.perl()), &[], Context::Discard);
        Ok(value(&thing))
    }
    /// The sub is called when the thing is freed.
    sub on_free(call; thing: Thing, code: Code) {
        let callback = Box::into_raw(Box::new(Callback::new(call.perl(), code.0, &[])));
        inner(&thing).on_free.set(callback);
        Ok(())
    }
    sub panic(thing: Thing) { if value(&thing) > 0 { panic!("with a thing") } Ok(()) }

    /// The library cannot make references from now on, or can again.
    sub refuse(refuse: bool) { REFUSE.store(refuse, SeqCst); Ok(()) }
    /// How many were made, retained, released, freed.
    sub counts() {
        Ok(vec![MADE.load(SeqCst), RETAINED.load(SeqCst), RELEASED.load(SeqCst), FREED.load(SeqCst)])
    }
    /// How many are alive.
    sub alive() { Ok(MADE.load(SeqCst) - FREED.load(SeqCst)) }
}

/// The second kind.
pub mod other {
    use super::*;

    xs! { package "PerlXS::Test::Other", error = Error<'_>;
        sub make(value: i64) { fresh::<Other>(value) }
        sub value(other: Other) { Ok(inner(&other).value.load(SeqCst)) }
    }
}
