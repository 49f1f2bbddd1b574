//! libvirt's types and functions: those of `virt::sys`, and those of its three other libraries, which `virt::sys` does not
//! declare.
//!
//! None of the functions here is ever linked: they are called with a version (`since`), and so looked up in their library,
//! which is opened then (see [`crate::since`]).

#![allow(non_camel_case_types)] // the names are those of the headers

use std::ffi::{CStr, c_char, c_int, c_longlong, c_uint, c_ulonglong, c_void};

pub(crate) use virt::sys::*;

/// A type of which libvirt shows only pointers.
macro_rules! opaque {
    ($($ty:ident as $ptr:ident),*) => { $(
        #[doc = "See libvirt-admin.h."]
        #[repr(C)]
        pub(crate) struct $ty([u8; 0]);

        #[doc = "See libvirt-admin.h."]
        pub(crate) type $ptr = *mut $ty;
    )* };
}

opaque!(virAdmConnect as virAdmConnectPtr, virAdmServer as virAdmServerPtr, virAdmClient as virAdmClientPtr);

/// Constants of the three headers, as `virt::sys` has those of the others.
macro_rules! numbers {
    ($($name:ident = $value:expr;)*) => { $(#[doc = "See libvirt's header."] pub(crate) const $name: u32 = $value;)* };
}

/// The same for text.
macro_rules! texts {
    ($($name:ident = $value:literal;)*) => { $(#[doc = "See libvirt's header."] pub(crate) const $name: &CStr = $value;)* };
}

numbers! {
    VIR_CLIENT_TRANS_UNIX = 0;
    VIR_CLIENT_TRANS_TCP = 1;
    VIR_CLIENT_TRANS_TLS = 2;
    VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE = 1 << 1;
    VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX = 1 << 0;
    VIR_DAEMON_SHUTDOWN_PRESERVE = 1 << 0;
    VIR_DOMAIN_QEMU_AGENT_COMMAND_SHUTDOWN = 60;
    VIR_DOMAIN_QEMU_MONITOR_COMMAND_DEFAULT = 0;
    VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP = 1 << 0;
}

/// Timeouts of a command for the guest agent, most of which are negative.
pub(crate) const VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK: i32 = VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK;
/// As above.
pub(crate) const VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT: i32 = VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_DEFAULT;
/// As above.
pub(crate) const VIR_DOMAIN_QEMU_AGENT_COMMAND_MIN: i32 = VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK;
/// As above.
pub(crate) const VIR_DOMAIN_QEMU_AGENT_COMMAND_NOWAIT: i32 = VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_NOWAIT;

texts! {
    VIR_CLIENT_INFO_READONLY = c"readonly";
    VIR_CLIENT_INFO_SASL_USER_NAME = c"sasl_user_name";
    VIR_CLIENT_INFO_SELINUX_CONTEXT = c"selinux_context";
    VIR_CLIENT_INFO_SOCKET_ADDR = c"sock_addr";
    VIR_CLIENT_INFO_UNIX_GROUP_ID = c"unix_group_id";
    VIR_CLIENT_INFO_UNIX_GROUP_NAME = c"unix_group_name";
    VIR_CLIENT_INFO_UNIX_PROCESS_ID = c"unix_process_id";
    VIR_CLIENT_INFO_UNIX_USER_ID = c"unix_user_id";
    VIR_CLIENT_INFO_UNIX_USER_NAME = c"unix_user_name";
    VIR_CLIENT_INFO_X509_DISTINGUISHED_NAME = c"tls_x509_dname";
    VIR_SERVER_CLIENTS_CURRENT = c"nclients";
    VIR_SERVER_CLIENTS_MAX = c"nclients_max";
    VIR_SERVER_CLIENTS_UNAUTH_CURRENT = c"nclients_unauth";
    VIR_SERVER_CLIENTS_UNAUTH_MAX = c"nclients_unauth_max";
    VIR_THREADPOOL_JOB_QUEUE_DEPTH = c"jobQueueDepth";
    VIR_THREADPOOL_WORKERS_CURRENT = c"nWorkers";
    VIR_THREADPOOL_WORKERS_FREE = c"freeWorkers";
    VIR_THREADPOOL_WORKERS_MAX = c"maxWorkers";
    VIR_THREADPOOL_WORKERS_MIN = c"minWorkers";
    VIR_THREADPOOL_WORKERS_PRIORITY = c"prioWorkers";
}

/// What is called when the monitor of a guest tells of an event.
pub(crate) type virConnectDomainQemuMonitorEventCallback = Option<
    unsafe extern "C" fn(
        virConnectPtr,
        virDomainPtr,
        *const c_char,
        c_longlong,
        c_uint,
        *const c_char,
        *mut c_void,
    ),
>;

/// What is called when a connection with a daemon's administration breaks.
pub(crate) type virAdmConnectCloseFunc = Option<unsafe extern "C" fn(virAdmConnectPtr, c_int, *mut c_void)>;

type Params = *mut virTypedParameterPtr;

// libvirt-qemu.h
unsafe extern "C" {
    pub(crate) fn virConnectDomainQemuMonitorEventDeregister(conn: virConnectPtr, id: c_int) -> c_int;
    pub(crate) fn virConnectDomainQemuMonitorEventRegister(
        conn: virConnectPtr,
        dom: virDomainPtr,
        event: *const c_char,
        cb: virConnectDomainQemuMonitorEventCallback,
        opaque: *mut c_void,
        free: virFreeCallback,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virDomainQemuAgentCommand(
        dom: virDomainPtr,
        cmd: *const c_char,
        timeout: c_int,
        flags: c_uint,
    ) -> *mut c_char;
    pub(crate) fn virDomainQemuAttach(conn: virConnectPtr, pid: c_uint, flags: c_uint) -> virDomainPtr;
    pub(crate) fn virDomainQemuMonitorCommand(
        dom: virDomainPtr,
        cmd: *const c_char,
        result: *mut *mut c_char,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virDomainQemuMonitorCommandWithFiles(
        dom: virDomainPtr,
        cmd: *const c_char,
        infiles_len: c_uint,
        infiles: *mut c_int,
        outfiles_len: *mut c_uint,
        outfiles: *mut *mut c_int,
        result: *mut *mut c_char,
        flags: c_uint,
    ) -> c_int;
}

// libvirt-lxc.h
unsafe extern "C" {
    pub(crate) fn virDomainLxcEnterCGroup(dom: virDomainPtr, flags: c_uint) -> c_int;
    pub(crate) fn virDomainLxcEnterNamespace(
        dom: virDomainPtr,
        len: c_uint,
        fds: *mut c_int,
        old_len: *mut c_uint,
        old: *mut *mut c_int,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virDomainLxcEnterSecurityLabel(
        model: virSecurityModelPtr,
        label: virSecurityLabelPtr,
        old: virSecurityLabelPtr,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virDomainLxcOpenNamespace(dom: virDomainPtr, fds: *mut *mut c_int, flags: c_uint) -> c_int;
}

// libvirt-admin.h
unsafe extern "C" {
    pub(crate) fn virAdmClientClose(client: virAdmClientPtr, flags: c_uint) -> c_int;
    pub(crate) fn virAdmClientFree(client: virAdmClientPtr) -> c_int;
    pub(crate) fn virAdmClientGetID(client: virAdmClientPtr) -> c_ulonglong;
    pub(crate) fn virAdmClientGetInfo(
        client: virAdmClientPtr,
        params: Params,
        len: *mut c_int,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virAdmClientGetTimestamp(client: virAdmClientPtr) -> c_longlong;
    pub(crate) fn virAdmClientGetTransport(client: virAdmClientPtr) -> c_int;
    pub(crate) fn virAdmConnectClose(conn: virAdmConnectPtr) -> c_int;
    pub(crate) fn virAdmConnectDaemonShutdown(conn: virAdmConnectPtr, flags: c_uint) -> c_int;
    pub(crate) fn virAdmConnectGetLibVersion(conn: virAdmConnectPtr, version: *mut c_ulonglong) -> c_int;
    pub(crate) fn virAdmConnectGetLoggingFilters(
        conn: virAdmConnectPtr,
        filters: *mut *mut c_char,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virAdmConnectGetLoggingOutputs(
        conn: virAdmConnectPtr,
        outputs: *mut *mut c_char,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virAdmConnectGetURI(conn: virAdmConnectPtr) -> *mut c_char;
    pub(crate) fn virAdmConnectIsAlive(conn: virAdmConnectPtr) -> c_int;
    pub(crate) fn virAdmConnectListServers(
        conn: virAdmConnectPtr,
        servers: *mut *mut virAdmServerPtr,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virAdmConnectLookupServer(
        conn: virAdmConnectPtr,
        name: *const c_char,
        flags: c_uint,
    ) -> virAdmServerPtr;
    pub(crate) fn virAdmConnectOpen(name: *const c_char, flags: c_uint) -> virAdmConnectPtr;
    pub(crate) fn virAdmConnectRef(conn: virAdmConnectPtr) -> c_int;
    pub(crate) fn virAdmConnectRegisterCloseCallback(
        conn: virAdmConnectPtr,
        cb: virAdmConnectCloseFunc,
        opaque: *mut c_void,
        free: virFreeCallback,
    ) -> c_int;
    pub(crate) fn virAdmConnectSetDaemonTimeout(
        conn: virAdmConnectPtr,
        seconds: c_uint,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virAdmConnectSetLoggingFilters(
        conn: virAdmConnectPtr,
        filters: *const c_char,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virAdmConnectSetLoggingOutputs(
        conn: virAdmConnectPtr,
        outputs: *const c_char,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virAdmConnectUnregisterCloseCallback(
        conn: virAdmConnectPtr,
        cb: virAdmConnectCloseFunc,
    ) -> c_int;
    pub(crate) fn virAdmGetVersion(version: *mut c_ulonglong) -> c_int;
    pub(crate) fn virAdmServerFree(server: virAdmServerPtr) -> c_int;
    pub(crate) fn virAdmServerGetClientLimits(
        server: virAdmServerPtr,
        params: Params,
        len: *mut c_int,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virAdmServerGetName(server: virAdmServerPtr) -> *const c_char;
    pub(crate) fn virAdmServerGetThreadPoolParameters(
        server: virAdmServerPtr,
        params: Params,
        len: *mut c_int,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virAdmServerListClients(
        server: virAdmServerPtr,
        clients: *mut *mut virAdmClientPtr,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virAdmServerLookupClient(
        server: virAdmServerPtr,
        id: c_ulonglong,
        flags: c_uint,
    ) -> virAdmClientPtr;
    pub(crate) fn virAdmServerSetClientLimits(
        server: virAdmServerPtr,
        params: virTypedParameterPtr,
        len: c_int,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virAdmServerSetThreadPoolParameters(
        server: virAdmServerPtr,
        params: virTypedParameterPtr,
        len: c_int,
        flags: c_uint,
    ) -> c_int;
    pub(crate) fn virAdmServerUpdateTlsFiles(server: virAdmServerPtr, flags: c_uint) -> c_int;
}
