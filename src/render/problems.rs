//! Problems as lines: `newsfeed: PATH:LINE:COL: kind: message` for people, one object a line for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::safe::{self, Terminal};
use crate::model::contract::JsonDiagnostic;
use crate::model::{Diagnostic, Level};

/// How problems are written to stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ProblemFormat {
    /// A line each, at most 20 of a kind.
    Text,
    /// An object each, all of them.
    Json,
}

/// Which problems are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// All.
    All,
    /// Refused files only.
    Errors,
}

/// How many of a kind are written before the rest is only counted.
const MOST: usize = 20;

/// Writes the problems. `see` is the command that shows all of them; without one nothing is cut. Fails where `out`
/// does.
pub fn problems(
    diagnostics: &[Diagnostic],
    format: ProblemFormat,
    severity: Severity,
    see: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let wanted = |d: &&Diagnostic| severity == Severity::All || d.level == Level::Error;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(wanted) {
        let count = counts.entry(diagnostic.problem.kind()).or_default();
        *count += 1;
        match format {
            ProblemFormat::Json => {
                safe::json(&JsonDiagnostic::from(diagnostic), &mut *out)?;
                out.write_all(b"\n")?;
            }
            ProblemFormat::Text if *count <= MOST || see.is_none() => line(diagnostic, out)?,
            ProblemFormat::Text => {}
        }
    }
    let Some(see) = see.filter(|_| format == ProblemFormat::Text) else { return Ok(()) };
    for (kind, count) in counts.into_iter().filter(|(_, count)| *count > MOST) {
        writeln!(
            out,
            "newsfeed: {} more of kind {kind} (to see them all, run: {})",
            count - MOST,
            Terminal::name(see)
        )?;
    }
    Ok(())
}

/// Writes all problems, and below each the line it is about with a caret, where `line_of` has it. Fails where `out`
/// does.
pub fn problems_with_lines(
    diagnostics: &[Diagnostic],
    format: ProblemFormat,
    severity: Severity,
    line_of: &dyn Fn(&Diagnostic) -> Option<String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if format == ProblemFormat::Json {
        return problems(diagnostics, format, severity, None, out);
    }
    for diagnostic in diagnostics {
        if severity == Severity::Errors && diagnostic.level != Level::Error {
            continue;
        }
        line(diagnostic, out)?;
        if let Some(text) = line_of(diagnostic) {
            caret(diagnostic, &text, out)?;
        }
    }
    Ok(())
}

/// The line, cut to what a terminal shows around the column, and a caret under the column.
fn caret(diagnostic: &Diagnostic, text: &str, out: &mut dyn Write) -> io::Result<()> {
    const BEFORE: usize = 50;
    const WIDE: usize = 100;
    let column = diagnostic.column.max(1) as usize - 1;
    let start = column.saturating_sub(BEFORE);
    let shown = |from: usize, count: usize| -> String { text.chars().skip(from).take(count).collect() };
    let lead = if start > 0 { "…" } else { "" };
    let number = diagnostic.line.to_string();
    let gutter = " ".repeat(number.len());
    let all = Terminal::new(&shown(start, WIDE)).to_string();
    writeln!(out, "  {number} | {lead}{}", all.trim_end())?;
    if diagnostic.column > 0 {
        // As wide as what stands before it on the screen.
        let before = Terminal::new(&shown(start, column - start)).width() + lead.chars().count();
        writeln!(out, "  {gutter} | {}^", " ".repeat(before))?;
    }
    Ok(())
}

fn line(diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "newsfeed: {}", Terminal::name(&diagnostic.file))?;
    if diagnostic.line > 0 {
        write!(out, ":{}", diagnostic.line)?;
    }
    if diagnostic.column > 0 {
        write!(out, ":{}", diagnostic.column)?;
    }
    let message = Terminal::new(&diagnostic.to_string());
    writeln!(out, ": {}: {message}", diagnostic.problem.kind())
}
