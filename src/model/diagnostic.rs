//! Every way a file can disappoint us, and its sentence. A diagnostic is data first: place, kind, level, field;
//! the sentence comes last and says what happened to the record.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// What was wrong or left out, where, and what happened to the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// As in [`super::Document::file`].
    pub file: Arc<str>,
    /// From 1; 0 where the file as a whole is meant.
    pub line: u32,
    /// In characters, from 1; 0 where the line or the file as a whole is meant.
    pub column: u32,
    /// How bad it is.
    pub level: Level,
    /// The field it is about, as the file names it, with its path (`related[3].webUrl`).
    pub field: Option<String>,
    /// What it is.
    pub problem: Problem,
}

/// What a problem cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The file was refused.
    Error,
    /// A field or an entry was dropped or cleaned.
    Warning,
    /// Nothing is wrong; something was left out or assumed by rule.
    Note,
}

impl Level {
    /// The token used in JSON.
    pub fn token(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

/// What can be wrong. The kinds are tokens of the JSON; new ones may be added.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// The header is not YAML, or one field of it is not.
    YamlSyntax(String),
    /// The header nests too deep, or its aliases expand to too much.
    YamlLimit(String),
    /// A header or a record is not JSON.
    JsonSyntax(String),
    /// A header is not TOML, or one line of it is not.
    TomlSyntax(String),
    /// A header or a record that is not YAML nests too deep.
    NestingLimit(String),
    /// One record of many is refused, for this reason.
    Record(Box<Problem>),
    /// A tag (`!name`) where a value was expected.
    YamlTag(String),
    /// A header is opened and never closed.
    UnterminatedFrontMatter,
    /// The header has fields of ours but neither title nor address.
    MissingField,
    /// A field is given twice; which of the two is read.
    DuplicateKey(String),
    /// The header is not UTF-8.
    Encoding(String),
    /// The file is UTF-16.
    Utf16,
    /// Something is over its limit.
    TooLarge(String),
    /// A header in a format that is not read.
    UnsupportedHeader(&'static str),
    /// The file could not be opened or read.
    Unreadable(String),
    /// A named path does not exist.
    NotFound,
    /// A field has the wrong type or an impossible value.
    BadField(String),
    /// Not a date, or one outside the years 1 to 9999.
    BadDate(String),
    /// Not an absolute http or https address.
    BadUrl(String),
    /// An address whose scheme a link must not have.
    UnsafeUrl(String),
    /// Control characters were removed.
    ControlChars(String),
    /// Something was cut at its limit.
    Truncated(String),
    /// Broken YAML was read as what it plainly means.
    Recovered(String),
    /// A date without a zone was read as UTC.
    NoZone(String),
    /// A row of `--fields` whose paths are in no header.
    UnusedField(String),
    /// An override that decides nothing.
    UnusedOverride(String),
    /// An override that contradicts another.
    ConflictingOverride(String),
    /// Neither a document nor a readable text.
    NoFrontMatter(&'static str),
    /// What looks like a header is none, and the file is read as a text.
    ReadAsText(String),
    /// Nothing in it but white space.
    EmptyFile,
    /// A pipe, a device, a link that leads nowhere.
    NotAFile(&'static str),
    /// Not text.
    Binary,
}

impl Problem {
    /// The token of the kind, used in messages and JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Problem::YamlSyntax(_) => "yaml-syntax",
            Problem::YamlLimit(_) => "yaml-limit",
            Problem::JsonSyntax(_) => "json-syntax",
            Problem::TomlSyntax(_) => "toml-syntax",
            Problem::NestingLimit(_) => "nesting-limit",
            Problem::Record(problem) => problem.kind(),
            Problem::YamlTag(_) => "yaml-tag",
            Problem::UnterminatedFrontMatter => "unterminated-front-matter",
            Problem::MissingField => "missing-field",
            Problem::DuplicateKey(_) => "duplicate-key",
            Problem::Encoding(_) => "encoding",
            Problem::Utf16 => "utf16",
            Problem::TooLarge(_) => "too-large",
            Problem::UnsupportedHeader(_) => "unsupported-header",
            Problem::Unreadable(_) => "unreadable",
            Problem::NotFound => "not-found",
            Problem::BadField(_) => "bad-field",
            Problem::BadDate(_) => "bad-date",
            Problem::BadUrl(_) => "bad-url",
            Problem::UnsafeUrl(_) => "unsafe-url",
            Problem::ControlChars(_) => "control-chars",
            Problem::Truncated(_) => "truncated",
            Problem::Recovered(_) => "recovered",
            Problem::NoZone(_) => "no-zone",
            Problem::UnusedField(_) => "unused-field",
            Problem::UnusedOverride(_) => "unused-override",
            Problem::ConflictingOverride(_) => "conflicting-override",
            Problem::NoFrontMatter(_) | Problem::ReadAsText(_) => "no-front-matter",
            Problem::EmptyFile => "empty-file",
            Problem::NotAFile(_) => "not-a-file",
            Problem::Binary => "binary",
        }
    }
}

impl Diagnostic {
    /// Field and what is wrong, without what happened to the record.
    pub fn sentence(&self) -> String {
        let what = self.problem.sentence();
        match &self.field {
            Some(field) => format!("{field} {what}"),
            None => what.into_owned(),
        }
    }
}

impl Problem {
    /// What is wrong, without the field and without what happened to the record.
    pub fn sentence(&self) -> Cow<'_, str> {
        let problem = match self {
            Problem::Record(problem) => problem,
            problem => problem,
        };
        match problem {
            Problem::YamlSyntax(what)
            | Problem::YamlLimit(what)
            | Problem::JsonSyntax(what)
            | Problem::TomlSyntax(what)
            | Problem::NestingLimit(what)
            | Problem::YamlTag(what)
            | Problem::DuplicateKey(what)
            | Problem::Encoding(what)
            | Problem::TooLarge(what)
            | Problem::BadField(what)
            | Problem::BadDate(what)
            | Problem::BadUrl(what)
            | Problem::UnsafeUrl(what)
            | Problem::ControlChars(what)
            | Problem::Truncated(what)
            | Problem::Recovered(what)
            | Problem::NoZone(what)
            | Problem::UnusedField(what)
            | Problem::UnusedOverride(what)
            | Problem::ConflictingOverride(what) => what.into(),
            Problem::UnterminatedFrontMatter => {
                "the header opened here is never closed; close it after its last field".into()
            }
            Problem::MissingField if matches!(self, Problem::Record(_)) => {
                "the record has neither a title nor an address".into()
            }
            Problem::Record(_) => "a record is wrong".into(),
            Problem::MissingField => "the header has neither a title nor an address; add one".into(),
            Problem::Utf16 => "the file is UTF-16; convert it to UTF-8".into(),
            Problem::UnsupportedHeader(format) => format!("headers in {format} are not read").into(),
            Problem::Unreadable(error) => format!("cannot be read: {error}").into(),
            Problem::NotFound => "there is no such file or folder".into(),
            Problem::NoFrontMatter(what) | Problem::NotAFile(what) => (*what).into(),
            Problem::ReadAsText(what) => format!("{what}; the file is read as a text").into(),
            Problem::EmptyFile => "nothing in it".into(),
            Problem::Binary => "not text".into(),
        }
    }
}

impl fmt::Display for Diagnostic {
    /// The sentence: field, what is wrong, what happened to the record.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())?;
        match (self.level, &self.problem) {
            (_, Problem::NotFound | Problem::EmptyFile) => Ok(()),
            (Level::Error, Problem::Record(_)) => f.write_str("; record left out"),
            (Level::Error, _) => f.write_str("; file left out"),
            (Level::Note, Problem::NoFrontMatter(_) | Problem::NotAFile(_) | Problem::Binary) => {
                f.write_str("; left out")
            }
            _ => Ok(()),
        }
    }
}

/// An I/O error in the system's words, without its number and without paths that only we know.
pub fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let end =
        [" (os error", " at path"].iter().filter_map(|tail| text.find(tail)).min().unwrap_or(text.len());
    text[..end].to_lowercase()
}
