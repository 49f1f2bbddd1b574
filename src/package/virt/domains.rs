//! `Sys::Virt`: the guests of a connection, found, listed, defined and started.

use std::ffi::CStr;
use std::ptr;

use perl_xs::List;
use perl_xs::handle::{Fresh, Live};
use perl_xs::ret::Counted;
use virt::sys;

use crate::error::Result;
use crate::handle::{Connect, Domain};
use crate::listed;
use crate::shapes::{Flags, bulk, count, handle, ids, looked_up, subs};
use crate::vir::vir;

subs! { "Sys::Virt";
    method create_domain(con: Connect, xml: &CStr, flags: Flags = 0) = handle(virDomainCreateXML(con, xml, flags));
    method create_domain_with_files(con: Connect, xml: &CStr, fds: List<i32>, flags: Flags = 0) {
        let mut fds = fds;
        handle(vir!(virDomainCreateXMLWithFiles(con, xml, fds.len() as u32, fds.as_mut_ptr(), flags)))
    }
    method define_domain(con: Connect, xml: &CStr, flags: Flags = 0) =
        handle(flags ? virDomainDefineXMLFlags(con, xml, flags) : virDomainDefineXML(con, xml));
    sub get_all_domain_stats(
        con: Connect, stats: u32, doms_sv: Option<List<Domain>> = None, flags: u32 = 0
    ) {
        // An empty list means all, too.
        listed::domain_stats(|out| match doms_sv.as_deref() {
            None | Some([]) => vir!(virConnectGetAllDomainStats(con, stats, out, flags)),
            Some(doms) => {
                let mut doms: Vec<_> = doms.iter().map(Live::raw).chain([ptr::null_mut()]).collect();
                vir!(virDomainListGetStats(doms.as_mut_ptr(), stats, out, flags))
            }
        })
    }
    method get_domain_by_id(con: Connect, id: i32) = handle(virDomainLookupByID(con, id));
    method get_domain_by_name(con: Connect, name: &CStr) = handle(virDomainLookupByName(con, name));
    method get_domain_by_uuid(con: Connect, uuid: &[u8]) =
        by_uuid(con, uuid: virDomainLookupByUUID, virDomainLookupByUUIDString);
    sub list_all_domains(con: Connect, flags: u32 = 0) = list_all(virConnectListAllDomains(con; flags));
    sub list_defined_domain_names(con: Connect, maxnames: i32) =
        names(virConnectListDefinedDomains(con; maxnames));
    method list_defined_domains(con: Connect) =
        at_once(con, sys::VIR_CONNECT_LIST_DOMAINS_INACTIVE; virConnectListAllDomains else virConnectNumOfDefinedDomains, virConnectListDefinedDomains, virDomainLookupByName);
    sub list_domain_ids(con: Connect, maxids: i32) = ids(virConnectListDomains(con; maxids));
    method list_domains(con: Connect) { running(&con) }
    sub num_of_defined_domains(con: Connect) = count(virConnectNumOfDefinedDomains(con));
    sub num_of_domains(con: Connect) = count(virConnectNumOfDomains(con));
}

/// The guests that are running: one call where the driver has it. They have an ID each, for the old way.
fn running(con: &Live<'_, Connect>) -> Result<Counted<Fresh<Domain>>> {
    bulk(
        |out| vir!(virConnectListAllDomains(*con, out, sys::VIR_CONNECT_LIST_DOMAINS_ACTIVE)),
        || {
            let max = count(vir!(virConnectNumOfDomains(*con)))?;
            let found = ids(max, |out| vir!(virConnectListDomains(*con, out, max)))?;
            looked_up(found, |id| vir!(virDomainLookupByID(*con, *id)))
        },
    )
}
