//! Features of a mention in one cache line, enough to reject most candidates. Most candidates share a rare word and
//! nothing else; reading their words and shingles would mean waiting for memory.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::features::Features;
use super::rules::{self, LEAST_EXCERPT, TAIL_WORDS};
use crate::model::MentionIdx;
use crate::text::WordId;

/// Whether two mentions of different clusters would be compared if anything proposed the pair. Every similarity rule
/// must join only such pairs.
pub(super) fn are_candidates(a: &Features<'_>, b: &Features<'_>) -> bool {
    let hasher = RandomState::default();
    Sketch::new(a, MentionIdx::new(0), &hasher).may_join(&Sketch::new(b, MentionIdx::new(1), &hasher))
        && rules::may_hold(a, b)
}

/// The least that every rule needs: two mentions can be one piece only if their sketches allow it.
#[repr(align(64))]
pub(super) struct Sketch {
    /// The cluster of the mention.
    root: MentionIdx,
    title: u32,
    /// A hash of the whole title, if the title is long enough to be another title with an outlet's tail.
    whole_title: Option<u32>,
    before_tail: Option<u32>,
    /// The number of the excerpt's shingles; `bits` has a bit for each, chosen by its low byte.
    shingles: u32,
    bits: [u64; 4],
}

impl Sketch {
    /// Builds the sketches of all mentions; `roots` holds the cluster of each.
    pub(super) fn all(features: &[Features<'_>], roots: &[MentionIdx]) -> Vec<Sketch> {
        let hasher = RandomState::default();
        let sketch = |(f, root): (&Features<'_>, &MentionIdx)| Sketch::new(f, *root, &hasher);
        features.par_iter().zip(roots).map(sketch).collect()
    }

    fn new(f: &Features<'_>, root: MentionIdx, hasher: &RandomState) -> Sketch {
        let hash = |words: &[WordId]| hasher.hash_one(words) as u32;
        let long = |words: &[WordId], least: usize| (words.len() >= least).then(|| hash(words));
        let mut bits = [0; 4];
        for shingle in f.excerpt.all() {
            bits[(shingle >> 6 & 3) as usize] |= 1 << (shingle & 63);
        }
        Sketch {
            root,
            title: hash(f.words.title),
            whole_title: long(f.words.whole_title, TAIL_WORDS),
            before_tail: long(f.words.before_tail, TAIL_WORDS),
            shingles: f.excerpt.all().len() as u32,
            bits,
        }
    }

    /// Whether the two are in different clusters and a rule could join them: every rule needs equal titles, an outlet's
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
        // Counts shingles of `x` that `y` certainly lacks, because it lacks their bit.
        let alone = |x: &Sketch, y: &Sketch| -> u32 {
            x.bits.iter().zip(&y.bits).map(|(x, y)| (x & !y).count_ones()).sum()
        };
        let most = (self.shingles - alone(self, other)).min(other.shingles - alone(other, self));
        let shorter = self.shingles.min(other.shingles);
        shorter > 0 && f64::from(most) >= LEAST_EXCERPT * f64::from(shorter)
    }
}
