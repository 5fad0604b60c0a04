//! `newsfeed ingest`: from files to a timeline or JSON.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Outcome, World, find, output, report};
use crate::cli::{IngestArgs, When};
use crate::discover::Found;
use crate::model::{Diagnostic, Id, Level, Overrides, Place, Problem};
use crate::parse::{self, Parsed};
use crate::render::{self, By, Feed, Format, Look, Summary, counted};
use crate::select::{self, Filter};
use crate::{dedup, story};

pub(super) fn run(
    args: &IngestArgs,
    world: &World<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let found = find(&args.input.paths, &args.input)?;
    keep_input(&found, out_file(args))?;
    let parsed =
        parse::documents(&found.files, &args.input.limits.limits(), &*(world.progress)(found.files.len()));
    let (overrides, settled) = super::overrides(&args.rules, &parsed.documents)?;
    let articles = dedup::articles(&parsed.documents, &super::merging(&args.rules, &overrides));
    let stories = story::stories(articles, &super::grouping(&args.rules, &overrides));
    let filter = filter(args, &overrides, world);
    let shown = select::select(&stories, &filter);

    let mut summary = counts(&found, &parsed);
    summary.stories = stories.len();
    summary.articles = stories.iter().map(|story| story.articles.len()).sum();
    summary.shown.stories = shown.len();
    summary.shown.articles = shown.iter().map(|story| story.articles.len()).sum();
    let Found { diagnostics, .. } = found;
    let diagnostics = all([diagnostics, parsed.diagnostics, settled]);

    summary.warnings = diagnostics.iter().filter(|d| d.level == Level::Warning).count();
    // Texts have no date, provider or topic to be chosen by.
    let texts = if filter.chooses() { &[] } else { parsed.texts.as_slice() };
    let feed = Feed { stories: shown, texts, diagnostics: &diagnostics, summary };
    let outcome = super::outcome(&diagnostics, &args.report);
    let nothing_read = nothing_read(&summary, &diagnostics);
    let held_back = args.report.strict && outcome != Outcome::Done && out_file(args).is_some();
    if !nothing_read && !held_back {
        let write = |out: &mut dyn Write| render::write(&feed, format(args), &look(args, world), out);
        output::write(out_file(args), out, write)?;
    }
    report(&diagnostics, &args.report, Some(&see_all(args)), err);
    if args.report.verbose || (world.stderr_is_terminal && !args.report.quiet) {
        let _ = writeln!(err, "{}", one_line(&summary, &feed, args.output.flat));
    }
    Ok(if nothing_read { Outcome::Failed } else { outcome })
}

/// Counts of what was found and parsed; merging and grouping add theirs.
pub(super) fn counts(found: &Found, parsed: &Parsed) -> Summary {
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
    Summary {
        files: found.files.len() + found.skipped + not_files,
        documents,
        texts,
        skipped: found.skipped + not_files + notes,
        refused: found.files.len() - documents - texts - notes,
        warnings: parsed.diagnostics.iter().filter(|d| d.level == Level::Warning).count(),
        mentions: parsed.documents.iter().map(|d| d.links().count()).sum(),
        ..Summary::default()
    }
}

/// Whether everything named was refused or missing: there is no output then, not an empty one.
pub(super) fn nothing_read(summary: &Summary, diagnostics: &[Diagnostic]) -> bool {
    let named = diagnostics
        .iter()
        .any(|d| d.level == Level::Error && matches!(d.problem, Problem::NotFound | Problem::Unreadable(_)));
    let unread = summary.documents + summary.texts + summary.skipped == 0;
    named
        && unread
        && diagnostics.iter().all(|d| matches!(d.problem, Problem::NotFound | Problem::Unreadable(_)))
}

/// The input is never changed, so no file of it may be the output.
fn keep_input(found: &Found, out: Option<&Path>) -> anyhow::Result<()> {
    let Some(target) = out.and_then(|path| path.canonicalize().ok()) else { return Ok(()) };
    let is_target = |place: &Place| match place {
        Place::Path(path) => path.canonicalize().is_ok_and(|path| path == target),
        Place::Stdin => false,
    };
    match found.files.iter().find(|file| is_target(&file.place)) {
        Some(file) => {
            anyhow::bail!("{} is read, so it cannot be written; give --out another file", file.name)
        }
        None => Ok(()),
    }
}

/// All problems by file and place.
pub(super) fn all<const N: usize>(parts: [Vec<Diagnostic>; N]) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = parts.into_iter().flatten().collect();
    all.sort();
    all
}

fn filter(args: &IngestArgs, overrides: &Overrides, world: &World<'_>) -> Filter {
    let select = &args.select;
    let now = select.now.map_or(world.now, |now| now.start(select.tz));
    let last =
        select.last.map(|last| now.checked_sub_signed(last.delta()).unwrap_or(DateTime::<Utc>::MIN_UTC));
    let soon = now.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(DateTime::<Utc>::MAX_UTC);
    Filter {
        since: select.since.map(|since| since.start(select.tz)).or(last),
        until: select.until.map(|until| until.end(select.tz)).or(last.map(|_| soon)),
        topics: select.topic.clone(),
        providers: select.provider.clone(),
        kinds: select.kind.clone(),
        min_quality: select.min_quality,
        min_providers: select.min_providers,
        ignore: overrides.ignore.clone(),
        // Blocks that are days or providers are counted where they are made.
        limit: select.limit.filter(|_| args.output.by == By::Story || format(args) != Format::Timeline),
        flat: args.output.flat,
    }
}

/// The file to write; `-` is standard output.
fn out_file(args: &IngestArgs) -> Option<&Path> {
    args.output.out.as_deref().filter(|path| path.as_os_str() != "-")
}

fn format(args: &IngestArgs) -> Format {
    if args.output.json { Format::Json } else { args.output.format }
}

/// The widest that is used unasked.
const WIDEST: usize = 120;

fn look(args: &IngestArgs, world: &World<'_>) -> Look {
    let output = &args.output;
    let to_terminal = out_file(args).is_none();
    let when = |when, auto: bool| match when {
        When::Auto => auto && to_terminal,
        When::Always => true,
        When::Never => false,
    };
    Look {
        // On a wider terminal the eye loses the line between title and site.
        width: output
            .width
            .or(world.width.filter(|_| to_terminal).map(|width| width.min(WIDEST)))
            .unwrap_or(80),
        color: when(output.color, world.color),
        hyperlinks: when(output.hyperlinks, world.hyperlinks),
        by: output.by,
        limit: args.select.limit,
        flat: output.flat,
        reasons: args.report.verbose,
        zone: args.select.tz,
    }
}

/// The command that shows every problem of the same input, as a shell takes it.
fn see_all(args: &IngestArgs) -> String {
    let mut words = vec!["newsfeed".to_owned(), "check".to_owned()];
    let input = &args.input;
    words.extend(input.paths.iter().map(|path| quoted(&path.to_string_lossy())));
    words.extend(
        input.files_from.iter().map(|list| format!("--files-from {}", quoted(&list.to_string_lossy()))),
    );
    words.extend(input.null.then(|| "-0".to_owned()));
    words.extend(input.glob.iter().map(|glob| format!("--glob {}", quoted(glob))));
    words.extend(input.follow.then(|| "--follow".to_owned()));
    words.join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| {
        c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ',' | '+' | '=' | ':' | '@' | '%')
    };
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// `5 files: 2 documents, 3 texts · 39 links → 37 articles → 10 stories · 0 problems`
fn one_line(summary: &Summary, feed: &Feed<'_, '_>, flat: bool) -> String {
    let kinds = [
        (summary.documents, "document", "documents"),
        (summary.texts, "text", "texts"),
        (summary.skipped, "skipped", "skipped"),
        (summary.refused, "refused", "refused"),
    ];
    let files: Vec<String> =
        kinds.iter().filter(|(n, ..)| *n > 0).map(|(n, one, more)| counted(*n, one, more)).collect();
    let there: HashSet<Id> = feed.stories.iter().map(|shown| shown.story.id).collect();
    let is_under = |id: Option<Id>| !flat && id.is_some_and(|id| there.contains(&id));
    let under = feed.stories.iter().filter(|shown| is_under(shown.story.under)).count();
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
    let problems = feed.diagnostics.iter().filter(|d| d.level != Level::Note).count();
    line.push_str(&format!(" · {}", counted(problems, "problem", "problems")));
    line
}
