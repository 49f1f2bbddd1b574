//! `Sys::Virt::Domain`: network interfaces.

use std::ffi::CStr;

use perl_xs::boundary::{Call, Given};
use perl_xs::{Record, Ret};
use virt::sys;

use crate::handle::Domain;
use crate::shapes::{kept_counters, record_of, records, subs};
use crate::typed_params::Params;
use crate::typed_params::known::{ANNOUNCE, BANDWIDTH};
use crate::vir::vir;

records! {
    virDomainInterfaceStatsStruct {
        rx_bytes, rx_packets, rx_errs, rx_drop, tx_bytes, tx_packets, tx_errs, tx_drop
    }
}

subs! { "Sys::Virt::Domain";
    sub announce_interface(dom: Domain, device: Option<&CStr>, newparams: Params, flags: u32 = 0) =
        known_params(newparams: ANNOUNCE => virDomainAnnounceInterface(dom, device; flags)) since "12.5.0";
    sub get_interface_parameters(dom: Domain, intf: &CStr, flags: u32 = 0) =
        params(virDomainGetInterfaceParameters(dom, intf; flags));
    sub interface_stats(dom: Domain, path: &CStr) {
        let size = size_of::<sys::virDomainInterfaceStatsStruct>();
        record_of(|stats| vir!(virDomainInterfaceStats(dom, path, stats, size))).map(InterfaceStats)
    }
    sub set_interface_parameters(dom: Domain, intf: &CStr, newparams: Params, flags: u32 = 0) =
        set_params(
            newparams: BANDWIDTH, virDomainGetInterfaceParameters => virDomainSetInterfaceParameters(dom, intf; flags)
        );
}

/// Those of the counters that the driver keeps.
struct InterfaceStats(sys::virDomainInterfaceStatsStruct);

impl<'p> Ret<'p> for InterfaceStats {
    fn give(self, call: &Call<'p>) -> Given {
        static KEYS: Record = Record::new(&[
            "rx_bytes",
            "rx_packets",
            "rx_errs",
            "rx_drop",
            "tx_bytes",
            "tx_packets",
            "tx_errs",
            "tx_drop",
        ]);
        let stats = self.0;
        let counters = [
            stats.rx_bytes,
            stats.rx_packets,
            stats.rx_errs,
            stats.rx_drop,
            stats.tx_bytes,
            stats.tx_packets,
            stats.tx_errs,
            stats.tx_drop,
        ];
        kept_counters(&KEYS, call.perl(), counters).give(call)
    }
}
