//! `Sys::Virt`: the connection itself.

pub(crate) mod cpus;
pub(crate) mod domains;
pub(crate) mod events;
pub(crate) mod images;
pub(crate) mod interfaces;
pub(crate) mod networks;
pub(crate) mod node;
pub(crate) mod node_devices;
pub(crate) mod nwfilters;
pub(crate) mod qemu;
pub(crate) mod secrets;
pub(crate) mod storage;

use std::ffi::{CStr, CString};
use std::ptr;

use perl_xs::handle::Fresh;
use perl_xs::work::Asking;
use perl_xs::{List, Unused};

use crate::admin;
use crate::auth;
use crate::closing;
use crate::error::{Error, Result};
use crate::event_loop::early;
use crate::handle::Connect;
use crate::package::PARTS;
use crate::shapes::{handle, ok, subs};
use crate::typed_params::{Params, TypedParams, known::IDENTITY};
use crate::vir::vir;

subs! { "Sys::Virt" handle;
    sub _get_conn_library_version(con: Connect) = out(virConnectGetLibVersion(con;));
    sub _get_conn_version(con: Connect) = out(virConnectGetVersion(con;));
    sub _get_library_version(_void: Unused) {
        let mut version = 0_u64;
        ok(vir!(virGetVersion(&raw mut version, ptr::null(), ptr::null_mut())))?;
        Ok(version)
    }
    sub _load(call; part: &CStr) {
        match PARTS.iter().find(|module| module.name == part) {
            Some(module) => Ok(module.install(call.perl())?),
            None => Err(Error::message(format!("there is no part {part:?} of Sys::Virt")).into()),
        }
    }
    sub _open(name: Option<&CStr>, flags: u32) {
        // A copy, for an event loop in Perl may run, and change the caller's variable, while libvirt connects.
        let name = name.map(CString::from);
        admin::opening_other()?;
        early::opening(name.as_deref());
        opened(name.as_deref(), handle(vir!(virConnectOpenAuth(name.as_deref(), ptr::null_mut(), flags))))
    }
    sub _open_auth(name: Option<&CStr>, creds: Option<List<i32>>, cb: Option<Asking>, flags: u32) {
        let name = name.map(CString::from);
        admin::opening_other()?;
        early::opening(name.as_deref());
        let fresh = match (creds, cb) {
            (Some(types), Some(asked)) => auth::open(name.as_deref(), types, &asked, flags),
            _ => handle(vir!(virConnectOpenAuth(name.as_deref(), auth::default(), flags))),
        };
        opened(name.as_deref(), fresh)
    }
    sub get_capabilities(con: Connect) = owned_str(virConnectGetCapabilities(con));
    sub get_domain_capabilities(
        con: Connect,
        emulatorsv: Option<&CStr>,
        archsv: Option<&CStr>,
        machinesv: Option<&CStr>,
        virttypesv: Option<&CStr>,
        flags: u32 = 0
    ) = owned_str(virConnectGetDomainCapabilities(con, emulatorsv, archsv, machinesv, virttypesv, flags));
    sub get_hostname(con: Connect) = owned_str(virConnectGetHostname(con));
    sub get_max_vcpus(con: Connect, r#type: Option<&CStr>) = count(virConnectGetMaxVcpus(con, r#type));
    sub get_sysinfo(con: Connect, flags: u32 = 0) = maybe_str(virConnectGetSysinfo(con, flags));
    sub get_type(con: Connect) = borrowed_str(virConnectGetType(con));
    sub get_uri(con: Connect) = maybe_str(virConnectGetURI(con));
    sub is_alive(conn: Connect) = flag(virConnectIsAlive(conn));
    sub is_encrypted(conn: Connect) = flag(virConnectIsEncrypted(conn));
    sub is_secure(conn: Connect) = flag(virConnectIsSecure(conn));
    sub set_identity(conn: Connect, newident: Params, flags: u32 = 0) {
        let identity = TypedParams::known(&newident, IDENTITY)?;
        ok(vir!(virConnectSetIdentity(conn, identity.as_ptr(), identity.len(), flags)))
    }
    sub set_keep_alive(conn: Connect, interval: i32, count: u32) = ok(virConnectSetKeepAlive(conn, interval, count));
}

/// A connection is open now.
fn opened(name: Option<&CStr>, fresh: Result<Fresh<Connect>>) -> Result<Fresh<Connect>> {
    fresh.inspect(early::opened).inspect(|conn| closing::opened(name, conn))
}
