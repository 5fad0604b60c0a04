//! What mentions share: for each key that several have, a run of mentions in the judge's order, which is that of time.
//! What a frequent key may propose is capped, so that 20,000 titles of the same eight words stay linear.

use std::ops::Range;

use rayon::prelude::*;

/// The hash of a key, and what has it.
pub(super) type KeyPosting = (u64, u32);

/// The bit that marks the key of a word.
pub(super) const WORD_MARK: u64 = 1 << 63;
/// A key that more mentions share proposes only neighbours in time.
const ALL_PAIRS: usize = 60;
/// How many of them.
const NEIGHBOURS: usize = 20;
/// Upper bits of a key by which keys are partitioned, so that what is looked at together fits into a cache.
const PARTITION_BITS: u32 = 7;

/// The runs of all shared keys, and where each mention is in them.
pub(super) struct BlockingIndex {
    /// The runs, one after another.
    mentions: Vec<u32>,
    runs: Vec<PostingList>,
    /// For each mention its places in runs: the place in `mentions`, and the run; one mention after another.
    places: Vec<(u32, u32)>,
    /// Where each mention's places begin; and where the last one's end.
    starts: Vec<u32>,
}

/// The mentions that share one key.
struct PostingList {
    places: Range<u32>,
    is_word: bool,
}

impl PostingList {
    /// How many of the later mentions one proposes.
    fn most(&self) -> usize {
        if self.places.len() <= ALL_PAIRS { usize::MAX } else { NEIGHBOURS }
    }

    /// Whether it proposes all pairs, should it be a title.
    fn may_have_all(&self) -> bool {
        self.is_word || self.places.len() <= ALL_PAIRS
    }
}

impl BlockingIndex {
    /// The index of so many mentions; `parts` are their keys.
    pub(super) fn new(parts: Vec<PartitionedKeys>, mentions: usize) -> BlockingIndex {
        let shared = shared(&parts);
        drop(parts);
        let count = shared.iter().map(Vec::len).sum();
        let mut index = BlockingIndex {
            mentions: Vec::with_capacity(count),
            runs: Vec::new(),
            places: Vec::new(),
            starts: vec![0; mentions + 1],
        };
        for run in shared.iter().flat_map(|pairs| pairs.chunk_by(|a, b| a.0 == b.0)) {
            if run.len() > 1 {
                let start = index.mentions.len() as u32;
                index.mentions.extend(run.iter().map(|(_, at)| *at));
                let places = start..index.mentions.len() as u32;
                index.runs.push(PostingList { places, is_word: run[0].0 & WORD_MARK != 0 });
            }
        }
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

    /// Calls `visit` with the later mentions that share a key, each once. Those from `far` on need not share a word,
    /// where all that share the title are proposed anyway.
    pub(super) fn each_after(
        &self,
        at: usize,
        far: u32,
        candidates: &mut CandidateScratch,
        mut visit: impl FnMut(usize),
    ) {
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

/// The candidates of one mention at a time, each once.
pub(super) struct CandidateScratch {
    /// For each mention the last one whose candidates it was among.
    last: Vec<u32>,
    found: Vec<u32>,
}

impl CandidateScratch {
    pub(super) fn new(mentions: usize) -> CandidateScratch {
        CandidateScratch { last: vec![u32::MAX; mentions], found: Vec::new() }
    }

    /// Adds a candidate of this mention, if it is new among them.
    fn add(&mut self, at: u32, other: u32) {
        if std::mem::replace(&mut self.last[other as usize], at) != at {
            self.found.push(other);
        }
    }
}

/// Pairs by the upper bits of their keys, else in their order.
pub(super) struct PartitionedKeys {
    pairs: Vec<KeyPosting>,
    /// Where the pairs of each partition begin, and where those of the last one end.
    starts: Vec<u32>,
}

impl PartitionedKeys {
    pub(super) fn new(pairs: &[KeyPosting]) -> PartitionedKeys {
        let partition = |key: u64| (key >> (u64::BITS - PARTITION_BITS)) as usize;
        let mut starts = vec![0; (1 << PARTITION_BITS) + 1];
        for (key, _) in pairs {
            starts[partition(*key) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut sorted = vec![(0, 0); pairs.len()];
        for pair in pairs {
            let slot = &mut next[partition(pair.0)];
            sorted[*slot as usize] = *pair;
            *slot += 1;
        }
        PartitionedKeys { pairs: sorted, starts }
    }

    fn partition(&self, number: usize) -> &[KeyPosting] {
        &self.pairs[self.starts[number] as usize..self.starts[number + 1] as usize]
    }
}

/// The pairs whose key another pair may have, too, sorted in lists that have no key in common. Most keys are had once,
/// and need no sorting.
pub(super) fn shared(parts: &[PartitionedKeys]) -> Vec<Vec<KeyPosting>> {
    (0..1 << PARTITION_BITS).into_par_iter().map(|number| shared_in(parts, number)).collect()
}

/// Those of one partition.
fn shared_in(parts: &[PartitionedKeys], number: usize) -> Vec<KeyPosting> {
    let all = || parts.iter().flat_map(|part| part.partition(number));
    // Eight bits a key, so that few of those had once fall on one bit.
    let bits = (all().count() * 8).next_power_of_two().max(64);
    let (mut once, mut twice) = (vec![0_u64; bits / 64], vec![0_u64; bits / 64]);
    let place = |key: u64| ((key as usize & (bits - 1)) / 64, 1_u64 << (key & 63));
    for (key, _) in all() {
        let (word, bit) = place(*key);
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let is_shared = |(key, _): &&KeyPosting| {
        let (word, bit) = place(*key);
        twice[word] & bit != 0
    };
    let mut shared: Vec<KeyPosting> = all().filter(is_shared).copied().collect();
    shared.sort_unstable();
    shared
}
