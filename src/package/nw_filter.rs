//! `Sys::Virt::NWFilter`.

use crate::handle::NwFilter;
use crate::shapes::subs;

subs! { "Sys::Virt::NWFilter" handle;
    sub get_name(filter: NwFilter) = borrowed_str(virNWFilterGetName(filter));
    sub get_uuid(filter: NwFilter) = uuid(virNWFilterGetUUID(filter;));
    sub get_uuid_string(filter: NwFilter) = uuid_string(virNWFilterGetUUIDString(filter;));
    sub get_xml_description(filter: NwFilter, flags: u32 = 0) = owned_str(virNWFilterGetXMLDesc(filter, flags));
    sub undefine(filter: NwFilter) = ok(virNWFilterUndefine(filter));
}
