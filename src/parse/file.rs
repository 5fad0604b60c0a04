//! Reads one file, in the way that fits its content.

use std::fs::File;
use std::io::{self, Read};

use super::context::FileContext;
use super::document::field_names::KNOWN;
use super::fence::{self, FileShape, FileStart};
use super::file_name::has_extension;
use super::header::{self, HeaderText};
use super::origin::BodyStart;
use super::parsed_files::FileContent;
use super::records::{self, FileInput};
use super::report::FileReport;
use super::tree::Language;
use super::{body_title, headerless};
use crate::model::problem::{NoHeader, Oversize, ReadError, Truncation};
use crate::model::{InputPath, Level, Problem, SourceFile};

/// Reads a file; `buffer` is what one file after another is read into.
pub(super) fn read<'t>(
    file: &SourceFile,
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
    buffer: &mut Vec<u8>,
) -> FileContent<'t> {
    content(file, context, report, buffer).unwrap_or_else(|error| {
        let problem = match error.kind() {
            io::ErrorKind::NotFound => Problem::NotFound,
            _ => Problem::Unreadable(ReadError::from(&error)),
        };
        report.refuse((0, 0), problem);
        FileContent::Nothing
    })
}

fn content<'t>(
    file: &SourceFile,
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
    buffer: &mut Vec<u8>,
) -> io::Result<FileContent<'t>> {
    let limits = &context.options.limits;
    let mut input = match records::sort_out(file, open(file)?)? {
        FileInput::Header(input) => input,
        FileInput::Records(mut input) => return records::read(&mut *input, context, report),
    };
    let shape = shape(&file.name);
    let start = fence::read(&mut *input, shape, limits.header, limits.text, std::mem::take(buffer))?;
    let header = match start {
        FileStart::Header { bytes, first_line, end } => {
            if let Some(line) = end {
                report.add(Level::Warning, (line, 1), second_header(shape));
            }
            let body = if shape == FileShape::Bare { BodyStart::Nowhere } else { BodyStart::AfterFences };
            HeaderText::new(Language::Yaml, bytes, first_line, body)
        }
        FileStart::Other { language, bytes, first_line } => {
            HeaderText::new(language, bytes, first_line, BodyStart::AfterFences)
        }
        other => return Ok(headerless(other, context, report)),
    };
    let body = header.body;
    let mut content = header::read(header, context, report, buffer);
    if let FileContent::Document(document, _) = &mut content {
        body_title::complete(document, file, body, limits, KNOWN, context.arena);
    }
    Ok(content)
}

/// Reads a file without a header.
fn headerless<'t>(
    start: FileStart,
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
) -> FileContent<'t> {
    match start {
        FileStart::Text { bytes, cut } => return headerless::read(&bytes, cut, context, report),
        FileStart::Prose { bytes, cut, line } => {
            report.add(Level::Note, (line, 1), Problem::ReadAsText(NoHeader::Prose));
            return headerless::read(&bytes, cut, context, report);
        }
        FileStart::Unterminated { line } => report.refuse((line, 1), Problem::UnterminatedFrontMatter),
        FileStart::TooLarge => {
            let what = Oversize::Header { most: context.options.limits.header };
            report.refuse((1, 1), Problem::TooLarge(what));
        }
        FileStart::Empty => report.note(Problem::EmptyFile),
        FileStart::Header { .. } | FileStart::Other { .. } => {}
    }
    FileContent::Nothing
}

fn open(file: &SourceFile) -> io::Result<Box<dyn Read>> {
    match &file.place {
        InputPath::Path(path) => Ok(Box::new(File::open(path)?)),
        InputPath::Stdin => Ok(Box::new(io::stdin().lock())),
    }
}

fn shape(name: &str) -> FileShape {
    if has_extension(name, &["yaml", "yml"]) { FileShape::Bare } else { FileShape::Fenced }
}

fn second_header(shape: FileShape) -> Problem {
    Problem::Truncated(match shape {
        FileShape::Bare => Truncation::OtherYaml,
        FileShape::Fenced => Truncation::OtherHeader,
    })
}
