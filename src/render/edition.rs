//! What of the news an output is: its title, zone and period.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::Feed;
use super::json_time::{Time, time};
use crate::model::{Section, Zone};

/// What of the news this is, and the zone its days are counted in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edition {
    /// What a person calls it, from day to day.
    pub subject: Option<String>,
    /// What to call a digest: its days. None where all that was asked for is shown.
    pub digest: Option<String>,
    /// When a digest is made, and so when what is in it is reported.
    pub now: Option<DateTime<Utc>>,
    /// The zone of days and times.
    pub zone: Zone,
    /// Published at this instant or later.
    pub since: Option<DateTime<Utc>>,
    /// Published before this instant.
    pub until: Option<DateTime<Utc>>,
    /// The day it is of, where it is of one.
    pub day: Option<NaiveDate>,
}

impl Edition {
    /// What to call it.
    pub fn title(&self) -> Option<&str> {
        self.subject.as_deref().or(self.digest.as_deref())
    }

    /// The days between two instants in words: `Thursday 11 June 2020`, `10 – 11 June 2020`.
    pub fn days(zone: Zone, since: DateTime<Utc>, until: DateTime<Utc>) -> String {
        let last = until.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(until).max(since);
        let (first, last) = (zone.day(since), zone.day(last));
        if first == last {
            return long_day(first);
        }
        let form = match (first.year() == last.year(), first.month() == last.month()) {
            (true, true) => "%-d",
            (true, false) => "%-d %B",
            (false, _) => "%-d %B %Y",
        };
        format!("{} – {}", first.format(form), last.format("%-d %B %Y"))
    }
}

/// `Thursday 11 June 2020`.
pub fn long_day(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// What of the news this is.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Edition")]
pub(super) struct EditionOut<'f> {
    /// Of a digest, or as asked for.
    title: Option<&'f str>,
    /// `digest`, or `ingest` for everything that was asked for.
    kind: &'static str,
    /// The zone days are counted in; the times in this file are UTC.
    zone: String,
    /// Published at this time or later.
    #[schemars(with = "Option<String>")]
    since: Option<Time>,
    /// Published before this time.
    #[schemars(with = "Option<String>")]
    until: Option<Time>,
    /// The day it is of, where it is of one: `2020-06-11`.
    day: Option<String>,
    /// How many of its stories were reported before, and stand in full again with what they gained.
    updates: usize,
}

impl<'f> EditionOut<'f> {
    pub(super) fn of(feed: &'f Feed<'_, '_>) -> EditionOut<'f> {
        let edition = &feed.edition;
        EditionOut {
            title: edition.title(),
            kind: if edition.digest.is_some() { "digest" } else { "ingest" },
            zone: edition.zone.to_string(),
            since: edition.since.map(time),
            until: edition.until.map(time),
            day: edition.day.map(|day| day.to_string()),
            updates: feed
                .stories
                .iter()
                .filter(|shown| shown.report.update.is_some() && shown.report.section == Section::Main)
                .count(),
        }
    }
}
