//! `newsfeed ingest`: from files to a timeline, JSON, or any other format.

use std::collections::HashSet;
use std::io::Write;
use std::mem;

use super::news::{
    all, filter, is_held_back, keep, look, nothing_read, now, one_line, out_file, period, printer, see_all,
    summary,
};
use super::stopwatch::Stopwatch;
use super::{Environment, ExitStatus, find, output, report};
use crate::cli::NewsArgs;
use crate::model::{Id, Mention, TextFile, Vocabulary};
use crate::parse::StringArena;
use crate::render::{Edition, Feed, Format};
use crate::{dedup, parse, select, story};

pub(super) fn run(
    args: &NewsArgs,
    world: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let printer = printer(args, Format::Timeline)?;
    let dates = period(args, world)?;
    let mut stopwatch = Stopwatch::start();
    let found = find(&args.input.paths, &args.input)?;
    stopwatch.lap("find");
    keep(&found, &args.files(), &[out_file(args)])?;
    let store = StringArena::new();
    let count_file = (world.progress)(found.files.len());
    let mut parsed = parse::documents(&found.files, &super::reading(&args.input)?, &store, &*count_file);
    stopwatch.lap("parse");
    let mentions = Mention::all(&parsed.documents);
    let (overrides, settled) = super::overrides(&args.rules, &mentions)?;
    let vocabulary = Vocabulary::new(&mentions);
    stopwatch.lap("words");
    let articles = dedup::articles(&mentions, &vocabulary, &super::merging(&args.rules, &overrides));
    stopwatch.lap("dedup");
    let vocabulary = vocabulary.for_grouping();
    let stories = story::stories(articles, &vocabulary, &super::grouping(&args.rules, &overrides));
    stopwatch.lap("story");
    parsed.texts = super::placed(mem::take(&mut parsed.texts), &stories, &args.rules);
    stopwatch.lap("texts");
    let filter = filter(args, &overrides, dates);
    let mut shown = select::select(&stories, &filter);
    if !printer.has_no_clock() {
        select::ahead_last(&mut shown, now(args, world), filter.zone);
    }
    if !printer.has_own_blocks(args) {
        shown = select::first(shown, &filter);
    }

    let summary = summary(&found, &parsed, &stories, &shown);
    let diagnostics = all([found.diagnostics, parsed.diagnostics, settled]);
    let edition = Edition {
        subject: args.output.subject.clone(),
        digest: None,
        now: None,
        zone: args.select.tz,
        since: filter.since,
        until: filter.until,
        day: None,
    };
    // A text is shown with its story; it has no date, provider or topic of its own to be chosen by.
    let placed: HashSet<Id> = parsed.texts.iter().filter_map(|text| Some(text.story.as_ref()?.id)).collect();
    let there: HashSet<Id> =
        shown.iter().map(|shown| shown.story.id).filter(|id| placed.contains(id)).collect();
    let is_shown = |text: &&TextFile| match &text.story {
        Some(story) => there.contains(&story.id),
        None => !filter.chooses(),
    };
    let texts = parsed.texts.iter().filter(is_shown).collect();
    let feed = Feed { edition, stories: shown, texts, diagnostics: &diagnostics, summary };
    let outcome = super::outcome(&diagnostics, &args.report);
    let nothing_read = nothing_read(&summary, &diagnostics);
    if !nothing_read && !is_held_back(args, outcome) {
        let look = look(args, world, args.select.limit);
        output::write(out_file(args), out, |out| printer.write(&feed, &look, out))?;
    }
    stopwatch.lap("render");
    report(&diagnostics, &args.report, Some(&see_all(args)), err);
    if args.report.verbose || (world.stderr_is_terminal && !args.report.quiet) {
        let _ = writeln!(err, "{}", one_line(&feed, args.output.flat, now(args, world)));
    }
    if args.report.timings {
        stopwatch.write(err);
    }
    // The process is about to end: what was made need not be given back piece by piece.
    mem::forget(feed);
    mem::forget(stories);
    mem::forget(found.files);
    mem::forget(vocabulary);
    mem::forget(parsed.documents);
    mem::forget(store);
    Ok(if nothing_read { ExitStatus::Failed } else { outcome })
}
