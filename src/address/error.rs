//! Why a text is no address of ours.

use thiserror::Error;

/// Why a string is not an address of ours.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressError {
    /// A scheme that a link must not have (`javascript`), lower case.
    #[error("has the scheme “{0}”, not http or https")]
    Scheme(String),
    /// Anything else.
    #[error(transparent)]
    Broken(#[from] BrokenAddress),
}

/// Why a string is no address on the web. The sentence follows the string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum BrokenAddress {
    /// `/local/path`.
    #[error("is not absolute")]
    NotAbsolute,
    /// A port above 65535.
    #[error("has an impossible port")]
    ImpossiblePort,
    /// No host, or one that no network has.
    #[error("has no valid host")]
    NoHost,
    /// Anything else.
    #[error("is not a valid address")]
    Invalid,
}
