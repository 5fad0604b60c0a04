//! `newsfeed digest`: what is new, once, the most important first.

mod messages;
mod query;
mod record;

use std::io::Write;
use std::path::PathBuf;

use super::deliver::deliver;
use super::environment::{Environment, ExitStatus};
use super::output::{self, out_file};
use super::printer::{Printer, render_options};
use super::problems::{exit_status, is_held_back, merge_diagnostics, print_diagnostics, see_all};
use super::selection::selection_filter;
use super::summary::{nothing_read, one_line, read_summary, with_stories};
use crate::cli::{DigestArgs, ReportArgs};
use crate::digest::{self, DigestQuery, History, HistoryMatch, Period};
use crate::model::{Overrides, Shown, Story};
use crate::parse::StringArena;
use crate::pipeline::Pipeline;
use crate::render::{Feed, Format, ProblemFormat};
use crate::select;
use messages::{print_nothing_new, print_ranks, print_seen_before};
use query::{digest_query, edition, report_args};
use record::{DigestRecord, forget, history_file, show};

pub(super) fn run(
    args: &DigestArgs,
    world: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let path = history_file(&args.digest)?;
    match (&path, &args.digest.forget) {
        (Some(path), _) if args.digest.history_show => show(path, args, out),
        (Some(path), Some(what)) => forget(path, what, args, err),
        _ => DigestRun::new(args, world, path)?.print(out, err),
    }
}

/// What a digest is made with.
struct DigestRun<'r> {
    args: &'r DigestArgs,
    world: &'r Environment<'r>,
    report: ReportArgs,
    printer: Printer,
    query: DigestQuery,
    record: DigestRecord,
}

impl<'r> DigestRun<'r> {
    fn new(
        args: &'r DigestArgs,
        world: &'r Environment<'r>,
        history: Option<PathBuf>,
    ) -> anyhow::Result<DigestRun<'r>> {
        Ok(DigestRun {
            args,
            world,
            report: report_args(args),
            printer: Printer::new(&args.news, Format::Markdown)?,
            query: digest_query(args, world)?,
            record: DigestRecord::open(history, &args.digest)?,
        })
    }

    /// Prints the new articles of the input and remembers them.
    fn print(&self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<ExitStatus> {
        let DigestRun { args, record, query, .. } = self;
        let mut pipeline = Pipeline::new(&args.news.input, self.world.progress);
        let found = pipeline.discover(&args.news.input.paths)?;
        record.ensure_outputs_are_not_inputs(&found.files, args)?;
        let arena = StringArena::new();
        let parsed = pipeline.parse(&found.files, &arena)?;
        let read = read_summary(&found, &parsed);
        let mut news = pipeline.news(&parsed.documents, &args.news.rules)?;
        let matched = record.history.as_ref().map(|history| history.match_stories(&mut news.stories));

        let stories = self.new_stories(&news.stories, &news.overrides, matched.as_ref());
        let summary = with_stories(read, &news.stories, &stories);
        let refusals = record.refusals(&found.files, &parsed.diagnostics);
        let diagnostics = merge_diagnostics([found.diagnostics, parsed.diagnostics, news.diagnostics]);
        let unreported = record.unreported(&diagnostics, &refusals);
        let edition = edition(args, query);
        let feed = Feed { edition, stories, texts: Vec::new(), diagnostics: &diagnostics, summary };
        let status = exit_status(&unreported, &self.report);
        let nothing_read = nothing_read(&summary, &diagnostics);
        if !nothing_read && !is_held_back(&args.news, status) {
            let next = record.next(&news.stories, matched.as_ref(), &feed.stories, query);
            let next = next.map(|next| refusals.add_to(next, &found.files));
            self.write(&feed, next.as_ref(), out)?;
            self.print_notes(&feed, &news.stories, next.as_ref(), err);
        }
        let reported = if self.report.verbose { &diagnostics } else { &unreported };
        print_diagnostics(reported, &self.report, Some(&see_all(&args.news)), err);
        self.print_figures(&feed, err);
        Ok(match status {
            _ if nothing_read => ExitStatus::Failed,
            ExitStatus::Done if feed.stories.is_empty() && args.digest.exit_code => ExitStatus::NothingNew,
            status => status,
        })
    }

    /// The stories of the selection with their new articles, the most important first.
    fn new_stories<'s, 'a>(
        &self,
        stories: &'s [Story<'a>],
        overrides: &Overrides,
        matched: Option<&HistoryMatch<'_>>,
    ) -> Vec<Shown<'s, 'a>> {
        let DigestRun { args, query, .. } = self;
        // With a history no article is left out by its date: the history knows which ones came late.
        let dates = match &query.period {
            Period::Between(period) if matched.is_none() => (Some(period.start), Some(period.end)),
            _ => (None, None),
        };
        let filter = selection_filter(&args.news, overrides, dates);
        let asked = select::select(stories, &filter);
        let mut stories = match matched {
            Some(matched) => digest::unreported(asked, matched, query),
            None => asked,
        };
        select::rank(&mut stories, &query.recent(), query.zone);
        digest::brief_beyond(&mut stories, filter.limit, filter.flat);
        stories
    }

    /// Writes or delivers the digest, unless nothing is new. The next history is on the disk before anything is reported,
    /// and replaces the present one after everything is.
    fn write(&self, feed: &Feed<'_, '_>, next: Option<&History>, out: &mut dyn Write) -> anyhow::Result<()> {
        let DigestRun { args, printer, .. } = self;
        let prepared = self.record.prepare(next)?;
        if !feed.stories.is_empty() {
            // Blocks were counted by rank; counting days or providers again would hide what was reported.
            let options = render_options(&args.news, self.world, None);
            let write = |out: &mut dyn Write| printer.write(feed, &options, out);
            match &args.digest.deliver {
                Some(command) => deliver(command, printer.content_type(), write)?,
                None => output::write(out_file(&args.news), out, write)?,
            }
        }
        prepared.map(output::Prepared::commit).transpose()?;
        Ok(())
    }

    /// Says at a terminal that nothing is new, and after a first run what it marked as seen.
    fn print_notes(
        &self,
        feed: &Feed<'_, '_>,
        stories: &[Story<'_>],
        next: Option<&History>,
        err: &mut dyn Write,
    ) {
        let history = self.record.history.as_ref();
        let report = &self.args.news.report;
        let is_answer_awaited = report.verbose || (self.world.stderr_is_terminal && !report.quiet);
        if feed.stories.is_empty() && is_answer_awaited {
            print_nothing_new(stories, &self.query, history, err);
        }
        let is_first_run = history.is_some_and(History::is_new);
        if let Some(next) = next.filter(|_| is_first_run) {
            print_seen_before(next.seen_before(), &self.report, err);
        }
    }

    /// With `--verbose`, the figures by which stories are ranked, and the counts in one line.
    fn print_figures(&self, feed: &Feed<'_, '_>, err: &mut dyn Write) {
        if self.report.verbose && self.report.diagnostics == ProblemFormat::Text {
            print_ranks(&feed.stories, feed.edition.zone, err);
            let _ = writeln!(err, "{}", one_line(feed, self.args.news.output.flat, self.query.now));
        }
    }
}
