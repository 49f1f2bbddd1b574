//! A sound XS layer: Perl extensions in Rust.
//!
//! [`libperl_rs`] gives the types and functions of perlapi; this crate gives the rules under which an extension may use
//! them without a single `die` or panic ever crossing a frame that owns something:
//!
//! - Perl enters through one function ([`boundary`]), which catches panics and hands exceptions back as data. The C
//!   shim raises them when no Rust frame is left.
//! - Whatever can run Perl code (tie, overloading, `__WARN__` handlers, callbacks) runs contained: [`Perl::protect`] and
//!   [`callback::Callback`].
//! - Arguments are made plain before they are borrowed ([`arg`]), so nothing that a tied variable does can pull a
//!   buffer away from a running call.
//! - Objects are proved, not believed: a [`handle`] lives in ext magic with this crate's own vtable.
//!
//! A module declares its subs with [`xs!`] and its boot function with [`xs_boot!`]; nothing is registered twice.

pub use libperl_rs as sys;

pub mod arg;
pub mod av;
pub mod boundary;
pub mod buffer;
pub mod callback;
pub mod class;
pub mod constant;
pub mod error;
pub mod fork;
pub mod handle;
pub mod hv;
pub mod interp;
mod later;
pub mod module;
pub mod portable;
pub mod ret;
mod shim;
pub mod signals;
pub mod state;
pub mod sub;
pub mod sv;
mod target;
pub mod work;
#[macro_use]
mod xs;

pub use arg::{Any, Arg, Code, Object, Refused, Secret};
pub use av::{Array, List};
pub use boundary::{ArgSpec, Call, Sub};
pub use callback::{Callback, Outcome};
pub use class::Class;
pub use error::{Error, Exception, Throw};
pub use handle::{Handle, Kind, Live};
pub use hv::{Hash, Pairs, Record};
pub use interp::Perl;
pub use module::{Module, Package};
pub use portable::{Portable, Unused};
pub use ret::{Bytes, IntoSv, Ret};
pub use sv::{OwnedSv, Sv};
