//! Prints what a history holds: the answer to "was this reported?".

use std::io::{self, Write};

use super::counted;
use super::safe::Terminal;
use crate::model::{HistorySummary, Zone};

/// Writes what a history holds. Fails where `out` does.
pub fn history(history: &HistorySummary<'_>, zone: Zone, out: &mut dyn Write) -> io::Result<()> {
    let Some(last) = history.last_digest else { return writeln!(out, "nothing reported yet") };
    let reported = counted(history.reported, "article reported", "articles reported");
    let digests = counted(history.digests, "digest", "digests");
    writeln!(
        out,
        "{reported} in {digests}, the last of {} ({zone})",
        zone.clock(last).format("%-d %b %Y %H:%M")
    )?;
    if history.seen_before > 0 {
        writeln!(
            out,
            "{} seen before the first digest",
            counted(history.seen_before, "article", "articles")
        )?;
    }
    for file in &history.refused {
        writeln!(out, "refused and reported: {}", Terminal::name(file))?;
    }
    for story in &history.stories {
        let day = zone.clock(story.last).format("%-d %b %Y").to_string();
        let articles = counted(story.articles, "article", "articles");
        writeln!(out, "{day:>11}  {}  {}  {articles}", story.id, Terminal::new(story.headline))?;
    }
    Ok(())
}
