//! `Sys::Virt::Domain`: security labels, protected memory, and what libvirt warns of.

use crate::handle::Domain;
use crate::listed;
use crate::shapes::{records, subs};
use crate::typed_params::Params;
use crate::typed_params::known::LAUNCH_SECURITY;
use crate::vir::vir;

records! {
    virSecurityLabel { label, enforcing }
}

subs! { "Sys::Virt::Domain";
    sub get_launch_security_info(dom: Domain, flags: u32 = 0) =
        allocated_params(virDomainGetLaunchSecurityInfo(dom; flags));
    sub get_messages(dom: Domain, flags: u32 = 0) = strings(virDomainGetMessages(dom; flags)) since "7.1.0";
    sub get_security_label(dom: Domain) = record(virDomainGetSecurityLabel(dom;));
    sub get_security_label_list(dom: Domain) {
        listed::security_labels(|labels| vir!(virDomainGetSecurityLabelList(dom, labels)))
    }
    sub set_launch_security_state(dom: Domain, newparams: Params, flags: u32 = 0) =
        known_params(newparams: LAUNCH_SECURITY => virDomainSetLaunchSecurityState(dom; flags)) since "8.0.0";
}
