//! A mention in a cache line: enough to see of most candidates that they cannot be one piece. Most share a rare word
//! and nothing else, and looking at their words and runs would be waiting for memory.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::features::Features;
use super::rules::{self, LEAST_EXCERPT, TAIL_WORDS};
use crate::model::MentionIdx;
use crate::text::WordId;

/// Whether two mentions that are not in one cluster would be compared, if anything proposed it. Every rule of similarity
/// must join only such pairs.
pub(super) fn are_candidates(a: &Features<'_>, b: &Features<'_>) -> bool {
    let hasher = RandomState::default();
    Sketch::new(a, MentionIdx::new(0), &hasher).may_join(&Sketch::new(b, MentionIdx::new(1), &hasher))
        && rules::may_hold(a, b)
}

/// What any rule needs at least: two may be one piece only if their sketches say so.
#[repr(align(64))]
pub(super) struct Sketch {
    /// The cluster it is in.
    root: MentionIdx,
    title: u32,
    /// Of a title so long that another may be it and an outlet's tail; else nothing.
    whole_title: Option<u32>,
    before_tail: Option<u32>,
    /// Shingles of the excerpt, and a bit for each by its last byte.
    runs: u32,
    bits: [u64; 4],
}

impl Sketch {
    /// Sketches of all mentions; `roots` are the clusters they are in.
    pub(super) fn all(features: &[Features<'_>], roots: &[MentionIdx]) -> Vec<Sketch> {
        let hasher = RandomState::default();
        let sketch = |(f, root): (&Features<'_>, &MentionIdx)| Sketch::new(f, *root, &hasher);
        features.par_iter().zip(roots).map(sketch).collect()
    }

    fn new(f: &Features<'_>, root: MentionIdx, hasher: &RandomState) -> Sketch {
        let hash = |words: &[WordId]| hasher.hash_one(words) as u32;
        let long = |words: &[WordId], least: usize| (words.len() >= least).then(|| hash(words));
        let mut bits = [0; 4];
        for run in f.excerpt.all() {
            bits[(run >> 6 & 3) as usize] |= 1 << (run & 63);
        }
        Sketch {
            root,
            title: hash(f.words.title),
            whole_title: long(f.words.whole_title, TAIL_WORDS),
            before_tail: long(f.words.before_tail, TAIL_WORDS),
            runs: f.excerpt.all().len() as u32,
            bits,
        }
    }

    /// Whether the two are in different clusters, and any rule could hold: every one needs equal titles, an outlet's
    /// tail, or a quarter of the excerpt.
    pub(super) fn may_join(&self, other: &Sketch) -> bool {
        self.root != other.root
            && (self.title == other.title
                || self.may_overlap(other)
                || self.may_be_tail(other)
                || other.may_be_tail(self))
    }

    fn may_be_tail(&self, long: &Sketch) -> bool {
        self.whole_title.is_some() && self.whole_title == long.before_tail
    }

    fn may_overlap(&self, other: &Sketch) -> bool {
        // A run whose bit the other lacks is not in the other.
        let alone = |x: &Sketch, y: &Sketch| -> u32 {
            x.bits.iter().zip(&y.bits).map(|(x, y)| (x & !y).count_ones()).sum()
        };
        let most = (self.runs - alone(self, other)).min(other.runs - alone(other, self));
        let shorter = self.runs.min(other.runs);
        shorter > 0 && f64::from(most) >= LEAST_EXCERPT * f64::from(shorter)
    }
}
