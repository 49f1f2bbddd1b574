//! Stands in for xattr, with which tar can give files that it unpacks their extended attributes: see ../../README.
//! libperl-macrogen reads an archive in memory and asks for none.

use std::{ffi::OsStr, io, path::Path};

/// Refuses.
///
/// # Errors
/// Always.
pub fn set(_path: impl AsRef<Path>, _name: impl AsRef<OsStr>, _value: &[u8]) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_attribute_is_set() {
        let refused = super::set("/dev/null", "user.a", b"b").unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::Unsupported);
    }
}
