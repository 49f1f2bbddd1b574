//! Scalars in and out.

use std::ffi::CStr;

use perl_xs::{Any, Bytes, Code, Error, IntoSv, Object, OwnedSv, xs};

xs! { package "PerlXS::Test::Scalar", error = Error<'_>;
    sub text(value: &CStr) { Ok(value) }
    sub bytes(value: &[u8]) { Ok(Bytes(value)) }
    sub signed(value: i64) { Ok(value) }
    sub unsigned(value: u64) { Ok(value) }
    sub int(value: i32) { Ok(value) }
    sub uint(value: u32) { Ok(value) }
    sub float(value: f64) { Ok(value) }
    sub truth(value: bool) { Ok(value) }
    sub maybe(value: Option<&CStr> = None) { Ok(value.map(CStr::to_bytes).map(Bytes)) }
    sub maybe_int(value: Option<i64> = None) { Ok(value) }
    sub any(call; value: Any) { Ok(Bytes(value.describe(call.perl()))) }
    sub same(value: Any) { Ok(value) }
    sub object(value: Object) { Ok(value) }
    sub code(value: Code) { Ok(value.0) }
    sub byte(value: i64) { Ok(value as u8) }
    sub texts(first: &CStr, second: &CStr) {
        let (first, second) = (first.to_bytes(), second.to_bytes());
        Ok(Bytes([first, b"|", second].concat()))
    }
    sub mixed(first: &[u8], second: i64, third: Option<&CStr>) {
        let third = third.map_or("undef".into(), CStr::to_string_lossy);
        Ok(Bytes(format!("{}|{second}|{third}", String::from_utf8_lossy(first))))
    }
    /// A scalar that is overwritten when it is freed.
    sub secret(call; value: &[u8]) { Ok(OwnedSv::bytes(call.perl(), value).secret()) }
    /// One of each kind of new scalar, as a list.
    sub fresh(call;) {
        let perl = call.perl();
        let target = OwnedSv::signed(perl, 7);
        Ok(vec![
            OwnedSv::undef(perl),
            OwnedSv::bytes(perl, b"a\0b"),
            OwnedSv::signed(perl, i64::MIN),
            OwnedSv::unsigned(perl, u64::MAX),
            OwnedSv::float(perl, 0.5),
            OwnedSv::reference(perl, target.borrow()),
            OwnedSv::reference_to(target),
            true.into_sv(perl),
            c"text".into_sv(perl),
        ])
    }
}
