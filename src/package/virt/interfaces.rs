//! `Sys::Virt`: the network interfaces of the host, found, listed, defined, and changed in a transaction.

use std::ffi::CStr;

use virt::sys;

use crate::handle::Connect;
use crate::shapes::{Flags, subs};

subs! { "Sys::Virt";
    method create_interface(con: Connect, xml: &CStr, flags: Flags = 0) = handle(virInterfaceDefineXML(con, xml, flags));
    method define_interface(con: Connect, xml: &CStr, flags: Flags = 0) = handle(virInterfaceDefineXML(con, xml, flags));
    method get_interface_by_mac(con: Connect, mac: &CStr) = handle(virInterfaceLookupByMACString(con, mac));
    method get_interface_by_name(con: Connect, name: &CStr) = handle(virInterfaceLookupByName(con, name));
    sub interface_change_begin(conn: Connect, flags: u32 = 0) = ok(virInterfaceChangeBegin(conn, flags));
    sub interface_change_commit(conn: Connect, flags: u32 = 0) = ok(virInterfaceChangeCommit(conn, flags));
    sub interface_change_rollback(conn: Connect, flags: u32 = 0) = ok(virInterfaceChangeRollback(conn, flags));
    sub list_all_interfaces(con: Connect, flags: u32 = 0) = list_all(virConnectListAllInterfaces(con; flags));
    sub list_defined_interface_names(con: Connect, maxnames: i32) =
        names(virConnectListDefinedInterfaces(con; maxnames));
    method list_defined_interfaces(con: Connect) =
        at_once(con, sys::VIR_CONNECT_LIST_INTERFACES_INACTIVE; virConnectListAllInterfaces else virConnectNumOfDefinedInterfaces, virConnectListDefinedInterfaces, virInterfaceLookupByName);
    sub list_interface_names(con: Connect, maxnames: i32) = names(virConnectListInterfaces(con; maxnames));
    method list_interfaces(con: Connect) =
        at_once(con, sys::VIR_CONNECT_LIST_INTERFACES_ACTIVE; virConnectListAllInterfaces else virConnectNumOfInterfaces, virConnectListInterfaces, virInterfaceLookupByName);
    sub num_of_defined_interfaces(con: Connect) = count(virConnectNumOfDefinedInterfaces(con));
    sub num_of_interfaces(con: Connect) = count(virConnectNumOfInterfaces(con));
}
