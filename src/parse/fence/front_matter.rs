//! YAML headers: the text between two fences, or the whole file. This module does not interpret a header, and it does
//! not read the body.

use std::io;

use memchr::memrchr;

use super::file_start::{FileShape, FileStart, StartReader, is_fence, line_end, text};
use crate::parse::byte_source::{BOM, without_bom};
use crate::parse::document::field_names;

/// Reads what an opening fence of YAML promises, up to these many bytes of a header or a text.
pub(super) fn read(
    mut reader: StartReader<'_>,
    opening: &YamlOpening,
    shape: FileShape,
    (limit, max_text): (usize, usize),
) -> io::Result<FileStart> {
    let &YamlOpening { start, first_line } = opening;
    let is_fenced = shape == FileShape::Fenced;
    let mut line_start = start;
    let mut line = first_line;
    loop {
        while let Some(end) = line_end(&reader.bytes, line_start, reader.ended) {
            if is_fence(&reader.bytes[line_start..end.text], &[b"---", b"..."]) {
                if is_fenced && is_prose(&reader.bytes[start..line_start]) {
                    return prose(reader, max_text, first_line - 1);
                }
                if line_start > start + limit {
                    return Ok(FileStart::TooLarge);
                }
                let more = says_more(&mut reader, end.next, shape)?;
                reader.bytes.truncate(line_start);
                reader.bytes.drain(..start);
                return Ok(FileStart::Header { bytes: reader.bytes, first_line, end: more.then_some(line) });
            }
            line_start = end.next;
            line += 1;
        }
        let is_too_large = reader.bytes.len() > limit + start;
        if (is_too_large || reader.ended) && is_fenced && !opens_header(&reader.bytes[start..]) {
            return prose(reader, max_text, first_line - 1);
        }
        if is_too_large {
            return Ok(FileStart::TooLarge);
        }
        if reader.ended {
            break;
        }
        reader.more()?;
    }
    if shape == FileShape::Bare {
        reader.bytes.drain(..start);
        return Ok(FileStart::Header { bytes: reader.bytes, first_line, end: None });
    }
    Ok(FileStart::Unterminated { line: first_line - 1 })
}

/// Whether another document follows: in a bare file anything but white space, so it is read on until that is
/// certain; behind a header another header. A body is nobody's business, so only what was read is looked at.
fn says_more(reader: &mut StartReader<'_>, mut from: usize, shape: FileShape) -> io::Result<bool> {
    if shape == FileShape::Fenced {
        return Ok(begins_with_header(&reader.bytes[from..], reader.ended));
    }
    loop {
        if reader.bytes[from..].iter().any(|byte| !byte.is_ascii_whitespace()) {
            return Ok(true);
        }
        if reader.ended {
            return Ok(false);
        }
        reader.bytes.truncate(from);
        from = reader.bytes.len();
        reader.more()?;
    }
}

/// Reads a file that is a header without fences.
pub(super) fn bare(mut reader: StartReader<'_>, limit: usize) -> io::Result<FileStart> {
    reader.more_until(limit)?;
    if reader.bytes.len() > limit {
        return Ok(FileStart::TooLarge);
    }
    reader.bytes = without_bom(reader.bytes);
    if reader.bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(FileStart::Empty);
    }
    read(reader, &YamlOpening { start: 0, first_line: 1 }, FileShape::Bare, (limit, 0))
}

fn prose(reader: StartReader<'_>, limit: usize, line: u32) -> io::Result<FileStart> {
    match text(reader, limit)? {
        FileStart::Text { bytes, cut } => Ok(FileStart::Prose { bytes, cut, line }),
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
    key_of(line).and_then(|key| str::from_utf8(key).ok()).is_some_and(field_names::is_ours)
}

/// What stands before the colon of a line, where it may be the name of a field: a word, or a name of ours. Behind the
/// colon is a blank or another colon, or nothing; or anything, behind a name of ours.
fn key_of(line: &[u8]) -> Option<&[u8]> {
    let (key, value) = line.split_at(memchr::memchr(b':', line)?);
    let key = match key {
        [quote @ (b'"' | b'\''), inner @ .., last] if quote == last => inner,
        key => key.trim_ascii_end(),
    };
    let is_ours = str::from_utf8(key).is_ok_and(field_names::is_ours);
    let is_word = !key.is_empty()
        && key.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | 0x80..));
    let is_spaced = value.get(1).is_none_or(|next| next.is_ascii_whitespace() || *next == b':');
    ((is_ours && !value.starts_with(b"://")) || (is_word && is_spaced)).then_some(key)
}

/// The offset of the line after an opening fence, and its number.
pub(super) struct YamlOpening {
    start: usize,
    first_line: u32,
}

/// The opening fence: the first line that is not blank.
pub(super) fn opening_fence(bytes: &[u8]) -> Option<YamlOpening> {
    let mut start = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
    let mut first_line = 2;
    loop {
        let end = line_end(bytes, start, true)?;
        let line = &bytes[start..end.text];
        if !line.iter().all(u8::is_ascii_whitespace) {
            return is_fence(line, &[b"---"]).then_some(YamlOpening { start: end.next, first_line });
        }
        start = end.next;
        first_line += 1;
    }
}
