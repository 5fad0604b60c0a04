//! Decides which articles of the selected stories are new and in which section they stand, so that every article is
//! reported exactly once.

use std::collections::HashSet;

use chrono::TimeDelta;

use super::history::{HistoryMatch, ReportedBefore};
use super::query::{DigestQuery, FullUpdates, Period, counts_as_seen};
use crate::model::{Article, ReportStatus, Section, Shown, StoryReport, Update, hosts};

/// The longest time that an article dated in the future waits for its day. A date further ahead is most often wrong,
/// so a digest reports its article at once.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(7);
/// A reported story is printed in full again when this many sites are new in it.
const MORE_SITES: usize = 2;

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

/// True if an article waits for a later digest, because its day has not come.
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

/// The section of a story, by the status of its new articles.
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

/// True if an update is printed in full.
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
