//! What a reader is told of names: it knows no field itself.

/// Questions about the name of a field.
#[derive(Clone, Copy)]
pub(crate) struct KnownNames {
    /// Whether the field is kept.
    pub(crate) is_wanted: fn(&str) -> bool,
    /// Whether it means something anywhere.
    pub(crate) is_known: fn(&str) -> bool,
    /// Whether it means something at the top of a header.
    pub(crate) is_ours: fn(&str) -> bool,
    /// Whether its value is running text, in which any sign may stand.
    pub(crate) is_prose: fn(&str) -> bool,
}
