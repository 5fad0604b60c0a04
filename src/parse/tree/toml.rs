//! TOML headers (Hugo, Zola). The reader continues after an error, so that a bad line costs only that line, and records
//! the position of each value.

use std::borrow::Cow;
use std::collections::HashSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Repair, SyntaxError, TreeError};
use super::known_names::KnownNames;
use super::node::{Fields, HeaderReader, ListNode, Node, Tree};
use super::outline::{Outline, OutlineId};
use crate::text::Advance;

/// Reads a header, and says in `repairs` which of its lines are wrong.
pub(super) fn tree<'t>(
    text: &'t str,
    max_depth: usize,
    names: KnownNames,
    repairs: &mut Vec<Repair>,
) -> Result<Tree<'t>, TreeError> {
    let mut outline = Outline::bare(text);
    if let Some(at) = too_deep(text, max_depth) {
        let (line, column) = outline.position_of(at);
        return Err(TreeError::TooDeep { line, column, limit: max_depth });
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    place(&mut outline, Outline::ROOT, table.get_ref());
    let fields = fields(text, table.into_inner());
    let fault = |error: &toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let (line, column) = outline.position_of(at);
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        SyntaxError { message, line, column }
    };
    // Of a hundred faults the first few say enough.
    const MOST: usize = 20;
    let mut lines = HashSet::new();
    let faults = errors.iter().map(|error| (fault(error), given_again(error, text)));
    for (fault, again) in faults.filter(|(fault, _)| lines.insert(fault.line)).take(MOST) {
        let SyntaxError { message, line, column } = fault;
        match again {
            None => repairs.push(Repair::BadLine { line, column, message }),
            Some(key) if (names.ours)(key) => {
                repairs.push(Repair::GivenTwice { line, column, field: key.to_owned() });
            }
            Some(_) => {}
        }
    }
    let fault = errors.first().map(|error| TreeError::Syntax(fault(error)));
    let text = Cow::Borrowed(text);
    Ok(Tree { text, fields, reader: HeaderReader::Other, outline: Some(outline), max_depth, fault })
}

/// The key that an error says is given again. Only the reader's words tell this fault from others.
fn given_again<'t>(error: &toml::de::Error, text: &'t str) -> Option<&'t str> {
    let key = text.get(error.span()?)?.trim_matches(['"', '\'', ' ']);
    error.message().contains("duplicate key").then_some(key)
}

/// Where brackets or dotted names go deeper than the limit, outside texts and comments. The reader has a limit of
/// its own, and this one is said in our words.
fn too_deep(text: &str, limit: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut dots, mut at) = (0usize, 0, 0);
    let mut advance = Advance::default();
    while let Some(&byte) = bytes.get(at).filter(|_| advance.to(at)) {
        match byte {
            b'#' => {
                at += bytes[at..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - at);
                continue;
            }
            b'"' | b'\'' => {
                at = text_end(bytes, at);
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' | b'=' => dots = 0,
            b'.' => dots += 1,
            _ => {}
        }
        // The brackets of `[[table]]` are no nesting, but they close again.
        if depth > limit || dots > limit {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The offset after a text in quotes; one line, or many between three quotes.
fn text_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let long = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if long { 3 } else { 1 };
    let mut advance = Advance::default();
    while let Some(&byte) = bytes.get(at).filter(|_| advance.to(at)) {
        match byte {
            b'\\' if quote == b'"' => at += 2,
            b'\n' if !long => return at,
            b if b == quote && !long => return at + 1,
            b if b == quote && bytes[at..].starts_with(&[quote; 3]) => return at + 3,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Notes where the fields of a table stand.
fn place(outline: &mut Outline<'_>, parent: OutlineId, table: &DeTable<'_>) {
    for (key, value) in table {
        let name = outline.slice(key.span()).trim_matches(['"', '\'']);
        let id = outline.place(parent, Some(name), value_at(key, value));
        place_value(outline, id, value);
    }
}

/// A table that is opened by its name stands where the name does.
fn value_at(key: &Spanned<toml::de::DeString<'_>>, value: &Spanned<DeValue<'_>>) -> usize {
    let (name, value) = (key.span().start, value.span().start);
    if value < name { name } else { value }
}

fn place_value(outline: &mut Outline<'_>, id: OutlineId, value: &Spanned<DeValue<'_>>) {
    match value.get_ref() {
        DeValue::Table(table) => place(outline, id, table),
        DeValue::Array(items) => {
            for item in items {
                let entry = outline.place(id, None, item.span().start);
                place_value(outline, entry, item);
            }
        }
        _ => {}
    }
}

fn fields<'t>(text: &'t str, table: DeTable<'t>) -> Fields<'t> {
    table.into_iter().map(|(key, value)| (key.into_inner(), node(text, value))).collect()
}

fn node<'t>(text: &'t str, value: Spanned<DeValue<'t>>) -> Node<'t> {
    let written = text.get(value.span()).unwrap_or("");
    match value.into_inner() {
        DeValue::String(string) => Node::Text(string),
        DeValue::Integer(_) | DeValue::Float(_) if written.is_empty() => Node::Null,
        DeValue::Integer(_) | DeValue::Float(_) if written.contains('_') => {
            Node::Text(written.replace('_', "").into())
        }
        DeValue::Integer(_) | DeValue::Float(_) => Node::Written(written),
        DeValue::Boolean(yes) => Node::Bool(yes),
        DeValue::Datetime(_) => Node::Text(written.into()),
        DeValue::Array(items) => {
            Node::List(ListNode::new(items.into_iter().map(|item| node(text, item)).collect()))
        }
        DeValue::Table(table) => Node::Map(fields(text, table)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_says_duplicate_key() {
        let text = "title = 'a'\n\"title\" = 'b'\nx = \n";
        let (_, errors) = DeTable::parse_recoverable(text);
        let words: Vec<&str> = errors.iter().map(toml::de::Error::message).collect();
        assert_eq!(words, ["duplicate key", "string values must be quoted, expected literal string"]);
        let keys: Vec<Option<&str>> = errors.iter().map(|error| given_again(error, text)).collect();
        assert_eq!(keys, [Some("title"), None]);
    }

    #[test]
    fn brackets_and_dots_nest_outside_texts_and_comments() {
        let deep = |text: &str| too_deep(text, 2);
        assert_eq!(deep("a.b.c.d = 1\n"), Some(5));
        assert_eq!(deep("a = [[1, [2]]]\n"), Some(9));
        for text in [
            "a.b.c = 1\na.b.d = 2.5\n",
            "a = [[1], [2]]\nb = [[3]]\n",
            "a = \"[[[\" # [[[\nb = '[[['\n",
            "a = \"\\\"[[[\"\n",
            "a = \"\"\"\"[[[\n[\"\"\"\n",
            "a = '''\n'[[[\n'''\n",
        ] {
            assert_eq!(deep(text), None, "{text:?}");
        }
        // A text that never ends ends with its line.
        assert_eq!(deep("a = \"[[[\nb = [[[1]]]\n"), Some(15));
    }
}
