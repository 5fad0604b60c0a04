//! What mentions share: for each key that several have, a run of mentions in the judge's order, which is that of time.
//! What a frequent key may propose is capped, so that 20,000 titles of the same eight words stay linear.

use rayon::prelude::*;

use crate::model::MentionIdx;
use crate::text::Ragged;

/// The hash of a key, and what has it.
pub(super) type KeyPosting<T> = (u64, T);

/// The bit that marks the key of a word.
pub(super) const WORD_MARK: u64 = 1 << 63;
/// A key that more mentions share proposes only neighbours in time.
const ALL_PAIRS: usize = 60;
/// How many of them.
const NEIGHBOURS: usize = 20;
/// Upper bits of a key by which keys are partitioned, so that what is looked at together fits into a cache.
const PARTITION_BITS: u32 = 7;

/// The posting lists of all shared keys, and where each mention is in them.
pub(super) struct BlockingIndex {
    /// For each key the mentions that share it.
    postings: Ragged<MentionIdx>,
    /// By key: whether it is a word.
    is_word: Vec<bool>,
    /// For each mention where it stands among the postings, and the number of the key.
    places: Ragged<(u32, u32)>,
}

impl BlockingIndex {
    /// The index of so many mentions; `parts` are their keys.
    pub(super) fn new(parts: Vec<PartitionedKeys<MentionIdx>>, mentions: usize) -> BlockingIndex {
        let shared = shared(&parts);
        drop(parts);
        let (mut postings, mut is_word) = (Ragged::default(), Vec::new());
        for pairs in shared.iter().flat_map(|pairs| pairs.chunk_by(|a, b| a.0 == b.0)) {
            if pairs.len() > 1 {
                postings.push_list(pairs.iter().map(|(_, mention)| *mention));
                is_word.push(pairs[0].0 & WORD_MARK != 0);
            }
        }
        let keys = postings.iter().zip(0..).flat_map(|(list, key)| list.iter().map(move |_| key));
        let places = postings.items().iter().zip(0..).zip(keys);
        let places = places.map(|((mention, place), key)| (mention.index(), (place, key)));
        let places = Ragged::from_pairs(mentions, places);
        BlockingIndex { postings, is_word, places }
    }

    /// Whether a key proposes all pairs, should it be a title.
    fn may_have_all(&self, key: usize) -> bool {
        self.is_word[key] || self.postings.range(key).len() <= ALL_PAIRS
    }

    /// Calls `visit` with the later mentions that share a key, each once. Those from `far` on need not share a word,
    /// where all that share the title are proposed anyway.
    pub(super) fn each_after(
        &self,
        mention: MentionIdx,
        far: MentionIdx,
        candidates: &mut CandidateScratch,
        mut visit: impl FnMut(MentionIdx),
    ) {
        candidates.found.clear();
        let own = &self.places[mention];
        let has_all = own.iter().all(|(_, key)| self.may_have_all(*key as usize));
        for &(place, key) in own {
            let list = self.postings.range(key as usize);
            // How many of the later mentions one proposes.
            let most = if list.len() <= ALL_PAIRS { usize::MAX } else { NEIGHBOURS };
            let later = &self.postings.items()[place as usize + 1..list.end];
            let end = if self.is_word[key as usize] && has_all { far } else { MentionIdx::END };
            for &other in &later[..most.min(later.len())] {
                if other >= end {
                    break;
                }
                candidates.add(mention, other);
            }
        }
        // In a loop of its own, so that the waiting for one does not hold up the next.
        candidates.found.iter().for_each(|other| visit(*other));
    }
}

/// The candidates of one mention at a time, each once.
pub(super) struct CandidateScratch {
    /// For each mention the last one whose candidates it was among.
    last: Vec<MentionIdx>,
    found: Vec<MentionIdx>,
}

impl CandidateScratch {
    pub(super) fn new(mentions: usize) -> CandidateScratch {
        CandidateScratch { last: vec![MentionIdx::END; mentions], found: Vec::new() }
    }

    /// Adds a candidate of this mention, if it is new among them.
    fn add(&mut self, mention: MentionIdx, other: MentionIdx) {
        if std::mem::replace(&mut self.last[other], mention) != mention {
            self.found.push(other);
        }
    }
}

/// Pairs by the upper bits of their keys, else in their order.
pub(super) struct PartitionedKeys<T>(Ragged<KeyPosting<T>>);

impl<T: Copy> PartitionedKeys<T> {
    pub(super) fn new(pairs: &[KeyPosting<T>]) -> PartitionedKeys<T> {
        let partition = |key: u64| (key >> (u64::BITS - PARTITION_BITS)) as usize;
        let pairs = pairs.iter().map(|pair| (partition(pair.0), *pair));
        PartitionedKeys(Ragged::from_pairs(1 << PARTITION_BITS, pairs))
    }
}

/// The pairs whose key another pair may have, too, sorted in lists that have no key in common. Most keys are had once,
/// and need no sorting.
pub(super) fn shared<T: Copy + Ord + Send + Sync>(parts: &[PartitionedKeys<T>]) -> Vec<Vec<KeyPosting<T>>> {
    (0..1 << PARTITION_BITS).into_par_iter().map(|number| shared_in(parts, number)).collect()
}

/// Those of one partition.
fn shared_in<T: Copy + Ord>(parts: &[PartitionedKeys<T>], number: usize) -> Vec<KeyPosting<T>> {
    let all = || parts.iter().flat_map(|part| &part.0[number]);
    // Eight bits a key, so that few of those had once fall on one bit.
    let bits = (all().count() * 8).next_power_of_two().max(64);
    let (mut once, mut twice) = (vec![0_u64; bits / 64], vec![0_u64; bits / 64]);
    let place = |key: u64| ((key as usize & (bits - 1)) / 64, 1_u64 << (key & 63));
    for (key, _) in all() {
        let (word, bit) = place(*key);
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let is_shared = |(key, _): &&KeyPosting<T>| {
        let (word, bit) = place(*key);
        twice[word] & bit != 0
    };
    let mut shared: Vec<KeyPosting<T>> = all().filter(is_shared).copied().collect();
    shared.sort_unstable();
    shared
}
