//! Days, moments and lengths of time as the user may write them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use thiserror::Error;

use crate::model::Zone;

/// Why a value is not what its argument takes; the sentence says what that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ValueError {
    /// Of [`Day`].
    #[error("use a day like 2020-06-11, today or yesterday")]
    Day,
    /// Of [`Moment`].
    #[error("use a day like 2020-06-11 or a moment like 2020-06-11T18:00:00Z")]
    Moment,
    /// Of [`Moment`].
    #[error("the year must be 1 to 9999")]
    Year,
    /// Of [`TimeLength`].
    #[error("use a number and a unit, like 36h, 7d or 2w")]
    TimeLength,
    /// Of [`TimeLength`].
    #[error("the number must be 1 to 100000")]
    TimeLengthNumber,
}

/// A day by date or by its distance from the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// By date.
    On(NaiveDate),
    /// So many days before the present one.
    Ago(u64),
}

impl Day {
    /// The date meant, in a zone, at a present.
    pub fn date(self, now: DateTime<Utc>, zone: Zone) -> NaiveDate {
        match self {
            Day::On(date) => date,
            Day::Ago(days) => {
                let today = zone.day(now);
                today.checked_sub_days(chrono::Days::new(days)).unwrap_or(today)
            }
        }
    }
}

impl std::str::FromStr for Day {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Day, ValueError> {
        match text.to_ascii_lowercase().as_str() {
            "today" => Ok(Day::Ago(0)),
            "yesterday" => Ok(Day::Ago(1)),
            _ => match text.parse() {
                Ok(Moment::Day(date)) => Ok(Day::On(date)),
                _ => Err(ValueError::Day),
            },
        }
    }
}

/// A day, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A day in the zone of `--tz`.
    Day(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
}

impl Moment {
    /// Its first instant.
    pub fn start(self, zone: Zone) -> DateTime<Utc> {
        match self {
            Moment::Day(day) => zone.start_of(day),
            Moment::Instant(at) => at,
        }
    }

    /// The instant after it: the end of a day, the instant itself.
    pub fn end(self, zone: Zone) -> DateTime<Utc> {
        match self {
            Moment::Day(day) => zone.start_of(day.succ_opt().unwrap_or(day)),
            Moment::Instant(at) => at,
        }
    }
}

impl std::str::FromStr for Moment {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Moment, ValueError> {
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            use chrono::Datelike;
            return if (1..=9999).contains(&day.year()) {
                Ok(Moment::Day(day))
            } else {
                Err(ValueError::Year)
            };
        }
        let instant = DateTime::parse_from_rfc3339(text).map(|at| Moment::Instant(at.to_utc()));
        instant.map_err(|_| ValueError::Moment)
    }
}

/// A length of time: `36h`, `7d`, `2w`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeLength(TimeDelta);

impl TimeLength {
    /// As a difference of instants.
    pub fn delta(self) -> TimeDelta {
        self.0
    }

    /// In hours.
    pub fn hours(self) -> f64 {
        self.0.num_minutes() as f64 / 60.0
    }
}

impl std::str::FromStr for TimeLength {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<TimeLength, ValueError> {
        let unit = text.chars().next_back().ok_or(ValueError::TimeLength)?;
        let number: u32 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| ValueError::TimeLength)?;
        let hours = match unit {
            'h' => 1,
            'd' => 24,
            'w' => 7 * 24,
            _ => return Err(ValueError::TimeLength),
        };
        if number == 0 || number > 100_000 {
            return Err(ValueError::TimeLengthNumber);
        }
        Ok(TimeLength(TimeDelta::hours(i64::from(number) * hours)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_spans_say_what_they_take() {
        assert!("2020-06-31".parse::<Moment>().is_err());
        assert_eq!("2w".parse::<TimeLength>().map(TimeLength::hours), Ok(336.0));
        for text in ["", "7", "d", "0d", "-1d", "7é", "1.5d"] {
            assert!(text.parse::<TimeLength>().is_err(), "{text}");
        }
    }
}
