//! Broken YAML, JSON and TOML, and the repairs of broken YAML.

use thiserror::Error;

use super::Quoted;

/// Why a header or a field is not YAML.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum YamlError {
    /// The whole header, in the words of the YAML reader.
    #[error("{0}")]
    Header(String),
    /// A line that belongs to no field.
    #[error("the line is not `key: value`")]
    StrayLine,
    /// One field, or one entry of a list.
    #[error("is not valid YAML ({0})")]
    Field(BrokenField),
}

/// Why a field is not YAML by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum BrokenField {
    /// What it opens is never closed.
    #[error("a quote or bracket in it is never closed")]
    Unclosed,
    /// It is over a limit.
    #[error("it nests too deep or expands to too much")]
    Excess,
    /// Anything else, in the words of the YAML reader.
    #[error("{0}")]
    Other(String),
}

/// Which limit a file of YAML is over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum YamlExcess {
    /// Aliases of a header.
    #[error("aliases in the header expand to too much text")]
    Aliases,
    /// Depth of a header.
    #[error("the header nests deeper than {most} levels")]
    Depth {
        /// The limit.
        most: usize,
    },
    /// Aliases of a file that tells how to read others.
    #[error("its aliases expand to too much")]
    UserFileAliases,
    /// Depth of such a file.
    #[error("it nests too deep")]
    UserFileDepth,
}

/// Why a header or a record is not JSON, in the words of the JSON reader.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum JsonError {
    /// It is no JSON at all.
    #[error("it is not JSON: {0}")]
    Syntax(String),
    /// It is marked as newsfeed's own output, and has another shape.
    #[error("it is not newsfeed's JSON: {0}")]
    Shape(String),
}

/// Why a header is not TOML, in the words of the TOML reader.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum TomlError {
    /// The whole header.
    #[error("the header is not valid TOML: {0}")]
    Header(String),
    /// One line of it.
    #[error("a line of the header is not valid TOML ({0}); read as far as it goes")]
    Line(String),
}

/// What is wrong about a tag of YAML.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum TagError {
    /// It asks for a type of some programming language.
    #[error("a YAML tag asks for a type of a programming language")]
    Foreign,
    /// It stands before a value, and was read as a part of it.
    #[error("begins with a YAML tag; read as the text {0}")]
    PartOfText(Quoted),
}

/// What broken YAML was read as.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Recovery {
    /// A colon or a quote in a text, a sign before it.
    #[error("is not valid YAML; read as plain text")]
    PlainText,
    /// `key:value`.
    #[error("has no space after the colon; read as if there were one")]
    NoBlank,
    /// Fields below a value.
    #[error("is indented as if it belonged to the field above; read as a field of its own")]
    Indented,
    /// Text below a value.
    #[error("continues over several lines in a way that is not valid YAML; read as plain text")]
    Wrapped,
    /// Tabs before a field.
    #[error("is indented with tabs, which YAML forbids; read as spaces")]
    Tabs,
    /// `&c marks the spot`.
    #[error("begins with `&`, which names an anchor in YAML; read as plain text")]
    Anchor,
    /// `#1 reason`.
    #[error("begins with `#`, which opens a comment in YAML; read as plain text")]
    Comment,
    /// `!!! Breaking`.
    #[error("begins with `!!`, which opens a tag in YAML; read as plain text")]
    Tag,
    /// `Harbour #opens`.
    #[error("is cut at ` #`, which opens a comment in YAML")]
    Cut,
    /// An article's page whose header has neither title nor address.
    #[error("the header has neither a title nor an address; the title was taken from {0}")]
    Title(TitleOrigin),
}

/// Where the title of a page was taken from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum TitleOrigin {
    /// The name of the file.
    #[strum(to_string = "the file's name")]
    FileName,
    /// A heading of the body.
    #[strum(to_string = "the heading in line {0}")]
    Heading(u32),
}
