//! Counts the use of each row of a `--fields` file.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::model::{Diagnostic, FieldPaths, FieldRow, Level, Problem};

/// Which rows were looked for while files were read, and which of them a header had, whatever stood there: a bit for
/// each row, by its number.
#[derive(Default)]
pub(super) struct FieldUsage {
    asked: AtomicU32,
    found: AtomicU32,
}

impl FieldUsage {
    pub(super) fn asked(&self, row: usize) {
        self.asked.fetch_or(1 << row, Ordering::Relaxed);
    }

    pub(super) fn found(&self, row: usize) {
        self.found.fetch_or(1 << row, Ordering::Relaxed);
    }

    /// Rows that no header had, most often for a misspelt path.
    pub(super) fn missing(&self, paths: &FieldPaths) -> Vec<Diagnostic> {
        let missing = self.asked.load(Ordering::Relaxed) & !self.found.load(Ordering::Relaxed);
        let say = |row: &FieldRow| Diagnostic {
            file: Arc::clone(&paths.file),
            line: row.at.0,
            column: row.at.1,
            level: Level::Note,
            field: Some(row.word.to_owned()),
            problem: Problem::UnusedField { paths: row.paths.clone() },
        };
        let rows = paths.rows.iter().enumerate().filter(|(_, row)| !row.paths.is_empty());
        rows.filter(|(number, _)| missing >> number & 1 == 1).map(|(_, row)| say(row)).collect()
    }
}
