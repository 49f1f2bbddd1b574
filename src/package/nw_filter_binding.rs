//! `Sys::Virt::NWFilterBinding`.

use crate::handle::NwFilterBinding;
use crate::shapes::subs;

subs! { "Sys::Virt::NWFilterBinding" handle;
    sub delete(binding: NwFilterBinding) = ok(virNWFilterBindingDelete(binding));
    sub get_filter_name(binding: NwFilterBinding) = borrowed_str(virNWFilterBindingGetFilterName(binding));
    sub get_port_dev(binding: NwFilterBinding) = borrowed_str(virNWFilterBindingGetPortDev(binding));
    sub get_xml_description(binding: NwFilterBinding, flags: u32 = 0) =
        owned_str(virNWFilterBindingGetXMLDesc(binding, flags));
}
