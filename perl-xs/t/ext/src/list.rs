//! Arrays in and lists out.

use std::ffi::CStr;

use perl_xs::ret::Counted;
use perl_xs::{Any, Array, Bytes, Code, Error, List, OwnedSv, Sv, xs};

use crate::handle::Thing;

xs! { package "PerlXS::Test::List", error = Error<'_>;
    sub texts(list: List<&CStr>) { Ok(list.into_iter().map(CStr::to_bytes).map(Bytes).collect::<Vec<_>>()) }
    sub bytes(list: List<&[u8]>) { Ok(list.into_iter().map(Bytes).collect::<Vec<_>>()) }
    sub numbers(list: List<i64>) { Ok(list) }
    sub ints(list: List<i32>) { Ok(list) }
    sub maybe(list: List<Option<i64>>) { Ok(list) }
    sub optional(list: Option<List<i64>> = None) { Ok(list.map(|list| list.len() as u64)) }
    sub any(call; list: List<Any>) {
        Ok(list.into_iter().map(|sv| Bytes(sv.describe(call.perl()))).collect::<Vec<_>>())
    }
    sub codes(list: List<Code>) { Ok(list.len() as u64) }
    sub things(list: List<Thing>) { Ok(list.iter().map(|thing| crate::handle::value(thing)).sum::<i64>()) }
    sub nested(list: List<List<i64>>) { Ok(list.into_iter().map(|inner| inner.into_iter().sum()).collect::<Vec<i64>>()) }
    sub two(first: List<i64>, second: List<i64>) { Ok((first.len() as u64, second.len() as u64)) }

    sub range(count: u32) { Ok((0..i64::from(count)).collect::<Vec<_>>()) }
    sub counted(count: u32) { Ok(Counted((0..i64::from(count)).collect())) }
    sub array(call; count: u32) {
        let mut array = Array::new(call.perl());
        for value in 0..count {
            array.push(OwnedSv::unsigned(call.perl(), value.into()));
        }
        let last = array.get(array.len().wrapping_sub(1)).map(Sv::integer_bits);
        assert_eq!(last, i64::from(count).checked_sub(1).filter(|last| *last >= 0));
        assert_eq!(array.is_empty(), count == 0);
        Ok(array)
    }
}
