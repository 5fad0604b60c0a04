//! Files to read, each with the name that all output uses.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::Zone;

/// An input to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The input path as given and the path below it, with `/`. Bytes that are not UTF-8 become U+FFFD.
    pub name: Arc<str>,
    /// The place of its bytes.
    pub place: InputPath,
}

/// The place to read bytes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputPath {
    /// A regular file.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

/// Options of parsing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParseOptions {
    /// Limits for one file.
    pub limits: Limits,
    /// The reader of headers.
    pub parser: HeaderParser,
    /// The user's map of fields for an unsupported producer (`--fields`).
    pub fields: Option<Arc<FieldPaths>>,
    /// The zone of times that name none (`--assume-tz`). If unset, such times are read as UTC and reported.
    pub assumed_zone: Option<Zone>,
}

/// A user's map from newsfeed's field names to paths in headers, read from a `--fields` file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldPaths {
    /// The file, as given.
    pub file: Arc<str>,
    /// A row for each field that the file names.
    pub rows: Vec<FieldRow>,
}

/// The paths of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRow {
    /// newsfeed's name for the field (`title`, `related.url`).
    pub word: &'static str,
    /// The paths to try; the first usable value counts.
    pub paths: Vec<String>,
    /// The row's line and column in the file, from 1.
    pub at: (u32, u32),
}

impl FieldPaths {
    /// The paths of a field; `None` if the file does not name the field.
    pub fn paths_of(&self, word: &str) -> Option<&[String]> {
        self.row(word).map(|(_, row)| row.paths.as_slice())
    }

    /// The row of a field, with its number.
    pub fn row(&self, word: &str) -> Option<(usize, &FieldRow)> {
        self.rows.iter().enumerate().find(|(_, row)| row.word == word)
    }

    /// All paths from the top of a header. Paths of related links are put below the lists that hold the links.
    pub fn in_headers(&self) -> HashSet<String> {
        let lists = self.paths_of("related").unwrap_or_default();
        let from_top = |row: &FieldRow| -> Vec<String> {
            let below = |path: &String| lists.iter().map(|list| format!("{list}.{path}")).collect::<Vec<_>>();
            if row.word.contains('.') {
                row.paths.iter().flat_map(below).collect()
            } else {
                row.paths.clone()
            }
        };
        self.rows.iter().flat_map(from_top).collect()
    }

    /// Whether a path begins with this name.
    pub fn begin_with(&self, name: &str) -> bool {
        let begins =
            |path: &String| path.strip_prefix(name).is_some_and(|r| r.is_empty() || r.starts_with('.'));
        self.rows.iter().flat_map(|row| &row.paths).any(begins)
    }
}

/// The reader of headers. Both give the same result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HeaderParser {
    /// The scanner if it supports the header, else the YAML reader.
    #[default]
    Auto,
    /// The YAML reader.
    Yaml,
}

/// Limits for one file. Defaults and reasons: README, "Limits".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a header.
    pub header: usize,
    /// Depth of nested collections. A 200 KB header of `[` costs libyaml over 25 s.
    pub depth: usize,
    /// Bytes of text that aliases may expand to, beyond twice the header. A 54 KB header expanded to 489 MB.
    pub expansion: usize,
    /// Bytes of an address.
    pub url: usize,
    /// Bytes of a title, and of an excerpt.
    pub title: usize,
    /// Entries of a `related` list.
    pub related: usize,
    /// Bytes that are read of a text.
    pub text: usize,
    /// Records of a JSON file.
    pub records: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            header: 4 << 20,
            depth: 64,
            expansion: 4 << 10,
            url: 8 << 10,
            title: 64 << 10,
            related: 50_000,
            text: 64 << 10,
            records: 1_000_000,
        }
    }
}
