//! A field as it occurs in headers, for `check`.

/// A field by its path, and how often it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSeen {
    /// Names from the top, list entries as `[]`: `related[].provider.name`.
    pub path: String,
    /// How often it stands in all headers.
    pub seen: usize,
    /// In how many files.
    pub files: usize,
    /// Whether it means something to us there.
    pub read: bool,
}
