//! Constants of `Sys::Virt::Interface`.

constants! { "Sys::Virt::Interface";
    // virConnectListAllInterfacesFlags
    LIST_INACTIVE = VIR_CONNECT_LIST_INTERFACES_INACTIVE;
    LIST_ACTIVE = VIR_CONNECT_LIST_INTERFACES_ACTIVE;

    // virInterfaceXMLFlags
    XML_INACTIVE = VIR_INTERFACE_XML_INACTIVE;

    // virInterfaceDefineFlags
    DEFINE_VALIDATE = VIR_INTERFACE_DEFINE_VALIDATE;
}
