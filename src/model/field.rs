//! Fields as they occur in headers, for `check`.

use chrono::{DateTime, Utc};
use strum::IntoStaticStr;

/// The headers of one folder and of one type, and their fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// The folder the files are in, as they are named.
    pub folder: String,
    /// What the headers call themselves (`type: article`).
    pub kind: Option<String>,
    /// How many headers.
    pub headers: usize,
    /// Most seen first, then by path.
    pub fields: Vec<FieldSeen>,
}

/// A field by its path, how often it was seen, and what was in it.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldSeen {
    /// Names from the top, list entries as `[]`: `related[].provider.name`.
    pub path: String,
    /// How often it stands in all headers.
    pub seen: usize,
    /// In how many of them.
    pub files: usize,
    /// Whether it means something to us there.
    pub read: bool,
    /// What its values are, most frequent first.
    pub kinds: Vec<(ValueKind, usize)>,
    /// The least and the greatest number.
    pub numbers: Option<(f64, f64)>,
    /// The first and the last date.
    pub dates: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Characters of the shortest and the longest text.
    pub lengths: Option<(usize, usize)>,
    /// Entries of the shortest and the longest list.
    pub entries: Option<(usize, usize)>,
    /// Three values at most, sorted.
    pub examples: Vec<String>,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ValueKind {
    /// A date, with time or without.
    Date,
    /// An http or https address.
    Address,
    /// A number.
    Number,
    /// Yes or no.
    Bool,
    /// Any other text.
    Text,
    /// A list.
    List,
    /// Fields inside a field.
    Map,
    /// Nothing, or a text of nothing.
    Empty,
}

impl ValueKind {
    /// The token used in JSON and in the table.
    pub fn token(self) -> &'static str {
        self.into()
    }
}
