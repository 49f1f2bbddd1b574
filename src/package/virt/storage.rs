//! `Sys::Virt`: the storage pools and volumes of a connection.

use std::ffi::CStr;

use perl_xs::Unused;
use virt::sys;

use crate::handle::{Connect, StorageVol};
use crate::shapes::{Flags, subs};
use crate::vir::NO_FLAGS;

subs! { "Sys::Virt";
    method create_storage_pool(con: Connect, xml: &CStr) = handle(virStoragePoolCreateXML(con, xml, NO_FLAGS));
    method define_storage_pool(con: Connect, xml: &CStr, flags: Flags = 0) =
        handle(virStoragePoolDefineXML(con, xml, flags));
    sub find_storage_pool_sources(con: Connect, r#type: &CStr, srcspec: Option<&CStr>, flags: u32 = 0) =
        owned_str(virConnectFindStoragePoolSources(con, r#type, srcspec, flags));
    method get_storage_pool_by_name(con: Connect, name: &CStr) = handle(virStoragePoolLookupByName(con, name));
    method get_storage_pool_by_target_path(con: Connect, path: &CStr) =
        handle(virStoragePoolLookupByTargetPath(con, path));
    method get_storage_pool_by_uuid(con: Connect, uuid: &[u8]) =
        by_uuid(con, uuid: virStoragePoolLookupByUUID, virStoragePoolLookupByUUIDString);
    method get_storage_pool_by_volume(_con: Unused, vol: StorageVol) = handle(virStoragePoolLookupByVolume(vol));
    sub get_storage_pool_capabilities(con: Connect, flags: u32 = 0) =
        owned_str(virConnectGetStoragePoolCapabilities(con, flags));
    method get_storage_volume_by_key(con: Connect, key: &CStr) = handle(virStorageVolLookupByKey(con, key));
    method get_storage_volume_by_path(con: Connect, path: &CStr) = handle(virStorageVolLookupByPath(con, path));
    sub list_all_storage_pools(con: Connect, flags: u32 = 0) = list_all(virConnectListAllStoragePools(con; flags));
    sub list_defined_storage_pool_names(con: Connect, maxnames: i32) =
        names(virConnectListDefinedStoragePools(con; maxnames));
    method list_defined_storage_pools(con: Connect) =
        at_once(con, sys::VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE; virConnectListAllStoragePools else virConnectNumOfDefinedStoragePools, virConnectListDefinedStoragePools, virStoragePoolLookupByName);
    sub list_storage_pool_names(con: Connect, maxnames: i32) = names(virConnectListStoragePools(con; maxnames));
    method list_storage_pools(con: Connect) =
        at_once(con, sys::VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE; virConnectListAllStoragePools else virConnectNumOfStoragePools, virConnectListStoragePools, virStoragePoolLookupByName);
    method new_stream(con: Connect, flags: Flags = 0) = handle(virStreamNew(con, flags));
    sub num_of_defined_storage_pools(con: Connect) = count(virConnectNumOfDefinedStoragePools(con));
    sub num_of_storage_pools(con: Connect) = count(virConnectNumOfStoragePools(con));
}
