//! The events of a network.

use std::ffi::{c_char, c_int};

use crate::events::event_shapes;

event_shapes! { virNetworkPtr, virConnectNetworkEventGenericCallback;
    /// The network started, stopped, or was defined or undefined.
    lifecycle(event: c_int, detail: c_int) = VIR_NETWORK_EVENT_ID_LIFECYCLE;
    /// Metadata changed.
    metadata_change(kind: c_int, nsuri: *const c_char) = VIR_NETWORK_EVENT_ID_METADATA_CHANGE;
}
