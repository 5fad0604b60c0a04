//! The possible starts of a file, and the reader that recognises them.

use std::io::{self, Read};

use memchr::memchr2;

use crate::parse::byte_source::{read_more, without_bom};
use crate::parse::tree::Language;

/// The part of a file that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileStart {
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

/// The way to read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileShape {
    /// A header between fences, then a body.
    Fenced,
    /// All of it is the header; fences are optional.
    Bare,
}

/// The bytes read so far and where more come from.
pub(super) struct StartReader<'r> {
    pub(super) input: &'r mut dyn Read,
    pub(super) bytes: Vec<u8>,
    pub(super) ended: bool,
}

impl StartReader<'_> {
    pub(super) const STEP: usize = 16 * 1024;

    /// Reads once more: a header is most often in the first piece, so that the end is never asked for.
    pub(super) fn more(&mut self) -> io::Result<()> {
        self.ended = !read_more(self.input, &mut self.bytes, Self::STEP)?;
        Ok(())
    }

    pub(super) fn more_until(&mut self, limit: usize) -> io::Result<()> {
        while !self.ended && self.bytes.len() <= limit {
            self.more()?;
        }
        Ok(())
    }
}

pub(super) fn text(mut reader: StartReader<'_>, limit: usize) -> io::Result<FileStart> {
    reader.more_until(limit)?;
    let cut = reader.bytes.len() > limit;
    let mut bytes = without_bom(reader.bytes);
    bytes.truncate(limit);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(FileStart::Empty);
    }
    Ok(FileStart::Text { bytes, cut })
}

pub(super) fn is_fence(line: &[u8], fences: &[&[u8]]) -> bool {
    let trailing = line.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
    fences.contains(&&line[..line.len() - trailing])
}

/// The end of a line's text, and the beginning of the next line.
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
