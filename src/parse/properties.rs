//! Properties of the steps of reading, for any bytes. Compiled for tests, which generate bytes, and for `fuzz/`.

use std::io::{self, Read};

use chrono::{Datelike, SecondsFormat};

use super::clean;
use super::document::dates::{self, DateRead};
use super::fence::{self, FileShape, FileStart};
use super::tree::sanitize;
use crate::model::{DateSource, Zone};

const LIMIT: usize = 1 << 20;

/// The fence takes no byte away and makes none up, counts lines as an editor does, and does not care in which
/// pieces the bytes come.
pub fn fence(bytes: &[u8], bare: bool, piece: usize) {
    let shape = if bare { FileShape::Bare } else { FileShape::Fenced };
    let whole = fence::read(&mut &*bytes, shape, LIMIT, LIMIT, Vec::new()).expect("memory can be read");
    let blanks = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    if blanks < 8 << 10 {
        let mut pieces = Pieces { rest: bytes, piece: piece.max(1) };
        let in_pieces =
            fence::read(&mut pieces, shape, LIMIT, LIMIT, Vec::new()).expect("memory can be read");
        assert_eq!(same_for(in_pieces, shape), same_for(whole.clone(), shape), "in pieces of {piece}");
    }
    let without_bom = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match whole {
        FileStart::Empty => assert!(without_bom.iter().all(u8::is_ascii_whitespace)),
        FileStart::Text { bytes: text, cut } => {
            assert!(!cut && !bare, "nothing here is over the limit, and a bare file is a header");
            assert_eq!(text, without_bom);
        }
        FileStart::Prose { bytes: text, cut, line } => {
            assert!(!cut && !bare, "nothing here is over the limit, and a bare file is a header");
            assert_eq!(text, without_bom);
            assert!(is_fence(lines(without_bom)[line as usize - 1], true));
        }
        FileStart::Unterminated { line } => {
            let lines = lines(without_bom);
            let opening = lines[line as usize - 1];
            let is_yaml = is_fence(opening, true);
            let others: [&[u8]; 4] = [b"+++", b"---toml", b"---json", b"{"];
            let is_other = || others.iter().any(|other| opening.trim_ascii_start().starts_with(other));
            assert!(!bare && (is_yaml || is_other()));
            assert!(
                !is_yaml || lines[line as usize..].iter().all(|line| !is_fence(line, false)),
                "a fence was passed over"
            );
        }
        FileStart::Header { bytes: header, first_line, end } => {
            let lines = lines(without_bom);
            let before = first_line as usize - 1;
            let start: usize = lines[..before].iter().map(|line| line.len()).sum();
            assert_eq!(&without_bom[start..start + header.len()], header, "the header stands in the file");
            assert!(before == 0 || is_fence(lines[before - 1], true));
            let inside = self::lines(&header);
            assert!(inside.iter().all(|line| !is_fence(line, false)), "a fence inside the header");
            let after = lines.get(before + inside.len());
            assert!(after.is_none_or(|line| is_fence(line, false)), "what ends a header is a fence");
            if let Some(end) = end {
                assert_eq!(end as usize, before + inside.len() + 1);
            }
        }
        FileStart::Other { bytes: header, first_line, .. } => {
            let lines = lines(without_bom);
            let start: usize = lines[..first_line as usize - 1].iter().map(|line| line.len()).sum();
            assert!(
                memchr::memmem::find(&without_bom[start..], &header).is_some(),
                "the header stands in the file, at its line or later"
            );
        }
        FileStart::TooLarge => assert!(bytes.len() > LIMIT),
    }
}

/// Whether more follows a header is asked, and read far enough to say, for bare files only.
fn same_for(source: FileStart, shape: FileShape) -> FileStart {
    match source {
        FileStart::Header { bytes, first_line, .. } if shape == FileShape::Fenced => {
            FileStart::Header { bytes, first_line, end: None }
        }
        other => other,
    }
}

/// Lines with their ends: LF, CRLF or a lone CR.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut start = 0;
    for at in 0..bytes.len() {
        let ends = bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        if ends {
            lines.push(&bytes[start..=at]);
            start = at + 1;
        }
    }
    if start < bytes.len() {
        lines.push(&bytes[start..]);
    }
    lines
}

fn is_fence(line: &[u8], opening: bool) -> bool {
    let text = line.trim_ascii_end();
    // Vertical tab and form feed are white space to Rust and text to us.
    let blanks = &line[text.len()..];
    let plain = blanks.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    plain && (text == b"---" || (!opening && text == b"..."))
}

/// Gives its bytes in pieces.
struct Pieces<'b> {
    rest: &'b [u8],
    piece: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.piece.min(buffer.len()).min(self.rest.len());
        let (now, rest) = self.rest.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.rest = rest;
        Ok(count)
    }
}

/// A date is of a year of four digits, reads back as itself, and as the day a file name begins with.
pub fn date(text: &str) {
    let named = dates::day_of_file(text);
    assert!(named.is_none_or(|(day, _)| (1..=9999).contains(&day.year())), "{text:?}");
    let Ok(read) = dates::read(text) else { return };
    let at = read.published(Zone::Utc, DateSource::Field).at;
    assert!((1..=9999).contains(&at.year()), "{text:?}");
    assert_eq!(dates::read(&format!("  {text}\n")), Ok(read), "{text:?}");
    let written = at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    // Midnight of the first day of 1970 is a zero, whoever writes it.
    if let Ok(again) = dates::read(&written) {
        assert_eq!(again, DateRead::Instant(at), "{text:?}");
    }
    let day = at.date_naive();
    let name = format!("feed/{}-x.md", day.format("%Y-%m-%d"));
    assert_eq!(dates::day_of_file(&name).map(|(day, _)| day), Some(day), "{text:?}");
}

/// What is kept of a title is one line of at most so many bytes, holds nothing that a terminal obeys, and stays
/// as it is when it is cleaned again.
pub fn cleaned(raw: &str, limit: usize) {
    let once = clean::line(raw, limit);
    assert!(once.text.len() <= limit, "{raw:?}");
    assert!(!once.text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')), "{raw:?}");
    assert!(!once.text.contains("  ") && !once.text.starts_with(' '), "{raw:?}");
    let again = clean::line(&*once.text, limit);
    assert_eq!((&again.text, again.controls), (&once.text, 0), "{raw:?}");
    let prose = clean::prose(raw, limit);
    assert!(prose.text.len() <= limit && !prose.text.chars().any(char::is_control), "{raw:?}");
    if let Ok(clean) = sanitize::clean(raw.as_bytes().to_vec()) {
        let left = |c: char| {
            (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{2028}' | '\u{2029}')
        };
        assert!(!clean.text.contains(left), "{raw:?}");
        let again = sanitize::clean(clean.text.clone().into_bytes()).expect("text is UTF-8");
        assert_eq!((&again.text, again.removed), (&clean.text, Vec::new()), "{raw:?}");
    }
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;
    use proptest::prelude::*;

    fn cases() -> ProptestConfig {
        ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
    }

    /// Bytes among which fences, line ends and marks are common.
    fn file() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"---".to_vec()),
            Just(b"...".to_vec()),
            Just(b"\n".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(b"\r".to_vec()),
            Just(b" \t".to_vec()),
            Just(b"\xef\xbb\xbf".to_vec()),
            Just(b"title: x".to_vec()),
            prop::collection::vec(any::<u8>(), 0..6),
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn a_fence_takes_no_byte_away(bytes in file(), bare in any::<bool>(), piece in 1..9usize) {
            super::fence(&bytes, bare, piece);
        }

        #[test]
        fn a_date_reads_back(
            text in "[ 0-9]{1,4}[-/. T:]{0,2}(Jan|April|[0-9]{1,2})[-/ ,]{1,2}[0-9]{1,4}[T ]?([0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?)?(Z| UTC| ?[+-][0-9]{2}:?[0-9]{2})?",
        ) {
            super::date(&text);
        }

        #[test]
        fn a_time_in_utc_reads_back(seconds in -62_135_596_800..253_402_300_799i64, nanos in 0..1_000_000_000u32) {
            let at = chrono::DateTime::from_timestamp(seconds, nanos).unwrap();
            let text = at.to_rfc3339();
            // To the second, as it is written.
            let whole = at - chrono::TimeDelta::nanoseconds(i64::from(nanos));
            if whole.timestamp() != 0 && whole.year() > 1 {
                prop_assert_eq!(super::dates::read(&text), Ok(super::DateRead::Instant(whole)));
            }
            super::date(&text);
        }

        #[test]
        fn no_text_is_a_date_by_accident(text in "\\PC{0,40}") {
            super::date(&text);
        }

        #[test]
        fn no_text_of_any_script_is_a_date_by_accident(
            characters in prop::collection::vec((any::<u8>(), any::<u16>()), 1..4),
            date in "(2031-04-01T10:00:00Z|1 April 2031|01/04/2031|20310401|@2031-@04-@01@|1@ April@ 2031@)",
        ) {
            let text: String = characters.iter().map(|(set, part)| crate::characters::character(*set, *part)).collect();
            super::date(&format!("{text}{date}"));
            super::date(&format!("{date}{text}"));
            super::date(&date.replace('@', &text));
        }

        #[test]
        fn what_was_cleaned_is_clean_in_any_script(
            characters in prop::collection::vec((any::<u8>(), any::<u16>()), 0..40),
            limit in 0..200usize,
        ) {
            let text: String = characters.iter().map(|(set, part)| crate::characters::character(*set, *part)).collect();
            super::cleaned(&text, limit);
        }

        #[test]
        fn what_was_cleaned_is_clean(text in any::<String>(), odd in "[\\x00-\\x20\u{7f}-\u{a0}\u{2027}-\u{202f}&#;a-z]{0,40}", limit in 0..200usize) {
            super::cleaned(&text, limit);
            super::cleaned(&odd, limit);
        }
    }
}
