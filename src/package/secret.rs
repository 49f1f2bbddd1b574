//! `Sys::Virt::Secret`.

use crate::error::Error;
use crate::handle::Secret;
use crate::shapes::subs;
use crate::vir::{SecretBytes, vir};

subs! { "Sys::Virt::Secret" handle;
    sub get_usage_id(sec: Secret) = borrowed_str(virSecretGetUsageID(sec));
    sub get_usage_type(sec: Secret) = count(virSecretGetUsageType(sec));
    sub get_uuid(sec: Secret) = uuid(virSecretGetUUID(sec;));
    sub get_uuid_string(sec: Secret) = uuid_string(virSecretGetUUIDString(sec;));
    sub get_value(sec: Secret, flags: u32 = 0) {
        let mut len = 0_usize;
        let value = vir!(virSecretGetValue(sec, &raw mut len, flags));
        // SAFETY: libvirt gives its caller `len` bytes, or NULL.
        unsafe { SecretBytes::adopt(value, len) }.ok_or_else(Error::last)
    }
    sub get_xml_description(sec: Secret, flags: u32 = 0) = owned_str(virSecretGetXMLDesc(sec, flags));
    sub set_value(sec: Secret, value: &[u8], flags: u32 = 0) =
        ok(virSecretSetValue(sec, value.as_ptr(), value.len(), flags));
    sub undefine(sec: Secret) = ok(virSecretUndefine(sec));
}
