//! `Sys::Virt::Domain`: what the guest is asked for, mostly by its agent.

use std::ffi::CStr;

use perl_xs::List;
use perl_xs::ret::InArray;

use crate::handle::Domain;
use crate::shapes::{ok, pointers, subs};
use crate::typed_params::TypedParams;
use crate::vir::{vir, vir_since};

subs! { "Sys::Virt::Domain";
    sub authorized_ssh_keys_get(dom: Domain, user: &CStr, flags: u32 = 0) =
        strings(virDomainAuthorizedSSHKeysGet(dom, user; flags)) since "6.10.0";
    sub authorized_ssh_keys_set(dom: Domain, user: &CStr, keysSV: List<&CStr>, flags: u32 = 0) {
        let mut keys = pointers(&keysSV);
        let (keys, len) = (keys.as_mut_ptr(), keysSV.len() as u32);
        ok(vir_since!("6.10.0", virDomainAuthorizedSSHKeysSet(dom, user, keys, len, flags))?)
    }
    sub fs_freeze(dom: Domain, mountPointsSV: List<&CStr>, flags: u32 = 0) {
        let mut points = pointers(&mountPointsSV);
        ok(vir!(virDomainFSFreeze(dom, points.as_mut_ptr(), mountPointsSV.len() as u32, flags)))
    }
    sub fs_thaw(dom: Domain, mountPointsSV: List<&CStr>, flags: u32 = 0) {
        let mut points = pointers(&mountPointsSV);
        ok(vir!(virDomainFSThaw(dom, points.as_mut_ptr(), mountPointsSV.len() as u32, flags)))
    }
    sub fs_trim(dom: Domain, mountPoint: Option<&CStr>, minimumsv: u64, flags: u32 = 0) =
        ok(virDomainFSTrim(dom, mountPoint, minimumsv, flags));
    sub get_fs_info(dom: Domain, flags: u32 = 0) = structs(virDomainGetFSInfo(dom; flags));
    sub get_guest_info(dom: Domain, types: u32 = 0, flags: u32 = 0) =
        allocated_params(virDomainGetGuestInfo(dom, types; flags));
    sub get_guest_vcpus(dom: Domain, flags: u32 = 0) {
        TypedParams::allocated(|params, len| vir!(virDomainGetGuestVcpus(dom, params, len.cast::<u32>(), flags)))
    }
    sub get_interface_addresses(dom: Domain, src: u32, flags: u32 = 0) =
        structs(virDomainInterfaceAddresses(dom; src, flags));
    sub get_time(dom: Domain, flags: u32 = 0) {
        let (mut secs, mut nsecs) = (0_i64, 0_u32);
        ok(vir!(virDomainGetTime(dom, &raw mut secs, &raw mut nsecs, flags)))?;
        Ok(InArray((secs, nsecs)))
    }
    sub set_agent_response_timeout(dom: Domain, timeout: i32, flags: u32 = 0) =
        ok(virDomainAgentSetResponseTimeout(dom, timeout, flags));
    sub set_guest_vcpus(dom: Domain, cpumap: &CStr, state: i32, flags: u32 = 0) =
        ok(virDomainSetGuestVcpus(dom, cpumap, state, flags));
    sub set_time(dom: Domain, secssv: i64, nsecs: u32, flags: u32 = 0) =
        ok(virDomainSetTime(dom, secssv, nsecs, flags));
    sub set_user_password(dom: Domain, username: &CStr, password: &CStr, flags: u32 = 0) =
        ok(virDomainSetUserPassword(dom, username, password, flags));
}
