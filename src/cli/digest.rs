//! The arguments of `newsfeed digest`.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};

use super::ingest::NewsArgs;
use super::values::{Day, Moment, TimeLength};
use crate::digest::FullUpdates;

const DIGEST_EXAMPLES: &str = "\
Examples:
  newsfeed digest feed/                                              the last 24 hours, as Markdown
  newsfeed digest feed/ --date yesterday --tz Europe/Paris           one day, in Paris
  newsfeed digest feed/ --history daily.json                         what is new since the last run
  newsfeed digest feed/ --history daily.json --dry-run               the same, without remembering it
  newsfeed digest feed/ --history daily.json --format eml --to me@example.org --deliver '/usr/sbin/sendmail -t'
  newsfeed digest feed/ --last 7d --top 10 --format html --out news.html
  newsfeed digest --history daily.json --history-show                what was reported

When nothing is new, nothing is printed. Exit status:
  0  done
  1  done, but a file was refused or a named path is missing (--exit-zero: 0)
  2  wrong usage, or nothing could be read, written or delivered, or the history is in use or damaged
  3  nothing new (with --exit-code)
  130  interrupted";

/// `newsfeed digest`.
#[derive(Debug, Args)]
#[command(after_help = DIGEST_EXAMPLES, mut_arg("paths", |paths| paths.required_unless_present_any(["history_show", "forget", "files_from"])))]
pub struct DigestArgs {
    /// The period, and the history of reported articles.
    #[command(flatten)]
    pub digest: PeriodArgs,
    /// The options shared with `ingest`.
    #[command(flatten)]
    pub news: NewsArgs,
}

/// The period, and the history of reported articles.
#[derive(Debug, Args)]
#[command(next_help_heading = "Digest", group(ArgGroup::new("memory").multiple(true)))]
pub struct PeriodArgs {
    /// Report the articles of this day in the zone of --tz: a date, today or yesterday. Without --history this is a plain
    /// selection, which misses files that arrive later
    #[arg(long, value_name = "DAY", conflicts_with_all = ["since", "until", "last"])]
    pub date: Option<Day>,
    /// Remember the reported articles in this file, so that each is reported only once
    #[arg(long, value_name = "FILE", group = "memory", env = "NEWSFEED_HISTORY")]
    pub history: Option<PathBuf>,
    /// The old name of --history
    #[arg(long, value_name = "FILE", group = "memory", env = "NEWSFEED_STATE", hide_short_help = true)]
    pub state: Option<PathBuf>,
    /// Updates of reported stories to print in full; the others get one line
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = FullUpdates::Due, env = "NEWSFEED_UPDATES")]
    pub updates: FullUpdates,
    /// Give the digest to a shell command on its standard input; articles count as reported only when it exits 0
    #[arg(long, value_name = "COMMAND", conflicts_with = "out", env = "NEWSFEED_DELIVER")]
    pub deliver: Option<String>,
    /// In the first run, report what was published from this day or moment on [default: the last 24 hours]
    #[arg(long, value_name = "DATE", requires = "memory", conflicts_with = "report_all")]
    pub seen_before: Option<Moment>,
    /// In the first run, report everything
    #[arg(long, requires = "memory")]
    pub report_all: bool,
    /// Print the digest, but leave the history as it is
    #[arg(long, requires = "memory")]
    pub dry_run: bool,
    /// Print the history, without reading any news
    #[arg(long, visible_alias = "state-show", requires = "memory", conflicts_with_all = ["dry_run", "date", "out", "json", "template"])]
    pub history_show: bool,
    /// Forget an article, or what was reported on a day, so that the next run reports it again
    #[arg(long, value_name = "ADDRESS|DATE", requires = "memory", conflicts_with_all = ["dry_run", "date", "out", "json", "template", "history_show"])]
    pub forget: Option<String>,
    /// Has no effect: the history forgets nothing by itself
    #[arg(long, value_name = "TIME", hide = true, env = "NEWSFEED_REMEMBER")]
    pub remember: Option<TimeLength>,
    /// Seconds to wait for another run that uses the history
    #[arg(long, value_name = "SECONDS", default_value_t = 60, env = "NEWSFEED_LOCK_WAIT")]
    pub lock_wait: u64,
    /// Exit 3 when nothing is new; refused files are reported, but do not make the status 1
    #[arg(long)]
    pub exit_code: bool,
}

impl PeriodArgs {
    /// The history, under either name.
    pub fn history(&self) -> Option<&Path> {
        self.history.as_deref().or(self.state.as_deref())
    }
}
