//! JSON headers and records. JSON is a subset of YAML, so the same nodes represent them, and the same walk finds their
//! positions.

use std::borrow::Cow;

use super::any_value;
use super::fault::{SyntaxError, TreeError};
use super::node::{Fields, HeaderReader, Node, Tree};
use super::outline::Outline;
use super::sanitize;

/// Reads an object that nests no deeper than this, keeping the fields that are wanted.
pub(super) fn tree(text: &str, max_depth: usize, is_wanted: fn(&str) -> bool) -> Result<Tree<'_>, TreeError> {
    let outline = Outline::new(text, max_depth)?;
    let text = sanitize::join_surrogates(text, &outline.surrogates);
    // What was joined stands elsewhere.
    let outline = matches!(text, Cow::Borrowed(_)).then_some(outline);
    match node(&text, is_wanted).map_err(TreeError::Syntax)? {
        Node::Map(fields) => {
            Ok(Tree { text, fields, reader: HeaderReader::Other, outline, max_depth, fault: None })
        }
        _ => Err(TreeError::NotFields),
    }
}

/// The names at the top of an object; `None` where it is none.
pub(super) fn names(text: &str) -> Option<Vec<String>> {
    Some(all_fields(text)?.into_iter().map(|(name, _)| name.into_owned()).collect())
}

/// All fields of an object, also those that mean nothing to us.
pub(super) fn all_fields(text: &str) -> Option<Fields<'static>> {
    match node(text, |_| true) {
        Ok(Node::Map(fields)) => Some(fields),
        _ => None,
    }
}

impl SyntaxError {
    /// The message of the JSON reader without its place, and the place in `text`. The reader counts columns in bytes.
    pub(crate) fn from_json(error: &serde_json::Error, text: &str) -> SyntaxError {
        let message = error.to_string();
        let end = message.rfind(" at line ").unwrap_or(message.len());
        let line = error.line().max(1);
        let before =
            text.split('\n').nth(line - 1).unwrap_or_default().bytes().take(error.column().max(1) - 1);
        let is_first_byte = |byte: &u8| byte & 0b1100_0000 != 0b1000_0000;
        SyntaxError {
            message: message[..end].to_owned(),
            line: line as u32,
            column: 1 + before.filter(is_first_byte).count() as u32,
        }
    }
}

/// The value that a text is.
fn node(text: &str, is_wanted: fn(&str) -> bool) -> Result<Node<'static>, SyntaxError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let budget = 3 * text.len() + 64;
    let wrong = |error: serde_json::Error| SyntaxError::from_json(&error, text);
    let node = any_value::node(&mut reader, is_wanted, budget).map_err(wrong)?;
    reader.end().map_err(wrong)?;
    Ok(node)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_syntax_errors_count_characters() {
        let place =
            |text: &str| node(text, |_| true).map_err(|error| (error.line, error.column)).unwrap_err();
        assert_eq!(place("{\"title\":\"eeee\", oops}"), (1, 18));
        assert_eq!(place("{\"title\":\"éé東🚢\", oops}"), (1, 18));
        assert_eq!(place("{\"title\":\"é\",\n \"é\": oops}"), (2, 7));
    }
}
