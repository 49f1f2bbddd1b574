//! `Sys::Virt::NetworkPort`.

use std::ffi::CStr;

use perl_xs::Pairs;
use virt::sys::{VIR_TYPED_PARAM_UINT, virTypedParameterType};

use crate::handle::NetworkPort;
use crate::shapes::{ok, subs};
use crate::typed_params::TypedParams;
use crate::vir::vir;

/// What can be set. A port tells only of those that are set already, so it cannot be asked for their types.
const PARAMETERS: &[(&CStr, virTypedParameterType)] = &[
    (c"inbound.average", VIR_TYPED_PARAM_UINT),
    (c"inbound.burst", VIR_TYPED_PARAM_UINT),
    (c"inbound.floor", VIR_TYPED_PARAM_UINT),
    (c"inbound.peak", VIR_TYPED_PARAM_UINT),
    (c"outbound.average", VIR_TYPED_PARAM_UINT),
    (c"outbound.burst", VIR_TYPED_PARAM_UINT),
    (c"outbound.peak", VIR_TYPED_PARAM_UINT),
];

subs! { "Sys::Virt::NetworkPort" handle;
    sub delete(port: NetworkPort, flags: u32 = 0) = ok(virNetworkPortDelete(port, flags));
    sub get_parameters(port: NetworkPort, flags: u32 = 0) = allocated_params(virNetworkPortGetParameters(port; flags));
    sub get_uuid(port: NetworkPort) = uuid(virNetworkPortGetUUID(port;));
    sub get_uuid_string(port: NetworkPort) = uuid_string(virNetworkPortGetUUIDString(port;));
    sub get_xml_description(port: NetworkPort, flags: u32 = 0) = owned_str(virNetworkPortGetXMLDesc(port, flags));
    sub set_parameters(call; port: NetworkPort, newparams: Pairs, flags: u32 = 0) {
        let params = TypedParams::known(call.perl(), &newparams, PARAMETERS)?;
        ok(vir!(virNetworkPortSetParameters(port, params.as_ptr(), params.len(), flags)))
    }
}
