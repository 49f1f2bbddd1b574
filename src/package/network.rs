//! `Sys::Virt::Network`.

use std::ffi::CStr;

use crate::handle::{Connect, Network};
use crate::shapes::{Flags, RawUuid, handle, records, subs};
use crate::vir::{vir, vir_since};

records! {
    virNetworkDHCPLease { iface, expirytime, type_ as "type", mac, iaid, ipaddr, prefix, hostname, clientid }
}

subs! { "Sys::Virt::Network" handle;
    sub _create_xml(con: Connect, xml: &CStr, flags: u32 = 0) {
        handle(match flags {
            0 => vir!(virNetworkCreateXML(con, xml)),
            _ => vir_since!("7.8.0", virNetworkCreateXMLFlags(con, xml, flags))?,
        })
    }
    sub _define_xml(con: Connect, xml: &CStr, flags: u32 = 0) {
        handle(match flags {
            0 => vir!(virNetworkDefineXML(con, xml)),
            _ => vir_since!("7.7.0", virNetworkDefineXMLFlags(con, xml, flags))?,
        })
    }
    sub _lookup_by_name(con: Connect, name: &CStr) = handle(virNetworkLookupByName(con, name));
    sub _lookup_by_uuid(con: Connect, uuid: RawUuid) = handle(virNetworkLookupByUUID(con, uuid));
    sub _lookup_by_uuid_string(con: Connect, uuid: &CStr) = handle(virNetworkLookupByUUIDString(con, uuid));
    sub create(net: Network) = ok(virNetworkCreate(net));
    method create_port(net: Network, xml: &CStr, flags: Flags = 0) = handle(virNetworkPortCreateXML(net, xml, flags));
    sub destroy(net_rv: Network) = ok(virNetworkDestroy(net_rv));
    sub get_autostart(net: Network) = out(virNetworkGetAutostart(net;));
    sub get_bridge_name(net: Network) = owned_str(virNetworkGetBridgeName(net));
    sub get_dhcp_leases(net: Network, macsv: Option<&CStr> = None, flags: u32 = 0) =
        record_list(virNetworkGetDHCPLeases(net, macsv; flags) free virNetworkDHCPLeaseFree);
    sub get_metadata(net: Network, r#type: i32, uri: Option<&CStr> = None, flags: u32 = 0) =
        owned_str(virNetworkGetMetadata(net, r#type, uri, flags)) since "9.7.0";
    sub get_name(net: Network) = borrowed_str(virNetworkGetName(net));
    method get_port_by_uuid(net: Network, uuid: &[u8]) =
        by_uuid(net, uuid: virNetworkPortLookupByUUID, virNetworkPortLookupByUUIDString);
    sub get_uuid(net: Network) = uuid(virNetworkGetUUID(net;));
    sub get_uuid_string(net: Network) = uuid_string(virNetworkGetUUIDString(net;));
    sub get_xml_description(net: Network, flags: u32 = 0) = owned_str(virNetworkGetXMLDesc(net, flags));
    sub is_active(net: Network) = flag(virNetworkIsActive(net));
    sub is_persistent(net: Network) = flag(virNetworkIsPersistent(net));
    sub list_all_ports(net: Network, flags: u32 = 0) = list_all(virNetworkListAllPorts(net; flags));
    sub set_autostart(net: Network, autostart: i32) = ok(virNetworkSetAutostart(net, autostart));
    sub set_metadata(
        net: Network,
        r#type: i32,
        metadata: Option<&CStr> = None,
        key: Option<&CStr> = None,
        uri: Option<&CStr> = None,
        flags: u32 = 0
    ) = ok(virNetworkSetMetadata(net, r#type, metadata, key, uri, flags)) since "9.7.0";
    sub undefine(net: Network) = ok(virNetworkUndefine(net));
    sub update(
        net: Network, command: u32, section: u32, parentIndex: i32, xml: &CStr, flags: u32 = 0
    ) = ok(virNetworkUpdate(net, command, section, parentIndex, xml, flags));
}
