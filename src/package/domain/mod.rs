//! `Sys::Virt::Domain`: what a guest is and how it is.

pub(crate) mod agent;
pub(crate) mod block;
pub(crate) mod console;
pub(crate) mod interface;
pub(crate) mod iothread;
pub(crate) mod job;
pub(crate) mod lifecycle;
pub(crate) mod lxc;
pub(crate) mod metadata;
pub(crate) mod qemu;
pub(crate) mod resources;
pub(crate) mod security;
pub(crate) mod snapshots;

use std::ffi::{CStr, c_int};

use crate::handle::{Connect, Domain};
use crate::shapes::{RawUuid, ok, records, subs};
use crate::vir::vir;

records! {
    virDomainControlInfo { state, details, stateTime }
    virDomainInfo { state, maxMem, memory, nrVirtCpu, cpuTime }
}

subs! { "Sys::Virt::Domain" handle;
    sub _lookup_by_id(con: Connect, id: i32) = handle(virDomainLookupByID(con, id));
    sub _lookup_by_name(con: Connect, name: &CStr) = handle(virDomainLookupByName(con, name));
    sub _lookup_by_uuid(con: Connect, uuid: RawUuid) = handle(virDomainLookupByUUID(con, uuid));
    sub _lookup_by_uuid_string(con: Connect, uuid: &CStr) = handle(virDomainLookupByUUIDString(con, uuid));
    sub get_control_info(dom: Domain, flags: u32 = 0) = record(virDomainGetControlInfo(dom; flags));
    sub get_hostname(dom: Domain, flags: u32 = 0) = owned_str(virDomainGetHostname(dom, flags));
    sub get_id(dom: Domain) { Ok(vir!(virDomainGetID(dom)) as i32) }
    sub get_info(dom: Domain) = record(virDomainGetInfo(dom;));
    sub get_name(dom: Domain) = borrowed_str(virDomainGetName(dom));
    sub get_os_type(dom: Domain) = owned_str(virDomainGetOSType(dom));
    sub get_state(dom: Domain, flags: u32 = 0) {
        let (mut state, mut reason): (c_int, c_int) = (0, 0);
        ok(vir!(virDomainGetState(dom, &raw mut state, &raw mut reason, flags)))?;
        Ok((state, reason))
    }
    sub get_uuid(dom: Domain) = uuid(virDomainGetUUID(dom;));
    sub get_uuid_string(dom: Domain) = uuid_string(virDomainGetUUIDString(dom;));
    sub get_xml_description(dom: Domain, flags: u32 = 0) = owned_str(virDomainGetXMLDesc(dom, flags));
    sub is_active(dom: Domain) = flag(virDomainIsActive(dom));
    sub is_persistent(dom: Domain) = flag(virDomainIsPersistent(dom));
    sub is_updated(dom: Domain) = flag(virDomainIsUpdated(dom));
}
