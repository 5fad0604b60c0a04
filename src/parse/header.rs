//! Turns a header of any language from bytes into a document: sanitize, read as a tree, convert.

use super::byte_source::is_utf16;
use super::context::FileContext;
use super::document::{self, field_names};
use super::origin::{BodyStart, RecordOrigin};
use super::parsed_files::FileContent;
use super::report::FileReport;
use super::tree::sanitize::{self, RemovedCharacters};
use super::tree::{Language, Repair, SyntaxError, TreeError, TreeOptions, metadata};
use crate::model::problem::{
    FieldError, FilePart, JsonError, KeptValue, NoDocument, OddCharacters, TagError, TomlError, UnreadFormat,
    YamlError, YamlExcess,
};
use crate::model::{HeaderParser, Level, Problem};

/// A header or a record as it stands in its file.
pub(super) struct HeaderText {
    pub(super) language: Language,
    pub(super) bytes: Vec<u8>,
    /// The position of its first character, both from 1.
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
        report.note(Problem::NoFrontMatter(NoDocument::EmptyHeader));
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
    say_removed(FilePart::Header, removed, offset, report);
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
    say_removed(FilePart::Header, &clean.removed, 0, report);
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
pub(super) fn say_removed(
    from: FilePart,
    removed: &[RemovedCharacters],
    offset: u32,
    report: &mut FileReport,
) {
    for RemovedCharacters { sort, first, line, column, count } in removed {
        let what = OddCharacters::File { from, sort: *sort, count: *count, first: *first };
        report.add(Level::Warning, (offset + line, *column), Problem::ControlChars(what));
    }
}

fn say_repair(repair: Repair, offset: u32, report: &mut FileReport) {
    let (line, column, field, problem) = match repair {
        Repair::Read { line, column, field, what } => (line, column, Some(field), Problem::Recovered(what)),
        Repair::Stray { line } => (line, 1, None, Problem::YamlSyntax(YamlError::StrayLine)),
        Repair::Dropped { line, column, field, why } => {
            (line, column, Some(field), Problem::YamlSyntax(YamlError::Field(why)))
        }
        Repair::BadLine { line, column, message } => {
            (line, column, None, Problem::TomlSyntax(TomlError::Line(message)))
        }
        Repair::GivenTwice { line, column, field } => {
            (line, column, Some(field), Problem::DuplicateKey(KeptValue::First))
        }
    };
    report.add_to(Level::Warning, (offset + line, column), field, problem);
}

/// Says why a header cannot be read.
fn refuse(error: TreeError, header: &HeaderText, report: &mut FileReport) {
    let language = header.language;
    let (line, column, problem) = match error {
        TreeError::Syntax(SyntaxError { message, line, column }) => (line, column, syntax(language, message)),
        TreeError::Expansion => (1, 1, Problem::YamlLimit(YamlExcess::Aliases)),
        TreeError::TooDeep { line, column, limit: most } => match language {
            Language::Yaml => (line, column, Problem::YamlLimit(YamlExcess::Depth { most })),
            Language::Toml | Language::Json => (line, column, Problem::NestingLimit { most }),
        },
        TreeError::ForeignTag { line, column } => (line, column, Problem::YamlTag(TagError::Foreign)),
        TreeError::Records => (1, 1, Problem::UnsupportedHeader(UnreadFormat::RecordList)),
        TreeError::NotFields if language == Language::Json => {
            (1, header.column, Problem::BadField(FieldError::NotAnObject))
        }
        TreeError::NotFields => return report.note(Problem::NoFrontMatter(NoDocument::NoFields)),
    };
    report.refuse((header.first_line - 1 + line, column), problem);
}

fn syntax(language: Language, message: String) -> Problem {
    match language {
        Language::Yaml => Problem::YamlSyntax(YamlError::Header(message)),
        Language::Toml => Problem::TomlSyntax(TomlError::Header(message)),
        Language::Json => Problem::JsonSyntax(JsonError::Syntax(message)),
    }
}
