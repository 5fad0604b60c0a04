//! Takes a date apart: first the time with its zone, wherever it stands, then the day. If anything is left over, the
//! text is no date.

use chrono::{NaiveTime, Timelike};

use super::date_read::{DateError, DateRead, at_offset, calendar_day};
use super::words::{
    HalfDay, half_day_after, half_day_before, is_connecting, is_ordinal_ending, is_weekday, month, zone_hours,
};
use crate::model::Zone;
use crate::text::Cursor;

/// A piece of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct DateToken<'t> {
    text: &'t str,
    kind: TokenKind,
    /// Whether a blank stands before it.
    is_spaced: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    /// ASCII digits.
    Digits,
    /// Letters of any script.
    Letters,
    /// One other character.
    Mark,
}

impl<'t> DateToken<'t> {
    /// The number of a token of this many digits.
    fn number(self, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
        let fits = self.kind == TokenKind::Digits && lengths.contains(&self.text.len());
        self.text.parse().ok().filter(|_| fits)
    }

    fn word(self) -> Option<&'t str> {
        (self.kind == TokenKind::Letters).then_some(self.text)
    }

    fn is(self, mark: &str) -> bool {
        self.text == mark
    }
}

/// The pieces of a date that are not yet read.
pub(crate) struct DateTokens<'t> {
    rest: Vec<DateToken<'t>>,
    /// The name of a zone of the IANA database, where the text ends in one.
    named: Option<Zone>,
    /// The text in brackets, except days of the week.
    bracketed: Vec<DateToken<'t>>,
}

/// The zone of a time.
enum TimeZoneRead {
    /// Seconds from UTC.
    Offset(i32),
    Named(Zone),
    Unknown(String),
    None,
}

impl<'t> DateTokens<'t> {
    /// Takes a text apart; it is in lower case.
    pub(crate) fn new(text: &'t str) -> DateTokens<'t> {
        let (text, named) = without_zone_name(text);
        let mut tokens = Vec::new();
        let mut cursor = Cursor::new(text);
        while let Some(first) = cursor.step() {
            let (kind, same): (Option<TokenKind>, fn(char) -> bool) = match first.char {
                c if c.is_whitespace() => (None, char::is_whitespace),
                c if c.is_ascii_digit() => (Some(TokenKind::Digits), |c| c.is_ascii_digit()),
                c if c.is_alphabetic() => (Some(TokenKind::Letters), char::is_alphabetic),
                _ => (Some(TokenKind::Mark), |_| false),
            };
            let more = cursor.take_while(same).map_or(0, str::len);
            let piece = &first.rest[..first.char.len_utf8() + more];
            let is_spaced = text[..first.start].ends_with(char::is_whitespace);
            tokens.extend(kind.map(|kind| DateToken { text: piece, kind, is_spaced }));
        }
        DateTokens { rest: tokens, named, bracketed: Vec::new() }
    }

    /// The date they are.
    pub(crate) fn read(mut self) -> Result<DateRead, DateError> {
        self.take_brackets();
        self.exif();
        let Some((time, zone)) = self.take_time()? else {
            let has_number = self.bracketed.iter().any(|token| token.kind == TokenKind::Digits);
            return if has_number { Err(DateError::NotADate) } else { self.day() };
        };
        let zone = self.zone_beside_brackets(zone)?;
        let DateRead::Day(day) = self.day()? else { return Err(DateError::NotADate) };
        let clock = day.and_time(time);
        match zone {
            TimeZoneRead::Offset(seconds) => {
                at_offset(clock, seconds).map(DateRead::Instant).ok_or(DateError::OutOfRange)
            }
            TimeZoneRead::Named(zone) => Ok(DateRead::Instant(zone.instant(clock))),
            TimeZoneRead::Unknown(name) => Ok(DateRead::DayInUnknownZone(day, name)),
            TimeZoneRead::None => Ok(DateRead::Local(clock)),
        }
    }

    fn get(&self, index: usize) -> Option<DateToken<'t>> {
        self.rest.get(index).copied()
    }

    /// Takes out what stands in brackets: a zone, or one in words after its offset
    /// (`GMT+0200 (Central European Summer Time)`). Days of the week are dropped (`(木)`); `(PM)` stays in its place.
    fn take_brackets(&mut self) {
        let is_open = |token: &DateToken<'_>| token.is("(") || token.is("[");
        let is_close = |token: &DateToken<'_>| token.is(")") || token.is("]");
        while let Some(open) = self.rest.iter().position(is_open) {
            let length = self.rest[open..].iter().position(is_close);
            let Some(close) = length.map(|length| open + length) else { return };
            let inside: Vec<DateToken<'_>> = self.rest.drain(open..=close).collect();
            let inside = &inside[1..inside.len() - 1];
            let is_day = |token: &DateToken<'_>| {
                token
                    .word()
                    .is_some_and(|word| is_weekday(word) || !word.is_ascii() && word.chars().count() == 1)
            };
            match inside {
                [half] if half.word().is_some_and(|word| half_day_after(word).is_some()) => {
                    self.rest.insert(open, *half);
                }
                _ if inside.iter().all(is_day) => {}
                _ => self.bracketed.extend(inside),
            }
        }
    }

    /// The zone after the time, else that in brackets. Numbers there that are no zone mean something else.
    fn zone_beside_brackets(&mut self, zone: TimeZoneRead) -> Result<TimeZoneRead, DateError> {
        if self.bracketed.is_empty() {
            return Ok(zone);
        }
        let tokens = std::mem::take(&mut self.bracketed);
        let words: Vec<&str> = tokens.iter().map(|token| token.text).collect();
        let words = words.join(" ").to_uppercase();
        let has_number = tokens.iter().any(|token| token.kind == TokenKind::Digits);
        let inside = DateTokens { rest: tokens, named: None, bracketed: Vec::new() };
        let (bracketed, end) = inside.zone_at(0)?;
        let is_zone = end == inside.rest.len();
        if has_number && !is_zone {
            return Err(DateError::NotADate);
        }
        Ok(match zone {
            TimeZoneRead::None if is_zone => bracketed,
            TimeZoneRead::None => TimeZoneRead::Unknown(words),
            zone => zone,
        })
    }

    /// Cameras write the day with colons: `2031:07:10 10:00:00`.
    fn exif(&mut self) {
        let [year, first, month, second, day, ..] = self.rest[..] else { return };
        let is_day =
            year.number(4..=4).is_some() && month.number(2..=2).is_some() && day.number(2..=2).is_some();
        if is_day && first.is(":") && second.is(":") {
            self.rest[1].text = "-";
            self.rest[3].text = "-";
        }
    }

    /// Takes out the time and the zone after it; nothing where there is no time.
    fn take_time(&mut self) -> Result<Option<(NaiveTime, TimeZoneRead)>, DateError> {
        let Some(start) = (0..self.rest.len()).find(|at| self.time_begins(*at)) else { return Ok(None) };
        let (mut hour, minute, second, mut end) = self.clock(start).ok_or(DateError::NotADate)?;
        let mut from = start;
        let before = start.checked_sub(1).and_then(|at| self.get(at)?.word());
        let half = match before.and_then(half_day_before) {
            Some(half) => {
                from -= 1;
                Some(half)
            }
            None => {
                // The `T` of ISO 8601.
                from -= usize::from(before == Some("t"));
                let (half, after) = self.half_day_at(end);
                end = after;
                half
            }
        };
        if let Some(half) = half {
            hour = hour_of_half(hour, half).ok_or(DateError::Impossible)?;
        }
        // A leap second is shown as the second before it.
        let time = NaiveTime::from_hms_opt(hour, minute, second.min(59 + u32::from(second > 60)));
        let time = time.ok_or(DateError::Impossible)?;
        let clock_end = end;
        let (zone, end) = self.zone_at(clock_end)?;
        let is_bare = clock_end == start + 3 && before != Some("t");
        if is_bare && matches!(zone, TimeZoneRead::Offset(seconds) if may_be_an_end(time, seconds)) {
            return Err(DateError::NotADate);
        }
        self.rest.drain(from..end);
        Ok(Some((time, zone)))
    }

    /// Whether a time stands here: `10:00`, `10h00`, `10 pm`, or `T1015` behind the digits of a day. What follows a sign
    /// without a blank may be an offset from UTC: a date of XML is `2031-07-10-05:00`.
    fn time_begins(&self, index: usize) -> bool {
        let Some(hour) = self.get(index).filter(|hour| hour.kind == TokenKind::Digits) else { return false };
        let after_t = index > 0 && self.get(index - 1).is_some_and(|t| t.is("t") && !hour.is_spaced);
        if after_t && index > 1 {
            return true;
        }
        let sign = index.checked_sub(1).and_then(|before| self.get(before));
        if sign.is_some_and(|sign| (sign.is("-") || sign.is("+")) && !hour.is_spaced) {
            return false;
        }
        let next = self.get(index + 1);
        let is_hour = hour.number(1..=2).is_some();
        let minute = self.get(index + 2).is_some_and(|minute| minute.number(2..=2).is_some());
        let is_clock = next.is_some_and(|mark| mark.is(":") && !mark.is_spaced) && minute;
        let is_french = next.is_some_and(|word| word.is("h"));
        is_hour && (is_clock || is_french || self.half_day_at(index + 1).0.is_some())
    }

    /// Hour, minute and second from here, and where what follows begins.
    fn clock(&self, start: usize) -> Option<(u32, u32, u32, usize)> {
        let first = self.get(start)?;
        if let Some(digits) = Some(first.text).filter(|digits| matches!(digits.len(), 4 | 6)) {
            let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |part| part.parse().ok());
            return Some((part(0)?, part(2)?, part(4)?, self.after_fraction(start + 1)));
        }
        let hour = first.number(1..=2)?;
        let mark = self.get(start + 1);
        let minute = || self.get(start + 2)?.number(2..=2);
        let is_colon = mark.is_some_and(|mark| mark.is(":"));
        if !is_colon {
            let is_french = mark.is_some_and(|mark| mark.is("h"));
            return match minute().filter(|_| is_french) {
                Some(minute) => Some((hour, minute, 0, start + 3)),
                None => Some((hour, 0, 0, start + 1 + usize::from(is_french))),
            };
        }
        let minute = minute()?;
        let has_second = self.get(start + 3).is_some_and(|mark| mark.is(":"));
        let second = self.get(start + 4).filter(|_| has_second).and_then(|second| second.number(2..=2));
        match second {
            Some(second) => Some((hour, minute, second, self.after_fraction(start + 5))),
            None => Some((hour, minute, 0, start + 3)),
        }
    }

    /// Goes past `.123` or `,123`.
    fn after_fraction(&self, index: usize) -> usize {
        let has_mark = self.get(index).is_some_and(|mark| (mark.is(".") || mark.is(",")) && !mark.is_spaced);
        let digits =
            self.get(index + 1).filter(|digits| digits.kind == TokenKind::Digits && !digits.is_spaced);
        if has_mark && digits.is_some() { index + 2 } else { index }
    }

    /// `pm` or `p. m.` from here, and where what follows begins.
    fn half_day_at(&self, index: usize) -> (Option<HalfDay>, usize) {
        let Some(word) = self.get(index).and_then(DateToken::word) else { return (None, index) };
        if let Some(half) = half_day_after(word) {
            return (Some(half), index + 1);
        }
        let half = match word {
            "a" => HalfDay::Morning,
            "p" => HalfDay::Afternoon,
            _ => return (None, index),
        };
        let rest = [".", "m"].iter().zip(index + 1..);
        if !rest.clone().all(|(text, at)| self.get(at).is_some_and(|token| token.is(text))) {
            return (None, index);
        }
        let has_dot = self.get(index + 3).is_some_and(|dot| dot.is("."));
        (Some(half), index + 3 + usize::from(has_dot))
    }

    /// The zone from here, and where what follows begins.
    fn zone_at(&self, start: usize) -> Result<(TimeZoneRead, usize), DateError> {
        let abbreviation = self.get(start).and_then(DateToken::word).filter(|word| is_abbreviation(word));
        let known = abbreviation.and_then(zone_hours);
        // `GMT+0200` and `UTC+2`: the offset counts.
        let sign = if known == Some(0.0) { start + 1 } else { start };
        if let Some((offset, mut end)) = self.offset_at(sign)? {
            // Go repeats the zone by name (`+0200 CEST`) and tells its own clock (`m=+0.01`).
            let repeated = self.get(end).and_then(DateToken::word).filter(|word| is_abbreviation(word));
            end += usize::from(repeated.is_some_and(|word| word != "m"));
            let is_go = self.get(end).is_some_and(|m| m.is("m"))
                && self.get(end + 1).is_some_and(|mark| mark.is("="));
            let end = if is_go { self.rest.len() } else { end };
            return Ok((TimeZoneRead::Offset(offset), end));
        }
        if let Some(hours) = known {
            return Ok((TimeZoneRead::Offset((hours * 3600.0) as i32), start + 1));
        }
        if let Some(zone) = self.named {
            return Ok((TimeZoneRead::Named(zone), start));
        }
        Ok(match abbreviation {
            Some(name) => (TimeZoneRead::Unknown(name.to_uppercase()), start + 1),
            None => (TimeZoneRead::None, start),
        })
    }

    /// `+02:00`, `+0200`, `+02`, `+8` from here in seconds, and where what follows begins.
    fn offset_at(&self, start: usize) -> Result<Option<(i32, usize)>, DateError> {
        let Some(sign) = self.get(start).filter(|sign| sign.is("+") || sign.is("-")) else { return Ok(None) };
        let Some(digits) = self.get(start + 1).filter(|digits| !digits.is_spaced) else { return Ok(None) };
        let (hours, minutes, end) = if let Some(hours) = digits.number(1..=2) {
            let colon = self.get(start + 2).is_some_and(|mark| mark.is(":") && !mark.is_spaced);
            match self.get(start + 3).filter(|_| colon).and_then(|minutes| minutes.number(2..=2)) {
                Some(minutes) => (hours, minutes, start + 4),
                None => (hours, 0, start + 2),
            }
        } else if let Some(both) = digits.number(3..=4) {
            (both / 100, both % 100, start + 2)
        } else {
            return Ok(None);
        };
        // The Line Islands have UTC+14, Baker Island UTC-12.
        let most = if sign.is("-") { 12 } else { 14 };
        if hours > most || minutes > 59 {
            return Err(DateError::Impossible);
        }
        let seconds = (hours * 3600 + minutes * 60).cast_signed();
        Ok(Some((if sign.is("-") { -seconds } else { seconds }, end)))
    }

    /// The day or month of what is left.
    fn day(self) -> Result<DateRead, DateError> {
        let mut months: Vec<usize> =
            (0..self.rest.len()).filter(|at| self.rest[*at].word().and_then(month).is_some()).collect();
        // `mar` is Tuesday and March: before another month it is the day.
        if let [first, _] = months[..]
            && is_weekday(self.rest[first].text)
        {
            months.remove(0);
        }
        match months[..] {
            [] => self.numeric_day(),
            [at] => self.named_day(at),
            _ => Err(DateError::NotADate),
        }
    }

    /// `10 July 2031`, `Jul 10th, 2031`, `July 2031`: a day and a year beside the name of a month.
    fn named_day(&self, month_at: usize) -> Result<DateRead, DateError> {
        let mut numbers = Vec::new();
        for (index, token) in self.rest.iter().enumerate().filter(|(index, _)| *index != month_at) {
            match token.kind {
                TokenKind::Digits => numbers.push(*token),
                TokenKind::Mark if ".,-/·:'|•".contains(token.text) => {}
                TokenKind::Letters if is_weekday(token.text) || is_connecting(token.text) => {}
                TokenKind::Letters if index > 0 && is_ordinal_ending(token.text) && !token.is_spaced => {}
                TokenKind::Mark | TokenKind::Letters => return Err(DateError::NotADate),
            }
        }
        let name = month(self.rest[month_at].text).ok_or(DateError::NotADate)?;
        match numbers[..] {
            [year] => month_of(year, name),
            [a, b] => match (a.number(4..=4), b.number(4..=4)) {
                (Some(year), None) => day_of(year, name, b),
                (None, Some(year)) => day_of(year, name, a),
                (None, None) if a.text.len() <= 2 && b.text.len() <= 2 => Err(DateError::ShortYear),
                _ => Err(DateError::NotADate),
            },
            _ => Err(DateError::NotADate),
        }
    }

    /// `2031-07-10`, `20310710`, `25/12/2031`, `2031-07`: numbers with one kind of mark between them.
    fn numeric_day(&self) -> Result<DateRead, DateError> {
        let mut kept: Vec<DateToken<'_>> = Vec::new();
        for token in &self.rest {
            match token.kind {
                TokenKind::Letters if is_weekday(token.text) || is_connecting(token.text) => {}
                TokenKind::Letters => return Err(DateError::NotADate),
                // Between the day and the time, or after a day of the week.
                TokenKind::Mark if token.is(",") || token.is("·") || token.is("|") || token.is("•") => {}
                TokenKind::Mark if kept.is_empty() && token.is(".") => {}
                TokenKind::Mark | TokenKind::Digits => kept.push(*token),
            }
        }
        // `2031年7月` and `25.12.2031.` end in a mark.
        if kept.len() > 1 && kept.last().is_some_and(|last| last.is("-") || last.is(".")) {
            kept.pop();
        }
        let is_mark = |token: DateToken<'_>| token.is("-") || token.is("/") || token.is(".");
        match kept[..] {
            [number] => whole_number(number),
            [a, mark, b] if is_mark(mark) => match (a.number(4..=4), b.number(4..=4)) {
                (Some(_), None) => month_of(a, b.number(1..=2).ok_or(DateError::NotADate)?),
                (None, Some(_)) => month_of(b, a.number(1..=2).ok_or(DateError::NotADate)?),
                _ => Err(DateError::NotADate),
            },
            [a, first, b, second, c] if is_mark(first) && first.text == second.text => {
                let parts = (a.number(1..=2), b.number(1..=2), c.number(1..=2));
                match (a.number(4..=4), c.number(4..=4), parts) {
                    (Some(year), _, (_, Some(month), Some(_))) => day_of(year, month, c),
                    (_, Some(year), (Some(a), Some(b), _)) => day_or_month_first(year, a, b),
                    (None, None, (Some(_), Some(_), Some(_))) => Err(DateError::ShortYear),
                    _ => Err(DateError::NotADate),
                }
            }
            _ => Err(DateError::NotADate),
        }
    }
}

/// Whether an offset may be the end of a time span that begins at this time: `10:00-12:00`.
fn may_be_an_end(time: NaiveTime, offset: i32) -> bool {
    offset < 0 && offset.unsigned_abs() > time.num_seconds_from_midnight()
}

/// The hour of 24 that an hour of 12 is.
fn hour_of_half(hour: u32, half: HalfDay) -> Option<u32> {
    let hour = Some(hour).filter(|hour| (1..=12).contains(hour))? % 12;
    Some(match half {
        HalfDay::Morning => hour,
        HalfDay::Afternoon => hour + 12,
    })
}

/// A word that could name a zone: two to five letters of ASCII, or `z`, that mean nothing else in a date.
fn is_abbreviation(word: &str) -> bool {
    let is_short = word == "z" || (2..=5).contains(&word.len());
    is_short
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && month(word).is_none()
        && !is_weekday(word)
        && (zone_hours(word).is_some() || !is_connecting(word))
}

/// Reads `20310710`; any other single number is an error, which says if it may be a year.
fn whole_number(number: DateToken<'_>) -> Result<DateRead, DateError> {
    let Some(digits) = number.number(8..=8) else {
        let is_year = number.number(4..=4).is_some();
        return Err(if is_year { DateError::YearAlone } else { DateError::NotADate });
    };
    if digits == 0 {
        return Err(DateError::Zero);
    }
    let day = calendar_day(digits / 10_000, digits / 100 % 100, digits % 100);
    day.map(DateRead::Day).ok_or(DateError::NotADate)
}

fn month_of(year: DateToken<'_>, month: u32) -> Result<DateRead, DateError> {
    let year = year.number(4..=4).ok_or(DateError::NotADate)?;
    let first = calendar_day(year, month, 1);
    first.map(DateRead::Month).ok_or(DateError::Impossible)
}

fn day_of(year: u32, month: u32, day: DateToken<'_>) -> Result<DateRead, DateError> {
    let day = day.number(1..=2).ok_or(DateError::NotADate)?;
    if (year, month, day) == (0, 0, 0) {
        return Err(DateError::Zero);
    }
    let day = calendar_day(year, month, day);
    day.map(DateRead::Day).ok_or(DateError::Impossible)
}

/// Reads `25/12/2031` if only one of the two first numbers can be the month.
fn day_or_month_first(year: u32, a: u32, b: u32) -> Result<DateRead, DateError> {
    if (year, a, b) == (0, 0, 0) {
        return Err(DateError::Zero);
    }
    let day_first = calendar_day(year, b, a);
    let month_first = calendar_day(year, a, b);
    match (day_first, month_first) {
        (Some(x), Some(y)) if x != y => Err(DateError::Ambiguous(x, y)),
        (Some(day), _) | (None, Some(day)) => Ok(DateRead::Day(day)),
        (None, None) => Err(DateError::Impossible),
    }
}

/// The text without the name of a zone at its end (`Europe/Paris`, `[Europe/Paris]`), and that zone.
fn without_zone_name(text: &str) -> (&str, Option<Zone>) {
    let Some(start) = text.rfind([' ', '[']) else { return (text, None) };
    let name = text[start + 1..].trim_end_matches(']');
    let is_name = name.contains('/') && name.starts_with(|c: char| c.is_ascii_alphabetic());
    match name.parse::<Zone>() {
        Ok(zone) if is_name => (&text[..start], Some(zone)),
        _ => (text, None),
    }
}
