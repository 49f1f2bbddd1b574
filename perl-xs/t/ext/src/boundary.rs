//! Entering and leaving: exceptions, panics, contexts, results, and arguments that outlive what Perl code does to them.

use perl_xs::callback::{Context, Outcome, call as call_sub};
use perl_xs::{Any, Bytes, Code, Error, Exception, OwnedSv, xs};

use crate::guard::Guard;

xs! { package "PerlXS::Test::Boundary", error = Error<'_>;
    sub panic(text: &[u8]) {
        let _guard = Guard::new();
        let text = String::from_utf8_lossy(text).into_owned();
        if text == "static" { panic!("a static text") }
        if text == "other" { std::panic::panic_any(7_u8) }
        if text.is_empty() { return Ok(()) }
        panic!("{text}")
    }
    sub raise(call; value: Any) { Err::<(), _>(Error::Raised(Exception::new(OwnedSv::copy(call.perl(), value)))) }
    sub fail(text: &[u8]) { Err::<(), _>(Error::message(String::from_utf8_lossy(text))) }

    sub nothing() { Ok(()) }
    sub one(value: i64) { Ok(value) }
    sub two(a: i64, b: i64) { Ok((a, b)) }
    sub three(a: i64, b: i64, c: i64) { Ok((a, b, c)) }
    sub context(call;) { Ok(call.context()) }

    sub defaults(first: i64, second: i64 = 2, third: Option<i64> = None) {
        Ok((first, second, third.unwrap_or(-1)))
    }
    /// As Perl's own: what is given of its arguments, then whether the third was.
    method lenient(call; first: i64, second: Option<i64>, third: i64 = 3) {
        Ok(vec![first, second.unwrap_or(-1), third, call.items() as i64])
    }
    sub slurpy(call; first: i64, ...) { Ok((first, call.items() as u64)) }
    sub optional_slurpy(call; ...) { Ok(call.items() as u64) }

    /// Calls the sub with all further arguments, under a guard, and gives what it returned.
    sub nest(call; code: Code, ...) {
        let _guard = Guard::new();
        let perl = call.perl();
        let code = code.0.to_owned(perl);
        let arguments: Vec<OwnedSv> = (1..call.items()).map(|at| call.arg(at).to_owned(perl)).collect();
        Ok(match call_sub(perl, &code, &arguments, Context::List) {
            Outcome::Returned(results) => (0..results.len()).filter_map(|at| results.get(at)?.to_owned(perl).into()).collect(),
            Outcome::Failed => vec![OwnedSv::bytes(perl, b"failed")],
        })
    }

    /// What the string is after the sub was called.
    sub text_after(call; text: &[u8], code: Code) {
        let _guard = Guard::new();
        let before = text.to_vec();
        call_sub(call.perl(), &code.0.to_owned(call.perl()), &[], Context::Discard);
        if before != text { return Err(Error::message("the bytes changed")) }
        Ok(Bytes(text))
    }

    /// What the scalar is after the sub was called.
    sub value_after(call; value: Any, code: Code) {
        let _guard = Guard::new();
        call_sub(call.perl(), &code.0.to_owned(call.perl()), &[], Context::Discard);
        Ok(OwnedSv::copy(call.perl(), value))
    }

    /// Runs nothing, contained.
    sub protect(call;) {
        call.perl().protect(|_| ())?;
        Ok(())
    }

    /// Makes many temporaries in a scope of its own.
    sub scope(call; code: Code) {
        let perl = call.perl();
        let _guard = Guard::new();
        perl.scope(|| {
            let results = call_sub(perl, &code.0.to_owned(perl), &[], Context::List);
            if let Outcome::Returned(results) = results {
                for at in 0..results.len() {
                    if let Some(result) = results.get(at) { result.to_owned(perl).into_mortal(); }
                }
            }
        });
        Ok(())
    }

    /// Prints a warning.
    sub warn(call; value: Any) {
        let _guard = Guard::new();
        call.perl().warn(&value.to_owned(call.perl()));
        Ok(())
    }
}
