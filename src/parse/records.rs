//! Files of records: JSON Lines, a JSON list, newsfeed's own JSON. Each record is read as a header is, many at a time;
//! a bad one costs that one.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use rayon::prelude::*;

use super::arena::TextArena;
use super::context::Log;
use super::json_stream::{Next, Split, Value};
use super::reimport::{self as own, Mentioned};
use super::tree::json;
use super::tree::spans::Origin;
use super::{Content, ParsedFiles, Path, has_extension, is_utf16};
use crate::model::{Diagnostic, Document, InputPath, Level, ParseOptions, Problem, SourceFile, Text};

/// Endings of the names of files that hold records.
const EXTENSIONS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// An opened file, by what it holds.
pub(super) enum Input {
    Header(Box<dyn Read>),
    Records(Box<dyn Read>),
}

/// Tells files of records by their names, standard input by its first byte.
pub(super) fn sort_out(file: &SourceFile, mut input: Box<dyn Read>) -> io::Result<Input> {
    if let InputPath::Path(_) = file.place {
        let records = has_extension(&file.name, &EXTENSIONS);
        return Ok(if records { Input::Records(input) } else { Input::Header(input) });
    }
    let mut start = Vec::new();
    let first = loop {
        let mark = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
        if let Some(first) = mark.iter().find(|byte| !byte.is_ascii_whitespace()) {
            break Some(*first);
        }
        let mut piece = [0; 4096];
        match input.read(&mut piece) {
            Ok(0) => break None,
            Ok(read) => start.extend_from_slice(&piece[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        // Blanks without end are a text of nothing.
        if start.len() > 1 << 20 {
            break None;
        }
    };
    let whole: Box<dyn Read> = Box::new(Cursor::new(start).chain(input));
    Ok(if matches!(first, Some(b'{' | b'[')) { Input::Records(whole) } else { Input::Header(whole) })
}

/// What the records of a file came to.
#[derive(Default)]
pub(super) struct Records<'t> {
    documents: Vec<Document<'t>>,
    texts: Vec<Text>,
    /// Links of newsfeed's own output, to be put together again when all are read.
    mentions: Vec<Mentioned<'t>>,
    /// Records that are no document: refused, or left out by rule.
    others: usize,
    /// Whether some are newsfeed's own.
    own: bool,
}

impl<'t> Records<'t> {
    /// Adds them to what all files came to; the file counts as its records.
    pub(super) fn add_to(mut self, parsed: &mut ParsedFiles<'t>) {
        let again = own::documents(std::mem::take(&mut self.mentions));
        let count = self.documents.len() + again.len() + self.texts.len() + self.others;
        parsed.files += count.max(1) - 1;
        parsed.own |= self.own;
        parsed.documents.extend(self.documents);
        parsed.documents.extend(again);
        parsed.texts.extend(self.texts);
    }

    fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.texts.is_empty() && self.mentions.is_empty() && self.others == 0
    }
}

/// What one record came to.
enum Record<'t> {
    Document(Box<Document<'t>>),
    Own(own::Own<'t>),
    Other,
}

/// Reads a stream of records.
pub(super) fn read<'t>(
    input: &mut dyn Read,
    reading: &ParseOptions,
    log: &mut Log<'_, 't>,
) -> io::Result<Content<'t>> {
    log.path = Path::Other;
    let mut split = Split::new(input, reading.limits.header.max(own::LONGEST));
    if is_utf16(split.ahead(2)?) {
        return Ok(log.refuse(0, 0, Problem::Utf16));
    }
    let mut stream =
        Stream { reading, log, records: Records::default(), batch: Vec::new(), state: State::default() };
    if split.peek()?.is_none() {
        return Ok(stream.log.note(Problem::EmptyFile));
    }
    if split.peek()? == Some(b'[') {
        split.step();
        stream.all(&mut split, Some(b']'))?;
    }
    // Outputs of ours, one after another, and then what else there is.
    while split.peek()? == Some(b'{') && own::is_whole(split.ahead(256)?) && !stream.state.stopped {
        stream.own(&mut split)?;
    }
    stream.all(&mut split, None)?;
    let Stream { records, .. } = stream;
    if records.is_empty() {
        return Ok(log.note(Problem::NoFrontMatter("there is no record in it")));
    }
    Ok(Content::Records(Box::new(records)))
}

/// How far a stream was read.
#[derive(Default)]
struct State {
    /// Values met.
    count: usize,
    /// The line the last value began on.
    line: u32,
    bad: usize,
    /// Nothing more is read.
    stopped: bool,
    /// The file ended before a bracket was closed, and it was said.
    cut: bool,
}

struct Stream<'s, 'f, 't> {
    reading: &'s ParseOptions,
    log: &'s mut Log<'f, 't>,
    records: Records<'t>,
    batch: Vec<(Arc<str>, Value)>,
    state: State,
}

impl<'t> Stream<'_, '_, 't> {
    /// How many records are read at a time, and how many bytes.
    const BATCH: usize = 1024;
    const BATCH_BYTES: usize = 8 << 20;
    /// A file with so many bad records is none of ours.
    const MOST_BAD: usize = 1000;

    /// The values up to the closing bracket, or to the end.
    fn all(&mut self, split: &mut Split<'_>, closing: Option<u8>) -> io::Result<()> {
        let mut bytes = 0;
        while !self.state.stopped {
            match split.next(closing)? {
                Next::Value(value) => {
                    if self.state.count >= self.reading.limits.records {
                        self.flush();
                        let most = self.reading.limits.records;
                        let what =
                            format!("the file has more than {most} records; the first {most} were read");
                        self.log.add(Level::Warning, value.line, value.column, Problem::TooLarge(what));
                        self.state.stopped = true;
                        break;
                    }
                    bytes += value.text.len();
                    self.add(value);
                }
                Next::TooLong(line) => {
                    self.flush();
                    let what = format!("it is longer than {} bytes", self.reading.limits.header);
                    self.refuse(line, what);
                }
                Next::Closed => break,
                Next::End => {
                    if closing.is_some() {
                        self.flush();
                        self.cut(split);
                    }
                    break;
                }
            }
            if self.batch.len() >= Self::BATCH || bytes >= Self::BATCH_BYTES {
                self.flush();
                bytes = 0;
            }
        }
        self.flush();
        Ok(())
    }

    /// Newsfeed's own JSON: one object, however long, with lists of stories and texts.
    fn own(&mut self, split: &mut Split<'_>) -> io::Result<()> {
        split.step();
        while !self.state.stopped {
            match split.next(Some(b'}'))? {
                Next::Value(key) => self.field(&key.text, split)?,
                Next::TooLong(_) => {}
                Next::Closed => break,
                Next::End => {
                    self.cut(split);
                    break;
                }
            }
        }
        Ok(())
    }

    /// A field of our own JSON, after its name.
    fn field(&mut self, key: &[u8], split: &mut Split<'_>) -> io::Result<()> {
        if split.peek()? == Some(b':') {
            split.step();
        }
        let name = match key {
            b"\"stories\"" => Some("stories"),
            b"\"texts\"" => Some("texts"),
            _ => None,
        };
        match (split.peek()?, name) {
            // A name without a value.
            (None | Some(b'}'), _) => return Ok(()),
            (Some(b'['), Some(_)) => {
                split.step();
                return self.all(split, Some(b']'));
            }
            (Some(_), Some(name)) => {
                let (line, column) = split.place();
                let problem = Problem::BadField("is not a list; dropped".to_owned());
                self.log.add_to(Level::Warning, line, column, Some(name.to_owned()), problem);
            }
            (Some(_), None) => {}
        }
        split.next(None).map(drop)
    }

    /// Says once that the stream ends before what it opened is closed.
    fn cut(&mut self, split: &Split<'_>) {
        if !std::mem::replace(&mut self.state.cut, true) {
            let (line, column) = split.place();
            let problem = Problem::Truncated("the file ends too early".to_owned());
            self.log.add(Level::Warning, line, column, problem);
        }
    }

    /// Takes a value. Several that begin on one line are told apart by their number, so that each has a place of
    /// its own.
    fn add(&mut self, value: Value) {
        let shares_line = self.state.line == value.line;
        let name = if shares_line {
            format!("{}[{}]", self.log.file, self.state.count).into()
        } else {
            Arc::clone(self.log.file)
        };
        self.state.line = value.line;
        self.state.count += 1;
        self.batch.push((name, value));
    }

    fn refuse(&mut self, line: u32, what: String) {
        self.records.others += 1;
        self.log.add(Level::Error, line, 1, Problem::Record(Box::new(Problem::TooLarge(what))));
    }

    /// Reads what is waiting.
    fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        let (reading, file, run) = (self.reading, self.log.file, self.log.run);
        let store = self.log.room.store();
        let read = |room: &mut TextArena<'t>, (name, value): (Arc<str>, Value)| {
            let mut log = Log::new(&name, run, room, reading);
            let record = record(value, reading, &mut log);
            let mut diagnostics = log.diagnostics;
            // A problem is in the file, whatever its records are called.
            for diagnostic in &mut diagnostics {
                diagnostic.file = Arc::clone(file);
            }
            (record, diagnostics)
        };
        let room = || TextArena::of(store);
        let results: Vec<(Record<'t>, Vec<Diagnostic>)> =
            batch.into_par_iter().map_init(room, read).collect();
        for (record, diagnostics) in results {
            if self.state.stopped {
                return;
            }
            self.log.diagnostics.extend(diagnostics);
            match record {
                Record::Document(document) => self.records.documents.push(*document),
                Record::Own(own) => {
                    self.records.own = true;
                    self.records.mentions.extend(own.mentions);
                    self.records.texts.extend(own.texts);
                }
                Record::Other => {
                    self.records.others += 1;
                    self.state.bad += 1;
                    self.stop_at_nonsense();
                }
            }
        }
    }

    fn stop_at_nonsense(&mut self) {
        let Records { documents, mentions, texts, .. } = &self.records;
        let good = documents.len() + mentions.len() + texts.len();
        if self.state.bad >= Self::MOST_BAD && good < self.state.bad {
            let what =
                format!("{} records are no articles; the rest of the file was not read", Self::MOST_BAD);
            self.log.add(Level::Warning, self.state.line, 1, Problem::Truncated(what));
            self.state.stopped = true;
        }
    }
}

/// Reads one record.
fn record<'t>(value: Value, reading: &ParseOptions, log: &mut Log<'_, 't>) -> Record<'t> {
    let Value { text, line, column } = value;
    match own::read(&text, line, reading, log) {
        Some(Ok(own)) => return Record::Own(own),
        Some(Err(())) => {
            as_record(log, line, column);
            return Record::Other;
        }
        None => {}
    }
    let most = reading.limits.header;
    if text.len() > most {
        log.refuse(line, column, Problem::TooLarge(format!("it is longer than {most} bytes")));
        as_record(log, line, column);
        return Record::Other;
    }
    log.origin = Origin { one_of_many: true, ..Origin::default() };
    match json::read(text, (line, column), reading, log) {
        Content::Document(document) => Record::Document(document),
        Content::Text(_) | Content::Nothing | Content::Records(_) => {
            as_record(log, line, column);
            Record::Other
        }
    }
}

/// What was said about a file is meant of this record.
fn as_record(log: &mut Log<'_, '_>, line: u32, column: u32) {
    for diagnostic in &mut log.diagnostics {
        match (diagnostic.level, &diagnostic.problem) {
            (Level::Error, _) => {
                let problem = std::mem::replace(&mut diagnostic.problem, Problem::EmptyFile);
                diagnostic.problem = Problem::Record(Box::new(problem));
            }
            (Level::Note, Problem::NoFrontMatter(_)) => {
                (diagnostic.line, diagnostic.column) = (line, column);
                diagnostic.problem = Problem::NoFrontMatter("the record has no field of an article");
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn blanks_without_end_are_given_up() {
        /// Blanks, counted as they are read.
        struct Blanks(Arc<AtomicUsize>, io::Take<io::Repeat>);
        impl Read for Blanks {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                // Pieces of any size, as pipes have them.
                let read = self.1.read(&mut buffer[..1000])?;
                self.0.fetch_add(read, Ordering::Relaxed);
                Ok(read)
            }
        }
        let read = Arc::new(AtomicUsize::new(0));
        let blanks = Blanks(Arc::clone(&read), io::repeat(b' ').take(8 << 20));
        let file = SourceFile { name: "-".into(), place: InputPath::Stdin };
        let input = sort_out(&file, Box::new(blanks)).unwrap();
        assert!(matches!(input, Input::Header(_)));
        assert!(read.load(Ordering::Relaxed) < 2 << 20);
    }
}
