//! Interns words as numbers, in the order in which they were met. The texts are in one string: the general map with a
//! boxed text for each word takes twice the time and memory for a million words.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::tokenize::head;
use super::typed_index;

typed_index! {
    /// The number of a word of the input.
    WordId
}

/// A set of words, numbered from 0 in the order in which they were met.
#[derive(Default)]
pub struct Interner {
    text: String,
    /// The end of each word's text.
    ends: Vec<u32>,
    /// The [`head`] of each word.
    heads: Vec<u64>,
    /// An open-addressing table with linear probing. Its size is a power of two, and at most half of the slots are
    /// taken.
    slots: Vec<Slot>,
    hasher: RandomState,
}

/// The upper half of a word's hash, and the word. [`Slot::FREE`] has no word.
#[derive(Clone, Copy)]
struct Slot {
    hash: u32,
    word: WordId,
}

impl Slot {
    const FREE: Slot = Slot { hash: 0, word: WordId::END };
}

impl Interner {
    /// The number of words.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A word's text.
    pub fn text(&self, word: WordId) -> &str {
        let start = word.index().checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[word] as usize]
    }

    /// The texts of all words, by number.
    pub fn texts(&self) -> impl ExactSizeIterator<Item = &str> {
        WordId::first(self.len()).map(|word| self.text(word))
    }

    /// The texts of all words, by number, for many workers.
    pub fn par_texts(&self) -> impl IndexedParallelIterator<Item = &str> {
        (0..self.len()).into_par_iter().map(|word| self.text(WordId::new(word)))
    }

    /// Returns the number of a word; a new word gets a new number.
    pub fn intern(&mut self, word: &str) -> WordId {
        self.intern_by_head(word, head(word))
    }

    /// As [`Interner::intern`], for a word whose [`head`] is known.
    pub fn intern_by_head(&mut self, word: &str, head: u64) -> WordId {
        if self.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = self.hash(word, head);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        let upper = (hash >> 32) as u32;
        loop {
            let slot = self.slots[at];
            if slot.word == Slot::FREE.word {
                let id = WordId::new(self.len());
                self.slots[at] = Slot { hash: upper, word: id };
                self.text.push_str(word);
                self.ends.push(self.text.len() as u32);
                self.heads.push(head);
                return id;
            }
            let is_like = slot.hash == upper && self.heads[slot.word] == head;
            if is_like && (word.len() < 8 || self.text(slot.word) == word) {
                return slot.word;
            }
            at = (at + 1) & mask;
        }
    }

    fn hash(&self, word: &str, head: u64) -> u64 {
        if word.len() < 8 { self.hasher.hash_one(head) } else { self.hasher.hash_one(word) }
    }

    fn grow(&mut self) {
        const LEAST: usize = 1024;
        let size = (self.slots.len() * 2).max(LEAST);
        let mut slots = vec![Slot::FREE; size];
        for word in WordId::first(self.len()) {
            let hash = self.hash(self.text(word), self.heads[word]);
            let mut at = hash as usize & (size - 1);
            while slots[at].word != Slot::FREE.word {
                at = (at + 1) & (size - 1);
            }
            slots[at] = Slot { hash: (hash >> 32) as u32, word };
        }
        self.slots = slots;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn a_word_has_one_number_however_many_there_are() {
        let (mut set, mut known) = (Interner::default(), HashMap::new());
        for at in (0..30_000_u32).chain((0..30_000).rev()) {
            let word = format!("w{}", at % 20_011);
            let next = WordId::new(known.len());
            let expected = *known.entry(word.clone()).or_insert(next);
            assert_eq!(set.intern(&word), expected);
            assert_eq!(set.text(expected), word);
        }
        assert_eq!(set.intern(""), WordId::new(known.len()));
        assert_eq!(set.texts().count(), known.len() + 1);
    }
}
