//! The names in a text, and those near its start: the title and the first two paragraphs say what the text is about;
//! the rest may recall other events.

use foldhash::{HashMap, HashMapExt};

use crate::model::TextEntity;
use crate::text::entities::{Casing, entities};

/// Paragraphs that say what a text is about.
const EARLY: usize = 2;
/// Bytes below which a paragraph is a heading, a by-line or a date line.
const SHORT: usize = 80;
/// Bytes after which nothing is early: a text may be one paragraph.
const LONGEST_OPENING: usize = 2000;
/// Names that are kept of a text.
const MOST: usize = 300;

/// The names of a text, each once, in order; early where it stands early. `titled`: its first block is its title.
pub(crate) fn names(body: &str, titled: bool) -> Vec<TextEntity> {
    let mut casing = Casing::default();
    for (segment, _) in segments(body, titled) {
        casing.learn(segment);
    }
    let mut found: Vec<TextEntity> = Vec::new();
    let mut places: HashMap<Vec<Box<str>>, usize> = HashMap::new();
    for (segment, early) in segments(body, titled) {
        entities(segment, &casing, |name| match places.get(&name.words) {
            Some(&at) => found[at].entity.sure |= name.sure,
            None if found.len() < MOST => {
                places.insert(name.words.clone(), found.len());
                found.push(TextEntity { entity: name, early });
            }
            None => {}
        });
    }
    found
}

/// The title and first paragraphs, a line each.
pub(crate) fn opening(body: &str, titled: bool) -> String {
    segments(body, titled)
        .take_while(|(_, early)| *early)
        .map(|(segment, _)| format!("{segment}\n"))
        .collect()
}

/// Blocks of the text between blank lines, and whether each is early. Of the block in which the opening ends, what
/// is behind it is a block of its own.
fn segments(body: &str, titled: bool) -> impl Iterator<Item = (&str, bool)> {
    let (mut early, mut bytes) = (0, 0);
    blocks(body).enumerate().flat_map(move |(number, block)| {
        let is_early = early < EARLY && bytes < LONGEST_OPENING;
        let left = LONGEST_OPENING.saturating_sub(bytes);
        early += usize::from(block.len() >= SHORT && !(titled && number == 0));
        bytes += block.len();
        let end = if is_early && block.len() > left { word_boundary(block, left) } else { block.len() };
        let (first, rest) = block.split_at(end);
        [(first, is_early), (rest, false)].into_iter().filter(|(segment, _)| !segment.trim().is_empty())
    })
}

fn word_boundary(text: &str, at: usize) -> usize {
    let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text[..at].rfind(char::is_whitespace).unwrap_or(at)
}

/// Runs of lines that are not blank.
fn blocks(body: &str) -> impl Iterator<Item = &str> {
    let mut rest = body;
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| !c.is_whitespace())?;
        rest = &rest[start..];
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim().is_empty() {
                break;
            }
            end += line.len();
        }
        let (block, after) = rest.split_at(end);
        rest = after;
        Some(block)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str, titled: bool) -> Vec<String> {
        let early = |name: &TextEntity| if name.early { "" } else { " (later)" };
        names(body, titled).iter().map(|name| format!("{}{}", name.entity.text, early(name))).collect()
    }

    #[test]
    fn what_stands_early_is_title_and_two_paragraphs() {
        let filler = "and so on and so forth, as everybody knows by now and has read elsewhere, too";
        let body = format!(
            "Fire in the port of Velmar\n\nBy Anna Brandt\n\nThe fire in Velmar, {filler}.\n\nIt is the \
             fault of Grelco, {filler}.\n\nIn March it was the turn of Norlin Bank.\n"
        );
        assert_eq!(found(&body, true), ["Velmar", "Anna Brandt", "Grelco", "Norlin Bank (later)"]);
    }

    #[test]
    fn a_text_of_one_paragraph_has_an_opening_too() {
        let body = format!("The port of Velmar {}and then the town of Lund.", "goes on and on ".repeat(200));
        assert_eq!(found(&body, false), ["Velmar", "Lund (later)"]);
        assert!(opening(&body, false).len() <= LONGEST_OPENING + 1);
    }

    #[test]
    fn a_text_of_capitals_has_a_bounded_number_of_names() {
        let body: String = (0..20_000).map(|at| format!("Name{at} und ")).collect();
        assert_eq!(names(&body, false).len(), MOST);
        assert!(names(&"A ".repeat(30_000), false).is_empty());
    }
}
