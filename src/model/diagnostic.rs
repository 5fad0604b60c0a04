//! What is said about a file. A diagnostic is data first: place, level, field, problem; the sentence comes last and says
//! what happened to the record.

use std::fmt;
use std::sync::Arc;

use strum::IntoStaticStr;

use super::problem::{OverrideConflict, Oversize, Problem, sentence};

/// What was wrong or left out, where, and what happened to the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// As in [`super::Document::file`].
    pub file: Arc<str>,
    /// From 1; 0 where the file as a whole is meant.
    pub line: u32,
    /// In characters, from 1; 0 where the line or the file as a whole is meant.
    pub column: u32,
    /// How bad it is.
    pub level: Level,
    /// The field it is about, as the file names it, with its path (`related[3].webUrl`).
    pub field: Option<String>,
    /// What it is.
    pub problem: Problem,
}

/// What a problem cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Level {
    /// The file was refused.
    Error,
    /// A field or an entry was dropped or cleaned.
    Warning,
    /// Nothing is wrong; something was left out or assumed by rule.
    Note,
}

impl Level {
    /// The token used in JSON.
    pub fn token(self) -> &'static str {
        self.into()
    }
}

/// What was done about a problem, where its sentence does not say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
pub enum Consequence {
    /// A file was refused.
    #[strum(to_string = "file left out")]
    FileLeftOut,
    /// One record of many was refused.
    #[strum(to_string = "record left out")]
    RecordLeftOut,
    /// Something was left out by rule.
    #[strum(to_string = "left out")]
    LeftOut,
    /// A field or an entry was dropped.
    #[strum(to_string = "dropped")]
    Dropped,
    /// Characters were removed.
    #[strum(to_string = "removed")]
    Removed,
}

impl Diagnostic {
    /// Field, what is wrong and what can be done about it, without what happened to the record.
    pub fn sentence(&self) -> String {
        let what = sentence(&self.problem);
        match &self.field {
            Some(field) => format!("{field} {what}"),
            None => what,
        }
    }

    /// What was done about it.
    pub fn consequence(&self) -> Option<Consequence> {
        match (self.level, &self.problem) {
            (_, Problem::NotFound | Problem::EmptyFile) => None,
            (Level::Error, Problem::Record(_)) => Some(Consequence::RecordLeftOut),
            (Level::Error, _) => Some(Consequence::FileLeftOut),
            (
                Level::Note,
                Problem::NoFrontMatter(_)
                | Problem::NotAFile(_)
                | Problem::Binary
                | Problem::BadDate { .. }
                | Problem::BadUrl(_),
            )
            | (Level::Warning, Problem::ConflictingOverride(OverrideConflict::Different)) => {
                Some(Consequence::LeftOut)
            }
            (
                Level::Warning,
                Problem::YamlSyntax(_)
                | Problem::BadField(_)
                | Problem::BadDate { .. }
                | Problem::BadUrl(_)
                | Problem::UnsafeUrl { .. }
                | Problem::TooLarge(Oversize::Address { .. }),
            ) => Some(Consequence::Dropped),
            (Level::Warning, Problem::ControlChars(_)) => Some(Consequence::Removed),
            (Level::Warning | Level::Note, _) => None,
        }
    }
}

impl fmt::Display for Diagnostic {
    /// The sentence: field, what is wrong, what can be done about it, what happened to the record.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())?;
        self.consequence().map_or(Ok(()), |consequence| write!(f, "; {consequence}"))
    }
}
