//! The words that grouping compares: stems of title, slug and excerpt, as numbers.

use std::iter;

use rayon::prelude::*;

use crate::model::words::stem;
use crate::model::wordset::WordSet;
use crate::model::{Article, Lexicon};

/// The stem of a word of more than one article, as a number.
pub(super) type Word = u32;

/// The words of an article that these stems are of, for a person to read.
pub(super) fn unstemmed(article: &Article<'_>, lexicon: &Lexicon, stems: &[String]) -> Vec<String> {
    let words: Vec<&str> = words_of(article, lexicon)
        .filter(|word| !lexicon.is_stop(*word))
        .map(|word| lexicon.text(word))
        .collect();
    let full = |of: &String| {
        words.iter().find(|word| stem(word) == of).map_or(of.clone(), |word| String::from(*word))
    };
    stems.iter().map(full).collect()
}

/// Title, slug and excerpt.
fn words_of<'l>(article: &Article<'_>, lexicon: &'l Lexicon) -> impl Iterator<Item = u32> + use<'l> {
    let link = lexicon.link(article.mentions[article.lead].number);
    let excerpt = if article.boilerplate { &[] } else { link.excerpt };
    link.whole_title.iter().chain(link.slug).chain(excerpt).copied()
}

/// The stems of articles as numbers, less those of one article only.
pub(super) struct Numbered {
    /// The words of each article, sorted: one article after another.
    pub(super) words: Vec<Word>,
    /// Where the words of each article begin, and where the last one's end.
    pub(super) articles: Vec<u32>,
    /// In how many articles each word stands.
    pub(super) frequencies: Vec<u32>,
    pub(super) texts: Texts,
}

/// The texts of the words, among those of words of one article only.
pub(super) struct Texts {
    pub(super) all: WordSet,
    /// By word: its number there.
    pub(super) numbers: Vec<u32>,
}

impl Texts {
    pub(super) fn text(&self, word: Word) -> &str {
        self.all.text(self.numbers[word as usize])
    }
}

pub(super) fn numbered(articles: &[&Article<'_>], lexicon: &Lexicon) -> Numbered {
    const CHUNK: usize = 512;
    let mut stems = WordSet::default();
    // By word: its stem; none for a stop word.
    let stem_of = |word: u32| (!lexicon.is_stop(word)).then(|| stems.number(stem(lexicon.text(word))));
    let stem_of: Vec<Option<Word>> = (0..lexicon.len() as u32).map(stem_of).collect();
    let mut sets: Vec<Sets> =
        articles.par_chunks(CHUNK).map(|articles| Sets::of(articles, lexicon, &stem_of)).collect();
    let mut counts = vec![0; stems.len()];
    sets.iter().flat_map(|sets| &sets.words).for_each(|word| counts[*word as usize] += 1);
    let mut numbers = vec![None; counts.len()];
    let (mut frequencies, mut texts) = (Vec::new(), Texts { all: stems, numbers: Vec::new() });
    for (at, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 1) {
        numbers[at] = Some(frequencies.len() as Word);
        frequencies.push(count);
        texts.numbers.push(at as u32);
    }
    sets.par_iter_mut().for_each(|sets| sets.renumber(&numbers));
    let articles = starts(sets.iter().flat_map(|sets| sets.lengths.iter().copied()));
    let words = sets.iter().map(|sets| &*sets.words).collect::<Vec<_>>().concat();
    Numbered { words, articles, frequencies, texts }
}

/// Where each of these begins that stand one after another, and where the last one ends.
pub(super) fn starts(lengths: impl Iterator<Item = u32>) -> Vec<u32> {
    let end = |end: &mut u32, length: u32| {
        *end += length;
        Some(*end)
    };
    iter::once(0).chain(lengths.scan(0, end)).collect()
}

/// The words of some articles, each article's sorted and each once, one article after another.
struct Sets {
    words: Vec<Word>,
    lengths: Vec<u32>,
}

impl Sets {
    fn of(articles: &[&Article<'_>], lexicon: &Lexicon, stem_of: &[Option<Word>]) -> Sets {
        let mut sets = Sets { words: Vec::new(), lengths: Vec::with_capacity(articles.len()) };
        let mut set: Vec<Word> = Vec::new();
        for article in articles {
            set.clear();
            set.extend(words_of(article, lexicon).filter_map(|word| stem_of[word as usize]));
            set.sort_unstable();
            set.dedup();
            sets.words.extend_from_slice(&set);
            sets.lengths.push(set.len() as u32);
        }
        sets
    }

    /// Gives the words their new numbers, in the same order, and drops those that have none.
    fn renumber(&mut self, numbers: &[Option<Word>]) {
        let (mut from, mut to) = (0, 0);
        for length in &mut self.lengths {
            let end = from + *length as usize;
            let start = to;
            for at in from..end {
                if let Some(number) = numbers[self.words[at] as usize] {
                    self.words[to] = number;
                    to += 1;
                }
            }
            *length = (to - start) as u32;
            from = end;
        }
        self.words.truncate(to);
    }
}
