//! `Sys::Virt`: the networks of a connection, found, listed, defined and started.

use std::ffi::CStr;

use virt::sys;

use crate::handle::Connect;
use crate::shapes::{Flags, handle, subs};
use crate::vir::{vir, vir_since};

subs! { "Sys::Virt";
    method create_network(con: Connect, xml: &CStr, flags: Flags = 0) {
        handle(match flags {
            0 => vir!(virNetworkCreateXML(con, xml)),
            _ => vir_since!("7.8.0", virNetworkCreateXMLFlags(con, xml, flags))?,
        })
    }
    method define_network(con: Connect, xml: &CStr, flags: Flags = 0) {
        handle(match flags {
            0 => vir!(virNetworkDefineXML(con, xml)),
            _ => vir_since!("7.7.0", virNetworkDefineXMLFlags(con, xml, flags))?,
        })
    }
    method get_network_by_name(con: Connect, name: &CStr) = handle(virNetworkLookupByName(con, name));
    method get_network_by_uuid(con: Connect, uuid: &[u8]) =
        by_uuid(con, uuid: virNetworkLookupByUUID, virNetworkLookupByUUIDString);
    sub list_all_networks(con: Connect, flags: u32 = 0) = list_all(virConnectListAllNetworks(con; flags));
    sub list_defined_network_names(con: Connect, maxnames: i32) =
        names(virConnectListDefinedNetworks(con; maxnames));
    method list_defined_networks(con: Connect) =
        at_once(con, sys::VIR_CONNECT_LIST_NETWORKS_INACTIVE; virConnectListAllNetworks else virConnectNumOfDefinedNetworks, virConnectListDefinedNetworks, virNetworkLookupByName);
    sub list_network_names(con: Connect, maxnames: i32) = names(virConnectListNetworks(con; maxnames));
    method list_networks(con: Connect) =
        at_once(con, sys::VIR_CONNECT_LIST_NETWORKS_ACTIVE; virConnectListAllNetworks else virConnectNumOfNetworks, virConnectListNetworks, virNetworkLookupByName);
    sub num_of_defined_networks(con: Connect) = count(virConnectNumOfDefinedNetworks(con));
    sub num_of_networks(con: Connect) = count(virConnectNumOfNetworks(con));
}
