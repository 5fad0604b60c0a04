//! Fields in headers, for `check`.

use chrono::{DateTime, Utc};
use strum::IntoStaticStr;

/// The headers of one type in one folder, and their fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// The folder as it is named in the files' paths.
    pub folder: String,
    /// The type that the headers state (`type: article`).
    pub kind: Option<String>,
    /// The number of headers.
    pub headers: usize,
    /// Most frequent first, then by path.
    pub fields: Vec<FieldSeen>,
}

/// A field by its path, with its frequency and values.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldSeen {
    /// Names from the top, list entries as `[]`: `related[].provider.name`.
    pub path: String,
    /// The number of its occurrences in all headers.
    pub seen: usize,
    /// The number of headers that have it.
    pub files: usize,
    /// Whether newsfeed reads it.
    pub read: bool,
    /// The kinds of its values, most frequent first.
    pub kinds: Vec<(ValueKind, usize)>,
    /// The smallest and the largest number.
    pub numbers: Option<(f64, f64)>,
    /// The first and the last date.
    pub dates: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The shortest and the longest text, in characters.
    pub lengths: Option<(usize, usize)>,
    /// The shortest and the longest list, in entries.
    pub entries: Option<(usize, usize)>,
    /// Three values at most, sorted.
    pub examples: Vec<String>,
}

/// The kind of a value.
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
    /// Nothing, or blank text.
    Empty,
}

impl ValueKind {
    /// The token used in JSON and in the table.
    pub fn token(self) -> &'static str {
        self.into()
    }
}
