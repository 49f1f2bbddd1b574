//! `Sys::Virt::Domain`: a guest's snapshots and checkpoints.

use std::ffi::CStr;

use crate::handle::Domain;
use crate::shapes::{Flags, bulk, count, looked_up, names, subs};
use crate::vir::{NO_FLAGS, vir};

subs! { "Sys::Virt::Domain";
    method create_checkpoint(dom: Domain, xml: &CStr, flags: Flags = 0) =
        handle(virDomainCheckpointCreateXML(dom, xml, flags));
    method create_snapshot(dom: Domain, xml: &CStr, flags: Flags = 0) =
        handle(virDomainSnapshotCreateXML(dom, xml, flags));
    sub current_snapshot(dom: Domain, flags: u32 = 0) = handle(virDomainSnapshotCurrent(dom, flags));
    method get_checkpoint_by_name(dom: Domain, name: &CStr) =
        handle(virDomainCheckpointLookupByName(dom, name, NO_FLAGS));
    method get_snapshot_by_name(dom: Domain, name: &CStr) =
        handle(virDomainSnapshotLookupByName(dom, name, NO_FLAGS));
    sub has_current_snapshot(dom: Domain, flags: u32 = 0) = flag(virDomainHasCurrentSnapshot(dom, flags));
    sub list_all_checkpoints(dom: Domain, flags: u32 = 0) = list_all(virDomainListAllCheckpoints(dom; flags));
    sub list_all_snapshots(dom: Domain, flags: u32 = 0) = list_all(virDomainListAllSnapshots(dom; flags));
    sub list_snapshot_names(dom: Domain, maxnames: i32, flags: u32 = 0) =
        names(virDomainSnapshotListNames(dom; maxnames, flags));
    method list_snapshots(dom: Domain) {
        bulk(
            |out| vir!(virDomainListAllSnapshots(dom, out, NO_FLAGS)),
            || {
                let max = count(vir!(virDomainSnapshotNum(dom, NO_FLAGS)))?;
                let found = names(max, |out| vir!(virDomainSnapshotListNames(dom, out, max, NO_FLAGS)))?;
                looked_up(found, |name| vir!(virDomainSnapshotLookupByName(dom, name.text(), NO_FLAGS)))
            },
        )
    }
    sub num_of_snapshots(dom: Domain, flags: u32 = 0) = count(virDomainSnapshotNum(dom, flags));
}
