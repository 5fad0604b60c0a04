//! Ids of articles, stories and texts, and digests of the data that identifies an article. The same input gives the
//! same ids on every machine.

use std::fmt::{self, Write};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use strum::{EnumString, IntoStaticStr};
use thiserror::Error;

use crate::address::IdentityKey;

/// A letter for the noun, a dash, and 64 bits in hex: `a-7f3c91d2c04b11e9`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    noun: Noun,
    bits: u64,
}

/// The kind of thing that an id names, shown by its letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr)]
enum Noun {
    #[strum(serialize = "a")]
    Article,
    #[strum(serialize = "s")]
    Story,
    #[strum(serialize = "t")]
    Text,
    #[strum(serialize = "k")]
    Key,
    #[strum(serialize = "n")]
    Title,
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

    /// The digest of an identity key: two articles that share it are one.
    pub fn key(of: &IdentityKey<'_>) -> Id {
        let kind = match of {
            IdentityKey::Address(_) => "address",
            IdentityKey::PublisherId(..) => "publisher-id",
            IdentityKey::Video(_) => "video-id",
        };
        Id { noun: Noun::Key, bits: digest(format_args!("{kind} {of}")) }
    }

    /// The digest of title, day and site, for a mention without a key of its own. Two articles may share it.
    pub fn title(of: &str) -> Id {
        Id { noun: Noun::Title, bits: digest(of) }
    }

    /// Its 64 bits.
    pub fn bits(self) -> u64 {
        self.bits
    }

    /// The id of the story whose first article is this one.
    pub fn story(first: Id) -> Id {
        Id { noun: Noun::Story, bits: first.bits }
    }

    const LENGTH: usize = "a-0123456789abcdef".len();

    /// Writes its text into the buffer. Formatting would be slow for the hundreds of thousands of ids in a large run.
    fn spell(self, buffer: &mut [u8; Id::LENGTH]) -> &str {
        buffer[..1].copy_from_slice(<&str>::from(self.noun).as_bytes());
        buffer[1] = b'-';
        for (at, digit) in buffer[2..].iter_mut().enumerate() {
            *digit = b"0123456789abcdef"[(self.bits >> (60 - 4 * at) & 15) as usize];
        }
        str::from_utf8(buffer).expect("a letter, a dash and digits")
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spell(&mut [0; Id::LENGTH]))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.spell(&mut [0; Id::LENGTH]))
    }
}

/// The error for a text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("“{0}” is not an id")]
pub struct IdError(String);

impl FromStr for Id {
    type Err = IdError;

    /// Fails if the text is not the letter of a kind, a dash, and 16 hexadecimal digits.
    fn from_str(text: &str) -> Result<Id, IdError> {
        let is_hex = |bits: &str| bits.len() == 16 && bits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let parts = text.split_once('-').filter(|(_, bits)| is_hex(bits));
        let id = parts.and_then(|(letter, bits)| {
            Some(Id { noun: letter.parse().ok()?, bits: u64::from_str_radix(bits, 16).ok()? })
        });
        id.ok_or_else(|| IdError(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// 64 bits: among a million ids, two are equal by chance once in 37 million runs.
fn digest(text: impl fmt::Display) -> u64 {
    /// Hashes text while it is written.
    struct Hashing(Sha256);
    impl fmt::Write for Hashing {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.update(text);
            Ok(())
        }
    }
    let mut hashing = Hashing(Sha256::new());
    write!(hashing, "{text}").expect("hashing does not fail");
    let hash = hashing.0.finalize();
    let first: [u8; 8] = hash[..8].try_into().expect("SHA-256 has 32 bytes");
    u64::from_be_bytes(first)
}
