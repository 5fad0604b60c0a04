//! Files and records that are unreadable, too long, odd or no documents.

use std::io;

use thiserror::Error;

use super::{Problem, sentence};

/// What has the fields of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Bearer {
    /// The header of a file.
    Header,
    /// One record of many.
    Record,
}

/// What is over its limit. Lengths are in bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Oversize {
    /// Records of a file.
    #[error("the file has more than {most} records; the first {most} were read")]
    Records {
        /// The limit.
        most: usize,
    },
    /// Length of a record.
    #[error("it is longer than {most} bytes")]
    Record {
        /// The limit.
        most: usize,
    },
    /// Length of a header.
    #[error("the header is longer than {most} bytes")]
    Header {
        /// The limit.
        most: usize,
    },
    /// Entries of a list of links.
    #[error("has {count} entries; the first {most} were read")]
    Entries {
        /// How many there are.
        count: usize,
        /// The limit.
        most: usize,
    },
    /// Length of an address.
    #[error("is an address of {length} bytes, over the limit of {most}")]
    Address {
        /// What it has.
        length: usize,
        /// The limit.
        most: usize,
    },
}

/// A format of headers that is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum UnreadFormat {
    /// A YAML list of maps.
    #[strum(to_string = "a header that is a list of records")]
    RecordList,
    /// A JSON list in a file whose name says nothing of JSON.
    #[strum(to_string = "a JSON list unless the file's name ends in .json")]
    JsonList,
}

/// Why a file or a folder could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum ReadError {
    /// It is a pipe, a socket or a device.
    #[error("not a regular file")]
    NotRegular,
    /// The walk below a folder failed, and not for the file system.
    #[error("newsfeed cannot list the folder")]
    Walk,
    /// The system's words.
    #[error("{0}")]
    System(String),
}

impl From<&io::Error> for ReadError {
    fn from(error: &io::Error) -> ReadError {
        ReadError::System(plain(error))
    }
}

/// An I/O error in the system's words, without its number and without paths that only we know.
pub fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let end =
        [" (os error", " at path"].iter().filter_map(|tail| text.find(tail)).min().unwrap_or(text.len());
    text[..end].to_lowercase()
}

/// Characters that no output may hold, and how many of them were removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum OddCharacters {
    /// From a whole header or text.
    #[error("the {from} holds {sort} ({count}, the first is U+{:04X})", u32::from(*first))]
    File {
        /// What held them.
        from: FilePart,
        /// What they are.
        sort: CharacterSort,
        /// How many there were.
        count: usize,
        /// The first of them.
        first: char,
    },
    /// From one field.
    #[error("had {sort} ({count})")]
    Field {
        /// What they are.
        sort: CharacterSort,
        /// How many there were.
        count: usize,
    },
}

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum FilePart {
    /// What stands between the fences.
    Header,
    /// All of a file without a header.
    Text,
}

/// Characters that nobody sees, or that drive a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum CharacterSort {
    /// C0, C1, and those that Unicode says are no characters.
    #[strum(to_string = "control characters")]
    Control,
    /// U+E0000 to U+E007F, where they belong to no flag.
    #[strum(to_string = "invisible tag characters")]
    Tag,
}

/// What was cut, and what was kept. Lengths are in bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Truncation {
    /// A title or another short text.
    #[error("was cut at {most} bytes")]
    Field {
        /// The limit.
        most: usize,
    },
    /// A text without a header.
    #[error("only the first {most} bytes of the text were read")]
    Text {
        /// The limit.
        most: usize,
    },
    /// A file of several YAML documents.
    #[error("only the first YAML document of the file was read")]
    OtherYaml,
    /// A file of several headers.
    #[error("another header follows; only the first was read")]
    OtherHeader,
    /// A file of records that ends before a bracket is closed.
    #[error("the file ends before a bracket is closed")]
    EndOfFile,
    /// A file of records that are something else.
    #[error("{count} records are not articles; newsfeed did not read the rest of the file")]
    Nonsense {
        /// How many were read.
        count: usize,
    },
}

/// Why a header or a file is no document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum NoDocument {
    /// A file of records without one.
    #[error("the file has no records")]
    NoRecord,
    /// Nothing between the fences.
    #[error("the header is empty")]
    EmptyHeader,
    /// A word, a list of words.
    #[error("the header is not a list of fields")]
    NoFields,
    /// A header of something else.
    #[error("the header has no field of an article")]
    ForeignHeader,
    /// A record of something else.
    #[error("the record has no field of an article")]
    ForeignRecord,
    /// The header of a page that is no article.
    #[error("the page has neither a title nor an address")]
    Untitled,
}

/// Why what looks like a header is none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum NoHeader {
    /// Prose follows a line that could be a fence.
    #[error("no header follows this line")]
    Prose,
    /// This would be wrong about it.
    #[error("{}", sentence(.0))]
    Broken(Box<Problem>),
}

/// What is neither a file nor a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum SpecialFile {
    /// A symbolic link to a folder.
    #[error("it is a link to a folder, which newsfeed follows only with --follow")]
    FolderLink,
    /// One that would lead in a circle.
    #[error("it is a link to a folder above it")]
    LinkBack,
    /// One whose target does not exist.
    #[error("it is a link to a file that does not exist")]
    DeadLink,
    /// What may never end, or do something when opened.
    #[error("it is a pipe, a socket or a device, which newsfeed never opens")]
    Device,
}
