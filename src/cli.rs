//! What the user may type. Types only; what they do is in `commands`.

mod values;

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use strum::VariantArray;

use crate::digest::FullUpdates;
use crate::model::{HeaderParser, Limits, ParseOptions, Rule, Zone};
use crate::render::{By, Format, Layout, Mailbox, ProblemFormat};

pub use values::{Day, Moment, TimeLength};

/// Turns folders of scraped article metadata into news
///
/// Reads files with YAML headers, merges the links that are the same article, groups articles into stories,
/// and prints a timeline, or JSON for jq. Local and offline; the input is never changed.
#[derive(Debug, Parser)]
#[command(name = "newsfeed", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read files and print their news
    Ingest(NewsArgs),
    /// Print what is new: of a day, of a period, or since the last run
    Digest(DigestArgs),
    /// Read files and report on them: what they are, every problem, and the fields seen
    Check(CheckArgs),
    /// Explain an article: its merges, the nearest article it is not merged with, its story
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
    /// What to read.
    #[command(flatten)]
    pub input: InputArgs,
    /// What to show of it.
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
    /// Which period, and what was reported before.
    #[command(flatten)]
    pub digest: PeriodArgs,
    /// What `ingest` takes, too.
    #[command(flatten)]
    pub news: NewsArgs,
}

/// Which period, and what was reported before.
#[derive(Debug, Args)]
#[command(next_help_heading = "Digest", group(ArgGroup::new("memory").multiple(true)))]
pub struct PeriodArgs {
    /// Report the articles of this day in the zone of --tz: a date, today or yesterday. Without --history this is a plain
    /// selection, which misses files that arrive later
    #[arg(long, value_name = "DAY", conflicts_with_all = ["since", "until", "last"])]
    pub date: Option<Day>,
    /// Remember in this file what was reported, so that every article is reported exactly once
    #[arg(long, value_name = "FILE", group = "memory", env = "NEWSFEED_HISTORY")]
    pub history: Option<PathBuf>,
    /// The old name of --history
    #[arg(long, value_name = "FILE", group = "memory", env = "NEWSFEED_STATE", hide_short_help = true)]
    pub state: Option<PathBuf>,
    /// Which updates of reported stories are printed in full; the others get one line
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
    /// Print what the history holds, without reading any news
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

/// `newsfeed check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// What to read.
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
    /// What to read, then one or two addresses or ids; without any, the last path is the subject.
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

/// What to read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// Files, folders, or - for standard input
    #[arg(value_name = "PATH", required_unless_present = "files_from")]
    pub paths: Vec<PathBuf>,
    /// Read more paths from a file (or -), one a line
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    /// Paths in --files-from end in NUL, as from find -print0
    #[arg(short = '0', requires = "files_from")]
    pub null: bool,
    /// In folders, read only names like this, not .md .markdown .mdx .txt .html .htm .yaml .yml (repeatable)
    #[arg(long, value_name = "PATTERN")]
    pub glob: Vec<String>,
    /// Map the fields of a producer that newsfeed does not know: a YAML file with lines like title: meta.headline
    #[arg(long, value_name = "FILE", env = "NEWSFEED_FIELDS")]
    pub fields: Option<PathBuf>,
    /// Zone of times that name no zone [default: UTC, with a note for each]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, env = "NEWSFEED_ASSUME_TZ")]
    pub assume_tz: Option<Zone>,
    /// Follow links to folders
    #[arg(long)]
    pub follow: bool,
    /// Number of threads [default: one for each processor]; the result is the same
    #[arg(long, value_name = "NUMBER", env = "NEWSFEED_THREADS", hide_short_help = true, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub threads: Option<usize>,
    /// What reads the headers; the result is the same
    #[arg(long, value_enum, value_name = "PARSER", default_value_t = ParserArg::Auto, hide_short_help = true)]
    pub parser: ParserArg,
    /// What a file may cost.
    #[command(flatten)]
    pub limits: LimitArgs,
}

impl InputArgs {
    /// How files are to be read; what `--fields` names is for the caller to read.
    pub fn reading(&self) -> ParseOptions {
        let parser = match self.parser {
            ParserArg::Auto => HeaderParser::Auto,
            ParserArg::Yaml => HeaderParser::Yaml,
        };
        ParseOptions { limits: self.limits.limits(), parser, fields: None, assumed_zone: self.assume_tz }
    }
}

/// What reads the headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ParserArg {
    /// A fast scanner where it can, else the YAML reader
    Auto,
    /// The YAML reader
    Yaml,
}

/// Bounds on what one file may cost.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitArgs {
    /// Bytes of a header [default: 4194304]
    #[arg(long, value_name = "BYTES", hide_short_help = true)]
    pub max_header: Option<usize>,
    /// Lists and maps inside one another in a header [default: 64]
    #[arg(long, value_name = "LEVELS", hide_short_help = true, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=100))]
    pub max_depth: Option<usize>,
    /// Bytes that aliases may expand to, beyond twice the header [default: 4096]
    #[arg(long, value_name = "BYTES", hide_short_help = true)]
    pub max_expansion: Option<usize>,
    /// Bytes of an address [default: 8192]
    #[arg(long, value_name = "BYTES", hide_short_help = true)]
    pub max_url: Option<usize>,
    /// Bytes of a title or excerpt [default: 65536]
    #[arg(long, value_name = "BYTES", hide_short_help = true)]
    pub max_title: Option<usize>,
    /// Entries of a related list [default: 50000]
    #[arg(long, value_name = "COUNT", hide_short_help = true)]
    pub max_related: Option<usize>,
    /// Bytes read of a file without a header [default: 65536]
    #[arg(long, value_name = "BYTES", hide_short_help = true)]
    pub max_text: Option<usize>,
    /// Records of a JSON file [default: 1000000]
    #[arg(long, value_name = "COUNT", hide_short_help = true)]
    pub max_records: Option<usize>,
}

impl LimitArgs {
    /// The limits asked for, the defaults elsewhere.
    pub fn limits(&self) -> Limits {
        let default = Limits::default();
        Limits {
            header: self.max_header.unwrap_or(default.header),
            depth: self.max_depth.unwrap_or(default.depth),
            expansion: self.max_expansion.unwrap_or(default.expansion),
            url: self.max_url.unwrap_or(default.url),
            title: self.max_title.unwrap_or(default.title),
            related: self.max_related.unwrap_or(default.related),
            text: self.max_text.unwrap_or(default.text),
            records: self.max_records.unwrap_or(default.records),
        }
    }
}

/// What to show.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub struct SelectArgs {
    /// Articles from this day or moment on
    #[arg(long, value_name = "DATE")]
    pub since: Option<Moment>,
    /// Articles up to the end of this day, or before this moment
    #[arg(long, value_name = "DATE")]
    pub until: Option<Moment>,
    /// Articles of the last 36h, 7d, 2w
    #[arg(long, value_name = "TIME", conflicts_with_all = ["since", "until"])]
    pub last: Option<TimeLength>,
    /// Stories with this topic (repeatable: any of them)
    #[arg(long, value_name = "TOPIC")]
    pub topic: Vec<String>,
    /// Articles of this provider, by domain or name (repeatable)
    #[arg(long, value_name = "PROVIDER")]
    pub provider: Vec<String>,
    /// Articles of this type, such as article or video (repeatable)
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Vec<String>,
    /// Articles of at least this quality
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub min_quality: Option<i64>,
    /// Stories from at least this many sites
    #[arg(long, value_name = "NUMBER")]
    pub min_providers: Option<usize>,
    /// Print at most this many blocks; in a digest, so many stories in full and the others in one line each
    #[arg(long, visible_alias = "top", value_name = "NUMBER", env = "NEWSFEED_LIMIT")]
    pub limit: Option<usize>,
    /// Zone of days and times: a name like Europe/Paris, an offset like +02:00, or local
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true, env = "NEWSFEED_TZ")]
    pub tz: Zone,
    /// The present [default: the clock, or SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "MOMENT", env = "NEWSFEED_NOW")]
    pub now: Option<Moment>,
}

/// How to merge and group.
#[derive(Debug, Args)]
#[command(next_help_heading = "Merging and grouping")]
pub struct RuleArgs {
    /// Time over which similarity within a story fades: 48h, 2d
    #[arg(long, value_name = "TIME", default_value = "48h", env = "NEWSFEED_WINDOW")]
    pub window: TimeLength,
    /// Overlap from which two titles are nearly equal, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.78, value_parser = share, env = "NEWSFEED_TITLE_THRESHOLD")]
    pub title_threshold: f64,
    /// Keep texts (files without a header) out of stories
    #[arg(long)]
    pub no_texts: bool,
    /// How much a text and a story must share for the text to join it by names, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, value_parser = share, env = "NEWSFEED_TEXT_THRESHOLD")]
    pub text_threshold: f64,
    /// Your own decisions: a YAML file with same, different, story and ignore
    #[arg(long, value_name = "FILE", env = "NEWSFEED_OVERRIDES")]
    pub overrides: Option<PathBuf>,
    /// Merge without this rule, named as in the JSON, to see what it is worth (repeatable)
    #[arg(long, value_name = "RULE", value_parser = rule, hide_short_help = true)]
    pub without: Vec<Rule>,
}

/// How to write.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Output format [default: timeline; for digest: markdown]
    #[arg(short, long, value_enum, env = "NEWSFEED_FORMAT")]
    pub format: Option<Format>,
    /// Same as --format json, whatever --format says
    #[arg(long)]
    pub json: bool,
    /// Write with a MiniJinja template over the data of --json
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub template: Option<PathBuf>,
    /// Write to a file (- for standard output), replaced in one step when the output is complete
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Blocks of the timeline
    #[arg(long, value_enum, default_value_t = By::Story, env = "NEWSFEED_BY")]
    pub by: By,
    /// Give stories that stand under another a block of their own
    #[arg(long)]
    pub flat: bool,
    /// Columns of the timeline [default: the terminal's up to 120, else 80]
    #[arg(long, value_name = "COLUMNS", env = "NEWSFEED_WIDTH", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(20..=1000))]
    pub width: Option<usize>,
    /// Colour in the timeline
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto, env = "NEWSFEED_COLOR")]
    pub color: When,
    /// Subject of the mail, title of the page or feed [default: the day, or News]
    #[arg(long, value_name = "TEXT", env = "NEWSFEED_SUBJECT")]
    pub subject: Option<String>,
    /// Sender of the mail
    #[arg(long, value_name = "ADDRESS", value_parser = mailbox, env = "NEWSFEED_FROM")]
    pub from: Option<Mailbox>,
    /// Receiver of the mail (repeatable)
    #[arg(long, value_name = "ADDRESS", value_parser = mailbox)]
    pub to: Vec<Mailbox>,
    /// Show images in the page, which the browser then loads from their sites
    #[arg(long)]
    pub images: bool,
    /// Make titles links
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto, env = "NEWSFEED_HYPERLINKS")]
    pub hyperlinks: When,
}

/// How to report problems.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Problems")]
pub struct ReportArgs {
    /// Report only which files were refused
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Report what was read, and under each article why it was merged
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

/// When to use what only some terminals can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// Where the terminal can, and NO_COLOR, CLICOLOR and CLICOLOR_FORCE agree
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `me@example.org` or `My Name <me@example.org>`.
fn mailbox(text: &str) -> Result<Mailbox, String> {
    Mailbox::parse(text)
        .ok_or_else(|| "use an address like me@example.org or Name <me@example.org>".to_owned())
}

fn rule(text: &str) -> Result<Rule, String> {
    // What a person said is no rule to leave out: leave out --overrides.
    let is_rule = |rule: &Rule| *rule != Rule::Override;
    let rules = || Rule::VARIANTS.iter().copied().filter(is_rule);
    let names = || rules().map(Rule::token).collect::<Vec<_>>().join(", ");
    text.parse().ok().filter(is_rule).ok_or_else(|| format!("the rules are {}", names()))
}

fn share(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("must be 0 to 1".to_owned()) }
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
