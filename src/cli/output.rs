//! Options that say how the news are written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::render::{By, Format, Mailbox};

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

/// When to use what only some terminals can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// If the terminal supports it and NO_COLOR, CLICOLOR and CLICOLOR_FORCE allow it
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
