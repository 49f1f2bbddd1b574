//! The events of a secret.

use std::ffi::c_int;

use crate::events::event_shapes;

event_shapes! { virSecretPtr, virConnectSecretEventGenericCallback;
    /// The secret was defined or undefined.
    lifecycle(event: c_int, detail: c_int) = VIR_SECRET_EVENT_ID_LIFECYCLE;
    /// It got another value.
    value_changed() = VIR_SECRET_EVENT_ID_VALUE_CHANGED;
}
