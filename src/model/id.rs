//! Ids of articles, stories and texts: the same input gives the same ids on every machine.

use std::fmt;

use sha2::{Digest, Sha256};

/// A letter for the noun, a dash, and 64 bits in hex: `a-7f3c91d2c04b11e9`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

impl Id {
    /// The id of an article.
    pub fn article(of: &str) -> Id {
        Id(format!("a-{}", digest(of)))
    }

    /// The id of a text.
    pub fn text(of: &str) -> Id {
        Id(format!("t-{}", digest(of)))
    }

    /// The id of the story whose first article is this one.
    pub fn of_story(first: &Id) -> Id {
        Id(format!("s-{}", &first.0[2..]))
    }

    /// The id as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 64 bits: among a million ids two meet by chance once in 37 million runs.
fn digest(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
