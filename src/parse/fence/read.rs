//! Reads a file only as far as needed, and finds the header in it.

use std::io::{self, Read};

use super::file_start::{FileShape, FileStart, StartReader};
use super::{front_matter, other_languages};
use crate::parse::byte_source::BOM;

/// Reads a header up to `max_header` bytes, or a text up to `max_text`, into the room of `buffer`.
pub(crate) fn read(
    input: &mut dyn Read,
    shape: FileShape,
    max_header: usize,
    max_text: usize,
    mut buffer: Vec<u8>,
) -> io::Result<FileStart> {
    buffer.clear();
    let mut reader = StartReader { input, bytes: buffer, ended: false };
    while !reader.ended && reader.bytes.len() < StartReader::STEP && !has_line(&reader.bytes) {
        reader.more()?;
    }
    match (front_matter::opening_fence(&reader.bytes), shape) {
        (Some(fence), _) => front_matter::read(reader, &fence, shape, (max_header, max_text)),
        (None, FileShape::Bare) => front_matter::bare(reader, max_header),
        (None, FileShape::Fenced) => other_languages::read(reader, max_header, max_text),
    }
}

/// Whether a line that is not blank has come to its end.
fn has_line(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let blanks = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let end = bytes[blanks..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    // A CR may be half of a CRLF.
    end.is_some_and(|end| bytes[blanks + end] == b'\n' || bytes.len() > blanks + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_str(file: &str, shape: FileShape) -> FileStart {
        read(&mut file.as_bytes(), shape, 1000, 100, Vec::new()).unwrap()
    }

    fn prose(text: &str) -> FileStart {
        FileStart::Prose { bytes: text.into(), cut: false, line: 1 }
    }

    #[test]
    fn what_stands_between_rules_is_a_header_only_with_keys() {
        let is_header = |text: &str| matches!(read_str(text, FileShape::Fenced), FileStart::Header { .. });
        for inner in [
            "title: a",
            "\"title\": a",
            "title:a",
            "title:: a",
            "Full Title: a",
            "{title: a}",
            "- a",
            "# comment",
            "",
            "标题: a",
            "and so on\ntitle: a",
            "and so on\r\ntitle: a\r",
        ] {
            assert!(is_header(&format!("---\n{inner}\n---\nbody\n")), "{inner}");
        }
        for inner in [
            "Low water was at six.",
            "\n# Tides\n\nLow water was at six: nobody was there.\n",
            "a: b\nand so on",
            "Note: low water\nwas at six.",
            "> Low water\n> was at six",
            "* low\n* high",
            "https://a.example/x",
            "\"Low water,\" he said: \"at six.\"",
        ] {
            let text = format!("---\n{inner}\n---\nAnd: so on\n");
            assert_eq!(read_str(&text, FileShape::Fenced), prose(&text), "{inner}");
            let open = format!("---\n{inner}\n");
            assert_eq!(read_str(&open, FileShape::Fenced), prose(&open), "{inner}");
        }
        let long = format!("---\n{}", "and so on\n".repeat(200));
        assert!(matches!(read_str(&long, FileShape::Fenced), FileStart::Prose { cut: true, .. }));
        let later = "---\nLow water.\n\ntitle: of a list\n";
        assert_eq!(read_str(later, FileShape::Fenced), prose(later));
    }

    fn header(text: &str, first_line: u32, end: Option<u32>) -> FileStart {
        FileStart::Header { bytes: text.into(), first_line, end }
    }

    #[test]
    fn fences_at_their_edges() {
        for (file, expected) in [
            ("---\na: b\n---\n", header("a: b\n", 2, None)),
            ("---\na: b\n---", header("a: b\n", 2, None)),
            ("---\na: b\n...\nbody", header("a: b\n", 2, None)),
            ("--- \t\r\na: b\r\n---  \r\nbody", header("a: b\r\n", 2, None)),
            ("\u{feff}---\na: b\n---\n", header("a: b\n", 2, None)),
            ("---\ra: b\r---\rbody", header("a: b\r", 2, None)),
            ("---\n---\nbody", header("", 2, None)),
            ("---\na: b\n---\ntitle: c\n---\n", header("a: b\n", 2, Some(3))),
            ("---\na: b\n---\n\n---\ntitle: c\n---\n", header("a: b\n", 2, None)),
            ("---\na: b\n---\nc: d\n---\n", header("a: b\n", 2, None)),
            ("---\nurl: --- b\n ---\n----\n---\n", header("url: --- b\n ---\n----\n", 2, None)),
            ("---\ntitle: b\n", FileStart::Unterminated { line: 1 }),
            ("---\na: b\nurl: c\n---x\n", FileStart::Unterminated { line: 1 }),
            ("---", prose("---")),
            ("----\nx", FileStart::Text { bytes: b"----\nx".to_vec(), cut: false }),
            ("\n \n---\na: b\n---\n", header("a: b\n", 4, None)),
            ("\u{feff} \n", FileStart::Empty),
            ("", FileStart::Empty),
        ] {
            assert_eq!(read_str(file, FileShape::Fenced), expected, "{file:?}");
        }
    }

    #[test]
    fn a_yaml_file_needs_no_fence() {
        assert_eq!(read_str("a: b\n", FileShape::Bare), header("a: b\n", 1, None));
        assert_eq!(read_str("---\na: b\n", FileShape::Bare), header("a: b\n", 2, None));
        assert_eq!(read_str("---\na: b\n---\nc: d\n", FileShape::Bare), header("a: b\n", 2, Some(3)));
    }

    #[test]
    fn a_body_is_read_no_further_than_needed() {
        let long = format!("---\na: b\n---\n{}", "x".repeat(1 << 20));
        let mut rest = long.as_bytes();
        read(&mut rest, FileShape::Fenced, 1000, 100, Vec::new()).unwrap();
        assert!(rest.len() > (1 << 20) - 2 * StartReader::STEP);
        assert_eq!(
            read_str(&format!("---\ntitle: {}\n---\n", "x".repeat(2000)), FileShape::Fenced),
            FileStart::TooLarge
        );
        assert_eq!(
            read_str(&"y".repeat(200), FileShape::Fenced),
            FileStart::Text { bytes: vec![b'y'; 100], cut: true }
        );
    }

    #[test]
    fn a_header_may_be_as_long_as_the_limit() {
        for (length, fits) in [(1000, true), (1001, false)] {
            let text = format!("x: {}\n", "x".repeat(length - 4));
            let expected =
                |end| if fits { header(&text, if end { 2 } else { 1 }, None) } else { FileStart::TooLarge };
            assert_eq!(read_str(&format!("---\n{text}---\n"), FileShape::Fenced), expected(true), "{length}");
            assert_eq!(read_str(&text, FileShape::Bare), expected(false), "{length}");
        }
    }

    #[test]
    fn lone_returns_end_lines_up_to_the_last() {
        assert_eq!(read_str("---\ra: b\r---\r", FileShape::Fenced), header("a: b\r", 2, None));
    }

    #[test]
    fn nothing_is_asked_for_behind_a_header() {
        struct Nothing;
        impl Read for Nothing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("asked for more"))
            }
        }
        let mut pieces = (&b"---\na: b\n---\n"[..]).chain(Nothing);
        let source = read(&mut pieces, FileShape::Fenced, 1000, 100, Vec::new());
        assert_eq!(source.unwrap(), header("a: b\n", 2, None));
    }

    #[test]
    fn a_blank_line_after_a_mark_is_no_line() {
        // A pipe gives what it has: here the mark and a line end first.
        let mut pieces = (&b"\xef\xbb\xbf\n"[..]).chain(&b"---\na: b\n---\n"[..]);
        assert_eq!(
            read(&mut pieces, FileShape::Fenced, 1000, 100, Vec::new()).unwrap(),
            header("a: b\n", 3, None)
        );
    }

    #[test]
    fn a_second_document_far_behind_the_first_is_seen() {
        let file = format!("---\na: b\n---\n{}c: d\n", "\n".repeat(3 * StartReader::STEP));
        assert_eq!(read_str(&file, FileShape::Bare), header("a: b\n", 2, Some(3)));
    }

    #[test]
    fn a_fence_across_two_reads_is_found() {
        for filler in StartReader::STEP - 12..StartReader::STEP + 4 {
            let body = format!("a: {}\r\n", "x".repeat(filler));
            let file = format!("---\r\n{body}---\r\nrest");
            let source = read(&mut file.as_bytes(), FileShape::Fenced, 1 << 20, 100, Vec::new()).unwrap();
            assert!(
                matches!(source, FileStart::Header { ref bytes, .. } if bytes == body.as_bytes()),
                "{filler}"
            );
        }
    }
}
