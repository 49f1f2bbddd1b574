//! Scalars in and out.

use std::ffi::CStr;

use perl_xs::{Bytes, Error, xs};

xs! { package "PerlXS::Test::Scalar", error = Error<'_>;
    sub text(value: &CStr) { Ok(value) }
    sub bytes(value: &[u8]) { Ok(Bytes(value)) }
    sub signed(value: i64) { Ok(value) }
    sub unsigned(value: u64, more: u32 = 0) { let _ = more; Ok(value) }
    sub maybe(value: Option<&CStr> = None) { Ok(value) }
}
