//! YAML files written for newsfeed. Unlike a header, such a file is either right as a whole or refused.

use std::borrow::Cow;

use super::fault::TreeError;
use super::node::{HeaderReader, Tree};
use super::outline::Outline;
use super::yaml_reader::{self, YamlContent, YamlFault};

/// Reads a file of fields that nests no deeper than this; an error where it is no list of them.
pub(crate) fn strict_yaml(text: &str, max_depth: usize) -> Result<Tree<'_>, TreeError> {
    let outline = Outline::new(text, max_depth)?;
    let fields = match yaml_reader::read(text, |_| true, 2 * text.len() + 4096) {
        Ok(YamlContent::Fields(fields)) => fields,
        Ok(YamlContent::Records | YamlContent::Other) => return Err(TreeError::NotFields),
        Err(YamlFault::Syntax(error) | YamlFault::Unclosed(error)) => return Err(TreeError::Syntax(error)),
        Err(YamlFault::Expansion) => return Err(TreeError::Expansion),
    };
    let text = Cow::Borrowed(text);
    Ok(Tree { text, fields, reader: HeaderReader::Yaml, outline: Some(outline), max_depth, fault: None })
}
