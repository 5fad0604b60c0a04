//! Metadata without fences, at the top of a text: Pelican's `Title: …` lines, and the list of facts that Readwise
//! writes under a heading. A text that only happens to begin with a colon stays a text.

use super::log::Log;
use super::places::{Origin, Places};
use super::yaml::{Fields, List, Node};
use super::{Content, Path, document, guard, names, survey};
use crate::model::Reading;

/// Reads a text that begins with metadata; `None` where it does not.
pub(super) fn read<'t>(body: &str, reading: &Reading, log: &mut Log<'_, 't>) -> Option<Content<'t>> {
    let first = body.trim_start();
    // Most texts begin with neither.
    if !first.starts_with("# ") && !first.lines().next().is_some_and(|line| line.contains(':')) {
        return None;
    }
    // As everywhere: no control character may reach what reads on.
    let clean = guard::clean(body.as_bytes().to_vec()).ok()?;
    let text = clean.text.as_str();
    let found = lines(text).or_else(|| facts(text))?;
    let mut outline = super::Outline::bare(text);
    for (key, value, _) in &found {
        let at = value.as_ptr().addr() - text.as_ptr().addr();
        outline.place(super::Outline::ROOT, Some(key), at);
    }
    let known = found.iter().filter(|(key, ..)| names::is_ours(key)).count();
    // One known name may be chance: "Source: the ministry."
    let title = found.iter().any(|(key, ..)| is_title(key));
    if known < 2 || !title {
        return None;
    }
    super::report_controls(&clean, 0, log);
    log.path = Path::Other;
    let fields: Fields<'_> = found.into_iter().map(|(key, _, node)| (key.into(), node)).collect();
    if let Some(counts) = &log.run.counts {
        survey::count(log.file, &fields, counts);
    }
    let origin = Origin { line_offset: 0, head_line: 1, one_of_many: false };
    Some(document(&fields, &Places::with(text, outline), origin, reading, log))
}

fn is_title(key: &str) -> bool {
    key.eq_ignore_ascii_case("title") || key.eq_ignore_ascii_case("full title")
}

/// Name, value as it stands, value as read.
type Found<'t> = (&'t str, &'t str, Node<'t>);

/// Lines a header without fences may have.
const MOST: usize = 200;

/// Pelican: `Key: value` up to the first blank line, values going on over indented lines.
fn lines(text: &str) -> Option<Vec<Found<'_>>> {
    let mut found: Vec<Found<'_>> = Vec::new();
    for line in text.trim_start().lines().take(MOST).take_while(|line| !line.trim().is_empty()) {
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
    Some(found).filter(|found| !found.is_empty())
}

/// Readwise: a heading, then `- Author: …` or `**Author:** …`, a fact a line.
fn facts(text: &str) -> Option<Vec<Found<'_>>> {
    let mut lines = text.trim_start().lines().take(MOST).filter(|line| !line.trim().is_empty());
    let heading = lines.next()?.strip_prefix("# ")?.trim();
    let mut found: Vec<Found<'_>> = Vec::new();
    for line in lines {
        let line = line.trim();
        // The picture of the cover, and the heading of the list.
        if found.is_empty() && (line.starts_with("![") || line == "## Metadata") {
            continue;
        }
        let fact = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line);
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
    }
    let has_title = found.iter().any(|(key, ..)| is_title(key));
    // Any list under a heading may have a colon in it.
    if !has_title && !found.iter().any(|(_, value, _)| value.contains("://")) {
        return None;
    }
    if !has_title {
        found.push(("title", heading, Node::Text(heading.into())));
    }
    Some(found).filter(|found| !found.is_empty())
}

/// `Key: value`, the key of a word or two.
fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ');
    let is_key =
        key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.len() <= 32 && key.chars().all(is_name);
    // `http://…` is no key.
    (is_key && !value.starts_with("//")).then(|| (key.trim(), value.trim()))
}

/// Authors and tags are lists with commas, or with semicolons where names have commas; `#a #b` are two tags.
fn value_of<'t>(key: &str, value: &'t str) -> Node<'t> {
    const LISTS: [&str; 6] = ["tags", "keywords", "authors", "author", "categories", "document tags"];
    if !LISTS.iter().any(|list| list.eq_ignore_ascii_case(key)) {
        let kind = key.eq_ignore_ascii_case("type");
        return Node::Text(if kind { value.trim_start_matches('#') } else { value }.into());
    }
    let mark = match value {
        _ if value.contains(';') => ';',
        _ if value.starts_with('#') && !value.contains(',') => ' ',
        _ => ',',
    };
    let items = value.split(mark).map(str::trim).filter(|item| !item.is_empty());
    Node::List(List { items: items.map(|item| Node::Text(item.into())).collect(), lines: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<&str> {
        lines(text).or_else(|| facts(text)).unwrap_or_default().into_iter().map(|(key, ..)| key).collect()
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
