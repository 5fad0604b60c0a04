//! Metadata without fences, at the top of a text: Pelican's `Title: …` lines, the list of facts that Readwise writes
//! under a heading, the properties of Logseq and Dataview (`title:: …`), the comments of LCTT (`[#]: subject: (…)`).
//! A text that only happens to begin with a colon stays a text.

use std::borrow::Cow;

use super::known_names::KnownNames;
use super::node::{Fields, HeaderReader, ListNode, Node, Tree};
use super::outline::Outline;
use crate::parse::clean;

/// Whether a text may begin with metadata: most texts begin with none of these.
pub(crate) fn may_begin(body: &str) -> bool {
    let first = body.trim_start();
    first.starts_with(['#', '-', '*', '[', '('])
        || first.lines().next().is_some_and(|line| line.contains(':'))
}

/// Reads a text that begins with metadata, and tells how many of its lines they are; `None` where it does not.
pub(crate) fn tree(text: &str, names: KnownNames) -> Option<(Tree<'_>, u32)> {
    let block = lines(text, names)
        .or_else(|| facts(text, names))
        .or_else(|| properties(text, names))
        .or_else(|| comments(text, names))?;
    let MetadataBlock { found, lines } = block;
    let mut outline = Outline::bare(text);
    for (key, value, _) in &found {
        let at = value.as_ptr().addr() - text.as_ptr().addr();
        outline.place(Outline::ROOT, Some(key), at);
    }
    let tree = Tree {
        text: Cow::Borrowed(text),
        fields: found.into_iter().map(|(key, _, node)| (key.into(), node)).collect(),
        reader: HeaderReader::Other,
        outline: Some(outline),
        max_depth: 1,
        fault: None,
    };
    Some((tree, lines))
}

/// The properties that a body begins with, for a page whose header says too little.
pub(crate) fn of_body(body: &str, names: KnownNames) -> Option<Fields<'static>> {
    let owned = |(key, _, node): FoundField<'_>| (Cow::Owned(key.to_owned()), owned(node));
    Some(properties(body, names)?.found.into_iter().map(owned).collect())
}

/// The number of lines of properties at the start of a body.
pub(crate) fn lines_of_properties(body: &str, names: KnownNames) -> u32 {
    properties(body, names).map_or(0, |block| block.lines)
}

fn owned(node: Node<'_>) -> Node<'static> {
    match node {
        Node::Text(text) => Node::Text(text.into_owned().into()),
        Node::List(ListNode { items, lines }) => {
            Node::List(ListNode { items: items.into_iter().map(owned).collect(), lines })
        }
        _ => Node::Null,
    }
}

fn is_title(key: &str) -> bool {
    ["title", "full title", "full-title"].iter().any(|title| key.eq_ignore_ascii_case(title))
}

/// Name, value as it stands, value as read.
type FoundField<'t> = (&'t str, &'t str, Node<'t>);

/// The metadata at the top of a text, and the number of its lines.
struct MetadataBlock<'t> {
    found: Vec<FoundField<'t>>,
    lines: u32,
}

impl<'t> MetadataBlock<'t> {
    /// The block, where it is metadata: one known name may be chance, as in "Source: the ministry".
    fn with_title(self, names: KnownNames) -> Option<MetadataBlock<'t>> {
        let known = self.found.iter().filter(|(key, ..)| (names.ours)(key)).count();
        let title = self.found.iter().any(|(key, ..)| is_title(key));
        (known >= 2 && title).then_some(self)
    }
}

/// Lines a header without fences may have.
const MOST: usize = 200;

/// The lines of a text with their numbers from 1, without those at the top that are blank.
fn numbered(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let lines = (1..).zip(text.lines());
    lines.skip_while(|(_, line)| line.trim().is_empty()).take(MOST)
}

/// Pelican: `Key: value` up to the first blank line, values going on over indented lines.
fn lines(text: &str, names: KnownNames) -> Option<MetadataBlock<'_>> {
    let mut found: Vec<FoundField<'_>> = Vec::new();
    let mut last = 0;
    for (number, line) in numbered(text).take_while(|(_, line)| !line.trim().is_empty()) {
        last = number;
        if line.starts_with("    ") || line.starts_with('\t') {
            // A value goes on: what the first line says must do for lists, prose is joined.
            let (.., node) = found.last_mut()?;
            if let Node::Text(value) = node {
                value.to_mut().push(' ');
                value.to_mut().push_str(line.trim());
            }
            continue;
        }
        let (key, value) = key_and_value(line)?;
        found.push((key, value, value_of(key, value)));
    }
    MetadataBlock { found, lines: last }.with_title(names)
}

/// Readwise: a heading, then `- Author: …` or `**Author:** …`, a fact a line.
fn facts(text: &str, names: KnownNames) -> Option<MetadataBlock<'_>> {
    let mut lines = numbered(text).filter(|(_, line)| !line.trim().is_empty());
    let (mut last, heading) = lines.next()?;
    let heading = heading.strip_prefix("# ")?.trim();
    let mut found: Vec<FoundField<'_>> = Vec::new();
    for (number, line) in lines {
        let line = line.trim();
        // The picture of the cover, and the heading of the list.
        if found.is_empty() && (line.starts_with("![") || line == "## Metadata") {
            continue;
        }
        let fact = without_bullet(line);
        let bold = fact.strip_prefix("**").and_then(|rest| rest.split_once(":**"));
        let pair = match bold {
            Some((key, value)) => Some((key, value.trim())),
            None if fact.len() < line.len() => key_and_value(fact),
            None => None,
        };
        let Some((key, value)) = pair else { break };
        // `Category: #articles` is the kind of the piece.
        let key = if key.eq_ignore_ascii_case("category") { "type" } else { key };
        found.push((key, value, value_of(key, value)));
        last = number;
    }
    let has_title = found.iter().any(|(key, ..)| is_title(key));
    // Any list under a heading may have a colon in it.
    if !has_title && !found.iter().any(|(_, value, _)| value.contains("://")) {
        return None;
    }
    if !has_title {
        found.push(("title", heading, Node::Text(heading.into())));
    }
    MetadataBlock { found, lines: last }.with_title(names)
}

/// Logseq and Dataview: lines of `key:: value`, as they stand, as entries of a list, in bold or in brackets; a heading
/// may stand above them. No prose has two colons, so that one name of ours is enough.
fn properties(text: &str, names: KnownNames) -> Option<MetadataBlock<'_>> {
    let mut found: Vec<FoundField<'_>> = Vec::new();
    let (mut last, mut heading) = (0, None);
    for (number, line) in numbered(text) {
        let line = line.trim();
        if line.is_empty() && found.is_empty() {
            continue;
        }
        if found.is_empty() && heading.is_none() && line.starts_with('#') {
            let words = line.trim_start_matches('#').trim();
            let is_label = ["metadata", "properties"].iter().any(|label| words.eq_ignore_ascii_case(label));
            heading = Some(words).filter(|_| line.starts_with("# ") && !is_label && !words.is_empty());
            heading.get_or_insert("");
            continue;
        }
        let fact = without_bullet(line);
        let before = found.len();
        match property(fact) {
            Some((key, value)) => found.push((key, value, property_value(key, value))),
            None => found.extend(in_brackets(fact)),
        }
        if found.len() == before {
            break;
        }
        last = number;
    }
    let has_title = found.iter().any(|(key, ..)| is_title(key));
    let is_known = found.iter().any(|(key, ..)| (names.ours)(key));
    if let Some(heading) = heading.filter(|heading| !heading.is_empty() && is_known && !has_title) {
        found.push(("title", heading, Node::Text(heading.into())));
    }
    is_known.then_some(MetadataBlock { found, lines: last })
}

/// `[key:: value]` and `(key:: value)`, one behind another.
fn in_brackets(line: &str) -> Vec<FoundField<'_>> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(open) = rest.chars().next().filter(|c| matches!(c, '[' | '(')) {
        let close = if open == '[' { "]" } else { ")" };
        // The value may be a link to a note, which ends in brackets of its own.
        let end = rest.find("]]]").map(|at| at + 2).filter(|_| open == '[').or_else(|| rest.find(close));
        let Some((key, value)) = end.and_then(|end| property(&rest[1..end])) else { break };
        found.push((key, value, property_value(key, value)));
        rest = rest[end.unwrap_or(0) + 1..].trim_start_matches([' ', ',']);
    }
    found
}

/// Comments of Markdown, as the translators of LCTT write them: `[#]: subject: (…)`, `[#]: via: "…"`, or
/// `[//]: # (title: …)`. Of the two addresses `via` is the article's, `url` that of its translation.
fn comments(text: &str, names: KnownNames) -> Option<MetadataBlock<'_>> {
    let mut found: Vec<FoundField<'_>> = Vec::new();
    let mut last = 0;
    for (number, line) in numbered(text) {
        let Some((key, value)) = comment(line) else { break };
        last = number;
        let (key, value) = match key {
            "subject" => ("title", value),
            "via" => ("source_url", value),
            // People who worked on the translation.
            "collector" | "translator" | "reviewer" | "proofreader" | "publisher" | "selector" => continue,
            "author" => ("author", value.split(" http").next().unwrap_or(value).trim()),
            key => (key, value),
        };
        if !value.is_empty() {
            found.push((key, value, value_of(key, value)));
        }
    }
    if found.iter().any(|(key, ..)| *key == "source_url") {
        found.retain(|(key, ..)| *key != "url");
    }
    MetadataBlock { found, lines: last }.with_title(names)
}

fn comment(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("[#]:").or_else(|| line.strip_prefix("[//]:"))?.trim();
    let whole =
        rest.strip_prefix("# (").or_else(|| rest.strip_prefix("#(")).and_then(|rest| rest.strip_suffix(')'));
    let (key, value) = key_and_value(whole.unwrap_or(rest))?;
    let inner = value.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let inner = inner.or_else(|| value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')));
    Some((key, inner.unwrap_or(value).trim()))
}

fn without_bullet(line: &str) -> &str {
    line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line).trim_start()
}

/// A property, `key:: value`, its key perhaps in bold.
pub(super) fn property(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once("::")?;
    let key = key.trim_matches(['*', '_']).trim();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    let is_key =
        key.starts_with(char::is_alphabetic) && key.chars().count() <= 32 && key.chars().all(is_name);
    let is_value = value.is_empty() || value.starts_with(char::is_whitespace);
    let value = value.trim();
    let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let linked = value.strip_prefix("<http").is_some().then(|| value.trim_matches(['<', '>']));
    // `category:: #articles` is the kind of the piece.
    let key = if key.eq_ignore_ascii_case("category") && value.starts_with('#') { "type" } else { key };
    (is_key && is_value).then(|| (key, quoted.or(linked).unwrap_or(value)))
}

/// The value of a property, which is Markdown.
pub(super) fn property_value<'t>(key: &str, value: &'t str) -> Node<'t> {
    match value_of(key, value) {
        Node::Text(Cow::Borrowed(text)) => Node::Text(clean::without_backslashes(text)),
        other => other,
    }
}

/// `Key: value`, the key of a word or two.
fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ');
    let is_key =
        key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.len() <= 32 && key.chars().all(is_name);
    // `http://…` is no key, and `key:: value` is a property.
    (is_key && !value.starts_with("//") && !value.starts_with(':')).then(|| (key.trim(), value.trim()))
}

/// Authors and tags are lists with commas, or with semicolons where names have commas; `#a #b` are two tags.
fn value_of<'t>(key: &str, value: &'t str) -> Node<'t> {
    const LISTS: [&str; 6] = ["tags", "keywords", "authors", "author", "categories", "document tags"];
    if !LISTS.iter().any(|list| list.eq_ignore_ascii_case(key)) {
        let kind = key.eq_ignore_ascii_case("type");
        return Node::Text(if kind { value.trim_start_matches('#') } else { value }.into());
    }
    if value.contains("]] [[") {
        let items = value.split("]] ").map(|item| item.trim_matches(['[', ']', ' ']));
        return Node::List(ListNode::new(items.map(|item| Node::Text(item.into())).collect()));
    }
    let mark = match value {
        _ if value.contains(';') => ';',
        _ if value.starts_with('#') && !value.contains(',') => ' ',
        _ => ',',
    };
    let items = value.split(mark).map(str::trim).filter(|item| !item.is_empty());
    Node::List(ListNode::new(items.map(|item| Node::Text(item.into())).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        let tree = tree(text, crate::parse::document::field_names::KNOWN);
        let fields = tree.map(|(tree, _)| tree.fields).unwrap_or_default();
        fields.into_iter().map(|(key, _)| key.into_owned()).collect()
    }

    #[test]
    fn metadata_ends_where_the_text_begins() {
        assert_eq!(
            keys("Title: A\nDate: 2031-04-01\nSummary: b\n    c\n\nText: d\n"),
            ["Title", "Date", "Summary"]
        );
        assert_eq!(
            keys(
                "# A\n\n![c](https://a.example/c)\n\n## Metadata\n- Author: [[B]]\n- URL: https://a.example\n\n## Highlights\n- x: y"
            ),
            ["Author", "URL", "title"]
        );
        assert_eq!(
            keys("# A\n\n**Author:** B  \n**URL:** https://a.example  \n\n- x"),
            ["Author", "URL", "title"]
        );
        assert!(keys("# Notes\n\n- Source: the ministry\n- Date: Friday\n").is_empty());
        assert!(keys("Title: A\nand a text\n").is_empty());
        assert!(keys("https://a.example/x\n").is_empty());
        assert!(keys("A title\n\nNote: text\n").is_empty());
    }

    #[test]
    fn a_key_is_a_word_or_two() {
        assert_eq!(key_and_value("Full Title:  A "), Some(("Full Title", "A")));
        for line in ["1st: a", "Note (b): a", "https://a.example", &format!("{}: a", "k".repeat(33)), "a"] {
            assert_eq!(key_and_value(line), None);
        }
    }
}
