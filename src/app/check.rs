//! `newsfeed check`: the report one wants before trusting a corpus, and every problem.

use std::collections::HashMap;
use std::io::Write;

use anyhow::Context;

use super::news::{all, counts, nothing_read};
use super::{Environment, ExitStatus, find, outcome};
use crate::cli::{CheckArgs, When};
use crate::model::{Diagnostic, SourceFile};
use crate::parse;
use crate::render::{self, Report, Severity};

pub(super) fn run(
    args: &CheckArgs,
    world: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let reading = super::reading(&args.input)?;
    let found = find(&args.input.paths, &args.input)?;
    let count_file = (world.progress)(found.files.len());
    let store = parse::StringArena::new();
    let (parsed, collections) = parse::documents_and_fields(&found.files, &reading, &store, &*count_file);
    let summary = counts(&found, &parsed);
    let diagnostics = all([found.diagnostics, parsed.diagnostics]);
    let nothing_read = nothing_read(&summary, &diagnostics);
    let report = Report {
        summary,
        yaml: parsed.yaml,
        fast: parsed.fast,
        documents: &parsed.documents,
        collections: &collections,
        diagnostics: &diagnostics,
    };
    if !nothing_read {
        let written = match (args.suggest_fields, args.json) {
            (true, _) => render::suggest(&report, out),
            (_, true) => render::check_json(&report, out),
            _ => render::check(&report, out),
        };
        written.and_then(|()| out.flush()).context("cannot write to standard output")?;
    }
    let severity = if args.report.quiet { Severity::Errors } else { Severity::All };
    let show = match args.show_lines {
        When::Auto => world.stderr_is_terminal,
        When::Always => true,
        When::Never => false,
    };
    let files: HashMap<&str, &SourceFile> = found.files.iter().map(|file| (&*file.name, file)).collect();
    let line_of = |diagnostic: &Diagnostic| {
        let file = files.get(&*diagnostic.file).filter(|_| show)?;
        parse::source_line(file, diagnostic.line)
    };
    // A closed stderr must not cost the result.
    let _ = render::problems_with_lines(&diagnostics, args.report.diagnostics, severity, &line_of, err);
    Ok(if nothing_read { ExitStatus::Failed } else { outcome(&diagnostics, &args.report) })
}
