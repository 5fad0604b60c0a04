//! Options that say what is read, how, and how much of it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::model::{HeaderParser, Limits, ParseOptions, Zone};

/// The input.
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
    /// In folders, read the files whose names match, instead of .md .markdown .mdx .txt .html .htm .yaml .yml (repeatable)
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
    /// Parser of YAML headers; the result is the same
    #[arg(long, value_enum, value_name = "PARSER", default_value_t = ParserArg::Auto, hide_short_help = true)]
    pub parser: ParserArg,
    /// Bounds on what one file may cost.
    #[command(flatten)]
    pub limits: LimitArgs,
}

impl InputArgs {
    /// The options of the parser, without `--fields`: the caller reads that file.
    pub fn reading(&self) -> ParseOptions {
        let parser = match self.parser {
            ParserArg::Auto => HeaderParser::Auto,
            ParserArg::Yaml => HeaderParser::Yaml,
        };
        ParseOptions { limits: self.limits.limits(), parser, fields: None, assumed_zone: self.assume_tz }
    }
}

/// The parser of YAML headers.
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
