//! Options that say how problems are reported.

use clap::Args;

use crate::render::ProblemFormat;

/// How to report problems.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Problems")]
pub struct ReportArgs {
    /// Report only which files were refused
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Report the counts of the run, and under each article why it was merged
    #[arg(short, long)]
    pub verbose: bool,
    /// Exit 1 after any warning, and then leave --out as it was
    #[arg(long)]
    pub strict: bool,
    /// Exit 0 even if files were refused
    #[arg(long, conflicts_with = "strict")]
    pub exit_zero: bool,
    /// Report on standard error how long each stage took
    #[arg(long, hide_short_help = true)]
    pub timings: bool,
    /// How to write problems to standard error
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ProblemFormat::Text, env = "NEWSFEED_DIAGNOSTICS")]
    pub diagnostics: ProblemFormat,
}
