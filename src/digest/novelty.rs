//! Decides which articles of the selected stories are new and in which section they stand, so that every article is
//! reported exactly once.

use std::collections::HashSet;
use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};

use super::history::{HistoryMatch, ReportedBefore};
use crate::model::{Article, ReportStatus, Section, Shown, StoryReport, Update, Zone, hosts};

/// An article dated in the future is reported on its day if that is no further ahead than this. A date further ahead
/// is most often wrong: its article is reported at once.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(7);
/// A reported story is printed in full again when this many sites are new in it.
const MORE_SITES: usize = 2;

/// Which articles a digest is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Period {
    /// Whatever is new.
    SinceLastRun,
    /// What was published from one instant to before another, and as late what is new but older.
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
    /// The present.
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

/// The stories among `asked` that have new articles, reduced to these articles.
pub fn unreported<'s, 'a>(
    asked: Vec<Shown<'s, 'a>>,
    matched: &HistoryMatch<'_>,
    query: &DigestQuery,
) -> Vec<Shown<'s, 'a>> {
    let is_first_run = matched.is_first_run();
    let is_new = |article: &Article<'_>| {
        matched.is_new(article) && !waits(article, query) && !(is_first_run && counts_as_seen(article, query))
    };
    let new_part = |mut shown: Shown<'s, 'a>| {
        let story = shown.story;
        shown.articles.retain(|index| is_new(&story.articles[*index]));
        (!shown.articles.is_empty()).then(|| {
            let report = story_report(&shown, matched, query);
            Shown { report, ..shown }
        })
    };
    asked.into_iter().filter_map(new_part).collect()
}

/// Whether the first run marks an article as seen instead of reporting it.
pub(super) fn counts_as_seen(article: &Article<'_>, query: &DigestQuery) -> bool {
    let since = match (query.first_run, &query.period) {
        (FirstRun::Everything, _) => return false,
        (FirstRun::Since(since), _) => since,
        (FirstRun::Period, Period::Between(period)) => period.start,
        (FirstRun::Period, Period::SinceLastRun) => before(query.now, TimeDelta::hours(24)),
    };
    article.first_published.is_none_or(|date| date.edges(query.zone).end <= since)
}

/// Whether an article is left to a later digest, because its day has not come.
fn waits(article: &Article<'_>, query: &DigestQuery) -> bool {
    let Some(date) = article.first_published else { return false };
    let start = date.edges(query.zone).start;
    let has_come = match &query.period {
        Period::SinceLastRun => start <= query.now,
        Period::Between(period) => start < period.end,
    };
    !has_come && start <= query.now + LONGEST_WAIT
}

/// How the new articles of a story are reported.
fn story_report(shown: &Shown<'_, '_>, matched: &HistoryMatch<'_>, query: &DigestQuery) -> StoryReport {
    let before = matched.reported_before(shown.story);
    let is_due = before.is_some() && is_due(shown, matched, query);
    let status = |article: &Article<'_>| status(article, before.is_some(), is_due, matched, query);
    let articles: Vec<ReportStatus> = shown.articles().map(status).collect();
    let section = section(&articles, &query.period);
    let update = before.map(|ReportedBefore { since, headline }| Update {
        since,
        headline: headline.unwrap_or_else(|| shown.story.headline()).to_owned(),
    });
    StoryReport { section, update, former: matched.former(shown.story), articles }
}

fn status(
    article: &Article<'_>,
    is_known: bool,
    is_due: bool,
    matched: &HistoryMatch<'_>,
    query: &DigestQuery,
) -> ReportStatus {
    let Some(date) = article.first_published else { return ReportStatus::Undated };
    if date.edges(query.zone).start > query.now + LONGEST_WAIT {
        return ReportStatus::Ahead;
    }
    match (is_known, is_due) {
        (true, true) => return ReportStatus::Update,
        (true, false) => return ReportStatus::Also,
        (false, _) => {}
    }
    // A date without a time has no instant to compare: its day decides.
    let since = match &query.period {
        Period::Between(period) => Some(period.start),
        Period::SinceLastRun => matched.last_digest().map(|at| query.zone.start_of(query.zone.day(at))),
    };
    let is_late = since.is_some_and(|since| date.edges(query.zone).end <= since);
    if is_late { ReportStatus::Late } else { ReportStatus::New }
}

/// Where a story stands by how its new articles are reported.
fn section(articles: &[ReportStatus], period: &Period) -> Section {
    let all = |status: &[ReportStatus]| articles.iter().all(|article| status.contains(article));
    if all(&[ReportStatus::Undated]) {
        Section::Undated
    } else if all(&[ReportStatus::Undated, ReportStatus::Ahead]) {
        Section::Ahead
    } else if articles.contains(&ReportStatus::Also) {
        Section::Also
    } else if matches!(period, Period::Between(_))
        && !articles.contains(&ReportStatus::New)
        && !articles.contains(&ReportStatus::Update)
    {
        Section::Late
    } else {
        Section::Main
    }
}

/// Whether an update is printed in full.
fn is_due(shown: &Shown<'_, '_>, matched: &HistoryMatch<'_>, query: &DigestQuery) -> bool {
    match query.updates {
        FullUpdates::Any => return true,
        FullUpdates::None => return false,
        FullUpdates::Due => {}
    }
    let reported = || shown.story.articles.iter().filter(|article| matched.was_reported(article));
    let sites: HashSet<&str> = reported().filter_map(Article::provider).collect();
    let more: HashSet<&str> =
        shown.articles().filter_map(Article::provider).filter(|site| !sites.contains(site)).collect();
    let day = |article: &Article<'_>| article.first_published.map(|date| date.day(query.zone));
    let last = reported().filter_map(day).max();
    more.len() >= MORE_SITES || shown.articles().filter_map(day).max() > last
}

/// Keeps the first `limit` stories of the main section in full and moves the others to `more`. A story under another
/// goes with it.
pub fn brief_beyond(shown: &mut [Shown<'_, '_>], limit: Option<usize>, is_flat: bool) {
    let Some(limit) = limit else { return };
    let hosts = hosts(shown, is_flat);
    let is_main = |index: &usize| shown[*index].report.section == Section::Main;
    let heads = (0..shown.len()).filter(|index| is_main(index) && hosts[*index].is_none());
    let full: HashSet<usize> = heads.take(limit).collect();
    for (index, shown) in shown.iter_mut().enumerate() {
        if shown.report.section == Section::Main && !full.contains(&hosts[index].unwrap_or(index)) {
            shown.report.section = Section::More;
        }
    }
}

/// The instant `by` before `at`, or the earliest possible one.
fn before(at: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    at.checked_sub_signed(by).unwrap_or(DateTime::<Utc>::MIN_UTC)
}
