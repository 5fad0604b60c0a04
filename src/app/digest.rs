//! `newsfeed digest`: what is new, once, the most important first.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Write;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use super::news::{
    all, filter, is_held_back, keep, last_before, look, nothing_read, now, one_line, out_file, period,
    printer, see_all, summary,
};
use super::{Outcome, World, find, output, report};
use crate::cli::{self, DigestArgs, ReportArgs};
use crate::discover::Found;
use crate::model::{Diagnostic, Level, Lexicon, Mention, Place, Problem, Shown, Story, Zone};
use crate::render::{self, Edition, Feed, Format, ProblemFormat};
use crate::state::{self, Period, Question, Refusal, State, Untold, Updates};
use crate::{dedup, parse, select, story};

pub(super) fn run(
    args: &DigestArgs,
    world: &World<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let (news, digest) = (&args.news, &args.digest);
    let is_stream = digest.state.as_deref().is_some_and(|path| path.as_os_str() == "-");
    anyhow::ensure!(!is_stream, "--state - is no file; the state has to stay somewhere");
    let path = digest.state.as_deref().map(output::resolved);
    let path = path.as_deref();
    if let Some(path) = path.filter(|_| digest.state_show) {
        anyhow::ensure!(path.exists(), "there is no state {}", path.display());
        return show(&state::read(path)?, news.select.tz, out);
    }
    let reporting = reporting(args);
    let printer = printer(news, Format::Markdown)?;
    let question = question(args, world)?;
    let saved = path.filter(|_| !digest.dry_run);
    let _lock = saved.map(|path| state::lock(path, digest.lock_wait)).transpose()?;
    let state = path.map(state::read).transpose()?;

    let found = find(&news.input.paths, &news.input)?;
    let lock_file = path.map(state::lock_file);
    keep(&found, &news.files(), &[out_file(news), path, lock_file.as_deref()])?;
    keep(&Found::default(), &[path, lock_file.as_deref()], &[out_file(news)])?;
    let store = parse::Store::new();
    let read_one = (world.progress)(found.files.len());
    let parsed = parse::documents(&found.files, &super::reading(&news.input)?, &store, &*read_one);
    let mentions = Mention::all(&parsed.documents);
    let (overrides, settled) = super::overrides(&news.rules, &mentions)?;
    let lexicon = Lexicon::of(&mentions);
    let articles = dedup::articles(&mentions, &lexicon, &super::merging(&news.rules, &overrides));
    let lexicon = lexicon.for_grouping();
    let mut stories = story::stories(articles, &lexicon, &super::grouping(&news.rules, &overrides));
    let recognised = state.as_ref().map(|state| state.recognise(&mut stories));
    // With a state it is the state that looks at dates: it knows what came late.
    let dates = match question.period {
        Period::Between(since, until) if state.is_none() => (Some(since), Some(until)),
        _ => (None, None),
    };
    let filter = filter(news, &overrides, dates);
    let asked = select::select(&stories, &filter);
    let untold = match &recognised {
        Some(recognised) => recognised.untold(&stories, asked, &question),
        None => Untold::all(asked),
    };
    let mut shown = untold.stories.clone();
    select::rank(&mut shown, &question.recent(), question.zone);
    select::ahead_last(&mut shown, question.now, question.zone);
    let shown = select::first(shown, &filter);

    let summary = summary(&found, &parsed, &stories, &shown);
    let refusals = state.as_ref().map(|_| refusals(&found, &parsed.diagnostics)).unwrap_or_default();
    let diagnostics = all([found.diagnostics, parsed.diagnostics, settled]);
    let unknown = unknown(&diagnostics, &refusals, state.as_ref());
    let edition = edition(args, &question);
    let feed = Feed { edition, stories: shown, texts: Vec::new(), diagnostics: &diagnostics, summary };
    let outcome = super::outcome(&unknown, &reporting);
    let nothing_read = nothing_read(&summary, &diagnostics);
    let nothing_new = feed.stories.is_empty();
    if !nothing_read && !is_held_back(news, outcome) {
        let next = recognised.as_ref().zip(state.as_ref()).map(|(recognised, state)| {
            let next = recognised.after(&stories, &feed.stories, &untold, &question, digest.remember.delta());
            let passed_over = recognised.passed_over(&next);
            let looked_at: HashSet<&str> = found.files.iter().map(|file| &*file.name).collect();
            let refused = refusals.iter().map(|(_, refusal)| refusal.clone()).collect();
            (next.with_refused(refused, state, &looked_at), passed_over)
        });
        // The state is on the disk before anything is told, and in its place after everything is.
        let prepared = next.as_ref().zip(saved).map(|((next, _), path)| {
            let bytes = next.to_json();
            output::prepare(path, move |out| out.write_all(&bytes))
        });
        let prepared = prepared.transpose()?;
        if !nothing_new {
            // Blocks were counted by rank; counting days or providers again would hide what was told.
            let look = look(news, world, None);
            output::write(out_file(news), out, |out| printer.write(&feed, &look, out))?;
        }
        prepared.map(output::Prepared::commit).transpose()?;
        if nothing_new && (world.stderr_is_terminal && !news.report.quiet || news.report.verbose) {
            say_nothing_new(&stories, &question, err);
        }
        if let Some((_, count @ 1..)) = next {
            say_passed_over(count, question.period, &reporting, err);
        }
    }
    let reported = if reporting.verbose { &diagnostics } else { &unknown };
    report(reported, &reporting, Some(&see_all(news)), err);
    if reporting.verbose && reporting.diagnostics == ProblemFormat::Text {
        ranks(&feed.stories, feed.edition.zone, err);
        let _ = writeln!(err, "{}", one_line(&feed, news.output.flat, question.now));
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

/// A digest is as quiet as can be. With `--exit-code` the status says whether there is news; a refused file is
/// said, and costs no mail.
fn reporting(args: &DigestArgs) -> ReportArgs {
    let report = &args.news.report;
    let exit_zero = report.exit_zero || (args.digest.exit_code && !report.strict);
    ReportArgs { quiet: !report.verbose, exit_zero, ..report.clone() }
}

/// What is asked of the state: a period, where one is named.
fn question(args: &DigestArgs, world: &World<'_>) -> anyhow::Result<Question> {
    let zone = args.news.select.tz;
    let now = now(&args.news, world);
    let now = DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now);
    let until_now = |length| last_before(now, length);
    let period = match (args.digest.date, period(&args.news, world)?) {
        (Some(day), _) => {
            let day = cli::Moment::Day(day.date(now, zone));
            Period::Between(day.start(zone), day.end(zone))
        }
        (None, (None, None)) if args.digest.state.is_some() => Period::SinceLastRun,
        (None, (None, None)) => {
            let (since, until) = until_now(TimeDelta::hours(24));
            Period::Between(since, until)
        }
        (None, (since, until)) => Period::Between(
            since.unwrap_or(DateTime::<Utc>::MIN_UTC),
            until.unwrap_or_else(|| until_now(TimeDelta::zero()).1),
        ),
    };
    let updates = match args.digest.updates {
        cli::Updates::Due => Updates::Due,
        cli::Updates::Any => Updates::Any,
        cli::Updates::Never => Updates::Never,
    };
    Ok(Question { now, zone, period, updates })
}

fn edition(args: &DigestArgs, question: &Question) -> Edition {
    let zone = question.zone;
    let (since, until) = match question.period {
        Period::Between(since, until) => {
            (Some(since).filter(|at| *at > DateTime::<Utc>::MIN_UTC), Some(until))
        }
        Period::SinceLastRun => (None, None),
    };
    let last =
        until.and_then(|until| until.checked_sub_signed(TimeDelta::seconds(1))).unwrap_or(question.now);
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
        // A day that is over was told when it ended, however often it is told.
        now: Some(until.map_or(question.now, |until| until.min(question.now))),
        zone,
        since,
        until,
        day: Some(day),
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

/// The problems, less the refusals that were reported before.
fn unknown(
    diagnostics: &[Diagnostic],
    refusals: &[(Diagnostic, Refusal)],
    state: Option<&State>,
) -> Vec<Diagnostic> {
    let reported = state.map(State::refused).unwrap_or_default();
    let known: BTreeSet<&Diagnostic> = refusals
        .iter()
        .filter(|(_, refusal)| reported.contains(refusal))
        .map(|(diagnostic, _)| diagnostic)
        .collect();
    diagnostics.iter().filter(|diagnostic| !known.contains(diagnostic)).cloned().collect()
}

/// What the first run does not tell, so that nobody waits for it.
fn say_passed_over(count: usize, period: Period, reporting: &ReportArgs, err: &mut dyn Write) {
    if reporting.diagnostics == ProblemFormat::Json {
        return;
    }
    let than = match period {
        Period::SinceLastRun => "24 hours",
        Period::Between(..) => "the period",
    };
    let articles = render::counted(count, "article counts", "articles count");
    let _ = writeln!(
        err,
        "newsfeed: first run with this state: {articles} as told, being older than {than} or undated"
    );
}

/// At a terminal somebody waits for an answer.
fn say_nothing_new(stories: &[Story<'_>], question: &Question, err: &mut dyn Write) {
    let asked = match question.period {
        Period::SinceLastRun => "nothing that was not told before".to_owned(),
        Period::Between(since, until) => format!("nothing of {}", Edition::days(question.zone, since, until)),
    };
    let newest = stories.iter().filter_map(Story::last_published).max();
    let newest = newest.map(|date| date.day(question.zone).format("%-d %B %Y").to_string());
    let newest = newest.map(|day| format!("; the newest article is of {day} (see --last, --date)"));
    let _ = writeln!(err, "newsfeed: {asked}{}", newest.unwrap_or_default());
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
