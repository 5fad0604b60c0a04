//! Dates of publication in words: no clock where the source gave none, no day where it gave a month.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use crate::model::{DatePrecision, Published, Zone};

/// `10 Jul 2031 14:05`, `10 Jul 2031`, `Jul 2031`.
pub fn long_moment(date: Published, zone: Zone) -> String {
    in_forms(date, zone, ["%-d %b %Y %H:%M", "%-d %b %Y", "%b %Y"])
}

/// `Thu 10 Jul 2031 14:05`, `Thu 10 Jul 2031`, `Jul 2031`.
pub(super) fn weekday_moment(date: Published, zone: Zone) -> String {
    in_forms(date, zone, ["%a %-d %b %Y %H:%M", "%a %-d %b %Y", "%b %Y"])
}

/// `10 Jul 14:05`, `10 Jul`, `Jul 2031`.
pub(super) fn short_moment(date: Published, zone: Zone) -> String {
    in_forms(date, zone, ["%-d %b %H:%M", "%-d %b", "%b %Y"])
}

/// `14:05`; nothing where no time is known.
pub(super) fn time_of_day(date: Published, zone: Zone) -> String {
    in_forms(date, zone, ["%H:%M", "", ""])
}

/// The heading above the articles of a day: `Thu 10 Jul`, `July 2031`.
pub(super) fn day_heading(date: Published, zone: Zone) -> String {
    in_forms(date, zone, ["%a %-d %b", "%a %-d %b", "%B %Y"])
}

/// For a program: `2031-07-10T14:05:00+02:00`, `2031-07-10`, `2031-07`.
pub(super) fn iso(date: Published, zone: Zone) -> String {
    match date.precision {
        DatePrecision::Instant => zone.timestamp(date.at),
        DatePrecision::Day | DatePrecision::Month => in_forms(date, zone, ["", "%Y-%m-%d", "%Y-%m"]),
    }
}

/// As short as it can be beside the day that a page is of: `19:28` on that day, else with the day, and with the year
/// where that is another.
pub(super) fn beside_day(date: Published, zone: Zone, day: Option<NaiveDate>) -> String {
    let own = date.day(zone);
    match day {
        Some(day) if day == own => in_forms(date, zone, ["%H:%M", "%-d %b", "%b %Y"]),
        Some(day) if day.year() == own.year() => short_moment(date, zone),
        _ => long_moment(date, zone),
    }
}

/// `Thursday 11 June 2020`.
pub fn long_day(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// The days between two instants: `Thursday 11 June 2020`, `10 – 11 June 2020`.
pub fn long_day_range(zone: Zone, since: DateTime<Utc>, until: DateTime<Utc>) -> String {
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

/// The first to the last, with the years once where they are one: `11 Jun – 12 Jun 2020`.
pub(super) fn date_range(dates: &[Published], zone: Zone) -> Option<String> {
    let key = |date: &Published| (date.day(zone), date.precision);
    let (first, last) = (*dates.iter().min_by_key(|d| key(d))?, *dates.iter().max_by_key(|d| key(d))?);
    let text = |date: Published, has_year: bool| {
        let day = if has_year { "%-d %b %Y" } else { "%-d %b" };
        in_forms(date, zone, [day, day, "%b %Y"])
    };
    let (start, end) = (text(first, first.day(zone).year() != last.day(zone).year()), text(last, true));
    let is_one = key(&first) == key(&last) || first.day(zone) == last.day(zone);
    Some(if is_one { end } else { format!("{start} – {end}") })
}

/// The first to the last as short as it can be beside the day that a page is of: `19:28–23:57` on that day, else days.
pub(super) fn date_range_beside_day(
    dates: &[Published],
    zone: Zone,
    day: Option<NaiveDate>,
) -> Option<String> {
    if dates.iter().any(|date| Some(date.day(zone)) != day) {
        return date_range(dates, zone);
    }
    let times: BTreeSet<String> =
        dates.iter().map(|date| time_of_day(*date, zone)).filter(|time| !time.is_empty()).collect();
    match (times.first(), times.last()) {
        (Some(first), Some(last)) if first != last => Some(format!("{first}–{last}")),
        (Some(only), _) => Some(only.clone()),
        (None, _) => date_range(dates, zone),
    }
}

/// An instant for formats that know no other dates. A day becomes its first instant in the zone, so that it stays
/// that day for a reader there.
pub(super) fn feed_instant(date: Published, zone: Zone) -> DateTime<Utc> {
    date.edges(zone).start
}

/// The date in the form of its precision: for an instant, a day, a month.
fn in_forms(date: Published, zone: Zone, forms: [&str; 3]) -> String {
    let [instant, day, month] = forms;
    let form = match date.precision {
        DatePrecision::Instant => instant,
        DatePrecision::Day => day,
        DatePrecision::Month => month,
    };
    date.clock(zone).format(form).to_string()
}
