//! What a history holds, for a person to look at.

use chrono::{DateTime, Utc};

use super::Id;

/// What a history holds.
#[derive(Debug, Clone)]
pub struct HistorySummary<'h> {
    /// When the last digest was made; none for a new history.
    pub last_digest: Option<DateTime<Utc>>,
    /// How many digests reported something.
    pub digests: usize,
    /// Articles that were reported.
    pub reported: usize,
    /// Articles that were there before the first run and count as seen.
    pub seen_before: usize,
    /// Refused files that were reported.
    pub refused: Vec<&'h str>,
    /// Stories that were reported, the last ones first.
    pub stories: Vec<SummarizedStory<'h>>,
}

/// A story that was reported.
#[derive(Debug, Clone)]
pub struct SummarizedStory<'h> {
    /// The id it keeps.
    pub id: Id,
    /// Its headline when it was reported first.
    pub headline: &'h str,
    /// How many of its articles were reported.
    pub articles: usize,
    /// When one of them was reported last.
    pub last: DateTime<Utc>,
}
