//! Hashes in and out.

use std::ffi::CStr;

use perl_xs::callback::read_as;
use perl_xs::{Bytes, Class, Error, Hash, IntoSv, OwnedSv, Pairs, Record, Refused, xs};

static RECORD: Record = Record::new(&["number", "text", "extra"]);
static OTHER: Record = Record::new(&["text", "other"]);
static MANY: Record =
    Record::new(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"]);
static POINT: Class = Class::new(c"PerlXS::Test::Point");

xs! { package "PerlXS::Test::Hash", error = Error<'_>;
    /// Keys and values, described, in the order of the keys.
    sub pairs(call; hash: Pairs) {
        let mut all: Vec<_> = hash.iter().collect();
        all.sort_by_key(|(key, _)| *key);
        let perl = call.perl();
        let pairs = all.into_iter().flat_map(|(key, value)| {
            let value = value.bytes().map_or_else(|| value.describe(perl).into_bytes(), <[u8]>::to_vec);
            [Bytes(key.to_vec()), Bytes(value)]
        });
        Ok(pairs.collect::<Vec<_>>())
    }
    /// Keys, and values as strings.
    sub texts(call; hash: Pairs) {
        let mut texts = Vec::new();
        for (key, value) in hash.iter() {
            let text = read_as::<&CStr>(call.perl(), value).map_err(|why| match why {
                Refused::Raised(error) => error,
                why => Error::message(format!("the text {why}")),
            })?;
            texts.extend([Bytes(key.to_vec()), Bytes(text.to_bytes().to_vec())]);
        }
        Ok(texts)
    }
    sub get(call; hash: Pairs, key: &[u8]) { Ok(hash.get(key).map(|value| OwnedSv::copy(call.perl(), value))) }
    sub optional(hash: Option<Pairs> = None) { Ok(hash.map(|hash| hash.iter().count() as u64)) }
    sub two(first: Pairs, second: Pairs) { Ok((first.iter().count() as u64, second.iter().count() as u64)) }

    sub record(call; number: i64, text: &CStr, extra: Option<i64> = None) {
        let perl = call.perl();
        let extra = extra.map(|extra| extra.into_sv(perl));
        Ok(RECORD.fill(perl, [Some(number.into_sv(perl)), Some(text.into_sv(perl)), extra]))
    }
    sub records(call; count: u32) {
        let perl = call.perl();
        let one = |n: i64| OTHER.fill(perl, [Some(n.into_sv(perl)), Some(OwnedSv::undef(perl))]);
        Ok((0..i64::from(count)).map(one).collect::<Vec<_>>())
    }
    sub many(call; from: i64) {
        let perl = call.perl();
        Ok(MANY.fill(perl, std::array::from_fn::<_, 16, _>(|at| Some((from + at as i64).into_sv(perl)))))
    }
    sub built(call; key: &[u8], value: i64) {
        let mut hash = Hash::new(call.perl());
        hash.insert(key, value);
        hash.insert(b"key", Bytes(key));
        Ok(hash)
    }
    sub point(call; x: i64) {
        let mut hash = Hash::new(call.perl());
        hash.insert(b"x", x);
        Ok(hash.into_object(&POINT))
    }
}
