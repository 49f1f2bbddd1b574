//! The macros that declare a module.

/// Declares the subs of a package: arguments, conversion, error messages, prototype and registration in one line each.
///
/// ```
/// use perl_xs::{Bytes, Error, xs};
/// # fn counter_name(id: u32) -> Vec<u8> { format!("counter {id}").into_bytes() }
///
/// /// What stands for a line: the shape of its name, and the expression in the parentheses.
/// macro_rules! shape {
///     (text ($value:expr)) => { Ok::<_, Error<'_>>(Bytes($value)) };
/// }
///
/// xs! { package "Counter", error = Error<'_>, lines = shape;
///     /// A line of a known shape: the macro after `lines =` makes the body of what stands in the parentheses.
///     sub name(id: u32) = text(counter_name(id));
///     /// A body: it ends with a `Result`.
///     sub add(count: u32, by: u32 = 1) { Ok(count + by) }
///     /// As a sub written in Perl: without a prototype; further arguments are ignored, and missing ones are undef.
///     method twice(count: u32) { Ok(2 * count) }
///     /// Further arguments of any number are found in the call.
///     sub given(call; _first: u32, ...) { Ok(call.items() as u32) }
/// }
/// assert_eq!(PACKAGE.subs.len(), 4);
/// ```
///
/// A body fails with the `error` type, which implements [`Throw`](crate::Throw). An argument is `name: Type` or
/// `name: Type = default`; its type implements [`Arg`](crate::Arg). A name before `;` gives the body the running
/// [`Call`](crate::Call). With `plain = Type` after the error, bodies without one fail with that type, know no Perl, and can be
/// run on another thread ([`work`](crate::work)): their arguments are [`Portable`](crate::Portable). The expansion is a
/// `static PACKAGE: Package`.
#[macro_export]
macro_rules! xs {
    (
        package $package:literal, error = $error:ty $(, plain = $plain:ty)? $(, lines = $lines:path)?
        $(, destroy = $destroy:literal)?; $($subs:tt)*
    ) => {
        /// The subs of this package.
        pub static PACKAGE: $crate::Package = $crate::Package {
            name: $crate::__c_str!($package),
            subs: $crate::__xs_subs!([] [$package] [$error] [$($plain)?] [$($lines)?] $($subs)*),
            destroy: false $(|| $destroy)?,
        };
    };
}

/// The subs, one after the other, gathered into one array.
#[doc(hidden)]
#[macro_export]
macro_rules! __xs_subs {
    ([$($done:expr,)*] [$package:literal] [$error:ty] [$($plain:ty)?] [$($lines:path)?]) => { &[$($done,)*] };

    ([$($done:expr,)*] [$package:literal] [$error:ty] [$($plain:ty)?] [$lines:path]
        $(#[$doc:meta])* $kind:ident $name:ident($($arg:ident: $ty:ty $(= $default:expr)?),* $(,)?)
        = $shape:ident $line:tt $(since $since:literal)?; $($rest:tt)*
    ) => {
        $crate::__xs_subs!([$($done,)* $crate::__xs_sub!(
            [$package] [$error] [$($plain)?] $kind $name [$($arg: $ty $(= $default)?),*] $lines! { $shape $line $($since)? }
        ),] [$package] [$error] [$($plain)?] [$lines] $($rest)*)
    };

    ([$($done:expr,)*] [$package:literal] [$error:ty] [$($plain:ty)?] [$($lines:path)?]
        $(#[$doc:meta])* $kind:ident $name:ident($($arg:ident: $ty:ty $(= $default:expr)?),* $(,)?) $body:block $($rest:tt)*
    ) => {
        $crate::__xs_subs!([$($done,)* $crate::__xs_sub!(
            [$package] [$error] [$($plain)?] $kind $name [$($arg: $ty $(= $default)?),*] $body
        ),] [$package] [$error] [$($plain)?] [$($lines)?] $($rest)*)
    };

    ([$($done:expr,)*] [$package:literal] [$error:ty] [$($plain:ty)?] [$($lines:path)?]
        $(#[$doc:meta])* $kind:ident $name:ident($call:ident; $($arg:ident: $ty:ty $(= $default:expr)?),* $(,)?) $body:block
        $($rest:tt)*
    ) => {
        $crate::__xs_subs!([$($done,)* $crate::Sub::new(
            $crate::__c_str!($package, "::", stringify!($name)),
            &[$($crate::ArgSpec { name: stringify!($arg), default: $crate::__xs_default!($($default)?) },)*],
            $crate::__xs_further!($kind),
            $crate::__xs_fn!($call => $crate::__xs_body!($call [$error] [$($arg: $ty $(= $default)?),*] $body)),
            None,
        ),] [$package] [$error] [$($plain)?] [$($lines)?] $($rest)*)
    };

    ([$($done:expr,)*] [$package:literal] [$error:ty] [$($plain:ty)?] [$($lines:path)?]
        $(#[$doc:meta])* $kind:ident $name:ident($call:ident; $($arg:ident: $ty:ty,)* ...) $body:block $($rest:tt)*
    ) => {
        $crate::__xs_subs!([$($done,)* $crate::Sub::new(
            $crate::__c_str!($package, "::", stringify!($name)),
            &[$($crate::ArgSpec { name: stringify!($arg), default: None },)*],
            $crate::boundary::Further::Taken,
            $crate::__xs_fn!($call => $crate::__xs_body!($call [$error] [$($arg: $ty),*] $body)),
            None,
        ),] [$package] [$error] [$($plain)?] [$($lines)?] $($rest)*)
    };
}

/// A sub whose body knows no Perl: where it has a plain error, it can be run on another thread as well.
#[doc(hidden)]
#[macro_export]
macro_rules! __xs_sub {
    ([$package:literal] [$error:ty] [] $kind:ident $name:ident [$($arg:ident: $ty:ty $(= $default:expr)?),*] $($body:tt)*) => {
        $crate::Sub::new(
            $crate::__c_str!($package, "::", stringify!($name)),
            &[$($crate::ArgSpec { name: stringify!($arg), default: $crate::__xs_default!($($default)?) },)*],
            $crate::__xs_further!($kind),
            $crate::__xs_fn!(call => $crate::__xs_body!(call [$error] [$($arg: $ty $(= $default)?),*] $($body)*)),
            None,
        )
    };
    ([$package:literal] [$error:ty] [$plain:ty] $kind:ident $name:ident [$($arg:ident: $ty:ty $(= $default:expr)?),*]
        $($body:tt)*
    ) => {
        $crate::Sub::new(
            $crate::__c_str!($package, "::", stringify!($name)),
            &[$($crate::ArgSpec { name: stringify!($arg), default: $crate::__xs_default!($($default)?) },)*],
            $crate::__xs_further!($kind),
            $crate::__xs_fn!(call => $crate::__xs_body!(call [$plain] [$($arg: $ty $(= $default)?),*] $($body)*)),
            Some($crate::__xs_fn!(call => $crate::__xs_start!(call [$plain] [$($arg: $ty $(= $default)?),*] $($body)*))),
        )
    };
}

/// The function that `shim.c` calls for a sub.
#[doc(hidden)]
#[macro_export]
macro_rules! __xs_fn {
    ($call:ident => $body:expr) => {{
        extern "C" fn body($call: &$crate::boundary::Call<'_>) -> i32 {
            $call.run(|| $body)
        }
        body
    }};
}

/// A `sub` is as xsubpp makes it; a `method` as perl does.
#[doc(hidden)]
#[macro_export]
macro_rules! __xs_further {
    (sub) => {
        $crate::boundary::Further::Refused
    };
    (method) => {
        $crate::boundary::Further::Ignored
    };
}

/// One body: every argument made ready if one is not, then taken; then the code; then its result on the stack.
#[doc(hidden)]
#[macro_export]
macro_rules! __xs_body {
    ($call:ident [$error:ty] [$($arg:ident: $ty:ty $(= $default:expr)?),*] $($body:tt)*) => {{
        let mut _at = 0;
        let mut _ready = true;
        $(
            _ready &= $call.is_ready::<$ty>(_at);
            _at += 1;
        )*
        if !_ready {
            $call.hold();
            let mut _at = 0;
            $(
                $call.settle::<$ty>(_at)?;
                _at += 1;
            )*
            $call.settled();
        }
        let mut _at = 0;
        $(
            #[allow(non_snake_case)]
            let $arg = $crate::__xs_take!($call _at $ty $(= $default)?);
            _at += 1;
        )*
        let result = (|| -> ::core::result::Result<_, $error> { $($body)* })();
        $crate::boundary::finish($call, result)
    }};
}

/// The start of a call on another thread: arguments copied, or with references of their own; then the code as above, which
/// borrows from the copies.
#[doc(hidden)]
#[macro_export]
macro_rules! __xs_start {
    ($call:ident [$error:ty] [$($arg:ident: $ty:ty $(= $default:expr)?),*] $($body:tt)*) => {{
        $call.begin();
        let mut _at = 0;
        $(
            $call.settle::<$ty>(_at)?;
            _at += 1;
        )*
        $call.settled();
        let mut _at = 0;
        let mut _group = 0;
        $(
            #[allow(non_snake_case)]
            let $arg = $crate::__xs_own!($call _at $ty $(= $default)?);
            if _group == 0 {
                _group = <$ty as $crate::Portable>::group(&$arg);
            }
            _at += 1;
        )*
        $crate::work::start($call, _group, ($($arg,)*), |_owned| -> ::core::result::Result<_, $error> {
            #[allow(non_snake_case)]
            let ($($arg,)*) = _owned;
            $(
                #[allow(non_snake_case)]
                let $arg = <$ty as $crate::Portable>::lend($arg);
            )*
            $($body)*
        })
    }};
}

/// One argument: what was given, or its default.
#[doc(hidden)]
#[macro_export]
macro_rules! __xs_take {
    ($call:ident $at:ident $ty:ty) => {
        $call.take::<$ty>($at)?
    };
    ($call:ident $at:ident $ty:ty = $default:expr) => {
        if $at < $call.items() { $call.take::<$ty>($at)? } else { $default }
    };
}

/// A copy of one argument, or of its default.
#[doc(hidden)]
#[macro_export]
macro_rules! __xs_own {
    ($call:ident $at:ident $ty:ty) => {
        $call.own::<$ty>($at)?
    };
    ($call:ident $at:ident $ty:ty = $default:expr) => {
        if $at < $call.items() { $call.own::<$ty>($at)? } else { $call.own_default::<$ty>($default)? }
    };
}

/// A default as the usage text shows it.
#[doc(hidden)]
#[macro_export]
macro_rules! __xs_default {
    () => {
        None
    };
    ($default:expr) => {
        Some(stringify!($default))
    };
}

/// A C string of literals put together.
#[doc(hidden)]
#[macro_export]
macro_rules! __c_str {
    ($($part:expr),+) => {
        match ::std::ffi::CStr::from_bytes_with_nul(concat!($($part,)+ "\0").as_bytes()) {
            Ok(text) => text,
            Err(_) => panic!("one NUL, at the end"),
        }
    };
}

/// Exports a module's boot function: `xs_boot! { boot_Foo__Bar, version = c"1.0", module = &MODULE }`.
#[cfg(perl_useithreads)]
#[macro_export]
macro_rules! xs_boot {
    ($name:ident, version = $version:expr, module = $module:expr) => {
        $crate::__xs_boot!($name(perl: *mut $crate::sys::PerlInterpreter,) perl, $version, $module);
    };
}

/// Exports a module's boot function: `xs_boot! { boot_Foo__Bar, version = c"1.0", module = &MODULE }`.
#[cfg(not(perl_useithreads))]
#[macro_export]
macro_rules! xs_boot {
    ($name:ident, version = $version:expr, module = $module:expr) => {
        $crate::__xs_boot!($name() ::std::ptr::null_mut(), $version, $module);
    };
}

/// The boot function, with or without an interpreter.
#[doc(hidden)]
#[macro_export]
macro_rules! __xs_boot {
    ($name:ident($($perl:ident: $ty:ty,)?) $raw:expr, $version:expr, $module:expr) => {
        /// What XSLoader calls.
        ///
        /// # Safety
        /// perl calls it, once for each interpreter that loads the module.
        #[unsafe(no_mangle)]
        #[allow(non_snake_case)]
        pub unsafe extern "C-unwind" fn $name($($perl: $ty,)? cv: *mut $crate::sys::CV) {
            // SAFETY: perl's own arguments are passed on; this frame owns nothing.
            unsafe { $crate::module::boot($raw, cv, $version, $module) }
        }
    };
}
