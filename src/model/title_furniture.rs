//! Title furniture: text that a site puts on its titles, such as `… | Harbour News Blog`, `Live: …`, `【独家】…`. It is
//! found by counting the titles of each site, in any language, without a list of names or labels.

use std::ops::Range;

use foldhash::HashSet;
use rayon::prelude::*;

use super::{Link, Mention};
use crate::address::Address;
use crate::text::stop_words::is_stop_word;
use crate::text::tokenize::words;

/// The endings and beginnings that stand on several unlike titles of one site.
#[derive(Default)]
pub struct Furniture {
    /// The [`SetOffPart::key`] of each.
    keys: HashSet<u64>,
    /// Digests of the sites that have furniture.
    sites: HashSet<u64>,
}

/// The range of a title without its furniture, in bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SubjectSpan {
    /// The start, after the site's beginning.
    pub start: usize,
    /// The end, before the site's ending.
    pub end: usize,
}

/// The number of unlike titles that must share a part; as many make an address a hub.
const TITLES: usize = 3;
/// The length of the longest part, in bytes.
const LONGEST: usize = 80;
/// The number of parts at one end of a title that may be furniture together (`… - Section - Paper`).
const ENDINGS: usize = 3;
const BEGINNINGS: usize = 2;

/// An ending or a beginning of a title.
struct SetOffPart {
    /// Digest of site, side and letters, with each digit as a zero.
    key: u64,
    /// Digest of the digits.
    digits: u32,
    /// The range of the rest of the title, in bytes.
    rest: Range<usize>,
}

impl Furniture {
    /// Finds the furniture of each site by counting its titles.
    pub fn new(mentions: &[Mention<'_>]) -> Furniture {
        const CHUNK: usize = 1024;
        let of_chunk = |number: usize| {
            let start = number * CHUNK;
            let mut parts: Vec<TitlePart> = Vec::new();
            for at in start..mentions.len().min(start + CHUNK) {
                let link = mentions[at].link;
                let is_again = at > start && link.title == mentions[at - 1].link.title;
                if !is_again && let Some((site, title)) = of_site(link) {
                    each_part(site, title, |side, part| parts.push((side, part.key, at as u32, part.digits)));
                }
            }
            parts
        };
        let chunks = (0..mentions.len().div_ceil(CHUNK)).into_par_iter();
        let mut parts: Vec<TitlePart> = chunks.flat_map_iter(of_chunk).collect();
        parts.par_sort_unstable();
        let mut furniture = Furniture::default();
        // Endings come first, because titles are compared without them to find beginnings.
        let beginnings = parts.partition_point(|(side, ..)| *side == TitleSide::Ending);
        let (endings, beginnings) = parts.split_at(beginnings);
        for parts in [endings, beginnings] {
            let groups = parts.par_chunk_by(|a, b| a.1 == b.1).filter(|group| group.len() >= TITLES);
            let is_furniture = |group: &&[TitlePart]| {
                let is_serial = group.iter().any(|part| part.3 != group[0].3);
                !is_serial && furniture.has_unlike_rests(mentions, group)
            };
            let found: Vec<&TitlePart> = groups.filter(is_furniture).map(|group| &group[0]).collect();
            furniture.keys.extend(found.iter().map(|part| part.1));
            let site = |part: &&TitlePart| of_site(mentions[part.2 as usize].link).map(|(site, _)| site);
            furniture.sites.extend(found.iter().filter_map(site));
        }
        furniture
    }

    /// The subject of a link's title: the title without the longest ending and the longest beginning of its site.
    pub fn subject(&self, link: &Link<'_>, title: &str) -> SubjectSpan {
        let mut subject = SubjectSpan { start: 0, end: title.len() };
        let site = of_site(link).map(|(site, _)| site).filter(|site| self.sites.contains(site));
        let Some(site) = site else { return subject };
        let (mut start, mut end) = (0, title.len());
        each_part(site, title, |side, part| {
            if self.keys.contains(&part.key) {
                match side {
                    TitleSide::Ending => end = end.min(part.rest.end),
                    TitleSide::Beginning => start = start.max(part.rest.start),
                }
            }
        });
        subject.end = end;
        if start < end && title[start..end].contains(char::is_alphanumeric) {
            subject.start = start;
        }
        subject
    }

    /// Whether three of the titles are each unlike the others when their common part is removed.
    fn has_unlike_rests(&self, mentions: &[Mention<'_>], group: &[TitlePart]) -> bool {
        let mut unlike: Vec<Vec<String>> = Vec::new();
        for &(side, key, at, _) in group {
            let link = mentions[at as usize].link;
            let Some((site, title)) = of_site(link) else { continue };
            let end = self.subject(link, title).end;
            let mut rest = Vec::new();
            each_part(site, title, |_, part| {
                if part.key == key {
                    rest = words(&title[part.rest.start..part.rest.end.min(end).max(part.rest.start)]);
                }
            });
            let differs = |other: &Vec<String>| match side {
                TitleSide::Beginning => are_of_two_subjects(other, &rest),
                TitleSide::Ending => are_unlike(other, &rest),
            };
            if !rest.is_empty() && unlike.iter().all(differs) {
                unlike.push(rest);
            }
            if unlike.len() >= TITLES {
                return true;
            }
        }
        false
    }
}

/// A part of a mention's title as digests: side, [`SetOffPart::key`], index of the mention, [`SetOffPart::digits`].
type TitlePart = (TitleSide, u64, u32, u32);

/// Whether the titles share fewer than half of the longer one's words.
fn are_unlike(a: &[String], b: &[String]) -> bool {
    let shared = a.iter().filter(|word| b.contains(word)).count();
    shared * 2 < a.len().max(b.len())
}

/// Whether the titles share no meaningful word. Titles that begin with `Norrby storm: …` are about one event and share
/// further words; titles that begin with `Video: …` are about anything. On the labelled headlines of 36 hours this rule
/// keeps all but one of the beginnings that belong to an event.
fn are_of_two_subjects(a: &[String], b: &[String]) -> bool {
    const SHORT: usize = 3;
    let tells = |word: &&String| !is_stop_word(word) && (word.len() > SHORT || word.parse::<u32>().is_ok());
    !a.iter().filter(tells).any(|word| b.contains(word))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum TitleSide {
    Ending,
    Beginning,
}

/// The title, if it may have a separator, with a hash of its site: the registrable domain of the address, or the
/// outlet's name.
fn of_site<'l>(link: &Link<'l>) -> Option<(u64, &'l str)> {
    let title = link.title.filter(|title| title.bytes().any(may_separate))?;
    let site = link.addresses().next().map(Address::site);
    let site = site.or(link.provider.domain).or(link.provider.name)?;
    Some((site.bytes().fold(0xcbf2_9ce4_8422_2325, |digest, byte| digested(digest, u64::from(byte))), title))
}

/// Calls `visit` with each part that a separator sets off at an end of the title.
fn each_part(site: u64, title: &str, mut visit: impl FnMut(TitleSide, SetOffPart)) {
    let length = title.len();
    let first = separators(title, 0..length.min(LONGEST)).take(BEGINNINGS);
    let last = separators(title, length.saturating_sub(LONGEST)..length).rev().take(ENDINGS);
    let is_text = |text: &str| text.contains(char::is_alphanumeric);
    let beginning = |separator: Range<usize>| (TitleSide::Beginning, 0..separator.end, separator.end..length);
    let ending = |separator: Range<usize>| (TitleSide::Ending, separator.start..length, 0..separator.start);
    for (side, part, rest) in first.map(beginning).chain(last.map(ending)) {
        if is_text(&title[part.clone()]) && is_text(&title[rest.clone()]) {
            let (key, digits) = digest(site, side, &title[part]);
            visit(side, SetOffPart { key, digits, rest });
        }
    }
}

/// One step of FNV-1a.
fn digested(digest: u64, value: u64) -> u64 {
    (digest ^ value).wrapping_mul(0x0100_0000_01b3)
}

/// Digests of the lower-case letters, with a zero for each digit, and of the digits alone.
fn digest(site: u64, side: TitleSide, part: &str) -> (u64, u32) {
    let mut key = digested(site, side as u64);
    let mut digits = 0_u32;
    for c in part.chars().filter(|c| c.is_alphanumeric()) {
        if let Some(digit) = c.to_digit(10) {
            digits = (digits ^ (digit + 1)).wrapping_mul(0x0100_0193);
            key = digested(key, u64::from('0'));
        } else if c.is_ascii() {
            key = digested(key, u64::from(c.to_ascii_lowercase()));
        } else {
            key = c.to_lowercase().fold(key, |key, c| digested(key, u64::from(c)));
        }
    }
    (key, digits)
}

/// The separators in this range of a title.
fn separators(title: &str, within: Range<usize>) -> impl DoubleEndedIterator<Item = Range<usize>> {
    let bytes = title.as_bytes();
    let separator = |start: usize| {
        let sign = title.get(start..)?.chars().next()?;
        let end = start + sign.len_utf8();
        separates(sign, &title[..start], &title[end..]).then_some(start..end)
    };
    within.filter(move |start| may_separate(bytes[*start])).filter_map(separator)
}

/// Whether a separator begins with this byte.
fn may_separate(byte: u8) -> bool {
    matches!(byte, b'|' | b':' | b'-' | b'(' | b')' | b'[' | b']' | b'/' | b'>' | 0xc2 | 0xe2..=0xef)
}

/// Whether a sign between these two texts separates them.
fn separates(sign: char, before: &str, after: &str) -> bool {
    let is_open = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let (previous, next) = (before.chars().next_back(), after.chars().next());
    match sign {
        '|' | '｜' | '¦' | '：' => true,
        '(' | '[' | '【' | '（' | '［' => after.trim_end().ends_with([')', ']', '】', '）', '］']),
        ')' | ']' | '】' | '）' | '］' => before.trim_start().starts_with(['(', '[', '【', '（', '［']),
        ':' => is_open(next),
        '-' | '–' | '—' | '―' | '－' | '·' | '•' | '/' | '>' => {
            let are_unspaced = [previous, next].iter().all(|c| c.is_some_and(is_wide));
            (is_open(previous) && is_open(next)) || (are_unspaced && sign != '·')
        }
        _ => false,
    }
}

/// Scripts that are written without spaces around a dash: Chinese and Japanese.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Provider, Role};
    use super::*;

    fn document(at: usize, title: &'static str, site: &'static str) -> Document<'static> {
        let head = Link {
            role: Role::Head,
            line: 1,
            title: Some(title),
            excerpt: None,
            address: Address::parse(&format!("https://{site}/{at}")).ok(),
            alternates: &[],
            published: None,
            updated: None,
            kind: None,
            provider: Provider::default(),
            authors: &[],
            quality: None,
            image: None,
            language: None,
        };
        Document { file: format!("{at}.md").into(), topics: vec![], category: None, head, related: vec![] }
    }

    /// Checks the subject of the last title; all titles are of one site.
    fn check(titles: &[&'static str], expected: &str) {
        let documents: Vec<_> =
            titles.iter().enumerate().map(|(at, title)| document(at, title, "tidepaper.example")).collect();
        let furniture = Furniture::new(&Mention::all(&documents));
        let title = titles[titles.len() - 1];
        let SubjectSpan { start, end } = furniture.subject(&documents[titles.len() - 1].head, title);
        assert_eq!(title[start..end].trim(), expected);
    }

    #[test]
    fn text_on_three_different_titles_of_a_site_is_furniture() {
        for (before, after) in [
            ("", " | Harbour News Blog"),
            ("", " - Sport - Tide Paper"),
            ("", " – Tide Paper"),
            ("", " (video)"),
            ("", "｜港口新闻"),
            ("", "-港口新闻网"),
            ("", "【港口新闻】"),
            ("Live: ", ""),
            ("VIDEO | ", ""),
            ("[Opinión] ", ""),
            ("【独家】", ""),
            ("独家：", ""),
            ("Прямой эфир: ", " | Гавань 24"),
            ("Weather 2031: ", ""),
        ] {
            let title = |subject: &str| -> &'static str { format!("{before}{subject}{after}").leak() };
            // A dash without spaces is a separator in Chinese only.
            let subjects = if after.starts_with('-') {
                ["夜班船停运", "新桥今晨通车", "渔民迎来丰收"]
            } else {
                ["Storm hits Norrby", "Chess club moves", "Rhubarb is early"]
            };
            check(&subjects.map(title), subjects[2]);
        }
    }

    #[test]
    fn text_that_belongs_to_the_subject_is_not_furniture() {
        // Only two titles; no separator; a series; one event; a whole title.
        for titles in [
            &["Storm hits Norrby | Tide Paper", "Rhubarb is early | Tide Paper"][..],
            &["How to row a boat", "How to bake bread", "How to buy shoes"],
            &["Row a boat - Part 1", "Bake bread - Part 1", "Buy shoes - Part 2"],
            &["Norrby storm: hall roof gone", "Norrby storm: school roof gone", "Norrby storm: roof found"],
            &[
                "Storm hits Norrby | Tide Paper",
                "Storm hits Norrby | Tide Paper",
                "Storm hits Norrby! | Tide Paper",
            ],
            &["Sail-boat race", "Ten:thirty", "| Tide Paper"],
        ] {
            check(titles, titles[titles.len() - 1]);
        }
    }

    #[test]
    fn furniture_is_found_for_each_site() {
        let titles = ["Storm hits Norrby | Blog", "Chess club moves | Blog", "Rhubarb is early | Blog"];
        let sites = ["a.example", "b.example", "c.example"];
        let documents: Vec<_> = (0..3).map(|at| document(at, titles[at], sites[at])).collect();
        assert!(Furniture::new(&Mention::all(&documents)).keys.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_title_keeps_a_subject(titles in proptest::collection::vec("([a-c|:【】 -]|\\PC){0,12}", 3..9)) {
            let documents: Vec<_> =
                titles.iter().enumerate().map(|(at, title)| document(at, title.clone().leak(), "a.example")).collect();
            let furniture = Furniture::new(&Mention::all(&documents));
            for (document, title) in documents.iter().zip(&titles) {
                let SubjectSpan { start, end } = furniture.subject(&document.head, title);
                let has_words = |text: &str| text.contains(char::is_alphanumeric);
                proptest::prop_assert_eq!(has_words(&title[start..end]), has_words(title));
            }
        }
    }
}
