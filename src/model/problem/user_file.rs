//! Mistakes in the files of `--fields` and `--overrides`.

use thiserror::Error;

/// What is wrong in a file that tells how to read others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum UserFileError {
    /// Field paths that are no map.
    #[error("the file must map newsfeed's fields to paths, as in title: meta.headline")]
    NotAMap,
    /// A field that is none of ours.
    #[error("{name} is not a field of newsfeed; the fields are {}, each also after related.", words.join(", "))]
    UnknownField {
        /// As given.
        name: String,
        /// Our words.
        words: &'static [&'static str],
    },
    /// A field of ours that is there twice.
    #[error("{0} is given twice")]
    Repeated(String),
    /// Something else where paths should be.
    #[error("{0} must be a path like meta.headline, or a list of them")]
    NotAPath(String),
    /// A part of a path that leads to what never leaves the parser.
    #[error("newsfeed never reads {0}")]
    NeverRead(String),
    /// A kind of override that does not exist.
    #[error("{0} is not one of same, different, story, ignore")]
    UnknownOverride(String),
    /// Overrides that are no list.
    #[error("{0} must be a list")]
    NotAList(String),
    /// A story without its name or its members.
    #[error("a story needs a name and members")]
    IncompleteStory,
    /// Something else where addresses should be.
    #[error("an entry must be a list of addresses")]
    NotAddresses,
    /// Too few addresses for a decision.
    #[error("an entry needs at least {least} addresses")]
    TooFewAddresses {
        /// As many as are needed.
        least: usize,
    },
    /// A text that is no address.
    #[error("“{0}” is not an http or https address")]
    NotAnAddress(String),
}

/// What an override contradicts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum OverrideConflict {
    /// Another one, or itself.
    #[error("the `different` entry names one article twice or contradicts a `same` entry")]
    Different,
    /// An earlier story.
    #[error("the story names an article of an earlier story; the article stays in the earlier one")]
    Story,
}
