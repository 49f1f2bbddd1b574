//! `Sys::Virt::DomainCheckpoint`.

use std::ffi::CStr;

use crate::handle::{Domain, DomainCheckpoint};
use crate::shapes::subs;

subs! { "Sys::Virt::DomainCheckpoint" handle;
    sub _create_xml(dom: Domain, xml: &CStr, flags: u32 = 0) = handle(virDomainCheckpointCreateXML(dom, xml, flags));
    sub _lookup_by_name(dom: Domain, name: &CStr, flags: u32 = 0) =
        handle(virDomainCheckpointLookupByName(dom, name, flags));
    sub delete(domcp: DomainCheckpoint, flags: u32 = 0) = ok(virDomainCheckpointDelete(domcp, flags));
    sub get_name(domcp: DomainCheckpoint) = borrowed_str(virDomainCheckpointGetName(domcp));
    sub get_parent(domcp: DomainCheckpoint, flags: u32 = 0) = handle(virDomainCheckpointGetParent(domcp, flags));
    sub get_xml_description(domcp: DomainCheckpoint, flags: u32 = 0) =
        owned_str(virDomainCheckpointGetXMLDesc(domcp, flags));
    sub list_all_children(domcp: DomainCheckpoint, flags: u32 = 0) =
        list_all(virDomainCheckpointListAllChildren(domcp; flags));
}
