//! TOML headers (Hugo, Zola). The reader goes on past what is wrong, so that a bad line costs that line, and tells
//! where each value stands.

use std::collections::HashSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::outline::{NodeId, Outline};
use super::sanitize as guard;
use super::spans::{Origin, Places};
use super::yaml::{Fields, List, Node};
use crate::model::{Level, ParseOptions, Problem};
use crate::parse::context::Log;
use crate::parse::document::field_names as names;
use crate::parse::{Content, document_of, profile as survey, report_controls};
use crate::text::Advance;

/// Reads a header that begins on this line.
pub(crate) fn header<'t>(
    bytes: Vec<u8>,
    first_line: u32,
    reading: &ParseOptions,
    log: &mut Log<'_, 't>,
) -> Content<'t> {
    let offset = first_line - 1;
    let clean = match guard::clean(bytes) {
        Ok(clean) => clean,
        Err((wrong, before)) => return log.refuse_encoding(offset, &before, wrong),
    };
    if clean.text.trim().is_empty() {
        return log.note(Problem::NoFrontMatter("the header is empty"));
    }
    report_controls(&clean, offset, log);
    let text = clean.text.as_str();
    let mut outline = Outline::bare(text);
    if let Some(at) = too_deep(text, reading.limits.depth) {
        let (line, column) = outline.position_of(at);
        let what = format!("it nests deeper than {} levels", reading.limits.depth);
        return log.refuse(offset + line, column, Problem::NestingLimit(what));
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    place(&mut outline, Outline::ROOT, table.get_ref());
    let fields = fields(text, table.into_inner());
    let faults: Vec<(u32, u32, String)> = errors
        .iter()
        .map(|error| {
            let (line, column) =
                outline.position_of(error.span().map_or(0, |span| span.start.min(text.len())));
            (offset + line, column, error.message().lines().next().unwrap_or_default().to_owned())
        })
        .collect();
    let twice: Vec<Option<&str>> = errors.iter().map(|error| given_again(error, text)).collect();
    let before = log.diagnostics.len();
    // Of a hundred faults the first few say enough.
    const MOST: usize = 20;
    let mut lines = HashSet::new();
    for ((line, column, message), twice) in
        faults.iter().zip(&twice).filter(|(f, _)| lines.insert(f.0)).take(MOST)
    {
        if let Some(key) = twice {
            if names::is_ours(key) {
                let what = "is given twice; the first is used".to_owned();
                log.add_to(
                    Level::Warning,
                    *line,
                    *column,
                    Some((*key).to_owned()),
                    Problem::DuplicateKey(what),
                );
            }
            continue;
        }
        let what = format!("a line of the header is not valid TOML ({message}); read as far as it goes");
        log.add(Level::Warning, *line, *column, Problem::TomlSyntax(what));
    }
    if let Some(counts) = &log.run.counts {
        survey::count(log.file, &fields, counts);
    }
    let origin = Origin { line_offset: offset, head_line: offset.max(1), ..log.origin };
    let content = document_of(&fields, &Places::with(text, outline), origin, reading, log);
    match (&content, faults.into_iter().next()) {
        (Content::Nothing, Some((line, column, message))) => {
            // Nothing worth keeping was left: the first fault is the one to tell.
            log.diagnostics.truncate(before);
            log.refuse(line, column, Problem::TomlSyntax(format!("the header is not valid TOML: {message}")))
        }
        _ => content,
    }
}

/// The key that an error says is given again.
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
fn place(outline: &mut Outline<'_>, parent: NodeId, table: &DeTable<'_>) {
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

fn place_value(outline: &mut Outline<'_>, id: NodeId, value: &Spanned<DeValue<'_>>) {
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
            let items = items.into_iter().map(|item| node(text, item)).collect();
            Node::List(List { items, lines: Vec::new() })
        }
        DeValue::Table(table) => Node::Map(fields(text, table)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
