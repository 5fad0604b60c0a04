//! `newsfeed digest`: what is new, once, the most important first.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Write;
use std::path::Path;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::deliver::deliver;
use super::news::{
    all, filter, is_held_back, keep, last_before, look, nothing_read, now, one_line, out_file, period,
    printer, see_all, summary,
};
use super::{Environment, ExitStatus, find, output, report};
use crate::address::Address;
use crate::cli::{self, DigestArgs, ReportArgs};
use crate::digest::{DigestQuery, FirstRun, History, Period, Refusal, Updates};
use crate::discover::FoundFiles;
use crate::model::{Diagnostic, InputPath, Level, Mention, Problem, Shown, Story, Vocabulary, Zone};
use crate::render::{self, Edition, Feed, Format, ProblemFormat};
use crate::{dedup, digest, parse, select, story};

pub(super) fn run(
    args: &DigestArgs,
    world: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let (news, options) = (&args.news, &args.digest);
    let is_stream = options.history().is_some_and(|path| path.as_os_str() == "-");
    anyhow::ensure!(!is_stream, "--history needs a file, not -: newsfeed reads it again in the next run");
    let path = options.history().map(output::resolved);
    let path = path.as_deref();
    if let Some(path) = path.filter(|_| options.history_show) {
        anyhow::ensure!(path.exists(), "the history {} does not exist", path.display());
        let history = digest::read(path)?;
        output::write(None, out, |out| render::history(&history.summary(), news.select.tz, out))?;
        return Ok(ExitStatus::Done);
    }
    if let Some((path, what)) = path.zip(options.forget.as_deref()) {
        return forget(path, what, args, err);
    }
    let reporting = reporting(args);
    let printer = printer(news, Format::Markdown)?;
    let query = query(args, world)?;
    let saved = path.filter(|_| !options.dry_run);
    let _lock = saved.map(|path| digest::lock(path, options.lock_wait)).transpose()?;
    let history = path.map(digest::read).transpose()?;

    let found = find(&news.input.paths, &news.input)?;
    let lock_file = path.map(digest::lock_file);
    keep(&found, &news.files(), &[out_file(news), path, lock_file.as_deref()])?;
    keep(&FoundFiles::default(), &[path, lock_file.as_deref()], &[out_file(news)])?;
    let store = parse::StringArena::new();
    let count_file = (world.progress)(found.files.len());
    let parsed = parse::documents(&found.files, &super::reading(&news.input)?, &store, &*count_file);
    let mentions = Mention::all(&parsed.documents);
    let (overrides, settled) = super::overrides(&news.rules, &mentions)?;
    let vocabulary = Vocabulary::new(&mentions);
    let articles = dedup::articles(&mentions, &vocabulary, &super::merging(&news.rules, &overrides));
    let vocabulary = vocabulary.for_grouping();
    let mut stories = story::stories(articles, &vocabulary, &super::grouping(&news.rules, &overrides));

    let matched = history.as_ref().map(|history| history.match_stories(&mut stories));
    // With a history no article is left out by its date: the history knows which ones came late.
    let dates = match &query.period {
        Period::Between(period) if history.is_none() => (Some(period.start), Some(period.end)),
        _ => (None, None),
    };
    let filter = filter(news, &overrides, dates);
    let asked = select::select(&stories, &filter);
    let mut shown = match &matched {
        Some(matched) => digest::unreported(asked, matched, &query),
        None => asked,
    };
    select::rank(&mut shown, &query.recent(), query.zone);
    digest::brief_beyond(&mut shown, filter.limit, filter.flat);

    let summary = summary(&found, &parsed, &stories, &shown);
    let refusals = history.as_ref().map(|_| refusals(&found, &parsed.diagnostics)).unwrap_or_default();
    let diagnostics = all([found.diagnostics, parsed.diagnostics, settled]);
    let unknown = unknown(&diagnostics, &refusals, history.as_ref());
    let edition = edition(args, &query);
    let feed = Feed { edition, stories: shown, texts: Vec::new(), diagnostics: &diagnostics, summary };
    let outcome = super::outcome(&unknown, &reporting);
    let nothing_read = nothing_read(&summary, &diagnostics);
    let nothing_new = feed.stories.is_empty();
    if !nothing_read && !is_held_back(news, outcome) {
        let next = history.as_ref().zip(matched.as_ref()).map(|(history, matched)| {
            let looked_at: HashSet<&str> = found.files.iter().map(|file| &*file.name).collect();
            let refused = refusals.iter().map(|(_, refusal)| refusal.clone()).collect();
            history
                .after(&stories, matched, &feed.stories, &query)
                .with_refused(refused, |file| looked_at.contains(file))
        });
        // The new history is on the disk before anything is reported, and replaces the old one after everything is.
        let changed = next.as_ref().filter(|next| history.as_ref() != Some(*next));
        let prepared = changed.zip(saved).map(|(next, path)| {
            let bytes = next.to_json();
            output::prepare(path, move |out| out.write_all(&bytes))
        });
        let prepared = prepared.transpose()?;
        if !nothing_new {
            // Blocks were counted by rank; counting days or providers again would hide what was reported.
            let look = look(news, world, None);
            let write = |out: &mut dyn Write| printer.write(&feed, &look, out);
            match &options.deliver {
                Some(command) => deliver(command, printer.content_type(), write)?,
                None => output::write(out_file(news), out, write)?,
            }
        }
        prepared.map(output::Prepared::commit).transpose()?;
        if nothing_new && (world.stderr_is_terminal && !news.report.quiet || news.report.verbose) {
            say_nothing_new(&stories, &query, history.as_ref(), err);
        }
        let is_first_run = history.as_ref().is_some_and(History::is_new);
        if let Some(next) = next.filter(|_| is_first_run) {
            say_seen_before(next.seen_before(), &reporting, err);
        }
    }
    let reported = if reporting.verbose { &diagnostics } else { &unknown };
    report(reported, &reporting, Some(&see_all(news)), err);
    if reporting.verbose && reporting.diagnostics == ProblemFormat::Text {
        ranks(&feed.stories, feed.edition.zone, err);
        let _ = writeln!(err, "{}", one_line(&feed, news.output.flat, query.now));
    }
    Ok(match outcome {
        _ if nothing_read => ExitStatus::Failed,
        ExitStatus::Done if nothing_new && options.exit_code => ExitStatus::NothingNew,
        outcome => outcome,
    })
}

/// Takes an article or the digests of a day out of the history, so that the next run reports them again.
fn forget(path: &Path, what: &str, args: &DigestArgs, err: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    // A lock makes a file beside the history; beside one that is not there it would be all that is left.
    anyhow::ensure!(path.exists(), "the history {} does not exist", path.display());
    let _lock = digest::lock(path, args.digest.lock_wait)?;
    let mut history = digest::read(path)?;
    let count = match (what.parse::<NaiveDate>(), Address::parse(what)) {
        (Ok(day), _) => history.forget_day(day, args.news.select.tz),
        (Err(_), Ok(address)) => history.forget_address(&address),
        (Err(_), Err(_)) => {
            anyhow::bail!("--forget takes an address like https://news.example/a or a day like 2031-06-03")
        }
    };
    anyhow::ensure!(count > 0, "the history has nothing of {what}; see --history-show");
    let bytes = history.to_json();
    output::prepare(path, move |out| out.write_all(&bytes))?.commit()?;
    let _ = writeln!(
        err,
        "newsfeed: forgot {}; the next run reports again what is still in the input",
        render::counted(count, "article", "articles")
    );
    Ok(ExitStatus::Done)
}

/// A digest reports refused files only. With `--exit-code` the status says whether there is news: a refused file does
/// not change it, so that the mail is sent.
fn reporting(args: &DigestArgs) -> ReportArgs {
    let report = &args.news.report;
    let exit_zero = report.exit_zero || (args.digest.exit_code && !report.strict);
    ReportArgs { quiet: !report.verbose, exit_zero, ..report.clone() }
}

/// The query to the history: the period asked for, if any, and how to report.
fn query(args: &DigestArgs, world: &Environment<'_>) -> anyhow::Result<DigestQuery> {
    let (zone, options) = (args.news.select.tz, &args.digest);
    let now = now(&args.news, world);
    let now = DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now);
    let until_now = |length| last_before(now, length);
    let period = match (options.date, period(&args.news, world)?) {
        (Some(day), _) => {
            let day = cli::Moment::Day(day.date(now, zone));
            Period::Between(day.start(zone)..day.end(zone))
        }
        (None, (None, None)) if options.history().is_some() => Period::SinceLastRun,
        (None, (None, None)) => {
            let (since, until) = until_now(TimeDelta::hours(24));
            Period::Between(since..until)
        }
        (None, (since, until)) => Period::Between(
            since.unwrap_or(DateTime::<Utc>::MIN_UTC)
                ..until.unwrap_or_else(|| until_now(TimeDelta::zero()).1),
        ),
    };
    let updates = match options.updates {
        cli::Updates::Due => Updates::Due,
        cli::Updates::Any => Updates::Any,
        cli::Updates::None => Updates::None,
    };
    let first_run = match options.seen_before {
        _ if options.report_all => FirstRun::Everything,
        Some(moment) => FirstRun::Since(moment.start(zone)),
        None => FirstRun::Period,
    };
    Ok(DigestQuery { now, zone, period, updates, first_run })
}

fn edition(args: &DigestArgs, query: &DigestQuery) -> Edition {
    let zone = query.zone;
    let (since, until) = match &query.period {
        Period::Between(period) => {
            (Some(period.start).filter(|at| *at > DateTime::<Utc>::MIN_UTC), Some(period.end))
        }
        Period::SinceLastRun => (None, None),
    };
    let last = until.and_then(|until| until.checked_sub_signed(TimeDelta::seconds(1))).unwrap_or(query.now);
    let day = zone.day(last);
    let select = &args.news.select;
    let is_open = select.since.is_some() && select.until.is_none();
    let title = match (since, until) {
        (Some(since), Some(_)) if is_open => format!("Since {}", render::long_day(zone.day(since))),
        (Some(since), Some(until)) => Edition::days(zone, since, until),
        (None, None) => render::long_day(day),
        _ => format!("Up to {}", render::long_day(day)),
    };
    Edition {
        subject: args.news.output.subject.clone(),
        digest: Some(title),
        // A digest of a day that is over has the same bytes whenever it is made.
        now: Some(until.map_or(query.now, |until| until.min(query.now))),
        zone,
        since,
        until,
        day: Some(day),
    }
}

/// Each refused file with what it is recognised by when it is refused again.
fn refusals(found: &FoundFiles, diagnostics: &[Diagnostic]) -> Vec<(Diagnostic, Refusal)> {
    let refused = |d: &&Diagnostic| d.level == Level::Error && !matches!(d.problem, Problem::NotFound);
    let mut refused = diagnostics.iter().filter(refused).peekable();
    if refused.peek().is_none() {
        return Vec::new();
    }
    let paths: HashMap<&str, &Path> = found
        .files
        .iter()
        .filter_map(|file| match &file.place {
            InputPath::Path(path) => Some((&*file.name, path.as_path())),
            InputPath::Stdin => None,
        })
        .collect();
    refused.map(|d| (d.clone(), Refusal::of(d, paths.get(&*d.file).copied()))).collect()
}

/// The problems, less the refusals that were reported before.
fn unknown(
    diagnostics: &[Diagnostic],
    refusals: &[(Diagnostic, Refusal)],
    history: Option<&History>,
) -> Vec<Diagnostic> {
    let reported = history.map(History::refused).unwrap_or_default();
    let known: BTreeSet<&Diagnostic> = refusals
        .iter()
        .filter(|(_, refusal)| reported.contains(refusal))
        .map(|(diagnostic, _)| diagnostic)
        .collect();
    diagnostics.iter().filter(|diagnostic| !known.contains(diagnostic)).cloned().collect()
}

/// How many articles the first run marks as seen, so that nobody waits for them.
fn say_seen_before(count: usize, reporting: &ReportArgs, err: &mut dyn Write) {
    if count == 0 || reporting.diagnostics == ProblemFormat::Json {
        return;
    }
    let articles = render::counted(count, "older or undated article", "older or undated articles");
    let _ = writeln!(err, "newsfeed: first run: {articles} marked as seen (--report-all reports everything)");
}

/// At a terminal somebody waits for an answer.
fn say_nothing_new(
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
            format!("no new articles for {}", Edition::days(query.zone, period.start, period.end))
        }
    };
    let newest = stories.iter().filter_map(Story::last_published).max();
    let newest = newest.map(|date| date.day(query.zone).format("%-d %B %Y").to_string());
    let newest =
        newest.map(|day| format!("; the newest article is of {day} (choose a period with --date or --last)"));
    let _ = writeln!(err, "newsfeed: {what}{}", newest.unwrap_or_default());
}

/// The figures by which the stories stand in their order.
fn ranks(shown: &[Shown<'_, '_>], zone: Zone, err: &mut dyn Write) {
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
