//! `Sys::Virt::Domain`: metadata, and changes to devices.

use std::ffi::CStr;

use crate::handle::Domain;
use crate::shapes::subs;

subs! { "Sys::Virt::Domain";
    sub attach_device(dom: Domain, xml: &CStr, flags: u32 = 0) =
        ok(flags ? virDomainAttachDeviceFlags(dom, xml, flags) : virDomainAttachDevice(dom, xml));
    sub detach_device(dom: Domain, xml: &CStr, flags: u32 = 0) =
        ok(flags ? virDomainDetachDeviceFlags(dom, xml, flags) : virDomainDetachDevice(dom, xml));
    sub detach_device_alias(dom: Domain, alias: &CStr, flags: u32 = 0) =
        ok(virDomainDetachDeviceAlias(dom, alias, flags));
    sub get_metadata(dom: Domain, r#type: i32, uri: Option<&CStr> = None, flags: u32 = 0) =
        owned_str(virDomainGetMetadata(dom, r#type, uri, flags));
    sub set_metadata(
        dom: Domain,
        r#type: i32,
        metadata: Option<&CStr> = None,
        key: Option<&CStr> = None,
        uri: Option<&CStr> = None,
        flags: u32 = 0
    ) = ok(virDomainSetMetadata(dom, r#type, metadata, key, uri, flags));
    sub update_device(dom: Domain, xml: &CStr, flags: u32 = 0) = ok(virDomainUpdateDeviceFlags(dom, xml, flags));
}
