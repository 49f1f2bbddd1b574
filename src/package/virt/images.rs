//! `Sys::Virt`: guests in files: saved ones, and those of other programs.

use std::ffi::CStr;

use crate::error::Error;
use crate::handle::Connect;
use crate::package::domain::lifecycle::saved_params;
use crate::shapes::{OrNone, ok, subs};
use crate::typed_params::Params;
use crate::vir::{vir, vir_since};

subs! { "Sys::Virt";
    sub define_save_image_xml(con: Connect, file: &CStr, xml: &CStr, flags: u32 = 0) =
        ok(virDomainSaveImageDefineXML(con, file, xml, flags));
    sub domain_xml_from_native(con: Connect, configtype: &CStr, configdata: &CStr, flags: u32 = 0) =
        owned_str(virConnectDomainXMLFromNative(con, configtype, configdata, flags));
    sub domain_xml_to_native(con: Connect, configtype: &CStr, xmldata: &CStr, flags: u32 = 0) =
        owned_str(virConnectDomainXMLToNative(con, configtype, xmldata, flags));
    sub get_save_image_xml_description(con: Connect, file: &CStr, flags: u32 = 0) =
        owned_str(virDomainSaveImageGetXMLDesc(con, file, flags));
    sub restore_domain(
        con: Connect,
        fromsv: Option<&CStr> = None,
        dxmlsv: Option<&CStr> = None,
        params_sv: OrNone<Params> = None,
        flags: u32 = 0
    ) {
        match (params_sv, fromsv) {
            (Some(given), _) => {
                let params = saved_params(&given, fromsv, dxmlsv)?;
                ok(vir_since!("8.4.0", virDomainRestoreParams(con, params.as_ptr(), params.len(), flags))?)
            }
            (None, Some(from)) if dxmlsv.is_some() || flags != 0 => {
                ok(vir!(virDomainRestoreFlags(con, from, dxmlsv, flags)))
            }
            (None, Some(from)) => ok(vir!(virDomainRestore(con, from))),
            (None, None) => Err(Error::message("Either $from or $params parameter must be supplied")),
        }
    }
}
