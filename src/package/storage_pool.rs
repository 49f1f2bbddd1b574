//! `Sys::Virt::StoragePool`.

use std::ffi::CStr;

use crate::handle::{Connect, StoragePool, StorageVol};
use crate::shapes::{Flags, OrNone, RawUuid, handle, records, subs};
use crate::vir::{NO_FLAGS, vir};

records! {
    virStoragePoolInfo { state, capacity, allocation, available }
}

subs! { "Sys::Virt::StoragePool" handle;
    sub _create_xml(con: Connect, xml: &CStr) = handle(virStoragePoolCreateXML(con, xml, NO_FLAGS));
    sub _define_xml(con: Connect, xml: &CStr, flags: u32 = 0) = handle(virStoragePoolDefineXML(con, xml, flags));
    sub _lookup_by_name(con: Connect, name: &CStr) = handle(virStoragePoolLookupByName(con, name));
    sub _lookup_by_target_path(con: Connect, path: &CStr) = handle(virStoragePoolLookupByTargetPath(con, path));
    sub _lookup_by_uuid(con: Connect, uuid: RawUuid) = handle(virStoragePoolLookupByUUID(con, uuid));
    sub _lookup_by_uuid_string(con: Connect, uuid: &CStr) = handle(virStoragePoolLookupByUUIDString(con, uuid));
    sub _lookup_by_volume(vol: StorageVol) = handle(virStoragePoolLookupByVolume(vol));
    sub build(pool: StoragePool, flags: u32 = 0) = ok(virStoragePoolBuild(pool, flags));
    method clone_volume(pool: StoragePool, xml: &CStr, clone: OrNone<StorageVol> = None, flags: Flags = 0) {
        handle(match clone {
            Some(clone) => vir!(virStorageVolCreateXMLFrom(pool, xml, clone, flags)),
            None => vir!(virStorageVolCreateXML(pool, xml, flags)),
        })
    }
    sub create(pool: StoragePool) = ok(virStoragePoolCreate(pool, NO_FLAGS));
    method create_volume(pool: StoragePool, xml: &CStr, flags: Flags = 0) =
        handle(virStorageVolCreateXML(pool, xml, flags));
    sub delete(pool: StoragePool, flags: u32 = 0) = ok(virStoragePoolDelete(pool, flags));
    sub destroy(pool_rv: StoragePool) = ok(virStoragePoolDestroy(pool_rv));
    sub get_autostart(pool: StoragePool) = out(virStoragePoolGetAutostart(pool;));
    sub get_info(pool: StoragePool) = record(virStoragePoolGetInfo(pool;));
    sub get_name(pool: StoragePool) = borrowed_str(virStoragePoolGetName(pool));
    sub get_uuid(pool: StoragePool) = uuid(virStoragePoolGetUUID(pool;));
    sub get_uuid_string(pool: StoragePool) = uuid_string(virStoragePoolGetUUIDString(pool;));
    method get_volume_by_name(pool: StoragePool, name: &CStr) = handle(virStorageVolLookupByName(pool, name));
    sub get_xml_description(pool: StoragePool, flags: u32 = 0) = owned_str(virStoragePoolGetXMLDesc(pool, flags));
    sub is_active(pool: StoragePool) = flag(virStoragePoolIsActive(pool));
    sub is_persistent(pool: StoragePool) = flag(virStoragePoolIsPersistent(pool));
    sub list_all_volumes(pool: StoragePool, flags: u32 = 0) = list_all(virStoragePoolListAllVolumes(pool; flags));
    sub list_storage_vol_names(pool: StoragePool, maxnames: i32) = names(virStoragePoolListVolumes(pool; maxnames));
    method list_volumes(pool: StoragePool) =
        at_once(pool, NO_FLAGS; virStoragePoolListAllVolumes else virStoragePoolNumOfVolumes, virStoragePoolListVolumes, virStorageVolLookupByName);
    sub num_of_storage_volumes(pool: StoragePool) = count(virStoragePoolNumOfVolumes(pool));
    sub refresh(pool: StoragePool, flags: u32 = 0) = ok(virStoragePoolRefresh(pool, flags));
    sub set_autostart(pool: StoragePool, autostart: i32) = ok(virStoragePoolSetAutostart(pool, autostart));
    sub undefine(pool: StoragePool) = ok(virStoragePoolUndefine(pool));
}
