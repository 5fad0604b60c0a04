//! Files without a header: a body we can still title, date and link a little. Nothing is guessed; what is only
//! likely is left out or listed as a candidate.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::clean;
use crate::model::{Address, Text, TextDate, TitleSource};

/// Reads a plain text.
pub(super) fn read(file: &Arc<str>, body: &str) -> Text {
    let title = title(body);
    Text {
        file: Arc::clone(file),
        title_source: title.as_ref().map(|_| TitleSource::FirstLine),
        title,
        language: language(body),
        links: links(body),
        dates: dates(body),
    }
}

/// The visible text of a page, a block a line, and behind each link its address, so that line numbers and
/// links survive. Scripts and styles go with their content.
pub(super) fn strip_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    // Same offsets as `html`, for finding where a script ends in any case.
    let lower = html.to_ascii_lowercase();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&html_escape::decode_html_entities(&rest[..open]));
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(end) = rest.find('>') else {
            rest = "";
            break;
        };
        let (tag, after) = (&rest[1..end], &rest[end + 1..]);
        // Line breaks inside a tag keep later line numbers right.
        text.extend(tag.chars().filter(|c| *c == '\n'));
        rest = match element(tag).as_str() {
            name @ ("script" | "style") => {
                after_element(after, &lower[html.len() - after.len()..], name, &mut text)
            }
            "br" | "p" | "div" | "h1" | "h2" | "h3" | "li" | "title" | "/title" | "tr" => {
                text.push(' ');
                after
            }
            "a" => {
                if let Some(address) = attribute(tag, "href").filter(|a| a.contains("://")) {
                    text.push_str(&format!(" {address} "));
                }
                after
            }
            _ => after,
        };
    }
    text.push_str(&html_escape::decode_html_entities(rest));
    text
}

fn element(tag: &str) -> String {
    tag.split(|c: char| c.is_ascii_whitespace())
        .next()
        .unwrap_or("")
        .trim_end_matches('/')
        .to_ascii_lowercase()
}

fn after_element<'h>(html: &'h str, lower: &str, name: &str, text: &mut String) -> &'h str {
    let end = lower.find(&format!("</{name}")).unwrap_or(html.len());
    text.extend(html[..end].chars().filter(|c| *c == '\n'));
    &html[end..]
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.to_ascii_lowercase().find(&format!("{name}="))?;
    let value = &tag[at + name.len() + 1..];
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split(|c: char| c.is_ascii_whitespace()).next()?,
    };
    Some(html_escape::decode_html_entities(value).into_owned())
}

/// The first line that is not blank, where it looks like a title: short, a blank line after it, and no full
/// stop at its end.
fn title(body: &str) -> Option<String> {
    const LONGEST: usize = 200;
    let mut lines = body.lines().skip_while(|line| line.trim().is_empty());
    let first = clean::line(lines.next()?.trim_start_matches(['#', ' ']), 64 << 10).text;
    let stands_alone = lines.next().is_none_or(|line| line.trim().is_empty());
    let fits =
        !first.is_empty() && first.chars().count() <= LONGEST && !first.ends_with(['.', ':', ';', ',']);
    let sentence_inside = first.contains(". ");
    (fits && stands_alone && !sentence_inside).then_some(first)
}

/// The language, only when the detector calls itself certain and there is enough to go by.
fn language(body: &str) -> Option<&'static str> {
    const ENOUGH: usize = 200;
    if body.chars().take(ENOUGH).count() < ENOUGH {
        return None;
    }
    let info = whatlang::detect(body).filter(whatlang::Info::is_reliable)?;
    LANGUAGES.iter().find(|(lang, _)| *lang == info.lang()).map(|(_, code)| *code)
}

/// ISO 639-1 codes of the languages we name; others are left unnamed rather than named wrongly.
const LANGUAGES: &[(whatlang::Lang, &str)] = &[
    (whatlang::Lang::Eng, "en"),
    (whatlang::Lang::Fra, "fr"),
    (whatlang::Lang::Deu, "de"),
    (whatlang::Lang::Spa, "es"),
    (whatlang::Lang::Por, "pt"),
    (whatlang::Lang::Ita, "it"),
    (whatlang::Lang::Nld, "nl"),
    (whatlang::Lang::Swe, "sv"),
    (whatlang::Lang::Dan, "da"),
    (whatlang::Lang::Pol, "pl"),
    (whatlang::Lang::Ces, "cs"),
    (whatlang::Lang::Tur, "tr"),
    (whatlang::Lang::Rus, "ru"),
    (whatlang::Lang::Ukr, "uk"),
    (whatlang::Lang::Ara, "ar"),
    (whatlang::Lang::Heb, "he"),
    (whatlang::Lang::Pes, "fa"),
    (whatlang::Lang::Hin, "hi"),
    (whatlang::Lang::Cmn, "zh"),
    (whatlang::Lang::Jpn, "ja"),
    (whatlang::Lang::Kor, "ko"),
];

/// Absolute http and https addresses, bare or in Markdown brackets, each once.
fn links(body: &str) -> Vec<String> {
    const MOST: usize = 1000;
    const LONGEST: usize = 8 << 10;
    let mut links: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    let mut rest = body;
    while let Some(at) = rest.find("http").filter(|_| links.len() < MOST) {
        let candidate = &rest[at..];
        if !candidate.starts_with("http://") && !candidate.starts_with("https://") {
            rest = &rest[at + 4..];
            continue;
        }
        let ends = |c: char| {
            c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | ']' | '}' | '|' | '\\' | '^' | '`')
        };
        let end = candidate.find(ends).unwrap_or(candidate.len());
        let address = candidate[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
        if address.len() <= LONGEST {
            let shown = Address::parse(address).ok().map(|a| a.shown().to_owned());
            links.extend(shown.filter(|s| seen.insert(s.clone())));
        }
        rest = &candidate[end..];
    }
    links
}

/// Dates written out in full: `2020-03-29`, `29/03/2020`, `11 juin 2020`, `June 11, 2020`.
fn dates(body: &str) -> Vec<TextDate> {
    const MOST: usize = 200;
    let mut dates = Vec::new();
    for (index, line) in body.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        for at in 0..words.len() {
            let found = (1..=4).rev().find_map(|n| written_date(words.get(at..at + n)?));
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
type Written = (String, Option<NaiveDate>);

/// The date these words are, all of them.
fn written_date(words: &[&str]) -> Option<Written> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let date = match words {
        [one] => match numeric_date(&bare(one)) {
            Numeric::Day(day) => Some(day),
            Numeric::Swappable => None,
            Numeric::None => return None,
        },
        [day, month, year] => {
            let first = named_date(&bare(day), &bare(month), &bare(year));
            Some(first.or_else(|| named_date(&bare(month), &bare(day), &bare(year)))?)
        }
        // 11 de junio de 2020 has five words; "11. Juni 2020" three; "11 de junio, 2020" four.
        [day, of, month, year] if matches!(*of, "de" | "of") => {
            Some(named_date(&bare(day), &bare(month), &bare(year))?)
        }
        _ => return None,
    };
    let text = words.join(" ");
    let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    Some((text, date))
}

/// What a word of digits is.
enum Numeric {
    Day(NaiveDate),
    Swappable,
    None,
}

/// `2020-03-29`; `29/03/2020` and `29.03.2020`, with no day where day and month could be swapped.
fn numeric_date(word: &str) -> Numeric {
    let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let digits = word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.'));
    let ([a, b, c], [x, y, z], true) = (&parts[..], &numbers[..], digits) else { return Numeric::None };
    let day =
        |year: u32, month: u32, day: u32| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    let date = match (a.len(), b.len(), c.len()) {
        (4, 2, 2) => day(*x, *y, *z),
        (1..=2, 1..=2, 4) if *x <= 12 && *y <= 12 && x != y => return Numeric::Swappable,
        (1..=2, 1..=2, 4) => day(*z, *y, *x).or_else(|| day(*z, *x, *y)),
        _ => None,
    };
    date.map_or(Numeric::None, Numeric::Day)
}

fn named_date(day: &str, month: &str, year: &str) -> Option<NaiveDate> {
    let day = ["er", "st", "nd", "rd", "th"].iter().find_map(|s| day.strip_suffix(s)).unwrap_or(day);
    let month = month.to_lowercase();
    let names = MONTHS.iter().position(|names| names.contains(&month.as_str()))?;
    let year: i32 = (year.len() == 4).then(|| year.parse().ok())??;
    NaiveDate::from_ymd_opt(year, names as u32 + 1, day.parse().ok()?)
}

/// Months in English, French, German, Spanish, Italian and Portuguese.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "janvier", "januar", "enero", "gennaio", "janeiro"],
    &["february", "feb", "février", "februar", "febrero", "febbraio", "fevereiro"],
    &["march", "mar", "mars", "märz", "marzo", "março"],
    &["april", "apr", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "maio"],
    &["june", "jun", "juin", "juni", "junio", "giugno", "junho"],
    &["july", "jul", "juillet", "juli", "julio", "luglio", "julho"],
    &["august", "aug", "août", "agosto"],
    &["september", "sep", "sept", "septembre", "septiembre", "settembre", "setembro"],
    &["october", "oct", "octobre", "oktober", "octubre", "ottobre", "outubro"],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &["december", "dec", "décembre", "dezember", "diciembre", "dicembre", "dezembro"],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_line_is_a_title_only_when_it_looks_like_one() {
        assert_eq!(
            title("\n\nThe bridge is open again\n\nText.\n").as_deref(),
            Some("The bridge is open again")
        );
        assert_eq!(title("# The bridge\n\nText.\n").as_deref(), Some("The bridge"));
        assert_eq!(title("The bridge is open.\n\nText.\n"), None);
        assert_eq!(title("The bridge\nis open\n"), None);
        assert_eq!(title("Harbour city. The bridge\n\nx\n"), None);
    }

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
        assert_eq!(found("room 30 june 2020x, 31 June 2020, version 1.2.3"), Vec::<String>::new());
    }

    #[test]
    fn links_are_absolute_and_listed_once() {
        let text =
            "[a](https://a.example/x), https://a.example/x. [b](#) [c](/d) http://b.example/y) httpfoo";
        assert_eq!(links(text), ["https://a.example/x", "http://b.example/y"]);
    }

    #[test]
    fn a_page_becomes_its_visible_text() {
        let page = "<title>Bridge &amp; tram</title>\n<script>var x = '<b>';\n</script><p>Open <a href=\"https://a.example/x\">again</a>";
        let text = strip_tags(page);
        assert_eq!(
            text.split_whitespace().collect::<Vec<_>>().join(" "),
            "Bridge & tram Open https://a.example/x again"
        );
        assert_eq!(text.lines().count(), 3);
    }
}
