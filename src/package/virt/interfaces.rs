//! `Sys::Virt`: the network interfaces of the host, found, listed, defined, and changed in a transaction.

use std::ffi::CStr;

use perl_xs::Live;
use perl_xs::handle::Fresh;
use perl_xs::ret::Counted;
use virt::sys;

use crate::error::Result;
use crate::handle::{Connect, Interface};
use crate::shapes::{Flags, borrowed_str, bulk, count, looked_up, names, subs};
use crate::vir::vir;

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
    method list_defined_interfaces(con: Connect) { defined(&con) }
    sub list_interface_names(con: Connect, maxnames: i32) = names(virConnectListInterfaces(con; maxnames));
    method list_interfaces(con: Connect) =
        at_once(con, sys::VIR_CONNECT_LIST_INTERFACES_ACTIVE; virConnectListAllInterfaces else virConnectNumOfInterfaces, virConnectListInterfaces, virInterfaceLookupByName);
    sub num_of_defined_interfaces(con: Connect) = count(virConnectNumOfDefinedInterfaces(con));
    sub num_of_interfaces(con: Connect) = count(virConnectNumOfInterfaces(con));
}

/// The interfaces that are down. libvirt's list of all cannot be asked for them alone: what is neither up nor down, such
/// as `lo`, would be among them.
fn defined(con: &Live<'_, Connect>) -> Result<Counted<Fresh<Interface>>> {
    let max = count(vir!(virConnectNumOfDefinedInterfaces(*con)))?;
    let down = names(max, |out| vir!(virConnectListDefinedInterfaces(*con, out, max)))?;
    let mut found: Counted<Fresh<Interface>> = bulk(
        |out| vir!(virConnectListAllInterfaces(*con, out, 0_u32)),
        || looked_up(down.iter().collect(), |name| vir!(virInterfaceLookupByName(*con, name.text()))),
    )?;
    found.0.retain(|iface| {
        let name = borrowed_str(vir!(virInterfaceGetName(*iface)));
        name.is_ok_and(|name| down.iter().any(|down| down.text() == name.text()))
    });
    Ok(found)
}
