//! Different words as numbers, in the order they were met. Their texts stand in one string: the general map with a
//! boxed text a word takes twice the time and the memory for a million words.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::tokenize::head;

/// A word of the input, as a number.
pub type WordId = u32;

/// Different words, numbered from 0 in the order they were met.
#[derive(Default)]
pub struct Interner {
    text: String,
    /// Where each word's text ends.
    ends: Vec<u32>,
    /// The [`head`] of each word.
    heads: Vec<u64>,
    /// Open addressing with steps of one; a power of two of them, at most half of them taken.
    slots: Vec<Slot>,
    hasher: RandomState,
}

/// The upper half of a word's hash, and its number.
#[derive(Clone, Copy)]
struct Slot {
    hash: u32,
    number: WordId,
}

impl Slot {
    const FREE: Slot = Slot { hash: 0, number: WordId::MAX };
}

impl Interner {
    /// How many different words there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A word's text.
    pub fn text(&self, number: WordId) -> &str {
        let at = number as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[at] as usize]
    }

    /// The texts of all words, by number.
    pub fn texts(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len() as WordId).map(|number| self.text(number))
    }

    /// The texts of all words, by number, for many workers.
    pub fn par_texts(&self) -> impl IndexedParallelIterator<Item = &str> {
        (0..self.len() as WordId).into_par_iter().map(|number| self.text(number))
    }

    /// The number of a word, which is a new one for a new word.
    pub fn number(&mut self, word: &str) -> WordId {
        self.number_by_head(word, head(word))
    }

    /// The number of a word whose [`head`] is known.
    pub fn number_by_head(&mut self, word: &str, head: u64) -> WordId {
        if self.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = self.hash(word, head);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        let upper = (hash >> 32) as u32;
        loop {
            let slot = self.slots[at];
            if slot.number == WordId::MAX {
                let number = self.len() as WordId;
                self.slots[at] = Slot { hash: upper, number };
                self.text.push_str(word);
                self.ends.push(self.text.len() as u32);
                self.heads.push(head);
                return number;
            }
            let is_like = slot.hash == upper && self.heads[slot.number as usize] == head;
            if is_like && (word.len() < 8 || self.text(slot.number) == word) {
                return slot.number;
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
        for number in 0..self.len() as WordId {
            let hash = self.hash(self.text(number), self.heads[number as usize]);
            let mut at = hash as usize & (size - 1);
            while slots[at].number != WordId::MAX {
                at = (at + 1) & (size - 1);
            }
            slots[at] = Slot { hash: (hash >> 32) as u32, number };
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
            let next = known.len() as WordId;
            let expected = *known.entry(word.clone()).or_insert(next);
            assert_eq!(set.number(&word), expected);
            assert_eq!(set.text(expected), word);
        }
        assert_eq!(set.number(""), known.len() as WordId);
        assert_eq!(set.texts().count(), known.len() + 1);
    }
}
