//! Reads as much of a file as is needed and finds the fence lines. What stands between them is the header's
//! business, what stands after them nobody's.

use std::io::{self, Read};

use memchr::{memchr2, memrchr};

use super::other_languages as dialect;
use crate::parse::document::field_names as names;

/// The part of a file that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// The lines between the fences; `first_line` is the file's line number of the first of them, `end` that of
    /// the closing fence where another document follows it.
    Header { bytes: Vec<u8>, first_line: u32, end: Option<u32> },
    /// A file without a header, up to the limit; `cut` says whether there was more.
    Text { bytes: Vec<u8>, cut: bool },
    /// A file that opens with a rule of dashes, on this line, and holds no header.
    Prose { bytes: Vec<u8>, cut: bool, line: u32 },
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
pub(crate) enum Language {
    Toml,
    Json,
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A header between fences, then a body.
    Fenced,
    /// All of it is the header; fences are optional.
    Bare,
}

/// Reads a header up to `max_header` bytes, or a text up to `max_text`, into the room of `buffer`.
pub(crate) fn read(
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
        (Some(fence), _) => header(reader, &fence, shape, (max_header, max_text)),
        (None, Shape::Bare) => bare(reader, max_header),
        (None, Shape::Fenced) => dialect::read(reader, max_header, max_text),
    }
}

/// The bytes read so far and where more come from.
pub(crate) struct Reader<'r> {
    input: &'r mut dyn Read,
    pub(crate) bytes: Vec<u8>,
    pub(crate) ended: bool,
}

/// Reads once more, up to `step` bytes, behind those there are; whether there were any.
pub(crate) fn more(input: &mut dyn Read, bytes: &mut Vec<u8>, step: usize) -> io::Result<bool> {
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
    pub(crate) const STEP: usize = 16 * 1024;

    /// Reads once more: a header is most often in the first piece, so that the end is never asked for.
    pub(crate) fn more(&mut self) -> io::Result<()> {
        self.ended = !more(self.input, &mut self.bytes, Self::STEP)?;
        Ok(())
    }

    /// Whether another document follows: in a bare file anything but white space, so it is read on until that is
    /// certain; behind a header another header. A body is nobody's business, so only what was read is looked at.
    fn says_more(&mut self, mut from: usize, shape: Shape) -> io::Result<bool> {
        if shape == Shape::Fenced {
            return Ok(begins_with_header(&self.bytes[from..], self.ended));
        }
        loop {
            if self.bytes[from..].iter().any(|byte| !byte.is_ascii_whitespace()) {
                return Ok(true);
            }
            if self.ended {
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

fn header(
    mut reader: Reader<'_>,
    opening: &Opening,
    shape: Shape,
    (limit, max_text): (usize, usize),
) -> io::Result<Source> {
    let &Opening { start, first_line } = opening;
    let is_fenced = shape == Shape::Fenced;
    let mut line_start = start;
    let mut line = first_line;
    loop {
        while let Some(end) = line_end(&reader.bytes, line_start, reader.ended) {
            if is_fence(&reader.bytes[line_start..end.text], &[b"---", b"..."]) {
                if is_fenced && is_prose(&reader.bytes[start..line_start]) {
                    return prose(reader, max_text, first_line - 1);
                }
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
        let is_too_large = reader.bytes.len() > limit + start;
        if (is_too_large || reader.ended) && is_fenced && !opens_header(&reader.bytes[start..]) {
            return prose(reader, max_text, first_line - 1);
        }
        if is_too_large {
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
    header(reader, &Opening { start: 0, first_line: 1 }, Shape::Bare, (limit, 0))
}

fn prose(reader: Reader<'_>, limit: usize, line: u32) -> io::Result<Source> {
    match text(reader, limit)? {
        Source::Text { bytes, cut } => Ok(Source::Prose { bytes, cut, line }),
        other => Ok(other),
    }
}

/// Whether the lines between two rules are prose: none is a field of ours, and one at the margin is no field at all.
/// Headings and comments look alike, so that they decide nothing.
fn is_prose(bytes: &[u8]) -> bool {
    let mut stray = false;
    for line in lines_of(bytes) {
        if names_ours(line.trim_ascii()) {
            return false;
        }
        let at_margin = !line.starts_with(b" ") && !line.starts_with(b"\t");
        let may_be_header = line.is_empty() || line.starts_with(b"#") || may_be_field(line);
        stray |= at_margin && !may_be_header;
    }
    stray
}

/// Whether a header begins here that is never closed: its first lines, up to one that is blank, have a field of ours.
fn opens_header(bytes: &[u8]) -> bool {
    let lines = lines_of(bytes).skip_while(|line| line.is_empty());
    lines.take_while(|line| !line.is_empty()).any(names_ours)
}

/// Whether another header begins here, with a field of ours, and is closed.
fn begins_with_header(bytes: &[u8], ended: bool) -> bool {
    // A piece of a line may be anything.
    let end = if ended { Some(bytes.len()) } else { memrchr(b'\n', bytes) };
    let Some(whole) = end.map(|end| &bytes[..end]) else { return false };
    let mut lines = lines_of(whole).skip_while(|line| line.is_empty());
    lines.next().is_some_and(names_ours) && lines.any(|line| line == b"---")
}

/// The lines of a text, without the blanks behind them.
fn lines_of(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let end = line_end(bytes, start, true)?;
        let line = bytes[start..end.text].trim_ascii_end();
        start = end.next;
        Some(line)
    })
}

/// Whether a line may begin a header: a key and its colon, an opened map, a list, a directive.
fn may_be_field(line: &[u8]) -> bool {
    let opens = [b'{', b'}', b'[', b']', b'%'];
    opens.iter().any(|sign| line.starts_with(&[*sign])) || line.starts_with(b"- ") || key_of(line).is_some()
}

fn names_ours(line: &[u8]) -> bool {
    key_of(line).and_then(|key| str::from_utf8(key).ok()).is_some_and(names::is_ours)
}

/// What stands before the colon of a line, where it may be the name of a field: a word, or a name of ours. Behind the
/// colon is a blank or another colon, or nothing; or anything, behind a name of ours.
fn key_of(line: &[u8]) -> Option<&[u8]> {
    let (key, value) = line.split_at(memchr::memchr(b':', line)?);
    let key = match key {
        [quote @ (b'"' | b'\''), inner @ .., last] if quote == last => inner,
        key => key.trim_ascii_end(),
    };
    let is_ours = str::from_utf8(key).is_ok_and(names::is_ours);
    let is_word = !key.is_empty()
        && key.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | 0x80..));
    let is_spaced = value.get(1).is_none_or(|next| next.is_ascii_whitespace() || *next == b':');
    ((is_ours && !value.starts_with(b"://")) || (is_word && is_spaced)).then_some(key)
}

pub(crate) fn text(mut reader: Reader<'_>, limit: usize) -> io::Result<Source> {
    reader.more_until(limit)?;
    let cut = reader.bytes.len() > limit;
    let mut bytes = without_bom(reader.bytes);
    bytes.truncate(limit);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Source::Empty);
    }
    Ok(Source::Text { bytes, cut })
}

pub(crate) const BOM: &[u8] = b"\xef\xbb\xbf";

pub(crate) fn without_bom(mut bytes: Vec<u8>) -> Vec<u8> {
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

pub(crate) fn is_fence(line: &[u8], fences: &[&[u8]]) -> bool {
    let trailing = line.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
    fences.contains(&&line[..line.len() - trailing])
}

/// Where a line's text ends and where the next line begins.
pub(crate) struct LineEnd {
    pub(crate) text: usize,
    pub(crate) next: usize,
}

/// The end of the line that begins at `start`: LF, CRLF or a lone CR. The last line needs none when the file
/// has `ended`; before that, an unfinished line is not a line yet.
pub(crate) fn line_end(bytes: &[u8], start: usize, ended: bool) -> Option<LineEnd> {
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

    fn prose(text: &str) -> Source {
        Source::Prose { bytes: text.into(), cut: false, line: 1 }
    }

    #[test]
    fn what_stands_between_rules_is_a_header_only_with_keys() {
        let is_header = |text: &str| matches!(read_str(text, Shape::Fenced), Source::Header { .. });
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
            assert_eq!(read_str(&text, Shape::Fenced), prose(&text), "{inner}");
            let open = format!("---\n{inner}\n");
            assert_eq!(read_str(&open, Shape::Fenced), prose(&open), "{inner}");
        }
        let long = format!("---\n{}", "and so on\n".repeat(200));
        assert!(matches!(read_str(&long, Shape::Fenced), Source::Prose { cut: true, .. }));
        let later = "---\nLow water.\n\ntitle: of a list\n";
        assert_eq!(read_str(later, Shape::Fenced), prose(later));
    }

    fn header(text: &str, first_line: u32, end: Option<u32>) -> Source {
        Source::Header { bytes: text.into(), first_line, end }
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
            ("---\ntitle: b\n", Source::Unterminated { line: 1 }),
            ("---\na: b\nurl: c\n---x\n", Source::Unterminated { line: 1 }),
            ("---", prose("---")),
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
        assert_eq!(
            read_str(&format!("---\ntitle: {}\n---\n", "x".repeat(2000)), Shape::Fenced),
            Source::TooLarge
        );
        assert_eq!(
            read_str(&"y".repeat(200), Shape::Fenced),
            Source::Text { bytes: vec![b'y'; 100], cut: true }
        );
    }

    #[test]
    fn a_header_may_be_as_long_as_the_limit() {
        for (length, fits) in [(1000, true), (1001, false)] {
            let text = format!("x: {}\n", "x".repeat(length - 4));
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
