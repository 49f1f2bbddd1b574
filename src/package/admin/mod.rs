//! `Sys::Virt::Admin`: a connection with the administration of a daemon.

pub(crate) mod client;
pub(crate) mod server;

use std::ffi::{CStr, CString};

use perl_xs::callback::Callback;
use perl_xs::{Code, Unused, signals};

use crate::admin::{close_func, opening};
use crate::events::close;
use crate::handle::Admin;
use crate::shapes::{OrGone, handle, subs};
use crate::vir::vir_since;

subs! { "Sys::Virt::Admin" handle;
    sub _get_conn_library_version(conn: Admin) = out(virAdmConnectGetLibVersion(conn;)) since "2.0.0";
    sub _get_library_version(_void: Unused) = out(virAdmGetVersion(;)) since "2.0.0";
    sub _open(name: Option<&CStr>, flags: u32) {
        // A copy, for an event loop in Perl may run, and change the caller's variable, while libvirt connects.
        let name = name.map(CString::from);
        opening()?;
        signals::guard_pipes();
        vir_since!("2.0.0", virAdmConnectOpen(name.as_deref(), flags)).and_then(handle)
    }
    sub get_logging_filters(conn: Admin, flags: u32 = 0) = out_str(virAdmConnectGetLoggingFilters(conn; flags)) since "3.0.0";
    sub get_logging_outputs(conn: Admin, flags: u32 = 0) = out_str(virAdmConnectGetLoggingOutputs(conn; flags)) since "3.0.0";
    sub get_server_by_name(conn: Admin, name: &CStr, flags: u32 = 0) =
        handle(virAdmConnectLookupServer(conn, name, flags)) since "2.0.0";
    sub get_uri(conn: Admin) = owned_str(virAdmConnectGetURI(conn)) since "2.0.0";
    sub is_alive(conn: Admin) = flag(virAdmConnectIsAlive(conn)) since "2.0.0";
    sub list_servers(conn: Admin, flags: u32 = 0) = list_all(virAdmConnectListServers(conn; flags)) since "2.0.0";
    sub register_close_callback(call; conn: Admin, cb: Code) {
        let callback = Callback::new(call.perl(), cb.0, &[call.arg(0)]);
        let mut absent = None;
        let registered = close::register(conn.raw().cast(), callback, |function, opaque, free| {
            vir_since!("2.0.0", virAdmConnectRegisterCloseCallback(conn, close_func(function), opaque, free))
                .unwrap_or_else(|error| {
                    absent = Some(error);
                    -1
                })
        });
        Ok(absent.map_or(registered, Err)?)
    }
    sub set_daemon_timeout(conn: Admin, seconds: u32, flags: u32 = 0) =
        ok(virAdmConnectSetDaemonTimeout(conn, seconds, flags)) since "8.6.0";
    sub set_logging_filters(conn: Admin, filters: Option<&CStr>, flags: u32 = 0) =
        ok(virAdmConnectSetLoggingFilters(conn, filters, flags)) since "3.0.0";
    sub set_logging_outputs(conn: Admin, outputs: Option<&CStr>, flags: u32 = 0) =
        ok(virAdmConnectSetLoggingOutputs(conn, outputs, flags)) since "3.0.0";
    sub shut_down_daemon(conn: Admin, flags: u32 = 0) = ok(virAdmConnectDaemonShutdown(conn, flags)) since "11.2.0";
    sub unregister_close_callback(conn: OrGone<Admin>) {
        if let Some(conn) = conn {
            close::unregister(conn.raw().cast(), |function| {
                vir_since!("2.0.0", virAdmConnectUnregisterCloseCallback(conn, close_func(function))).unwrap_or(-1)
            });
        }
        Ok(())
    }
}
