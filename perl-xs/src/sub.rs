//! What is known of a sub: its name, its arguments, and what runs it.

use std::ffi::CStr;
use std::sync::{Mutex, PoisonError};

use crate::boundary::Call;

/// One sub, as [`xs!`](crate::xs!) declares it. `shim.h` knows how it begins (`struct px_sub`).
#[repr(C)]
pub struct Sub {
    pub(crate) body: Body,
    /// How many arguments have no default.
    pub(crate) least: usize,
    /// How many more it accepts.
    pub(crate) span: usize,
    pub(crate) name: &'static CStr,
    pub(crate) args: &'static [ArgSpec],
    pub(crate) further: Further,
    /// A C string: `$$;$`, as xsubpp makes it.
    prototype: [u8; 16],
    /// Starts the call on another thread ([`work`](crate::work)).
    start: Option<Body>,
}

/// What a sub does: [`Call::run`] with all that stands in it. It tells how many results there are, or what happened.
pub type Body = for<'c> extern "C" fn(&Call<'c>) -> i32;

/// What a sub does with more arguments than it names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Further {
    /// It refuses them (`sub`).
    Refused,
    /// It takes any number (`...`).
    Taken,
    /// It ignores them, takes undef for those that are missing, and has no prototype: as a sub written in Perl (`method`).
    Ignored,
}

/// One argument of a sub.
pub struct ArgSpec {
    /// Its name, as error messages and the usage text give it.
    pub name: &'static str,
    /// Its default, as the usage text gives it; `None` for a required one.
    pub default: Option<&'static str>,
}

impl ArgSpec {
    /// The name as Perl sees it: without the `r#` of a Rust keyword or the `_` of an argument that is not used.
    pub(crate) fn shown(&self) -> &'static str {
        self.name.trim_start_matches("r#").trim_start_matches('_')
    }
}

impl Sub {
    /// A sub of this full name, `Package::name`.
    pub const fn new(
        name: &'static CStr,
        args: &'static [ArgSpec],
        further: Further,
        body: Body,
        start: Option<Body>,
    ) -> Self {
        let (mut least, mut at) = (0, 0);
        while at < args.len() {
            least += args[at].default.is_none() as usize;
            at += 1;
        }
        let most = if matches!(further, Further::Refused) { args.len() } else { i32::MAX as usize };
        let prototype = prototype(args.len(), least, matches!(further, Further::Taken));
        Self { body, least, span: most - least, name, args, further, prototype, start }
    }

    /// Whether it can be started on another thread.
    pub(crate) fn starts(&self) -> bool {
        self.start.is_some()
    }

    /// The sub that starts this one on another thread.
    pub(crate) fn starter(&'static self) -> Option<&'static Sub> {
        static STARTERS: Mutex<Vec<(usize, &'static Sub)>> = Mutex::new(Vec::new());
        let start = self.start?;
        let key = std::ptr::from_ref(self).addr();
        let mut starters = STARTERS.lock().unwrap_or_else(PoisonError::into_inner);
        let known = starters.iter().find(|(of, _)| *of == key).map(|(_, starter)| *starter);
        Some(known.unwrap_or_else(|| {
            let starter: &'static Sub = Box::leak(Box::new(Self { body: start, start: None, ..*self }));
            starters.push((key, starter));
            starter
        }))
    }

    /// Its full name.
    pub(crate) fn name(&self) -> &'static CStr {
        self.name
    }

    /// `Usage: Package::name(first, second=default, ...)`.
    pub(crate) fn usage(&self) -> String {
        let mut names: Vec<String> = self
            .args
            .iter()
            .map(|arg| match arg.default {
                Some("None") => format!("{}=&PL_sv_undef", arg.shown()),
                Some(default) => format!("{}={default}", arg.shown()),
                None => arg.shown().into(),
            })
            .collect();
        if self.further == Further::Taken {
            names.push("...".into());
        }
        format!("Usage: {}({})", self.name.to_string_lossy(), names.join(", "))
    }

    /// None for a sub that ignores what it does not name.
    pub(crate) fn prototype(&self) -> Option<&CStr> {
        CStr::from_bytes_until_nul(&self.prototype).ok().filter(|_| self.further != Further::Ignored)
    }
}

/// The prototype of a sub that names so many arguments, of which the `least` first are required.
const fn prototype(named: usize, least: usize, further: bool) -> [u8; 16] {
    let (mut text, mut len, mut at) = ([0; 16], 0, 0);
    while at < named + further as usize {
        if at == least {
            text[len] = b';';
            len += 1;
        }
        text[len] = if at < named { b'$' } else { b'@' };
        len += 1;
        at += 1;
    }
    text
}
