//! Errors for texts that are not addresses of links.

use thiserror::Error;

/// The error for a string that is not an address of a link.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressError {
    /// A scheme that links must not have (`javascript`), in lower case.
    #[error("has the scheme “{0}”, not http or https")]
    Scheme(String),
    /// Any other error.
    #[error(transparent)]
    Broken(#[from] BrokenAddress),
}

/// The error for a string that is not an address on the web. The sentence follows the string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum BrokenAddress {
    /// `/local/path`.
    #[error("is not absolute")]
    NotAbsolute,
    /// A port above 65535.
    #[error("has an impossible port")]
    ImpossiblePort,
    /// No host, or a host that cannot exist.
    #[error("has no valid host")]
    NoHost,
    /// Any other error.
    #[error("is not a valid address")]
    Invalid,
}
