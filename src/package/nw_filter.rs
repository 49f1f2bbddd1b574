//! `Sys::Virt::NWFilter`.

use std::ffi::CStr;

use crate::handle::{Connect, NwFilter};
use crate::shapes::{RawUuid, handle, subs};
use crate::vir::{vir, vir_since};

subs! { "Sys::Virt::NWFilter" handle;
    sub _define_xml(con: Connect, xml: &CStr, flags: u32 = 0) {
        handle(match flags {
            0 => vir!(virNWFilterDefineXML(con, xml)),
            _ => vir_since!("7.7.0", virNWFilterDefineXMLFlags(con, xml, flags))?,
        })
    }
    sub _lookup_by_name(con: Connect, name: &CStr) = handle(virNWFilterLookupByName(con, name));
    sub _lookup_by_uuid(con: Connect, uuid: RawUuid) = handle(virNWFilterLookupByUUID(con, uuid));
    sub _lookup_by_uuid_string(con: Connect, uuid: &CStr) = handle(virNWFilterLookupByUUIDString(con, uuid));
    sub get_name(filter: NwFilter) = borrowed_str(virNWFilterGetName(filter));
    sub get_uuid(filter: NwFilter) = uuid(virNWFilterGetUUID(filter;));
    sub get_uuid_string(filter: NwFilter) = uuid_string(virNWFilterGetUUIDString(filter;));
    sub get_xml_description(filter: NwFilter, flags: u32 = 0) = owned_str(virNWFilterGetXMLDesc(filter, flags));
    sub undefine(filter: NwFilter) = ok(virNWFilterUndefine(filter));
}
