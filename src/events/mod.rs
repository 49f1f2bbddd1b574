//! Events: what libvirt tells of on its own, and the Perl subs that hear it.
//!
//! An event is one row in the file of its kind of object: its name, its arguments as C passes them, its id. The row is
//! the C function that libvirt calls, and says by its types what the Perl sub gets.
//!
//! libvirt tells one registration from another by its C function: for one event of one object it takes each function
//! once. So each row is [`SLOTS`] functions, which differ in nothing but their address, and a registration gets the
//! first that libvirt has not yet.

pub(crate) mod close;
pub(crate) mod domain;
pub(crate) mod network;
pub(crate) mod node_device;
pub(crate) mod qemu;
pub(crate) mod secret;
pub(crate) mod storage_pool;
mod turn;

use std::ffi::{CStr, c_char, c_int, c_void};

use perl_xs::callback::{Callback, Context};
use perl_xs::handle::Fresh;
use perl_xs::{Array, Hash, IntoSv, OwnedSv, Perl, Record};
use virt::sys;

use crate::error::{Error, Failure, Result};
use crate::event_loop::{FreeFunc, free, registered};
use crate::handle::Pointer;
use crate::typed_params;

pub(crate) use turn::in_turn;

/// An argument of an event, as C passes it.
pub(crate) trait EventArg {
    /// What the Perl sub gets.
    fn to_sv<'p>(&self, perl: Perl<'p>) -> OwnedSv<'p>;
}

macro_rules! number_args {
    ($($ty:ty),*) => { $(
        impl EventArg for $ty {
            fn to_sv<'p>(&self, perl: Perl<'p>) -> OwnedSv<'p> {
                (*self).into_sv(perl)
            }
        }
    )* };
}

number_args!(i32, u32, i64, u64);

/// A text, or undef for NULL.
impl EventArg for *const c_char {
    fn to_sv<'p>(&self, perl: Perl<'p>) -> OwnedSv<'p> {
        // SAFETY: libvirt passes NULL or a string that lives during the event.
        (!self.is_null()).then(|| unsafe { CStr::from_ptr(*self) }).into_sv(perl)
    }
}

/// Typed parameters, a pointer and how many: a hash.
pub(crate) struct Params(pub(crate) sys::virTypedParameterPtr, pub(crate) c_int);

impl EventArg for Params {
    fn to_sv<'p>(&self, perl: Perl<'p>) -> OwnedSv<'p> {
        // SAFETY: libvirt passes an array of that many, which lives during the event.
        unsafe { typed_params::hash_of(perl, self.0, self.1) }.into_sv(perl)
    }
}

/// One end of a graphics client's connection.
impl EventArg for *const sys::virDomainEventGraphicsAddress {
    fn to_sv<'p>(&self, perl: Perl<'p>) -> OwnedSv<'p> {
        static KEYS: Record = Record::new(&["family", "node", "service"]);
        // SAFETY: libvirt passes NULL or an address that lives during the event.
        let Some(address) = (unsafe { self.as_ref() }) else { return OwnedSv::undef(perl) };
        let (node, service) = (address.node.cast_const(), address.service.cast_const());
        KEYS.fill(
            perl,
            [Some(address.family.into_sv(perl)), Some(node.to_sv(perl)), Some(service.to_sv(perl))],
        )
        .into_sv(perl)
    }
}

/// Who a graphics client proved to be: an array of names, each with its type.
impl EventArg for *const sys::virDomainEventGraphicsSubject {
    fn to_sv<'p>(&self, perl: Perl<'p>) -> OwnedSv<'p> {
        static KEYS: Record = Record::new(&["type", "name"]);
        let mut list = Array::new(perl);
        // SAFETY: libvirt passes NULL or a subject with that many identities, which live during the event.
        let identities = unsafe {
            match self.as_ref() {
                Some(subject) if !subject.identities.is_null() => {
                    let len = usize::try_from(subject.nidentity).unwrap_or(0);
                    std::slice::from_raw_parts(subject.identities, len)
                }
                _ => &[],
            }
        };
        for identity in identities {
            let (kind, name) = (identity.type_.cast_const(), identity.name.cast_const());
            let hash: Hash<'p> = KEYS.fill(perl, [Some(kind.to_sv(perl)), Some(name.to_sv(perl))]);
            list.push(hash.into_sv(perl));
        }
        list.into_sv(perl)
    }
}

/// Calls the Perl sub of an event: the connection (bound to the callback), a new object, and the event's own arguments.
///
/// # Safety
/// libvirt calls the event's function, and this passes on what it gave: a live object, and the `Callback` registered.
pub(crate) unsafe fn deliver<P: Pointer, const N: usize>(
    object: P,
    callback: *mut c_void,
    arguments: impl for<'p> FnOnce(Perl<'p>, OwnedSv<'p>) -> [OwnedSv<'p>; N],
) {
    // SAFETY: libvirt frees the callback only after its last event has returned.
    let callback = unsafe { &*callback.cast::<Callback>() };
    callback.call(Context::Discard, |perl| {
        // SAFETY: libvirt lends the object; the new Perl object owns a reference of its own.
        let object = unsafe { Fresh::<P::Of>::lent(object) };
        arguments(perl, object.into_sv(perl))
    });
}

/// How many handlers one event of one object can have on one connection.
pub(crate) const SLOTS: usize = 32;

/// The functions of all slots, as `$ty`: a row's own, and `again` for each number.
macro_rules! slots {
    ($row:ident, $again:ident as $ty:ty) => {
        $crate::events::slots!($row, $again as $ty; 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31)
    };
    ($row:ident, $again:ident as $ty:ty; $($slot:literal)*) => {
        &[$crate::events::untyped!($row as $ty), $($crate::events::untyped!($again::<$slot> as $ty)),*]
    };
}

/// A function, as the type under which libvirt takes all functions of that kind of object.
macro_rules! untyped {
    ($function:path as $ty:ty) => {
        // SAFETY: libvirt calls the function as the event's id says, whatever type it is registered under.
        unsafe { std::mem::transmute::<*const (), $ty>($function as *const ()) }
    };
}

/// Makes the function of a slot another one than those of the other slots: without this the compiler gives all of them
/// one address.
#[inline(always)]
pub(crate) fn distinguish<const SLOT: usize>() {
    static MARKS: [u8; SLOTS] = [0; SLOTS];
    // SAFETY: a place in the array.
    unsafe { (&raw const MARKS[SLOT]).read_volatile() };
}

/// The functions of a kind of object's events, by id.
macro_rules! event_shapes {
    ($object:ident, $generic:ident; $($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?
        $(as ($($given:expr),*))? = $($id:ident)|+;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Safety
            /// libvirt calls it, as it says for this event.
            pub(crate) unsafe extern "C" fn $name(
                _: virt::sys::virConnectPtr,
                object: virt::sys::$object,
                $($arg: $ty,)*
                callback: *mut std::ffi::c_void,
            ) $(-> $ret)? {
                // SAFETY: as above.
                unsafe {
                    $crate::events::deliver(object, callback, |perl, object| {
                        $crate::events::given!(perl, object, [$($arg),*] $([$($given),*])?)
                    });
                }
                Default::default()
            }
        )*

        /// The functions for an event's id, one for each slot; `None` for an id that is not known here.
        pub(crate) fn functions(id: std::ffi::c_int) -> Option<&'static $crate::events::Functions<virt::sys::$generic>> {
            match id as u32 {
                $($(virt::sys::$id)|+ => Some(const {
                    /// The row's function once more.
                    unsafe extern "C" fn again<const SLOT: usize>(
                        conn: virt::sys::virConnectPtr,
                        object: virt::sys::$object,
                        $($arg: $ty,)*
                        callback: *mut std::ffi::c_void,
                    ) $(-> $ret)? {
                        $crate::events::distinguish::<SLOT>();
                        // SAFETY: as for the row's own function.
                        unsafe { $name(conn, object, $($arg,)* callback) }
                    }
                    $crate::events::slots!($name, again as virt::sys::$generic)
                }),)*
                _ => None,
            }
        }
    };
}

/// What the Perl sub gets: the arguments as they are, or what a row's `as` makes of them.
macro_rules! given {
    ($perl:ident, $object:ident, [$($arg:ident),*]) => {{
        let _ = $perl;
        [$object, $($crate::events::EventArg::to_sv(&$arg, $perl)),*]
    }};
    ($perl:ident, $object:ident, [$($arg:ident),*] [$($given:expr),*]) => {{
        $(let _ = $arg;)*
        [$object, $($crate::events::EventArg::to_sv(&$given, $perl)),*]
    }};
}

pub(crate) use {event_shapes, given, slots, untyped};

/// What libvirt calls when it is done with a handler.
pub(crate) const FREE: Option<FreeFunc> = Some(free);

/// The functions of an event, of the type under which libvirt takes them all.
pub(crate) type Functions<F> = [F; SLOTS];

/// Registers for an event, under the first function of its row that libvirt takes. `register` is libvirt's call.
pub(crate) fn in_free_slot<F: Copy>(
    conn: sys::virConnectPtr,
    callback: Callback,
    functions: &Functions<F>,
    register: impl Fn(F, *mut c_void) -> c_int,
) -> Result<c_int> {
    let refused = |id: &c_int| *id < 0 && Failure::last().is_tracked();
    registered(callback, |opaque| {
        let mut ids = functions.iter().map(|function| register(*function, opaque));
        in_turn(conn, || ids.find(|id| !refused(id)).unwrap_or(-1))
    })
    .map_err(|error| match error {
        Error::Libvirt(failure) if failure.is_tracked() => Error::Libvirt(Failure::new(
            sys::VIR_ERR_INVALID_ARG,
            &format!("the connection has {SLOTS} handlers for this event of this object, and takes no more"),
        )),
        other => other,
    })
}

/// The failure for an event that is newer than this module.
pub(crate) fn unknown(of: &str, id: c_int) -> Error {
    let text = format!("{of} event {id} is not known to this Sys::Virt");
    Error::Libvirt(Failure::new(sys::VIR_ERR_INVALID_ARG, &text))
}

/// A call that registers for an event, as a sub's body: `subscribe!(call, conref, domref, eventID, cb: domain,
/// virConnectDomainEventRegisterAny)`.
macro_rules! subscribe {
    ($call:ident, $conn:ident, $object:ident, $id:ident, $code:ident: $kind:ident, $register:ident) => {{
        let functions = $crate::events::$kind::functions($id)
            .ok_or_else(|| $crate::events::unknown(&stringify!($kind).replace('_', " "), $id))?;
        let callback = perl_xs::callback::Callback::new($call.perl(), $code.0, &[$call.arg(0)]);
        let object = $object.as_ref().map_or(std::ptr::null_mut(), |object| object.raw());
        Ok($crate::events::in_free_slot($conn.raw(), callback, functions, |function, opaque| {
            $crate::vir::vir!($register($conn, object, $id, function, opaque, $crate::events::FREE))
        })?)
    }};
}

pub(crate) use subscribe;

/// `virConnectDomainEventCallback`, of the first kind of registration.
pub(crate) type LegacyFunc =
    unsafe extern "C" fn(sys::virConnectPtr, sys::virDomainPtr, c_int, c_int, *mut c_void) -> c_int;
