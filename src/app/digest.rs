//! `newsfeed digest`: what is new, once, the most important first.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use super::ingest::{
    all, filter, is_held_back, keep_input, look, nothing_read, now, one_line, out_file, printer, see_all,
    summary,
};
use super::{Outcome, World, find, output, report};
use crate::cli::{self, DigestArgs, ReportArgs};
use crate::discover::Found;
use crate::model::{Diagnostic, Level, Place, Problem, Shown, Zone};
use crate::render::{self, Edition, Feed, Format};
use crate::select::{self, Filter};
use crate::state::{self, Period, Question, Refusal, State, Untold, Updates};
use crate::{dedup, parse, story};

pub(super) fn run(
    args: &DigestArgs,
    world: &World<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let (news, digest) = (&args.news, &args.digest);
    // With --exit-code the status says whether there is news; a refused file is said, and costs no mail.
    let exit_zero = news.report.exit_zero || (digest.exit_code && !news.report.strict);
    let reporting = ReportArgs { quiet: !news.report.verbose, exit_zero, ..news.report.clone() };
    let path = digest.state.as_deref();
    if let Some(path) = path.filter(|_| digest.state_show) {
        return show(&state::read(path)?, news.select.tz, out);
    }
    let printer = printer(news, Format::Markdown)?;
    let saved = path.filter(|_| !digest.dry_run);
    let _lock = saved.map(|path| state::lock(path, digest.lock_wait)).transpose()?;
    let state = path.map(state::read).transpose()?;

    let found = find(&news.input.paths, &news.input)?;
    keep_input(&found, out_file(news))?;
    keep_input(&found, path)?;
    let parsed =
        parse::documents(&found.files, &news.input.limits.limits(), &*(world.progress)(found.files.len()));
    let (overrides, settled) = super::overrides(&news.rules, &parsed.documents)?;
    let articles = dedup::articles(&parsed.documents, &super::merging(&news.rules, &overrides));
    let mut stories = story::stories(articles, &super::grouping(&news.rules, &overrides));
    let recognised = state.as_ref().map(|state| state.recognise(&mut stories));
    let question = question(args, world);
    let asked =
        select::select(&stories, &filter_by(&question, filter(news, &overrides, world), state.is_some()));
    let untold = match &recognised {
        Some(recognised) => recognised.untold(&stories, asked, &question),
        None => Untold::all(asked),
    };
    let mut shown = untold.stories.clone();
    select::rank(&mut shown);
    if let Some(limit) = news.select.limit {
        shown = select::first(shown, limit, news.output.flat);
    }

    let summary = summary(&found, &parsed, &stories, &shown);
    let refusals = refusals(&found, &parsed.diagnostics);
    let diagnostics = all([found.diagnostics, parsed.diagnostics, settled]);
    let is_known = |d: &&Diagnostic| {
        let refusal = refusals.iter().find(|(diagnostic, _)| diagnostic == *d).map(|(_, refusal)| refusal);
        refusal.is_some_and(|refusal| state.as_ref().is_some_and(|state| state.knows(refusal)))
    };
    let unknown: Vec<Diagnostic> = diagnostics.iter().filter(|d| !is_known(d)).cloned().collect();
    let edition = edition(args, &question, state.is_some());
    let feed = Feed { edition, stories: shown, texts: &[], diagnostics: &diagnostics, summary };
    let outcome = super::outcome(&unknown, &reporting);
    let nothing_read = nothing_read(&summary, &diagnostics);
    let nothing_new = feed.stories.is_empty();
    if !nothing_read && !is_held_back(news, outcome) {
        let next = recognised.as_ref().map(|recognised| {
            let remember = digest.remember.delta();
            let next = recognised.after(&stories, &feed.stories, &untold, &question, remember);
            let passed_over = recognised.passed_over(&next);
            (next.with_refused(refusals.iter().map(|(_, refusal)| refusal.clone()).collect()), passed_over)
        });
        // The state is on the disk before anything is told, and in its place after everything is.
        let prepared = next.as_ref().zip(saved).map(|((next, _), path)| {
            let bytes = next.to_json();
            output::prepare(path, move |out| out.write_all(&bytes))
        });
        let prepared = prepared.transpose()?;
        if !nothing_new {
            let look = look(news, world);
            output::write(out_file(news), out, |out| printer.write(&feed, &look, out))?;
        }
        prepared.map(output::Prepared::commit).transpose()?;
        if let Some((_, passed_over @ 1..)) = next {
            let _ = writeln!(
                err,
                "newsfeed: first run with this state: articles older than 24 hours count as told ({passed_over})"
            );
        }
    }
    let reported = if news.report.verbose { &diagnostics } else { &unknown };
    report(reported, &reporting, Some(&see_all(news)), err);
    if news.report.verbose {
        ranks(&feed.stories, feed.edition.zone, err);
        let _ = writeln!(err, "{}", one_line(&feed, news.output.flat));
    }
    Ok(match outcome {
        _ if nothing_read => Outcome::Failed,
        Outcome::Done if nothing_new && digest.exit_code => Outcome::NothingNew,
        outcome => outcome,
    })
}

/// What the state remembers.
fn show(state: &State, zone: Zone, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    output::write(None, out, |out| render::memory(&state.memory(), zone, out))?;
    Ok(Outcome::Done)
}

/// What is asked of the state: a period, where one is named.
fn question(args: &DigestArgs, world: &World<'_>) -> Question {
    let select = &args.news.select;
    let zone = select.tz;
    let now = now(&args.news, world);
    let now = DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now);
    let back = |by| now.checked_sub_signed(by).unwrap_or(DateTime::<Utc>::MIN_UTC);
    // Up to and with the present second.
    let soon = now.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(DateTime::<Utc>::MAX_UTC);
    let period = match (args.digest.date, select.last, select.since, select.until) {
        (Some(day), ..) => {
            let day = cli::Moment::Day(day.date(now, zone));
            Period::Between(day.start(zone), day.end(zone))
        }
        (_, Some(last), ..) => Period::Between(back(last.delta()), soon),
        (_, _, None, None) if args.digest.state.is_some() => Period::SinceLastRun,
        (_, _, None, None) => Period::Between(back(TimeDelta::hours(24)), soon),
        (_, _, since, until) => Period::Between(
            since.map_or(DateTime::<Utc>::MIN_UTC, |since| since.start(zone)),
            until.map_or(soon, |until| until.end(zone)),
        ),
    };
    let updates = match args.digest.updates {
        cli::Updates::Due => Updates::Due,
        cli::Updates::Any => Updates::Any,
        cli::Updates::Never => Updates::Never,
    };
    Question { now, zone, period, updates }
}

/// The selection. With a state it is the state that looks at dates: it knows what came late.
fn filter_by(question: &Question, filter: Filter, has_state: bool) -> Filter {
    let (since, until) = match question.period {
        Period::Between(since, until) if !has_state => (Some(since), Some(until)),
        _ => (None, None),
    };
    Filter { since, until, limit: None, ..filter }
}

fn edition(args: &DigestArgs, question: &Question, has_state: bool) -> Edition {
    let zone = question.zone;
    let (since, until) = match question.period {
        Period::Between(since, until) => {
            (Some(since).filter(|at| *at > DateTime::<Utc>::MIN_UTC), Some(until))
        }
        Period::SinceLastRun => (None, None),
    };
    let last = until.unwrap_or(question.now);
    let last_second = last.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(last);
    let own = args.news.output.subject.clone();
    let title = match (since, until) {
        (Some(since), Some(until)) => Edition::days(zone, since, until),
        _ if has_state && until.is_none() => render::long_day(zone.day(question.now)),
        _ => format!("Up to {}", render::long_day(zone.day(last_second))),
    };
    Edition {
        is_named: own.is_some(),
        title: Some(own.unwrap_or(title)),
        is_digest: true,
        zone,
        since,
        until,
        day: Some(zone.day(if until.is_some() { last_second } else { question.now })),
    }
}

/// Each refused file with what it is recognised by when it is refused again.
fn refusals(found: &Found, diagnostics: &[Diagnostic]) -> Vec<(Diagnostic, Refusal)> {
    let refused = |d: &&Diagnostic| d.level == Level::Error && !matches!(d.problem, Problem::NotFound);
    let mut refused = diagnostics.iter().filter(refused).peekable();
    if refused.peek().is_none() {
        return Vec::new();
    }
    let paths: HashMap<&str, &Path> = found
        .files
        .iter()
        .filter_map(|file| match &file.place {
            Place::Path(path) => Some((&*file.name, path.as_path())),
            Place::Stdin => None,
        })
        .collect();
    refused.map(|d| (d.clone(), Refusal::of(d, paths.get(&*d.file).copied()))).collect()
}

/// The figures by which the stories stand in their order.
fn ranks(shown: &[Shown<'_, '_>], zone: Zone, err: &mut dyn Write) {
    for (number, shown) in shown.iter().enumerate() {
        let quality = shown.quality().map_or("no quality".to_owned(), |quality| format!("quality {quality}"));
        let last = shown
            .last_published()
            .map_or("undated".to_owned(), |at| format!("last {}", zone.clock(at).format("%-d %b %Y %H:%M")));
        let _ = writeln!(
            err,
            "newsfeed: rank {}: {}, {quality}, {last}: {}",
            number + 1,
            render::counted(shown.providers(), "provider", "providers"),
            render::Terminal::new(shown.story.headline())
        );
    }
}
