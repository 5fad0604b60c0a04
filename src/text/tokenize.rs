//! Words of titles, excerpts and slugs, as merging and grouping compare them.

mod plain;

use unicode_normalization::UnicodeNormalization;

use super::Cursor;

pub use plain::head;
use plain::{Eight, LONGEST_NUMERAL, Plain};

/// Splits a line into words: NFKC, lower case, no zero-width characters, quotes and possessives gone,
/// `1,000` as `1000`, `1.10` kept whole, Roman numerals from II on as digits (IV = 4), CJK as pairs.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::with_capacity(text.len() / 6);
    Splitter::default().each_word(text, |word, _| words.push(word.to_owned()));
    words
}

/// Splits many lines into [`words`] with the same buffers.
#[derive(Default)]
pub struct Splitter {
    normal: String,
    word: String,
}

impl Splitter {
    /// Calls `visit` with each of the [`words`] and its [`head`].
    pub fn each_word(&mut self, text: &str, visit: impl FnMut(&str, u64)) {
        self.each(text, Plain::at, visit);
    }

    /// Generic, so that the path of most words is inlined.
    fn each(
        &mut self,
        text: &str,
        plain: impl Fn(&[u8], usize) -> Option<Plain>,
        mut visit: impl FnMut(&str, u64),
    ) {
        let Splitter { normal, word } = self;
        // ASCII text is its own normal form, and no invisible ASCII character is part of a word.
        let text = if text.is_ascii() { text } else { normalised(text, normal) };
        let mut cursor = Cursor::new(text);
        let mut is_numbered = false;
        while let Some(start) = word_start(text, cursor.offset()) {
            cursor.forward_to(start);
            if let Some(plain) =
                plain(text.as_bytes(), start).filter(|plain| !plain.may_be_numeral(is_numbered))
            {
                is_numbered = NUMBERED.contains(&plain.head);
                let Some(raw) = cursor.take(plain.length) else { break };
                if plain.has_upper {
                    word.clear();
                    word.push_str(raw);
                    word.make_ascii_lowercase();
                    visit(word, plain.head);
                } else {
                    visit(raw, plain.head);
                }
                continue;
            }
            let Some(raw) = cursor.take(word_end(cursor.rest())) else { break };
            let after_numbered = is_numbered;
            let mut visit = |word: &str| {
                let head = head(word);
                is_numbered = NUMBERED.contains(&head);
                visit(word, head);
            };
            if !raw.is_ascii() && raw.chars().any(is_unspaced) {
                each_pair(raw, word, &mut visit);
            } else {
                spell(raw, after_numbered, word);
                // An apostrophe that is a letter in Unicode (U+02BC) may be alone.
                if !word.is_empty() {
                    visit(word);
                }
            }
        }
    }
}

/// The text in NFKC without invisible characters. Only characters that are not ASCII can change, and with them the
/// character before, which may take an accent.
fn normalised<'n>(text: &str, normal: &'n mut String) -> &'n str {
    normal.clear();
    let mut rest = text;
    while let Some(odd) = rest.bytes().position(|byte| !byte.is_ascii()) {
        let end =
            rest[odd..].bytes().position(|byte| byte.is_ascii()).map_or(rest.len(), |length| odd + length);
        let start = odd.saturating_sub(1);
        normal.push_str(&rest[..start]);
        normal.extend(rest[start..end].nfkc().filter(|c| !is_invisible(*c)));
        rest = &rest[end..];
    }
    normal.push_str(rest);
    normal
}

/// Whether a character is invisible to readers: zero-width spaces and joiners, soft hyphens, byte order marks, bidi
/// marks.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}')
}

/// Whether a word is a number, `1.10` included.
pub fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit() || b == b'.') && word.bytes().any(|b| b.is_ascii_digit())
}

/// The start of the first word at or after `offset`.
fn word_start(text: &str, mut offset: usize) -> Option<usize> {
    // Most words are one space apart.
    if let [b' ', b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9', ..] = &text.as_bytes()[offset..] {
        return Some(offset + 1);
    }
    while offset < text.len() {
        let eight = Eight::new(text.as_bytes(), offset);
        let other = (eight.letters | eight.odd).trailing_zeros() as usize / 8;
        offset += other;
        match text.as_bytes().get(offset) {
            _ if other == 8 => {}
            Some(0x80..) => return text[offset..].find(char::is_alphanumeric).map(|odd| offset + odd),
            start => return start.map(|_| offset),
        }
    }
    None
}

/// The end of the word at the start of `text`: letters and digits, apostrophes between letters, points and commas
/// between digits.
fn word_end(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let mut previous = ' ';
    while let Some((at, c)) = chars.next() {
        if c.is_alphanumeric() {
            previous = c;
            continue;
        }
        let next = chars.peek().map_or(' ', |(_, n)| *n);
        let inside = match c {
            '\'' | '’' | 'ʼ' | '`' => previous.is_alphabetic() && next.is_alphabetic(),
            // C++, C#, F#
            '+' | '#' => at == previous.len_utf8() || text[..at].ends_with('+'),
            '.' | ',' => previous.is_ascii_digit() && next.is_ascii_digit(),
            _ => unicode_normalization::char::is_combining_mark(c),
        };
        if !inside {
            return at;
        }
    }
    text.len()
}

/// Writes the word in the form that is compared.
fn spell(raw: &str, after_numbered: bool, word: &mut String) {
    word.clear();
    if raw.len() <= LONGEST_NUMERAL
        && let Some(number) = roman(raw, after_numbered)
    {
        return word.push_str(number);
    }
    let lower = raw.to_lowercase();
    let base = ["'s", "’s", "ʼs", "`s"].iter().find_map(|s| lower.strip_suffix(s)).unwrap_or(&lower);
    word.extend(base.chars().filter(|c| !matches!(c, '\'' | '’' | 'ʼ' | '`' | ',')));
}

/// In scripts without spaces words are hard to find; pairs of characters serve as well for comparing.
fn each_pair(raw: &str, word: &mut String, visit: &mut impl FnMut(&str)) {
    let chars: Vec<char> = raw.chars().collect();
    for pair in chars.windows(2.min(chars.len())) {
        word.clear();
        word.extend(pair);
        visit(word);
    }
}

/// Chinese, Japanese, and Thai, Lao, Burmese and Khmer; Korean has spaces between its words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// Numerals that are also words (I, V, X, `two`) count only after a word that numbers follow.
fn roman(word: &str, after_numbered: bool) -> Option<&'static str> {
    const NUMERALS: [&str; 20] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
        "XVII", "XVIII", "XIX", "XX",
    ];
    const NUMBERS: [&str; 20] = [
        "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18",
        "19", "20",
    ];
    const SPELLED: [&str; 10] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    if after_numbered && let Some(at) = SPELLED.iter().position(|n| n.eq_ignore_ascii_case(word)) {
        return Some(NUMBERS[at]);
    }
    if !word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x' | b'I' | b'V' | b'X')) {
        return None;
    }
    let at = NUMERALS.iter().position(|n| n.eq_ignore_ascii_case(word))?;
    let upper = word == NUMERALS[at];
    let alone = word.len() == 1;
    // In lower case (slugs), `vi` is also an editor and `xi` a name.
    let lower =
        word.bytes().all(|b| b.is_ascii_lowercase()) && word.len() >= 2 && !matches!(word, "vi" | "xi");
    let fits = if alone { after_numbered } else { upper || lower };
    fits.then_some(NUMBERS[at])
}

/// Heads of words that numbers follow; all of them fit into a head.
const NUMBERED: [u64; 9] = [
    head("part"),
    head("chapter"),
    head("episode"),
    head("volume"),
    head("act"),
    head("season"),
    head("phase"),
    head("book"),
    head("vol"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(words(text).join(" "), expected, "{text}");
    }

    #[test]
    fn case_accents_and_width_do_not_split_words() {
        check("Harbor\u{200b} bridge\u{feff} re\u{ad}opens", "harbor bridge reopens");
        check("The mayorʼs sailorsʼ ʼ74 ʼ plan", "the mayor sailors 74 plan");
        check("The mayor’s “plan” won't pass", "the mayor plan wont pass");
        check("1,000 trams, version 1.10.", "1000 trams version 1.10");
        check("C++ and C# meet Disney+", "c++ and c# meet disney");
        check("Part One of ten", "part 1 of ten");
        check("Quest IV: Part I and the Xi visit", "quest 4 part 1 and the xi visit");
        check("ﬁne E\u{301}te\u{301}", "fine été");
        check("東京で地震", "東京 京で で地 地震");
        check("ไฟไหม้", "ไฟ ฟไ ไห หม ม้");
        check("서울에 지진", "서울에 지진");
        check("حريق في الميناء", "حريق في الميناء");
        check("Пожар в порту Й", "пожар в порту й");
        check("हिन्दी में", "हिन्दी में");
        check("", "");
    }

    #[test]
    fn a_text_is_normalised_as_a_whole() {
        // Only text that is not ASCII is normalised, yet an accent joins the letter before it.
        for text in
            ["e\u{301}te\u{301} “Q&A” – ﬁne", "한글 \u{1100}\u{1161}x", "a\u{200b}\u{301}b ①②", "…\u{301}"]
        {
            let whole: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
            assert_eq!(normalised(text, &mut String::new()), whole, "{text}");
        }
    }

    /// Splits all words on the slow path.
    fn slowly(text: &str) -> Vec<(String, u64)> {
        let mut words = Vec::new();
        Splitter::default().each(text, |_, _| None, |word, head| words.push((word.to_owned(), head)));
        words
    }

    proptest::proptest! {
        #[test]
        fn plain_words_are_split_as_all_others_are(
            text in "([a-zA-Z0-9]{0,20}|part|book|iv|XX|vi|I|three|\\PC|[ .,'’`+#|é世\u{301}-]{1,2}){0,12}"
        ) {
            let mut words = Vec::new();
            Splitter::default().each_word(&text, |word, head| words.push((word.to_owned(), head)));
            proptest::prop_assert_eq!(&words, &slowly(&text));
            proptest::prop_assert!(words.iter().all(|(word, found)| *found == head(word)));
        }
    }

    /// Text of all scripts and general categories, with spaces, digits and short words in between.
    fn of_any_script() -> impl proptest::strategy::Strategy<Value = String> {
        use proptest::prelude::*;
        let character = (any::<u8>(), any::<u16>());
        let character = character.prop_map(|(set, part)| crate::characters::character(set, part).to_string());
        let piece = prop_oneof![3 => character, 2 => "[ '’ʼ.,]", 1 => "(harbour|Part|II|74|s)"];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest::proptest! {
        #[test]
        fn the_number_of_words_is_bounded_in_any_script(text in of_any_script()) {
            let mut words = Vec::new();
            Splitter::default().each_word(&text, |word, head| words.push((word.to_owned(), head)));
            proptest::prop_assert_eq!(&words, &slowly(&text));
            proptest::prop_assert!(words.iter().all(|(word, _)| !word.is_empty()), "{:?}", words);
            // Each character makes a word or two, in scripts without spaces.
            proptest::prop_assert!(words.len() <= 8 * text.chars().count());
        }

        #[test]
        fn names_of_any_script_are_pieces_of_the_text(text in of_any_script()) {
            use super::super::entities::{Casing, entities};
            let mut casing = Casing::default();
            casing.learn(&text);
            let mut count = 0;
            entities(&text, &casing, |name| {
                count += 1;
                assert!(!name.words.is_empty() && name.words.iter().all(|word| !word.is_empty()), "{name:?}");
                let first = name.text.split(' ').next().unwrap_or("");
                assert!(text.contains(first), "{name:?}");
            });
            proptest::prop_assert!(count <= text.chars().count());
        }
    }

    proptest::proptest! {
        #[test]
        fn a_word_begins_at_the_first_letter_or_digit(text in "([ .,’…-]{0,12}|\\PC){0,3}") {
            proptest::prop_assert_eq!(word_start(&text, 0), text.find(char::is_alphanumeric));
        }
    }

    #[test]
    fn heads_tell_short_words_apart() {
        let words = ["", "a", "b", "ab", "ba", "abcdefg", "abcdefgh", "\0", "a\0"];
        for (a, b) in words.iter().flat_map(|a| words.iter().map(move |b| (a, b))) {
            assert_eq!(head(a) == head(b), a == b, "{a:?} {b:?}");
        }
        assert_eq!(head("abcdefgh"), head("abcdefghi"));
    }
}
