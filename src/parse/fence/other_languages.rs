//! Headers in other languages than YAML, by their opening: `+++` TOML (Hugo, Zola), `{` JSON (Hugo), and the fences
//! `---toml` and `---json` (Eleventy). The modules `toml` and `json` read the content.

use std::io;

use super::file_start::{FileStart, StartReader, is_fence, line_end, text};
use crate::parse::byte_source::BOM;
use crate::parse::json_scan::BracketScan;
use crate::parse::tree::Language;

/// The opening of a header: the offset of its first line, the number of that line, and the closing mark.
struct OtherOpening {
    language: Language,
    start: usize,
    first_line: u32,
    closing: HeaderEnd,
}

/// The closing mark of a header.
enum HeaderEnd {
    Fence(&'static [u8]),
    /// The bracket that matches the first.
    Bracket,
}

/// Reads a header of another language up to `max_header` bytes, or a text up to `max_text`.
pub(super) fn read(mut reader: StartReader<'_>, max_header: usize, max_text: usize) -> io::Result<FileStart> {
    // What follows a bracket may come later than the bracket.
    while !reader.ended && reader.bytes.len() < StartReader::STEP && is_bracket(&reader.bytes) {
        reader.more()?;
    }
    let Some(opening) = opening(&reader.bytes) else { return text(reader, max_text) };
    let end = match opening.closing {
        HeaderEnd::Fence(fence) => closing_fence(&mut reader, &opening, fence, max_header)?,
        HeaderEnd::Bracket => closing_bracket(&mut reader, &opening, max_header)?,
    };
    let Some(end) = end else {
        let too_large = reader.bytes.len() > opening.start + max_header;
        let line = opening.first_line - u32::from(matches!(opening.closing, HeaderEnd::Fence(_)));
        return Ok(if too_large { FileStart::TooLarge } else { FileStart::Unterminated { line } });
    };
    reader.bytes.truncate(end);
    reader.bytes.drain(..opening.start);
    let OtherOpening { language, first_line, .. } = opening;
    Ok(FileStart::Other { language, bytes: reader.bytes, first_line })
}

/// The first line that is not blank, where it opens a header of another language.
fn opening(bytes: &[u8]) -> Option<OtherOpening> {
    let mut start = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
    let mut line = 1;
    loop {
        let end = line_end(bytes, start, true)?;
        let text = &bytes[start..end.text];
        if !text.iter().all(u8::is_ascii_whitespace) {
            const FENCES: [(&[u8], Language, &[u8]); 3] = [
                (b"+++", Language::Toml, b"+++"),
                (b"---toml", Language::Toml, b"---"),
                (b"---json", Language::Json, b"---"),
            ];
            let fenced = FENCES.iter().find(|(opens, ..)| is_fence(text, &[opens]));
            if let Some(&(_, language, fence)) = fenced {
                let closing = HeaderEnd::Fence(fence);
                return Some(OtherOpening { language, start: end.next, first_line: line + 1, closing });
            }
            return looks_like_an_object(&bytes[start..]).then_some(OtherOpening {
                language: Language::Json,
                start,
                first_line: line,
                closing: HeaderEnd::Bracket,
            });
        }
        start = end.next;
        line += 1;
    }
}

/// Whether nothing but an opening bracket is there.
fn is_bracket(bytes: &[u8]) -> bool {
    bytes.strip_prefix(BOM).unwrap_or(bytes).trim_ascii() == b"{"
}

/// `{ "…` or `{}`: a record, not a text that begins with a bracket.
fn looks_like_an_object(bytes: &[u8]) -> bool {
    let mut marks = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
    marks.next() == Some(&b'{') && matches!(marks.next(), Some(b'"' | b'}'))
}

/// Returns the offset of the closing fence.
fn closing_fence(
    reader: &mut StartReader<'_>,
    opening: &OtherOpening,
    fence: &[u8],
    limit: usize,
) -> io::Result<Option<usize>> {
    let mut start = opening.start;
    loop {
        while let Some(end) = line_end(&reader.bytes, start, reader.ended) {
            if is_fence(&reader.bytes[start..end.text], &[fence]) {
                return Ok((start <= opening.start + limit).then_some(start));
            }
            start = end.next;
        }
        if reader.ended || reader.bytes.len() > opening.start + limit {
            return Ok(None);
        }
        reader.more()?;
    }
}

/// Returns the end of the object that opens the file.
fn closing_bracket(
    reader: &mut StartReader<'_>,
    opening: &OtherOpening,
    limit: usize,
) -> io::Result<Option<usize>> {
    let mut scan = BracketScan::default();
    let mut at = opening.start;
    loop {
        if let Some(end) = scan.end(&reader.bytes[at..]) {
            return Ok((at + end <= opening.start + limit).then_some(at + end));
        }
        at = reader.bytes.len();
        if reader.ended || at > opening.start + limit {
            return Ok(None);
        }
        reader.more()?;
    }
}

#[cfg(test)]
mod tests {
    use super::super::file_start::FileShape;
    use super::super::read::read;
    use super::*;

    fn check(file: &str, expected: Option<(Language, &str, u32)>) {
        let found = match read(&mut file.as_bytes(), FileShape::Fenced, 1000, 100, Vec::new()).unwrap() {
            FileStart::Other { language, bytes, first_line } => {
                Some((language, String::from_utf8(bytes).unwrap(), first_line))
            }
            _ => None,
        };
        assert_eq!(found.as_ref().map(|(l, t, n)| (*l, t.as_str(), *n)), expected, "{file:?}");
    }

    #[test]
    fn headers_open_and_close() {
        check("+++\na = 1\n+++\nbody", Some((Language::Toml, "a = 1\n", 2)));
        check("\u{feff}\n+++ \r\na = 1\r\n+++", Some((Language::Toml, "a = 1\r\n", 3)));
        check("---toml\na = 1\n---\nbody", Some((Language::Toml, "a = 1\n", 2)));
        check("---json\n{\"a\": 1}\n---\nbody", Some((Language::Json, "{\"a\": 1}\n", 2)));
        check("{\n \"a\": \"}\"\n}\nbody {", Some((Language::Json, "{\n \"a\": \"}\"\n}", 1)));
        check("{} body", Some((Language::Json, "{}", 1)));
        check("+++\na = 1\n", None);
        check("{ \"a\": 1", None);
        check("{note} a text", None);
        check("+++ \"\"\"", None);
    }

    #[test]
    fn a_bracket_that_comes_alone_waits_for_what_follows() {
        let mut pieces = std::io::Read::chain(&b"{\n"[..], &b" \"a\": 1\n}\n"[..]);
        let source = read(&mut pieces, FileShape::Fenced, 1000, 100, Vec::new()).unwrap();
        assert!(matches!(source, FileStart::Other { language: Language::Json, .. }), "{source:?}");
    }

    #[test]
    fn a_header_that_never_closes_is_said() {
        let of = |file: &str| read(&mut file.as_bytes(), FileShape::Fenced, 1000, 100, Vec::new()).unwrap();
        assert_eq!(of("+++\na = 1\n"), FileStart::Unterminated { line: 1 });
        assert_eq!(of("\n{\"a\": 1\n"), FileStart::Unterminated { line: 2 });
        assert_eq!(of("{"), FileStart::Text { bytes: b"{".to_vec(), cut: false });
        assert_eq!(of(&format!("{{\"a\": \"{}\"}}", "x".repeat(1500))), FileStart::TooLarge);
        assert_eq!(of(&format!("+++\n{}", "a = 1\n".repeat(300))), FileStart::TooLarge);
        assert_eq!(of(&format!("{{\"a\": {}", "[".repeat(2000))), FileStart::TooLarge);
    }
}
