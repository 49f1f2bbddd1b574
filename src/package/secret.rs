//! `Sys::Virt::Secret`.

use std::ffi::CStr;

use crate::handle::{Connect, Secret};
use crate::shapes::{RawUuid, subs};

subs! { "Sys::Virt::Secret" handle;
    sub _define_xml(con: Connect, xml: &CStr, flags: u32 = 0) = handle(virSecretDefineXML(con, xml, flags));
    sub _lookup_by_usage(con: Connect, usageType: i32, usageID: &CStr) =
        handle(virSecretLookupByUsage(con, usageType, usageID));
    sub _lookup_by_uuid(con: Connect, uuid: RawUuid) = handle(virSecretLookupByUUID(con, uuid));
    sub _lookup_by_uuid_string(con: Connect, uuid: &CStr) = handle(virSecretLookupByUUIDString(con, uuid));
    sub get_usage_id(sec: Secret) = borrowed_str(virSecretGetUsageID(sec));
    sub get_usage_type(sec: Secret) = count(virSecretGetUsageType(sec));
    sub get_uuid(sec: Secret) = uuid(virSecretGetUUID(sec;));
    sub get_uuid_string(sec: Secret) = uuid_string(virSecretGetUUIDString(sec;));
    sub get_value(sec: Secret, flags: u32 = 0) = secret(virSecretGetValue(sec; flags));
    sub get_xml_description(sec: Secret, flags: u32 = 0) = owned_str(virSecretGetXMLDesc(sec, flags));
    sub set_value(sec: Secret, value: &[u8], flags: u32 = 0) =
        ok(virSecretSetValue(sec, value.as_ptr(), value.len(), flags));
    sub undefine(sec: Secret) = ok(virSecretUndefine(sec));
}
