//! `Sys::Virt::Domain`: the threads that do a guest's input and output.

use std::ffi::c_int;

use crate::handle::Domain;
use crate::shapes::{ok, subs};
use crate::typed_params::Params;
use crate::typed_params::known::IOTHREAD;
use crate::vir::vir;

subs! { "Sys::Virt::Domain";
    sub add_iothread(dom: Domain, iothread_id: u32, flags: u32 = 0) =
        ok(virDomainAddIOThread(dom, iothread_id, flags));
    sub del_iothread(dom: Domain, iothread_id: u32, flags: u32 = 0) =
        ok(virDomainDelIOThread(dom, iothread_id, flags));
    sub get_iothread_info(dom: Domain, flags: u32 = 0) = structs(virDomainGetIOThreadInfo(dom; flags));
    sub pin_iothread(dom: Domain, iothread_id: u32, mask: &[u8], flags: u32 = 0) {
        // libvirt reads the map and does not change it.
        let (map, len) = (mask.as_ptr().cast_mut(), mask.len() as c_int);
        ok(vir!(virDomainPinIOThread(dom, iothread_id, map, len, flags)))
    }
    sub set_iothread(dom: Domain, iothread_id: u32, newparams: Params, flags: u32 = 0) =
        known_params(newparams: IOTHREAD => virDomainSetIOThreadParams(dom, iothread_id; flags));
}
