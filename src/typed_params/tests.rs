//! Typed parameters both ways. The tests embed a perl of their own; what C gets is read with libvirt's own functions.

use std::sync::{Mutex, PoisonError};

use perl_xs::callback::read_as;
use perl_xs::{Pairs, Portable, Throw};
use virt::sys::*;

use super::*;
use crate::vir::vir;

/// The process's one interpreter.
struct Embedded(perl_xs::sys::Perl);

// SAFETY: one thread at a time runs it, the one that holds the lock and has told perl so.
unsafe impl Send for Embedded {}

/// Runs `test` with the interpreter.
fn with_perl(test: impl for<'p> FnOnce(Perl<'p>)) {
    static EMBEDDED: Mutex<Option<Embedded>> = Mutex::new(None);
    let mut embedded = EMBEDDED.lock().unwrap_or_else(PoisonError::into_inner);
    let Embedded(interpreter) = embedded.get_or_insert_with(|| {
        assert_eq!(vir!(virInitialize()), 0);
        let mut interpreter = perl_xs::sys::Perl::new();
        assert_eq!(interpreter.parse(&["perl", "-e", "1"], &[]), 0);
        Embedded(interpreter)
    });
    let raw = interpreter.as_ptr();
    // SAFETY: while the lock is held, this thread alone runs the interpreter.
    let perl = unsafe {
        perl_xs::sys::Perl_set_context(raw.cast());
        Perl::from_raw(raw)
    };
    perl.scope(|| test(perl));
}

/// The value of Perl code, a temporary.
fn eval<'p>(perl: Perl<'p>, code: &CStr) -> Sv<'p> {
    // SAFETY: eval_pv contains what the code raises, and its result is a temporary of the test's scope.
    unsafe { Sv::from_raw(perl_xs::sys::thx::Perl_eval_pv(perl.raw(), code.as_ptr(), 0)) }.expect("a result")
}

/// What stands in a hash.
fn pairs<'p>(perl: Perl<'p>, reference: Sv<'p>) -> Pairs<'p> {
    read_as::<Pairs>(perl, reference).unwrap_or_else(|why| panic!("{why}"))
}

/// A reference to a hash, as a sub would take it.
fn given_by<'p>(perl: Perl<'p>, reference: Sv<'p>) -> Given<'p> {
    read_as::<Params>(perl, reference).unwrap_or_else(|why| panic!("{why}"))
}

/// What a value is in Perl: unlike a string, a number has no quotes.
fn shown<'p>(perl: Perl<'p>, value: Option<Sv<'p>>) -> String {
    match value {
        None => "missing".into(),
        Some(value) if value.is_float() => format!("{:?}", value.float_value()),
        Some(value) => value.describe(perl).replace("the string ", ""),
    }
}

/// The text of an exception.
fn text_of<'p>(perl: Perl<'p>, error: Error) -> String {
    let exception = error.throw(perl).expect("an exception");
    String::from_utf8_lossy(exception.value().bytes().unwrap_or(b"an object")).into_owned()
}

/// The failure that `result` is.
fn failure<'p>(perl: Perl<'p>, result: Result<TypedParams>) -> String {
    text_of(perl, result.err().expect("a failure"))
}

/// The value that libvirt's own function finds under a name.
macro_rules! in_c {
    ($params:ident, $get:ident($name:literal): $ty:ty) => {{
        let mut value = <$ty>::default();
        // SAFETY: an array of that many parameters, and a local to fill.
        let found = unsafe { $get($params.as_ptr(), $params.len(), $name.as_ptr(), &mut value) };
        assert_eq!(found, 1, "{:?} is there, with the type of {}", $name, stringify!($get));
        value
    }};
}

/// The strings that libvirt finds under a name.
fn strings_in_c(params: &TypedParams, wanted: &CStr) -> Vec<String> {
    let all = params.as_slice().iter().filter(|param| name(param) == wanted);
    all.map(|param| {
        assert_eq!(param.type_, VIR_TYPED_PARAM_STRING as c_int);
        // SAFETY: the type says that the string is set.
        unsafe { CStr::from_ptr(param.value.s) }.to_string_lossy().into_owned()
    })
    .collect()
}

/// A parameter of each type, with values at the edges.
fn every_type() -> TypedParams {
    let mut params = TypedParams::with_room(1);
    let (array, len, room) = (&raw mut params.array, &raw mut params.len, &raw mut params.room);
    for status in [
        vir!(virTypedParamsAddInt(array, len, room, c"int", i32::MIN)),
        vir!(virTypedParamsAddUInt(array, len, room, c"uint", u32::MAX)),
        vir!(virTypedParamsAddLLong(array, len, room, c"llong", i64::MIN)),
        vir!(virTypedParamsAddULLong(array, len, room, c"ullong", u64::MAX)),
        vir!(virTypedParamsAddDouble(array, len, room, c"double", -0.1)),
        vir!(virTypedParamsAddBoolean(array, len, room, c"boolean", 1)),
        vir!(virTypedParamsAddString(array, len, room, c"string", c"caf\xc3\xa9")),
    ] {
        assert_eq!(status, 0);
    }
    params
}

#[test]
fn each_type_becomes_a_scalar() {
    with_perl(|perl| {
        let hash = every_type().to_hash(perl).into_reference().into_mortal();
        let hash = pairs(perl, hash);
        let expected = [
            ("int", "-2147483648"),
            ("uint", "4294967295"),
            ("llong", "-9223372036854775808"),
            ("ullong", "18446744073709551615"),
            ("double", "-0.1"),
            ("boolean", "1"),
            ("string", "\"café\""),
        ];
        for (name, value) in expected {
            assert_eq!(shown(perl, hash.get(name.as_bytes())), value, "{name}");
        }
        assert_eq!(hash.iter().count(), expected.len());
    });
}

#[test]
fn a_scalar_becomes_each_type() {
    with_perl(|perl| {
        let given = eval(
            perl,
            c"+{ int => -2147483648, uint => 4294967295, llong => -9223372036854775807 - 1,
                ullong => 18446744073709551615, double => -0.1, boolean => 2, string => \"caf\\xc3\\xa9\" }",
        );
        let chosen = TypedParams::chosen(&given_by(perl, given), &[], || Ok(every_type())).unwrap();
        assert_eq!(chosen.len(), 7);
        assert_eq!(in_c!(chosen, virTypedParamsGetInt(c"int"): i32), i32::MIN);
        assert_eq!(in_c!(chosen, virTypedParamsGetUInt(c"uint"): u32), u32::MAX);
        assert_eq!(in_c!(chosen, virTypedParamsGetLLong(c"llong"): i64), i64::MIN);
        assert_eq!(in_c!(chosen, virTypedParamsGetULLong(c"ullong"): u64), u64::MAX);
        assert_eq!(in_c!(chosen, virTypedParamsGetDouble(c"double"): f64), -0.1);
        assert_eq!(in_c!(chosen, virTypedParamsGetBoolean(c"boolean"): i32), 1);
        assert_eq!(strings_in_c(&chosen, c"string"), ["café"]);
    });
}

#[test]
fn numbers_in_strings_are_numbers() {
    with_perl(|perl| {
        let given = eval(
            perl,
            c"+{ int => '-5', uint => '5', llong => '-9223372036854775808', ullong => '18446744073709551615',
                double => '2.5', boolean => 0, string => 12 }",
        );
        let chosen = TypedParams::chosen(&given_by(perl, given), &[], || Ok(every_type())).unwrap();
        assert_eq!(in_c!(chosen, virTypedParamsGetInt(c"int"): i32), -5);
        assert_eq!(in_c!(chosen, virTypedParamsGetUInt(c"uint"): u32), 5);
        assert_eq!(in_c!(chosen, virTypedParamsGetLLong(c"llong"): i64), i64::MIN);
        assert_eq!(in_c!(chosen, virTypedParamsGetULLong(c"ullong"): u64), u64::MAX);
        assert_eq!(in_c!(chosen, virTypedParamsGetDouble(c"double"): f64), 2.5);
        assert_eq!(in_c!(chosen, virTypedParamsGetBoolean(c"boolean"): i32), 0);
        assert_eq!(strings_in_c(&chosen, c"string"), ["12"]);
    });
}

#[test]
fn names_that_libvirt_does_not_report_are_left_out() {
    with_perl(|perl| {
        let given = eval(perl, c"+{ uint => 3, Uint => 4, bogus => [], worse => {}, '' => 'x' }");
        let chosen = TypedParams::chosen(&given_by(perl, given), &[], || Ok(every_type())).unwrap();
        assert_eq!(chosen.len(), 1);
        assert_eq!(in_c!(chosen, virTypedParamsGetUInt(c"uint"): u32), 3);

        let known: Known = &[(c"uint", VIR_TYPED_PARAM_STRING), (c"Uint", VIR_TYPED_PARAM_ULLONG)];
        let both = TypedParams::chosen(&given_by(perl, given), known, || Ok(every_type())).unwrap();
        assert_eq!(both.len(), 2, "a known name is taken, too");
        assert_eq!(strings_in_c(&both, c"uint"), ["3"], "and its type goes first");
        assert_eq!(in_c!(both, virTypedParamsGetULLong(c"Uint"): u64), 4);

        let known: Known = &[(c"int", VIR_TYPED_PARAM_INT)];
        let given = given_by(perl, eval(perl, c"+{ int => 1 }"));
        let unasked = TypedParams::chosen(&given, known, || panic!("nobody need be asked")).unwrap();
        assert_eq!(in_c!(unasked, virTypedParamsGetInt(c"int"): i32), 1);

        let none =
            TypedParams::chosen(&given_by(perl, eval(perl, c"+{}")), &[], || Ok(every_type())).unwrap();
        assert_eq!(none.len(), 0);
        assert!(!none.as_ptr().is_null(), "libvirt refuses NULL");
    });
}

#[test]
fn a_type_of_later_is_undef_and_cannot_be_set() {
    with_perl(|perl| {
        let params = every_type();
        // SAFETY: the array's first place is filled.
        unsafe { (*params.array).type_ = 99 };
        let hash = params.to_hash(perl).into_reference().into_mortal();
        assert_eq!(shown(perl, pairs(perl, hash).get(b"int")), "undef");

        let given = given_by(perl, eval(perl, c"+{ int => 1 }"));
        let error = failure(perl, TypedParams::chosen(&given, &[], || Ok(params)));
        assert_eq!(error, "the parameter int is of a type that is not known here");
    });
}

#[test]
fn a_string_takes_the_place_of_one() {
    with_perl(|perl| {
        let given = eval(perl, c"+{ name => 'one', number => 1 }");
        let mut params = TypedParams::known(&given_by(perl, given), KNOWN).unwrap();
        params.set_text(c"name", c"two");
        params.set_text(c"other", c"three");
        assert_eq!(params.len(), 3);
        assert_eq!(strings_in_c(&params, c"name"), ["two"]);
        assert_eq!(strings_in_c(&params, c"other"), ["three"]);
    });
}

#[test]
fn a_string_that_is_null_is_undef() {
    with_perl(|perl| {
        let mut params = TypedParams::with_room(1);
        params.len = 1;
        // SAFETY: the place was zeroed: an empty name, a NULL string.
        unsafe { (*params.array).type_ = VIR_TYPED_PARAM_STRING as c_int };
        let hash = params.to_hash(perl).into_reference().into_mortal();
        assert_eq!(shown(perl, pairs(perl, hash).get(b"")), "undef");
    });
}

const KNOWN: &[(&CStr, virTypedParameterType)] = &[
    (c"number", VIR_TYPED_PARAM_ULLONG),
    (c"migrate_disks", VIR_TYPED_PARAM_STRING),
    (c"name", VIR_TYPED_PARAM_STRING),
];

#[test]
fn a_table_gives_the_types() {
    with_perl(|perl| {
        let given =
            eval(perl, c"+{ number => 7, name => 'one', migrate_disks => ['vda', 'vdb', 3], other => 'x' }");
        let params = TypedParams::known(&given_by(perl, given), KNOWN).unwrap();
        assert_eq!(params.len(), 5);
        assert_eq!(in_c!(params, virTypedParamsGetULLong(c"number"): u64), 7);
        assert_eq!(strings_in_c(&params, c"name"), ["one"]);
        assert_eq!(strings_in_c(&params, c"migrate_disks"), ["vda", "vdb", "3"]);

        let tied = eval(
            perl,
            c"package Once; sub TIESCALAR { my ($class, @values) = @_; bless [@values] } sub FETCH { shift @{$_[0]} }
              package main; my %given; tie $given{migrate_disks}, 'Once', ['vda', 'vdb']; tie $given{number}, 'Once', 7;
              \\%given",
        );
        let once = TypedParams::known(&given_by(perl, tied), KNOWN).unwrap();
        assert_eq!(strings_in_c(&once, c"migrate_disks"), ["vda", "vdb"], "a tied value is read once");
        assert_eq!(in_c!(once, virTypedParamsGetULLong(c"number"): u64), 7);

        let empty =
            TypedParams::known(&given_by(perl, eval(perl, c"+{ migrate_disks => [] }")), KNOWN).unwrap();
        assert_eq!(empty.len(), 0);
    });
}

#[test]
fn a_wrong_value_is_named() {
    with_perl(|perl| {
        let refused = |code, expected: &str| {
            let given = given_by(perl, eval(perl, code));
            let result = TypedParams::chosen(&given, &[], || Ok(every_type()));
            assert_eq!(failure(perl, result), format!("the value of the parameter {expected}"));
        };
        let list = "(got an unblessed ARRAY reference)";
        refused(c"+{ int => 2**32 }", "int is not an integer of 32 bits (got 4294967296)");
        refused(c"+{ uint => -2**32 }", "uint is not an integer of 32 bits (got -4294967296)");
        refused(c"+{ ullong => ['1'] }", &format!("ullong is not an integer {list}"));
        refused(c"+{ double => [] }", &format!("double is not a number {list}"));
        refused(c"+{ string => \"a\\0b\" }", "string contains a NUL byte (got the string \"a\\0b\")");
        refused(c"+{ string => ['a'] }", &format!("string is not a string {list}"));
    });
}

#[test]
fn an_exception_of_the_value_passes_unchanged() {
    with_perl(|perl| {
        let given = eval(
            perl,
            c"package Dying; use overload '0+' => sub { die \"mine\\n\" }, '\"\"' => sub { die \"mine, too\\n\" };
              package main; +{ number => bless({}, 'Dying') }",
        );
        // It waits for the end of the sub that runs, and where none does it is told.
        eval(perl, c"$SIG{__WARN__} = sub { $main::told = shift }");
        assert!(TypedParams::known(&given_by(perl, given), KNOWN).is_err());
        assert_eq!(shown(perl, Some(eval(perl, c"delete $SIG{__WARN__}; $main::told"))), "\"mine\\n\"");
    });
}

#[test]
fn a_copy_is_read_as_the_hash_is() {
    with_perl(|perl| {
        let same = |code: &CStr| {
            let choose = |given: &Given<'_>| match TypedParams::chosen(given, &[], || Ok(every_type())) {
                Ok(chosen) => {
                    let names = chosen.as_slice().iter().map(|param| {
                        let value = value(perl, param).into_mortal();
                        format!("{}={}", name(param).to_string_lossy(), shown(perl, Some(value)))
                    });
                    names.collect::<Vec<_>>().join(" ")
                }
                Err(error) => text_of(perl, error),
            };
            let hash = eval(perl, code);
            let direct = choose(&given_by(perl, hash));
            let owned = Params::own(perl, given_by(perl, hash)).unwrap_or_else(|why| panic!("{why}"));
            assert_eq!(choose(&Params::lend(&owned)), direct, "{}", code.to_string_lossy());
        };
        for value in [
            c"7",
            c"-7",
            c"'7'",
            c"'7 apples'",
            c"' 12'",
            c"'apples'",
            c"''",
            c"undef",
            c"1.9",
            c"'1.9'",
            c"-1.5",
            c"1e3",
            c"'1e3'",
            c"2**31",
            c"2**32",
            c"-2**31-1",
            c"2**63",
            c"'18446744073709551615'",
            c"~0",
            c"[]",
            c"{}",
            c"\"a\\0b\"",
            c"'0 but true'",
            c"'0x10'",
            c"\\1",
            c"bless({}, 'Plain')",
            c"inf()",
            c"'nan'",
            c"\"\\x{263a}\"",
        ] {
            let value = value.to_string_lossy();
            let keys = ["int", "uint", "llong", "ullong", "double", "boolean", "string", "other"];
            for key in keys {
                let code = format!("no warnings; sub inf() {{ 9**9**9 }} +{{ {key} => {value} }}");
                same(&std::ffi::CString::new(code).unwrap());
            }
        }
        same(c"+{ migrate_disks => ['a', 'b'], int => 1 }");
    });
}

#[test]
fn libvirt_reports_in_an_array_of_ours_or_its_own() {
    let fill = |into: *mut virTypedParameter, len: c_int| {
        for at in 0..len {
            // SAFETY: the array has `len` places.
            let place = unsafe { &mut *into.add(at as usize) };
            place.field[0] = b'a' as std::ffi::c_char + at as std::ffi::c_char;
            place.type_ = VIR_TYPED_PARAM_INT as c_int;
            place.value.i = at;
        }
    };
    with_perl(|perl| {
        // Counts 3, then finds 2: one went away meanwhile.
        let counted = TypedParams::counted(|params, len| {
            let found = if params.is_null() { 3 } else { 2 };
            // SAFETY: the caller's number, and its array where it gives one.
            unsafe { *len = found };
            if !params.is_null() {
                fill(params, found);
            }
            0
        });
        let hash = counted.unwrap().to_hash(perl).into_reference().into_mortal();
        assert_eq!(shown(perl, pairs(perl, hash).get(b"b")), "1");
        assert_eq!(pairs(perl, hash).iter().count(), 2);

        let allocated = TypedParams::allocated(|params, len| {
            let array = TypedParams::with_room(2);
            fill(array.as_ptr(), 2);
            // SAFETY: the caller's places; the array is its own from here on.
            unsafe { (*params, *len) = (array.as_ptr(), 2) };
            std::mem::forget(array);
            0
        });
        assert_eq!(allocated.unwrap().len(), 2);

        let nothing = TypedParams::allocated(|_, _| 0).unwrap().to_hash(perl).into_reference().into_mortal();
        assert_eq!(pairs(perl, nothing).iter().count(), 0);
        assert_eq!(failure(perl, TypedParams::allocated(|_, _| -1)), "an object");
        assert_eq!(failure(perl, TypedParams::counted(|_, _| -1)), "an object");
    });
}
