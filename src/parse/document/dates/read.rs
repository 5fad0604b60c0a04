//! Reads a text as a date.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc};
use unicode_normalization::UnicodeNormalization;

use super::date_read::{DateError, DateRead, calendar_day};
use super::tokens::DateTokens;
use super::words;
use crate::text::tokenize::is_invisible;

/// The longest text that is looked at, in bytes: JavaScript's dates with the zone in words have some 70.
const LONGEST: usize = 128;

/// Reads a date, or says why the text is none.
pub(crate) fn read(text: &str) -> Result<DateRead, DateError> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return instant(at);
    }
    if text.len() > LONGEST {
        return Err(DateError::NotADate);
    }
    let text = normalised(text);
    let text = without_marks(&text);
    if let Some(at) = epoch(text) {
        return instant(at.and_then(|at| at.ok_or(DateError::OutOfRange))?.fixed_offset());
    }
    checked(DateTokens::new(&words::with_ascii_marks(text)).read()?)
}

/// Whether this is an instruction to Eleventy where to look for a date, not a date.
pub(crate) fn is_order(text: &str) -> bool {
    matches!(text, "Last Modified" | "Created" | "git Last Modified" | "git Created")
}

/// Full-width digits and narrow blanks become plain ones; marks of direction and other invisible characters, which
/// browsers write into dates, are dropped.
fn normalised(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    text.nfkc().filter(|c| !is_invisible(*c)).collect::<String>().into()
}

/// The text without the brackets of a link to a daily note (`[[2031-07-22]]`) and without quotes.
fn without_marks(text: &str) -> &str {
    let inner = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(text);
    inner.trim_matches(['"', '\'', '“', '”', ' '])
}

/// Digits alone that count from 1970: ten of seconds, thirteen of milliseconds, sixteen of microseconds. The outer
/// option is whether they do.
fn epoch(text: &str) -> Option<Result<Option<DateTime<Utc>>, DateError>> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    if whole.bytes().all(|byte| byte == b'0') && whole.len() != 8 {
        return Some(Err(DateError::Zero));
    }
    let number: i64 = whole.parse().ok()?;
    if whole.len() == 10 && is_day_and_hour(number) {
        return Some(Err(DateError::NotADate));
    }
    match whole.len() {
        10 => Some(Ok(DateTime::from_timestamp(number, 0))),
        13 => Some(Ok(DateTime::from_timestamp_millis(number))),
        16 => Some(Ok(DateTime::from_timestamp_micros(number))),
        _ => None,
    }
}

/// Whether ten digits may also be a day and an hour, as `2031071010` is; as seconds they are of the years 2033 to 2036.
fn is_day_and_hour(number: i64) -> bool {
    let Ok(number) = u32::try_from(number) else { return false };
    let (day, hour) = (number / 100, number % 100);
    let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
    (1990..2100).contains(&year) && calendar_day(year, month, day).is_some() && hour < 24
}

/// An instant that a producer meant, in whole seconds: the finest that headers mean, and that we write.
fn instant(at: DateTime<FixedOffset>) -> Result<DateRead, DateError> {
    if is_zero_day(at.date_naive()) || is_zero_day(at.naive_utc().date()) || at.timestamp() == 0 {
        return Err(DateError::Zero);
    }
    let at = at.to_utc();
    let at = at.with_nanosecond(0).unwrap_or(at);
    if !has_four_digits(at.year()) {
        return Err(DateError::OutOfRange);
    }
    Ok(DateRead::Instant(at))
}

/// The zero of Go, .NET and MySQL: the first day of the years 0 and 1.
fn is_zero_day(day: NaiveDate) -> bool {
    day.ordinal() == 1 && (0..=1).contains(&day.year())
}

/// The zero of Unix, where it is given as a day.
fn is_epoch_day(day: NaiveDate) -> bool {
    day == NaiveDate::default()
}

fn has_four_digits(year: i32) -> bool {
    (1..=9999).contains(&year)
}

/// A date that stands for one, in the years that we write.
fn checked(read: DateRead) -> Result<DateRead, DateError> {
    let day = match &read {
        DateRead::Instant(at) => return instant(at.fixed_offset()),
        DateRead::Local(clock) => clock.date(),
        DateRead::Day(day) | DateRead::Month(day) | DateRead::DayInUnknownZone(day, _) => *day,
    };
    let is_midnight = !matches!(&read, DateRead::Local(clock) if clock.num_seconds_from_midnight() > 0);
    if is_zero_day(day) || is_epoch_day(day) && is_midnight && !matches!(read, DateRead::Month(_)) {
        return Err(DateError::Zero);
    }
    if !has_four_digits(day.year()) {
        return Err(DateError::OutOfRange);
    }
    Ok(read)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
