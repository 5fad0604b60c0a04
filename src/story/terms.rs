//! The terms that grouping compares: stems of the words of title, slug and excerpt, as numbers.

use rayon::prelude::*;

use crate::model::{Article, Vocabulary};
use crate::text::interner::Interner;
use crate::text::stems::stem;
use crate::text::{Ragged, WordId, typed_index};

typed_index! {
    /// The number of a stem that more than one article has.
    StemId
}

/// For each stem, a word of the article with this stem, for a person to read.
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

/// The words of the headline without the site's furniture.
pub(super) fn title_of<'l>(
    article: &Article<'_>,
    vocabulary: &'l Vocabulary,
) -> impl Iterator<Item = WordId> + use<'l> {
    vocabulary.link(article.mentions[article.lead].index).subject().iter().copied()
}

/// The words of title, slug and excerpt.
pub(super) fn words_of<'l>(
    article: &Article<'_>,
    vocabulary: &'l Vocabulary,
) -> impl Iterator<Item = WordId> + use<'l> {
    let link = vocabulary.link(article.mentions[article.lead].index);
    let excerpt = if article.boilerplate { &[] } else { link.excerpt };
    link.subject().iter().chain(link.subject_of_slug()).chain(excerpt).copied()
}

/// The terms of all articles, without stems that only one article has.
pub(super) struct NumberedTerms {
    /// All articles, in several sets.
    pub(super) sets: Vec<TermSets>,
    /// The number of articles that have each term.
    pub(super) frequencies: Vec<u32>,
    pub(super) texts: StemTexts,
}

/// The texts of the terms. The interner also holds the stems that only one article has.
pub(super) struct StemTexts {
    pub(super) all: Interner,
    /// For each term, its number in the interner.
    pub(super) words: Vec<WordId>,
}

impl StemTexts {
    pub(super) fn text(&self, stem: StemId) -> &str {
        self.all.text(self.words[stem])
    }
}

pub(super) fn numbered(articles: &[&Article<'_>], vocabulary: &Vocabulary) -> NumberedTerms {
    /// The number of sets for each thread, and the largest number in all: each set has a count for every stem.
    const SETS: usize = 2;
    const MOST: usize = 16;
    const LEAST: usize = 512;
    let mut stems = Interner::default();
    let stem_of = stem_of_each(vocabulary, &mut stems);
    let sets = MOST.min(SETS * rayon::current_num_threads());
    let size = articles.len().div_ceil(sets).max(LEAST);
    let set = |articles: &[&Article<'_>]| TermSets::new(articles, vocabulary, &stem_of, stems.len());
    let mut sets: Vec<TermSets> = articles.par_chunks(size).map(set).collect();
    let mut numbers = vec![None; stems.len()];
    let (mut frequencies, mut kept) = (Vec::new(), Vec::new());
    for (stem, number) in WordId::first(stems.len()).zip(&mut numbers) {
        let count = sets.iter().map(|set| set.counts[stem]).sum();
        if count > 1 {
            *number = Some(StemId::new(frequencies.len()));
            frequencies.push(count);
            kept.push(stem);
        }
    }
    let texts = StemTexts { all: stems, words: kept };
    sets.par_iter_mut().for_each(|sets| sets.renumber(&numbers, &texts.words));
    NumberedTerms { sets, frequencies, texts }
}

impl StemId {
    /// The number of a stem before the stems of only one article are left out.
    fn from_word(stem: WordId) -> StemId {
        StemId::new(stem.index())
    }
}

/// For each word, its stem as a word of `stems`; `None` for a stop word.
pub(super) fn stem_of_each(vocabulary: &Vocabulary, stems: &mut Interner) -> Vec<Option<WordId>> {
    let stem_of = |word| (!vocabulary.is_stop(word)).then(|| stems.intern(stem(vocabulary.text(word))));
    WordId::first(vocabulary.len()).map(stem_of).collect()
}

/// The sets of terms of some articles, each sorted and without repetition. Terms are numbered in the order in which
/// they were met, until `renumber` gives them their final numbers.
#[derive(Default)]
pub(super) struct TermSets {
    pub(super) words: Ragged<StemId>,
    /// The number of these articles that have each term.
    pub(super) counts: Vec<u32>,
}

impl TermSets {
    fn new(
        articles: &[&Article<'_>],
        vocabulary: &Vocabulary,
        stem_of: &[Option<WordId>],
        stems: usize,
    ) -> TermSets {
        let mut sets = TermSets { counts: vec![0; stems], ..TermSets::default() };
        for article in articles {
            sets.add(words_of(article, vocabulary).filter_map(|word| stem_of[word].map(StemId::from_word)));
        }
        sets
    }

    /// Adds the terms of the next article.
    pub(super) fn add(&mut self, words: impl Iterator<Item = StemId>) {
        self.words.push_set(words);
        for word in &self.words[self.words.len() - 1] {
            self.counts[*word] += 1;
        }
    }

    /// Gives the terms their final numbers, in the same order, and drops the terms that have none. `kept` lists the
    /// terms that remain.
    fn renumber(&mut self, numbers: &[Option<StemId>], kept: &[WordId]) {
        self.words.filter_map(|word| numbers[word]);
        self.counts = kept.iter().map(|word| self.counts[*word]).collect();
    }
}
