//! Values in messages.

use std::fmt;

/// A value short enough for a message, in quotes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quoted(String);

impl Quoted {
    /// The first 60 characters of a value.
    pub fn new(value: &str) -> Quoted {
        const MOST: usize = 60;
        Quoted(match value.char_indices().nth(MOST) {
            Some((end, _)) => format!("“{}…”", &value[..end]),
            None => format!("“{value}”"),
        })
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
