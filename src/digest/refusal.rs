//! A refused file in a history, so that only one digest reports it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::model::{Diagnostic, Id};

/// A refused file, identified by its content.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RefusalRecord {
    pub(super) file: String,
    digest: Id,
}

impl RefusalRecord {
    /// The refusal of the file as it is now, identified by its first MiB and its length.
    pub fn new(diagnostic: &Diagnostic, path: Option<&Path>) -> RefusalRecord {
        let mut start = Vec::new();
        let file = path.filter(|path| path.is_file()).and_then(|path| File::open(path).ok());
        let length = file.as_ref().and_then(|file| file.metadata().ok()).map(|meta| meta.len());
        let _unreadable = file.map(|file| file.take(1 << 20).read_to_end(&mut start));
        let bytes: String = start.iter().map(|&byte| char::from(byte)).collect();
        // The kind, not the sentence: a reworded sentence is no new refusal.
        let Diagnostic { file, line, column, problem, .. } = diagnostic;
        let digest = Id::title(&format!("{file}:{line}:{column}: {}\n{length:?}\n{bytes}", problem.kind()));
        RefusalRecord { file: diagnostic.file.to_string(), digest }
    }
}
