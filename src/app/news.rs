//! What `ingest` and `digest` share around their steps: what was asked for, what was read, how it is written.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Environment, ExitStatus, output};
use crate::cli::{NewsArgs, When};
use crate::discover::FoundFiles;
use crate::model::contract::{RunSummary, ShownCount};
use crate::model::{Article, Diagnostic, InputPath, Level, Overrides, Problem, Shown, Story, hosts};
use crate::parse::ParsedFiles;
use crate::render::{self, By, Feed, Format, Mail, RenderOptions, Template, counted};
use crate::select::Filter;

/// With `--strict` a file is not replaced when anything was warned about.
pub(super) fn is_held_back(args: &NewsArgs, outcome: ExitStatus) -> bool {
    args.report.strict && outcome != ExitStatus::Done && out_file(args).is_some()
}

/// What writes the feed.
pub(super) enum Printer {
    Format(Format),
    Template(Box<Template>),
    Mail(Box<Template>),
}

/// The printer asked for. A template is compiled before anything is read.
pub(super) fn printer(args: &NewsArgs, default: Format) -> anyhow::Result<Printer> {
    let output = &args.output;
    let format = if output.json { Format::Json } else { output.format.unwrap_or(default) };
    anyhow::ensure!(
        format != Format::Eml || !output.to.is_empty(),
        "--format eml needs a receiver: --to me@example.org"
    );
    if let Some(path) = &output.template {
        let name = path.display().to_string();
        let source = fs::read_to_string(path).with_context(|| format!("cannot read the template {name}"))?;
        let template = Template::new(&name, source)?;
        return Ok(match format {
            Format::Eml => Printer::Mail(Box::new(template)),
            _ => Printer::Template(Box::new(template)),
        });
    }
    Ok(Printer::Format(format))
}

impl Printer {
    /// Whether blocks are days or providers, which are counted where they are made.
    pub(super) fn has_own_blocks(&self, args: &NewsArgs) -> bool {
        matches!(self, Printer::Format(Format::Timeline)) && args.output.by != By::Story
    }

    /// The kind of what it writes, as mail and web servers name it.
    pub(super) fn content_type(&self) -> &'static str {
        match self {
            Printer::Format(Format::Timeline | Format::Tsv) | Printer::Template(_) => {
                "text/plain; charset=utf-8"
            }
            Printer::Format(Format::Json) => "application/json",
            Printer::Format(Format::Jsonl) => "application/jsonl",
            Printer::Format(Format::Markdown) => "text/markdown; charset=utf-8",
            Printer::Format(Format::Html) => "text/html; charset=utf-8",
            Printer::Format(Format::Atom) => "application/atom+xml",
            Printer::Format(Format::Jsonfeed) => "application/feed+json",
            Printer::Format(Format::Eml) | Printer::Mail(_) => "message/rfc822",
        }
    }

    /// Whether what it writes must not depend on the clock: JSON, which programs compare.
    pub(super) fn has_no_clock(&self) -> bool {
        matches!(self, Printer::Format(Format::Json | Format::Jsonl))
    }

    pub(super) fn write(
        &self,
        feed: &Feed<'_, '_>,
        look: &RenderOptions,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Printer::Format(format) => render::write(feed, *format, look, out),
            Printer::Template(template) => template.write(feed, look, out),
            Printer::Mail(template) => render::mail(feed, look, Some(template), out),
        }
    }
}

/// What was read, merged and grouped, and what is shown of it.
pub(super) fn summary(
    found: &FoundFiles,
    parsed: &ParsedFiles,
    stories: &[Story<'_>],
    shown: &[Shown<'_, '_>],
) -> RunSummary {
    let articles = |count: usize, shown: &Shown<'_, '_>| count + shown.articles.len();
    RunSummary {
        stories: stories.len(),
        articles: stories.iter().map(|story| story.articles.len()).sum(),
        shown: ShownCount { stories: shown.len(), articles: shown.iter().fold(0, articles) },
        ..counts(found, parsed)
    }
}

/// Counts of what was found and parsed; merging and grouping add theirs.
pub(super) fn counts(found: &FoundFiles, parsed: &ParsedFiles) -> RunSummary {
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

/// Whether everything named was refused or missing: there is no output then, not an empty one.
pub(super) fn nothing_read(summary: &RunSummary, diagnostics: &[Diagnostic]) -> bool {
    let named = diagnostics
        .iter()
        .any(|d| d.level == Level::Error && matches!(d.problem, Problem::NotFound | Problem::Unreadable(_)));
    let unread = summary.documents + summary.texts + summary.skipped == 0;
    named
        && unread
        && diagnostics.iter().all(|d| matches!(d.problem, Problem::NotFound | Problem::Unreadable(_)))
}

/// No file that is read may be written: the input is never changed, nor what else was named.
pub(super) fn keep(
    found: &FoundFiles,
    others: &[Option<&Path>],
    written: &[Option<&Path>],
) -> anyhow::Result<()> {
    let input = found.files.iter().filter_map(|file| match &file.place {
        InputPath::Path(path) => Some(path.as_path()),
        InputPath::Stdin => None,
    });
    let written = || written.iter().flatten().copied();
    let targets: Vec<_> = written().filter_map(output::identity).collect();
    let is_target = |path: &&Path| output::identity(path).is_some_and(|file| targets.contains(&file));
    let same = |path: &&Path| written().any(|target| output::resolved(target) == output::resolved(path));
    let read = input.filter(|_| !targets.is_empty()).find(is_target);
    match read.or_else(|| others.iter().flatten().copied().find(same)) {
        Some(path) => {
            anyhow::bail!("{} is read, so it cannot be written; name another file", path.display())
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

/// The present, as asked for or as it is.
pub(super) fn now(args: &NewsArgs, world: &Environment<'_>) -> DateTime<Utc> {
    args.select.now.map_or(world.now, |now| now.start(args.select.tz))
}

/// The period asked for, in instants: from the first, and before the second.
pub(super) type Instants = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// The period of `--last`, or of `--since` and `--until`.
pub(super) fn period(args: &NewsArgs, world: &Environment<'_>) -> anyhow::Result<Instants> {
    let select = &args.select;
    let (since, until) = match select.last {
        Some(last) => {
            let (since, until) = last_before(now(args, world), last.delta());
            (Some(since), Some(until))
        }
        None => {
            (select.since.map(|since| since.start(select.tz)), select.until.map(|until| until.end(select.tz)))
        }
    };
    let is_backwards = since.zip(until).is_some_and(|(since, until)| since >= until);
    anyhow::ensure!(!is_backwards, "--until is before --since, so nothing is between them");
    Ok((since, until))
}

/// So long up to the present, which is in it.
pub(super) fn last_before(now: DateTime<Utc>, length: TimeDelta) -> (DateTime<Utc>, DateTime<Utc>) {
    let since = now.checked_sub_signed(length).unwrap_or(DateTime::<Utc>::MIN_UTC);
    (since, now.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(DateTime::<Utc>::MAX_UTC))
}

/// The selection, of a period.
pub(super) fn filter(args: &NewsArgs, overrides: &Overrides, (since, until): Instants) -> Filter {
    let select = &args.select;
    Filter {
        since,
        until,
        zone: select.tz,
        topics: select.topic.clone(),
        providers: select.provider.clone(),
        kinds: select.kind.clone(),
        min_quality: select.min_quality,
        min_providers: select.min_providers,
        ignore: overrides.ignore.clone(),
        limit: select.limit,
        flat: args.output.flat,
    }
}

/// The file to write; `-` is standard output.
pub(super) fn out_file(args: &NewsArgs) -> Option<&Path> {
    args.output.out.as_deref().filter(|path| path.as_os_str() != "-")
}

/// The widest that is used unasked.
const WIDEST: usize = 120;

/// How it looks. `limit` bounds blocks that are days or providers.
pub(super) fn look(args: &NewsArgs, world: &Environment<'_>, limit: Option<usize>) -> RenderOptions {
    let output = &args.output;
    let to_terminal = out_file(args).is_none();
    let when = |when, auto: bool| match when {
        When::Auto => auto && to_terminal,
        When::Always => true,
        When::Never => false,
    };
    RenderOptions {
        // On a wider terminal the eye loses the line between title and site.
        width: output
            .width
            .or(world.width.filter(|_| to_terminal).map(|width| width.min(WIDEST)))
            .unwrap_or(80),
        color: when(output.color, world.color),
        hyperlinks: when(output.hyperlinks, world.hyperlinks),
        by: output.by,
        limit,
        flat: output.flat,
        reasons: args.report.verbose,
        images: output.images,
        now: now(args, world),
        mail: Mail { from: output.from.clone(), to: output.to.clone(), date: now(args, world) },
    }
}

/// The command that shows every problem of the same input, as a shell takes it.
pub(super) fn see_all(args: &NewsArgs) -> String {
    let mut words = vec!["newsfeed".to_owned(), "check".to_owned()];
    let input = &args.input;
    words.extend(input.paths.iter().map(|path| quoted(&path.to_string_lossy())));
    words.extend(
        input.files_from.iter().map(|list| format!("--files-from {}", quoted(&list.to_string_lossy()))),
    );
    words.extend(input.null.then(|| "-0".to_owned()));
    words.extend(input.glob.iter().map(|glob| format!("--glob {}", quoted(glob))));
    words.extend(input.fields.iter().map(|fields| format!("--fields {}", quoted(&fields.to_string_lossy()))));
    words.extend(input.assume_tz.map(|zone| format!("--assume-tz {}", quoted(&zone.to_string()))));
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
