//! The result of reading a date, and the reasons for refusing one.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};

pub(crate) use crate::model::problem::DateError;
use crate::model::{DateSource, Published, Zone};

/// A date as a text gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DateRead {
    /// A time with its zone.
    Instant(DateTime<Utc>),
    /// A time without a zone.
    Local(NaiveDateTime),
    /// A day.
    Day(NaiveDate),
    /// The month this day begins.
    Month(NaiveDate),
    /// A time in a zone whose abbreviation names several zones or none: only its day is certain.
    DayInUnknownZone(NaiveDate, String),
}

impl DateRead {
    /// The date as one of publication; a time without a zone is one of `assumed`.
    pub(crate) fn published(&self, assumed: Zone, source: DateSource) -> Published {
        match self {
            DateRead::Instant(at) => Published::new(*at, source),
            DateRead::Local(clock) => Published::new(assumed.instant(*clock), source),
            DateRead::Day(day) | DateRead::DayInUnknownZone(day, _) => Published::from_day(*day, source),
            DateRead::Month(day) => Published::from_month(*day, source),
        }
    }
}

/// A day of the calendar.
pub(super) fn calendar_day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// The instant of a local time at an offset from UTC in seconds.
pub(super) fn at_offset(clock: NaiveDateTime, seconds: i32) -> Option<DateTime<Utc>> {
    let offset = FixedOffset::east_opt(seconds)?;
    offset.from_local_datetime(&clock).single().map(|at| at.to_utc())
}
