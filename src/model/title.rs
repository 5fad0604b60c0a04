//! Cleans titles: removes the outlet's tail and labels that say nothing about the subject.

use std::sync::LazyLock;

use super::Link;
use crate::address::Address;
use crate::text::WordList;

/// Letters and digits in lower case: `IGN-Games.com` and `ign games com` are one name.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The title without the outlet's tail ("… - Example News") and without labels at its ends. `parts` is the title split
/// at its [`last_separator`].
pub fn clean_title<'t>(title: &'t str, parts: Option<(&'t str, &'t str)>, link: &Link<'_>) -> &'t str {
    let mut title = parts.map_or(title, |(head, tail)| if is_outlet(tail, link) { head } else { title });
    loop {
        let shorter = without_label(title.trim());
        if shorter.len() == title.len() {
            return title;
        }
        title = shorter;
    }
}

/// Whether a title's tail names the outlet.
pub(super) fn is_outlet(tail: &str, link: &Link<'_>) -> bool {
    let tail = letters(tail);
    let name = letters(link.provider.name.unwrap_or(""));
    let domain = link.provider.domain.or(link.address.as_ref().map(Address::host)).unwrap_or("");
    let label = letters(domain.split('.').next().unwrap_or(""));
    !tail.is_empty()
        && (tail == name
            || tail == letters(domain)
            || tail == label
            || (name.len() >= 4 && tail.starts_with(&name)))
}

/// Splits the title at its last separator between words.
pub fn last_separator(title: &str) -> Option<(&str, &str)> {
    const SEPARATORS: [&str; 8] = [" | ", " - ", " – ", " — ", " • ", " · ", " :: ", " » "];
    let bytes = title.as_bytes();
    let may_separate = |at: &usize| {
        bytes[*at] == b' '
            && bytes.get(at + 1).is_some_and(|byte| matches!(byte, b'|' | b'-' | b':' | 0x80..))
    };
    let separator = |start: usize| {
        let found = SEPARATORS.iter().find(|separator| title[start..].starts_with(**separator));
        found.map(|separator| (start, separator.len()))
    };
    let (start, length) = (0..bytes.len()).rev().filter(may_separate).find_map(separator)?;
    let (head, tail) = (title[..start].trim(), title[start + length..].trim());
    (!head.is_empty() && !tail.is_empty()).then_some((head, tail))
}

fn without_label(title: &str) -> &str {
    /// Labels that describe the piece, but not its subject.
    static LABELS: LazyLock<WordList> =
        LazyLock::new(|| WordList::from_data(include_str!("title_labels.txt")));
    let is_label = |text: &str| LABELS.iter().any(|label| label.eq_ignore_ascii_case(text.trim()));
    if let Some((head, rest)) = title.split_once(':')
        && is_label(head)
        && !rest.trim().is_empty()
    {
        return rest.trim();
    }
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some(inside) =
            title.strip_suffix(close).and_then(|t| t.rfind(open).map(|at| (&t[at + 1..], at)))
            && is_label(inside.0)
            && inside.1 > 0
        {
            return title[..inside.1].trim();
        }
        if let Some(inside) = title.strip_prefix(open).and_then(|t| t.split_once(close))
            && is_label(inside.0)
            && !inside.1.trim().is_empty()
        {
            return inside.1.trim_start_matches([':', ' ']).trim();
        }
    }
    title
}
