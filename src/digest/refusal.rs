//! A refused file as a history remembers it, so that a digest tells of it once.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::model::{Diagnostic, Id};

/// A file that was refused, as it was then.
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
        let digest = Id::title(&format!("{diagnostic}\n{length:?}\n{bytes}"));
        RefusalRecord { file: diagnostic.file.to_string(), digest }
    }
}
