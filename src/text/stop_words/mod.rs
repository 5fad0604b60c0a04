//! Stop words: words that say nothing about a subject. Each language has its own file; so far only English has one.

use std::sync::LazyLock;

use super::WordList;

/// Whether a word is a stop word in English headlines.
pub fn is_stop_word(word: &str) -> bool {
    static ENGLISH: LazyLock<WordList> = LazyLock::new(|| WordList::from_data(include_str!("en.txt")));
    ENGLISH.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_found_and_subjects_are_not() {
        assert!(is_stop_word("the") && is_stop_word("your") && !is_stop_word("bridge") && !is_stop_word("#"));
    }
}
