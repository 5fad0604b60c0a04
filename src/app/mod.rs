//! The recipes: each names its steps in order and leaves the doing to the stages.

mod check;
mod deliver;
mod digest;
mod explain;
mod ingest;
mod news;
mod output;
mod stopwatch;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::CommandFactory;

use crate::cli::{Cli, Command, InputArgs, ReportArgs, RuleArgs};
use crate::discover::{self, FoundFiles, Roots};
use crate::model::problem::plain;
use crate::model::{Diagnostic, Level, Mention, Overrides, ParseOptions, Story, TextFile};
use crate::render::{self, Severity};
use crate::{dedup, parse, story};

pub use output::{OUTPUT_BUFFER, interrupted};

/// The outside world as values, so that nothing below `main` asks the clock or a terminal.
pub struct Environment<'w> {
    /// The present.
    pub now: DateTime<Utc>,
    /// Columns of the terminal on stdout, where there is one.
    pub width: Option<usize>,
    /// Whether stdout would be coloured if nobody asked otherwise.
    pub color: bool,
    /// Whether stdout understands links.
    pub hyperlinks: bool,
    /// Whether stderr is a terminal.
    pub stderr_is_terminal: bool,
    /// Told how many files there are, gives what is to be called after each.
    pub progress: &'w (dyn Fn(usize) -> Box<dyn Fn() + Sync> + 'w),
}

/// How a run ended; the numbers are the exit status.
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

/// Does what was asked. An error means that there is no complete output.
pub fn run(
    cli: &Cli,
    world: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    match &cli.command {
        Command::Ingest(args) => ingest::run(args, world, out, err),
        Command::Digest(args) => digest::run(args, world, out, err),
        Command::Check(args) => check::run(args, world, out, err),
        Command::Explain(args) => explain::run(args, world, out, err),
        Command::Template { name } => print(out, name.source().as_bytes()),
        Command::Schema => print(out, render::schema().as_bytes()),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "newsfeed", &mut text);
            print(out, &text)
        }
        Command::Man => {
            let mut text = Vec::new();
            man(&mut text)?;
            print(out, &text)
        }
    }
}

/// Says why there is no complete output.
pub fn complain(error: &anyhow::Error, err: &mut dyn Write) {
    let cause = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<io::Error>() {
        // A template's own words.
        Some(error) if error.kind() == io::ErrorKind::InvalidData => error.to_string(),
        Some(error) => plain(error),
        None => cause.to_string(),
    };
    let causes: Vec<String> = error.chain().map(cause).collect();
    let _ = writeln!(err, "newsfeed: {}", render::Terminal::new(&causes.join(": ")));
}

fn print(out: &mut dyn Write, text: &[u8]) -> anyhow::Result<ExitStatus> {
    out.write_all(text).and_then(|()| out.flush()).context("cannot write to standard output")?;
    Ok(ExitStatus::Done)
}

/// One page for the program, then a section for each subcommand.
fn man(out: &mut dyn Write) -> io::Result<()> {
    let command = Cli::command();
    clap_mangen::Man::new(command.clone()).render(out)?;
    for sub in command.get_subcommands() {
        let name = format!("newsfeed {}", sub.get_name());
        let page = clap_mangen::Man::new(sub.clone().bin_name(name.clone()));
        writeln!(out, ".SH {}", name.to_uppercase())?;
        page.render_description_section(out)?;
        page.render_options_section(out)?;
        page.render_extra_section(out)?;
    }
    Ok(())
}

/// The files that were asked for.
fn find(paths: &[PathBuf], input: &InputArgs) -> anyhow::Result<FoundFiles> {
    if let Some(threads) = input.threads {
        // Only the first call in a process can say how many; a program has one.
        let _set = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    let mut paths = paths.to_vec();
    if let Some(list) = &input.files_from {
        let listed = discover::listed(list, input.null);
        paths.extend(listed.with_context(|| format!("cannot read the list {}", list.display()))?);
    }
    let globs = discover::globs(&input.glob).context("--glob is not a pattern")?;
    Ok(discover::files(&Roots { paths, globs, follow: input.follow }))
}

/// How files are to be read, with what `--fields` says.
fn reading(input: &InputArgs) -> anyhow::Result<ParseOptions> {
    let fields = input.fields.as_deref().map(parse::field_paths).transpose().map_err(|wrong| said(&wrong))?;
    Ok(ParseOptions { fields: fields.map(Arc::new), ..input.reading() })
}

/// What is wrong with a file that tells how to read others.
fn said(wrong: &Diagnostic) -> anyhow::Error {
    let place = if wrong.line > 0 {
        format!("{}:{}:{}", wrong.file, wrong.line, wrong.column)
    } else {
        wrong.file.to_string()
    };
    anyhow::anyhow!("{place}: {}: {}", wrong.problem.kind(), wrong.sentence())
}

/// The overrides that were asked for, less what contradicts itself, and what is wrong with them.
fn overrides(args: &RuleArgs, mentions: &[Mention<'_>]) -> anyhow::Result<(Overrides, Vec<Diagnostic>)> {
    let Some(path) = &args.overrides else { return Ok(Default::default()) };
    let mut overrides = parse::overrides(path).map_err(|wrong| said(&wrong))?;
    let diagnostics = overrides.settle(mentions);
    Ok((overrides, diagnostics))
}

fn merging(args: &RuleArgs, overrides: &Overrides) -> dedup::MergeOptions {
    dedup::MergeOptions {
        title_threshold: args.title_threshold,
        overrides: overrides.clone(),
        without: args.without.clone(),
    }
}

fn grouping(args: &RuleArgs, overrides: &Overrides) -> story::GroupOptions {
    story::GroupOptions { window: args.window.hours(), named: overrides.stories.clone() }
}

/// The texts, each with the story it belongs to.
fn placed(texts: Vec<TextFile>, stories: &[Story<'_>], args: &RuleArgs) -> Vec<TextFile> {
    if args.no_texts { texts } else { story::texts(texts, stories, text_rules(args)) }
}

fn text_rules(args: &RuleArgs) -> story::TextOptions {
    story::TextOptions { threshold: args.text_threshold }
}

/// Writes the problems and gives the outcome they mean.
fn report(
    diagnostics: &[Diagnostic],
    args: &ReportArgs,
    see: Option<&str>,
    err: &mut dyn Write,
) -> ExitStatus {
    let severity = if args.quiet { Severity::Errors } else { Severity::All };
    // A closed stderr must not cost the result.
    let _ = render::problems(diagnostics, args.diagnostics, severity, see, err);
    outcome(diagnostics, args)
}

fn outcome(diagnostics: &[Diagnostic], args: &ReportArgs) -> ExitStatus {
    let worst = diagnostics.iter().map(|d| d.level).min();
    match worst {
        Some(Level::Error) if !args.exit_zero => ExitStatus::Incomplete,
        Some(Level::Warning) if args.strict => ExitStatus::Incomplete,
        _ => ExitStatus::Done,
    }
}
