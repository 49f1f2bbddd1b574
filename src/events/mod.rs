//! Events: what libvirt tells of on its own, and the Perl subs that hear it.
//!
//! An event is one row in the file of its kind of object: its name, its arguments as C passes them, its id. The row is
//! the C function that libvirt calls, and says by its types what the Perl sub gets.

pub(crate) mod domain;
pub(crate) mod network;

use std::ffi::{CStr, c_char, c_int, c_void};

use perl_xs::callback::{Callback, Context};
use perl_xs::handle::Fresh;
use perl_xs::{Array, Hash, IntoSv, OwnedSv, Perl, Record};
use virt::sys;

use crate::handle::Pointer;
use crate::typed_params;

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
                    std::slice::from_raw_parts(subject.identities, subject.nidentity as usize)
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
    callback.call(Context::Void, |perl| {
        // SAFETY: libvirt lends the object; the new Perl object owns a reference of its own.
        let object = unsafe { Fresh::<P::Of>::lent(object) };
        arguments(perl, object.into_sv(perl))
    });
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

        /// The function for an event's id; `None` for one that is not known here.
        pub(crate) fn function(id: std::ffi::c_int) -> Option<$crate::events::$generic> {
            let function: $crate::events::$generic = match id as u32 {
                // SAFETY: libvirt calls the function as the id says, whatever type it is registered under.
                $($(virt::sys::$id)|+ => unsafe { std::mem::transmute::<*const (), $crate::events::$generic>($name as *const ()) },)*
                _ => return None,
            };
            Some(function)
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

pub(crate) use {event_shapes, given};

/// The type under which libvirt takes every function of domain events.
pub(crate) type DomainFunc = unsafe extern "C" fn(sys::virConnectPtr, sys::virDomainPtr, *mut c_void);

/// The same for networks.
pub(crate) type NetworkFunc = unsafe extern "C" fn(sys::virConnectPtr, sys::virNetworkPtr, *mut c_void);

/// `virConnectDomainEventCallback`, of the first kind of registration.
pub(crate) type LegacyFunc =
    unsafe extern "C" fn(sys::virConnectPtr, sys::virDomainPtr, c_int, c_int, *mut c_void) -> c_int;
/// `virConnectCloseFunc`.
pub(crate) type CloseFunc = unsafe extern "C" fn(sys::virConnectPtr, c_int, *mut c_void);

/// The connection broke.
///
/// # Safety
/// libvirt calls it, with what was registered.
pub(crate) unsafe extern "C" fn closed(_: sys::virConnectPtr, reason: c_int, callback: *mut c_void) {
    // SAFETY: libvirt frees the callback only after this returns.
    let callback = unsafe { &*callback.cast::<Callback>() };
    callback.call(Context::Void, |perl| [OwnedSv::signed(perl, reason.into())]);
}
