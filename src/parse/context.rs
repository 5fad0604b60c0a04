//! What is said about one file while it is read.

use std::sync::Arc;

use super::arena::TextArena;
use super::document::field_map::Met;
use super::document::field_names as names;
use super::profile::Counts;
use super::tree::sanitize::Removed;
use super::tree::spans::Origin;
use super::tree::yaml::Fault;
use super::tree::yaml_repair::Repair;
use super::{Content, Path, Refusal};
use crate::model::{Diagnostic, Level, ParseOptions, Problem, SourceFile};

/// What all files of a run share.
#[derive(Default)]
pub(super) struct Run {
    /// Where the fields of headers are counted, if anyone asked.
    pub(super) counts: Option<Counts>,
    /// Which fields of `--fields` were there.
    pub(super) met: Met,
}

/// The diagnostics of one file.
pub(super) struct Log<'f, 't> {
    pub(super) file: &'f Arc<str>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) run: &'f Run,
    /// Where its texts are kept.
    pub(super) room: &'f TextArena<'t>,
    /// What read the header.
    pub(super) path: Path,
    /// Which fields are kept.
    pub(super) wanted: fn(&str) -> bool,
    /// What a record is told before its text is known.
    pub(super) origin: Origin,
    /// The file to look into again, where the header is all of it that was read.
    pub(super) source: Option<&'f SourceFile>,
}

impl<'f, 't> Log<'f, 't> {
    pub(super) fn new(
        file: &'f Arc<str>,
        run: &'f Run,
        room: &'f TextArena<'t>,
        reading: &ParseOptions,
    ) -> Log<'f, 't> {
        let wanted = if reading.fields.is_some() { names::any } else { names::wanted };
        let origin = Origin::default();
        Log { file, diagnostics: Vec::new(), run, room, path: Path::Yaml, wanted, origin, source: None }
    }
}

impl<'t> Log<'_, 't> {
    pub(super) fn add(&mut self, level: Level, line: u32, column: u32, problem: Problem) {
        self.add_to(level, line, column, None, problem);
    }

    pub(super) fn add_to(
        &mut self,
        level: Level,
        line: u32,
        column: u32,
        field: Option<String>,
        problem: Problem,
    ) {
        self.diagnostics.push(Diagnostic {
            file: Arc::clone(self.file),
            line,
            column,
            level,
            field,
            problem,
        });
    }

    pub(super) fn refuse(&mut self, line: u32, column: u32, problem: Problem) -> Content<'t> {
        self.add(Level::Error, line, column, problem);
        Content::Nothing
    }

    /// The file holds a byte that is not UTF-8, after these bytes and this many lines.
    pub(super) fn refuse_encoding(&mut self, lines: u32, before: &[u8], byte: u8) -> Content<'t> {
        let line = lines + before.split(|b| *b == b'\n').count() as u32;
        let column = before.iter().rev().take_while(|b| **b != b'\n').count() as u32 + 1;
        self.refuse(line, column, Problem::Encoding(format!("byte 0x{byte:02X} is not UTF-8")))
    }

    pub(super) fn note(&mut self, problem: Problem) -> Content<'t> {
        self.add(Level::Note, 0, 0, problem);
        Content::Nothing
    }

    pub(super) fn refuse_header(&mut self, refusal: Refusal, offset: u32) -> Content<'t> {
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

    /// Says which characters were taken out of a header or a text.
    pub(super) fn removed(&mut self, from: &str, removed: &Removed, offset: u32) {
        let Removed { sort, first, line, column, count } = *removed;
        let what = format!("{from} holds {sort} ({count}, the first is U+{:04X}); removed", first as u32);
        self.add(Level::Warning, offset + line, column, Problem::ControlChars(what));
    }

    pub(super) fn repair(&mut self, repair: Repair, offset: u32) {
        match repair {
            Repair::Read { line, column, field, what } => {
                let problem = Problem::Recovered(what.to_owned());
                self.add_to(Level::Warning, offset + line, column, Some(field), problem);
            }
            Repair::Stray { line } => {
                let what = "the line is not `key: value`; dropped".to_owned();
                self.add(Level::Warning, offset + line, 1, Problem::YamlSyntax(what));
            }
            Repair::Dropped { line, column, field, message } => {
                let what = format!("is not valid YAML ({message}); dropped");
                self.add_to(Level::Warning, offset + line, column, Some(field), Problem::YamlSyntax(what));
            }
        }
    }
}
