//! Forks are counted.

use perl_xs::{Error, fork, xs};

xs! { package "PerlXS::Test::Fork", error = Error<'_>;
    sub generation() { Ok(fork::generation()) }
}
