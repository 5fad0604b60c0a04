//! The possible errors in the text of a header. Lines and columns count from 1 at the start of the header.

use crate::model::problem::{BrokenField, Recovery};

/// Why a header cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TreeError {
    /// Not YAML, TOML or JSON.
    Syntax(SyntaxError),
    /// Aliases expand to more than the budget.
    Expansion,
    /// It nests deeper than this.
    TooDeep { line: u32, column: u32, limit: usize },
    /// A tag asks for a type of some program's own.
    ForeignTag { line: u32, column: u32 },
    /// A list of records.
    Records,
    /// Neither fields nor a list of them.
    NotFields,
}

/// A fault of syntax, in the words of the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) message: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A change to one place of a header, or a warning about it.
#[derive(Debug)]
pub(crate) enum Repair {
    /// A field was read as something that it is not to YAML.
    Read { line: u32, column: u32, field: String, what: Recovery },
    /// A field, or an entry of a list, was left out.
    Dropped { line: u32, column: u32, field: String, why: BrokenField },
    /// A line that belongs to no field was left out.
    Stray { line: u32 },
    /// A line of TOML was read as far as it goes.
    BadLine { line: u32, column: u32, message: String },
    /// A field is given twice; the first is read.
    GivenTwice { line: u32, column: u32, field: String },
}

impl Repair {
    /// The line it is about.
    pub(crate) fn line(&self) -> u32 {
        match self {
            Repair::Read { line, .. }
            | Repair::Dropped { line, .. }
            | Repair::Stray { line }
            | Repair::BadLine { line, .. }
            | Repair::GivenTwice { line, .. } => *line,
        }
    }
}
