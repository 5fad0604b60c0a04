//! The language of a header, and the reader of each.

use std::borrow::Cow;

use super::fault::{Repair, TreeError};
use super::node::{Fields, Tree};
use super::yaml::{self, TreeOptions};
use super::{json, toml};

/// The language of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Yaml,
    Toml,
    Json,
}

impl Language {
    /// Reads a header that was sanitized, and says in `repairs` what was changed in it.
    pub(crate) fn tree<'t>(
        self,
        text: &'t str,
        options: &TreeOptions,
        repairs: &mut Vec<Repair>,
    ) -> Result<Tree<'t>, TreeError> {
        match self {
            Language::Yaml => yaml::tree(text, options, repairs),
            Language::Toml => toml::tree(text, options.depth, options.names, repairs),
            Language::Json => json::tree(text, options.depth, options.names.wanted),
        }
    }

    /// All fields of a header that was read, also those that mean nothing to us; `None` where they are too many to read.
    pub(crate) fn all_fields<'a>(self, tree: &'a Tree<'_>) -> Option<Cow<'a, Fields<'a>>> {
        match self {
            Language::Yaml => yaml::all_fields(&tree.text).map(Cow::Owned),
            Language::Json => json::all_fields(&tree.text).map(Cow::Owned),
            // Its reader keeps them all.
            Language::Toml => Some(Cow::Borrowed(&tree.fields)),
        }
    }
}
