//! Reads as much of a file as is needed and finds the fence lines. What stands between them is the header's
//! business, what stands after them nobody's.

use std::io::{self, Read};

use memchr::memchr2;

use super::dialect;

/// The part of a file that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// The lines between the fences; `first_line` is the file's line number of the first of them, `end` that of
    /// the closing fence where anything follows it.
    Header { bytes: Vec<u8>, first_line: u32, end: Option<u32> },
    /// A file without a header, up to the limit; `cut` says whether there was more.
    Text { bytes: Vec<u8>, cut: bool },
    /// The lines between fences of another language, the number of the first of them.
    Other { language: Language, bytes: Vec<u8>, first_line: u32 },
    /// An opening fence, on this line, and no closing one.
    Unterminated { line: u32 },
    /// No closing fence within the limit.
    TooLarge,
    /// Nothing but white space.
    Empty,
}

/// The language of a header that is not YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Toml,
    Json,
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A header between fences, then a body.
    Fenced,
    /// All of it is the header; fences are optional.
    Bare,
}

/// Reads a header up to `max_header` bytes, or a text up to `max_text`, into the room of `buffer`.
pub(super) fn read(
    input: &mut dyn Read,
    shape: Shape,
    max_header: usize,
    max_text: usize,
    mut buffer: Vec<u8>,
) -> io::Result<Source> {
    buffer.clear();
    let mut reader = Reader { input, bytes: buffer, ended: false };
    while !reader.ended && reader.bytes.len() < Reader::STEP && !has_line(&reader.bytes) {
        reader.more()?;
    }
    match (opening_fence(&reader.bytes), shape) {
        (Some(fence), _) => header(reader, &fence, shape, max_header),
        (None, Shape::Bare) => bare(reader, max_header),
        (None, Shape::Fenced) => dialect::read(reader, max_header, max_text),
    }
}

/// The bytes read so far and where more come from.
pub(super) struct Reader<'r> {
    input: &'r mut dyn Read,
    pub(super) bytes: Vec<u8>,
    pub(super) ended: bool,
}

/// Reads once more, up to `step` bytes, behind those there are; whether there were any.
pub(super) fn more(input: &mut dyn Read, bytes: &mut Vec<u8>, step: usize) -> io::Result<bool> {
    let before = bytes.len();
    bytes.resize(before + step, 0);
    let read = loop {
        match input.read(&mut bytes[before..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => break read?,
        }
    };
    bytes.truncate(before + read);
    Ok(read > 0)
}

impl Reader<'_> {
    pub(super) const STEP: usize = 16 * 1024;

    /// Reads once more: a header is most often in the first piece, so that the end is never asked for.
    pub(super) fn more(&mut self) -> io::Result<()> {
        self.ended = !more(self.input, &mut self.bytes, Self::STEP)?;
        Ok(())
    }

    /// Whether anything but white space follows. A bare file may be a second document, so it is read on until
    /// that is certain; a body is nobody's business.
    fn says_more(&mut self, mut from: usize, shape: Shape) -> io::Result<bool> {
        loop {
            if self.bytes[from..].iter().any(|byte| !byte.is_ascii_whitespace()) {
                return Ok(true);
            }
            if self.ended || shape == Shape::Fenced {
                return Ok(false);
            }
            self.bytes.truncate(from);
            from = self.bytes.len();
            self.more()?;
        }
    }

    fn more_until(&mut self, limit: usize) -> io::Result<()> {
        while !self.ended && self.bytes.len() <= limit {
            self.more()?;
        }
        Ok(())
    }
}

fn header(mut reader: Reader<'_>, opening: &Opening, shape: Shape, limit: usize) -> io::Result<Source> {
    let &Opening { start, first_line } = opening;
    let mut line_start = start;
    let mut line = first_line;
    loop {
        while let Some(end) = line_end(&reader.bytes, line_start, reader.ended) {
            if is_fence(&reader.bytes[line_start..end.text], &[b"---", b"..."]) {
                if line_start > start + limit {
                    return Ok(Source::TooLarge);
                }
                let more = reader.says_more(end.next, shape)?;
                reader.bytes.truncate(line_start);
                reader.bytes.drain(..start);
                return Ok(Source::Header { bytes: reader.bytes, first_line, end: more.then_some(line) });
            }
            line_start = end.next;
            line += 1;
        }
        if reader.bytes.len() > limit + start {
            return Ok(Source::TooLarge);
        }
        if reader.ended {
            break;
        }
        reader.more()?;
    }
    if shape == Shape::Bare {
        reader.bytes.drain(..start);
        return Ok(Source::Header { bytes: reader.bytes, first_line, end: None });
    }
    Ok(Source::Unterminated { line: first_line - 1 })
}

fn bare(mut reader: Reader<'_>, limit: usize) -> io::Result<Source> {
    reader.more_until(limit)?;
    if reader.bytes.len() > limit {
        return Ok(Source::TooLarge);
    }
    reader.bytes = without_bom(reader.bytes);
    if reader.bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Source::Empty);
    }
    header(reader, &Opening { start: 0, first_line: 1 }, Shape::Bare, limit)
}

pub(super) fn text(mut reader: Reader<'_>, limit: usize) -> io::Result<Source> {
    reader.more_until(limit)?;
    let cut = reader.bytes.len() > limit;
    let mut bytes = without_bom(reader.bytes);
    bytes.truncate(limit);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Source::Empty);
    }
    Ok(Source::Text { bytes, cut })
}

pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

pub(super) fn without_bom(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(BOM) {
        bytes.drain(..BOM.len());
    }
    bytes
}

/// Whether a line that is not blank has come to its end.
fn has_line(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let blanks = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let end = bytes[blanks..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    // A CR may be half of a CRLF.
    end.is_some_and(|end| bytes[blanks + end] == b'\n' || bytes.len() > blanks + end + 1)
}

/// Where the line after an opening fence begins, and its number.
struct Opening {
    start: usize,
    first_line: u32,
}

/// The opening fence: the first line that is not blank.
fn opening_fence(bytes: &[u8]) -> Option<Opening> {
    let mut start = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
    let mut first_line = 2;
    loop {
        let end = line_end(bytes, start, true)?;
        let line = &bytes[start..end.text];
        if !line.iter().all(u8::is_ascii_whitespace) {
            return is_fence(line, &[b"---"]).then_some(Opening { start: end.next, first_line });
        }
        start = end.next;
        first_line += 1;
    }
}

pub(super) fn is_fence(line: &[u8], fences: &[&[u8]]) -> bool {
    let trailing = line.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
    fences.contains(&&line[..line.len() - trailing])
}

/// Where a line's text ends and where the next line begins.
pub(super) struct LineEnd {
    pub(super) text: usize,
    pub(super) next: usize,
}

/// The end of the line that begins at `start`: LF, CRLF or a lone CR. The last line needs none when the file
/// has `ended`; before that, an unfinished line is not a line yet.
pub(super) fn line_end(bytes: &[u8], start: usize, ended: bool) -> Option<LineEnd> {
    let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
    let Some(at) = memchr2(b'\n', b'\r', rest) else {
        return ended.then_some(LineEnd { text: bytes.len(), next: bytes.len() });
    };
    let text = start + at;
    match (bytes[text], bytes.get(text + 1)) {
        (b'\r', Some(b'\n')) => Some(LineEnd { text, next: text + 2 }),
        (b'\r', None) if !ended => None,
        _ => Some(LineEnd { text, next: text + 1 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_str(file: &str, shape: Shape) -> Source {
        read(&mut file.as_bytes(), shape, 1000, 100, Vec::new()).unwrap()
    }

    fn header(text: &str, first_line: u32, end: Option<u32>) -> Source {
        Source::Header { bytes: text.into(), first_line, end }
    }

    #[test]
    fn fences_at_their_edges() {
        for (file, expected) in [
            ("---\na: b\n---\n", header("a: b\n", 2, None)),
            ("---\na: b\n---", header("a: b\n", 2, None)),
            ("---\na: b\n...\nbody", header("a: b\n", 2, Some(3))),
            ("--- \t\r\na: b\r\n---  \r\nbody", header("a: b\r\n", 2, Some(3))),
            ("\u{feff}---\na: b\n---\n", header("a: b\n", 2, None)),
            ("---\ra: b\r---\rbody", header("a: b\r", 2, Some(3))),
            ("---\n---\nbody", header("", 2, Some(2))),
            ("---\na: --- b\n ---\n----\n---\n", header("a: --- b\n ---\n----\n", 2, None)),
            ("---\na: b\n", Source::Unterminated { line: 1 }),
            ("---\na: b\n---x\n", Source::Unterminated { line: 1 }),
            ("---", Source::Unterminated { line: 1 }),
            ("----\nx", Source::Text { bytes: b"----\nx".to_vec(), cut: false }),
            ("\n \n---\na: b\n---\n", header("a: b\n", 4, None)),
            ("\u{feff} \n", Source::Empty),
            ("", Source::Empty),
        ] {
            assert_eq!(read_str(file, Shape::Fenced), expected, "{file:?}");
        }
    }

    #[test]
    fn a_yaml_file_needs_no_fence() {
        assert_eq!(read_str("a: b\n", Shape::Bare), header("a: b\n", 1, None));
        assert_eq!(read_str("---\na: b\n", Shape::Bare), header("a: b\n", 2, None));
        assert_eq!(read_str("---\na: b\n---\nc: d\n", Shape::Bare), header("a: b\n", 2, Some(3)));
    }

    #[test]
    fn a_body_is_read_no_further_than_needed() {
        let long = format!("---\na: b\n---\n{}", "x".repeat(1 << 20));
        let mut rest = long.as_bytes();
        read(&mut rest, Shape::Fenced, 1000, 100, Vec::new()).unwrap();
        assert!(rest.len() > (1 << 20) - 2 * Reader::STEP);
        assert_eq!(read_str(&format!("---\n{}\n---\n", "x".repeat(2000)), Shape::Fenced), Source::TooLarge);
        assert_eq!(
            read_str(&"y".repeat(200), Shape::Fenced),
            Source::Text { bytes: vec![b'y'; 100], cut: true }
        );
    }

    #[test]
    fn a_header_may_be_as_long_as_the_limit() {
        for (length, fits) in [(1000, true), (1001, false)] {
            let text = format!("{}\n", "x".repeat(length - 1));
            let expected =
                |end| if fits { header(&text, if end { 2 } else { 1 }, None) } else { Source::TooLarge };
            assert_eq!(read_str(&format!("---\n{text}---\n"), Shape::Fenced), expected(true), "{length}");
            assert_eq!(read_str(&text, Shape::Bare), expected(false), "{length}");
        }
    }

    #[test]
    fn lone_returns_end_lines_up_to_the_last() {
        assert_eq!(read_str("---\ra: b\r---\r", Shape::Fenced), header("a: b\r", 2, None));
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
        let source = read(&mut pieces, Shape::Fenced, 1000, 100, Vec::new());
        assert_eq!(source.unwrap(), header("a: b\n", 2, None));
    }

    #[test]
    fn a_blank_line_after_a_mark_is_no_line() {
        // A pipe gives what it has: here the mark and a line end first.
        let mut pieces = (&b"\xef\xbb\xbf\n"[..]).chain(&b"---\na: b\n---\n"[..]);
        assert_eq!(
            read(&mut pieces, Shape::Fenced, 1000, 100, Vec::new()).unwrap(),
            header("a: b\n", 3, None)
        );
    }

    #[test]
    fn a_second_document_far_behind_the_first_is_seen() {
        let file = format!("---\na: b\n---\n{}c: d\n", "\n".repeat(3 * Reader::STEP));
        assert_eq!(read_str(&file, Shape::Bare), header("a: b\n", 2, Some(3)));
    }

    #[test]
    fn a_fence_across_two_reads_is_found() {
        for filler in Reader::STEP - 12..Reader::STEP + 4 {
            let body = format!("a: {}\r\n", "x".repeat(filler));
            let file = format!("---\r\n{body}---\r\nrest");
            let source = read(&mut file.as_bytes(), Shape::Fenced, 1 << 20, 100, Vec::new()).unwrap();
            assert!(
                matches!(source, Source::Header { ref bytes, .. } if bytes == body.as_bytes()),
                "{filler}"
            );
        }
    }
}
