//! Files to documents. Chooses how a file is to be read, keeps going past a bad one, and leaves a diagnostic
//! for everything that was skipped, cleaned or refused.

mod arena;
mod body_title;
mod clean;
mod context;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod differential;
mod document;
mod fence;
mod json_stream;
mod overrides;
mod profile;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod properties;
mod records;
mod reimport;
mod text_file;
mod tree;
mod user_file;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::mem;
use std::sync::{Arc, PoisonError};

use rayon::prelude::*;

use crate::model::diagnostic::plain;
use crate::model::{
    Collection, Diagnostic, Document, HeaderParser, InputPath, Level, Limits, ParseOptions, Problem,
    SourceFile, Text,
};
use arena::TextArena;
use body_title as heading;
use context::{Log, Run};
use document::convert as fields;
use fence::{Language, Shape, Source};
use profile as survey;
use profile::Counts;
use reimport as own;
use text_file as text;
use tree::outline::{Outline, TooDeep};
use tree::spans::{BodyStart, Origin, Places};
use tree::yaml::Fault;
use tree::{
    code_block as block, json, metadata, salvage, sanitize as guard, toml, yaml, yaml_fast as scanner,
    yaml_repair as meant,
};

pub use arena::StringArena;
pub use body_title::line_of;
pub use document::field_map::field_paths;
pub use overrides::overrides;

/// What the files came to, in the order of the files.
#[derive(Debug, Default)]
pub struct ParsedFiles<'t> {
    /// Headers that are articles.
    pub documents: Vec<Document<'t>>,
    /// Bodies without a header.
    pub texts: Vec<Text>,
    /// Everything that was skipped, cleaned or refused, file by file.
    pub diagnostics: Vec<Diagnostic>,
    /// How many documents have a YAML header.
    pub yaml: usize,
    /// How many of these the scanner read.
    pub fast: usize,
    /// Files read; a file of records counts once for each record.
    pub files: usize,
    /// Whether some were read from newsfeed's own output.
    own: bool,
}

/// Reads all files, in parallel; `count_file` is called after each. What documents say is kept in `store`.
pub fn documents<'t>(
    files: &[SourceFile],
    reading: &ParseOptions,
    store: &'t StringArena,
    count_file: &(dyn Fn() + Sync),
) -> ParsedFiles<'t> {
    parse(files, reading, store, count_file, &Run::default())
}

/// Files that a worker reads in turn: some of many, so that their documents are moved together; one of few.
const LONGEST_TURN: usize = 32;
/// Turns of each worker, at least, so that none waits long for another.
const TURNS: usize = 32;

impl<'t> ParsedFiles<'t> {
    fn add(&mut self, result: FileResult<'t>) {
        self.diagnostics.extend(result.diagnostics);
        let is_document = matches!(result.content, Content::Document(_));
        self.fast += usize::from(result.path == Path::Fast && is_document);
        self.yaml += usize::from(matches!(result.path, Path::Fast | Path::Yaml) && is_document);
        self.files += 1;
        match result.content {
            Content::Document(document) => self.documents.push(*document),
            Content::Text(text) => self.texts.push(text),
            Content::Nothing => {}
            Content::Records(records) => records.add_to(self),
        }
    }

    /// Adds what the next files came to.
    fn append(&mut self, mut next: ParsedFiles<'t>) {
        self.documents.append(&mut next.documents);
        self.texts.append(&mut next.texts);
        self.diagnostics.append(&mut next.diagnostics);
        self.yaml += next.yaml;
        self.fast += next.fast;
        self.files += next.files;
        self.own |= next.own;
    }
}

fn parse<'t>(
    files: &[SourceFile],
    reading: &ParseOptions,
    store: &'t StringArena,
    count_file: &(dyn Fn() + Sync),
    run: &Run,
) -> ParsedFiles<'t> {
    let read = |(room, buffer): &mut (TextArena<'t>, Vec<u8>), files: &[SourceFile]| {
        let mut parsed = ParsedFiles { documents: Vec::with_capacity(files.len()), ..ParsedFiles::default() };
        for file in files {
            parsed.add(one(file, reading, run, room, buffer));
            count_file();
        }
        parsed
    };
    let turn = (files.len() / (TURNS * rayon::current_num_threads())).clamp(1, LONGEST_TURN);
    let room = || (TextArena::of(store), Vec::new());
    let parts: Vec<ParsedFiles<'t>> = files.par_chunks(turn).map_init(room, read).collect();
    let mut parsed = ParsedFiles { documents: Vec::with_capacity(files.len()), ..ParsedFiles::default() };
    for part in parts {
        parsed.append(part);
    }
    own::once(&mut parsed);
    if let Some(paths) = &reading.fields {
        parsed.diagnostics.extend(run.met.missing(paths));
    }
    parsed
}

/// Reads all files as [`documents`] does, and counts the fields in their headers.
pub fn survey<'t>(
    files: &[SourceFile],
    reading: &ParseOptions,
    store: &'t StringArena,
    count_file: &(dyn Fn() + Sync),
) -> (ParsedFiles<'t>, Vec<Collection>) {
    let run = Run { counts: Some(Counts::default()), ..Run::default() };
    let parsed = parse(files, reading, store, count_file, &run);
    let counts = run.counts.unwrap_or_default().into_inner().unwrap_or_else(PoisonError::into_inner);
    (parsed, survey::collections(counts, reading.fields.as_deref()))
}

/// What one file came to.
struct FileResult<'t> {
    content: Content<'t>,
    diagnostics: Vec<Diagnostic>,
    path: Path,
}

/// What read a header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Path {
    Fast,
    Yaml,
    /// Something that reads no YAML.
    Other,
}

enum Content<'t> {
    Document(Box<Document<'t>>),
    Text(Text),
    Nothing,
    /// What the records of a file came to.
    Records(Box<records::Records<'t>>),
}

/// Reads a file; `buffer` is what one file after another is read into.
fn one<'t>(
    file: &SourceFile,
    reading: &ParseOptions,
    run: &Run,
    room: &TextArena<'t>,
    buffer: &mut Vec<u8>,
) -> FileResult<'t> {
    let limits = &reading.limits;
    let emptied = mem::take(buffer);
    let mut log = Log { source: Some(file), ..Log::new(&file.name, run, room, reading) };
    let source = match open(file).and_then(|input| match records::sort_out(file, input)? {
        records::Input::Header(mut input) => {
            fence::read(&mut *input, shape(&file.name), limits.header, limits.text, emptied).map(Ok)
        }
        records::Input::Records(mut input) => records::read(&mut *input, reading, &mut log).map(Err),
    }) {
        Ok(Err(content)) => return FileResult { content, diagnostics: log.diagnostics, path: log.path },
        Ok(Ok(source)) => Ok(source),
        Err(error) => Err(error),
    };
    let source = match source {
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
    log.origin.body = match source {
        Source::Header { .. } if shape(&file.name) == Shape::Bare => BodyStart::Nowhere,
        Source::Header { .. } | Source::Other { .. } => BodyStart::AfterFences,
        _ => BodyStart::Nowhere,
    };
    let start = log.origin.body;
    let content = match source {
        Source::Header { bytes, first_line, end } => {
            if let Some(line) = end {
                let what = match shape(&file.name) {
                    Shape::Bare => "only the first YAML document of the file was read",
                    Shape::Fenced => "another header follows; only the first was read",
                };
                log.add(Level::Warning, line, 1, Problem::Truncated(what.to_owned()));
            }
            heading::complete(file, start, header(bytes, first_line, reading, &mut log, buffer), limits, room)
        }
        Source::Other { language, bytes, first_line } => {
            log.path = Path::Other;
            let content = match language {
                Language::Toml => toml::header(bytes, first_line, reading, &mut log),
                Language::Json => json::read(bytes, (first_line, 1), reading, &mut log),
            };
            heading::complete(file, start, content, limits, room)
        }
        Source::Text { bytes, cut } => body(&bytes, cut, reading, &mut log),
        Source::Prose { bytes, cut, line } => {
            log.add(Level::Note, line, 1, Problem::ReadAsText("no header follows this line".to_owned()));
            body(&bytes, cut, reading, &mut log)
        }
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
        InputPath::Path(path) => Ok(Box::new(File::open(path)?)),
        InputPath::Stdin => Ok(Box::new(io::stdin().lock())),
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
fn header<'t>(
    bytes: Vec<u8>,
    first_line: u32,
    reading: &ParseOptions,
    log: &mut Log<'_, 't>,
    buffer: &mut Vec<u8>,
) -> Content<'t> {
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
    let origin = Origin { line_offset: offset, head_line: offset.max(1), ..log.origin };
    if let Some(fields) = scanner::scan(&clean.text, log.wanted).filter(|_| fast) {
        log.path = Path::Fast;
        report_controls(&clean, offset, log);
        if let Some(counts) = &log.run.counts {
            survey::count_yaml(log.file, &clean.text, counts);
        }
        let content = document_of(&fields, &Places::new(&clean.text, limits.depth), origin, reading, log);
        *buffer = clean.text.into_bytes();
        return content;
    }
    let (changed, said) = meant::prepared(&clean.text, limits.depth);
    let clean = match changed {
        Some(text) => guard::Clean { text, ..clean },
        None => clean,
    };
    let read = match Whole::read(&clean.text, limits, log.wanted) {
        Err(Refusal::Syntax(fault)) => return salvaged(&clean, said, Some(fault), origin, reading, log),
        Ok(Whole { content: yaml::Header::Other, .. }) => {
            return salvaged(&clean, said, None, origin, reading, log);
        }
        other => other,
    };
    report_controls(&clean, offset, log);
    for repair in said {
        log.repair(repair, offset);
    }
    match read {
        Ok(whole) => whole.document_of(origin, reading, log),
        Err(refusal) => log.refuse_header(refusal, offset),
    }
}

/// Reads what is left of a header once its broken lines are read as they were meant, or blanked. `said` was done to it
/// before; without a `fault` it is YAML, but no list of fields.
fn salvaged<'t>(
    clean: &guard::Clean,
    said: Vec<meant::Repair>,
    fault: Option<Fault>,
    origin: Origin,
    reading: &ParseOptions,
    log: &mut Log<'_, 't>,
) -> Content<'t> {
    let offset = origin.line_offset;
    let refuse = |fault: Option<Fault>, log: &mut Log<'_, 't>| match fault {
        Some(fault) => log.refuse_header(Refusal::Syntax(fault), offset),
        None => log.note(Problem::NoFrontMatter("the header is not a list of fields")),
    };
    let salvaged = salvage::salvage(&clean.text, reading.limits.depth);
    let Ok(whole) = Whole::read(&salvaged.text, &reading.limits, log.wanted) else {
        return refuse(fault, log);
    };
    let mut tried = Log { diagnostics: Vec::new(), ..*log };
    report_controls(clean, offset, &mut tried);
    let mut repairs: Vec<meant::Repair> = said.into_iter().chain(salvaged.repairs).collect();
    repairs.sort_by_key(meant::Repair::line);
    for repair in repairs {
        tried.repair(repair, offset);
    }
    let content = whole.document_of(origin, reading, &mut tried);
    if matches!(content, Content::Nothing) {
        // Nothing worth keeping was left: the first fault is the one to tell.
        return refuse(fault, log);
    }
    log.diagnostics.append(&mut tried.diagnostics);
    content
}

fn report_controls(clean: &guard::Clean, offset: u32, log: &mut Log<'_, '_>) {
    for removed in &clean.removed {
        log.removed("the header", removed, offset);
    }
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

impl<'h> Whole<'h> {
    fn read(text: &'h str, limits: &Limits, wanted: fn(&str) -> bool) -> Result<Whole<'h>, Refusal> {
        let outline = outline_of(text, limits)?;
        if let Some(&tag) = outline.foreign_tags.first() {
            let (line, column) = outline.position_of(tag);
            return Err(Refusal::ForeignTag { line, column });
        }
        let text = guard::join_surrogates(text, &outline.surrogates);
        let budget = 2 * text.len() + limits.expansion;
        match yaml::read(&text, wanted, budget) {
            Ok(content) => Ok(Whole { text, content }),
            Err(Fault::Expansion) => Err(Refusal::Expansion),
            Err(fault @ Fault::Syntax { .. }) => Err(Refusal::Syntax(fault)),
        }
    }

    fn document_of<'t>(&self, origin: Origin, reading: &ParseOptions, log: &mut Log<'_, 't>) -> Content<'t> {
        let offset = origin.line_offset;
        let found = match &self.content {
            yaml::Header::Fields(found) => found,
            yaml::Header::Records => {
                return log.refuse(offset + 1, 1, Problem::UnsupportedHeader("a list of records"));
            }
            yaml::Header::Other => {
                return log.note(Problem::NoFrontMatter("the header is not a list of fields"));
            }
        };
        let outline = match outline_of(&self.text, &reading.limits) {
            Ok(outline) => outline,
            Err(refusal) => return log.refuse_header(refusal, offset),
        };
        if let Some(counts) = &log.run.counts {
            survey::count_yaml(log.file, &self.text, counts);
        }
        document_of(found, &Places::with(&self.text, outline), origin, reading, log)
    }
}

/// The document that the fields of a header are.
fn document_of<'t>(
    found: &yaml::Fields<'_>,
    places: &Places<'_>,
    origin: Origin,
    reading: &ParseOptions,
    log: &mut Log<'_, 't>,
) -> Content<'t> {
    let before = log.diagnostics.len();
    let mut outcome = outcome(found, places, origin, reading, log);
    if !matches!(outcome, fields::Outcome::Document(_))
        && let Some(more) =
            log.source.and_then(|file| heading::properties(file, origin.body, &reading.limits))
    {
        // The header says too little, and the body begins with what it does not say.
        log.diagnostics.truncate(before);
        let all: yaml::Fields<'_> = found.iter().cloned().chain(more).collect();
        outcome = self::outcome(&all, places, origin, reading, log);
    }
    match outcome {
        fields::Outcome::Document(document) => Content::Document(document),
        fields::Outcome::Refused(diagnostic) => {
            log.diagnostics.push(diagnostic);
            Content::Nothing
        }
        fields::Outcome::NotOurs(why) => {
            // What is wrong in the fields of another page is nobody's business.
            log.diagnostics.truncate(before);
            log.note(Problem::NoFrontMatter(why))
        }
    }
}

fn outcome<'t>(
    found: &yaml::Fields<'_>,
    places: &Places<'_>,
    origin: Origin,
    reading: &ParseOptions,
    log: &mut Log<'_, 't>,
) -> fields::Outcome<'t> {
    let reader = fields::Reader {
        file: Arc::clone(log.file),
        source: log.source,
        places,
        origin,
        paths: reading.fields.as_deref(),
        limits: &reading.limits,
        assumed_zone: reading.assumed_zone,
        room: log.room,
        known: None,
        met: &log.run.met,
        diagnostics: &mut log.diagnostics,
    };
    reader.document(found)
}

fn outline_of<'t>(text: &'t str, limits: &Limits) -> Result<Outline<'t>, Refusal> {
    Outline::of(text, limits.depth).map_err(|TooDeep(at)| {
        let line = 1 + text[..at].matches('\n').count() as u32;
        let column = 1 + text[..at].chars().rev().take_while(|c| *c != '\n').count() as u32;
        Refusal::TooDeep { line, column, limit: limits.depth }
    })
}

/// A file without a header of ours.
fn body<'t>(bytes: &[u8], cut: bool, reading: &ParseOptions, log: &mut Log<'_, 't>) -> Content<'t> {
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
    if looks_like_a_list(body.trim_start()) {
        return log.refuse(
            1,
            1,
            Problem::UnsupportedHeader("lists of JSON, unless the file is called .json,"),
        );
    }
    if let Some(content) = metadata::read(body, reading, log).or_else(|| block::read(body, reading, log)) {
        return content;
    }
    if cut {
        let what = format!("only the first {} bytes of the text were read", reading.limits.text);
        log.add(Level::Note, 0, 0, Problem::Truncated(what));
    }
    let page = has_extension(log.file, &["html", "htm"]);
    let body = if page { text::strip_tags(body) } else { body.to_owned() };
    let (body, removed) = guard::visible(body);
    for removed in &removed {
        log.removed("the text", removed, 0);
    }
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

/// `[ {`: a list of records, not a text that begins with a bracket.
fn looks_like_a_list(text: &str) -> bool {
    text.strip_prefix('[').map(str::trim_start).is_some_and(|rest| rest.starts_with('{'))
}
