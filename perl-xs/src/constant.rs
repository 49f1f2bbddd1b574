//! Constants: rows of data that loading puts into a package as perl's own constant subs.

use std::ffi::CStr;

use crate::error::Error;
use crate::interp::Perl;
use crate::shim;
use crate::sv::OwnedSv;
use crate::sys;

/// Constants of one package.
pub struct Table {
    /// The Perl package. Several tables may name the same one.
    pub package: &'static CStr,
    /// One row a constant.
    pub rows: &'static [Constant],
}

/// One constant.
pub struct Constant {
    /// Its name in Perl, without the package.
    pub name: &'static CStr,
    /// What it stands for.
    pub value: Value,
}

/// The value of a constant.
#[derive(Clone, Copy)]
pub enum Value {
    /// A number. A negative one, -n, is held as 2**64 - n.
    Unsigned(u64),
    /// A string.
    Text(&'static CStr),
}

impl Table {
    /// Puts the constants into the package.
    ///
    /// A constant is a reference to its value in the stash, which perl turns into a sub when somebody asks for one: that
    /// costs a fraction of a sub. A name that compiled code refers to already is a glob by now, and gets a real sub.
    ///
    /// # Errors
    /// What perl says of a package that is locked, or a handler of its warnings.
    pub(crate) fn install<'p>(&'static self, perl: Perl<'p>) -> Result<(), Error<'p>> {
        // SAFETY: the stash is created if need be, and lives on; perl copies the names; each value's reference passes on.
        perl.protect(move |perl| unsafe {
            let stash = sys::thx::Perl_gv_stashpv(perl.raw(), self.package.as_ptr(), 1);
            for row in self.rows {
                let value = match row.value {
                    Value::Unsigned(number) => OwnedSv::unsigned(perl, number).into_raw(),
                    Value::Text(text) => OwnedSv::bytes(perl, text.to_bytes()).into_raw(),
                };
                let (name, len) = (row.name.as_ptr(), row.name.count_bytes());
                shim::px_constant(perl.raw(), stash, name, len as _, value);
            }
            shim::px_constants_done(perl.raw(), stash);
        })
    }
}
