//! The environment a command gets from the process, and the exit status it returns.

use chrono::{DateTime, Utc};

use crate::pipeline::Progress;

/// The outside world as values, so that nothing below `main` asks the clock or a terminal.
pub struct Environment<'w> {
    /// The present.
    pub now: DateTime<Utc>,
    /// Columns of the terminal on stdout, where there is one.
    pub width: Option<usize>,
    /// Colour stdout by default.
    pub color: bool,
    /// Stdout understands links.
    pub hyperlinks: bool,
    /// Stderr is a terminal.
    pub stderr_is_terminal: bool,
    /// Shows how many files were read.
    pub progress: &'w Progress<'w>,
}

/// The end of a run; the numbers are the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Done.
    Done = 0,
    /// The output is complete for the good files, but a file was refused or a named path is missing; or, with
    /// `--strict`, something was warned about.
    Incomplete = 1,
    /// Nothing named could be read.
    Failed = 2,
    /// There is nothing new, and that was asked (`--exit-code`).
    NothingNew = 3,
}
