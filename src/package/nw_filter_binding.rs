//! `Sys::Virt::NWFilterBinding`.

use std::ffi::CStr;

use crate::handle::{Connect, NwFilterBinding};
use crate::shapes::subs;

subs! { "Sys::Virt::NWFilterBinding" handle;
    sub _create_xml(con: Connect, xml: &CStr, flags: u32 = 0) = handle(virNWFilterBindingCreateXML(con, xml, flags));
    sub _lookup_by_port_dev(con: Connect, name: &CStr) = handle(virNWFilterBindingLookupByPortDev(con, name));
    sub delete(binding: NwFilterBinding) = ok(virNWFilterBindingDelete(binding));
    sub get_filter_name(binding: NwFilterBinding) = borrowed_str(virNWFilterBindingGetFilterName(binding));
    sub get_port_dev(binding: NwFilterBinding) = borrowed_str(virNWFilterBindingGetPortDev(binding));
    sub get_xml_description(binding: NwFilterBinding, flags: u32 = 0) =
        owned_str(virNWFilterBindingGetXMLDesc(binding, flags));
}
