//! The names that a reader needs. A reader knows no field itself.

/// Questions about the name of a field.
#[derive(Clone, Copy)]
pub(crate) struct KnownNames {
    /// Whether the field is kept.
    pub(crate) wanted: fn(&str) -> bool,
    /// Whether it means something anywhere.
    pub(crate) known: fn(&str) -> bool,
    /// Whether it means something at the top of a header.
    pub(crate) ours: fn(&str) -> bool,
    /// Whether its value is running text, in which any sign may stand.
    pub(crate) prose: fn(&str) -> bool,
}
