//! `newsfeed ingest`: from files to a timeline, JSON, or any other format.

use std::collections::HashSet;
use std::io::Write;
use std::mem;
use std::time::Duration;

use super::environment::{Environment, ExitStatus};
use super::output::{self, ensure_outputs_are_not_inputs, out_file};
use super::printer::{Printer, render_options};
use super::problems::{exit_status, is_held_back, merge_diagnostics, print_diagnostics, see_all};
use super::selection::{asked_period, now, selection_filter};
use super::summary::{nothing_read, one_line, read_summary, with_stories};
use crate::cli::NewsArgs;
use crate::model::{Id, Shown, Story, TextFile};
use crate::parse::StringArena;
use crate::pipeline::Pipeline;
use crate::render::{Edition, Feed, Format};
use crate::select::{self, Filter};

pub(super) fn run(
    args: &NewsArgs,
    world: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let printer = Printer::new(args, Format::Timeline)?;
    let period = asked_period(args, world)?;
    let mut pipeline = Pipeline::new(&args.input, world.progress);
    let found = pipeline.discover(&args.input.paths)?;
    ensure_outputs_are_not_inputs(&found.files, &args.files(), &[out_file(args)])?;
    let arena = StringArena::new();
    let mut parsed = pipeline.parse(&found.files, &arena)?;
    let read = read_summary(&found, &parsed);
    let news = pipeline.news(&parsed.documents, &args.rules)?;
    let texts = pipeline.texts(mem::take(&mut parsed.texts), &news.stories, &args.rules);

    let filter = selection_filter(args, &news.overrides, period);
    let stories = shown_stories(&news.stories, &filter, &printer, args, world);
    let summary = with_stories(read, &news.stories, &stories);
    let texts = shown_texts(&texts, &stories, &filter);
    let diagnostics = merge_diagnostics([found.diagnostics, parsed.diagnostics, news.diagnostics]);
    let feed = Feed { edition: edition(args, &filter), stories, texts, diagnostics: &diagnostics, summary };
    let status = exit_status(&diagnostics, &args.report);
    let nothing_read = nothing_read(&summary, &diagnostics);
    if !nothing_read && !is_held_back(args, status) {
        let options = render_options(args, world, args.select.limit);
        output::write(out_file(args), out, |out| printer.write(&feed, &options, out))?;
    }
    pipeline.lap("render");
    print_diagnostics(&diagnostics, &args.report, Some(&see_all(args)), err);
    if args.report.verbose || (world.stderr_is_terminal && !args.report.quiet) {
        let _ = writeln!(err, "{}", one_line(&feed, args.output.flat, now(args, world)));
    }
    if args.report.timings {
        print_timings(pipeline.laps(), err);
    }
    Ok(if nothing_read { ExitStatus::Failed } else { status })
}

/// Writes each stage and the sum, in milliseconds.
fn print_timings(laps: &[(&'static str, Duration)], err: &mut dyn Write) {
    let all = ("all", laps.iter().map(|(_, time)| *time).sum::<Duration>());
    for (stage, time) in laps.iter().chain([&all]) {
        let _ = writeln!(err, "newsfeed: {stage:<6} {:>9.1} ms", time.as_secs_f64() * 1000.0);
    }
}

/// The stories asked for, in the order and number in which the printer shows them.
fn shown_stories<'s, 'a>(
    stories: &'s [Story<'a>],
    filter: &Filter,
    printer: &Printer,
    args: &NewsArgs,
    world: &Environment<'_>,
) -> Vec<Shown<'s, 'a>> {
    let mut shown = select::select(stories, filter);
    if !printer.has_no_clock() {
        select::ahead_last(&mut shown, now(args, world), filter.zone);
    }
    if printer.has_own_blocks(args) { shown } else { select::first(shown, filter) }
}

/// A text is shown with its story. A text without a story is shown where articles are not chosen: it has no date, provider
/// or topic of its own to be chosen by.
fn shown_texts<'t>(texts: &'t [TextFile], shown: &[Shown<'_, '_>], filter: &Filter) -> Vec<&'t TextFile> {
    let placed: HashSet<Id> = texts.iter().filter_map(|text| Some(text.story.as_ref()?.id)).collect();
    let stories: HashSet<Id> =
        shown.iter().map(|shown| shown.story.id).filter(|id| placed.contains(id)).collect();
    let is_shown = |text: &&TextFile| match &text.story {
        Some(story) => stories.contains(&story.id),
        None => !filter.chooses(),
    };
    texts.iter().filter(is_shown).collect()
}

fn edition(args: &NewsArgs, filter: &Filter) -> Edition {
    Edition {
        subject: args.output.subject.clone(),
        digest: None,
        now: None,
        zone: args.select.tz,
        since: filter.since,
        until: filter.until,
        day: None,
    }
}
