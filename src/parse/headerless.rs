//! A file without a header at its top: metadata lines, a header in a code block, or a text.

use super::byte_source::is_utf16;
use super::context::FileContext;
use super::document::field_names;
use super::file_name::has_extension;
use super::header::{self, HeaderText};
use super::origin::BodyStart;
use super::parsed_files::FileContent;
use super::report::FileReport;
use super::text_file;
use super::tree::code_block;
use super::tree::sanitize;
use crate::model::problem::{FilePart, NoHeader, Truncation, UnreadFormat};
use crate::model::{Diagnostic, Level, Problem};

/// Reads the beginning of a file; `cut` says whether there is more of it.
pub(super) fn read<'t>(
    bytes: &[u8],
    cut: bool,
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
) -> FileContent<'t> {
    let Some(body) = readable(bytes, cut, report) else { return FileContent::Nothing };
    let metadata = header::read_metadata(body, context, report);
    if let Some(content) = metadata.or_else(|| read_code_block(body, context, report)) {
        return content;
    }
    if cut {
        let what = Truncation::Text { most: context.options.limits.text };
        report.add(Level::Note, (0, 0), Problem::Truncated(what));
    }
    let page = has_extension(context.file, &["html", "htm"]);
    let body = if page { text_file::strip_tags(body) } else { body.to_owned() };
    let (body, removed) = sanitize::visible(body);
    header::say_removed(FilePart::Text, &removed, 0, report);
    FileContent::Text(text_file::read(context.file, &body))
}

/// The text, where it is one, or a reason in `report`.
fn readable<'b>(bytes: &'b [u8], cut: bool, report: &mut FileReport) -> Option<&'b str> {
    if is_utf16(bytes) {
        report.refuse((0, 0), Problem::Utf16);
        return None;
    }
    if bytes.contains(&0) {
        report.note(Problem::Binary);
        return None;
    }
    match utf8(bytes, cut) {
        Ok(body) if looks_like_a_list(body.trim_start()) => {
            report.refuse((1, 1), Problem::UnsupportedHeader(UnreadFormat::JsonList));
            None
        }
        Ok(body) => Some(body),
        Err(at) => {
            report.refuse_encoding(0, &bytes[..at], bytes[at]);
            None
        }
    }
}

/// Reads a header in a block of code at the top of a text; `None` where there is none, or it cannot be read.
fn read_code_block<'t>(
    body: &str,
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
) -> Option<FileContent<'t>> {
    let block = code_block::header(body, field_names::KNOWN, field_names::tells_an_article)?;
    let start = BodyStart::AfterLine(block.last_line);
    let header = HeaderText::new(block.language, block.text.into(), block.first_line, start);
    let mut tried = FileReport::new(context.file);
    let content = header::read(header, context, &mut tried, &mut Vec::new());
    if matches!(content, FileContent::Nothing) {
        let fault = tried.diagnostics.into_iter().find(|found| found.level == Level::Error);
        if let Some(Diagnostic { line, column, problem, .. }) = fault {
            let why = NoHeader::Broken(Box::new(problem));
            report.add(Level::Warning, (line, column), Problem::ReadAsText(why));
        }
        return None;
    }
    report.diagnostics.append(&mut tried.diagnostics);
    Some(content)
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
