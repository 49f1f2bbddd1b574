//! Arguments of subs that are more than one of Perl's plain values.

use std::marker::PhantomData;
use std::result::Result;

use perl_xs::portable::KeptHandle;
use perl_xs::{Arg, Handle, Live, Object, OwnedSv, Perl, Portable, Refused, Sv};

/// Flags of a `method`: undef and "" are none, quietly, as in the subs that were written in Perl.
pub(crate) struct Flags;

impl<'c> Arg<'c> for Flags {
    type Value = u32;

    fn ready(sv: Sv<'c>) -> bool {
        <Option<u32> as Arg>::ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        if sv.bytes() == Some(b"") {
            Ok(OwnedSv::undef(perl))
        } else {
            <Option<u32> as Arg>::settle(perl, sv)
        }
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> Result<u32, Refused<'c>> {
        <Option<u32> as Arg>::take(perl, sv).map(Option::unwrap_or_default)
    }
}

/// A reference, or anything false in its place: undef, "" or 0.
pub(crate) struct OrNone<T>(PhantomData<T>);

impl<T> OrNone<T> {
    fn is_none(sv: Sv<'_>) -> bool {
        let zero = sv.is_integer() && sv.integer_bits() == 0;
        !sv.is_ref()
            && (!sv.is_defined() || zero || sv.bytes().is_some_and(|text| matches!(text, b"" | b"0")))
    }
}

impl<'c, T: Arg<'c>> Arg<'c> for OrNone<T> {
    type Value = Option<T::Value>;

    fn ready(sv: Sv<'c>) -> bool {
        !sv.is_magical() && (Self::is_none(sv) || T::ready(sv))
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        let plain = <Object as Arg>::settle(perl, sv)?;
        if Self::is_none(plain.borrow()) { Ok(plain) } else { T::settle(perl, plain.into_mortal()) }
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> Result<Self::Value, Refused<'c>> {
        if Self::is_none(sv) { Ok(None) } else { T::take(perl, sv).map(Some) }
    }
}

/// A handle; none for one that was let go of, of which the call has nothing to say.
pub(crate) struct OrGone<H>(PhantomData<H>);

impl<'c, H: Handle> Arg<'c> for OrGone<H> {
    type Value = Option<Live<'c, H>>;

    fn ready(sv: Sv<'c>) -> bool {
        H::ready(sv)
    }

    fn settle(perl: Perl<'c>, sv: Sv<'c>) -> Result<OwnedSv<'c>, Refused<'c>> {
        H::settle(perl, sv)
    }

    fn take(perl: Perl<'c>, sv: Sv<'c>) -> Result<Self::Value, Refused<'c>> {
        match H::take(perl, sv) {
            Err(Refused::Gone(_)) => Ok(None),
            live => live.map(Some),
        }
    }
}

impl Portable for Flags {
    type Owned = u32;

    fn own<'c>(_: Perl<'c>, flags: u32) -> Result<u32, Refused<'c>> {
        Ok(flags)
    }

    fn lend(owned: &u32) -> u32 {
        *owned
    }
}

impl<T: Portable> Portable for OrNone<T> {
    type Owned = Option<T::Owned>;

    fn own<'c>(perl: Perl<'c>, value: Option<<T as Arg<'c>>::Value>) -> Result<Self::Owned, Refused<'c>> {
        <Option<T> as Portable>::own(perl, value)
    }

    fn lend(owned: &Self::Owned) -> Option<<T as Arg<'_>>::Value> {
        <Option<T> as Portable>::lend(owned)
    }

    fn group(owned: &Self::Owned) -> usize {
        <Option<T> as Portable>::group(owned)
    }
}

impl<H: Handle> Portable for OrGone<H> {
    type Owned = Option<KeptHandle>;

    fn own<'c>(perl: Perl<'c>, value: Option<Live<'c, H>>) -> Result<Self::Owned, Refused<'c>> {
        <Option<H> as Portable>::own(perl, value)
    }

    fn lend(owned: &Self::Owned) -> Option<Live<'_, H>> {
        <Option<H> as Portable>::lend(owned)
    }

    fn group(owned: &Self::Owned) -> usize {
        <Option<H> as Portable>::group(owned)
    }
}
