//! A summary of a history, for a person to read.

use chrono::{DateTime, Utc};

use super::Id;

/// A summary of a history.
#[derive(Debug, Clone)]
pub struct HistorySummary<'h> {
    /// The time of the last digest; `None` for a new history.
    pub last_digest: Option<DateTime<Utc>>,
    /// The number of digests that reported something.
    pub digests: usize,
    /// The number of reported articles.
    pub reported: usize,
    /// The number of articles that were older than the first run and count as seen.
    pub seen_before: usize,
    /// Refused files that were reported.
    pub refused: Vec<&'h str>,
    /// The reported stories, latest first.
    pub stories: Vec<SummarizedStory<'h>>,
}

/// A reported story.
#[derive(Debug, Clone)]
pub struct SummarizedStory<'h> {
    /// Its id, which it keeps.
    pub id: Id,
    /// Its headline when it was first reported.
    pub headline: &'h str,
    /// The number of its reported articles.
    pub articles: usize,
    /// The time of the last report about it.
    pub last: DateTime<Utc>,
}
