//! `newsfeed check`: the report one wants before trusting a corpus, and every problem.

use std::collections::HashMap;
use std::io::{self, Write};

use anyhow::Context;

use super::environment::{Environment, ExitStatus};
use super::problems::{exit_status, merge_diagnostics, severity};
use super::summary::{nothing_read, read_summary};
use crate::cli::{CheckArgs, When};
use crate::model::{Diagnostic, SourceFile};
use crate::parse::{self, StringArena};
use crate::pipeline::Pipeline;
use crate::render::{self, CheckReport};

pub(super) fn run(
    args: &CheckArgs,
    world: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let mut pipeline = Pipeline::new(&args.input, world.progress);
    let found = pipeline.discover(&args.input.paths)?;
    let arena = StringArena::new();
    let (parsed, collections) = pipeline.survey(&found.files, &arena)?;
    let summary = read_summary(&found, &parsed);
    let diagnostics = merge_diagnostics([found.diagnostics, parsed.diagnostics]);
    let nothing_read = nothing_read(&summary, &diagnostics);
    if !nothing_read {
        let report = CheckReport {
            summary,
            yaml: parsed.yaml,
            fast: parsed.fast,
            documents: &parsed.documents,
            collections: &collections,
            diagnostics: &diagnostics,
        };
        write_report(&report, args, out).context("cannot write to standard output")?;
    }
    print_with_lines(&diagnostics, &found.files, args, world, err);
    Ok(if nothing_read { ExitStatus::Failed } else { exit_status(&diagnostics, &args.report) })
}

fn write_report(report: &CheckReport<'_>, args: &CheckArgs, out: &mut dyn Write) -> io::Result<()> {
    match (args.suggest_fields, args.json) {
        (true, _) => render::suggest(report, out)?,
        (_, true) => render::check_json(report, out)?,
        _ => render::check(report, out)?,
    }
    out.flush()
}

/// Writes every problem, and the line it is about where that was asked for.
fn print_with_lines(
    diagnostics: &[Diagnostic],
    files: &[SourceFile],
    args: &CheckArgs,
    world: &Environment<'_>,
    err: &mut dyn Write,
) {
    let show = match args.show_lines {
        When::Auto => world.stderr_is_terminal,
        When::Always => true,
        When::Never => false,
    };
    let files: HashMap<&str, &SourceFile> = files.iter().map(|file| (&*file.name, file)).collect();
    let line_of = |diagnostic: &Diagnostic| {
        let file = files.get(&*diagnostic.file).filter(|_| show)?;
        parse::source_line(file, diagnostic.line)
    };
    let report = &args.report;
    // A closed stderr must not cost the result.
    let _ = render::problems_with_lines(diagnostics, report.diagnostics, severity(report), &line_of, err);
}
