//! The words that grouping compares: stems of title, slug and excerpt, as numbers.

use std::iter;

use rayon::prelude::*;

use crate::model::{Article, Vocabulary};
use crate::text::interner::Interner;
use crate::text::tokenize::stem;

/// The stem of a word of more than one article, as a number.
pub(super) type StemId = u32;

/// The words of an article that these stems are of, for a person to read.
pub(super) fn unstemmed(article: &Article<'_>, vocabulary: &Vocabulary, stems: &[String]) -> Vec<String> {
    let words: Vec<&str> = words_of(article, vocabulary)
        .filter(|word| !vocabulary.is_stop(*word))
        .map(|word| vocabulary.text(word))
        .collect();
    let full = |of: &String| {
        words.iter().find(|word| stem(word) == of).map_or(of.clone(), |word| String::from(*word))
    };
    stems.iter().map(full).collect()
}

/// The words of the headline, without what the site puts on it.
pub(super) fn title_of<'l>(
    article: &Article<'_>,
    vocabulary: &'l Vocabulary,
) -> impl Iterator<Item = u32> + use<'l> {
    vocabulary.link(article.mentions[article.lead].number).subject().iter().copied()
}

/// The words of title, slug and excerpt.
pub(super) fn words_of<'l>(
    article: &Article<'_>,
    vocabulary: &'l Vocabulary,
) -> impl Iterator<Item = u32> + use<'l> {
    let link = vocabulary.link(article.mentions[article.lead].number);
    let excerpt = if article.boilerplate { &[] } else { link.excerpt };
    link.subject().iter().chain(link.subject_of_slug()).chain(excerpt).copied()
}

/// The stems of articles as numbers, less those of one article only.
pub(super) struct NumberedTerms {
    /// All articles, some at a time.
    pub(super) sets: Vec<TermSets>,
    /// In how many articles each word stands.
    pub(super) frequencies: Vec<u32>,
    pub(super) texts: StemTexts,
}

/// The texts of the words, among those of words of one article only.
pub(super) struct StemTexts {
    pub(super) all: Interner,
    /// By word: its number there.
    pub(super) numbers: Vec<u32>,
}

impl StemTexts {
    pub(super) fn text(&self, word: StemId) -> &str {
        self.all.text(self.numbers[word as usize])
    }
}

pub(super) fn numbered(articles: &[&Article<'_>], vocabulary: &Vocabulary) -> NumberedTerms {
    /// For each thread, and of all: each has a count for every stem.
    const SETS: usize = 2;
    const MOST: usize = 16;
    const LEAST: usize = 512;
    let mut stems = Interner::default();
    // By word: its stem; none for a stop word.
    let stem_of = |word: u32| (!vocabulary.is_stop(word)).then(|| stems.number(stem(vocabulary.text(word))));
    let stem_of: Vec<Option<StemId>> = (0..vocabulary.len() as u32).map(stem_of).collect();
    let sets = MOST.min(SETS * rayon::current_num_threads());
    let size = articles.len().div_ceil(sets).max(LEAST);
    let set = |articles: &[&Article<'_>]| TermSets::new(articles, vocabulary, &stem_of, stems.len());
    let mut sets: Vec<TermSets> = articles.par_chunks(size).map(set).collect();
    let mut numbers = vec![None; stems.len()];
    let (mut frequencies, mut kept) = (Vec::new(), Vec::new());
    for (at, number) in numbers.iter_mut().enumerate() {
        let count = sets.iter().map(|set| set.counts[at]).sum();
        if count > 1 {
            *number = Some(frequencies.len() as StemId);
            frequencies.push(count);
            kept.push(at as u32);
        }
    }
    let texts = StemTexts { all: stems, numbers: kept };
    sets.par_iter_mut().for_each(|sets| sets.renumber(&numbers, &texts.numbers));
    NumberedTerms { sets, frequencies, texts }
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
#[derive(Default)]
pub(super) struct TermSets {
    pub(super) words: Vec<StemId>,
    /// How many words each article has.
    pub(super) lengths: Vec<u32>,
    /// How many of these articles have each word.
    pub(super) counts: Vec<u32>,
}

impl TermSets {
    fn new(
        articles: &[&Article<'_>],
        vocabulary: &Vocabulary,
        stem_of: &[Option<StemId>],
        stems: usize,
    ) -> TermSets {
        let mut sets = TermSets { counts: vec![0; stems], ..TermSets::default() };
        let mut set: Vec<StemId> = Vec::new();
        for article in articles {
            set.clear();
            set.extend(words_of(article, vocabulary).filter_map(|word| stem_of[word as usize]));
            set.sort_unstable();
            set.dedup();
            sets.add(&set);
        }
        sets
    }

    /// Adds the words of the next article.
    pub(super) fn add(&mut self, set: &[StemId]) {
        self.words.extend_from_slice(set);
        self.lengths.push(set.len() as u32);
        for word in set {
            self.counts[*word as usize] += 1;
        }
    }

    /// Gives the words their new numbers, in the same order, and drops those that have none; `kept` are the others.
    fn renumber(&mut self, numbers: &[Option<StemId>], kept: &[StemId]) {
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
        self.counts = kept.iter().map(|word| self.counts[*word as usize]).collect();
    }
}
