//! Constants.

use perl_xs::constant::{Constant, Table, Value};

pub static TABLE: Table = Table {
    package: c"PerlXS::Test::Constant",
    rows: &[
        Constant { name: c"ZERO", value: Value::Unsigned(0) },
        Constant { name: c"SMALL", value: Value::Unsigned(7) },
        Constant { name: c"LARGEST", value: Value::Unsigned(u64::MAX) },
        Constant { name: c"MINUS_ONE", value: Value::Unsigned(-1_i64 as u64) },
        Constant { name: c"TEXT", value: Value::Text(c"a text") },
        Constant { name: c"EMPTY", value: Value::Text(c"") },
        Constant { name: c"COMPILED", value: Value::Unsigned(11) },
        Constant { name: c"DECLARED", value: Value::Unsigned(12) },
        Constant { name: c"GLOB", value: Value::Unsigned(13) },
    ],
};

pub static MORE: Table = Table {
    package: c"PerlXS::Test::Constant",
    rows: &[Constant { name: c"MORE", value: Value::Text(c"more") }],
};
