//! What of the news an output is: its title, zone and period.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use crate::model::Zone;

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
