//! The blocking index: for each key that several mentions share, the posting list of these mentions in the judge's
//! order, which is order of time. The number of candidates that a frequent key may propose is capped, so that 20,000
//! titles of the same eight words stay linear.

use rayon::prelude::*;

use crate::model::MentionIdx;
use crate::text::Ragged;

/// The hash of a key, and the item that has the key.
pub(super) type KeyPosting<T> = (u64, T);

/// The bit that marks the key of a word.
pub(super) const WORD_MARK: u64 = 1 << 63;
/// A key that more mentions share proposes only neighbours in time.
const ALL_PAIRS: usize = 60;
/// The number of neighbours that such a key proposes.
const NEIGHBOURS: usize = 20;
/// Keys are partitioned by this many upper bits, so that the data of one partition fits into a cache.
const PARTITION_BITS: u32 = 7;

/// The posting lists of all shared keys, and the positions of each mention in them.
pub(super) struct BlockingIndex {
    /// For each key, the mentions that share it.
    postings: Ragged<MentionIdx>,
    /// For each key, whether it is the key of a word.
    is_word: Vec<bool>,
    /// For each mention, its positions among the postings, each with the number of the key.
    places: Ragged<(u32, u32)>,
}

impl BlockingIndex {
    /// Builds the index of `mentions` mentions from their keys, `parts`.
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

    /// Returns whether a key proposes all its pairs or is the key of a word.
    fn may_have_all(&self, key: usize) -> bool {
        self.is_word[key] || self.postings.range(key).len() <= ALL_PAIRS
    }

    /// Calls `visit` once for each later mention that shares a key. If every key that is not a word proposes all its
    /// pairs, words propose only mentions before `far`: from `far` on only equal titles could join, and the key of the
    /// title proposes those.
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
            // The largest number of later mentions that this key proposes.
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
        // A separate loop, so that one cache miss does not delay the next.
        candidates.found.iter().for_each(|other| visit(*other));
    }
}

/// Collects the candidates of one mention at a time, each once.
pub(super) struct CandidateScratch {
    /// For each mention, the last mention that had it as a candidate.
    last: Vec<MentionIdx>,
    found: Vec<MentionIdx>,
}

impl CandidateScratch {
    pub(super) fn new(mentions: usize) -> CandidateScratch {
        CandidateScratch { last: vec![MentionIdx::END; mentions], found: Vec::new() }
    }

    /// Adds a candidate of this mention unless it was added before.
    fn add(&mut self, mention: MentionIdx, other: MentionIdx) {
        if std::mem::replace(&mut self.last[other], mention) != mention {
            self.found.push(other);
        }
    }
}

/// Pairs of key and item, partitioned by the upper bits of the key. Within a partition the pairs keep their order.
pub(super) struct PartitionedKeys<T>(Ragged<KeyPosting<T>>);

impl<T: Copy> PartitionedKeys<T> {
    pub(super) fn new(pairs: &[KeyPosting<T>]) -> PartitionedKeys<T> {
        let partition = |key: u64| (key >> (u64::BITS - PARTITION_BITS)) as usize;
        let pairs = pairs.iter().map(|pair| (partition(pair.0), *pair));
        PartitionedKeys(Ragged::from_pairs(1 << PARTITION_BITS, pairs))
    }
}

/// Returns the pairs whose key may occur more than once, as sorted lists that have no key in common. Most keys occur
/// once and are filtered out before sorting.
pub(super) fn shared<T: Copy + Ord + Send + Sync>(parts: &[PartitionedKeys<T>]) -> Vec<Vec<KeyPosting<T>>> {
    (0..1 << PARTITION_BITS).into_par_iter().map(|number| shared_in(parts, number)).collect()
}

/// The shared pairs of one partition.
fn shared_in<T: Copy + Ord>(parts: &[PartitionedKeys<T>], number: usize) -> Vec<KeyPosting<T>> {
    let all = || parts.iter().flat_map(|part| &part.0[number]);
    // Eight bits a key, so that few unique keys fall on the same bit.
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
