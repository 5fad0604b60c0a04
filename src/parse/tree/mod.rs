//! Bytes to trees: the fields of a header as nodes with positions. Readers know no field; [`KnownNames`] gives them the
//! names that they need.

mod any_value;
pub(crate) mod code_block;
mod fault;
mod json;
mod known_names;
mod language;
pub(crate) mod metadata;
mod node;
mod outline;
mod salvage;
pub(crate) mod sanitize;
mod spans;
mod toml;
mod user_yaml;
mod yaml;
mod yaml_fast;
mod yaml_reader;
mod yaml_repair;

pub(crate) use fault::{Repair, SyntaxError, TreeError};
pub(crate) use known_names::KnownNames;
pub(crate) use language::Language;
pub(crate) use node::{Fields, HeaderReader, ListNode, Node, Tree};
pub(crate) use spans::{Spans, ValuePath};
pub(crate) use user_yaml::strict_yaml;
pub(crate) use yaml::TreeOptions;
