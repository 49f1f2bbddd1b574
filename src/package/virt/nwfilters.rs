//! `Sys::Virt`: network filters and their bindings, found, listed, defined and created.

use std::ffi::CStr;

use crate::handle::Connect;
use crate::shapes::{Flags, handle, subs};
use crate::vir::{NO_FLAGS, vir, vir_since};

subs! { "Sys::Virt";
    method create_nwfilter_binding(con: Connect, xml: &CStr, flags: Flags = 0) =
        handle(virNWFilterBindingCreateXML(con, xml, flags));
    method define_nwfilter(con: Connect, xml: &CStr, flags: Flags = 0) {
        handle(match flags {
            0 => vir!(virNWFilterDefineXML(con, xml)),
            _ => vir_since!("7.7.0", virNWFilterDefineXMLFlags(con, xml, flags))?,
        })
    }
    method get_nwfilter_binding_by_port_dev(con: Connect, name: &CStr) =
        handle(virNWFilterBindingLookupByPortDev(con, name));
    method get_nwfilter_by_name(con: Connect, name: &CStr) = handle(virNWFilterLookupByName(con, name));
    method get_nwfilter_by_uuid(con: Connect, uuid: &[u8]) =
        by_uuid(con, uuid: virNWFilterLookupByUUID, virNWFilterLookupByUUIDString);
    sub list_all_nwfilter_bindings(con: Connect, flags: u32 = 0) =
        list_all(virConnectListAllNWFilterBindings(con; flags));
    sub list_all_nwfilters(con: Connect, flags: u32 = 0) = list_all(virConnectListAllNWFilters(con; flags));
    sub list_nwfilter_names(con: Connect, maxnames: i32) = names(virConnectListNWFilters(con; maxnames));
    method list_nwfilters(con: Connect) =
        at_once(con, NO_FLAGS; virConnectListAllNWFilters else virConnectNumOfNWFilters, virConnectListNWFilters, virNWFilterLookupByName);
    sub num_of_nwfilters(con: Connect) = count(virConnectNumOfNWFilters(con));
}
