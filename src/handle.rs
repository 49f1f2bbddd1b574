//! The kinds of handle: one row each.

use std::ffi::{CStr, c_char, c_void};

use perl_xs::handle::Fresh;
use perl_xs::{Arg, Exception, Handle, Kind, OwnedSv, Perl, Refused, Sv};

use crate::admin;
use crate::closing;
use crate::error::Failure;
use crate::event_loop::early;
use crate::stream;
use crate::vir::api::{self as sys, virConnectPtr};

/// libvirt's pointer types, each of which belongs to one kind of handle.
pub(crate) trait Pointer: Copy {
    /// The kind.
    type Of: Handle<Raw = Self>;
}

/// `Name(C pointer) = "Perl class", ref sys::virXRef, free sys::virXFree, of sys::virXGetConnect, gone ERROR CODE "text";`
macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident($ptr:ident) = $class:literal, ref $retain:path, free $release:path, of $connection:path,
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
                            let raw: sys::$ptr = raw.cast();
                            let kept = closing::keep(|| $connection(raw));
                            $release(raw);
                            drop(kept);
                        },
                        |perl| gone(perl, sys::$code, $text),
                    )
                    .grouped(|raw| {
                        let raw: sys::$ptr = raw.cast();
                        let conn: virConnectPtr = $connection(raw);
                        if conn.is_null() { raw.addr() } else { conn.addr() }
                    })
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

/// A connection belongs to itself.
fn itself(conn: virConnectPtr) -> virConnectPtr {
    conn
}

/// libvirt does not tell the connection of every kind of object.
fn untold<T>(_: *mut T) -> virConnectPtr {
    std::ptr::null_mut()
}

/// The connection of a port's network.
///
/// # Safety
/// `port` is a valid pointer.
unsafe fn of_port(port: sys::virNetworkPortPtr) -> sys::virConnectPtr {
    // SAFETY: as the caller says; the network lives as long as the port.
    unsafe { sys::virNetworkGetConnect(sys::virNetworkPortGetNetwork(port)) }
}

handles! {
    /// `Sys::Virt::Admin`: a connection with the administration of a daemon.
    Admin(virAdmConnectPtr) = "Sys::Virt::Admin", ref admin::retain_connection, free admin::release_connection, of untold,
        gone VIR_ERR_INVALID_CONN "invalid connection pointer in a Sys::Virt::Admin object that was let go of";
    /// `Sys::Virt::Admin::Client`: a client of a daemon.
    AdminClient(virAdmClientPtr) = "Sys::Virt::Admin::Client", ref admin::retain_client, free admin::release_client, of untold,
        gone VIR_ERR_INVALID_ARG "invalid client pointer in a Sys::Virt::Admin::Client object that was let go of";
    /// `Sys::Virt::Admin::Server`: a part of a daemon that has clients.
    AdminServer(virAdmServerPtr) = "Sys::Virt::Admin::Server", ref admin::retain_server, free admin::release_server, of untold,
        gone VIR_ERR_INVALID_ARG "invalid server pointer in a Sys::Virt::Admin::Server object that was let go of";
    /// `Sys::Virt`: a connection.
    Connect(virConnectPtr) = "Sys::Virt", ref sys::virConnectRef, free early::close, of itself,
        gone VIR_ERR_INVALID_CONN "invalid connection pointer in a Sys::Virt object that was let go of";
    /// `Sys::Virt::Domain`: a guest.
    Domain(virDomainPtr) = "Sys::Virt::Domain", ref sys::virDomainRef, free sys::virDomainFree, of sys::virDomainGetConnect,
        gone VIR_ERR_INVALID_DOMAIN "invalid domain pointer in a Sys::Virt::Domain object that was let go of";
    /// `Sys::Virt::DomainCheckpoint`: a checkpoint of a guest's disks.
    DomainCheckpoint(virDomainCheckpointPtr) = "Sys::Virt::DomainCheckpoint",
        ref sys::virDomainCheckpointRef, free sys::virDomainCheckpointFree, of sys::virDomainCheckpointGetConnect,
        gone VIR_ERR_INVALID_DOMAIN_CHECKPOINT "invalid checkpoint pointer in a Sys::Virt::DomainCheckpoint object that was let go of";
    /// `Sys::Virt::DomainSnapshot`: a snapshot of a guest.
    DomainSnapshot(virDomainSnapshotPtr) = "Sys::Virt::DomainSnapshot",
        ref sys::virDomainSnapshotRef, free sys::virDomainSnapshotFree, of sys::virDomainSnapshotGetConnect,
        gone VIR_ERR_INVALID_DOMAIN_SNAPSHOT "invalid snapshot pointer in a Sys::Virt::DomainSnapshot object that was let go of";
    /// `Sys::Virt::Interface`: a host network interface.
    Interface(virInterfacePtr) = "Sys::Virt::Interface", ref sys::virInterfaceRef, free sys::virInterfaceFree, of sys::virInterfaceGetConnect,
        gone VIR_ERR_INVALID_INTERFACE "invalid interface pointer in a Sys::Virt::Interface object that was let go of";
    /// `Sys::Virt::NWFilter`: a network filter.
    NwFilter(virNWFilterPtr) = "Sys::Virt::NWFilter", ref sys::virNWFilterRef, free sys::virNWFilterFree, of untold,
        gone VIR_ERR_INVALID_NWFILTER "invalid network filter pointer in a Sys::Virt::NWFilter object that was let go of";
    /// `Sys::Virt::NWFilterBinding`: a filter bound to a port.
    NwFilterBinding(virNWFilterBindingPtr) = "Sys::Virt::NWFilterBinding",
        ref sys::virNWFilterBindingRef, free sys::virNWFilterBindingFree, of untold,
        gone VIR_ERR_INVALID_NWFILTER_BINDING "invalid binding pointer in a Sys::Virt::NWFilterBinding object that was let go of";
    /// `Sys::Virt::Network`: a virtual network.
    Network(virNetworkPtr) = "Sys::Virt::Network", ref sys::virNetworkRef, free sys::virNetworkFree, of sys::virNetworkGetConnect,
        gone VIR_ERR_INVALID_NETWORK "invalid network pointer in a Sys::Virt::Network object that was let go of";
    /// `Sys::Virt::NetworkPort`: a port of a network.
    NetworkPort(virNetworkPortPtr) = "Sys::Virt::NetworkPort", ref sys::virNetworkPortRef, free sys::virNetworkPortFree, of of_port,
        gone VIR_ERR_INVALID_NETWORK_PORT "invalid port pointer in a Sys::Virt::NetworkPort object that was let go of";
    /// `Sys::Virt::NodeDevice`: a device of the host.
    NodeDevice(virNodeDevicePtr) = "Sys::Virt::NodeDevice", ref sys::virNodeDeviceRef, free sys::virNodeDeviceFree, of untold,
        gone VIR_ERR_INVALID_NODE_DEVICE "invalid device pointer in a Sys::Virt::NodeDevice object that was let go of";
    /// `Sys::Virt::Secret`: a secret.
    Secret(virSecretPtr) = "Sys::Virt::Secret", ref sys::virSecretRef, free sys::virSecretFree, of sys::virSecretGetConnect,
        gone VIR_ERR_INVALID_SECRET "invalid secret pointer in a Sys::Virt::Secret object that was let go of";
    /// `Sys::Virt::StoragePool`: a storage pool.
    StoragePool(virStoragePoolPtr) = "Sys::Virt::StoragePool", ref sys::virStoragePoolRef, free sys::virStoragePoolFree, of sys::virStoragePoolGetConnect,
        gone VIR_ERR_INVALID_STORAGE_POOL "invalid storage pool pointer in a Sys::Virt::StoragePool object that was let go of";
    /// `Sys::Virt::StorageVol`: a storage volume.
    StorageVol(virStorageVolPtr) = "Sys::Virt::StorageVol", ref sys::virStorageVolRef, free sys::virStorageVolFree, of sys::virStorageVolGetConnect,
        gone VIR_ERR_INVALID_STORAGE_VOL "invalid storage volume pointer in a Sys::Virt::StorageVol object that was let go of";
    /// `Sys::Virt::Stream`: a stream of data.
    Stream(virStreamPtr) = "Sys::Virt::Stream", ref stream::retain, free stream::release, of untold,
        gone VIR_ERR_INVALID_STREAM "invalid stream pointer in a Sys::Virt::Stream object that was let go of";
}
