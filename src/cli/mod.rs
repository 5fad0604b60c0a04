//! The command line: a file for each subcommand and each group of options. Types only; `commands` acts on them.

mod check;
mod digest;
mod explain;
mod ingest;
mod input;
mod output;
mod report;
mod rules;
mod selection;
mod values;

use clap::{Parser, Subcommand};

use crate::render::Layout;

pub use check::CheckArgs;
pub use digest::{DigestArgs, PeriodArgs};
pub use explain::ExplainArgs;
pub use ingest::NewsArgs;
pub use input::{InputArgs, LimitArgs, ParserArg};
pub use output::{OutputArgs, When};
pub use report::ReportArgs;
pub use rules::RuleArgs;
pub use selection::SelectArgs;
pub use values::{Day, Moment, TimeLength};

/// Turns folders of scraped article metadata into news
///
/// Reads files with YAML headers, merges the links to the same article, groups articles into stories,
/// and prints a timeline, or JSON for jq. Local and offline; the input is never changed.
#[derive(Debug, Parser)]
#[command(name = "newsfeed", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read files and print their news
    Ingest(NewsArgs),
    /// Print the news of a day, of a period, or since the last run
    Digest(DigestArgs),
    /// Report on files: their kinds, their fields, and every problem
    Check(CheckArgs),
    /// Explain why an article was merged, and why it is in its story
    Explain(ExplainArgs),
    /// Print the JSON Schema of the JSON output
    Schema,
    /// Print a built-in template, as a start for your own (--template)
    Template {
        /// Which template
        name: Layout,
    },
    /// Print the completion script of a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
