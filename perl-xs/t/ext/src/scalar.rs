//! Scalars in and out.

use std::ffi::CStr;

use perl_xs::{Bytes, Error, xs};

xs! { package "PerlXS::Test::Scalar";
    sub text(value: &CStr) { Ok::<_, Error>(value) }
    sub bytes(value: &[u8]) { Ok::<_, Error>(Bytes(value)) }
    sub signed(value: i64) { Ok::<_, Error>(value) }
    sub unsigned(value: u64, more: u32 = 0) { let _ = more; Ok::<_, Error>(value) }
    sub maybe(value: Option<&CStr> = None) { Ok::<_, Error>(value) }
}
