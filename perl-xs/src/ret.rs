//! Results: from a Rust value to Perl's stack.

use std::ffi::CStr;

use crate::av::Array;
use crate::boundary::{Call, Given};
use crate::handle::{Fresh, Handle};
use crate::hv::Hash;
use crate::interp::Perl;
use crate::sv::{OwnedSv, Sv};
use crate::sys::SV;
use crate::target;

/// A value that becomes one scalar.
pub trait IntoSv<'p> {
    /// The scalar.
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p>;
}

/// What a body returns: the results in order.
pub trait Ret<'p> {
    /// Puts them on the stack.
    fn give(self, call: &Call<'p>) -> Given;
}

/// A byte string.
#[derive(Clone, Copy)]
pub struct Bytes<B>(pub B);

/// Scalars that fit the op's own target (`dXSTARG`), so that no new scalar is made.
macro_rules! scalars {
    ($($(#[$doc:meta])* $ty:ty: $value:ident => $new:expr, $set:ident($($arg:expr),*);)*) => { $(
        impl<'p> IntoSv<'p> for $ty {
            #[inline]
            fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
                let $value = self;
                let make: fn(Perl<'p>, _) -> OwnedSv<'p> = $new;
                make(perl, $value)
            }
        }

        impl<'p> Ret<'p> for $ty {
            #[inline]
            fn give(self, call: &Call<'p>) -> Given {
                let $value = self;
                // SAFETY: the target is a live scalar of this interpreter that nobody reads while we set it.
                call.give_target(|perl, scalar| unsafe { target::$set(perl, scalar, $($arg),*) })
            }
        }
    )* };
}

scalars! {
    i64: v => |perl, v| OwnedSv::signed(perl, v), set_signed(v);
    u64: v => |perl, v| OwnedSv::unsigned(perl, v), set_unsigned(v);
    i32: v => |perl, v| OwnedSv::signed(perl, i64::from(v)), set_signed(i64::from(v));
    u32: v => |perl, v| OwnedSv::unsigned(perl, u64::from(v)), set_unsigned(u64::from(v));
    u8: v => |perl, v| OwnedSv::unsigned(perl, u64::from(v)), set_unsigned(u64::from(v));
    f64: v => |perl, v| OwnedSv::float(perl, v), set_float(v);
    bool: v => |perl, v: bool| OwnedSv::signed(perl, i64::from(v)), set_signed(i64::from(v));
}

impl<'p> IntoSv<'p> for &[u8] {
    #[inline]
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        OwnedSv::bytes(perl, self)
    }
}

impl<'p> Ret<'p> for &[u8] {
    #[inline]
    fn give(self, call: &Call<'p>) -> Given {
        /// The target has no room for them yet, and where they are many gets none.
        #[cold]
        fn anew(call: &Call<'_>, target: *mut SV, bytes: &[u8]) {
            let perl = call.perl();
            if bytes.len() > target::MOST {
                call.give(bytes.into_sv(perl)); // in the target's place
            } else {
                // SAFETY: as for a number.
                unsafe { target::set_bytes(perl.raw(), target, bytes) };
            }
        }

        call.give_target(|perl, target| {
            // SAFETY: as for a number.
            if !unsafe { target::refill(perl, target, self) } {
                anew(call, target, self);
            }
        })
    }
}

impl<'p> IntoSv<'p> for &CStr {
    #[inline]
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        self.to_bytes().into_sv(perl)
    }
}

impl<'p> Ret<'p> for &CStr {
    #[inline]
    fn give(self, call: &Call<'p>) -> Given {
        self.to_bytes().give(call)
    }
}

impl<'p, B: AsRef<[u8]>> IntoSv<'p> for Bytes<B> {
    #[inline]
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        self.0.as_ref().into_sv(perl)
    }
}

impl<'p, B: AsRef<[u8]>> Ret<'p> for Bytes<B> {
    #[inline]
    fn give(self, call: &Call<'p>) -> Given {
        self.0.as_ref().give(call)
    }
}

impl<'p> IntoSv<'p> for OwnedSv<'p> {
    #[inline(always)]
    fn into_sv(self, _: Perl<'p>) -> OwnedSv<'p> {
        self
    }
}

impl<'p> IntoSv<'p> for Sv<'p> {
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        self.to_owned(perl)
    }
}

impl<'p, H: Handle> IntoSv<'p> for Fresh<H> {
    #[inline]
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        self.into_object(perl)
    }
}

impl<'p> IntoSv<'p> for Hash<'p> {
    fn into_sv(self, _: Perl<'p>) -> OwnedSv<'p> {
        self.into_reference()
    }
}

impl<'p> IntoSv<'p> for Array<'p> {
    fn into_sv(self, _: Perl<'p>) -> OwnedSv<'p> {
        self.into_reference()
    }
}

/// `None` is `undef`.
impl<'p, T: IntoSv<'p>> IntoSv<'p> for Option<T> {
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        match self {
            Some(value) => value.into_sv(perl),
            None => OwnedSv::undef(perl),
        }
    }
}

/// Values that are new scalars of their own, given as temporaries.
macro_rules! temporaries {
    ($([$($generic:tt)*] $ty:ty;)*) => { $(
        impl<'p, $($generic)*> Ret<'p> for $ty {
            #[inline]
            fn give(self, call: &Call<'p>) -> Given {
                call.give(self.into_sv(call.perl()))
            }
        }
    )* };
}

temporaries! {
    [] OwnedSv<'p>;
    [] Sv<'p>;
    [] Hash<'p>;
    [] Array<'p>;
    [H: Handle] Fresh<H>;
    [T: IntoSv<'p>] Option<T>;
}

/// What was given already.
impl<'p> Ret<'p> for Given {
    #[inline(always)]
    fn give(self, _: &Call<'p>) -> Given {
        self
    }
}

/// Nothing: the empty list, and undef in scalar context.
impl<'p> Ret<'p> for () {
    #[inline(always)]
    fn give(self, _: &Call<'p>) -> Given {
        Given::NONE
    }
}

/// A list: its last element in scalar context, as for any XSUB.
impl<'p, T: IntoSv<'p>> Ret<'p> for Vec<T> {
    fn give(self, call: &Call<'p>) -> Given {
        call.give_list(self)
    }
}

/// A list that counts itself in scalar context, as a sub that returns an array does.
pub struct Counted<T>(pub Vec<T>);

impl<'p, T: IntoSv<'p>> Ret<'p> for Counted<T> {
    fn give(self, call: &Call<'p>) -> Given {
        if call.wants_list() { self.0.give(call) } else { (self.0.len() as i64).give(call) }
    }
}

impl<'p, A: IntoSv<'p>, B: IntoSv<'p>> Ret<'p> for (A, B) {
    fn give(self, call: &Call<'p>) -> Given {
        call.give_all([self.0.into_sv(call.perl()), self.1.into_sv(call.perl())])
    }
}

impl<'p, A: IntoSv<'p>, B: IntoSv<'p>, C: IntoSv<'p>> Ret<'p> for (A, B, C) {
    fn give(self, call: &Call<'p>) -> Given {
        let perl = call.perl();
        call.give_all([self.0.into_sv(perl), self.1.into_sv(perl), self.2.into_sv(perl)])
    }
}

/// A reference to an array of two values.
pub struct InArray<T>(pub T);

impl<'p, A: IntoSv<'p>, B: IntoSv<'p>> Ret<'p> for InArray<(A, B)> {
    fn give(self, call: &Call<'p>) -> Given {
        let mut array = Array::new(call.perl());
        let (first, second) = self.0;
        array.push(first.into_sv(call.perl()));
        array.push(second.into_sv(call.perl()));
        array.give(call)
    }
}

/// A reference to a value.
pub struct Referred<T>(pub T);

impl<'p, T: IntoSv<'p>> IntoSv<'p> for Referred<T> {
    fn into_sv(self, perl: Perl<'p>) -> OwnedSv<'p> {
        OwnedSv::reference_to(self.0.into_sv(perl))
    }
}

/// Figures by name: a hash.
pub struct Named(pub Vec<(&'static str, u64)>);

impl<'p> Ret<'p> for Named {
    fn give(self, call: &Call<'p>) -> Given {
        let mut hash = Hash::new(call.perl());
        for (name, value) in self.0 {
            hash.insert(name.as_bytes(), value);
        }
        hash.give(call)
    }
}
