//! Counts of what was read and shown: the `summary` of the JSON, and the line at a terminal.

use chrono::{DateTime, Utc};

use crate::discover::FoundFiles;
use crate::model::contract::{RunSummary, ShownCount};
use crate::model::{Article, Diagnostic, Level, Problem, Shown, Story, hosts};
use crate::parse::ParsedFiles;
use crate::render::{Feed, counted};

/// Counts of what was found and parsed; merging and grouping add theirs.
pub(super) fn read_summary(found: &FoundFiles, parsed: &ParsedFiles) -> RunSummary {
    let left_out = |d: &&Diagnostic| {
        d.level == Level::Note
            && matches!(
                d.problem,
                Problem::EmptyFile | Problem::Binary | Problem::NoFrontMatter(_) | Problem::NotAFile(_)
            )
    };
    let notes = parsed.diagnostics.iter().filter(left_out).count();
    let not_files = found.diagnostics.iter().filter(left_out).count();
    let documents = parsed.documents.len();
    let texts = parsed.texts.len();
    RunSummary {
        files: parsed.files + found.skipped + not_files,
        documents,
        texts,
        skipped: found.skipped + not_files + notes,
        refused: parsed.files.saturating_sub(documents + texts + notes),
        warnings: parsed
            .diagnostics
            .iter()
            .chain(&found.diagnostics)
            .filter(|d| d.level == Level::Warning)
            .count(),
        mentions: parsed.documents.iter().map(|d| d.links().count()).sum(),
        ..RunSummary::default()
    }
}

/// True if everything named is missing or cannot be opened. There is no output then, not an empty one.
pub(super) fn nothing_read(summary: &RunSummary, diagnostics: &[Diagnostic]) -> bool {
    // A warning about overrides or `--fields` says nothing about the input.
    let mut errors = diagnostics.iter().filter(|d| d.level == Level::Error).peekable();
    let unread = summary.documents + summary.texts + summary.skipped == 0;
    let is_lost = |d: &Diagnostic| matches!(d.problem, Problem::NotFound | Problem::Unreadable(_));
    unread && errors.peek().is_some() && errors.all(is_lost)
}

/// Adds the counts of merged and grouped links, and of the stories shown.
pub(super) fn with_stories(read: RunSummary, stories: &[Story<'_>], shown: &[Shown<'_, '_>]) -> RunSummary {
    RunSummary {
        stories: stories.len(),
        articles: stories.iter().map(|story| story.articles.len()).sum(),
        shown: ShownCount {
            stories: shown.len(),
            articles: shown.iter().map(|shown| shown.articles.len()).sum(),
        },
        ..read
    }
}

/// `5 files: 2 documents, 3 texts · 39 links → 37 articles → 10 stories · 0 problems`
pub(super) fn one_line(feed: &Feed<'_, '_>, flat: bool, now: DateTime<Utc>) -> String {
    let summary = &feed.summary;
    let kinds = [
        (summary.documents, "document", "documents"),
        (summary.texts, "text", "texts"),
        (summary.skipped, "skipped", "skipped"),
        (summary.refused, "refused", "refused"),
    ];
    let files: Vec<String> =
        kinds.iter().filter(|(n, ..)| *n > 0).map(|(n, one, more)| counted(*n, one, more)).collect();
    let under = hosts(&feed.stories, flat).iter().flatten().count();
    let mut line = format!(
        "{}: {} · {} → {} → {}",
        counted(summary.files, "file", "files"),
        if files.is_empty() { "nothing to read".to_owned() } else { files.join(", ") },
        counted(summary.mentions, "link", "links"),
        counted(summary.articles, "article", "articles"),
        counted(summary.stories, "story", "stories"),
    );
    if under > 0 {
        line.push_str(&format!(" ({} shown, {under} under them)", summary.shown.stories - under));
    }
    if summary.shown.articles != summary.articles {
        line.push_str(&format!(" · {} of {} articles shown", summary.shown.articles, summary.articles));
    }
    let is_ahead = |article: &&Article<'_>| {
        article.first_published.is_some_and(|date| date.is_ahead_of(now, feed.edition.zone))
    };
    let ahead = feed.stories.iter().flat_map(Shown::articles).filter(is_ahead).count();
    if ahead > 0 {
        line.push_str(&format!(" · {} dated ahead of now", counted(ahead, "article", "articles")));
    }
    let problems = feed.diagnostics.iter().filter(|d| d.level != Level::Note).count();
    line.push_str(&format!(" · {}", counted(problems, "problem", "problems")));
    line
}
