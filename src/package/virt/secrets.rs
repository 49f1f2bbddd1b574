//! `Sys::Virt`: secrets, found, listed and defined.

use std::ffi::CStr;

use crate::handle::Connect;
use crate::shapes::{Flags, bulk, count, looked_up, names, subs};
use crate::vir::{NO_FLAGS, vir};

subs! { "Sys::Virt";
    method define_secret(con: Connect, xml: &CStr, flags: Flags = 0) = handle(virSecretDefineXML(con, xml, flags));
    method get_secret_by_usage(con: Connect, usageType: i32, usageID: &CStr) =
        handle(virSecretLookupByUsage(con, usageType, usageID));
    method get_secret_by_uuid(con: Connect, uuid: &[u8]) =
        by_uuid(con, uuid: virSecretLookupByUUID, virSecretLookupByUUIDString);
    sub list_all_secrets(con: Connect, flags: u32 = 0) = list_all(virConnectListAllSecrets(con; flags));
    sub list_secret_uuids(con: Connect, maxuuids: i32) = names(virConnectListSecrets(con; maxuuids));
    method list_secrets(con: Connect) {
        bulk(
            |out| vir!(virConnectListAllSecrets(con, out, NO_FLAGS)),
            || {
                let max = count(vir!(virConnectNumOfSecrets(con)))?;
                let found = names(max, |out| vir!(virConnectListSecrets(con, out, max)))?;
                looked_up(found, |uuid| vir!(virSecretLookupByUUIDString(con, uuid.text())))
            },
        )
    }
    sub num_of_secrets(con: Connect) = count(virConnectNumOfSecrets(con));
}
