//! Candidates for likeness: pairs that share a rare word, a whole title, the beginning of a slug, or a run of
//! the excerpt. Never all pairs; what a frequent key may propose is capped, so that 20,000 titles of the same
//! eight words stay linear.

use std::collections::HashSet;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use super::features::{Features, Vocabulary, Word};
use super::join;
use super::judge::{Judge, Verdict};
use crate::model::Rule;

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

/// A join that the judge allowed.
pub(super) struct Edge {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) rule: Rule,
    pub(super) score: f64,
}

/// All joins by likeness between mentions that `apart` says are not joined yet.
pub(super) fn edges(judge: &Judge<'_>, apart: &(dyn Fn(usize, usize) -> bool + Sync)) -> Vec<Edge> {
    let index = Index::of(&judge.features, &judge.words);
    let of = |a: usize| {
        let candidates = index.after(a);
        candidates.into_iter().filter(move |&b| apart(a, b)).filter_map(move |b| {
            if !join::may_hold(&judge.features[a], &judge.features[b]) {
                return None;
            }
            match judge.by_likeness(a, b) {
                Verdict::Join { rule, score } => Some(Edge { a, b, rule, score }),
                Verdict::Vetoed(..) | Verdict::Missing(_) => None,
            }
        })
    };
    (0..judge.mentions.len()).into_par_iter().flat_map_iter(of).collect()
}

/// Candidates of some mentions that are none of them, each with the one it is a candidate of.
pub(super) fn candidates(judge: &Judge<'_>, members: &[usize]) -> Vec<(usize, usize)> {
    let index = Index::of(&judge.features, &judge.words);
    let inside: HashSet<usize> = members.iter().copied().collect();
    let mut found = Vec::new();
    for a in 0..judge.mentions.len() {
        for b in index.after(a) {
            match (inside.contains(&a), inside.contains(&b)) {
                (true, false) => found.push((a, b)),
                (false, true) => found.push((b, a)),
                _ => {}
            }
        }
    }
    found
}

/// What mentions share: for each shared key a run of `mentions`, in the judge's order, which is that of time.
struct Index<'j> {
    features: &'j [Features],
    words: &'j Vocabulary,
    hasher: RandomState,
    runs: HashMap<u64, (u32, u32)>,
    mentions: Vec<u32>,
}

impl<'j> Index<'j> {
    fn of(features: &'j [Features], words: &'j Vocabulary) -> Index<'j> {
        let hasher = RandomState::default();
        let mut pairs: Vec<(u64, u32)> = features
            .par_iter()
            .enumerate()
            .flat_map_iter(|(at, f)| keys(f, words, &hasher).into_iter().map(move |key| (key, at as u32)))
            .collect();
        pairs.par_sort_unstable();
        let mut runs = HashMap::new();
        let mut mentions = Vec::new();
        for run in pairs.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
            runs.insert(run[0].0, (mentions.len() as u32, run.len() as u32));
            mentions.extend(run.iter().map(|(_, at)| *at));
        }
        Index { features, words, hasher, runs, mentions }
    }

    /// Later mentions that share a key, each once.
    fn after(&self, at: usize) -> Vec<usize> {
        let mut found = Vec::new();
        for key in keys(&self.features[at], self.words, &self.hasher) {
            let Some(&(start, length)) = self.runs.get(&key) else { continue };
            let list = &self.mentions[start as usize..(start + length) as usize];
            let next = list.partition_point(|&other| other as usize <= at);
            let most = if list.len() <= ALL_PAIRS { usize::MAX } else { NEIGHBOURS };
            found.extend(list[next..].iter().take(most).map(|&other| other as usize));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The keys of a mention. Each kind of key is salted by its letter.
fn keys(f: &Features, words: &Vocabulary, hasher: &RandomState) -> Vec<u64> {
    let mut keys: Vec<u64> = Vec::new();
    if !f.title.is_empty() {
        keys.push(hasher.hash_one(('t', f.title.as_slice())));
        keys.push(hasher.hash_one(('t', f.raw_title())));
        keys.extend(f.before_tail.iter().map(|title| hasher.hash_one(('t', title.as_slice()))));
    }
    let beginnings = [&f.title, &f.slug].into_iter().filter_map(|side| side.get(..BEGINNING));
    keys.extend(beginnings.map(|words| hasher.hash_one(('b', words))));
    keys.extend(rarest(f, words).map(|word| hasher.hash_one(('w', word))));
    keys.extend(f.excerpt_runs.iter().take(RUNS).map(|run| hasher.hash_one(('r', run))));
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn rarest(f: &Features, words: &Vocabulary) -> impl Iterator<Item = Word> {
    let mut rare: Vec<Word> =
        f.title_set.iter().copied().filter(|w| (words.frequency(*w) as usize) <= TOO_COMMON).collect();
    rare.sort_unstable_by(|a, b| {
        (words.frequency(*a), words.text(*a)).cmp(&(words.frequency(*b), words.text(*b)))
    });
    rare.truncate(RAREST);
    rare.into_iter()
}
