//! Dates written out in a text, in the languages that newsfeed knows. Only a full date gives a day; a month or a year
//! gives a span.

use chrono::{Datelike, NaiveDate};

use crate::model::{TextDate, TextTime};

/// Dates written out in full: `2020-03-29`, `29/03/2020`, `11 juin 2020`, `June 11, 2020`.
pub(crate) fn dates(body: &str) -> Vec<TextDate> {
    const MOST: usize = 200;
    let mut dates = Vec::new();
    for (index, line) in body.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        for at in 0..words.len() {
            let found = (1..=5).rev().find_map(|n| written_date(words.get(at..at + n)?));
            if let Some((text, date)) = found {
                dates.push(TextDate { text, line: index as u32 + 1, date });
            }
        }
        if dates.len() >= MOST {
            dates.truncate(MOST);
            break;
        }
    }
    dates
}

/// A date as written, and the day it means; `None` where day and month could be swapped.
type WrittenDate = (String, Option<NaiveDate>);

/// The date these words are, all of them.
fn written_date(words: &[&str]) -> Option<WrittenDate> {
    // "l'11 giugno 2020": an article may hang on the day.
    let own = |word: &str| word.rsplit(['\'', '’', 'ʼ']).next().unwrap_or_default().to_owned();
    let bare = |word: &str| own(word.trim_matches(|c: char| !c.is_alphanumeric()));
    let date = match words {
        [one] => match numeric_date(&bare(one)) {
            NumericDate::Day(day) => Some(day),
            NumericDate::Swappable => None,
            NumericDate::None => return None,
        },
        [day, month, year] => {
            let first = named_date(&bare(day), &bare(month), &bare(year));
            Some(first.or_else(|| named_date(&bare(month), &bare(day), &bare(year)))?)
        }
        // "11 de junio de 2020", "11th of June 2020", "11 de junio, 2020".
        [day, of, month, year] if is_of(of) => Some(named_date(&bare(day), &bare(month), &bare(year))?),
        [day, of, month, and, year] if is_of(of) && is_of(and) => {
            Some(named_date(&bare(day), &bare(month), &bare(year))?)
        }
        _ => return None,
    };
    let text = words.join(" ");
    let text = match text.split_once(['\'', '’', 'ʼ']) {
        Some((article, rest)) if article.len() <= 4 && article.chars().all(char::is_alphabetic) => rest,
        _ => &text,
    };
    Some((text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned(), date))
}

/// The meaning of a word of digits.
enum NumericDate {
    Day(NaiveDate),
    Swappable,
    None,
}

/// `2020-03-29`; `29/03/2020` and `29.03.2020`, with no day where day and month could be swapped.
fn numeric_date(word: &str) -> NumericDate {
    let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let digits = word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.'));
    let ([a, b, c], [x, y, z], true) = (&parts[..], &numbers[..], digits) else { return NumericDate::None };
    let day = |year: u32, month: u32, day: u32| calendar_day(i32::try_from(year).ok()?, month, day);
    let date = match (a.len(), b.len(), c.len()) {
        (4, 2, 2) => day(*x, *y, *z),
        (1..=2, 1..=2, 4) if *x <= 12 && *y <= 12 && x != y => return NumericDate::Swappable,
        (1..=2, 1..=2, 4) => day(*z, *y, *x).or_else(|| day(*z, *x, *y)),
        _ => None,
    };
    date.map_or(NumericDate::None, NumericDate::Day)
}

fn is_of(word: &str) -> bool {
    matches!(word, "de" | "del" | "di" | "of")
}

fn named_date(day: &str, month: &str, year: &str) -> Option<NaiveDate> {
    let ends = ["er", "st", "nd", "rd", "th", "º", "°", "ª", "."];
    let day = ends.iter().find_map(|s| day.strip_suffix(s)).unwrap_or(day);
    calendar_day(year_of(year)?, month_of(month)?, day.parse().ok()?)
}

/// A day of the years 1 to 9999, the only ones that newsfeed writes and reads.
fn calendar_day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|day| (1..=9999).contains(&day.year()))
}

/// A year of four digits.
fn year_of(word: &str) -> Option<i32> {
    (word.len() == 4).then(|| word.parse().ok())?
}

fn month_of(word: &str) -> Option<u32> {
    // The longest is nine letters; most words of a text are none.
    let known = |word: &str| MONTHS.iter().position(|names| names.contains(&word));
    (word.len() <= 12).then(|| known(&word.to_lowercase())).flatten().map(|at| at as u32 + 1)
}

/// When a text speaks of: its days; and the months and years that its opening names, where it names no day.
pub(crate) fn times(dates: &[TextDate], opening: &str) -> Vec<TextTime> {
    const MOST: usize = 50;
    let mut times: Vec<TextTime> = dates.iter().flat_map(days).collect();
    let words: Vec<&str> = opening
        .split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')
        .map(|word| word.trim_matches(['.', '-']))
        .filter(|word| !word.is_empty())
        .collect();
    for at in 0..words.len() {
        let Some(year) = year_of(words[at]).filter(|year| (1900..2200).contains(year)) else { continue };
        let before = |back: usize| at.checked_sub(back).map(|at| words[at]);
        let month = [before(1), before(2).filter(|_| before(1).is_some_and(is_of))]
            .into_iter()
            .flatten()
            .find_map(month_of);
        let text =
            month.map_or(words[at].to_owned(), |_| format!("{} {}", before(1).unwrap_or(""), words[at]));
        let (first, last) = match month {
            Some(month) => (NaiveDate::from_ymd_opt(year, month, 1), last_of(year, month)),
            None => (NaiveDate::from_ymd_opt(year, 1, 1), last_of(year, 12)),
        };
        let Some((first, last)) = first.zip(last) else { continue };
        // The year of a day that is known already says nothing more.
        let is_known = times.iter().any(|time| first <= time.first && time.last <= last);
        if !is_known && times.len() < MOST {
            times.push(TextTime { text, first, last, has_year: true });
        }
    }
    for at in 1..words.len() {
        let day = yearless_day(&words, at).filter(|(_, day)| {
            !times.iter().any(|time| time.first.month() == day.month() && time.first.day() == day.day())
        });
        if let Some((text, day)) = day.filter(|_| times.len() < MOST) {
            times.push(TextTime { text, first: day, last: day, has_year: false });
        }
    }
    times
}

/// The day whose month stands at this place, where no year follows: "11 juin", "June 11", "11 de junio". It is
/// put into a leap year, in which every day is.
fn yearless_day(words: &[&str], month_at: usize) -> Option<(String, NaiveDate)> {
    const LEAP: i32 = 2000;
    let month = month_of(words[month_at])?;
    let day = |word: &str| {
        let ends = ["er", "st", "nd", "rd", "th", "º", "°", "ª"];
        let word = ends.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        NaiveDate::from_ymd_opt(LEAP, month, (word.len() <= 2).then(|| word.parse().ok())??)
    };
    let is_year = |at: usize| words.get(at).is_some_and(|word| year_of(word).is_some());
    let is_dated = is_year(month_at + 1) || is_year(month_at + 2);
    let before = [Some(1), Some(2).filter(|_| is_of(words[month_at - 1]))].into_iter().flatten();
    let found = before
        .filter_map(|back| month_at.checked_sub(back))
        .find_map(|at| Some((words[at..=month_at].join(" "), day(words[at])?)));
    let after = || {
        words.get(month_at + 1).and_then(|word| Some((words[month_at..month_at + 2].join(" "), day(word)?)))
    };
    found.or_else(after).filter(|_| !is_dated)
}

fn last_of(year: i32, month: u32) -> Option<NaiveDate> {
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    NaiveDate::from_ymd_opt(year, month, 1)?.pred_opt()
}

/// The day of a date, or both days where day and month could be swapped.
fn days(date: &TextDate) -> Vec<TextTime> {
    let time = |day: NaiveDate| TextTime { text: date.text.clone(), first: day, last: day, has_year: true };
    if let Some(day) = date.date {
        return vec![time(day)];
    }
    let parts: Vec<u32> = date.text.split(['-', '/', '.']).filter_map(|part| part.parse().ok()).collect();
    let [a, b, year] = parts[..] else { return Vec::new() };
    let Ok(year) = i32::try_from(year) else { return Vec::new() };
    let readings = [calendar_day(year, b, a), calendar_day(year, a, b)];
    readings.into_iter().flatten().filter(|day| day.year() == year).map(time).collect()
}

/// Months in English, French, German, Spanish, Italian, Portuguese and Dutch.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "janvier", "januar", "jänner", "enero", "gennaio", "janeiro", "januari"],
    &["february", "feb", "février", "fevrier", "februar", "febrero", "febbraio", "fevereiro", "februari"],
    &["march", "mar", "mars", "märz", "maerz", "marzo", "março", "maart"],
    &["april", "apr", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "maio", "mei"],
    &["june", "jun", "juin", "juni", "junio", "giugno", "junho"],
    &["july", "jul", "juillet", "juli", "julio", "luglio", "julho"],
    &["august", "aug", "août", "aout", "agosto", "augustus"],
    &["september", "sep", "sept", "septembre", "septiembre", "setiembre", "settembre", "setembro"],
    &["october", "oct", "octobre", "oktober", "octubre", "ottobre", "outubro"],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &["december", "dec", "décembre", "decembre", "dezember", "diciembre", "dicembre", "dezembro"],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_full_are_candidates() {
        let found = |text: &str| -> Vec<String> {
            dates(text)
                .into_iter()
                .map(|d| format!("{}={}", d.text, d.date.map_or("?".into(), |d| d.to_string())))
                .collect()
        };
        assert_eq!(found("le 29/03/2020, puis 03/04/2020"), ["29/03/2020=2020-03-29", "03/04/2020=?"]);
        assert_eq!(
            found("Le 11 juin 2020 et le 1er août 2021."),
            ["11 juin 2020=2020-06-11", "1er août 2021=2021-08-01"]
        );
        assert_eq!(
            found("On June 11, 2020, and 2020-06-12."),
            ["June 11, 2020=2020-06-11", "2020-06-12=2020-06-12"]
        );
        assert_eq!(
            found(
                "den 11. Juni 2020, l'11 giugno 2020, el 11 de junio de 2020, 11 giugno 2020, 11 de junho de 2020, 11 juni 2020"
            ),
            [
                "11. Juni 2020=2020-06-11",
                "11 giugno 2020=2020-06-11",
                "11 de junio de 2020=2020-06-11",
                "11 giugno 2020=2020-06-11",
                "11 de junho de 2020=2020-06-11",
                "11 juni 2020=2020-06-11"
            ]
        );
        assert_eq!(
            found("l’11 giugno 2020, lʼ11 giugno 2020, 1’ June 2031"),
            ["11 giugno 2020=2020-06-11", "11 giugno 2020=2020-06-11", "1’ June 2031=2031-06-01"]
        );
        assert_eq!(found("room 30 june 2020x, 31 June 2020, version 1.2.3"), Vec::<String>::new());
    }

    #[test]
    fn a_day_before_its_year_is_not_without_one() {
        assert_eq!(yearless_day(&["on", "June", "11", "2020"], 1), None);
        assert_eq!(yearless_day(&["on", "11", "June", "2020"], 2), None);
        assert_eq!(
            yearless_day(&["on", "June", "11", "at"], 1).map(|(text, _)| text).as_deref(),
            Some("June 11")
        );
    }

    #[test]
    fn times_are_no_more_than_fifty() {
        let days: Vec<String> =
            (1..=28).flat_map(|day| [format!("{day} May"), format!("{day} June")]).collect();
        assert_eq!(times(&[], &days.join(", ")).len(), 50);
        let years: Vec<String> = (1950..2020).map(|year| year.to_string()).collect();
        assert_eq!(times(&[], &years.join(", ")).len(), 50);
    }

    #[test]
    fn an_opening_says_roughly_when() {
        let found = |text: &str| -> Vec<String> {
            let times = times(&dates(text), text);
            times.into_iter().map(|t| format!("{} {}..{}", t.text, t.first, t.last)).collect()
        };
        assert_eq!(
            found("En octubre de 2022 y en 2019"),
            ["de 2022 2022-10-01..2022-10-31", "2019 2019-01-01..2019-12-31"]
        );
        assert_eq!(
            found("le 03/04/2020"),
            ["03/04/2020 2020-04-03..2020-04-03", "03/04/2020 2020-03-04..2020-03-04"]
        );
        assert_eq!(found("June 11, 2020, in 2020"), ["June 11, 2020 2020-06-11..2020-06-11"]);
        assert_eq!(
            found("am 11. Juni, on June 3rd, el 5 de junio, le 1er mai, mayo"),
            [
                "11 Juni 2000-06-11..2000-06-11",
                "June 3rd 2000-06-03..2000-06-03",
                "5 de junio 2000-06-05..2000-06-05",
                "1er mai 2000-05-01..2000-05-01"
            ]
        );
    }
}
