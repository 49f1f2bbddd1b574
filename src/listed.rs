//! Structs that libvirt allocates, one or many to a call: each becomes a hash, and is freed.

use std::ffi::{CStr, c_char, c_int};
use std::ptr;

use perl_xs::handle::Fresh;
use perl_xs::{Array, Bytes, Hash, IntoSv, OwnedSv, Perl, Record};
use virt::sys;

use crate::error::Result;
use crate::handle::Domain;
use crate::shapes::{count, filled};
use crate::typed_params;
use crate::vir::{OwnedStr, free, vir};

/// A struct that libvirt allocates, with its members.
pub(crate) trait Listed {
    /// The hash that Perl sees.
    ///
    /// # Safety
    /// The struct is as libvirt filled it.
    unsafe fn to_hash<'p>(&self, perl: Perl<'p>) -> Hash<'p>;

    /// Frees it.
    ///
    /// # Safety
    /// libvirt allocated it, and it is the caller's.
    unsafe fn free(this: *mut Self);
}

/// An array of such structs: `call(&mut array)` says how many there are.
pub(crate) fn structs<'p, T: Listed>(
    perl: Perl<'p>,
    call: impl FnOnce(*mut *mut *mut T) -> c_int,
) -> Result<'p, Vec<Hash<'p>>> {
    let mut array: *mut *mut T = ptr::null_mut();
    let len = count(call(&mut array))? as usize;
    // SAFETY: libvirt filled `len` places with structs that are ours, and the array is ours too.
    unsafe {
        let list = (0..len).map(|at| {
            let item = *array.add(at);
            let hash = (*item).to_hash(perl);
            T::free(item);
            hash
        });
        let list = list.collect();
        free(array.cast());
        Ok(list)
    }
}

/// The text, or undef for NULL.
///
/// # Safety
/// NULL, or a string that lives during the call.
unsafe fn text<'p>(perl: Perl<'p>, text: *const c_char) -> OwnedSv<'p> {
    // SAFETY: as the caller says.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }).into_sv(perl)
}

/// The places of an array in C.
///
/// # Safety
/// `array` has `len` places, or is NULL.
unsafe fn places<'a, T>(array: *const T, len: usize) -> &'a [T] {
    if array.is_null() {
        return &[];
    }
    // SAFETY: as the caller says.
    unsafe { std::slice::from_raw_parts(array, len) }
}

impl Listed for sys::virDomainFSInfo {
    unsafe fn to_hash<'p>(&self, perl: Perl<'p>) -> Hash<'p> {
        static KEYS: Record = Record::new(&["mountpoint", "name", "fstype", "devalias"]);
        let mut aliases = Array::new(perl);
        // SAFETY: the members are strings, and as many aliases as there are said to be.
        unsafe {
            for alias in places(self.devAlias, self.ndevAlias) {
                aliases.push(text(perl, *alias));
            }
            let fields = [self.mountpoint, self.name, self.fstype].map(|field| Some(text(perl, field)));
            let [mountpoint, name, fstype] = fields;
            KEYS.fill(perl, [mountpoint, name, fstype, Some(aliases.into_reference())])
        }
    }

    unsafe fn free(this: *mut Self) {
        // SAFETY: passed on from the caller.
        unsafe { sys::virDomainFSInfoFree(this) };
    }
}

impl Listed for sys::virDomainIOThreadInfo {
    unsafe fn to_hash<'p>(&self, perl: Perl<'p>) -> Hash<'p> {
        static KEYS: Record = Record::new(&["number", "affinity"]);
        // SAFETY: the map has as many bytes as it is said to have.
        let map = unsafe { places(self.cpumap, self.cpumaplen as usize) };
        KEYS.fill(perl, [Some(self.iothread_id.into_sv(perl)), Some(map.into_sv(perl))])
    }

    unsafe fn free(this: *mut Self) {
        // SAFETY: passed on from the caller.
        unsafe { sys::virDomainIOThreadInfoFree(this) };
    }
}

impl Listed for sys::virDomainInterface {
    unsafe fn to_hash<'p>(&self, perl: Perl<'p>) -> Hash<'p> {
        static KEYS: Record = Record::new(&["name", "hwaddr", "addrs"]);
        static ADDRESS: Record = Record::new(&["type", "addr", "prefix"]);
        let mut addresses = Array::new(perl);
        // SAFETY: the members are strings, and as many addresses as there are said to be.
        unsafe {
            for address in places(self.addrs, self.naddrs as usize) {
                let fields =
                    [address.type_.into_sv(perl), text(perl, address.addr), address.prefix.into_sv(perl)];
                addresses.push(ADDRESS.fill(perl, fields.map(Some)).into_reference());
            }
            // An interface without a hardware address has no such key.
            let hwaddr = (!self.hwaddr.is_null()).then(|| text(perl, self.hwaddr));
            KEYS.fill(perl, [Some(text(perl, self.name)), hwaddr, Some(addresses.into_reference())])
        }
    }

    unsafe fn free(this: *mut Self) {
        // SAFETY: passed on from the caller.
        unsafe { sys::virDomainInterfaceFree(this) };
    }
}

/// The statistics of domains: `call(&mut array)` says of how many.
pub(crate) fn domain_stats<'p>(
    perl: Perl<'p>,
    call: impl FnOnce(*mut *mut sys::virDomainStatsRecordPtr) -> c_int,
) -> Result<'p, Vec<Hash<'p>>> {
    static KEYS: Record = Record::new(&["dom", "data"]);
    let mut array = ptr::null_mut();
    let len = count(call(&mut array))? as usize;
    let hash = |record: *mut sys::virDomainStatsRecord| {
        // SAFETY: the record is ours with all that is in it. virDomainStatsRecordListFree would let go of its domain too,
        // which the new object keeps instead: to count one reference more, and one less, costs most of the whole call.
        unsafe {
            let sys::virDomainStatsRecord { dom, params, nparams } = *record;
            let data = typed_params::hash_of(perl, params, nparams).into_reference();
            sys::virTypedParamsFree(params, nparams);
            free(record.cast());
            KEYS.fill(perl, [Fresh::<Domain>::adopt(dom).map(|dom| dom.into_object(perl)), Some(data)])
        }
    };
    // SAFETY: libvirt filled `len` places, and the array is ours to free.
    unsafe {
        let list = places(array, len).iter().map(|record| hash(*record)).collect();
        free(array.cast());
        Ok(list)
    }
}

/// The disks of a domain that failed.
pub(crate) fn disk_errors<'p>(
    perl: Perl<'p>,
    call: impl Fn(sys::virDomainDiskErrorPtr, u32) -> c_int,
) -> Result<'p, Vec<Hash<'p>>> {
    static KEYS: Record = Record::new(&["path", "error"]);
    let max = count(call(ptr::null_mut(), 0))?;
    if max == 0 {
        return Ok(Vec::new());
    }
    let mut array = filled(max, sys::virDomainDiskError { disk: ptr::null_mut(), error: 0 })?;
    let found = count(call(array.as_mut_ptr(), array.len() as u32))? as usize;
    let hash = |entry: &sys::virDomainDiskError| {
        // SAFETY: libvirt filled `found` places, each with a string that is ours to free.
        let path = unsafe { OwnedStr::adopt(entry.disk) };
        KEYS.fill(perl, [Some(path.into_sv(perl)), Some(entry.error.into_sv(perl))])
    };
    Ok(array.iter().take(found).map(hash).collect())
}

/// Every security label of a domain.
pub(crate) fn security_labels<'p>(
    perl: Perl<'p>,
    call: impl FnOnce(*mut sys::virSecurityLabelPtr) -> c_int,
) -> Result<'p, Vec<OwnedSv<'p>>> {
    use crate::shapes::IntoHash;
    let mut array = ptr::null_mut();
    let len = count(call(&mut array))? as usize;
    // SAFETY: libvirt filled `len` places, and the array is ours to free.
    unsafe {
        let list = places(array, len).iter().map(|label| label.into_hash(perl)).collect();
        free(array.cast());
        Ok(list)
    }
}

/// Bytes that libvirt copies into our memory: `call(memory)` fills `size` of them.
pub(crate) fn peeked<'p>(
    size: usize,
    call: impl FnOnce(*mut std::ffi::c_void) -> c_int,
) -> Result<'p, Bytes<Vec<u8>>> {
    /// Far above what libvirt carries in one call.
    const MOST: usize = 1 << 30;
    if size > MOST {
        return Err(crate::error::Error::message(format!(
            "{size} bytes were asked for: it must be {MOST} at most"
        )));
    }
    let mut bytes = vec![0_u8; size];
    crate::shapes::ok(call(bytes.as_mut_ptr().cast()))?;
    Ok(Bytes(bytes))
}

/// The host of a domain, by its connection, which lives as long as the domain.
pub(crate) fn host_of<'p>(dom: &perl_xs::Live<'_, Domain>) -> Result<'p, sys::virNodeInfo> {
    let con = vir!(virDomainGetConnect(*dom));
    crate::shapes::record_of(|info| vir!(virNodeGetInfo(con, info)))
}
