//! Ids of articles, stories and texts: the same input gives the same ids on every machine.

use std::fmt;

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

/// A letter for the noun, a dash, and 64 bits in hex: `a-7f3c91d2c04b11e9`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    noun: Noun,
    bits: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Noun {
    Article,
    Story,
    Text,
}

impl Id {
    /// The id of an article.
    pub fn article(of: &str) -> Id {
        Id { noun: Noun::Article, bits: digest(of) }
    }

    /// The id of a text.
    pub fn text(of: &str) -> Id {
        Id { noun: Noun::Text, bits: digest(of) }
    }

    /// The id of the story whose first article is this one.
    pub fn of_story(first: Id) -> Id {
        Id { noun: Noun::Story, bits: first.bits }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.noun {
            Noun::Article => 'a',
            Noun::Story => 's',
            Noun::Text => 't',
        };
        write!(f, "{letter}-{:016x}", self.bits)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// 64 bits: among a million ids two meet by chance once in 37 million runs.
fn digest(text: &str) -> u64 {
    let hash = Sha256::digest(text.as_bytes());
    let first: [u8; 8] = hash[..8].try_into().expect("SHA-256 has 32 bytes");
    u64::from_be_bytes(first)
}
