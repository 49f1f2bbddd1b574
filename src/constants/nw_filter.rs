//! Constants of `Sys::Virt::NWFilter`.

constants! { "Sys::Virt::NWFilter";
    // virNWFilterDefineFlags
    DEFINE_VALIDATE = VIR_NWFILTER_DEFINE_VALIDATE;
}
