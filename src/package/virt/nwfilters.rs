//! `Sys::Virt`: network filters and their bindings, found, listed, defined and created.

use std::ffi::CStr;

use crate::handle::Connect;
use crate::shapes::{Flags, UuidForm, bulk, count, handle, looked_up, names, subs, uuid_form};
use crate::vir::{vir, vir_since};

/// libvirt documents no flag for the lists.
const NO_FLAGS: u32 = 0;

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
    method get_nwfilter_by_uuid(con: Connect, uuid: &[u8]) {
        handle(match uuid_form(uuid)? {
            UuidForm::Raw(raw) => vir!(virNWFilterLookupByUUID(con, raw)),
            UuidForm::Text(text) => vir!(virNWFilterLookupByUUIDString(con, text.as_c_str())),
        })
    }
    sub list_all_nwfilter_bindings(con: Connect, flags: u32 = 0) =
        list_all(virConnectListAllNWFilterBindings(con; flags));
    sub list_all_nwfilters(con: Connect, flags: u32 = 0) = list_all(virConnectListAllNWFilters(con; flags));
    sub list_nwfilter_names(con: Connect, maxnames: i32) = names(virConnectListNWFilters(con; maxnames));
    method list_nwfilters(con: Connect) {
        bulk(
            |out| vir!(virConnectListAllNWFilters(con, out, NO_FLAGS)),
            || {
                let max = count(vir!(virConnectNumOfNWFilters(con)))?;
                let found = names(max, |out| vir!(virConnectListNWFilters(con, out, max)))?;
                looked_up(found, |name| vir!(virNWFilterLookupByName(con, name.text())))
            },
        )
    }
    sub num_of_nwfilters(con: Connect) = count(virConnectNumOfNWFilters(con));
}
