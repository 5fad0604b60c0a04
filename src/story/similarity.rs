//! How alike articles are: sets of title, slug and excerpt words, weighted by rarity, as vectors of length 1
//! whose products are found through the words they share. Nothing dense, nothing over all pairs.

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use crate::model::words::{LocalWords, each_word, is_stop_word, stem};
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
    /// Words of each article, sorted; the squares of their weights sum to 1.
    vectors: Vec<Vec<Part>>,
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
    /// For each article the first and, for a dated one, the one after the last dated, within reach.
    reach: Vec<(u32, u32)>,
    window: f64,
}

/// A word of an article.
#[derive(Debug, Clone, Copy)]
struct Part {
    word: Word,
    /// Where the article stands in the word's postings.
    place: u32,
    weight: f64,
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
        let times: Vec<Option<f64>> = times.collect();
        let part = |word| Part { word, place: 0, weight: 1.0 };
        let mut space = Space {
            vectors: sets.into_iter().map(|set| set.into_iter().map(part).collect()).collect(),
            postings: Vec::new(),
            words,
            weights: frequencies.iter().map(weight).collect(),
            reach: reach(&times, window),
            undated: times.iter().position(Option::is_none).unwrap_or(times.len()),
            times,
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
        let (first, end) = self.reach[article];
        for &Part { word, place, weight } in &self.vectors[article] {
            let list = &self.postings[word as usize];
            let here = place as usize;
            let before = list[..here].iter().rev().take(NEIGHBOURS);
            for (other, theirs) in before.take_while(|(other, _)| *other >= first) {
                scratch.add(*other, weight * theirs);
            }
            if both {
                let after = list[here + 1..].iter().take(NEIGHBOURS);
                for (other, theirs) in after.take_while(|(other, _)| *other < end) {
                    scratch.add(*other, weight * theirs);
                }
                // Undated articles stand behind all dated ones, and are within reach of each.
                if self.undated < self.len() && article < self.undated {
                    let undated = list.partition_point(|(other, _)| (*other as usize) < self.undated);
                    for (other, theirs) in list[undated..].iter().take(NEIGHBOURS) {
                        scratch.add(*other, weight * theirs);
                    }
                }
            }
        }
        in_order(&mut scratch.touched, &scratch.shared);
        for other in scratch.touched.drain(..) {
            visit(other as usize, std::mem::take(&mut scratch.shared[other as usize]));
        }
    }

    /// The words an article shares with some others, by what they bring, most first.
    pub(super) fn words_shared(&self, article: usize, others: &[usize]) -> Vec<&str> {
        let brings = |word: Word, weight: f64| -> f64 {
            let theirs = |other: &usize| {
                self.vectors[*other].iter().find(|part| part.word == word).map_or(0.0, |part| part.weight)
            };
            others.iter().map(theirs).sum::<f64>() * weight
        };
        let mut shared: Vec<(f64, &str)> = self.vectors[article]
            .iter()
            .map(|part| (brings(part.word, part.weight), &*self.words[part.word as usize]))
            .filter(|(part, _)| *part > 0.0)
            .collect();
        shared.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        shared.into_iter().map(|(_, word)| word).collect()
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
        let weights = &self.weights;
        self.vectors.par_iter_mut().for_each(|vector| {
            let weight = |part: &Part| weights[part.word as usize];
            let length = vector.iter().map(|part| weight(part).powi(2)).sum::<f64>().sqrt();
            for part in vector.iter_mut() {
                part.weight = weight(part) / length;
            }
        });
        let mut postings: Vec<Vec<(u32, f64)>> = vec![Vec::new(); self.weights.len()];
        for (article, vector) in self.vectors.iter_mut().enumerate() {
            for part in vector {
                let list = &mut postings[part.word as usize];
                part.place = list.len() as u32;
                list.push((article as u32, part.weight));
            }
        }
        self.postings = postings;
    }
}

/// Sorts the touched. Where they are many among their neighbours, looking at each in turn is quicker.
fn in_order(touched: &mut Vec<u32>, shared: &[Shared]) {
    const DENSE: usize = 8;
    let (Some(&first), Some(&last)) = (touched.iter().min(), touched.iter().max()) else { return };
    if touched.len() * DENSE < (last - first) as usize {
        return touched.sort_unstable();
    }
    touched.clear();
    touched.extend((first..=last).filter(|other| shared[*other as usize].product != 0.0));
}

/// Members of two stories that may still meet are at most this far apart: each story's mean within 1.7 windows of
/// the other's, and its members as far again. An undated article is within reach of all.
fn reach(times: &[Option<f64>], window: f64) -> Vec<(u32, u32)> {
    const WINDOWS: f64 = 1.75;
    let dated: Vec<f64> = times.iter().map_while(|time| *time).collect();
    let (mut first, mut end) = (0, 0);
    let of = |time: &Option<f64>| {
        let Some(time) = time else { return (0, times.len() as u32) };
        let near = |other: f64| (time - other).abs() <= WINDOWS * window;
        while !near(dated[first]) {
            first += 1;
        }
        end = end.max(first);
        while end < dated.len() && near(dated[end]) {
            end += 1;
        }
        (first as u32, end as u32)
    };
    times.iter().map(of).collect()
}

/// The stems of some articles; each different word is stemmed once.
#[derive(Default)]
struct Stemmer {
    words: LocalWords,
    stems: LocalWords,
    /// By word: its stem; none for a stop word.
    stem_of: Vec<Option<u32>>,
}

impl Stemmer {
    /// Words of the article's title, slug and excerpt: stems, no stop words, each once, in the order of the
    /// alphabet.
    fn of(&mut self, article: &Article<'_>) -> Vec<u32> {
        let mut all: Vec<u32> = Vec::new();
        each_full_word(article, |word| {
            let id = self.words.id(word) as usize;
            if id == self.stem_of.len() {
                let stem = (!is_stop_word(word)).then(|| self.stems.id(stem(word)));
                self.stem_of.push(stem);
            }
            all.extend(self.stem_of[id]);
        });
        all.sort_unstable();
        all.dedup();
        all.sort_unstable_by(|a, b| self.stems.text(*a).cmp(self.stems.text(*b)));
        all
    }
}

/// The words of an article that these stems are of, for a person to read.
pub(super) fn unstemmed(article: &Article<'_>, stems: &[String]) -> Vec<String> {
    let mut words = Vec::new();
    each_full_word(article, |word| words.push(word.to_owned()));
    words.retain(|word| !is_stop_word(word));
    let full = |stem_of: &String| words.iter().find(|word| stem(word) == stem_of).unwrap_or(stem_of).clone();
    stems.iter().map(full).collect()
}

/// Title, slug and excerpt.
fn each_full_word(article: &Article<'_>, mut visit: impl FnMut(&str)) {
    let link = article.link();
    let slug = link.addresses().find_map(Address::slug).unwrap_or("");
    let excerpt = link.excerpt.as_deref().filter(|_| !article.boilerplate).unwrap_or("");
    for text in [link.title.as_deref().unwrap_or(""), slug, excerpt] {
        each_word(text, &mut visit);
    }
}

/// Words as numbers, less those of one article only.
struct Numbered {
    /// The words of each article, sorted.
    sets: Vec<Vec<Word>>,
    /// In how many articles each word stands.
    frequencies: Vec<u32>,
    words: Vec<Box<str>>,
}

/// The words of some articles in the order they were met, and the articles by the numbers of these words.
type Chunk = (Vec<Box<str>>, Vec<Vec<u32>>);

fn numbered(articles: &[&Article<'_>]) -> Numbered {
    const CHUNK: usize = 512;
    // Tokenising runs in parallel; only the words that a chunk has first are numbered in turn.
    let chunk = |articles: &[&Article<'_>]| {
        let mut local = Stemmer::default();
        let sets: Vec<Vec<u32>> = articles.iter().map(|article| local.of(article)).collect();
        (local.stems.into_texts(), sets)
    };
    let chunks: Vec<Chunk> = articles.par_chunks(CHUNK).map(chunk).collect();
    let mut ids: HashMap<Box<str>, Word> = HashMap::new();
    let mut counts: Vec<u32> = Vec::new();
    let mut sets: Vec<Vec<Word>> = Vec::with_capacity(articles.len());
    for (texts, locals) in chunks {
        let mut number = |text: Box<str>| {
            let next = ids.len() as Word;
            *ids.entry(text).or_insert(next)
        };
        let numbers: Vec<Word> = texts.into_iter().map(&mut number).collect();
        counts.resize(ids.len(), 0);
        for local in locals {
            let set: Vec<Word> = local.into_iter().map(|id| numbers[id as usize]).collect();
            for id in &set {
                counts[*id as usize] += 1;
            }
            sets.push(set);
        }
    }
    let mut texts: Vec<Box<str>> = vec!["".into(); counts.len()];
    for (text, id) in ids {
        texts[id as usize] = text;
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
