//! Words in dates: months, days of the week, zones, and filler words. Names are compared in lower case.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The number of a month, from 1, by its name in any of the languages that are known.
pub(crate) fn month(word: &str) -> Option<u32> {
    static MONTHS: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
        let lines = data_lines(include_str!("months.txt")).zip(1..);
        lines.flat_map(|(line, number)| line.split(' ').map(move |name| (name, number))).collect()
    });
    MONTHS.get(word).copied()
}

/// Whether a word is a day of the week.
pub(crate) fn is_weekday(word: &str) -> bool {
    static WEEKDAYS: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let mut days: Vec<&str> =
            data_lines(include_str!("weekdays.txt")).flat_map(|line| line.split(' ')).collect();
        days.sort_unstable();
        days
    });
    WEEKDAYS.binary_search(&word).is_ok()
}

fn data_lines(data: &str) -> impl Iterator<Item = &str> {
    data.lines().filter(|line| !line.starts_with('#'))
}

/// Words between the parts of a date that say nothing of their own: "10 de julio de 2031", "kl. 10:00", "10 июля 2031 г.".
pub(crate) fn is_connecting(word: &str) -> bool {
    matches!(
        word,
        "at" | "on"
            | "of"
            | "the"
            | "and"
            | "de"
            | "del"
            | "d"
            | "le"
            | "el"
            | "il"
            | "den"
            | "der"
            | "am"
            | "um"
            | "uhr"
            | "à"
            | "às"
            | "alle"
            | "ore"
            | "kl"
            | "klo"
            | "om"
            | "em"
            | "op"
            | "o"
            | "godz"
            | "г"
            | "года"
            | "в"
            | "р"
            | "року"
    )
}

/// The endings of ordinal numbers: 1st, 2nd, 3rd, 4th, 1er, 2e, 1º, 10-го.
pub(crate) fn is_ordinal_ending(word: &str) -> bool {
    matches!(
        word,
        "st" | "nd"
            | "rd"
            | "th"
            | "er"
            | "re"
            | "e"
            | "è"
            | "º"
            | "ª"
            | "o"
            | "a"
            | "го"
            | "ое"
            | "ste"
            | "de"
    )
}

/// Half of a day of twelve hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HalfDay {
    Morning,
    Afternoon,
}

/// The half of the day that a word before a time names, in Chinese, Japanese and Korean.
pub(crate) fn half_day_before(word: &str) -> Option<HalfDay> {
    match word {
        "上午" | "午前" | "오전" => Some(HalfDay::Morning),
        "下午" | "午後" | "오후" => Some(HalfDay::Afternoon),
        _ => None,
    }
}

/// The half of the day that a word after a time names.
pub(crate) fn half_day_after(word: &str) -> Option<HalfDay> {
    match word {
        "am" => Some(HalfDay::Morning),
        "pm" => Some(HalfDay::Afternoon),
        _ => None,
    }
}

/// Hours from UTC of a zone's abbreviation, if it names one zone only. Those of RFC 822 have its values. Of the others
/// only those are listed that no other country uses for a zone of its own; left out, because they name several: BST,
/// IST, AST, ADT, GST, SST, AMT, ECT.
pub(crate) fn zone_hours(abbreviation: &str) -> Option<f32> {
    let hours = match abbreviation {
        "z" | "utc" | "gmt" | "ut" | "wet" | "zulu" => 0.0,
        "cet" | "mez" | "west" | "wat" => 1.0,
        "cest" | "mesz" | "eet" | "sast" | "cat" => 2.0,
        "eest" | "msk" | "eat" | "trt" => 3.0,
        "msd" => 4.0,
        "pkt" => 5.0,
        "npt" => 5.75,
        "wib" => 7.0,
        "hkt" | "sgt" | "awst" | "myt" | "pht" => 8.0,
        "jst" | "kst" => 9.0,
        "acst" => 9.5,
        "aest" => 10.0,
        "acdt" => 10.5,
        "aedt" => 11.0,
        "nzst" => 12.0,
        "nzdt" => 13.0,
        "brt" | "art" => -3.0,
        "nst" => -3.5,
        "ndt" => -2.5,
        "edt" => -4.0,
        "est" | "cdt" => -5.0,
        "cst" | "mdt" => -6.0,
        "mst" | "pdt" => -7.0,
        "pst" | "akdt" => -8.0,
        "akst" => -9.0,
        "hst" => -10.0,
        _ => return None,
    };
    Some(hours)
}

/// The text in lower case, with the marks of ASCII for those of Chinese, Japanese and Korean dates and for the dashes
/// and minus signs of print: `2031年7月10日 10时05分` is `2031-7-10 10:05`.
pub(crate) fn with_ascii_marks(text: &str) -> String {
    let lower = text.to_lowercase();
    if lower.is_ascii() {
        return lower;
    }
    let mut plain = String::with_capacity(lower.len());
    let mut after_digit = false;
    for (index, c) in lower.char_indices() {
        let before_digit = lower[index + c.len_utf8()..].starts_with(|next: char| next.is_ascii_digit());
        match c {
            '年' | '년' | '月' | '월' if after_digit => plain.push('-'),
            '日' | '号' | '일' | '秒' | '초' if after_digit => plain.push(' '),
            '时' | '時' | '点' | '點' | '시' if after_digit => plain.push(':'),
            '分' | '분' if after_digit => plain.push(if before_digit { ':' } else { ' ' }),
            '‐' | '‑' | '–' | '−' | '－' => plain.push('-'),
            '’' | '‘' => plain.push('\''),
            c => plain.push(c),
        }
        after_digit = c.is_ascii_digit();
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_lists_are_whole() {
        let lines: Vec<&str> = data_lines(include_str!("months.txt")).collect();
        assert_eq!(lines.len(), 12);
        for (line, number) in lines.iter().zip(1..) {
            for name in line.split(' ') {
                assert_eq!(month(name), Some(number), "{name} stands on another line, too");
                assert_eq!(name, name.to_lowercase());
            }
        }
        assert!(is_weekday("thursday") && is_weekday("jeudi") && !is_weekday("july"));
    }
}
