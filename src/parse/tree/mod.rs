//! Bytes to trees. Each reader takes the text of a header and gives its fields as nodes, with the place of each.

pub(crate) mod code_block;
pub(crate) mod json;
pub(crate) mod metadata;
pub(crate) mod outline;
pub(crate) mod salvage;
pub(crate) mod sanitize;
pub(crate) mod spans;
pub(crate) mod toml;
pub(crate) mod yaml;
pub(crate) mod yaml_fast;
pub(crate) mod yaml_repair;
