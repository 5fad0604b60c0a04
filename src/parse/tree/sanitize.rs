//! Checks and repairs a header before the YAML reader gets it: encoding, characters that end a line or control a
//! terminal, surrogate pairs of JSON. The outline limits nesting; `any_value.rs` limits aliases.

use std::borrow::Cow;

use memchr::memchr_iter;

use crate::model::problem::CharacterSort;
use crate::text::tag_characters::{FIRST_BYTE, count_tag_signs, stray_tag_signs, without_tag_signs};

/// A header that may be given to the YAML reader, and what was done to it.
#[derive(Debug)]
pub(crate) struct CleanText {
    pub(crate) text: String,
    /// A row for each sort of character that was taken out.
    pub(crate) removed: Vec<RemovedCharacters>,
}

/// Characters that were taken out of a header.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RemovedCharacters {
    /// Their name in messages.
    pub(crate) sort: CharacterSort,
    /// The first of them, and its place within the header, from 1.
    pub(crate) first: char,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) count: usize,
}

/// Checks the encoding and takes out what must not reach the YAML reader: control characters, which it refuses
/// with a wrong position, and the separators U+0085, U+2028, U+2029, which it takes for line ends, so that a
/// title could begin a new field. A separator becomes a space. A header that is not UTF-8 comes back as its
/// first wrong byte and the bytes before it.
pub(crate) fn clean(bytes: Vec<u8>) -> Result<CleanText, (u8, Vec<u8>)> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = error.utf8_error().valid_up_to();
        let mut bytes = error.into_bytes();
        let wrong = bytes[before];
        bytes.truncate(before);
        (wrong, bytes)
    })?;
    if !may_need_cleaning(text.as_bytes()) {
        return Ok(CleanText { text, removed: Vec::new() });
    }
    let (text, mut removed) = visible(with_line_feeds(text));
    let Some(at) = text.find(is_refused) else {
        return Ok(CleanText { text, removed });
    };
    let count = text.chars().filter(|c| is_refused(*c)).count();
    removed.push(RemovedCharacters::new(CharacterSort::Control, &text, at, count));
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push(' '),
            c if is_refused(c) => {}
            c => clean.push(c),
        }
    }
    Ok(CleanText { text: clean, removed })
}

/// A text without tag characters that belong to no flag, and what was taken out.
pub(crate) fn visible(text: String) -> (String, Vec<RemovedCharacters>) {
    let Some(first) = stray_tag_signs(&text).into_iter().next() else { return (text, Vec::new()) };
    let removed = RemovedCharacters::new(CharacterSort::Tag, &text, first.start, count_tag_signs(&text));
    (without_tag_signs(&text).into_owned(), vec![removed])
}

impl RemovedCharacters {
    /// The first of them stands at this byte of the text.
    fn new(sort: CharacterSort, text: &str, at: usize, count: usize) -> RemovedCharacters {
        RemovedCharacters {
            sort,
            first: text[at..].chars().next().unwrap_or_default(),
            line: 1 + text[..at].matches('\n').count() as u32,
            column: 1 + text[..at].chars().rev().take_while(|c| *c != '\n').count() as u32,
            count,
        }
    }
}

/// Whether a byte could be part of what is taken out or replaced: most headers have none.
fn may_need_cleaning(bytes: &[u8]) -> bool {
    // U+0085 begins with C2, U+FFFE with EF, U+2028 with E2 80, a tag character with F3.
    let is_odd = |byte: u8| matches!(byte, 0..=8 | 0xb..=0x1f | 0x7f | 0xc2 | 0xef | FIRST_BYTE);
    let separates = |at: usize| matches!(bytes[at..], [0xe2, 0x80, 0xa8 | 0xa9, ..]);
    // Without a way out of the loop, so that it is done many bytes at a time.
    bytes.iter().fold(false, |odd, byte| odd | is_odd(*byte)) || memchr_iter(0xe2, bytes).any(separates)
}

/// Lines that end in a lone CR end in LF from here on; CRLF stays.
fn with_line_feeds(text: String) -> String {
    let lone = |at: usize| text.as_bytes()[at] == b'\r' && text.as_bytes().get(at + 1) != Some(&b'\n');
    if !(0..text.len()).any(lone) {
        return text;
    }
    text.char_indices().map(|(at, c)| if lone(at) { '\n' } else { c }).collect()
}

fn is_refused(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

/// JSON writes an emoji as two escapes (`\ud83d\ude00`), which the YAML reader refuses. Each pair becomes its
/// character, half a pair U+FFFD.
pub(crate) fn join_surrogates<'t>(text: &'t str, offsets: &[usize]) -> Cow<'t, str> {
    if offsets.is_empty() {
        return Cow::Borrowed(text);
    }
    let unit = |at: usize| text.get(at + 2..at + 6).and_then(|hex| u16::from_str_radix(hex, 16).ok());
    let mut joined = String::with_capacity(text.len());
    let mut done = 0;
    for &at in offsets.iter().filter(|at| unit(**at).is_some()) {
        if at < done {
            continue;
        }
        joined.push_str(&text[done..at]);
        let next = (text[at + 6..].starts_with("\\u")).then(|| unit(at + 6)).flatten();
        let pair = char::decode_utf16(unit(at).into_iter().chain(next)).next();
        let (c, length) = match pair {
            Some(Ok(c)) => (c, 12),
            _ => ('\u{fffd}', 6),
        };
        joined.push(c);
        done = at + length;
    }
    joined.push_str(&text[done..]);
    Cow::Owned(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_cannot_begin_a_field() {
        let clean = clean("title: a\u{2028}url: b\u{1b}[31m\u{9b}".into()).unwrap();
        assert_eq!(clean.text, "title: a url: b[31m");
        let removed = RemovedCharacters {
            sort: CharacterSort::Control,
            first: '\u{2028}',
            line: 1,
            column: 9,
            count: 3,
        };
        assert_eq!(clean.removed, [removed]);
    }

    #[test]
    fn surrogate_pairs_become_characters() {
        let text = r#""\ud83d\ude00 \ud83d""#;
        assert_eq!(join_surrogates(text, &[1, 7, 14]), "\"😀 \u{fffd}\"");
    }
}
