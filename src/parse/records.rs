//! Files of records: JSON Lines, a JSON list, newsfeed's own JSON. Many records are read at a time, each as a header
//! is. A bad record costs only itself.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use rayon::prelude::*;
use serde::de::IgnoredAny;

use super::arena::TextArena;
use super::byte_source::is_utf16;
use super::context::FileContext;
use super::file_name::has_extension;
use super::header::{self, HeaderText};
use super::json_stream::{JsonStream, StreamItem, StreamValue};
use super::origin::BodyStart;
use super::parsed_files::{FileContent, ParsedFiles};
use super::reimport::{self, ReimportedMention, ReimportedRecord};
use super::report::FileReport;
use super::tree::Language;
use crate::model::problem::{FieldError, JsonError, NoDocument, Oversize, Truncation};
use crate::model::{Diagnostic, Document, InputPath, Level, Problem, SourceFile, TextFile};

/// Endings of the names of files that hold records.
const EXTENSIONS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// An opened file, by what it holds.
pub(super) enum FileInput {
    Header(Box<dyn Read>),
    Records(Box<dyn Read>),
}

/// Tells files of records by their names, standard input by its first byte.
pub(super) fn sort_out(file: &SourceFile, mut input: Box<dyn Read>) -> io::Result<FileInput> {
    if let InputPath::Path(_) = file.place {
        let records = has_extension(&file.name, &EXTENSIONS);
        return Ok(if records { FileInput::Records(input) } else { FileInput::Header(input) });
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
    Ok(if matches!(first, Some(b'{' | b'[')) { FileInput::Records(whole) } else { FileInput::Header(whole) })
}

/// The results of the records of a file.
#[derive(Default)]
struct RecordResults<'t> {
    documents: Vec<Document<'t>>,
    texts: Vec<TextFile>,
    /// Links of newsfeed's own output, to be put together again when all are read.
    mentions: Vec<ReimportedMention<'t>>,
    /// Records that are no document: refused, or left out by rule.
    others: usize,
    /// Whether some are newsfeed's own.
    own: bool,
}

impl<'t> RecordResults<'t> {
    fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.texts.is_empty() && self.mentions.is_empty() && self.others == 0
    }

    /// The file, which counts as its records.
    fn into_files(mut self) -> ParsedFiles<'t> {
        self.documents.extend(reimport::documents(self.mentions));
        let files = (self.documents.len() + self.texts.len() + self.others).max(1);
        let (documents, texts, own) = (self.documents, self.texts, self.own);
        ParsedFiles { documents, texts, files, own, ..ParsedFiles::default() }
    }
}

/// The result of one record.
enum RecordContent<'t> {
    Document(Box<Document<'t>>),
    Own(ReimportedRecord<'t>),
    Other,
}

/// Reads a stream of records.
pub(super) fn read<'t>(
    input: &mut dyn Read,
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
) -> io::Result<FileContent<'t>> {
    let mut values = JsonStream::new(input, context.options.limits.header.max(reimport::LONGEST));
    if is_utf16(values.ahead(2)?) {
        report.refuse((0, 0), Problem::Utf16);
        return Ok(FileContent::Nothing);
    }
    if values.peek()?.is_none() {
        report.note(Problem::EmptyFile);
        return Ok(FileContent::Nothing);
    }
    let mut reader = RecordReader {
        context: *context,
        report,
        results: RecordResults::default(),
        batch: Vec::new(),
        inside_own: false,
        state: ReadState::default(),
    };
    if values.peek()? == Some(b'[') {
        values.step();
        reader.all(&mut values, Some(b']'))?;
    }
    // Outputs of ours, one after another, and then what else there is.
    while values.peek()? == Some(b'{') && reimport::is_whole(values.ahead(256)?) && !reader.state.stopped {
        reader.own(&mut values)?;
    }
    reader.all(&mut values, None)?;
    let RecordReader { results, .. } = reader;
    if results.is_empty() {
        report.note(Problem::NoFrontMatter(NoDocument::NoRecord));
        return Ok(FileContent::Nothing);
    }
    Ok(FileContent::Records(Box::new(results.into_files())))
}

/// The progress in a stream.
#[derive(Default)]
struct ReadState {
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

struct RecordReader<'s, 'f, 't> {
    context: FileContext<'f, 't>,
    report: &'s mut FileReport,
    results: RecordResults<'t>,
    batch: Vec<(Arc<str>, StreamValue)>,
    /// True inside newsfeed's own JSON, where no record is somebody else's.
    inside_own: bool,
    state: ReadState,
}

impl<'t> RecordReader<'_, '_, 't> {
    /// The most records and bytes that are read at a time.
    const BATCH: usize = 1024;
    const BATCH_BYTES: usize = 8 << 20;
    /// A file with so many bad records is none of ours.
    const MOST_BAD: usize = 1000;

    /// The values up to the closing bracket, or to the end.
    fn all(&mut self, values: &mut JsonStream<'_>, closing: Option<u8>) -> io::Result<()> {
        let mut bytes = 0;
        while !self.state.stopped {
            match values.next(closing)? {
                StreamItem::Value(value) => {
                    if self.state.count >= self.context.options.limits.records {
                        self.flush();
                        let most = self.context.options.limits.records;
                        let problem = Problem::TooLarge(Oversize::Records { most });
                        self.report.add(Level::Warning, (value.line, value.column), problem);
                        self.state.stopped = true;
                        break;
                    }
                    bytes += value.text.len();
                    self.add(value);
                }
                StreamItem::TooLong(line) => {
                    self.flush();
                    self.refuse(line, Oversize::Record { most: self.context.options.limits.header });
                }
                StreamItem::Closed => break,
                StreamItem::End => {
                    if closing.is_some() {
                        self.flush();
                        self.cut(values);
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
    fn own(&mut self, values: &mut JsonStream<'_>) -> io::Result<()> {
        values.step();
        self.inside_own = true;
        while !self.state.stopped {
            match values.next(Some(b'}'))? {
                StreamItem::Value(key) => self.field(&key.text, values)?,
                StreamItem::TooLong(_) => {}
                StreamItem::Closed => break,
                StreamItem::End => {
                    self.cut(values);
                    break;
                }
            }
        }
        self.inside_own = false;
        Ok(())
    }

    /// A field of our own JSON, after its name.
    fn field(&mut self, key: &[u8], values: &mut JsonStream<'_>) -> io::Result<()> {
        if values.peek()? == Some(b':') {
            values.step();
        }
        let name = match key {
            b"\"stories\"" => Some("stories"),
            b"\"texts\"" => Some("texts"),
            _ => None,
        };
        match (values.peek()?, name) {
            // A name without a value.
            (None | Some(b'}'), _) => return Ok(()),
            (Some(b'['), Some(_)) => {
                values.step();
                return self.all(values, Some(b']'));
            }
            (Some(_), Some(name)) => {
                let (line, column) = values.place();
                let problem = Problem::BadField(FieldError::NotAList);
                self.report.add_to(Level::Warning, (line, column), Some(name.to_owned()), problem);
            }
            (Some(_), None) => {}
        }
        values.next(None).map(drop)
    }

    /// Says once that the stream ends before what it opened is closed.
    fn cut(&mut self, values: &JsonStream<'_>) {
        if !std::mem::replace(&mut self.state.cut, true) {
            let (line, column) = values.place();
            let problem = Problem::Truncated(Truncation::EndOfFile);
            self.report.add(Level::Warning, (line, column), problem);
        }
    }

    /// Takes a value. Several that begin on one line are told apart by their number, so that each has a place of
    /// its own.
    fn add(&mut self, value: StreamValue) {
        let shares_line = self.state.line == value.line;
        let name = if shares_line {
            format!("{}[{}]", self.context.file, self.state.count).into()
        } else {
            Arc::clone(self.context.file)
        };
        self.state.line = value.line;
        self.state.count += 1;
        self.batch.push((name, value));
    }

    fn refuse(&mut self, line: u32, what: Oversize) {
        self.results.others += 1;
        self.report.add(Level::Error, (line, 1), Problem::Record(Box::new(Problem::TooLarge(what))));
    }

    /// Reads what is waiting.
    fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        let FileContext { file, options, run, arena, .. } = self.context;
        let inside_own = self.inside_own;
        let store = arena.store();
        let read = |arena: &mut TextArena<'t>, (name, value): (Arc<str>, StreamValue)| {
            let context = FileContext { file: &name, source: None, options, run, arena };
            // A problem is in the file, whatever its records are called.
            let mut report = FileReport::new(file);
            let content = record(value, inside_own, &context, &mut report);
            (content, report.diagnostics)
        };
        let results: Vec<(RecordContent<'t>, Vec<Diagnostic>)> =
            batch.into_par_iter().map_init(|| TextArena::new(store), read).collect();
        for (record, diagnostics) in results {
            if self.state.stopped {
                return;
            }
            self.report.diagnostics.extend(diagnostics);
            match record {
                RecordContent::Document(document) => self.results.documents.push(*document),
                RecordContent::Own(own) => {
                    self.results.own = true;
                    self.results.mentions.extend(own.mentions);
                    self.results.texts.extend(own.texts);
                }
                RecordContent::Other => {
                    self.results.others += 1;
                    self.state.bad += 1;
                    self.stop_at_nonsense();
                }
            }
        }
    }

    fn stop_at_nonsense(&mut self) {
        let RecordResults { documents, mentions, texts, .. } = &self.results;
        let good = documents.len() + mentions.len() + texts.len();
        if self.state.bad >= Self::MOST_BAD && good < self.state.bad {
            let what = Truncation::Nonsense { count: Self::MOST_BAD };
            self.report.add(Level::Warning, (self.state.line, 1), Problem::Truncated(what));
            self.state.stopped = true;
        }
    }
}

/// Reads one record.
fn record<'t>(
    value: StreamValue,
    inside_own: bool,
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
) -> RecordContent<'t> {
    let StreamValue { text, line, column } = value;
    match reimport::read(&text, (line, column), context, report) {
        Some(Ok(own)) => return RecordContent::Own(own),
        Some(Err(())) => {
            as_record(report, line, column);
            return RecordContent::Other;
        }
        // Broken JSON is told by its own message.
        None if inside_own && serde_json::from_slice::<IgnoredAny>(&text).is_ok() => {
            let why = "it has no id of a story, an article or a text".to_owned();
            report.refuse((line, column), Problem::JsonSyntax(JsonError::Shape(why)));
            as_record(report, line, column);
            return RecordContent::Other;
        }
        None => {}
    }
    let most = context.options.limits.header;
    if text.len() > most {
        report.refuse((line, column), Problem::TooLarge(Oversize::Record { most }));
        as_record(report, line, column);
        return RecordContent::Other;
    }
    let header = HeaderText::new(Language::Json, text, line, BodyStart::Nowhere);
    let header = HeaderText { column, one_of_many: true, ..header };
    match header::read(header, context, report, &mut Vec::new()) {
        FileContent::Document(document, _) => RecordContent::Document(document),
        FileContent::Text(_) | FileContent::Nothing | FileContent::Records(_) => {
            as_record(report, line, column);
            RecordContent::Other
        }
    }
}

/// Makes the diagnostics of a file diagnostics of this record.
fn as_record(report: &mut FileReport, line: u32, column: u32) {
    for diagnostic in &mut report.diagnostics {
        match (diagnostic.level, &diagnostic.problem) {
            (Level::Error, _) => {
                let problem = std::mem::replace(&mut diagnostic.problem, Problem::EmptyFile);
                diagnostic.problem = Problem::Record(Box::new(problem));
            }
            (Level::Note, Problem::NoFrontMatter(_)) => {
                (diagnostic.line, diagnostic.column) = (line, column);
                diagnostic.problem = Problem::NoFrontMatter(NoDocument::ForeignRecord);
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
        assert!(matches!(input, FileInput::Header(_)));
        assert!(read.load(Ordering::Relaxed) < 2 << 20);
    }
}
