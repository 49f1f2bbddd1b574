//! `Sys::Virt::Admin::Server`: a part of a daemon that has clients.

use crate::handle::AdminServer;
use crate::shapes::subs;
use crate::typed_params::Params;
use crate::typed_params::known::{CLIENT_LIMITS, THREADPOOL};

subs! { "Sys::Virt::Admin::Server" handle;
    sub get_client_by_id(server: AdminServer, id: u64, flags: u32 = 0) =
        handle(virAdmServerLookupClient(server, id, flags)) since "2.0.0";
    sub get_client_limits(server: AdminServer, flags: u32 = 0) =
        allocated_params(virAdmServerGetClientLimits(server; flags)) since "2.0.0";
    sub get_name(server: AdminServer) = borrowed_str(virAdmServerGetName(server)) since "2.0.0";
    sub get_threadpool_parameters(server: AdminServer, flags: u32 = 0) =
        allocated_params(virAdmServerGetThreadPoolParameters(server; flags)) since "2.0.0";
    sub list_clients(server: AdminServer, flags: u32 = 0) = list_all(virAdmServerListClients(server; flags)) since "2.0.0";
    sub set_client_limits(server: AdminServer, params: Params, flags: u32 = 0) =
        known_params(params: CLIENT_LIMITS => virAdmServerSetClientLimits(server; flags)) since "2.0.0";
    sub set_threadpool_parameters(server: AdminServer, params: Params, flags: u32 = 0) =
        known_params(params: THREADPOOL => virAdmServerSetThreadPoolParameters(server; flags)) since "2.0.0";
    sub update_tls_files(server: AdminServer, flags: u32 = 0) = ok(virAdmServerUpdateTlsFiles(server, flags)) since "2.0.0";
}
