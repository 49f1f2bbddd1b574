//! `Sys::Virt::NetworkPort`.

use std::ffi::CStr;

use crate::handle::{Network, NetworkPort};
use crate::shapes::{RawUuid, ok, subs};
use crate::typed_params::{Params, TypedParams, known::BANDWIDTH};
use crate::vir::vir;

subs! { "Sys::Virt::NetworkPort" handle;
    sub _create_xml(net: Network, xml: &CStr, flags: u32 = 0) = handle(virNetworkPortCreateXML(net, xml, flags));
    sub _lookup_by_uuid(net: Network, uuid: RawUuid) = handle(virNetworkPortLookupByUUID(net, uuid));
    sub _lookup_by_uuid_string(net: Network, uuid: &CStr) = handle(virNetworkPortLookupByUUIDString(net, uuid));
    sub delete(port: NetworkPort, flags: u32 = 0) = ok(virNetworkPortDelete(port, flags));
    sub get_parameters(port: NetworkPort, flags: u32 = 0) = allocated_params(virNetworkPortGetParameters(port; flags));
    sub get_uuid(port: NetworkPort) = uuid(virNetworkPortGetUUID(port;));
    sub get_uuid_string(port: NetworkPort) = uuid_string(virNetworkPortGetUUIDString(port;));
    sub get_xml_description(port: NetworkPort, flags: u32 = 0) = owned_str(virNetworkPortGetXMLDesc(port, flags));
    // A port tells only of those that are set already, so it cannot be asked for their types.
    sub set_parameters(port: NetworkPort, newparams: Params, flags: u32 = 0) {
        let params = TypedParams::known(&newparams, BANDWIDTH)?;
        ok(vir!(virNetworkPortSetParameters(port, params.as_ptr(), params.len(), flags)))
    }
}
