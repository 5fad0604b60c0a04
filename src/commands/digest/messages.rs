//! Messages of a digest on standard error, beside the problems.

use std::io::Write;

use crate::cli::ReportArgs;
use crate::digest::{DigestQuery, History, Period};
use crate::model::{Shown, Story, Zone};
use crate::render::{self, ProblemFormat};

/// Says how many articles the first run marks as seen, so that nobody waits for them.
pub(super) fn print_seen_before(count: usize, reporting: &ReportArgs, err: &mut dyn Write) {
    if count == 0 || reporting.diagnostics == ProblemFormat::Json {
        return;
    }
    let articles = render::counted(count, "older or undated article", "older or undated articles");
    let _ = writeln!(err, "newsfeed: first run: {articles} marked as seen (--report-all reports everything)");
}

/// At a terminal somebody waits for an answer.
pub(super) fn print_nothing_new(
    stories: &[Story<'_>],
    query: &DigestQuery,
    history: Option<&History>,
    err: &mut dyn Write,
) {
    let last = history.and_then(History::last_digest);
    let what = match (&query.period, last) {
        (Period::SinceLastRun, Some(last)) => {
            format!("nothing new since {}", query.zone.clock(last).format("%-d %b %Y %H:%M"))
        }
        (Period::SinceLastRun, None) => "nothing new".to_owned(),
        (Period::Between(period), _) => {
            format!("no new articles for {}", render::long_day_range(query.zone, period.start, period.end))
        }
    };
    let newest = stories.iter().filter_map(Story::last_published).max();
    let newest = newest.map(|date| date.day(query.zone).format("%-d %B %Y").to_string());
    let newest = newest
        .map(|day| format!("; the newest article is from {day} (choose a period with --date or --last)"));
    let _ = writeln!(err, "newsfeed: {what}{}", newest.unwrap_or_default());
}

/// The figures by which the stories stand in their order.
pub(super) fn print_ranks(shown: &[Shown<'_, '_>], zone: Zone, err: &mut dyn Write) {
    for (number, shown) in shown.iter().enumerate() {
        let quality = shown.quality().map_or("no quality".to_owned(), |quality| format!("quality {quality}"));
        let last = shown
            .last_published()
            .map_or("undated".to_owned(), |date| format!("last {}", render::long_moment(date, zone)));
        let _ = writeln!(
            err,
            "newsfeed: rank {}: {}, {quality}, {last}: {}",
            number + 1,
            render::counted(shown.providers(), "provider", "providers"),
            render::Terminal::new(shown.headline())
        );
    }
}
