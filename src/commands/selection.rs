//! The present, the period and the selection that were asked for.

use chrono::{DateTime, TimeDelta, Utc};

use super::environment::Environment;
use crate::cli::NewsArgs;
use crate::model::Overrides;
use crate::select::Filter;

/// The present, as asked for or as it is.
pub(super) fn now(args: &NewsArgs, world: &Environment<'_>) -> DateTime<Utc> {
    args.select.now.map_or(world.now, |now| now.start(args.select.tz))
}

/// The period asked for: from the first instant on, and before the second.
pub(super) type AskedPeriod = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// The period of `--last`, or of `--since` and `--until`.
pub(super) fn asked_period(args: &NewsArgs, world: &Environment<'_>) -> anyhow::Result<AskedPeriod> {
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
pub(super) fn selection_filter(
    args: &NewsArgs,
    overrides: &Overrides,
    (since, until): AskedPeriod,
) -> Filter {
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
