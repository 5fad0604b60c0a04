//! The request for a digest: the period, the updates in full, and the extent of a first run.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Article, Zone};

/// Which articles a digest is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Period {
    /// All new articles.
    SinceLastRun,
    /// Articles published from one instant to before another. Older articles that are new are reported as late.
    Between(Range<DateTime<Utc>>),
}

/// Which updates of reported stories are printed in full; all of them are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FullUpdates {
    /// Those with two more sites or a later day
    Due,
    /// All
    Any,
    /// None
    #[value(alias = "never")]
    None,
}

/// What the first run reports; all other articles are marked as seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstRun {
    /// The period, else the last 24 hours.
    Period,
    /// From this instant on.
    Since(DateTime<Utc>),
    /// Everything.
    Everything,
}

/// A query to a history.
#[derive(Debug, Clone)]
pub struct DigestQuery {
    /// The current time.
    pub now: DateTime<Utc>,
    /// The zone of days.
    pub zone: Zone,
    /// Which articles.
    pub period: Period,
    /// Which updates are printed in full.
    pub updates: FullUpdates,
    /// What the first run reports.
    pub first_run: FirstRun,
}

impl DigestQuery {
    /// The time by which stories are ranked: the period, else the last seven days.
    pub fn recent(&self) -> Range<DateTime<Utc>> {
        match &self.period {
            Period::SinceLastRun => before(self.now, TimeDelta::days(7))..self.now + TimeDelta::seconds(1),
            Period::Between(period) => period.clone(),
        }
    }
}

/// True if the first run marks an article as seen instead of reporting it.
pub(super) fn counts_as_seen(article: &Article<'_>, query: &DigestQuery) -> bool {
    let since = match (query.first_run, &query.period) {
        (FirstRun::Everything, _) => return false,
        (FirstRun::Since(since), _) => since,
        (FirstRun::Period, Period::Between(period)) => period.start,
        (FirstRun::Period, Period::SinceLastRun) => before(query.now, TimeDelta::hours(24)),
    };
    article.first_published.is_none_or(|date| date.edges(query.zone).end <= since)
}

/// The instant `by` before `at`, or the earliest possible one.
fn before(at: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    at.checked_sub_signed(by).unwrap_or(DateTime::<Utc>::MIN_UTC)
}
