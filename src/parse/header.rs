//! A header's way from bytes to a document, whatever its language: sanitized, read as a tree, made a document.

use super::byte_source::is_utf16;
use super::context::FileContext;
use super::document::{self, field_names};
use super::origin::{BodyStart, RecordOrigin};
use super::parsed_files::FileContent;
use super::report::FileReport;
use super::tree::sanitize::{self, RemovedCharacters};
use super::tree::{Language, Repair, SyntaxError, TreeError, TreeOptions, metadata};
use crate::model::{HeaderParser, Level, Problem};

/// A header or a record as it stands in its file.
pub(super) struct HeaderText {
    pub(super) language: Language,
    pub(super) bytes: Vec<u8>,
    /// Where it begins, both from 1.
    pub(super) first_line: u32,
    pub(super) column: u32,
    pub(super) body: BodyStart,
    /// Whether it is one record of many.
    pub(super) one_of_many: bool,
}

impl HeaderText {
    /// A header that begins a line.
    pub(super) fn new(language: Language, bytes: Vec<u8>, first_line: u32, body: BodyStart) -> HeaderText {
        HeaderText { language, bytes, first_line, column: 1, body, one_of_many: false }
    }

    fn origin(&self) -> RecordOrigin {
        let line_offset = self.first_line - 1;
        // The fence belongs to the header; an object begins with its bracket.
        let head_line = if self.language == Language::Json { self.first_line } else { line_offset.max(1) };
        RecordOrigin { line_offset, head_line, one_of_many: self.one_of_many, body: self.body }
    }

    /// The bytes behind as many blanks as stand before them on their line, so that columns are right. Far to the right
    /// no columns are told.
    fn padded(&mut self) -> Vec<u8> {
        const MOST: usize = 4200;
        let bytes = std::mem::take(&mut self.bytes);
        match (self.column as usize - 1).min(MOST) {
            0 => bytes,
            blanks => [vec![b' '; blanks], bytes].concat(),
        }
    }
}

/// Reads a header; its bytes are given back in `buffer`.
pub(super) fn read<'t>(
    mut header: HeaderText,
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
    buffer: &mut Vec<u8>,
) -> FileContent<'t> {
    let offset = header.first_line - 1;
    if is_utf16(&header.bytes) {
        report.refuse((0, 0), Problem::Utf16);
        return FileContent::Nothing;
    }
    let clean = match sanitize::clean(header.padded()) {
        Ok(clean) => clean,
        Err((wrong, before)) => {
            report.refuse_encoding(offset, &before, wrong);
            return FileContent::Nothing;
        }
    };
    if header.language != Language::Json && clean.text.trim().is_empty() {
        report.note(Problem::NoFrontMatter("the header is empty"));
        return FileContent::Nothing;
    }
    let content = sanitized(&header, &clean.text, &clean.removed, context, report);
    *buffer = clean.text.into_bytes();
    content
}

fn sanitized<'t>(
    header: &HeaderText,
    text: &str,
    removed: &[RemovedCharacters],
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
) -> FileContent<'t> {
    let offset = header.first_line - 1;
    let before = report.diagnostics.len();
    say_removed("the header", removed, offset, report);
    // Where nothing is left of a header but a fault, of YAML only the fault is told.
    let before = if header.language == Language::Yaml { before } else { report.diagnostics.len() };
    let mut repairs = Vec::new();
    let tree = header.language.tree(text, &tree_options(context), &mut repairs);
    for repair in repairs {
        say_repair(repair, offset, report);
    }
    let tree = match tree {
        Ok(tree) => tree,
        Err(error) => {
            if matches!(error, TreeError::Syntax(_) | TreeError::NotFields) {
                report.diagnostics.truncate(before);
            }
            refuse(error, header, report);
            return FileContent::Nothing;
        }
    };
    if let Some(count_fields) = context.run.count_fields
        && let Some(fields) = header.language.all_fields(&tree)
    {
        count_fields(context.file, &fields);
    }
    match (document::document(&tree, header.origin(), context, report), tree.fault) {
        (Some(document), _) => FileContent::Document(document, tree.reader),
        (None, None) => FileContent::Nothing,
        (None, Some(fault)) => {
            // Nothing worth keeping was left: the first fault is the one to tell.
            report.diagnostics.truncate(before);
            refuse(fault, header, report);
            FileContent::Nothing
        }
    }
}

/// Reads metadata without fences at the top of a text; `None` where there is none.
pub(super) fn read_metadata<'t>(
    body: &str,
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
) -> Option<FileContent<'t>> {
    if !metadata::may_begin(body) {
        return None;
    }
    // As everywhere: no control character may reach what reads on.
    let clean = sanitize::clean(body.as_bytes().to_vec()).ok()?;
    let (tree, lines) = metadata::tree(&clean.text, field_names::KNOWN)?;
    say_removed("the header", &clean.removed, 0, report);
    if let Some(count_fields) = context.run.count_fields {
        count_fields(context.file, &tree.fields);
    }
    let body = BodyStart::AfterLine(lines);
    let origin = RecordOrigin { line_offset: 0, head_line: 1, body, one_of_many: false };
    let document = document::document(&tree, origin, context, report);
    Some(document.map_or(FileContent::Nothing, |document| FileContent::Document(document, tree.reader)))
}

fn tree_options(context: &FileContext<'_, '_>) -> TreeOptions {
    let options = context.options;
    TreeOptions {
        names: if options.fields.is_some() { field_names::ALL_FIELDS } else { field_names::KNOWN },
        depth: options.limits.depth,
        expansion: options.limits.expansion,
        may_scan: options.parser == HeaderParser::Auto,
    }
}

/// Says which characters were taken out of a header or a text.
pub(super) fn say_removed(from: &str, removed: &[RemovedCharacters], offset: u32, report: &mut FileReport) {
    for RemovedCharacters { sort, first, line, column, count } in removed {
        let first = *first as u32;
        let what = format!("{from} holds {sort} ({count}, the first is U+{first:04X}); removed");
        report.add(Level::Warning, (offset + line, *column), Problem::ControlChars(what));
    }
}

fn say_repair(repair: Repair, offset: u32, report: &mut FileReport) {
    let (line, column, field, problem) = match repair {
        Repair::Read { line, column, field, what } => {
            (line, column, Some(field), Problem::Recovered(what.to_owned()))
        }
        Repair::Stray { line } => {
            let what = "the line is not `key: value`; dropped".to_owned();
            (line, 1, None, Problem::YamlSyntax(what))
        }
        Repair::Dropped { line, column, field, message } => {
            let what = format!("is not valid YAML ({message}); dropped");
            (line, column, Some(field), Problem::YamlSyntax(what))
        }
        Repair::BadLine { line, column, message } => {
            let what = format!("a line of the header is not valid TOML ({message}); read as far as it goes");
            (line, column, None, Problem::TomlSyntax(what))
        }
        Repair::GivenTwice { line, column, field } => {
            let what = "is given twice; the first is used".to_owned();
            (line, column, Some(field), Problem::DuplicateKey(what))
        }
    };
    report.add_to(Level::Warning, (offset + line, column), field, problem);
}

/// Says why a header cannot be read.
fn refuse(error: TreeError, header: &HeaderText, report: &mut FileReport) {
    let language = header.language;
    let (line, column, problem) = match error {
        TreeError::Syntax(SyntaxError { message, line, column }) => (line, column, syntax(language, message)),
        TreeError::Expansion => {
            let what = "aliases in the header expand to too much text".to_owned();
            (1, 1, Problem::YamlLimit(what))
        }
        TreeError::TooDeep { line, column, limit } if language == Language::Yaml => {
            let what = format!("the header nests deeper than {limit} levels");
            (line, column, Problem::YamlLimit(what))
        }
        TreeError::TooDeep { line, column, limit } => {
            (line, column, Problem::NestingLimit(format!("it nests deeper than {limit} levels")))
        }
        TreeError::ForeignTag { line, column } => {
            let what = "a tag asks for a type that only some program knows".to_owned();
            (line, column, Problem::YamlTag(what))
        }
        TreeError::Records => (1, 1, Problem::UnsupportedHeader("a list of records")),
        TreeError::NotFields if language == Language::Json => {
            let what = "it is not an object with fields".to_owned();
            (1, header.column, Problem::BadField(what))
        }
        TreeError::NotFields => {
            return report.note(Problem::NoFrontMatter("the header is not a list of fields"));
        }
    };
    report.refuse((header.first_line - 1 + line, column), problem);
}

fn syntax(language: Language, message: String) -> Problem {
    match language {
        Language::Yaml => Problem::YamlSyntax(message),
        Language::Toml => Problem::TomlSyntax(format!("the header is not valid TOML: {message}")),
        Language::Json => Problem::JsonSyntax(format!("it is not JSON: {message}")),
    }
}
