//! JSON headers and records. Their values are read by the rules of YAML's (`yaml::node`), their places by the same
//! outline: JSON is a way to write it. Streams of records are cut by `split` and put together by `records`.

use std::borrow::Cow;

use super::sanitize as guard;
use super::spans::{Origin, Places};
use super::yaml::{self, Node};
use crate::model::{ParseOptions, Problem};
use crate::parse::context::Log;
use crate::parse::document::field_names as names;
use crate::parse::{Content, Refusal, document_of, outline_of, profile as survey, report_controls};

/// Reads a header or a record that begins on this line, at this column.
pub(crate) fn read<'t>(
    bytes: Vec<u8>,
    at: (u32, u32),
    reading: &ParseOptions,
    log: &mut Log<'_, 't>,
) -> Content<'t> {
    let limits = &reading.limits;
    let (line, column) = at;
    let offset = line - 1;
    let clean = match guard::clean(pad(bytes, column)) {
        Ok(clean) => clean,
        Err((wrong, before)) => return log.refuse_encoding(offset, &before, wrong),
    };
    report_controls(&clean, offset, log);
    let outline = match outline_of(&clean.text, limits) {
        Ok(outline) => outline,
        Err(refusal) => return refuse(refusal, offset, log),
    };
    let text = guard::join_surrogates(&clean.text, &outline.surrogates);
    let node = match node(&text, log.wanted) {
        Ok(node) => node,
        Err(fault) => {
            return log.refuse(offset + fault.line, fault.column, Problem::JsonSyntax(fault.message));
        }
    };
    let Node::Map(fields) = node else {
        return log.refuse(line, column, Problem::BadField("it is not an object with fields".to_owned()));
    };
    let outline = match &text {
        Cow::Borrowed(_) => outline,
        Cow::Owned(text) => match outline_of(text, limits) {
            Ok(outline) => outline,
            Err(refusal) => return refuse(refusal, offset, log),
        },
    };
    if let Some(counts) = &log.run.counts {
        survey::count(log.file, all_of(&text).as_ref().unwrap_or(&fields), counts);
    }
    let origin = Origin { line_offset: offset, head_line: line, ..log.origin };
    document_of(&fields, &Places::with(&text, outline), origin, reading, log)
}

/// The names at the top of an object; `None` where it is none.
pub(crate) fn names(text: &str) -> Option<Vec<String>> {
    Some(all_of(text)?.into_iter().map(|(name, _)| name.into_owned()).collect())
}

/// All fields of a record, also those that mean nothing to us.
fn all_of(text: &str) -> Option<yaml::Fields<'static>> {
    match node(text, names::any) {
        Ok(Node::Map(fields)) => Some(fields),
        _ => None,
    }
}

fn refuse<'t>(refusal: Refusal, offset: u32, log: &mut Log<'_, 't>) -> Content<'t> {
    match refusal {
        Refusal::TooDeep { line, column, limit } => {
            let what = format!("it nests deeper than {limit} levels");
            log.refuse(offset + line, column, Problem::NestingLimit(what))
        }
        other => log.refuse_header(other, offset),
    }
}

/// Blanks before a record that does not begin its line, so that its places are right. Far to the right no columns
/// are told.
fn pad(bytes: Vec<u8>, column: u32) -> Vec<u8> {
    const MOST: usize = 4200;
    let blanks = (column as usize - 1).min(MOST);
    if blanks == 0 {
        return bytes;
    }
    let mut padded = vec![b' '; blanks];
    padded.extend(bytes);
    padded
}

/// Why a text is not JSON; the place within it, from 1.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) message: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Fault {
    pub(crate) fn of(error: &serde_json::Error) -> Fault {
        let message = error.to_string();
        let end = message.rfind(" at line ").unwrap_or(message.len());
        Fault {
            message: format!("it is not JSON: {}", &message[..end]),
            line: error.line().max(1) as u32,
            column: error.column().max(1) as u32,
        }
    }
}

/// The value that a text is.
fn node(text: &str, wanted: fn(&str) -> bool) -> Result<Node<'static>, Fault> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let budget = 3 * text.len() + 64;
    let node = yaml::node(&mut reader, wanted, budget).map_err(|error| Fault::of(&error))?;
    reader.end().map_err(|error| Fault::of(&error))?;
    Ok(node)
}
