//! The diagnostics of one file.

use std::sync::Arc;

use crate::model::{Diagnostic, Level, Problem};

/// The diagnostics of one file.
pub(super) struct FileReport {
    file: Arc<str>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl FileReport {
    pub(super) fn new(file: &Arc<str>) -> FileReport {
        FileReport { file: Arc::clone(file), diagnostics: Vec::new() }
    }

    /// Says something of a place; line 0 is the file as a whole.
    pub(super) fn add(&mut self, level: Level, at: (u32, u32), problem: Problem) {
        self.add_to(level, at, None, problem);
    }

    /// Says something of a field.
    pub(super) fn add_to(&mut self, level: Level, at: (u32, u32), field: Option<String>, problem: Problem) {
        let (line, column) = at;
        self.diagnostics.push(Diagnostic {
            file: Arc::clone(&self.file),
            line,
            column,
            level,
            field,
            problem,
        });
    }

    /// Says why the file is refused.
    pub(super) fn refuse(&mut self, at: (u32, u32), problem: Problem) {
        self.add(Level::Error, at, problem);
    }

    /// Says that the file holds a byte that is not UTF-8, after these bytes and this many lines.
    pub(super) fn refuse_encoding(&mut self, lines: u32, before: &[u8], byte: u8) {
        let line = lines + before.split(|b| *b == b'\n').count() as u32;
        let column = before.iter().rev().take_while(|b| **b != b'\n').count() as u32 + 1;
        self.refuse((line, column), Problem::Encoding { byte });
    }

    /// Says why the file is left out by rule.
    pub(super) fn note(&mut self, problem: Problem) {
        self.add(Level::Note, (0, 0), problem);
    }
}
