//! How alike articles are: sets of title, slug and excerpt words, weighted by rarity, as vectors of length 1
//! whose products are found through the words they share. Nothing dense, nothing over all pairs.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::model::words::{is_stop_word, stem, words};
use crate::model::{Address, Article};

/// A word of more than one article, as a number.
type Word = u32;

/// How much of a rarity counts: x / (x + this). Plain rarities lose six points on the labelled stories, equal
/// weights twelve on the samples; 0.7 to 2.0 do equally well.
const DAMPING: f64 = 1.5;

/// An article looks at this many others for each of its words, the nearest in time. A word that more articles
/// of one window carry is the beat, not the event; without this a day of a million articles would be quadratic.
const NEIGHBOURS: usize = 1000;

/// All articles as vectors, by time, undated last.
pub(super) struct Space {
    /// Words and weights of each article, by word; the squares of the weights sum to 1.
    vectors: Vec<Vec<(Word, f64)>>,
    /// For each word the articles that have it, in order, with its weight there.
    postings: Vec<Vec<(u32, f64)>>,
    /// Each word's text.
    words: Vec<Box<str>>,
    /// Rarity of each word, damped, times what was learned.
    weights: Vec<f64>,
    /// Hours since 1970.
    times: Vec<Option<f64>>,
    /// The first article without a date.
    undated: usize,
    window: f64,
}

/// What two articles share.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Shared {
    /// The product of their vectors, 0 to 1.
    pub(super) product: f64,
    /// The largest part of it that a single word brings.
    strongest: f64,
}

impl Shared {
    /// Whether they share more than one word that matters.
    pub(super) fn is_linked(self) -> bool {
        const REST: f64 = 0.03;
        self.product - self.strongest >= REST
    }
}

/// Room for what an article shares with others, cleared by reading it.
pub(super) struct Scratch {
    shared: Vec<Shared>,
    touched: Vec<u32>,
}

impl Scratch {
    pub(super) fn new(space: &Space) -> Scratch {
        Scratch { shared: vec![Shared::default(); space.len()], touched: Vec::new() }
    }

    fn add(&mut self, other: u32, part: f64) {
        let shared = &mut self.shared[other as usize];
        if shared.product == 0.0 {
            self.touched.push(other);
        }
        shared.product += part;
        shared.strongest = shared.strongest.max(part);
    }
}

impl Space {
    /// `articles` come by time, undated last.
    pub(super) fn new(articles: &[&Article<'_>], window: f64) -> Space {
        let Numbered { sets, frequencies, words } = numbered(articles);
        let weight = |frequency: &u32| {
            let rarity = ((articles.len() as f64 + 1.0) / f64::from(*frequency)).ln();
            rarity / (rarity + DAMPING)
        };
        let times = articles.iter().map(|a| a.first_published().map(|at| at.timestamp() as f64 / 3600.0));
        let mut space = Space {
            vectors: sets.into_iter().map(|set| set.into_iter().map(|word| (word, 1.0)).collect()).collect(),
            postings: Vec::new(),
            words,
            weights: frequencies.iter().map(weight).collect(),
            times: times.collect(),
            undated: articles.iter().position(|a| a.first_published().is_none()).unwrap_or(articles.len()),
            window,
        };
        space.weigh();
        space
    }

    pub(super) fn len(&self) -> usize {
        self.vectors.len()
    }

    pub(super) fn time(&self, article: usize) -> Option<f64> {
        self.times[article]
    }

    /// How much likeness is left after the time between two stories. Without a date there is no telling: as
    /// much as after one window, so that only very like words bring an undated piece into a story.
    pub(super) fn decay(&self, a: Option<f64>, b: Option<f64>) -> f64 {
        match (a, b) {
            (Some(a), Some(b)) => (-(a - b).abs() / self.window).exp(),
            _ => (-1.0_f64).exp(),
        }
    }

    /// Likeness of an article to those before it (and after it, if `both`) that share a word within reach.
    /// Calls `visit` with the other article and what they share.
    pub(super) fn shared(
        &self,
        article: usize,
        both: bool,
        scratch: &mut Scratch,
        mut visit: impl FnMut(usize, Shared),
    ) {
        for (word, weight) in &self.vectors[article] {
            let list = &self.postings[*word as usize];
            let here = list.partition_point(|(other, _)| (*other as usize) < article);
            let before = list[..here].iter().rev().take(NEIGHBOURS);
            let near = |(other, _): &&(u32, f64)| self.reaches(article, *other as usize);
            for (other, theirs) in before.take_while(near) {
                scratch.add(*other, weight * theirs);
            }
            if both {
                // Undated articles stand behind all dated ones, and are within reach of each.
                let undated = list.partition_point(|(other, _)| (*other as usize) < self.undated).max(here);
                let others = |(other, _): &&(u32, f64)| *other as usize != article;
                let after = list[here..undated].iter().filter(others).take(NEIGHBOURS).take_while(near);
                for (other, theirs) in after.chain(list[undated..].iter().filter(others).take(NEIGHBOURS)) {
                    scratch.add(*other, weight * theirs);
                }
            }
        }
        scratch.touched.sort_unstable();
        for other in scratch.touched.drain(..) {
            visit(other as usize, std::mem::take(&mut scratch.shared[other as usize]));
        }
    }

    /// The words an article shares with some others, by what they bring, most first.
    pub(super) fn words_shared(&self, article: usize, others: &[usize]) -> Vec<&str> {
        let brings = |word: Word, weight: f64| -> f64 {
            let theirs = |other: &usize| {
                self.vectors[*other].iter().find(|(w, _)| *w == word).map_or(0.0, |(_, x)| *x)
            };
            others.iter().map(theirs).sum::<f64>() * weight
        };
        let mut shared: Vec<(f64, &str)> = self.vectors[article]
            .iter()
            .map(|(word, weight)| (brings(*word, *weight), &*self.words[*word as usize]))
            .filter(|(part, _)| *part > 0.0)
            .collect();
        shared.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        shared.into_iter().map(|(_, word)| word).collect()
    }

    /// Members of two stories that may still meet are at most this far apart: each story's mean within 1.7
    /// windows of the other's, and its members as far again.
    fn reaches(&self, a: usize, b: usize) -> bool {
        const WINDOWS: f64 = 1.75;
        match (self.times[a], self.times[b]) {
            (Some(a), Some(b)) => (a - b).abs() <= WINDOWS * self.window,
            _ => true,
        }
    }

    /// Learns from a first grouping which words stand together in one story more often than by chance, and
    /// weighs all words by that: `patch` of a game's whole year tells less than `M12` of one sale.
    pub(super) fn learn(&mut self, groups: &[Vec<usize>]) {
        const SHRINKAGE: f64 = 4.0;
        const FLOOR: f64 = 0.2;
        let mut story_of = vec![0; self.len()];
        for (story, members) in groups.iter().enumerate() {
            for &at in members {
                story_of[at] = story;
            }
        }
        let ordered = |count: usize| (count * count.saturating_sub(1)) as f64;
        let base = groups.iter().map(|g| ordered(g.len())).sum::<f64>() / ordered(self.len()).max(1.0);
        let counts: Vec<(f64, f64)> = self
            .postings
            .iter()
            .map(|list| {
                let mut stories: HashMap<usize, usize> = HashMap::new();
                for (at, _) in list {
                    *stories.entry(story_of[*at as usize]).or_default() += 1;
                }
                (stories.values().map(|count| ordered(*count)).sum::<f64>(), ordered(list.len()))
            })
            .collect();
        let (same, all) = counts.iter().fold((0.0, 0.0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
        let prior = if all > 0.0 { same / all } else { 0.0 };
        for (weight, (same, pairs)) in self.weights.iter_mut().zip(counts) {
            let together = (same + SHRINKAGE * prior) / (pairs + SHRINKAGE);
            let above_chance = (together - base) / (1.0 - base).max(f64::EPSILON);
            *weight *= above_chance.clamp(FLOOR, 1.0).sqrt();
        }
        self.weigh();
    }

    /// Vectors of length 1 from the weights, and the postings from the vectors.
    fn weigh(&mut self) {
        for vector in &mut self.vectors {
            let weight = |word: Word| self.weights[word as usize];
            let length = vector.iter().map(|(word, _)| weight(*word).powi(2)).sum::<f64>().sqrt();
            for (word, part) in vector.iter_mut() {
                *part = weight(*word) / length;
            }
        }
        self.postings = vec![Vec::new(); self.weights.len()];
        for (article, vector) in self.vectors.iter().enumerate() {
            for (word, weight) in vector {
                self.postings[*word as usize].push((article as u32, *weight));
            }
        }
    }
}

/// Words of the article's title, slug and excerpt: stems, no stop words.
fn words_of(article: &Article<'_>) -> Vec<String> {
    let mut all: Vec<String> = full_words(article).map(|word| stem(&word).to_owned()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The words of an article that these stems are of, for a person to read.
pub(super) fn unstemmed(article: &Article<'_>, stems: &[String]) -> Vec<String> {
    let full = |stem_of: &String| {
        full_words(article).find(|word| stem(word) == stem_of).unwrap_or_else(|| stem_of.clone())
    };
    stems.iter().map(full).collect()
}

fn full_words(article: &Article<'_>) -> impl Iterator<Item = String> {
    let link = article.link();
    let slug = link.addresses().find_map(Address::slug).unwrap_or("");
    let excerpt = link.excerpt.as_deref().filter(|_| !article.boilerplate).unwrap_or("");
    let texts = [link.title.as_deref().unwrap_or(""), slug, excerpt];
    texts.into_iter().flat_map(words).filter(|word| !is_stop_word(word))
}

/// Words as numbers, less those of one article only.
struct Numbered {
    /// The words of each article, sorted.
    sets: Vec<Vec<Word>>,
    /// In how many articles each word stands.
    frequencies: Vec<u32>,
    words: Vec<Box<str>>,
}

fn numbered(articles: &[&Article<'_>]) -> Numbered {
    let mut ids: HashMap<String, Word> = HashMap::new();
    let mut counts: Vec<u32> = Vec::new();
    let mut sets: Vec<Vec<Word>> = Vec::with_capacity(articles.len());
    // Tokenising runs in parallel; a chunk at a time keeps the strings few.
    for chunk in articles.chunks(8192) {
        let texts: Vec<Vec<String>> = chunk.par_iter().map(|article| words_of(article)).collect();
        for text in texts {
            let set = text.into_iter().map(|word| {
                let next = counts.len() as Word;
                let id = *ids.entry(word).or_insert(next);
                if id == next {
                    counts.push(0);
                }
                counts[id as usize] += 1;
                id
            });
            sets.push(set.collect());
        }
    }
    let mut texts: Vec<Box<str>> = vec!["".into(); counts.len()];
    for (text, id) in ids {
        texts[id as usize] = text.into();
    }
    renumbered(sets, &counts, texts)
}

/// Leaves out the words of one article only and numbers the others as they come.
fn renumbered(mut sets: Vec<Vec<Word>>, counts: &[u32], mut texts: Vec<Box<str>>) -> Numbered {
    let mut numbers: Vec<Option<Word>> = vec![None; counts.len()];
    let mut frequencies = Vec::new();
    let mut words = Vec::new();
    for set in &mut sets {
        set.retain(|id| counts[*id as usize] > 1);
        for id in set.iter_mut() {
            let at = *id as usize;
            *id = *numbers[at].get_or_insert_with(|| {
                frequencies.push(counts[at]);
                words.push(std::mem::take(&mut texts[at]));
                frequencies.len() as Word - 1
            });
        }
        set.sort_unstable();
    }
    Numbered { sets, frequencies, words }
}
