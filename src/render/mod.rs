//! Stories to bytes, one file per format; problems to lines for people or programs.

mod check;
mod explain;
mod json;
mod jsonl;
mod problems;
mod safe;
mod timeline;

use std::io::{self, Write};

use crate::model::{Diagnostic, Shown, Text, Zone};

pub use check::check;
pub use explain::{ExplainLook, explain};
pub use json::{Summary, schema};
pub use problems::{ProblemFormat, Severity, problems};
pub use safe::Terminal;

/// Everything there is to show.
pub struct Feed<'s, 'a> {
    /// The stories asked for.
    pub stories: Vec<Shown<'s, 'a>>,
    /// Texts, all of which stand alone for now.
    pub texts: &'s [Text],
    /// Everything that was skipped, cleaned or refused.
    pub diagnostics: &'s [Diagnostic],
    /// What was read and what is shown.
    pub summary: Summary,
}

/// How to write stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a person: stories by time, days, one line an article.
    Timeline,
    /// For a program: one object, described by `newsfeed schema`.
    Json,
    /// The same, one object a line.
    Jsonl,
}

/// What the timeline's blocks are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// A block a story.
    Story,
    /// A block a day.
    Day,
    /// A block a provider.
    Provider,
}

/// How the timeline looks; other formats do not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns to wrap at.
    pub width: usize,
    /// Whether to colour.
    pub color: bool,
    /// Whether titles are links (OSC 8).
    pub hyperlinks: bool,
    /// What the blocks are.
    pub by: By,
    /// At most this many blocks, where they are days or providers.
    pub limit: Option<usize>,
    /// Whether stories under another get a block of their own.
    pub flat: bool,
    /// Whether merged copies are listed with their reasons.
    pub reasons: bool,
    /// The zone of days and times.
    pub zone: Zone,
}

/// `1 file`, `2 files`.
pub fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// Writes the feed.
pub fn write(feed: &Feed<'_, '_>, format: Format, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Timeline => timeline::write(feed, look, out),
        Format::Json => json::write(feed, out),
        Format::Jsonl => jsonl::write(feed, out),
    }
}
