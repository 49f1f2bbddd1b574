//! `Sys::Virt::Interface`.

use std::ffi::CStr;

use crate::handle::{Connect, Interface};
use crate::shapes::subs;

subs! { "Sys::Virt::Interface" handle;
    sub _define_xml(con: Connect, xml: &CStr, flags: u32 = 0) = handle(virInterfaceDefineXML(con, xml, flags));
    sub _lookup_by_mac(con: Connect, mac: &CStr) = handle(virInterfaceLookupByMACString(con, mac));
    sub _lookup_by_name(con: Connect, name: &CStr) = handle(virInterfaceLookupByName(con, name));
    sub create(iface: Interface, flags: u32 = 0) = ok(virInterfaceCreate(iface, flags));
    sub destroy(iface_rv: Interface, flags: u32 = 0) = ok(virInterfaceDestroy(iface_rv, flags));
    sub get_mac(iface: Interface) = borrowed_str(virInterfaceGetMACString(iface));
    sub get_name(iface: Interface) = borrowed_str(virInterfaceGetName(iface));
    sub get_xml_description(iface: Interface, flags: u32 = 0) = owned_str(virInterfaceGetXMLDesc(iface, flags));
    sub is_active(iface: Interface) = flag(virInterfaceIsActive(iface));
    sub undefine(iface: Interface) = ok(virInterfaceUndefine(iface));
}
