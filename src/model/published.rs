//! Publication dates, as exact as their source.

use std::ops::Range;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use strum::{EnumString, IntoStaticStr};

use super::Zone;

/// A date of publication, its precision, and its source.
///
/// Dates compare by their first instant in UTC, so that the order does not depend on a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Published {
    /// The instant, in the years 1 to 9999. A day is kept as its midnight in UTC, a month as the midnight of its first
    /// day; the methods convert them to a zone.
    pub at: DateTime<Utc>,
    /// The precision that the source gave.
    pub precision: DatePrecision,
    /// The place where it was read.
    pub source: DateSource,
}

impl Published {
    /// An instant.
    pub fn new(at: DateTime<Utc>, source: DateSource) -> Published {
        Published { at, precision: DatePrecision::Instant, source }
    }

    /// A day without a time. It is the same calendar day in every zone.
    pub fn from_day(day: NaiveDate, source: DateSource) -> Published {
        Published { at: day.and_time(NaiveTime::MIN).and_utc(), precision: DatePrecision::Day, source }
    }

    /// The month that contains this day.
    pub fn from_month(day: NaiveDate, source: DateSource) -> Published {
        let first = day.with_day(1).unwrap_or(day);
        Published { precision: DatePrecision::Month, ..Published::from_day(first, source) }
    }

    /// The local time in a zone; for a day or month, its first midnight.
    pub fn clock(self, zone: Zone) -> NaiveDateTime {
        match self.precision {
            DatePrecision::Instant => zone.clock(self.at),
            DatePrecision::Day | DatePrecision::Month => self.at.naive_utc(),
        }
    }

    /// The day in a zone; for a month, its first day.
    pub fn day(self, zone: Zone) -> NaiveDate {
        self.clock(zone).date()
    }

    /// The last day in a zone that the date may mean.
    fn last_day(self, zone: Zone) -> NaiveDate {
        let first = self.day(zone);
        match self.precision {
            DatePrecision::Instant | DatePrecision::Day => first,
            DatePrecision::Month => {
                let next = first.checked_add_months(Months::new(1));
                next.and_then(|next| next.pred_opt()).unwrap_or(first)
            }
        }
    }

    /// Its first instant in a zone, and the first instant after it.
    pub fn edges(self, zone: Zone) -> Range<DateTime<Utc>> {
        match self.precision {
            DatePrecision::Instant => {
                self.at..self.at.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(self.at)
            }
            DatePrecision::Day | DatePrecision::Month => {
                let (first, last) = (self.day(zone), self.last_day(zone));
                zone.start_of(first)..zone.start_of(last.succ_opt().unwrap_or(last))
            }
        }
    }

    /// Whether it may lie in a period, whose end is excluded. A day counts if any part of it is in the period, because
    /// the article's time of day is unknown.
    pub fn is_within(self, period: &Range<DateTime<Utc>>, zone: Zone) -> bool {
        match self.precision {
            DatePrecision::Instant => period.contains(&self.at),
            DatePrecision::Day | DatePrecision::Month => {
                let last = period.end.checked_sub_signed(TimeDelta::nanoseconds(1)).unwrap_or(period.end);
                period.start < period.end
                    && self.day(zone) <= zone.day(last)
                    && self.last_day(zone) >= zone.day(period.start)
            }
        }
    }

    /// Whether all of it lies more than a day after an instant. Tomorrow's date does not: in some zone it has begun.
    pub fn is_ahead_of(self, now: DateTime<Utc>, zone: Zone) -> bool {
        match self.precision {
            DatePrecision::Instant => self.at.signed_duration_since(now) > TimeDelta::days(1),
            DatePrecision::Day | DatePrecision::Month => {
                self.day(zone).signed_duration_since(zone.day(now)) > TimeDelta::days(1)
            }
        }
    }

    /// Whether another date is more exact within this one: an instant of this day, or a day of this month.
    pub fn is_refined_by(self, other: Published) -> bool {
        let (a, b) = (self.at.date_naive(), other.at.date_naive());
        match self.precision {
            DatePrecision::Instant => false,
            DatePrecision::Day => other.precision == DatePrecision::Instant && a == b,
            DatePrecision::Month => {
                other.precision != DatePrecision::Month && (a.year(), a.month()) == (b.year(), b.month())
            }
        }
    }
}

/// The precision of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum DatePrecision {
    /// A day and a time.
    Instant,
    /// A day.
    Day,
    /// A month.
    Month,
}

impl DatePrecision {
    /// The token used in JSON.
    pub fn token(self) -> &'static str {
        self.into()
    }
}

/// The source of a date. The file's modification time is never a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum DateSource {
    /// A field of the record.
    Field,
    /// The name of the file (`2023-04-01-slug.md`).
    FileName,
    /// The name of a page's own folder (`2023-04-01-slug/index.md`).
    FolderName,
}

impl DateSource {
    /// The token used in JSON.
    pub fn token(self) -> &'static str {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        name.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Published {
        Published::from_day(text.parse().unwrap(), DateSource::Field)
    }

    #[test]
    fn a_day_is_that_day_in_every_zone() {
        for name in
            ["UTC", "America/Los_Angeles", "Pacific/Auckland", "Pacific/Kiritimati", "-12:00", "+14:00"]
        {
            let zone = zone(name);
            let tenth = day("2031-07-10");
            assert_eq!(tenth.day(zone).to_string(), "2031-07-10", "{name}");
            let of_day = |text: &str| {
                let day: NaiveDate = text.parse().unwrap();
                zone.start_of(day)..zone.start_of(day.succ_opt().unwrap())
            };
            assert!(tenth.is_within(&of_day("2031-07-10"), zone), "{name}");
            assert!(!tenth.is_within(&of_day("2031-07-09"), zone), "{name}");
            assert!(!tenth.is_within(&of_day("2031-07-11"), zone), "{name}");
        }
    }

    #[test]
    fn a_day_counts_where_any_of_it_lies_in_the_period() {
        let period = at("2031-07-09T06:05:00Z")..at("2031-07-10T06:05:00Z");
        assert!(day("2031-07-09").is_within(&period, Zone::Utc));
        assert!(day("2031-07-10").is_within(&period, Zone::Utc));
        assert!(!day("2031-07-08").is_within(&period, Zone::Utc));
        assert!(!day("2031-07-11").is_within(&period, Zone::Utc));
        let month = Published::from_month("2031-07-20".parse().unwrap(), DateSource::Field);
        assert!(month.is_within(&period, Zone::Utc));
        assert!(!month.is_within(&(at("2031-08-01T00:00:00Z")..at("2031-08-02T00:00:00Z")), Zone::Utc));
        let empty = at("2031-07-09T06:05:00Z")..at("2031-07-09T06:05:00Z");
        assert!(!day("2031-07-09").is_within(&empty, Zone::Utc));
    }

    #[test]
    fn tomorrow_is_not_ahead_and_the_day_after_is() {
        let now = at("2031-06-04T18:05:00Z");
        // In Auckland it is the fifth.
        let auckland = zone("Pacific/Auckland");
        assert!(!day("2031-06-06").is_ahead_of(now, auckland));
        assert!(day("2031-06-07").is_ahead_of(now, auckland));
        assert!(!Published::new(at("2031-06-05T18:05:00Z"), DateSource::Field).is_ahead_of(now, auckland));
        assert!(Published::new(at("2031-06-05T18:05:01Z"), DateSource::Field).is_ahead_of(now, auckland));
    }

    #[test]
    fn a_moment_refines_its_own_day_only() {
        let moment = |text: &str| Published::new(at(text), DateSource::Field);
        assert!(day("2031-07-10").is_refined_by(moment("2031-07-10T23:00:00Z")));
        assert!(!day("2031-07-10").is_refined_by(moment("2031-07-11T00:00:00Z")));
        assert!(!day("2031-07-10").is_refined_by(day("2031-07-10")));
        let month = Published::from_month("2031-07-01".parse().unwrap(), DateSource::Field);
        assert!(
            month.is_refined_by(day("2031-07-10")) && month.is_refined_by(moment("2031-07-31T10:00:00Z"))
        );
        assert!(!month.is_refined_by(day("2031-08-01")));
    }
}
