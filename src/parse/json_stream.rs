//! Splits a JSON stream of any length into values. A broken value does not affect the next ones. The module
//! `tree::json` interprets the values.

use std::io::{self, Read};

use memchr::memchr3;

use super::byte_source::read_more;
use super::json_scan::BracketScan;

/// One value as it stands in the stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StreamValue {
    pub(super) text: Vec<u8>,
    /// Its first position: line and column from 1, the column in characters.
    pub(super) line: u32,
    pub(super) column: u32,
}

/// The next item of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum StreamItem {
    Value(StreamValue),
    /// A value over the limit, walked over; the line it begins on.
    TooLong(u32),
    /// The bracket that was to close what is read.
    Closed,
    /// The end of the stream.
    End,
}

/// A JSON stream.
pub(super) struct JsonStream<'r> {
    input: &'r mut dyn Read,
    bytes: Vec<u8>,
    at: usize,
    ended: bool,
    line: u32,
    column: u32,
    /// Whether only blanks stand before this place on its line.
    fresh: bool,
    /// Whether a record is a line: known once one was.
    by_line: bool,
    limit: usize,
}

impl<'r> JsonStream<'r> {
    const STEP: usize = 64 * 1024;

    /// Of values of at most this many bytes.
    pub(super) fn new(input: &'r mut dyn Read, limit: usize) -> JsonStream<'r> {
        let (line, column) = (1, 1);
        JsonStream {
            input,
            bytes: Vec::new(),
            at: 0,
            ended: false,
            line,
            column,
            fresh: true,
            by_line: false,
            limit,
        }
    }

    /// The first bytes, up to `length` of them where there are so many.
    pub(super) fn ahead(&mut self, length: usize) -> io::Result<&[u8]> {
        while !self.ended && self.bytes.len() < self.at + length {
            // What was taken is not needed any more.
            if self.at >= Self::STEP {
                self.bytes.drain(..self.at);
                self.at = 0;
            }
            self.more()?;
        }
        Ok(&self.bytes[self.at..])
    }

    /// The line and the column that the stream is at, both from 1.
    pub(super) fn place(&self) -> (u32, u32) {
        (self.line, self.column)
    }

    /// The next byte that says something; blanks, commas and the mark of a Windows file do not.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        // Blanks are taken one by one; the mark is taken once, on the first line.
        loop {
            match self.byte(self.at)? {
                None => return Ok(None),
                Some(byte) if byte.is_ascii_whitespace() || matches!(byte, b',' | b'\x1e') => self.step(),
                Some(0xef) if self.line == 1 && self.ahead(3)?.starts_with(b"\xef\xbb\xbf") => {
                    self.at += 3;
                }
                Some(byte) => return Ok(Some(byte)),
            }
        }
    }

    /// Takes the next byte, which `peek` has shown.
    pub(super) fn step(&mut self) {
        let byte = self.bytes[self.at];
        self.at += 1;
        self.count(byte);
    }

    fn count(&mut self, byte: u8) {
        match byte {
            b'\n' => {
                self.line = self.line.saturating_add(1);
                self.column = 1;
                self.fresh = true;
            }
            // Bytes inside a character are no columns.
            _ if byte & 0xc0 != 0x80 => {
                self.column = self.column.saturating_add(1);
                self.fresh &= matches!(byte, b' ' | b'\t' | b'\r');
            }
            _ => {}
        }
    }

    /// The next value, up to the bracket that closes a list or object of them.
    pub(super) fn next(&mut self, closing: Option<u8>) -> io::Result<StreamItem> {
        let Some(first) = self.peek()? else { return Ok(StreamItem::End) };
        if Some(first) == closing {
            self.step();
            return Ok(StreamItem::Closed);
        }
        let (line, column, fresh) = (self.line, self.column, self.fresh);
        let indent = fresh.then_some(column as usize - 1);
        let (text, whole) = match first {
            b'{' | b'[' => self.collection(indent, closing.is_none() && self.by_line)?,
            b'"' => self.until(|bytes| ScalarEnd::Text.end(bytes))?,
            _ => self.until(|bytes| ScalarEnd::Word.end(bytes))?,
        };
        self.by_line |= closing.is_none() && fresh && self.line == line && self.ends_line()?;
        Ok(if whole {
            StreamItem::Value(StreamValue { text, line, column })
        } else {
            StreamItem::TooLong(line)
        })
    }

    fn ends_line(&mut self) -> io::Result<bool> {
        Ok(matches!(self.byte(self.at)?, Some(b'\n' | b'\r')))
    }

    /// An object or a list: its text up to the limit, and whether that is all of it.
    fn collection(&mut self, indent: Option<usize>, by_line: bool) -> io::Result<(Vec<u8>, bool)> {
        let mut text = Vec::new();
        let mut scan = BracketScan::default();
        let mut open: Vec<u8> = Vec::new();
        let mut before = b' ';
        let mut length = 0;
        while let Some(byte) = self.byte(self.at)? {
            if byte == b'\n' {
                // Below a record that is indented, nothing of it stands as far to the left as its beginning.
                let broken = indent.is_some_and(|indent| indent > 0)
                    || scan.in_text
                    || !matches!(before, b'[' | b':' | b'{' | b',')
                    || (before == b',' && open.last() == Some(&b'{'));
                if by_line || (broken && self.next_line_begins_a_record(indent)?) {
                    break;
                }
            }
            let in_text = scan.in_text;
            let ends = scan.step(byte);
            length += 1;
            if length <= self.limit {
                text.push(byte);
            }
            self.step();
            if !in_text && !byte.is_ascii_whitespace() {
                before = byte;
                match byte {
                    b'{' | b'[' if open.len() < 256 => open.push(byte),
                    b'}' | b']' => drop(open.pop()),
                    _ => {}
                }
            } else if scan.in_text && !scan.escaped {
                // The greater part of a record is text, and nothing in it is of interest here.
                self.skip_text(&mut text, &mut length)?;
            }
            if ends {
                break;
            }
        }
        Ok((text, length <= self.limit))
    }

    /// Takes what is there of a text, up to a quote, a backslash or the end of the line.
    fn skip_text(&mut self, text: &mut Vec<u8>, length: &mut usize) -> io::Result<()> {
        self.byte(self.at)?;
        let rest = &self.bytes[self.at..];
        let end = memchr3(b'"', b'\\', b'\n', rest).unwrap_or(rest.len());
        let room = self.limit.saturating_sub(*length).min(end);
        text.extend_from_slice(&rest[..room]);
        *length += end;
        self.column =
            self.column.saturating_add(rest[..end].iter().filter(|b| **b & 0xc0 != 0x80).count() as u32);
        self.at += end;
        Ok(())
    }

    /// Whether the line after this one opens an object where the present record began.
    fn next_line_begins_a_record(&mut self, indent: Option<usize>) -> io::Result<bool> {
        // Nobody indents a record further.
        let Some(indent) = indent.filter(|indent| *indent <= 64) else { return Ok(false) };
        let line = &self.ahead(indent + 2)?[1..];
        let blanks = line.iter().take(indent).all(|byte| matches!(byte, b' ' | b'\t'));
        Ok(blanks && line.get(indent) == Some(&b'{'))
    }

    /// A value that is no collection.
    fn until(&mut self, end: impl Fn(&[u8]) -> Option<usize>) -> io::Result<(Vec<u8>, bool)> {
        let mut text = Vec::new();
        loop {
            let room = self.limit.saturating_sub(text.len());
            let rest = self.ahead(1)?;
            let found = end(rest);
            let length = found.unwrap_or(rest.len());
            text.extend_from_slice(&rest[..length.min(room)]);
            for _ in 0..length {
                self.step();
            }
            if length > room {
                return Ok((text, false));
            }
            if found.is_some() || self.ahead(1)?.is_empty() {
                return Ok((text, true));
            }
        }
    }

    fn byte(&mut self, at: usize) -> io::Result<Option<u8>> {
        if at >= self.bytes.len() && !self.ended {
            // What was taken is not needed any more.
            let taken = self.at;
            self.bytes.drain(..taken);
            self.at = 0;
            self.more()?;
            return Ok(self.bytes.get(at - taken).copied());
        }
        Ok(self.bytes.get(at).copied())
    }

    fn more(&mut self) -> io::Result<()> {
        self.ended = !read_more(self.input, &mut self.bytes, Self::STEP)?;
        Ok(())
    }
}

/// A value that is no collection.
enum ScalarEnd {
    Text,
    Word,
}

impl ScalarEnd {
    /// Where it ends, if it does so in these bytes; a bracket out of place is a word of its own.
    fn end(&self, bytes: &[u8]) -> Option<usize> {
        match self {
            ScalarEnd::Text => {
                let close = bytes.iter().skip(1).position(|byte| matches!(byte, b'"' | b'\n'))?;
                Some(close + 2 - usize::from(bytes[close + 1] == b'\n'))
            }
            ScalarEnd::Word => {
                let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b'\n');
                bytes.iter().position(ends).map(|at| at.max(1))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of a stream with their places, and where one is too long.
    fn values(stream: &str, closing: Option<u8>) -> Vec<String> {
        let mut input = stream.as_bytes();
        let mut split = JsonStream::new(&mut input, 60);
        if closing.is_some() {
            split.peek().unwrap();
            split.step();
        }
        let mut found = Vec::new();
        loop {
            match split.next(closing).unwrap() {
                StreamItem::Value(StreamValue { text, line, column }) => {
                    found.push(format!("{line}:{column} {}", String::from_utf8(text).unwrap()));
                }
                StreamItem::TooLong(line) => found.push(format!("{line} too long")),
                StreamItem::Closed | StreamItem::End => return found,
            }
        }
    }

    #[test]
    fn a_record_a_line() {
        assert_eq!(values("{\"a\":1}\r\n\n{\"b\":\"}\"}", None), ["1:1 {\"a\":1}", "3:1 {\"b\":\"}\"}"]);
        assert_eq!(values("\u{feff}{}\n1\n\"x\"\n", None), ["1:1 {}", "2:1 1", "3:1 \"x\""]);
        // Brackets in a text open and close nothing.
        assert_eq!(values("{\"a\":[\"]\",\n{\"b\":1}]}", None), ["1:1 {\"a\":[\"]\",\n{\"b\":1}]}"]);
        // A mark is one at the very start only, and not all that begins like one is.
        assert_eq!(values("{}\n\u{feff}\n\u{ff3b}\n", None), ["1:1 {}", "2:1 \u{feff}", "3:1 \u{ff3b}"]);
    }

    #[test]
    fn a_broken_record_ends_where_the_next_begins() {
        assert_eq!(
            values("{\"a\":\"x\n{\"b\":2}\n{\"c\":\n{\"d\":4}\n", None),
            ["1:1 {\"a\":\"x", "2:1 {\"b\":2}", "3:1 {\"c\":", "4:1 {\"d\":4}"]
        );
        assert_eq!(
            values("[\n  {\"a\": [1,\n   2},\n  {\"b\": \"x\n  },\n  {\"c\": 3}\n]", Some(b']')),
            ["2:3 {\"a\": [1,\n   2},", "4:3 {\"b\": \"x\n  },", "6:3 {\"c\": 3}"]
        );
    }

    #[test]
    fn a_list_left_open_ends_where_the_next_record_begins() {
        assert_eq!(
            values("[\n  {\"a\": [{},\n  {\"b\": 2}\n]", Some(b']')),
            ["2:3 {\"a\": [{},", "3:3 {\"b\": 2}"]
        );
    }

    #[test]
    fn records_over_several_lines() {
        let pretty = "{\n  \"a\": {\n    \"b\": [\n      1\n    ]\n  }\n}\n{\n\"c\": [\n{\n}\n]\n}\n";
        assert_eq!(values(pretty, None).len(), 2);
        assert_eq!(
            values("[{\"a\":1},{\"é\":2}, {\"c\":3}]", Some(b']')),
            ["1:2 {\"a\":1}", "1:10 {\"é\":2}", "1:19 {\"c\":3}"]
        );
    }

    #[test]
    fn what_is_too_long_is_walked_over() {
        let long = format!("{{\"a\":\"{}\"}}\n{{\"b\":{}}}\n{{}}\n", "x".repeat(100), "[".repeat(100));
        assert_eq!(values(&long, None), ["1 too long", "2 too long", "3:1 {}"]);
    }
}
