//! `Sys::Virt::Error`: what an error says beyond the keys of its hash.

use perl_xs::callback::read;
use perl_xs::constant::Value;
use perl_xs::{IntoSv, Object, OwnedSv, Pairs, Perl, Sv};

use crate::constants::error;
use crate::error::{Details, Error, Result};
use crate::shapes::subs;

subs! { "Sys::Virt::Error";
    method domain_name(call; error: Pairs) {
        Ok(name(call.perl(), &error, b"domain", "FROM_"))
    }
    method int1(call; error: Object) {
        Ok(note(call.perl(), error).and_then(|note| Details::int(note, 0)))
    }
    method int2(call; error: Object) {
        Ok(note(call.perl(), error).and_then(|note| Details::int(note, 1)))
    }
    sub is(call; error: Pairs, ...) {
        let perl = call.perl();
        let Some(code) = number(perl, &error, b"code") else { return Ok(false) };
        for at in 1..call.items() {
            let Some(asked) = read::<&[u8]>(perl, call.arg(at), "Sys::Virt::Error::is: a code") else { break };
            if code_of(asked)? == code {
                return Ok(true);
            }
        }
        Ok(false)
    }
    method name(call; error: Pairs) {
        Ok(name(call.perl(), &error, b"code", "ERR_"))
    }
    method str1(call; error: Object) {
        Ok(note(call.perl(), error).and_then(|note| Details::text(note, 0)))
    }
    method str2(call; error: Object) {
        Ok(note(call.perl(), error).and_then(|note| Details::text(note, 1)))
    }
    method str3(call; error: Object) {
        Ok(note(call.perl(), error).and_then(|note| Details::text(note, 2)))
    }
}

/// The number that a key of an error has.
fn number<'p>(perl: Perl<'p>, error: &Pairs<'p>, key: &[u8]) -> Option<i32> {
    read::<i32>(perl, error.get(key)?, &format!("the error's {}", String::from_utf8_lossy(key)))
}

/// The constants of errors, each with its number.
fn constants(prefix: &str) -> impl Iterator<Item = (&'static [u8], i32)> {
    error::TABLE.rows.iter().filter_map(move |row| match row.value {
        Value::Unsigned(number) if row.name.to_bytes().starts_with(prefix.as_bytes()) => {
            Some((row.name.to_bytes(), number as i32))
        }
        _ => None,
    })
}

/// The name of the constant that a key of an error is; where there is none the number.
fn name<'p>(perl: Perl<'p>, error: &Pairs<'p>, key: &[u8], prefix: &str) -> Option<OwnedSv<'p>> {
    let number = number(perl, error, key)?;
    let known = constants(prefix).find(|(_, value)| *value == number);
    Some(known.map_or_else(|| number.into_sv(perl), |(name, _)| name.into_sv(perl)))
}

/// A code that is given as its number, or by its name.
fn code_of(given: &[u8]) -> Result<i32> {
    let text = std::str::from_utf8(given).unwrap_or_default();
    let known = || constants("ERR_").find(|(name, _)| *name == given).map(|(_, value)| value);
    text.parse().ok().or_else(known).ok_or_else(|| {
        let given = String::from_utf8_lossy(given);
        Error::message(format!("Sys::Virt::Error::is: {given:?} is the name of no error code"))
    })
}

/// What is kept with an error; nothing with one that libvirt did not report, or a copy.
fn note<'p>(perl: Perl<'_>, error: Sv<'p>) -> Option<&'p [u8]> {
    error.referent()?.note(perl)
}
