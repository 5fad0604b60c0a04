//! Dates of headers: RFC 3339 first, then RFC 2822, then the forms producers are known to write.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

/// A date read from a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    /// The instant; its year is 1 to 9999.
    pub(super) at: DateTime<Utc>,
    /// Whether the text named a zone; without one UTC is assumed.
    pub(super) zone: bool,
}

/// Reads a date, or says why it is none.
pub(super) fn read(text: &str) -> Result<Read, &'static str> {
    let text = text.trim();
    if text.len() > 64 && !text.contains('.') {
        return Err("is not a date");
    }
    // A year has four digits: `12-05-20` may be any of three days.
    let longest = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    if longest < 4 {
        return Err("is not a date");
    }
    let read = with_zone(text).map(|at| Read { at, zone: true });
    let read = read.or_else(|| without_zone(text).map(|clock| Read { at: clock.and_utc(), zone: false }));
    let read = read.ok_or("is not a date")?;
    // Seconds are the finest that headers mean, and that we write.
    let at = read.at.with_nanosecond(0).unwrap_or(read.at);
    let read = Read { at, ..read };
    if (1..=9999).contains(&read.at.year()) { Ok(read) } else { Err("is outside the years 1 to 9999") }
}

/// What tells Eleventy where to look for a date, and is none.
pub(super) fn is_order(text: &str) -> bool {
    matches!(text, "Last Modified" | "Created" | "git Last Modified" | "git Created")
}

/// The day a file name begins with: `2023-04-01-slug.md`.
pub(super) fn of_file_name(path: &str) -> Option<DateTime<Utc>> {
    let name = path.rsplit('/').next()?;
    let (day, rest) = name.split_at_checked(10)?;
    let shape =
        day.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    if !shape || !rest.starts_with(['-', '_', '.', ' ']) {
        return None;
    }
    let day: NaiveDate = day.parse().ok()?;
    (1..=9999).contains(&day.year()).then(|| day.and_time(NaiveTime::MIN).and_utc())
}

fn with_zone(text: &str) -> Option<DateTime<Utc>> {
    let rfc = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
    if let Ok(at) = rfc {
        return Some(at.to_utc());
    }
    const FORMS: [&str; 7] = [
        "%Y-%m-%d %H:%M:%S%.f %z", // 2023-04-01 10:00:00 +0530
        "%Y-%m-%d %H:%M %z",       // 2023-04-01 10:00 +0530, Jekyll
        "%Y-%m-%dT%H:%M%:z",       // 2023-04-01T10:00+05:30
        "%Y-%m-%dT%H:%M:%S%.f%z",  // 2023-04-01T10:00:00+0530
        "%Y-%m-%d %H:%M:%S%.f%:z", // 2023-04-01 10:00:00+05:30
        "%a %b %d %H:%M:%S %z %Y", // Sat Apr 01 10:00:00 +0530 2023
        "%a, %d %b %Y %H:%M %z",   // Sat, 01 Apr 2023 10:00 +0530
    ];
    let utc =
        text.strip_suffix(" UTC").or_else(|| text.strip_suffix(" GMT")).or_else(|| text.strip_suffix('Z'));
    if let Some(clock) = utc.and_then(without_zone) {
        return Some(clock.and_utc());
    }
    FORMS.iter().find_map(|form| DateTime::parse_from_str(text, form).ok()).map(|at| at.to_utc())
}

fn without_zone(text: &str) -> Option<NaiveDateTime> {
    const CLOCKS: [&str; 6] = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
        "%Y/%m/%d %H:%M:%S",
        "%Y/%m/%d %H:%M",
    ];
    const DAYS: [&str; 8] = [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%Y%m%d",
        "%B %d, %Y", // April 1, 2023
        "%b %d, %Y",
        "%d %B %Y", // 1 April 2023
        "%d %b %Y",
    ];
    let clock = CLOCKS.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let day = || DAYS.iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok());
    clock.or_else(|| day().map(|day| day.and_time(NaiveTime::MIN)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_producers_write() {
        for (text, expected, zone) in [
            ("2020-06-11T18:51:00Z", "2020-06-11T18:51:00+00:00", true),
            ("2020-06-11T18:51:00.123+02:00", "2020-06-11T16:51:00+00:00", true),
            ("Thu, 11 Jun 2020 18:51:00 +0200", "2020-06-11T16:51:00+00:00", true),
            ("2023-04-01 10:00 +0530", "2023-04-01T04:30:00+00:00", true),
            ("2023-04-01 10:00:00 UTC", "2023-04-01T10:00:00+00:00", true),
            ("2024-03-05T08:00:00", "2024-03-05T08:00:00+00:00", false),
            ("2024-03-05", "2024-03-05T00:00:00+00:00", false),
            ("April 1, 2023", "2023-04-01T00:00:00+00:00", false),
            (" 1 April 2023 ", "2023-04-01T00:00:00+00:00", false),
        ] {
            let read = read(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!((read.at.to_rfc3339().as_str(), read.zone), (expected, zone), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_said() {
        for text in [
            "2023-02-30T10:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-03-05T08:00:00+24:00",
            "last Tuesday",
            "-0001-01-01T00:00:00Z",
            "12-05-20",
            "11/06/20",
            "5-06-11T00:00:00Z",
            "1.2.03",
            "10000-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59-23:59",
            "03/04/2020",
            "",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_file_name_may_begin_with_a_day() {
        let of = |name| of_file_name(name).map(|at| at.date_naive().to_string());
        assert_eq!(of("feed/2023-04-01-slug.md").as_deref(), Some("2023-04-01"));
        assert_eq!(of("feed/2023-02-30-slug.md"), None);
        assert_eq!(of("2023-04-01x.md"), None);
        assert_eq!(of("2023-04-0é-x.md"), None);
    }
}
