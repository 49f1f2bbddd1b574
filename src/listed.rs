//! Structs that libvirt allocates, one or many to a call: each becomes a hash, and is freed.

use std::ffi::{CStr, c_char, c_int};
use std::ptr;

use perl_xs::boundary::{Call, Given};
use perl_xs::handle::Fresh;
use perl_xs::{Array, Bytes, Hash, IntoSv, OwnedSv, Perl, Record, Ret};
use virt::sys;

use crate::error::Result;
use crate::handle::Domain;
use crate::shapes::{Filled, count, filled};
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
pub(crate) fn structs<T: Listed>(call: impl FnOnce(*mut *mut *mut T) -> c_int) -> Result<Structs<T>> {
    let mut array: *mut *mut T = ptr::null_mut();
    let len = count(call(&mut array))? as usize;
    Ok(Structs { array, len })
}

/// See [`structs`].
pub(crate) struct Structs<T: Listed> {
    array: *mut *mut T,
    len: usize,
}

// SAFETY: the array is ours alone, and libvirt's functions, which free it, do so on any thread.
unsafe impl<T: Listed> Send for Structs<T> {}

impl<T: Listed> Structs<T> {
    fn items(&self) -> impl Iterator<Item = *mut T> {
        // SAFETY: libvirt filled `len` places with structs that are ours.
        (0..self.len).map(|at| unsafe { *self.array.add(at) })
    }
}

impl<'p, T: Listed> Ret<'p> for Structs<T> {
    fn give(self, call: &Call<'p>) -> Given {
        // SAFETY: each is as libvirt filled it.
        call.give_each(self.items().map(|item| unsafe { (*item).to_hash(call.perl()) }.into_reference()))
    }
}

impl<T: Listed> Drop for Structs<T> {
    fn drop(&mut self) {
        // SAFETY: the structs are ours, and so is the array.
        unsafe {
            self.items().for_each(|item| T::free(item));
            free(self.array.cast());
        }
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
pub(crate) fn domain_stats(
    call: impl FnOnce(*mut *mut sys::virDomainStatsRecordPtr) -> c_int,
) -> Result<DomainStats> {
    let mut array = ptr::null_mut();
    let len = count(call(&mut array))? as usize;
    Ok(DomainStats { array, len, given: 0 })
}

/// See [`domain_stats`].
pub(crate) struct DomainStats {
    array: *mut sys::virDomainStatsRecordPtr,
    len: usize,
    /// How many of the records, from the first, are not the array's any more.
    given: usize,
}

// SAFETY: as for `Structs`.
unsafe impl Send for DomainStats {}

impl<'p> Ret<'p> for DomainStats {
    fn give(mut self, call: &Call<'p>) -> Given {
        static KEYS: Record = Record::new(&["dom", "data"]);
        let perl = call.perl();
        call.give_each((0..self.len).map(|at| {
            self.given = at + 1;
            // SAFETY: libvirt filled `len` places, each with a record that is ours with all that is in it.
            // virDomainStatsRecordListFree would let go of its domain too, which the new object keeps instead: to count one
            // reference more, and one less, costs most of the whole call.
            unsafe {
                let record = *self.array.add(at);
                let sys::virDomainStatsRecord { dom, params, nparams } = *record;
                let data = typed_params::hash_of(perl, params, nparams).into_reference();
                sys::virTypedParamsFree(params, nparams);
                free(record.cast());
                KEYS.fill(perl, [Fresh::<Domain>::adopt(dom).map(|dom| dom.into_object(perl)), Some(data)])
                    .into_reference()
            }
        }))
    }
}

impl Drop for DomainStats {
    fn drop(&mut self) {
        // SAFETY: what is left of the `len` records that libvirt filled is ours, and so is the array.
        unsafe {
            for at in self.given..self.len {
                let record = *self.array.add(at);
                sys::virTypedParamsFree((*record).params, (*record).nparams);
                drop(Fresh::<Domain>::adopt((*record).dom));
                free(record.cast());
            }
            free(self.array.cast());
        }
    }
}

/// A disk of a domain that failed.
pub(crate) struct DiskError {
    path: Option<OwnedStr>,
    error: c_int,
}

impl<'p> IntoSv<'p> for DiskError {
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        static KEYS: Record = Record::new(&["path", "error"]);
        KEYS.fill(perl, [Some(self.path.into_sv(perl)), Some(self.error.into_sv(perl))]).into_reference()
    }
}

/// The disks of a domain that failed.
pub(crate) fn disk_errors(call: impl Fn(sys::virDomainDiskErrorPtr, u32) -> c_int) -> Result<Vec<DiskError>> {
    let max = count(call(ptr::null_mut(), 0))?;
    if max == 0 {
        return Ok(Vec::new());
    }
    let mut array = filled(max, sys::virDomainDiskError { disk: ptr::null_mut(), error: 0 })?;
    let found = count(call(array.as_mut_ptr(), array.len() as u32))? as usize;
    // SAFETY: libvirt filled `found` places, each with a string that is ours to free.
    let error = |entry: &sys::virDomainDiskError| unsafe {
        DiskError { path: OwnedStr::adopt(entry.disk), error: entry.error }
    };
    Ok(array.iter().take(found).map(error).collect())
}

/// Every security label of a domain.
pub(crate) fn security_labels(
    call: impl FnOnce(*mut sys::virSecurityLabelPtr) -> c_int,
) -> Result<Vec<Filled<sys::virSecurityLabel>>> {
    let mut array = ptr::null_mut();
    let len = count(call(&mut array))? as usize;
    // SAFETY: libvirt filled `len` places, and the array is ours to free.
    unsafe {
        let list = places(array, len).iter().map(|label| Filled(*label)).collect();
        free(array.cast());
        Ok(list)
    }
}

/// An array of `len` numbers that libvirt allocated; none for NULL.
pub(crate) fn numbers(array: *mut c_int, len: usize) -> Vec<c_int> {
    // SAFETY: libvirt filled `len` places, and the array is ours to free.
    unsafe {
        let list = places(array, len).to_vec();
        free(array.cast());
        list
    }
}

/// Bytes that libvirt copies into our memory: `call(memory)` fills `size` of them.
pub(crate) fn peeked(
    size: usize,
    call: impl FnOnce(*mut std::ffi::c_void) -> c_int,
) -> Result<Bytes<Vec<u8>>> {
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
pub(crate) fn host_of(dom: &perl_xs::Live<'_, Domain>) -> Result<sys::virNodeInfo> {
    let con = vir!(virDomainGetConnect(*dom));
    crate::shapes::record_of(|info| vir!(virNodeGetInfo(con, info)))
}
