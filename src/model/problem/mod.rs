//! Every way a file can disappoint us, as data: the problem here, its reasons in a file for each subject. The sentence of
//! each stands once, beside its variant. [`super::diagnostic`] says what was done about a problem.

mod field;
mod file;
mod quoted;
mod remedy;
mod syntax;
mod user_file;

use strum::IntoStaticStr;
use thiserror::Error;

pub use field::{DateError, FieldError, KeptValue, UrlError, ZoneDoubt};
pub use file::{
    Bearer, CharacterSort, FilePart, NoDocument, NoHeader, OddCharacters, Oversize, ReadError, SpecialFile,
    Truncation, UnreadFormat, plain,
};
pub use quoted::Quoted;
pub use remedy::Remedy;
pub use syntax::{BrokenField, JsonError, Recovery, TagError, TitleOrigin, TomlError, YamlError, YamlExcess};
pub use user_file::{OverrideConflict, UserFileError};

/// What can be wrong. The names of the variants are tokens of the JSON; new ones may be added.
///
/// A sentence follows the name of the field it is about, where it is about one. It has no full stop, and what was done
/// and what can be done about it follow after semicolons.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Problem {
    /// The header is not YAML, or one field of it is not.
    #[error(transparent)]
    YamlSyntax(YamlError),
    /// The header nests too deep, or its aliases expand to too much.
    #[error(transparent)]
    YamlLimit(YamlExcess),
    /// A header or a record is not JSON.
    #[error(transparent)]
    JsonSyntax(JsonError),
    /// A header is not TOML, or one line of it is not.
    #[error(transparent)]
    TomlSyntax(TomlError),
    /// A header or a record that is not YAML nests too deep.
    #[error("it nests deeper than {most} levels")]
    NestingLimit {
        /// The limit.
        most: usize,
    },
    /// One record of many is refused, for this reason.
    #[error(transparent)]
    Record(Box<Problem>),
    /// A tag (`!name`) where a value was expected.
    #[error(transparent)]
    YamlTag(TagError),
    /// A header is opened and never closed.
    #[error("the header opened here is never closed")]
    UnterminatedFrontMatter,
    /// The header has fields of ours but neither title nor address.
    #[error("the {0} has neither a title nor an address")]
    MissingField(Bearer),
    /// A field is given twice; which of the two is read.
    #[error("is given twice; {0}")]
    DuplicateKey(KeptValue),
    /// The header is not UTF-8.
    #[error("byte 0x{byte:02X} is not UTF-8")]
    Encoding {
        /// The first one that is wrong.
        byte: u8,
    },
    /// The file is UTF-16.
    #[error("the file is UTF-16")]
    Utf16,
    /// Something is over its limit.
    #[error(transparent)]
    TooLarge(Oversize),
    /// A header in a format that is not read.
    #[error("newsfeed does not read {0}")]
    UnsupportedHeader(UnreadFormat),
    /// The file could not be opened or read.
    #[error("cannot be read: {0}")]
    Unreadable(ReadError),
    /// A named path does not exist.
    #[error("there is no such file or folder")]
    NotFound,
    /// A field has the wrong type or an impossible value.
    #[error(transparent)]
    BadField(FieldError),
    /// The same in a file that tells how to read others.
    #[error(transparent)]
    #[strum(serialize = "bad-field")]
    BadUserFile(UserFileError),
    /// Not a date, or one outside the years 1 to 9999.
    #[error("{found} {why}")]
    BadDate {
        /// What stands there.
        found: Quoted,
        /// Why it is none.
        why: DateError,
    },
    /// Not an absolute http or https address.
    #[error(transparent)]
    BadUrl(UrlError),
    /// An address whose scheme a link must not have.
    #[error("has the scheme {scheme}, not http or https")]
    UnsafeUrl {
        /// Its scheme.
        scheme: Quoted,
    },
    /// Control characters were removed.
    #[error(transparent)]
    ControlChars(OddCharacters),
    /// Something was cut at its limit.
    #[error(transparent)]
    Truncated(Truncation),
    /// Broken YAML was read as what it plainly means.
    #[error(transparent)]
    Recovered(Recovery),
    /// A date without a zone was read as UTC.
    #[error(transparent)]
    NoZone(ZoneDoubt),
    /// A row of `--fields` whose paths are in no header.
    #[error("matches nothing; no header has {}", paths.join(" or "))]
    UnusedField {
        /// The paths.
        paths: Vec<String>,
    },
    /// An override that decides nothing.
    #[error("{address} is not in the input; the entry has no effect on it")]
    UnusedOverride {
        /// The address it names.
        address: String,
    },
    /// An override that contradicts another.
    #[error(transparent)]
    ConflictingOverride(OverrideConflict),
    /// Neither a document nor a readable text.
    #[error(transparent)]
    NoFrontMatter(NoDocument),
    /// What looks like a header is none, and the file is read as a text.
    #[error("{0}; the file is read as a text")]
    #[strum(serialize = "no-front-matter")]
    ReadAsText(NoHeader),
    /// Nothing in it but white space.
    #[error("the file has no text")]
    EmptyFile,
    /// A pipe, a device, a link that leads nowhere.
    #[error(transparent)]
    NotAFile(SpecialFile),
    /// Not text.
    #[error("the file is not text")]
    Binary,
}

impl Problem {
    /// The token of the kind, used in messages and JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Problem::Record(problem) => problem.kind(),
            problem => problem.into(),
        }
    }

    /// What a person can do about it, where that is not plain.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Problem::Record(problem) => problem.remedy(),
            Problem::UnterminatedFrontMatter => Some(Remedy::CloseHeader),
            Problem::MissingField(Bearer::Header) => Some(Remedy::AddField),
            Problem::Utf16 => Some(Remedy::ConvertToUtf8),
            Problem::Recovered(Recovery::Cut) => Some(Remedy::Quote),
            Problem::BadDate { why, .. } => why.remedy(),
            _ => None,
        }
    }
}

/// What is wrong and what can be done about it.
pub(super) fn sentence(problem: &Problem) -> String {
    problem.remedy().map_or(problem.to_string(), |remedy| format!("{problem}; {remedy}"))
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_value_is_cut_at_sixty_characters() {
        assert_eq!(Quoted::new("né").to_string(), "“né”");
        assert_eq!(Quoted::new(&"é".repeat(60)).to_string(), format!("“{}”", "é".repeat(60)));
        assert_eq!(Quoted::new(&"é".repeat(61)).to_string(), format!("“{}…”", "é".repeat(60)));
    }

    #[test]
    fn an_error_of_the_system_has_neither_number_nor_path() {
        let error = io::Error::from_raw_os_error(13);
        assert!(error.to_string().contains(" (os error 13)"), "{error}");
        assert!(!plain(&error).contains("os error"));
        let error = tempfile::NamedTempFile::new_in("/nowhere").unwrap_err();
        assert!(error.to_string().contains(" at path"), "{error}");
        assert!(!plain(&error).contains("/nowhere"));
    }

    #[test]
    fn a_kind_is_that_of_the_reason() {
        assert_eq!(Problem::Utf16.kind(), "utf16");
        assert_eq!(Problem::NotAFile(SpecialFile::Device).kind(), "not-a-file");
        assert_eq!(Problem::ReadAsText(NoHeader::Prose).kind(), "no-front-matter");
        assert_eq!(Problem::BadUserFile(UserFileError::NotAMap).kind(), "bad-field");
        assert_eq!(Problem::Record(Box::new(Problem::NestingLimit { most: 64 })).kind(), "nesting-limit");
    }
}
