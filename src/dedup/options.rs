//! What may be set about merging.

use crate::model::{Overrides, Rule};

/// What may be set about merging.
#[derive(Debug, Clone, PartialEq)]
pub struct MergeOptions {
    /// Rarity-weighted title overlap from which titles are nearly equal, 0 to 1. .85 is as good on the
    /// labelled pairs; .70 merges wrongly.
    pub title_threshold: f64,
    /// What a person decided; settled, so without contradictions.
    pub overrides: Overrides,
    /// Rules that are not asked; for measuring what each is worth.
    pub without: Vec<Rule>,
}

impl Default for MergeOptions {
    fn default() -> Self {
        MergeOptions { title_threshold: 0.78, overrides: Overrides::default(), without: Vec::new() }
    }
}
