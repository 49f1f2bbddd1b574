//! The events of a storage pool.

use std::ffi::c_int;

use crate::events::event_shapes;

event_shapes! { virStoragePoolPtr, virConnectStoragePoolEventGenericCallback;
    /// The pool started, stopped, or was defined, undefined, built or deleted.
    lifecycle(event: c_int, detail: c_int) = VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE;
    /// Its list of volumes was read anew.
    refresh() = VIR_STORAGE_POOL_EVENT_ID_REFRESH;
}
