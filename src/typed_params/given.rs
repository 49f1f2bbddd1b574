//! The parameters that a caller gives: a hash, read as the types that libvirt wants, or a copy of it on another thread.

use std::ffi::{CStr, CString};
use std::result::Result as StdResult;

use perl_xs::callback::{self, read_as};
use perl_xs::{Arg, List, Object, OwnedSv, Pairs, Perl, Portable, Refused, Sv};

use super::{Boolean, Texts};
use crate::error::{Error, Result};

/// A hash of parameters, as an argument; the body gets what was [`Given`].
pub(crate) struct Params;

/// What the hash holds.
pub(crate) enum Given<'c> {
    /// Perl's values, each of which is read when it is wanted.
    Perl(Perl<'c>, Pairs<'c>),
    /// Copies.
    Kept(&'c [(Box<[u8]>, Kept)]),
}

/// One value of it.
#[derive(Clone, Copy)]
pub(super) enum Value<'c> {
    Perl(Perl<'c>, Sv<'c>),
    Kept(&'c Kept),
}

/// A copy of a value, as each of the types that a parameter may have.
pub(crate) struct Kept {
    form: Form,
    /// What it is, for an exception.
    shown: String,
}

enum Form {
    /// A string or a number: the text with a NUL behind it, and what it is as an integer and as a number.
    Plain(Box<[u8]>, i64, f64),
    /// A list of strings, or why it is none.
    List(StdResult<Vec<CString>, String>),
    /// Something else.
    Other,
}

impl<'c> Given<'c> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Perl(_, pairs) => pairs.len(),
            Self::Kept(pairs) => pairs.len(),
        }
    }

    /// Whether each of the names is one of those.
    pub(super) fn all(&self, is_known: impl Fn(&[u8]) -> bool) -> bool {
        match self {
            Self::Perl(_, pairs) => pairs.iter().all(|(name, _)| is_known(name)),
            Self::Kept(pairs) => pairs.iter().all(|(name, _)| is_known(name)),
        }
    }

    /// The text of that name, if there is one.
    ///
    /// # Errors
    /// It is no text.
    pub(crate) fn text(&self, name: &CStr) -> Result<Option<&'c CStr>> {
        self.get(name.to_bytes()).map(|value| value.read::<&CStr>(name)).transpose()
    }

    /// The value of that name.
    pub(super) fn get(&self, wanted: &[u8]) -> Option<Value<'c>> {
        match self {
            Self::Perl(perl, pairs) => pairs.get(wanted).map(|value| Value::Perl(*perl, value)),
            Self::Kept(pairs) => {
                pairs.iter().find(|(name, _)| **name == *wanted).map(|(_, kept)| Value::Kept(kept))
            }
        }
    }
}

impl<'c> Arg<'c> for Params {
    type Value = Given<'c>;

    fn ready(sv: Sv<'c>) -> bool {
        Pairs::ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> StdResult<OwnedSv<'c>, Refused<'c>> {
        Pairs::settle(perl, sv)
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> StdResult<Given<'c>, Refused<'c>> {
        Pairs::take(perl, sv).map(|pairs| Given::Perl(perl, pairs))
    }
}

impl Portable for Params {
    type Owned = Vec<(Box<[u8]>, Kept)>;

    fn own<'c>(perl: Perl<'c>, given: Given<'c>) -> StdResult<Self::Owned, Refused<'c>> {
        let Given::Perl(_, pairs) = given else { return Ok(Vec::new()) };
        pairs.iter().map(|(name, value)| Ok((name.into(), Kept::new(perl, value)?))).collect()
    }

    fn lend(owned: &Self::Owned) -> Given<'_> {
        Given::Kept(owned)
    }
}

impl Kept {
    /// Reads a value once; what it is overloaded with is run.
    fn new<'c>(perl: Perl<'c>, value: Sv<'c>) -> StdResult<Self, Refused<'c>> {
        let shown = value.describe(perl);
        let plain = Object::settle(perl, value)?.into_mortal();
        if Texts::is_list(plain) {
            let texts = match read_as::<List<&CStr>>(perl, plain) {
                Ok(texts) => Ok(texts.into_iter().map(CString::from).collect()),
                Err(raised @ Refused::Raised(_)) => return Err(raised),
                Err(why) => Err(why.to_string()),
            };
            return Ok(Self { form: Form::List(texts), shown });
        }
        let form = match <&[u8]>::settle(perl, plain) {
            Ok(text) => {
                let text = text.into_mortal();
                let number = if plain.is_integer() || plain.is_float() { plain } else { text };
                let (integer, float) = number.numbers(perl);
                Form::Plain([text.bytes().unwrap_or_default(), b"\0"].concat().into(), integer, float)
            }
            Err(raised @ Refused::Raised(_)) => return Err(raised),
            Err(_) => Form::Other,
        };
        Ok(Self { form, shown })
    }

    fn integer(&self) -> Option<i64> {
        match self.form {
            Form::Plain(_, integer, _) => Some(integer),
            _ => None,
        }
    }
}

impl<'c> Value<'c> {
    /// The value as a `T`; `name` is that of the parameter.
    ///
    /// # Errors
    /// That it is none. What Perl code raised is kept for the end of the sub.
    pub(super) fn read<T: Parameter<'c>>(self, name: &CStr) -> Result<T::Value> {
        let refused = |why: String, got: &str| {
            let name = name.to_string_lossy();
            Error::message(format!("the value of the parameter {name} {why} (got {got})"))
        };
        match self {
            Self::Perl(perl, value) => read_as::<T>(perl, value).map_err(|why| match why {
                Refused::Raised(error) => {
                    callback::keep(perl, error);
                    refused("raised an exception".into(), "nothing")
                }
                why => refused(why.to_string(), &value.describe(perl)),
            }),
            Self::Kept(kept) => T::kept(kept).map_err(|why| refused(why, &kept.shown)),
        }
    }
}

/// A type that a parameter may have.
pub(super) trait Parameter<'c>: Arg<'c> {
    /// A copy as this type, or why it is none.
    fn kept(kept: &'c Kept) -> StdResult<Self::Value, String>;
}

macro_rules! integers {
    ($($ty:ty: $from:ty, $to:ty, $what:literal;)*) => { $(
        impl<'c> Parameter<'c> for $ty {
            fn kept(kept: &'c Kept) -> StdResult<Self, String> {
                match kept.integer() {
                    Some(bits) if (<$from>::MIN as i64..=<$to>::MAX as i64).contains(&bits) => Ok(bits as Self),
                    Some(_) => Err(concat!("is not ", $what).into()),
                    None => Err("is not an integer".into()),
                }
            }
        }
    )* };
}

integers! {
    i32: i32, u32, "an integer of 32 bits";
    u32: i32, u32, "an integer of 32 bits";
    i64: i64, i64, "an integer of 64 bits";
    u64: i64, i64, "an integer of 64 bits";
}

impl<'c> Parameter<'c> for Boolean {
    fn kept(kept: &'c Kept) -> StdResult<Self, String> {
        i64::kept(kept).map(|number| Self(number != 0))
    }
}

impl<'c> Parameter<'c> for f64 {
    fn kept(kept: &'c Kept) -> StdResult<Self, String> {
        match kept.form {
            Form::Plain(_, _, number) => Ok(number),
            _ => Err("is not a number".into()),
        }
    }
}

impl<'c> Parameter<'c> for &CStr {
    fn kept(kept: &'c Kept) -> StdResult<&'c CStr, String> {
        match &kept.form {
            Form::Plain(text, ..) => {
                CStr::from_bytes_with_nul(text).map_err(|_| "contains a NUL byte".into())
            }
            _ => Err("is not a string".into()),
        }
    }
}

impl<'c> Parameter<'c> for Texts {
    fn kept(kept: &'c Kept) -> StdResult<Vec<&'c CStr>, String> {
        match &kept.form {
            Form::List(texts) => {
                Ok(texts.as_ref().map_err(String::clone)?.iter().map(CString::as_c_str).collect())
            }
            _ => Ok(vec![<&CStr>::kept(kept)?]),
        }
    }
}
