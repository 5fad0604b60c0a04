//! YAML files that a person writes for us (overrides, field paths): unlike headers they are right as a whole, or
//! what is wrong is said and nothing is done.

use std::path::Path;
use std::sync::Arc;

use super::fence::without_bom;
use super::tree::outline::{NodeId, Outline};
use super::tree::sanitize as guard;
use super::tree::yaml::{self, Fault, Header};
use crate::model::diagnostic::plain;
use crate::model::{Diagnostic, Level, Problem};

/// Such a file, as text.
pub(super) struct Settings {
    pub(super) file: Arc<str>,
    text: String,
}

/// A place in the file and what is wrong there.
pub(super) type Wrong = (NodeId, String);

impl Settings {
    /// Levels that may be nested: none of ours needs more than four.
    const DEEPEST: usize = 16;

    pub(super) fn read(path: &Path) -> Result<Settings, Diagnostic> {
        let mut settings = Settings { file: path.to_string_lossy().into(), text: String::new() };
        let bytes = std::fs::read(path)
            .map_err(|error| settings.problem((0, 0), Problem::Unreadable(plain(&error))))?;
        let clean = guard::clean(without_bom(bytes)).map_err(|(byte, _)| {
            settings.problem((0, 0), Problem::Encoding(format!("byte 0x{byte:02X} is not UTF-8")))
        })?;
        settings.text = clean.text;
        Ok(settings)
    }

    /// Where everything stands.
    pub(super) fn outline(&self) -> Result<Outline<'_>, Diagnostic> {
        let too_deep = Problem::YamlLimit("it nests too deep".to_owned());
        Outline::of(&self.text, Self::DEEPEST).map_err(|_| self.problem((1, 1), too_deep))
    }

    /// What is there.
    pub(super) fn content(&self) -> Result<Header<'_>, Diagnostic> {
        let budget = 2 * self.text.len() + 4096;
        yaml::read(&self.text, |_| true, budget).map_err(|fault| match fault {
            Fault::Syntax { message, line, column } => {
                self.problem((line, column), Problem::YamlSyntax(message))
            }
            Fault::Expansion => {
                self.problem((1, 1), Problem::YamlLimit("its aliases expand to too much".to_owned()))
            }
        })
    }

    /// What is wrong, as a diagnostic.
    pub(super) fn wrong(&self, outline: &Outline<'_>, (place, what): Wrong) -> Diagnostic {
        self.problem(outline.position(place), Problem::BadField(what))
    }

    pub(super) fn problem(&self, (line, column): (u32, u32), problem: Problem) -> Diagnostic {
        Diagnostic { file: Arc::clone(&self.file), line, column, level: Level::Error, field: None, problem }
    }
}
