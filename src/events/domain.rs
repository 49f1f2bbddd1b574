//! The events of a guest.

use std::ffi::{c_char, c_int};

use virt::sys::*;

use crate::events::{Params, event_shapes};

type Text = *const c_char;

event_shapes! { virDomainPtr, virConnectDomainEventGenericCallback;
    /// The guest agent came or went.
    agent_lifecycle(state: c_int, reason: c_int) = VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE;
    /// The balloon changed size.
    balloon_change(actual: u64) = VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE;
    /// A block job got on; the path is a file, or for the second id a target.
    block_job(disk: Text, kind: c_int, status: c_int) = VIR_DOMAIN_EVENT_ID_BLOCK_JOB | VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2;
    /// A disk was written past a threshold.
    block_threshold(dev: Text, path: Text, threshold: u64, excess: u64) = VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD;
    /// A channel was opened or closed in the guest.
    channel_lifecycle(name: Text, state: c_int, reason: c_int) as (state, reason) = VIR_DOMAIN_EVENT_ID_CHANNEL_LIFECYCLE;
    /// A device was added.
    device_added(alias: Text) = VIR_DOMAIN_EVENT_ID_DEVICE_ADDED;
    /// A device would not go.
    device_removal_failed(alias: Text) = VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED;
    /// A device is gone.
    device_removed(alias: Text) = VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED;
    /// A disk's source changed.
    disk_change(old: Text, new: Text, alias: Text, reason: c_int) = VIR_DOMAIN_EVENT_ID_DISK_CHANGE;
    /// A graphics client came or went.
    graphics(
        phase: c_int,
        local: *const virDomainEventGraphicsAddress,
        remote: *const virDomainEventGraphicsAddress,
        auth: Text,
        subject: *const virDomainEventGraphicsSubject
    ) = VIR_DOMAIN_EVENT_ID_GRAPHICS;
    /// A disk had an I/O error.
    io_error(src: Text, alias: Text, action: c_int) = VIR_DOMAIN_EVENT_ID_IO_ERROR;
    /// A disk had an I/O error, with its reason.
    io_error_reason(src: Text, alias: Text, action: c_int, reason: Text) = VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON;
    /// A job is done.
    job_completed(params: virTypedParameterPtr, len: c_int) as (Params(params, len)) = VIR_DOMAIN_EVENT_ID_JOB_COMPLETED;
    /// The guest started, stopped, or changed its state otherwise.
    lifecycle(event: c_int, detail: c_int) -> c_int = VIR_DOMAIN_EVENT_ID_LIFECYCLE;
    /// A memory device changed size.
    memory_device_size_change(alias: Text, size: u64) = VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE;
    /// The host's memory failed under the guest.
    memory_failure(recipient: c_int, action: c_int, flags: u32) = VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE;
    /// Metadata changed.
    metadata_change(kind: c_int, nsuri: Text) = VIR_DOMAIN_EVENT_ID_METADATA_CHANGE;
    /// A migration went round once more.
    migration_iteration(iteration: c_int) = VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION;
    /// A network card got another MAC address.
    nic_mac_change(alias: Text, old: Text, new: Text) = VIR_DOMAIN_EVENT_ID_NIC_MAC_CHANGE;
    /// The guest woke up, or went to sleep: on memory, or on disk.
    pm_change(reason: c_int)
        = VIR_DOMAIN_EVENT_ID_PMWAKEUP | VIR_DOMAIN_EVENT_ID_PMSUSPEND | VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK;
    /// The guest's clock was set.
    rtc_change(utcoffset: i64) = VIR_DOMAIN_EVENT_ID_RTC_CHANGE;
    /// Something happened that needs no words: a reboot, or an error in the control of the guest.
    plain() = VIR_DOMAIN_EVENT_ID_REBOOT | VIR_DOMAIN_EVENT_ID_CONTROL_ERROR;
    /// A drive's tray moved.
    tray_change(alias: Text, reason: c_int) = VIR_DOMAIN_EVENT_ID_TRAY_CHANGE;
    /// Tunables changed.
    tunable(params: virTypedParameterPtr, len: c_int) as (Params(params, len)) = VIR_DOMAIN_EVENT_ID_TUNABLE;
    /// A virtual CPU is gone.
    vcpu_removed(id: u32) = VIR_DOMAIN_EVENT_ID_VCPU_REMOVED;
    /// The guest's watchdog fired.
    watchdog(action: c_int) = VIR_DOMAIN_EVENT_ID_WATCHDOG;
}
