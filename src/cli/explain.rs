//! The arguments of `newsfeed explain`.

use clap::Args;

use super::input::InputArgs;
use super::report::ReportArgs;
use super::rules::RuleArgs;
use crate::model::Zone;

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  newsfeed explain feed/ https://news.example/a                     one article
  newsfeed explain feed/ https://news.example/a https://b.example   are these two the same?
  newsfeed explain feed/ a-0011223344556677                         by id, of an article or a story
  newsfeed explain feed/ --title \"Bridge opens again\"              by title
  newsfeed explain feed/ feed/note.txt                              a file

Exit status:
  0  found; with two subjects: the same article
  1  with two subjects: not the same article
  2  a subject is not in the input, or wrong usage";

/// `newsfeed explain`.
#[derive(Debug, Args)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub struct ExplainArgs {
    /// The input, then one or two addresses or ids; without any, the last path is the subject.
    #[command(flatten)]
    pub input: InputArgs,
    /// Explain the article with this title (repeatable)
    #[arg(long, value_name = "TITLE")]
    pub title: Vec<String>,
    /// Write JSON
    #[arg(long)]
    pub json: bool,
    /// Zone of times: a name like Europe/Paris, an offset like +02:00, or local
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true, env = "NEWSFEED_TZ")]
    pub tz: Zone,
    /// How to merge and group.
    #[command(flatten)]
    pub rules: RuleArgs,
    /// How to report problems.
    #[command(flatten)]
    pub report: ReportArgs,
}
