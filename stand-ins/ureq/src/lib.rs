//! Stands in for ureq, with which the build script of libperl-macrogen fetches `$LIBPERL_APIDOC_URL`: see ../../README.
//! Where that is set, the build script fails with [`Refused`]. Nothing is fetched, whatever it says.

use std::{error, fmt, io};

/// A request that will be refused.
pub struct Request;

/// The answer that no request gets.
pub enum Response {}

/// Why there is no answer.
#[derive(Debug)]
pub struct Refused;

/// A request for what is at the address.
pub fn get(_url: &str) -> Request {
    Request
}

impl Request {
    /// Refuses.
    pub fn call(self) -> Result<Response, Refused> {
        Err(Refused)
    }
}

impl Response {
    /// The status of HTTP.
    pub fn status(&self) -> u16 {
        match *self {}
    }

    /// What was fetched.
    pub fn into_reader(self) -> Box<dyn io::Read + Send + Sync> {
        match self {}
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the build of Sys::Virt fetches nothing; unset LIBPERL_APIDOC_URL")
    }
}

impl error::Error for Refused {}

#[cfg(test)]
mod tests {
    #[test]
    fn every_request_is_refused() {
        let Err(refused) = super::get("http://localhost/").call();
        assert!(refused.to_string().contains("fetches nothing"));
    }
}
