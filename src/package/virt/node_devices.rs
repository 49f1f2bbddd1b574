//! `Sys::Virt`: the devices of the host, found, listed, defined and created.

use std::ffi::CStr;

use virt::sys;

use crate::handle::Connect;
use crate::shapes::{Flags, bulk, count, looked_up, names, subs};
use crate::vir::{NO_FLAGS, vir};

subs! { "Sys::Virt";
    method create_node_device(con: Connect, xml: &CStr, flags: Flags = 0) =
        handle(virNodeDeviceCreateXML(con, xml, flags));
    method define_node_device(con: Connect, xml: &CStr, flags: Flags = 0) =
        handle(virNodeDeviceDefineXML(con, xml, flags)) since "7.3.0";
    method get_node_device_by_name(con: Connect, name: &CStr) = handle(virNodeDeviceLookupByName(con, name));
    method get_node_device_scsihost_by_wwn(con: Connect, wwnn: &CStr, wwpn: &CStr, flags: Flags = 0) =
        handle(virNodeDeviceLookupSCSIHostByWWN(con, wwnn, wwpn, flags));
    sub list_all_node_devices(con: Connect, flags: u32 = 0) = list_all(virConnectListAllNodeDevices(con; flags));
    sub list_node_device_names(con: Connect, cap: Option<&CStr>, maxnames: i32, flags: u32 = 0) {
        names(maxnames, |out| vir!(virNodeListDevices(con, cap, out, maxnames, flags)))
    }
    method list_node_devices(con: Connect, cap: Option<&CStr> = None) {
        let one_by_one = || {
            let max = count(vir!(virNodeNumOfDevices(con, cap, NO_FLAGS)))?;
            let found = names(max, |out| vir!(virNodeListDevices(con, cap, out, max, NO_FLAGS)))?;
            looked_up(found, |name| vir!(virNodeDeviceLookupByName(con, name.text())))
        };
        match filter(cap) {
            Some(filter) => bulk(|out| vir!(virConnectListAllNodeDevices(con, out, filter)), one_by_one),
            None => one_by_one().map(perl_xs::ret::Counted),
        }
    }
    sub num_of_node_devices(con: Connect, cap: Option<&CStr>, flags: u32 = 0) =
        count(virNodeNumOfDevices(con, cap, flags));
}

/// The flag that lists the devices of a capability; `None` for a capability that libvirt 6.0 has no flag for.
fn filter(cap: Option<&CStr>) -> Option<u32> {
    Some(match cap.map(CStr::to_bytes) {
        None => NO_FLAGS,
        Some(b"ccw") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCW_DEV,
        Some(b"drm") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_DRM,
        Some(b"fc_host") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_FC_HOST,
        Some(b"mdev") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV,
        Some(b"mdev_types") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV_TYPES,
        Some(b"net") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET,
        Some(b"pci") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV,
        Some(b"scsi") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI,
        Some(b"scsi_generic") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_GENERIC,
        Some(b"scsi_host") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_HOST,
        Some(b"scsi_target") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_TARGET,
        Some(b"storage") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_STORAGE,
        Some(b"system") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM,
        Some(b"usb") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_INTERFACE,
        Some(b"usb_device") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV,
        Some(b"vports") => sys::VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPORTS,
        Some(_) => return None,
    })
}
