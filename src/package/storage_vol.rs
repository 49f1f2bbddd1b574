//! `Sys::Virt::StorageVol`.

use std::ffi::CStr;

use crate::handle::{Connect, StoragePool, StorageVol, Stream};
use crate::shapes::{record, records, subs};
use crate::vir::vir;

records! {
    virStorageVolInfo { type_ as "type", capacity, allocation }
}

subs! { "Sys::Virt::StorageVol" handle;
    sub _create_xml(pool: StoragePool, xml: &CStr, flags: u32 = 0) = handle(virStorageVolCreateXML(pool, xml, flags));
    sub _create_xml_from(pool: StoragePool, xml: &CStr, clone: StorageVol, flags: u32 = 0) =
        handle(virStorageVolCreateXMLFrom(pool, xml, clone, flags));
    sub _lookup_by_key(con: Connect, key: &CStr) = handle(virStorageVolLookupByKey(con, key));
    sub _lookup_by_name(pool: StoragePool, name: &CStr) = handle(virStorageVolLookupByName(pool, name));
    sub _lookup_by_path(con: Connect, path: &CStr) = handle(virStorageVolLookupByPath(con, path));
    sub delete(vol: StorageVol, flags: u32 = 0) = ok(virStorageVolDelete(vol, flags));
    sub download(vol: StorageVol, st: Stream, offsetsv: u64, lengthsv: u64, flags: u32 = 0) =
        ok(virStorageVolDownload(vol, st, offsetsv, lengthsv, flags));
    sub get_info(vol: StorageVol, flags: u32 = 0) {
        record(|info: *mut virt::sys::virStorageVolInfo| match flags {
            0 => vir!(virStorageVolGetInfo(vol, info)),
            _ => vir!(virStorageVolGetInfoFlags(vol, info, flags)),
        })
    }
    sub get_key(vol: StorageVol) = borrowed_str(virStorageVolGetKey(vol));
    sub get_name(vol: StorageVol) = borrowed_str(virStorageVolGetName(vol));
    sub get_path(vol: StorageVol) = owned_str(virStorageVolGetPath(vol));
    sub get_xml_description(vol: StorageVol, flags: u32 = 0) = owned_str(virStorageVolGetXMLDesc(vol, flags));
    sub resize(vol: StorageVol, capacity: u64, flags: u32 = 0) = ok(virStorageVolResize(vol, capacity, flags));
    sub upload(vol: StorageVol, st: Stream, offsetsv: u64, lengthsv: u64, flags: u32 = 0) =
        ok(virStorageVolUpload(vol, st, offsetsv, lengthsv, flags));
    sub wipe(vol: StorageVol, flags: u32 = 0) = ok(virStorageVolWipe(vol, flags));
    sub wipe_pattern(vol: StorageVol, algorithm: u32, flags: u32 = 0) =
        ok(virStorageVolWipePattern(vol, algorithm, flags));
}
