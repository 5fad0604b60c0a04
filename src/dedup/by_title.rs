//! Candidates for likeness: pairs that share a rare word, a whole title, the beginning of a slug, or a run of
//! the excerpt. Never all pairs; what a frequent key may propose is capped, so that 20,000 titles of the same
//! eight words stay linear.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::features::{CHUNK, Features, Vocabulary};
use super::join;
use super::judge::{Judge, Verdict};
use super::sketch::Sketch;
use crate::model::{Rule, Word};

/// A rare word proposes with these many of a title's rarest words.
const RAREST: usize = 6;
/// Smallest hashes of the excerpt's runs of words.
const RUNS: usize = 5;
/// Words of a slug or title that stand for its beginning.
const BEGINNING: usize = 7;
/// A key that more mentions share proposes only neighbours in time.
const ALL_PAIRS: usize = 60;
/// How many of them.
const NEIGHBOURS: usize = 20;
/// A word that more titles share proposes nothing.
const TOO_COMMON: usize = 240;
/// The bit that marks the key of a word.
const WORD_MARK: u64 = 1 << 63;

/// A join that the judge allowed.
pub(super) struct Edge {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) rule: Rule,
    pub(super) score: f64,
}

/// All joins by likeness between mentions that are not joined yet, in no order; `roots` are the clusters they are in.
pub(super) fn edges(judge: &Judge<'_, '_>, roots: &[usize]) -> Vec<Edge> {
    let index = Index::of(&judge.features, &judge.words);
    let sketches = Sketch::all(&judge.features, roots);
    let far = far(&judge.features);
    let edge = |a: usize, b: usize| {
        if !sketches[a].may_join(&sketches[b]) || !join::may_hold(&judge.features[a], &judge.features[b]) {
            return None;
        }
        match judge.by_likeness(a, b) {
            Verdict::Join { rule, score } => Some(Edge { a, b, rule, score }),
            Verdict::Vetoed(..) | Verdict::Missing(_) => None,
        }
    };
    let of_chunk = |candidates: &mut Candidates, chunk: Range<usize>| {
        let mut edges = Vec::new();
        for a in chunk {
            index.each_after(a, far[a], candidates, |b| edges.extend(edge(a, b)));
        }
        edges
    };
    let found: Vec<Vec<Edge>> =
        chunks(judge.features.len()).map_init(|| Candidates::new(judge.features.len()), of_chunk).collect();
    found.into_iter().flatten().collect()
}

/// Candidates of some mentions that are none of them, each with the one it is a candidate of.
pub(super) fn candidates(judge: &Judge<'_, '_>, members: &[usize]) -> Vec<(usize, usize)> {
    let index = Index::of(&judge.features, &judge.words);
    let inside: HashSet<usize> = members.iter().copied().collect();
    let mut found = Vec::new();
    let mut candidates = Candidates::new(judge.features.len());
    for a in 0..judge.features.len() {
        index.each_after(a, u32::MAX, &mut candidates, |b| {
            match (inside.contains(&a), inside.contains(&b)) {
                (true, false) => found.push((a, b)),
                (false, true) => found.push((b, a)),
                _ => {}
            }
        });
    }
    found
}

/// For each mention the first one that is so much later that only equal titles could join the two.
fn far(features: &[Features<'_>]) -> Vec<u32> {
    let furthest = (join::FURTHEST * join::DAY * 3600.0) as i64;
    let mut first = 0;
    let of = |f: &Features<'_>| {
        let is_near = |other: &Features<'_>| f.time.zip(other.time).is_some_and(|(a, b)| b - a <= furthest);
        first += features[first..].iter().take_while(|other| is_near(other)).count();
        first as u32
    };
    features.iter().map(of).collect()
}

fn chunks(mentions: usize) -> impl IndexedParallelIterator<Item = Range<usize>> {
    let chunk = move |number: usize| number * CHUNK..mentions.min((number + 1) * CHUNK);
    (0..mentions.div_ceil(CHUNK)).into_par_iter().map(chunk)
}

/// The candidates of one mention at a time, each once.
struct Candidates {
    /// For each mention the last one whose candidates it was among.
    last: Vec<u32>,
    found: Vec<u32>,
}

impl Candidates {
    fn new(mentions: usize) -> Candidates {
        Candidates { last: vec![u32::MAX; mentions], found: Vec::new() }
    }

    /// Adds a candidate of this mention, if it is new among them.
    fn add(&mut self, at: u32, other: u32) {
        if std::mem::replace(&mut self.last[other as usize], at) != at {
            self.found.push(other);
        }
    }
}

/// What mentions share: for each shared key a run of mentions in the judge's order, which is that of time.
struct Index {
    /// The runs, one after another.
    mentions: Vec<u32>,
    runs: Vec<Run>,
    /// For each mention its places in runs: the place in `mentions`, and the run; one mention after another.
    places: Vec<(u32, u32)>,
    /// Where each mention's places begin; and where the last one's end.
    starts: Vec<u32>,
}

/// The mentions that share one key.
struct Run {
    places: Range<u32>,
    is_word: bool,
}

impl Run {
    /// How many of the later mentions one proposes.
    fn most(&self) -> usize {
        if self.places.len() <= ALL_PAIRS { usize::MAX } else { NEIGHBOURS }
    }

    /// Whether it proposes all pairs, should it be a title.
    fn may_have_all(&self) -> bool {
        self.is_word || self.places.len() <= ALL_PAIRS
    }
}

impl Index {
    fn of(features: &[Features<'_>], words: &Vocabulary<'_>) -> Index {
        let hasher = RandomState::default();
        let of_chunk = |chunk: Range<usize>| {
            let mut pairs: Vec<(u64, u32)> = Vec::new();
            let mut own = Vec::new();
            for at in chunk.clone() {
                if at == chunk.start || !features[at].reads_as(&features[at - 1]) {
                    own = keys(&features[at], words, &hasher);
                }
                pairs.extend(own.iter().map(|key| (*key, at as u32)));
            }
            pairs
        };
        let parts: Vec<Vec<(u64, u32)>> = chunks(features.len()).map(of_chunk).collect();
        let mut pairs = shared_only(parts);
        pairs.par_sort_unstable();
        let mut index = Index {
            mentions: Vec::new(),
            runs: Vec::new(),
            places: Vec::new(),
            starts: vec![0; features.len() + 1],
        };
        for run in pairs.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
            let start = index.mentions.len() as u32;
            index.mentions.extend(run.iter().map(|(_, at)| *at));
            let places = start..index.mentions.len() as u32;
            index.runs.push(Run { places, is_word: run[0].0 & WORD_MARK != 0 });
        }
        drop(pairs);
        index.place();
        index
    }

    /// Finds the places of each mention, by counting.
    fn place(&mut self) {
        for at in &self.mentions {
            self.starts[*at as usize + 1] += 1;
        }
        for at in 1..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
        let mut next = self.starts.clone();
        self.places = vec![(0, 0); self.mentions.len()];
        for (number, run) in self.runs.iter().enumerate() {
            for place in run.places.clone() {
                let slot = &mut next[self.mentions[place as usize] as usize];
                self.places[*slot as usize] = (place, number as u32);
                *slot += 1;
            }
        }
    }

    /// Calls `visit` with the later mentions that share a key, each once. Those from `far` on need not share a word, where
    /// all that share the title are proposed anyway.
    fn each_after(&self, at: usize, far: u32, candidates: &mut Candidates, mut visit: impl FnMut(usize)) {
        candidates.found.clear();
        let own = &self.places[self.starts[at] as usize..self.starts[at + 1] as usize];
        let has_all = own.iter().all(|(_, run)| self.runs[*run as usize].may_have_all());
        for (place, run) in own {
            let run = &self.runs[*run as usize];
            let later = &self.mentions[*place as usize + 1..run.places.end as usize];
            let end = if run.is_word && has_all { far } else { u32::MAX };
            for &other in &later[..run.most().min(later.len())] {
                if other >= end {
                    break;
                }
                candidates.add(at as u32, other);
            }
        }
        // In a loop of its own, so that the waiting for one does not hold up the next.
        candidates.found.iter().for_each(|other| visit(*other as usize));
    }
}

/// The pairs whose key another mention may have, too. Most keys are had by one mention only, and need no sorting.
fn shared_only(parts: Vec<Vec<(u64, u32)>>) -> Vec<(u64, u32)> {
    let count: usize = parts.iter().map(Vec::len).sum();
    // Eight bits a key, so that few of those had once fall on one bit.
    let bits = (count * 8).next_power_of_two().max(64);
    let (mut once, mut twice) = (vec![0_u64; bits / 64], vec![0_u64; bits / 64]);
    let place = |key: u64| ((key as usize & (bits - 1)) / 64, 1_u64 << (key & 63));
    for (key, _) in parts.iter().flatten() {
        let (word, bit) = place(*key);
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let is_shared = |(key, _): &(u64, u32)| {
        let (word, bit) = place(*key);
        twice[word] & bit != 0
    };
    parts.into_iter().flat_map(|part| part.into_iter().filter(is_shared)).collect()
}

/// The keys of a mention, each once. Each kind of key is salted by its letter, and words are marked.
fn keys(f: &Features<'_>, words: &Vocabulary<'_>, hasher: &RandomState) -> Vec<u64> {
    let mut keys: Vec<u64> = Vec::with_capacity(4 + RAREST + RUNS);
    let link = f.words;
    if !link.title.is_empty() {
        let titles = [link.title, link.whole_title, link.before_tail];
        keys.extend(titles.into_iter().filter(|t| !t.is_empty()).map(|title| hasher.hash_one(('t', title))));
    }
    let beginnings = [link.title, link.slug].into_iter().filter_map(|side| side.get(..BEGINNING));
    keys.extend(beginnings.map(|words| hasher.hash_one(('b', words))));
    keys.extend(f.excerpt.smallest(RUNS).iter().map(|run| hasher.hash_one(('r', run))));
    for key in &mut keys {
        *key &= !WORD_MARK;
    }
    keys.extend(rarest(f, words).map(|word| hasher.hash_one(('w', word)) | WORD_MARK));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The rarest words of the title that are not too common to propose. One that no other title has proposes
/// nothing, and yet takes its place among them.
fn rarest(f: &Features<'_>, words: &Vocabulary<'_>) -> impl Iterator<Item = Word> {
    let mut rare: Vec<Word> =
        f.words.title_set.iter().copied().filter(|w| (words.frequency(*w) as usize) <= TOO_COMMON).collect();
    rare.sort_unstable_by(|a, b| {
        let frequencies = words.frequency(*a).cmp(&words.frequency(*b));
        frequencies.then_with(|| words.text(*a).cmp(words.text(*b)))
    });
    rare.truncate(RAREST);
    rare.retain(|word| words.frequency(*word) > 1);
    rare.into_iter()
}
