//! YAML files written for newsfeed (overrides, field paths). Unlike a header, such a file is right as a whole, or
//! newsfeed reports the error and does nothing.

use std::path::Path;
use std::sync::Arc;

use super::byte_source::without_bom;
use super::tree::{Tree, TreeError, sanitize, strict_yaml};
use crate::model::problem::{ReadError, UserFileError, YamlError, YamlExcess};
use crate::model::{Diagnostic, Level, Problem};

/// Such a file, as text.
pub(super) struct UserFile {
    pub(super) file: Arc<str>,
    text: String,
}

/// Line and column in the file, and what is wrong there.
pub(super) type PlacedError = ((u32, u32), UserFileError);

impl UserFile {
    /// Levels that may be nested: none of ours needs more than four.
    const DEEPEST: usize = 16;

    pub(super) fn read(path: &Path) -> Result<UserFile, Diagnostic> {
        let mut read = UserFile { file: path.to_string_lossy().into(), text: String::new() };
        let bytes = std::fs::read(path)
            .map_err(|error| read.problem((0, 0), Problem::Unreadable(ReadError::from(&error))))?;
        let clean = sanitize::clean(without_bom(bytes))
            .map_err(|(byte, _)| read.problem((0, 0), Problem::Encoding { byte }))?;
        read.text = clean.text;
        Ok(read)
    }

    /// Its fields and where they stand; `None` where it is no list of fields.
    pub(super) fn tree(&self) -> Result<Option<Tree<'_>>, Diagnostic> {
        let (at, problem) = match strict_yaml(&self.text, Self::DEEPEST) {
            Ok(tree) => return Ok(Some(tree)),
            Err(TreeError::NotFields) => return Ok(None),
            Err(TreeError::Syntax(error)) => {
                ((error.line, error.column), Problem::YamlSyntax(YamlError::Header(error.message)))
            }
            Err(TreeError::TooDeep { .. }) => ((1, 1), Problem::YamlLimit(YamlExcess::UserFileDepth)),
            Err(TreeError::Expansion | TreeError::ForeignTag { .. } | TreeError::Records) => {
                ((1, 1), Problem::YamlLimit(YamlExcess::UserFileAliases))
            }
        };
        Err(self.problem(at, problem))
    }

    /// The error as a diagnostic.
    pub(super) fn wrong(&self, (at, what): PlacedError) -> Diagnostic {
        self.problem(at, Problem::BadUserFile(what))
    }

    fn problem(&self, (line, column): (u32, u32), problem: Problem) -> Diagnostic {
        Diagnostic { file: Arc::clone(&self.file), line, column, level: Level::Error, field: None, problem }
    }
}
