//! The arguments of `newsfeed ingest`.

use std::path::Path;

use clap::Args;

use super::input::InputArgs;
use super::output::OutputArgs;
use super::report::ReportArgs;
use super::rules::RuleArgs;
use super::selection::SelectArgs;

const INGEST_EXAMPLES: &str = "\
Examples:
  newsfeed ingest feed/                                 a timeline of the folder
  newsfeed ingest feed/ --since 2020-06-11 --topic AI   from that day on, one topic
  newsfeed ingest feed/ --last 7d --tz Europe/Paris     the last week, in days of Paris
  newsfeed ingest feed/ --json | jq '.stories[].title'  for a program
  cat page.md | newsfeed ingest -                       standard input

Exit status:
  0  done
  1  done, but a file was refused or a named path is missing (--exit-zero: 0)
  2  wrong usage, or nothing could be read or written
  130  interrupted";

/// `newsfeed ingest`, and the greater part of `newsfeed digest`.
#[derive(Debug, Args)]
#[command(after_help = INGEST_EXAMPLES)]
pub struct NewsArgs {
    /// The input.
    #[command(flatten)]
    pub input: InputArgs,
    /// The selection from it.
    #[command(flatten)]
    pub select: SelectArgs,
    /// How to merge and group.
    #[command(flatten)]
    pub rules: RuleArgs,
    /// How to write it.
    #[command(flatten)]
    pub output: OutputArgs,
    /// How to report problems.
    #[command(flatten)]
    pub report: ReportArgs,
}

impl NewsArgs {
    /// The files named beside the input, which are read too.
    pub fn files(&self) -> [Option<&Path>; 4] {
        let input = &self.input;
        let (overrides, template) = (self.rules.overrides.as_deref(), self.output.template.as_deref());
        [input.files_from.as_deref(), input.fields.as_deref(), overrides, template]
    }
}
