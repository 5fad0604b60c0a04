//! Reads as much of a file as is needed and finds the fence lines. What stands between them is the header's
//! business, what stands after them nobody's.

use std::io::{self, Read};

/// The part of a file that says something.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The lines between the fences; `first_line` is the file's line number of the first of them.
    Header { bytes: Vec<u8>, first_line: u32, more: bool },
    /// A file without a header, up to the limit; `cut` says whether there was more.
    Text { bytes: Vec<u8>, cut: bool },
    /// An opening fence and no closing one.
    Unterminated,
    /// No closing fence within the limit.
    TooLarge,
    /// Nothing but white space.
    Empty,
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A header between fences, then a body.
    Fenced,
    /// All of it is the header; fences are optional.
    Bare,
}

/// Reads a header up to `max_header` bytes, or a text up to `max_text`.
pub(super) fn read(
    input: &mut dyn Read,
    shape: Shape,
    max_header: usize,
    max_text: usize,
) -> io::Result<Source> {
    let mut reader = Reader { input, bytes: Vec::new(), ended: false };
    while !reader.ended && first_line_end(&reader.bytes).is_none() && reader.bytes.len() < 256 {
        reader.more()?;
    }
    let opened = opening_fence(&reader.bytes);
    match (opened, shape) {
        (Some(start), _) => header(reader, start, shape, max_header),
        (None, Shape::Bare) => bare(reader, max_header),
        (None, Shape::Fenced) => text(reader, max_text),
    }
}

/// The bytes read so far and where more come from.
struct Reader<'r> {
    input: &'r mut dyn Read,
    bytes: Vec<u8>,
    ended: bool,
}

impl Reader<'_> {
    const STEP: usize = 16 * 1024;

    fn more(&mut self) -> io::Result<()> {
        let before = self.bytes.len();
        let read = (&mut *self.input).take(Self::STEP as u64).read_to_end(&mut self.bytes)?;
        self.ended = read == 0 || self.bytes.len() < before + Self::STEP;
        Ok(())
    }

    fn more_until(&mut self, limit: usize) -> io::Result<()> {
        while !self.ended && self.bytes.len() <= limit {
            self.more()?;
        }
        Ok(())
    }
}

fn header(mut reader: Reader<'_>, start: usize, shape: Shape, limit: usize) -> io::Result<Source> {
    let mut line_start = start;
    loop {
        while let Some(end) = line_end(&reader.bytes, line_start, reader.ended) {
            if is_fence(&reader.bytes[line_start..end.text], &[b"---", b"..."]) {
                if line_start > start + limit {
                    return Ok(Source::TooLarge);
                }
                let more = reader.bytes[end.next..].iter().any(|b| !b.is_ascii_whitespace());
                reader.bytes.truncate(line_start);
                reader.bytes.drain(..start);
                return Ok(Source::Header { bytes: reader.bytes, first_line: 2, more });
            }
            line_start = end.next;
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
        return Ok(Source::Header { bytes: reader.bytes, first_line: 2, more: false });
    }
    Ok(Source::Unterminated)
}

fn bare(mut reader: Reader<'_>, limit: usize) -> io::Result<Source> {
    reader.more_until(limit)?;
    if reader.bytes.len() > limit {
        return Ok(Source::TooLarge);
    }
    let bytes = without_bom(reader.bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Source::Empty);
    }
    Ok(Source::Header { bytes, first_line: 1, more: false })
}

fn text(mut reader: Reader<'_>, limit: usize) -> io::Result<Source> {
    reader.more_until(limit)?;
    let cut = reader.bytes.len() > limit;
    let mut bytes = without_bom(reader.bytes);
    bytes.truncate(limit);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Source::Empty);
    }
    Ok(Source::Text { bytes, cut })
}

const BOM: &[u8] = b"\xef\xbb\xbf";

fn without_bom(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(BOM) {
        bytes.drain(..BOM.len());
    }
    bytes
}

/// Where the line after an opening fence begins.
fn opening_fence(bytes: &[u8]) -> Option<usize> {
    let start = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
    let end = line_end(bytes, start, true)?;
    is_fence(&bytes[start..end.text], &[b"---"]).then_some(end.next)
}

fn is_fence(line: &[u8], fences: &[&[u8]]) -> bool {
    let trailing = line.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
    fences.contains(&&line[..line.len() - trailing])
}

fn first_line_end(bytes: &[u8]) -> Option<LineEnd> {
    line_end(bytes, 0, false)
}

/// Where a line's text ends and where the next line begins.
struct LineEnd {
    text: usize,
    next: usize,
}

/// The end of the line that begins at `start`: LF, CRLF or a lone CR. The last line needs none when the file
/// has `ended`; before that, an unfinished line is not a line yet.
fn line_end(bytes: &[u8], start: usize, ended: bool) -> Option<LineEnd> {
    let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
    let Some(at) = rest.iter().position(|b| matches!(b, b'\n' | b'\r')) else {
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
        read(&mut file.as_bytes(), shape, 1000, 100).unwrap()
    }

    fn header(text: &str, first_line: u32, more: bool) -> Source {
        Source::Header { bytes: text.into(), first_line, more }
    }

    #[test]
    fn fences_at_their_edges() {
        for (file, expected) in [
            ("---\na: b\n---\n", header("a: b\n", 2, false)),
            ("---\na: b\n---", header("a: b\n", 2, false)),
            ("---\na: b\n...\nbody", header("a: b\n", 2, true)),
            ("--- \t\r\na: b\r\n---  \r\nbody", header("a: b\r\n", 2, true)),
            ("\u{feff}---\na: b\n---\n", header("a: b\n", 2, false)),
            ("---\ra: b\r---\rbody", header("a: b\r", 2, true)),
            ("---\n---\nbody", header("", 2, true)),
            ("---\na: --- b\n ---\n----\n---\n", header("a: --- b\n ---\n----\n", 2, false)),
            ("---\na: b\n", Source::Unterminated),
            ("---\na: b\n---x\n", Source::Unterminated),
            ("---", Source::Unterminated),
            ("----\nx", Source::Text { bytes: b"----\nx".to_vec(), cut: false }),
            ("\n---\na: b\n---\n", Source::Text { bytes: b"\n---\na: b\n---\n".to_vec(), cut: false }),
            ("\u{feff} \n", Source::Empty),
            ("", Source::Empty),
        ] {
            assert_eq!(read_str(file, Shape::Fenced), expected, "{file:?}");
        }
    }

    #[test]
    fn a_yaml_file_needs_no_fence() {
        assert_eq!(read_str("a: b\n", Shape::Bare), header("a: b\n", 1, false));
        assert_eq!(read_str("---\na: b\n", Shape::Bare), header("a: b\n", 2, false));
        assert_eq!(read_str("---\na: b\n---\nc: d\n", Shape::Bare), header("a: b\n", 2, true));
    }

    #[test]
    fn a_body_is_read_no_further_than_needed() {
        let long = format!("---\na: b\n---\n{}", "x".repeat(1 << 20));
        let mut rest = long.as_bytes();
        read(&mut rest, Shape::Fenced, 1000, 100).unwrap();
        assert!(rest.len() > (1 << 20) - 2 * Reader::STEP);
        assert_eq!(read_str(&format!("---\n{}\n---\n", "x".repeat(2000)), Shape::Fenced), Source::TooLarge);
        assert_eq!(
            read_str(&"y".repeat(200), Shape::Fenced),
            Source::Text { bytes: vec![b'y'; 100], cut: true }
        );
    }

    #[test]
    fn a_fence_across_two_reads_is_found() {
        for filler in Reader::STEP - 12..Reader::STEP + 4 {
            let body = format!("a: {}\r\n", "x".repeat(filler));
            let file = format!("---\r\n{body}---\r\nrest");
            let source = read(&mut file.as_bytes(), Shape::Fenced, 1 << 20, 100).unwrap();
            assert!(
                matches!(source, Source::Header { ref bytes, .. } if bytes == body.as_bytes()),
                "{filler}"
            );
        }
    }
}
