//! Constants of `Sys::Virt::NWFilterBinding`.

constants! { "Sys::Virt::NWFilterBinding";
    // virNWFilterBindingCreateFlags
    CREATE_VALIDATE = VIR_NWFILTER_BINDING_CREATE_VALIDATE;
}
