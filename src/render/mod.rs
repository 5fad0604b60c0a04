//! Stories to bytes, one file per format; problems to lines for people or programs.

mod atom;
mod blocks;
mod check;
mod check_json;
mod dates;
mod edition;
mod eml;
mod explain;
mod histogram;
mod history;
mod json;
mod jsonfeed;
mod jsonl;
mod problems;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod properties;
mod safe;
mod suggest;
mod template;
mod timeline;
mod tsv;

use std::io::{self, Write};

use chrono::{DateTime, Utc};

use crate::model::contract::RunSummary;
use crate::model::{Diagnostic, Section, Shown, TextFile, hosts};

pub use check::{CheckReport, check};
pub use check_json::check_json;
pub use dates::{long_day, long_day_range, long_moment};
pub use edition::Edition;
pub use eml::{Mail, Mailbox, write as mail};
pub use explain::{ExplainOptions, explain};
pub use history::history;
pub use json::schema;
pub use problems::{ProblemFormat, Severity, problems, problems_with_lines};
pub use safe::Terminal;
pub use suggest::suggest;
pub use template::{Layout, Template};

/// Everything there is to show.
pub struct Feed<'s, 'a> {
    /// Its title, zone and period.
    pub edition: Edition,
    /// The stories asked for.
    pub stories: Vec<Shown<'s, 'a>>,
    /// Texts, by file: those of the stories that are shown, and those that stand alone.
    pub texts: Vec<&'s TextFile>,
    /// Everything that was skipped, cleaned or refused.
    pub diagnostics: &'s [Diagnostic],
    /// Counts of the input and of what is shown.
    pub summary: RunSummary,
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
    /// Reads well as it is, on GitHub and in a mail.
    Markdown,
    /// One page, complete in itself.
    Html,
    /// A feed to subscribe to, an entry a story.
    Atom,
    /// The same as JSON Feed 1.1.
    Jsonfeed,
    /// An article a line, columns between tabs; for fzf, cut and awk.
    Tsv,
    /// A mail, for sendmail -t.
    Eml,
}

/// The blocks of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// A block a story.
    Story,
    /// A block a day.
    Day,
    /// A block a provider.
    Provider,
}

/// How the timeline looks, and what page and mail are told; other formats do not depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderOptions {
    /// Columns to wrap at.
    pub width: usize,
    /// Use colour.
    pub color: bool,
    /// Make titles links (OSC 8).
    pub hyperlinks: bool,
    /// The kind of the blocks.
    pub by: By,
    /// At most this many blocks, where they are days or providers.
    pub limit: Option<usize>,
    /// Give stories under another a block of their own.
    pub flat: bool,
    /// List merged copies with their reasons.
    pub reasons: bool,
    /// Show images in the page; the browser loads them from their sites.
    pub images: bool,
    /// The present: what is dated more than a day after it stands last.
    pub now: DateTime<Utc>,
    /// Who sends the mail to whom.
    pub mail: Mail,
}

/// The parts of a digest that have an article a line, with their titles, in their order.
const SECTIONS: &[(Section, &str)] = &[
    (Section::More, "More stories"),
    (Section::Late, "Late"),
    (Section::Also, "Also in stories you have seen"),
    (Section::Undated, "Undated"),
    (Section::Ahead, "Dated ahead"),
];

/// `16 articles in 2 stories, 1 update, 3 more in brief`: stories that stand for themselves.
fn how_much(feed: &Feed<'_, '_>) -> String {
    let main = || feed.stories.iter().filter(|shown| shown.report.section == Section::Main);
    let in_full: usize = main().map(|shown| shown.articles.len()).sum();
    let in_brief = feed.summary.shown.articles.saturating_sub(in_full);
    if in_full == 0 && in_brief > 0 {
        return format!("{} in brief", counted(in_brief, "article", "articles"));
    }
    let stories = main().count() - hosts(&feed.stories, false).iter().flatten().count();
    let mut text =
        format!("{} in {}", counted(in_full, "article", "articles"), counted(stories, "story", "stories"));
    let updates = main().filter(|shown| shown.report.update.is_some()).count();
    if updates > 0 {
        text.push_str(&format!(", {}", counted(updates, "update", "updates")));
    }
    if in_brief > 0 {
        text.push_str(&format!(", {in_brief} more in brief"));
    }
    text
}

/// `1 file`, `2 files`.
pub fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// `msn.com, yahoo.com`; of many the first.
fn also_named(sites: &[&str]) -> String {
    const NAMED: usize = 6;
    match sites.len().saturating_sub(NAMED) {
        0 | 1 => sites.join(", "),
        more => format!("{} and {more} more", sites[..NAMED].join(", ")),
    }
}

/// Writes the feed. Fails where `out` does, or a built-in template.
pub fn write(
    feed: &Feed<'_, '_>,
    format: Format,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Timeline => timeline::write(feed, options, out),
        Format::Json => json::write(feed, out),
        Format::Jsonl => jsonl::write(feed, out),
        Format::Markdown => Layout::Markdown.write(feed, options, out),
        Format::Html => Layout::Html.write(feed, options, out),
        Format::Atom => atom::write(feed, out),
        Format::Jsonfeed => jsonfeed::write(feed, out),
        Format::Tsv => tsv::write(feed, out),
        Format::Eml => eml::write(feed, options, None, out),
    }
}
