//! `Sys::Virt::Admin::Client`: a client of a daemon.

use crate::handle::AdminClient;
use crate::shapes::subs;

subs! { "Sys::Virt::Admin::Client" handle;
    sub close(client: AdminClient, flags: u32 = 0) = ok(virAdmClientClose(client, flags)) since "2.0.0";
    sub get_id(client: AdminClient) = plain(virAdmClientGetID(client)) since "2.0.0";
    sub get_info(client: AdminClient, flags: u32 = 0) = allocated_params(virAdmClientGetInfo(client; flags)) since "2.0.0";
    sub get_timestamp(client: AdminClient) = plain(virAdmClientGetTimestamp(client)) since "2.0.0";
    sub get_transport(client: AdminClient) = count(virAdmClientGetTransport(client)) since "2.0.0";
}
