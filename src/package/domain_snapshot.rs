//! `Sys::Virt::DomainSnapshot`.

use std::ffi::CStr;

use crate::handle::{Domain, DomainSnapshot};
use crate::shapes::{bulk, count, looked_up, names, subs};
use crate::vir::{NO_FLAGS, vir};

subs! { "Sys::Virt::DomainSnapshot" handle;
    sub _create_xml(dom: Domain, xml: &CStr, flags: u32 = 0) = handle(virDomainSnapshotCreateXML(dom, xml, flags));
    sub _lookup_by_name(dom: Domain, name: &CStr, flags: u32 = 0) =
        handle(virDomainSnapshotLookupByName(dom, name, flags));
    sub delete(domss: DomainSnapshot, flags: u32 = 0) = ok(virDomainSnapshotDelete(domss, flags));
    sub get_name(domss: DomainSnapshot) = borrowed_str(virDomainSnapshotGetName(domss));
    sub get_parent(domss: DomainSnapshot, flags: u32 = 0) = handle(virDomainSnapshotGetParent(domss, flags));
    sub get_xml_description(domss: DomainSnapshot, flags: u32 = 0) =
        owned_str(virDomainSnapshotGetXMLDesc(domss, flags));
    sub has_metadata(domss: DomainSnapshot, flags: u32 = 0) = flag(virDomainSnapshotHasMetadata(domss, flags));
    sub is_current(domss: DomainSnapshot, flags: u32 = 0) = flag(virDomainSnapshotIsCurrent(domss, flags));
    sub list_all_children(domss: DomainSnapshot, flags: u32 = 0) =
        list_all(virDomainSnapshotListAllChildren(domss; flags));
    sub list_child_snapshot_names(domss: DomainSnapshot, maxnames: i32, flags: u32 = 0) =
        names(virDomainSnapshotListChildrenNames(domss; maxnames, flags));
    method list_child_snapshots(domss: DomainSnapshot) {
        bulk(
            |out| vir!(virDomainSnapshotListAllChildren(domss, out, NO_FLAGS)),
            || {
                let dom = vir!(virDomainSnapshotGetDomain(domss));
                let max = count(vir!(virDomainSnapshotNumChildren(domss, NO_FLAGS)))?;
                let found = names(max, |out| vir!(virDomainSnapshotListChildrenNames(domss, out, max, NO_FLAGS)))?;
                looked_up(found, |name| vir!(virDomainSnapshotLookupByName(dom, name.text(), NO_FLAGS)))
            },
        )
    }
    sub num_of_child_snapshots(domss: DomainSnapshot, flags: u32 = 0) =
        count(virDomainSnapshotNumChildren(domss, flags));
    sub revert_to(domss: DomainSnapshot, flags: u32 = 0) = ok(virDomainRevertToSnapshot(domss, flags));
}
