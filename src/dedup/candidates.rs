//! Candidates for a join by similarity: pairs that share a rare word, a whole title, the beginning of a slug or title,
//! or a shingle of the excerpt. `blocking` caps the number of pairs that a frequent key may propose.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::RandomState;
use rayon::prelude::*;
use smallvec::SmallVec;

use super::blocking::{BlockingIndex, CandidateScratch, KeyPosting, PartitionedKeys, WORD_MARK};
use super::features::{CHUNK, Features, TitleStatistics};
use super::judge::{Judge, Verdict};
use super::prefilter::Sketch;
use super::rules::{self, Similarity};
use crate::model::{MentionIdx, Rule};
use crate::text::WordId;

/// The number of a title's rarest words that propose candidates.
const RAREST: usize = 6;
/// The number of the excerpt's smallest shingles that propose candidates.
const SHINGLES: usize = 5;
/// The number of words in the beginning of a slug or title.
const BEGINNING: usize = 7;
/// A word that stands in more titles than this proposes nothing.
const TOO_COMMON: usize = 240;

/// The keys of one mention: three titles, two beginnings, shingles and words.
type BlockingKeys = SmallVec<[u64; 5 + SHINGLES + RAREST]>;

/// A join that the judge allowed.
pub(super) struct Edge {
    pub(super) a: MentionIdx,
    pub(super) b: MentionIdx,
    pub(super) rule: Rule,
    pub(super) score: f64,
}

/// A join by similarity that the clusters have not yet allowed or refused.
pub(super) struct ProposedJoin {
    pub(super) edge: Edge,
    /// Whether the judge forbids this pair to be one piece.
    pub(super) is_forbidden: bool,
}

/// Proposes the pairs to compare.
pub(super) struct CandidateIndex {
    index: BlockingIndex,
    /// For each mention, the first mention that is so much later that only equal titles could join the two.
    far: Vec<MentionIdx>,
}

impl CandidateIndex {
    pub(super) fn new(judge: &Judge<'_, '_>) -> CandidateIndex {
        CandidateIndex { index: index(&judge.features, &judge.words), far: far(&judge.features) }
    }
}

impl Judge<'_, '_> {
    /// Returns the mention outside `members` that is most similar to a member, and that member.
    pub fn nearest(&self, members: &[MentionIdx]) -> Option<(MentionIdx, MentionIdx)> {
        let candidates = candidates(self, members);
        let similarity = |&(a, b): &(MentionIdx, MentionIdx)| {
            let like = Similarity::new(&self.features[a], &self.features[b], &self.words);
            like.title + like.excerpt
        };
        candidates.into_iter().max_by(|x, y| similarity(x).total_cmp(&similarity(y)).then_with(|| y.cmp(x)))
    }
}

/// Returns all joins by similarity between mentions of different clusters, in no order. `roots` holds the cluster of
/// each mention.
pub(super) fn edges(
    judge: &Judge<'_, '_>,
    roots: &[MentionIdx],
    proposals: &CandidateIndex,
) -> Vec<ProposedJoin> {
    let CandidateIndex { index, far } = proposals;
    let sketches = Sketch::all(&judge.features, roots);
    let edge = |a: MentionIdx, b: MentionIdx| {
        if !rules::may_hold(&judge.features[a], &judge.features[b]) {
            return None;
        }
        match judge.by_similarity(a, b) {
            Verdict::Join { rule, score } => {
                Some(ProposedJoin { edge: Edge { a, b, rule, score }, is_forbidden: judge.forbids(a, b) })
            }
            Verdict::Vetoed(..) | Verdict::Missing(_) => None,
        }
    };
    // Whether every comparison here has the same result for both mentions.
    let is_again = |a: MentionIdx, other: MentionIdx| {
        judge.features[a].time == judge.features[other].time
            && judge.mentions[a].link.reads_as(judge.mentions[other].link)
    };
    let of_chunk = |(candidates, apart): &mut (CandidateScratch, Vec<MentionIdx>), chunk: Range<usize>| {
        let mut edges = Vec::new();
        for index_of_a in chunk.clone() {
            let a = MentionIdx::new(index_of_a);
            let before = (index_of_a > chunk.start).then(|| MentionIdx::new(index_of_a - 1));
            let again = before.filter(|before| is_again(a, *before));
            index.each_after(a, far[a], candidates, |b| {
                if !sketches[a].may_join(&sketches[b]) {
                    return;
                }
                let are_apart = again.is_some_and(|before| apart[b] == before);
                let found = if are_apart { None } else { edge(a, b) };
                match found {
                    Some(edge) => edges.push(edge),
                    None => apart[b] = a,
                }
            });
        }
        edges
    };
    let count = judge.features.len();
    // Beside the candidates: for each mention, the last mention that was compared with it and not joined.
    let scratch = || (CandidateScratch::new(count), vec![MentionIdx::END; count]);
    let found: Vec<Vec<ProposedJoin>> = chunks(count).map_init(scratch, of_chunk).collect();
    found.into_iter().flatten().collect()
}

/// Returns each pair of a member and a candidate for it that is not a member.
pub(super) fn candidates(judge: &Judge<'_, '_>, members: &[MentionIdx]) -> Vec<(MentionIdx, MentionIdx)> {
    let index = index(&judge.features, &judge.words);
    let inside: HashSet<MentionIdx> = members.iter().copied().collect();
    let mut found = Vec::new();
    let mut candidates = CandidateScratch::new(judge.features.len());
    for a in MentionIdx::first(judge.features.len()) {
        index.each_after(a, MentionIdx::END, &mut candidates, |b| {
            match (inside.contains(&a), inside.contains(&b)) {
                (true, false) => found.push((a, b)),
                (false, true) => found.push((b, a)),
                _ => {}
            }
        });
    }
    found
}

/// Builds the blocking index of the mentions.
fn index(features: &[Features<'_>], words: &TitleStatistics<'_>) -> BlockingIndex {
    let hasher = RandomState::default();
    let of_chunk = |pairs: &mut Vec<KeyPosting<MentionIdx>>, chunk: Range<usize>| {
        pairs.clear();
        let mut own = BlockingKeys::new();
        for at in chunk.clone() {
            if at == chunk.start || !features[at].has_words_of(&features[at - 1]) {
                own = keys(&features[at], words, &hasher);
            }
            pairs.extend(own.iter().map(|key| (*key, MentionIdx::new(at))));
        }
        PartitionedKeys::new(pairs)
    };
    BlockingIndex::new(chunks(features.len()).map_init(Vec::new, of_chunk).collect(), features.len())
}

/// Computes [`CandidateIndex::far`].
fn far(features: &[Features<'_>]) -> Vec<MentionIdx> {
    let furthest = (rules::FURTHEST * rules::DAY * 3600.0) as i64;
    let mut first: usize = 0;
    let first_far = |f: &Features<'_>| {
        let is_near = |other: &Features<'_>| f.time.zip(other.time).is_some_and(|(a, b)| b - a <= furthest);
        first += features[first..].iter().take_while(|other| is_near(other)).count();
        MentionIdx::new(first)
    };
    features.iter().map(first_far).collect()
}

fn chunks(mentions: usize) -> impl IndexedParallelIterator<Item = Range<usize>> {
    let chunk = move |number: usize| number * CHUNK..mentions.min((number + 1) * CHUNK);
    (0..mentions.div_ceil(CHUNK)).into_par_iter().map(chunk)
}

/// The keys of a mention, each once. Each kind of key is salted with its own letter, and keys of words are marked.
fn keys(f: &Features<'_>, words: &TitleStatistics<'_>, hasher: &RandomState) -> BlockingKeys {
    let mut keys = BlockingKeys::new();
    let link = f.words;
    if !link.title.is_empty() {
        let titles = [link.title, link.whole_title, link.before_tail];
        keys.extend(titles.into_iter().filter(|t| !t.is_empty()).map(|title| hasher.hash_one(('t', title))));
    }
    let beginnings = [link.title, link.slug].into_iter().filter_map(|side| side.get(..BEGINNING));
    keys.extend(beginnings.map(|words| hasher.hash_one(('b', words))));
    keys.extend(f.excerpt.smallest(SHINGLES).iter().map(|shingle| hasher.hash_one(('r', shingle))));
    for key in &mut keys {
        *key &= !WORD_MARK;
    }
    keys.extend(rarest(f, words).map(|word| hasher.hash_one(('w', word)) | WORD_MARK));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The rarest words of the title that are not too common to propose. A word that no other title has counts as one of
/// them and is then left out.
fn rarest(f: &Features<'_>, words: &TitleStatistics<'_>) -> impl Iterator<Item = WordId> {
    let is_rare = |word: &WordId| (words.frequency(*word) as usize) <= TOO_COMMON;
    let mut rare: SmallVec<[WordId; 24]> = f.words.title_set.iter().copied().filter(is_rare).collect();
    rare.sort_unstable_by(|a, b| {
        let frequencies = words.frequency(*a).cmp(&words.frequency(*b));
        frequencies.then_with(|| words.text(*a).cmp(words.text(*b)))
    });
    rare.truncate(RAREST);
    rare.retain(|word| words.frequency(*word) > 1);
    rare.into_iter()
}
