//! `Sys::Virt::Domain`: what a guest shows.

use crate::handle::{Domain, Stream};
use crate::shapes::subs;

subs! { "Sys::Virt::Domain";
    sub screenshot(dom: Domain, st: Stream, screen: u32, flags: u32 = 0) =
        owned_str(virDomainScreenshot(dom, st, screen, flags));
}
