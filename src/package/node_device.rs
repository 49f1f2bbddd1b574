//! `Sys::Virt::NodeDevice`.

use std::ffi::CStr;

use crate::handle::{Connect, NodeDevice};
use crate::shapes::{count, names, ok, subs};
use crate::vir::vir;

subs! { "Sys::Virt::NodeDevice" handle;
    sub _create_xml(con: Connect, xml: &CStr, flags: u32 = 0) = handle(virNodeDeviceCreateXML(con, xml, flags));
    sub _define_xml(con: Connect, xml: &CStr, flags: u32 = 0) =
        handle(virNodeDeviceDefineXML(con, xml, flags)) since "7.3.0";
    sub _lookup_by_name(con: Connect, name: &CStr) = handle(virNodeDeviceLookupByName(con, name));
    sub _lookup_scsihost_by_wwn(con: Connect, wwnn: &CStr, wwpn: &CStr, flags: u32 = 0) =
        handle(virNodeDeviceLookupSCSIHostByWWN(con, wwnn, wwpn, flags));
    sub create(dev: NodeDevice, flags: u32 = 0) = ok(virNodeDeviceCreate(dev, flags)) since "7.3.0";
    sub destroy(dev_rv: NodeDevice) = ok(virNodeDeviceDestroy(dev_rv));
    sub dettach(dev: NodeDevice, driversv: Option<&CStr>, flags: u32 = 0) {
        ok(match (driversv, flags) {
            (None, 0) => vir!(virNodeDeviceDettach(dev)),
            _ => vir!(virNodeDeviceDetachFlags(dev, driversv, flags)),
        })
    }
    sub get_autostart(nodedev: NodeDevice) = out(virNodeDeviceGetAutostart(nodedev;)) since "7.8.0";
    sub get_name(dev: NodeDevice) = borrowed_str(virNodeDeviceGetName(dev));
    sub get_parent(dev: NodeDevice) = optional_str(virNodeDeviceGetParent(dev));
    sub get_xml_description(dev: NodeDevice, flags: u32 = 0) = owned_str(virNodeDeviceGetXMLDesc(dev, flags));
    sub is_active(nodedev: NodeDevice) = flag(virNodeDeviceIsActive(nodedev)) since "7.8.0";
    sub is_persistent(nodedev: NodeDevice) = flag(virNodeDeviceIsPersistent(nodedev)) since "7.8.0";
    sub list_capabilities(dev: NodeDevice) {
        let max = count(vir!(virNodeDeviceNumOfCaps(dev)))?;
        names(max, |out| vir!(virNodeDeviceListCaps(dev, out, max)))
    }
    sub reattach(dev: NodeDevice) = ok(virNodeDeviceReAttach(dev));
    sub reset(dev: NodeDevice) = ok(virNodeDeviceReset(dev));
    sub set_autostart(nodedev: NodeDevice, autostart: i32) =
        ok(virNodeDeviceSetAutostart(nodedev, autostart)) since "7.8.0";
    sub undefine(dev: NodeDevice, flags: u32 = 0) = ok(virNodeDeviceUndefine(dev, flags)) since "7.3.0";
    sub update(nodedev: NodeDevice, xml: &CStr, flags: u32 = 0) =
        ok(virNodeDeviceUpdate(nodedev, xml, flags)) since "10.1.0";
}
