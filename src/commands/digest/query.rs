//! The query of a digest: its period and zone, its way of reporting, and its name.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::environment::Environment;
use super::super::selection::{asked_period, last_before, now};
use crate::cli::{self, DigestArgs, ReportArgs};
use crate::digest::{DigestQuery, FirstRun, Period};
use crate::render::{self, Edition};

/// The query to the history: the period asked for, if any, and how to report.
pub(super) fn digest_query(args: &DigestArgs, world: &Environment<'_>) -> anyhow::Result<DigestQuery> {
    let (zone, options) = (args.news.select.tz, &args.digest);
    let now = now(&args.news, world);
    let now = DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now);
    let until_now = |length| last_before(now, length);
    let period = match (options.date, asked_period(&args.news, world)?) {
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
    let first_run = match options.seen_before {
        _ if options.report_all => FirstRun::Everything,
        Some(moment) => FirstRun::Since(moment.start(zone)),
        None => FirstRun::Period,
    };
    Ok(DigestQuery { now, zone, period, updates: options.updates, first_run })
}

pub(super) fn edition(args: &DigestArgs, query: &DigestQuery) -> Edition {
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
        (Some(since), Some(until)) => render::long_day_range(zone, since, until),
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

/// A digest reports refused files only. With `--exit-code` the status says whether there is news: a refused file does
/// not change it, so that the mail is sent.
pub(super) fn report_args(args: &DigestArgs) -> ReportArgs {
    let report = &args.news.report;
    let exit_zero = report.exit_zero || (args.digest.exit_code && !report.strict);
    ReportArgs { quiet: !report.verbose, exit_zero, ..report.clone() }
}
