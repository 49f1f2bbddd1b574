//! `Sys::Virt::Domain`: what only LXC has. `use Sys::Virt::LXC` loads it.

use std::ffi::{CStr, c_char, c_int};
use std::ptr;

use perl_xs::List;
use virt::sys::{virSecurityLabel, virSecurityModel};

use crate::error::{Error, Result};
use crate::handle::Domain;
use crate::listed::numbers;
use crate::shapes::{Filled, IntoHash, count, ok, subs};
use crate::typed_params::{Given, Params};
use crate::vir::vir_since;

subs! { "Sys::Virt::Domain";
    sub lxc_enter_cgroup(dom: Domain, flags: u32 = 0) = ok(virDomainLxcEnterCGroup(dom, flags)) since "2.0.0";
    sub lxc_enter_namespace(dom: Domain, fds: List<i32>, flags: u32 = 0) {
        let mut fds = fds;
        let (mut len, mut old): (u32, *mut c_int) = (0, ptr::null_mut());
        ok(vir_since!(
            "1.0.2",
            virDomainLxcEnterNamespace(dom, fds.len() as u32, fds.as_mut_ptr(), &raw mut len, &raw mut old, flags)
        )?)?;
        Ok(numbers(old, len as usize))
    }
    sub lxc_enter_security_label(_dom: Domain, model: Params, label: Params, flags: u32 = 0) {
        let (mut wanted, mut old) = (virSecurityLabel::empty(), virSecurityLabel::empty());
        let mut with = virSecurityModel::empty();
        put(&model, c"model", &mut with.model)?;
        put(&model, c"doi", &mut with.doi)?;
        put(&label, c"label", &mut wanted.label)?;
        ok(vir_since!(
            "1.0.4",
            virDomainLxcEnterSecurityLabel(&raw mut with, &raw mut wanted, &raw mut old, flags)
        )?)?;
        Ok(Filled(old))
    }
    sub lxc_open_namespace(dom: Domain, flags: u32 = 0) {
        let mut fds = ptr::null_mut();
        let len = count(vir_since!("1.0.2", virDomainLxcOpenNamespace(dom, &raw mut fds, flags))?)?;
        Ok(numbers(fds, len as usize))
    }
}

/// Puts the text that a hash has under a key into a struct's field.
fn put<const N: usize>(given: &Given<'_>, key: &'static CStr, field: &mut [c_char; N]) -> Result<()> {
    let refused = |why: &str| {
        Error::message(format!(
            "Sys::Virt::Domain::lxc_enter_security_label: {} {why}",
            key.to_string_lossy()
        ))
    };
    let text = given.text(key)?.ok_or_else(|| refused("is missing"))?.to_bytes();
    if text.len() >= N {
        return Err(refused(&format!("is longer than {} bytes", N - 1)));
    }
    field.iter_mut().zip(text).for_each(|(place, byte)| *place = *byte as c_char);
    Ok(())
}
