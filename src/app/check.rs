//! `newsfeed check`: reads files, says every problem, and shows the fields seen.

use std::io::Write;

use anyhow::Context;

use super::news::{all, counts, nothing_read};
use super::{Outcome, World, find, report};
use crate::cli::CheckArgs;
use crate::parse;
use crate::render;

pub(super) fn run(
    args: &CheckArgs,
    world: &World<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let found = find(&args.input.paths, &args.input)?;
    let read_one = (world.progress)(found.files.len());
    let (parsed, fields) = parse::survey(&found.files, &args.input.reading(), &*read_one);
    let summary = counts(&found, &parsed);
    let diagnostics = all([found.diagnostics, parsed.diagnostics]);
    let nothing_read = nothing_read(&summary, &diagnostics);
    if !nothing_read {
        render::check(&summary, parsed.fast, &fields, out)
            .and_then(|()| out.flush())
            .context("cannot write to standard output")?;
    }
    let outcome = report(&diagnostics, &args.report, None, err);
    Ok(if nothing_read { Outcome::Failed } else { outcome })
}
