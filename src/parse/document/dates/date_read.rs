//! A date as it was read, and why a text is none.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};

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

/// Why a text is no date. Its sentence is printed after the text in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DateError {
    /// Nothing that is read as a date.
    NotADate,
    /// Day and month could be swapped.
    Ambiguous(NaiveDate, NaiveDate),
    /// A year and nothing else.
    YearAlone,
    /// Numbers of a day without a year of four digits.
    ShortYear,
    /// A day or a time that no calendar or clock has.
    Impossible,
    /// Not in the years 1 to 9999.
    OutOfRange,
    /// The zero of a program, which stands for no date.
    Zero,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateError::NotADate => f.write_str("is not a date"),
            DateError::Ambiguous(a, b) => {
                let (a_day, b_day) = (a.format("%-d %B"), b.format("%-d %B"));
                write!(f, "may be {a_day} or {b_day}; write it as {a} or {b}")
            }
            DateError::YearAlone => f.write_str("is only a year; add the month and the day"),
            DateError::ShortYear => f.write_str("has no four-digit year; add it"),
            DateError::Impossible => f.write_str("is a day or a time that does not exist"),
            DateError::OutOfRange => f.write_str("is outside the years 1 to 9999"),
            DateError::Zero => f.write_str("is a program's placeholder for no date"),
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
