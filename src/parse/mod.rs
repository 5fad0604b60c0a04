//! Files to documents. Chooses how a file is to be read, keeps going past a bad one, and leaves a diagnostic
//! for everything that was skipped, cleaned or refused.

#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod agree;
mod clean;
mod date;
mod fence;
mod fields;
mod guard;
mod intern;
mod names;
mod outline;
mod overrides;
mod places;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod probe;
mod salvage;
mod scanner;
mod survey;
mod text;
mod yaml;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::model::diagnostic::plain;
use crate::model::{
    Diagnostic, Document, FieldSeen, HeaderParser, Level, Limits, Place, Problem, Reading, SourceFile, Text,
};
use fence::{Shape, Source};
use intern::Interner;
use outline::{Outline, TooDeep};
use places::Places;
use salvage::Repair;

use survey::Counts;
use yaml::Fault;

pub use overrides::overrides;

/// What the files came to, in the order of the files.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Headers that are articles.
    pub documents: Vec<Document>,
    /// Bodies without a header.
    pub texts: Vec<Text>,
    /// Everything that was skipped, cleaned or refused, file by file.
    pub diagnostics: Vec<Diagnostic>,
    /// How many of the documents the scanner read.
    pub fast: usize,
}

/// Reads all files, in parallel; `read_one` is called after each.
pub fn documents(files: &[SourceFile], reading: &Reading, read_one: &(dyn Fn() + Sync)) -> Parsed {
    parse(files, reading, read_one, None)
}

fn parse(
    files: &[SourceFile],
    reading: &Reading,
    read_one: &(dyn Fn() + Sync),
    counts: Option<&Counts>,
) -> Parsed {
    let names = Interner::default();
    let read = |file| {
        let result = one(file, reading, &names, counts);
        read_one();
        result
    };
    let results: Vec<FileResult> = files.par_iter().map(read).collect();
    let mut parsed = Parsed::default();
    for result in results {
        parsed.diagnostics.extend(result.diagnostics);
        parsed.fast +=
            usize::from(result.path == Path::Fast && matches!(result.content, Content::Document(_)));
        match result.content {
            Content::Document(document) => parsed.documents.push(*document),
            Content::Text(text) => parsed.texts.push(text),
            Content::Nothing => {}
        }
    }
    parsed
}

/// Reads all files as [`documents`] does, and counts the fields in their headers, most seen first.
pub fn survey(
    files: &[SourceFile],
    reading: &Reading,
    read_one: &(dyn Fn() + Sync),
) -> (Parsed, Vec<FieldSeen>) {
    let counts = Mutex::new(BTreeMap::new());
    let parsed = parse(files, reading, read_one, Some(&counts));
    let counts = counts.into_inner().unwrap_or_else(PoisonError::into_inner);
    (parsed, survey::fields_seen(counts))
}

/// What one file came to.
struct FileResult {
    content: Content,
    diagnostics: Vec<Diagnostic>,
    path: Path,
}

/// What read a header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Path {
    Fast,
    Yaml,
}

enum Content {
    Document(Box<Document>),
    Text(Text),
    Nothing,
}

fn one(file: &SourceFile, reading: &Reading, names: &Interner, counts: Option<&Counts>) -> FileResult {
    let limits = &reading.limits;
    let mut log = Log { file: &file.name, diagnostics: Vec::new(), names, counts, path: Path::Yaml };
    let source = match open(file)
        .and_then(|mut input| fence::read(&mut *input, shape(&file.name), limits.header, limits.text))
    {
        Ok(source) => source,
        Err(error) => {
            let problem = match error.kind() {
                io::ErrorKind::NotFound => Problem::NotFound,
                _ => Problem::Unreadable(plain(&error)),
            };
            log.refuse(0, 0, problem);
            return FileResult { content: Content::Nothing, diagnostics: log.diagnostics, path: log.path };
        }
    };
    let content = match source {
        Source::Header { bytes, first_line, end } => {
            if let Some(line) = end.filter(|_| shape(&file.name) == Shape::Bare) {
                let what = "only the first YAML document of the file was read".to_owned();
                log.add(Level::Warning, line, 1, Problem::Truncated(what));
            }
            header(bytes, first_line, reading, &mut log)
        }
        Source::Text { bytes, cut } => body(&bytes, cut, &mut log),
        Source::Unterminated { line } => log.refuse(line, 1, Problem::UnterminatedFrontMatter),
        Source::TooLarge => {
            let what = format!("the header is longer than {} bytes", limits.header);
            log.refuse(1, 1, Problem::TooLarge(what))
        }
        Source::Empty => log.note(Problem::EmptyFile),
    };
    FileResult { content, diagnostics: log.diagnostics, path: log.path }
}

fn open(file: &SourceFile) -> io::Result<Box<dyn Read>> {
    match &file.place {
        Place::Path(path) => Ok(Box::new(File::open(path)?)),
        Place::Stdin => Ok(Box::new(io::stdin().lock())),
    }
}

fn shape(name: &str) -> Shape {
    if has_extension(name, &["yaml", "yml"]) { Shape::Bare } else { Shape::Fenced }
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let extension = name.rsplit('/').next().and_then(|base| base.rsplit_once('.')).map_or("", |(_, e)| e);
    extensions.iter().any(|e| e.eq_ignore_ascii_case(extension))
}

/// A header's way from bytes to document: guard, scanner, fields; where the scanner gives up outline and YAML
/// take its place, and salvage where YAML gives up, too.
fn header(bytes: Vec<u8>, first_line: u32, reading: &Reading, log: &mut Log<'_>) -> Content {
    let limits = &reading.limits;
    let offset = first_line - 1;
    if is_utf16(&bytes) {
        return log.refuse(0, 0, Problem::Utf16);
    }
    let clean = match guard::clean(bytes) {
        Ok(clean) => clean,
        Err((wrong, before)) => return log.refuse_encoding(offset, &before, wrong),
    };
    if clean.text.trim().is_empty() {
        return log.note(Problem::NoFrontMatter("the header is empty"));
    }
    let fast = reading.parser == HeaderParser::Auto && limits.depth >= scanner::DEEPEST;
    if let Some(fields) = scanner::scan(&clean.text, names::wanted).filter(|_| fast) {
        log.path = Path::Fast;
        report_controls(&clean, offset, log);
        return document(&fields, &Places::new(&clean.text, limits.depth), offset, limits, log);
    }
    let read = match Whole::read(&clean.text, limits) {
        Err(Refusal::Syntax(fault)) => return salvaged(&clean, fault, offset, limits, log),
        other => other,
    };
    report_controls(&clean, offset, log);
    match read {
        Ok(whole) => whole.document(offset, limits, log),
        Err(refusal) => log.refuse_header(refusal, offset),
    }
}

/// Reads what is left of a header once its broken fields are quoted or blanked.
fn salvaged(clean: &guard::Clean, fault: Fault, offset: u32, limits: &Limits, log: &mut Log<'_>) -> Content {
    let salvaged = salvage::salvage(&clean.text, limits.depth);
    let Ok(whole) = Whole::read(&salvaged.text, limits) else {
        return log.refuse_header(Refusal::Syntax(fault), offset);
    };
    let mut tried = Log { diagnostics: Vec::new(), ..*log };
    report_controls(clean, offset, &mut tried);
    for repair in salvaged.repairs {
        tried.repair(repair, offset);
    }
    let content = whole.document(offset, limits, &mut tried);
    if matches!(content, Content::Nothing) {
        // Nothing worth keeping was left: the first fault is the one to tell.
        return log.refuse_header(Refusal::Syntax(fault), offset);
    }
    log.diagnostics.append(&mut tried.diagnostics);
    content
}

fn report_controls(clean: &guard::Clean, offset: u32, log: &mut Log<'_>) {
    let Some(removed) = &clean.removed else { return };
    let what = format!(
        "the header holds control characters ({}, the first is U+{:04X}); removed",
        removed.count, removed.first as u32
    );
    log.add(Level::Warning, offset + removed.line, removed.column, Problem::ControlChars(what));
}

/// A header that is YAML as a whole: its text once repaired, and its fields.
struct Whole<'t> {
    text: Cow<'t, str>,
    content: yaml::Header<'t>,
}

/// Why a header is refused; positions count within it.
enum Refusal {
    Syntax(Fault),
    Expansion,
    TooDeep { line: u32, column: u32, limit: usize },
    ForeignTag { line: u32, column: u32 },
}

impl<'t> Whole<'t> {
    fn read(text: &'t str, limits: &Limits) -> Result<Whole<'t>, Refusal> {
        let outline = outline_of(text, limits)?;
        if let Some(&tag) = outline.foreign_tags.first() {
            let (line, column) = outline.position_of(tag);
            return Err(Refusal::ForeignTag { line, column });
        }
        let text = guard::join_surrogates(text, &outline.surrogates);
        let budget = 2 * text.len() + limits.expansion;
        match yaml::read(&text, names::wanted, budget) {
            Ok(content) => Ok(Whole { text, content }),
            Err(Fault::Expansion) => Err(Refusal::Expansion),
            Err(fault @ Fault::Syntax { .. }) => Err(Refusal::Syntax(fault)),
        }
    }

    fn document(&self, offset: u32, limits: &Limits, log: &mut Log<'_>) -> Content {
        let found = match &self.content {
            yaml::Header::Fields(found) => found,
            yaml::Header::Records => {
                return log.refuse(offset + 1, 1, Problem::UnsupportedHeader("a list of records"));
            }
            yaml::Header::Other => {
                return log.note(Problem::NoFrontMatter("the header is not a list of fields"));
            }
        };
        let outline = match outline_of(&self.text, limits) {
            Ok(outline) => outline,
            Err(refusal) => return log.refuse_header(refusal, offset),
        };
        document(found, &Places::with(&self.text, outline), offset, limits, log)
    }
}

/// The document that the fields of a header are.
fn document(
    found: &yaml::Fields<'_>,
    places: &Places<'_>,
    offset: u32,
    limits: &Limits,
    log: &mut Log<'_>,
) -> Content {
    if let Some(counts) = log.counts {
        survey::count(places.outline(), counts);
    }
    let reader = fields::Reader {
        file: Arc::clone(log.file),
        places,
        line_offset: offset,
        limits,
        names: log.names,
        diagnostics: &mut log.diagnostics,
    };
    match reader.document(found) {
        fields::Outcome::Document(document) => Content::Document(document),
        fields::Outcome::Refused(diagnostic) => {
            log.diagnostics.push(diagnostic);
            Content::Nothing
        }
        fields::Outcome::NotOurs => log.note(Problem::NoFrontMatter("the header has no field of an article")),
    }
}

fn outline_of<'t>(text: &'t str, limits: &Limits) -> Result<Outline<'t>, Refusal> {
    Outline::of(text, limits.depth).map_err(|TooDeep(at)| {
        let line = 1 + text[..at].matches('\n').count() as u32;
        let column = 1 + text[..at].chars().rev().take_while(|c| *c != '\n').count() as u32;
        Refusal::TooDeep { line, column, limit: limits.depth }
    })
}

/// A file without a header of ours.
fn body(bytes: &[u8], cut: bool, log: &mut Log<'_>) -> Content {
    if is_utf16(bytes) {
        return log.refuse(0, 0, Problem::Utf16);
    }
    if bytes.contains(&0) {
        return log.note(Problem::Binary);
    }
    let body = match utf8(bytes, cut) {
        Ok(body) => body,
        Err(at) => return log.refuse_encoding(0, &bytes[..at], bytes[at]),
    };
    let start = body.trim_start();
    if start.starts_with("+++\n") || start.starts_with("+++\r") {
        return log.refuse(1, 1, Problem::UnsupportedHeader("TOML (+++)"));
    }
    if looks_like_json(start) {
        return log.refuse(1, 1, Problem::UnsupportedHeader("JSON"));
    }
    let page = has_extension(log.file, &["html", "htm"]);
    let body = if page { Cow::Owned(text::strip_tags(body)) } else { Cow::Borrowed(body) };
    Content::Text(text::read(log.file, &body))
}

fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// The text, less a character that the limit cut in two; or where it is not UTF-8.
fn utf8(bytes: &[u8], cut: bool) -> Result<&str, usize> {
    let wrong = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let at = wrong.valid_up_to();
    let whole = cut && wrong.error_len().is_none();
    std::str::from_utf8(&bytes[..at]).ok().filter(|_| whole).ok_or(at)
}

/// `{ "…` or `[ {`: a record or a list of records, not a text that begins with a bracket.
fn looks_like_json(text: &str) -> bool {
    let after = |open: char| text.strip_prefix(open).map(str::trim_start);
    after('{').is_some_and(|rest| rest.starts_with(['"', '}']))
        || after('[').is_some_and(|rest| rest.starts_with('{'))
}

/// The diagnostics of one file.
struct Log<'f> {
    file: &'f Arc<str>,
    diagnostics: Vec<Diagnostic>,
    names: &'f Interner,
    /// Where the fields of headers are counted, if anyone asked.
    counts: Option<&'f Counts>,
    /// What read the header.
    path: Path,
}

impl Log<'_> {
    fn add(&mut self, level: Level, line: u32, column: u32, problem: Problem) {
        self.add_to(level, line, column, None, problem);
    }

    fn add_to(&mut self, level: Level, line: u32, column: u32, field: Option<String>, problem: Problem) {
        self.diagnostics.push(Diagnostic {
            file: Arc::clone(self.file),
            line,
            column,
            level,
            field,
            problem,
        });
    }

    fn refuse(&mut self, line: u32, column: u32, problem: Problem) -> Content {
        self.add(Level::Error, line, column, problem);
        Content::Nothing
    }

    /// The file holds a byte that is not UTF-8, after these bytes and this many lines.
    fn refuse_encoding(&mut self, lines: u32, before: &[u8], byte: u8) -> Content {
        let line = lines + before.split(|b| *b == b'\n').count() as u32;
        let column = before.iter().rev().take_while(|b| **b != b'\n').count() as u32 + 1;
        self.refuse(line, column, Problem::Encoding(format!("byte 0x{byte:02X} is not UTF-8")))
    }

    fn note(&mut self, problem: Problem) -> Content {
        self.add(Level::Note, 0, 0, problem);
        Content::Nothing
    }

    fn refuse_header(&mut self, refusal: Refusal, offset: u32) -> Content {
        let (line, column, problem) = match refusal {
            Refusal::Syntax(Fault::Syntax { message, line, column }) => {
                (line, column, Problem::YamlSyntax(message))
            }
            Refusal::Syntax(Fault::Expansion) | Refusal::Expansion => {
                (1, 1, Problem::YamlLimit("aliases in the header expand to too much text".to_owned()))
            }
            Refusal::TooDeep { line, column, limit } => {
                (line, column, Problem::YamlLimit(format!("the header nests deeper than {limit} levels")))
            }
            Refusal::ForeignTag { line, column } => (
                line,
                column,
                Problem::YamlTag("a tag asks for a type that only some program knows".to_owned()),
            ),
        };
        self.refuse(offset + line, column, problem)
    }

    fn repair(&mut self, repair: Repair, offset: u32) {
        match repair {
            Repair::Quoted { line, column, key } => {
                let what = "is not valid YAML; read as plain text".to_owned();
                self.add_to(Level::Warning, offset + line, column, Some(key), Problem::Recovered(what));
            }
            Repair::Dropped { line, column, field, message } => {
                let what = format!("is not valid YAML ({message}); dropped");
                self.add_to(Level::Warning, offset + line, column, Some(field), Problem::YamlSyntax(what));
            }
        }
    }
}
