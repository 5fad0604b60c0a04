//! The arguments of `newsfeed check`.

use clap::Args;

use super::input::InputArgs;
use super::output::When;
use super::report::ReportArgs;

/// `newsfeed check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The input.
    #[command(flatten)]
    pub input: InputArgs,
    /// Write JSON
    #[arg(long, help_heading = "Report")]
    pub json: bool,
    /// Print a draft for --fields instead, guessed from the names and values seen
    #[arg(long, conflicts_with = "json", help_heading = "Report")]
    pub suggest_fields: bool,
    /// Show the line of each problem, with a caret
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto, help_heading = "Report")]
    pub show_lines: When,
    /// How to report problems.
    #[command(flatten)]
    pub report: ReportArgs,
}
