//! What a state remembers, for a person to look at.

use chrono::{DateTime, Utc};

use super::Id;

/// What a state remembers.
#[derive(Debug, Clone)]
pub struct Memory<'m> {
    /// When it was written; none for a new one.
    pub last_run: Option<DateTime<Utc>>,
    /// Articles that were in a digest.
    pub told: usize,
    /// Articles that joined a told story without an update.
    pub added: usize,
    /// Articles that were there before the first run.
    pub before: usize,
    /// Articles that nobody asked for yet.
    pub seen: usize,
    /// Files whose refusal was reported.
    pub refused: Vec<&'m str>,
    /// Stories of which an article was told or added, those told last before the others.
    pub stories: Vec<RememberedStory<'m>>,
}

/// A story that was told.
#[derive(Debug, Clone)]
pub struct RememberedStory<'m> {
    /// The id it keeps.
    pub id: Id,
    /// Its title when it was last there.
    pub title: &'m str,
    /// Ids of stories that are this one now.
    pub former: &'m [Id],
    /// When a digest last told something of it.
    pub last_told: DateTime<Utc>,
    /// Its articles that were told or added.
    pub articles: Vec<RememberedArticle<'m>>,
}

/// An article that was told or added.
#[derive(Debug, Clone)]
pub struct RememberedArticle<'m> {
    /// Whether it joined the story without an update.
    pub added: bool,
    /// When it was told or added.
    pub at: Option<DateTime<Utc>>,
    /// Who published it.
    pub provider: Option<&'m str>,
    /// Its headline.
    pub title: Option<&'m str>,
}
