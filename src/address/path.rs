//! Removes the parts of a path that do not name a page, by the rows of `rules`.

use std::mem;

use memchr::{memchr, memchr_iter, memchr2};
use smallvec::SmallVec;

use super::rules::{self, AmpEnding, AmpSegments, SegmentPlace, Strength};

/// The texts between the slashes of a path.
pub(super) type Segments<'u> = SmallVec<[&'u str; 8]>;

/// Applies the rows of at least this strength until none applies. Returns whether an AMP mark was removed.
///
/// One mark may hide another: `/uk/amp/news/x/amp`. The result does not change when it is read again. Each row that
/// applies leaves fewer bytes, so the loop ends.
pub(super) fn settle(segments: &mut Segments<'_>, strength: Strength) -> bool {
    let mut amp = false;
    loop {
        let index = drop_index(segments) | drop_session(segments) | drop_comment_page(segments);
        let rendering = drop_amp(segments, strength);
        amp |= rendering;
        let weak = strength == Strength::Weak && drop_weak(segments);
        if !(index || rendering || weak) {
            return amp;
        }
    }
}

fn drop_index(segments: &mut Segments<'_>) -> bool {
    // Every index file begins with one of these letters.
    let may_be = |last: &&&str| matches!(last.as_bytes().first(), Some(b'i' | b'd' | b'a'));
    let is_index = segments.last().filter(may_be).is_some_and(|last| rules::INDEX_FILES.contains(last));
    if is_index {
        segments.pop();
    }
    is_index
}

/// A session id: `;jsessionid=…` after a segment, `(S(…))` in place of one.
fn drop_session(segments: &mut Segments<'_>) -> bool {
    if !segments.iter().any(|segment| memchr2(b';', b'(', segment.as_bytes()).is_some()) {
        return false;
    }
    let before = segments.len();
    segments.retain(|segment| !is_cookieless(segment));
    let mut dropped = segments.len() < before;
    for segment in segments.iter_mut() {
        let Some(mark) = memchr(b';', segment.as_bytes()) else { continue };
        let parameter = segment[mark + 1..].to_ascii_lowercase();
        let is_session = rules::PATH_SESSIONS.iter().any(|name| parameter.starts_with(name));
        if is_session {
            *segment = &segment[..mark];
            dropped = true;
        }
    }
    // `/;jsessionid=…` leaves an empty segment, and a dot would be a step of the path.
    segments.retain(|segment| !matches!(*segment, "" | "." | ".."));
    dropped
}

/// `(S(lit3py55t21z5v55vlm25s55))`, also with other letters before it.
fn is_cookieless(segment: &str) -> bool {
    let inner = segment.strip_prefix("(S(").and_then(|rest| rest.strip_suffix("))"));
    inner.is_some_and(|id| id.len() >= 20 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn drop_comment_page(segments: &mut Segments<'_>) -> bool {
    let number = segments.last().and_then(|last| last.strip_prefix("comment-page-"));
    let is_page = segments.len() > 1 && number.is_some_and(is_number);
    if is_page {
        segments.pop();
    }
    is_page
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Removes the marks of an AMP rendering. Returns whether there was one.
fn drop_amp(segments: &mut Segments<'_>, strength: Strength) -> bool {
    if !segments.iter().any(|segment| has_amp(segment)) {
        return false;
    }
    let whole = rules::AMP_SEGMENTS.iter().any(|row| drop_segments(segments, row, strength));
    let last = segments.len().saturating_sub(1);
    let mut part = false;
    for (at, segment) in segments.iter_mut().enumerate() {
        let rest = without_section_mark(segment).or_else(|| without_ending(segment, at == last, strength));
        // The rest is a segment again. An empty rest or dots are not a segment; the mark is then the name.
        if let Some(rest) = rest.filter(|rest| !matches!(*rest, "" | "." | "..")) {
            *segment = rest;
            part = true;
        }
    }
    whole | part
}

/// Whether a segment contains `amp`, as every mark does.
fn has_amp(segment: &str) -> bool {
    let bytes = segment.as_bytes();
    memchr_iter(b'm', bytes).any(|at| at > 0 && bytes[at - 1] == b'a' && bytes.get(at + 1) == Some(&b'p'))
}

/// Removes the first occurrence of a row's segments that is a mark at its place.
fn drop_segments(segments: &mut Segments<'_>, row: &AmpSegments, strength: Strength) -> bool {
    let count = row.segments.len();
    let Some(latest) = segments.len().checked_sub(count) else { return false };
    let places = match row.place {
        SegmentPlace::Anywhere => 0..latest + 1,
        SegmentPlace::First => 0..1,
        SegmentPlace::Last => latest..latest + 1,
    };
    let is_mark = |at: &usize| {
        let (before, after) = (&segments[..*at], &segments[*at + count..]);
        segments[*at..*at + count] == *row.segments
            && strength_of(before, after, row).is_some_and(|own| own <= strength)
    };
    let Some(at) = places.into_iter().find(is_mark) else { return false };
    match row.instead {
        Some(instead) => {
            segments[at] = instead;
            segments.drain(at + 1..at + count);
        }
        None => drop(segments.drain(at..at + count)),
    }
    true
}

/// How sure it is that a row's segments are a mark between these neighbours; `None` if they are not a mark. A path that
/// is only
/// `/amp` is a page of its own.
fn strength_of(before: &[&str], after: &[&str], row: &AmpSegments) -> Option<Strength> {
    let is_subject = || before.last().is_some_and(|section| rules::SUBJECT_SECTIONS.contains(section));
    match (before.len() + after.len(), row.is_word) {
        (0, _) => None,
        (_, false) => Some(Strength::Strong),
        _ if is_subject() => None,
        (left, true) => {
            let last = after.last().or(before.last())?;
            // `/news/x/amp` and `/amp/news/x`, but not `/learn/amp/basics`.
            let is_outside = before.is_empty() || after.is_empty();
            let names_article = is_article(last) || (left >= 2 && is_outside);
            Some(if names_article { Strength::Strong } else { Strength::Weak })
        }
    }
}

/// Whether a segment can only be an article's name: it has several words, has a number, or is a file name.
fn is_article(segment: &str) -> bool {
    let words = segment.split(['-', '_', '+']).filter(|word| !word.is_empty()).count();
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    words >= 2 || digits >= 4 || segment.contains('.')
}

/// `articleshow` of `amp_articleshow`, `11678.html` of `amp-11678.html`.
fn without_section_mark(segment: &str) -> Option<&str> {
    let rest = segment.strip_prefix("amp_").or_else(|| segment.strip_prefix("amp-"))?;
    let name = strip_extension(rest);
    let is_id = name.len() >= 5 && is_number(name);
    (is_id || rules::AMP_SECTIONS.contains(&name)).then_some(rest)
}

fn without_ending(segment: &str, is_last: bool, strength: Strength) -> Option<&str> {
    let row = rules::AMP_ENDINGS.iter().find(|row| segment.ends_with(row.ending))?;
    let rest = &segment[..segment.len() - row.ending.len()];
    let own =
        if row.is_word { strength_of_ending(rest, row).filter(|_| is_last) } else { Some(Strength::Strong) };
    own.filter(|own| *own <= strength).map(|_| rest)
}

/// How sure it is that an ending is a mark and not the last word of a headline. After a number it is a mark; after
/// three words it usually is, and with an extension almost always.
fn strength_of_ending(rest: &str, row: &AmpEnding) -> Option<Strength> {
    let digits = rest.bytes().rev().take_while(u8::is_ascii_digit).count();
    let words = rest.split(['-', '_']).filter(|word| !word.is_empty()).count();
    match (digits >= 4, words >= 3) {
        (false, false) => None,
        (false, true) if !row.ending.contains('.') => Some(Strength::Weak),
        _ => Some(Strength::Strong),
    }
}

/// Whether a weak row may apply. Every address is checked, so only the first and last segments are read.
pub(super) fn may_weaken(segments: &[&str]) -> bool {
    let ends = || segments.first().into_iter().chain(segments.last());
    segments.first().is_some_and(|first| is_edition(first))
        || ends().any(|segment| rules::RENDERINGS.contains(segment))
        || segments.iter().any(|segment| has_amp(segment) || *segment == "index.php")
        || matches!(segments, [.., "page", "1"])
}

/// Removes the parts that a few sites use for something else. Returns whether there were any.
fn drop_weak(segments: &mut Segments<'_>) -> bool {
    drop_edition(segments)
        | drop_rendering(segments)
        | drop_first_page(segments)
        | drop_front_script(segments)
}

fn drop_edition(segments: &mut Segments<'_>) -> bool {
    let is_edition = segments.first().is_some_and(|first| is_edition(first));
    if is_edition {
        segments.remove(0);
    }
    is_edition
}

fn is_edition(segment: &str) -> bool {
    let is_english = || segment.len() == 5 && segment.as_bytes()[..2].eq_ignore_ascii_case(b"en");
    rules::EDITIONS.contains(&segment) || (is_english() && matches!(segment.as_bytes()[2], b'-' | b'_'))
}

/// `/print/x` and `/x/print`, if something remains.
fn drop_rendering(segments: &mut Segments<'_>) -> bool {
    let is_rendering = |segment: Option<&&str>| segment.is_some_and(|s| rules::RENDERINGS.contains(s));
    let at = match segments.len() {
        0 | 1 => return false,
        _ if is_rendering(segments.last()) => segments.len() - 1,
        _ if is_rendering(segments.first()) => 0,
        _ => return false,
    };
    segments.remove(at);
    true
}

fn drop_first_page(segments: &mut Segments<'_>) -> bool {
    let is_first = segments.len() > 2 && segments.ends_with(&["page", "1"]);
    if is_first {
        segments.truncate(segments.len() - 2);
    }
    is_first
}

fn drop_front_script(segments: &mut Segments<'_>) -> bool {
    let at = segments.iter().position(|segment| *segment == "index.php");
    let at = at.filter(|at| at + 1 < segments.len());
    at.map(|at| segments.remove(at)).is_some()
}

/// The segments of a path; none is empty.
pub(super) fn segments(path: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = memchr_iter(b'/', path.as_bytes()).chain([path.len()]);
    ends.map(move |end| &path[mem::replace(&mut start, end + 1)..end]).filter(|segment| !segment.is_empty())
}

/// A segment without its file extension.
pub(super) fn strip_extension(segment: &str) -> &str {
    const LONGEST: usize = ".story".len();
    if !segment.bytes().rev().take(LONGEST).any(|byte| byte == b'.') {
        return segment;
    }
    ENDINGS.iter().find_map(|ending| segment.strip_suffix(ending)).unwrap_or(segment)
}

const ENDINGS: [&str; 8] = [".html", ".htm", ".shtml", ".php", ".aspx", ".cms", ".story", ".ece"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_falls_away_and_nothing_else() {
        for ending in ENDINGS {
            assert_eq!(strip_extension(&format!("bridge{ending}")), "bridge");
        }
        for name in ["bridge", "bridge.", "bridge.html.x", "v1.10-bridge-opens", ""] {
            assert_eq!(strip_extension(name), name);
        }
    }
}
