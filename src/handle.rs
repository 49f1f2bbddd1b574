//! The fourteen kinds of handle: one row each.

use std::ffi::{CStr, c_char, c_void};

use perl_xs::handle::Fresh;
use perl_xs::{Arg, Exception, Handle, Kind, OwnedSv, Perl, Refused, Sv};
use virt::sys;

use crate::error::Failure;
use crate::event_loop::early;
use crate::stream;

/// libvirt's pointer types, each of which belongs to one kind of handle.
pub(crate) trait Pointer: Copy {
    /// The kind.
    type Of: Handle<Raw = Self>;
}

/// `Name(C pointer) = "Perl class", ref sys::virXRef, free sys::virXFree, gone (ERROR CODE, "text");`
macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident($ptr:ident) = $class:literal, ref $retain:path, free $release:path,
        gone $code:ident $text:literal;)*) => { $(
        $(#[$doc])*
        pub(crate) struct $name;

        impl Handle for $name {
            type Raw = sys::$ptr;

            #[inline(always)]
            fn kind() -> &'static Kind {
                // SAFETY: each function takes a pointer of this type and is thread-safe, as all of libvirt is.
                static KIND: Kind = unsafe {
                    Kind::new(
                        match CStr::from_bytes_with_nul(concat!($class, "\0").as_bytes()) {
                            Ok(class) => class,
                            Err(_) => panic!("one NUL, at the end"),
                        },
                        |raw| $retain(raw.cast()) == 0,
                        |raw| {
                            $release(raw.cast());
                        },
                        |perl| gone(perl, sys::$code, $text),
                    )
                };
                &KIND
            }

            #[inline(always)]
            fn typed(raw: *mut c_void) -> sys::$ptr {
                raw.cast()
            }

            #[inline(always)]
            fn untyped(raw: sys::$ptr) -> *mut c_void {
                raw.cast()
            }
        }

        impl Pointer for sys::$ptr {
            type Of = $name;
        }
    )*

        /// An object of `class` for a pointer that C code elsewhere holds, for the typemap: it finds this function in
        /// `PL_modglobal`, under `Sys::Virt::adopt`.
        ///
        /// # Safety
        /// `raw` is a pointer of that class's type, the caller hands over one reference, and its thread runs perl.
        pub(crate) unsafe extern "C" fn adopt(class: *const c_char, raw: *mut c_void) -> *mut perl_xs::sys::SV {
            // SAFETY: as the caller says; `class` is a string of the typemap's.
            unsafe {
                let (perl, class) = (Perl::current(), CStr::from_ptr(class).to_bytes());
                perl.guard_pipes(); // nobody knows how it was opened
                let object = match class {
                    $(class if class == $class.as_bytes() => {
                        Fresh::<$name>::adopt(raw.cast()).map(|handle| handle.into_object(perl))
                    })*
                    _ => None,
                };
                object.unwrap_or_else(|| OwnedSv::undef(perl)).into_raw()
            }
        }

        /// The way back, under `Sys::Virt::pointer`: puts the pointer of an object of `class` into `raw` and returns NULL, or
        /// says why there is none. The reference stays the object's.
        ///
        /// # Safety
        /// `object` is a live scalar whose magic has been seen to, `raw` a place, and the thread runs perl.
        pub(crate) unsafe extern "C" fn pointer(
            class: *const c_char,
            object: *mut perl_xs::sys::SV,
            raw: *mut *mut c_void,
        ) -> *const c_char {
            // SAFETY: as the caller says; `class` is a string of the typemap's.
            let taken = unsafe {
                let (perl, class) = (Perl::current(), CStr::from_ptr(class).to_bytes());
                let Some(object) = Sv::from_raw(object) else { return c"is NULL".as_ptr() };
                match class {
                    $(class if class == $class.as_bytes() => match $name::take(perl, object) {
                        Ok(handle) => Ok($name::untyped(handle.raw())),
                        Err(Refused::Gone(_)) => Err("has already been released\0"),
                        Err(_) => Err(concat!("is not of type ", $class, "\0")),
                    })*
                    _ => Err("is of a type that Sys::Virt does not know\0"),
                }
            };
            match taken {
                // SAFETY: as the caller says.
                Ok(pointer) => unsafe { raw.write(pointer) },
                Err(why) => return why.as_ptr().cast(),
            }
            std::ptr::null()
        }
    };
}

/// The exception for an object that was let go of: libvirt's own, had it been given the pointer.
fn gone<'p>(perl: Perl<'p>, code: sys::virErrorNumber, text: &str) -> Exception<'p> {
    Failure::new(code, text).into_exception(perl)
}

handles! {
    /// `Sys::Virt`: a connection.
    Connect(virConnectPtr) = "Sys::Virt", ref sys::virConnectRef, free early::close,
        gone VIR_ERR_INVALID_CONN "invalid connection pointer in a Sys::Virt object that was let go of";
    /// `Sys::Virt::Domain`: a guest.
    Domain(virDomainPtr) = "Sys::Virt::Domain", ref sys::virDomainRef, free sys::virDomainFree,
        gone VIR_ERR_INVALID_DOMAIN "invalid domain pointer in a Sys::Virt::Domain object that was let go of";
    /// `Sys::Virt::DomainCheckpoint`: a checkpoint of a guest's disks.
    DomainCheckpoint(virDomainCheckpointPtr) = "Sys::Virt::DomainCheckpoint",
        ref sys::virDomainCheckpointRef, free sys::virDomainCheckpointFree,
        gone VIR_ERR_INVALID_DOMAIN_CHECKPOINT "invalid checkpoint pointer in a Sys::Virt::DomainCheckpoint object that was let go of";
    /// `Sys::Virt::DomainSnapshot`: a snapshot of a guest.
    DomainSnapshot(virDomainSnapshotPtr) = "Sys::Virt::DomainSnapshot",
        ref sys::virDomainSnapshotRef, free sys::virDomainSnapshotFree,
        gone VIR_ERR_INVALID_DOMAIN_SNAPSHOT "invalid snapshot pointer in a Sys::Virt::DomainSnapshot object that was let go of";
    /// `Sys::Virt::Interface`: a host network interface.
    Interface(virInterfacePtr) = "Sys::Virt::Interface", ref sys::virInterfaceRef, free sys::virInterfaceFree,
        gone VIR_ERR_INVALID_INTERFACE "invalid interface pointer in a Sys::Virt::Interface object that was let go of";
    /// `Sys::Virt::NWFilter`: a network filter.
    NwFilter(virNWFilterPtr) = "Sys::Virt::NWFilter", ref sys::virNWFilterRef, free sys::virNWFilterFree,
        gone VIR_ERR_INVALID_NWFILTER "invalid network filter pointer in a Sys::Virt::NWFilter object that was let go of";
    /// `Sys::Virt::NWFilterBinding`: a filter bound to a port.
    NwFilterBinding(virNWFilterBindingPtr) = "Sys::Virt::NWFilterBinding",
        ref sys::virNWFilterBindingRef, free sys::virNWFilterBindingFree,
        gone VIR_ERR_INVALID_NWFILTER_BINDING "invalid binding pointer in a Sys::Virt::NWFilterBinding object that was let go of";
    /// `Sys::Virt::Network`: a virtual network.
    Network(virNetworkPtr) = "Sys::Virt::Network", ref sys::virNetworkRef, free sys::virNetworkFree,
        gone VIR_ERR_INVALID_NETWORK "invalid network pointer in a Sys::Virt::Network object that was let go of";
    /// `Sys::Virt::NetworkPort`: a port of a network.
    NetworkPort(virNetworkPortPtr) = "Sys::Virt::NetworkPort", ref sys::virNetworkPortRef, free sys::virNetworkPortFree,
        gone VIR_ERR_INVALID_NETWORK_PORT "invalid port pointer in a Sys::Virt::NetworkPort object that was let go of";
    /// `Sys::Virt::NodeDevice`: a device of the host.
    NodeDevice(virNodeDevicePtr) = "Sys::Virt::NodeDevice", ref sys::virNodeDeviceRef, free sys::virNodeDeviceFree,
        gone VIR_ERR_INVALID_NODE_DEVICE "invalid device pointer in a Sys::Virt::NodeDevice object that was let go of";
    /// `Sys::Virt::Secret`: a secret.
    Secret(virSecretPtr) = "Sys::Virt::Secret", ref sys::virSecretRef, free sys::virSecretFree,
        gone VIR_ERR_INVALID_SECRET "invalid secret pointer in a Sys::Virt::Secret object that was let go of";
    /// `Sys::Virt::StoragePool`: a storage pool.
    StoragePool(virStoragePoolPtr) = "Sys::Virt::StoragePool", ref sys::virStoragePoolRef, free sys::virStoragePoolFree,
        gone VIR_ERR_INVALID_STORAGE_POOL "invalid storage pool pointer in a Sys::Virt::StoragePool object that was let go of";
    /// `Sys::Virt::StorageVol`: a storage volume.
    StorageVol(virStorageVolPtr) = "Sys::Virt::StorageVol", ref sys::virStorageVolRef, free sys::virStorageVolFree,
        gone VIR_ERR_INVALID_STORAGE_VOL "invalid storage volume pointer in a Sys::Virt::StorageVol object that was let go of";
    /// `Sys::Virt::Stream`: a stream of data.
    Stream(virStreamPtr) = "Sys::Virt::Stream", ref stream::retain, free stream::release,
        gone VIR_ERR_INVALID_STREAM "invalid stream pointer in a Sys::Virt::Stream object that was let go of";
}
