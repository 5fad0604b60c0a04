//! Settings of merging.

use crate::model::{Overrides, Rule};

/// Settings of merging.
#[derive(Debug, Clone, PartialEq)]
pub struct MergeOptions {
    /// The rarity-weighted title overlap from which titles count as nearly equal, 0 to 1. On the labelled pairs .85 is
    /// as good; .70 merges wrongly.
    pub title_threshold: f64,
    /// Validated overrides, so without contradictions.
    pub overrides: Overrides,
    /// Rules to leave out; for measuring the worth of each.
    pub without: Vec<Rule>,
}

impl Default for MergeOptions {
    fn default() -> Self {
        MergeOptions { title_threshold: 0.78, overrides: Overrides::default(), without: Vec::new() }
    }
}
