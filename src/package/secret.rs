//! `Sys::Virt::Secret`.

use crate::handle::Secret;
use crate::shapes::subs;

subs! { "Sys::Virt::Secret" handle;
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
