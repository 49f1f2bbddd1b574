//! The events of a device of the host.

use std::ffi::c_int;

use crate::events::event_shapes;

event_shapes! { virNodeDevicePtr, virConnectNodeDeviceEventGenericCallback;
    /// The device came, went, or was defined or undefined.
    lifecycle(event: c_int, detail: c_int) = VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE;
    /// Something about the device changed.
    update() = VIR_NODE_DEVICE_EVENT_ID_UPDATE;
}
