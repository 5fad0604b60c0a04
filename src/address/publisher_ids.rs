//! Ids that publishers put into addresses. They stay when the headline changes, and the slug with it.

use std::cell::LazyCell;
use std::mem;

use memchr::memrchr;

use super::path::{segments, strip_extension};
use super::rules;

/// The site under which the ids of a site are stored: some publishers have several domains.
pub(super) fn id_site(site: &str) -> &str {
    rules::ID_SITES.iter().find(|(own, _)| *own == site).map_or(site, |(_, first)| first)
}

/// The ids in an address that stay when the headline changes. A number before the last segment counts only if the last
/// segment is a headline: `/news/90001/bridge-opens-again`, but not `/topic/90001/bridges`.
pub(super) fn publisher_ids<'a>(site: &'a str, path: &'a str) -> impl Iterator<Item = &'a str> {
    let last = memrchr(b'/', path.as_bytes()).map_or(path, |slash| &path[slash + 1..]);
    // Computed once for a path, which may have many numbers.
    let ends_in_headline = LazyCell::new(move || is_headline(last));
    let mut before = "";
    segments(path).filter_map(move |segment| {
        let name = strip_extension(segment);
        let before = mem::replace(&mut before, name);
        let certain = msn_id(site, name).or_else(|| agency_id(name));
        let number = || number_id(name).or_else(|| section_id(before, name));
        let counts = || (segment == last || *ends_in_headline) && !rules::ID_CONTAINERS.contains(&before);
        certain.or_else(|| number().filter(|_| counts()))
    })
}

/// Whether a segment has three words of more than one letter.
fn is_headline(segment: &str) -> bool {
    strip_extension(segment).split(['-', '_']).filter(|word| word.len() > 1).count() >= 3
}

/// `ar-AA193iBm` of MSN: `ar` an article, `vi` a video, `ss` a slide show.
fn msn_id<'a>(site: &str, segment: &'a str) -> Option<&'a str> {
    if site != "msn.com" {
        return None;
    }
    let (kind, id) = segment.split_once('-')?;
    let fits = matches!(kind, "ar" | "vi" | "ss") && id.len() >= 6;
    (fits && id.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(segment)
}

/// `idUSKBN23I2T6` at the end of a segment: `id`, a country, and at least five more capitals or digits.
fn agency_id(segment: &str) -> Option<&str> {
    let capitals = segment.bytes().rev().take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit()).count();
    if capitals < 7 {
        return None;
    }
    let (rest, code) = segment.split_at(segment.len() - capitals);
    let before = rest.strip_suffix("id")?;
    let fits =
        code.bytes().take(2).all(|b| b.is_ascii_uppercase()) && code.bytes().any(|b| b.is_ascii_digit());
    (fits && (before.is_empty() || before.ends_with('-'))).then_some(&segment[before.len()..])
}

/// A number of seven or more digits that is a segment, ends one, or follows a prefix of at most four letters
/// (`ncna1230286`). A date written `20200611` is not an id.
fn number_id(segment: &str) -> Option<&str> {
    let digits = segment.bytes().rev().take_while(u8::is_ascii_digit).count();
    if !(7..=19).contains(&digits) {
        return None;
    }
    let number = &segment[segment.len() - digits..];
    let before = &segment[..segment.len() - digits];
    let word = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
    let fits = word.len() <= 4 && word.bytes().all(|b| b.is_ascii_alphabetic());
    (fits && !is_date(number)).then(|| &segment[segment.len() - digits - pair_before(before)..])
}

/// The number of bytes of another long number, with its mark, before a number. The two form one id, because the second
/// may be the section's (`_6172429_4408996` of lemonde.fr).
fn pair_before(before: &str) -> usize {
    const LEAST: usize = 5;
    let Some(rest) = before.strip_suffix(['_', '-']) else { return 0 };
    let digits = rest.bytes().rev().take_while(u8::is_ascii_digit).count();
    if digits < LEAST { 0 } else { digits + 1 }
}

/// Five or six digits right after `/article/`, `/news/`, `/story/`.
fn section_id<'a>(before: &str, segment: &'a str) -> Option<&'a str> {
    let number = (5..=6).contains(&segment.len()) && segment.bytes().all(|b| b.is_ascii_digit());
    (number && rules::ID_SECTIONS.contains(&before)).then_some(segment)
}

/// A day, with or without hours, minutes and seconds: `20200611`, `2020061118`, `20200611183000`.
fn is_date(number: &str) -> bool {
    let (year_first, day_first) = match number.len() {
        8 => (true, true),
        10 | 12 | 14 => (true, false),
        _ => (false, false),
    };
    let month = |text: &str| ("01"..="12").contains(&text);
    let day = |text: &str| ("01"..="31").contains(&text);
    let century = |text: &str| matches!(text, "19" | "20");
    (year_first && century(&number[..2]) && month(&number[4..6]) && day(&number[6..8]))
        || (day_first && century(&number[4..6]) && day(&number[..2]) && day(&number[2..4]))
}
