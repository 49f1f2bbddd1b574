//! `Sys::Virt::Interface`.

use crate::handle::Interface;
use crate::shapes::subs;

subs! { "Sys::Virt::Interface" handle;
    sub create(iface: Interface, flags: u32 = 0) = ok(virInterfaceCreate(iface, flags));
    sub destroy(iface_rv: Interface, flags: u32 = 0) = ok(virInterfaceDestroy(iface_rv, flags));
    sub get_mac(iface: Interface) = borrowed_str(virInterfaceGetMACString(iface));
    sub get_name(iface: Interface) = borrowed_str(virInterfaceGetName(iface));
    sub get_xml_description(iface: Interface, flags: u32 = 0) = owned_str(virInterfaceGetXMLDesc(iface, flags));
    sub is_active(iface: Interface) = flag(virInterfaceIsActive(iface));
    sub undefine(iface: Interface) = ok(virInterfaceUndefine(iface));
}
