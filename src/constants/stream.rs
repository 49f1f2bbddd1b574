//! Constants of `Sys::Virt::Stream`.

constants! { "Sys::Virt::Stream";
    // virStreamFlags
    NONBLOCK = VIR_STREAM_NONBLOCK;

    // virStreamRecvFlagsValues
    RECV_STOP_AT_HOLE = VIR_STREAM_RECV_STOP_AT_HOLE;

    // virStreamEventType
    EVENT_READABLE = VIR_STREAM_EVENT_READABLE;
    EVENT_WRITABLE = VIR_STREAM_EVENT_WRITABLE;
    EVENT_ERROR = VIR_STREAM_EVENT_ERROR;
    EVENT_HANGUP = VIR_STREAM_EVENT_HANGUP;
}
