//! Numbers with what they count, as they are written in the languages we know: `$74 million`, `74 Mio. Euro`,
//! `90 000 personnes`, `12,5 %`.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::Cursor;
use super::word_list::data_lines;

/// A number that is worth comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quantity {
    /// `#` and the value in whole units, followed by `%` if it is a share.
    pub(super) key: String,
}

/// The number at the start of a text.
pub(super) struct NumberRead {
    /// Its length in bytes, with the unit.
    pub(super) length: usize,
    /// `None` for years, days, times and small counts, which any text may have.
    pub(super) number: Option<Quantity>,
}

/// Smaller counts without a unit may be in any text.
const LEAST: f64 = 1000.0;

/// Reads the number that `text` begins with; `before` is the character in front of it.
pub(super) fn read(text: &str, before: char) -> NumberRead {
    let length = digits_end(text);
    let (written, after) = text.split_at(length);
    let value = value(written);
    // A date, a time, a range, or a name such as 5G.
    let next = after.chars().next().unwrap_or(' ');
    let is_part = matches!(before, '/' | ':' | '-')
        || (matches!(next, '/' | ':' | '-') && after[1..].starts_with(|c: char| c.is_ascii_digit()));
    let Some(value) = value.filter(|_| !is_part) else { return NumberRead { length, number: None } };
    let gap = after.len() - after.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
    let unit = &after[gap..];
    let word_end = unit.find(|c: char| !c.is_alphabetic()).unwrap_or(unit.len());
    let word = unit[..word_end].to_lowercase();
    if unit.starts_with('%') {
        return found(length + gap + 1, value, "%");
    }
    if let Some(rest) = share(unit) {
        return found(length + gap + rest, value, "%");
    }
    let second = || {
        let next = unit[word_end..].trim_start();
        next[..next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len())].to_lowercase()
    };
    if let Some(times) = magnitude(&word, second) {
        return found(length + gap + word_end, value * times, "");
    }
    let is_money = matches!(before, '$' | '€' | '£' | '¥') || unit.starts_with(['$', '€', '£']);
    let is_grouped = written.contains(|c: char| !c.is_ascii_digit());
    let is_year = !is_grouped && written.len() == 4 && (1800.0..2200.0).contains(&value);
    if value.fract() == 0.0 && (value >= LEAST && !is_year || is_money && value >= 100.0) {
        return found(length, value, "");
    }
    NumberRead { length, number: None }
}

fn found(length: usize, value: f64, unit: &str) -> NumberRead {
    let value = if unit.is_empty() { format!("{:.0}", value.min(1e18)) } else { value.to_string() };
    NumberRead { length, number: Some(Quantity { key: format!("#{value}{unit}") }) }
}

/// The end of the digits and the separators between them. A space separates only if three digits follow.
fn digits_end(text: &str) -> usize {
    const LONGEST: usize = 24;
    let mut cursor = Cursor::new(text);
    while let Some(step) = cursor.step() {
        let (end, after) = (step.start, cursor.rest());
        let three = after.bytes().take_while(u8::is_ascii_digit).count() == 3;
        let goes_on = match step.char {
            _ if end >= LONGEST => false,
            '0'..='9' => true,
            '.' | ',' => after.starts_with(|c: char| c.is_ascii_digit()),
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' => three && end <= 11,
            _ => false,
        };
        if !goes_on {
            return end;
        }
    }
    text.len()
}

/// Three digits after a separator are thousands; one or two after the last are a fraction.
fn value(written: &str) -> Option<f64> {
    let parts: Vec<&str> = written.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
    let (first, rest) = parts.split_first()?;
    let mut digits = (*first).to_owned();
    for (at, part) in rest.iter().enumerate() {
        match part.len() {
            3 if first.len() <= 3 => digits.push_str(part),
            1 | 2 if at + 1 == rest.len() => digits.push_str(&format!(".{part}")),
            _ => return None,
        }
    }
    digits.parse().ok()
}

/// The power of ten of a word. `second` is the next word: `mil millones` is 10⁹.
fn magnitude(word: &str, second: impl Fn() -> String) -> Option<f64> {
    static MAGNITUDES: LazyLock<HashMap<&str, f64>> = LazyLock::new(|| {
        let rows = data_lines(include_str!("magnitudes.txt")).filter_map(|line| line.split_once(' '));
        let value = |(value, words): (&'static str, &'static str)| Some((value.parse::<f64>().ok()?, words));
        rows.filter_map(value)
            .flat_map(|(value, words)| words.split(' ').map(move |word| (word, value)))
            .collect()
    });
    let times = *MAGNITUDES.get(word)?;
    let is_of_millions = word == "mil" && matches!(second().as_str(), "millones" | "milhões");
    Some(if is_of_millions { 1e9 } else { times })
}

/// The length of a word for per cent at the start of `unit`.
fn share(unit: &str) -> Option<usize> {
    let start: String = unit.chars().take(12).flat_map(char::to_lowercase).collect();
    data_lines(include_str!("percent.txt")).find(|word| start.starts_with(word)).map(str::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_in_every_language() {
        for (text, key) in [
            ("74 million dollars", "#74000000"),
            ("74 millions de dollars", "#74000000"),
            ("74 Millionen", "#74000000"),
            ("74 millones", "#74000000"),
            ("8 billion", "#8000000000"),
            ("8 Milliarden", "#8000000000"),
            ("8 mil millones", "#8000000000"),
            ("1,5 milliard", "#1500000000"),
            ("90,000 people", "#90000"),
            ("90 000 personnes", "#90000"),
            ("90.000 Menschen", "#90000"),
            ("90'000", "#90000"),
            ("90 mil pessoas", "#90000"),
            ("12,5 % of", "#12.5%"),
            ("12.5 percent", "#12.5%"),
        ] {
            assert_eq!(read(text, ' ').number.map(|n| n.key).as_deref(), Some(key), "{text}");
        }
    }

    #[test]
    fn years_days_and_small_counts_are_not_quantities() {
        for text in ["2031", "12", "14/05/2031", "2031-05-14", "09:10", "300 branches", "1.2.3", "3rd"] {
            assert_eq!(read(text, ' ').number, None, "{text}");
        }
        assert_eq!(read("05/2031", '/').number, None);
        assert!(read("250", '$').number.is_some());
    }
}
