//! Names in running text: capitalised words and sequences of them, acronyms, and numbers with units. They are the same
//! in every language, so a text can share them with a story in another language.

use std::sync::LazyLock;

use foldhash::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::numbers::{self, Quantity};
use super::stop_words::is_stop_word;
use super::tokenize::is_invisible;
use super::{Cursor, WordList};

/// A longer sequence is not a name, but a line in capitals.
const LONGEST_RUN: usize = 6;

/// A name at its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// As written.
    pub text: String,
    /// Its words in the form that is compared: lower case, without accents. A number is one word that begins with `#`.
    pub words: Vec<Box<str>>,
    /// Whether case and place make it certain that this is a name. A single word at the start of a sentence, or any
    /// German noun, may not be one.
    pub sure: bool,
}

impl Entity {
    /// Whether it is a number with its unit.
    pub fn is_number(&self) -> bool {
        self.words[0].starts_with('#')
    }
}

/// Counts words in lower case, and words capitalised inside sentences.
#[derive(Debug, Clone, Default)]
pub struct Casing {
    counts: HashMap<Box<str>, (u32, u32)>,
}

/// The case of a word in the rest of the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum UsualCase {
    Name,
    Word,
    Unknown,
}

impl Casing {
    /// Counts the words of a title or paragraph, in the form that is compared.
    pub fn learn(&mut self, segment: &str) {
        let tokens = tokens(segment);
        let style = CasingStyle::from_tokens(&tokens);
        let mut folded = String::new();
        for token in &tokens {
            let TextTokenKind::Word { first, .. } = token.kind else { continue };
            let capital = token.is_capital();
            // A capital is evidence only if a lower case letter was possible.
            if capital && (first || style != CasingStyle::Sentence) {
                continue;
            }
            fold_into(token.text, &mut folded);
            let counts = match self.counts.get_mut(folded.as_str()) {
                Some(counts) => counts,
                None => self.counts.entry(folded.as_str().into()).or_default(),
            };
            if capital { counts.1 += 1 } else { counts.0 += 1 }
        }
    }

    /// Adds two counts.
    pub fn and(mut self, other: Casing) -> Casing {
        if other.counts.len() > self.counts.len() {
            return other.and(self);
        }
        for (word, (lower, capital)) in other.counts {
            let counts = self.counts.entry(word).or_insert((0, 0));
            *counts = (counts.0 + lower, counts.1 + capital);
        }
        self
    }

    /// A name is capitalised four times out of five: "Bank" in a headline does not make every bank a name.
    fn usual_case(&self, folded: &str) -> UsualCase {
        match self.counts.get(folded) {
            None | Some((0, 0)) => UsualCase::Unknown,
            Some((lower, capital)) if lower * 4 <= *capital => UsualCase::Name,
            Some(_) => UsualCase::Word,
        }
    }
}

/// The use of capitals in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CasingStyle {
    /// For names and at the start of sentences only.
    Sentence,
    /// For most words, as in English headlines.
    Headline,
    /// For all nouns.
    German,
    /// For all letters.
    Shout,
}

impl CasingStyle {
    fn from_tokens(tokens: &[TextToken<'_>]) -> CasingStyle {
        /// In English headlines only words of up to four letters may be in lower case.
        const LONG: usize = 5;
        let (mut words, mut small, mut capital, mut shout, mut german) = (0, 0, 0, 0, 0);
        for token in tokens {
            let TextTokenKind::Word { first, .. } = token.kind else { continue };
            let length = token.text.chars().count();
            german += usize::from(is_german(token.text));
            words += usize::from(length >= 3);
            shout += usize::from(length >= 3 && !token.text.chars().any(char::is_lowercase));
            if length >= LONG && !first {
                *(if token.is_capital() { &mut capital } else { &mut small }) += 1;
            }
        }
        if words >= 3 && shout * 2 > words {
            CasingStyle::Shout
        } else if german >= 2 || (german == 1 && words <= 8) {
            CasingStyle::German
        } else if capital >= 3 && capital >= small * 6 {
            CasingStyle::Headline
        } else {
            CasingStyle::Sentence
        }
    }
}

/// Whether a word is a function word of German and of none of its neighbours.
fn is_german(word: &str) -> bool {
    matches!(
        word,
        "und"
            | "der"
            | "das"
            | "den"
            | "dem"
            | "ist"
            | "nicht"
            | "mit"
            | "für"
            | "auf"
            | "ein"
            | "eine"
            | "einen"
            | "einer"
            | "von"
            | "im"
            | "zu"
            | "zur"
            | "zum"
            | "sich"
            | "wird"
            | "werden"
            | "nach"
            | "bei"
            | "aus"
            | "sind"
            | "auch"
            | "wie"
            | "vom"
            | "keine"
            | "gegen"
            | "über"
    )
}

/// Calls `visit` with the names of a title or paragraph, in order.
pub fn entities(segment: &str, casing: &Casing, mut visit: impl FnMut(Entity)) {
    let tokens = tokens(segment);
    let style = CasingStyle::from_tokens(&tokens);
    let mut run: Vec<EntityWord<'_>> = Vec::new();
    for token in &tokens {
        match &token.kind {
            TextTokenKind::Number(number) => {
                finish(&mut run, style, &mut visit);
                let words = vec![number.key.clone().into()];
                visit(Entity { text: token.text.trim().to_owned(), words, sure: true });
            }
            TextTokenKind::Break => finish(&mut run, style, &mut visit),
            TextTokenKind::Word { joined, first } => {
                if !joined {
                    finish(&mut run, style, &mut visit);
                }
                match EntityWord::new(token.text, *first, style, casing) {
                    Some(part) if run.len() < LONGEST_RUN => run.push(part),
                    Some(_) => {}
                    None => finish(&mut run, style, &mut visit),
                }
            }
        }
    }
    finish(&mut run, style, &mut visit);
}

/// A word that may be part of a name.
struct EntityWord<'t> {
    text: &'t str,
    folded: String,
    first: bool,
    distinct: bool,
    known: UsualCase,
}

impl<'t> EntityWord<'t> {
    fn new(text: &'t str, first: bool, style: CasingStyle, casing: &Casing) -> Option<EntityWord<'t>> {
        let distinct = style != CasingStyle::Shout && is_distinct(text);
        if !distinct && !text.starts_with(char::is_uppercase) {
            return None;
        }
        let folded = fold(text);
        if is_no_name(&folded) && !distinct {
            return None;
        }
        let known = casing.usual_case(&folded);
        let kept = match style {
            _ if distinct => true,
            CasingStyle::Sentence => !(first && known == UsualCase::Word),
            CasingStyle::German => !(first && known == UsualCase::Word),
            CasingStyle::Headline | CasingStyle::Shout => known == UsualCase::Name,
        };
        kept.then_some(EntityWord { text, folded, first, distinct, known })
    }

    fn is_sure(&self, style: CasingStyle) -> bool {
        match style {
            _ if self.distinct || self.known == UsualCase::Name => true,
            CasingStyle::Sentence => !self.first && self.known != UsualCase::Word,
            CasingStyle::German | CasingStyle::Headline | CasingStyle::Shout => false,
        }
    }
}

fn finish(run: &mut Vec<EntityWord<'_>>, style: CasingStyle, visit: &mut impl FnMut(Entity)) {
    let parts = std::mem::take(run);
    let name = |parts: &[EntityWord<'_>], sure| Entity {
        text: parts.iter().map(|part| part.text).collect::<Vec<_>>().join(" "),
        words: parts.iter().map(|part| part.folded.as_str().into()).collect(),
        sure,
    };
    // "Die Software Arkanum": in German a name follows its noun, and both are capitalised.
    if style == CasingStyle::German && parts.len() > 1 {
        visit(name(&parts[parts.len() - 1..], false));
    }
    match &parts[..] {
        [] => {}
        [one] => visit(name(&parts, one.is_sure(style))),
        // "Selon Microsoft": the first word of a sentence may be any word; the words after it are a name by themselves.
        [first, rest @ ..] if first.first && !first.is_sure(style) => {
            visit(name(rest, rest.len() > 1 || rest[0].is_sure(style)));
            visit(name(&parts, false));
        }
        _ => visit(name(&parts, true)),
    }
}

/// Whether the letters of a word alone show that it is a name: AnyVision, IBM, M12.
pub fn is_distinct(text: &str) -> bool {
    const LONGEST_ACRONYM: usize = 5;
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return false };
    let later_capital = chars.clone().any(char::is_uppercase);
    let has_lower = text.chars().any(char::is_lowercase);
    let has_digit = text.chars().any(char::is_numeric);
    let has_letter = text.chars().any(char::is_alphabetic);
    let length = text.chars().count();
    match (has_lower, has_digit) {
        (true, _) if later_capital => length > 2,
        (_, true) => has_letter && (first.is_uppercase() || later_capital),
        (false, false) => later_capital && (2..=LONGEST_ACRONYM).contains(&length),
        (true, false) => false,
    }
}

/// Whether a word is never a name: months, days and personal titles, which some languages capitalise; and function
/// words, which are capitalised in headlines and at the start of sentences.
fn is_no_name(folded: &str) -> bool {
    static NO_NAMES: LazyLock<[WordList; 2]> = LazyLock::new(|| {
        [include_str!("capitalized_words.txt"), include_str!("function_words.txt")].map(WordList::from_data)
    });
    folded.chars().count() < 2 || NO_NAMES.iter().any(|list| list.contains(folded)) || is_stop_word(folded)
}

/// Lower case without accents, zero-width characters and apostrophes.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    if text.is_ascii() {
        folded.push_str(text);
        return folded.make_ascii_lowercase();
    }
    let kept = |c: &char| !is_combining_mark(*c) && !is_invisible(*c);
    folded.extend(text.nfkd().filter(kept).flat_map(char::to_lowercase));
}

/// A piece of a segment.
struct TextToken<'t> {
    text: &'t str,
    kind: TextTokenKind,
}

enum TextTokenKind {
    /// `joined`: only blanks or a hyphen stand before it; `first`: it begins a sentence or quotation.
    Word {
        joined: bool,
        first: bool,
    },
    Number(Quantity),
    /// Punctuation that ends a name.
    Break,
}

impl TextToken<'_> {
    fn is_capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }
}

fn tokens(segment: &str) -> Vec<TextToken<'_>> {
    let mut tokens: Vec<TextToken<'_>> = Vec::new();
    let mut cursor = Cursor::new(segment);
    let (mut first, mut joined, mut before) = (true, false, ' ');
    while let Some(step) = cursor.step() {
        let rest = step.rest;
        if rest.starts_with("http://") || rest.starts_with("https://") {
            cursor.take_while(|c| !c.is_whitespace());
            tokens.push(TextToken { text: "", kind: TextTokenKind::Break });
            (before, joined) = (' ', false);
        } else if step.char.is_ascii_digit() && !before.is_alphanumeric() {
            let read = numbers::read(rest, before);
            let text = cursor.take_from(&step, read.length);
            match read.number {
                Some(number) => tokens.push(TextToken { text, kind: TextTokenKind::Number(number) }),
                None => tokens.push(TextToken { text: "", kind: TextTokenKind::Break }),
            }
            (before, joined, first) = ('0', false, false);
        } else if step.char.is_alphanumeric() && !is_apostrophe(step.char) {
            let word = cursor.take_from(&step, word_end(rest));
            let text = bare(word);
            tokens.push(TextToken { text, kind: TextTokenKind::Word { joined, first } });
            before = word.chars().next_back().unwrap_or(' ');
            // An elided article is not part of a name: the word continues after the apostrophe.
            (joined, first) = (!text.is_empty(), false);
        } else {
            match step.char {
                '-' | '\u{2010}' | '\u{2011}' | '&' => {}
                c if is_apostrophe(c) => joined = false,
                '.' if tokens.last().is_some_and(|t| t.text.chars().count() == 1) => {}
                '.' | '!' | '?' | '…' | ':' | '«' | '“' | '„' | '"' | '•' | '*' | '#' | '。' => {
                    first = true;
                    joined = false;
                }
                c if c.is_whitespace() => {}
                _ => joined = false,
            }
            before = step.char;
        }
    }
    tokens
}

/// The end of a word: letters, digits and the marks on them, and an apostrophe before a small letter.
fn word_end(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, c)| *c);
        let inside = match c {
            c if is_apostrophe(c) => {
                next.is_lowercase() || at == 1 && text.starts_with('O') && next.is_uppercase()
            }
            _ => c.is_alphanumeric() || is_combining_mark(c) || is_invisible(c),
        };
        if !inside {
            return at;
        }
    }
    text.len()
}

/// Whether this is an apostrophe. U+02BC is a letter in Unicode, but some sites write it as an apostrophe.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// The word without the possessive ending.
fn bare(word: &str) -> &str {
    ["'s", "’s", "ʼs"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(segments: &[&str]) -> Vec<String> {
        let mut casing = Casing::default();
        for segment in segments {
            casing.learn(segment);
        }
        let mut found = Vec::new();
        for segment in segments {
            entities(segment, &casing, |name| {
                let doubt = if name.sure { "" } else { "?" };
                found.push(format!("{}{doubt}", name.words.join(" ")));
            });
        }
        found
    }

    #[test]
    fn names_are_capitalised_inside_sentences() {
        assert_eq!(
            found(&["The port of Velmar and Norlin Bank's rival met Anna Brandt. Grelco said no."]),
            ["velmar", "norlin bank", "anna brandt", "grelco?"]
        );
        assert_eq!(
            found(&["Selon Norlin Bank, l'OrtaVision d’Ostmark attend."]),
            ["norlin bank", "ortavision", "ostmark"]
        );
        assert_eq!(found(&["Nothing here is one, says the mayor."]), ["nothing?"]);
    }

    #[test]
    fn an_apostrophe_that_is_a_letter_ends_a_word() {
        // U+02BC. The walk over a text once stopped at it forever.
        assert_eq!(
            found(&["The Velmar sailorsʼ union, says Norlin Bankʼs ʼ74 report of ʼ Ostmark, met OʼBrien ʼ"]),
            ["velmar", "norlin bank", "ostmark", "oʼbrien"]
        );
    }

    #[test]
    fn a_headline_names_what_its_text_names() {
        let headline = "Velmar Port Stops Driverless Cranes After Fire";
        assert_eq!(found(&[headline]), Vec::<String>::new());
        assert_eq!(found(&[headline, "The fire in Velmar was the second."]), ["velmar", "velmar"]);
    }

    #[test]
    fn a_german_noun_is_in_doubt_and_a_run_is_not() {
        assert_eq!(
            found(&["Die Bank hat mit Anna Brandt in Velmar gesprochen und IBM gefragt."]),
            ["bank?", "brandt?", "anna brandt", "velmar?", "ibm"]
        );
    }

    #[test]
    fn numbers_are_names_when_they_count_something() {
        assert_eq!(
            found(&["He paid $74 million for 90 000 seats in 2031, 12 of them"]),
            ["#74000000", "#90000"]
        );
    }

    #[test]
    fn letters_alone_show_a_name() {
        for name in ["AnyPort", "IBM", "M12", "eBay"] {
            assert!(is_distinct(name), "{name}");
        }
        for word in ["Port", "port", "2031", "PORTSIDE", "A", "été"] {
            assert!(!is_distinct(word), "{word}");
        }
    }

    #[test]
    fn long_runs_of_capitals_give_a_few_short_entities() {
        let shout = "ABCD ".repeat(13_000);
        let mut most = 0;
        entities(&shout, &Casing::default(), |name| most = most.max(name.words.len()));
        assert!(most <= LONGEST_RUN);
    }
}
