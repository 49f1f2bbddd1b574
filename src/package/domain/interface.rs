//! `Sys::Virt::Domain`: network interfaces.

use std::ffi::CStr;

use perl_xs::{IntoSv, Pairs, Record};
use virt::sys;

use crate::handle::Domain;
use crate::shapes::{record_of, records, subs};
use crate::typed_params::known::{ANNOUNCE, BANDWIDTH};
use crate::vir::vir;

records! {
    virDomainInterfaceStatsStruct {
        rx_bytes, rx_packets, rx_errs, rx_drop, tx_bytes, tx_packets, tx_errs, tx_drop
    }
}

subs! { "Sys::Virt::Domain";
    sub announce_interface(dom: Domain, device: Option<&CStr>, newparams: Pairs, flags: u32 = 0) =
        known_params(newparams: ANNOUNCE => virDomainAnnounceInterface(dom, device; flags)) since "12.5.0";
    sub get_interface_parameters(dom: Domain, intf: &CStr, flags: u32 = 0) =
        params(virDomainGetInterfaceParameters(dom, intf; flags));
    sub interface_stats(call; dom: Domain, path: &CStr) {
        static KEYS: Record = Record::new(&[
            "rx_bytes", "rx_packets", "rx_errs", "rx_drop", "tx_bytes", "tx_packets", "tx_errs", "tx_drop",
        ]);
        let size = size_of::<sys::virDomainInterfaceStatsStruct>();
        let stats: sys::virDomainInterfaceStatsStruct =
            record_of(|stats| vir!(virDomainInterfaceStats(dom, path, stats, size)))?;
        let counters = [
            stats.rx_bytes, stats.rx_packets, stats.rx_errs, stats.rx_drop,
            stats.tx_bytes, stats.tx_packets, stats.tx_errs, stats.tx_drop,
        ];
        // A counter of -1 is one that the driver does not keep.
        Ok(KEYS.fill(call.perl(), counters.map(|counter| (counter != -1).then(|| counter.into_sv(call.perl())))))
    }
    sub set_interface_parameters(dom: Domain, intf: &CStr, newparams: Pairs, flags: u32 = 0) =
        set_params(
            newparams: BANDWIDTH, virDomainGetInterfaceParameters => virDomainSetInterfaceParameters(dom, intf; flags)
        );
}
